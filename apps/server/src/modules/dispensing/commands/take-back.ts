import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import { addDecimal, compareDecimal } from '@xinglin/kernel/quantity';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { goodsReturned, type Task, type takeBack } from '../contract.ts';
import { requireRefundable } from '../core/rules.ts';
import { dispensesOf } from '../fhir.ts';
import type { DispensingNeeds } from '../needs.ts';
import { viewTask } from '../queries/task-view.ts';
import {
  givenOf,
  insertReturn,
  itemsOf,
  lockTaskOf,
  type ReturnLine,
  returnedByItem,
  returnsOf,
  taskOf,
} from '../rows.ts';
import { factsOf, lockShown, purposeOf, take } from '../steps.ts';

/**
 * Goods come back. They go where the pharmacist says, but cold goods and controlled drugs never back to sale.
 * @throws DomainError 'rule' dispensing.to-quarantine-only {drug}; stock.returned-more-than-issued.
 */
export const takeGoodsBack =
  (needs: DispensingNeeds) =>
  async (tx: Tx, input: InputOf<typeof takeBack>, context: Context): Promise<Task> => {
    const task = await lockShown(tx, input, 'dispensing.take-back', context);
    const [given, before, items, sheet] = await Promise.all([
      givenOf(tx, task.id),
      returnedByItem(tx, task.id),
      itemsOf(tx, task.id),
      needs.prescriptions.prescription(tx, task.prescriptionId),
    ]);
    const lines = merged(input.lines);
    await requirePlaces(needs, tx, lines, new Map(items.map(({ itemId, drugId }) => [itemId, drugId])));
    const returned = new Map(before);
    for (const { itemId, quantity } of lines) {
      const known = returned.get(itemId);
      returned.set(itemId, known === undefined ? quantity : addDecimal(known, quantity));
    }
    const all = items.every(({ itemId, quantity }) => {
      const back = returned.get(itemId);
      return back !== undefined && compareDecimal(back, quantity) >= 0;
    });
    const after = await take(needs, tx, task, all ? 'take-back-all' : 'take-back', context, { words: input.note });
    const { staffId, displayName } = context.actor;
    const asMoved = lines.map(({ itemId, ...line }) => ({ ...line, lineId: itemId }));
    await needs.stock.takeBack(tx, purposeOf(task.prescriptionId), asMoved, input.reason, context);
    await insertReturn(needs.vault, tx, task.id, {
      id: newId(context.now.epochMilliseconds),
      reason: input.reason,
      note: input.note,
      at: context.now.toString() as InstantText,
      byId: staffId,
      byName: displayName,
      lines,
    });
    const back = await returnedByBatch(needs, tx, task.id);
    await needs.record.put(tx, dispensesOf(after, sheet, given, back), context);
    await tx.publish(goodsReturned, {
      ...factsOf(after),
      all,
      lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
    });
    return viewTask(needs)(tx, after, context);
  };

/** One line per item, batch and place, however often it was typed. */
function merged(lines: readonly ReturnLine[]): ReturnLine[] {
  const byPlace = new Map<string, ReturnLine>();
  for (const line of lines) {
    const key = `${line.itemId}/${line.batchId}/${line.to}`;
    const known = byPlace.get(key);
    byPlace.set(key, known ? { ...known, quantity: addDecimal(known.quantity, line.quantity) } : line);
  }
  return [...byPlace.values()];
}

async function requirePlaces(
  { catalog }: DispensingNeeds,
  tx: Tx,
  lines: readonly ReturnLine[],
  drugOf: ReadonlyMap<string, string>,
): Promise<void> {
  const toStock = lines.filter(({ to }) => to === 'stock').flatMap(({ itemId }) => drugOf.get(itemId) ?? []);
  const drugs = await catalog.drugs(tx, [...new Set(toStock)]);
  const kept = drugs.find(({ storage, controlled }) => storage === 'cold' || controlled !== undefined);
  if (kept) throw new DomainError('rule', 'dispensing.to-quarantine-only', { drug: kept.name });
}

/** "item/batch" → what came back of it. */
async function returnedByBatch({ vault }: DispensingNeeds, tx: Tx, taskId: string) {
  const back = new Map<string, ReturnLine['quantity']>();
  for (const { lines } of await returnsOf(vault, tx, taskId)) {
    for (const { itemId, batchId, quantity } of lines) {
      const key = `${itemId}/${batchId}`;
      const known = back.get(key);
      back.set(key, known === undefined ? quantity : addDecimal(known, quantity));
    }
  }
  return back;
}

interface RefundAsked {
  /** True when money goes back now: then the task is held, so that nobody hands out meanwhile. */
  readonly binding: boolean;
  readonly whole: boolean;
  readonly lines: readonly { readonly lineId: string; readonly keep: ReturnLine['quantity'] }[];
}

/**
 * Whether money may go back for a prescription now.
 * @throws DomainError as `requireRefundable`.
 */
export async function allowRefund(tx: Tx, prescriptionId: string, asked: RefundAsked): Promise<void> {
  const task = await (asked.binding ? lockTaskOf : taskOf)(tx, prescriptionId);
  if (!task) return requireRefundable(undefined, [], asked);
  const [items, returned] = await Promise.all([itemsOf(tx, task.id), returnedByItem(tx, task.id)]);
  const handed = items.map(({ itemId, quantity }) => {
    return { itemId, quantity, returned: returned.get(itemId) ?? ('0' as typeof quantity) };
  });
  requireRefundable(task.state, handed, asked);
}
