// The sharing platform's screens as departments, the data authority and everybody use them: census, subjects, open data.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { open } from '../../web/tests/support.mjs';
import * as steps from './steps.mjs';

/** A department's form as it comes: a title, a header of its own words, Chinese dates, and two cells that nobody can read. */
const form = [
  '2018年政务信息系统普查表,,,,,,,,',
  '序号,系统名称,使用状态,上线时间,建设经费（万元）,网络环境,部署方式,用户数,是否接入共享平台',
  '1,社会救助管理系统,在用,二〇一五年三月,320,政务外网,政务云,1200,是',
  '2,社会救助管理平台,使用中,2016.5,280,政务外网、互联网,自建机房,约800,否',
  '3,地名查询系统,停用,2009年,很多钱,飞鸽传书,自建机房,0,否',
].join('\n');
const upload = (page, label, name, text) => page.getByLabel(label).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const cells = (table) => table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.innerText.trim())));

/** `story()` gives {asStaff, browser, address, codes} once the program runs. */
export function sharingJourneys(story) {
  describe('the census of systems', () => {
    test('a department takes in its form, sees each cell that is wrong, and mends a system', async () => {
      const { asStaff, address } = story();
      const { context, page } = await asStaff('minzheng-data');
      await page.goto(`${address}/desk#/census/take`);
      await page.getByRole('button', { name: '导入', exact: true }).click();
      await page.getByRole('alert').or(page.getByText('请选择文件')).first().waitFor();
      await upload(page, '普查表文件', 'census.csv', form);
      await page.getByRole('button', { name: '导入', exact: true }).click();
      const taken = page.getByTestId('taken');
      await taken.waitFor();
      assert.equal(await taken.getByTestId('added').innerText(), '3');
      const faults = await cells(taken.getByTestId('cell-faults'));
      assert.deepEqual(faults.map((one) => [one[1], one[2]]), [['建设经费', '很多钱'], ['网络环境', '飞鸽传书']], JSON.stringify(faults));
      for (const [where, , , , expected] of faults) assert.ok(/[A-Z]5$/.test(where) && expected, where);

      await page.getByRole('navigation', { name: '系统普查' }).getByRole('link', { name: '信息系统' }).click();
      await page.getByText('共 3 个信息系统').waitFor();
      await page.getByRole('link', { name: '地名查询系统' }).click();
      const before = await page.getByTestId('completeness').innerText();
      await page.getByLabel('主要功能').fill('查询标准地名');
      await page.getByLabel('建设经费（元）').fill('120万元');
      await page.getByRole('checkbox', { name: '业务专网' }).check();
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('已保存').waitFor();
      assert.equal(await page.getByLabel('建设经费（元）').inputValue(), '1200000');
      assert.notEqual(await page.getByTestId('completeness').innerText(), before);
      await page.reload();
      await page.getByTestId('completeness').waitFor();
      assert.ok(await page.getByRole('checkbox', { name: '业务专网' }).isChecked(), 'it was kept');

      await page.goto(`${address}/desk#/census`);
      await page.getByRole('button', { name: '确认报送完成' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '确认报送完成' }).click();
      await page.getByText('已记下：本单位的系统已全部报送。').waitFor();
      await context.close();
    });

    test('a proposal is answered by its body and decided by the authority', async () => {
      const { asStaff, address } = story();
      const act = async (account, button, answer, choose) => {
        const { context, page } = await asStaff(account);
        await page.goto(`${address}/desk#/census/proposals`);
        const twice = page.getByTestId('proposals').locator(':scope > li').filter({ hasText: '重复建设' }).first();
        await twice.getByRole('button', { name: button }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('radio', { name: '整合' }).check();
        await choose?.(dialog);
        await dialog.getByLabel('理由').fill('两个系统功能相同');
        await dialog.getByRole('button', { name: button }).click();
        await steps.says(twice, answer);
        await context.close();
      };
      await act('minzheng-data', '答复', /浙江省民政厅：整合/);
      const into = (dialog) => dialog.getByLabel('并入哪个系统').selectOption({ label: '社会救助管理系统' });
      await act('authority', '作出决定', /决定：整合。\s*→\s*社会救助管理系统/, into);
    });

    test('the director’s report counts, draws, and says the same in its tables', async () => {
      const { asStaff, address } = story();
      const { context, page, faults } = await asStaff('authority');
      await page.goto(`${address}/desk#/census/report`);
      const share = page.getByRole('region', { name: '接入共享平台' }).first();
      await share.locator('svg path[fill^="url"]').first().waitFor();
      assert.ok(await share.locator('svg pattern').count(), 'parts differ by pattern, not by colour alone');
      const counted = await cells(share);
      assert.deepEqual(counted, [['否', '2'], ['是', '1']], JSON.stringify(counted));
      const progress = await cells(page.getByTestId('census-progress'));
      await steps.says(page.getByTestId('census-figures'), /信息系统\s+3\s/);
      assert.ok(progress.length > 0);
      assert.deepEqual(faults, [], 'ECharts keeps the pages’ Content-Security-Policy');
      await context.close();
    });
  });

  test('the data authority compares the register, decides pairs by keys, and splits a merge again', async () => {
    const { asStaff, address } = story();
    const { context, page } = await asStaff('authority');
    await page.goto(`${address}/desk#/subjects`);
    await page.getByText('没有主体对').waitFor();
    // How many were found is told when the list shows them, not while it is still on its way.
    const list = await steps.hold(page, /subject-reviews\?/);
    await page.getByRole('button', { name: '全库比对' }).click();
    await list.asked;
    assert.equal(await page.getByTestId('searched').innerText(), '');
    list.release();
    await page.getByTestId('searched').filter({ hasText: '待核对' }).waitFor();
    const waiting = await page.getByTestId('pairs').locator('tbody tr').count();
    assert.ok(waiting >= 3, `${waiting} pairs`);
    await page.getByRole('link', { name: '开始核对' }).click();
    const pair = page.getByTestId('pair');
    await pair.getByText('个主体有此值').first().waitFor();
    await steps.says(pair, /\*/); // names and codes are masked
    const decide = async (key, reason) => {
      const here = page.url();
      await steps.until(page, () => document.activeElement?.dataset.testid === 'pair');
      await page.keyboard.press(key);
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('理由').fill(reason);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await page.waitForURL((url) => url.href !== here);
      await page.getByTestId('pair-state').or(page.getByTestId('pairs')).first().waitFor();
    };
    await decide('1', '同名同日生同住址，旧号未注销');
    await decide('2', '双胞胎');
    await decide('3', '要看户口底册');
    await page.goto(`${address}/desk#/subjects`);
    // A state that is chosen while the list is still on its way counts.
    await page.getByTestId('pairs').waitFor();
    const open = await steps.hold(page, /subject-reviews\?/);
    await page.reload();
    await open.asked;
    await page.getByRole('combobox', { name: '状态' }).selectOption({ label: '同一主体' });
    open.release();
    const shown = async (state) => {
      await page.getByRole('combobox', { name: '状态' }).selectOption({ label: state });
      await page.getByTestId('pairs').getByText(state, { exact: true }).first().waitFor();
      return page.getByTestId('pairs').locator('tbody tr').count();
    };
    await page.getByTestId('pairs').getByText('同一主体', { exact: true }).first().waitFor();
    assert.equal(await shown('不是同一主体'), 1);
    assert.equal(await shown('拿不准'), 1);
    assert.equal(await shown('同一主体'), 1);
    await page.getByTestId('pairs').getByRole('link').first().click();
    await page.getByRole('button', { name: '拆回' }).click();
    await page.getByRole('dialog').getByLabel('理由').fill('户口底册为两人');
    await page.getByRole('dialog').getByRole('button', { name: '拆回' }).click();
    await page.getByText('已拆回').waitFor();
    await context.close();
  });

  test('a subject’s record is masked, can be seen as known on a day, and in clear only for a reason', async () => {
    const { asStaff, address, codes } = story();
    const { context, page } = await asStaff('authority');
    await page.goto(`${address}/desk#/subjects/record`);
    await page.getByLabel('身份证号或统一社会信用代码').fill(codes.elder);
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByTestId('known').getByText('已脱敏').waitFor();
    const masked = await page.getByRole('main').innerText();
    assert.ok(masked.includes('出生日期') && !masked.includes('沈福根') && !masked.includes(codes.elder), masked);
    await page.getByRole('button', { name: '查看明文' }).click();
    await page.getByRole('dialog').getByLabel('理由').fill('核对户口底册');
    await page.getByRole('dialog').getByRole('button', { name: '查看明文' }).click();
    await page.getByText('沈福根').first().waitFor();
    await page.getByLabel('以哪一天为准').fill('2000-01-01');
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByText('那时没有记录').waitFor();
    await context.close();
  });

  test('data quality: a run now, the six dimensions drawn, and a finding leads to its ticket', async () => {
    const { asStaff, address } = story();
    const { context, page, faults } = await asStaff('authority');
    await page.goto(`${address}/cockpit#/quality`);
    await page.getByTestId('quality-resources').getByRole('link', { name: '人口' }).click();
    await page.getByRole('button', { name: '现在检查' }).click();
    const figures = page.getByTestId('quality-figures');
    for (let tries = 0; tries < 60 && !(await figures.count()); tries++) {
      await page.getByRole('button', { name: '刷新' }).click();
      await page.waitForTimeout(300);
    }
    await figures.waitFor();
    await page.getByRole('region', { name: '六个维度' }).first().locator('svg path').first().waitFor({ state: 'attached' });
    await page.getByTestId('findings').getByRole('link', { name: '查看校正单' }).first().click();
    await page.getByRole('heading', { name: /联系电话/ }).waitFor();
    await page.goto(`${address}/cockpit#/quality`);
    await page.getByTestId('quality-bodies').getByRole('rowheader', { name: '浙江省公安厅' }).first().waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test('public credit: looked up for a purpose, entered, seen by the subject, repaired after review', async () => {
    const { asStaff, browser, address, codes } = story();
    const steward = await asStaff('xihu-shichang-data');
    await steward.page.goto(`${address}/desk#/credit`);
    await steward.page.getByRole('button', { name: '搜索' }).click();
    await steward.page.getByRole('alert').getByText('请写明用途').waitFor();
    await steward.page.getByLabel(/^身份证号、统一社会信用代码/).fill(codes.restaurant);
    await steward.page.getByLabel('用途').fill('核查食品经营许可');
    await steward.page.getByRole('button', { name: '搜索' }).click();
    await steward.page.getByTestId('files').getByRole('link').first().click();
    await steward.page.getByTestId('conclusion').waitFor();
    await steps.says(steward.page.getByTestId('entries'), /行政处罚/);

    const owner = await steps.citizen(browser, address, codes.restaurant, 'restaurant');
    await owner.page.goto(`${address}/#/credit`);
    await owner.page.getByTestId('conclusion').waitFor();
    const penalty = owner.page.getByRole('article', { name: /^行政处罚/ }).first();
    await penalty.getByRole('button', { name: '申请信用修复' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('为什么可以修复').fill('罚款已缴，价格已公示');
    await dialog.getByLabel('材料名称').fill('罚款缴纳凭证');
    await dialog.getByLabel('内容').fill('已于当月缴清');
    await dialog.getByRole('button', { name: '提交申请' }).click();
    await owner.page.getByTestId('my-repairs').getByText('审核中').waitFor();

    await steward.page.goto(`${address}/desk#/credit/repairs`);
    await steward.page.getByTestId('repairs').getByRole('link').first().click();
    await steward.page.getByText('罚款缴纳凭证').waitFor();
    await steward.page.getByTestId('actions').getByRole('button', { name: '同意修复' }).click();
    await steward.page.getByRole('dialog').getByLabel('理由').fill('已履行完毕');
    await steward.page.getByRole('dialog').getByRole('button', { name: '同意修复' }).click();
    await steward.page.getByTestId('repair-state').getByText('已修复').waitFor();
    await owner.page.reload();
    await owner.page.getByTestId('my-repairs').getByText('已修复').first().waitFor();
    await owner.page.goto(`${address}/#/access`);
    await owner.page.getByText('核查食品经营许可').first().waitFor();
    await owner.context.close();

    await steward.page.goto(`${address}/desk#/credit/new`);
    await steward.page.getByRole('combobox', { name: '记录类别' }).selectOption({ label: '守信记录' });
    await steward.page.getByLabel('编码').fill(codes.restaurant);
    await steward.page.getByRole('button', { name: '录入', exact: true }).click();
    await steward.page.getByRole('alert').waitFor();
    await steward.page.getByLabel('行政相对人名称').fill('杭州西湖知味小厨餐饮有限公司');
    await steward.page.locator('#credit-title').fill('明厨亮灶示范店');
    await steward.page.locator('#credit-decided_on').fill('2026-06-01');
    await steward.page.getByRole('button', { name: '录入', exact: true }).click();
    await steward.page.getByRole('article', { name: /^守信记录/ }).getByText('明厨亮灶示范店').waitFor();
    await steward.context.close();
  });

  test('open data: published, read and downloaded by anybody, asked for by a citizen and answered', async () => {
    const { asStaff, browser, address, codes } = story();
    const authority = await asStaff('authority');
    await authority.page.goto(`${address}/desk#/open`);
    const plan = authority.page.getByTestId('plans').locator('tbody tr').filter({ hasText: '流动人口' });
    await plan.getByRole('button', { name: '发布' }).click();
    await authority.page.getByText(/^已发布：/).waitFor();

    const anybody = await open(browser, address, { width: 375 });
    await anybody.page.goto(`${address}/catalogue#/open`);
    await anybody.page.getByTestId('datasets').getByRole('link').first().click();
    const told = anybody.page.getByTestId('anonymity');
    await told.getByText(/至少与另外 4 行完全相同/).waitFor();
    const rows = steps.numberIn((await anybody.page.getByTestId('rows').innerText()).replace(/ 行/, ''));
    const [file] = await Promise.all([anybody.page.waitForEvent('download'), anybody.page.getByRole('link', { name: '下载 CSV' }).click()]);
    assert.equal(readFileSync(await file.path(), 'utf8').trim().split('\r\n').length, rows + 1);
    const query = anybody.page.getByTestId('query');
    await query.getByLabel('登记时长').fill('满半年');
    await query.getByRole('button', { name: '查询' }).click();
    await query.getByText(/^找到 [\d,]+ 行$/).waitFor();
    await steps.says(query.locator('pre'), /term=/);
    assert.deepEqual(anybody.faults, []);
    await anybody.context.close();

    const citizen = await steps.citizen(browser, address, codes.elder, 'elder');
    await citizen.page.goto(`${address}/catalogue#/open/requests`);
    await citizen.page.getByLabel('需要什么数据').fill('公交站点位置');
    await citizen.page.getByLabel('用来做什么').fill('做无障碍出行地图');
    await citizen.page.getByRole('button', { name: '提出数据需求' }).click();
    await citizen.page.getByTestId('asked').getByText('待答复').first().waitFor();
    await authority.page.reload();
    await authority.page.getByRole('button', { name: '答复' }).first().click();
    await authority.page.getByRole('dialog').getByLabel('答复').fill('年内开放');
    await authority.page.getByRole('dialog').getByRole('button', { name: '答复' }).click();
    await authority.page.getByTestId('asked').getByText('年内开放').waitFor();
    await citizen.page.reload();
    await citizen.page.getByTestId('asked').getByText('年内开放').waitFor();
    await authority.context.close();
    await citizen.context.close();
  });
}
