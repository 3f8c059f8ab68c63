import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { InputOf } from '@xinglin/kernel/operation';
import { type Actor, type Context, isAllowedIn } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { callNext as nextOperation, callVisit as oneOperation, Stepped } from '../contract.ts';
import { laneOf, orderOfCalling, runAfter } from '../core/queue-order.ts';
import type { Visit } from '../core/visit.ts';
import { namesOf, stepped } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { queueRules, queueTime, waitingOf } from '../queries/queue.ts';
import { countCall, insertCall, lockQueueDay, type QueueDay } from '../queue-rows.ts';
import * as rows from '../rows.ts';
import * as settings from '../settings.ts';
import { advance, instantOf, lockVisit, requireIn } from '../steps.ts';
import { requirePlace } from './register-visit.ts';

interface Desk {
  /** For whom is called; undefined when the triage desk calls for the department. */
  readonly doctorId: string | undefined;
  readonly room: string | undefined;
}

/** A doctor calls to the own desk; a nurse names the doctor, or calls for the department. */
function deskOf(
  actor: Actor,
  departmentId: string,
  given: { doctorId?: string | undefined; room?: string | undefined },
) {
  const consults = isAllowedIn(actor, 'visits.consult', departmentId);
  return { doctorId: given.doctorId ?? (consults ? actor.staffId : undefined), room: given.room } satisfies Desk;
}

/**
 * Calls the person who is next. Callers of one department take turns on its queue row, so that the order and the
 * interleaving hold however many press at once; a person who is being moved by somebody else is left out, not waited
 * for, and stays in the queue.
 */
export const callNext =
  (needs: VisitsNeeds) =>
  async (
    tx: Tx,
    input: InputOf<typeof nextOperation>,
    context: Context,
  ): Promise<{ visit?: Stepped; callId?: number }> => {
    const { departmentId } = input;
    requireIn(context.actor, 'visits.call', departmentId);
    const desk = deskOf(context.actor, departmentId, input);
    const [names, rules, time, mostCalled] = await Promise.all([
      namesOf(tx, needs),
      queueRules(needs, tx),
      queueTime(needs, tx, context.now),
      needs.institutions.setting(tx, settings.mostCalled),
    ]);
    requirePlace(names, { departmentId, doctorId: desk.doctorId });
    const day = await lockQueueDay(tx, departmentId, time.visitedOn);
    const [open] = await Promise.all([
      rows.openOf(tx, departmentId, time),
      requireRoomToCall(tx, desk, time.visitedOn, mostCalled),
    ]);
    const waiting = waitingOf(open, day).filter(({ visit }) => mayCall(visit, desk));
    for (const { visit: seen } of orderOfCalling(waiting, rules, day)) {
      const visit = await rows.lockWaiting(tx, seen);
      if (!visit || !mayCall(visit, desk)) continue;
      const { after, callId } = await call(tx, visit, { desk, day, queueDay: time.visitedOn, context });
      return { visit: stepped(after, names), callId };
    }
    return {};
  };

/** Calls a chosen person, or a called one once more. */
export const callVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: InputOf<typeof oneOperation>, context: Context): Promise<Stepped & { callId: number }> => {
    const [visit, names, mostCalled] = await Promise.all([
      lockVisit(tx, input.visitId),
      namesOf(tx, needs),
      needs.institutions.setting(tx, settings.mostCalled),
    ]);
    const { departmentId } = visit;
    const visitedOn = dateAtInstitution(context.now).toString();
    requireIn(context.actor, 'visits.call', departmentId);
    const again = visit.state === 'called';
    const given = deskOf(context.actor, departmentId, input);
    const desk: Desk = {
      doctorId: given.doctorId ?? visit.doctorId,
      room: given.room ?? (again ? visit.room : undefined),
    };
    requirePlace(names, { departmentId, doctorId: desk.doctorId });
    if (!mayCall(visit, desk) && visit.doctorId !== undefined) throw new DomainError('rule', 'visits.of-other-doctor');
    const day = await lockQueueDay(tx, departmentId, visitedOn);
    if (!again) await requireRoomToCall(tx, desk, visitedOn, mostCalled);
    const { after, callId } = await call(tx, visit, { desk, day, queueDay: visitedOn, context });
    return { ...stepped(after, names), callId };
  };

/** People who asked for nobody, or for this doctor. The triage desk may call everybody. */
const mayCall = (visit: Visit, { doctorId }: Desk): boolean =>
  doctorId === undefined || visit.doctorId === undefined || visit.doctorId === doctorId;

/** @throws DomainError 'rule' when the doctor has called more people than can come in. */
async function requireRoomToCall(tx: Tx, desk: Desk, visitedOn: string, mostCalled: number): Promise<void> {
  if (desk.doctorId === undefined) return;
  const present = await rows.presentWith(tx, desk.doctorId, visitedOn);
  const called = present.filter(({ state }) => state === 'called').length;
  if (called >= mostCalled) throw new DomainError('rule', 'visits.called-and-not-seen', { called });
}

async function call(
  tx: Tx,
  visit: Visit,
  { desk, day, queueDay, context }: { desk: Desk; day: QueueDay; queueDay: string; context: Context },
): Promise<{ after: Visit; callId: number }> {
  const calledAt = instantOf(context.now);
  const times = visit.timesCalled + 1;
  const again = visit.state === 'called';
  const { departmentId } = visit;
  const [after, callId] = await Promise.all([
    advance(tx, visit, 'call', {
      context,
      changes: {
        ...desk,
        calledAt,
        timesCalled: times,
        backAtCall: undefined,
        waitingSince: visit.waitingSince ?? calledAt,
      },
    }),
    insertCall(tx, { visitId: visit.id, departmentId, ...desk, times, calledAt }),
    again || countCall(tx, departmentId, queueDay, runAfter(laneOf(visit), day.preferredRun)),
  ]);
  return { after, callId };
}
