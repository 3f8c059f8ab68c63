import type { InstantText } from '@xinglin/kernel/shapes';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { TaskState } from './contract.ts';

export interface StepRow {
  readonly position: number;
  readonly event: string;
  readonly from: TaskState | undefined;
  readonly to: TaskState;
  readonly at: InstantText;
  readonly staffId: string;
  readonly staffName: string;
  /** Reason, note or counselling. */
  readonly words: string | undefined;
}

const wordsContext = (taskId: string, position: number): string => `dispensing.step.words:${taskId}:${position}`;

export const insertStep = (vault: Pick<Vault, 'seal'>, tx: Tx, taskId: string, step: StepRow) =>
  tx.run(
    `insert into dispensing.step (institution_id, task_id, position, event, from_state, to_state, at, staff_id,
       staff_name, words)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.institutionId,
      taskId,
      step.position,
      step.event,
      step.from ?? null,
      step.to,
      step.at,
      step.staffId,
      step.staffName,
      step.words === undefined ? null : vault.seal(step.words, wordsContext(taskId, step.position)),
    ],
  );

type Raw = Omit<StepRow, 'from' | 'words'> & { readonly from: TaskState | null; readonly words: Buffer | null };

/** In the order they were taken. */
export const stepsOf = async (vault: Pick<Vault, 'openText'>, tx: Tx, taskId: string): Promise<StepRow[]> =>
  (
    await tx.many<Raw>(
      `select position, event, from_state as "from", to_state as "to", at, staff_id as "staffId",
         staff_name as "staffName", words
       from dispensing.step where institution_id = $1 and task_id = $2 order by position`,
      [tx.institutionId, taskId],
    )
  ).map((row) => ({
    ...row,
    from: row.from ?? undefined,
    words: row.words === null ? undefined : vault.openText(row.words, wordsContext(taskId, row.position)),
  }));
