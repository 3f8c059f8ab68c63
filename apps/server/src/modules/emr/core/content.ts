import { invalidField } from '@xinglin/kernel/domain-error';
import type { Diagnosis, NoteContent, NoteInput, NoteSections, SectionName } from '../contract.ts';

/** What the terminology says of a code. */
export interface CodedName {
  readonly code: string;
  readonly display: string;
  readonly system: string;
  readonly version: string;
  readonly retired: boolean;
}

const sectionOrder: readonly SectionName[] = [
  'chiefComplaint',
  'presentIllness',
  'pastHistory',
  'personalHistory',
  'familyHistory',
  'physicalExamination',
  'auxiliaryResults',
  'plan',
  'advice',
];

const tidy = (text: string | undefined): string | undefined => {
  const trimmed = text?.replace(/\r\n?/g, '\n').trim();
  return trimmed === '' ? undefined : trimmed;
};

/**
 * The content as it is kept: parts in a fixed order, nothing empty, names from the terminology. A code that the note
 * had before keeps its identifier, and its name even when the table has retired it since.
 * @throws DomainError 'invalid' for an unknown, retired or repeated code, a second main diagnosis, or an impossible date.
 */
export function settleContent(
  input: NoteInput,
  known: ReadonlyMap<string, CodedName>,
  before: readonly Diagnosis[],
  newDiagnosisId: () => string,
  dates: { readonly today: string; readonly visitedOn: string },
): NoteContent {
  const earlier = new Map(before.map((diagnosis) => [diagnosis.code, diagnosis]));
  const diagnoses = input.diagnoses.map((typed, index): Diagnosis => {
    const path = `content.diagnoses.${index}`;
    if (input.diagnoses.findIndex(({ code }) => code === typed.code) !== index) {
      throw invalidField(`${path}.code`, 'emr.diagnosis-twice');
    }
    const old = earlier.get(typed.code);
    const named = known.get(typed.code);
    if (old === undefined && (named === undefined || named.retired)) {
      throw invalidField(`${path}.code`, 'emr.unknown-diagnosis', { code: typed.code });
    }
    if (typed.onsetOn !== undefined && typed.onsetOn > dates.today) {
      throw invalidField(`${path}.onsetOn`, 'emr.onset-in-future');
    }
    return {
      id: old?.id ?? newDiagnosisId(),
      code: typed.code,
      system: old?.system ?? named?.system ?? '',
      systemVersion: old?.systemVersion ?? named?.version ?? '',
      display: old?.display ?? named?.display ?? '',
      ...(typed.words === undefined ? {} : { words: typed.words }),
      isMain: typed.isMain,
      certainty: typed.certainty,
      ...(typed.onsetOn === undefined ? {} : { onsetOn: typed.onsetOn }),
    };
  });
  const mains = diagnoses.filter(({ isMain }) => isMain);
  if (mains.length > 1) throw invalidField('content.diagnoses', 'emr.one-main-diagnosis');
  if (input.followUpOn !== undefined && input.followUpOn < dates.visitedOn) {
    throw invalidField('content.followUpOn', 'emr.follow-up-before-visit');
  }
  return {
    visitType: input.visitType,
    sections: settleSections(input.sections),
    diagnoses,
    ...(input.followUpOn === undefined ? {} : { followUpOn: input.followUpOn }),
    ...(input.sickLeaveDays === undefined ? {} : { sickLeaveDays: input.sickLeaveDays }),
  };
}

const settleSections = (typed: NoteSections): NoteSections =>
  Object.fromEntries(
    sectionOrder.flatMap((section) => {
      const text = tidy(typed[section]);
      return text === undefined ? [] : [[section, text]];
    }),
  );

/** The text that is stored, hashed and signed. The order of parts is fixed by `settleContent`. */
export const contentText = (content: NoteContent): string => JSON.stringify(content);
export const sameContent = (one: NoteContent, other: NoteContent): boolean => contentText(one) === contentText(other);
