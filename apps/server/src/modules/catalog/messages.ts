import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'catalog.no-such-drug': { zh: '药品目录中没有该药品', en: 'There is no such drug in the catalogue.' },
  'catalog.no-such-service': {
    zh: '收费项目目录中没有该项目（{service}）',
    en: 'There is no such service ({service}).',
  },
  'catalog.no-such-generic': {
    zh: '知识库中没有通用名药品 {genericId}',
    en: 'The knowledge base has no generic drug {genericId}.',
  },
  'catalog.no-such-route': { zh: '没有给药途径 {route}', en: 'There is no route {route}.' },
  'catalog.no-such-frequency': { zh: '没有用药频次 {frequency}', en: 'There is no frequency {frequency}.' },
  'catalog.usual-dose-unit': {
    zh: '常用量的单位须为剂量单位（{doseUnit}）或发药单位（{dispensingUnit}）',
    en: 'The usual dose must be in {doseUnit} or {dispensingUnit}.',
  },
  'catalog.code-taken': { zh: '编码 {code} 已被使用', en: 'The code {code} is already taken.' },
  'catalog.changed-by-another': {
    zh: '内容已被他人修改，请刷新后重试',
    en: 'Somebody else has changed it meanwhile; load it again.',
  },
  'catalog.units-are-fixed': {
    zh: '发药单位和包装数量不能修改（库存与价格以此计算），请停用后新增品种',
    en: 'Dispensing unit and pack size stay as they are, because stock and prices count in them. Retire the product and add a new one.',
  },
  'catalog.whole-pack': { zh: '包装数量须为大于零的整数', en: 'A pack must hold a whole number of units.' },
  'catalog.negative-price': { zh: '价格不能为负数', en: 'A price cannot be negative.' },
  'catalog.price-in-the-past': {
    zh: '价格生效日期（{from}）不能早于 {earliest}',
    en: 'A price cannot hold from {from}; the earliest day is {earliest}.',
  },
} as const satisfies Messages;
