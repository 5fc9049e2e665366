import { t } from '../ui/text';

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

/** What a cell of a table says, without the signs that only a program needs. */
export function cell(text: string): string {
  if (!text.trim() || text.trim() === '-') return t('table.any');
  return text
    .replace(/"([^"]*)"/g, '$1')
    .replace(/date\(([^)]*)\)/g, '$1')
    .replace(/\btrue\b/g, t('answer.yes'))
    .replace(/\bfalse\b/g, t('answer.no'))
    .replace(/>=/g, '≥')
    .replace(/<=/g, '≤');
}

export const readable = (when: { input: string; test: string }[]) => when.map((one) => `${one.input} ${cell(one.test)}`).join(t('list.and'));
