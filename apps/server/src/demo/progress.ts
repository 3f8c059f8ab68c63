import type { Db } from '../platform/database/db.ts';

/** Parts of the demo load that are done once. */
export type DemoStep = 'house' | 'shelves' | 'residents' | 'history';

export interface StepProgress {
  readonly done: number;
  readonly total: number;
}

export const progressOf = (db: Db, step: DemoStep): Promise<StepProgress | undefined> =>
  db.transaction('platform', (tx) =>
    tx.maybe<StepProgress>('select done, total from platform.load_progress where name = $1', [`demo.${step}`]),
  );

export const saveProgress = (db: Db, step: DemoStep, done: number, total: number): Promise<number> =>
  db.transaction('platform', (tx) =>
    tx.run(
      `insert into platform.load_progress (name, done, total) values ($1, $2, $3)
       on conflict (name) do update set done = excluded.done, total = excluded.total, updated_at = now()`,
      [`demo.${step}`, done, total],
    ),
  );

export const finishStep = (db: Db, step: DemoStep): Promise<number> => saveProgress(db, step, 1, 1);
