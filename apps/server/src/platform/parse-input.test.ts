import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DomainError } from '@xinglin/kernel/domain-error';
import { command } from '@xinglin/kernel/operation';
import { date, id, instant, text } from '@xinglin/kernel/shapes';
import fc from 'fast-check';
import { z } from 'zod';
import { parseInput } from './parse-input.ts';

const trial = command({
  name: 'trial.parse',
  method: 'POST',
  path: '/trial/parse',
  permission: 'public',
  summary: { zh: '试验', en: 'Trial' },
  input: z.strictObject({
    id: id.optional(),
    name: text(5).optional(),
    days: z.int({ error: 'input.number' }).min(1).max(7).optional(),
    weight: z.number().max(500).optional(),
    tags: z.array(z.string().max(3)).max(2).optional(),
    day: date.optional(),
    at: instant.optional(),
    anything: z.json().optional(),
  }),
  output: z.object({}),
  person: 'none',
});

function issuesOf(input: unknown) {
  try {
    parseInput(trial, input);
    return [];
  } catch (error) {
    return (error as DomainError).fields;
  }
}
const codes = (input: unknown) => issuesOf(input).map(({ path, code }) => `${path} ${code}`);

test('every wrong field is named at once, an unknown one by its own name', () => {
  assert.deepEqual(codes({ name: 'too long a name', days: 'x', nmae: 'x', dyas: 1 }).toSorted(), [
    'days input.number',
    'dyas input.unknown-field',
    'name input.too-long',
    'nmae input.unknown-field',
  ]);
  assert.deepEqual(codes({ id: 'x', name: ' ', tags: ['long one'] }), [
    'id input.id',
    'name input.required',
    'tags.0 input.too-long',
  ]);
});

test('a number outside its limits is told the limit, also where the shape has a message for its type', () => {
  assert.deepEqual(issuesOf({ days: 0 }), [{ path: 'days', code: 'input.at-least', facts: { limit: '1' } }]);
  assert.deepEqual(issuesOf({ days: 8, weight: 501 }), [
    { path: 'days', code: 'input.at-most', facts: { limit: '7' } },
    { path: 'weight', code: 'input.at-most', facts: { limit: '500' } },
  ]);
  assert.deepEqual(codes({ days: 1.5 }), ['days input.number']);
});

test('texts that the database would refuse or change are refused by name, however deep they lie', () => {
  assert.deepEqual(codes({ name: 'a\u0000b' }), ['name input.characters']);
  assert.deepEqual(codes({ name: '\ud800' }), ['name input.characters']);
  assert.deepEqual(codes({ tags: ['ok', '\u0000'] }), ['tags.1 input.characters']);
  assert.deepEqual(codes({ anything: { deep: [{ 'k\u0000': 1 }] } }), ['anything.deep.0 input.characters']);
  assert.deepEqual(codes({ name: '😀', anything: [null, true, '汉字'] }), []);
});

test('dates and moments outside living memory and any plan are refused', () => {
  for (const day of ['0000-01-01', '0999-12-31', '1499-12-31', '3000-01-01', '9999-12-31', '2026-02-30']) {
    assert.deepEqual(codes({ day }), ['day input.date'], day);
  }
  assert.deepEqual(codes({ day: '1900-01-01' }), []);
  for (const at of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-01-01T00:00:00+23:59', '2026-01-01']) {
    assert.deepEqual(codes({ at }), ['at input.instant'], at);
  }
  assert.deepEqual(codes({ at: '2026-01-01T00:00:00.123456+08:00' }), []);
});

test('whatever arrives is read or refused as wrong input, never anything else', () => {
  const anyInput = fc.oneof(
    fc.jsonValue(),
    fc.record({ name: fc.string({ unit: 'binary' }), days: fc.double(), anything: fc.jsonValue() }),
  );
  const law = fc.property(anyInput, (input) => {
    try {
      parseInput(trial, input);
    } catch (error) {
      assert.equal((error as DomainError).kind, 'invalid');
    }
  });
  fc.assert(law, { numRuns: 500 });
});
