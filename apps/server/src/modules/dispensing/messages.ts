import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'dispensing.no-such-task': { zh: '没有这个发药任务', en: 'There is no such dispensing task.' },
  'dispensing.changed-elsewhere': {
    zh: '该处方刚被他人处理（现状态：{state}），请刷新',
    en: 'Somebody else has just worked on this sheet (now {state}); look again.',
  },
  'dispensing.own-prescription': {
    zh: '不能审核或发放自己开具的处方',
    en: 'Nobody reviews or hands out what they prescribed themselves.',
  },
  'dispensing.not-all-checked': {
    zh: '四查十对还有 {missing} 项未核对',
    en: '{missing} of the ten points are not confirmed yet.',
  },
  'dispensing.not-prepared': { zh: '本机构要求先由另一人配药', en: 'Somebody else must prepare the goods first.' },
  'dispensing.needs-two-persons': {
    zh: '配药人与发药人不能是同一人',
    en: 'Whoever prepared the goods does not hand them out.',
  },
  'dispensing.no-pharmacy': { zh: '本机构没有设置药房', en: 'The institution has no pharmacy.' },
  'dispensing.which-pharmacy': {
    zh: '本机构有 {count} 个药房，请选择',
    en: 'There are {count} pharmacies; choose one.',
  },
  'dispensing.refund-whole': {
    zh: '未发药的处方须整张退费',
    en: 'A prescription that was not handed out is refunded as a whole.',
  },
  'dispensing.goods-not-back': {
    zh: '药品尚未退回：患者处还有 {out}，只能保留收费 {keep} 时须先退药',
    en: 'The goods are not back: {out} is still out, so more than {keep} must stay charged.',
  },
  'dispensing.to-quarantine-only': {
    zh: '{drug} 须冷藏或属特殊管理，退回后只能进待处理区',
    en: '{drug} is kept cold or controlled; once returned it goes to quarantine only.',
  },
} as const satisfies Messages;
