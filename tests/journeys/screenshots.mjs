// Writes the README's pictures from the real program: `scripts/screenshots`, or node tests/journeys/screenshots.mjs [FOLDER].
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open } from '../../web/tests/support.mjs';
import { matterOf, matters } from './matters.mjs';
import { root, startProgram, storyCodes } from './program.mjs';
import * as steps from './steps.mjs';

const folder = process.argv[2] ?? join(root, 'docs/screenshots');
const largest = 250_000;
const codes = storyCodes();
const program = await startProgram();
const { address } = program;
const browser = await launch();

async function picture(page, name, fullPage = false) {
  await steps.imagesDrawn(page);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage });
  const { size } = statSync(path);
  if (size > largest) throw new Error(`${path} has ${size} bytes, more than ${largest}`);
  console.log(`${path} ${size}`);
}

/** Some cases in every state, so that lists and the cockpit show something. */
async function story() {
  const clerk = await steps.staff(browser, address, 'window1');
  const done = {};
  for (const matter of matters.filter((one) => ['renter', 'elder', 'newcomer', 'senior', 'mother'].includes(one.member))) {
    await steps.openCase(clerk.page, address, matter, codes[matter.member]);
    done[matter.member] = await steps.confirmAndAccept(clerk.page);
    if (matter.member === 'newcomer') continue;
    const approver = await steps.staff(browser, address, matter.approver);
    await steps.grant(approver.page, address, done[matter.member].number);
    await approver.context.close();
  }
  await clerk.context.close();
  const authority = await steps.staff(browser, address, 'authority');
  await authority.page.goto(`${address}/cockpit#/quality/person`);
  await authority.page.getByRole('button', { name: '现在检查' }).click();
  while (!(await authority.page.getByTestId('quality-figures').count())) {
    await authority.page.getByRole('button', { name: '刷新' }).click();
    await authority.page.waitForTimeout(300);
  }
  await authority.page.goto(`${address}/desk#/subjects`);
  await authority.page.getByRole('button', { name: '全库比对' }).click();
  await authority.page.getByTestId('pairs').getByRole('link').first().waitFor();
  await authority.context.close();
  return done;
}

async function take(done, width) {
  const size = width < 600 ? 'phone' : 'desktop';
  const person = await open(browser, address, { width });
  await person.page.goto(address);
  await person.page.locator('a.matter-item').first().waitFor();
  await picture(person.page, `portal-${size}`);
  await person.context.close();

  const clerk = await steps.staff(browser, address, 'window1', { width });
  // Slowed down on the way to the page only, so that the picture catches materials while they arrive.
  await clerk.page.route('**/gather*', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.done = false;
    body.materials.slice(3).forEach((one) => Object.assign(one, { status: 'fetching', fields: [], source_name: '', milliseconds: 0 }));
    await route.fulfill({ response: answer, json: body });
  });
  const slow = steps.openCase(clerk.page, address, matterOf('newcomer'), codes.newcomer).catch(() => {});
  await clerk.page.locator('.material[data-status="fetching"]').first().waitFor();
  await clerk.page.locator('.material[data-status="present"]').nth(2).waitFor();
  await picture(clerk.page, `window-arriving-${size}`, true);
  await clerk.page.unrouteAll({ behavior: 'ignoreErrors' });
  await slow;
  await clerk.page.goto(`${address}/window#/cases/${done.renter.number}`);
  await clerk.page.getByTestId('timeline').locator('li').first().waitFor();
  await clerk.page.locator('.material').first().waitFor();
  await picture(clerk.page, `case-${size}`);
  await clerk.page.goto(`${address}/window#/cases/${done.renter.number}/receipt`);
  await clerk.page.getByTestId('receipt').waitFor();
  await picture(clerk.page, `receipt-${size}`);
  await clerk.context.close();

  const elder = await steps.citizen(browser, address, codes.elder, 'elder', { width });
  await elder.page.goto(`${address}/#/licences`);
  await elder.page.locator('img.face').first().waitFor();
  await picture(elder.page, `licence-${size}`);
  await elder.page.goto(`${address}/#/access`);
  await elder.page.getByRole('button', { name: /核对存证/ }).first().click();
  await elder.page.getByTestId('proof').waitFor();
  await picture(elder.page, `access-${size}`);
  await elder.context.close();

  const approver = await steps.staff(browser, address, 'minzheng1', { width });
  await approver.page.goto(`${address}/workshop`);
  await approver.page.getByRole('link', { name: '部门审查' }).click();
  await approver.page.locator('.djs-shape').first().waitFor();
  await picture(approver.page, `workshop-procedure-${size}`);
  await approver.page.goto(`${address}/workshop#/decisions/allowance`);
  await approver.page.getByLabel('出生日期').fill('1938-06-02');
  await approver.page.getByLabel('申请日期').fill('2018-06-01');
  await approver.page.getByRole('group', { name: '本市户籍' }).getByLabel('是', { exact: true }).check();
  await approver.page.getByRole('button', { name: '得出结果' }).click();
  await approver.page.getByTestId('outcome').waitFor();
  await approver.page.getByTestId('outcome').scrollIntoViewIfNeeded();
  await picture(approver.page, `workshop-decision-${size}`);
  await approver.context.close();

  const authority = await steps.staff(browser, address, 'authority', { width });
  await authority.page.locator('.bars').first().waitFor();
  await picture(authority.page, `cockpit-${size}`);
  await authority.page.goto(`${address}/cockpit#/quality/person`);
  await authority.page.locator('.chart-box svg path[fill^="url"]').first().waitFor();
  await picture(authority.page, `quality-${size}`, true);
  await authority.page.goto(`${address}/desk#/subjects`);
  await authority.page.getByRole('link', { name: '开始核对' }).click();
  await authority.page.locator('[data-testid=pair] .weight').first().waitFor();
  await picture(authority.page, `pair-${size}`, true);
  await authority.context.close();
}

try {
  mkdirSync(folder, { recursive: true });
  const done = await story();
  for (const width of [1280, 375]) await take(done, width);
} finally {
  await browser.close();
  await program.stop();
}
