import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { visitNotUsed } from '../contract.ts';
import { namesOf } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { queueTime } from '../queries/queue.ts';
import { leftOver } from '../queue-rows.ts';
import { writeEncounter } from '../record.ts';
import { advance, lockVisit } from '../steps.ts';

/** Visits closed in one transaction; the job comes again while there are more. */
const BATCH = 200;

/**
 * Closes visits of earlier days in which nobody was seen: no-show. Who registered in the evening stays in the queue
 * past midnight for as long as the setting says. Consultations that were opened stay open, because
 * only a doctor can end them. Doing it again changes nothing.
 * @returns how many were closed, and whether more may be left.
 */
export const endOfDay =
  (needs: VisitsNeeds) =>
  async (tx: Tx, context: Context): Promise<{ closed: number; more: boolean }> => {
    const [time, names] = await Promise.all([queueTime(needs, tx, context.now), namesOf(tx, needs)]);
    const ids = await leftOver(tx, time, BATCH);
    for (const id of ids) {
      const visit = await lockVisit(tx, id);
      const after = await advance(tx, visit, 'expire', { context });
      await writeEncounter(needs, tx, after, { names, context });
      await tx.publish(visitNotUsed, {
        visitId: id,
        patientId: visit.patientId,
        departmentId: visit.departmentId,
        ...(visit.doctorId !== undefined && { doctorId: visit.doctorId }),
      });
    }
    return { closed: ids.length, more: ids.length === BATCH };
  };
