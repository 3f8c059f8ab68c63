import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'staff.no-such-member': { zh: '人员不存在', en: 'There is no such member of the staff.' },
  'staff.no-such-account': { zh: '账户不存在', en: 'There is no such account.' },
  'staff.no-such-assignment': { zh: '该岗位授权不存在或已收回', en: 'This role was not granted, or was revoked.' },
  'staff.code-taken': { zh: '工号已被使用', en: 'This staff number is in use already.' },
  'staff.person-known': { zh: '该证件号码的人员已存在', en: 'Somebody with this identity number is entered already.' },
  'staff.identity-number': { zh: '居民身份证号码不正确', en: 'Not a resident identity number.' },
  'staff.has-account': { zh: '该人员已有账户', en: 'This person has an account already.' },
  'staff.has-left': { zh: '该人员已离岗', en: 'This person has left.' },
  'staff.separate-duties': {
    zh: '三员分立：系统、安全、审计管理员不能互兼，也不能兼任业务岗位',
    en: 'The three administrators are different persons, and none of them holds a working role.',
  },
  'staff.administrators-everywhere': {
    zh: '管理员岗位不能限定科室',
    en: "An administrator's role holds in the whole institution.",
  },
  'staff.role-held': { zh: '已有该岗位', en: 'The account holds this role already.' },
  'staff.last-role': { zh: '不能收回最后一个岗位，可停用账户', en: 'The last role stays; close the account instead.' },
  'staff.own-account': {
    zh: '不能管理自己的账户，请由另一位安全管理员操作',
    en: 'Nobody manages their own account; ask another security administrator.',
  },
  'staff.must-prescribe-first': {
    zh: '没有处方权，不能授予抗菌药物或特殊药品处方权',
    en: 'Without the right to prescribe there are no special rights.',
  },
} as const satisfies Messages;
