import { toMillionths } from '@xinglin/kernel/quantity';
import { ageOf } from '#modules/patients';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { alertReasons, type Sheet } from '../../prescriptions/contract.ts';
import type { AllocatedBatch, ReviewedAlert, Task, TaskItem, TaskSummary } from '../contract.ts';
import { stepsIn } from '../core/life-cycle.ts';
import { ageText, usageText } from '../core/words.ts';
import type { DispensedDrug, DispensingNeeds } from '../needs.ts';
import { givenOf, type ItemRow, itemsOf, type ReturnRow, returnedByItem, returnsOf, type TaskRow } from '../rows.ts';
import { type StepRow, stepsOf } from '../step-rows.ts';

/** Tasks as lists show them. */
export const summariesOf =
  ({ institutions, patients }: Pick<DispensingNeeds, 'institutions' | 'patients'>) =>
  async (tx: Tx, tasks: readonly TaskRow[], context: Context): Promise<TaskSummary[]> => {
    const [departments, people] = await Promise.all([
      institutions.departments(tx),
      patients.people(tx, [...new Set(tasks.map(({ patientId }) => patientId))]),
    ]);
    const departmentName = new Map(departments.map(({ id, name }) => [id, name]));
    return tasks.map((task) => {
      const person = people.get(task.patientId);
      return {
        id: task.id,
        prescriptionId: task.prescriptionId,
        ...(task.prescriptionNumber === undefined ? {} : { prescriptionNumber: task.prescriptionNumber }),
        visitId: task.visitId,
        patientId: task.patientId,
        patientName: person?.name ?? '',
        patientSex: person?.sex ?? 'unknown',
        patientAge: person === undefined ? '' : ageText(ageOf(person, context.now)),
        departmentName: departmentName.get(task.departmentId) ?? '',
        prescriberName: task.prescriberName,
        state: task.state,
        paid: task.paid,
        kinds: task.kinds,
        ...(task.alertLevel === undefined ? {} : { alertLevel: task.alertLevel }),
        openedAt: task.openedAt,
        waitingMinutes: waitingMinutes(task, context.now),
      };
    });
  };

/** Until the hand-out, or until now. */
function waitingMinutes({ openedAt, handedOutAt }: TaskRow, now: Temporal.Instant): number {
  const end = handedOutAt === undefined ? now : Temporal.Instant.from(handedOutAt);
  return Math.max(0, Math.floor((end.epochMilliseconds - Temporal.Instant.from(openedAt).epochMilliseconds) / 60_000));
}

/** One task with everything the pharmacist decides by. */
export const viewTask =
  (needs: DispensingNeeds) =>
  async (tx: Tx, task: TaskRow, context: Context): Promise<Task> => {
    const { prescriptions, patients, catalog, stock, vault } = needs;
    const { id, prescriptionId } = task;
    const [[summary], paper, allergies, items, given, returned, returns, steps, reserved] = await Promise.all([
      summariesOf(needs)(tx, [task], context),
      prescriptions.print(tx, { prescriptionId }, context),
      patients.allergiesOf(tx, task.patientId),
      itemsOf(tx, id),
      givenOf(tx, id),
      returnedByItem(tx, id),
      returnsOf(vault, tx, id),
      stepsOf(vault, tx, id),
      stock.reservationsOf(tx, 'prescription', [prescriptionId]),
    ]);
    if (!summary) throw new Error(`no summary of task ${id}`);
    const drugs = new Map(
      (await catalog.drugs(tx, [...new Set(items.map(({ drugId }) => drugId))])).map((drug) => [drug.id, drug]),
    );
    const goods = given.length > 0 ? given : reserved.map(({ lineId, ...batch }) => ({ ...batch, itemId: lineId }));
    return {
      ...summary,
      pharmacyId: task.pharmacyId,
      prescriberId: task.prescriberId,
      diagnoses: paper.diagnoses.map(({ code, display }) => ({ code, display })),
      allergyState: allergies.state,
      allergies: allergies.active.map(({ substance }) => substance.display),
      items: items.map((item) => {
        const back = returned.get(item.itemId);
        return viewItem(item, paper.sheet, drugs.get(item.drugId), batchesOf(goods, item.itemId), back);
      }),
      alerts: paper.sheet.alerts.map(viewAlert),
      checkStatus: paper.sheet.checkStatus ?? 'absent',
      ...stepsTaken(steps, task),
      goodsReturns: returns.map(viewReturn),
      steps: stepsIn(task.state),
      version: task.version,
    };
  };

type Goods = AllocatedBatch & { readonly itemId: string };

const batchesOf = (goods: readonly Goods[], itemId: string): AllocatedBatch[] =>
  goods
    .filter((one) => one.itemId === itemId)
    .map(({ batchId, batchNumber, expiresOn, quantity }) => ({ batchId, batchNumber, expiresOn, quantity }));

function viewItem(
  item: ItemRow,
  sheet: Sheet,
  drug: DispensedDrug | undefined,
  batches: AllocatedBatch[],
  returned: ItemRow['quantity'] | undefined,
): TaskItem {
  const line = sheet.items.find(({ id }) => id === item.itemId);
  return {
    itemId: item.itemId,
    drugId: item.drugId,
    drugName: line?.drugName ?? drug?.name ?? '',
    specification: line?.specification ?? drug?.specification ?? '',
    ...(drug === undefined ? {} : { dosageForm: drug.dosageForm, manufacturer: drug.manufacturer }),
    usage: line === undefined ? '' : usageText(line),
    days: item.days,
    quantity: item.quantity,
    unit: line?.quantityUnit ?? drug?.dispensingUnit ?? '',
    split: drug !== undefined && toMillionths(item.quantity) % toMillionths(drug.packSize) !== 0n,
    batches,
    returned: returned ?? ('0' as ItemRow['quantity']),
  };
}

function viewAlert({ alert, response }: Sheet['alerts'][number]): ReviewedAlert {
  const words = response && [alertReasons[response.code].zh, response.text].filter(Boolean).join('：');
  return {
    level: alert.level,
    kind: alert.kind,
    ruleId: alert.ruleId,
    itemIds: alert.itemIds,
    message: alert.message,
    ...(alert.advice === undefined ? {} : { advice: alert.advice }),
    source: alert.source,
    ...(response === undefined ? {} : { reasonCode: response.code }),
    ...(words === undefined ? {} : { reason: words }),
  };
}

/** The last review, preparation and hand-out; earlier rounds stay in the steps. */
function stepsTaken(steps: readonly StepRow[], task: TaskRow): Pick<Task, 'review' | 'preparation' | 'handOut'> {
  const review = steps.findLast(({ event }) => ['accept', 'accept-unpaid', 'return'].includes(event));
  const prepared = steps.findLast(({ event }) => event === 'prepare' || event === 'reallocate');
  const handOut = steps.findLast(({ event }) => event === 'hand-out');
  const taken = (step: StepRow) => ({ by: { id: step.staffId, name: step.staffName }, at: step.at });
  return {
    ...(review && {
      review: {
        ...taken(review),
        outcome: review.event === 'return' ? ('returned' as const) : ('accepted' as const),
        ...(review.words === undefined ? {} : { note: review.words }),
      },
    }),
    ...(prepared?.event === 'prepare' && { preparation: taken(prepared) }),
    ...(handOut && {
      handOut: {
        ...taken(handOut),
        ...(handOut.words === undefined ? {} : { counselling: handOut.words }),
        collector: task.collector ?? 'patient',
      },
    }),
  };
}

const viewReturn = ({ id, at, byId, byName, reason, note, lines }: ReturnRow): Task['goodsReturns'][number] => ({
  id,
  at,
  by: { id: byId, name: byName },
  reason,
  ...(note === undefined ? {} : { note }),
  lines: [...lines],
});
