import { id, instant, sex } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/** The words of visits, and the shapes that several operations answer with. */

export const choice = { error: 'input.choice' } as const;

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

export const visitStep = z.object({
  event: z.union([visitEvent, z.literal('register')]),
  from: visitState.optional(),
  to: visitState,
  at: instant,
  byName: z.string(),
  departmentId: id,
  reason: z.string().optional(),
});

export const visitCore = {
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

export const personCore = { patientName: z.string(), sex, bornOn: z.string().optional(), ageYears: z.int().optional() };

export const visitSummary = z.object({ ...visitCore, visitedOn: z.string(), firstVisit: z.boolean() });
export type VisitSummary = z.infer<typeof visitSummary>;

export const visitRow = z.object({ ...visitCore, ...personCore, visitedOn: z.string(), firstVisit: z.boolean() });
export type VisitRow = z.infer<typeof visitRow>;

/** Input of operations that need nothing but the visit. */
export const onVisit = z.strictObject({ visitId: id });
export const visitPerson = (_: unknown, output: { patientId?: string }): string | undefined => output.patientId;
/** What every step answers: enough to update a screen. */
export const stepped = z.object(visitCore);
export type Stepped = z.infer<typeof stepped>;
