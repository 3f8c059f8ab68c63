import type { InputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type accept, accepted, returnedToDoctor, type returnToDoctor, type Task } from '../contract.ts';
import { requireOtherThanPrescriber } from '../core/rules.ts';
import type { DispensingNeeds } from '../needs.ts';
import { viewTask } from '../queries/task-view.ts';
import { factsOf, lockShown, purposeOf, take } from '../steps.ts';

export const acceptSheet =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof accept>, context: Context): Promise<Task> => {
    const task = await lockShown(tx, input, 'dispensing.review', context);
    const { staffId } = context.actor;
    requireOtherThanPrescriber(staffId, task.prescriberId);
    const event = task.paid ? 'accept' : 'accept-unpaid';
    const after = await take(needs, tx, task, event, context, { words: input.note });
    await tx.publish(accepted, { ...factsOf(after), paid: after.paid, reviewerId: staffId });
    return viewTask(needs)(tx, after, context);
  };

/** The goods are free again at once: the sheet will be rewritten, or the doctor stands by it and they are promised anew. */
export const sendBack =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof returnToDoctor>, context: Context): Promise<Task> => {
    const task = await lockShown(tx, input, 'dispensing.review', context);
    const { staffId } = context.actor;
    requireOtherThanPrescriber(staffId, task.prescriberId);
    const { reason } = input;
    const after = await take(needs, tx, task, 'return', context, { words: reason });
    await needs.stock.release(tx, purposeOf(task.prescriptionId), context);
    await tx.publish(returnedToDoctor, { ...factsOf(after), paid: after.paid, reviewerId: staffId, reason });
    return viewTask(needs)(tx, after, context);
  };
