import type { Decimal } from '@xinglin/kernel/quantity';
import type { DateText, InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { Change, ItemKind, Price, PriceDecision } from './contract.ts';
import { unitPriceOf } from './core/line-amount.ts';
import type { Placement, PricePeriod } from './core/place-price.ts';
import { plainDecimal, present } from './drug-rows.ts';

/** SQL of prices, versions, use counts and the revision. */

// ── Prices ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface PriceRow {
  readonly item_id: string;
  readonly amount: string;
  readonly basis: Price['basis'];
  readonly per_quantity: string;
  readonly valid_from: DateText;
  readonly valid_until: DateText | null;
}

const PRICE_COLUMNS = 'item_id, amount, basis, per_quantity, lower(valid) as valid_from, upper(valid) as valid_until';

function priceOf(row: PriceRow): Price {
  const amount = plainDecimal(row.amount);
  const perQuantity = plainDecimal(row.per_quantity);
  return {
    amount,
    basis: row.basis,
    perQuantity,
    unitPrice: unitPriceOf(amount, perQuantity),
    validFrom: row.valid_from,
    ...present({ validUntil: row.valid_until }),
  };
}

/** Prices that hold on a day, by item; items without one are missing. */
export async function pricesOn(tx: Tx, itemIds: readonly string[], day: string): Promise<Map<string, Price>> {
  if (itemIds.length === 0) return new Map();
  const rows = await tx.many<PriceRow>(
    `select ${PRICE_COLUMNS} from catalog.price
     where institution_id = $1 and item_id = any($2::uuid[]) and valid @> $3::date`,
    [tx.institutionId, itemIds, day],
  );
  return new Map(rows.map((row) => [row.item_id, priceOf(row)]));
}

/** All prices of one item, past and future, oldest first. */
export async function pricesOf(tx: Tx, itemId: string): Promise<Price[]> {
  const sql = `select ${PRICE_COLUMNS} from catalog.price where institution_id = $1 and item_id = $2 order by valid`;
  return (await tx.many<PriceRow>(sql, [tx.institutionId, itemId])).map(priceOf);
}

export async function periodsOf(tx: Tx, itemId: string): Promise<PricePeriod[]> {
  const rows = await tx.many<{ id: string; from: string; until: string | null }>(
    `select id, lower(valid) as "from", upper(valid) as until
     from catalog.price where institution_id = $1 and item_id = $2 order by valid`,
    [tx.institutionId, itemId],
  );
  return rows.map(({ until, ...row }) => ({ ...row, until: until ?? undefined }));
}

export interface NewPrice {
  readonly id: string;
  readonly decisionId: string;
  readonly kind: ItemKind;
  readonly itemId: string;
  readonly amount: Decimal;
  readonly basis: Price['basis'];
  readonly perQuantity: Decimal;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedByName: string;
  readonly decidedAt: Temporal.Instant;
}

/** Writes a decision and makes it hold; sent together, run in this order. */
export async function writePrice(tx: Tx, price: NewPrice, place: Placement): Promise<void> {
  const drugId = price.kind === 'drug' ? price.itemId : null;
  const serviceId = price.kind === 'service' ? price.itemId : null;
  const statements: Promise<unknown>[] = [
    tx.run(
      `insert into catalog.price_decision (institution_id, id, drug_id, service_id, amount, basis, valid_from, reason,
         decided_by, decided_by_name, decided_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        tx.institutionId,
        price.decisionId,
        drugId,
        serviceId,
        price.amount,
        price.basis,
        place.from,
        price.reason,
        price.decidedBy,
        price.decidedByName,
        price.decidedAt.toString(),
      ],
    ),
  ];
  if (place.replace !== undefined) {
    const sql = 'delete from catalog.price where institution_id = $1 and id = $2';
    statements.push(tx.run(sql, [tx.institutionId, place.replace]));
  }
  if (place.shorten !== undefined) {
    statements.push(
      tx.run(
        `update catalog.price set valid = daterange(lower(valid), $3::date) where institution_id = $1 and id = $2`,
        [tx.institutionId, place.shorten, place.from],
      ),
    );
  }
  statements.push(
    tx.run(
      `insert into catalog.price (institution_id, id, drug_id, service_id, amount, basis, per_quantity, valid, decision_id)
       values ($1, $2, $3, $4, $5, $6, $7, daterange($8::date, $9::date), $10)`,
      [
        tx.institutionId,
        price.id,
        drugId,
        serviceId,
        price.amount,
        price.basis,
        price.perQuantity,
        place.from,
        place.until ?? null,
        price.decisionId,
      ],
    ),
  );
  await Promise.all(statements);
}

export async function decisionsOf(tx: Tx, kind: ItemKind, itemId: string): Promise<PriceDecision[]> {
  const rows = await tx.many<{
    id: string;
    amount: string;
    basis: PriceDecision['basis'];
    valid_from: DateText;
    reason: string;
    decided_by: string;
    decided_by_name: string;
    decided_at: InstantText;
  }>(
    `select id, amount, basis, valid_from, reason, decided_by, decided_by_name, decided_at
     from catalog.price_decision
     where institution_id = $1 and case $2 when 'drug' then drug_id else service_id end = $3
     order by decided_at desc, id desc`,
    [tx.institutionId, kind, itemId],
  );
  return rows.map((row) => ({
    id: row.id,
    amount: plainDecimal(row.amount),
    basis: row.basis,
    validFrom: row.valid_from,
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at,
  }));
}

// ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewChange {
  readonly kind: ItemKind;
  readonly itemId: string;
  readonly version: number;
  readonly content: object;
  readonly reason: string | undefined;
  readonly changedBy: string;
  readonly changedByName: string;
  readonly changedAt: Temporal.Instant;
}

/** Keeps the version as written and tells the search indexes of all processes that something changed. */
export const keepChange = (tx: Tx, change: NewChange) =>
  Promise.all([
    tx.run(
      `insert into catalog.change (institution_id, kind, item_id, version, content, reason, changed_by,
         changed_by_name, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tx.institutionId,
        change.kind,
        change.itemId,
        change.version,
        JSON.stringify(change.content),
        change.reason ?? null,
        change.changedBy,
        change.changedByName,
        change.changedAt.toString(),
      ],
    ),
    tx.run(
      `insert into catalog.revision (institution_id, revision) values ($1, gen_random_uuid())
       on conflict (institution_id) do update set revision = excluded.revision`,
      [tx.institutionId],
    ),
  ]);

/** Newest first, with the names of the fields that differ from the version before. */
export async function changesOf(tx: Tx, itemId: string): Promise<Change[]> {
  const rows = await tx.many<{
    version: number;
    fields: string[];
    reason: string | null;
    changed_by_name: string;
    changed_at: InstantText;
  }>(
    `select version, reason, changed_by_name, changed_at,
       array(
         select coalesce(now_.key, before.key)
         from jsonb_each(content) as now_
         full join jsonb_each(lag_content) as before on before.key = now_.key
         where lag_content is not null and now_.value is distinct from before.value
         order by 1
       ) as fields
     from (
       select *, lag(content) over (order by version) as lag_content
       from catalog.change where institution_id = $1 and item_id = $2
     ) as versions
     order by version desc`,
    [tx.institutionId, itemId],
  );
  return rows.map((row) => ({
    version: row.version,
    fields: row.fields.filter((field) => field !== 'version'),
    changedByName: row.changed_by_name,
    changedAt: row.changed_at,
    ...present({ reason: row.reason }),
  }));
}

/** 'none' before the first drug or service. */
export async function revision(tx: Tx): Promise<string> {
  const sql = 'select revision from catalog.revision where institution_id = $1';
  return (await tx.maybe<{ revision: string }>(sql, [tx.institutionId]))?.revision ?? 'none';
}

// ── Use ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const countUse = (tx: Tx, kind: ItemKind, itemIds: readonly string[], staffId: string, now: Temporal.Instant) =>
  tx.run(
    `insert into catalog.use_count (institution_id, staff_id, kind, item_id, uses, last_used_at)
     select $1, $2, $3, item_id, 1, $5 from unnest($4::uuid[]) as item_id
     on conflict (institution_id, kind, staff_id, item_id)
     do update set uses = use_count.uses + 1, last_used_at = excluded.last_used_at`,
    [tx.institutionId, staffId, kind, itemIds, now.toString()],
  );

export const usesOf = (tx: Tx, kind: ItemKind, staffId: string) =>
  tx.many<{ key: string; own: number; all: number }>(
    `select item_id as key, sum(uses) as all, coalesce(sum(uses) filter (where staff_id = $3), 0) as own
     from catalog.use_count where institution_id = $1 and kind = $2
     group by item_id order by own desc, "all" desc limit 2000`,
    [tx.institutionId, kind, staffId],
  );
