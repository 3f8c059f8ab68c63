import type { Decimal } from '@xinglin/kernel/quantity';
import type { DateText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { Purpose } from './contract.ts';
import { plain } from './rows.ts';

/** Goods of one batch promised to one line of a purpose. */
export interface Reservation {
  readonly id: string;
  readonly locationId: string;
  readonly batchId: string;
  readonly batchNumber: string;
  readonly expiresOn: DateText;
  readonly drugId: string;
  readonly quantity: Decimal;
  readonly purpose: Purpose;
  readonly lineId: string;
}

interface Row {
  readonly id: string;
  readonly location_id: string;
  readonly batch_id: string;
  readonly batch_number: string;
  readonly expires_on: DateText;
  readonly drug_id: string;
  readonly quantity: string;
  readonly purpose_kind: string;
  readonly purpose_id: string;
  readonly line_id: string;
}

const OPEN = `
     select r.id, r.location_id, r.batch_id, b.batch_number, b.expires_on, r.drug_id, r.quantity, r.purpose_kind,
       r.purpose_id, r.line_id
     from stock.reservation r
     join stock.batch b on b.institution_id = r.institution_id and b.id = r.batch_id
     where r.institution_id = $1 and r.purpose_kind = $2 and r.purpose_id = any($3) and r.state = 'open'
     order by r.purpose_id, r.line_id, b.expires_on, r.id`;

/** Open reservations of these purposes, which must be of one kind; by line, then first expiry. */
export const openReservations = async (tx: Tx, kind: string, ids: readonly string[]): Promise<Reservation[]> =>
  (await tx.many<Row>(OPEN, [tx.institutionId, kind, ids])).map(reservationOf);

/**
 * The same, held until the end of the transaction: who closes them waits here, before any balance. Reservations come
 * before balances in every transaction that locks both.
 */
export const lockReservations = async (tx: Tx, kind: string, ids: readonly string[]): Promise<Reservation[]> =>
  (await tx.many<Row>(`${OPEN} for update of r`, [tx.institutionId, kind, ids])).map(reservationOf);

const reservationOf = (row: Row): Reservation => ({
  id: row.id,
  locationId: row.location_id,
  batchId: row.batch_id,
  batchNumber: row.batch_number,
  expiresOn: row.expires_on,
  drugId: row.drug_id,
  quantity: plain(row.quantity),
  purpose: { kind: row.purpose_kind, id: row.purpose_id },
  lineId: row.line_id,
});

export type NewReservation = Omit<Reservation, 'batchNumber' | 'expiresOn'>;

export const insertReservations = (tx: Tx, reservations: readonly NewReservation[], at: Temporal.Instant) =>
  tx.run(
    `insert into stock.reservation (institution_id, id, location_id, batch_id, drug_id, quantity, purpose_kind,
       purpose_id, line_id, reserved_at)
     select $1::integer, r.*, $2::timestamptz from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::numeric[], $8::text[],
       $9::uuid[], $10::uuid[]) as r`,
    [
      tx.institutionId,
      at.toString(),
      reservations.map((made) => made.id),
      reservations.map((made) => made.locationId),
      reservations.map((made) => made.batchId),
      reservations.map((made) => made.drugId),
      reservations.map((made) => made.quantity),
      reservations.map((made) => made.purpose.kind),
      reservations.map((made) => made.purpose.id),
      reservations.map((made) => made.lineId),
    ],
  );

/** The caller holds them by `lockReservations`. */
export const closeReservations = (
  tx: Tx,
  ids: readonly string[],
  outcome: 'issued' | 'released',
  at: Temporal.Instant,
) =>
  tx.run(
    `update stock.reservation set state = $3, closed_at = $4
     where institution_id = $1 and id = any($2) and state = 'open'`,
    [tx.institutionId, ids, outcome, at.toString()],
  );
