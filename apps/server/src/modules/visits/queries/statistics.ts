import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type visitStatistics as operation, visitState } from '../contract.ts';
import { namesOf } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { type DurationRow, durations, stateCounts } from '../queue-rows.ts';
import { requireIn } from '../steps.ts';
import { minutesBetween } from './queue.ts';

/** Median and 90th percentile in minutes, one decimal; left out when nothing was measured. */
export const visitStatistics =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: InputOf<typeof operation>, context: Context): Promise<OutputOf<typeof operation>> => {
    if (input.departmentId !== undefined) requireIn(context.actor, 'visits.statistics', input.departmentId);
    const date = input.date ?? dateAtInstitution(context.now).toString();
    const [names, counts, measured] = await Promise.all([
      namesOf(tx, needs),
      stateCounts(tx, date, input.departmentId),
      durations(tx, date, input.departmentId),
    ]);
    const byState = Object.fromEntries(
      visitState.options.map((state) => [
        state,
        counts.filter((row) => row.state === state).reduce((sum, { count }) => sum + count, 0),
      ]),
    ) as OutputOf<typeof operation>['byState'];
    const of = (measure: string, departmentId: string | null = null) =>
      durationOf(measured.find((row) => row.measure === measure && row.departmentId === departmentId));
    const departmentIds = [...new Set(counts.map(({ departmentId }) => departmentId))];
    return {
      date,
      byState,
      total: counts.reduce((sum, { count }) => sum + count, 0),
      registeredToWaiting: of('registeredToWaiting'),
      waitingToCalled: of('waitingToCalled'),
      calledToStarted: of('calledToStarted'),
      startedToFinished: of('startedToFinished'),
      registeredToFinished: of('registeredToFinished'),
      byDepartment: departmentIds.map((departmentId) => {
        const here = counts.filter((row) => row.departmentId === departmentId);
        const waiting = here.find(({ state }) => state === 'waiting');
        return {
          departmentId,
          departmentName: names.departments.get(departmentId)?.name ?? '',
          total: here.reduce((sum, { count }) => sum + count, 0),
          waitingNow: waiting?.count ?? 0,
          ...(waiting?.oldestWaiting && {
            longestWaitMinutes: minutesBetween(Date.parse(waiting.oldestWaiting), context.now.epochMilliseconds),
          }),
          waitingToCalled: of('waitingToCalled', departmentId),
        };
      }),
    };
  };

const oneDecimal = (minutes: number): number => Math.round(minutes * 10) / 10;

function durationOf(row: DurationRow | undefined) {
  if (!row) return { count: 0 };
  return {
    count: row.count,
    ...(row.median !== null && { medianMinutes: oneDecimal(row.median) }),
    ...(row.p90 !== null && { p90Minutes: oneDecimal(row.p90) }),
  };
}
