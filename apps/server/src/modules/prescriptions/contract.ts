import { type Bilingual, command, eventType, type Operation, query } from '@xinglin/kernel/operation';
import {
  choice,
  date,
  decimalText,
  fenAmount,
  id,
  instant,
  optionalText,
  positiveDecimal,
  text,
} from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { drugCategory } from '../catalog/contract.ts';
import { alert, checkResult, gate, notChecked } from '../decision-support/contract.ts';

/** Kinds of western-medicine sheets; narcotic, psychotropic and toxic sheets follow rules of their own. */
export const sheetKind = choice(['ordinary', 'emergency', 'paediatric']);
export type SheetKind = z.infer<typeof sheetKind>;

/** `returned`: the goods came back and the money was paid back after hand-out. */
export const sheetState = z.enum(['draft', 'signed', 'paid', 'dispensed', 'returned', 'withdrawn', 'discarded']);
export type SheetState = z.infer<typeof sheetState>;

/** The pharmacist's review beside the life of the sheet. `returned`: sent back to the doctor with a reason. */
export const reviewState = z.enum(['not-needed', 'pending', 'accepted', 'returned']);
export type ReviewState = z.infer<typeof reviewState>;

/**
 * Reasons a doctor may give for signing in spite of an alert: those of `knowledge/clinical/override-reasons.json`,
 * and one for questions nobody can answer now. The last three need words.
 */
export const alertReasons = {
  benefit: { zh: '已知获益大于风险', en: 'Known benefit outweighs the risk' },
  tolerated: { zh: '患者既往耐受', en: 'The patient tolerated it before' },
  adjusted: { zh: '已调整剂量或间隔', en: 'Dose or interval is adjusted' },
  monitored: { zh: '已安排监测', en: 'Monitoring is arranged' },
  'plan-of-hospital': { zh: '上级医院方案', en: 'Plan of the higher-level hospital' },
  'short-term': { zh: '短期使用', en: 'Short-term use' },
  'not-applicable': { zh: '知识库不适用（须说明）', en: 'The rule does not apply (explain)' },
  'not-obtainable': { zh: '目前无法获得该资料（须说明）', en: 'The fact cannot be had now (explain)' },
  other: { zh: '其他（须说明）', en: 'Other (explain)' },
} as const satisfies Record<string, Bilingual>;
export type AlertReasonCode = keyof typeof alertReasons;
export const alertReasonCode = z.enum(Object.keys(alertReasons) as (keyof typeof alertReasons)[], {
  error: 'input.choice',
});

/** Reasons for more kinds or days than usual (处方管理办法 art. 19 by secondary sources). */
export const limitReasons = {
  'chronic-disease': { zh: '慢性病', en: 'Chronic disease' },
  elderly: { zh: '老年病', en: 'Elderly patient' },
  travelling: { zh: '外出', en: 'Travelling' },
  'reduced-mobility': { zh: '行动不便', en: 'Reduced mobility' },
  other: { zh: '其他（须说明）', en: 'Other (explain)' },
} as const satisfies Record<string, Bilingual>;
export type LimitReasonCode = keyof typeof limitReasons;
export const limitReasonCode = z.enum(Object.keys(limitReasons) as (keyof typeof limitReasons)[], {
  error: 'input.choice',
});

const MAX_LINES = 30;
/** In any dose unit; a day of penicillin is 24 million units. */
const singleDose = positiveDecimal.refine((value) => Number(value) <= 50_000_000, { error: 'prescriptions.too-much' });

export const draftItem = z.object({
  /** Made by the screen, so that alerts and reasons keep their line across saves. */
  id,
  drugId: id,
  singleDose,
  /** The drug's own dose unit (mg) or its dispensing unit (片). */
  doseUnit: text(20),
  route: text(20),
  frequency: text(20),
  /** For doses as needed: the most in one day. */
  maxTimesPerDay: z.int({ error: 'input.number' }).min(1).max(48).optional(),
  days: z.int({ error: 'input.number' }).min(1).max(366),
  /** Quantity by hand in dispensing units, instead of the one worked out; needs `quantityReason`. */
  quantity: positiveDecimal.optional(),
  quantityReason: optionalText(200),
  instructions: optionalText(500),
  /** Lines with one number go into one infusion bottle. */
  groupNo: z.int({ error: 'input.number' }).min(1).max(20).optional(),
});
export type DraftItem = z.output<typeof draftItem>;

const draftSheet = {
  visitId: id,
  kind: sheetKind,
  items: z.array(draftItem).max(MAX_LINES, { error: 'input.too-long' }),
};

/** One line as worked out: what will be handed out and what it costs. */
export const workedItem = z.object({
  id,
  lineNo: z.int(),
  drugId: id,
  drugCode: z.string(),
  drugName: z.string(),
  specification: z.string(),
  singleDose: decimalText,
  doseUnit: z.string(),
  route: z.string(),
  routeName: z.string(),
  frequency: z.string(),
  frequencyName: z.string(),
  maxTimesPerDay: z.int().optional(),
  days: z.int(),
  /** In dispensing units; what the course needs, rounded up to what can be handed out. */
  quantity: decimalText,
  quantityUnit: z.string(),
  /** "2盒" or "2盒+3片", as the counter counts it. */
  quantityText: z.string(),
  quantityByHand: z.boolean(),
  quantityReason: z.string().optional(),
  instructions: z.string().optional(),
  groupNo: z.int().optional(),
  /** Yuan per dispensing unit; undefined when no price is valid today. */
  unitPrice: decimalText.optional(),
  amountFen: fenAmount.optional(),
});
export type WorkedItem = z.output<typeof workedItem>;

export const limitFinding = z.object({
  kind: z.enum(['kinds', 'days']),
  limit: z.int(),
  actual: z.int(),
  itemIds: z.array(z.string()),
  /** reason: may be exceeded with a reason · block: never. */
  level: z.enum(['reason', 'block']),
});
export type LimitFinding = z.output<typeof limitFinding>;

const alertResponse = z.object({
  code: alertReasonCode,
  text: z.string().optional(),
  byStaffId: z.string(),
  at: instant,
});
/** An alert the doctor signed over, and a question that stayed open, each with the doctor's answer. */
export const shownAlert = z.object({ alert, shownAt: instant, response: alertResponse.optional() });
export const shownQuestion = z.object({ question: notChecked, shownAt: instant, response: alertResponse.optional() });

export const sheet = z.object({
  id,
  visitId: id,
  patientId: id,
  number: z.string().optional(),
  kind: sheetKind,
  state: sheetState,
  reviewState,
  version: z.int(),
  departmentId: id,
  doctorId: id,
  doctorName: z.string(),
  createdAt: instant,
  signedAt: instant.optional(),
  items: z.array(workedItem),
  totalFen: fenAmount,
  /** How the last check before signing ended; undefined for a draft. */
  checkStatus: z.enum(['checked', 'partial', 'failed']).optional(),
  alerts: z.array(shownAlert),
  /** What was not checked when it was signed. */
  notChecked: z.array(shownQuestion),
  /** What must happen before the first dose (皮试), as known when it was signed. */
  gates: z.array(gate),
  limitReason: z.object({ code: limitReasonCode, text: z.string().optional() }).optional(),
  /** Why the pharmacist sent it back, and what the doctor answered. */
  reviewNote: z.string().optional(),
  withdrawReason: z.string().optional(),
});
export type Sheet = z.output<typeof sheet>;

/** A query whose question does not fit into a URL, and must not stand in one. */
const bodyQuery = <Input extends z.ZodType, Output extends z.ZodType>(
  operation: Omit<Operation<Input, Output>, 'kind' | 'method'>,
): Operation<Input, Output> => ({ ...query(operation), method: 'POST' });

const person = (_input: unknown, output: { patientId?: string | undefined }): string | undefined => output.patientId;

export const savePrescription = command({
  name: 'prescriptions.save',
  method: 'PUT',
  path: '/prescriptions/:prescriptionId',
  permission: 'prescriptions.write',
  summary: { zh: '保存处方草稿', en: 'Save a prescription draft' },
  input: z.object({
    prescriptionId: id,
    /** The version the screen shows; 0 for a new sheet. */
    version: z.int({ error: 'input.number' }).min(0),
    ...draftSheet,
  }),
  output: sheet,
  person,
});

/** Answers while the doctor types; changes nothing. */
export const checkPrescription = bodyQuery({
  name: 'prescriptions.check',
  path: '/prescriptions/check',
  permission: 'prescriptions.write',
  summary: { zh: '合理用药检查（不保存）', en: 'Check a prescription without saving it' },
  input: z.object({ prescriptionId: id.optional(), ...draftSheet }),
  output: z.object({
    patientId: id,
    result: checkResult,
    limits: z.array(limitFinding),
    items: z.array(
      workedItem.extend({
        /** In dispensing units, at all dispensaries together; undefined when the drug is not kept in stock. */
        available: decimalText.optional(),
        enough: z.boolean(),
      }),
    ),
    totalFen: fenAmount,
  }),
  person,
});

export const signPrescription = command({
  name: 'prescriptions.sign',
  method: 'POST',
  path: '/prescriptions/:prescriptionId/sign',
  permission: 'prescriptions.sign',
  summary: { zh: '签署处方', en: 'Sign a prescription' },
  input: z.object({
    prescriptionId: id,
    version: z.int({ error: 'input.number' }).min(1),
    /** Fingerprints of all alerts of level `reason` and `block` on the screen when the doctor signs. */
    seen: z.array(z.string().max(200)).max(500),
    responses: z
      .array(z.object({ fingerprint: z.string().max(200), code: alertReasonCode, text: optionalText(500) }))
      .max(200),
    limitReason: z.object({ code: limitReasonCode, text: optionalText(200) }).optional(),
  }),
  output: sheet,
  person,
});

export const withdrawPrescription = command({
  name: 'prescriptions.withdraw',
  method: 'POST',
  path: '/prescriptions/:prescriptionId/withdraw',
  permission: 'prescriptions.sign',
  summary: { zh: '撤回未收费处方', en: 'Withdraw an unpaid prescription' },
  input: z.object({ prescriptionId: id, reason: text(200) }),
  output: sheet,
  person,
});

export const discardPrescription = command({
  name: 'prescriptions.discard',
  method: 'POST',
  path: '/prescriptions/:prescriptionId/discard',
  permission: 'prescriptions.write',
  summary: { zh: '丢弃处方草稿', en: 'Discard a prescription draft' },
  input: z.object({ prescriptionId: id, version: z.int({ error: 'input.number' }).min(1) }),
  output: sheet,
  person,
});

/** The doctor stands by a sheet that the pharmacist sent back: a second signature with a reason. */
export const insistOnPrescription = command({
  name: 'prescriptions.insist',
  method: 'POST',
  path: '/prescriptions/:prescriptionId/insist',
  permission: 'prescriptions.sign',
  summary: { zh: '坚持原处方（双签）', en: 'Stand by a prescription sent back (second signature)' },
  input: z.object({ prescriptionId: id, reason: text(500) }),
  output: sheet,
  person,
});

/** A new draft with the lines of an earlier sheet: after a withdrawal, or to repeat a treatment. */
export const copyPrescription = command({
  name: 'prescriptions.copy',
  method: 'POST',
  path: '/prescriptions/:prescriptionId/copy',
  permission: 'prescriptions.write',
  summary: { zh: '复制为新处方', en: 'Copy into a new prescription' },
  input: z.object({ prescriptionId: id, visitId: id }),
  output: sheet,
  person,
});

export const getPrescription = query({
  name: 'prescriptions.get',
  path: '/prescriptions/:prescriptionId',
  permission: 'prescriptions.read',
  summary: { zh: '查看处方', en: 'Read a prescription' },
  input: z.object({ prescriptionId: id }),
  output: sheet,
  person,
});

export const prescriptionsOfVisit = query({
  name: 'prescriptions.of-visit',
  path: '/visits/:visitId/prescriptions',
  permission: 'prescriptions.read',
  summary: { zh: '就诊的全部处方', en: 'Prescriptions of a visit' },
  input: z.object({ visitId: id }),
  output: z.object({ patientId: id.optional(), prescriptions: z.array(sheet) }),
  person,
});

/** Everything a printed sheet (处方笺) carries. */
export const printPrescription = query({
  name: 'prescriptions.print',
  path: '/prescriptions/:prescriptionId/print',
  permission: 'prescriptions.read',
  summary: { zh: '处方笺打印数据', en: 'Data of the printed prescription' },
  input: z.object({ prescriptionId: id }),
  output: z.object({
    patientId: id,
    institutionName: z.string(),
    departmentName: z.string(),
    patient: z.object({
      name: z.string(),
      sex: z.string(),
      bornOn: date.optional(),
      /** "6月龄", "3岁": years, for small children months or days. */
      age: z.string(),
      weightKg: decimalText.optional(),
      recordNumber: z.string().optional(),
    }),
    diagnoses: z.array(z.object({ code: z.string(), display: z.string(), isMain: z.boolean() })),
    sheet,
  }),
  person,
});

/** How often each rule spoke and how often it was overridden; rules over 90 % deserve a review. */
export const alertStatistics = query({
  name: 'prescriptions.alert-statistics',
  path: '/prescriptions/alert-statistics',
  permission: 'prescriptions.alert-statistics',
  summary: { zh: '合理用药提示统计', en: 'Statistics of medication alerts' },
  input: z.object({ from: date, to: date }),
  output: z.object({
    rules: z.array(
      z.object({
        ruleId: z.string(),
        kind: z.string(),
        shown: z.int(),
        overridden: z.int(),
        overriddenPercent: z.int(),
      }),
    ),
  }),
  person: 'none',
});

const sheetRef = { prescriptionId: id, visitId: id, patientId: id };

export const prescriptionSigned = eventType(
  'prescriptions.signed',
  z.object({
    ...sheetRef,
    number: z.string(),
    departmentId: id,
    doctorId: id,
    items: z.array(
      z.object({
        itemId: id,
        drugId: id,
        /** In dispensing units. */
        quantity: decimalText,
        unit: z.string(),
        specification: z.string(),
        category: drugCategory,
        unitPrice: decimalText,
        amountFen: fenAmount,
        name: z.string(),
      }),
    ),
  }),
);

/** The doctor stands by a sheet that the pharmacist sent back: it is to be reviewed again. */
export const prescriptionInsisted = eventType('prescriptions.insisted', z.object({ ...sheetRef, reason: z.string() }));

export const prescriptionWithdrawn = eventType('prescriptions.withdrawn', z.object(sheetRef));
