import { dateAtInstitution } from '@xinglin/kernel/clock';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { handedOut, type handOut, type prepare, type reallocate, type Task } from '../contract.ts';
import { requireAllChecked, requireOtherThanPrescriber, requireTwoPersons } from '../core/rules.ts';
import { dispensesOf } from '../fhir.ts';
import type { DispensingNeeds } from '../needs.ts';
import { viewTask } from '../queries/task-view.ts';
import { type GivenRow, insertGiven, itemsOf, type TaskRow } from '../rows.ts';
import { outlastCourse, twoPersons } from '../settings.ts';
import { stepsOf } from '../step-rows.ts';
import { factsOf, lockShown, purposeOf, take } from '../steps.ts';

export const prepareGoods =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof prepare>, context: Context): Promise<Task> => {
    const task = await lockShown(tx, input, 'dispensing.dispense', context);
    const after = await take(needs, tx, task, 'prepare', context);
    return viewTask(needs)(tx, after, context);
  };

/** Gives the promised batches free and promises others, first expiry first, without those that are named. */
export const chooseAnew =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof reallocate>, context: Context): Promise<Task> => {
    const task = await lockShown(tx, input, 'dispensing.dispense', context);
    const after = await take(needs, tx, task, 'reallocate', context);
    const { stock, institutions } = needs;
    const [items, outlasts, { id: locationId }] = await Promise.all([
      itemsOf(tx, task.id),
      institutions.setting(tx, outlastCourse),
      stock.pharmacyOf(tx, task.pharmacyId, context),
    ]);
    const purpose = purposeOf(task.prescriptionId);
    await stock.release(tx, purpose, context);
    const today = dateAtInstitution(context.now);
    const lines = items.map(({ itemId, drugId, quantity, days }) => ({
      purpose,
      lineId: itemId,
      drugId,
      quantity,
      neededUntil: outlasts ? today.add({ days: days - 1 }).toString() : undefined,
    }));
    await stock.reserve(tx, { locationId, lines, withoutBatches: input.without }, context);
    return viewTask(needs)(tx, after, context);
  };

/** The goods leave: the promised batches become movements, and each becomes a MedicationDispense in the record. */
export const handGoodsOut =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof handOut>, context: Context): Promise<Task> => {
    const task = await lockShown(tx, input, 'dispensing.dispense', context);
    const { staffId } = context.actor;
    requireOtherThanPrescriber(staffId, task.prescriberId);
    requireAllChecked(input.checked);
    requireTwoPersons(await needs.institutions.setting(tx, twoPersons), staffId, await preparedBy(needs, tx, task));
    const handedOutAt = context.now.toString() as InstantText;
    const after = await take(needs, tx, task, 'hand-out', context, {
      words: input.counselling,
      changes: { handedOutAt, handedOutBy: staffId, collector: input.collector },
    });
    const issued = await needs.stock.issue(tx, purposeOf(task.prescriptionId), context);
    const given = issued.map(({ lineId, batchId, batchNumber, expiresOn, quantity }): GivenRow => {
      const resourceId = newId(context.now.epochMilliseconds);
      return { itemId: lineId, batchId, batchNumber, expiresOn, quantity, resourceId };
    });
    const sheet = await needs.prescriptions.prescription(tx, task.prescriptionId);
    await Promise.all([
      insertGiven(tx, task.id, given),
      needs.record.put(tx, dispensesOf(after, sheet, given, new Map()), context),
    ]);
    await tx.publish(handedOut, { ...factsOf(after), handedOutById: staffId });
    return viewTask(needs)(tx, after, context);
  };

/** Who prepared the goods as they lie there now; undefined when nobody did, or they were chosen anew since. */
async function preparedBy(needs: DispensingNeeds, tx: Tx, task: TaskRow): Promise<string | undefined> {
  if (task.state !== 'prepared') return undefined;
  return (await stepsOf(needs.vault, tx, task.id)).findLast(({ event }) => event === 'prepare')?.staffId;
}
