import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import { addDecimal, compareDecimal, type Decimal } from '@xinglin/kernel/quantity';
import type { DateText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { requireLocation } from '../commands/documents.ts';
import type { Availability, BatchLine, listBatches, lowStock } from '../contract.ts';
import { daysLeft, expiryLevelOf, monthsFrom } from '../core/expiry.ts';
import { drugFactsOf } from '../drug-facts.ts';
import { negated } from '../ledger.ts';
import type { StockNeeds } from '../needs.ts';
import { plain } from '../rows.ts';
import { expiryWarningMonths } from '../settings.ts';

interface AvailabilityRow {
  readonly drug_id: string;
  readonly on_hand: string;
  readonly reserved: string;
  readonly available: string;
  readonly nearest_expiry: DateText | null;
}

const ZERO = '0' as Decimal;

/**
 * What may be promised of each drug today: on hand less reserved, without expired goods and quarantines; at one
 * location, or at all pharmacies together. Drugs never kept in stock come back with zeros.
 */
export async function availableOf(
  tx: Tx,
  locationId: string | undefined,
  drugIds: readonly string[],
  context: Context,
): Promise<Availability[]> {
  const today = dateAtInstitution(context.now).toString();
  const rows = await tx.many<AvailabilityRow>(
    `select b.drug_id, sum(b.on_hand) as on_hand, sum(b.reserved) as reserved,
       coalesce(sum(b.on_hand - b.reserved) filter (where b.expires_on >= $4), 0) as available,
       min(b.expires_on) filter (where b.expires_on >= $4 and b.on_hand > b.reserved) as nearest_expiry
     from stock.balance b
     join stock.location l on l.institution_id = b.institution_id and l.id = b.location_id
     where b.institution_id = $1 and b.drug_id = any($3)
       and (b.location_id = $2 or ($2::uuid is null and l.kind = 'pharmacy'))
     group by b.drug_id`,
    [tx.institutionId, locationId ?? null, drugIds, today],
  );
  const byDrug = new Map(rows.map((row) => [row.drug_id, row]));
  return drugIds.map((drugId) => {
    const row = byDrug.get(drugId);
    if (!row) return { drugId, onHand: ZERO, reserved: ZERO, available: ZERO };
    return {
      drugId,
      onHand: plain(row.on_hand),
      reserved: plain(row.reserved),
      available: plain(row.available),
      ...(row.nearest_expiry === null ? {} : { nearestExpiry: row.nearest_expiry }),
    };
  });
}

interface BatchLineRow {
  readonly batch_id: string;
  readonly drug_id: string;
  readonly batch_number: string;
  readonly made_on: DateText | null;
  readonly expires_on: DateText;
  readonly purchase_price: string;
  readonly supplier: string;
  readonly location_id: string;
  readonly location_name: string;
  readonly on_hand: string;
  readonly reserved: string;
}

const BATCHES = `
  select b.batch_id, b.drug_id, t.batch_number, t.made_on, b.expires_on, t.purchase_price, t.supplier, b.location_id,
    l.name as location_name, b.on_hand, b.reserved
  from stock.balance b
  join stock.batch t on t.institution_id = b.institution_id and t.id = b.batch_id
  join stock.location l on l.institution_id = b.institution_id and l.id = b.location_id
  where b.institution_id = $1 and b.on_hand > 0
    and ($2::uuid is null or b.location_id = $2)
    and ($3::uuid is null or b.drug_id = $3)
    and ($4::text is null or t.batch_number ilike $4 or b.drug_id = any($5::uuid[]))
    and ($6::date is null or b.expires_on < $6)
  order by b.expires_on, b.batch_id, b.location_id
  limit $7`;

/** How many drugs a search text may stand for. */
const MAX_DRUGS = 200;

export const batchList =
  ({ catalog, institutions }: StockNeeds) =>
  async (tx: Tx, input: InputOf<typeof listBatches>, context: Context): Promise<OutputOf<typeof listBatches>> => {
    const { locationId, drugId, text, expiringWithinMonths, limit } = input;
    const today = dateAtInstitution(context.now).toString();
    const [named, warningMonths] = await Promise.all([
      text === undefined ? [] : catalog.drugIdsMatching(tx, text, MAX_DRUGS),
      institutions.setting(tx, expiryWarningMonths),
    ]);
    const found = await tx.many<BatchLineRow>(BATCHES, [
      tx.institutionId,
      locationId ?? null,
      drugId ?? null,
      text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`,
      named,
      // 0 months is what has expired: the last day of use was before today.
      expiringWithinMonths === undefined ? null : dayAfter(today, expiringWithinMonths),
      limit + 1,
    ]);
    const shown = found.slice(0, limit);
    const { factsOf } = await drugFactsOf(
      tx,
      catalog,
      shown.map((row) => row.drug_id),
    );
    const batches = shown.map((row): BatchLine => {
      const onHand = plain(row.on_hand);
      const reserved = plain(row.reserved);
      return {
        ...factsOf(row.drug_id),
        batchId: row.batch_id,
        batchNumber: row.batch_number,
        ...(row.made_on === null ? {} : { madeOn: row.made_on }),
        expiresOn: row.expires_on,
        daysLeft: daysLeft(row.expires_on, today),
        expiryLevel: expiryLevelOf(row.expires_on, today, warningMonths),
        purchasePrice: plain(row.purchase_price),
        ...(row.supplier === '' ? {} : { supplier: row.supplier }),
        locationId: row.location_id,
        locationName: row.location_name,
        onHand,
        reserved,
        available: addDecimal(onHand, negated(reserved)),
      };
    });
    return { batches, more: found.length > limit };
  };

const dayAfter = (today: string, months: number): string =>
  months === 0 ? today : Temporal.PlainDate.from(monthsFrom(today, months)).add({ days: 1 }).toString();

interface MinimumRow {
  readonly drug_id: string;
  readonly minimum: string;
}

/** Drugs whose available quantity is below the minimum set for them, the shortest first. */
export const lowList =
  ({ catalog }: StockNeeds) =>
  async (tx: Tx, { locationId }: InputOf<typeof lowStock>, context: Context): Promise<OutputOf<typeof lowStock>> => {
    await requireLocation(tx, locationId);
    const watched = await tx.many<MinimumRow>(
      'select drug_id, minimum from stock.minimum where institution_id = $1 and location_id = $2 order by drug_id',
      [tx.institutionId, locationId],
    );
    const drugIds = watched.map((row) => row.drug_id);
    const [{ factsOf }, available] = await Promise.all([
      drugFactsOf(tx, catalog, drugIds),
      availableOf(tx, locationId, drugIds, context),
    ]);
    const drugs = watched.flatMap((row, index) => {
      const minimum = plain(row.minimum);
      const now = available[index]?.available ?? ZERO;
      const short = addDecimal(minimum, negated(now));
      return compareDecimal(short, ZERO) > 0 ? [{ ...factsOf(row.drug_id), minimum, available: now, short }] : [];
    });
    return { drugs: drugs.sort((a, b) => compareDecimal(b.short, a.short)) };
  };
