// As much of JSON Schema 2020-12 as docs/openapi.yaml uses; a keyword that is not known here throws, so that nothing in
// the document is silently unchecked.
const silent = new Set(['description', 'default', 'example', 'contentEncoding']);
const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value);
const fits = (value, type) => typeOf(value) === type || (type === 'number' && typeof value === 'number');
const shown = (value) => JSON.stringify(value)?.slice(0, 80);

const checks = {
  type: (rule, value) => ([rule].flat().some((one) => fits(value, one)) ? [] : [`is ${typeOf(value)}, not ${rule}`]),
  enum: (rule, value) => (rule.includes(value) ? [] : [`${shown(value)} is not one of ${rule.join(', ')}`]),
  const: (rule, value) => (rule === value ? [] : [`${shown(value)} is not ${shown(rule)}`]),
  pattern: (rule, value) => (typeof value !== 'string' || new RegExp(rule, 'u').test(value) ? [] : [`${shown(value)} does not match ${rule}`]),
  minLength: (rule, value) => (typeof value !== 'string' || [...value].length >= rule ? [] : ['is too short']),
  maxLength: (rule, value) => (typeof value !== 'string' || [...value].length <= rule ? [] : ['is too long']),
  minimum: (rule, value) => (typeof value !== 'number' || value >= rule ? [] : [`${value} is below ${rule}`]),
  maximum: (rule, value) => (typeof value !== 'number' || value <= rule ? [] : [`${value} is above ${rule}`]),
  minItems: (rule, value) => (!Array.isArray(value) || value.length >= rule ? [] : ['has too few items']),
  maxItems: (rule, value) => (!Array.isArray(value) || value.length <= rule ? [] : ['has too many items']),
  required: (rule, value) => (typeOf(value) !== 'object' ? [] : rule.filter((name) => !(name in value)).map((name) => `has no ${name}`)),
};

/** Every fault of `value` under `schema`, with where it is; $ref points into `document`. */
export function faults(document, schema, value, at = '$') {
  if (schema.$ref) return faults(document, resolve(document, schema), value, at);
  const found = [];
  for (const [keyword, rule] of Object.entries(schema)) {
    if (silent.has(keyword)) continue;
    if (keyword === 'properties') {
      if (typeOf(value) !== 'object') continue;
      for (const [name, inner] of Object.entries(rule)) if (name in value) found.push(...faults(document, inner, value[name], `${at}.${name}`));
    } else if (keyword === 'additionalProperties') {
      if (typeOf(value) !== 'object') continue;
      for (const name of Object.keys(value).filter((one) => !(one in (schema.properties ?? {})))) {
        found.push(...(rule === false ? [`${at} has the unknown ${name}`] : faults(document, rule, value[name], `${at}.${name}`)));
      }
    } else if (keyword === 'items') {
      if (Array.isArray(value)) value.forEach((one, i) => found.push(...faults(document, rule, one, `${at}[${i}]`)));
    } else if (keyword === 'allOf') {
      for (const inner of rule) found.push(...faults(document, inner, value, at));
    } else if (keyword === 'oneOf') {
      const fitting = rule.filter((inner) => faults(document, inner, value, at).length === 0).length;
      if (fitting !== 1) found.push(`${at} fits ${fitting} of the shapes, not one`);
    } else {
      if (!checks[keyword]) throw new Error(`keyword ${keyword} at ${at} is not known to the test`);
      found.push(...checks[keyword](rule, value).map((fault) => `${at} ${fault}`));
    }
  }
  return found;
}

/** Follows one or more $ref. */
export function resolve(document, node) {
  let found = node;
  while (found?.$ref) found = found.$ref.slice(2).split('/').reduce((inner, part) => inner?.[part], document);
  if (!found) throw new Error(`${node.$ref} leads nowhere`);
  return found;
}

/** Names that objects of the answer have and the document does not tell. */
export function untold(document, schema, value, at = '$') {
  const known = new Map();
  const items = [];
  let open = false;
  const collect = (one) => {
    const plain = resolve(document, one);
    for (const [name, inner] of Object.entries(plain.properties ?? {})) known.set(name, inner);
    if (plain.items) items.push(plain.items);
    if (plain.additionalProperties || (plain.type === 'object' && !plain.properties) || Object.keys(plain).length === 0) open = true;
    [...(plain.allOf ?? []), ...(plain.oneOf ?? [])].forEach(collect);
  };
  collect(schema);
  if (Array.isArray(value)) return value.flatMap((one, i) => items.flatMap((inner) => untold(document, inner, one, `${at}[${i}]`)));
  if (typeOf(value) !== 'object' || open) return [];
  return Object.entries(value).flatMap(([name, inner]) => (known.has(name) ? untold(document, known.get(name), inner, `${at}.${name}`) : [`${at}.${name}`]));
}
