import type { InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';

/** One decision about a setting. `value` null means: back to the default. */
export interface Decision {
  readonly key: string;
  readonly value: unknown;
  readonly reason: string;
  /** Display name of who decided, as it was then. */
  readonly decidedBy: string;
  readonly decidedAt: InstantText;
}

interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly reason: string;
  readonly decided_by: string;
  readonly decided_at: InstantText;
}

const decisionOf = (row: Row): Decision => ({
  key: row.key,
  value: row.value,
  reason: row.reason,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
});

/** The decision that counts for each key. */
export const readDecisions = async (tx: Pick<Tx, 'many' | 'institutionId'>): Promise<Decision[]> =>
  (
    await tx.many<Row>(
      `select distinct on (key) key, value, reason, decided_by, decided_at
       from institutions.setting_value where institution_id = $1 order by key, id desc`,
      [tx.institutionId],
    )
  ).map(decisionOf);

/** Newest first, at most 200. */
export const readHistory = async (tx: Tx, key: string): Promise<Decision[]> =>
  (
    await tx.many<Row>(
      `select key, value, reason, decided_by, decided_at
       from institutions.setting_value where institution_id = $1 and key = $2 order by id desc limit 200`,
      [tx.institutionId, key],
    )
  ).map(decisionOf);

export const insertDecision = (tx: Tx, id: string, decision: Decision) =>
  tx.run(
    `insert into institutions.setting_value (institution_id, id, key, value, reason, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tx.institutionId,
      id,
      decision.key,
      JSON.stringify(decision.value),
      decision.reason,
      decision.decidedBy,
      decision.decidedAt,
    ],
  );
