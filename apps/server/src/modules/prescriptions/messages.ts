import type { Messages } from '@xinglin/kernel/messages';

/** Texts of refusals when prescribing. */
export const messages = {
  'prescriptions.not-found': { zh: '没有这张处方', en: 'There is no such prescription.' },
  'prescriptions.changed-elsewhere': {
    zh: '处方已在别处修改，请刷新后再试',
    en: 'The prescription was changed elsewhere. Reload it and try again.',
  },
  'prescriptions.not-a-draft': {
    zh: '处方已签署或已结束（{state}），不能修改',
    en: 'The prescription is no draft any more ({state}) and cannot be changed.',
  },
  'prescriptions.of-other-doctor': {
    zh: '只能处理本人开具的处方',
    en: 'Only the doctor who wrote the prescription may do this.',
  },
  'prescriptions.of-other-visit': {
    zh: '该处方属于另一次就诊',
    en: 'The prescription belongs to another visit.',
  },
  'prescriptions.of-other-patient': {
    zh: '只能复制同一患者的处方',
    en: 'Only prescriptions of the same patient can be copied.',
  },
  'prescriptions.visit-of-other-doctor': {
    zh: '该就诊由其他医师接诊',
    en: 'Another doctor has this visit.',
  },
  'prescriptions.visit-not-open': {
    zh: '就诊未在接诊中（{state}），不能开具处方',
    en: 'The visit is not open ({state}); nothing can be prescribed.',
  },
  'prescriptions.not-your-department': {
    zh: '您在该科室没有此权限（{permission}）',
    en: 'You do not hold {permission} in this department.',
  },
  'prescriptions.no-prescribing-right': { zh: '您没有处方权', en: 'You hold no right to prescribe.' },
  'prescriptions.empty': { zh: '处方没有药品', en: 'The prescription has no lines.' },
  'prescriptions.no-main-diagnosis': {
    zh: '请先填写主要诊断',
    en: 'A main diagnosis is needed before signing.',
  },
  'prescriptions.check-failed': {
    zh: '合理用药检查未能运行，不能签署；请重试或联系管理员',
    en: 'The medication check could not run, so the prescription cannot be signed. Try again or tell the administrator.',
  },
  'prescriptions.blocked': {
    zh: '有 {count} 项禁忌，不能签署，请更换药品',
    en: '{count} contraindication(s): the prescription cannot be signed. Choose other drugs.',
  },
  'prescriptions.alerts-changed': {
    zh: '用药提示有变化（{count} 项未看到），请重新核对',
    en: 'The alerts have changed ({count} not seen yet). Look at them again.',
  },
  'prescriptions.reason-required': {
    zh: '有 {count} 项提示须选择理由后才能签署',
    en: '{count} alert(s) need a reason before signing.',
  },
  'prescriptions.words-required': {
    zh: '有 {count} 项理由须填写说明',
    en: '{count} reason(s) need an explanation in words.',
  },
  'prescriptions.too-many-kinds': {
    zh: '药品 {actual} 种，超过 {limit} 种，须选择理由',
    en: '{actual} drugs, more than {limit}: a reason is needed.',
  },
  'prescriptions.too-many-days': {
    zh: '用量 {actual} 天，超过 {limit} 天，须选择理由',
    en: '{actual} days, more than {limit}: a reason is needed.',
  },
  'prescriptions.too-long-for-any-reason': {
    zh: '用量 {actual} 天，超过最长 {limit} 天，不能签署',
    en: '{actual} days, more than the longest {limit}: not allowed for any reason.',
  },
  'prescriptions.no-price': {
    zh: '{drug} 今日没有有效价格，不能签署',
    en: '{drug} has no valid price today; the prescription cannot be signed.',
  },
  'prescriptions.paid-already': {
    zh: '处方已收费，须先退费',
    en: 'The prescription is paid; the money must be paid back first.',
  },
  'prescriptions.review-is-over': {
    zh: '处方已结束（{state}），不再审核',
    en: 'The prescription is over ({state}); its review is closed.',
  },
  'prescriptions.too-much': { zh: '剂量或数量过大，请核对', en: 'The dose or quantity is far too large; check it.' },
  'prescriptions.unknown-drug': { zh: '药品目录中没有该药品', en: 'No such drug in the catalogue.' },
  'prescriptions.retired-drug': { zh: '{drug} 已停用', en: '{drug} is retired.' },
  'prescriptions.not-for-this-sheet': {
    zh: '{drug} 为中药饮片，须另开处方',
    en: '{drug} is a herbal piece and needs a sheet of its own.',
  },
  'prescriptions.special-sheet-needed': {
    zh: '{drug} 为特殊管理药品，须使用专用处方',
    en: '{drug} is a controlled drug and needs a sheet of its own kind.',
  },
  'prescriptions.unknown-route': { zh: '给药途径不正确', en: 'Not a route of administration.' },
  'prescriptions.unknown-frequency': { zh: '用药频次不正确', en: 'Not a frequency.' },
  'prescriptions.max-times-needed': {
    zh: '必要时用药须填写每日最多次数',
    en: 'Say how many times a day at most.',
  },
  'prescriptions.quantity-needed': {
    zh: '剂量单位无法换算，请填写数量',
    en: 'The dose unit cannot be converted; enter the quantity.',
  },
  'prescriptions.quantity-reason-needed': {
    zh: '手工修改数量须填写理由',
    en: 'A quantity entered by hand needs a reason.',
  },
  'prescriptions.whole-units': { zh: '数量须为整数', en: 'A whole number is needed.' },
  'prescriptions.whole-packs': {
    zh: '该药不拆零，数量须为整包装（每包装 {pack}）',
    en: 'Packs of this drug are not opened: the quantity must be a multiple of {pack}.',
  },
  'prescriptions.line-twice': { zh: '处方行重复', en: 'The same line stands twice.' },
  'prescriptions.line-of-other-sheet': {
    zh: '处方行属于另一张处方',
    en: 'A line belongs to another prescription.',
  },
} as const satisfies Messages;
