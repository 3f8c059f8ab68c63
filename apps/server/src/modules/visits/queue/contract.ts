import { command, query } from '@xinglin/kernel/operation';
import { date, id, instant, optionalText, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { screeningOutcome } from '../triage/contract.ts';
import { onVisit, personCore, stepped, visitCore, visitPerson, visitState } from '../words/contract.ts';

/** The queue: who is next, calling, the board in the waiting room, and the figures of a day. */

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
