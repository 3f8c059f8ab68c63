import { DomainError } from '@xinglin/kernel/domain-error';
import type { InstantText } from '@xinglin/kernel/shapes';
import { type Context, isAllowedIn } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type TaskEvent, taskLife } from './core/life-cycle.ts';
import type { DispensingNeeds } from './needs.ts';
import { lockTask, moveTask, type TaskRow } from './rows.ts';
import { insertStep } from './step-rows.ts';

/** What reservations and issues of a prescription are made for. */
export const purposeOf = (prescriptionId: string) => ({ kind: 'prescription', id: prescriptionId }) as const;

/** @throws DomainError 'forbidden' unless the actor holds the permission in one of these departments. */
export function requireIn({ actor }: Context, permission: string, departmentIds: readonly string[]): void {
  if (!departmentIds.some((departmentId) => isAllowedIn(actor, permission, departmentId))) {
    throw new DomainError('forbidden', 'platform.no-permission', { permission });
  }
}

/**
 * The task, held until the transaction ends, as the screen shows it.
 * @throws DomainError 'not-found'; 'forbidden' outside the person's pharmacies; 'conflict' dispensing.changed-elsewhere when somebody took a step meanwhile.
 */
export async function lockShown(
  tx: Tx,
  { taskId, version }: { readonly taskId: string; readonly version: number },
  permission: `dispensing.${string}`,
  context: Context,
): Promise<TaskRow> {
  const task = await lockTask(tx, taskId);
  if (!task) throw new DomainError('not-found', 'dispensing.no-such-task');
  requireIn(context, permission, [task.pharmacyId]);
  if (task.version !== version)
    throw new DomainError('conflict', 'dispensing.changed-elsewhere', { state: task.state });
  return task;
}

interface Taken {
  readonly words?: string | undefined;
  readonly changes?: Partial<Pick<TaskRow, 'paid' | 'handedOutAt' | 'handedOutBy' | 'collector'>>;
}

/** Takes one step of a task that the caller holds. @throws DomainError 'conflict' when the state does not allow it. */
export async function take(
  { vault }: Pick<DispensingNeeds, 'vault'>,
  tx: Tx,
  task: TaskRow,
  event: TaskEvent,
  context: Context,
  { words, changes = {} }: Taken = {},
): Promise<TaskRow> {
  const after: TaskRow = {
    ...task,
    ...changes,
    state: taskLife.step(task.state, event),
    version: task.version + 1,
  };
  if ((await moveTask(tx, task, after)) === 0) {
    throw new DomainError('conflict', 'dispensing.changed-elsewhere', { state: task.state });
  }
  await insertStep(vault, tx, task.id, {
    position: after.version,
    event,
    from: task.state,
    to: after.state,
    at: context.now.toString() as InstantText,
    staffId: context.actor.staffId,
    staffName: context.actor.displayName,
    words,
  });
  queueChanged(tx, task);
  return after;
}

export function queueChanged(tx: Tx, { pharmacyId, visitId }: Pick<TaskRow, 'pharmacyId' | 'visitId'>): void {
  tx.changed(`dispensing.queue:${pharmacyId}`);
  tx.changed(`dispensing.visit:${visitId}`);
}

export const factsOf = ({ id, prescriptionId, visitId, patientId }: TaskRow) => ({
  taskId: id,
  prescriptionId,
  visitId,
  patientId,
});
