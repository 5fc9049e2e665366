// The policy workshop: a procedure is seen while it moves, an incident is mended, a decision is tried and weighed.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './program.mjs';
import { says } from './steps.mjs';

const drawing = join(root, 'packs/zhejiang/procedures/department-review.bpmn');
/** A reference model of the OMG's interchange group, where the shared data are there. */
const foreign = join(root, '../shared/data/bpmn/A.4.1.bpmn');

/** What another system or page asks of the node in this person's name. */
async function asks(page, method, path, data) {
  const answer = await page.request[method](`${new URL(page.url()).origin}/api/v1${path}`, { data, headers: { 'X-Yici': '1' } });
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
  return answer.json();
}

async function started(page, key, more = {}, model = 'department-review') {
  const { items } = await asks(page, 'get', '/procedures?size=200');
  const { organisation } = await asks(page, 'get', '/session');
  const { id } = items.find((one) => one.key === model);
  return asks(page, 'post', `/procedures/${id}/instances`, { key, variables: { department: organisation.code, promised_days: 5, ...more } });
}

async function agreedBy(page, instance) {
  const { work } = await asks(page, 'get', `/procedure-instances/${instance.id}`);
  const task = work.find((one) => one.kind === 'user' && one.state === 'open');
  await asks(page, 'post', `/tasks/${task.id}/complete`, { answers: { agree: true, opinion: '同意' } });
}

/** An instance that stops at its gateway: somebody has set a variable to what no condition can weigh. */
async function stopped(asStaff, key) {
  const operator = await asStaff('operator');
  const approver = await asStaff('minzheng1');
  const one = await started(approver.page, key, { amount_fen: 100 }, 'housing-fund-rent');
  await asks(operator.page, 'post', `/procedure-instances/${one.id}/variables`, { variables: { second_look: 5 }, reason: '更正' });
  await agreedBy(approver.page, one);
  await approver.context.close();
  await operator.context.close();
}

/** `asStaff` signs a member of staff in; `address()` is where the program is. */
export function workshopJourneys(asStaff, address) {
  test('an approver’s task moves the token, and the page shows it', async () => {
    const { context, page } = await asStaff('minzheng1');
    const one = await started(page, 'workshop-1');
    await page.goto(`${address()}/workshop`);
    await page.getByRole('link', { name: '部门审查' }).click();
    await page.locator('.djs-shape').first().waitFor();
    const row = page.getByRole('row').filter({ hasText: 'workshop-1' });
    await says(row, /初审/);
    await row.getByRole('link').click();
    const where = page.getByTestId('where');
    await where.getByText('初审').waitFor();
    await page.locator('.mark-here[data-element-id="check"]').waitFor();
    await agreedBy(page, one);
    await page.reload();
    await where.getByText('签批').waitFor();
    await page.locator('.mark-done[data-element-id="check"]').waitFor();
    await page.locator('.mark-here[data-element-id="sign"]').waitFor();
    const done = await says(page.getByRole('row').filter({ hasText: '初审' }), /已办/);
    assert.match(done, /杭州市民政局 · \*海峰/, 'the body in full, the colleague masked');
    await page.goto(`${address()}/workshop#/procedures/${one.model}`);
    await says(page.getByRole('row').filter({ hasText: '签批' }).first(), /签批\s+1/);
    await context.close();
  });

  test('an operator mends an incident with a changed variable and a reason', async () => {
    await stopped(asStaff, 'workshop-2');
    const { context, page } = await asStaff('operator');
    await page.goto(`${address()}/workshop#/incidents`);
    await page.getByRole('row').filter({ hasText: 'workshop-2' }).getByRole('link').first().click();
    await page.getByRole('button', { name: '改后重试' }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByRole('button', { name: '改后重试' }).getAttribute('aria-disabled'), 'true', 'not without a reason');
    await dialog.getByLabel('“second_look”的类型').selectOption('文字');
    await dialog.getByLabel('second_look', { exact: true }).fill('复核');
    await dialog.getByLabel('理由').fill('复核结论误改为数字');
    await dialog.getByRole('button', { name: '改后重试' }).click();
    await page.getByText('复核', { exact: true }).first().waitFor();
    await page.getByText('复核结论误改为数字').waitFor();
    await page.goto(`${address()}/workshop#/incidents`);
    await page.getByText('没有待处理的异常').waitFor();
    await context.close();
    await stopped(asStaff, 'workshop-3'); // one is left for who looks at the page
  });

  test('a decision is tried and the page says why; a changed rule shows whose answer would change', async () => {
    const { context, page } = await asStaff('minzheng1');
    await page.goto(`${address()}/workshop#/decisions`);
    await page.getByRole('link', { name: '津贴', exact: true }).click();
    await page.getByLabel('出生日期').fill('1938-06-02');
    await page.getByLabel('申请日期').fill('2018-06-01');
    await page.getByRole('group', { name: '本市户籍' }).getByLabel('是', { exact: true }).check();
    await page.getByRole('button', { name: '得出结果' }).click();
    const outcome = page.getByTestId('outcome');
    await says(outcome, /不享受/);
    await says(page.locator('[data-stand=match]'), /未满80周岁/);
    await says(page.locator('[data-stand=near]').first(), /差一项[\s\S]*实际：79/);
    await says(page.getByTestId('tests'), /生日当天满80周岁\s+通过/);

    const whatIf = page.getByTestId('whatif');
    await whatIf.getByLabel('条件：年龄').fill('< 81');
    await whatIf.getByRole('button', { name: '比较结果' }).click();
    const result = page.getByTestId('whatif-result');
    await result.getByText('测试：生日当天满80周岁', { exact: true }).waitFor();
    await result.getByText('规则重叠').first().waitFor();
    await whatIf.getByRole('button', { name: '恢复原样' }).click();
    assert.equal(await result.count(), 0);
    await context.close();
  });

  test('a line of FEEL is worked out, and one that runs away is stopped', async () => {
    const { context, page } = await asStaff('minzheng1');
    await page.goto(`${address()}/workshop#/feel`);
    const ask = async (text) => {
      await page.getByLabel('表达式', { exact: true }).fill(text);
      await page.getByRole('button', { name: '计算' }).click();
    };
    await ask('sum([1, 2, 3]) * 2');
    await page.getByTestId('feel-result').getByText('12', { exact: true }).first().waitFor();
    await ask('count(for a in 1..10000, b in 1..10000 return a * b)');
    await page.getByRole('alert').waitFor();
    await ask('1 +');
    await page.getByRole('alert').getByText(/column 4|第 1 行/).waitFor();
    await context.close();
  });

  test('a drawing of any tool is shown, and what in it cannot run is named', async () => {
    const { context, page } = await asStaff('minzheng1');
    await page.goto(`${address()}/workshop#/check`);
    await page.getByLabel('流程图文件').setInputFiles(drawing);
    await page.getByText('全部内容都可以执行').waitFor();
    if (existsSync(foreign)) {
      await page.getByLabel('流程图文件').setInputFiles(foreign);
      await page.getByRole('heading', { name: 'A.4.1.bpmn' }).waitFor();
      await page.locator('.djs-shape').first().waitFor();
    }
    await context.close();
  });
}
