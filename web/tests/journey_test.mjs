// The window's main journey with the keyboard alone, from signing in to the receipt, then the approver's to the licence;
// and what the client must send and refuse to send. Everything is found by its accessible name.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { launch, open, serve } from './support.mjs';

let served;
let browser;
before(async () => {
  served = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  served?.close();
});
beforeEach(() => served.mock.reset());

/** Presses Tab until the focus is on the control with this role and name; nothing is clicked. */
async function tabTo(page, role, name) {
  const target = page.getByRole(role, { name }).first();
  await target.waitFor();
  for (let i = 0; i < 60; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reached ${role} ${name}`);
}

async function signIn(page, address, path, account) {
  await page.goto(address + path);
  await tabTo(page, 'textbox', '账号');
  await page.keyboard.type(account);
  await page.keyboard.press('Tab');
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
}

test('a clerk serves an applicant with the keyboard alone, up to the printed receipt', async () => {
  const { mock, address } = served;
  const { context, page, faults } = await open(browser, address);
  await signIn(page, address, '/window', 'clerk');

  await tabTo(page, 'combobox', '搜索事项');
  await page.keyboard.type('高龄');
  await page.getByRole('status').filter({ hasText: '共 1 项' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: '申请人' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'subject');
  await page.keyboard.type('110105194912310021');
  await page.getByText('校验码不对').waitFor();
  await page.keyboard.press('Enter');
  const summary = page.getByRole('alert');
  await summary.waitFor();
  assert.ok(await summary.evaluate((element) => element === document.activeElement), 'the error summary has the focus');
  assert.deepEqual(await summary.getByRole('link').allTextContents(), ['证件号码没有通过校验', '收款银行卡号：请填写此项']);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // the link leads into the field
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('x');
  await page.getByText('校验通过：女，1949-12-31 出生').waitFor();
  await tabTo(page, 'textbox', '收款银行卡号');
  await page.keyboard.type('6222020200112230');
  await page.keyboard.press('Enter');

  const materials = page.getByTestId('gathering');
  await materials.getByText('还差 3 项必要材料', { exact: true }).waitFor();
  assert.match(await page.getByTestId('gather-news').textContent(), /调取完成：已到 3 项，还差 3 项必要材料/);
  assert.equal(await page.getByTestId('query-password').textContent(), mock.password);
  assert.equal(await page.getByTestId('confirm').count(), 0, 'no confirmation while materials are open');

  for (const name of ['社会保险参保证明', '一寸免冠照片']) {
    await tabTo(page, 'button', `已当面核验原件：${name}`);
    await page.keyboard.press('Enter');
    await page.getByTestId(`material-${name === '一寸免冠照片' ? 'photo' : 'insurance'}`).getByText('申请人已提供').waitFor();
  }

  await tabTo(page, 'button', '确认申请');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('请申请人本人勾选后再确认').waitFor();
  assert.ok(!mock.live.confirmed, 'nothing is confirmed without the tick');
  await tabTo(page, 'checkbox', /我已阅读并同意/);
  await page.keyboard.press('Space');
  await tabTo(page, 'button', '确认申请');
  await page.keyboard.press('Enter');

  const accept = page.getByRole('button', { name: '受理并出具通知书' });
  await accept.waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('受理并出具通知书'));
  await page.keyboard.press('Enter');
  const receipt = page.getByTestId('receipt');
  await receipt.waitFor();
  assert.match(await receipt.textContent(), new RegExp(`${mock.number}.*${mock.password}`));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('banner').isVisible(), false, 'only the sheet is printed');
  assert.equal(await receipt.isVisible(), true);
  assert.notEqual(await page.title(), 'broken in', 'nothing of the QR text but shapes gets into the page');

  assert.deepEqual(mock.seen.withoutKey, []);
  assert.deepEqual(mock.seen.withoutHeader, []);
  assert.deepEqual(faults, []);
  await context.close();
});

test('an approver does the steps of the procedure, suspends and resumes, with the keyboard alone', async () => {
  const { mock, address } = served;
  mock.reset({ started: true, gathered: 9, state: '05', confirmed: '2018-09-28T01:30:00Z', accepted: '2018-09-28T02:00:00Z' });
  const { context, page, faults } = await open(browser, address);
  await signIn(page, address, '/window', 'approver');
  await tabTo(page, 'link', '初审');
  await page.keyboard.press('Enter');

  await tabTo(page, 'button', /^认领/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^放回/ }).waitFor();
  assert.equal(mock.live.state, '08', 'the first task starts the case');
  await tabTo(page, 'button', '启动特别程序');
  await page.keyboard.press('Enter');
  await tabTo(page, 'textbox', '理由');
  await page.keyboard.type('需专家核定');
  await tabTo(page, 'button', '暂停计时');
  await page.keyboard.press('Enter');
  await tabTo(page, 'button', '恢复计时');
  assert.deepEqual(mock.live.suspensions.map((stop) => stop.kind), ['专家评审']);
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: '启动特别程序' }).waitFor();
  await tabTo(page, 'button', /^办理/);
  await page.keyboard.press('Enter');
  await tabTo(page, 'button', '提交意见');
  await page.keyboard.press('Enter');
  assert.deepEqual(await page.getByRole('alert').getByRole('link').allTextContents(), ['同意：请填写此项']);
  // The first step has a form, the second one asks what a step without a form asks.
  const agree = async (step) => {
    await tabTo(page, 'radio', step === '初审' ? '是' : '同意');
    await page.keyboard.press('Space');
    await tabTo(page, 'textbox', '意见');
    await page.keyboard.type('符合条件，准予。');
    await tabTo(page, 'button', '提交意见');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await agree('初审');
  await page.getByText('签批').first().waitFor();
  await tabTo(page, 'button', /^退回、转交、加签/);
  await page.keyboard.press('Enter');
  await tabTo(page, 'combobox', '怎样处理');
  await page.getByLabel('怎样处理').selectOption('转办');
  const offered = await page.locator('datalist option').evaluateAll((all) => all.map((one) => `${one.value} ${one.textContent}`));
  assert.deepEqual(offered, ['minzheng3 赵审批'], 'colleagues need not be known by heart');
  await page.getByLabel('怎样处理').selectOption('退回');
  await tabTo(page, 'textbox', '理由');
  await page.keyboard.type('请补充意见');
  await tabTo(page, 'button', '确定');
  await page.keyboard.press('Enter');
  await page.getByText('初审').first().waitFor();
  for (const step of ['初审', '签批']) {
    const work = new RegExp(`^办理\\s*：${step}$`);
    await page.getByRole('button', { name: work }).waitFor();
    await tabTo(page, 'button', work);
    await page.keyboard.press('Enter');
    await agree(step);
  }

  await page.getByRole('img', { name: '高龄津贴领取证证面' }).waitFor();
  assert.equal(mock.live.decision.granted, true);
  assert.match(await page.getByRole('link', { name: /查看 PDF/ }).getAttribute('href'), /\/licences\/L1\/face\.pdf$/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('an operator mends an incident with the keyboard alone: only what was changed is sent, with a reason', async () => {
  const { mock, address } = served;
  const { context, page, faults } = await open(browser, address);
  await signIn(page, address, '/workshop#/incidents', 'operator');
  await tabTo(page, 'link', '意见');
  await page.keyboard.press('Enter');
  await tabTo(page, 'button', '改后重试');
  await page.keyboard.press('Enter');
  await tabTo(page, 'combobox', '“opinion”的类型');
  await page.getByRole('combobox', { name: '“opinion”的类型' }).selectOption('文字');
  await page.getByLabel('opinion', { exact: true }).fill('不同意');
  await tabTo(page, 'textbox', '理由');
  await page.keyboard.type('误填为数字');
  const [request] = await Promise.all([
    page.waitForRequest((one) => one.url().endsWith('/procedure-incidents/13/retry')),
    tabTo(page, 'button', '返回').then(() => page.keyboard.press('Shift+Tab')).then(() => page.keyboard.press('Enter')),
  ]);
  assert.deepEqual(request.postDataJSON(), { reason: '误填为数字', variables: { opinion: '不同意' } });
  await page.getByTestId('state').waitFor();
  assert.deepEqual(mock.seen.withoutKey, []);
  assert.deepEqual(mock.seen.withoutHeader, []);
  assert.deepEqual(faults, []);
  await context.close();
});

test('two versions of a procedure: what is different is said in words', async () => {
  const { context, page, faults } = await open(browser, served.address, { as: 'authority' });
  await page.goto(`${served.address}/workshop#/procedures/1/versions`);
  const row = page.getByRole('row').filter({ hasText: '签批（分管领导）' });
  assert.match(await row.innerText(), /人工环节\s+有改动/);
  assert.equal(await page.locator('tbody tr').count(), 1, 'nothing else is different');
  await page.getByRole('combobox', { name: '新版本' }).selectOption({ index: 0 });
  await page.getByText('两个版本没有不同').waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('a citizen applies, confirms and reads who read the data, with the proof', async () => {
  const { mock, address } = served;
  const { context, page, faults } = await open(browser, address, { width: 375, as: 'citizen' });
  await page.goto(address);
  await page.getByRole('link', { name: /高龄津贴申领/ }).click();
  await page.getByRole('link', { name: '网上申请' }).click();
  await page.getByLabel('收款银行卡号').fill('6222020200112230');
  await page.getByRole('button', { name: '下一步：调取材料' }).click();
  await page.getByRole('checkbox', { name: /我已阅读并同意/ }).check();
  await page.getByRole('button', { name: '确认申请' }).click();
  await page.getByText('申请已提交').waitFor();
  assert.ok(mock.live.confirmed);

  await page.getByRole('link', { name: '谁看过我的数据' }).click();
  await page.getByRole('button', { name: /核对存证/ }).first().click();
  await page.getByTestId('access-6').getByText('核对一致').waitFor();
  await page.getByRole('button', { name: /核对存证/ }).nth(1).click();
  await page.getByTestId('access-4').getByText('核对不一致').waitFor(); // its text was changed on the way

  await page.getByRole('link', { name: '我的信息' }).click();
  await page.getByRole('button', { name: '提出异议：住址' }).click();
  await page.getByLabel('哪里不对，正确的是什么').fill('已搬到拱墅区');
  await page.getByRole('button', { name: '提交异议' }).click();
  await page.getByRole('heading', { name: '数据异议' }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('a wrong sign-in shows the problem with title, detail and request, in focus', async () => {
  const { context, page } = await open(browser, served.address);
  await page.goto(`${served.address}/window`);
  await page.getByLabel('账号').fill('clerk');
  await page.getByLabel('密码').fill('wrong');
  await page.getByRole('button', { name: '登录' }).click();
  const alert = page.getByRole('alert');
  assert.match(await alert.innerText(), /账号或密码不对[\s\S]*连续输错 5 次[\s\S]*req-7f3a/);
  assert.ok(await alert.evaluate((element) => element === document.activeElement));
  await context.close();
});

test('a lost answer is asked for again with the same key, so nothing is done twice', async () => {
  const { mock, address } = served;
  const { context, page } = await open(browser, address, { as: 'citizen' });
  const keys = [];
  await page.route('**/api/v1/cases', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch(); // it reached the server, but the answer is lost
    return route.abort();
  });
  await page.goto(`${address}/#/apply/x`);
  await page.getByLabel('收款银行卡号').fill('6222020200112230');
  await page.getByRole('button', { name: '下一步：调取材料' }).click();
  await page.getByTestId('gathering').waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.match(keys[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.equal(mock.live.events.filter((event) => event.action === 'receive').length, 1);
  await context.close();
});

test('an ended session asks to sign in again and comes back to the same view', async () => {
  const { mock, address } = served;
  const { context, page } = await open(browser, address, { as: 'clerk' });
  await page.goto(`${address}/window#/cases`);
  await page.getByText('共 43 件').waitFor();
  await context.clearCookies();
  await page.getByRole('button', { name: '搜索' }).click();
  await page.getByLabel('账号').fill('clerk');
  await page.getByLabel('密码').fill('right');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('共 43 件').waitFor();
  assert.deepEqual(mock.seen.withoutHeader, []);
  await context.close();
});

test('a server that is away for a moment while materials arrive is told once and asked again', async () => {
  const { mock, address } = served;
  mock.reset({ started: true, gathered: 1 });
  const { context, page } = await open(browser, address, { as: 'clerk' });
  let asked = 0;
  await page.route('**/gathering', (route) => (asked++ === 1 ? route.abort() : route.continue()));
  await page.goto(`${address}/window#/cases/${mock.number}`);
  await page.getByRole('alert').getByText('连不上服务器').waitFor();
  await page.getByText('还差 3 项必要材料', { exact: true }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await context.close();
});

test('language and elder mode are remembered', async () => {
  const { address } = served;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Larger text' }).click();
  await page.reload();
  await page.getByRole('heading', { name: 'Ask once, come once' }).waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  const sizes = await page.evaluate(() => ({
    text: parseFloat(getComputedStyle(document.body).fontSize),
    target: document.querySelector('.hero .button').getBoundingClientRect().height,
  }));
  assert.ok(sizes.text >= 20 && sizes.target >= 60, JSON.stringify(sizes));
  await context.close();
});
