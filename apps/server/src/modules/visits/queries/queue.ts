import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Person } from '#modules/patients';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { departmentQueue as operation, QueueEntry } from '../contract.ts';
import { orderOfCalling, type QueueRules, type Waiting } from '../core/queue-order.ts';
import type { Visit } from '../core/visit.ts';
import { type Names, namesOf, personOf, present, stepped } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { type QueueDay, queueDays } from '../queue-rows.ts';
import * as rows from '../rows.ts';
import * as settings from '../settings.ts';
import { instantOf, requireIn } from '../steps.ts';

export async function queueRules({ institutions }: Pick<VisitsNeeds, 'institutions'>, tx: Tx): Promise<QueueRules> {
  const [preferredPerOrdinary, waitLimits] = await Promise.all([
    institutions.setting(tx, settings.preferredPerOrdinary),
    institutions.setting(tx, settings.waitLimits),
  ]);
  return { preferredPerOrdinary, waitLimits };
}

/** Who stands in a queue at this moment, as far as dates decide it. */
export async function queueTime(
  { institutions }: Pick<VisitsNeeds, 'institutions'>,
  tx: Tx,
  now: Temporal.Instant,
): Promise<rows.QueueTime> {
  const hours = await institutions.setting(tx, settings.queueHours);
  return { visitedOn: dateAtInstitution(now).toString(), since: instantOf(now.subtract({ hours })) };
}

/** The people waiting among these visits, as the order of calling needs them. */
export const waitingOf = (visits: readonly Visit[], { calls }: QueueDay): (Waiting & { readonly visit: Visit })[] =>
  visits
    .filter(({ state }) => state === 'waiting')
    .map((visit) => ({
      visitId: visit.id,
      emergency: visit.emergency,
      grade: visit.grade,
      preferences: visit.preferences,
      since: Date.parse(visit.waitingSince ?? visit.registeredAt),
      ticketNumber: visit.ticketNumber,
      callsUntilBack: callsUntilBack(visit, calls),
      visit,
    }));

const callsUntilBack = (visit: Visit, calls: number): number => Math.max(0, (visit.backAtCall ?? 0) - calls);

const NO_CALLS: QueueDay = { calls: 0, preferredRun: 0 };
/** After the waiting ones, which stand in the order of calling. */
const SHOWN_ORDER = ['waiting', 'called', 'in-consultation', 'held', 'passed'];

export const departmentQueue =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: InputOf<typeof operation>, context: Context): Promise<OutputOf<typeof operation>> => {
    const { departmentId, doctorId } = input;
    requireIn(context.actor, 'visits.queue', departmentId);
    const time = await queueTime(needs, tx, context.now);
    const [names, rules, open, days] = await Promise.all([
      namesOf(tx, needs),
      queueRules(needs, tx),
      rows.openOf(tx, departmentId, time),
      queueDays(tx, [departmentId], time.visitedOn),
    ]);
    const shown = open.filter(
      (visit) => doctorId === undefined || visit.doctorId === undefined || visit.doctorId === doctorId,
    );
    const people = await needs.patients.people(tx, [...new Set(shown.map(({ patientId }) => patientId))]);
    const day = days.get(departmentId) ?? NO_CALLS;
    const order = orderOfCalling(waitingOf(shown, day), rules, day).map(({ visitId }) => visitId);
    const positions = new Map(order.map((visitId, index) => [visitId, index + 1]));
    const entry = (visit: Visit) =>
      entryOf(visit, { names, people, rules, day, now: context.now, position: positions.get(visit.id) });
    return {
      departmentId,
      departmentName: names.departments.get(departmentId)?.name ?? '',
      entries: shown
        .filter(({ state }) => state !== 'registered')
        .map(entry)
        .sort(
          (a, b) =>
            SHOWN_ORDER.indexOf(a.state) - SHOWN_ORDER.indexOf(b.state) || (a.position ?? 0) - (b.position ?? 0),
        ),
      notArrived: shown.filter(({ state }) => state === 'registered').map(entry),
    };
  };

interface EntryParts {
  readonly names: Names;
  readonly people: ReadonlyMap<string, Person>;
  readonly rules: QueueRules;
  readonly day: QueueDay;
  readonly now: Temporal.Instant;
  readonly position: number | undefined;
}

function entryOf(visit: Visit, { names, people, rules, day, now, position }: EntryParts): QueueEntry {
  const since = visit.waitingSince;
  const waiting = visit.state === 'waiting' || visit.state === 'called' || visit.state === 'passed';
  const waitedMinutes =
    since === undefined || !waiting ? undefined : minutesBetween(Date.parse(since), now.epochMilliseconds);
  const back = callsUntilBack(visit, day.calls);
  return {
    ...stepped(visit, names),
    ...personOf(visit, people),
    overdue: waitedMinutes !== undefined && waitedMinutes > rules.waitLimits[visit.grade ?? 'IVb'],
    timesCalled: visit.timesCalled,
    ...present({
      position,
      waitedMinutes,
      callsUntilBack: visit.state === 'waiting' && back > 0 ? back : undefined,
      screeningOutcome: visit.screeningOutcome,
    }),
  };
}

/** Whole minutes, never negative: clocks of two servers may differ by a moment. */
export const minutesBetween = (fromMs: number, toMs: number): number =>
  Math.max(0, Math.floor((toMs - fromMs) / 60_000));
