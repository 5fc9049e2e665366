// A mock of docs/formats/api.md for the page tests: it answers with made-up data and keeps one case's state.
// The real server is exercised by tests/journeys.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { workshop } from './mock_workshop.mjs';

/** The real form: what the pages render is what the pack says. */
const formOf = (name) => JSON.parse(readFileSync(new URL(`../../packs/zhejiang/forms/${name}.json`, import.meta.url), 'utf8'));
const form = formOf('elder_allowance');

const bureau = { code: '113301000024800019', name: '杭州市民政局' };
const accounts = {
  clerk: { id: 'clerk', name: '王窗口', kind: 'staff', organisation: { code: '113301000024800027', name: '杭州市政务服务中心' }, roles: ['clerk'] },
  approver: { id: 'approver', name: '李审批', kind: 'staff', organisation: bureau, roles: ['approver'] },
  authority: { id: 'authority', name: '张数据', kind: 'staff', organisation: { code: '113300000000180123', name: '浙江省大数据发展管理局' }, roles: ['authority'] },
  operator: { id: 'operator', name: '陈运维', kind: 'staff', organisation: { code: '113300000000180123', name: '浙江省大数据发展管理局' }, roles: ['operator'] },
  citizen: { id: 'citizen', name: '陈奶奶', kind: 'citizen', roles: [] },
};

const matter = (code, name, name_en, more = {}) => ({
  code, name, name_en, department: bureau.code, department_name: bureau.name, kind: 2, type: '05', legal_days: 20, promised_days: 5,
  fee_fen: 0, fee_varies: false, star: 5, visits: 0, one_id: true, high_frequency: true, topic: '养老', applicant: 'person', ...more,
});
const matters = [
  matter('给付-00123-001', '高龄津贴申领', 'Old-age allowance'),
  matter('给付-00456-000', '灵活就业人员社会保险补贴申领', 'Social insurance subsidy for the flexibly employed', { department_name: '杭州市人力资源和社会保障局', one_id: false, visits: 1 }),
  matter('许可-00789-002', '食品经营许可（新办）', 'Food business licence (new)', { department_name: '杭州市市场监督管理局', applicant: 'legal_entity', one_id: false, visits: 1, promised_days: 8, fee_fen: 1050 }),
  matter('确认-00011-000', '不动产首次登记（国有建设用地使用权及房屋所有权）', 'First registration of real estate', { department_name: '杭州市规划和自然资源局', kind: 1, promised_days: 0, fee_fen: 8000 }),
];
const detail = (summary) => ({
  ...summary, national_code: '1133010000248000193330105012003', conditions: '年满80周岁的本市户籍老人', conditions_en: 'Residents of the city aged 80 or more',
  legal_basis: [{ name: '中华人民共和国老年人权益保障法', number: '', article: '第三十三条', organ: '全国人大常委会', date: '2018-12-29' }],
  result: { kind: '10', name: '高龄津贴领取证' },
  form,
  materials: [
    { code: 'identity', name: '居民身份证', name_en: 'ID card', necessity: 1, form: 6, when: '', when_en: '', sources: [{ kind: 'identity_card', text: '出示的身份证' }] },
    { code: 'household', name: '户口簿', name_en: 'Household register', necessity: 1, form: 7, when: '', when_en: '', sources: [{ kind: 'resource', text: '人口基本信息 · 浙江省公安厅', provider_name: '浙江省公安厅' }] },
    { code: 'photo', name: '一寸免冠照片', name_en: 'Photograph', necessity: 1, form: 1, when: '', when_en: '', sources: [{ kind: 'bring', text: '一寸免冠照片 1 张' }] },
  ],
});

const field = (name, title, title_en, value, disputed = false) => ({ name, title, title_en, value, disputed });
const material = (code, name, name_en, status, more = {}) => ({ code, name, name_en, necessity: 1, status, fields: [], note: '', when: '', when_en: '', ...more });
const police = { source_name: '浙江省公安厅', system: 'police', resource: '人口基本信息' };
const finished = (brought) => [
  material('identity', '居民身份证', 'ID card', 'present', { source_name: '出示的身份证', milliseconds: 0, attempts: 1, fields: [field('id_number', '身份证号', 'ID number', '3301**********1234')] }),
  material('household', '户口簿', 'Household register', 'contradictory', { ...police, milliseconds: 124, attempts: 1, fields: [field('name', '姓名', 'Name', '陈*花'), field('address', '住址', 'Address', '杭州市西湖区****', true), field('birth_date', '出生日期', 'Date of birth', '1938-05-06')] }),
  material('age', '年龄证明', 'Proof of age', 'present', { ...police, milliseconds: 41, attempts: 3, answer: 'yes' }),
  material('residence', '居住证明', 'Proof of residence', 'present', { source_name: '杭州市住房保障和房产管理局', system: 'housing', resource: '不动产登记信息', milliseconds: 803, attempts: 1, fields: [field('address', '住址', 'Address', '杭州市拱墅区****', true)] }),
  material('insurance', '社会保险参保证明', 'Social insurance record', brought.has('insurance') ? 'brought' : 'failed', { source_name: '浙江省人力资源和社会保障厅', system: 'insurance', resource: '参保信息', milliseconds: 2000, attempts: 3, note: '对方系统没有按时答复，已自动重试' }),
  material('photo', '一寸免冠照片', 'Photograph', brought.has('photo') ? 'brought' : 'to_bring'),
];

function qr() {
  const bits = createHash('sha256').update('qr').digest();
  let squares = '';
  for (let i = 0; i < 441; i++) if (bits[i % 32] & (1 << i % 7)) squares += `<rect x="${i % 21}" y="${Math.floor(i / 21)}" width="1" height="1"/>`;
  return `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="3cm" height="3cm" viewBox="0 0 21 21"><g><rect width="21" height="21" fill="#ffffff"/><g fill="#000000">${squares}</g></g><script>document.title='broken in'</script></svg>`;
}

/** A real PNG of one colour, so that the licence picture loads. */
function png(width, height) {
  const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.from([0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 2, 0, 0, 0]);
  const line = Buffer.alloc(1 + width * 3, 0xf3);
  line[0] = 0;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(Array(height).fill(line)))), chunk('IEND', Buffer.alloc(0))]);
}

const summaryOf = (number, state, light, more = {}) => ({
  number, matter: '给付-00123-001', matter_name: '高龄津贴申领', matter_name_en: 'Old-age allowance', applicant_name: '陈*花', state, state_name: '状态',
  light, received_at: '2018-09-28T01:12:00Z', accepted_at: null, due_on: null, department_name: bureau.name, ...more,
});
const page = (items) => ({ items, page: 1, size: 20, total: items.length });

export function createMock() {
  const brought = new Set();
  const keys = new Map();
  const seen = { posts: [], withoutKey: [], withoutHeader: [] };
  const live = { state: '02', gathered: 0, started: false, confirmed: null, accepted: null, decision: null, licence: null, suspensions: [], events: [], steps: 0, claimed: '', held: false };
  const number = '33010018092800000464';
  const password = '482913';
  let clock = Date.parse('2018-09-28T01:12:00Z');
  const now = () => new Date((clock += 61_000)).toISOString();
  const told = (action, actor_name, note = '') => live.events.push({ time: now(), state: live.state, action, actor_name, note });

  const gathering = () => {
    const all = finished(brought);
    if (!live.started) return { done: true, materials: all.map((one) => material(one.code, one.name, one.name_en, 'waiting')) };
    const materials = all.map((one, i) => (i < live.gathered ? one : material(one.code, one.name, one.name_en, i === live.gathered ? 'fetching' : 'waiting')));
    return { done: live.gathered >= all.length, materials };
  };
  const ready = () => gathering().done && ['insurance', 'photo'].every((code) => brought.has(code));
  const actionsFor = (roles) => {
    if (roles.includes('approver')) return { '08': ['suspend'], '09': ['resume'] }[live.state] ?? [];
    if (live.state !== '02') return live.state === '05' ? ['withdraw'] : [];
    if (live.confirmed) return [...(roles.includes('clerk') ? ['accept', 'correct', 'refuse'] : []), 'withdraw'];
    return ['gather', ...(roles.includes('clerk') ? ['brought', 'correct', 'refuse'] : []), ...(ready() || !roles.includes('clerk') ? ['confirm'] : []), 'withdraw'];
  };
  const theCase = (roles) => ({
    ...summaryOf(number, live.state, live.accepted && !live.decision ? 'green' : 'none', { accepted_at: live.accepted, due_on: live.accepted ? '2018-10-12' : null }),
    applicant_name: '陈桂花', national_number: '', subject: '3301**********1234', channel: '8', form: { 收款银行卡号: '6222 **** **** 0123' },
    legal_due_on: live.accepted ? '2018-11-02' : null,
    counted: live.accepted ? '受理日 2018-09-28 不计\n10-01 至 10-07 国庆节放假\n5 个工作日，至 2018-10-12' : '',
    confirmed_at: live.confirmed, suspensions: live.suspensions, actions: actionsFor(roles), handled: ['05', '08', '09'].includes(live.state), fee_fen: 0,
    earlier_forms: [], assessments: ready() || live.confirmed ? [{ purpose: 'eligibility', outcome: 'not_eligible', decision: 'allowance', answer: { 资格: '不享受' }, reason: '未满80周岁', reason_en: 'Under 80', why: '决策「津贴」的结果：不享受\n  第 1 条规则符合（年龄：小于 80）', why_en: 'Decision "津贴": 不享受', answered_at: now() }] : [],
    ...(live.decision ? { decision: live.decision } : {}), ...(live.licence ? { licence: live.licence } : {}),
  });

  const act = {
    confirm: (body) => { if (body.agreed !== true) return false; live.confirmed = now(); told('confirm', '陈*花'); },
    accept: () => { live.state = '05'; live.accepted = now(); told('accept', '王窗口'); },
    suspend: (body) => { live.state = '09'; live.suspensions.push({ kind: body.kind, reason: body.reason, from: '2018-10-08', to: null }); told('suspend', '李审批', body.reason); },
    resume: () => { live.state = '08'; live.suspensions.at(-1).to = '2018-10-09'; told('resume', '李审批'); },
    withdraw: (body) => { live.state = '13'; told('withdraw', '陈*花', body.reason); },
    refuse: (body) => { live.state = '07'; told('refuse', '王窗口', body.reason); },
    correct: () => { live.state = '06'; told('correct', '王窗口'); },
  };

  // The case's procedure: two steps, the first one with a form and with a colleague's besides.
  const steps = ['初审', '签批'];
  const taskOf = (account, name = steps[live.steps], more = {}) => ({
    id: steps.indexOf(name) + 1, instance: 1, model: 1, element: `step${live.steps}`, name, kind: 'user', state: 'open', created_at: '2018-09-28T02:00:00Z',
    due_at: '2018-10-09T16:00:00Z', light: 'yellow', form: name === '初审' ? 'review' : '', assignee: live.claimed, assignee_name: live.claimed ? '李审批' : '', delegated_by: '', organisation: bureau.code,
    organisation_name: bureau.name, role: 'approver', attempts: 0, problem: '', done_at: null, done_by: '', done_by_name: '', case: number, mine: account?.roles.includes('approver') ?? false, ...more,
  });
  const stepsSeen = (roles) => steps.slice(0, live.steps + 1).map((name, i) => ({
    name, organisation_name: bureau.name, state: i < live.steps ? 'done' : 'open', since: live.accepted, due_at: null, done_at: i < live.steps ? live.accepted : null, light: 'none',
    ...(i === 0 && live.answers && roles.length ? { answers: [{ form: 'review', answers: live.answers, at: live.accepted }] } : {}),
  }));
  const openTasks = (account) => (['05', '08', '09'].includes(live.state) && live.steps < steps.length ? [taskOf(account)] : []);
  function taskRoute(method, parts, search, body, account) {
    if (!parts[1] && search.get('case')) return json(200, page([...openTasks(account), ...(live.held ? [taskOf(account, '会签', { id: 9, mine: false, assignee_name: '', organisation_name: '杭州市西湖区人民政府文新街道办事处', light: 'red' })] : [])]));
    if (!parts[1]) return json(200, page(['05', '08', '09'].includes(live.state) ? openTasks(account) : [taskOf(account, '初审', { due_at: null, light: 'none' }), taskOf(account, '签批', { light: 'double_red', assignee: 'approver' })]));
    if (!parts[2]) return json(200, { ...taskOf(account), variables: {}, schema: taskOf(account).form ? formOf(taskOf(account).form) : null, answers: null, suspended: live.state === '09', passed: live.steps ? [{ element: 'step0', name: steps[0] }] : [] });
    if (live.state === '09' && parts[2] === 'complete') return problem(409, 'procedures.suspended', '办件已挂起，恢复后才能办理这个步骤');
    if (live.state === '05') { live.state = '08'; told('start', '李审批'); }
    if (parts[2] === 'claim') live.claimed = account.id;
    if (parts[2] === 'release') live.claimed = '';
    if (parts[2] === 'return') live.steps = 0;
    if (parts[2] === 'delegate' && body.to !== 'colleague') return problem(400, 'procedures.no_such_colleague', '没有这个同事', body.to);
    if (parts[2] === 'complete') {
      if (body.answers) live.answers = body.answers;
      live.steps++;
      live.claimed = '';
      if (live.steps === steps.length) {
        live.state = '10';
        live.decision = { ...body.outputs, at: now(), by: '李审批' };
        live.licence = { id: 'L1', name: '高龄津贴领取证' };
        told('decide', '李审批', body.outputs.opinion);
      }
    }
    return json(200, taskOf(account, steps[Math.min(live.steps, 1)]));
  }

  const json = (status, body) => ({ status, type: 'application/json', body: JSON.stringify(body) });
  const problem = (status, key, title, detail = '') => ({ status, type: 'application/problem+json', body: JSON.stringify({ type: `/errors/${key}`, title, status, detail, request_id: 'req-7f3a', key }) });
  const licence = { id: 'L1', type_name: '高龄津贴领取证', holder_name: '陈桂花', issuer_name: bureau.name, issued_on: '2018-10-12', valid_until: null, status: '01' };
  const head = { size: 18024, root: '9f2c7a5be0d1446f8e3b7c1a55d09e2244aa6f0c3b1d8e7f90a1b2c3d4e5f607', time: '2018-10-12T08:00:01Z' };

  function caseRoute(method, parts, body, roles) {
    const [, asked, action, code] = parts;
    if (asked !== number) return problem(404, 'cases.not_found', '没有这个办件', '请核对统一受理号。');
    if (!action) return json(200, theCase(roles));
    if (method === 'GET' && action === 'gathering') { if (live.started) live.gathered++; return json(200, gathering()); }
    if (action === 'gather') { live.started = true; live.gathered = 1; told('gather', '王窗口'); return json(202, gathering()); }
    if (action === 'materials') { brought.add(code); told('brought', '王窗口'); return json(200, gathering()); }
    if (action === 'events') return json(200, live.events);
    if (action === 'steps') return json(200, page(stepsSeen(roles)));
    if (action === 'receipt') return json(200, { number, query_password: password, matter_name: '高龄津贴申领', applicant_name: '陈桂花', accepted_at: live.accepted ?? now(), promised_days: 5, due_on: '2018-10-12', department_name: bureau.name, materials: finished(brought).map((one) => one.name), track_url: `/?track=${number}`, qr_svg: qr() });
    if (!actionsFor(roles).includes(action)) return problem(409, 'cases.not_now', '现在不能这样做', `办件状态为 ${live.state}。`);
    return act[action](body) === false ? problem(400, 'cases.bad_request', '内容不对') : json(200, theCase(roles));
  }

  function route(method, parts, search, body, account) {
    const roles = account?.roles ?? [];
    const first = parts[0];
    if (first === 'session') {
      if (method === 'GET') return account ? json(200, account) : problem(401, 'accounts.not_signed_in', '请先登录');
      if (method === 'DELETE') return { status: 204, cookie: 'none' };
      return accounts[body.account] && body.password === 'right' ? { ...json(201, accounts[body.account]), cookie: body.account } : problem(401, 'accounts.wrong_password', '账号或密码不对', '连续输错 5 次将锁定 15 分钟。');
    }
    if (first === 'matters' && parts[1]) return json(200, detail(matters.find((one) => one.code === parts[1]) ?? matters[0]));
    if (first === 'matters') return json(200, page(matters.filter((one) => `${one.name}${one.name_en}${one.department_name}`.includes(search.get('q') ?? ''))));
    if (first === 'forms') return json(200, formOf(parts[1]));
    if (first === 'verify') return json(200, { valid: method === 'GET' && search.get('code') !== 'bad', reasons: search.get('code') === 'bad' ? ['校验码与证照不符'] : [], type_name: licence.type_name, holder_name: '陈*花', issuer_name: bureau.name, issued_on: '2018-10-12', status: '01' });
    if (first === 'track') return search.get('password') === password ? json(200, { ...summaryOf(parts[1], '08', 'yellow', { due_on: '2018-10-12', accepted_at: '2018-09-28T02:00:00Z' }), events: [{ time: '2018-09-28T02:00:00Z', state: '05', action: 'accept' }] }) : problem(403, 'cases.wrong_password', '查询密码不对', '还可以再试 9 次。');
    if (!account) return problem(401, 'accounts.not_signed_in', '请先登录');
    if (first === 'colleagues') return json(200, { items: [{ id: 'minzheng3', name: '赵审批', kind: 'staff', roles: ['approver'], organisation: bureau }] });
    if (first === 'tasks') return taskRoute(method, parts, search, body, account);
    const answer = workshop(method, parts, live);
    if (answer) return answer;
    if (first === 'cases' && parts[1]) return caseRoute(method, parts, body, roles);
    if (first === 'cases' && method === 'POST') { told('receive', '王窗口'); return json(201, { ...theCase(roles), query_password: password }); }
    if (first === 'cases') return json(200, { items: lights.filter((one) => !search.get('light') || one.light === search.get('light')), page: 1, size: 20, total: 43 });
    if (first === 'licences' && parts[2] === 'face.png') return { status: 200, type: 'image/png', body: png(420, 296) };
    if (first === 'licences') return json(200, licence);
    if (first === 'cockpit') return json(200, cockpit(head));
    if (first === 'me') return mine(parts, method, licence, head, number);
    return problem(404, 'http.not_found', '没有这个页面');
  }

  const lights = [
    summaryOf(number, '08', 'green', { due_on: '2018-10-12', accepted_at: '2018-09-28T02:00:00Z' }),
    summaryOf('33010018092800000465', '08', 'yellow', { due_on: '2018-10-09', matter_name: '灵活就业人员社会保险补贴申领', matter_name_en: 'Social insurance subsidy' }),
    summaryOf('33010018092800000466', '05', 'red', { due_on: '2018-10-08' }),
    summaryOf('33010018092800000467', '09', 'double_red', { due_on: '2018-09-30' }),
    summaryOf('33010018092800000468', '02', 'none'),
  ];

  return {
    seen, live, number, password,
    reset(state) { Object.assign(live, { state: '02', gathered: 0, started: false, confirmed: null, accepted: null, decision: null, licence: null, suspensions: [], events: [], steps: 0, claimed: '', held: false }, state); brought.clear(); },
    /** Answers one request: {method, path, search, headers, text} → {status, type, body, cookie?}. */
    handle({ method, path, search, headers, text }) {
      const account = accounts[/yici=(\w+)/.exec(headers.cookie ?? '')?.[1]];
      if (method !== 'GET') {
        seen.posts.push(path);
        if (headers['x-yici'] !== '1') seen.withoutHeader.push(path);
        const key = headers['idempotency-key'];
        if (method === 'POST' && !key) seen.withoutKey.push(path);
        if (key && keys.has(key)) return keys.get(key);
        const answer = route(method, path, search, text ? JSON.parse(text) : {}, account);
        if (key) keys.set(key, answer);
        return answer;
      }
      return route(method, path, search, {}, account);
    },
  };
}

/** A proof over a small journal, by OpenSSL's SM3; entry 4 is answered with a changed text, as a forger would. */
function proofOf(asked, head) {
  const sm3 = (...parts) => createHash('sm3').update(Buffer.concat(parts)).digest();
  const texts = Array.from({ length: 7 }, (_, i) => `{"kind":"call.answered","about":"第 ${i} 条"}`);
  const root = (leaves) => (leaves.length === 1 ? leaves[0] : sm3(Buffer.from([1]), root(leaves.slice(0, split(leaves.length))), root(leaves.slice(split(leaves.length)))));
  const split = (count) => 2 ** Math.floor(Math.log2(count - 1));
  const path = (index, leaves) => {
    if (leaves.length === 1) return [];
    const k = split(leaves.length);
    return index < k ? [...path(index, leaves.slice(0, k)), root(leaves.slice(k))] : [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
  };
  const leaves = texts.map((text) => sm3(Buffer.from([0]), Buffer.from(text)));
  const entry = asked === 4 ? texts[4].replace('answered', 'refused') : texts[asked];
  return { entry, index: asked, size: leaves.length, path: path(asked, leaves).map((step) => step.toString('hex')), head: { ...head, size: leaves.length, root: root(leaves).toString('hex') } };
}

function cockpit(head) {
  return {
    calls_per_second: 40 + 30 * Math.abs(Math.sin(Date.now() / 4000)), calls_today: 184203, calls_failed_today: 311,
    cases: { '02': 31, '05': 120, '08': 402, '09': 17, 10: 8911, 13: 22 }, lights: { green: 388, yellow: 96, red: 12, double_red: 3 }, visits_saved: 21877,
    one_id_matters: 61, matters: 100,
    gaps: [
      { material_name: '一寸免冠照片', provider_name: '浙江省公安厅', resource_name: '人口照片', matters: 14, yearly_cases: 182000 },
      { material_name: '婚姻登记档案', provider_name: '浙江省民政厅', resource_name: '婚姻登记信息（1990 年以前）', matters: 6, yearly_cases: 23000 },
    ],
    recent_calls: [
      { time: '2018-10-12T08:00:01Z', organisation_name: bureau.name, resource_name: '人口基本信息', result: 'ok', milliseconds: 12 },
      { time: '2018-10-12T08:00:00Z', organisation_name: bureau.name, resource_name: '不动产登记信息', result: 'failed', milliseconds: 2000 },
    ],
    journal: head,
  };
}

function mine(parts, method, licence, head, number) {
  const json = (status, body) => ({ status, type: 'application/json', body: JSON.stringify(body) });
  const access = {
    index: 6, time: '2018-09-28T01:20:00Z', organisation_name: bureau.name, system: 'police', case_number: number, matter_name: '高龄津贴申领', material_name: '户口簿',
    resource_name: '人口基本信息', fields: ['姓名', '出生日期', '住址'], purpose: '办理高龄津贴申领', legal_basis: '国务院令第809号', result: 'ok',
  };
  switch (parts[1]) {
    case 'cases': return json(200, page([summaryOf(number, '08', 'yellow', { due_on: '2018-10-12' })]));
    case 'licences': return json(200, [licence]);
    case 'access':
      if (parts[3] === 'proof') return json(200, proofOf(Number(parts[2]), head));
      return json(200, page([access, { ...access, index: 4, fields: [], result: 'yes', material_name: '年龄证明' }]));
    case 'records': return json(200, [
      { type: 'person', type_title: '人口', field: 'name', title: '姓名', value: '陈桂花', source_name: '浙江省公安厅', since: '2010-01-01' },
      { type: 'person', type_title: '人口', field: 'address', title: '住址', value: '杭州市西湖区文三路 1 号', source_name: '浙江省公安厅', since: '2016-03-01' },
      { type: 'marriage', type_title: '婚姻登记', field: 'state', title: '婚姻状况', value: '已婚', source_name: '浙江省民政厅', since: '1960-10-01' },
    ]);
    default: {
      const dispute = { id: 'D20181012001', type: 'person', field: 'address', title: '住址', reason: '已搬到拱墅区', state: 'recorded', created_at: '2018-10-12T08:00:00Z' };
      return method === 'POST' ? json(201, dispute) : json(200, [dispute]);
    }
  }
}
