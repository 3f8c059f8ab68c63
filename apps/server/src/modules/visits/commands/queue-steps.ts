import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type Stepped, visitCancelled } from '../contract.ts';
import type { Visit } from '../core/visit.ts';
import { type Names, namesOf, stepped } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { queueDays } from '../queue-rows.ts';
import { writeEncounter } from '../record.ts';
import * as settings from '../settings.ts';
import { advance, instantOf, lockVisit, requireIn, sealedReason } from '../steps.ts';
import { requirePlace } from './register-visit.ts';

interface OnVisit {
  readonly visitId: string;
}

/** Joins the queue without triage. @throws DomainError 'rule' where triage comes first, except for emergencies. */
export const checkInVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId }: OnVisit, context: Context): Promise<Stepped> => {
    const [visit, names, triageFirst] = await Promise.all([
      lockVisit(tx, visitId),
      namesOf(tx, needs),
      needs.institutions.setting(tx, settings.triageFirst),
    ]);
    requireIn(context.actor, 'visits.queue', visit.departmentId);
    if (triageFirst && !visit.emergency) throw new DomainError('rule', 'visits.triage-first');
    const after = await advance(tx, visit, 'check-in', { context, changes: { waitingSince: instantOf(context.now) } });
    return stepped(after, names);
  };

/** 过号. @throws DomainError 'rule' before the person was called often enough. */
export const skipVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId }: OnVisit, context: Context): Promise<Stepped> => {
    const [visit, names, callsBeforePass] = await Promise.all([
      lockVisit(tx, visitId),
      namesOf(tx, needs),
      needs.institutions.setting(tx, settings.callsBeforePass),
    ]);
    requireIn(context.actor, 'visits.call', visit.departmentId);
    if (visit.state === 'called' && visit.timesCalled < callsBeforePass) {
      throw new DomainError('rule', 'visits.call-again-first', { times: callsBeforePass, called: visit.timesCalled });
    }
    return stepped(await advance(tx, visit, 'skip', { context }), names);
  };

/**
 * Back into the queue with the old place: a passed person after some numbers, a wrongly called one at once.
 * The person is free again for every doctor, unless a certain one was asked for.
 */
export const requeueVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId }: OnVisit, context: Context): Promise<Stepped> => {
    const [visit, names, numbersAfterPass] = await Promise.all([
      lockVisit(tx, visitId),
      namesOf(tx, needs),
      needs.institutions.setting(tx, settings.numbersAfterPass),
    ]);
    requireIn(context.actor, 'visits.queue', visit.departmentId);
    const days = await queueDays(tx, [visit.departmentId], dateAtInstitution(context.now).toString());
    const calls = days.get(visit.departmentId)?.calls ?? 0;
    const after = await advance(tx, visit, 'requeue', {
      context,
      changes: {
        doctorId: visit.requestedDoctorId,
        room: undefined,
        timesCalled: 0,
        backAtCall: visit.state === 'passed' ? calls + numbersAfterPass : undefined,
      },
    });
    return stepped(after, names);
  };

/** 回诊: back from tests, before ordinary people, to the same doctor. */
export const comeBackVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId }: OnVisit, context: Context): Promise<Stepped> => {
    const [visit, names] = await Promise.all([lockVisit(tx, visitId), namesOf(tx, needs)]);
    requireIn(context.actor, 'visits.queue', visit.departmentId);
    const after = await advance(tx, visit, 'come-back', {
      context,
      changes: {
        waitingSince: instantOf(context.now),
        preferences: [...new Set([...visit.preferences, 'returning' as const])],
        timesCalled: 0,
        backAtCall: undefined,
      },
    });
    await writeEncounter(needs, tx, after, { names, context });
    return stepped(after, names);
  };

/** What changes when a person is sent to another department or doctor; the ticket stays the same. */
export function moved(
  visit: Visit,
  to: { departmentId: string; doctorId?: string | undefined },
  now: Temporal.Instant,
) {
  return {
    departmentId: to.departmentId,
    requestedDoctorId: to.doctorId,
    doctorId: to.doctorId,
    room: undefined,
    timesCalled: 0,
    backAtCall: undefined,
    // Who has waited keeps the place; who comes out of a consultation starts to wait again.
    waitingSince: visit.state === 'in-consultation' ? instantOf(now) : visit.waitingSince,
  };
}

export const transferVisit =
  (needs: VisitsNeeds) =>
  async (
    tx: Tx,
    input: OnVisit & { departmentId: string; doctorId?: string | undefined; reason: string },
    context: Context,
  ): Promise<Stepped> => {
    const [visit, names] = await Promise.all([lockVisit(tx, input.visitId), namesOf(tx, needs)]);
    requireIn(context.actor, 'visits.transfer', visit.departmentId);
    requirePlace(names, input);
    if (input.departmentId === visit.departmentId && input.doctorId === visit.doctorId) {
      throw new DomainError('rule', 'visits.already-there');
    }
    const after = await advance(tx, visit, 'transfer', {
      context,
      reason: sealedReason(needs, visit, input.reason),
      changes: moved(visit, input, context.now),
    });
    await writeEncounter(needs, tx, after, { names, context });
    return stepped(after, names);
  };

/**
 * 退号 before a doctor opened the visit. Charging voids or refunds the fee on the event; the guards refuse when more
 * than the registration fee stands on the bill.
 */
export const cancelVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId, reason }: OnVisit & { reason: string }, context: Context): Promise<Stepped> => {
    const [visit, names] = await Promise.all([lockVisit(tx, visitId), namesOf(tx, needs)]);
    requireIn(context.actor, 'visits.cancel', visit.departmentId);
    return stepped(await giveBack(needs, tx, visit, 'cancel', { reason, names, context }), names);
  };

/** Ends a registration that was not used, and tells charging. */
export async function giveBack(
  needs: VisitsNeeds,
  tx: Tx,
  visit: Visit,
  event: 'cancel' | 'decline',
  { reason, names, context }: { reason: string; names: Names; context: Context },
): Promise<Visit> {
  const after = await advance(tx, visit, event, { context, reason: sealedReason(needs, visit, reason) });
  for (const guard of needs.guards.cancel) await guard(tx, visit, { reason });
  await writeEncounter(needs, tx, after, { names, context });
  await tx.publish(visitCancelled, {
    visitId: visit.id,
    patientId: visit.patientId,
    departmentId: visit.departmentId,
    reason,
    ...(visit.doctorId !== undefined && { doctorId: visit.doctorId }),
    ...(visit.feeServiceCode !== undefined && { feeServiceCode: visit.feeServiceCode }),
  });
  return after;
}
