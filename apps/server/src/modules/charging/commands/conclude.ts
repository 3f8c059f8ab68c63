import { newId } from '@xinglin/kernel/ids';
import { addFen, negateFen } from '@xinglin/kernel/money';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { CollectAnswer } from '../card/provider.ts';
import { paymentFailed } from '../contract.ts';
import { paymentLife } from '../core/life-cycle.ts';
import { payBack } from '../jobs.ts';
import { changeItems, type Item, lockItemsOfOrder } from '../rows/items.ts';
import { changeOrder, insertPayback, lockOrder, type Order } from '../rows/orders.ts';
import type { BookedPart } from '../rows/settlements.ts';
import { book, sourcesOf } from './book.ts';
import { billChanged } from './charges.ts';

/** What we know after asking: an answer, or nothing. */
export type Outcome = CollectAnswer | { readonly result: 'unknown' };

/**
 * Writes down what became of a payment; the first who knows writes, later ones find it written. Approved money becomes
 * a settlement under the name of the cashier who began it.
 */
export async function conclude(tx: Tx, orderId: string, outcome: Outcome, context: Context): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (!order || paymentLife.eventsIn(order.state).length === 0 || order.state === 'return-pending') return;
  tx.changed(`charging.payment:${orderId}`);
  if (outcome.result === 'pending') return;
  if (outcome.result === 'unknown') {
    await changeOrder(tx, orderId, { state: paymentLife.step(order.state, 'lose') });
    return;
  }
  const items = await lockItemsOfOrder(tx, orderId);
  if (outcome.result === 'declined') {
    await letGo(tx, order, items);
    const state = paymentLife.step(order.state, 'decline');
    await changeOrder(tx, orderId, { state, reason: outcome.reason, at: context.now });
    return;
  }
  const { reference, payer } = outcome;
  const settlementId = await book(tx, {
    items,
    parts: partsOf(order, { reference, payer }),
    cashierId: order.startedBy,
    cashierName: order.startedByName,
    at: context.now,
  });
  const state = paymentLife.step(order.state, 'approve');
  await changeOrder(tx, orderId, { state, reference, payer, settlementId, at: context.now });
}

/**
 * Money was taken for a bill that cannot be settled: it goes back in full, and the bill is open again. What stood in
 * the way is kept with the order.
 */
export async function bounce(tx: Tx, orderId: string, reason: string, context: Context): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (!order || paymentLife.next(order.state, 'bounce') === undefined) return;
  await letGo(tx, order, await lockItemsOfOrder(tx, orderId));
  await changeOrder(tx, orderId, { state: paymentLife.step(order.state, 'bounce'), reason });
  const paybackId = newId(context.now.epochMilliseconds);
  const { amountFen } = order;
  await insertPayback(tx, { id: paybackId, orderId, settlementId: undefined, amountFen, askedAt: context.now });
  await tx.enqueue(payBack.name, { paybackId });
  tx.changed(`charging.payment:${orderId}`);
}

/** Opens the held lines again and tells who had promised something for them. */
async function letGo(tx: Tx, order: Order, items: readonly Item[]): Promise<void> {
  await changeItems(
    tx,
    items.map(({ id }) => id),
    { from: ['paying'], to: 'pending' },
  );
  const { id: orderId, visitId, patientId } = order;
  await tx.publish(paymentFailed, { orderId, visitId, patientId, sources: sourcesOf(items) });
  billChanged(tx, visitId);
}

function partsOf(order: Order, card: Pick<BookedPart, 'reference' | 'payer'>): BookedPart[] {
  const { amountFen, cashFen, tenderedFen, id: orderId } = order;
  const byCard: BookedPart = { method: 'card', amountFen, orderId, ...card };
  if (cashFen === 0) return [byCard];
  const changeFen = addFen(tenderedFen, negateFen(cashFen));
  return [{ method: 'cash', amountFen: cashFen, tenderedFen, changeFen }, byCard];
}
