import { command, eventType, query } from '@xinglin/kernel/operation';
import { date, id, instant, optionalText, queryInt, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { screeningOutcome, triageRecord } from './triage/contract.ts';
import {
  channel,
  choice,
  grade,
  holdReason,
  onVisit,
  payerKind,
  personCore,
  preference,
  registrationKind,
  session,
  stepped,
  visitCore,
  visitEvent,
  visitNature,
  visitPerson,
  visitRow,
  visitState,
  visitStep,
  visitSummary,
} from './words/contract.ts';

export * from './queue/contract.ts';
export * from './triage/contract.ts';
export * from './words/contract.ts';

/**
 * Visits: registration, triage, queue and the life of one outpatient visit.
 * A visit is one person seen (or not) in one go; the record knows it as the Encounter with the same id.
 */

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

// ---- Registration

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

// ---- Consultation

export const startVisit = command({
  name: 'visits.start',
  method: 'POST',
  path: '/visits/:visitId/start',
  permission: 'visits.consult',
  summary: { zh: '接诊', en: 'Open the consultation' },
  input: z.strictObject({ visitId: id, room: optionalText(40) }),
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

// ---- Events

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
