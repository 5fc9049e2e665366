// The exports of the catalogue and of the matters, judged by others: parsed by n3 and jsonld, and held against the SHACL
// shapes of DCAT-AP 3 and CPSV-AP (below YICI_SUITES, in dcat/) by rdf-validate-shacl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const program = process.env.YICI_PROGRAM ?? join(root, 'build/release/yici');
const shapesFolder = join(process.env.YICI_SUITES ?? join(root, '../shared/data'), 'dcat');
const modules = createRequire(join(root, 'web/package.json'));

function reasonToSkip() {
  for (const name of ['n3', 'jsonld', 'rdf-validate-shacl']) {
    try {
      modules.resolve(name);
    } catch {
      return `skipped: npm module ${name} not installed (scripts/install brings it)`;
    }
  }
  return existsSync(shapesFolder) ? '' : 'skipped: suite not present';
}
const skip = reasonToSkip();
if (skip) {
  process.stdout.write(`${skip}\n`);
  process.exit(77);
}

const { default: n3 } = await import(pathToFileURL(modules.resolve('n3')));
const { default: jsonld } = await import(pathToFileURL(modules.resolve('jsonld')));
const { default: Validator } = await import(pathToFileURL(modules.resolve('rdf-validate-shacl')));

const turtle = (text) => new n3.Store(new n3.Parser({ format: 'text/turtle' }).parse(text));
async function quadsOfJsonLd(text) {
  // No document is fetched: a remote context would fail the test.
  const documentLoader = (address) => { throw new Error(`asks for ${address}`); };
  const quads = await jsonld.toRDF(JSON.parse(text), { format: 'application/n-quads', documentLoader });
  return new n3.Store(new n3.Parser({ format: 'N-Quads' }).parse(quads));
}
const lines = (store) => new n3.Writer({ format: 'N-Triples' }).quadsToString([...store]).split('\n').sort();
const run = (kind, format, ...more) => execFileSync(program, [kind, 'export', '--pack', join(root, 'packs/zhejiang'), '--format', format, '--base', 'https://data.example.org', ...more], { encoding: 'utf8', maxBuffer: 1 << 26 });
const shapes = Object.fromEntries(['dcat-ap_3_shacl_shapes.ttl', 'cpsv-ap-SHACL.ttl'].map((name) => [name, turtle(readFileSync(join(shapesFolder, name), 'utf8'))]));

async function violations(store, shapesName) {
  const report = await new Validator(shapes[shapesName], { allowNamedNodeInList: true }).validate(store);
  return report.results.map((one) => `${one.focusNode?.value} ${one.path?.value} ${one.sourceConstraintComponent?.value} ${one.value?.value ?? ''}`);
}

for (const kind of ['catalogue', 'matters']) {
  test(`${kind}: Turtle and JSON-LD are one graph`, async () => {
    const fromTurtle = turtle(run(kind, 'ttl'));
    const fromJson = await quadsOfJsonLd(run(kind, 'jsonld'));
    assert.ok(fromTurtle.size > 500, `${fromTurtle.size} triples`);
    assert.deepEqual(lines(fromJson), lines(fromTurtle));
  });
  for (const name of Object.keys(shapes)) {
    test(`${kind}: no violation of ${name}`, async () => {
      assert.deepEqual(await violations(turtle(run(kind, 'ttl')), name), []);
    });
  }
}

test('what the shapes demand is really asked: a catalogue without its publisher is refused', async () => {
  const store = turtle(run('catalogue', 'ttl'));
  const catalogue = store.getSubjects('http://www.w3.org/1999/02/22-rdf-syntax-ns#type', 'http://www.w3.org/ns/dcat#Catalog')[0];
  store.removeQuads(store.getQuads(catalogue, 'http://purl.org/dc/terms/publisher'));
  const found = await violations(store, 'dcat-ap_3_shacl_shapes.ttl');
  assert.equal(found.length, 1);
  assert.match(found[0], /terms\/publisher .*MinCount/);
});

test('every controlled term is of its vocabulary', () => {
  const store = turtle(run('catalogue', 'ttl'));
  const authority = 'http://publications.europa.eu/resource/authority/';
  const expected = {
    'http://purl.org/dc/terms/accrualPeriodicity': `${authority}frequency/`,
    'http://purl.org/dc/terms/accessRights': `${authority}access-right/`,
    'http://purl.org/dc/terms/language': `${authority}language/`,
    'http://purl.org/dc/terms/format': `${authority}file-type/`,
    'http://www.w3.org/ns/dcat#theme': `${authority}data-theme/`,
    'http://www.w3.org/ns/dcat#mediaType': 'https://www.iana.org/assignments/media-types/',
    'http://data.europa.eu/r5r/availability': `${authority}planned-availability/`,
  };
  for (const [predicate, space] of Object.entries(expected)) {
    const objects = store.getObjects(null, predicate);
    assert.ok(objects.length > 0, predicate);
    for (const one of objects) assert.ok(one.value.startsWith(space), `${predicate} ${one.value}`);
  }
});
