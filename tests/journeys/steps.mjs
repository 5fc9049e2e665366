// What people do on the pages, by the names that they see (web/README.md). Nothing here talks to the API.
import assert from 'node:assert/strict';
import { open } from '../../web/tests/support.mjs';
import { readQr } from './program.mjs';

const settling = '.material[data-status="waiting"], .material[data-status="fetching"]';
export const staffPassword = (account) => `${account}-yici-2018`;
export const citizenPassword = (member) => `yici-2018-${member}`;

/** A person's own browser window, signed in by the page's form. */
export async function signedIn(browser, address, path, account, password, setting = {}) {
  const person = await open(browser, address, setting);
  person.page.setDefaultTimeout(20_000);
  await person.page.goto(address + path);
  await fillSignIn(person.page, account, password);
  await person.page.getByRole('button', { name: '退出' }).waitFor();
  return person;
}

export const staff = (browser, address, account, setting) =>
  signedIn(browser, address, account === 'authority' ? '/cockpit' : '/window', account, staffPassword(account), setting);
export const citizen = (browser, address, code, member, setting) =>
  signedIn(browser, address, '/#/sign-in', code, citizenPassword(member), setting);

export async function fillSignIn(page, account, password) {
  await page.getByLabel('账号').fill(account);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
}

/** The window: chooses the matter, reads the card, asks what no register knows, and lets the materials come. */
export async function openCase(page, address, matter, code) {
  await page.goto(`${address}/window#/`);
  await page.reload();
  await page.getByRole('combobox', { name: '搜索事项' }).fill(matter.code);
  await page.getByRole('status').filter({ hasText: '共 1 项' }).waitFor();
  await page.getByRole('option').filter({ hasText: matter.name }).click();
  await page.locator('#subject').fill(code);
  await page.getByText('校验通过').waitFor();
  if (matter.card) await page.getByLabel('姓名（身份证上的）').fill(matter.card);
  await fillForm(page, matter.form);
  await page.getByRole('button', { name: '开始调取材料' }).click();
  return gathered(page);
}

/** Fills a form by the titles that people read: a text, or a choice from a list or of radio buttons. */
export async function fillForm(page, form) {
  for (const [title, value] of Object.entries(form)) {
    if (typeof value === 'string') {
      await page.getByLabel(title, { exact: true }).fill(value);
      continue;
    }
    const group = page.getByRole('group', { name: title });
    await group.or(page.getByLabel(title, { exact: true })).first().waitFor();
    if (await group.count()) await group.getByRole('radio', { name: value.choose }).check();
    else await page.getByLabel(title, { exact: true }).selectOption({ label: value.choose });
  }
}

/** Looks again and again; false when it did not come in twenty seconds. */
async function comes(page, look) {
  const end = Date.now() + 20_000;
  while (!(await look())) {
    if (Date.now() > end) return false;
    await page.waitForTimeout(100);
  }
  return true;
}

/** Waits until `check` holds in the page. Playwright's own waitForFunction needs eval, which the pages' policy forbids. */
export async function until(page, check, argument) {
  assert.ok(await comes(page, () => page.evaluate(check, argument)), `never came: ${check}`);
}

/** Waits until what is read there matches; gives the text. A page shows its parts as their answers come. */
export async function says(locator, pattern) {
  let text;
  await comes(locator.page(), async () => pattern.test(text = await locator.innerText()));
  assert.match(text, pattern);
  return text;
}

/** Keeps the next request to `url` back: `asked` when the page has sent it, until release(). */
export async function hold(page, url) {
  let release, sent;
  const held = new Promise((done) => { release = done; });
  const asked = new Promise((done) => { sent = done; });
  await page.route(url, async (route) => { sent(); await held; await route.continue(); }, { times: 1 });
  return { asked, release };
}

export const imagesDrawn = (page) => until(page, () => Array.from(document.images).every((image) => image.complete && image.naturalWidth > 0));

/** Waits until every material is settled; gives the rows as the clerk reads them, by the material's code. */
export async function gathered(page) {
  await page.locator('.material').first().waitFor();
  await until(page, (waiting) => !document.querySelector(waiting) && !document.querySelector('.spinner'), settling);
  const rows = await page.locator('.material').evaluateAll((list) =>
    list.map((row) => ({
      code: row.dataset.testid.replace('material-', ''), status: row.dataset.status,
      name: row.querySelector('.material-name').firstChild.textContent, text: row.innerText,
    })));
  return Object.fromEntries(rows.map((row) => [row.code, row]));
}

export async function markSeen(page, row) {
  await page.getByRole('button', { name: `已当面核验原件：${row.name}` }).click();
  await page.getByTestId(`material-${row.code}`).getByText('申请人已提供').waitFor();
}

/** The applicant confirms at the window, the clerk accepts; gives what is printed on the receipt. */
export async function confirmAndAccept(page) {
  await page.getByRole('checkbox', { name: /我已阅读并同意/ }).check();
  await page.getByRole('button', { name: '确认申请' }).click();
  await page.getByRole('button', { name: '受理并出具通知书' }).click();
  return readReceipt(page);
}

export async function readReceipt(page) {
  const sheet = page.getByTestId('receipt');
  await sheet.waitFor();
  await sheet.getByRole('heading', { name: '受理通知书' }).waitFor();
  const qr = sheet.getByRole('img', { name: '查询办理进度的二维码' });
  await qr.scrollIntoViewIfNeeded();
  const text = await sheet.innerText();
  return {
    text,
    number: /统一受理号\s+(\d{20})/.exec(text)?.[1],
    password: (await sheet.getByTestId('query-password').innerText()).trim(),
    qr: readQr(await qr.screenshot()),
  };
}

/** Fills a step's form as somebody who agrees: a review, a signature, an inspection's record. */
async function agree(dialog) {
  await dialog.getByRole('radio').first().waitFor();
  await dialog.getByRole('radio', { name: /^(是|符合)$/ }).check();
  const day = dialog.getByRole('textbox', { name: /^核查日期/ });
  if (await day.count()) await day.fill('2018-06-12');
  else await dialog.getByRole('textbox', { name: /意见/ }).fill('材料齐全，符合条件，准予。');
}

/** The department: finds its task in its list and does one step after another, as long as one is for this person. */
export async function doSteps(page, address, number) {
  await page.goto(`${address}/window#/tasks`);
  await page.reload();
  await page.locator('.case-item').filter({ hasText: number }).getByRole('link').first().click();
  await page.getByTestId('case-number').filter({ hasText: number }).waitFor();
  const panel = page.getByTestId('tasks');
  const mine = panel.getByRole('button', { name: /^办理/ });
  const steps = [];
  await mine.first().waitFor();
  while (await mine.count()) {
    steps.push((await mine.first().innerText()).replace(/^办理\s*：?/, '').trim());
    await mine.first().click();
    const dialog = page.getByRole('dialog');
    await agree(dialog);
    await dialog.getByRole('button', { name: '提交意见' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await until(page, () => !document.querySelector('[data-testid="tasks"]') || document.activeElement?.id === 'tasks-title');
  }
  return steps;
}

/** The department's steps until the decision; the licence's face appears. */
export async function grant(page, address, number) {
  const done = await doSteps(page, address, number);
  const face = page.getByRole('img', { name: /证面$/ });
  await face.waitFor();
  await imagesDrawn(page);
  const sheet = await page.getByRole('main').innerText();
  return { steps: done, name: (await face.getAttribute('alt')).replace(/证面$/, ''), picture: await face.getAttribute('src'), text: sheet };
}

export async function openFromList(page, address, number) {
  await page.goto(`${address}/window#/cases`);
  await page.getByRole('searchbox', { name: '办件编号或申请人' }).fill(number);
  await page.getByRole('button', { name: '搜索' }).click();
  await page.getByText('共 1 件').waitFor();
  await page.locator('.case-item').filter({ hasText: number }).getByRole('link').click();
  await page.getByTestId('case-number').filter({ hasText: number }).waitFor();
}

/** Follows the QR code that is printed on a licence's face, as anybody's telephone does. */
export async function followFaceQr(page, address, picture) {
  const answer = await page.request.get(new URL(picture, address).href);
  assert.equal(answer.status(), 200);
  return readQr(await answer.body());
}

/** Presses Tab until the focus is on the control with this role and name; nothing is clicked. */
export async function tabTo(page, role, name) {
  const target = page.getByRole(role, { name }).first();
  await target.waitFor();
  for (let i = 0; i < 80; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reached ${role} ${name}`);
}

export const numberIn = (text) => Number(text.replaceAll(',', ''));
