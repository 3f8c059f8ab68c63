import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Fen } from '@xinglin/kernel/money';
import type { Decimal } from '@xinglin/kernel/quantity';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import { brokenConstraint } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type { ChargeCategory, Source } from '../contract.ts';
import { changeItems, insertItems, lockLiveItemsOf, type NewItem } from '../rows/items.ts';

export interface NewCharges {
  readonly visitId: string;
  readonly patientId: string;
  readonly source: Source;
  readonly lines: readonly {
    readonly lineId: string;
    readonly category: ChargeCategory;
    readonly name: string;
    readonly specification?: string | undefined;
    readonly unit: string;
    /** Yuan per unit; the amount is worked out by the catalogue, which knows what the price was built from. */
    readonly unitPrice: Decimal;
    readonly quantity: Decimal;
    readonly amountFen: Fen;
  }[];
}

/**
 * Puts lines on the open bill of a visit, with names and prices as they are now.
 * @throws DomainError 'conflict' charging.charged-already when a line of the source is on a bill already.
 */
export async function addCharges(tx: Tx, { visitId, patientId, source, lines }: NewCharges, context: Context) {
  if (lines.length === 0) return;
  const chargedAt = context.now.toString() as InstantText;
  const items = lines.map(
    ({ lineId, specification, ...line }): NewItem => ({
      ...line,
      id: newId(context.now.epochMilliseconds),
      visitId,
      patientId,
      source: { ...source, lineId },
      specification,
      state: 'pending',
      chargedAt,
    }),
  );
  try {
    await insertItems(tx, items, context.actor.staffId);
  } catch (error) {
    if (brokenConstraint(error) === 'item_live_once') throw new DomainError('conflict', 'charging.charged-already');
    throw error;
  }
  billChanged(tx, visitId);
}

/**
 * Takes unpaid lines of a source off the bill; they stay on record as void. Nothing happens when there are none.
 * @throws DomainError 'conflict' charging.being-paid, charging.paid-already: then it is a refund.
 */
export async function cancelCharges(tx: Tx, source: Source, context: Context): Promise<void> {
  const live = await lockLiveItemsOf(tx, source);
  if (live.some(({ state }) => state === 'paying')) throw new DomainError('conflict', 'charging.being-paid');
  if (live.some(({ state }) => state === 'settled')) throw new DomainError('conflict', 'charging.paid-already');
  await changeItems(
    tx,
    live.map(({ id }) => id),
    { from: ['pending'], to: 'void', ended: { at: context.now, by: context.actor.staffId } },
  );
  for (const { visitId } of live.slice(0, 1)) billChanged(tx, visitId);
}

/** Screens that show a bill or the list of bills ask again. */
export function billChanged(tx: Tx, visitId: string): void {
  tx.changed('charging.bills');
  tx.changed(`charging.bill:${visitId}`);
}
