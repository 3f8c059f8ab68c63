import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './bills-model.ts';

test('bills of today come first as people came, older ones after them from the latest on', () => {
  const bills = ['2026-03-01T02:00:00Z', '2026-03-02T03:00:00Z', '2026-02-27T09:00:00Z', '2026-03-02T01:00:00Z'];
  assert.deepEqual(
    inOrder(
      bills.map((since) => ({ since })),
      '2026-03-01T16:00:00.000Z',
    ).map(({ since }) => since),
    ['2026-03-02T01:00:00Z', '2026-03-02T03:00:00Z', '2026-03-01T02:00:00Z', '2026-02-27T09:00:00Z'],
  );
});
