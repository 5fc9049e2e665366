// The guide docs/guides/thirteenth-matter.md, done as it says: its files are written, its commands are run, its node is
// started, and then a case of the new matter goes from the window to the licence over HTTP.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, programFile, root, storyCodes } from '../journeys/program.mjs';

const guides = ['thirteenth-matter.md', 'thirteenth-matter.zh-CN.md'].map((name) => readFileSync(join(root, 'docs/guides', name), 'utf8'));
const blocksOf = (text) => Array.from(text.matchAll(/^```(\S+)(?: (.*))?\n([^]*?)\n```$/gm), ([, kind, more = '', body]) => ({ kind, more, body }));
const blocks = blocksOf(guides[0]);
const said = []; // what each command printed, with the command
let folder;
let port;
let server;
let ended;

const surroundings = () => ({ ...process.env, PATH: join(folder, 'bin') + delimiter + process.env.PATH, PORT: String(port) });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yici-guide-'));
  port = await freePort();
  mkdirSync(join(folder, 'bin'));
  symlinkSync(programFile, join(folder, 'bin/yici'));
  cpSync(join(root, 'packs/zhejiang'), join(folder, 'zhejiang'), { recursive: true });
});
after(async () => {
  if (server) {
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

test('both languages have the same files and commands', () => {
  assert.deepEqual(blocksOf(guides[1]), blocks);
  assert.equal(blocks.filter((one) => one.more.startsWith('file=')).length, 6);
});

test('every file is written and every command runs as the guide has it', () => {
  for (const { kind, more, body } of blocks) {
    if (more.startsWith('file=')) {
      const file = join(folder, more.slice('file='.length));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${body}\n`);
    } else if (kind === 'sh' && more === '') {
      said.push(`${body}\n${execFileSync('bash', ['-e', '-c', body], { cwd: folder, env: surroundings(), encoding: 'utf8' })}`);
    }
  }
  const all = said.join('\n');
  assert.match(all, /1 tables, 0 faults/);
  assert.match(all, /^"不享受"$/m);
  assert.match(all, /只差一项/, 'the explanation says what was missing');
  assert.match(all, /elder-bus-card .* can be deployed/);
  assert.match(said.at(-1), /sound: .* 13 matters/);
});

test('a fault in the new matter is named with file and line', () => {
  const broken = join(folder, 'broken');
  cpSync(join(folder, 'my-pack'), broken, { recursive: true });
  const file = join(broken, 'matters/elder_bus_card.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('form.delivery = "邮寄"', 'form.deliver = "邮寄"'));
  const line = text.split('\n').findIndex((one) => one.includes('form.delivery =')) + 1;
  let told = '';
  try {
    execFileSync(programFile, ['pack', 'check', broken], { cwd: folder, encoding: 'utf8' });
  } catch (fault) {
    told = fault.stdout;
  }
  assert.match(told, new RegExp(`elder_bus_card\\.yaml:${line}: .*form`), told);
});

async function ask(cookie, method, path, body) {
  const headers = { 'X-Yici': '1', 'Content-Type': 'application/json', 'Idempotency-Key': String(process.hrtime.bigint()), ...(cookie && { Cookie: cookie }) };
  const response = await fetch(`http://localhost:${port}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return { body: text ? JSON.parse(text) : null, cookie: (response.headers.get('Set-Cookie') ?? '').split(';')[0] };
}
const signedIn = async (account) => (await ask('', 'POST', '/api/v1/session', { account, password: `${account}-yici-2018` })).cookie;

test('a node runs on the new pack', async () => {
  const { body } = blocks.find((one) => one.more === 'server');
  server = spawn('bash', ['-c', `${body} --persons 1000 --entities 200`], { cwd: folder, env: surroundings(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  ended = new Promise((resolve) => { server.on('exit', resolve); });
  let heard = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the node did not get ready: ${heard}`)), 180_000);
    const hear = (chunk) => {
      heard += chunk;
      if (!heard.includes(`http://localhost:${port}`)) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.on('exit', (code) => reject(new Error(`the node ended with ${code}: ${heard}`)));
  });
  const { body: matter } = await ask('', 'GET', `/api/v1/matters/${encodeURIComponent('公共服务-00890-001')}`);
  assert.equal(matter.star, 5);
  assert.equal(matter.fee_varies, true);
});

async function gathered(cookie, number) {
  await ask(cookie, 'POST', `/api/v1/cases/${number}/gather`);
  for (let tries = 0; tries < 200; tries++) {
    const { body } = await ask(cookie, 'GET', `/api/v1/cases/${number}/gathering`);
    if (body.done) return Object.fromEntries(body.materials.map((one) => [one.code, one.status]));
    await new Promise((done) => { setTimeout(done, 100); });
  }
  return assert.fail('the gathering never ended');
}

/** Does the steps of the procedure and waits for its decision. */
async function handled(cookie, number) {
  for (let tries = 0; tries < 200; tries++) {
    const { body: tasks } = await ask(cookie, 'GET', `/api/v1/tasks?case=${number}`);
    for (const { id } of tasks.items) await ask(cookie, 'POST', `/api/v1/tasks/${id}/complete`, { answers: { agree: true, opinion: '符合条件，准予办理' } });
    const { body } = await ask(cookie, 'GET', `/api/v1/cases/${number}`);
    if (body.decision) return body;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  return assert.fail('the case was never decided');
}

test('a case of the new matter goes from the window to the licence', async () => {
  const clerk = await signedIn('window1');
  const subject = storyCodes().senior;
  const { body: made } = await ask(clerk, 'POST', '/api/v1/cases', { matter: '公共服务-00890-001', subject, channel: '8', form: { delivery: '邮寄' } });
  assert.deepEqual(await gathered(clerk, made.number), { identity: 'present', photo: 'present', proxy: 'not_needed' });
  const act = async (cookie, action, body = {}) => (await ask(cookie, 'POST', `/api/v1/cases/${made.number}/${action}`, body)).body;
  await act(clerk, 'confirm', { agreed: true });
  const accepted = await act(clerk, 'accept');
  assert.equal(accepted.state, '05');
  const [eligibility, fee] = ['eligibility', 'fee'].map((purpose) => accepted.assessments.find((one) => one.purpose === purpose));
  assert.equal(eligibility.outcome, 'eligible');
  assert.equal(eligibility.reason, '年满70周岁');
  assert.equal(fee.outcome, '1500');
  assert.equal(accepted.fee_fen, 1500);
  const approver = await signedIn('minzheng2');
  const decided = await handled(approver, made.number);
  assert.equal(decided.licence.name, '老年人乘车卡');
  const { body: procedures } = await ask(approver, 'GET', '/api/v1/procedures?size=100');
  assert.ok(procedures.items.some((one) => one.key === 'elder-bus-card'));
});

test('what the rule’s author would change shows whose answer it changes', async () => {
  const approver = await signedIn('minzheng2');
  const dmn = readFileSync(join(folder, 'my-pack/decisions/bus_card.dmn'), 'utf8').replaceAll('70', '75');
  const { body } = await ask(approver, 'POST', '/api/v1/decisions/bus_card_grade/compare', { dmn });
  assert.equal(body.cases, 1);
  assert.equal(body.cases_changed, 1);
  assert.equal(body.changed[0].before, '免费');
  assert.equal(body.changed[0].after, '半价');
});
