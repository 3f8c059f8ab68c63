import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { DateText } from '@xinglin/kernel/shapes';
import { type Context, isAllowedIn } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { printData, queue, Task, TaskItem } from '../contract.ts';
import type { DispensingNeeds } from '../needs.ts';
import { taskById, tasksOfPharmacy, tasksOfVisit } from '../rows.ts';
import { splitPackDays } from '../settings.ts';
import { requireIn } from '../steps.ts';
import { summariesOf, viewTask } from './task-view.ts';

/** Held in the pharmacy, or in the department that prescribed. */
const VIEW = 'dispensing.view';

/** Longest waiting first. @throws DomainError 'rule' dispensing.which-pharmacy when there are several and none is named. */
export const pharmacyQueue =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof queue>, context: Context): Promise<OutputOf<typeof queue>> => {
    const departmentId = input.departmentId ?? (await onlyPharmacy(needs, tx));
    requireIn(context, VIEW, [departmentId]);
    const { state: states, day, limit } = input;
    const found = await tasksOfPharmacy(tx, departmentId, { states, day, limit: limit + 1 });
    const tasks = await summariesOf(needs)(tx, found.slice(0, limit), context);
    return { departmentId, tasks, more: found.length > limit };
  };

async function onlyPharmacy({ institutions }: DispensingNeeds, tx: Tx): Promise<string> {
  const departments = await institutions.departments(tx);
  const pharmacies = departments.filter(({ kind, retired }) => kind === 'pharmacy' && !retired);
  const [only] = pharmacies;
  if (!only) throw new DomainError('rule', 'dispensing.no-pharmacy');
  if (pharmacies.length > 1) throw new DomainError('rule', 'dispensing.which-pharmacy', { count: pharmacies.length });
  return only.id;
}

export const readTask =
  (needs: DispensingNeeds) =>
  async (tx: Tx, { taskId }: { readonly taskId: string }, context: Context): Promise<Task> => {
    const task = await taskById(tx, taskId);
    if (!task) throw new DomainError('not-found', 'dispensing.no-such-task');
    requireIn(context, VIEW, [task.pharmacyId, task.departmentId]);
    return viewTask(needs)(tx, task, context);
  };

export const ofVisit =
  (needs: DispensingNeeds) =>
  async (tx: Tx, visitId: string, context: Context): Promise<Task[]> => {
    const tasks = await tasksOfVisit(tx, visitId);
    const allowed = tasks.filter(({ pharmacyId, departmentId }) =>
      [pharmacyId, departmentId].some((id) => isAllowedIn(context.actor, VIEW, id)),
    );
    return Promise.all(allowed.map((task) => viewTask(needs)(tx, task, context)));
  };

/** One label per drug, with the shortest end of use among its batches. */
export const toPrint =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof printData>, context: Context): Promise<OutputOf<typeof printData>> => {
    const task = await readTask(needs)(tx, input, context);
    const [paper, drugs, splitDays] = await Promise.all([
      needs.prescriptions.print(tx, { prescriptionId: task.prescriptionId }, context),
      needs.catalog.drugs(tx, [...new Set(task.items.map(({ drugId }) => drugId))]),
      needs.institutions.setting(tx, splitPackDays),
    ]);
    const storageOf = new Map(drugs.map(({ id, storage }) => [id, storage]));
    const today = dateAtInstitution(context.now);
    const splitEnd = today.add({ days: splitDays }).toString();
    return {
      institutionName: paper.institutionName,
      task,
      labels: task.items.map((item) => {
        const batchNumber = item.batches.map((batch) => batch.batchNumber).join('、');
        const useBefore = endOfUse(item, splitEnd);
        return {
          itemId: item.itemId,
          patientName: task.patientName,
          drugName: item.drugName,
          specification: item.specification,
          usage: item.usage,
          quantity: item.quantity,
          unit: item.unit,
          ...(batchNumber === '' ? {} : { batchNumber }),
          ...(useBefore === undefined ? {} : { useBefore: useBefore as DateText }),
          storage: storageOf.get(item.drugId) ?? 'normal',
          split: item.split,
          printedOn: today.toString() as DateText,
        };
      }),
    };
  };

function endOfUse({ batches, split }: TaskItem, splitEnd: string): string | undefined {
  const ends = batches.map(({ expiresOn }): string => expiresOn);
  return [...ends, ...(split && ends.length > 0 ? [splitEnd] : [])].sort()[0];
}
