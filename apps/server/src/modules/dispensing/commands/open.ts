import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { DateText, InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { AlertLevel } from '../../decision-support/contract.ts';
import type { Sheet } from '../../prescriptions/contract.ts';
import type { Department, DispensingNeeds } from '../needs.ts';
import { type ItemRow, insertItems, insertTask, itemsOf, lockTaskOf, type TaskRow } from '../rows.ts';
import { outlastCourse } from '../settings.ts';
import { insertStep } from '../step-rows.ts';
import { purposeOf, queueChanged, take } from '../steps.ts';

/**
 * The pharmacy that serves a department: one of its site, or the first of the institution.
 * @throws DomainError 'rule' dispensing.no-pharmacy.
 */
export function pharmacyFor(departments: readonly Department[], departmentId: string): Department {
  const siteId = departments.find(({ id }) => id === departmentId)?.siteId;
  const pharmacies = departments.filter(({ kind, retired }) => kind === 'pharmacy' && !retired);
  const chosen = pharmacies.find((pharmacy) => pharmacy.siteId === siteId) ?? pharmacies[0];
  if (!chosen) throw new DomainError('rule', 'dispensing.no-pharmacy');
  return chosen;
}

interface Wanted {
  readonly prescriptionId: string;
  readonly departmentId: string;
  readonly items: readonly ItemRow[];
}

const itemRowsOf = (sheet: Sheet): ItemRow[] =>
  sheet.items.map(({ id, drugId, quantity, days }) => ({ itemId: id, drugId, quantity, days }));

/**
 * Promises the goods of several prescriptions, all or none; what is promised already stays. One call per pharmacy, in
 * a fixed order, so that payments at the same moment never wait for each other in a circle.
 * @throws DomainError 'rule' stock.not-enough naming the drug.
 */
async function promise(needs: DispensingNeeds, tx: Tx, wanted: readonly Wanted[], context: Context): Promise<void> {
  const { institutions, stock } = needs;
  const [departments, outlasts, known] = await Promise.all([
    institutions.departments(tx),
    institutions.setting(tx, outlastCourse),
    stock.reservationsOf(
      tx,
      'prescription',
      wanted.map(({ prescriptionId }) => prescriptionId),
    ),
  ]);
  const promised = new Set(known.map(({ purpose }) => purpose.id));
  const open = wanted.filter(({ prescriptionId }) => !promised.has(prescriptionId));
  const byPharmacy = Map.groupBy(open, ({ departmentId }) => pharmacyFor(departments, departmentId).id);
  for (const [pharmacyId, sheets] of [...byPharmacy].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { id: locationId } = await stock.pharmacyOf(tx, pharmacyId, context);
    const lines = sheets.flatMap(({ prescriptionId, items }) =>
      items.map((item) => ({
        purpose: purposeOf(prescriptionId),
        lineId: item.itemId,
        drugId: item.drugId,
        quantity: item.quantity,
        neededUntil: outlasts ? lastDay(item.days, context.now) : undefined,
      })),
    );
    await stock.reserve(tx, { locationId, lines }, context);
  }
}

const lastDay = (days: number, now: Temporal.Instant): string =>
  dateAtInstitution(now)
    .add({ days: days - 1 })
    .toString();

const sheetsOf = (needs: DispensingNeeds, tx: Tx, prescriptionIds: readonly string[]): Promise<Sheet[]> =>
  Promise.all(prescriptionIds.map((id) => needs.prescriptions.prescription(tx, id)));

/** Promises goods before money is asked for from the outside; `unhold` takes the promise back. */
export const hold =
  (needs: DispensingNeeds) =>
  async (tx: Tx, prescriptionIds: readonly string[], context: Context): Promise<void> => {
    const sheets = await sheetsOf(needs, tx, prescriptionIds);
    const wanted = sheets.map((sheet) => {
      return { prescriptionId: sheet.id, departmentId: sheet.departmentId, items: itemRowsOf(sheet) };
    });
    await promise(needs, tx, wanted, context);
  };

export const unhold =
  ({ stock }: DispensingNeeds) =>
  async (tx: Tx, prescriptionIds: readonly string[], context: Context): Promise<void> => {
    for (const id of [...prescriptionIds].sort()) await stock.release(tx, purposeOf(id), context);
  };

/** A signed sheet that is to be reviewed before it is charged. Promises nothing yet. */
export const openUnpaid =
  (needs: DispensingNeeds) =>
  async (tx: Tx, prescriptionId: string, context: Context): Promise<void> => {
    const [sheet] = await sheetsOf(needs, tx, [prescriptionId]);
    if (sheet) await open(needs, tx, sheet, false, context);
  };

/**
 * The sheets were paid: goods are promised in the same transaction, and each gets its task, or goes on with the one
 * it has. @throws DomainError 'rule' stock.not-enough: then the payment fails as a whole.
 */
export const openPaid =
  (needs: DispensingNeeds) =>
  async (tx: Tx, prescriptionIds: readonly string[], context: Context): Promise<void> => {
    const ids = [...new Set(prescriptionIds)].sort();
    const begun = new Map<string, TaskRow>();
    for (const id of ids) {
      const task = await lockTaskOf(tx, id);
      if (task) begun.set(id, task);
    }
    const sheets = await sheetsOf(needs, tx, ids);
    const wanted = sheets.map((sheet) => {
      return { prescriptionId: sheet.id, departmentId: sheet.departmentId, items: itemRowsOf(sheet) };
    });
    await promise(needs, tx, wanted, context);
    for (const sheet of sheets) {
      const task = begun.get(sheet.id);
      if (task) await take(needs, tx, task, 'pay', context, { changes: { paid: true } });
      else await open(needs, tx, sheet, true, context);
    }
  };

async function open(needs: DispensingNeeds, tx: Tx, sheet: Sheet, paid: boolean, context: Context): Promise<void> {
  const departments = await needs.institutions.departments(tx);
  const at = context.now.toString() as InstantText;
  const task: Omit<TaskRow, 'kinds'> = {
    id: newId(context.now.epochMilliseconds),
    prescriptionId: sheet.id,
    prescriptionNumber: sheet.number,
    visitId: sheet.visitId,
    patientId: sheet.patientId,
    departmentId: sheet.departmentId,
    pharmacyId: pharmacyFor(departments, sheet.departmentId).id,
    prescriberId: sheet.doctorId,
    prescriberName: sheet.doctorName,
    state: 'to-review',
    paid,
    alertLevel: highestLevel(sheet),
    openedAt: at,
    openedOn: dateAtInstitution(context.now).toString() as DateText,
    handedOutAt: undefined,
    handedOutBy: undefined,
    collector: undefined,
    version: 1,
  };
  const { staffId, displayName: staffName } = context.actor;
  const step = {
    position: 1,
    event: 'open',
    from: undefined,
    to: task.state,
    at,
    staffId,
    staffName,
    words: undefined,
  };
  await Promise.all([
    insertTask(tx, task),
    insertItems(tx, task.id, itemRowsOf(sheet)),
    insertStep(needs.vault, tx, task.id, step),
  ]);
  queueChanged(tx, task);
}

const LEVELS: readonly AlertLevel[] = ['block', 'reason', 'note'];
const highestLevel = ({ alerts }: Sheet): AlertLevel | undefined =>
  LEVELS.find((level) => alerts.some(({ alert }) => alert.level === level));

/**
 * Withdrawn or refunded: promised goods are free again and the task ends. After a hand-out the task stays as it is,
 * because it tells what left and what came back.
 */
export const cancel =
  (needs: DispensingNeeds) =>
  async (tx: Tx, prescriptionId: string, context: Context): Promise<void> => {
    const task = await lockTaskOf(tx, prescriptionId);
    if (!task || task.state === 'handed-out' || task.state === 'goods-returned') return;
    await needs.stock.release(tx, purposeOf(prescriptionId), context);
    await take(needs, tx, task, 'cancel', context);
  };

/** The doctor stands by a sheet that was sent back: it is reviewed again, and paid goods are promised again. */
export const insist =
  (needs: DispensingNeeds) =>
  async (tx: Tx, prescriptionId: string, reason: string, context: Context): Promise<void> => {
    const task = await lockTaskOf(tx, prescriptionId);
    if (!task) return;
    const after = await take(needs, tx, task, 'insist', context, { words: reason });
    if (!after.paid) return;
    const items = await itemsOf(tx, task.id);
    await promise(needs, tx, [{ prescriptionId, departmentId: task.departmentId, items }], context);
  };
