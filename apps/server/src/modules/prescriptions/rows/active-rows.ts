import { type Decimal, decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Tx } from '#platform/transaction';

/** A line of another sheet that may still be taken. */
export interface Supply {
  readonly itemId: string;
  readonly visitId: string;
  readonly genericId: string;
  readonly dailyDose: { readonly value: Decimal; readonly unit: string } | undefined;
  /** Last day the supply covers. */
  readonly endsOn: string;
}

interface SupplyRow {
  readonly id: string;
  readonly visit_id: string;
  readonly generic_id: string;
  readonly daily_dose: string | null;
  readonly daily_dose_unit: string | null;
  readonly ends_on: string;
}

/** Numeric columns come with trailing zeros; everything outside works with the shortest form. */
export const plain = (text: string): Decimal => fromMillionths(toMillionths(decimal(text)));

/**
 * Lines of sheets that were signed and neither withdrawn nor returned, and of every open sheet of the same visit, a
 * draft included: two drafts of one visit are one treatment. `endsFrom`: earliest last day that is still of interest.
 */
export async function supplies(
  tx: Tx,
  asked: {
    readonly patientIds: readonly string[];
    readonly visitId: string;
    readonly sheetId: string | undefined;
    readonly endsFrom: string;
  },
): Promise<Supply[]> {
  const found = await tx.many<SupplyRow>(
    `select i.id, p.visit_id, i.generic_id, i.daily_dose, i.daily_dose_unit,
       ((coalesce(p.signed_at, p.saved_at) at time zone 'Asia/Shanghai')::date + i.covered_days - 1) as ends_on
     from prescriptions.item i
     join prescriptions.prescription p on p.institution_id = i.institution_id and p.id = i.prescription_id
     where i.institution_id = $1 and i.patient_id = any($2::uuid[]) and i.generic_id is not null
       and p.id is distinct from $4::uuid
       and (p.state in ('signed', 'paid', 'dispensed') or (p.state = 'draft' and p.visit_id = $3))
       and (p.visit_id = $3
         or (coalesce(p.signed_at, p.saved_at) at time zone 'Asia/Shanghai')::date + i.covered_days - 1 >= $5::date)
     order by i.id`,
    [tx.institutionId, asked.patientIds, asked.visitId, asked.sheetId ?? null, asked.endsFrom],
  );
  return found.map((row) => ({
    itemId: row.id,
    visitId: row.visit_id,
    genericId: row.generic_id,
    dailyDose:
      row.daily_dose === null || row.daily_dose_unit === null
        ? undefined
        : { value: plain(row.daily_dose), unit: row.daily_dose_unit },
    endsOn: row.ends_on,
  }));
}
