import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Purpose } from '../contract.ts';
import type { Move } from '../core/post.ts';
import { negated, postMoves } from '../ledger.ts';
import { closeReservations, lockReservations, type Reservation } from '../reservation-rows.ts';
import * as rows from '../rows.ts';
import { idsOf } from './reserve.ts';

/**
 * Hands promised goods out: the reservations become movements of the very batches that were promised.
 * @returns what left, by line and batch.
 * @throws DomainError 'conflict' stock.nothing-reserved; 'rule' stock.reserved-batch-expired when a promised batch has
 * expired since: choose anew.
 */
export async function issue(tx: Tx, purpose: Purpose, context: Context): Promise<Reservation[]> {
  const held = await lockReservations(tx, purpose.kind, [purpose.id]);
  if (held.length === 0) throw new DomainError('conflict', 'stock.nothing-reserved');
  const today = dateAtInstitution(context.now).toString();
  const expired = held.find(({ expiresOn }) => expiresOn < today);
  if (expired) {
    const { batchNumber, expiresOn } = expired;
    throw new DomainError('rule', 'stock.reserved-batch-expired', { batchNumber, expiresOn });
  }
  const moves = held.map(
    (one): Move => ({
      locationId: one.locationId,
      batchId: one.batchId,
      kind: 'issue',
      quantity: negated(one.quantity),
      fulfils: one.quantity,
      purpose,
      lineId: one.lineId,
    }),
  );
  // The reservations close in the same breath: together they are what the balance trigger checks at the commit.
  await Promise.all([closeReservations(tx, idsOf(held), 'issued', context.now), postMoves(tx, moves, context)]);
  return held;
}

export interface TakeBackLine {
  readonly lineId: string;
  readonly batchId: string;
  readonly quantity: Decimal;
  /** Back to sale where they came from, or into its quarantine. */
  readonly to: 'stock' | 'quarantine';
}

/**
 * Goods that had been issued for a purpose come back, into the batch they came from. The caller lets one return per
 * purpose run at a time by holding its own row.
 * @throws DomainError 'rule' stock.returned-more-than-issued.
 */
export async function takeBack(
  tx: Tx,
  purpose: Purpose,
  lines: readonly TakeBackLine[],
  reason: string,
  context: Context,
): Promise<void> {
  const issued = await outWith(tx, purpose);
  const places = new Map((await rows.locations(tx)).map((location) => [location.id, location]));
  const moves = lines.map((line): Move => {
    const out = issued.get(`${line.lineId}/${line.batchId}`);
    const quantity = toMillionths(line.quantity);
    if (!out || out.quantity < quantity) {
      throw new DomainError('rule', 'stock.returned-more-than-issued', {
        quantity: line.quantity,
        out: fromMillionths(out?.quantity ?? 0n),
      });
    }
    out.quantity -= quantity;
    const quarantineId = places.get(out.locationId)?.quarantineId;
    const locationId = line.to === 'quarantine' && quarantineId ? quarantineId : out.locationId;
    return {
      locationId,
      batchId: line.batchId,
      kind: 'return',
      quantity: line.quantity,
      purpose,
      lineId: line.lineId,
      reason,
    };
  });
  await postMoves(tx, moves, context);
}

/** What is out with the patient for a purpose, in millionths, by line and batch, and where it was taken from. */
async function outWith(tx: Tx, purpose: Purpose) {
  const out = new Map<string, { locationId: string; quantity: bigint }>();
  const moved = await rows.movedFor(tx, purpose);
  for (const row of moved.filter(({ kind }) => kind === 'issue')) {
    out.set(`${row.line_id}/${row.batch_id}`, {
      locationId: row.location_id,
      quantity: -toMillionths(rows.plain(row.quantity)),
    });
  }
  for (const row of moved.filter(({ kind }) => kind === 'return')) {
    const known = out.get(`${row.line_id}/${row.batch_id}`);
    if (known) known.quantity -= toMillionths(rows.plain(row.quantity));
  }
  return out;
}
