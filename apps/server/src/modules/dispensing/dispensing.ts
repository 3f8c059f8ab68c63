import { chooseAnew, handGoodsOut, prepareGoods } from './commands/hand-out.ts';
import { cancel, hold, insist, openPaid, openUnpaid, unhold } from './commands/open.ts';
import { acceptSheet, sendBack } from './commands/review.ts';
import { allowRefund, takeGoodsBack } from './commands/take-back.ts';
import type { DispensingNeeds } from './needs.ts';
import { ofVisit, pharmacyQueue, readTask, toPrint } from './queries/tasks.ts';

export const createDispensing = (needs: DispensingNeeds) => ({
  hold: hold(needs),
  unhold: unhold(needs),
  openUnpaid: openUnpaid(needs),
  openPaid: openPaid(needs),
  cancel: cancel(needs),
  insist: insist(needs),
  allowRefund,
  accept: acceptSheet(needs),
  returnToDoctor: sendBack(needs),
  prepare: prepareGoods(needs),
  reallocate: chooseAnew(needs),
  handOut: handGoodsOut(needs),
  takeBack: takeGoodsBack(needs),
  queue: pharmacyQueue(needs),
  task: readTask(needs),
  tasksOfVisit: ofVisit(needs),
  printData: toPrint(needs),
});

export type Dispensing = ReturnType<typeof createDispensing>;
