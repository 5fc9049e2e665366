import { t } from '../ui/text';

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
