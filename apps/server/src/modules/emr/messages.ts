import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'emr.not-your-visit': {
    zh: '只有本次就诊的接诊医生可以书写病历',
    en: 'Only the doctor of this visit may write the note.',
  },
  'emr.not-your-note': { zh: '只有签名医生本人可以修改或作废', en: 'Only the doctor who signed may change it.' },
  'emr.visit-not-open': {
    zh: '就诊未在进行中，不能书写病历',
    en: 'The visit is not in consultation; the note cannot be written.',
  },
  'emr.signed-already': { zh: '病历已签名，请使用修改功能', en: 'The note is signed; amend it instead.' },
  'emr.not-signed': { zh: '病历尚未签名', en: 'The note is not signed yet.' },
  'emr.no-note': { zh: '本次就诊还没有病历', en: 'This visit has no note yet.' },
  'emr.no-such-save': { zh: '没有这份草稿', en: 'There is no such save.' },
  'emr.newer-version': {
    zh: '病历已在其他窗口保存（第 {version} 版），请刷新后再改，以免覆盖',
    en: 'The note was saved in another window (version {version}); reload before changing it.',
  },
  'emr.nothing-changed': { zh: '内容没有变化', en: 'Nothing has changed.' },
  'emr.incomplete': {
    zh: '还有 {count} 处未完成，不能签名',
    en: '{count} parts are missing; the note cannot be signed.',
  },
  'emr.section-required': { zh: '签名前必填', en: 'Required to sign.' },
  'emr.diagnosis-required': { zh: '至少需要一个诊断', en: 'At least one diagnosis is required.' },
  'emr.main-diagnosis-required': { zh: '请指定主要诊断', en: 'Choose the main diagnosis.' },
  'emr.one-main-diagnosis': { zh: '主要诊断只能有一个', en: 'There can be only one main diagnosis.' },
  'emr.never-main': {
    zh: '外因编码或星号编码不能作为主要诊断',
    en: 'An external cause or asterisk code cannot be the main diagnosis.',
  },
  'emr.diagnosis-twice': { zh: '诊断重复', en: 'This diagnosis is on the list already.' },
  'emr.unknown-diagnosis': { zh: '诊断编码 {code} 不存在或已停用', en: 'There is no diagnosis {code}.' },
  'emr.onset-in-future': { zh: '发病日期不能晚于今天', en: 'The onset lies in the future.' },
  'emr.follow-up-before-visit': { zh: '复诊日期不能早于就诊日期', en: 'The follow-up is before the visit.' },
  'emr.locked': {
    zh: '病历已锁定，须先申请修改并获批准',
    en: 'The note is locked; an approved request is needed to change it.',
  },
  'emr.not-locked': { zh: '病历未锁定，可直接修改', en: 'The note is not locked; amend it directly.' },
  'emr.request-open': { zh: '已有一个未完成的修改申请', en: 'A request to amend is open already.' },
  'emr.request-decided': { zh: '该申请已被处理', en: 'The request has been decided already.' },
  'emr.own-request': { zh: '不能审批自己的申请', en: 'Nobody decides on a request of their own.' },
  'emr.refusal-reason': { zh: '不批准须说明理由', en: 'A refusal needs a reason.' },
  'emr.no-such-request': { zh: '没有该申请', en: 'There is no such request.' },
  'emr.unsigned': { zh: '病历尚未签名，不能结束就诊', en: 'The note is not signed; the visit cannot end.' },
} as const satisfies Messages;
