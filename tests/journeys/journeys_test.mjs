// The whole programme as its users meet it: the real program, the real pages, one browser. Every assertion is on what a
// person sees. The order matters: later journeys look at what earlier ones did.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { launch, open } from '../../web/tests/support.mjs';
import { violations, realPages } from './accessibility.mjs';
import { matterOf, matters } from './matters.mjs';
import { startProgram, storyCodes } from './program.mjs';
import { sharingJourneys } from './sharing.mjs';
import * as steps from './steps.mjs';
import { workshopJourneys } from './workshop.mjs';

const codes = storyCodes();
const done = new Map(); // member → {number, password, licence}
const faultsOf = [];
let program;
let browser;
let address;
let clerk;

async function asStaff(account, setting) {
  const person = await steps.staff(browser, address, account, setting);
  faultsOf.push(person.faults);
  return person;
}

async function cockpitFigures() {
  const { context, page } = await asStaff('authority');
  await page.getByTestId('visits-saved').waitFor();
  await page.getByRole('button', { name: '暂停刷新' }).click();
  const figures = Object.fromEntries(await page.locator('.figure').evaluateAll((list) =>
    list.map((one) => [one.querySelector('dt').textContent, one.querySelector('dd').textContent])));
  const text = await page.getByRole('main').innerText();
  await context.close();
  return { saved: steps.numberIn(figures['累计少跑次数']), calls: steps.numberIn(figures['今日调用']), oneId: figures['一证通办事项'], text };
}

before(async () => {
  program = await startProgram();
  ({ address } = program);
  browser = await launch();
  clerk = await asStaff('window1');
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

let before_;
test('the cockpit shows what is one-ID already and which papers still cost a visit', async () => {
  before_ = await cockpitFigures();
  assert.match(before_.oneId, /^10 \/ 12/);
  for (const paper of ['家庭收入证明', '从业人员健康证明']) assert.ok(before_.text.includes(paper), paper);
});

describe('each of the twelve matters, from the window to the licence', () => {
  for (const matter of matters) {
    test(`${matter.name}: ${matter.member}`, async () => {
      const { page } = clerk;
      const rows = await steps.openCase(page, address, matter, codes[matter.member]);
      const papers = matter.papers ?? [];
      const rules = page.getByTestId('rule-eligibility');
      assert.equal(await rules.getAttribute('data-outcome'), 'eligible', await rules.innerText());
      for (const row of Object.values(rows).filter((one) => one.status !== 'not_needed')) {
        assert.equal(row.status, papers.includes(row.code) ? 'to_bring' : 'present', `${row.name}: ${row.text}`);
      }
      if (papers.length) await page.getByText(`还差 ${papers.length} 项必要材料`, { exact: true }).waitFor();
      for (const paper of papers) await steps.markSeen(page, rows[paper]);
      assert.equal(await page.getByText(/^还差 .* 项必要材料$/).count(), 0);
      const receipt = await steps.confirmAndAccept(page);
      assert.match(receipt.number, /^\d{20}$/);
      assert.ok(receipt.text.includes(matter.name));
      if (matter.card) assert.ok(receipt.text.includes(matter.card), 'the receipt names whoever showed the card');
      for (const row of Object.values(rows).filter((one) => one.status !== 'not_needed')) assert.ok(receipt.text.includes(row.name), `the receipt lists ${row.name}`);

      if (matter.before) {
        const other = await asStaff(matter.before);
        await steps.doSteps(other.page, address, receipt.number);
        await other.context.close();
      }
      const approver = await asStaff(matter.approver);
      const licence = await steps.grant(approver.page, address, receipt.number);
      assert.equal(licence.steps.length, matter.steps, licence.steps.join('、'));
      assert.match(licence.text, /准予/);
      assert.match(licence.text, /办结/);
      if (matter.told) {
        const [rule, answer] = matter.told;
        await steps.says(approver.page.getByTestId(`rule-${rule}`), answer); // what its procedure’s rule came to
        assert.equal(await page.getByTestId(`rule-${rule}`).count(), 0, 'not before it was asked');
      }
      const verification = await steps.followFaceQr(approver.page, address, licence.picture);
      await approver.context.close();
      done.set(matter.member, { ...receipt, licence, verification });
    });
  }
});

test('the receipt’s QR code leads anybody with the telephone to the progress', async () => {
  const { number, password, qr } = done.get('elder');
  assert.ok(qr.startsWith(`${address}/`), `${qr} leads to this node`);
  const { context, page } = await open(browser, address, { width: 375 });
  await page.goto(qr);
  await page.getByRole('main').getByRole('button', { name: '查进度' }).click();
  const progress = page.getByTestId('progress');
  await progress.getByText('办结').first().waitFor();
  const text = await progress.innerText();
  assert.ok(text.includes(number) && text.includes('高龄津贴'));
  assert.ok(!text.includes('沈福根'), 'the applicant’s name is masked');
  await page.getByLabel('查询密码').fill(password === '000000' ? '000001' : '000000');
  await page.getByRole('main').getByRole('button', { name: '查进度' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await progress.count(), 0);
  await context.close();
});

test('the QR code on every licence’s face leads anybody to a page that says that it is valid', async () => {
  assert.equal(done.size, matters.length);
  const { context, page, faults } = await open(browser, address, { width: 375 });
  for (const [member, { verification, licence }] of done) {
    assert.ok(verification.startsWith(`${address}/`), `${member}: ${verification}`);
    await page.goto(verification);
    const found = page.getByTestId('verification');
    await found.waitFor();
    const text = await found.innerText();
    assert.match(text, /真实有效/, `${member}: ${text}`);
    assert.ok(text.includes(licence.name), `${member}: ${text}`);
  }
  assert.ok(!(await page.getByTestId('verification').innerText()).includes('杭州钱塘顺达运输有限公司'), 'the holder is masked');
  const forged = new URL(done.get('elder').verification);
  forged.searchParams.set('code', '0000');
  await page.goto(forged.href);
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByTestId('verification').count(), 0, 'who has no code learns nothing');
  assert.deepEqual(faults, []);
  await context.close();
});

test('on a telephone a citizen applies with a file, which the window that handles the case can read and nobody else', async () => {
  const poor = matterOf('poor');
  const { context, page, faults } = await steps.citizen(browser, address, codes.poor, 'poor', { width: 375 });
  await page.goto(`${address}/#/apply/${encodeURIComponent(poor.code)}`);
  await page.getByRole('heading', { level: 1 }).filter({ hasText: '最低生活保障' }).waitFor();
  await page.getByRole('button', { name: '下一步：调取材料' }).click();
  const summary = page.getByRole('alert');
  await summary.getByRole('link', { name: '困难原因：请填写此项' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'form-hardship', 'the link leads to the field');
  await steps.fillForm(page, { ...poor.form, 困难原因: { choose: '其他' } });
  await page.getByRole('button', { name: '下一步：调取材料' }).click();
  await summary.getByRole('link', { name: '困难情况说明：请填写此项' }).waitFor();
  await page.getByLabel('困难情况说明').fill('家中老人长期卧床');
  await page.getByRole('button', { name: '添加成员' }).click();
  await page.getByRole('group', { name: '成员 1' }).getByLabel('姓名').fill('陆小妹');
  await page.getByRole('group', { name: '成员 1' }).getByLabel('与申请人关系').selectOption({ label: '子女' });
  const proofs = page.getByLabel('困难情况证明');
  await proofs.setInputFiles({ name: '证明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('#!/bin/sh') });
  await page.getByText('只接受 PDF').waitFor();
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n');
  await proofs.setInputFiles({ name: '低保证明.pdf', mimeType: 'application/pdf', buffer: pdf });
  await page.getByText('已上传 低保证明.pdf').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 375), 'nothing is wider than the telephone');
  await page.getByRole('button', { name: '下一步：调取材料' }).click();
  const number = await page.getByTestId('case-number').innerText();
  const link = page.getByRole('link', { name: '低保证明.pdf' });
  await link.waitFor();
  const path = await link.getAttribute('href');
  assert.deepEqual(await (await page.request.get(address + path)).body(), pdf);
  await steps.says(page.getByRole('main'), /陆小妹/); // the answer is shown with its titles
  assert.deepEqual(faults, []);
  await context.close();
  const stranger = await steps.citizen(browser, address, codes.elder, 'elder');
  assert.equal((await stranger.page.request.get(address + path)).status(), 404);
  await stranger.context.close();
  const department = await asStaff(poor.approver);
  assert.equal((await department.page.request.get(address + path)).status(), 200, `who decides ${number} reads it`);
  await department.context.close();
});

test('the citizen sees the case, the licence, who read the data, checks the proof and disputes a record', async () => {
  const { number } = done.get('elder');
  const { context, page, faults } = await steps.citizen(browser, address, codes.elder, 'elder');
  faultsOf.push(faults);
  const go = (name) => page.getByRole('navigation').getByRole('link', { name }).click();

  await go('我的办件');
  await page.getByRole('link', { name: '高龄津贴申领' }).first().click();
  await page.getByTestId('case-number').filter({ hasText: number }).waitFor();
  await page.getByTestId('timeline').getByText('作出决定').waitFor();
  await steps.says(page.getByRole('main'), /准予/);
  assert.equal(await page.locator('[data-testid^="rule-task."]').count(), 0, 'what the steps inside the office came to is the office’s');

  await go('我的证照');
  await page.getByRole('img', { name: /证面$/ }).first().waitFor();
  await steps.imagesDrawn(page);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /下载签章文件/ }).first().click()]);
  const saved = await file.path();
  await go('验证照');
  await page.getByLabel('证照签章文件').setInputFiles({ name: 'licence.json', mimeType: 'application/json', buffer: readFileSync(saved) });
  await page.getByRole('button', { name: '验证文件' }).click();
  await page.getByTestId('verification').getByText('真实有效').waitFor();

  await go('谁看过我的数据');
  const read = page.locator('.access').filter({ hasText: number });
  await read.first().waitFor();
  const told = (await read.allInnerTexts()).join('\n');
  assert.match(told, /杭州市民政局/);
  assert.match(told, /户口簿/);
  assert.match(told, /出生日期：只得到“是\/否”结论/, 'the age was answered with yes, not read');
  await read.first().getByRole('button', { name: /核对存证/ }).click();
  await read.first().getByText('核对一致').waitFor();

  await go('我的信息');
  await page.getByRole('button', { name: /^提出异议：/ }).first().waitFor();
  const disputed = (await page.getByRole('button', { name: /^提出异议：.*址/ }).first().getAttribute('aria-label')).replace('提出异议：', '');
  await page.getByRole('button', { name: `提出异议：${disputed}` }).first().click();
  await page.getByLabel('哪里不对，正确的是什么').fill('已搬到拱墅区，门牌不对');
  await page.getByRole('button', { name: '提交异议' }).click();
  await page.getByRole('heading', { name: '数据异议' }).waitFor();
  const item = page.locator('.case-item').filter({ hasText: '已搬到拱墅区，门牌不对' });
  await item.waitFor();
  assert.ok((await item.innerText()).includes(disputed));
  await context.close();
});

test('the dispute reaches the steward of the field’s authority, who looks at the evidence and answers', async () => {
  const { context, page } = await asStaff('gongan-data');
  await page.goto(`${address}/desk#/tickets`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('button', { name: '查看证据' }).click();
  const evidence = page.getByTestId('evidence');
  await evidence.getByText('已搬到拱墅区，门牌不对').waitFor();
  await evidence.getByText('现采信').first().waitFor();
  await page.getByRole('button', { name: '不予更正' }).click();
  await page.getByRole('dialog').getByLabel('理由').fill('户籍地址以户口登记为准');
  await page.getByRole('dialog').getByRole('button', { name: '不予更正' }).click();
  await page.getByTestId('state').getByText('不予更正').waitFor();
  await page.getByText('户籍地址以户口登记为准').first().waitFor();
  await context.close();
});

test('a department finds a resource, asks for it, and the authority and the provider answer', async () => {
  const asking = await asStaff('hangzhou-minzheng-data');
  await asking.page.goto(`${address}/desk#/requests/new`);
  await asking.page.getByRole('searchbox').fill('户口簿');
  await asking.page.getByRole('button', { name: '搜索' }).click();
  await asking.page.getByRole('button', { name: '选择 户口簿信息' }).click();
  await asking.page.getByRole('checkbox').first().check();
  await asking.page.getByLabel('用于哪个事项（事项编码）').fill('给付-00123-001');
  await asking.page.getByLabel('替代哪份材料（材料编码）').fill('household');
  await asking.page.getByLabel('申请理由').fill('免交户口簿');
  await asking.page.getByRole('button', { name: '提交申请' }).click();
  await asking.page.getByTestId('state').getByText('待审核').waitFor();
  const number = await asking.page.locator('code').first().innerText();
  const act = async (account, action, fill) => {
    const { context, page } = await asStaff(account);
    await page.goto(`${address}/desk#/requests/${number}`);
    await page.getByTestId('actions').getByRole('button', { name: action }).click();
    const dialog = page.getByRole('dialog');
    await fill?.(dialog);
    await dialog.getByRole('button', { name: action }).click();
    await dialog.waitFor({ state: 'hidden' });
    await context.close();
  };
  await act('authority', '预审通过');
  await act('gongan-data', '答复', async (dialog) => {
    await dialog.getByRole('radio', { name: '同意', exact: true }).check();
    await dialog.getByLabel('理由').fill('同意提供');
  });
  await asking.page.reload();
  await asking.page.getByText('已授权，网关即时生效。').waitFor();
  await asking.context.close();
});

sharingJourneys(() => ({ asStaff, browser, address, codes }));
workshopJourneys(asStaff, () => address);

test('the correction notice asks for the form; the applicant changes it at home, confirms again, and is accepted', async () => {
  const { page } = clerk;
  const elder = matterOf('elder');
  await steps.openCase(page, address, elder, codes.elder);
  const number = (await page.getByTestId('case-number').innerText()).trim();
  await page.getByRole('checkbox', { name: /我已阅读并同意/ }).check();
  await page.getByRole('button', { name: '确认申请' }).click();
  await page.getByRole('button', { name: '一次性告知补正' }).click();
  const notice = page.getByRole('dialog');
  await notice.getByRole('checkbox', { name: '高龄津贴申领表' }).check();
  await notice.getByRole('textbox', { name: /高龄津贴申领表/ }).fill('收款银行卡号不是本人的');
  await notice.getByRole('button', { name: '发出告知' }).click();
  await notice.waitFor({ state: 'hidden' });

  const home = await steps.citizen(browser, address, codes.elder, 'elder', { width: 375 });
  faultsOf.push(home.faults);
  await home.page.goto(`${address}/#/cases/${number}`);
  await home.page.getByText('收款银行卡号不是本人的').first().waitFor();
  const form = home.page.getByTestId('amend');
  const card = form.getByLabel('收款银行卡号', { exact: true });
  assert.equal(await card.inputValue(), elder.form['收款银行卡号'], 'what was answered stands in the form');
  await card.fill('6222');
  await form.getByRole('button', { name: '提交更正' }).click();
  await form.getByRole('alert').waitFor();
  await card.fill('6222020200112248');
  await form.getByRole('button', { name: '提交更正' }).click();
  await home.page.getByRole('checkbox', { name: /我已阅读并同意/ }).check();
  await home.page.getByRole('button', { name: '确认申请' }).click();
  await home.page.getByText('申请已提交').waitFor();
  await home.context.close();

  await page.goto(`${address}/window#/cases/${number}`);
  await page.reload();
  await page.getByTestId('timeline').getByText('更正申请表').waitFor();
  await page.getByText('6222020200112248').waitFor();
  const earlier = page.getByTestId('earlier-form');
  await earlier.getByText(/^更正前的申请表/).click();
  await earlier.getByText(elder.form['收款银行卡号']).waitFor();
  await page.getByRole('button', { name: '受理并出具通知书' }).click();
  assert.equal((await steps.readReceipt(page)).number, number);
});

test('two registers that contradict each other are both shown, and the original decides', async () => {
  const { page } = clerk;
  const rows = await steps.openCase(page, address, matterOf('married_wife'), codes.mismatch_wife);
  assert.equal(rows.marriage.status, 'contradictory', JSON.stringify(rows));
  const clash = await page.locator('.clash').innerText();
  assert.match(clash, /两处记录不一致/);
  assert.ok(clash.includes('严建鑫') && clash.includes('严建新'), clash);
  assert.ok(clash.includes('户口簿') && clash.includes('婚姻登记档案'), clash);
  const open = Object.values(rows).filter((one) => one.status === 'contradictory');
  await page.getByText(`还差 ${open.length} 项必要材料`, { exact: true }).waitFor();
  for (const row of open) await steps.markSeen(page, row);
  const receipt = await steps.confirmAndAccept(page);
  assert.match(receipt.number, /^\d{20}$/);
});

test('who is too young for the allowance is told why: the clerk at the window, the applicant on the own page', async () => {
  const { page } = clerk;
  await steps.openCase(page, address, matterOf('elder'), codes.renter);
  const rule = page.getByTestId('rule-eligibility');
  await rule.getByText('不符合条件').first().waitFor();
  await steps.says(rule, /未满80周岁/);
  await rule.getByText('为什么').click();
  await rule.getByText(/第 1 条规则符合（年龄：小于 80）/).waitFor();
  await page.getByTestId('actions').getByRole('button', { name: '不予受理' }).click();
  const dialog = page.getByRole('dialog');
  assert.match(await dialog.getByLabel('理由').inputValue(), /^未满80周岁/, 'the ground is there already');
  await dialog.getByRole('button', { name: /不予受理/ }).click();
  await dialog.waitFor({ state: 'hidden' });
  const person = await steps.citizen(browser, address, codes.renter, 'renter');
  faultsOf.push(person.faults);
  await person.page.getByRole('navigation').getByRole('link', { name: '我的办件' }).click();
  await person.page.getByRole('link', { name: '高龄津贴申领' }).first().click();
  await steps.says(person.page.getByTestId('rule-eligibility'), /不符合条件[^]*未满80周岁/);
  await person.context.close();
});

test('the human-resources system that is busy now and then is asked again, and the desk says how often', async () => {
  const { page } = clerk;
  const told = [];
  for (let tries = 0; tries < 15 && !told.some((text) => /尝试 [2-9] 次/.test(text)); tries++) {
    const rows = await steps.openCase(page, address, matterOf('transfer'), codes.transfer);
    assert.equal(rows.insurance.status, 'present');
    told.push(rows.insurance.text);
  }
  assert.match(told.at(-1), /尝试 [2-9] 次/);
});

test('the cockpit’s numbers have moved', async () => {
  const now = await cockpitFigures();
  assert.ok(now.saved > before_.saved, `visits saved: ${before_.saved} → ${now.saved}`);
  assert.ok(now.calls >= before_.calls + 20, `calls: ${before_.calls} → ${now.calls}`);
  assert.match(now.text, /办结\s+12\b/);
});

test('a clerk serves an applicant with the keyboard alone, from signing in to the receipt', async () => {
  const { context, page, faults } = await open(browser, address);
  await page.goto(`${address}/window`);
  await steps.tabTo(page, 'textbox', '账号');
  await page.keyboard.type('window2');
  await page.keyboard.press('Tab');
  await page.keyboard.type(steps.staffPassword('window2'));
  await page.keyboard.press('Enter');
  await steps.tabTo(page, 'combobox', '搜索事项');
  await page.keyboard.type('老年优待证');
  await page.getByRole('status').filter({ hasText: '共 1 项' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await steps.tabTo(page, 'textbox', '身份证号');
  await page.keyboard.type(codes.senior);
  await page.keyboard.press('Enter');
  await steps.gathered(page);
  await steps.tabTo(page, 'checkbox', /我已阅读并同意/);
  await page.keyboard.press('Space');
  await steps.tabTo(page, 'button', '确认申请');
  await page.keyboard.press('Enter');
  await steps.tabTo(page, 'button', '受理并出具通知书');
  await page.keyboard.press('Enter');
  const receipt = await steps.readReceipt(page);
  assert.match(receipt.number, /^\d{20}$/);
  assert.deepEqual(faults, []);
  await context.close();
});

describe('no accessibility violation and no sideways scroll on the real pages', () => {
  for (const width of [375, 1280]) {
    for (const one of realPages) {
      test(`${one.name} at ${width} px`, async () => {
        const found = await one.visit({ browser, address, width, codes, cases: done });
        try {
          assert.deepEqual(await violations(found.page), []);
          assert.deepEqual(found.faults, []);
        } finally {
          await found.context.close();
        }
      });
    }
  }
});

test('no page asked another host, threw, or complained', () => {
  assert.deepEqual(faultsOf.flat(), []);
});
