import type { FormField } from '../api';
import { pick, t } from '../ui/text';

export type Typed = Record<string, string | boolean>;
export interface Fault { id: string; text: string }

const shapes: Record<string, RegExp> = { date: /^\d{4}-\d{2}-\d{2}$/, integer: /^-?\d+$/, number: /^-?\d+(\.\d+)?$/ };

/** What the fields still need, in the order of the form. */
export function formFaults(fields: FormField[], typed: Typed): Fault[] {
  const faults: Fault[] = [];
  for (const field of fields) {
    const id = `form-${field.name}`;
    const title = pick(field.title, field.title_en);
    const text = String(typed[field.name] ?? '').trim();
    if (field.data_type === 'flag') continue;
    if (!text && field.required) faults.push({ id, text: t('form.needed', { title }) });
    else if (text && shapes[field.data_type]?.test(text) === false) faults.push({ id, text: t('form.shape', { title }) });
  }
  return faults;
}

/** The values in their data types; what was left empty is left out. */
export function formValues(fields: FormField[], typed: Typed): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const text = String(typed[field.name] ?? '').trim();
    if (field.data_type === 'flag') values[field.name] = typed[field.name] === true;
    else if (text) values[field.name] = field.data_type === 'integer' || field.data_type === 'number' ? Number(text) : text;
  }
  return values;
}
