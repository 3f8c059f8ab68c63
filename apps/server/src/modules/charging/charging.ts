import type { InputOf } from '@xinglin/kernel/operation';
import type { Tx } from '#platform/transaction';
import { addCharges, cancelCharges } from './commands/charges.ts';
import { askOnce, requireOrder, retry } from './commands/payment-orders.ts';
import { refundLines, refundPreview, undoCharges } from './commands/refund.ts';
import { settleBill } from './commands/settle.ts';
import type { getPaymentOrder, openPaybacks } from './contract.ts';
import type { ChargingNeeds } from './needs.ts';
import { bill, billList } from './queries/bills.ts';
import { summary } from './queries/day-summary.ts';
import { ofVisit, receiptToPrint, requireSettlement, search } from './queries/settlements.ts';
import { liveItems, shown } from './rows/items.ts';
import { openPaybacks as paybacksUnderWay, shownOrder } from './rows/orders.ts';

export const createCharging = (needs: ChargingNeeds) => ({
  addCharges,
  cancelCharges,
  undoCharges: undoCharges(needs),
  settle: settleBill(needs),
  refund: refundLines(needs),
  previewRefund: refundPreview(needs),
  askAgain: askOnce,
  retryPayback: retry,
  paymentOrder: async (tx: Tx, { orderId }: InputOf<typeof getPaymentOrder>) =>
    shownOrder(await requireOrder(tx, orderId)),
  paybacks: async (tx: Tx, { limit }: InputOf<typeof openPaybacks>) => ({
    paybacks: await paybacksUnderWay(tx, limit),
  }),
  bill: bill(needs),
  bills: billList(needs),
  /** Lines of a visit that are neither void nor refunded. */
  liveLines: async (tx: Tx, visitId: string) => (await liveItems(tx, visitId)).map(shown),
  settlement: requireSettlement(needs),
  settlementsOfVisit: ofVisit(needs),
  findSettlements: search(needs),
  receipt: receiptToPrint(needs),
  daySummary: summary,
});

export type Charging = ReturnType<typeof createCharging>;
