import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'institutions.no-such-department': { zh: '科室不存在', en: 'There is no such department.' },
  'institutions.no-such-site': { zh: '站点不存在', en: 'There is no such site.' },
  'institutions.no-such-room': { zh: '诊室不存在', en: 'There is no such room.' },
  'institutions.no-such-setting': { zh: '没有参数 {key}', en: 'There is no setting {key}.' },
  'institutions.code-taken': { zh: '编码已被使用', en: 'This code is in use already.' },
  'institutions.name-taken': { zh: '名称已被使用', en: 'This name is in use already.' },
  'institutions.one-main-site': { zh: '院本部只能有一个', en: 'There can be only one main site.' },
  'institutions.main-site-stays': { zh: '院本部不能停用或改为其他类型', en: 'The main site stays the main site.' },
  'institutions.site-has-departments': {
    zh: '该站点还有 {count} 个在用科室，不能停用',
    en: 'The site still has {count} working departments.',
  },
  'institutions.other-policy': {
    zh: '参数 {key} 由另一位管理员负责修改',
    en: 'Another administrator decides the setting {key}.',
  },
  'institutions.setting-value': { zh: '参数值不符合要求', en: 'This is not a valid value for the setting.' },
  'institutions.social-credit-code': {
    zh: '统一社会信用代码不正确（18 位，含校验码）',
    en: 'Not a unified social credit code (18 characters with a check character).',
  },
  'institutions.area-code': {
    zh: '行政区划代码须为 6、9 或 12 位数字',
    en: 'An area code has 6, 9 or 12 digits.',
  },
  'institutions.already-set-up': { zh: '本系统已完成首次设置', en: 'The first set-up is already done.' },
  'input.code': { zh: '只能使用字母、数字、点和横线', en: 'Only letters, digits, dots and hyphens.' },
  'input.phone': { zh: '电话号码格式不正确', en: 'Not a telephone number.' },
} as const satisfies Messages;
