import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decimal } from '@xinglin/kernel/quantity';
import { daysLeft, expiryLevelOf } from './expiry.ts';
import { perDispensingUnit, toDispensingUnits } from './units.ts';

const levels = [12, 6, 3, 1];

test('the last day of use is still usable, the day after is expired', () => {
  assert.equal(expiryLevelOf('2026-03-02', '2026-03-02', levels), '1');
  assert.equal(expiryLevelOf('2026-03-01', '2026-03-02', levels), 'expired');
  assert.equal(daysLeft('2026-03-02', '2026-03-02'), 0);
});

test('the level is the smallest limit that the end falls within; months end at the end of short months', () => {
  const level = (expiresOn: string) => expiryLevelOf(expiresOn, '2026-01-31', levels);
  assert.equal(level('2026-02-28'), '1');
  assert.equal(level('2026-03-01'), '3');
  assert.equal(level('2026-07-31'), '6');
  assert.equal(level('2027-01-31'), '12');
  assert.equal(level('2027-02-01'), 'far');
  assert.equal(expiryLevelOf('2026-02-28', '2026-01-31', [1, 12]), '1');
});

test('packs and dispensing units', () => {
  const d = (text: string) => text as Decimal;
  assert.equal(toDispensingUnits(d('3'), d('24')), '72');
  assert.equal(toDispensingUnits(d('0.5'), d('24')), '12');
  assert.equal(perDispensingUnit(d('10'), d('3')), '3.333333');
  assert.equal(perDispensingUnit(d('20'), d('3')), '6.666667');
  assert.throws(() => perDispensingUnit(d('1'), d('0')), RangeError);
});
