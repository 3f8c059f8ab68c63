import type { Tx } from '#platform/transaction';
import { plainNumber } from '../core/documents.ts';
import type { Allergy, AllergyInput, AllergySubstance, Fact, FactContent, FactKind } from '../health/contract.ts';
import type { PatientsNeeds } from '../needs.ts';
import { present } from './patient-rows.ts';

const allergyContext = (id: string): string => `patients.allergy.content:${id}`;
const stepContext = (id: string): string => `patients.allergy_step.reason:${id}`;
const strikeContext = (id: string): string => `patients.fact.strike_reason:${id}`;
const factContext = (id: string): string => `patients.fact.content:${id}`;

/** One text per substance: the key of a class or drug, otherwise the words without spaces. */
const substanceText = (substance: AllergySubstance): string =>
  substance.kind === 'other' ? `other:${plainNumber(substance.display)}` : `${substance.kind}:${substance.key}`;

interface AllergyRow {
  readonly id: string;
  readonly patient_id: string;
  readonly content: Buffer;
  readonly status: Allergy['status'];
  readonly recorded_by: string;
  readonly recorded_at: string;
  readonly step_id: string | null;
  readonly changed_at: string | null;
  readonly reason: Buffer | null;
}

interface FactRow {
  readonly id: string;
  readonly patient_id: string;
  readonly content: Buffer;
  readonly at: string;
  readonly source: Fact['source'];
  readonly recorded_by: string;
  readonly recorded_at: string;
  readonly struck_at: string | null;
  readonly struck_by: string | null;
  readonly strike_reason: Buffer | null;
}

export interface StoredFact extends Fact {
  readonly patientId: string;
  readonly struck?: { readonly at: string; readonly by: string; readonly reason: string };
}

const ALLERGY_SQL = `
  select a.id, a.patient_id, a.content, a.status, a.recorded_by, a.recorded_at, s.id as step_id,
    s.at as changed_at, s.reason
  from patients.allergy a
  left join lateral (
    select id, at, reason from patients.allergy_step
    where institution_id = a.institution_id and allergy_id = a.id order by seq desc limit 1
  ) s on true
  where a.institution_id = $1`;

const allergyRows = (vault: PatientsNeeds['vault']) => {
  const allergyOf = (row: AllergyRow): Allergy =>
    present({
      ...(JSON.parse(vault.openText(row.content, allergyContext(row.id))) as AllergyInput),
      id: row.id,
      patientId: row.patient_id,
      status: row.status,
      recordedBy: row.recorded_by,
      recordedAt: row.recorded_at,
      statusChangedAt: row.changed_at,
      statusReason: row.step_id && row.reason && vault.openText(row.reason, stepContext(row.step_id)),
    }) as Allergy;

  const substanceIndex = (substance: AllergySubstance): Buffer =>
    vault.blindIndex('patients.substance', substanceText(substance));

  return {
    /** False when the same substance is active already. */
    insertAllergy: async (
      tx: Tx,
      row: { id: string; patientId: string; allergy: AllergyInput; at: string; by: string },
    ): Promise<boolean> => {
      const inserted = await tx.run(
        `insert into patients.allergy
           (institution_id, id, patient_id, content, substance_index, status, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, 'active', $6, $7)
         on conflict (institution_id, patient_id, substance_index) where status = 'active' do nothing`,
        [
          tx.institutionId,
          row.id,
          row.patientId,
          vault.seal(JSON.stringify(present(row.allergy)), allergyContext(row.id)),
          substanceIndex(row.allergy.substance),
          row.at,
          row.by,
        ],
      );
      return inserted === 1;
    },

    insertAllergyStep: (
      tx: Tx,
      step: { id: string; allergyId: string; status: Allergy['status']; reason: string; at: string; by: string },
    ): Promise<number> =>
      tx.run(
        `insert into patients.allergy_step (institution_id, id, allergy_id, status, reason, at, by_staff_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          tx.institutionId,
          step.id,
          step.allergyId,
          step.status,
          vault.seal(step.reason, stepContext(step.id)),
          step.at,
          step.by,
        ],
      ),

    /** Newest first, of every status. */
    allergies: async (tx: Tx, patientIds: readonly string[]): Promise<Allergy[]> => {
      const rows = await tx.many<AllergyRow>(`${ALLERGY_SQL} and a.patient_id = any($2::uuid[]) order by a.seq desc`, [
        tx.institutionId,
        patientIds,
      ]);
      return rows.map(allergyOf);
    },
  };
};

const factRows = (vault: PatientsNeeds['vault']) => {
  const factOf = (row: FactRow): StoredFact => ({
    id: row.id,
    patientId: row.patient_id,
    content: JSON.parse(vault.openText(row.content, factContext(row.id))) as FactContent,
    at: row.at,
    source: row.source,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
    ...(row.struck_at && row.struck_by && row.strike_reason
      ? {
          struck: {
            at: row.struck_at,
            by: row.struck_by,
            reason: vault.openText(row.strike_reason, strikeContext(row.id)),
          },
        }
      : {}),
  });

  return {
    insertFact: (
      tx: Tx,
      row: { id: string; patientId: string; content: FactContent; at: string; source: string; now: string; by: string },
    ): Promise<number> =>
      tx.run(
        `insert into patients.fact (institution_id, id, patient_id, kind, content, at, source, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          tx.institutionId,
          row.id,
          row.patientId,
          row.content.kind satisfies FactKind,
          vault.seal(JSON.stringify(row.content), factContext(row.id)),
          row.at,
          row.source,
          row.now,
          row.by,
        ],
      ),

    strikeFact: (
      tx: Tx,
      strike: { id: string; patientIds: readonly string[]; at: string; by: string; reason: string },
    ): Promise<number> =>
      tx.run(
        `update patients.fact set struck_at = $4, struck_by = $5, strike_reason = $6
         where institution_id = $1 and id = $2 and patient_id = any($3::uuid[]) and struck_at is null`,
        [
          tx.institutionId,
          strike.id,
          strike.patientIds,
          strike.at,
          strike.by,
          vault.seal(strike.reason, strikeContext(strike.id)),
        ],
      ),

    /** Newest first, struck ones too. */
    facts: async (tx: Tx, patientIds: readonly string[]): Promise<StoredFact[]> => {
      const rows = await tx.many<FactRow>(
        `select id, patient_id, content, at, source, recorded_by, recorded_at, struck_at, struck_by, strike_reason
         from patients.fact
         where institution_id = $1 and patient_id = any($2::uuid[])
         order by at desc, seq desc`,
        [tx.institutionId, patientIds],
      );
      return rows.map(factOf);
    },
  };
};

const plainRows = {
  /** 0 when the entry has that status already, or another active entry names the same substance. */
  setAllergyStatus: (tx: Tx, id: string, patientIds: readonly string[], status: Allergy['status']): Promise<number> =>
    tx.run(
      `update patients.allergy a set status = $4
       where a.institution_id = $1 and a.id = $2 and a.patient_id = any($3::uuid[]) and a.status <> $4
         and ($4 <> 'active' or not exists (
           select from patients.allergy o
           where o.institution_id = a.institution_id and o.patient_id = any($3::uuid[]) and o.status = 'active'
             and o.substance_index = a.substance_index))`,
      [tx.institutionId, id, patientIds, status],
    ),

  insertNoAllergy: (tx: Tx, row: { id: string; patientId: string; at: string; by: string }): Promise<number> =>
    tx.run(
      `insert into patients.no_allergy_statement (institution_id, id, patient_id, at, by_staff_id)
       values ($1, $2, $3, $4, $5)`,
      [tx.institutionId, row.id, row.patientId, row.at, row.by],
    ),

  /** When somebody last said that there is none. */
  noAllergyAt: async (tx: Tx, patientIds: readonly string[]): Promise<string | undefined> => {
    const { at } = await tx.one<{ at: string | null }>(
      `select max(at) as at from patients.no_allergy_statement
       where institution_id = $1 and patient_id = any($2::uuid[])`,
      [tx.institutionId, patientIds],
    );
    return at ?? undefined;
  },
};

export type HealthRows = ReturnType<typeof healthRows>;

/** SQL of allergies and basic facts. Reads take every entry of one person: the survivor and those merged into it. */
export const healthRows = (vault: PatientsNeeds['vault']) => ({
  ...allergyRows(vault),
  ...factRows(vault),
  ...plainRows,
});
