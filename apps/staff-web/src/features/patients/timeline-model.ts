import type { OutputOf } from '@xinglin/kernel/operation';
import type { personNotes } from '@xinglin/server/contract/emr';
import type { VisitSummary } from '@xinglin/server/contract/visits';

export type PersonNote = OutputOf<typeof personNotes>['notes'][number];

/** What one source has told so far. Absent when the reader may not see it or it failed. */
export interface Loaded<Item> {
  /** Newest first. */
  readonly items: readonly Item[];
  /** Older ones are still to be asked for. */
  readonly more: boolean;
}

/** One visit of the time line; without the permission for visits, one note. */
export interface TimelineEntry {
  readonly visitId: string;
  /** When it happened: registration of the visit, else signature of the note. */
  readonly at: string;
  readonly visit?: VisitSummary;
  /** A voided note and the one that replaced it stand beside each other, newest first. */
  readonly notes: readonly PersonNote[];
}

const newestFirst = (a: { readonly at: string }, b: { readonly at: string }): number =>
  Date.parse(b.at) - Date.parse(a.at);

/**
 * Visits and notes in one line, newest first. Nothing is shown that an older page of the other source could still
 * stand before or belong to: a visit whose note was not asked for yet would look like a visit without one.
 */
export function entriesOf(
  visits: Loaded<VisitSummary> | undefined,
  notes: Loaded<PersonNote> | undefined,
): readonly TimelineEntry[] {
  const told = notes?.items ?? [];
  if (!visits) {
    const own = told.map((note) => ({ visitId: note.visitId, at: note.signedAt, notes: [note] }));
    return own.toSorted(newestFirst);
  }
  const known = new Set(visits.items.map(({ visitId }) => visitId));
  // A note is signed after its visit was registered, so a visit younger than the oldest note loaded has its note.
  const notesReachTo = notes?.more ? oldest(told.map(({ signedAt }) => signedAt)) : Number.NEGATIVE_INFINITY;
  const complete = visits.items.filter(({ registeredAt }) => Date.parse(registeredAt) >= notesReachTo);
  const entries = complete.map((visit): TimelineEntry => {
    const own = told.filter(({ visitId }) => visitId === visit.visitId);
    return { visitId: visit.visitId, at: visit.registeredAt, visit, notes: own };
  });
  // Notes of visits that are nowhere: shown once it is certain that no older page has the visit.
  const alone = visits.more ? [] : told.filter(({ visitId }) => !known.has(visitId));
  const others = alone.map((note): TimelineEntry => ({ visitId: note.visitId, at: note.signedAt, notes: [note] }));
  return [...entries, ...others].toSorted(newestFirst);
}

const oldest = (moments: readonly string[]): number => Math.min(...moments.map((moment) => Date.parse(moment)));

/**
 * Which source has to be asked for older ones before the line can go on: the one that has reached less far back.
 * Undefined at the end of the line.
 */
export function lagging(
  visits: Loaded<VisitSummary> | undefined,
  notes: Loaded<PersonNote> | undefined,
): 'visits' | 'notes' | undefined {
  const visitsReachTo = visits?.more ? oldest(visits.items.map(({ registeredAt }) => registeredAt)) : undefined;
  const notesReachTo = notes?.more ? oldest(notes.items.map(({ signedAt }) => signedAt)) : undefined;
  if (visitsReachTo === undefined) return notesReachTo === undefined ? undefined : 'notes';
  if (notesReachTo === undefined) return 'visits';
  return notesReachTo > visitsReachTo ? 'notes' : 'visits';
}

/** The diagnoses that head an entry: those of the note that stands, the main one first. */
export function headlineOf({ notes }: TimelineEntry): {
  readonly diagnoses: readonly string[];
  readonly complaint?: string;
} {
  const content = notes.find(({ state }) => state === 'signed')?.content;
  if (!content) return { diagnoses: [] };
  const diagnoses = content.diagnoses
    .toSorted((a, b) => Number(b.isMain) - Number(a.isMain))
    .map(({ display, certainty }) => (certainty === 'suspected' ? `${display}？` : display));
  const complaint = content.sections.chiefComplaint;
  return { diagnoses, ...(complaint ? { complaint } : {}) };
}
