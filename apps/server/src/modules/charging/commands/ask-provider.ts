import { DomainError } from '@xinglin/kernel/domain-error';
import type { Context } from '#platform/actor';
import type { HouseTransaction } from '#platform/house-transaction';
import { handleJob, type JobHandler } from '#platform/jobs/job';
import { type CardProvider, type PaybackAnswer, ProviderSilent } from '../card/provider.ts';
import { paymentLife } from '../core/life-cycle.ts';
import { collect, payBack } from '../jobs.ts';
import type { ChargingNeeds } from '../needs.ts';
import {
  changeOrder,
  changePayback,
  lockOrder,
  lockPayback,
  markSent,
  type Order,
  order as orderById,
} from '../rows/orders.ts';
import { paymentWaitMinutes } from '../settings.ts';
import { bounce, conclude, type Outcome } from './conclude.ts';

export interface AskingNeeds extends Pick<ChargingNeeds, 'institutions'> {
  readonly provider: CardProvider;
  readonly inHouse: HouseTransaction;
}

/** Thrown to have the queue try again: the provider has not said yet what became of the money. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/** The work of charging that leaves the house. It talks to the provider outside any transaction. */
export const chargingJobs = (needs: AskingNeeds): JobHandler[] => [
  handleJob(collect, (payload, run) => askForMoney(needs, institutionOf(run.institutionId), payload)),
  handleJob(payBack, ({ paybackId }, run) => sendBack(needs, institutionOf(run.institutionId), paybackId)),
];

const institutionOf = (institutionId: number | undefined): number => {
  if (institutionId === undefined) throw new Error('a payment belongs to an institution');
  return institutionId;
};

/**
 * Brings one payment order nearer to its end. That money is about to be asked for is committed before the question
 * leaves; whoever comes later, after a crash too, only asks what became of it. So an order is charged at most once.
 * @throws Undecided when it is still open.
 */
export async function askForMoney(
  needs: AskingNeeds,
  institutionId: number,
  { orderId, giveUp = false }: { readonly orderId: string; readonly giveUp?: boolean | undefined },
): Promise<void> {
  const { inHouse, institutions } = needs;
  const begun = await inHouse(institutionId, async (tx, { now }) => {
    const found = await orderById(tx, orderId);
    if (!found || (found.state !== 'asking' && found.state !== 'unknown')) return undefined;
    const [first, waitMinutes] = await Promise.all([
      markSent(tx, orderId, now),
      institutions.setting(tx, paymentWaitMinutes),
    ]);
    const openUntil = Temporal.Instant.from(found.startedAt).add({ minutes: waitMinutes });
    return { found, first, giveUp, late: Temporal.Instant.compare(now, openUntil) > 0 };
  });
  if (!begun) return;
  const outcome = await outcomeOf(needs.provider, begun.found, begun);
  try {
    await inHouse(institutionId, (tx, context) => conclude(tx, orderId, outcome, context));
  } catch (error) {
    // The money is there and a rule says no: it goes back. Anything else is tried again by the queue.
    if (outcome.result !== 'approved' || !(error instanceof DomainError) || error.kind === 'busy') throw error;
    const { code } = error;
    await inHouse(institutionId, (tx, context) => bounce(tx, orderId, code, context));
    return;
  }
  if (outcome.result === 'pending' || outcome.result === 'unknown') throw new Undecided(outcome.result);
}

interface Moment {
  /** Nobody has asked for the money of this order before. */
  readonly first: boolean;
  /** The customer has had time enough; what is not paid now is closed. */
  readonly late: boolean;
  /** The cashier wants the payment closed. */
  readonly giveUp: boolean;
}

async function outcomeOf(provider: CardProvider, order: Order, { first, late, giveUp }: Moment): Promise<Outcome> {
  const { id: orderId, amountFen } = order;
  try {
    if (giveUp) return await provider.close(orderId);
    if (first) return await provider.collect({ orderId, amountFen, subject: '门诊费用' });
    const answer = await provider.query(orderId);
    // Not known to the provider: our question was lost, or is still on its way. Closing makes it final.
    if (answer.result === 'not-found' || (answer.result === 'pending' && late)) return await provider.close(orderId);
    return answer;
  } catch (error) {
    if (error instanceof ProviderSilent) return { result: 'unknown' };
    throw error;
  }
}

/**
 * Sends money back. Asking twice is safe: the payback's id is the provider's refund number.
 * @throws Undecided when nobody knows; the queue asks again.
 */
export async function sendBack(needs: AskingNeeds, institutionId: number, paybackId: string): Promise<void> {
  const { inHouse, provider } = needs;
  const payback = await inHouse(institutionId, (tx) => lockPayback(tx, paybackId));
  if (!payback || payback.state === 'done' || payback.state === 'failed') return;
  const { orderId, amountFen } = payback;
  const answer = await provider.payBack({ paybackId, orderId, amountFen }).catch((error: unknown) => {
    if (error instanceof ProviderSilent) return undefined;
    throw error;
  });
  await inHouse(institutionId, (tx, context) => notePayback(tx, paybackId, answer, context));
  if (answer === undefined) throw new Undecided('unknown');
}

async function notePayback(
  tx: Parameters<typeof lockPayback>[0],
  paybackId: string,
  answer: PaybackAnswer | undefined,
  context: Context,
): Promise<void> {
  const payback = await lockPayback(tx, paybackId);
  if (!payback || payback.state === 'done' || payback.state === 'failed') return;
  tx.changed('charging.paybacks');
  if (answer === undefined) {
    await changePayback(tx, paybackId, { state: 'unknown' });
    return;
  }
  if (answer.result === 'declined') {
    await changePayback(tx, paybackId, { state: 'failed', reason: answer.reason, at: context.now });
    return;
  }
  await changePayback(tx, paybackId, { state: 'done', at: context.now });
  const order = await lockOrder(tx, payback.orderId);
  if (order && paymentLife.next(order.state, 'return')) {
    const { reason } = order;
    await changeOrder(tx, order.id, { state: paymentLife.step(order.state, 'return'), reason, at: context.now });
    tx.changed(`charging.payment:${order.id}`);
  }
}
