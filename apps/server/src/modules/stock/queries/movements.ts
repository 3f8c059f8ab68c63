import { startOfDate } from '@xinglin/kernel/clock';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { DateText, InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { listMovements, Movement, MovementKind } from '../contract.ts';
import { drugFactsOf } from '../drug-facts.ts';
import type { StockNeeds } from '../needs.ts';
import { plain } from '../rows.ts';

interface Row {
  readonly id: string;
  readonly drug_id: string;
  readonly batch_id: string;
  readonly batch_number: string;
  readonly expires_on: DateText;
  readonly location_id: string;
  readonly location_name: string;
  readonly kind: MovementKind;
  readonly quantity: string;
  readonly before: string;
  readonly after: string;
  readonly reason: string | null;
  readonly purpose_kind: string;
  readonly purpose_id: string;
  readonly moved_at: InstantText;
  readonly moved_by: string;
  readonly moved_by_name: string;
}

/** Newest first; a page goes on where the last one ended. */
const MOVEMENTS = `
  select m.id, m.drug_id, m.batch_id, b.batch_number, b.expires_on, m.location_id, l.name as location_name, m.kind,
    m.quantity, m.before, m.after, m.reason, m.purpose_kind, m.purpose_id, m.moved_at, m.moved_by, m.moved_by_name
  from stock.movement m
  join stock.batch b on b.institution_id = m.institution_id and b.id = m.batch_id
  join stock.location l on l.institution_id = m.institution_id and l.id = m.location_id
  where m.institution_id = $1
    and ($2::uuid is null or m.location_id = $2) and ($3::uuid is null or m.drug_id = $3)
    and ($4::uuid is null or m.batch_id = $4) and ($5::text is null or m.kind = $5)
    and ($6::timestamptz is null or m.moved_at >= $6) and ($7::timestamptz is null or m.moved_at < $7)
    and ($8::uuid is null or m.number < (select number from stock.movement where institution_id = $1 and id = $8))
  order by m.number desc limit $9`;

export const movementList =
  ({ catalog }: StockNeeds) =>
  async (tx: Tx, input: InputOf<typeof listMovements>): Promise<OutputOf<typeof listMovements>> => {
    const { locationId, drugId, batchId, kind, from, to, before, limit } = input;
    const found = await tx.many<Row>(MOVEMENTS, [
      tx.institutionId,
      locationId ?? null,
      drugId ?? null,
      batchId ?? null,
      kind ?? null,
      from === undefined ? null : startOfDate(Temporal.PlainDate.from(from)).toString(),
      to === undefined ? null : startOfDate(Temporal.PlainDate.from(to).add({ days: 1 })).toString(),
      before ?? null,
      limit + 1,
    ]);
    const shown = found.slice(0, limit);
    const { factsOf } = await drugFactsOf(
      tx,
      catalog,
      shown.map((row) => row.drug_id),
    );
    const movements = shown.map(
      (row): Movement => ({
        id: row.id,
        ...factsOf(row.drug_id),
        batchId: row.batch_id,
        batchNumber: row.batch_number,
        expiresOn: row.expires_on,
        locationId: row.location_id,
        locationName: row.location_name,
        kind: row.kind,
        quantity: plain(row.quantity),
        before: plain(row.before),
        after: plain(row.after),
        ...(row.reason === null ? {} : { reason: row.reason }),
        purpose: { kind: row.purpose_kind, id: row.purpose_id },
        movedAt: row.moved_at,
        movedBy: row.moved_by,
        movedByName: row.moved_by_name,
      }),
    );
    return { movements, more: found.length > limit };
  };
