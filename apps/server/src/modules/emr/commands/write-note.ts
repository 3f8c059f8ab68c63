import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import type { NoteContent, NoteInput, restoreDraft, saveNote } from '../contract.ts';
import { whyNotWrite } from '../core/access.ts';
import { sameContent, settleContent } from '../core/content.ts';
import type { VisitOfNote } from '../needs.ts';
import type { EmrParts } from '../parts.ts';
import type { StoredNote } from '../rows.ts';
import { draftSavesKept } from '../settings.ts';
import { missingParts, readNoteView } from '../view.ts';

/** The visit, held fast, and its note. @throws DomainError when this person may not write now. */
export async function openForWriting(
  parts: EmrParts,
  tx: Tx,
  visitId: string,
  { actor }: Context,
): Promise<{ visit: VisitOfNote; note: StoredNote | undefined }> {
  const visit = await parts.visits.lock(tx, visitId);
  const note = await parts.rows.current(tx, visitId);
  const reason = whyNotWrite({ visit, note, staffId: actor.staffId });
  if (reason === 'emr.not-your-visit') throw new DomainError('forbidden', reason);
  if (reason !== undefined) throw new DomainError('conflict', reason);
  return { visit, note };
}

/** @throws DomainError 'invalid' naming the field. */
export async function settle(
  parts: Pick<EmrParts, 'terminology'>,
  tx: Tx,
  typed: NoteInput,
  before: NoteContent | undefined,
  visit: VisitOfNote,
  { now }: Context,
): Promise<NoteContent> {
  const codes = typed.diagnoses.map(({ code }) => code);
  const named = new Map((await parts.terminology.diagnoses(tx, codes)).map((diagnosis) => [diagnosis.code, diagnosis]));
  const dates = { today: dateAtInstitution(now).toString(), visitedOn: visit.visitedOn };
  return settleContent(typed, named, before?.diagnoses ?? [], () => newId(now.epochMilliseconds), dates);
}

/** Why a fact and not the other window's text: the answer to a conflict must not overwrite what is on the screen. */
export const newerVersion = (version: number): DomainError =>
  new DomainError('conflict', 'emr.newer-version', { version });

/**
 * Saves the draft over the version the screen has seen. The same content again is no new save, so a save whose
 * answer was lost may simply be sent again.
 * @throws DomainError 'conflict' emr.newer-version when another window saved something else meanwhile.
 */
export async function saveDraft(
  parts: EmrParts,
  tx: Tx,
  visitId: string,
  typed: { readonly version: number; readonly content: NoteInput },
  context: Context,
): Promise<StoredNote> {
  const { visit, note } = await openForWriting(parts, tx, visitId, context);
  const content = await settle(parts, tx, typed.content, note?.content, visit, context);
  if (note && sameContent(note.content, content)) return note;
  if ((note?.version ?? 0) !== typed.version) throw newerVersion(note?.version ?? 0);
  const savedAt = context.now.toString();
  const saved: StoredNote = note
    ? { ...note, version: note.version + 1, content, savedAt }
    : {
        id: newId(context.now.epochMilliseconds),
        visitId,
        patientId: visit.patientId,
        doctorId: context.actor.staffId,
        state: 'draft',
        version: 1,
        content,
        createdAt: savedAt,
        savedAt,
        firstSignedAt: undefined,
        locksAt: undefined,
        voided: undefined,
      };
  // The visit is locked, so the only ones who could be faster are programs that go around it.
  const written = note ? await parts.rows.save(tx, saved) : await parts.rows.insert(tx, saved);
  if (!written) throw newerVersion(saved.version);
  await parts.rows.keepSave(tx, saved, await parts.institutions.setting(tx, draftSavesKept));
  return saved;
}

export const saveNoteHandler =
  (parts: EmrParts): Handler<typeof saveNote> =>
  async (tx, { visitId, ...typed }, context) => {
    const saved = await saveDraft(parts, tx, visitId, typed, context);
    const [view, missing] = await Promise.all([
      readNoteView(parts, tx, saved, context.now),
      missingParts(parts, tx, saved.content),
    ]);
    return { patientId: saved.patientId, note: view, missing };
  };

export const restoreDraftHandler =
  (parts: EmrParts): Handler<typeof restoreDraft> =>
  async (tx, { visitId, version, restore }, context) => {
    const { note } = await openForWriting(parts, tx, visitId, context);
    if (!note) throw new DomainError('not-found', 'emr.no-note');
    if (note.version !== version) throw newerVersion(note.version);
    const earlier = (await parts.rows.saves(tx, note.id)).find((save) => save.version === restore);
    if (!earlier) throw new DomainError('not-found', 'emr.no-such-save');
    const restored = { ...note, version: version + 1, content: earlier.content, savedAt: context.now.toString() };
    if (!(await parts.rows.save(tx, restored))) throw newerVersion(restored.version);
    await parts.rows.keepSave(tx, restored, await parts.institutions.setting(tx, draftSavesKept));
    return { patientId: note.patientId, note: await readNoteView(parts, tx, restored, context.now) };
  };
