import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import { addDecimal, compareDecimal, type Decimal } from '@xinglin/kernel/quantity';
import { type Context, isAllowedIn } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { countStock, Location, receiveGoods, transferGoods, writeOffGoods } from '../contract.ts';
import { monthsFrom } from '../core/expiry.ts';
import type { Move } from '../core/post.ts';
import { perDispensingUnit, toDispensingUnits } from '../core/units.ts';
import { drugFactsOf } from '../drug-facts.ts';
import { negated, postMoves } from '../ledger.ts';
import type { StockNeeds } from '../needs.ts';
import * as rows from '../rows.ts';
import { minimumShelfLifeMonths } from '../settings.ts';

/** @throws DomainError 'not-found' stock.location-not-known. */
export async function requireLocation(tx: Tx, id: string): Promise<Location> {
  const found = await rows.location(tx, id);
  if (!found) throw new DomainError('not-found', 'stock.location-not-known', { locationId: id });
  return found;
}

/** @throws DomainError 'forbidden' unless the actor holds the permission in the department of the location. */
export function requireIn(
  { actor }: Context,
  permission: string,
  { departmentId }: Pick<Location, 'departmentId'>,
): void {
  if (!isAllowedIn(actor, permission, departmentId)) {
    throw new DomainError('forbidden', 'platform.no-permission', { permission });
  }
}

type Receipt = InputOf<typeof receiveGoods>;

/**
 * Goods receipt. Expired goods and goods made in the future are refused; a short remaining shelf life is pointed out.
 * The same batch at the same price from the same supplier adds to what is there.
 */
export const receive =
  ({ catalog, institutions }: StockNeeds) =>
  async (tx: Tx, input: Receipt, context: Context): Promise<OutputOf<typeof receiveGoods>> => {
    requireIn(context, 'stock.receive', await requireLocation(tx, input.locationId));
    const today = dateAtInstitution(context.now).toString();
    input.lines.forEach((line, index) => {
      requireDates(line, index, today);
    });
    const [{ factsOf }, months] = await Promise.all([
      drugFactsOf(
        tx,
        catalog,
        input.lines.map((line) => line.drugId),
      ),
      institutions.setting(tx, minimumShelfLifeMonths),
    ]);
    const receiptId = newId(context.now.epochMilliseconds);
    const { locationId, supplier, documentNumber, note } = input;
    await rows.insertDocument(
      tx,
      { id: receiptId, kind: 'receipt', locationId, supplier, documentNumber, note },
      context,
    );
    const moves: (Move & { readonly drugId: string })[] = [];
    for (const line of input.lines) {
      const { packSize } = factsOf(line.drugId);
      const batchId = await rows.ensureBatch(
        tx,
        {
          id: newId(context.now.epochMilliseconds),
          drugId: line.drugId,
          batchNumber: line.batchNumber,
          madeOn: line.madeOn,
          expiresOn: line.expiresOn,
          purchasePrice: line.unit === 'pack' ? perDispensingUnit(line.purchasePrice, packSize) : line.purchasePrice,
          supplier: supplier ?? '',
        },
        context.now,
      );
      const quantity = line.unit === 'pack' ? toDispensingUnits(line.quantity, packSize) : line.quantity;
      const purpose = { kind: 'receipt', id: receiptId };
      moves.push({ locationId, batchId, kind: 'receipt', quantity, purpose, drugId: line.drugId });
    }
    const balances = new Map((await postMoves(tx, moves, context)).map((balance) => [balance.batchId, balance]));
    tx.changed('stock.balances');
    const shortLife = monthsFrom(today, months);
    return {
      receiptId,
      lines: moves.map(({ batchId, drugId, quantity }) => ({
        batchId,
        drugId,
        quantity,
        onHand: balances.get(batchId)?.onHand ?? quantity,
      })),
      warnings: input.lines.flatMap(({ expiresOn }, line) =>
        expiresOn < shortLife ? [{ line, code: 'stock.short-shelf-life', facts: { expiresOn, months } }] : [],
      ),
    };
  };

function requireDates(line: Receipt['lines'][number], index: number, today: string): void {
  if (line.expiresOn < today) {
    throw invalidField(`lines.${index}.expiresOn`, 'stock.already-expired', { expiresOn: line.expiresOn });
  }
  if (line.madeOn !== undefined && (line.madeOn > today || line.madeOn >= line.expiresOn)) {
    throw invalidField(`lines.${index}.madeOn`, 'stock.made-on-wrong', { madeOn: line.madeOn });
  }
}

/** Goods leave one location and arrive at another in one step. */
export async function transfer(
  tx: Tx,
  input: InputOf<typeof transferGoods>,
  context: Context,
): Promise<OutputOf<typeof transferGoods>> {
  const { fromLocationId, toLocationId, reason, lines } = input;
  if (fromLocationId === toLocationId) throw invalidField('toLocationId', 'stock.same-location');
  const [from] = await Promise.all([requireLocation(tx, fromLocationId), requireLocation(tx, toLocationId)]);
  requireIn(context, 'stock.transfer', from);
  const id = newId(context.now.epochMilliseconds);
  const purpose = { kind: 'transfer', id };
  await rows.insertDocument(tx, { id, kind: 'transfer', locationId: fromLocationId, toLocationId, reason }, context);
  const moves = lines.flatMap(({ batchId, quantity }): Move[] => [
    { locationId: fromLocationId, batchId, kind: 'transfer-out', quantity: negated(quantity), purpose, reason },
    { locationId: toLocationId, batchId, kind: 'transfer-in', quantity, purpose, reason },
  ]);
  await postMoves(tx, moves, context);
  tx.changed('stock.balances');
  return { transferId: id };
}

/** Damage, expiry, recall: the goods are gone, the reason stays. */
export async function writeOff(
  tx: Tx,
  input: InputOf<typeof writeOffGoods>,
  context: Context,
): Promise<OutputOf<typeof writeOffGoods>> {
  const { locationId, reason, note, lines } = input;
  requireIn(context, 'stock.write-off', await requireLocation(tx, locationId));
  const id = newId(context.now.epochMilliseconds);
  const purpose = { kind: 'write-off', id };
  await rows.insertDocument(tx, { id, kind: 'write-off', locationId, reason, note }, context);
  const moves = lines.map(({ batchId, quantity }): Move => {
    return { locationId, batchId, kind: 'write-off', quantity: negated(quantity), purpose, reason };
  });
  await postMoves(tx, moves, context);
  tx.changed('stock.balances');
  return { writeOffId: id };
}

/**
 * Sets book balances to what was counted. Lines without a difference leave no movement.
 * @throws DomainError 'conflict' stock.book-moved when goods moved since the count began; 'rule'
 * stock.not-enough-on-hand when less was counted than is promised: release or hand out first.
 */
export async function count(
  tx: Tx,
  input: InputOf<typeof countStock>,
  context: Context,
): Promise<OutputOf<typeof countStock>> {
  const { locationId, reason, lines } = input;
  requireIn(context, 'stock.count', await requireLocation(tx, locationId));
  requireOncePerBatch(lines);
  const places = lines.map(({ batchId }) => ({ locationId, batchId }));
  const balances = new Map((await rows.lockBalances(tx, places)).map((balance) => [balance.batchId, balance.onHand]));
  const counted = lines.map((line) => {
    const onHand = balances.get(line.batchId);
    if (onHand === undefined) throw new DomainError('not-found', 'stock.batch-not-there', { batchId: line.batchId });
    if (compareDecimal(onHand, line.book) !== 0) {
      throw new DomainError('conflict', 'stock.book-moved', { batchId: line.batchId, book: line.book, onHand });
    }
    return { ...line, book: onHand, difference: addDecimal(line.counted, negated(onHand)) };
  });
  const id = newId(context.now.epochMilliseconds);
  await rows.insertDocument(tx, { id, kind: 'count', locationId, reason }, context);
  const moves = counted
    .filter(({ difference }) => difference !== ZERO)
    .map(
      ({ batchId, difference }): Move => ({
        locationId,
        batchId,
        kind: difference.startsWith('-') ? 'count-loss' : 'count-gain',
        quantity: difference,
        purpose: { kind: 'count', id },
        reason,
      }),
    );
  if (moves.length > 0) await postMoves(tx, moves, context);
  tx.changed('stock.balances');
  return { countId: id, lines: counted };
}

const ZERO = '0' as Decimal;

function requireOncePerBatch(lines: readonly { readonly batchId: string }[]): void {
  const seen = new Set<string>();
  for (const [index, { batchId }] of lines.entries()) {
    if (seen.has(batchId)) throw invalidField(`lines.${index}.batchId`, 'stock.batch-twice');
    seen.add(batchId);
  }
}
