import { DomainError } from '@xinglin/kernel/domain-error';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import {
  type discardPrescription as discardOperation,
  type insistOnPrescription as insistOperation,
  prescriptionInsisted,
  prescriptionWithdrawn,
  type withdrawPrescription as withdrawOperation,
} from '../contract.ts';
import { type ReviewEvent, reviewLife, type SheetEvent, sheetLife } from '../core/life-cycle.ts';
import type { StoredSheet } from '../core/line.ts';
import { medicationRequests } from '../fhir.ts';
import { instantText, lockSheet, requireOwnSheet, requireVersion } from '../own-sheet.ts';
import type { PrescriptionsParts } from '../parts.ts';
import { insertStep, move, type StepChanges } from '../rows/step-rows.ts';
import { sheetView } from '../view.ts';

interface Move {
  readonly event: string;
  readonly state?: StoredSheet['state'];
  readonly reviewState?: StoredSheet['reviewState'];
  readonly reason?: string;
  readonly changes?: StepChanges;
}

/**
 * Takes one step from the state the sheet was read in, and brings the record up to date.
 * @throws DomainError 'conflict' when somebody else moved the sheet first.
 */
async function take(
  parts: PrescriptionsParts,
  tx: Tx,
  sheet: StoredSheet,
  { event, state = sheet.state, reviewState = sheet.reviewState, reason, changes = {} }: Move,
  context: Context,
): Promise<StoredSheet> {
  const at = instantText(context.now);
  const step = { event, from: sheet, to: { state, reviewState }, at, staffId: context.actor.staffId, reason };
  if ((await move(parts.vault, tx, step, changes)) === 0) {
    throw new DomainError('conflict', 'prescriptions.changed-elsewhere', { version: sheet.version });
  }
  const after: StoredSheet = { ...sheet, state, reviewState, ...changes };
  await Promise.all([
    insertStep(parts.vault, tx, step),
    // A draft was never in the record.
    sheet.state !== 'draft' && state !== sheet.state
      ? parts.record.put(tx, medicationRequests(after, parts.usage), context)
      : undefined,
  ]);
  return after;
}

const newsOf = ({ id, visitId, patientId }: StoredSheet) => ({ prescriptionId: id, visitId, patientId });

/** Before payment only: once paid, the money goes back first and ends the sheet. */
export const withdrawPrescription =
  (parts: PrescriptionsParts) =>
  async (
    tx: Tx,
    { prescriptionId, reason }: InputOf<typeof withdrawOperation>,
    context: Context,
  ): Promise<OutputOf<typeof withdrawOperation>> => {
    const sheet = await lockSheet(parts, tx, prescriptionId);
    requireOwnSheet(sheet, context.actor);
    if (sheet.state === 'paid' || sheet.state === 'dispensed') {
      throw new DomainError('rule', 'prescriptions.paid-already');
    }
    const state = sheetLife.step(sheet.state, 'withdraw');
    const changes = { withdrawReason: reason };
    const after = await take(parts, tx, sheet, { event: 'withdraw', state, reason, changes }, context);
    await tx.publish(prescriptionWithdrawn, newsOf(after));
    return sheetView(parts, tx, after);
  };

export const discardPrescription =
  (parts: PrescriptionsParts) =>
  async (
    tx: Tx,
    { prescriptionId, version }: InputOf<typeof discardOperation>,
    context: Context,
  ): Promise<OutputOf<typeof discardOperation>> => {
    const sheet = await lockSheet(parts, tx, prescriptionId);
    requireOwnSheet(sheet, context.actor);
    const state = sheetLife.step(sheet.state, 'discard');
    requireVersion(sheet, version);
    return sheetView(parts, tx, await take(parts, tx, sheet, { event: 'discard', state }, context));
  };

/** The doctor's second signature under a sheet the pharmacist sent back. */
export const insistOnPrescription =
  (parts: PrescriptionsParts) =>
  async (
    tx: Tx,
    { prescriptionId, reason }: InputOf<typeof insistOperation>,
    context: Context,
  ): Promise<OutputOf<typeof insistOperation>> => {
    const sheet = await lockSheet(parts, tx, prescriptionId);
    requireOwnSheet(sheet, context.actor);
    requireOpen(sheet);
    const reviewState = reviewLife.step(sheet.reviewState, 'insist');
    const changes = { reviewNote: `${sheet.reviewNote ?? ''}\n${reason}`.trim() };
    const after = await take(parts, tx, sheet, { event: 'insist', reviewState, reason, changes }, context);
    await tx.publish(prescriptionInsisted, { ...newsOf(after), reason });
    return sheetView(parts, tx, after);
  };

function requireOpen(sheet: StoredSheet): void {
  if (sheet.state !== 'signed' && sheet.state !== 'paid') {
    throw new DomainError('conflict', 'prescriptions.review-is-over', { state: sheet.state });
  }
}

/** For the modules above: one step of the life cycle. @throws DomainError 'conflict' when it is not allowed now. */
const mark =
  (event: SheetEvent, review?: (sheet: StoredSheet) => StoredSheet['reviewState']) =>
  (parts: PrescriptionsParts) =>
  async (tx: Tx, prescriptionId: string, context: Context): Promise<void> => {
    const sheet = await lockSheet(parts, tx, prescriptionId);
    const state = sheetLife.step(sheet.state, event);
    const reviewState = review?.(sheet) ?? sheet.reviewState;
    await take(parts, tx, sheet, { event, state, reviewState }, context);
  };

export const markPaid = mark('pay');
export const markRefunded = mark('refund');
/** Nothing is handed out without a review that accepted it. */
export const markDispensed = mark('dispense', ({ reviewState }) =>
  reviewState === 'pending' || reviewState === 'returned' ? reviewLife.step(reviewState, 'accept') : reviewState,
);

const markReview =
  (event: ReviewEvent) =>
  (parts: PrescriptionsParts) =>
  async (tx: Tx, prescriptionId: string, context: Context, reason?: string): Promise<void> => {
    const sheet = await lockSheet(parts, tx, prescriptionId);
    requireOpen(sheet);
    const reviewState = reviewLife.step(sheet.reviewState, event);
    const changes = reason === undefined ? {} : { reviewNote: reason };
    await take(parts, tx, sheet, { event, reviewState, ...(reason === undefined ? {} : { reason }), changes }, context);
  };

/** The pharmacist found the sheet in order. */
export const markAccepted = markReview('accept');
/** The pharmacist sent the sheet back to the doctor; `reason` is shown to the doctor. */
export const markReturned = markReview('return');
