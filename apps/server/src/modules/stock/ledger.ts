import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { addDecimal, type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type Balance, type Move, post } from './core/post.ts';
import * as rows from './rows.ts';

/**
 * Posts movements: locks the balances, works out the ledger lines, writes both. The order of the moves is the order
 * of the ledger. Batches must exist; balances are made where goods arrive for the first time.
 * @throws DomainError 'rule' stock.not-enough-on-hand when a movement would take what is not there or is promised.
 */
export async function postMoves(tx: Tx, moves: readonly Move[], context: Context): Promise<Balance[]> {
  const arriving = moves.filter((move) => !move.quantity.startsWith('-'));
  if (arriving.length > 0) await rows.ensureBalances(tx, arriving);
  const balances = await rows.lockBalances(tx, moves);
  requireAll(moves, balances);
  const { lines, changed, overdrafts } = post(moves, balances);
  const [first] = overdrafts;
  if (first) {
    throw new DomainError('rule', 'stock.not-enough-on-hand', {
      batchId: first.move.batchId,
      wanted: negated(first.move.quantity),
      available: first.free,
    });
  }
  await Promise.all([
    rows.insertMovements(
      tx,
      lines.map((line) => ({ ...line, id: newId(context.now.epochMilliseconds) })),
      context,
    ),
    rows.saveBalances(tx, changed),
  ]);
  return changed;
}

function requireAll(moves: readonly Move[], balances: readonly Balance[]): void {
  const known = new Set(balances.map(({ locationId, batchId }) => `${locationId}/${batchId}`));
  const missing = moves.find(({ locationId, batchId }) => !known.has(`${locationId}/${batchId}`));
  if (missing) throw new DomainError('not-found', 'stock.batch-not-there', { batchId: missing.batchId });
}

/** Raises (or, with negative quantities, lowers) what is promised of balances that the caller holds. */
export async function changeReserved(
  tx: Tx,
  balances: readonly Balance[],
  changes: readonly { readonly locationId: string; readonly batchId: string; readonly quantity: Decimal }[],
): Promise<void> {
  const byPlace = new Map(balances.map((balance) => [`${balance.locationId}/${balance.batchId}`, balance]));
  const changed = new Map<string, Balance>();
  for (const { locationId, batchId, quantity } of changes) {
    const key = `${locationId}/${batchId}`;
    const balance = changed.get(key) ?? byPlace.get(key);
    if (!balance) throw new Error(`balance of batch ${batchId} was not locked`);
    changed.set(key, { ...balance, reserved: addDecimal(balance.reserved, quantity) });
  }
  await rows.saveBalances(tx, [...changed.values()]);
}

export const negated = (value: Decimal): Decimal => fromMillionths(-toMillionths(value));
