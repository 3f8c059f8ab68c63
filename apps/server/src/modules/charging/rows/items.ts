import type { Fen } from '@xinglin/kernel/money';
import { type Decimal, decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { ChargeCategory, ChargeItem, ChargeState, Source } from '../contract.ts';

/** numeric(18,6) arrives as "10.000000"; people and JSON see "10". */
export const plain = (text: string): Decimal => fromMillionths(toMillionths(decimal(text)));

/** A charge line as kept: with whom and what holds it. */
export interface Item extends Omit<ChargeItem, 'specification'> {
  readonly visitId: string;
  readonly patientId: string;
  readonly specification: string | undefined;
  readonly orderId: string | undefined;
}

interface ItemRow {
  readonly id: string;
  readonly visit_id: string;
  readonly patient_id: string;
  readonly source_kind: Source['kind'];
  readonly source_id: string;
  readonly line_id: string;
  readonly category: ChargeCategory;
  readonly name: string;
  readonly specification: string | null;
  readonly unit: string;
  readonly unit_price: string;
  readonly quantity: string;
  readonly amount_fen: number;
  readonly state: ChargeState;
  readonly order_id: string | null;
  readonly charged_at: InstantText;
}

const itemOf = (row: ItemRow): Item => ({
  id: row.id,
  visitId: row.visit_id,
  patientId: row.patient_id,
  source: { kind: row.source_kind, id: row.source_id, lineId: row.line_id },
  category: row.category,
  name: row.name,
  specification: row.specification ?? undefined,
  unit: row.unit,
  unitPrice: plain(row.unit_price),
  quantity: plain(row.quantity),
  amountFen: row.amount_fen as Fen,
  state: row.state,
  orderId: row.order_id ?? undefined,
  chargedAt: row.charged_at,
});

/** What a screen sees of a line. */
export function shown({
  visitId: _visit,
  patientId: _patient,
  orderId: _order,
  specification,
  ...item
}: Item): ChargeItem {
  return { ...item, ...(specification === undefined ? {} : { specification }) };
}

const ITEM = `
  select id, visit_id, patient_id, source_kind, source_id, line_id, category, name, specification, unit, unit_price,
    quantity, amount_fen, state, order_id, charged_at
  from charging.item where institution_id = $1`;

/** Lines of a visit that wait for payment or are being paid, in the order they were charged. */
export const openItems = async (tx: Tx, visitId: string): Promise<Item[]> =>
  (
    await tx.many<ItemRow>(`${ITEM} and visit_id = $2 and state in ('pending', 'paying') order by id`, [
      tx.institutionId,
      visitId,
    ])
  ).map(itemOf);

/** Lines of a visit that are neither void nor refunded. */
export const liveItems = async (tx: Tx, visitId: string): Promise<Item[]> =>
  (
    await tx.many<ItemRow>(`${ITEM} and visit_id = $2 and state in ('pending', 'paying', 'settled') order by id`, [
      tx.institutionId,
      visitId,
    ])
  ).map(itemOf);

/**
 * The open lines, held until the end of the transaction. Who settles a bill locks all its open lines in the order of their
 * ids, so that two cashiers meet at the first line; the second then finds none left.
 */
export const lockOpenItems = async (tx: Tx, visitId: string): Promise<Item[]> =>
  (
    await tx.many<ItemRow>(
      `${ITEM} and visit_id = $2 and state in ('pending', 'paying') order by id for no key update`,
      [tx.institutionId, visitId],
    )
  ).map(itemOf);

export const lockItems = async (tx: Tx, ids: readonly string[]): Promise<Item[]> =>
  (await tx.many<ItemRow>(`${ITEM} and id = any($2) order by id for no key update`, [tx.institutionId, ids])).map(
    itemOf,
  );

/** Lines of one source that are neither void nor refunded. */
export const lockLiveItemsOf = async (tx: Tx, source: Source): Promise<Item[]> =>
  (
    await tx.many<ItemRow>(
      `${ITEM} and source_kind = $2 and source_id = $3 and state in ('pending', 'paying', 'settled')
       order by id for no key update`,
      [tx.institutionId, source.kind, source.id],
    )
  ).map(itemOf);

export const lockItemsOfOrder = async (tx: Tx, orderId: string): Promise<Item[]> =>
  (await tx.many<ItemRow>(`${ITEM} and order_id = $2 order by id for no key update`, [tx.institutionId, orderId])).map(
    itemOf,
  );

export interface NewItem extends Omit<Item, 'orderId'> {
  readonly keptOf?: string;
}

/** @throws a database error on `item_live_once` when a line of the source is charged already. */
export const insertItems = (tx: Tx, items: readonly NewItem[], chargedBy: string) =>
  tx.run(
    `insert into charging.item (institution_id, id, visit_id, patient_id, source_kind, source_id, line_id, category,
       name, specification, unit, unit_price, quantity, amount_fen, state, kept_of, charged_at, charged_by)
     select $1::integer, i.*, $2::text from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[],
       $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::numeric[], $14::numeric[], $15::bigint[],
       $16::text[], $17::uuid[], $18::timestamptz[]) as i`,
    [
      tx.institutionId,
      chargedBy,
      items.map((item) => item.id),
      items.map((item) => item.visitId),
      items.map((item) => item.patientId),
      items.map((item) => item.source.kind),
      items.map((item) => item.source.id),
      items.map((item) => item.source.lineId),
      items.map((item) => item.category),
      items.map((item) => item.name),
      items.map((item) => item.specification ?? null),
      items.map((item) => item.unit),
      items.map((item) => item.unitPrice),
      items.map((item) => item.quantity),
      items.map((item) => item.amountFen),
      items.map((item) => item.state),
      items.map((item) => item.keptOf ?? null),
      items.map((item) => item.chargedAt),
    ],
  );

interface Change {
  readonly from: readonly ChargeState[];
  readonly to: ChargeState;
  /** Set while an electronic payment holds the lines. */
  readonly orderId?: string;
  /** When and by whom, for lines that end. Why stands with what made them end: the sheet, the visit, the refund. */
  readonly ended?: { readonly at: Temporal.Instant; readonly by: string };
}

/** Moves lines from one state to another. @throws Error when one of them is not where the caller, who locked it, saw it. */
export async function changeItems(tx: Tx, ids: readonly string[], { from, to, orderId, ended }: Change): Promise<void> {
  if (ids.length === 0) return;
  const changed = await tx.run(
    `update charging.item set state = $4, order_id = $5, ended_at = $6, ended_by = $7
     where institution_id = $1 and id = any($2) and state = any($3)`,
    [tx.institutionId, ids, from, to, orderId ?? null, ended?.at.toString() ?? null, ended?.by ?? null],
  );
  if (changed !== ids.length) throw new Error(`${changed} of ${ids.length} charge lines became ${to}`);
}
