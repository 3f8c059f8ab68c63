import type { EmrNeeds } from './needs.ts';
import { type RequestRows, requestRows } from './request-rows.ts';
import { type EmrRows, emrRows } from './rows.ts';

/** What commands and queries of this module work with: its needs, and its tables opened with the vault. */
export interface EmrParts extends EmrNeeds {
  readonly rows: EmrRows;
  readonly requests: RequestRows;
}

export const partsOf = (needs: EmrNeeds): EmrParts => ({
  ...needs,
  rows: emrRows(needs.vault),
  requests: requestRows(needs.vault),
});
