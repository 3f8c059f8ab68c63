import { command, query } from '@xinglin/kernel/operation';
import { fenAmount, id, instant, queryInt } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/** Payments that the outside takes: what is asked of a provider, and money on its way back. */

export const paymentMethod = z.enum(['cash', 'card']);
export type PaymentMethod = z.infer<typeof paymentMethod>;

/**
 * Payment with the outside: asking 收款中 · approved 已收款 · declined 未成功 (nothing was taken) · unknown 结果未知
 * (being asked again; never charged a second time) · returned 已退回 (taken, but the bill could not be settled, so the
 * money went back) · return-pending 退回中.
 */
export const paymentState = z.enum(['asking', 'unknown', 'approved', 'declined', 'return-pending', 'returned']);
export type PaymentState = z.infer<typeof paymentState>;

export const paymentOrder = z.object({
  id,
  visitId: id,
  patientId: id,
  method: z.literal('card'),
  amountFen: fenAmount,
  state: paymentState,
  /** Why it was declined or returned: a message key. */
  reason: z.string().optional(),
  startedAt: instant,
  /** The settlement, once there is one. */
  settlementId: id.optional(),
});
export type PaymentOrder = z.infer<typeof paymentOrder>;

export const getPaymentOrder = query({
  name: 'charging.payment-order',
  path: '/charging/payments/:orderId',
  permission: 'charging.view',
  summary: { zh: '支付结果', en: 'State of a payment' },
  input: z.object({ orderId: id }),
  output: paymentOrder,
  person: (_input, output) => output.patientId,
});

/**
 * Asks the provider again about a payment whose outcome is not known; never asks for money a second time. With `giveUp`
 * the payment is closed, so that the bill can be paid another way: it stays open when the card has paid meanwhile.
 */
export const askAgain = command({
  name: 'charging.ask-again',
  method: 'POST',
  path: '/charging/payments/:orderId/ask-again',
  permission: 'charging.settle',
  summary: { zh: '查询或放弃支付', en: 'Ask again about a payment, or give it up' },
  input: z.object({ orderId: id, giveUp: z.boolean().default(false) }),
  output: paymentOrder,
  person: (_input, output) => output.patientId,
});

/**
 * Money on its way back through the provider: asked 退回中 · unknown (asked again by itself, never paid twice) ·
 * done · failed (the provider refused: a person must see to it).
 */
export const paybackState = z.enum(['asked', 'unknown', 'done', 'failed']);
export type PaybackState = z.infer<typeof paybackState>;
export const payback = z.object({
  id,
  orderId: id,
  visitId: id,
  patientId: id,
  amountFen: fenAmount,
  state: paybackState,
  reason: z.string().optional(),
  askedAt: instant,
});
export type Payback = z.infer<typeof payback>;

/** Money that has not reached the customer yet, oldest first. */
export const openPaybacks = query({
  name: 'charging.open-paybacks',
  path: '/charging/paybacks',
  permission: 'charging.view',
  summary: { zh: '未到账退款', en: 'Refunds under way' },
  input: z.object({ limit: queryInt(1, 200, 100) }),
  output: z.object({ paybacks: z.array(payback) }),
  person: (_input, output) => output.paybacks?.map((one) => one.patientId),
});

/** Asks the provider again after a refusal. The same payback is never paid twice. */
export const retryPayback = command({
  name: 'charging.retry-payback',
  method: 'POST',
  path: '/charging/paybacks/:paybackId/retry',
  permission: 'charging.refund',
  summary: { zh: '重试退款', en: 'Try a refund again' },
  input: z.object({ paybackId: id }),
  output: payback,
  person: (_input, output) => output.patientId,
});
