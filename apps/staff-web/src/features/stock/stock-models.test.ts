import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decimal } from '@xinglin/kernel/quantity';
import type { FoundDrug } from '@xinglin/server/contract/catalog';
import { receiveGoods } from '@xinglin/server/contract/stock';
import { differenceOf, findingOf, linesOf, withCount } from './count-model.ts';
import { urgencyOf } from './expiry-words.ts';
import { costText, packsText, readPrice, readQuantity } from './quantity-words.ts';
import { endsWithin, readDate } from './read-date.ts';
import { emptyReceipt, lineCost, newLine, requestOf, totalCost, unitsOf, wrongFields } from './receipt-model.ts';

const capsules = {
  id: '0190ffff-0000-7000-8000-000000000001',
  name: '阿莫西林胶囊',
  specification: '0.25g×24粒/盒',
  manufacturer: '示范药厂',
  packSize: '24',
  packUnit: '盒',
  dispensingUnit: '粒',
} as FoundDrug;

test('quantities are said in packs and loose units', () => {
  const units = { packSize: '24', packUnit: '盒', dispensingUnit: '粒' };
  assert.equal(packsText('48', units), '2盒');
  assert.equal(packsText('51', units), '2盒+3粒');
  assert.equal(packsText('3', units), '3粒');
  assert.equal(packsText('0', units), '0粒');
  assert.equal(packsText('-27', units), '-1盒+3粒');
  assert.equal(packsText('5', { packSize: '1', packUnit: '支', dispensingUnit: '支' }), '5支');
});

test('numbers as typed', () => {
  assert.equal(readQuantity(' 10 '), '10');
  assert.equal(readQuantity('0'), undefined);
  assert.equal(readQuantity('0', { zero: true }), '0');
  for (const typed of ['', '-1', '1e3', '１０', '10盒']) assert.equal(readQuantity(typed), undefined, typed);
  assert.equal(readPrice('0'), '0');
  assert.equal(readPrice('12.345678'), '12.345678');
  assert.equal(readPrice('12.3456789'), undefined);
  assert.equal(costText('0.125' as Decimal, '100' as Decimal), '12.50');
  assert.equal(costText('0.0049' as Decimal, '1' as Decimal), '0.00');
  assert.equal(costText('0.005' as Decimal, '1' as Decimal), '0.01');
});

test('dates as they stand on a pack', () => {
  for (const typed of ['2027-11-30', '20271130', '2027.11.30', '2027年11月30日', '271130'])
    assert.equal(readDate(typed, 'last-day'), '2027-11-30', typed);
  assert.equal(readDate('2027-11', 'last-day'), '2027-11-30');
  assert.equal(readDate('202802', 'last-day'), '2028-02-29');
  assert.equal(readDate('202711', 'first-day'), '2027-11-01');
  for (const typed of ['', '2027', '20271332', '2027-02-30', 'abc'])
    assert.equal(readDate(typed, 'last-day'), undefined, typed);
});

test('a short rest of shelf life is counted in whole months', () => {
  assert.equal(endsWithin('2027-05-21', '2026-11-22', 6), true);
  assert.equal(endsWithin('2027-05-22', '2026-11-22', 6), false);
  assert.equal(endsWithin('2027-02-27', '2026-08-31', 6), true);
  assert.equal(endsWithin('2027-02-28', '2026-08-31', 6), false);
});

test('a receipt is sent when every line is whole, in the shape of the operation', () => {
  const line = newLine('1', capsules);
  assert.deepEqual(wrongFields(line), ['batchNumber', 'expiresOn', 'quantity', 'price']);
  assert.equal(requestOf('0190ffff-0000-7000-8000-0000000000aa', { ...emptyReceipt, lines: [line] }), undefined);
  const whole = { ...line, batchNumber: 'A1', expiresOn: '202802', quantity: '10', price: '8.4' };
  assert.deepEqual([unitsOf(whole), lineCost(whole), totalCost([whole, whole, line])], ['240', '84.00', '168.00']);
  const request = requestOf('0190ffff-0000-7000-8000-0000000000aa', {
    ...emptyReceipt,
    supplier: ' 示范医药 ',
    lines: [whole],
  });
  const parsed = receiveGoods.input.parse(request);
  assert.equal(parsed.supplier, '示范医药');
  assert.equal(parsed.lines[0]?.expiresOn, '2028-02-29');
  assert.equal('documentNumber' in (request ?? {}), false);
});

test('a count keeps the book balance of the moment it was typed', () => {
  const batch = { batchId: 'b', onHand: '100' as Decimal };
  const counts = withCount({}, batch, '98');
  assert.equal(findingOf(batch, counts.b), 'loss');
  assert.equal(differenceOf(counts.b ?? { typed: '', book: '' }), '-2');
  // Goods were handed out meanwhile: correcting a digit does not make it a count against the new balance.
  const later = { batchId: 'b', onHand: '90' as Decimal };
  assert.equal(findingOf(later, withCount(counts, later, '99').b), 'moved');
  // Emptied and typed anew it is counted again.
  assert.equal(findingOf(later, withCount(withCount(counts, later, ''), later, '90').b), 'equal');
  assert.deepEqual(linesOf(counts), [{ batchId: 'b', book: '100', counted: '98' }]);
});

test('what was not counted or cannot be read is not sent', () => {
  const batch = { batchId: 'b', onHand: '100' as Decimal };
  assert.equal(findingOf(batch, undefined), 'not-counted');
  const counts = withCount({}, batch, '9x');
  assert.equal(findingOf(batch, counts.b), 'unreadable');
  assert.deepEqual(linesOf(counts), []);
  assert.equal(findingOf(batch, withCount({}, batch, '0').b), 'loss');
});

test('levels of near expiry', () => {
  assert.deepEqual(['expired', '1', '3', '6', '12', 'far'].map(urgencyOf), [
    'gone',
    'now',
    'soon',
    'watch',
    'watch',
    'none',
  ]);
});
