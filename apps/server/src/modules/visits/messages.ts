import type { Messages } from '@xinglin/kernel/messages';

export const messages = {
  'visits.not-found': { zh: '没有找到该次就诊', en: 'There is no such visit.' },
  'visits.not-your-department': {
    zh: '您在该科室没有此项权限（{permission}）',
    en: 'You do not hold {permission} in this department.',
  },
  'visits.of-other-doctor': {
    zh: '该患者属于另一位医生，请先转诊或由该医生操作',
    en: 'This person is with another doctor; transfer the visit first.',
  },
  'visits.moved-meanwhile': {
    zh: '该次就诊刚被他人操作，请刷新后再试',
    en: 'Somebody else has just moved this visit; look again.',
  },
  'visits.already-registered': {
    zh: '该患者今天在此科室已有未结束的挂号',
    en: 'This person is already registered in this department today.',
  },
  'visits.patient-elsewhere': {
    zh: '该患者正在其他诊室就诊或已被其他诊室呼叫',
    en: 'This person has been called to, or is in, another room.',
  },
  'visits.patient-deceased': { zh: '该患者已登记死亡，不能挂号', en: 'This person is recorded as deceased.' },
  'visits.not-a-clinic': { zh: '该科室不接诊', en: 'People are not seen in this department.' },
  'visits.doctor-not-here': { zh: '该医生不在此科室出诊', en: 'This doctor does not see people in this department.' },
  'visits.unknown-doctor': { zh: '没有这位医生', en: 'There is no such doctor.' },
  'visits.unknown-fee-service': {
    zh: '该收费项目不是当前有效的挂号项目',
    en: 'This is not a registration service with a price today.',
  },
  'visits.triage-first': { zh: '请先分诊', en: 'Triage comes first.' },
  'visits.call-again-first': {
    zh: '已呼叫 {called} 次，呼叫满 {times} 次未到方可过号',
    en: 'Called {called} times; a person may be passed after {times} calls.',
  },
  'visits.called-and-not-seen': {
    zh: '已有 {called} 位患者被呼叫尚未接诊，请先接诊或过号',
    en: '{called} people have been called and not seen; see or pass them first.',
  },
  'visits.too-many-open': {
    zh: '已有 {open} 位患者在接诊中，请先结束或挂起',
    en: '{open} consultations are open; finish or hold one first.',
  },
  'visits.not-in-consultation': {
    zh: '该次就诊不在接诊中（{state}）',
    en: 'The visit is not in consultation (state {state}).',
  },
  'visits.already-there': { zh: '患者已在该科室或该医生处', en: 'The person is already there.' },
  'visits.reopen-too-late': {
    zh: '就诊结束已超过 {hours} 小时，不能重新打开',
    en: 'The visit ended more than {hours} hours ago.',
  },
  'visits.vital-impossible': {
    zh: '须在 {low} 至 {high} {unit} 之间，请核对',
    en: 'Must be between {low} and {high} {unit}; check the number.',
  },
  'visits.vital-too-exact': { zh: '最多 {decimals} 位小数', en: 'At most {decimals} decimals.' },
  'visits.diastolic-not-below-systolic': { zh: '舒张压须低于收缩压', en: 'Must be below the systolic pressure.' },
  'visits.grade-reason-required': {
    zh: '低于系统建议级别（{grade}级），请填写理由',
    en: 'Less urgent than suggested ({grade}): give a reason.',
  },
  'visits.fever-clinic-first': {
    zh: '预检提示发热或疑似感染，请转发热门诊（哨点），或填写留在本科室的理由',
    en: 'Fever or suspected infection: send to the fever clinic, or give a reason to stay.',
  },
} as const satisfies Messages;
