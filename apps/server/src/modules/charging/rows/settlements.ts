import type { Fen } from '@xinglin/kernel/money';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { ChargeCategory, PaymentMethod, Source } from '../contract.ts';
import type { Posting } from '../core/settle.ts';
import { plain } from './items.ts';

export type SettlementKind = 'charge' | 'reversal' | 'kept';

export interface BookedPart {
  readonly method: PaymentMethod;
  readonly amountFen: Fen;
  readonly tenderedFen?: Fen | undefined;
  readonly changeFen?: Fen | undefined;
  readonly orderId?: string | undefined;
  readonly reference?: string | undefined;
  readonly payer?: string | undefined;
}

export interface NewSettlement {
  readonly id: string;
  readonly kind: SettlementKind;
  readonly visitId: string;
  readonly patientId: string;
  readonly totalFen: Fen;
  readonly originalId?: string | undefined;
  /** Sealed. */
  readonly reason?: Buffer | undefined;
  readonly settledAt: Temporal.Instant;
  readonly settledOn: string;
  readonly cashierId: string;
  readonly cashierName: string;
  readonly lines: readonly { readonly itemId: string; readonly amountFen: Fen }[];
  readonly parts: readonly BookedPart[];
  readonly postings: readonly Posting[];
}

/** Books a settlement with its lines, payments and postings; its receipt number comes last, by `giveNumber`. */
export async function insertSettlement(tx: Tx, made: NewSettlement): Promise<void> {
  const { lines, parts, postings } = made;
  await Promise.all([
    tx.run(
      `insert into charging.settlement (institution_id, id, kind, visit_id, patient_id, total_fen, original_id, reason,
         settled_at, settled_on, cashier_id, cashier_name)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        tx.institutionId,
        made.id,
        made.kind,
        made.visitId,
        made.patientId,
        made.totalFen,
        made.originalId ?? null,
        made.reason ?? null,
        made.settledAt.toString(),
        made.settledOn,
        made.cashierId,
        made.cashierName,
      ],
    ),
    tx.run(
      `insert into charging.settlement_line (institution_id, settlement_id, position, item_id, amount_fen)
       select $1::integer, $2::uuid, l.position, l.item_id, l.amount_fen
       from unnest($3::uuid[], $4::bigint[]) with ordinality as l (item_id, amount_fen, position)`,
      [tx.institutionId, made.id, lines.map((line) => line.itemId), lines.map((line) => line.amountFen)],
    ),
    tx.run(
      `insert into charging.payment (institution_id, settlement_id, method, amount_fen, tendered_fen, change_fen,
         order_id, reference, payer)
       select $1::integer, $2::uuid, p.* from unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::uuid[],
         $8::text[], $9::text[]) as p`,
      [
        tx.institutionId,
        made.id,
        parts.map((part) => part.method),
        parts.map((part) => part.amountFen),
        parts.map((part) => part.tenderedFen ?? null),
        parts.map((part) => part.changeFen ?? null),
        parts.map((part) => part.orderId ?? null),
        parts.map((part) => part.reference ?? null),
        parts.map((part) => part.payer ?? null),
      ],
    ),
    tx.run(
      `insert into charging.posting (institution_id, settlement_id, account, amount_fen)
       select $1::integer, $2::uuid, p.* from unnest($3::text[], $4::bigint[]) as p`,
      [
        tx.institutionId,
        made.id,
        postings.map((posting) => posting.account),
        postings.map((posting) => posting.amountFen),
      ],
    ),
  ]);
}

/**
 * The next receipt number of the institution: the year and eight digits. The counter row is held until the commit, so
 * this is the last thing a transaction does; a failed one gives its number back.
 */
export async function giveNumber(tx: Tx, settlementId: string, at: Temporal.Instant, year: number): Promise<string> {
  const { last } = await tx.one<{ last: number }>(
    `insert into charging.receipt_counter as c (institution_id, year, last) values ($1, $2, 1)
     on conflict (institution_id, year) do update set last = c.last + 1 returning last`,
    [tx.institutionId, year],
  );
  const number = `${year}${String(last).padStart(8, '0')}`;
  await tx.run(
    'insert into charging.receipt (institution_id, number, settlement_id, issued_at) values ($1, $2, $3, $4)',
    [tx.institutionId, number, settlementId, at.toString()],
  );
  return number;
}

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface BookedLine {
  readonly itemId: string;
  readonly source: Source & { readonly lineId: string };
  readonly category: ChargeCategory;
  readonly name: string;
  readonly specification?: string;
  readonly unit: string;
  readonly unitPrice: ReturnType<typeof plain>;
  /** Negative in a reversal, as the amount is. */
  readonly quantity: ReturnType<typeof plain>;
  readonly amountFen: Fen;
}

export interface BookedSettlement {
  readonly id: string;
  readonly kind: SettlementKind;
  readonly stands: boolean;
  readonly receiptNumber: string;
  readonly visitId: string;
  readonly patientId: string;
  readonly totalFen: Fen;
  readonly originalId: string | undefined;
  readonly originalReceiptNumber: string | undefined;
  readonly reason: Buffer | undefined;
  readonly settledAt: InstantText;
  readonly settledOn: string;
  readonly cashierId: string;
  readonly cashierName: string;
  readonly lines: readonly BookedLine[];
  readonly parts: readonly BookedPart[];
}

interface Row {
  readonly id: string;
  readonly kind: SettlementKind;
  readonly stands: boolean;
  readonly receipt_number: string;
  readonly visit_id: string;
  readonly patient_id: string;
  readonly total_fen: number;
  readonly original_id: string | null;
  readonly original_receipt: string | null;
  readonly reason: Buffer | null;
  readonly settled_at: InstantText;
  readonly settled_on: string;
  readonly cashier_id: string;
  readonly cashier_name: string;
}

interface LineRow {
  readonly settlement_id: string;
  readonly item_id: string;
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
}

interface PartRow {
  readonly settlement_id: string;
  readonly method: PaymentMethod;
  readonly amount_fen: number;
  readonly tendered_fen: number | null;
  readonly change_fen: number | null;
  readonly order_id: string | null;
  readonly reference: string | null;
  readonly payer: string | null;
}

export const SETTLEMENT = `
  select s.id, s.kind,
    s.kind <> 'reversal' and not exists (
      select from charging.settlement r
      where r.institution_id = s.institution_id and r.original_id = s.id and r.kind = 'reversal') as stands,
    n.number as receipt_number, s.visit_id, s.patient_id, s.total_fen, s.original_id,
    (select o.number from charging.receipt o
      where o.institution_id = s.institution_id and o.settlement_id = s.original_id) as original_receipt,
    s.reason, s.settled_at, s.settled_on, s.cashier_id, s.cashier_name
  from charging.settlement s
  join charging.receipt n on n.institution_id = s.institution_id and n.settlement_id = s.id
  where s.institution_id = $1`;

/** Completes heads read with `SETTLEMENT` with lines and payments, in two statements for all. */
export async function complete(tx: Tx, heads: readonly Row[]): Promise<BookedSettlement[]> {
  if (heads.length === 0) return [];
  const ids = heads.map(({ id }) => id);
  const [lines, parts] = await Promise.all([
    tx.many<LineRow>(
      `select l.settlement_id, l.item_id, i.source_kind, i.source_id, i.line_id, i.category, i.name, i.specification,
         i.unit, i.unit_price, case when s.kind = 'reversal' then -i.quantity else i.quantity end as quantity,
         l.amount_fen
       from charging.settlement_line l
       join charging.settlement s on s.institution_id = l.institution_id and s.id = l.settlement_id
       join charging.item i on i.institution_id = l.institution_id and i.id = l.item_id
       where l.institution_id = $1 and l.settlement_id = any($2) order by l.settlement_id, l.position`,
      [tx.institutionId, ids],
    ),
    tx.many<PartRow>(
      `select settlement_id, method, amount_fen, tendered_fen, change_fen, order_id, reference, payer
       from charging.payment where institution_id = $1 and settlement_id = any($2) order by settlement_id, method`,
      [tx.institutionId, ids],
    ),
  ]);
  return heads.map((row) => ({
    id: row.id,
    kind: row.kind,
    stands: row.stands,
    receiptNumber: row.receipt_number,
    visitId: row.visit_id,
    patientId: row.patient_id,
    totalFen: row.total_fen as Fen,
    originalId: row.original_id ?? undefined,
    originalReceiptNumber: row.original_receipt ?? undefined,
    reason: row.reason ?? undefined,
    settledAt: row.settled_at,
    settledOn: row.settled_on,
    cashierId: row.cashier_id,
    cashierName: row.cashier_name,
    lines: lines.filter((line) => line.settlement_id === row.id).map(lineOf),
    parts: parts.filter((part) => part.settlement_id === row.id).map(partOf),
  }));
}

const lineOf = (row: LineRow): BookedLine => ({
  itemId: row.item_id,
  source: { kind: row.source_kind, id: row.source_id, lineId: row.line_id },
  category: row.category,
  name: row.name,
  ...(row.specification === null ? {} : { specification: row.specification }),
  unit: row.unit,
  unitPrice: plain(row.unit_price),
  quantity: plain(row.quantity),
  amountFen: row.amount_fen as Fen,
});

const partOf = (row: PartRow): BookedPart => ({
  method: row.method,
  amountFen: row.amount_fen as Fen,
  tenderedFen: (row.tendered_fen ?? undefined) as Fen | undefined,
  changeFen: (row.change_fen ?? undefined) as Fen | undefined,
  orderId: row.order_id ?? undefined,
  reference: row.reference ?? undefined,
  payer: row.payer ?? undefined,
});

export async function settlementById(tx: Tx, id: string): Promise<BookedSettlement | undefined> {
  const heads = await tx.many<Row>(`${SETTLEMENT} and s.id = $2`, [tx.institutionId, id]);
  return (await complete(tx, heads))[0];
}

export const settlementsOfVisit = async (tx: Tx, visitId: string): Promise<BookedSettlement[]> =>
  complete(tx, await tx.many<Row>(`${SETTLEMENT} and s.visit_id = $2 order by n.number`, [tx.institutionId, visitId]));

/** The settlement that now holds these lines, for a refund that begins at the source of a charge. */
export async function standingSettlementsOf(tx: Tx, itemIds: readonly string[]): Promise<BookedSettlement[]> {
  const heads = await tx.many<Row>(
    `${SETTLEMENT} and exists (
       select from charging.settlement_line l
       where l.institution_id = s.institution_id and l.settlement_id = s.id and l.item_id = any($2))
     order by n.number`,
    [tx.institutionId, itemIds],
  );
  return complete(
    tx,
    heads.filter(({ stands }) => stands),
  );
}

export type { Row as SettlementRow };
