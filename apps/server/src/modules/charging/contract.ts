import { command, eventType, query, queryByBody } from '@xinglin/kernel/operation';
import {
  date,
  decimalText,
  fenAmount,
  id,
  instant,
  optionalText,
  positiveDecimal,
  queryInt,
  text,
} from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { paymentMethod, paymentOrder } from './payments/contract.ts';

export * from './payments/contract.ts';

/**
 * Charging: what a visit owes, who paid what and how, receipts, refunds. Amounts are whole fen. Unit prices are yuan
 * with up to six fraction digits; a line is rounded half up to whole fen once, a total is the sum of its lines.
 */

// ── Shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Statutory receipt categories (收费类别). */
export const chargeCategory = z.enum([
  'registration', // 挂号费
  'consultation', // 诊察费
  'examination', // 检查费
  'laboratory', // 化验费
  'treatment', // 治疗费
  'surgery', // 手术费
  'bed', // 床位费
  'nursing', // 护理费
  'material', // 卫生材料费
  'western-medicine', // 西药费
  'patent-medicine', // 中成药费
  'herbal-medicine', // 中药饮片费
  'general-practice', // 一般诊疗费
  'other', // 其他
]);
export type ChargeCategory = z.infer<typeof chargeCategory>;

/** What a charge comes from. The identifier is that of the module that made it. */
export const sourceKind = z.enum(['registration', 'prescription', 'service']);
export const source = z.object({ kind: sourceKind, id });
export type Source = z.infer<typeof source>;

/**
 * pending 待收费 · paying 支付中 (an electronic payment is under way, nothing may change) · settled 已收费 ·
 * refunded 已退费 · void 已作废 (before payment).
 */
export const chargeState = z.enum(['pending', 'paying', 'settled', 'refunded', 'void']);
export type ChargeState = z.infer<typeof chargeState>;

export const chargeItem = z.object({
  id,
  source: source.extend({ lineId: id }),
  category: chargeCategory,
  name: z.string(),
  specification: z.string().optional(),
  unit: z.string(),
  unitPrice: decimalText,
  quantity: decimalText,
  amountFen: fenAmount,
  state: chargeState,
  chargedAt: instant,
});
export type ChargeItem = z.infer<typeof chargeItem>;

/** One part of a settlement. Negative in a reversal. */
export const paymentPart = z.object({
  method: paymentMethod,
  amountFen: fenAmount,
  /** Cash put on the table and given back; only for cash taken. */
  tenderedFen: fenAmount.optional(),
  changeFen: fenAmount.optional(),
  /** The provider's number of the payment and what the customer knows it by (last digits of the card). */
  reference: z.string().optional(),
  payer: z.string().optional(),
});
export type PaymentPart = z.infer<typeof paymentPart>;

export const settlementLine = z.object({
  itemId: id,
  source: source.extend({ lineId: id }),
  category: chargeCategory,
  name: z.string(),
  specification: z.string().optional(),
  unit: z.string(),
  unitPrice: decimalText,
  quantity: decimalText,
  amountFen: fenAmount,
  /** Present in a settlement that still stands. */
  refundable: z.boolean(),
});

/**
 * charge: money taken · reversal: the whole of an earlier settlement taken back · kept: what stays charged after a
 * partial refund, made together with the reversal.
 */
export const settlementKind = z.enum(['charge', 'reversal', 'kept']);

export const settlement = z.object({
  id,
  kind: settlementKind,
  /** False when a later reversal points to it; always false for a reversal. */
  stands: z.boolean(),
  receiptNumber: z.string(),
  visitId: id,
  patientId: id,
  patientName: z.string(),
  totalFen: fenAmount,
  lines: z.array(settlementLine),
  payments: z.array(paymentPart),
  /** For a reversal and for what was kept: the settlement they come from. */
  originalId: id.optional(),
  originalReceiptNumber: z.string().optional(),
  reason: z.string().optional(),
  settledAt: instant,
  /** Staff id, or "platform" for the house itself. */
  cashierId: z.string(),
  cashierName: z.string(),
});
export type Settlement = z.infer<typeof settlement>;

export const bill = z.object({
  visitId: id,
  patientId: id,
  patientName: z.string(),
  lines: z.array(chargeItem),
  /** Sum of the lines that wait for payment. `settle` is told this number and refuses when it is no longer true. */
  totalFen: fenAmount,
  /** A payment by card that is under way, if any. */
  payingOrderId: id.optional(),
});
export type Bill = z.infer<typeof bill>;

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────

const visitAndPatient = { visitId: id, patientId: id };

/** Before money is asked from the outside: whoever must promise something (stock) promises it now, or refuses. */
export const paymentStarted = eventType(
  'charging.payment-started',
  z.object({ orderId: id, ...visitAndPatient, sources: z.array(source) }),
);
/** The outside did not pay: promises may be taken back. */
export const paymentFailed = eventType(
  'charging.payment-failed',
  z.object({ orderId: id, ...visitAndPatient, sources: z.array(source) }),
);
export const settled = eventType(
  'charging.settled',
  z.object({ settlementId: id, ...visitAndPatient, sources: z.array(source) }),
);
export const refunded = eventType(
  'charging.refunded',
  z.object({
    /** The reversal. */
    settlementId: id,
    originalId: id,
    ...visitAndPatient,
    refundedFen: fenAmount,
    reason: z.string(),
    sources: z.array(
      source.extend({
        /** True when nothing of this source stays charged. */
        whole: z.boolean(),
        lines: z.array(z.object({ lineId: id, quantity: decimalText })),
      }),
    ),
  }),
);

// ── Operations ───────────────────────────────────────────────────────────────────────────────────────────────────

export const openBills = query({
  name: 'charging.open-bills',
  path: '/charging/bills',
  permission: 'charging.view',
  summary: { zh: '待收费患者', en: 'Patients with open bills' },
  input: z.object({ limit: queryInt(1, 500, 100), patientId: id.optional() }),
  output: z.object({
    bills: z.array(
      z.object({
        visitId: id,
        patientId: id,
        patientName: z.string(),
        totalFen: fenAmount,
        lines: z.int(),
        paying: z.boolean(),
        since: instant,
      }),
    ),
    more: z.boolean(),
  }),
  person: (_input, output) => output.bills?.map((one) => one.patientId),
});

export const billOfVisit = query({
  name: 'charging.bill-of-visit',
  path: '/charging/visits/:visitId/bill',
  permission: 'charging.view',
  summary: { zh: '就诊账单', en: 'Open bill of a visit' },
  input: z.object({ visitId: id }),
  output: bill,
  person: (_input, output) => output.patientId,
});

const cashPart = z.object({
  method: z.literal('cash'),
  amountFen: fenAmount,
  tenderedFen: fenAmount,
});
const cardPart = z.object({ method: z.literal('card'), amountFen: fenAmount });

/**
 * Takes payment for lines of one bill, all pending lines when `itemIds` is left out. `expectedTotalFen` is the total
 * the cashier saw; when the bill has changed the answer is the refusal `charging.bill-changed` with the new total.
 * Parts must sum to the total; none for a total of 0; at most one of each method.
 * With cash alone the answer is the settlement. With a card the money is asked for after the commit: the answer is
 * the payment order, its end is told on the topic `charging.payment:<orderId>`.
 */
export const settle = command({
  name: 'charging.settle',
  method: 'POST',
  path: '/charging/visits/:visitId/settle',
  permission: 'charging.settle',
  summary: { zh: '收费结算', en: 'Settle a bill' },
  input: z.object({
    visitId: id,
    itemIds: z.array(id).min(1).max(200).optional(),
    expectedTotalFen: fenAmount,
    payments: z.array(z.discriminatedUnion('method', [cashPart, cardPart])).max(2),
  }),
  output: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('settled'), settlement }),
    z.object({ outcome: z.literal('paying'), order: paymentOrder }),
  ]),
  person: (_input, output) =>
    output.outcome === 'settled'
      ? output.settlement.patientId
      : output.outcome === 'paying'
        ? output.order.patientId
        : undefined,
});

export const settlementsOfVisit = query({
  name: 'charging.settlements-of-visit',
  path: '/charging/visits/:visitId/settlements',
  permission: 'charging.view',
  summary: { zh: '就诊结算记录', en: 'Settlements of a visit' },
  input: z.object({ visitId: id }),
  output: z.object({ settlements: z.array(settlement) }),
  person: (_input, output) => output.settlements?.map((one) => one.patientId),
});

/** By receipt number or by patient, newest first: where a refund begins. */
export const findSettlements = query({
  name: 'charging.find-settlements',
  path: '/charging/settlements',
  permission: 'charging.view',
  summary: { zh: '查找结算', en: 'Find settlements' },
  input: z.object({
    receiptNumber: optionalText(30),
    patientId: id.optional(),
    from: date.optional(),
    to: date.optional(),
    mine: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).optional(),
    limit: queryInt(1, 200, 50),
  }),
  output: z.object({ settlements: z.array(settlement), more: z.boolean() }),
  person: (_input, output) => output.settlements?.map((one) => one.patientId),
});

/**
 * Gives money back for lines of a settlement that stands, whole lines or part of their quantity. The settlement is
 * reversed and what is kept is settled anew, in one step. Money goes back the way it came.
 */
export const refund = command({
  name: 'charging.refund',
  method: 'POST',
  path: '/charging/settlements/:settlementId/refund',
  permission: 'charging.refund',
  summary: { zh: '退费', en: 'Refund' },
  input: z.object({
    settlementId: id,
    lines: z
      .array(z.object({ itemId: id, quantity: positiveDecimal.optional() }))
      .min(1, { error: 'input.required' })
      .max(200),
    reason: text(200),
    /** What the cashier was told will be given back; see `previewRefund`. */
    expectedRefundFen: fenAmount,
  }),
  output: z.object({
    reversal: settlement,
    kept: settlement.optional(),
    refundedFen: fenAmount,
    /** How the money goes back; positive amounts. `done` is false while the provider has not confirmed. */
    back: z.array(z.object({ method: paymentMethod, amountFen: fenAmount, done: z.boolean() })),
  }),
  person: (_input, output) => output.reversal?.patientId,
});

export const previewRefund = queryByBody({
  name: 'charging.preview-refund',
  path: '/charging/settlements/:settlementId/refund-preview',
  permission: 'charging.refund',
  summary: { zh: '退费试算', en: 'Work out a refund' },
  input: z.object({
    settlementId: id,
    lines: z
      .array(z.object({ itemId: id, quantity: positiveDecimal.optional() }))
      .min(1, { error: 'input.required' })
      .max(200),
  }),
  output: z.object({
    patientId: id,
    refundFen: fenAmount,
    keptFen: fenAmount,
    back: z.array(z.object({ method: paymentMethod, amountFen: fenAmount })),
    needsSupervisor: z.boolean(),
    /** What stands in the way (drugs not yet brought back …): an error code with its facts. */
    refusedBy: z
      .object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) })
      .optional(),
  }),
  person: (_input, output) => output.patientId,
});

/** Everything a printed receipt (收费票据) shows. */
export const receipt = query({
  name: 'charging.receipt',
  path: '/charging/settlements/:settlementId/receipt',
  permission: 'charging.view',
  summary: { zh: '票据打印内容', en: 'Receipt to print' },
  input: z.object({ settlementId: id }),
  output: z.object({
    institutionName: z.string(),
    settlement,
    patientSex: z.string(),
    visitNumber: z.string().optional(),
    /** Sums by receipt category, in the order of the statutory list. */
    categories: z.array(z.object({ category: chargeCategory, amountFen: fenAmount })),
    totalInCapitals: z.string(),
  }),
  person: (_input, output) => output.settlement?.patientId,
});

/** What one cashier took and gave back on one day, the caller's own when `cashierId` is left out. */
export const daySummary = query({
  name: 'charging.day-summary',
  path: '/charging/day-summary',
  permission: 'charging.view',
  summary: { zh: '收费员日报', en: 'Day summary of a cashier' },
  input: z.object({ day: date.optional(), cashierId: optionalText(40) }),
  output: z.object({
    day: date,
    cashierId: z.string(),
    cashierName: z.string(),
    charges: z.int(),
    refunds: z.int(),
    takenFen: fenAmount,
    /** Not negative: what was given back. */
    refundedFen: fenAmount,
    netFen: fenAmount,
    methods: z.array(
      z.object({ method: paymentMethod, takenFen: fenAmount, refundedFen: fenAmount, netFen: fenAmount }),
    ),
    categories: z.array(
      z.object({ category: chargeCategory, takenFen: fenAmount, refundedFen: fenAmount, netFen: fenAmount }),
    ),
    firstReceipt: z.string().optional(),
    lastReceipt: z.string().optional(),
    receipts: z.int(),
    cashToHandInFen: fenAmount,
  }),
  person: 'none',
});
