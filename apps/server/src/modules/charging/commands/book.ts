import { dateAtInstitution } from '@xinglin/kernel/clock';
import { newId } from '@xinglin/kernel/ids';
import type { Tx } from '#platform/transaction';
import { type Source, settled } from '../contract.ts';
import { postingsOf, totalOf } from '../core/settle.ts';
import { changeItems, type Item } from '../rows/items.ts';
import { type BookedPart, giveNumber, insertSettlement } from '../rows/settlements.ts';
import { billChanged } from './charges.ts';

export interface Booking {
  /** Locked by the caller, all of one visit. */
  readonly items: readonly Item[];
  readonly parts: readonly BookedPart[];
  readonly cashierId: string;
  readonly cashierName: string;
  readonly at: Temporal.Instant;
}

/**
 * Books a settlement of lines whose money has come in, tells the modules above, and gives the receipt its number last.
 * @returns the settlement's id.
 */
export async function book(tx: Tx, { items, parts, cashierId, cashierName, at }: Booking): Promise<string> {
  const [first] = items;
  if (!first) throw new Error('nothing to book');
  const { visitId, patientId } = first;
  const settlementId = newId(at.epochMilliseconds);
  const day = dateAtInstitution(at);
  const lines = items.map(({ id, category, amountFen }) => ({ itemId: id, category, amountFen }));
  await Promise.all([
    insertSettlement(tx, {
      id: settlementId,
      kind: 'charge',
      visitId,
      patientId,
      totalFen: totalOf(lines),
      settledAt: at,
      settledOn: day.toString(),
      cashierId,
      cashierName,
      lines,
      parts,
      postings: postingsOf(lines, parts),
    }),
    changeItems(
      tx,
      items.map(({ id }) => id),
      { from: ['pending', 'paying'], to: 'settled' },
    ),
  ]);
  await tx.publish(settled, { settlementId, visitId, patientId, sources: sourcesOf(items) });
  await giveNumber(tx, settlementId, at, day.year);
  billChanged(tx, visitId);
  return settlementId;
}

/** Each source once. */
export function sourcesOf(items: readonly { readonly source: Source }[]): Source[] {
  const sources = new Map(items.map(({ source: { kind, id } }) => [`${kind}/${id}`, { kind, id }]));
  return [...sources.values()];
}
