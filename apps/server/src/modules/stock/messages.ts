import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'stock.not-enough': {
    zh: '{drug} 库存不足：需要 {wanted}{unit}，可用 {available}{unit}',
    en: 'Not enough {drug} in stock: {wanted} {unit} wanted, {available} available.',
  },
  'stock.not-enough-on-hand': {
    zh: '该批次可动用 {available}，不足 {wanted}（已预留的药品不能动用）',
    en: 'Only {available} of this batch may be moved, {wanted} wanted; promised goods stay.',
  },
  'stock.whole-units': { zh: '数量须为整数', en: 'Only whole units are kept in stock.' },
  'stock.nothing-reserved': { zh: '没有为此预留的药品', en: 'Nothing is reserved for this.' },
  'stock.reserved-batch-expired': {
    zh: '预留的批次 {batchNumber} 已于 {expiresOn} 到期，请重新分配批次',
    en: 'The reserved batch {batchNumber} expired on {expiresOn}; choose batches anew.',
  },
  'stock.returned-more-than-issued': {
    zh: '退回数量 {quantity} 超过尚在患者处的数量 {out}',
    en: '{quantity} cannot come back, only {out} is out.',
  },
  'stock.batch-not-there': { zh: '该库房没有这个批次', en: 'This batch is not kept at this location.' },
  'stock.batch-twice': { zh: '同一批次重复填写', en: 'The same batch is named twice.' },
  'stock.book-moved': {
    zh: '盘点期间账面数已由 {book} 变为 {onHand}，请重新核对',
    en: 'The book balance moved from {book} to {onHand} during the count; check again.',
  },
  'stock.location-not-known': { zh: '没有这个库房', en: 'There is no such stock location.' },
  'stock.location-there': { zh: '该科室已有库房“{name}”', en: 'The department has the location "{name}" already.' },
  'stock.same-location': { zh: '调出与调入不能是同一库房', en: 'Goods cannot move to where they are.' },
  'stock.drug-not-known': { zh: '药品目录中没有该药品', en: 'The catalogue does not have this drug.' },
  'stock.already-expired': {
    zh: '有效期 {expiresOn} 已过，不能入库',
    en: 'Expired on {expiresOn}; cannot be received.',
  },
  'stock.made-on-wrong': {
    zh: '生产日期 {madeOn} 不正确',
    en: 'The production date {madeOn} cannot be right.',
  },
  'stock.short-shelf-life': {
    zh: '有效期 {expiresOn}，剩余不足 {months} 个月',
    en: 'Expires on {expiresOn}, in less than {months} months.',
  },
} as const satisfies Messages;
