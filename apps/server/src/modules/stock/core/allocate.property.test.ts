import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import { allocate, type Candidate, type Want } from './allocate.ts';

const quantity = fc.integer({ min: 1, max: 60_000_000 }).map((millionths) => fromMillionths(BigInt(millionths)));
const drugId = fc.constantFrom('drug-a', 'drug-b');
const day = fc.constantFrom('2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01');
const shelf = fc
  .array(fc.record({ drugId, expiresOn: day, available: quantity }), { maxLength: 8 })
  .map((places) => places.map((place, index): Candidate => ({ ...place, locationId: 'here', batchId: `b${index}` })));
const wants = fc.array(fc.record({ drugId, quantity, usableUntil: day }), { minLength: 1, maxLength: 5 });

const sum = (items: readonly { readonly quantity: Decimal }[]): bigint =>
  items.reduce((total, item) => total + toMillionths(item.quantity), 0n);

test('every want is met exactly or named as short, and no batch gives more than it has', () => {
  const law = fc.property(wants, shelf, (asked, places) => {
    const { allotments, shortages } = allocate(asked, places);
    for (const want of asked) {
      const given = allotments.filter((allotment) => allotment.want === want);
      const isShort = shortages.some((shortage) => shortage.want === want);
      assert.equal(sum(given), isShort ? 0n : toMillionths(want.quantity));
    }
    for (const place of places) {
      const taken = allotments.filter(({ batchId }) => batchId === place.batchId);
      assert.ok(sum(taken) <= toMillionths(place.available), `${place.batchId} gave more than it has`);
    }
  });
  fc.assert(law, { numRuns: 500 });
});

test('nothing goes out that expires too early, and nothing stays that expires before what went out', () => {
  const law = fc.property(wants, shelf, ([want], places) => {
    const only = [want as Want];
    const { allotments } = allocate(only, places);
    for (const { expiresOn } of allotments) assert.ok(expiresOn >= (want as Want).usableUntil);
    const last = allotments.at(-1);
    if (!last) return;
    const earlier = places.filter(
      (place) =>
        place.drugId === want?.drugId && place.expiresOn >= want.usableUntil && place.expiresOn < last.expiresOn,
    );
    for (const place of earlier) {
      const taken = allotments.filter(({ batchId }) => batchId === place.batchId);
      assert.equal(sum(taken), toMillionths(place.available), `${place.batchId} was passed over`);
    }
  });
  fc.assert(law, { numRuns: 500 });
});

test('the answer does not depend on the order of the shelf', () => {
  const shuffled = shelf.chain((places) =>
    fc.tuple(fc.constant(places), fc.shuffledSubarray(places, { minLength: places.length })),
  );
  fc.assert(
    fc.property(wants, shuffled, (asked, [places, mixed]) => {
      assert.deepEqual(allocate(asked, mixed), allocate(asked, places));
    }),
  );
});
