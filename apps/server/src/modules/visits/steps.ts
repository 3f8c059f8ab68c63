import { DomainError } from '@xinglin/kernel/domain-error';
import type { InstantText } from '@xinglin/kernel/shapes';
import { type Actor, type Context, isAllowedIn } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { boardTopic, queueTopic, type VisitEvent } from './contract.ts';
import { visitLife } from './core/life-cycle.ts';
import type { Visit } from './core/visit.ts';
import type { VisitsNeeds } from './needs.ts';
import * as rows from './rows.ts';

export const instantOf = (moment: Temporal.Instant): InstantText =>
  moment.round({ smallestUnit: 'millisecond' }).toString() as InstantText;

/** @throws DomainError 'forbidden' unless the actor holds the permission in this department. */
export function requireIn(actor: Actor, permission: string, departmentId: string): void {
  if (!isAllowedIn(actor, permission, departmentId)) {
    throw new DomainError('forbidden', 'visits.not-your-department', { permission });
  }
}

/** @throws DomainError 'not-found'. */
export async function lockVisit(tx: Tx, visitId: string): Promise<Visit> {
  return (await rows.lock(tx, visitId)) ?? notFound();
}

/** @throws DomainError 'not-found'. */
export async function readVisit(tx: Tx, visitId: string): Promise<Visit> {
  return (await rows.find(tx, visitId)) ?? notFound();
}

function notFound(): never {
  throw new DomainError('not-found', 'visits.not-found');
}

const reasonPlace = (visitId: string, position: number): string => `visits.step.reason:${visitId}:${position}`;

/** What somebody says about the step that the visit takes next. It is sealed: people name illnesses in it. */
export const sealedReason = (
  { vault }: Pick<VisitsNeeds, 'vault'>,
  visit: Pick<Visit, 'id' | 'steps'>,
  reason: string | undefined,
): Buffer | undefined =>
  reason === undefined ? undefined : vault.seal(reason, reasonPlace(visit.id, visit.steps + 1));

export const openReason = (
  { vault }: Pick<VisitsNeeds, 'vault'>,
  visitId: string,
  { position, reason }: Pick<rows.Step, 'position' | 'reason'>,
): string | undefined => (reason === undefined ? undefined : vault.openText(reason, reasonPlace(visitId, position)));

/** What a step changes besides the state. */
export type Changes = Partial<
  Pick<
    Visit,
    | 'departmentId'
    | 'doctorId'
    | 'requestedDoctorId'
    | 'room'
    | 'preferences'
    | 'grade'
    | 'screeningOutcome'
    | 'bloodPressureTaken'
    | 'outcome'
    | 'waitingSince'
    | 'calledAt'
    | 'startedAt'
    | 'finishedAt'
    | 'timesCalled'
    | 'backAtCall'
  >
>;

/**
 * Takes one step of the life cycle: writes the visit and the step, and tells the open screens.
 * The caller holds the row lock.
 * @throws DomainError 'conflict' when the step is not allowed in the visit's state, or somebody else moved first.
 */
export async function advance(
  tx: Tx,
  visit: Visit,
  event: VisitEvent,
  { context, changes = {}, reason }: { context: Context; changes?: Changes; reason?: Buffer | undefined },
): Promise<Visit> {
  const after: Visit = { ...visit, ...changes, state: visitLife.step(visit.state, event), steps: visit.steps + 1 };
  await Promise.all([
    rows.update(tx, visit, after),
    rows.insertStep(tx, visit.id, {
      position: after.steps,
      event,
      from: visit.state,
      to: after.state,
      at: instantOf(context.now),
      staffId: context.actor.staffId,
      departmentId: after.departmentId,
      doctorId: after.doctorId,
      reason,
    }),
  ]);
  tellScreens(tx, visit, after);
  return after;
}

export function tellScreens(tx: Tx, ...visits: readonly Visit[]): void {
  for (const { departmentId } of visits) tx.changed(queueTopic(departmentId));
  tx.changed(boardTopic);
}
