import { dateAtInstitution, startOfDate } from '@xinglin/kernel/clock';
import { invalidField } from '@xinglin/kernel/domain-error';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import { maskName } from '@xinglin/kernel/resident-id';
import { type InstantText, id } from '@xinglin/kernel/shapes';
import type { Person } from '#modules/patients';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { waitingBoard as operation } from '../contract.ts';
import { orderOfCalling } from '../core/queue-order.ts';
import type { Visit } from '../core/visit.ts';
import { namesOf, present } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { queueDays, recentCalls } from '../queue-rows.ts';
import * as rows from '../rows.ts';
import { instantOf, requireIn } from '../steps.ts';
import { queueRules, queueTime, waitingOf } from './queue.ts';

/** Calls a board shows and speaks; older ones have left the screen. */
const SHOWN_CALLS = 12;
const SHOWN_WAITING = 30;
const MAX_DEPARTMENTS = 40;
const CALLED_FROM = new Set(['outpatient', 'emergency', 'fever-clinic', 'treatment', 'public-health']);

/** Everybody in the hall may read this, so it holds tickets, rooms and masked names, and no identifier of a person. */
export const waitingBoard =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: InputOf<typeof operation>, context: Context): Promise<OutputOf<typeof operation>> => {
    const today = dateAtInstitution(context.now);
    const [names, rules, time] = await Promise.all([
      namesOf(tx, needs),
      queueRules(needs, tx),
      queueTime(needs, tx, context.now),
    ]);
    const all = [...names.departments.values()].filter(({ kind, retired }) => CALLED_FROM.has(kind) && !retired);
    const wanted = idsIn(input.departmentIds);
    const departments = wanted ? all.filter((department) => wanted.has(department.id)) : all;
    const departmentIds = departments.map((department) => department.id);
    for (const departmentId of departmentIds) requireIn(context.actor, 'visits.board', departmentId);
    const [open, calls, days] = await Promise.all([
      rows.openOfMany(tx, departmentIds, time),
      recentCalls(tx, { departmentIds, since: instantOf(startOfDate(today)), limit: SHOWN_CALLS }),
      queueDays(tx, departmentIds, time.visitedOn),
    ]);
    const patientIds = [...new Set([...open, ...calls].map(({ patientId }) => patientId))];
    const people = await needs.patients.people(tx, patientIds);
    const masked = (patientId: string) => maskName(people.get(patientId)?.name ?? '');
    return {
      now: instantOf(context.now),
      calls: calls.map((call) => ({
        callId: call.callId,
        departmentId: call.departmentId,
        departmentName: names.departments.get(call.departmentId)?.name ?? '',
        ticket: call.ticket,
        maskedName: masked(call.patientId),
        calledAt: call.calledAt as InstantText,
        times: call.times,
        ...present({
          room: call.room ?? undefined,
          doctorName: call.doctorId === null ? undefined : names.staff.get(call.doctorId),
        }),
      })),
      departments: departments.map(({ id: departmentId, name }) => {
        const here = open.filter((visit) => visit.departmentId === departmentId);
        const day = days.get(departmentId) ?? { calls: 0, preferredRun: 0 };
        const waiting = orderOfCalling(waitingOf(here, day), rules, day).map(({ visit }) => visit);
        const inState = (state: Visit['state']) => here.filter((visit) => visit.state === state);
        const shown = (visits: readonly Visit[]) => visits.map((visit) => boardPerson(visit, people));
        return {
          departmentId,
          departmentName: name,
          inConsultation: shown(inState('in-consultation')),
          called: shown(inState('called')),
          waiting: shown(waiting.slice(0, SHOWN_WAITING)),
          waitingCount: waiting.length,
          passed: shown(inState('passed')),
        };
      }),
    };
  };

const boardPerson = (visit: Visit, people: ReadonlyMap<string, Person>) => ({
  ticket: visit.ticket,
  maskedName: maskName(people.get(visit.patientId)?.name ?? ''),
  ...(visit.room !== undefined && { room: visit.room }),
});

/** @throws DomainError 'invalid' for anything that is not a list of ids. */
function idsIn(list: string | undefined): ReadonlySet<string> | undefined {
  if (list === undefined) return undefined;
  const ids = list.split(',').map((part) => part.trim());
  if (ids.length > MAX_DEPARTMENTS || !ids.every((part) => id.safeParse(part).success)) {
    throw invalidField('departmentIds', 'input.id');
  }
  return new Set(ids);
}
