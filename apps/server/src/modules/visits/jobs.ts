import { z } from 'zod';
import type { Db } from '#platform/database/db';
import type { HouseTransaction } from '#platform/house-transaction';
import { handleJob, type JobHandler, job } from '#platform/jobs/job';
import type { Visits } from './visits.ts';

const closeDay = job({ name: 'visits.close-day', payload: z.object({}) });

interface CloseDayNeeds {
  readonly db: Pick<Db, 'transaction'>;
  readonly inHouse: HouseTransaction;
  readonly visits: Pick<Visits, 'endOfDay'>;
}

/**
 * Every hour, in every institution that has visits nobody was seen in: evenings end at different hours. A crash in between leaves closed
 * what was closed, and the next run does the rest.
 */
export async function closeDayEverywhere({ db, inHouse, visits }: CloseDayNeeds): Promise<void> {
  const institutions = await db.transaction('platform', (tx) =>
    tx.many<{ id: number }>(
      `select distinct institution_id as id from visits.visit
       where state in ('registered', 'waiting', 'called', 'passed')`,
    ),
  );
  for (const { id } of institutions) {
    while ((await inHouse(id, (tx, context) => visits.endOfDay(tx, context))).more);
  }
}

export const visitsJobs = (needs: CloseDayNeeds): readonly JobHandler[] => [
  handleJob(closeDay, () => closeDayEverywhere(needs), '5 * * * *'),
];
