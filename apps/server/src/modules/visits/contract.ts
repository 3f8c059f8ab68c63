import { command, eventType, query } from '@xinglin/kernel/operation';
import { date, decimalText, id, instant, optionalText, queryInt, sex, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/**
 * Visits: registration, triage, queue and the life of one outpatient visit.
 * A visit is one person seen (or not) in one go; the record knows it as the Encounter with the same id.
 */

const choice = { error: 'input.choice' } as const;

// ---- Words -------------------------------------------------------------------------------------------------------

/** registered 已挂号 · waiting 候诊 · called 已叫号 · passed 过号 · in-consultation 就诊中 · held 挂起 (sent for tests)
 *  · finished 已完成 · cancelled 已退号 · no-show 未就诊. */
export const visitState = z.enum(
  ['registered', 'waiting', 'called', 'passed', 'in-consultation', 'held', 'finished', 'cancelled', 'no-show'],
  choice,
);
export type VisitState = z.infer<typeof visitState>;

export const visitEvent = z.enum(
  [
    'triage',
    'check-in',
    'call',
    'skip',
    'requeue',
    'start',
    'hold',
    'come-back',
    'resume',
    'finish',
    'reopen',
    'decline',
    'transfer',
    'cancel',
    'expire',
  ],
  choice,
);
export type VisitEvent = z.infer<typeof visitEvent>;

/** 门诊挂号类别代码表: 100 general, 101 speciality, 102 expert, 103 premium, 104 single-disease, 999 other. */
export const registrationKind = z.enum(
  ['general', 'speciality', 'expert', 'premium', 'single-disease', 'other'],
  choice,
);
export type RegistrationKind = z.infer<typeof registrationKind>;

/** 挂号途径代码表: 0101, 0102, 02, 03, 04, 05, 06, 90. */
export const channel = z.enum(['window', 'self-service', 'web', 'phone', 'on-site', 'sms', 'app', 'other'], choice);
export type Channel = z.infer<typeof channel>;

/** Who is expected to pay. What insurance really pays is decided when charging. */
export const payerKind = z.enum(
  ['self-pay', 'employee-insurance', 'resident-insurance', 'public-health', 'other'],
  choice,
);
export type PayerKind = z.infer<typeof payerKind>;

/** 就诊性质代码表 (02, 0101, 0102, 0103, 0301, 0302, 99). */
export const visitNature = z.enum(
  ['treatment', 'child-care', 'women-care', 'vaccination', 'check-up', 'tcm-prevention', 'other'],
  choice,
);
export type VisitNature = z.infer<typeof visitNature>;

/** Grounds to be called before ordinary people. 'elderly' and 'returning' are found by the system. */
export const preference = z.enum(['elderly', 'disabled', 'soldier', 'pregnant', 'referral', 'returning'], choice);
export type Preference = z.infer<typeof preference>;

/** Urgent people are called strictly first; preferred and ordinary people are interleaved. */
export const lane = z.enum(['urgent', 'preferred', 'ordinary'], choice);
export type Lane = z.infer<typeof lane>;

/** Emergency triage level (急诊分级): I immediate, II very urgent, III urgent, IVa and IVb not urgent. */
export const grade = z.enum(['I', 'II', 'III', 'IVa', 'IVb'], choice);
export type Grade = z.infer<typeof grade>;

export const session = z.enum(['morning', 'afternoon', 'night'], choice);
export type Session = z.infer<typeof session>;

export const holdReason = z.enum(['tests', 'treatment', 'observation', 'other'], choice);

// ---- Vital signs ---------------------------------------------------------------------------------------------------

/** Units are fixed: temperature ℃, pulse and respiration per minute, blood pressure mmHg, oxygenSaturation %,
 *  weight kg, height cm, pain 0–10, glucose mmol/L. */
export const vitalSign = z.enum([
  'temperature',
  'pulse',
  'respiration',
  'systolic',
  'diastolic',
  'oxygenSaturation',
  'weight',
  'height',
  'pain',
  'glucose',
]);
export type VitalSign = z.infer<typeof vitalSign>;

export const unableReason = z.enum(['refused', 'uncooperative', 'too-unwell', 'no-device', 'other'], choice);

/** A value, or the statement that it could not be measured and why. Left out means: nobody tried. */
export const measurement = z.union([
  z.strictObject({ value: decimalText }),
  z.strictObject({ unable: unableReason, note: optionalText(100) }),
]);
export type Measurement = z.infer<typeof measurement>;

export const vitalSigns = z.strictObject({
  temperature: measurement.optional(),
  pulse: measurement.optional(),
  respiration: measurement.optional(),
  systolic: measurement.optional(),
  diastolic: measurement.optional(),
  oxygenSaturation: measurement.optional(),
  weight: measurement.optional(),
  height: measurement.optional(),
  pain: measurement.optional(),
  glucose: measurement.optional(),
});
export type VitalSigns = z.infer<typeof vitalSigns>;

/** 'unknown' when the value or the reference range for this age is missing; never shown as normal. */
export const assessment = z.enum(['critical-low', 'low', 'normal', 'high', 'critical-high', 'unknown']);
export type Assessment = z.infer<typeof assessment>;

export const vitalFinding = z.object({
  sign: vitalSign,
  measurement: measurement.optional(),
  unit: z.string(),
  assessment,
  /** Reference range used, in `unit`; absent when none is known for this age. */
  range: z.object({ low: decimalText.optional(), high: decimalText.optional() }).optional(),
});
export type VitalFinding = z.infer<typeof vitalFinding>;

const answer = z.enum(['yes', 'no', 'unknown'], choice);

/** Fever clinic screening (预检分诊). A question left out was not asked, and the outcome is then not 'clear'. */
export const screening = z.strictObject({
  /** Fever now or in the last days. */
  fever: answer.optional(),
  respiratory: answer.optional(),
  /** Contact with a patient of an infectious disease, or several people ill together. */
  contact: answer.optional(),
  /** Travel to or residence in an affected area. */
  travel: answer.optional(),
});
export type Screening = z.infer<typeof screening>;

export const screeningOutcome = z.enum(['clear', 'fever', 'suspected', 'unknown']);
export type ScreeningOutcome = z.infer<typeof screeningOutcome>;

export const pregnancyState = z.enum(['pregnant', 'not-pregnant', 'possible', 'unknown', 'not-applicable'], choice);
export type PregnancyState = z.infer<typeof pregnancyState>;

/** Why a grade is suggested: a vital sign with its assessment, or a rule by its key. */
export const gradeReason = z.object({ rule: z.string(), sign: vitalSign.optional(), grade });
export type GradeReason = z.infer<typeof gradeReason>;

export const triageSuggestion = z.object({
  /** Absent when too little is known to suggest anything. */
  grade: grade.optional(),
  reasons: z.array(gradeReason),
  findings: z.array(vitalFinding),
  screening: screeningOutcome,
  /** Blood pressure reminder of the first visit of the year from 35 years on (35岁首诊测血压). */
  bloodPressureDue: z.boolean(),
  /** The fever clinic of this institution, when the screening says that the person should go there. */
  feverDepartmentId: id.optional(),
});
export type TriageSuggestion = z.infer<typeof triageSuggestion>;

export const triageRecord = z.object({
  id,
  triagedAt: instant,
  triagedBy: z.string(),
  triagedByName: z.string(),
  chiefComplaint: z.string().optional(),
  findings: z.array(vitalFinding),
  grade,
  suggestedGrade: grade.optional(),
  gradeReason: z.string().optional(),
  screening,
  screeningOutcome,
  pregnancy: pregnancyState,
  pregnancyWeeks: z.int().optional(),
  keepReason: z.string().optional(),
});
export type TriageRecord = z.infer<typeof triageRecord>;

// ---- Shapes of answers -----------------------------------------------------------------------------------------------

export const visitStep = z.object({
  event: z.union([visitEvent, z.literal('register')]),
  from: visitState.optional(),
  to: visitState,
  at: instant,
  byName: z.string(),
  departmentId: id,
  reason: z.string().optional(),
});

const visitCore = {
  visitId: id,
  /** 就诊流水号, never used again. */
  number: z.string(),
  ticket: z.string(),
  patientId: id,
  departmentId: id,
  departmentName: z.string(),
  doctorId: id.optional(),
  doctorName: z.string().optional(),
  room: z.string().optional(),
  state: visitState,
  emergency: z.boolean(),
  grade: grade.optional(),
  lane,
  preferences: z.array(preference),
  registeredAt: instant,
  /** When the person joined the queue (again). */
  waitingSince: instant.optional(),
  calledAt: instant.optional(),
  startedAt: instant.optional(),
  finishedAt: instant.optional(),
};

const personCore = { patientName: z.string(), sex, bornOn: z.string().optional(), ageYears: z.int().optional() };

export const visitSummary = z.object({ ...visitCore, visitedOn: z.string(), firstVisit: z.boolean() });
export type VisitSummary = z.infer<typeof visitSummary>;

export const visitRow = z.object({ ...visitCore, ...personCore, visitedOn: z.string(), firstVisit: z.boolean() });
export type VisitRow = z.infer<typeof visitRow>;

export const queueEntry = z.object({
  ...visitCore,
  ...personCore,
  /** 1 for the person who is next, by the order of calling as it stands now; absent for people not waiting. */
  position: z.int().optional(),
  waitedMinutes: z.int().optional(),
  /** Waiting longer than the limit of the grade. */
  overdue: z.boolean(),
  timesCalled: z.int(),
  /** Numbers still to be called before a person who was passed comes up again. */
  callsUntilBack: z.int().optional(),
  screeningOutcome: screeningOutcome.optional(),
});
export type QueueEntry = z.infer<typeof queueEntry>;

export const visitDetail = z.object({
  ...visitCore,
  ...personCore,
  visitedOn: z.string(),
  session,
  kind: registrationKind,
  firstVisit: z.boolean(),
  nature: visitNature,
  channel,
  payerKind,
  feeServiceCode: z.string().optional(),
  screeningOutcome: screeningOutcome.optional(),
  bloodPressureDue: z.boolean(),
  /** Latest first. */
  triage: z.array(triageRecord),
  /** Oldest first. */
  steps: z.array(visitStep),
  /** Steps the life cycle allows now; the permission is a separate question. */
  allowed: z.array(visitEvent),
});
export type VisitDetail = z.infer<typeof visitDetail>;

// ---- Operations: registration ---------------------------------------------------------------------------------------------

const onVisit = z.strictObject({ visitId: id });
const visitPerson = (_: unknown, output: { patientId?: string }): string | undefined => output.patientId;
/** What every step answers: enough to update a screen. */
export const stepped = z.object(visitCore);
export type Stepped = z.infer<typeof stepped>;

export const registerVisit = command({
  name: 'visits.register',
  method: 'POST',
  path: '/visits',
  permission: 'visits.register',
  summary: { zh: '挂号', en: 'Register a visit' },
  input: z.strictObject({
    patientId: id,
    departmentId: id,
    doctorId: id.optional(),
    kind: registrationKind.default('general'),
    /** Code of a registration service in the catalogue; left out when nothing is charged for registering. */
    feeServiceCode: text(40).optional(),
    /** 初诊 true, 复诊 false. */
    firstVisit: z.boolean({ error: 'input.type' }),
    nature: visitNature.default('treatment'),
    emergency: z.boolean().default(false),
    channel: channel.default('window'),
    payerKind: payerKind.default('self-pay'),
    preferences: z
      .array(preference.exclude(['elderly', 'returning']))
      .max(4)
      .default([]),
  }),
  output: stepped,
  person: (input) => input.patientId,
});

export const cancelVisit = command({
  name: 'visits.cancel',
  method: 'POST',
  path: '/visits/:visitId/cancel',
  permission: 'visits.cancel',
  summary: { zh: '退号', en: 'Cancel a registration' },
  input: z.strictObject({ visitId: id, reason: text(200) }),
  output: stepped,
  person: visitPerson,
});

/** Visits of one day (default today), newest first. */
export const findVisits = query({
  name: 'visits.find',
  path: '/visits',
  permission: 'visits.read',
  summary: { zh: '查询就诊', en: 'Visits of a day' },
  input: z.strictObject({
    date: date.optional(),
    departmentId: id.optional(),
    doctorId: id.optional(),
    state: visitState.optional(),
    /** Exact ticket or visit number. */
    number: optionalText(40),
    limit: queryInt(1, 200, 50),
    offset: queryInt(0, 100_000, 0),
  }),
  output: z.object({ total: z.int(), visits: z.array(visitRow) }),
  person: (_, output) => [...new Set(output.visits?.map((visit) => visit.patientId))],
});

export const visitDetails = query({
  name: 'visits.details',
  path: '/visits/:visitId',
  permission: 'visits.read',
  summary: { zh: '就诊详情', en: 'One visit with its steps and triage' },
  input: onVisit,
  output: visitDetail,
  person: visitPerson,
});

/** For the time line: newest first. */
export const visitsOfPatient = query({
  name: 'visits.of-patient',
  path: '/patients/:patientId/visits',
  permission: 'visits.read',
  summary: { zh: '患者就诊记录', en: 'Visits of a patient' },
  input: z.strictObject({ patientId: id, limit: queryInt(1, 200, 50), before: instant.optional() }),
  output: z.object({ visits: z.array(visitSummary) }),
  person: (input) => input.patientId,
});

// ---- Operations: triage --------------------------------------------------------------------------------------------------

const triageFindings = {
  chiefComplaint: optionalText(200),
  vitalSigns: vitalSigns.default({}),
  screening: screening.default({}),
  pregnancy: pregnancyState.default('unknown'),
  pregnancyWeeks: z.int({ error: 'input.number' }).min(0).max(45).optional(),
};

/** Triage, and triage again while the person waits. The nurse decides the grade; the system only suggests. */
export const triageVisit = command({
  name: 'visits.triage',
  method: 'POST',
  path: '/visits/:visitId/triage',
  permission: 'visits.triage',
  summary: { zh: '分诊', en: 'Triage' },
  input: z.strictObject({
    visitId: id,
    ...triageFindings,
    grade,
    /** Required when `grade` is less urgent than suggested. */
    gradeReason: optionalText(200),
    preferences: z
      .array(preference.exclude(['elderly', 'returning']))
      .max(4)
      .optional(),
    /** Send to another department at once (fever clinic, emergency room). */
    moveTo: z.strictObject({ departmentId: id, doctorId: id.optional() }).optional(),
    /** Why a person with fever or suspicion stays in the ordinary queue. */
    keepReason: optionalText(200),
  }),
  output: z.object({ ...visitCore, triage: triageRecord, bloodPressureDue: z.boolean() }),
  person: visitPerson,
});

/** What the system would suggest for findings not saved yet. Nothing is stored. */
export const suggestTriage = command({
  name: 'visits.suggest-triage',
  method: 'POST',
  path: '/visits/:visitId/triage-suggestion',
  permission: 'visits.triage',
  summary: { zh: '分诊建议', en: 'Suggested triage grade' },
  input: z.strictObject({ visitId: id, ...triageFindings }),
  output: z.object({ patientId: id, ...triageSuggestion.shape }),
  person: visitPerson,
  idempotency: 'none',
});

/** Joins the queue without triage, where the institution allows it. */
export const checkInVisit = command({
  name: 'visits.check-in',
  method: 'POST',
  path: '/visits/:visitId/check-in',
  permission: 'visits.queue',
  summary: { zh: '签到候诊', en: 'Check in' },
  input: onVisit,
  output: stepped,
  person: visitPerson,
});

// ---- Operations: queue -----------------------------------------------------------------------------------------------------

/** People of today in one department: waiting in the order of calling, then called, passed, held, in consultation. */
export const departmentQueue = query({
  name: 'visits.queue',
  path: '/queues/:departmentId',
  permission: 'visits.queue',
  summary: { zh: '候诊队列', en: 'Queue of a department' },
  input: z.strictObject({
    departmentId: id,
    /** Only people this doctor may call: registered with the doctor or with nobody. */
    doctorId: id.optional(),
  }),
  output: z.object({
    departmentId: id,
    departmentName: z.string(),
    entries: z.array(queueEntry),
    /** Registered but not triaged or checked in yet. */
    notArrived: z.array(queueEntry),
  }),
  person: (_, output) => [
    ...new Set([...(output.entries ?? []), ...(output.notArrived ?? [])].map((entry) => entry.patientId)),
  ],
});

const place = { room: optionalText(40) };

/** Calls the next person for the doctor who presses; `visit` is absent when nobody is waiting. */
export const callNext = command({
  name: 'visits.call-next',
  method: 'POST',
  path: '/queues/:departmentId/call-next',
  permission: 'visits.call',
  summary: { zh: '叫下一位', en: 'Call next' },
  input: z.strictObject({
    departmentId: id,
    /** For whom a nurse calls; the signed-in doctor when left out. */
    doctorId: id.optional(),
    ...place,
  }),
  output: z.object({ visit: stepped.optional(), callId: z.int().optional() }),
  person: (_, output) => output.visit?.patientId,
});

/** Calls a chosen person, or the same person once more. */
export const callVisit = command({
  name: 'visits.call',
  method: 'POST',
  path: '/visits/:visitId/call',
  permission: 'visits.call',
  summary: { zh: '呼叫', en: 'Call a chosen person' },
  input: z.strictObject({ visitId: id, doctorId: id.optional(), ...place }),
  output: z.object({ ...visitCore, callId: z.int() }),
  person: visitPerson,
});

export const skipVisit = command({
  name: 'visits.skip',
  method: 'POST',
  path: '/visits/:visitId/skip',
  permission: 'visits.call',
  summary: { zh: '过号', en: 'Pass a person who did not come' },
  input: onVisit,
  output: stepped,
  person: visitPerson,
});

/** A passed person is back: comes up again after some numbers. A wrongly called one goes back to the same place. */
export const requeueVisit = command({
  name: 'visits.requeue',
  method: 'POST',
  path: '/visits/:visitId/requeue',
  permission: 'visits.queue',
  summary: { zh: '重新排队', en: 'Queue again' },
  input: onVisit,
  output: stepped,
  person: visitPerson,
});

/** Back from tests: waits again, before ordinary people (回诊). */
export const comeBackVisit = command({
  name: 'visits.come-back',
  method: 'POST',
  path: '/visits/:visitId/come-back',
  permission: 'visits.queue',
  summary: { zh: '回诊', en: 'Back from tests' },
  input: onVisit,
  output: stepped,
  person: visitPerson,
});

export const transferVisit = command({
  name: 'visits.transfer',
  method: 'POST',
  path: '/visits/:visitId/transfer',
  permission: 'visits.transfer',
  summary: { zh: '转诊室/科室', en: 'Transfer to another department or doctor' },
  input: z.strictObject({ visitId: id, departmentId: id, doctorId: id.optional(), reason: text(200) }),
  output: stepped,
  person: visitPerson,
});

// ---- Operations: consultation ------------------------------------------------------------------------------------------------

export const startVisit = command({
  name: 'visits.start',
  method: 'POST',
  path: '/visits/:visitId/start',
  permission: 'visits.consult',
  summary: { zh: '接诊', en: 'Open the consultation' },
  input: z.strictObject({ visitId: id, ...place }),
  output: stepped,
  person: visitPerson,
});

export const holdVisit = command({
  name: 'visits.hold',
  method: 'POST',
  path: '/visits/:visitId/hold',
  permission: 'visits.consult',
  summary: { zh: '挂起', en: 'Hold (sent for tests)' },
  input: z.strictObject({ visitId: id, reason: holdReason, note: optionalText(200) }),
  output: stepped,
  person: visitPerson,
});

export const resumeVisit = command({
  name: 'visits.resume',
  method: 'POST',
  path: '/visits/:visitId/resume',
  permission: 'visits.consult',
  summary: { zh: '恢复接诊', en: 'Resume' },
  input: onVisit,
  output: stepped,
  person: visitPerson,
});

export const outcome = z.enum(['home', 'admitted', 'referred', 'observation', 'left', 'died', 'other'], choice);
export type Outcome = z.infer<typeof outcome>;

export const finishVisit = command({
  name: 'visits.finish',
  method: 'POST',
  path: '/visits/:visitId/finish',
  permission: 'visits.consult',
  summary: { zh: '结束就诊', en: 'Finish' },
  input: z.strictObject({
    visitId: id,
    outcome: outcome.default('home'),
    /** Why the visit ends without a signed note. */
    reason: optionalText(200),
  }),
  output: stepped,
  person: visitPerson,
});

export const reopenVisit = command({
  name: 'visits.reopen',
  method: 'POST',
  path: '/visits/:visitId/reopen',
  permission: 'visits.consult',
  summary: { zh: '重新打开', en: 'Reopen' },
  input: z.strictObject({ visitId: id, reason: text(200) }),
  output: stepped,
  person: visitPerson,
});

/** The doctor saw the person but did not treat; the registration is cancelled and its fee returned. */
export const declineVisit = command({
  name: 'visits.decline',
  method: 'POST',
  path: '/visits/:visitId/decline',
  permission: 'visits.consult',
  summary: { zh: '未诊退号', en: 'Not treated' },
  input: z.strictObject({ visitId: id, reason: text(200) }),
  output: stepped,
  person: visitPerson,
});

// ---- Operations: board and figures -----------------------------------------------------------------------------------------------

const boardPerson = z.object({ ticket: z.string(), maskedName: z.string(), room: z.string().optional() });

/** Waiting-room screen: masked names only. A screen speaks each `callId` once, in ascending order. */
export const waitingBoard = query({
  name: 'visits.board',
  path: '/queue-board',
  permission: 'visits.board',
  summary: { zh: '候诊大屏', en: 'Waiting-room board' },
  input: z.strictObject({
    /** Ids with commas between; all outpatient departments when left out. */
    departmentIds: optionalText(2_000),
  }),
  output: z.object({
    now: instant,
    /** Latest first. */
    calls: z.array(
      boardPerson.extend({
        callId: z.int(),
        departmentId: id,
        departmentName: z.string(),
        doctorName: z.string().optional(),
        calledAt: instant,
        /** 1 for the first call, 2 for the second. */
        times: z.int(),
      }),
    ),
    departments: z.array(
      z.object({
        departmentId: id,
        departmentName: z.string(),
        inConsultation: z.array(boardPerson),
        called: z.array(boardPerson),
        waiting: z.array(boardPerson),
        waitingCount: z.int(),
        passed: z.array(boardPerson),
      }),
    ),
  }),
  person: 'none',
});

const duration = z.object({ count: z.int(), medianMinutes: z.number().optional(), p90Minutes: z.number().optional() });

/** Waiting times of one day from the recorded steps. */
export const visitStatistics = query({
  name: 'visits.statistics',
  path: '/visit-statistics',
  permission: 'visits.statistics',
  summary: { zh: '候诊统计', en: 'Waiting times of a day' },
  input: z.strictObject({ date: date.optional(), departmentId: id.optional() }),
  output: z.object({
    date: z.string(),
    byState: z.record(visitState, z.int()),
    total: z.int(),
    /** Registration → triage or check-in. */
    registeredToWaiting: duration,
    /** Joining the queue → first call: the national waiting-time figure (候诊时间). */
    waitingToCalled: duration,
    calledToStarted: duration,
    startedToFinished: duration,
    registeredToFinished: duration,
    byDepartment: z.array(
      z.object({
        departmentId: id,
        departmentName: z.string(),
        total: z.int(),
        waitingNow: z.int(),
        longestWaitMinutes: z.int().optional(),
        waitingToCalled: duration,
      }),
    ),
  }),
  person: 'none',
});

// ---- Events ------------------------------------------------------------------------------------------------------------------------

const visitFacts = { visitId: id, patientId: id, departmentId: id, doctorId: id.optional() };

export const visitRegistered = eventType(
  'visits.registered',
  z.object({ ...visitFacts, feeServiceCode: z.string().optional(), payerKind }),
);
/** Charging answers with a void or a refund of the registration fee. */
export const visitCancelled = eventType(
  'visits.cancelled',
  z.object({ ...visitFacts, feeServiceCode: z.string().optional(), reason: z.string() }),
);
export const visitTriaged = eventType('visits.triaged', z.object({ ...visitFacts, grade, screeningOutcome }));
export const visitStarted = eventType('visits.started', z.object(visitFacts));
export const visitFinished = eventType('visits.finished', z.object({ ...visitFacts, outcome }));
export const visitNotUsed = eventType('visits.no-show', z.object(visitFacts));

/** Live topics: screens ask again when one of these changes. */
export const queueTopic = (departmentId: string): string => `visits.queue:${departmentId}`;
export const boardTopic = 'visits.board';
