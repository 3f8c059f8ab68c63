import type { Reader } from '#platform/live/remembered';
import type { Tx } from '#platform/transaction';
import type { PatientsNeeds } from '../needs.ts';

export interface MergeStep {
  readonly step: 'merge' | 'unmerge';
  readonly patientId: string;
  readonly survivorId: string;
  readonly reason: string;
  readonly at: string;
  readonly by: string;
}

/** Entry → all entries of the same person, itself among them. Entries never merged are left out. */
export type Groups = ReadonlyMap<string, readonly string[]>;

const stepContext = (id: string): string => `patients.merge_step.reason:${id}`;
const pairContext = (one: string, other: string): string => `patients.distinct_pair.reason:${one}:${other}`;

/** SQL of merging. `merged_into` is what a person decided; `survivor_id` is the end of that chain, worked out. */
export const mergeRows = (vault: PatientsNeeds['vault']) => ({
  /** The entry that stands for `id`; undefined when there is no such entry. */
  survivorOf: async (tx: Tx, id: string): Promise<string | undefined> => {
    const row = await tx.maybe<{ id: string }>(
      'select coalesce(survivor_id, id) as id from patients.patient where institution_id = $1 and id = $2',
      [tx.institutionId, id],
    );
    return row?.id;
  },

  /** The survivor and every entry merged into it, the survivor first. Empty when there is no such entry. */
  groupOf: async (tx: Tx, id: string): Promise<string[]> => {
    const rows = await tx.many<{ id: string }>(
      `with root as (
         select coalesce(survivor_id, id) as id from patients.patient where institution_id = $1 and id = $2
       )
       select id from root
       union all
       select p.id from root join patients.patient p on p.institution_id = $1 and p.survivor_id = root.id`,
      [tx.institutionId, id],
    );
    return rows.map((row) => row.id);
  },

  groups: async (tx: Reader): Promise<Groups> => {
    const rows = await tx.many<{ id: string; survivor_id: string }>(
      'select id, survivor_id from patients.patient where institution_id = $1 and survivor_id is not null',
      [tx.institutionId],
    );
    const bySurvivor = Map.groupBy(rows, (row) => row.survivor_id);
    return new Map(
      [...bySurvivor].flatMap(([survivorId, merged]) => {
        const group = [survivorId, ...merged.map(({ id }) => id)];
        return group.map((id) => [id, group] as const);
      }),
    );
  },

  absorbed: (tx: Tx, survivorId: string) =>
    tx.many<{ id: string; number: string; name: string }>(
      `select id, number, name from patients.patient
       where institution_id = $1 and survivor_id = $2 order by registered_at, id`,
      [tx.institutionId, survivorId],
    ),

  /** Points the entry, and what was merged into it, to the survivor. */
  point: async (tx: Tx, id: string, survivorId: string): Promise<void> => {
    await Promise.all([
      tx.run('update patients.patient set survivor_id = $3 where institution_id = $1 and survivor_id = $2', [
        tx.institutionId,
        id,
        survivorId,
      ]),
      tx.run('update patients.patient set merged_into = $3, survivor_id = $3 where institution_id = $1 and id = $2', [
        tx.institutionId,
        id,
        survivorId,
      ]),
    ]);
  },

  /** Takes the entry out of its group, together with what was merged into it. */
  release: async (tx: Tx, id: string): Promise<void> => {
    await Promise.all([
      tx.run(
        `with recursive below as (
           select id from patients.patient where institution_id = $1 and merged_into = $2
           union all
           select p.id from below join patients.patient p on p.institution_id = $1 and p.merged_into = below.id
         )
         update patients.patient set survivor_id = $2 where institution_id = $1 and id in (select id from below)`,
        [tx.institutionId, id],
      ),
      tx.run(
        'update patients.patient set merged_into = null, survivor_id = null where institution_id = $1 and id = $2',
        [tx.institutionId, id],
      ),
    ]);
  },

  insertStep: (tx: Tx, id: string, step: MergeStep, acknowledged: readonly string[]): Promise<number> =>
    tx.run(
      `insert into patients.merge_step
         (institution_id, id, step, patient_id, survivor_id, reason, acknowledged, at, by_staff_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tx.institutionId,
        id,
        step.step,
        step.patientId,
        step.survivorId,
        vault.seal(step.reason, stepContext(id)),
        acknowledged,
        step.at,
        step.by,
      ],
    ),

  /** Newest first. */
  steps: async (tx: Tx, patientId: string): Promise<MergeStep[]> => {
    const rows = await tx.many<Omit<MergeStep, 'reason'> & { readonly id: string; readonly reason: Buffer }>(
      `select id, step, patient_id as "patientId", survivor_id as "survivorId", reason, at, by_staff_id as by
       from patients.merge_step
       where institution_id = $1 and (patient_id = $2 or survivor_id = $2) order by seq desc`,
      [tx.institutionId, patientId],
    );
    return rows.map(({ id, reason, ...step }) => ({ ...step, reason: vault.openText(reason, stepContext(id)) }));
  },

  insertDistinct: (
    tx: Tx,
    pair: readonly [string, string],
    reason: string,
    at: string,
    by: string,
  ): Promise<number> => {
    const [one = '', other = ''] = [...pair].sort();
    return tx.run(
      `insert into patients.distinct_pair (institution_id, one_id, other_id, reason, at, by_staff_id)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (institution_id, one_id, other_id) do nothing`,
      [tx.institutionId, one, other, vault.seal(reason, pairContext(one, other)), at, by],
    );
  },

  distinctFrom: async (tx: Tx, id: string): Promise<Set<string>> => {
    const rows = await tx.many<{ id: string }>(
      `select other_id as id from patients.distinct_pair where institution_id = $1 and one_id = $2
       union all
       select one_id from patients.distinct_pair where institution_id = $1 and other_id = $2`,
      [tx.institutionId, id],
    );
    return new Set(rows.map((row) => row.id));
  },

  /**
   * Entries worth comparing: one name, one sound, one birth date, one phone or one document. Merged entries come
   * too (a survivor may be found by what an absorbed entry says).
   */
  alike: async (
    tx: Tx,
    wanted: {
      readonly names: readonly string[];
      readonly bornOn: string | undefined;
      readonly phoneIndexes: readonly Buffer[];
      readonly documentIndexes: readonly Buffer[];
      readonly limit: number;
    },
  ): Promise<string[]> => {
    const rows = await tx.many<{ id: string }>(
      `select distinct id from (
         (select patient_id as id from patients.search_key
          where institution_id = $1 and key = any($2::text[]) and kind <> 'initials' and skipped = 0 limit $6)
         union all
         (select id from patients.patient where institution_id = $1 and born_on = $3::date limit $6)
         union all
         (select id from patients.patient where institution_id = $1 and phone_index = any($4::bytea[]) limit $6)
         union all
         (select id from patients.patient where institution_id = $1 and contact_phone_index = any($4::bytea[]) limit $6)
         union all
         (select patient_id from patients.document
          where institution_id = $1 and number_index = any($5::bytea[]) and ended_at is null limit $6)
       ) as found`,
      [
        tx.institutionId,
        wanted.names,
        wanted.bornOn ?? null,
        wanted.phoneIndexes,
        wanted.documentIndexes,
        wanted.limit,
      ],
    );
    return rows.map((row) => row.id);
  },
});
export type MergeRows = ReturnType<typeof mergeRows>;
