import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { type Fen, negateFen } from '@xinglin/kernel/money';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import { type Context, isAllowed } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type previewRefund, type refund, refunded, type Source } from '../contract.ts';
import {
  bySource,
  isKept,
  isRefunded,
  type LinePlan,
  planRefund,
  type RefundPlan,
  type RefundWish,
} from '../core/refund.ts';
import { postingsOf } from '../core/settle.ts';
import { payBack } from '../jobs.ts';
import type { ChargingNeeds } from '../needs.ts';
import { reasonPlace, requireSettlement } from '../queries/settlements.ts';
import { changeItems, insertItems, lockItems, lockLiveItemsOf, type NewItem } from '../rows/items.ts';
import { insertPayback } from '../rows/orders.ts';
import {
  type BookedPart,
  type BookedSettlement,
  giveNumber,
  insertSettlement,
  settlementById,
  standingSettlementsOf,
} from '../rows/settlements.ts';
import { lateRefundLimit } from '../settings.ts';
import { billChanged, cancelCharges } from './charges.ts';

const APPROVE = 'charging.approve-refund';

interface Wanted {
  readonly settlementId: string;
  readonly wishes: readonly RefundWish[];
  readonly reason: string;
}

/** @throws DomainError 'not-found', or 'conflict' charging.refunded-already when the settlement stands no more. */
async function standing(tx: Tx, settlementId: string): Promise<BookedSettlement> {
  const found = await settlementById(tx, settlementId);
  if (!found) throw new DomainError('not-found', 'charging.settlement-not-known');
  if (found.kind === 'reversal') throw new DomainError('rule', 'charging.not-a-charge');
  if (!found.stands) {
    throw new DomainError('conflict', 'charging.refunded-already', { receiptNumber: found.receiptNumber });
  }
  return found;
}

const planOf = (settlement: BookedSettlement, wishes: readonly RefundWish[]): RefundPlan =>
  planRefund(
    settlement.lines.map((line) => ({ ...line, lineId: line.source.lineId })),
    settlement.parts,
    wishes,
  );

/** Asks everybody who must agree. @throws DomainError of the first who does not. */
async function askGuards(
  tx: Tx,
  needs: ChargingNeeds,
  { visitId, plan, binding }: { visitId: string; plan: RefundPlan; binding: boolean },
  context: Context,
) {
  for (const { source, whole, lines } of bySource(plan)) {
    const asked = lines.map(({ line, refundQuantity, keepQuantity }) => ({
      lineId: line.lineId,
      refund: refundQuantity,
      keep: keepQuantity,
    }));
    for (const guard of needs.refundGuards)
      await guard(tx, { source: plainSource(source), visitId, whole, binding, lines: asked }, context);
  }
}

async function needsSupervisor(
  tx: Tx,
  needs: ChargingNeeds,
  from: BookedSettlement,
  refundFen: Fen,
  now: Temporal.Instant,
) {
  if (from.settledOn === dateAtInstitution(now).toString()) return false;
  return refundFen > (await needs.institutions.setting(tx, lateRefundLimit));
}

/**
 * Reverses a settlement and settles anew what is kept, in one transaction. Held by the lines: two who press at once
 * meet there, and the second finds the settlement reversed.
 */
async function giveBack(tx: Tx, needs: ChargingNeeds, { settlementId, wishes, reason }: Wanted, context: Context) {
  const seen = await standing(tx, settlementId);
  await lockItems(
    tx,
    seen.lines.map(({ itemId }) => itemId),
  );
  const original = await standing(tx, settlementId);
  const plan = planOf(original, wishes);
  await askGuards(tx, needs, { visitId: original.visitId, plan, binding: true }, context);
  if ((await needsSupervisor(tx, needs, original, plan.refundFen, context.now)) && !isAllowed(context.actor, APPROVE)) {
    throw new DomainError('forbidden', 'charging.needs-supervisor', { permission: APPROVE });
  }
  const keptItems = await endAndReplace(tx, original, plan, context);
  const sealed = (settlementId: string) => needs.vault.seal(reason, reasonPlace(settlementId));
  const reversalId = await reverse(tx, original, sealed, context);
  const keptId = await settleKept(tx, original, plan, keptItems, sealed, context);
  const orderId = original.parts.find(({ method }) => method === 'card')?.orderId;
  const byCard = plan.back.find(({ method }) => method === 'card');
  if (byCard && orderId !== undefined) {
    const paybackId = newId(context.now.epochMilliseconds);
    const { amountFen } = byCard;
    await insertPayback(tx, { id: paybackId, orderId, settlementId: reversalId, amountFen, askedAt: context.now });
    await tx.enqueue(payBack.name, { paybackId });
  }
  const { visitId, patientId } = original;
  await tx.publish(refunded, {
    settlementId: reversalId,
    originalId: original.id,
    visitId,
    patientId,
    refundedFen: plan.refundFen,
    reason,
    sources: bySource(plan).map(({ source, whole, lines }) => ({
      ...plainSource(source),
      whole,
      lines: lines
        .filter(isRefunded)
        .map(({ line, refundQuantity }) => ({ lineId: line.lineId, quantity: refundQuantity })),
    })),
  });
  const { year } = dateAtInstitution(context.now);
  await giveNumber(tx, reversalId, context.now, year);
  if (keptId !== undefined) await giveNumber(tx, keptId, context.now, year);
  billChanged(tx, visitId);
  return { reversalId, keptId, plan };
}

const plainSource = ({ kind, id }: Source): Source => ({ kind, id });

interface KeptItem {
  readonly itemId: string;
  readonly plan: LinePlan;
}

/** Ends the lines that are refunded; of a line refunded in part, a new line keeps the rest. */
async function endAndReplace(
  tx: Tx,
  original: BookedSettlement,
  plan: RefundPlan,
  context: Context,
): Promise<KeptItem[]> {
  const ended = plan.lines.filter(isRefunded);
  await changeItems(
    tx,
    ended.map(({ line }) => line.itemId),
    { from: ['settled'], to: 'refunded', ended: { at: context.now, by: context.actor.staffId } },
  );
  const kept = plan.lines.filter(isKept).map((one): KeptItem => {
    return { itemId: isRefunded(one) ? newId(context.now.epochMilliseconds) : one.line.itemId, plan: one };
  });
  const made = kept.flatMap(({ itemId, plan: { line, keepQuantity, keepFen, refundQuantity } }): NewItem[] => {
    const booked = original.lines.find((candidate) => candidate.itemId === line.itemId);
    if (!booked || !isRefunded({ refundQuantity } as LinePlan)) return [];
    return [
      {
        id: itemId,
        visitId: original.visitId,
        patientId: original.patientId,
        source: booked.source,
        category: booked.category,
        name: booked.name,
        specification: booked.specification,
        unit: booked.unit,
        unitPrice: booked.unitPrice,
        quantity: keepQuantity,
        amountFen: keepFen,
        state: 'settled',
        keptOf: line.itemId,
        chargedAt: context.now.toString() as InstantText,
      },
    ];
  });
  if (made.length > 0) await insertItems(tx, made, context.actor.staffId);
  return kept;
}

const cashierOf = ({ actor, now }: Context) => ({
  cashierId: actor.staffId,
  cashierName: actor.displayName,
  settledAt: now,
  settledOn: dateAtInstitution(now).toString(),
});

/** Why money went back, bound to the settlement that says so. */
type SealReason = (settlementId: string) => Buffer;

/** The original with every sign turned round. */
async function reverse(tx: Tx, original: BookedSettlement, sealed: SealReason, context: Context): Promise<string> {
  const id = newId(context.now.epochMilliseconds);
  const lines = original.lines.map(({ itemId, category, amountFen }) => {
    return { itemId, category, amountFen: negateFen(amountFen) };
  });
  const parts = original.parts.map(({ method, amountFen, orderId, reference, payer }): BookedPart => {
    return { method, amountFen: negateFen(amountFen), orderId, reference, payer };
  });
  const { id: originalId, visitId, patientId, totalFen } = original;
  await insertSettlement(tx, {
    ...cashierOf(context),
    id,
    kind: 'reversal',
    visitId,
    patientId,
    totalFen: negateFen(totalFen),
    originalId,
    reason: sealed(id),
    lines,
    parts,
    postings: postingsOf(lines, parts),
  });
  return id;
}

async function settleKept(
  tx: Tx,
  original: BookedSettlement,
  plan: RefundPlan,
  kept: readonly KeptItem[],
  sealed: SealReason,
  context: Context,
): Promise<string | undefined> {
  if (kept.length === 0) return undefined;
  const id = newId(context.now.epochMilliseconds);
  const lines = kept.map(({ itemId, plan: { line, keepFen } }) => {
    return { itemId, category: line.category, amountFen: keepFen };
  });
  const parts = plan.keptParts.map(({ method, amountFen }): BookedPart => {
    const came = original.parts.find((part) => part.method === method);
    return { method, amountFen, orderId: came?.orderId, reference: came?.reference, payer: came?.payer };
  });
  await insertSettlement(tx, {
    ...cashierOf(context),
    id,
    kind: 'kept',
    visitId: original.visitId,
    patientId: original.patientId,
    totalFen: plan.keptFen,
    originalId: original.id,
    reason: sealed(id),
    lines,
    parts,
    postings: postingsOf(lines, parts),
  });
  return id;
}

/** @throws DomainError 'conflict' charging.refund-changed when the cashier was told another amount. */
export const refundLines =
  (needs: ChargingNeeds) =>
  async (tx: Tx, input: InputOf<typeof refund>, context: Context): Promise<OutputOf<typeof refund>> => {
    const { settlementId, lines, reason, expectedRefundFen } = input;
    const { reversalId, keptId, plan } = await giveBack(tx, needs, { settlementId, wishes: lines, reason }, context);
    if (plan.refundFen !== expectedRefundFen) {
      const { refundFen } = plan;
      throw new DomainError('conflict', 'charging.refund-changed', { expectedFen: expectedRefundFen, refundFen });
    }
    const read = requireSettlement(needs);
    const reversal = await read(tx, reversalId);
    return {
      reversal,
      ...(keptId === undefined ? {} : { kept: await read(tx, keptId) }),
      refundedFen: plan.refundFen,
      back: plan.back.map((part) => ({ ...part, done: part.method === 'cash' })),
    };
  };

/** What a refund would do, and what stands in its way. Changes nothing. */
export const refundPreview =
  (needs: ChargingNeeds) =>
  async (tx: Tx, input: InputOf<typeof previewRefund>, context: Context): Promise<OutputOf<typeof previewRefund>> => {
    const original = await standing(tx, input.settlementId);
    const plan = planOf(original, input.lines);
    const [refusedBy, supervised] = await Promise.all([
      askGuards(tx, needs, { visitId: original.visitId, plan, binding: false }, context).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof DomainError) return { code: error.code, facts: { ...error.facts } };
          throw error;
        },
      ),
      needsSupervisor(tx, needs, original, plan.refundFen, context.now),
    ]);
    return {
      patientId: original.patientId,
      refundFen: plan.refundFen,
      keptFen: plan.keptFen,
      back: [...plan.back],
      needsSupervisor: supervised,
      ...(refusedBy === undefined ? {} : { refusedBy }),
    };
  };

/**
 * Undoes the charges of one source, whatever their state: unpaid lines become void, paid ones are refunded in full.
 * @throws DomainError 'conflict' charging.being-paid while a payment is under way.
 */
export const undoCharges =
  (needs: ChargingNeeds) =>
  async (tx: Tx, source: Source, reason: string, context: Context): Promise<void> => {
    const live = await lockLiveItemsOf(tx, source);
    const paid = live.filter(({ state }) => state === 'settled').map(({ id }) => id);
    if (paid.length === 0) return cancelCharges(tx, source, context);
    for (const { id, lines } of await standingSettlementsOf(tx, paid)) {
      const wishes = lines.filter(({ itemId }) => paid.includes(itemId)).map(({ itemId }) => ({ itemId }));
      await giveBack(tx, needs, { settlementId: id, wishes, reason }, context);
    }
  };
