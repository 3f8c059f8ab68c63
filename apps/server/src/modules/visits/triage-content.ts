import type { Vault } from '#platform/crypto/vault';
import type { PregnancyState, Screening, TriageRecord, VitalFinding } from './contract.ts';
import type { Names } from './names.ts';
import { present } from './names.ts';
import type { TriageRow } from './rows.ts';

/** The part of a triage form that is sealed at rest. */
export interface TriageContent {
  readonly chiefComplaint?: string | undefined;
  /** With the assessment as it was shown to the nurse: ranges may change later, what was seen does not. */
  readonly findings: readonly VitalFinding[];
  readonly screening: Screening;
  readonly pregnancy: PregnancyState;
  readonly pregnancyWeeks?: number | undefined;
  readonly gradeReason?: string | undefined;
  readonly keepReason?: string | undefined;
}

const place = (triageId: string): string => `visits.triage.content:${triageId}`;

export const sealTriage = (vault: Pick<Vault, 'seal'>, triageId: string, content: TriageContent): Buffer =>
  vault.seal(JSON.stringify(content), place(triageId));

export const openTriage = (vault: Pick<Vault, 'openText'>, row: TriageRow): TriageContent =>
  JSON.parse(vault.openText(row.content, place(row.id))) as TriageContent;

export function triageRecordOf(row: TriageRow, content: TriageContent, names: Names): TriageRecord {
  return {
    id: row.id,
    triagedAt: row.triagedAt as TriageRecord['triagedAt'],
    triagedBy: row.triagedBy,
    triagedByName: names.staff.get(row.triagedBy) ?? '',
    findings: [...content.findings],
    grade: row.grade,
    screening: content.screening,
    screeningOutcome: row.screeningOutcome,
    pregnancy: content.pregnancy,
    ...present({
      chiefComplaint: content.chiefComplaint,
      suggestedGrade: row.suggestedGrade,
      gradeReason: content.gradeReason,
      pregnancyWeeks: content.pregnancyWeeks,
      keepReason: content.keepReason,
    }),
  };
}
