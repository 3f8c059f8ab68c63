import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { addDecimal, type Decimal } from '@xinglin/kernel/quantity';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Purpose } from '../contract.ts';
import { allocate, type Shortage, type Want } from '../core/allocate.ts';
import { changeReserved, negated } from '../ledger.ts';
import type { StockNeeds } from '../needs.ts';
import {
  closeReservations,
  insertReservations,
  lockReservations,
  type NewReservation,
  openReservations,
  type Reservation,
} from '../reservation-rows.ts';
import * as rows from '../rows.ts';

export interface ReserveLine {
  readonly purpose: Purpose;
  /** The caller's own line, by which it finds the batches again. */
  readonly lineId: string;
  readonly drugId: string;
  readonly quantity: Decimal;
  /** Goods that expire before this day (YYYY-MM-DD) are passed over; today when left out. */
  readonly neededUntil?: string | undefined;
}

export interface ReserveInput {
  readonly locationId: string;
  readonly lines: readonly ReserveLine[];
  /** Batches that must not be chosen, for example because one was found damaged. */
  readonly withoutBatches?: readonly string[];
}

/**
 * Promises goods, first expiry first, never expired ones. All lines or none: several purposes of one payment are
 * reserved by one call, so that transactions lock in one order.
 * @throws DomainError 'rule' stock.not-enough {drug, wanted, available, unit} naming the first drug that is short.
 */
export const reserve =
  ({ catalog }: StockNeeds) =>
  async (tx: Tx, { locationId, lines, withoutBatches = [] }: ReserveInput, context: Context): Promise<void> => {
    const today = dateAtInstitution(context.now).toString();
    const drugIds = [...new Set(lines.map((line) => line.drugId))];
    const shelf = await rows.lockShelf(tx, locationId, drugIds, today);
    const wants = lines.map((line) => ({ ...line, usableUntil: laterOf(line.neededUntil, today) }));
    const candidates = shelf
      .filter(({ batchId }) => !withoutBatches.includes(batchId))
      .map((balance) => ({ ...balance, available: freeOf(balance) }));
    const { allotments, shortages } = allocate(wants, candidates);
    const [short] = shortages;
    if (short) throw await notEnough(tx, catalog, short);
    const made = allotments.map(({ want, batchId, quantity }): NewReservation => {
      const { purpose, lineId, drugId } = want;
      return { id: newId(context.now.epochMilliseconds), locationId, batchId, drugId, quantity, purpose, lineId };
    });
    if (made.length === 0) return;
    await Promise.all([insertReservations(tx, made, context.now), changeReserved(tx, shelf, made)]);
  };

const laterOf = (day: string | undefined, today: string): string => (day !== undefined && day > today ? day : today);

async function notEnough(tx: Tx, catalog: StockNeeds['catalog'], { want, available }: Shortage<Want>) {
  const [drug] = await catalog.drugs(tx, [want.drugId]);
  return new DomainError('rule', 'stock.not-enough', {
    drugId: want.drugId,
    drug: drug ? `${drug.name} ${drug.specification}` : want.drugId,
    wanted: want.quantity,
    available,
    unit: drug?.dispensingUnit ?? '',
  });
}

/** Gives promised goods free again. Nothing happens when nothing is promised. */
export async function release(tx: Tx, purpose: Purpose, context: Context): Promise<void> {
  const held = await lockReservations(tx, purpose.kind, [purpose.id]);
  if (held.length === 0) return;
  const balances = await rows.lockBalances(tx, held);
  await Promise.all([
    closeReservations(tx, idsOf(held), 'released', context.now),
    changeReserved(
      tx,
      balances,
      held.map((one) => ({ ...one, quantity: negated(one.quantity) })),
    ),
  ]);
}

/** What is promised to purposes of one kind now. */
export const reservationsOf = (tx: Tx, kind: string, ids: readonly string[]): Promise<Reservation[]> =>
  openReservations(tx, kind, ids);

export const idsOf = (held: readonly Reservation[]): string[] => held.map(({ id }) => id);

const freeOf = ({ onHand, reserved }: { onHand: Decimal; reserved: Decimal }): Decimal =>
  addDecimal(onHand, negated(reserved));
