import type { Tx } from '#platform/transaction';
import type { PrescriptionsNeeds } from './needs.ts';
import { insertAlerts, readAlerts, type ShownToDoctor } from './rows/alert-rows.ts';
import { type SheetRows, sheetRows } from './rows/sheet-rows.ts';

/** What commands and queries of this module work with: its needs, and its tables opened with the vault. */
export interface PrescriptionsParts extends PrescriptionsNeeds {
  readonly sheets: SheetRows;
  readonly alerts: {
    read(tx: Tx, sheetIds: readonly string[]): Promise<Map<string, ShownToDoctor>>;
    insert(tx: Tx, signed: Parameters<typeof insertAlerts>[2]): Promise<void>;
  };
}

export const partsOf = (needs: PrescriptionsNeeds): PrescriptionsParts => ({
  ...needs,
  sheets: sheetRows(needs.vault),
  alerts: {
    read: (tx, sheetIds) => readAlerts(needs.vault, tx, sheetIds),
    insert: (tx, signed) => insertAlerts(needs.vault, tx, signed),
  },
});
