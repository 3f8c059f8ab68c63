import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PricePeriod, placePrice } from './place-price.ts';

const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);

/** What the placement means for the table: the obvious, slow version. */
function apply(existing: readonly PricePeriod[], from: string, id: string): PricePeriod[] {
  const { replace, shorten, until } = placePrice(existing, from, undefined);
  const kept = existing
    .filter((period) => period.id !== replace)
    .map((period) => (period.id === shorten ? { ...period, until: from } : period));
  return [...kept, { id, from, until }];
}

test('prices set one after another never overlap, and the last decision for a day stands', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }), (starts) => {
      let periods: PricePeriod[] = [];
      const decided = new Map<string, string>();
      for (const [index, start] of starts.entries()) {
        periods = apply(periods, day(start), `p${index}`);
        decided.set(day(start), `p${index}`);
      }
      for (let number = 0; number <= 61; number++) {
        const today = day(number);
        const valid = periods.filter(({ from, until }) => from <= today && (until === undefined || today < until));
        const latest = [...decided.keys()]
          .filter((from) => from <= today)
          .sort()
          .at(-1);
        assert.deepEqual(
          valid.map(({ id }) => id),
          latest === undefined ? [] : [decided.get(latest)],
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('what was charged before today is not re-priced', () => {
  assert.throws(() => placePrice([], '2026-03-01', '2026-03-02'), { code: 'catalog.price-in-the-past' });
  assert.equal(placePrice([], '2026-03-02', '2026-03-02').from, '2026-03-02');
});
