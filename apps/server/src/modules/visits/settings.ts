import type { Decimal } from '@xinglin/kernel/quantity';
import { setting } from '@xinglin/kernel/setting';
import { decimalText } from '@xinglin/kernel/shapes';
import { z } from 'zod';

const minutes = z.int().min(0).max(1_440);

export const triageFirst = setting({
  key: 'visits.triage-first',
  shape: z.boolean(),
  fallback: true,
  title: {
    zh: '挂号后须先分诊才能候诊（关闭则挂号后直接候诊）',
    en: 'Triage comes before the queue (off: registering joins the queue)',
  },
  source: 'proposal; small village clinics have no triage desk',
});

export const preferredPerOrdinary = setting({
  key: 'visits.preferred-per-ordinary',
  shape: z.int().min(1).max(20),
  fallback: 2,
  title: {
    zh: '每叫几位优先人员后叫一位普通人员',
    en: 'Preferred people called before one ordinary person is called',
  },
  source: 'proposal',
});

export const waitLimits = setting({
  key: 'visits.wait-limits',
  shape: z.strictObject({ I: minutes, II: minutes, III: minutes, IVa: minutes, IVb: minutes }),
  fallback: { I: 0, II: 10, III: 30, IVa: 60, IVb: 120 },
  title: { zh: '各级别候诊时限（分钟）', en: 'Longest wait of each grade (minutes)' },
  source: 'from knowledge: emergency triage levels; the minutes of IVb are given as 120 to 240',
});

export const elderlyFrom = setting({
  key: 'visits.elderly-from',
  shape: z.int().min(50).max(100),
  fallback: 65,
  title: { zh: '老年优先的起始年龄（岁）', en: 'Age from which people are preferred' },
  source: 'proposal: 65 or 70 in use',
});

export const numbersAfterPass = setting({
  key: 'visits.numbers-after-pass',
  shape: z.int().min(0).max(50),
  fallback: 3,
  title: { zh: '过号重排后隔几个号再叫', en: 'Numbers called before a passed person comes up again' },
  source: 'from knowledge: 3 to 5 numbers',
});

export const callsBeforePass = setting({
  key: 'visits.calls-before-pass',
  shape: z.int().min(1).max(5),
  fallback: 2,
  title: { zh: '呼叫几次未到方可过号', en: 'Calls without answer before a person may be passed' },
  source: 'from knowledge: called twice without answer',
});

export const mostCalled = setting({
  key: 'visits.most-called',
  shape: z.int().min(1).max(20),
  fallback: 2,
  title: { zh: '每位医生同时已叫未到的人数上限', en: 'People one doctor may have called and not yet seen' },
  source: 'proposal: one at the door and one getting ready',
});

export const mostInConsultation = setting({
  key: 'visits.most-in-consultation',
  shape: z.int().min(1).max(50),
  fallback: 5,
  title: { zh: '每位医生同时接诊的人数上限', en: 'Consultations one doctor may have open' },
  source: 'proposal',
});

export const ticketRestart = setting({
  key: 'visits.ticket-restart',
  shape: z.enum(['day', 'session']),
  fallback: 'day',
  title: { zh: '号码重新开始的周期', en: 'When ticket numbers start again' },
  source: 'proposal: a number that appears once a day cannot be mistaken',
});

export const sessionHours = setting({
  key: 'visits.session-hours',
  shape: z.strictObject({
    morningFrom: z.int().min(0).max(11),
    afternoonFrom: z.int().min(11).max(16),
    nightFrom: z.int().min(16).max(23),
  }),
  fallback: { morningFrom: 6, afternoonFrom: 12, nightFrom: 18 },
  title: { zh: '上午、下午、夜间门诊的开始时间（时）', en: 'Hours at which morning, afternoon and night begin' },
  source: 'proposal',
});

export const feverFrom = setting({
  key: 'visits.fever-from',
  shape: decimalText,
  fallback: '37.3' as Decimal,
  title: { zh: '预检分诊发热标准（℃）', en: 'Body temperature that counts as fever (℃)' },
  source: 'from knowledge: usual limit of fever clinics (axillary)',
});

export const routeFever = setting({
  key: 'visits.route-fever',
  shape: z.enum(['never', 'suspected', 'fever']),
  fallback: 'fever',
  title: {
    zh: '须转发热门诊（哨点诊室）的预检结果',
    en: 'Screening outcome from which people go to the fever clinic',
  },
  source: 'from knowledge: fever or suspicion of infection leaves the ordinary queue; needs a fever clinic department',
});

export const bloodPressureFrom = setting({
  key: 'visits.blood-pressure-from',
  shape: z.int().min(18).max(100).nullable(),
  fallback: 35,
  title: {
    zh: '首诊测血压的起始年龄（岁），空为不提醒',
    en: 'Age from which the first visit of a year needs a blood pressure; empty: no reminder',
  },
  source: 'WS/T 517—2016 8.1.2.3',
});

export const queueHours = setting({
  key: 'visits.queue-hours',
  shape: z.int().min(1).max(23),
  fallback: 12,
  title: {
    zh: '跨零点后挂号仍在候诊的小时数，超过记为未就诊',
    en: 'Hours after registering in which a person stays in the queue past midnight; then it is a no-show',
  },
  source: 'proposal: who registered in the evening is still there at half past midnight',
});

export const reopenHours = setting({
  key: 'visits.reopen-hours',
  shape: z.int().min(0).max(168),
  fallback: 24,
  title: { zh: '结束就诊后可重新打开的小时数', en: 'Hours in which a finished visit may be reopened' },
  source: 'T/SHIA 009—2021 CFBB0203 for 24 hours',
});
