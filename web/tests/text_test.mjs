// Both languages have the same keys, every key that a page asks for exists, and none lies unused.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (name) => JSON.parse(readFileSync(join(web, 'text', name), 'utf8'));
const parts = readdirSync(join(web, 'text'), { recursive: true }).filter((name) => name.endsWith('zh.json')).map((name) => name.slice(0, -'zh.json'.length));
const together = (language) => Object.assign({}, ...parts.map((part) => read(`${part}${language}.json`)));
const zh = together('zh');
const en = together('en');

const elsewhere = ['node_modules', 'dist', 'public', 'tests'];
const sources = readdirSync(web, { withFileTypes: true }).filter((one) => one.isDirectory() && !elsewhere.includes(one.name)).map((one) => one.name).flatMap((folder) =>
  readdirSync(join(web, folder), { recursive: true })
    .filter((name) => /\.(vue|ts)$/.test(name))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(web, folder, name), 'utf8') })),
);

/** Keys written out, and the starts of those that are put together, such as `state.${code}`. */
function used() {
  const keys = new Map();
  const starts = new Map();
  for (const { name, text } of sources) {
    for (const call of text.matchAll(/\bt(?:Or)?\(/g)) {
      // The first argument may be a choice: t(a ? 'x' : 'y', …). Take every text up to the comma or bracket that ends it.
      const argument = firstArgument(text.slice(call.index + call[0].length));
      for (const [, key] of argument.matchAll(/'([a-z_]+\.[^']*)'/g)) keys.set(key, name);
      for (const [, start] of argument.matchAll(/`([^`$]+)\$\{/g)) starts.set(start, name);
    }
  }
  return { keys, starts };
}

function firstArgument(text) {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i])) depth++;
    else if (')]}'.includes(text[i]) && depth-- === 0) return text.slice(0, i);
    else if (text[i] === ',' && depth === 0) return text.slice(0, i);
  }
  return text;
}

test('Chinese and English have the same keys and the same placeholders', () => {
  for (const part of parts) assert.deepEqual(Object.keys(read(`${part}en.json`)), Object.keys(read(`${part}zh.json`)));
  assert.equal(parts.reduce((sum, part) => sum + Object.keys(read(`${part}zh.json`)).length, 0), Object.keys(zh).length, 'a key stands in two tables');
  const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(zh)) {
    assert.ok(zh[key].trim() && en[key].trim(), `${key} is empty`);
    assert.deepEqual(places(en[key]), places(zh[key]), key);
  }
});

test('every key that a page uses exists, and every key is used', () => {
  const { keys, starts } = used();
  assert.ok(keys.size > 150, `only ${keys.size} keys were found in the pages`);
  for (const [key, file] of keys) assert.ok(key in zh, `${file} uses ${key}`);
  for (const [start, file] of starts) assert.ok(Object.keys(zh).some((key) => key.startsWith(start)), `${file} uses ${start}…`);
  const unused = Object.keys(zh).filter((key) => !keys.has(key) && ![...starts.keys()].some((start) => key.startsWith(start)));
  assert.deepEqual(unused, []);
});

test('no Chinese stands in a page outside the texts', () => {
  for (const { name, text } of sources.filter((source) => source.name.endsWith('.vue'))) {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '').replace(/<!--[\s\S]*?-->/g, '');
    const found = code.match(/[\u4e00-\u9fff]+/g) ?? [];
    assert.deepEqual(found.filter((word) => word !== '中文'), [], name);
  }
});
