import type { Tx } from '#platform/transaction';
import type { AmendmentRequest, Note, SectionName, VisitType } from './contract.ts';
import { isLocked } from './core/access.ts';
import { type Missing, missingFrom } from './core/completeness.ts';
import type { EmrParts } from './parts.ts';
import type { RequestRow } from './request-rows.ts';
import type { StoredNote, StoredSignature } from './rows.ts';
import { requiredAtFirstVisit, requiredAtReturnVisit } from './settings.ts';
import { signatureView } from './signing.ts';

/** The note as screens show it. `signatures` of this note, newest first. */
export function noteView(
  parts: Pick<EmrParts, 'vault'>,
  tx: Pick<Tx, 'institutionId'>,
  note: StoredNote,
  signatures: readonly StoredSignature[],
  now: Temporal.Instant,
): Note {
  const latest = signatures.find(({ noteId }) => noteId === note.id);
  return {
    noteId: note.id,
    visitId: note.visitId,
    patientId: note.patientId,
    doctorId: note.doctorId,
    state: note.state,
    version: note.version,
    content: note.content,
    savedAt: note.savedAt,
    ...(latest ? { signature: signatureView(parts, tx, latest) } : {}),
    ...(note.locksAt === undefined ? {} : { locksAt: note.locksAt }),
    locked: isLocked(note, now),
    ...(note.voided ? { voided: note.voided } : {}),
  };
}

export async function readNoteView(
  parts: Pick<EmrParts, 'vault' | 'rows'>,
  tx: Tx,
  note: StoredNote,
  now: Temporal.Instant,
): Promise<Note> {
  return noteView(parts, tx, note, await parts.rows.signatures(tx, [note.id]), now);
}

export async function requiredSections(
  { institutions }: Pick<EmrParts, 'institutions'>,
  tx: Tx,
): Promise<Record<VisitType, SectionName[]>> {
  const [first, later] = await Promise.all([
    institutions.setting(tx, requiredAtFirstVisit),
    institutions.setting(tx, requiredAtReturnVisit),
  ]);
  return { first, return: later };
}

/** What still stands against signing. */
export async function missingParts(
  parts: Pick<EmrParts, 'institutions' | 'terminology'>,
  tx: Tx,
  content: StoredNote['content'],
): Promise<Missing[]> {
  const codes = content.diagnoses.filter(({ isMain }) => isMain).map(({ code }) => code);
  const [required, named] = await Promise.all([requiredSections(parts, tx), parts.terminology.diagnoses(tx, codes)]);
  const neverMain = new Set(named.filter((diagnosis) => diagnosis.neverMain).map(({ code }) => code));
  return missingFrom(content, required, neverMain);
}

/** An approval that ran out is shown as such, also before anything has noticed it. */
export function requestView(row: RequestRow, now: Temporal.Instant): AmendmentRequest {
  const ranOut =
    row.state === 'approved' &&
    row.validUntil !== null &&
    Temporal.Instant.compare(now, Temporal.Instant.from(row.validUntil)) >= 0;
  return {
    id: row.id,
    visitId: row.visitId,
    patientId: row.patientId,
    reason: row.reason,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt,
    state: ranOut ? 'expired' : row.state,
    ...(row.decidedBy === null ? {} : { decidedBy: row.decidedBy }),
    ...(row.decidedAt === null ? {} : { decidedAt: row.decidedAt }),
    ...(row.decisionReason === null ? {} : { decisionReason: row.decisionReason }),
    ...(row.validUntil === null ? {} : { validUntil: row.validUntil }),
  };
}
