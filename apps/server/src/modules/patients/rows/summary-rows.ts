import { maskPhone } from '@xinglin/kernel/resident-id';
import type { Tx } from '#platform/transaction';
import type { DocumentKind, PatientSummary } from '../contract.ts';
import { ageOf } from '../core/age.ts';
import { maskDocument } from '../core/documents.ts';
import type { PatientsNeeds } from '../needs.ts';
import { PATIENT_COLUMNS, type PatientEntry, type PatientRow, type PatientRows, present } from './patient-rows.ts';

interface SummaryRow extends PatientRow {
  readonly village_name: string | null;
  readonly visited_at: string | null;
  readonly document_id: string | null;
  readonly document_kind: DocumentKind | null;
  readonly number_sealed: Buffer | null;
}

export interface StandingEntry extends PatientEntry {
  readonly villageName: string | undefined;
}

/** An entry with what stands around it in lists. */
export interface ListedEntry extends StandingEntry {
  readonly lastVisitedAt: string | undefined;
  /** The resident identity number when there is one; of absorbed entries too. */
  readonly document: { readonly kind: DocumentKind; readonly number: string } | undefined;
}

/** What an entry stands for: itself and the entries merged into it. */
const GROUP = `(
  select p.id as id
  union all
  select a.id from patients.patient a where a.institution_id = p.institution_id and a.survivor_id = p.id
)`;

export type SummaryRows = ReturnType<typeof summaryRows>;

export const summaryRows = (vault: PatientsNeeds['vault'], rows: Pick<PatientRows, 'entryOf'>) => ({
  /**
   * The entry that stands for each id, by the ids asked for: what every step of a visit needs, so it leaves out what
   * only lists show.
   */
  standing: async (tx: Tx, ids: readonly string[]): Promise<Map<string, StandingEntry>> => {
    if (ids.length === 0) return new Map();
    const found = await tx.many<PatientRow & { readonly asked: string; readonly village_name: string | null }>(
      `select x.id as asked, ${PATIENT_COLUMNS}, v.name as village_name
       from patients.patient x
       join patients.patient p on p.institution_id = x.institution_id and p.id = coalesce(x.survivor_id, x.id)
       left join patients.village v on v.institution_id = p.institution_id and v.id = p.village_id
       where x.institution_id = $1 and x.id = any($2::uuid[])`,
      [tx.institutionId, ids],
    );
    return new Map(
      found.map((row) => [row.asked, { ...rows.entryOf(row), villageName: row.village_name ?? undefined }]),
    );
  },

  /** In the order of `ids`; unknown ids are left out. */
  list: async (tx: Tx, ids: readonly string[]): Promise<ListedEntry[]> => {
    if (ids.length === 0) return [];
    const found = await tx.many<SummaryRow>(
      `select ${PATIENT_COLUMNS}, v.name as village_name, r.visited_at, d.id as document_id,
              d.kind as document_kind, d.number_sealed
       from patients.patient p
       left join patients.village v on v.institution_id = p.institution_id and v.id = p.village_id
       left join lateral (
         select max(visited_at) as visited_at from patients.recency
         where institution_id = p.institution_id and patient_id in ${GROUP}
       ) r on true
       left join lateral (
         select id, kind, number_sealed from patients.document
         where institution_id = p.institution_id and patient_id in ${GROUP} and ended_at is null
         order by kind <> 'resident-id', patient_id <> p.id, recorded_at, id limit 1
       ) d on true
       where p.institution_id = $1 and p.id = any($2::uuid[])`,
      [tx.institutionId, ids],
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      if (!row) return [];
      return {
        ...rows.entryOf(row),
        villageName: row.village_name ?? undefined,
        lastVisitedAt: row.visited_at ?? undefined,
        document:
          row.document_id && row.document_kind && row.number_sealed
            ? {
                kind: row.document_kind,
                number: vault.openText(row.number_sealed, `patients.document.number:${row.document_id}`),
              }
            : undefined,
      };
    });
  },
});

/** What a list shows: everything personal masked. */
export function summaryOf(entry: ListedEntry, now: Temporal.Instant): PatientSummary {
  const { demographics } = entry;
  return present({
    id: entry.id,
    number: entry.number,
    name: demographics.name,
    sex: demographics.sex,
    bornOn: demographics.bornOn,
    bornOnIsEstimate: demographics.bornOnIsEstimate,
    age: ageOf(
      { bornOn: demographics.bornOn, bornAt: demographics.bornAt, bornOnIsEstimate: demographics.bornOnIsEstimate },
      now,
    ),
    document: entry.document && { kind: entry.document.kind, masked: maskDocument(entry.document.number) },
    phoneMasked: demographics.phone === undefined ? undefined : maskPhone(demographics.phone),
    villageName: entry.villageName,
    temporary: entry.temporary !== undefined,
    deceasedOn: demographics.deceasedOn,
    lastVisitedAt: entry.lastVisitedAt,
  }) as PatientSummary;
}
