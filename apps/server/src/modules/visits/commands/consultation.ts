import { DomainError } from '@xinglin/kernel/domain-error';
import type { Actor, Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type Outcome, type Stepped, visitFinished, visitStarted } from '../contract.ts';
import type { Visit } from '../core/visit.ts';
import { namesOf, stepped } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { writeEncounter } from '../record.ts';
import * as rows from '../rows.ts';
import * as settings from '../settings.ts';
import { advance, instantOf, lockVisit, requireIn, sealedReason } from '../steps.ts';
import { giveBack } from './queue-steps.ts';

interface OnVisit {
  readonly visitId: string;
}

const factsOf = (visit: Visit) => ({
  visitId: visit.id,
  patientId: visit.patientId,
  departmentId: visit.departmentId,
  ...(visit.doctorId !== undefined && { doctorId: visit.doctorId }),
});

/** @throws DomainError 'forbidden' for a visit of another doctor. */
function requireOwn(visit: Visit, actor: Actor): void {
  requireIn(actor, 'visits.consult', visit.departmentId);
  if (visit.doctorId !== undefined && visit.doctorId !== actor.staffId) {
    throw new DomainError('forbidden', 'visits.of-other-doctor');
  }
}

/** @throws DomainError 'rule' with too many consultations open, 'conflict' when the person stands in another room. */
async function requireRoom(needs: VisitsNeeds, tx: Tx, visit: Visit, actor: Actor): Promise<void> {
  const [present, most, elsewhere] = await Promise.all([
    rows.presentWith(tx, actor.staffId, visit.visitedOn),
    needs.institutions.setting(tx, settings.mostInConsultation),
    rows.elsewhere(tx, visit),
  ]);
  const open = present.filter(({ id, state }) => state === 'in-consultation' && id !== visit.id).length;
  if (open >= most) throw new DomainError('rule', 'visits.too-many-open', { open });
  if (elsewhere) throw new DomainError('conflict', 'visits.patient-elsewhere', { ticket: elsewhere.ticket });
}

/** The doctor opens the visit. From now on the registration can no longer be given back at the desk. */
export const startVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: OnVisit & { room?: string | undefined }, context: Context): Promise<Stepped> => {
    const { actor } = context;
    const [visit, names, triageFirst] = await Promise.all([
      lockVisit(tx, input.visitId),
      namesOf(tx, needs),
      needs.institutions.setting(tx, settings.triageFirst),
    ]);
    requireOwn(visit, actor);
    if (visit.state === 'registered' && triageFirst && !visit.emergency) {
      throw new DomainError('rule', 'visits.triage-first');
    }
    await requireRoom(needs, tx, visit, actor);
    const after = await advance(tx, visit, 'start', {
      context,
      changes: {
        doctorId: actor.staffId,
        room: input.room ?? visit.room,
        startedAt: visit.startedAt ?? instantOf(context.now),
        backAtCall: undefined,
      },
    });
    await Promise.all([writeEncounter(needs, tx, after, { names, context }), tx.publish(visitStarted, factsOf(after))]);
    return stepped(after, names);
  };

export const holdVisit =
  (needs: VisitsNeeds) =>
  async (
    tx: Tx,
    input: OnVisit & { reason: string; note?: string | undefined },
    context: Context,
  ): Promise<Stepped> => {
    const [visit, names] = await Promise.all([lockVisit(tx, input.visitId), namesOf(tx, needs)]);
    requireOwn(visit, context.actor);
    const reason = input.note === undefined ? input.reason : `${input.reason}: ${input.note}`;
    const after = await advance(tx, visit, 'hold', { context, reason: sealedReason(needs, visit, reason) });
    await writeEncounter(needs, tx, after, { names, context });
    return stepped(after, names);
  };

/** Another doctor of the department may take over a held visit: people come back when their doctor has gone home. */
export const resumeVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId }: OnVisit, context: Context): Promise<Stepped> => {
    const { actor } = context;
    const [visit, names] = await Promise.all([lockVisit(tx, visitId), namesOf(tx, needs)]);
    requireIn(actor, 'visits.consult', visit.departmentId);
    await requireRoom(needs, tx, visit, actor);
    const after = await advance(tx, visit, 'resume', { context, changes: { doctorId: actor.staffId } });
    await writeEncounter(needs, tx, after, { names, context });
    return stepped(after, names);
  };

/** Ends the visit. The guards refuse when the note is not signed and no reason is given. */
export const finishVisit =
  (needs: VisitsNeeds) =>
  async (
    tx: Tx,
    input: OnVisit & { outcome: Outcome; reason?: string | undefined },
    context: Context,
  ): Promise<Stepped> => {
    const [visit, names] = await Promise.all([lockVisit(tx, input.visitId), namesOf(tx, needs)]);
    requireOwn(visit, context.actor);
    const after = await advance(tx, visit, 'finish', {
      context,
      reason: sealedReason(needs, visit, input.reason),
      changes: { outcome: input.outcome, finishedAt: instantOf(context.now) },
    });
    for (const guard of needs.guards.finish) await guard(tx, visit, { reason: input.reason });
    await Promise.all([
      writeEncounter(needs, tx, after, { names, context }),
      tx.publish(visitFinished, { ...factsOf(after), outcome: input.outcome }),
    ]);
    return stepped(after, names);
  };

/** @throws DomainError 'rule' when too much time has passed. */
export const reopenVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId, reason }: OnVisit & { reason: string }, context: Context): Promise<Stepped> => {
    const { actor } = context;
    const [visit, names, hours] = await Promise.all([
      lockVisit(tx, visitId),
      namesOf(tx, needs),
      needs.institutions.setting(tx, settings.reopenHours),
    ]);
    requireOwn(visit, actor);
    if (visit.finishedAt !== undefined) {
      const latest = Temporal.Instant.from(visit.finishedAt).add({ hours });
      if (Temporal.Instant.compare(context.now, latest) > 0) {
        throw new DomainError('rule', 'visits.reopen-too-late', { hours });
      }
    }
    await requireRoom(needs, tx, visit, actor);
    const after = await advance(tx, visit, 'reopen', {
      context,
      reason: sealedReason(needs, visit, reason),
      changes: { finishedAt: undefined, outcome: undefined },
    });
    await writeEncounter(needs, tx, after, { names, context });
    return stepped(after, names);
  };

/** 未诊退号: opened but not treated; the doctor's own word is the approval the refund needs. */
export const declineVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, { visitId, reason }: OnVisit & { reason: string }, context: Context): Promise<Stepped> => {
    const [visit, names] = await Promise.all([lockVisit(tx, visitId), namesOf(tx, needs)]);
    requireOwn(visit, context.actor);
    return stepped(await giveBack(needs, tx, visit, 'decline', { reason, names, context }), names);
  };

/**
 * For modules above that write into a visit: the visit, kept from moving until the transaction ends.
 * @throws DomainError 'conflict' when it is not open, 'forbidden' when it is another doctor's.
 */
export async function requireInConsultation(tx: Tx, visitId: string, actor: Actor): Promise<Visit> {
  const visit = await lockVisit(tx, visitId);
  if (visit.state !== 'in-consultation') {
    throw new DomainError('conflict', 'visits.not-in-consultation', { state: visit.state });
  }
  requireOwn(visit, actor);
  return visit;
}
