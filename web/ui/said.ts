import { t } from './text';

/** A value of FEEL as people read it. Dates, times and durations come as {"@date": …}. */
export function said(value: unknown): string {
  if (value === null || value === undefined) return t('value.none');
  if (value === true) return t('answer.yes');
  if (value === false) return t('answer.no');
  if (Array.isArray(value)) return value.length ? value.map(said).join(t('list.comma')) : t('value.empty_list');
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0]![0].startsWith('@')) return String(entries[0]![1]);
    return entries.map(([name, one]) => `${name}${t('frame.of', { name: said(one) })}`).join(t('list.semicolon'));
  }
  return String(value);
}
