import type { Tx } from '#platform/transaction';
import { copyPrescription } from './commands/copy-prescription.ts';
import { savePrescription } from './commands/save-prescription.ts';
import { signPrescription } from './commands/sign-prescription.ts';
import {
  discardPrescription,
  insistOnPrescription,
  markAccepted,
  markDispensed,
  markPaid,
  markRefunded,
  markReturned,
  withdrawPrescription,
} from './commands/steps.ts';
import type { Sheet } from './contract.ts';
import type { PrescriptionsNeeds } from './needs.ts';
import { readSheet } from './own-sheet.ts';
import { partsOf } from './parts.ts';
import { checkPrescription } from './queries/check-prescription.ts';
import { alertStatistics, prescriptionsOfVisit, printPrescription } from './queries/read-prescriptions.ts';
import { sheetView } from './view.ts';

export function createPrescriptions(needs: PrescriptionsNeeds) {
  const parts = partsOf(needs);
  return {
    /** @throws DomainError 'not-found'. */
    prescription: async (tx: Tx, prescriptionId: string): Promise<Sheet> =>
      sheetView(parts, tx, await readSheet(parts, tx, prescriptionId)),
    /** Oldest first, drafts and withdrawn sheets included. */
    ofVisit: async (tx: Tx, visitId: string): Promise<Sheet[]> =>
      (await prescriptionsOfVisit(parts)(tx, { visitId })).prescriptions,

    markPaid: markPaid(parts),
    markRefunded: markRefunded(parts),
    markDispensed: markDispensed(parts),
    markAccepted: markAccepted(parts),
    markReturned: markReturned(parts),

    save: savePrescription(parts),
    check: checkPrescription(parts),
    sign: signPrescription(parts),
    withdraw: withdrawPrescription(parts),
    discard: discardPrescription(parts),
    insist: insistOnPrescription(parts),
    copy: copyPrescription(parts),
    listOfVisit: prescriptionsOfVisit(parts),
    print: printPrescription(parts),
    alertStatistics: alertStatistics(),
  };
}

export type Prescriptions = ReturnType<typeof createPrescriptions>;
