// The twelve matters: who applies (a key of the story), the name on the card where no register tells it, what only the applicant knows, the papers that no department
// shares yet, who in the department decides, whoever must do a step before, and how many steps the approver then does.
const mobile = '13700000001';

export const matters = [
  { code: '给付-00123-001', name: '高龄津贴', member: 'elder', steps: 2, told: ['task.standard', /资格：享受/], approver: 'minzheng1', form: { 收款银行卡号: '6222020200112230' } },
  { code: '公共服务-00345-001', name: '租房提取住房公积金', member: 'renter', steps: 1, card: '林若溪', approver: 'gongjijin1', form: { 收款银行卡号: '6222020200112231', 申请提取金额: '3200.00' } },
  { code: '确认-00412-001', name: '浙江省居住证申领', member: 'newcomer', steps: 2, approver: 'gongan1', form: { 联系电话: mobile } },
  { code: '确认-00268-002', name: '补领婚姻登记证', member: 'married_wife', steps: 1, approver: 'minzheng2', form: { 补领原因: { choose: '遗失' } } },
  { code: '公共服务-00511-001', name: '残疾人证办理', member: 'disabled', steps: 2, approver: 'canlian1', form: { 联系电话: mobile } },
  { code: '公共服务-00127-001', name: '优待证', member: 'senior', steps: 2, approver: 'minzheng2', form: {} },
  { code: '给付-00098-001', name: '最低生活保障', member: 'poor', before: 'jiedao1', steps: 2, approver: 'minzheng2', form: { 收款银行卡号: '6222020200112232', 困难原因: { choose: '失业' } }, papers: ['income', 'assets'] },
  { code: '公共服务-00702-001', name: '社会保险关系转移接续', member: 'transfer', steps: 2, approver: 'shebao1', form: { 转入地: '宁波市', 联系电话: mobile } },
  { code: '许可-00344-001', name: '个体工商户设立登记', member: 'shopkeeper', steps: 2, approver: 'shichang1', form: { 名称: '西湖区小叶面馆', 经营范围: '餐饮服务', 经营场所: '文三路478号' } },
  { code: '确认-00401-003', name: '出生登记', member: 'mother', steps: 1, approver: 'gongan1', form: {} },
  { code: '许可-00757-001', name: '食品经营许可', member: 'restaurant', steps: 3, approver: 'shichang1', form: { 经营场所: '文三路478号', 主体业态: { choose: '餐饮服务经营者' }, 联系电话: mobile }, papers: ['layout', 'health'] },
  { code: '其他-00630-001', name: '道路运输证年度审验', member: 'carrier', steps: 1, approver: 'yunguan1', form: {} },
];

export const matterOf = (member) => matters.find((one) => one.member === member);
