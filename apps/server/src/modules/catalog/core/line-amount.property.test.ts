import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFen, negateFen } from '@xinglin/kernel/money';
import { type Decimal, decimal, fromMillionths } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import { lineAmount, unitPriceOf } from './line-amount.ts';

const price = fc.bigInt({ min: 0n, max: 10_000_000_000n }).map(fromMillionths);
const quantity = fc.bigInt({ min: 0n, max: 5_000_000_000n }).map(fromMillionths);
const packSize = fc.integer({ min: 1, max: 1000 }).map((size) => decimal(String(size)));
const yuan = (value: Decimal): number => Number(value);
const times = (value: Decimal, count: number): Decimal => decimal((Number(value) * count).toString());

test('half a fen is rounded up, less is dropped', () => {
  assert.equal(lineAmount(decimal('0.005'), decimal('1')), 1);
  assert.equal(lineAmount(decimal('0.004999'), decimal('1')), 0);
  assert.equal(lineAmount(decimal('1.005'), decimal('1')), 101);
  assert.equal(lineAmount(decimal('0.015'), decimal('3')), 5);
  assert.equal(lineAmount(decimal('0.408333'), decimal('24')), 980);
});

test('a line is within half a fen of the exact product', () => {
  fc.assert(
    fc.property(price, quantity, (p, q) => {
      const exact = yuan(p) * yuan(q) * 100;
      assert.ok(Math.abs(lineAmount(p, q) - exact) <= 0.5 + exact * 1e-12);
    }),
    { numRuns: 1_000 },
  );
});

test('taking back costs exactly what was charged', () => {
  fc.assert(
    fc.property(price, quantity, packSize, (p, q, per) => {
      const back = decimal(q === '0' ? '0' : `-${q}`);
      assert.equal(addFen(lineAmount(p, q, per), lineAmount(p, back, per)), 0);
      assert.equal(lineAmount(p, back, per), negateFen(lineAmount(p, q, per)));
    }),
  );
});

test('more never costs less', () => {
  fc.assert(
    fc.property(price, quantity, quantity, packSize, (p, a, b, per) => {
      const [less, more] = yuan(a) <= yuan(b) ? [a, b] : [b, a];
      assert.ok(lineAmount(p, less, per) <= lineAmount(p, more, per));
    }),
  );
});

test('whole packs cost whole pack prices, however one unit would round', () => {
  const wholeFen = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(wholeFen, packSize, fc.integer({ min: 1, max: 500 }), (packFen, size, packs) => {
      const packPrice = fromMillionths(BigInt(packFen) * 10_000n);
      assert.equal(lineAmount(packPrice, times(size, packs), size), packFen * packs);
    }),
    { numRuns: 1_000 },
  );
});

test('the price of one unit is the pack price divided, to six digits', () => {
  assert.equal(unitPriceOf(decimal('9.8'), decimal('24')), '0.408333');
  assert.equal(unitPriceOf(decimal('2'), decimal('3')), '0.666667');
  fc.assert(
    fc.property(price, packSize, (p, size) => {
      assert.ok(Math.abs(yuan(unitPriceOf(p, size)) * yuan(size) - yuan(p)) <= yuan(size) * 0.000_000_5 + 1e-6);
    }),
  );
});

test('a price for no quantity is refused', () => {
  assert.throws(() => lineAmount(decimal('1'), decimal('1'), decimal('0')), RangeError);
  assert.throws(() => unitPriceOf(decimal('1'), decimal('-2')), RangeError);
});
