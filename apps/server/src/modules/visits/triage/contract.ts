import { command } from '@xinglin/kernel/operation';
import { decimalText, id, instant, optionalText } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { choice, grade, onVisit, preference, stepped, visitCore, visitPerson } from '../words/contract.ts';

/** Triage: vital signs, screening, the grade. */

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
