// Every form of the pack on the real page, at both widths, in both languages: rendered by one component, without faults
// of accessibility, filled by keyboard alone, its mistakes named with links to their fields. `--pictures FOLDER` keeps
// what it looks like.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open, serve, web } from './support.mjs';

const folder = join(web, '../packs/zhejiang/forms');
const forms = readdirSync(folder).map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
const axe = readFileSync(join(web, 'node_modules/axe-core/axe.min.js'), 'utf8');
const pictures = process.env.YICI_PICTURES;
let site;
let browser;
before(async () => {
  site = await serve();
  browser = await launch();
});
after(async () => {
  await browser.close();
  site.close();
});

/** The portal's application page with a form of our choice. */
async function apply(form, setting) {
  const person = await open(browser, site.address, { as: 'citizen', ...setting });
  const sent = [];
  await person.page.route('**/api/v1/matters/*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), applicant: 'person', form } });
  });
  await person.page.route('**/api/v1/cases', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    sent.push(route.request().postDataJSON().form);
    return route.fallback();
  });
  await person.page.goto(`${site.address}/#/apply/x`);
  await person.page.locator('main form').waitFor();
  return { ...person, sent };
}
const submit = (page) => page.locator('main form button[type=submit]').click();

/** Between them they have every kind of field; axe takes its time. */
const looked = new Set(['food_business_licence', 'minimum_living_allowance', 'birth_registration']);

async function sound(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  if (!looked.has(name)) return;
  await page.evaluate(axe); // evaluate is not held back by the page's Content-Security-Policy
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 2).join(' ')}`);
  });
  assert.deepEqual(found, [], name);
}

for (const width of [375, 1280]) {
  test(`every form of the pack is rendered and sound at ${width} px, with its mistakes shown`, async () => {
    for (const [name, form] of forms) {
      const { page, context, faults } = await apply(form, { width, language: width === 375 ? 'zh' : 'en' });
      const labels = await page.locator('main form').innerText();
      for (const one of Object.values(form.properties)) {
        const title = width === 375 ? one.title : one['x-title-en'];
        const closed = JSON.stringify(form.allOf ?? []).includes(':false');
        assert.ok(closed || labels.includes(title), `${name} shows ${title}`);
      }
      if (form.required.length) {
        await submit(page);
        const links = await page.getByRole('alert').getByRole('link').all();
        assert.equal(links.length, form.required.length, name);
        for (const link of links) {
          await link.click();
          assert.ok(await page.evaluate(() => /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)), `${name}: the link leads to a control`);
        }
      }
      await sound(page, name);
      if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
      assert.deepEqual(faults, [], name);
      await context.close();
    }
  });
}

test('conditions, entries of a list and amounts by keyboard alone give the answer that the server expects', async () => {
  const form = forms.find(([name]) => name === 'individual_business')[1];
  const { page, context, sent } = await apply(form, { width: 375 });
  const type = async (name, text, role = 'textbox') => {
    const target = page.getByRole(role, { name }).first();
    for (let i = 0; !(await target.evaluate((element) => element === document.activeElement)); i++) {
      assert.ok(i < 80, `Tab never reaches ${name}`);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type(text);
  };
  await page.locator('#form-business_name').focus();
  await type('名称', '西湖区小叶面馆');
  await type('经营范围', '餐饮服务');
  await type('经营场所', '文三路478号');
  await type('个人经营', ' ', 'radio');
  assert.equal(await page.getByRole('group', { name: '参加经营的家庭成员' }).count(), 0, 'one person has no family members');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('group', { name: '参加经营的家庭成员' }).waitFor();
  await type('添加成员', '\n', 'button');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'form-family-0-name', 'the focus goes into the new entry');
  await page.keyboard.type('叶小满');
  await type('身份证号', '330106199003072511');
  await type('资金数额', '50000.5');
  await page.keyboard.press('Enter');
  const until = Date.now() + 10_000;
  while (!sent.length && Date.now() < until) await page.waitForTimeout(50);
  assert.deepEqual(sent[0], {
    business_name: '西湖区小叶面馆', business_scope: '餐饮服务', business_place: '文三路478号', organisation: 'family',
    family: [{ name: '叶小满', id_number: '330106199003072511' }], capital_fen: 5000050,
  });
  await context.close();
});

test('what is wrong in a nested place is named there, and the server’s own faults too', async () => {
  const form = forms.find(([name]) => name === 'elder_allowance')[1];
  const { page, context } = await apply(form, { width: 1280 });
  await page.getByLabel('收款银行卡号').fill('6222');
  await page.getByRole('radio', { name: '委托他人代领' }).check();
  await page.getByRole('group', { name: '代领人' }).getByLabel('身份证号').fill('330106199003072510');
  await submit(page);
  const links = page.getByRole('alert').getByRole('link');
  assert.deepEqual(await links.allTextContents(), ['姓名：请填写此项', '身份证号：身份证号不正确', '与申请人关系：请填写此项', '收款银行卡号：形式不对，请按说明填写']);
  const field = page.locator('#form-agent-id_number');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const described = (await field.getAttribute('aria-describedby')).split(' ');
  assert.ok((await page.locator(`#${described.at(-1)}`).innerText()).includes('身份证号不正确'));
  await page.getByLabel('收款银行卡号').fill('6222020200112230');
  await page.getByRole('radio', { name: '本人' }).check();
  await page.route('**/api/v1/cases', (route) => route.fulfill({
    status: 422, contentType: 'application/problem+json',
    json: { type: '/errors/forms.refused', title: '表单填写有误', status: 422, key: 'forms.refused', request_id: 'r1', errors: [{ pointer: '/bank_card', key: 'forms.no_match', title: '内容的形式不对' }] },
  }));
  await submit(page);
  await links.filter({ hasText: '收款银行卡号：内容的形式不对' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'form-bank_card');
  await context.close();
});
