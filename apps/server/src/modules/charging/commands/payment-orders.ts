import { DomainError } from '@xinglin/kernel/domain-error';
import type { InputOf } from '@xinglin/kernel/operation';
import type { Tx } from '#platform/transaction';
import type { askAgain, Payback, PaymentOrder, retryPayback } from '../contract.ts';
import { collect, payBack } from '../jobs.ts';
import { changePayback, lockPayback, type Order, order, shownOrder } from '../rows/orders.ts';

/** @throws DomainError 'not-found' charging.order-not-known. */
export async function requireOrder(tx: Tx, orderId: string): Promise<Order> {
  const found = await order(tx, orderId);
  if (!found) throw new DomainError('not-found', 'charging.order-not-known');
  return found;
}

/** Puts the question into the queue; its answer is told on the order's topic. */
export async function askOnce(tx: Tx, { orderId, giveUp }: InputOf<typeof askAgain>): Promise<PaymentOrder> {
  const found = await requireOrder(tx, orderId);
  if (found.state === 'asking' || found.state === 'unknown') await tx.enqueue(collect.name, { orderId, giveUp });
  return shownOrder(found);
}

export async function retry(tx: Tx, { paybackId }: InputOf<typeof retryPayback>): Promise<Payback> {
  const found = await lockPayback(tx, paybackId);
  if (!found) throw new DomainError('not-found', 'charging.payback-not-known');
  if (found.state === 'done') return found;
  await changePayback(tx, paybackId, { state: 'asked' });
  await tx.enqueue(payBack.name, { paybackId });
  return { ...found, state: 'asked' };
}
