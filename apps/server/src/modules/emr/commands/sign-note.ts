import { DomainError } from '@xinglin/kernel/domain-error';
import type { Context } from '#platform/actor';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import {
  type amendNote,
  type Diagnosis,
  type NoteContent,
  noteAmended,
  noteSigned,
  noteVoided,
  type signNote,
  type voidNote,
} from '../contract.ts';
import { isLocked, whyNotAmend } from '../core/access.ts';
import { sameContent } from '../core/content.ts';
import { noteLife } from '../core/life.ts';
import { compositionResource, conditionResources } from '../fhir.ts';
import type { EmrParts } from '../parts.ts';
import type { StoredNote, StoredSignature } from '../rows.ts';
import { lockAfterHours } from '../settings.ts';
import { signatureFor } from '../signing.ts';
import { missingParts, noteView, readNoteView } from '../view.ts';
import { newerVersion, openForWriting, saveDraft, settle } from './write-note.ts';

/** @throws DomainError 'rule' emr.incomplete with every missing part as a field. */
async function requireComplete(parts: EmrParts, tx: Tx, content: NoteContent): Promise<void> {
  const missing = await missingParts(parts, tx, content);
  if (missing.length > 0) throw new DomainError('rule', 'emr.incomplete', { count: missing.length }, missing);
}

const publishedDiagnoses = ({ diagnoses }: NoteContent) =>
  diagnoses.map(({ code, display, isMain, certainty }) => ({ code, display, isMain, certainty }));

const eventOf = (note: StoredNote) => ({
  noteId: note.id,
  visitId: note.visitId,
  patientId: note.patientId,
  doctorId: note.doctorId,
  version: note.version,
  diagnoses: publishedDiagnoses(note.content),
});

export const signNoteHandler =
  (parts: EmrParts): Handler<typeof signNote> =>
  async (tx, { visitId, version, content }, context) => {
    const draft = content
      ? await saveDraft(parts, tx, visitId, { version, content }, context)
      : await draftOf(parts, tx, visitId, version, context);
    await requireComplete(parts, tx, draft.content);
    const signature = signatureFor(parts, tx, draft, { reason: undefined, requestId: undefined }, context);
    const hours = await parts.institutions.setting(tx, lockAfterHours);
    const signed: StoredNote = {
      ...draft,
      state: noteLife.step(draft.state, 'sign'),
      firstSignedAt: signature.signedAt,
      locksAt: Temporal.Instant.from(signature.signedAt).add({ hours }).toString(),
    };
    if (!(await parts.rows.sign(tx, signed, draft))) throw newerVersion(draft.version);
    await parts.rows.insertSignature(tx, signature);
    await recordSigned(parts, tx, { note: signed, signature, dropped: [] }, context);
    await parts.terminology.countUse(
      tx,
      signed.content.diagnoses.map(({ code }) => code),
      context.actor.staffId,
      context.now,
    );
    await tx.publish(noteSigned, eventOf(signed));
    return { patientId: signed.patientId, note: noteView(parts, tx, signed, [signature], context.now) };
  };

async function draftOf(
  parts: EmrParts,
  tx: Tx,
  visitId: string,
  version: number,
  context: Context,
): Promise<StoredNote> {
  const { note } = await openForWriting(parts, tx, visitId, context);
  if (!note) throw new DomainError('not-found', 'emr.no-note');
  if (note.version !== version) throw newerVersion(note.version);
  return note;
}

const recordSigned = async (
  parts: EmrParts,
  tx: Tx,
  signed: { note: StoredNote; signature: StoredSignature; dropped: readonly Diagnosis[] },
  context: Context,
): Promise<void> => {
  await parts.record.put(tx, [...conditionResources(signed), compositionResource(signed)], context);
};

/** The signed note and the approval that opens it when it is locked. @throws DomainError when neither allows it. */
async function openForAmending(
  parts: EmrParts,
  tx: Tx,
  visitId: string,
  version: number,
  context: Context,
): Promise<{ note: StoredNote; requestId: string | undefined }> {
  const note = await parts.rows.current(tx, visitId);
  if (!note) throw new DomainError('not-found', 'emr.no-note');
  const request = await parts.requests.latest(tx, note.id);
  const open = request && { state: request.state, validUntil: request.validUntil ?? undefined };
  const reason = whyNotAmend(note, open, context.actor.staffId, context.now);
  if (reason === 'emr.not-your-note') throw new DomainError('forbidden', reason);
  if (reason !== undefined) throw new DomainError('conflict', reason);
  if (note.version !== version) throw newerVersion(note.version);
  return { note, requestId: isLocked(note, context.now) ? request?.id : undefined };
}

/** @throws DomainError 'conflict' when the approval was used at this very moment. */
async function useApproval(parts: EmrParts, tx: Tx, requestId: string | undefined): Promise<void> {
  if (requestId === undefined) return;
  const used = await parts.requests.close(tx, requestId, 'used');
  if (used === 0) throw new DomainError('conflict', 'emr.locked');
}

export const amendNoteHandler =
  (parts: EmrParts): Handler<typeof amendNote> =>
  async (tx, { visitId, version, content: typed, reason }, context) => {
    const visit = await parts.visits.lock(tx, visitId);
    const { note: before, requestId } = await openForAmending(parts, tx, visitId, version, context);
    const content = await settle(parts, tx, typed, before.content, visit, context);
    if (sameContent(before.content, content)) throw new DomainError('conflict', 'emr.nothing-changed');
    await requireComplete(parts, tx, content);
    await useApproval(parts, tx, requestId);
    const amended: StoredNote = {
      ...before,
      state: noteLife.step(before.state, 'amend'),
      version: before.version + 1,
      content,
      savedAt: context.now.toString(),
    };
    const signature = signatureFor(parts, tx, amended, { reason, requestId }, context);
    if (!(await parts.rows.sign(tx, amended, before))) throw newerVersion(before.version);
    await parts.rows.insertSignature(tx, signature);
    const kept = new Set(content.diagnoses.map(({ id }) => id));
    const dropped = before.content.diagnoses.filter(({ id }) => !kept.has(id));
    await recordSigned(parts, tx, { note: amended, signature, dropped }, context);
    await tx.publish(noteAmended, { ...eventOf(amended), reason });
    return { patientId: amended.patientId, note: noteView(parts, tx, amended, [signature], context.now) };
  };

export const voidNoteHandler =
  (parts: EmrParts): Handler<typeof voidNote> =>
  async (tx, { visitId, version, reason }, context) => {
    await parts.visits.lock(tx, visitId);
    const { note, requestId } = await openForVoiding(parts, tx, visitId, version, context);
    await useApproval(parts, tx, requestId);
    const at = context.now.toString();
    const by = context.actor.staffId;
    if ((await parts.rows.void(tx, note.id, version, at, by, reason)) === 0) throw newerVersion(note.version);
    const voided: StoredNote = { ...note, state: noteLife.step(note.state, 'void'), voided: { at, by, reason } };
    const [signature] = await parts.rows.signatures(tx, [note.id]);
    // A draft was never on the record; a signed note stays there, marked.
    if (signature) {
      await recordSigned(parts, tx, { note: voided, signature, dropped: [] }, context);
      await tx.publish(noteVoided, { ...eventOf(voided), reason });
    }
    return { patientId: voided.patientId, note: await readNoteView(parts, tx, voided, context.now) };
  };

/** A draft is voided by whoever may write it, a signed note by whoever may amend it. */
async function openForVoiding(parts: EmrParts, tx: Tx, visitId: string, version: number, context: Context) {
  const note = await parts.rows.current(tx, visitId);
  if (note?.state !== 'draft') return openForAmending(parts, tx, visitId, version, context);
  return { note: await draftOf(parts, tx, visitId, version, context), requestId: undefined };
}
