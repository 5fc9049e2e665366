import type { Case } from '../api';

/** The query password is told once, when the case is opened; this page remembers it until it is closed. */
const passwords = new Map<string, string>();

export function withPassword(fresh: Case): Case {
  if (fresh.query_password) passwords.set(fresh.number, fresh.query_password);
  return { ...fresh, query_password: passwords.get(fresh.number) };
}
