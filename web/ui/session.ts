import { ref } from 'vue';
import { api, Problem, type Account } from '../api';

/** undefined: not asked yet; null: nobody is signed in. */
export const account = ref<Account | null | undefined>(undefined);

/** Being signed out is no fault; anything else is thrown on to be shown. */
export async function loadSession(): Promise<void> {
  try {
    account.value = await api.session();
  } catch (fault) {
    account.value = null;
    if (!(fault instanceof Problem) || fault.status !== 401) throw fault;
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  account.value = await api.signIn(name, password);
}

export async function signOut(): Promise<void> {
  await api.signOut();
  account.value = null;
}
