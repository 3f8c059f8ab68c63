import type { PatientsNeeds } from './needs.ts';
import { type HealthRows, healthRows } from './rows/health-rows.ts';
import { type HouseholdRows, householdRows } from './rows/household-rows.ts';
import { type MergeRows, mergeRows } from './rows/merge-rows.ts';
import { type PatientRows, patientRows } from './rows/patient-rows.ts';
import { type SearchRows, searchRows } from './rows/search-rows.ts';
import { type SummaryRows, summaryRows } from './rows/summary-rows.ts';

/** What commands and queries of this module work with: its needs, and its tables opened with the vault. */
export interface PatientsParts extends PatientsNeeds {
  readonly rows: PatientRows;
  readonly summaries: SummaryRows;
  readonly searching: SearchRows;
  readonly health: HealthRows;
  readonly merges: MergeRows;
  readonly households: HouseholdRows;
}

export function partsOf(needs: PatientsNeeds): PatientsParts {
  const rows = patientRows(needs.vault);
  return {
    ...needs,
    rows,
    summaries: summaryRows(needs.vault, rows),
    searching: searchRows(needs.vault),
    health: healthRows(needs.vault),
    merges: mergeRows,
    households: householdRows,
  };
}
