import { type Decimal, decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Location, LocationKind, Purpose } from './contract.ts';
import type { Balance, LedgerLine } from './core/post.ts';

/** numeric(18,6) arrives as "10.000000"; people and JSON see "10". */
export const plain = (text: string): Decimal => fromMillionths(toMillionths(decimal(text)));

// ── Locations ────────────────────────────────────────────────────────────────────────────────────────────────────

interface LocationRow {
  readonly id: string;
  readonly name: string;
  readonly kind: LocationKind;
  readonly department_id: string;
  readonly quarantine_id: string | null;
}

const locationOf = (row: LocationRow): Location => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  departmentId: row.department_id,
  ...(row.quarantine_id === null ? {} : { quarantineId: row.quarantine_id }),
});

const LOCATION = 'select id, name, kind, department_id, quarantine_id from stock.location where institution_id = $1';

export const locations = async (tx: Tx): Promise<Location[]> =>
  (await tx.many<LocationRow>(`${LOCATION} order by kind desc, name, id`, [tx.institutionId])).map(locationOf);

export async function location(tx: Tx, id: string): Promise<Location | undefined> {
  const row = await tx.maybe<LocationRow>(`${LOCATION} and id = $2`, [tx.institutionId, id]);
  return row && locationOf(row);
}

export async function locationOfDepartment(tx: Tx, departmentId: string, kind: LocationKind) {
  const row = await tx.maybe<LocationRow>(`${LOCATION} and department_id = $2 and kind = $3`, [
    tx.institutionId,
    departmentId,
    kind,
  ]);
  return row && locationOf(row);
}

/** Does nothing when the department has a location of this kind already. */
export const insertLocation = (tx: Tx, opened: Location, at: Temporal.Instant) =>
  tx.run(
    `insert into stock.location (institution_id, id, department_id, kind, name, quarantine_id, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (institution_id, department_id, kind) do nothing`,
    [
      tx.institutionId,
      opened.id,
      opened.departmentId,
      opened.kind,
      opened.name,
      opened.quarantineId ?? null,
      at.toString(),
    ],
  );

// ── Batches ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewBatch {
  readonly id: string;
  readonly drugId: string;
  readonly batchNumber: string;
  readonly madeOn: string | undefined;
  readonly expiresOn: string;
  readonly purchasePrice: Decimal;
  readonly supplier: string;
}

/** The batch's id: the one it has already, or the new one. */
export async function ensureBatch(tx: Tx, batch: NewBatch, at: Temporal.Instant): Promise<string> {
  const key = [batch.drugId, batch.batchNumber, batch.expiresOn, batch.purchasePrice, batch.supplier];
  const inserted = await tx.run(
    `insert into stock.batch
       (institution_id, id, drug_id, batch_number, expires_on, purchase_price, supplier, made_on, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (institution_id, drug_id, batch_number, expires_on, purchase_price, supplier) do nothing`,
    [tx.institutionId, batch.id, ...key, batch.madeOn ?? null, at.toString()],
  );
  if (inserted === 1) return batch.id;
  const known = await tx.one<{ id: string }>(
    `select id from stock.batch where institution_id = $1 and drug_id = $2 and batch_number = $3 and expires_on = $4
     and purchase_price = $5 and supplier = $6`,
    [tx.institutionId, ...key],
  );
  return known.id;
}

// ── Balances ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface BalanceRow {
  readonly location_id: string;
  readonly batch_id: string;
  readonly drug_id: string;
  readonly expires_on: string;
  readonly on_hand: string;
  readonly reserved: string;
  readonly moves: number;
}

const balanceOf = (row: BalanceRow): Balance => ({
  locationId: row.location_id,
  batchId: row.batch_id,
  drugId: row.drug_id,
  expiresOn: row.expires_on,
  onHand: plain(row.on_hand),
  reserved: plain(row.reserved),
  moves: row.moves,
});

/**
 * Every statement that locks balances goes by this order, whose columns never change: two transactions that want the
 * same goods meet at the first of them, and neither waits for the other in a circle.
 */
const LOCK_ORDER = 'order by b.location_id, b.drug_id, b.expires_on, b.batch_id for no key update of b';
const BALANCE = 'select b.location_id, b.batch_id, b.drug_id, b.expires_on, b.on_hand, b.reserved, b.moves';

/** Locks what may be promised of these drugs at this location from the day on. */
export const lockShelf = async (tx: Tx, locationId: string, drugIds: readonly string[], usableOn: string) => {
  const rows = await tx.many<BalanceRow>(
    `${BALANCE} from stock.balance b
     where b.institution_id = $1 and b.location_id = $2 and b.drug_id = any($3) and b.expires_on >= $4
       and b.on_hand > b.reserved
     ${LOCK_ORDER}`,
    [tx.institutionId, locationId, drugIds, usableOn],
  );
  return rows.map(balanceOf);
};

export interface Place {
  readonly locationId: string;
  readonly batchId: string;
}

/** Locks the named balances, whatever they hold. Places without a balance are missing from the answer. */
export async function lockBalances(tx: Tx, places: readonly Place[]): Promise<Balance[]> {
  const rows = await tx.many<BalanceRow>(
    `${BALANCE} from stock.balance b
     where b.institution_id = $1 and (b.location_id, b.batch_id) in (select * from unnest($2::uuid[], $3::uuid[]))
     ${LOCK_ORDER}`,
    [tx.institutionId, places.map((place) => place.locationId), places.map((place) => place.batchId)],
  );
  return rows.map(balanceOf);
}

/** Makes empty balances where goods arrive for the first time, in the lock order. */
export const ensureBalances = (tx: Tx, places: readonly Place[]) =>
  tx.run(
    `insert into stock.balance (institution_id, location_id, batch_id, drug_id, expires_on)
     select distinct $1::integer, p.location_id, b.id, b.drug_id, b.expires_on
     from unnest($2::uuid[], $3::uuid[]) as p (location_id, batch_id)
     join stock.batch b on b.institution_id = $1 and b.id = p.batch_id
     order by p.location_id, b.drug_id, b.expires_on, b.id
     on conflict do nothing`,
    [tx.institutionId, places.map((place) => place.locationId), places.map((place) => place.batchId)],
  );

export const saveBalances = (tx: Tx, changed: readonly Balance[]) =>
  tx.run(
    `update stock.balance b set on_hand = c.on_hand, reserved = c.reserved, moves = c.moves
     from unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::numeric[], $6::bigint[])
       as c (location_id, batch_id, on_hand, reserved, moves)
     where b.institution_id = $1 and b.location_id = c.location_id and b.batch_id = c.batch_id`,
    [
      tx.institutionId,
      changed.map((balance) => balance.locationId),
      changed.map((balance) => balance.batchId),
      changed.map((balance) => balance.onHand),
      changed.map((balance) => balance.reserved),
      changed.map((balance) => balance.moves),
    ],
  );

// ── Ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const insertMovements = (tx: Tx, lines: readonly (LedgerLine & { readonly id: string })[], context: Context) =>
  tx.run(
    `insert into stock.movement (institution_id, id, location_id, batch_id, drug_id, position, kind, quantity, before,
       after, purpose_kind, purpose_id, line_id, reason, moved_at, moved_by, moved_by_name)
     select $1::integer, l.id, l.location_id, l.batch_id, l.drug_id, l.position, l.kind, l.quantity, l.before, l.after,
       l.purpose_kind, l.purpose_id, l.line_id, l.reason, $2::timestamptz, $3::text, $4::text
     from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::bigint[], $10::text[], $11::numeric[],
       $12::numeric[], $13::numeric[], $14::text[], $15::uuid[], $16::uuid[], $17::text[])
       as l (id, location_id, batch_id, drug_id, position, kind, quantity, before, after, purpose_kind, purpose_id,
         line_id, reason)`,
    [
      tx.institutionId,
      context.now.toString(),
      context.actor.staffId,
      context.actor.displayName,
      lines.map((line) => line.id),
      lines.map((line) => line.locationId),
      lines.map((line) => line.batchId),
      lines.map((line) => line.drugId),
      lines.map((line) => line.position),
      lines.map((line) => line.kind),
      lines.map((line) => line.quantity),
      lines.map((line) => line.before),
      lines.map((line) => line.after),
      lines.map((line) => line.purpose.kind),
      lines.map((line) => line.purpose.id),
      lines.map((line) => line.lineId ?? null),
      lines.map((line) => line.reason ?? null),
    ],
  );

export interface NewDocument {
  readonly id: string;
  readonly kind: 'receipt' | 'transfer' | 'count' | 'write-off';
  readonly locationId: string;
  readonly toLocationId?: string | undefined;
  readonly supplier?: string | undefined;
  readonly documentNumber?: string | undefined;
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
}

export const insertDocument = (tx: Tx, document: NewDocument, context: Context) =>
  tx.run(
    `insert into stock.document (institution_id, id, kind, location_id, to_location_id, supplier, document_number,
       reason, note, made_at, made_by, made_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tx.institutionId,
      document.id,
      document.kind,
      document.locationId,
      document.toLocationId ?? null,
      document.supplier ?? null,
      document.documentNumber ?? null,
      document.reason ?? null,
      document.note ?? null,
      context.now.toString(),
      context.actor.staffId,
      context.actor.displayName,
    ],
  );

/** What moved for a purpose so far, by line, batch and location: positive in, negative out. */
export const movedFor = (tx: Tx, purpose: Purpose) =>
  tx.many<{ location_id: string; batch_id: string; line_id: string | null; kind: string; quantity: string }>(
    `select location_id, batch_id, line_id, kind, sum(quantity) as quantity from stock.movement
     where institution_id = $1 and purpose_kind = $2 and purpose_id = $3
     group by location_id, batch_id, line_id, kind`,
    [tx.institutionId, purpose.kind, purpose.id],
  );

export const setMinimum = (tx: Tx, locationId: string, drugId: string, minimum: Decimal) =>
  tx.run(
    `insert into stock.minimum (institution_id, location_id, drug_id, minimum) values ($1, $2, $3, $4)
     on conflict (institution_id, location_id, drug_id) do update set minimum = excluded.minimum`,
    [tx.institutionId, locationId, drugId, minimum],
  );

export const clearMinimum = (tx: Tx, locationId: string, drugId: string) =>
  tx.run('delete from stock.minimum where institution_id = $1 and location_id = $2 and drug_id = $3', [
    tx.institutionId,
    locationId,
    drugId,
  ]);
