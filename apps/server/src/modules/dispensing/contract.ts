import { command, eventType, query } from '@xinglin/kernel/operation';
import {
  date,
  decimalText,
  id,
  instant,
  optionalText,
  positiveDecimal,
  queryInt,
  sex,
  text,
} from '@xinglin/kernel/shapes';
import { z } from 'zod';

/** Dispensing: one task per prescription, from the pharmacist's review to the hand-out and the return of goods. */

// ── Shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * to-review 待审核 · awaiting-payment 待收费 (reviewed first, setting `dispensing.review-before-charging`) ·
 * accepted 待配药 · prepared 已配药 · handed-out 已发药 · returned-to-doctor 退回医师 · goods-returned 已全部退药 ·
 * cancelled 已取消 (withdrawn or refunded).
 */
export const taskState = z.enum([
  'to-review',
  'awaiting-payment',
  'accepted',
  'prepared',
  'handed-out',
  'returned-to-doctor',
  'goods-returned',
  'cancelled',
]);
export type TaskState = z.infer<typeof taskState>;

/** What may be done to the task now: the keys of the buttons a screen offers. */
export const taskStep = z.enum(['accept', 'return', 'prepare', 'hand-out', 'take-back', 'reallocate']);
export type TaskStep = z.infer<typeof taskStep>;

const bilingual = z.object({ zh: z.string(), en: z.string() });

/** An alert of the automatic check as the doctor saw it, with the reason given for going on. */
export const reviewedAlert = z.object({
  level: z.enum(['block', 'reason', 'note']),
  kind: z.string(),
  ruleId: z.string(),
  itemIds: z.array(z.string()),
  message: bilingual,
  advice: bilingual.optional(),
  source: z.string(),
  /** Why the doctor went on: a code of the prescriptions contract and words of the doctor. */
  reasonCode: z.string().optional(),
  reason: z.string().optional(),
});
export type ReviewedAlert = z.infer<typeof reviewedAlert>;

export const allocatedBatch = z.object({
  batchId: id,
  batchNumber: z.string(),
  expiresOn: date,
  quantity: decimalText,
});
export type AllocatedBatch = z.infer<typeof allocatedBatch>;

export const taskItem = z.object({
  /** The item of the prescription. */
  itemId: id,
  drugId: id,
  drugName: z.string(),
  specification: z.string(),
  dosageForm: z.string().optional(),
  manufacturer: z.string().optional(),
  /** "每次 0.5g，口服，每日3次，共3天" as printed on label and sheet. */
  usage: z.string(),
  days: z.number().optional(),
  quantity: decimalText,
  unit: z.string(),
  /** True when less than a whole pack leaves the pharmacy (拆零). */
  split: z.boolean(),
  /** Batches promised, or after the hand-out the batches given. Empty before payment. */
  batches: z.array(allocatedBatch),
  /** Brought back so far. */
  returned: decimalText,
});
export type TaskItem = z.infer<typeof taskItem>;

/** `id` is a staff id, or "platform" for the house itself. */
const person = z.object({ id: z.string(), name: z.string() });
const stepTaken = z.object({ by: person, at: instant });

export const taskSummary = z.object({
  id,
  prescriptionId: id,
  prescriptionNumber: z.string().optional(),
  visitId: id,
  patientId: id,
  patientName: z.string(),
  patientSex: sex,
  /** "34岁", "8月": as printed. */
  patientAge: z.string(),
  departmentName: z.string(),
  prescriberName: z.string(),
  state: taskState,
  paid: z.boolean(),
  kinds: z.int(),
  /** Highest level among the alerts of the automatic check; absent without alerts. */
  alertLevel: z.enum(['block', 'reason', 'note']).optional(),
  openedAt: instant,
  /** Whole minutes since the task was opened, or until it was handed out. */
  waitingMinutes: z.int(),
});
export type TaskSummary = z.infer<typeof taskSummary>;

export const returnReason = z.enum(
  ['adverse-reaction', 'wrong-dispensing', 'prescription-changed', 'patient-died', 'recall', 'other'],
  { error: 'input.choice' },
);
export type ReturnReason = z.infer<typeof returnReason>;

export const goodsReturn = z.object({
  id,
  at: instant,
  by: person,
  reason: returnReason,
  note: z.string().optional(),
  lines: z.array(
    z.object({
      itemId: id,
      batchId: id,
      batchNumber: z.string(),
      quantity: decimalText,
      to: z.enum(['stock', 'quarantine']),
    }),
  ),
});

export const task = taskSummary.extend({
  pharmacyId: id,
  prescriberId: z.string(),
  diagnoses: z.array(z.object({ code: z.string(), display: z.string() })),
  /** 'not-asked' is unknown and never "none". */
  allergyState: z.enum(['not-asked', 'none-known', 'known']),
  allergies: z.array(z.string()),
  items: z.array(taskItem),
  alerts: z.array(reviewedAlert),
  /** checked: every rule ran · partial: some could not · failed or absent: nobody may call the sheet checked. */
  checkStatus: z.enum(['checked', 'partial', 'failed', 'absent']),
  review: stepTaken.extend({ outcome: z.enum(['accepted', 'returned']), note: z.string().optional() }).optional(),
  preparation: stepTaken.optional(),
  handOut: stepTaken.extend({ counselling: z.string().optional(), collector: z.string() }).optional(),
  goodsReturns: z.array(goodsReturn),
  /** Steps the state allows; permissions and the rule against one's own prescription are checked when pressed. */
  steps: z.array(taskStep),
  /** Grows with every step. Sent back with a step, it stops a step on a sheet that has changed meanwhile. */
  version: z.int(),
});
export type Task = z.infer<typeof task>;

/**
 * The ten points of 四查十对: department, name, age · drug name, form, specification, quantity · appearance, usage ·
 * diagnosis. All must be confirmed before the hand-out.
 */
export const CHECK_POINTS = [
  'department',
  'name',
  'age',
  'drug-name',
  'form',
  'specification',
  'quantity',
  'appearance',
  'usage',
  'diagnosis',
] as const;
export const checkPoint = z.enum(CHECK_POINTS, { error: 'input.choice' });
export type CheckPoint = z.infer<typeof checkPoint>;

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────

const taskFacts = { taskId: id, prescriptionId: id, visitId: id, patientId: id };
/** Goods left the pharmacy; the prescription is fulfilled. */
export const handedOut = eventType('dispensing.handed-out', z.object({ ...taskFacts, handedOutById: z.string() }));
/** The pharmacist found the sheet in order. With the setting review-before-charging it may be charged now. */
export const accepted = eventType(
  'dispensing.accepted',
  z.object({ ...taskFacts, paid: z.boolean(), reviewerId: z.string() }),
);
export const returnedToDoctor = eventType(
  'dispensing.returned-to-doctor',
  z.object({ ...taskFacts, paid: z.boolean(), reviewerId: z.string(), reason: z.string() }),
);
export const goodsReturned = eventType(
  'dispensing.goods-returned',
  z.object({ ...taskFacts, all: z.boolean(), lines: z.array(z.object({ itemId: id, quantity: decimalText })) }),
);

// ── Operations ───────────────────────────────────────────────────────────────────────────────────────────────────

const OPEN_STATES = ['to-review', 'awaiting-payment', 'accepted', 'prepared'] as const;

/**
 * Tasks of a pharmacy, longest waiting first. `state` as a list separated by commas; the open ones when left out.
 * Topic of changes: `dispensing.queue:<departmentId>`.
 */
export const queue = query({
  name: 'dispensing.queue',
  path: '/dispensing/queue',
  permission: 'dispensing.view',
  summary: { zh: '药房队列', en: 'Queue of a pharmacy' },
  input: z.object({
    /** The pharmacy; the only one of the institution when left out. */
    departmentId: id.optional(),
    state: z
      .union([z.array(taskState), z.string().transform((value) => value.split(',').filter(Boolean))])
      .pipe(z.array(taskState))
      .default([...OPEN_STATES]),
    /** Only tasks opened on this day; matters for finished ones. */
    day: date.optional(),
    limit: queryInt(1, 500, 100),
  }),
  output: z.object({ departmentId: id, tasks: z.array(taskSummary), more: z.boolean() }),
  person: (_input, output) => output.tasks?.map((one) => one.patientId),
});

export const getTask = query({
  name: 'dispensing.get-task',
  path: '/dispensing/tasks/:taskId',
  permission: 'dispensing.view',
  summary: { zh: '发药任务', en: 'One dispensing task' },
  input: z.object({ taskId: id }),
  output: task,
  person: (_input, output) => output.patientId,
});

export const tasksOfVisit = query({
  name: 'dispensing.tasks-of-visit',
  path: '/dispensing/visits/:visitId/tasks',
  permission: 'dispensing.view',
  summary: { zh: '就诊发药记录', en: 'Dispensing of a visit' },
  input: z.object({ visitId: id }),
  output: z.object({ tasks: z.array(task) }),
  person: (_input, output) => output.tasks?.map((one) => one.patientId),
});

const step = { taskId: id, version: z.int({ error: 'input.number' }) };

/** The reviewer may not be the prescriber. */
export const accept = command({
  name: 'dispensing.accept',
  method: 'POST',
  path: '/dispensing/tasks/:taskId/accept',
  permission: 'dispensing.review',
  summary: { zh: '审方通过', en: 'Accept a prescription' },
  input: z.object({ ...step, note: optionalText(200) }),
  output: task,
  person: (_input, output) => output.patientId,
});

/** Gives the stock free again; paid sheets are then refunded in full and rewritten. */
export const returnToDoctor = command({
  name: 'dispensing.return-to-doctor',
  method: 'POST',
  path: '/dispensing/tasks/:taskId/return-to-doctor',
  permission: 'dispensing.review',
  summary: { zh: '退回医师', en: 'Return to the doctor' },
  input: z.object({ ...step, reason: text(200) }),
  output: task,
  person: (_input, output) => output.patientId,
});

export const prepare = command({
  name: 'dispensing.prepare',
  method: 'POST',
  path: '/dispensing/tasks/:taskId/prepare',
  permission: 'dispensing.dispense',
  summary: { zh: '配药完成', en: 'Goods prepared' },
  input: z.object({ ...step }),
  output: task,
  person: (_input, output) => output.patientId,
});

/** Chooses batches anew, when a promised batch has expired or is damaged (`without` names it). */
export const reallocate = command({
  name: 'dispensing.reallocate',
  method: 'POST',
  path: '/dispensing/tasks/:taskId/reallocate',
  permission: 'dispensing.dispense',
  summary: { zh: '重新分配批次', en: 'Choose batches anew' },
  input: z.object({ ...step, without: z.array(id).max(20).default([]) }),
  output: task,
  person: (_input, output) => output.patientId,
});

/** The person may not be the prescriber; with the setting `dispensing.two-person` also not the one who prepared. */
export const handOut = command({
  name: 'dispensing.hand-out',
  method: 'POST',
  path: '/dispensing/tasks/:taskId/hand-out',
  permission: 'dispensing.dispense',
  summary: { zh: '发药', en: 'Hand out' },
  input: z.object({
    ...step,
    checked: z.array(checkPoint).max(CHECK_POINTS.length),
    counselling: optionalText(500),
    /** Who took the goods. */
    collector: z.enum(['patient', 'family', 'agent'], { error: 'input.choice' }).default('patient'),
  }),
  output: task,
  person: (_input, output) => output.patientId,
});

/** Goods come back from the patient (退药). Enables the refund of the same quantities; gives no money itself. */
export const takeBack = command({
  name: 'dispensing.take-back',
  method: 'POST',
  path: '/dispensing/tasks/:taskId/take-back',
  permission: 'dispensing.take-back',
  summary: { zh: '退药', en: 'Take goods back' },
  input: z.object({
    ...step,
    reason: returnReason,
    note: optionalText(200),
    lines: z
      .array(
        z.object({
          itemId: id,
          batchId: id,
          quantity: positiveDecimal.refine((value) => /^\d+(\.0+)?$/.test(value), { error: 'stock.whole-units' }),
          to: z.enum(['stock', 'quarantine'], { error: 'input.choice' }),
        }),
      )
      .min(1, { error: 'input.required' })
      .max(100),
  }),
  output: task,
  person: (_input, output) => output.patientId,
});

/** Labels for the bags and the prescription sheet (处方笺) with all signatures. */
export const printData = query({
  name: 'dispensing.print-data',
  path: '/dispensing/tasks/:taskId/print-data',
  permission: 'dispensing.view',
  summary: { zh: '标签与处方打印内容', en: 'Labels and sheet to print' },
  input: z.object({ taskId: id }),
  output: z.object({
    institutionName: z.string(),
    task,
    labels: z.array(
      z.object({
        itemId: id,
        patientName: z.string(),
        drugName: z.string(),
        specification: z.string(),
        usage: z.string(),
        quantity: decimalText,
        unit: z.string(),
        batchNumber: z.string().optional(),
        /** Last day of use; for split packages the shorter of the batch's end and the limit for opened packs. */
        useBefore: date.optional(),
        /** How to keep it: normal 常温 · cool 阴凉 · cold 冷藏. */
        storage: z.enum(['normal', 'cool', 'cold']),
        split: z.boolean(),
        printedOn: date,
      }),
    ),
  }),
  person: (_input, output) => output.task?.patientId,
});
