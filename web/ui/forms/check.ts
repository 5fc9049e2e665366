/**
 * Holds an answer against a form's JSON Schema, as src/engines/forms/check_json.cpp does: tests/forms/cases.json is run
 * by both. The document was checked by the server; keywords that forms leave out do not come here.
 */
import { formats } from './formats';

export type Schema = boolean | { [keyword: string]: unknown };
export interface Found { pointer: string; key: string; detail: string }
type Names = Record<string, Schema>;
type Value = unknown;

const largest = 9007199254740991;

export const pointerPart = (name: string) => name.replace(/~/g, '~0').replace(/\//g, '~1');
export const isObject = (value: Value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (object: object, name: string) => Object.prototype.hasOwnProperty.call(object, name);

function kindsOf(value: Value): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['number', 'integer'] : ['number'];
  return [typeof value];
}

/** Equal values have equal texts; the order of an object's names does not matter. */
function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isObject(value)) return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
  return JSON.stringify(value === 0 ? 0 : value);
}

/** The schema that a node's $ref names, in the document's $defs. */
export function referred(root: Schema, node: Schema): Schema | undefined {
  if (typeof node === 'boolean' || typeof root === 'boolean' || node.$ref === undefined) return undefined;
  return (root.$defs as Names)[String(node.$ref).slice('#/$defs/'.length)];
}

class Checker {
  constructor(readonly root: Schema) {}

  faults(node: Schema, value: Value, pointer = ''): Found[] {
    const found: Found[] = [];
    this.walk(node, value, pointer, found);
    return found;
  }

  fits(node: Schema, value: Value): boolean {
    return this.faults(node, value).length === 0;
  }

  walk(node: Schema, value: Value, pointer: string, found: Found[]): void {
    const add = (key: string, detail: unknown = '', at = pointer) => { found.push({ pointer: at, key: `forms.${key}`, detail: String(detail) }); };
    if (typeof node === 'boolean') {
      if (!node) add('not_allowed');
      return;
    }
    const target = referred(this.root, node);
    if (target !== undefined) this.walk(target, value, pointer, found);
    const kinds = kindsOf(value);
    const wanted = node.type === undefined ? [] : [node.type].flat() as string[];
    if (wanted.length && !wanted.some((kind) => kinds.includes(kind))) return add('wrong_type');
    if (node.enum !== undefined && !(node.enum as Value[]).some((one) => canonical(one) === canonical(value))) add('not_listed');
    if (node.const !== undefined && canonical(node.const) !== canonical(value)) add('not_constant');
    if (typeof value === 'number') number(node, value, add);
    if (typeof value === 'string') text(node, value, add);
    if (Array.isArray(value)) this.list(node, value, pointer, found, add);
    if (isObject(value)) this.object(node, value, pointer, found, add);
    this.combine(node, value, pointer, found, add);
  }

  list(node: Keywords, value: Value[], pointer: string, found: Found[], add: Add): void {
    if (node.minItems !== undefined && value.length < (node.minItems as number)) add('too_few', node.minItems);
    if (node.maxItems !== undefined && value.length > (node.maxItems as number)) return add('too_many', node.maxItems);
    if (node.uniqueItems === true && new Set(value.map(canonical)).size !== value.length) add('repeated');
    if (node.items !== undefined) value.forEach((item, i) => this.walk(node.items as Schema, item, `${pointer}/${i}`, found));
  }

  object(node: Keywords, value: Record<string, unknown>, pointer: string, found: Found[], add: Add): void {
    const place = (name: string) => `${pointer}/${pointerPart(name)}`;
    const need = (name: string) => { if (!own(value, name)) add('required', '', place(name)); };
    ((node.required ?? []) as string[]).forEach(need);
    for (const [name, needed] of Object.entries((node.dependentRequired ?? {}) as Record<string, string[]>)) {
      if (own(value, name)) needed.forEach(need);
    }
    const names = Object.keys(value);
    if (node.minProperties !== undefined && names.length < (node.minProperties as number)) add('too_few_fields', node.minProperties);
    if (node.maxProperties !== undefined && names.length > (node.maxProperties as number)) add('too_many_fields', node.maxProperties);
    const properties = (node.properties ?? {}) as Names;
    const dependent = (node.dependentSchemas ?? {}) as Names;
    for (const name of names) {
      if (own(properties, name)) this.walk(properties[name]!, value[name], place(name), found);
      else if (node.additionalProperties === false) add('unknown_field', '', place(name));
      else if (node.additionalProperties !== undefined) this.walk(node.additionalProperties as Schema, value[name], place(name), found);
      if (own(dependent, name)) this.walk(dependent[name]!, value, pointer, found);
    }
  }

  combine(node: Keywords, value: Value, pointer: string, found: Found[], add: Add): void {
    for (const one of (node.allOf ?? []) as Schema[]) this.walk(one, value, pointer, found);
    const fitting = (list: Schema[]) => list.filter((one) => this.fits(one, value)).length;
    if (node.anyOf !== undefined && fitting(node.anyOf as Schema[]) === 0) add('no_alternative');
    if (node.oneOf !== undefined) {
      const fit = fitting(node.oneOf as Schema[]);
      if (fit === 0) add('no_alternative');
      if (fit > 1) add('many_alternatives');
    }
    if (node.not !== undefined && this.fits(node.not as Schema, value)) add('excluded');
    if (node.if === undefined) return;
    const next = (this.fits(node.if as Schema, value) ? node.then : node.else) as Schema | undefined;
    if (next !== undefined) this.walk(next, value, pointer, found);
  }
}

type Keywords = { [keyword: string]: unknown };
type Add = (key: string, detail?: unknown, at?: string) => void;

function number(node: Keywords, value: number, add: Add): void {
  const whole = Number.isInteger(value);
  if (whole && Math.abs(value) > largest) return add('number_unsafe');
  if (node.minimum !== undefined && value < (node.minimum as number)) add('too_small', node.minimum);
  if (node.exclusiveMinimum !== undefined && value <= (node.exclusiveMinimum as number)) add('not_above', node.exclusiveMinimum);
  if (node.maximum !== undefined && value > (node.maximum as number)) add('too_large', node.maximum);
  if (node.exclusiveMaximum !== undefined && value >= (node.exclusiveMaximum as number)) add('not_below', node.exclusiveMaximum);
  if (node.multipleOf !== undefined && (!whole || value % (node.multipleOf as number) !== 0)) add('not_multiple', node.multipleOf);
  if (node.format === 'money' && (!whole || value < 0)) add('bad_money');
}

function text(node: Keywords, value: string, add: Add): void {
  const length = Array.from(value).length;
  if (node.minLength !== undefined && length < (node.minLength as number)) add('too_short', node.minLength);
  if (node.maxLength !== undefined && length > (node.maxLength as number)) add('too_long', node.maxLength);
  else if (node.pattern !== undefined && !new RegExp(node.pattern as string, 'u').test(value)) add('no_match');
  const format = formats[String(node.format)];
  if (format && !format(value)) add(`bad_${String(node.format).replace('-', '_')}`);
}

/** What is wrong, each thing once. */
export function check(root: Schema, value: unknown): Found[] {
  const seen = new Map<string, Found>();
  for (const one of new Checker(root).faults(root, value)) {
    const name = `${one.pointer}\n${one.key}\n${one.detail}`;
    if (!seen.has(name)) seen.set(name, one);
  }
  return [...seen.values()];
}

/** Names that this value must have, and names that it must not have, by the conditions that hold for it now. */
export function demands(root: Schema, node: Schema, value: Record<string, unknown>): { needed: Set<string>; closed: Set<string> } {
  const checker = new Checker(root);
  const needed = new Set<string>();
  const closed = new Set<string>();
  const visit = (one: Schema | undefined) => {
    if (one === undefined || typeof one === 'boolean') return;
    visit(referred(root, one));
    ((one.required ?? []) as string[]).forEach((name) => needed.add(name));
    for (const [name, names] of Object.entries((one.dependentRequired ?? {}) as Record<string, string[]>)) {
      if (own(value, name)) names.forEach((its) => needed.add(its));
    }
    for (const [name, its] of Object.entries((one.properties ?? {}) as Names)) if (its === false) closed.add(name);
    for (const [name, its] of Object.entries((one.dependentSchemas ?? {}) as Names)) if (own(value, name)) visit(its);
    ((one.allOf ?? []) as Schema[]).forEach(visit);
    if (one.if !== undefined) visit((checker.fits(one.if as Schema, value) ? one.then : one.else) as Schema | undefined);
  };
  visit(node);
  return { needed, closed };
}
