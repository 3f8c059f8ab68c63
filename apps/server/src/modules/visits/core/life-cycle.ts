import { lifeCycle } from '@xinglin/kernel/life-cycle';
import type { VisitEvent, VisitState } from '../contract.ts';

/**
 * state → event → next state. A missing event is not allowed.
 *
 * `triage` keeps the state once a person waits: it is also how later vital signs are recorded, by the doctor too.
 * `start` without a call is for people at the door, for emergencies and for village clinics without a board.
 * `decline` is 未诊退号: opened, but not treated. `expire` is the day end for people who never came in.
 */
export const visitLife = lifeCycle<VisitState, VisitEvent>({
  registered: {
    triage: 'waiting',
    'check-in': 'waiting',
    start: 'in-consultation',
    transfer: 'registered',
    cancel: 'cancelled',
    expire: 'no-show',
  },
  waiting: {
    triage: 'waiting',
    call: 'called',
    start: 'in-consultation',
    transfer: 'waiting',
    cancel: 'cancelled',
    expire: 'no-show',
  },
  called: {
    triage: 'called',
    call: 'called',
    skip: 'passed',
    requeue: 'waiting',
    start: 'in-consultation',
    transfer: 'waiting',
    cancel: 'cancelled',
    expire: 'no-show',
  },
  passed: {
    triage: 'passed',
    call: 'called',
    requeue: 'waiting',
    start: 'in-consultation',
    transfer: 'waiting',
    cancel: 'cancelled',
    expire: 'no-show',
  },
  'in-consultation': {
    triage: 'in-consultation',
    hold: 'held',
    finish: 'finished',
    transfer: 'waiting',
    decline: 'cancelled',
  },
  held: {
    triage: 'held',
    call: 'called',
    'come-back': 'waiting',
    resume: 'in-consultation',
    finish: 'finished',
  },
  finished: { reopen: 'in-consultation' },
  cancelled: {},
  'no-show': {},
});

/** States in which a visit is neither over nor given up. */
export const OPEN_STATES: readonly VisitState[] = [
  'registered',
  'waiting',
  'called',
  'passed',
  'in-consultation',
  'held',
];

/** States in which a person stands in a room or on the way to one; one person can be in one place only. */
export const PRESENT_STATES: readonly VisitState[] = ['called', 'in-consultation'];
