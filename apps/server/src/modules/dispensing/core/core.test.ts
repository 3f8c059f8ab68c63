import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal } from '@xinglin/kernel/quantity';
import { CHECK_POINTS, taskState } from '../contract.ts';
import { stepsIn, taskLife } from './life-cycle.ts';
import { requireAllChecked, requireRefundable, requireTwoPersons } from './rules.ts';
import { ageText } from './words.ts';

test('the life of a task reaches every state and uses no other', () => {
  const seen = new Set<string>(['to-review']);
  for (const state of seen) {
    const row: Readonly<Record<string, string>> = taskLife.table[state as keyof typeof taskLife.table];
    for (const next of Object.values(row)) seen.add(next);
  }
  assert.deepEqual([...seen].sort(), [...taskState.options].sort());
});

test('nothing is handed out without a review, and nothing moves after the end', () => {
  for (const state of ['to-review', 'awaiting-payment', 'returned-to-doctor', 'cancelled', 'goods-returned'] as const) {
    assert.equal(taskLife.next(state, 'hand-out'), undefined, state);
  }
  assert.deepEqual(stepsIn('cancelled'), []);
  assert.deepEqual(stepsIn('prepared'), ['return', 'hand-out', 'reallocate']);
});

test('ten points are ten points', () => {
  assert.equal(CHECK_POINTS.length, 10);
  requireAllChecked(CHECK_POINTS);
  const repeated = Array.from({ length: 10 }, () => 'name' as const);
  assert.throws(() => requireAllChecked(repeated), { code: 'dispensing.not-all-checked', facts: { missing: 9 } });
});

test('money goes back for what is back, and before the hand-out for all or nothing', () => {
  const handed = [{ itemId: 'a', quantity: decimal('10'), returned: decimal('4') }];
  const asked = (keep: string, whole = false) => ({ whole, lines: [{ lineId: 'a', keep: decimal(keep) }] });
  requireRefundable('handed-out', handed, asked('6'));
  assert.throws(() => requireRefundable('handed-out', handed, asked('5.999999')), {
    code: 'dispensing.goods-not-back',
  });
  assert.throws(() => requireRefundable('handed-out', handed, asked('0', true)), { code: 'dispensing.goods-not-back' });
  requireRefundable(
    'goods-returned',
    [{ itemId: 'a', quantity: decimal('10'), returned: decimal('10') }],
    asked('0', true),
  );
  for (const state of ['to-review', 'accepted', 'prepared', 'returned-to-doctor', undefined] as const) {
    requireRefundable(state, handed, asked('0', true));
    assert.throws(() => requireRefundable(state, handed, asked('6')), { code: 'dispensing.refund-whole' }, state);
  }
});

test('two persons only where the institution asks for them', () => {
  requireTwoPersons(false, 'one', 'one');
  requireTwoPersons(true, 'two', 'one');
  assert.throws(() => requireTwoPersons(true, 'one', 'one'), { code: 'dispensing.needs-two-persons' });
  assert.throws(() => requireTwoPersons(true, 'one', undefined), { code: 'dispensing.not-prepared' });
});

test('ages as on paper', () => {
  assert.equal(
    ageText([
      { value: 3, unit: 'year' },
      { value: 2, unit: 'month' },
    ]),
    '3岁2月',
  );
  assert.equal(ageText([]), '');
});
