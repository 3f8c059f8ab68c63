import { type Route, serve } from '#platform/operations';
import type { Charging } from './charging.ts';
import * as contract from './contract.ts';

export const chargingRoutes = (charging: Charging): Route[] => [
  serve(contract.openBills, charging.bills),
  serve(contract.billOfVisit, charging.bill),
  serve(contract.settle, charging.settle),
  serve(contract.getPaymentOrder, charging.paymentOrder),
  serve(contract.askAgain, charging.askAgain),
  serve(contract.settlementsOfVisit, async (tx, { visitId }) => ({
    settlements: await charging.settlementsOfVisit(tx, visitId),
  })),
  serve(contract.findSettlements, charging.findSettlements),
  serve(contract.refund, charging.refund),
  serve(contract.previewRefund, charging.previewRefund),
  serve(contract.openPaybacks, charging.paybacks),
  serve(contract.retryPayback, charging.retryPayback),
  serve(contract.receipt, charging.receipt),
  serve(contract.daySummary, charging.daySummary),
];
