import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type VisitEvent, type VisitState, visitEvent, visitState } from '../contract.ts';
import { OPEN_STATES, visitLife } from './life-cycle.ts';

/** The whole life, written a second time as pairs: whoever changes the table must say so here too. */
const expected: Record<VisitState, Partial<Record<VisitEvent, VisitState>>> = {
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
  held: { triage: 'held', call: 'called', 'come-back': 'waiting', resume: 'in-consultation', finish: 'finished' },
  finished: { reopen: 'in-consultation' },
  cancelled: {},
  'no-show': {},
};

test('every pair of state and event is allowed or refused as written', () => {
  let pairs = 0;
  for (const state of visitState.options) {
    for (const event of visitEvent.options) {
      const target = expected[state][event];
      if (target === undefined) {
        assert.throws(() => visitLife.step(state, event), { code: 'platform.step-not-allowed' }, `${state} ${event}`);
      } else assert.equal(visitLife.step(state, event), target, `${state} ${event}`);
      pairs++;
    }
  }
  assert.equal(pairs, visitState.options.length * visitEvent.options.length);
});

test('every state can be reached and every event is used', () => {
  const reached = new Set<VisitState>(['registered']);
  const used = new Set<VisitEvent>();
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const state of [...reached]) {
      for (const event of visitLife.eventsIn(state)) {
        used.add(event);
        reached.add(visitLife.step(state, event));
      }
    }
  }
  assert.deepEqual([...reached].sort(), [...visitState.options].sort());
  assert.deepEqual([...used].sort(), [...visitEvent.options].sort());
});

test('nothing that a doctor opened can be given back at the desk or expire by itself', () => {
  for (const event of ['cancel', 'expire'] as const) {
    assert.deepEqual(visitLife.statesAllowing(event), ['registered', 'waiting', 'called', 'passed']);
  }
  assert.ok(OPEN_STATES.every((state) => visitLife.eventsIn(state).length > 0));
});
