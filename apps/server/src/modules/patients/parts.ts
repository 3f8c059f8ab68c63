import { type Remembered, remembered } from '#platform/live/remembered';
import type { PatientsNeeds } from './needs.ts';
import { type HealthRows, healthRows } from './rows/health-rows.ts';
import { type HouseholdRows, householdRows } from './rows/household-rows.ts';
import { type Groups, type MergeRows, mergeRows } from './rows/merge-rows.ts';
import { type PatientRows, patientRows } from './rows/patient-rows.ts';
import { type SearchRows, searchRows } from './rows/search-rows.ts';
import { type SummaryRows, summaryRows } from './rows/summary-rows.ts';

export const MERGES_CHANNEL = 'xinglin_merges';

/** What commands and queries of this module work with: its needs, and its tables opened with the vault. */
export interface PatientsParts extends PatientsNeeds {
  readonly rows: PatientRows;
  readonly summaries: SummaryRows;
  readonly searching: SearchRows;
  readonly health: HealthRows;
  readonly merges: MergeRows;
  readonly households: HouseholdRows;
  /** Entries that stand for one person with others; few of all, and asked for at every reading of the record. */
  readonly groups: Remembered<Groups>;
}

export function partsOf(needs: PatientsNeeds): PatientsParts {
  const rows = patientRows(needs.vault);
  const merges = mergeRows(needs.vault);
  return {
    ...needs,
    rows,
    summaries: summaryRows(needs.vault, rows),
    searching: searchRows(needs.vault),
    health: healthRows(needs.vault),
    merges,
    households: householdRows(needs.vault),
    groups: remembered(needs.listener, MERGES_CHANNEL, merges.groups),
  };
}
