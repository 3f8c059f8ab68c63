import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { CollectAnswer, PaybackAnswer } from '../card/provider.ts';
import type { orderQuestion, paybackQuestion } from '../card/wire.ts';

type Question = z.output<typeof orderQuestion>;
type PaybackQuestion = z.output<typeof paybackQuestion>;

interface Order {
  readonly orderId: string;
  readonly amountFen: number;
  state: 'pending' | 'approved' | 'declined' | 'closed';
  paidBackFen: number;
}

/** What the next orders meet at the terminal. */
export type Fate = 'approve' | 'decline' | 'wait';

/**
 * The books of the simulated card provider. With a journal file they survive a restart, so that a payment of yesterday
 * can be paid back today.
 */
export function bank(journal: string | undefined) {
  const orders = new Map<string, Order>();
  const paybacks = new Map<string, { readonly amountFen: number; readonly answer: PaybackAnswer }>();
  const note = (entry: object) => {
    if (journal !== undefined) appendFileSync(journal, `${JSON.stringify(entry)}\n`);
  };

  const keepOrder = (order: Order) => {
    orders.set(order.orderId, order);
    note({ order });
  };

  const answerOf = (order: Order): CollectAnswer => {
    if (order.state === 'approved') {
      return { result: 'approved', reference: referenceOf(order.orderId), payer: `尾号${digitsOf(order.orderId)}` };
    }
    if (order.state === 'pending') return { result: 'pending' };
    return { result: 'declined', reason: order.state === 'closed' ? 'closed' : 'refused-by-bank' };
  };

  /** The same order again gets the same answer, whatever fate says now: it is never charged twice. */
  const collect = ({ orderId, amountFen }: Question, fate: Fate): CollectAnswer => {
    const known = orders.get(orderId);
    if (known?.state === 'closed' || known?.amountFen === amountFen) return answerOf(known);
    if (known) return { result: 'declined', reason: 'order-reused' };
    const state = fate === 'approve' ? 'approved' : fate === 'decline' ? 'declined' : 'pending';
    const order: Order = { orderId, amountFen, state, paidBackFen: 0 };
    keepOrder(order);
    return answerOf(order);
  };

  const query = (orderId: string) => {
    const known = orders.get(orderId);
    return known ? answerOf(known) : ({ result: 'not-found' } as const);
  };

  /** An order not seen yet is closed too: a request that arrives later finds it so. */
  const close = (orderId: string): CollectAnswer => {
    const known = orders.get(orderId);
    if (known?.state === 'approved' || known?.state === 'declined') return answerOf(known);
    const closed: Order = { orderId, amountFen: known?.amountFen ?? 0, state: 'closed', paidBackFen: 0 };
    keepOrder(closed);
    return answerOf(closed);
  };

  const payBack = ({ paybackId, orderId, amountFen }: PaybackQuestion): PaybackAnswer => {
    const known = paybacks.get(paybackId);
    if (known) return known.amountFen === amountFen ? known.answer : { result: 'declined', reason: 'payback-reused' };
    const order = orders.get(orderId);
    if (order?.state !== 'approved') return { result: 'declined', reason: 'no-such-payment' };
    if (order.paidBackFen + amountFen > order.amountFen) return { result: 'declined', reason: 'more-than-paid' };
    keepOrder({ ...order, paidBackFen: order.paidBackFen + amountFen });
    paybacks.set(paybackId, { amountFen, answer: { result: 'done' } });
    note({ payback: { paybackId, amountFen } });
    return { result: 'done' };
  };

  /** The customer comes to a decision about an order that waits. */
  const decide = (orderId: string, state: 'approved' | 'declined') => {
    const known = orders.get(orderId);
    if (known?.state === 'pending') keepOrder({ ...known, state });
  };

  const totals = () => ({
    takenFen: [...orders.values()].reduce((sum, order) => sum + (order.state === 'approved' ? order.amountFen : 0), 0),
    paidBackFen: [...orders.values()].reduce((sum, order) => sum + order.paidBackFen, 0),
    orders: orders.size,
  });

  if (journal !== undefined && existsSync(journal)) {
    for (const line of readFileSync(journal, 'utf8').split('\n').filter(Boolean)) {
      const entry = JSON.parse(line) as { order?: Order; payback?: { paybackId: string; amountFen: number } };
      if (entry.order) orders.set(entry.order.orderId, entry.order);
      if (entry.payback) {
        paybacks.set(entry.payback.paybackId, { amountFen: entry.payback.amountFen, answer: { result: 'done' } });
      }
    }
  }
  return { collect, query, close, payBack, decide, totals };
}

const hash = (orderId: string): string => createHash('sha256').update(orderId).digest('hex');
const referenceOf = (orderId: string): string => `SIM${hash(orderId).slice(0, 16).toUpperCase()}`;
const digitsOf = (orderId: string): string =>
  String(Number.parseInt(hash(orderId).slice(0, 8), 16) % 10_000).padStart(4, '0');
