import { DomainError, type ErrorCode, type FieldIssue, invalidField } from '@xinglin/kernel/domain-error';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { CheckResult } from '../../decision-support/contract.ts';
import { type signPrescription as operation, prescriptionSigned } from '../contract.ts';
import { objectionsTo } from '../core/answers.ts';
import { sheetLife } from '../core/life-cycle.ts';
import { limitsExceeded } from '../core/limits.ts';
import type { Line, StoredSheet } from '../core/line.ts';
import { checkSheet } from '../facts.ts';
import { medicationRequests } from '../fhir.ts';
import { limitsOf } from '../limit-settings.ts';
import { instantText, lockSheet, requireOwnSheet, requireOwnVisit, requireVersion, visitOf } from '../own-sheet.ts';
import type { PrescriptionsParts } from '../parts.ts';
import { insertStep, insertVersion, markSigned, nextNumber } from '../rows/step-rows.ts';
import * as settings from '../settings.ts';
import { sheetView } from '../view.ts';
import { totalOf, workOut } from '../work-out.ts';

type Input = InputOf<typeof operation>;

/**
 * Signs a draft. Everything is looked at again inside the transaction: visit, rights, diagnosis, quantities, prices,
 * rules. What the doctor has not seen, has not answered, or may not override refuses the signature.
 */
export const signPrescription =
  (parts: PrescriptionsParts) =>
  async (tx: Tx, input: Input, context: Context): Promise<OutputOf<typeof operation>> => {
    // The visit before the sheet, as saving does: with one order nobody waits for another in a circle.
    const visit = await parts.visits.lock(tx, await visitOf(parts, tx, input.prescriptionId));
    const [draft, rights] = await Promise.all([
      lockSheet(parts, tx, input.prescriptionId),
      parts.staff.prescriberRights(tx, context.actor.staffId),
    ]);
    requireOwnSheet(draft, context.actor);
    const state = sheetLife.step(draft.state, 'sign');
    requireVersion(draft, input.version);
    if (draft.lines.length === 0) throw new DomainError('rule', 'prescriptions.empty');
    requireOwnVisit(visit, context.actor, 'prescriptions.sign');
    if (!rights) throw new DomainError('forbidden', 'prescriptions.no-prescribing-right');

    const worked = await workOut(
      parts,
      tx,
      draft.lines.map(({ asked }) => asked),
      context,
    );
    const lines = worked.map(({ line }) => line);
    requirePrices(lines);
    const [{ result, diagnoses }, limits, reviewNeeded, withoutCheck] = await Promise.all([
      checkSheet(parts, tx, { id: draft.id, visit, lines: worked }, context),
      limitsOf(parts, tx),
      parts.institutions.setting(tx, settings.reviewNeeded),
      parts.institutions.setting(tx, settings.signWithoutCheck),
    ]);
    if (!diagnoses.some(({ isMain }) => isMain)) throw new DomainError('rule', 'prescriptions.no-main-diagnosis');
    requireChecked(result, withoutCheck);
    requireNoObjection(result, input);
    const limited = lines.map((line) => ({
      id: line.asked.id,
      drugId: line.asked.drugId,
      coveredDays: line.coveredDays,
    }));
    const exceeded = limitsExceeded(draft.kind, limited, limits);
    requireLimits(exceeded, input);

    const signed: StoredSheet = {
      ...draft,
      state,
      number: await numberOf(tx, context),
      signedAt: instantText(context.now),
      totalFen: totalOf(lines),
      reviewState: reviewNeeded ? 'pending' : 'not-needed',
      checkStatus: result.status,
      // A reason nobody needed is not kept: it would read as if a limit had been exceeded.
      limitReason: exceeded.length > 0 ? input.limitReason : undefined,
      version: draft.version + 1,
      lines,
    };
    await write(parts, tx, draft, signed, result, input, context);
    return sheetView(parts, tx, signed);
  };

/** Work without a price cannot be charged: found here, and not by the cashier. */
function requirePrices(lines: readonly Line[]): void {
  const issues = lines.flatMap(({ amountFen, drugName }, index): FieldIssue[] =>
    amountFen === undefined
      ? [{ path: `items.${index}.drugId`, code: 'prescriptions.no-price', facts: { drug: drugName } }]
      : [],
  );
  if (issues.length > 0) throw new DomainError('rule', 'prescriptions.no-price', issues[0]?.facts ?? {}, issues);
}

function requireChecked({ status }: CheckResult, allowed: boolean): void {
  if (status === 'failed' && !allowed) throw new DomainError('rule', 'prescriptions.check-failed');
}

/** The fields name the fingerprints; a screen asks for the check again and shows what is new. */
function requireNoObjection(result: CheckResult, { seen, responses }: Input): void {
  const { blocks, unseen, unanswered, wordless } = objectionsTo(result, seen, responses);
  const refuse = (code: ErrorCode, fingerprints: readonly string[]) => {
    if (fingerprints.length === 0) return;
    const ruleOf = new Map(result.alerts.map(({ fingerprint, ruleId }) => [fingerprint, ruleId]));
    const fields = fingerprints.map(
      (fingerprint): FieldIssue => ({
        path: `alerts.${fingerprint}`,
        code,
        facts: { rule: ruleOf.get(fingerprint) ?? 'not-checked' },
      }),
    );
    throw new DomainError('rule', code, { count: fingerprints.length }, fields);
  };
  refuse('prescriptions.blocked', blocks);
  refuse('prescriptions.alerts-changed', unseen);
  refuse('prescriptions.reason-required', unanswered);
  refuse('prescriptions.words-required', wordless);
}

function requireLimits(findings: ReturnType<typeof limitsExceeded>, { limitReason }: Input): void {
  for (const { kind, limit, actual, level } of findings) {
    const facts = { limit, actual };
    if (level === 'block') throw new DomainError('rule', 'prescriptions.too-long-for-any-reason', facts);
    if (!limitReason) {
      throw new DomainError(
        'rule',
        kind === 'kinds' ? 'prescriptions.too-many-kinds' : 'prescriptions.too-many-days',
        facts,
      );
    }
    if (limitReason.code === 'other' && limitReason.text === undefined) {
      throw invalidField('limitReason.text', 'input.required');
    }
  }
}

/** "20260302-0000123": the day at the institution, and a number that is never given again. */
async function numberOf(tx: Tx, { now }: Context): Promise<string> {
  const day = now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString().replaceAll('-', '');
  return `${day}-${String(await nextNumber(tx)).padStart(7, '0')}`;
}

async function write(
  parts: PrescriptionsParts,
  tx: Tx,
  draft: StoredSheet,
  signed: StoredSheet,
  result: CheckResult,
  { responses }: Input,
  context: Context,
): Promise<void> {
  const at = signed.signedAt ?? '';
  const { staffId } = context.actor;
  // Lines first: the database lets nobody change them once the sheet is signed.
  await parts.sheets.replaceLines(tx, signed);
  const written = await markSigned(parts.vault, tx, {
    id: signed.id,
    version: draft.version,
    number: signed.number ?? '',
    signedAt: at,
    totalFen: signed.totalFen,
    reviewState: signed.reviewState,
    checkStatus: result.status,
    knowledgeVersion: result.knowledgeVersion,
    limitReason: signed.limitReason,
  });
  if (written === 0) throw new DomainError('conflict', 'prescriptions.changed-elsewhere');
  const drugIds = [...new Set(signed.lines.map(({ asked }) => asked.drugId))];
  await Promise.all([
    parts.alerts.insert(tx, { sheetId: signed.id, result, answers: responses, at, staffId }),
    insertStep(parts.vault, tx, { event: 'sign', from: draft, to: signed, at, staffId }),
    insertVersion(parts.vault, tx, {
      sheet: signed,
      event: 'sign',
      savedAt: at,
      savedBy: staffId,
    }),
    parts.catalog.countUse(tx, 'drug', drugIds, staffId, context.now),
    parts.record.put(tx, medicationRequests(signed, parts.usage), context),
  ]);
  await tx.publish(prescriptionSigned, signedNews(signed));
}

const signedNews = (signed: StoredSheet) => ({
  prescriptionId: signed.id,
  visitId: signed.visitId,
  patientId: signed.patientId,
  number: signed.number ?? '',
  departmentId: signed.departmentId,
  doctorId: signed.doctorId,
  items: signed.lines.flatMap((line) =>
    line.unitPrice === undefined || line.amountFen === undefined
      ? []
      : [
          {
            itemId: line.asked.id,
            drugId: line.asked.drugId,
            quantity: line.quantity,
            unit: line.quantityUnit,
            specification: line.specification,
            category: line.category,
            unitPrice: line.unitPrice,
            amountFen: line.amountFen,
            name: line.drugName,
          },
        ],
  ),
});
