import { invalidField } from '@xinglin/kernel/domain-error';
import type { Handler } from '#platform/operations';
import {
  type draftSaves,
  type NoteContent,
  noteContent,
  type personNotes,
  type readNote,
  type unsignedNotes,
} from '../contract.ts';
import type { EmrParts } from '../parts.ts';
import { signatureView } from '../signing.ts';
import { noteView } from '../view.ts';

export const readNoteHandler =
  (parts: EmrParts): Handler<typeof readNote> =>
  async (tx, { visitId }, { actor, now }) => {
    const [current, voided] = await Promise.all([parts.rows.current(tx, visitId), parts.rows.voidNotes(tx, visitId)]);
    // What is not signed yet is nobody's business but the writer's.
    const mine = (note: { doctorId: string; firstSignedAt: string | undefined }) =>
      note.firstSignedAt !== undefined || note.doctorId === actor.staffId;
    const shown = current && mine(current) ? current : undefined;
    const shownVoid = voided.filter(mine);
    const ids = [...(shown ? [shown] : []), ...shownVoid].map(({ id }) => id);
    const signatures = await parts.rows.signatures(tx, ids);
    const patientId = shown?.patientId ?? shownVoid[0]?.patientId;
    return {
      ...(patientId === undefined ? {} : { patientId }),
      ...(shown ? { note: noteView(parts, tx, shown, signatures, now) } : {}),
      versions: signatures
        .filter(({ noteId }) => noteId === shown?.id)
        .map((stored) => ({ ...signatureView(parts, tx, stored), content: signedContent(stored.text) })),
      voided: shownVoid.map((note) => noteView(parts, tx, note, signatures, now)),
    };
  };

/** A signed text that is no longer a note was damaged; showing it as an empty one would hide that. */
const signedContent = (text: string): NoteContent => noteContent.parse(JSON.parse(text));

/** "2026-03-02T01:00:00Z_<note id>" */
function readCursor(before: string | undefined): { at: string; id: string } | undefined {
  if (before === undefined) return undefined;
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(before) ?? [];
  if (at === undefined || id === undefined) throw invalidField('before', 'input.invalid');
  return { at, id };
}

export const personNotesHandler =
  (parts: EmrParts): Handler<typeof personNotes> =>
  async (tx, { patientId, limit, before }) => {
    const after = readCursor(before);
    const patientIds = await parts.patients.entriesOf(tx, patientId);
    const found = await parts.rows.ofPerson(tx, patientIds, { limit: limit + 1, after });
    const shown = found.slice(0, limit);
    const signatures = await parts.rows.signatures(
      tx,
      shown.map(({ id }) => id),
    );
    const notes = shown.map((note) => {
      const own = signatures.filter(({ noteId }) => noteId === note.id);
      return {
        noteId: note.id,
        visitId: note.visitId,
        doctorId: note.doctorId,
        doctorName: own[0]?.signerName ?? '',
        state: note.state,
        signedAt: note.firstSignedAt ?? note.savedAt,
        amended: own.length > 1,
        content: note.content,
      };
    });
    const last = shown.at(-1);
    const older = found.length > limit && last ? { older: `${last.firstSignedAt}_${last.id}` } : {};
    return { notes, ...older };
  };

export const unsignedNotesHandler =
  (parts: EmrParts): Handler<typeof unsignedNotes> =>
  async (tx, { limit }, { actor }) => {
    const notes = await parts.rows.unsignedOf(tx, actor.staffId, limit);
    return {
      notes: notes.map(({ visitId, patientId, savedAt, content }) => {
        const { chiefComplaint } = content.sections;
        return { visitId, patientId, savedAt, ...(chiefComplaint === undefined ? {} : { chiefComplaint }) };
      }),
    };
  };

export const draftSavesHandler =
  (parts: EmrParts): Handler<typeof draftSaves> =>
  async (tx, { visitId }, { actor }) => {
    const note = await parts.rows.current(tx, visitId);
    if (note?.doctorId !== actor.staffId) return { saves: [] };
    return { patientId: note.patientId, saves: await parts.rows.saves(tx, note.id) };
  };
