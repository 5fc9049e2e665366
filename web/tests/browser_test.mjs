// Every page in both languages, at a phone's and a desk's width, in standard and elder mode: no accessibility violation
// (WCAG 2.2 AA as axe-core knows it), no horizontal scroll, no request that leaves the host, nothing in the console.
// SCREENSHOTS=folder keeps a picture of each.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open, serve, web } from './support.mjs';

const axe = readFileSync(join(web, 'node_modules/axe-core/axe.min.js'), 'utf8');
const pictures = process.env.SCREENSHOTS;
const only = process.env.ONLY;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const drawingFile = join(web, '../packs/zhejiang/procedures/department-review.bpmn');
let served;
let browser;

const gathered = { started: true, gathered: 9 };
const accepted = { ...gathered, confirmed: '2018-09-28T01:30:00Z', accepted: '2018-09-28T02:00:00Z', state: '05' };
const history = [
  { time: '2018-09-28T01:12:00Z', state: '02', action: 'receive', actor_name: '王窗口', note: '' },
  { time: '2018-09-28T02:00:00Z', state: '05', action: 'accept', actor_name: '王窗口', note: '' },
];
const decided = {
  ...accepted, state: '10', events: history, licence: { id: 'L1', name: '高龄津贴领取证' },
  suspensions: [{ kind: '专家评审', reason: '需专家核定', from: '2018-10-08', to: '2018-10-09' }],
  decision: { granted: true, opinion: '符合条件，准予。', at: '2018-10-12T03:00:00Z', by: '李审批' },
};

const one = '#/cases/33010018092800000464';
const pages = [
  { name: 'portal-home', path: '/', ready: 'a.matter-item' },
  { name: 'portal-matter', path: '/#/matters/x', ready: '.material-plan' },
  { name: 'portal-sign-in', path: '/#/sign-in', ready: '#sign-in-account' },
  { name: 'portal-track', path: '/?track=33010018092800000464&password=482913', ready: '#track-number', then: (page) => page.click('main form button'), shows: '[data-testid=progress]' },
  { name: 'portal-track-faults', path: '/#/track', ready: '#track-number', then: (page) => page.click('main form button'), shows: '.summary-fault' },
  { name: 'portal-verify', path: '/verify?id=L1&code=good', ready: '[data-testid=verification]' },
  { name: 'portal-verify-bad', path: '/?verify=L1&code=bad', ready: '.notice-bad' },
  { name: 'portal-apply', path: '/#/apply/x', ready: '#form-bank_card', as: 'citizen' },
  { name: 'portal-gather', path: `/${one}`, ready: '[data-testid=confirm]', as: 'citizen', live: { ...gathered, events: history } },
  { name: 'portal-cases', path: '/#/cases', ready: '.case-item', as: 'citizen' },
  { name: 'portal-case', path: `/${one}`, ready: '.timeline li', as: 'citizen', live: decided },
  { name: 'portal-licences', path: '/#/licences', ready: 'img.face', as: 'citizen' },
  { name: 'portal-access', path: '/#/access', ready: '.access', as: 'citizen', then: (page) => page.click('.access button'), shows: '[data-testid=proof]' },
  { name: 'portal-records', path: '/#/records', ready: '.record', as: 'citizen' },
  { name: 'portal-dispute', path: '/#/records', ready: '.record', as: 'citizen', then: (page) => page.click('.record button'), shows: '#dispute-reason' },
  { name: 'portal-disputes', path: '/#/disputes', ready: '.case-item', as: 'citizen' },
  { name: 'window-sign-in', path: '/window', ready: '#sign-in-account' },
  { name: 'window-desk', path: '/window', ready: '[role=option]', as: 'clerk' },
  { name: 'window-applicant', path: '/window', ready: '[role=option]', as: 'clerk', then: async (page) => { await page.click('[role=option]'); await page.fill('#subject', '11010519491231002X'); }, shows: '.feedback-good' },
  { name: 'window-gather', path: `/window${one}`, ready: '.material[data-status=failed]', as: 'clerk', live: { ...gathered, events: history } },
  { name: 'window-fault', path: '/window#/cases/1', ready: '.summary-fault', as: 'clerk' },
  { name: 'window-accept', path: `/window${one}`, ready: '[data-testid=accept]', as: 'clerk', live: { ...gathered, confirmed: '2018-09-28T01:30:00Z' } },
  { name: 'window-receipt', path: `/window${one}/receipt`, ready: '.receipt', as: 'clerk', live: accepted },
  { name: 'window-cases', path: '/window#/cases', ready: '.case-item', as: 'clerk' },
  { name: 'window-tasks', path: '/window#/tasks', ready: '.case-item', as: 'approver' },
  { name: 'window-steps', path: `/window${one}`, ready: '[data-testid=tasks] li', as: 'approver', live: { ...accepted, state: '08', events: history, held: true } },
  { name: 'window-step', path: `/window${one}`, ready: '[data-testid=tasks] li', as: 'approver', live: { ...accepted, state: '08', events: history }, then: (page) => page.click('[data-testid=tasks] button'), shows: 'dialog[open]' },
  { name: 'window-step-over', path: `/window${one}`, ready: '[data-testid=tasks] li', as: 'approver', live: { ...accepted, state: '08', events: history, steps: 1 }, then: (page) => page.click('[data-testid=tasks] .row button:last-child'), shows: 'dialog[open] select' },
  { name: 'window-suspend', path: `/window${one}`, ready: '[data-testid=actions]', as: 'approver', live: { ...accepted, state: '08', events: history }, then: (page) => page.click('[data-testid=actions] button'), shows: 'dialog[open]' },
  { name: 'window-decided', path: `/window${one}`, ready: 'img.face', as: 'approver', live: decided },
  { name: 'window-citizen', path: '/window', ready: '.notice-warning', as: 'citizen' },
  { name: 'cockpit-sign-in', path: '/cockpit', ready: '#sign-in-account' },
  { name: 'cockpit', path: '/cockpit', ready: '.bars', as: 'authority' },
  { name: 'window-procedure', path: `/window${one}`, ready: 'img.face', as: 'approver', live: decided, then: (page) => page.click('details.card summary'), shows: '.djs-shape' },
  { name: 'workshop-procedures', path: '/workshop', ready: 'tbody a', as: 'authority' },
  { name: 'workshop-procedure', path: '/workshop#/procedures/1', ready: '.djs-shape', as: 'authority' },
  { name: 'workshop-versions', path: '/workshop#/procedures/1/versions', ready: '.djs-shape', as: 'authority' },
  { name: 'workshop-instance', path: '/workshop#/procedures/instances/7', ready: '.djs-shape', as: 'authority' },
  { name: 'workshop-migrate', path: '/workshop#/procedures/instances/7', ready: '.djs-shape', as: 'authority', then: (page) => page.click('[data-testid=actions] button'), shows: 'dialog .notice' },
  { name: 'workshop-incidents', path: '/workshop#/incidents', ready: 'tbody a', as: 'operator' },
  { name: 'workshop-incident', path: '/workshop#/incidents/13', ready: '.djs-shape', as: 'operator' },
  { name: 'workshop-mend', path: '/workshop#/incidents/13', ready: '.djs-shape', as: 'operator', then: (page) => page.click('[data-testid=actions] button'), shows: '#incident-reason' },
  { name: 'workshop-decisions', path: '/workshop#/decisions', ready: 'tbody a', as: 'approver' },
  { name: 'workshop-decision', path: '/workshop#/decisions/allowance', ready: '[data-testid=whatif] #edit-rule', as: 'approver', then: (page) => page.click('[aria-labelledby=try-title] button[type=submit]'), shows: '[data-testid=outcome]' },
  { name: 'workshop-whatif', path: '/workshop#/decisions/allowance', ready: '#edit-input-0', as: 'approver', then: async (page) => { await page.fill('#edit-input-0', '< 81'); await page.click('[data-testid=whatif] .row > .button'); }, shows: '[data-testid=whatif-result]' },
  { name: 'workshop-feel', path: '/workshop#/feel', ready: '#feel-expression', as: 'approver', then: async (page) => { await page.fill('#feel-expression', '1 < 2'); await page.click('main form button[type=submit]'); }, shows: '[data-testid=feel-result]' },
  { name: 'workshop-check', path: '/workshop#/check', ready: '#check-file', as: 'approver', then: (page) => page.setInputFiles('#check-file', drawingFile), shows: '.djs-shape' },
];

before(async () => {
  served = await serve();
  browser = await launch();
  if (pictures) mkdirSync(pictures, { recursive: true });
});
after(async () => {
  await browser?.close();
  served?.close();
});

async function violations(page) {
  await page.evaluate(axe); // evaluate is not held back by the page's Content-Security-Policy
  return page.evaluate(async (values) => {
    const found = await window.axe.run(document, { runOnly: { type: 'tag', values } });
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  }, tags);
}

async function look(one, setting) {
  served.mock.reset(one.live ?? {});
  const { context, page, faults } = await open(browser, served.address, { ...setting, as: one.as });
  try {
    await page.goto(served.address + one.path);
    await page.waitForSelector(one.ready);
    await one.then?.(page);
    if (one.shows) await page.waitForSelector(one.shows);
    await page.waitForFunction(() => Array.from(document.images).every((image) => image.complete));
    const found = [];
    for (const mode of ['standard', 'elder']) {
      // Elder mode is this attribute and CSS; the switch itself is pressed in the journeys.
      await page.evaluate((value) => { document.documentElement.dataset.mode = value; }, mode);
      const label = `${one.name}-${setting.language}-${setting.width}-${mode}`;
      if (pictures) await page.screenshot({ path: join(pictures, `${label}.png`), fullPage: true });
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      found.push(...[...(await violations(page)), ...(scroll > 0 ? [`scrolls ${scroll} px to the side`] : [])].map((fault) => `${label}: ${fault}`));
    }
    return [...found, ...faults.map((fault) => `${one.name}: ${fault}`)];
  } finally {
    await context.close();
  }
}

for (const one of pages.filter((each) => !only || each.name.startsWith(only))) {
  test(`${one.name} in both languages, widths and modes`, async () => {
    const faults = [];
    for (const language of ['zh', 'en']) {
      for (const width of [375, 1280]) faults.push(...(await look(one, { language, width })));
    }
    assert.deepEqual(faults, []);
  });
}

test('a page at 1920 px has no horizontal scroll', async () => {
  const wide = pages.filter((each) => ['portal-home', 'window-gather', 'cockpit'].includes(each.name));
  const faults = [];
  for (const one of wide) faults.push(...(await look(one, { language: 'zh', width: 1920 })));
  assert.deepEqual(faults, []);
});

test('axe does find a fault when one is planted', async () => {
  const { context, page } = await open(browser, served.address);
  await page.goto(`${served.address}/`);
  await page.waitForSelector('a.matter-item');
  await page.evaluate(() => document.querySelector('label[for=portal-search]').remove());
  assert.match((await violations(page)).join(), /label/);
  await context.close();
});
