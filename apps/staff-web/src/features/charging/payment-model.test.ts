import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fen } from '@xinglin/kernel/money';
import { changeFor } from './payment-model.ts';

test('change is what was given less what is due, and nothing for too little or no amount', () => {
  assert.equal(changeFor(fen(1234), fen(2000)), 766);
  assert.equal(changeFor(fen(1234), fen(1234)), 0);
  assert.equal(changeFor(fen(1234), fen(1233)), undefined);
  assert.equal(changeFor(fen(1234), undefined), undefined);
});
