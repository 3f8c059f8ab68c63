import { lifeCycle } from '@xinglin/kernel/life-cycle';
import type { ReviewState, SheetState } from '../contract.ts';

/**
 * state → event → next state. A missing event is not allowed.
 *
 * `refund` before the hand-out ends the sheet as withdrawn; after it (goods back, money back) as returned. A doctor
 * withdraws only what is not paid: once paid, the money goes back first.
 */
export const sheetLife = lifeCycle<SheetState, 'sign' | 'discard' | 'pay' | 'withdraw' | 'dispense' | 'refund'>({
  draft: { sign: 'signed', discard: 'discarded' },
  signed: { pay: 'paid', withdraw: 'withdrawn' },
  paid: { dispense: 'dispensed', refund: 'withdrawn' },
  dispensed: { refund: 'returned' },
  returned: {},
  withdrawn: {},
  discarded: {},
});
export type SheetEvent = Parameters<typeof sheetLife.step>[1];

/** The pharmacist's review; one that is not needed may still be made. A doctor who stands by the sheet (double signature) sends it back to be reviewed again. */
export const reviewLife = lifeCycle<ReviewState, 'accept' | 'return' | 'insist'>({
  'not-needed': { accept: 'accepted', return: 'returned' },
  pending: { accept: 'accepted', return: 'returned' },
  accepted: { return: 'returned' },
  returned: { insist: 'pending' },
});
export type ReviewEvent = Parameters<typeof reviewLife.step>[1];
