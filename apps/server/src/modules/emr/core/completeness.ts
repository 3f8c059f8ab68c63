import type { ErrorCode } from '@xinglin/kernel/domain-error';
import type { NoteContent, SectionName, VisitType } from '../contract.ts';

export interface Missing {
  /** As in the input of saving and signing. */
  readonly path: string;
  readonly code: ErrorCode;
}

export type RequiredSections = Readonly<Record<VisitType, readonly SectionName[]>>;

/**
 * What stands against signing, in the order of the note. Codes that never stand alone as main diagnosis (external
 * causes, asterisk codes) are told by `neverMain`.
 */
export function missingFrom(
  { visitType, sections, diagnoses }: NoteContent,
  required: RequiredSections,
  neverMain: ReadonlySet<string>,
): Missing[] {
  const missing: Missing[] = required[visitType]
    .filter((section) => sections[section] === undefined)
    .map((section) => ({ path: `content.sections.${section}`, code: 'emr.section-required' }));
  if (diagnoses.length === 0) return [...missing, { path: 'content.diagnoses', code: 'emr.diagnosis-required' }];
  const main = diagnoses.findIndex(({ isMain }) => isMain);
  if (main === -1) missing.push({ path: 'content.diagnoses', code: 'emr.main-diagnosis-required' });
  else if (neverMain.has(diagnoses[main]?.code ?? '')) {
    missing.push({ path: `content.diagnoses.${main}.code`, code: 'emr.never-main' });
  }
  return missing;
}
