import type { Messages } from '@xinglin/kernel/messages';

/** Amounts in facts are whole fen; the screen formats facts whose name ends in `Fen`. */
export const messages = {
  'charging.bill-changed': {
    zh: '账单已变化：原应收 {expectedFen} 分，现应收 {totalFen} 分，请核对后重新收费',
    en: 'The bill has changed from {expectedFen} to {totalFen} fen; check it and settle again.',
  },
  'charging.nothing-to-pay': {
    zh: '没有待收费项目，可能已由他人收费',
    en: 'Nothing is open; it may have been settled already.',
  },
  'charging.being-paid': { zh: '该账单正在支付中', en: 'The bill is being paid right now.' },
  'charging.line-not-open': { zh: '所选项目已不在待收费状态', en: 'A chosen line is not open any more.' },
  'charging.source-split': { zh: '同一处方须一次收费', en: 'Lines of one prescription are paid together.' },
  'charging.method-twice': { zh: '同一支付方式只能填写一次', en: 'Each way of payment may be used once.' },
  'charging.parts-do-not-sum': {
    zh: '各支付方式合计 {paidFen} 分，与应收 {totalFen} 分不符',
    en: 'The parts sum to {paidFen} fen, the bill to {totalFen} fen.',
  },
  'charging.not-enough-cash': {
    zh: '实收现金 {tenderedFen} 分，少于应收现金 {amountFen} 分',
    en: '{tenderedFen} fen in cash is less than the {amountFen} fen to pay.',
  },
  'charging.charged-already': { zh: '该项目已计费，不能重复计费', en: 'This has been charged already.' },
  'charging.paid-already': { zh: '该项目已收费，请走退费', en: 'This has been paid; refund it instead.' },
  'charging.order-not-known': { zh: '没有这笔支付', en: 'There is no such payment.' },
  'charging.payback-not-known': { zh: '没有这笔退款', en: 'There is no such payback.' },
  'charging.settlement-not-known': { zh: '没有这笔结算', en: 'There is no such settlement.' },
  'charging.not-a-charge': { zh: '退费记录本身不能再退', en: 'A refund cannot be refunded.' },
  'charging.refunded-already': {
    zh: '票据 {receiptNumber} 已被冲销，请刷新后操作',
    en: 'Receipt {receiptNumber} has been reversed already.',
  },
  'charging.line-not-in-settlement': { zh: '所选项目不在该结算中', en: 'The line is not part of this settlement.' },
  'charging.line-twice': { zh: '同一项目重复填写', en: 'The same line is named twice.' },
  'charging.refund-too-much': {
    zh: '退费数量 {wanted} 超过已收费数量 {charged}',
    en: '{wanted} cannot be refunded, only {charged} was charged.',
  },
  'charging.refund-changed': {
    zh: '应退金额已由 {expectedFen} 分变为 {refundFen} 分，请重新核对',
    en: 'The refund is {refundFen} fen now, not {expectedFen}; check again.',
  },
  'charging.visit-has-charges': {
    zh: '该次就诊已有其他收费项目，不能退号',
    en: 'More than the registration fee has been charged for this visit; it cannot be cancelled.',
  },
  'charging.service-used': {
    zh: '已就诊，挂号费须由有权限的主管退费',
    en: 'The consultation has begun; a supervisor must refund its fee.',
  },
  'charging.needs-supervisor': {
    zh: '跨日大额退费须由有权限的主管办理',
    en: 'A large refund on a later day needs a supervisor.',
  },
} as const satisfies Messages;
