import { DomainError } from '@xinglin/kernel/domain-error';
import { fen } from '@xinglin/kernel/money';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { savePrescription as operation } from '../contract.ts';
import type { StoredSheet } from '../core/line.ts';
import { instantText, lockSheet, requireOwnSheet, requireOwnVisit, requireVersion } from '../own-sheet.ts';
import type { PrescriptionsParts } from '../parts.ts';
import { insertVersion } from '../rows/step-rows.ts';
import { sheetView } from '../view.ts';
import { totalOf, workOut } from '../work-out.ts';

type Input = InputOf<typeof operation>;

/**
 * Saves the whole draft. The screen sends the version it shows: of two screens that save at once, the second is told
 * that the sheet has changed, and nothing is lost.
 */
export const savePrescription =
  (parts: PrescriptionsParts) =>
  async (tx: Tx, input: Input, context: Context): Promise<OutputOf<typeof operation>> => {
    const [visit, worked] = await Promise.all([
      parts.visits.lock(tx, input.visitId),
      workOut(parts, tx, input.items, context),
    ]);
    requireOwnVisit(visit, context.actor, 'prescriptions.write');
    const lines = worked.map(({ line }) => line);
    const savedAt = instantText(context.now);
    const draft: StoredSheet = {
      ...newSheet(input, visit, context),
      createdAt: savedAt,
      totalFen: totalOf(lines),
      lines,
    };
    const saved = input.version === 0 ? await create(parts, tx, draft) : await update(parts, tx, draft, input, context);
    await Promise.all([
      parts.sheets.replaceLines(tx, saved),
      insertVersion(parts.vault, tx, { sheet: saved, event: 'save', savedAt, savedBy: context.actor.staffId }),
    ]);
    return sheetView(parts, tx, saved);
  };

export const newSheet = (
  { prescriptionId, kind }: Pick<Input, 'prescriptionId' | 'kind'>,
  visit: { readonly id: string; readonly patientId: string; readonly departmentId: string },
  { actor }: Context,
): StoredSheet => ({
  id: prescriptionId,
  number: undefined,
  visitId: visit.id,
  patientId: visit.patientId,
  departmentId: visit.departmentId,
  doctorId: actor.staffId,
  kind,
  state: 'draft',
  reviewState: 'not-needed',
  version: 1,
  createdAt: '',
  signedAt: undefined,
  totalFen: fen(0),
  checkStatus: undefined,
  limitReason: undefined,
  reviewNote: undefined,
  withdrawReason: undefined,
  lines: [],
});

async function create({ sheets }: PrescriptionsParts, tx: Tx, draft: StoredSheet): Promise<StoredSheet> {
  if ((await sheets.insert(tx, draft)) === 0) throw new DomainError('conflict', 'prescriptions.changed-elsewhere');
  return draft;
}

async function update(
  parts: PrescriptionsParts,
  tx: Tx,
  draft: StoredSheet,
  { prescriptionId, visitId, version, kind }: Input,
  context: Context,
): Promise<StoredSheet> {
  const current = await lockSheet(parts, tx, prescriptionId);
  requireOwnSheet(current, context.actor);
  if (current.visitId !== visitId) throw new DomainError('conflict', 'prescriptions.of-other-visit');
  if (current.state !== 'draft')
    throw new DomainError('conflict', 'prescriptions.not-a-draft', { state: current.state });
  requireVersion(current, version);
  const written = await parts.sheets.updateDraft(
    tx,
    { id: prescriptionId, version, kind, totalFen: draft.totalFen },
    draft.createdAt,
  );
  if (written === 0) throw new DomainError('conflict', 'prescriptions.changed-elsewhere');
  return { ...current, kind, totalFen: draft.totalFen, lines: draft.lines, version: version + 1 };
}
