import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chargeLife, paymentLife } from './life-cycle.ts';

const reachable = (from: string, table: Readonly<Record<string, Readonly<Record<string, string>>>>): Set<string> => {
  const seen = new Set([from]);
  for (const state of seen) for (const next of Object.values(table[state] ?? {})) seen.add(next);
  return seen;
};

test('every state of a charge line and of a payment can be reached', () => {
  assert.deepEqual(reachable('pending', chargeLife.table), new Set<string>(chargeLife.states));
  assert.deepEqual(reachable('asking', paymentLife.table), new Set<string>(paymentLife.states));
});

test('a settled line can only be refunded, an ended one nothing', () => {
  assert.deepEqual(chargeLife.eventsIn('settled'), ['refund']);
  for (const state of ['refunded', 'void'] as const) assert.deepEqual(chargeLife.eventsIn(state), []);
  assert.throws(() => chargeLife.step('paying', 'void'), { kind: 'conflict' });
});

test('a payment that ended stays ended', () => {
  for (const state of ['approved', 'declined', 'returned'] as const) assert.deepEqual(paymentLife.eventsIn(state), []);
});
