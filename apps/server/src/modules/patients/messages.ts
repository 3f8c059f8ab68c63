import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'patients.not-found': { zh: '没有该患者', en: 'There is no such patient.' },
  'patients.identity-taken': {
    zh: '该证件号码已登记，患者号 {number}，请直接使用该患者',
    en: 'This document number is registered already: patient {number}. Use that patient.',
  },
  'patients.likely-duplicate': {
    zh: '有 {count} 名患者可能是同一人，请核对；确认不是同一人后再建档',
    en: '{count} patients may be the same person. Compare them; register only if it is somebody else.',
  },
  'patients.newborn-exists': {
    zh: '该新生儿已建档，患者号 {number}；多胞胎请填写胎次序号',
    en: 'This newborn is registered already: patient {number}. Give the order of birth for twins.',
  },
  'patients.mother-not-female': { zh: '所选母亲的性别为男', en: 'The mother chosen is registered as male.' },
  'patients.not-a-newborn': {
    zh: '出生已超过 {days} 天，请按普通患者建档',
    en: 'Born more than {days} days ago; register as an ordinary patient.',
  },
  'patients.resident-id-length': { zh: '身份证号码应为 18 位', en: 'An identity number has 18 characters.' },
  'patients.resident-id-characters': {
    zh: '身份证号码只能是数字，末位可为 X',
    en: 'An identity number has digits only; the last may be X.',
  },
  'patients.resident-id-birth-date': {
    zh: '身份证号码中的出生日期不存在',
    en: 'The birth date in the identity number does not exist.',
  },
  'patients.resident-id-check': {
    zh: '身份证号码校验位不符，请核对',
    en: 'The check character of the identity number is wrong; compare it with the card.',
  },
  'patients.document-number': { zh: '证件号码格式不正确', en: 'Not a valid document number.' },
  'patients.document-twice': { zh: '同一种证件只能登记一个', en: 'Only one document of a kind.' },
  'patients.documents-disagree': {
    zh: '所填证件的出生日期或性别互相矛盾',
    en: 'The documents disagree on birth date or sex.',
  },
  'patients.document-not-found': { zh: '没有该证件，或已停用', en: 'There is no such document, or it has ended.' },
  'patients.sex-differs-from-identity': {
    zh: '性别与身份证号码不符',
    en: 'The sex differs from the identity number.',
  },
  'patients.birth-differs-from-identity': {
    zh: '出生日期与身份证号码不符',
    en: 'The birth date differs from the identity number.',
  },
  'patients.birth-in-future': { zh: '出生时间不能晚于现在', en: 'The birth lies in the future.' },
  'patients.birth-too-early': { zh: '出生日期过早，请核对', en: 'The birth date is too long ago; check it.' },
  'patients.birth-moment-differs': {
    zh: '出生时刻与出生日期不是同一天',
    en: 'The moment of birth is not on the birth date.',
  },
  'patients.death-in-future': { zh: '死亡日期不能晚于今天', en: 'The date of death lies in the future.' },
  'patients.death-before-birth': { zh: '死亡日期早于出生日期', en: 'The date of death is before the birth.' },
  'patients.in-future': { zh: '时间不能晚于现在', en: 'The time lies in the future.' },
  'patients.ethnicity': { zh: '民族代码不正确', en: 'Not an ethnicity code (GB/T 3304).' },
  'patients.relation': { zh: '关系代码不正确', en: 'Not a relation code (GB/T 4761).' },
  'patients.phone': { zh: '电话号码格式不正确', en: 'Not a phone number.' },
  'patients.newer-version': {
    zh: '该患者信息已被他人修改，请刷新后再改',
    en: 'Somebody else has changed this patient; reload and change again.',
  },
  'patients.merged-away': {
    zh: '该患者已合并到另一患者，请在合并后的患者上操作',
    en: 'This entry was merged into another; work on that one.',
  },
  'patients.not-temporary': { zh: '该患者身份已完整', en: 'The identity of this patient is complete already.' },
  'patients.same-entry': { zh: '不能与自己比对或合并', en: 'An entry cannot be compared or merged with itself.' },
  'patients.merge-conflicts': {
    zh: '两名患者的关键信息不一致，须逐项确认后才能合并',
    en: 'Facts of the two entries contradict each other; acknowledge each of them to merge.',
  },
  'patients.not-merged': { zh: '该患者未被合并', en: 'This entry is not merged.' },
  'patients.merge-moved': {
    zh: '合并关系刚被他人更改，请刷新后重试',
    en: 'Somebody has just changed this merge; reload and try again.',
  },
  'patients.allergy-exists': { zh: '该过敏已在记录中', en: 'This allergy is on the list already.' },
  'patients.allergy-not-found': { zh: '没有该过敏记录', en: 'There is no such allergy entry.' },
  'patients.allergy-unchanged': {
    zh: '该过敏记录已是此状态，或已有相同的有效记录',
    en: 'The entry has that status already, or the same allergy is active.',
  },
  'patients.allergies-stand': {
    zh: '仍有有效的过敏记录，不能确认为无已知过敏',
    en: 'Active allergies stand; "no known allergy" cannot be asserted.',
  },
  'patients.fact-not-found': { zh: '没有该记录，或已作废', en: 'There is no such fact, or it was struck out.' },
  'patients.fact-shape': { zh: '{kind} 的内容不正确', en: 'Not a valid value for {kind}.' },
  'patients.value-impossible': {
    zh: '数值应在 {low} 至 {high} 之间，请核对',
    en: 'The value must be between {low} and {high}; check it.',
  },
  'patients.village-not-found': { zh: '没有该村居', en: 'There is no such village.' },
  'patients.village-code': { zh: '村居代码应为 12 位数字', en: 'A village code has 12 digits.' },
  'patients.village-code-taken': { zh: '该村居代码已使用', en: 'This village code is in use.' },
  'patients.household-not-found': { zh: '没有该家庭', en: 'There is no such household.' },
  'patients.household-has-head': { zh: '该家庭已有户主', en: 'The household has a head already.' },
  'patients.not-a-member': { zh: '该患者不是该家庭成员', en: 'This person is not a member of the household.' },
} as const satisfies Messages;
