import type { Tx } from '#platform/transaction';
import type { SearchKey } from '../core/search-keys.ts';

/** SQL of what a person is found by, and of when a person was last seen. */
export const keyRows = {
  replaceKeys: async (tx: Tx, patientId: string, keys: readonly SearchKey[], seenAt: string): Promise<void> => {
    await Promise.all([
      tx.run('delete from patients.search_key where institution_id = $1 and patient_id = $2', [
        tx.institutionId,
        patientId,
      ]),
      tx.run(
        `insert into patients.search_key (institution_id, patient_id, key, kind, skipped, seen_at)
         select $1, $2, k, t, s, coalesce(r.seen_at, $6)
         from unnest($3::text[], $4::text[], $5::int[]) as keys (k, t, s)
         left join patients.recency r on r.institution_id = $1 and r.patient_id = $2`,
        [
          tx.institutionId,
          patientId,
          keys.map(({ key }) => key),
          keys.map(({ kind }) => kind),
          keys.map(({ skipped }) => skipped),
          seenAt,
        ],
      ),
    ]);
  },

  /** Never moves backwards: a visit noted late does not make an earlier one look newest. */
  noteSeen: async (tx: Tx, patientId: string, at: string, visited: boolean): Promise<void> => {
    await Promise.all([
      tx.run(
        `insert into patients.recency (institution_id, patient_id, seen_at, visited_at)
         values ($1, $2, $3, case when $4 then $3::timestamptz end)
         on conflict (institution_id, patient_id) do update
         set seen_at = greatest(recency.seen_at, excluded.seen_at),
             visited_at = greatest(recency.visited_at, excluded.visited_at)`,
        [tx.institutionId, patientId, at, visited],
      ),
      tx.run(
        `update patients.search_key set seen_at = $3
         where institution_id = $1 and patient_id = $2 and seen_at < $3`,
        [tx.institutionId, patientId, at],
      ),
    ]);
  },
};
