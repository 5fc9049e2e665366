// Procedures, incidents and decisions for the page tests, as docs/openapi.yaml has them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packs = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'packs/zhejiang');
const drawing = readFileSync(join(packs, 'procedures/department-review.bpmn'), 'utf8');
const second = drawing.replace('name="签批"', 'name="签批（分管领导）"');
const dmn = readFileSync(join(packs, 'decisions/elder_allowance.dmn'), 'utf8');
const body = '113301000024800019';
const number = '33010018092800000464';
const page = (items) => ({ items, page: 1, size: 20, total: items.length });

const work = (id, element, name, state, more = {}) => ({
  id, instance: 7, model: 1, element, name, kind: 'user', state, created_at: '2018-10-08T01:00:00Z', due_at: '2018-10-10T15:59:59Z', light: 'none', form: '',
  assignee: '', delegated_by: '', organisation: body, role: 'approver', attempts: 0, problem: '', done_at: null, done_by: '', ...more,
});
const checked = work(11, 'check', '初审', 'done', { done_at: '2018-10-09T03:20:00Z', done_by: 'approver' });
const late = work(12, 'sign', '签批', 'open', { created_at: '2018-10-09T03:20:00Z', due_at: '2018-10-11T15:59:59Z', light: 'red' });
const failed = work(13, 'agreed', '意见', 'incident', { instance: 8, kind: 'incident', due_at: null, organisation: '', role: '', problem: 'opinion = "同意"' });
const instance = (id, more) => ({
  id, key: number, procedure: 'department-review', model: 1, version: 1, name: '部门审查', state: 'running', started_at: '2018-10-08T01:00:00Z', ended_at: null,
  due_at: '2018-10-15T15:59:59Z', light: 'yellow', clocks_stand: false, tokens: [{ id: 2, element: 'sign', name: '签批', stand: 'w' }], work: [checked, late],
  interventions: [], people: { approver: '*审批', operator: '*运维' }, bodies: { [body]: '杭州市民政局' }, ...more,
});
const instances = [
  instance(7),
  instance(8, {
    key: '33010018092800000465', tokens: [{ id: 3, element: 'agreed', name: '意见', stand: 'i' }], work: [checked, failed],
    interventions: [{ element: 'agreed', action: 'retry', reason: '意见误填为数字', by: 'operator', at: '2018-10-10T02:00:00Z' }],
  }),
];
const incident = { ...failed, case: '33010018092800000465', procedure: '部门审查', version: 1, text: '条件既不为真也不为假', text_en: 'A condition is neither true nor false' };
const models = [
  { id: 1, key: 'department-review', version: 1, name: '部门审查', deployed_at: '2018-06-01T00:00:00Z', running: 2, late: 1 },
  { id: 2, key: 'department-review', version: 2, name: '部门审查', deployed_at: '2018-09-01T00:00:00Z', running: 0, late: 0 },
];
const heat = [
  { element: 'check', open: 3, late: 0, incidents: 0, done: 12, dropped: 1, oldest_open: '2018-10-09T01:00:00Z', mean_seconds: 93600 },
  { element: 'agreed', open: 0, late: 0, incidents: 1, done: 0, dropped: 0, oldest_open: null, mean_seconds: 0 },
  { element: 'sign', open: 9, late: 2, incidents: 0, done: 8, dropped: 0, oldest_open: '2018-10-02T01:00:00Z', mean_seconds: 201600 },
];

const rows = [
  ['< 80', '-', '"不享受"', '0', '未满80周岁'], ['>= 80', 'false', '"不享受"', '0', '不是本市户籍'], ['[80..90)', 'true', '"享受"', '100', '项目约定'],
  ['[90..100)', 'true', '"享受"', '200', '项目约定'], ['>= 100', 'true', '"享受"', '500', '项目约定'],
];
const plain = (name, type, more = {}) => ({ name, type, allowed: [], allowed_text: '', fields: [], ...more });
const summary = {
  id: 'allowance', name: '津贴', question: '能否享受高龄津贴，每月多少？', model: 'elder_allowance', model_name: '高龄津贴', kind: 'table', hit_policy: 'unique',
  rules: 5, tests: 2, tests_passed: 1, faults: 1,
};
const decision = {
  ...summary, description: '', result: plain('', 'context'), requires: [{ id: 'age', name: '年龄' }], expression: '',
  inputs: [plain('出生日期', 'date'), plain('申请日期', 'date'), plain('本市户籍', 'boolean'), plain('申请方式', 'string', { allowed: ['窗口', '网上'] }), plain('家庭人口', 'number', { allowed_text: '[1..20]' })],
  table: {
    hit_policy: 'unique', letter: 'U', annotations: ['依据'],
    inputs: [{ label: '年龄', expression: '年龄', type: 'number', allowed_text: '' }, { label: '本市户籍', expression: '本市户籍', type: 'boolean', allowed_text: '' }],
    outputs: [{ name: '资格', type: 't资格', allowed_text: '', default: '' }, { name: '每月标准（元）', type: 'number', allowed_text: '', default: '' }],
    rules: rows.map(([age, local, may, yuan, basis], i) => ({ number: i + 1, inputs: [age, local], outputs: [may, yuan], annotations: [basis] })),
  },
  checks: { complete: true, findings: [{ kind: 'gap', fault: true, rules: [], when: [{ input: '年龄', test: '>= 120' }, { input: '本市户籍', test: 'true' }], text: '没有规则对应这种情形', text_en: 'No rule takes this' }] },
  test_cases: [
    { name: '生日当天满80周岁', inputs: { 出生日期: '1938-06-01', 申请日期: '2018-06-01', 本市户籍: true }, expected: { 资格: '享受', '每月标准（元）': 100 }, got: { 资格: '享受', '每月标准（元）': 100 }, passed: true },
    { name: '年龄不明', inputs: { 本市户籍: true }, expected: null, got: { 资格: '不享受', '每月标准（元）': 0 }, passed: false },
  ],
};
const why = (text, text_en) => ({ text, text_en, decisions: [{ name: '津贴', question: '', result: null, inputs: [], tables: [{
  name: '津贴', inputs: [{ label: '年龄', value: 79 }, { label: '本市户籍', value: true }], decided_by: ['年龄'], by_default: false,
  matches: [{ rule: 1, conditions: [{ input: '年龄', test: '< 80' }], outputs: [{ name: '资格', value: '不享受' }], annotations: ['未满80周岁'] }],
  near_misses: [{ rule: 3, input: '年龄', test: '[80..90)', value: 79, outputs: [{ name: '资格', text: '"享受"' }] }],
}] }] });
const answer = {
  value: { 资格: '不享受', '每月标准（元）': 0 },
  explanation: why('津贴 = 不享受，0 元\n  因为“年龄”为 79，符合第 1 条：< 80\n  差一点：第 3 条，只有“年龄”不符合（要求 [80..90)）', 'The allowance is refused\n  because 年龄 is 79: rule 1, < 80\n  Nearly: rule 3 failed at 年龄 alone ([80..90))'),
};
const comparison = {
  since: '2017-10-12T00:00:00Z', cases: 120, cases_found: 120, cases_changed: 1, given: 2, given_changed: 1, checks: [],
  changed: [
    { case: number, purpose: 'eligibility', at: '2018-09-28T01:00:00Z', given: null, before: { 资格: '不享受' }, after: { 资格: '享受' }, why_before: answer.explanation, why_after: answer.explanation },
    { case: '', purpose: '', at: null, given: 1, before: { 资格: '享受' }, after: { 资格: '不享受' }, why_before: answer.explanation, why_after: answer.explanation },
  ],
};
const finding = { line: 12, key: 'process.complex_gateway', detail: 'ComplexGateway_1', text: '复杂网关不能执行', text_en: 'Complex gateways do not run' };

const json = (value, status = 200) => ({ status, type: 'application/json', body: JSON.stringify(value) });
const xml = (text) => ({ status: 200, type: 'application/xml', body: text });

const procedure = (parts) => {
  if (parts[1] === 'check') return json({ procedures: [{ key: 'p', name: '审查', runs: false }, { key: 'q', name: '', runs: true }], faults: [], not_executable: [{ ...finding, procedure: 'p' }] });
  if (parts[2] === 'diagram') return xml(parts[1] === '2' ? second : drawing);
  return json(page(parts[2] === 'heat' ? heat : models));
};
const running = (method, parts) => {
  if (!parts[1]) return json(page(instances));
  if (parts[2] === 'migration-check') return json(page([]));
  return json(instances.find((one) => String(one.id) === parts[1]) ?? instances[0]);
};
const mending = (method, parts, told) => {
  if (method === 'POST') told.mended = true;
  if (parts[1]) return json({ ...incident, flows: [{ id: 'f3', name: '同意', to: '签批' }, { id: 'f5', name: '不同意', to: '不予' }], variables: { opinion: 5, department: body, urgent: false, dates: { '@date': '2018-06-01' } } });
  return json(page([incident]));
};
const deciding = (parts) => {
  if (!parts[1]) return json(page([summary, { ...summary, id: 'age', name: '年龄', question: '申请之日满多少周岁？', kind: 'expression', hit_policy: '', rules: 0, tests: 0, tests_passed: 0, faults: 0 }]));
  if (parts[2] === 'model') return xml(dmn);
  return json({ evaluate: answer, compare: comparison }[parts[2]] ?? decision);
};

/** Answers what belongs to the workshop; undefined: something else. `told` keeps what was done. */
export function workshop(method, parts, told) {
  switch (parts[0]) {
    case 'procedures': return procedure(parts);
    case 'procedure-instances': return running(method, parts);
    case 'procedure-incidents': return mending(method, parts, told);
    case 'decisions': return deciding(parts);
    case 'feel': return json({ value: true, text: 'true', notes: [] });
    default: return parts[0] === 'cases' && parts[2] === 'steps'
      ? json(page([checked, late].map((one) => ({ name: one.name, organisation_name: '杭州市民政局', state: one.state, since: one.created_at, due_at: one.due_at, done_at: one.done_at, light: one.light })))) : undefined;
  }
}
