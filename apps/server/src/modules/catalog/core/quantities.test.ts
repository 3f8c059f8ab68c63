import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareDecimal, decimal, fromMillionths, multiplyDecimal } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import {
  type CountedDrug,
  daysCovered,
  dispensingUnitsFor,
  dosesIn,
  handOutUnits,
  packsFor,
  quantityText,
} from './quantities.ts';

const capsule: CountedDrug = {
  doseUnit: 'mg',
  dosePerUnit: decimal('250'),
  dispensingUnit: '粒',
  packUnit: '盒',
  packSize: decimal('24'),
  splittable: true,
  singleUse: false,
};
const ampoule: CountedDrug = { ...capsule, dosePerUnit: decimal('80'), dispensingUnit: '支', singleUse: true };
const daily = (times: number) => ({ times, perDays: 1 });
const course = (dose: string, doseUnit: string, times: number, days: number) => ({
  singleDose: decimal(dose),
  doseUnit,
  frequency: daily(times),
  days,
});

test('doses of a course start on day one', () => {
  assert.equal(dosesIn(daily(3), 7), 21);
  assert.equal(dosesIn({ times: 1, perDays: 2 }, 7), 4);
  assert.equal(dosesIn({ times: 1, perDays: 7 }, 28), 4);
  assert.equal(dosesIn({ times: 1, perDays: 7 }, 8), 2);
  assert.equal(dosesIn({ times: 2, perDays: 7 }, 3), 2);
  assert.throws(() => dosesIn(daily(0), 3), RangeError);
  assert.throws(() => dosesIn(daily(1), 2.5), RangeError);
});

test('a course is counted in dispensing units, by weight or by piece', () => {
  assert.equal(dispensingUnitsFor(course('500', 'mg', 3, 7), capsule), '42');
  assert.equal(dispensingUnitsFor(course('2', '粒', 3, 7), capsule), '42');
  assert.equal(dispensingUnitsFor(course('125', 'mg', 2, 5), capsule), '5');
  assert.equal(dispensingUnitsFor(course('125', 'mg', 1, 3), capsule), '2');
});

test('of an ampoule every dose takes whole ones', () => {
  assert.equal(dispensingUnitsFor(course('60', 'mg', 2, 3), ampoule), '6');
  assert.equal(dispensingUnitsFor(course('120', 'mg', 1, 3), ampoule), '6');
  assert.equal(dispensingUnitsFor(course('60', 'mg', 2, 3), { ...ampoule, singleUse: false }), '5');
});

test('a dose in a unit that cannot be converted is not guessed', () => {
  assert.equal(dispensingUnitsFor(course('5', 'ml', 3, 7), capsule), undefined);
  assert.equal(daysCovered(decimal('24'), course('5', 'ml', 3, 7), capsule), undefined);
  assert.throws(() => dispensingUnitsFor(course('0', 'mg', 3, 7), capsule), RangeError);
});

test('packs that are not opened are handed out whole', () => {
  const closed = { ...capsule, splittable: false };
  assert.deepEqual(packsFor(decimal('42'), capsule), { packs: 1, loose: '18', units: '42' });
  assert.deepEqual(packsFor(decimal('42'), closed), { packs: 2, loose: '0', units: '48' });
  assert.deepEqual(packsFor(decimal('0'), closed), { packs: 0, loose: '0', units: '0' });
  assert.equal(handOutUnits(decimal('25'), closed), '48');
  assert.throws(() => packsFor(decimal('-1'), capsule), RangeError);
  assert.throws(() => packsFor(decimal('1'), { ...capsule, packSize: decimal('2.5') }), RangeError);
});

test('quantities read as the counter counts', () => {
  assert.equal(quantityText(decimal('48'), capsule), '2盒');
  assert.equal(quantityText(decimal('51'), capsule), '2盒+3粒');
  assert.equal(quantityText(decimal('3'), capsule), '3粒');
  assert.equal(quantityText(decimal('0'), capsule), '0粒');
});

test('days covered is the way back', () => {
  assert.equal(daysCovered(decimal('42'), course('500', 'mg', 3, 1), capsule), 7);
  assert.equal(daysCovered(decimal('48'), course('500', 'mg', 3, 1), capsule), 8);
  assert.equal(
    daysCovered(decimal('4'), { ...course('250', 'mg', 1, 1), frequency: { times: 1, perDays: 7 } }, capsule),
    28,
  );
  assert.equal(daysCovered(decimal('5'), course('60', 'mg', 2, 1), ampoule), 2);
});

const drugs = fc.record({
  doseUnit: fc.constant('mg'),
  dosePerUnit: fc.bigInt({ min: 1n, max: 2_000_000_000n }).map(fromMillionths),
  dispensingUnit: fc.constant('片'),
  packUnit: fc.constant('盒'),
  packSize: fc.integer({ min: 1, max: 200 }).map((size) => decimal(String(size))),
  splittable: fc.boolean(),
  singleUse: fc.boolean(),
});
const courses = fc.record({
  singleDose: fc.bigInt({ min: 1n, max: 3_000_000_000n }).map(fromMillionths),
  doseUnit: fc.constantFrom('mg', '片'),
  frequency: fc.record({ times: fc.integer({ min: 1, max: 6 }), perDays: fc.integer({ min: 1, max: 30 }) }),
  days: fc.integer({ min: 1, max: 90 }),
});

test('what is handed out always covers the course, by less than one pack too much', () => {
  fc.assert(
    fc.property(courses, drugs, (asked, drug) => {
      const units = dispensingUnitsFor(asked, drug);
      assert.ok(units !== undefined && /^\d+$/.test(units));
      const perUnit = asked.doseUnit === 'mg' ? drug.dosePerUnit : decimal('1');
      const need = BigInt(dosesIn(asked.frequency, asked.days)) * toMillionthsOf(asked.singleDose);
      assert.ok(BigInt(units) * toMillionthsOf(perUnit) >= need);
      const { packs, loose, units: handed } = packsFor(units, drug);
      assert.ok(compareDecimal(handed, units) >= 0);
      assert.ok(Number(handed) - Number(units) < Number(drug.packSize));
      assert.ok(compareDecimal(loose, drug.packSize) < 0);
      assert.equal(Number(multiplyDecimal(drug.packSize, decimal(String(packs)))) + Number(loose), Number(handed));
    }),
    { numRuns: 1_000 },
  );
});

const toMillionthsOf = (value: string): bigint => {
  const [whole = '0', part = ''] = value.split('.');
  return BigInt(whole + part.padEnd(6, '0'));
};
