import { z } from 'zod';
import type { Db } from '../database/db.ts';
import { handleJob, type JobHandler, job } from './job.ts';

/** An answer is kept this long for a caller that comes back with the same key. */
const KEY_DAYS = 7;
/** Rows deleted in one transaction, so that none of them holds many locks for long. */
const PURGE_BATCH = 5_000;

const purgeKeys = job({ name: 'platform.purge-idempotency-keys', payload: z.object({}) });

const PURGE = `
  delete from platform.idempotency where (institution_id, key) in (
    select institution_id, key from platform.idempotency
    where created_at < now() - make_interval(days => $1) limit $2)`;

/** Deletes the answers nobody will ask for again. @returns how many. */
export async function purgeIdempotencyKeys(db: Db): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await db.transaction('platform', (tx) => tx.run(PURGE, [KEY_DAYS, PURGE_BATCH]));
    total += deleted;
    if (deleted < PURGE_BATCH) return total;
  }
}

/** Work of the house itself that comes round by the clock. */
export const houseJobs = (db: Db): readonly JobHandler[] => [
  handleJob(purgeKeys, async () => void (await purgeIdempotencyKeys(db)), '17 3 * * *'),
];
