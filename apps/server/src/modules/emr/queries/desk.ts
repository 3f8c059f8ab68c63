import type { Handler } from '#platform/operations';
import type { deskNote } from '../contract.ts';
import { whyNotWrite } from '../core/access.ts';
import type { EmrParts } from '../parts.ts';
import { missingParts, readNoteView, requestView, requiredSections } from '../view.ts';

/** Enough for "what was it last time"; the time line has the rest. */
const EARLIER_NOTES = 5;

export const deskNoteHandler =
  (parts: EmrParts): Handler<typeof deskNote> =>
  async (tx, { visitId }, { actor, now }) => {
    const visit = await parts.visits.visit(tx, visitId);
    const patientIds = await parts.patients.entriesOf(tx, visit.patientId);
    const [current, required, bloodPressureDue, triageComplaint, allergies, longTermConditions, earlier] =
      await Promise.all([
        parts.rows.current(tx, visitId),
        requiredSections(parts, tx),
        parts.visits.isBloodPressureDue(tx, visitId),
        parts.visits.triageComplaint(tx, visitId),
        parts.patients.allergiesOf(tx, visit.patientId),
        parts.patients.longTermConditionsOf(tx, visit.patientId),
        parts.rows.ofPerson(tx, patientIds, { limit: EARLIER_NOTES + 1, after: undefined }),
      ]);
    const note = current?.state === 'draft' && current.doctorId !== actor.staffId ? undefined : current;
    const whyNot = whyNotWrite({ visit, note: current, staffId: actor.staffId });
    const shown = earlier
      .filter((other) => other.visitId !== visitId && other.state === 'signed')
      .slice(0, EARLIER_NOTES);
    const [view, missing, signatures, request] = await Promise.all([
      note && readNoteView(parts, tx, note, now),
      note ? missingParts(parts, tx, note.content) : [],
      parts.rows.signatures(
        tx,
        shown.map(({ id }) => id),
      ),
      note && parts.requests.latest(tx, note.id),
    ]);
    return {
      patientId: visit.patientId,
      ...(view ? { note: view } : {}),
      writable: whyNot === undefined,
      ...(whyNot === undefined ? {} : { whyNot }),
      visitType: note?.content.visitType ?? (visit.firstVisit ? 'first' : 'return'),
      required,
      missing,
      bloodPressureDue,
      ...(triageComplaint === undefined ? {} : { triageComplaint }),
      allergyState: allergies.state,
      longTermConditions: [...longTermConditions],
      earlier: shown.map((other) => ({
        visitId: other.visitId,
        signedAt: other.firstSignedAt ?? other.savedAt,
        doctorName: signatures.find(({ noteId }) => noteId === other.id)?.signerName ?? '',
        content: other.content,
      })),
      ...(request ? { amendment: requestView(request, now) } : {}),
    };
  };
