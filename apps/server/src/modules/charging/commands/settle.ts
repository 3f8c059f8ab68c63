import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { fen } from '@xinglin/kernel/money';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { paymentStarted, type settle } from '../contract.ts';
import { checkParts, type Part } from '../core/settle.ts';
import { collect } from '../jobs.ts';
import type { ChargingNeeds } from '../needs.ts';
import { requireSettlement } from '../queries/settlements.ts';
import { changeItems, type Item, lockOpenItems } from '../rows/items.ts';
import { insertOrder, type Order, shownOrder } from '../rows/orders.ts';
import { book, sourcesOf } from './book.ts';
import { billChanged } from './charges.ts';

/**
 * Takes payment for open lines of one visit. Two cashiers at once: the lines are locked, the second finds none.
 * @throws DomainError as `chooseLines` and `checkParts`; and whatever a module above refuses (not enough stock).
 */
export const settleBill =
  (needs: ChargingNeeds) =>
  async (tx: Tx, input: InputOf<typeof settle>, context: Context): Promise<OutputOf<typeof settle>> => {
    const open = await lockOpenItems(tx, input.visitId);
    const items = chooseLines(open, input.itemIds);
    const lines = items.map(({ id, category, amountFen }) => ({ itemId: id, category, amountFen }));
    const parts = checkParts(lines, input.expectedTotalFen, input.payments);
    const card = parts.find(({ method }) => method === 'card');
    if (card) return { outcome: 'paying', order: await startPayment(tx, items, parts, context) };
    const { staffId: cashierId, displayName: cashierName } = context.actor;
    const settlementId = await book(tx, { items, parts, cashierId, cashierName, at: context.now });
    return { outcome: 'settled', settlement: await requireSettlement(needs)(tx, settlementId) };
  };

/**
 * The lines to settle. What comes from one source is paid in one go: half a prescription is not a prescription.
 * @throws DomainError 'conflict' charging.nothing-to-pay, charging.being-paid, charging.line-not-open; 'rule'
 * charging.source-split.
 */
export function chooseLines(open: readonly Item[], itemIds: readonly string[] | undefined): Item[] {
  const pending = open.filter(({ state }) => state === 'pending');
  if (pending.length === 0) {
    throw new DomainError('conflict', open.length > 0 ? 'charging.being-paid' : 'charging.nothing-to-pay');
  }
  if (itemIds === undefined) return pending;
  const wanted = new Set(itemIds);
  const chosen = pending.filter(({ id }) => wanted.has(id));
  if (chosen.length !== wanted.size) throw new DomainError('conflict', 'charging.line-not-open');
  const sources = new Set(chosen.map(({ source }) => `${source.kind}/${source.id}`));
  if (pending.some(({ id, source }) => sources.has(`${source.kind}/${source.id}`) && !wanted.has(id))) {
    throw new DomainError('rule', 'charging.source-split');
  }
  return chosen;
}

/**
 * Holds the lines, lets the modules above promise what they must, and enqueues the question to the provider. Money is
 * asked for only after this transaction is committed.
 */
async function startPayment(tx: Tx, items: readonly Item[], parts: readonly Part[], context: Context) {
  const [first] = items;
  const card = parts.find(({ method }) => method === 'card');
  if (!first || !card) throw new Error('no lines or no card');
  const cash = parts.find(({ method }) => method === 'cash');
  const { visitId, patientId } = first;
  const order: Order = {
    id: newId(context.now.epochMilliseconds),
    visitId,
    patientId,
    method: 'card',
    amountFen: card.amountFen,
    cashFen: cash?.amountFen ?? fen(0),
    tenderedFen: cash?.tenderedFen ?? fen(0),
    state: 'asking',
    sentAt: undefined,
    startedAt: context.now.toString() as InstantText,
    startedBy: context.actor.staffId,
    startedByName: context.actor.displayName,
  };
  await insertOrder(tx, order);
  await changeItems(
    tx,
    items.map(({ id }) => id),
    { from: ['pending'], to: 'paying', orderId: order.id },
  );
  await tx.publish(paymentStarted, { orderId: order.id, visitId, patientId, sources: sourcesOf(items) });
  await tx.enqueue(collect.name, { orderId: order.id });
  billChanged(tx, visitId);
  return shownOrder(order);
}
