export const at = encodeURIComponent;

/** "?a=1&b=2" of what is set; nothing at all when nothing is. */
export function query(values: Record<string, string | number | undefined>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length ? `?${pairs.map(([name, value]) => `${name}=${at(String(value))}`).join('&')}` : '';
}
