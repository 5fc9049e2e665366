// The real pages with real data, each reached as a person reaches it; looked at by axe and by the screenshots.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, web } from '../../web/tests/support.mjs';
import * as steps from './steps.mjs';

const axe = readFileSync(join(web, 'node_modules/axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds, and whether the page scrolls to the side. */
export async function violations(page) {
  await page.evaluate(axe); // evaluate is not held back by the page's Content-Security-Policy
  return page.evaluate(async (values) => {
    const found = await window.axe.run(document, { runOnly: { type: 'tag', values } });
    const faults = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
    const sideways = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return sideways > 0 ? [...faults, `scrolls ${sideways} px to the side`] : faults;
  }, tags);
}

/** A view for everyone. */
const anyone = (name, path, ready, then) => ({
  name,
  async visit({ browser, address, width, cases }) {
    const person = await open(browser, address, { width });
    await person.page.goto(typeof path === 'function' ? path(address, cases) : address + path);
    await then?.(person.page);
    await person.page.locator(ready).first().waitFor();
    return person;
  },
});

/** A view of somebody who is signed in; `path` may need the cases of the story. */
const somebody = (name, signIn, path, ready, then) => ({
  name,
  async visit({ browser, address, width, codes, cases }) {
    const person = await signIn(browser, address, codes, { width });
    await person.page.goto(address + path(cases));
    await person.page.locator(ready).first().waitFor();
    await then?.(person.page);
    await steps.imagesDrawn(person.page);
    return person;
  },
});

/** Signs in by the form the first time, later by the session that this began. */
const once = (signIn) => {
  let cookies;
  return async (browser, address, codes, setting) => {
    if (!cookies) {
      const first = await signIn(browser, address, codes, setting);
      cookies = await first.context.cookies();
      return first;
    }
    const person = await open(browser, address, setting);
    await person.context.addCookies(cookies);
    return person;
  };
};
const elder = once((browser, address, codes, setting) => steps.citizen(browser, address, codes.elder, 'elder', setting));
const restaurant = once((browser, address, codes, setting) => steps.citizen(browser, address, codes.restaurant, 'restaurant', setting));
const staff = new Map();
const by = (account) => {
  if (!staff.has(account)) staff.set(account, once((browser, address, codes, setting) => steps.staff(browser, address, account, setting)));
  return staff.get(account);
};
/** The rows of the dropped file that were refused. */
async function quarantined(page) {
  const births = page.getByRole('region', { name: '出生医学证明清单' });
  await births.getByRole('button', { name: '立即归集' }).click();
  await births.getByRole('button', { name: '隔离数据' }).click();
  await page.getByTestId('quarantined').first().waitFor();
}
const caseOf = (member) => (cases) => `/window#/cases/${cases.get(member).number}`;

const drawn = (page) => page.locator('.djs-shape').first().waitFor();
const openProcedure = async (page) => {
  await page.getByRole('link', { name: '部门审查' }).click();
  await drawn(page);
};

export const realPages = [
  anyone('portal', '/', 'a.matter-item'),
  anyone('matter', '/#/matters/%E7%BB%99%E4%BB%98-00123-001', '.material-plan'),
  anyone('verify', (address, cases) => cases.get('elder').verification, '[data-testid=verification]'),
  anyone('track', (address, cases) => cases.get('elder').qr, '[data-testid=progress]', (page) => page.getByRole('main').getByRole('button', { name: '查进度' }).click()),
  somebody('my-cases', elder, () => '/#/cases', '.case-item'),
  somebody('my-case', elder, (cases) => `/#/cases/${cases.get('elder').number}`, '.timeline li'),
  somebody('my-licences', elder, () => '/#/licences', 'img.face'),
  somebody('my-access', elder, () => '/#/access', '.access', async (page) => {
    await page.getByRole('button', { name: /核对存证/ }).first().click();
    await page.getByTestId('proof').waitFor();
  }),
  somebody('my-records', elder, () => '/#/records', '.record'),
  somebody('my-disputes', elder, () => '/#/disputes', '.case-item'),
  somebody('window-desk', by('window1'), () => '/window', '[role=option]'),
  somebody('window-case', by('window1'), caseOf('elder'), '.material'),
  somebody('window-receipt', by('window1'), (cases) => `${caseOf('elder')(cases)}/receipt`, '.receipt'),
  somebody('window-cases', by('window1'), () => '/window#/cases', '.case-item'),
  somebody('approver-case', by('minzheng1'), caseOf('elder'), 'img.face'),
  somebody('window-procedure', by('minzheng1'), caseOf('elder'), '.timeline li', async (page) => {
    await page.getByText('部门内部办理流程').click();
    await page.getByTestId('procedure').waitFor();
  }),
  somebody('workshop-procedures', by('minzheng1'), () => '/workshop', 'tbody a'),
  somebody('workshop-procedure', by('minzheng1'), () => '/workshop', 'tbody a', openProcedure),
  somebody('workshop-instance', by('operator'), () => '/workshop', 'tbody a', async (page) => {
    await openProcedure(page);
    await page.getByRole('row').filter({ hasText: 'workshop-1' }).getByRole('link').click();
    await page.getByTestId('where').waitFor();
    await drawn(page);
  }),
  somebody('workshop-incidents', by('operator'), () => '/workshop#/incidents', 'tbody a'),
  somebody('workshop-incident', by('operator'), () => '/workshop#/incidents', 'tbody a', async (page) => {
    await page.locator('tbody a').first().click();
    await drawn(page);
    await page.getByRole('button', { name: '改后重试' }).click();
    await page.getByRole('dialog').waitFor();
  }),
  somebody('workshop-decisions', by('minzheng1'), () => '/workshop#/decisions', 'tbody a'),
  somebody('workshop-decision', by('minzheng1'), () => '/workshop#/decisions/allowance', '#edit-input-0', async (page) => {
    await page.getByLabel('出生日期').fill('1938-06-02');
    await page.getByLabel('申请日期').fill('2018-06-01');
    await page.getByRole('button', { name: '得出结果' }).click();
    await page.getByTestId('outcome').waitFor();
  }),
  somebody('workshop-feel', by('minzheng1'), () => '/workshop#/feel', '#feel-expression'),
  somebody('workshop-check', by('minzheng1'), () => '/workshop#/check', '#check-file'),
  somebody('cockpit', by('authority'), () => '/cockpit', '.bars'),
  somebody('gap', by('authority'), () => '/cockpit#/gap', '[data-testid=remedies] tbody tr'),
  anyone('catalogue', '/catalogue', '[data-testid=entries] li'),
  anyone('catalogue-entry', '/catalogue', '[data-testid=lineage]', (page) => page.getByRole('link', { name: '婚姻登记信息' }).click()),
  anyone('console', '/catalogue#/console', '#console-secret'),
  somebody('desk-requests', by('gongan-data'), () => '/desk#/', 'table'),
  somebody('desk-new-request', by('gongan-data'), () => '/desk#/requests/new', '#entry-q'),
  somebody('desk-grants', by('gongan-data'), () => '/desk#/grants', 'tbody tr'),
  somebody('desk-entries', by('gongan-data'), () => '/desk#/entries', 'tbody tr'),
  somebody('desk-tickets', by('gongan-data'), () => '/desk#/tickets', 'tbody tr'),
  somebody('desk-responsibilities', by('gongan-data'), () => '/desk#/responsibilities', 'tbody tr'),
  somebody('desk-census', by('minzheng-data'), () => '/desk#/census', 'tbody tr a'),
  somebody('desk-census-system', by('minzheng-data'), () => '/desk#/census', 'tbody tr a', async (page) => {
    await page.locator('tbody tr a').first().click();
    await page.locator('#census-name').waitFor();
  }),
  somebody('desk-census-take', by('minzheng-data'), () => '/desk#/census/take', '#census-file'),
  somebody('desk-census-proposals', by('authority'), () => '/desk#/census/proposals', '[data-testid=proposals] > li'),
  somebody('desk-census-report', by('authority'), () => '/desk#/census/report', '.chart-box svg path[fill^="url"]'),
  somebody('desk-subjects', by('authority'), () => '/desk#/subjects', '[data-testid=pairs] tbody tr a'),
  somebody('desk-pair', by('authority'), () => '/desk#/subjects', '[data-testid=pairs] tbody tr a', async (page) => {
    await page.locator('[data-testid=pairs] tbody tr a').first().click();
    await page.locator('[data-testid=pair] .weight').first().waitFor();
  }),
  somebody('desk-record', by('authority'), () => '/desk#/subjects/record', '#record-code'),
  somebody('quality', by('authority'), () => '/cockpit#/quality', '[data-testid=quality-resources] tbody a'),
  somebody('quality-resource', by('gongan-data'), () => '/desk#/quality/person', '[data-testid=findings]'),
  somebody('credit', by('authority'), () => '/desk#/credit', '#credit-q'),
  somebody('credit-entries', by('authority'), () => '/desk#/credit/entries', '.chart-box svg path[fill^="url"]'),
  somebody('credit-entry', by('xihu-shichang-data'), () => '/desk#/credit/entries', 'tbody tr a', async (page) => {
    await page.locator('tbody tr a').first().click();
    await page.locator('.timeline li').first().waitFor();
  }),
  somebody('credit-new', by('xihu-shichang-data'), () => '/desk#/credit/new', '#credit-subject'),
  somebody('credit-lists', by('authority'), () => '/desk#/credit/lists', '[data-testid=lists] li'),
  somebody('credit-repairs', by('authority'), () => '/desk#/credit/repairs', '[data-testid=repairs]'),
  somebody('my-credit', restaurant, () => '/#/credit', '[data-testid=conclusion]'),
  somebody('my-repairs', restaurant, () => '/#/credit/repairs', '[data-testid=my-repairs] li'),
  somebody('desk-open', by('authority'), () => '/desk#/open', '[data-testid=plans] tbody tr'),
  anyone('open', '/catalogue#/open', '[data-testid=datasets] li'),
  anyone('open-dataset', '/catalogue#/open', '[data-testid=query]', (page) => page.locator('[data-testid=datasets] a').first().click()),
  anyone('open-requests', '/catalogue#/open/requests', '[data-testid=asked] li'),
  somebody('desk-collection', by('minzheng-data'), () => '/desk#/collection', '[data-testid=rows]'),
  somebody('desk-quarantine', by('authority'), () => '/desk#/collection', '[data-testid=rows]', quarantined),
  somebody('desk-correction', by('authority'), () => '/desk#/collection', '[data-testid=rows]', async (page) => {
    await quarantined(page);
    await page.getByRole('button', { name: '更正' }).first().click();
    await page.getByRole('dialog').waitFor();
  }),
];
