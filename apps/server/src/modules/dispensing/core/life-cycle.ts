import { lifeCycle } from '@xinglin/kernel/life-cycle';
import type { TaskState, TaskStep } from '../contract.ts';

/**
 * A task from review to return. `accept-unpaid` and `pay` serve institutions that review before charging; `insist` is
 * the doctor's second signature under a sheet sent back.
 */
export const taskLife = lifeCycle({
  'to-review': {
    accept: 'accepted',
    'accept-unpaid': 'awaiting-payment',
    return: 'returned-to-doctor',
    pay: 'to-review',
    cancel: 'cancelled',
  },
  'awaiting-payment': { pay: 'accepted', return: 'returned-to-doctor', cancel: 'cancelled' },
  accepted: {
    prepare: 'prepared',
    'hand-out': 'handed-out',
    reallocate: 'accepted',
    return: 'returned-to-doctor',
    cancel: 'cancelled',
  },
  prepared: { 'hand-out': 'handed-out', reallocate: 'accepted', return: 'returned-to-doctor', cancel: 'cancelled' },
  'handed-out': { 'take-back': 'handed-out', 'take-back-all': 'goods-returned' },
  'returned-to-doctor': { insist: 'to-review', cancel: 'cancelled' },
  'goods-returned': {},
  cancelled: {},
});
export type TaskEvent = Parameters<typeof taskLife.step>[1];

const buttons: readonly TaskStep[] = ['accept', 'return', 'prepare', 'hand-out', 'take-back', 'reallocate'];

/** What a screen may offer in this state. */
export const stepsIn = (state: TaskState): TaskStep[] =>
  buttons.filter((step) => taskLife.next(state, step) !== undefined);
