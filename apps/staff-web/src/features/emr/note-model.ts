import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import type { Diagnosis, deskNote, NoteContent, SectionName, saveNote } from '@xinglin/server/contract/emr';

export type NoteDraft = RequestOf<typeof saveNote>['content'];
export type DraftDiagnosis = NonNullable<NoteDraft['diagnoses']>[number] & { readonly display: string };
/** The note on the screen: as the server takes it, with the names of the diagnoses beside their codes. */
export interface NoteOnScreen extends Omit<NoteDraft, 'diagnoses'> {
  readonly diagnoses: readonly DraftDiagnosis[];
}

/** Sections in the order of the paper; those of `long` get several lines. */
export const sections: readonly { readonly name: SectionName; readonly rows: number }[] = [
  { name: 'chiefComplaint', rows: 1 },
  { name: 'presentIllness', rows: 3 },
  { name: 'pastHistory', rows: 1 },
  { name: 'physicalExamination', rows: 2 },
  { name: 'auxiliaryResults', rows: 1 },
  { name: 'plan', rows: 2 },
  { name: 'advice', rows: 1 },
];

/** Where the note of a visit starts: what was saved, or what triage and the person's history already tell. */
export function startOf(desk: OutputOf<typeof deskNote>): NoteOnScreen {
  if (desk.note) return onScreen(desk.note.content);
  const conditions = desk.longTermConditions.map(({ display }) => display).join('、');
  return {
    visitType: desk.visitType,
    sections: {
      ...(desk.triageComplaint ? { chiefComplaint: desk.triageComplaint } : {}),
      ...(conditions ? { pastHistory: conditions } : {}),
    },
    diagnoses: [],
  };
}

export const onScreen = ({ diagnoses, ...content }: NoteContent): NoteOnScreen => ({
  ...content,
  diagnoses: diagnoses.map(screenDiagnosis),
});

const screenDiagnosis = ({ code, words, isMain, certainty, onsetOn, display }: Diagnosis): DraftDiagnosis => ({
  code,
  display,
  isMain,
  certainty,
  ...(words ? { words } : {}),
  ...(onsetOn ? { onsetOn } : {}),
});

/** What is sent: without the names, which the server takes from the terminology. */
export const toSend = ({ diagnoses, ...content }: NoteOnScreen): NoteDraft => ({
  ...content,
  diagnoses: diagnoses.map(({ display: _, ...diagnosis }) => diagnosis),
});

/** The first diagnosis is the main one until the doctor says otherwise; taking it away promotes the next. */
export function withDiagnosis(note: NoteOnScreen, code: string, display: string): NoteOnScreen {
  if (note.diagnoses.some((known) => known.code === code)) return note;
  const isMain = !note.diagnoses.some((known) => known.isMain);
  return { ...note, diagnoses: [...note.diagnoses, { code, display, isMain, certainty: 'confirmed' }] };
}

export function withoutDiagnosis(note: NoteOnScreen, code: string): NoteOnScreen {
  const left = note.diagnoses.filter((known) => known.code !== code);
  const [first, ...rest] = left;
  const needsMain = first !== undefined && !left.some(({ isMain }) => isMain);
  return { ...note, diagnoses: needsMain ? [{ ...first, isMain: true }, ...rest] : left };
}

export const withMain = (note: NoteOnScreen, code: string): NoteOnScreen => ({
  ...note,
  diagnoses: note.diagnoses.map((known) => ({ ...known, isMain: known.code === code })),
});

/** A return visit starts from the last note: history and treatment carry on, findings are taken anew. */
export function continued(note: NoteOnScreen, earlier: NoteContent): NoteOnScreen {
  const { presentIllness, pastHistory, plan, advice } = earlier.sections;
  return {
    ...note,
    sections: {
      ...note.sections,
      ...(presentIllness ? { presentIllness } : {}),
      ...(pastHistory ? { pastHistory } : {}),
      ...(plan ? { plan } : {}),
      ...(advice ? { advice } : {}),
    },
    diagnoses: earlier.diagnoses.map(screenDiagnosis),
  };
}
