import { type Route, serve } from '#platform/operations';
import * as contract from './contract.ts';
import type { Prescriptions } from './prescriptions.ts';

export const prescriptionsRoutes = (prescriptions: Prescriptions): Route[] => [
  serve(contract.savePrescription, prescriptions.save),
  serve(contract.checkPrescription, prescriptions.check),
  serve(contract.signPrescription, prescriptions.sign),
  serve(contract.withdrawPrescription, prescriptions.withdraw),
  serve(contract.discardPrescription, prescriptions.discard),
  serve(contract.insistOnPrescription, prescriptions.insist),
  serve(contract.copyPrescription, prescriptions.copy),
  serve(contract.getPrescription, (tx, { prescriptionId }) => prescriptions.prescription(tx, prescriptionId)),
  serve(contract.prescriptionsOfVisit, prescriptions.listOfVisit),
  serve(contract.printPrescription, prescriptions.print),
  serve(contract.alertStatistics, prescriptions.alertStatistics),
];
