/** What people type and what the form's answer is: typed texts become the schema's types, what is empty or closed goes. */
import { check, demands, isObject, pointerPart, referred, type Found, type Schema } from './check';

/** As typed: texts also for numbers and amounts, so that nothing is lost while it is wrong. */
export type Draft = { [name: string]: unknown };
type Keywords = { [keyword: string]: unknown };

/** A field's schema with what its reference says; what stands beside the reference wins. */
export function resolved(root: Schema, schema: Schema): Keywords {
  if (typeof schema === 'boolean') return {};
  const target = referred(root, schema);
  if (target === undefined) return schema;
  return { ...resolved(root, target), ...schema };
}

export const propertiesOf = (schema: Keywords) => (schema.properties ?? {}) as Record<string, Schema>;

/** Names in the order of the hint, then of the document. */
export function namesOf(schema: Keywords): string[] {
  const order = ((schema['x-ui'] as Keywords | undefined)?.order ?? []) as string[];
  return [...order, ...Object.keys(propertiesOf(schema)).filter((name) => !order.includes(name))];
}

export const isMoney = (schema: Keywords) => schema.format === 'money';
export const isFile = (schema: Keywords) => schema.format === 'attachment';

/** 12.5 yuan are 1250 fen; what is no amount stays as it was typed and is a fault. */
function fenOf(text: string): unknown {
  const parts = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.replace(/,/g, ''));
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : text;
}

function valueOf(root: Schema, schema: Keywords, typed: unknown): unknown {
  if (schema.type === 'object') {
    const inner = answerOf(root, schema, isObject(typed) ? typed : {});
    return Object.keys(inner).length ? inner : undefined;
  }
  if (schema.type === 'array') {
    const items = resolved(root, schema.items as Schema);
    const list = (Array.isArray(typed) ? typed : []).map((one) => valueOf(root, items, one) ?? (items.type === 'object' ? {} : undefined));
    return list.length ? list.filter((one) => one !== undefined) : undefined;
  }
  if (typeof typed !== 'string') return typed;
  const text = typed.trim();
  if (!text) return undefined;
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (isMoney(schema)) return fenOf(text);
  if (schema.type === 'integer' || schema.type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (['id-number', 'credit-code', 'licence-number'].includes(String(schema.format))) return text.toUpperCase();
  return text;
}

/** The answer: closed fields are taken out, and what that closes in turn. */
export function answerOf(root: Schema, schema: Keywords, draft: Draft): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [name, its] of Object.entries(propertiesOf(schema))) {
    const value = valueOf(root, resolved(root, its), draft[name]);
    if (value !== undefined) answer[name] = value;
  }
  for (let closing = true; closing; ) {
    closing = false;
    for (const name of demands(root, schema, answer).closed) {
      if (name in answer) {
        delete answer[name];
        closing = true;
      }
    }
  }
  return answer;
}

/** What a field shows of a value that was answered before: the inverse of valueOf. */
function typedOf(root: Schema, schema: Keywords, value: unknown): unknown {
  if (schema.type === 'object') return isObject(value) ? draftOf(root, value, schema) : {};
  if (Array.isArray(value)) return value.map((one) => typedOf(root, resolved(root, schema.items as Schema), one));
  if (isMoney(schema) && typeof value === 'number') return (value / 100).toFixed(2);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** An answer as it would have been typed. */
export function draftOf(root: Schema, answer: Record<string, unknown>, schema = resolved(root, root)): Draft {
  const fields = Object.entries(propertiesOf(schema)).filter(([name]) => name in answer);
  return Object.fromEntries(fields.map(([name, its]) => [name, typedOf(root, resolved(root, its), answer[name])]));
}

export const idOf = (pointer: string) => `form${pointer.replace(/\//g, '-')}`;

/** What is wrong, in the order in which the fields stand on the page. */
export function faultsOf(root: Schema, answer: unknown): Found[] {
  const places: string[] = [];
  const visit = (schema: Keywords, value: unknown, pointer: string) => {
    places.push(pointer);
    if (schema.type === 'object') {
      for (const name of namesInGroups(schema)) visit(resolved(root, propertiesOf(schema)[name]!), isObject(value) ? value[name] : undefined, `${pointer}/${pointerPart(name)}`);
    } else if (Array.isArray(value)) {
      value.forEach((one, i) => visit(resolved(root, schema.items as Schema), one, `${pointer}/${i}`));
    }
  };
  visit(resolved(root, root), answer, '');
  const rank = (found: Found) => (places.includes(found.pointer) ? places.indexOf(found.pointer) : places.length);
  return check(root, answer).sort((a, b) => rank(a) - rank(b));
}

export interface Group { title: string; title_en: string; fields: string[] }

/** The hint's groups; what no group names comes after them. */
export function groupsOf(schema: Keywords): Group[] {
  const given = ((schema['x-ui'] as Keywords | undefined)?.groups ?? []) as Group[];
  const rest = namesOf(schema).filter((name) => !given.some((group) => group.fields.includes(name)));
  return rest.length ? [...given, { title: '', title_en: '', fields: rest }] : given;
}

const namesInGroups = (schema: Keywords) => groupsOf(schema).flatMap((group) => group.fields);

/** The title of the field at a pointer: for the summary of faults. */
export function titleAt(root: Schema, pointer: string): { title: string; title_en: string } {
  let schema = resolved(root, root);
  let named = schema;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replace(/~1/g, '/').replace(/~0/g, '~');
    const next = schema.type === 'array' ? (schema.items as Schema | undefined) : propertiesOf(schema)[name];
    if (next === undefined) break;
    schema = resolved(root, next);
    if (schema.title) named = schema;
  }
  return { title: String(named.title ?? ''), title_en: String(named['x-title-en'] ?? '') };
}
