import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coverDates, dateKind, spanOfDate } from './date.ts';
import type { Facet } from './kind.ts';
import { coverNumbers, numberKind, placeOf } from './number.ts';
import { prefixes } from './ranges.ts';
import { normalText, stringKind } from './string.ts';

const facet: Facet = { key: 'x:date', leaf: 'dateTime', system: undefined, pinyin: undefined, walk: () => [] };
const ask = { code: 'x', modifier: undefined, targets: undefined, nowMs: Date.parse('2026-03-02T01:00:00Z') };

/** The law of every kind: a match is never left out by its look-up. */
function narrowsRightly<Value, Query>(
  kind: {
    keys(value: Value, facet: Facet): readonly string[];
    lookUp(query: Query, facet: Facet): { anyOf: readonly (readonly string[])[]; exact: boolean } | undefined;
    matches(value: Value, query: Query, facet: Facet): boolean;
  },
  value: Value,
  query: Query,
  of: Facet,
): void {
  const found = kind.lookUp(query, of);
  if (!found) return;
  const keys = new Set(kind.keys(value, of));
  const isCandidate = found.anyOf.some((set) => set.every((key) => keys.has(key)));
  const isMatch = kind.matches(value, query, of);
  if (isMatch) assert.ok(isCandidate, `left out: ${JSON.stringify({ value, query })}`);
  if (found.exact && isCandidate) assert.ok(isMatch, `called exact: ${JSON.stringify({ value, query })}`);
}

const day = fc
  .date({ min: new Date('1890-01-01'), max: new Date('2110-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const dateText = fc.tuple(day, fc.constantFrom(4, 7, 10, 24)).map(([text, length]) => text.slice(0, length));

test('a date look-up never leaves out a match', () => {
  const period = fc.tuple(fc.option(dateText), fc.option(dateText)).map(([start, end]) => ({ start, end }));
  const law = fc.property(
    fc.oneof(dateText, period),
    fc.constantFrom(...prefixes),
    dateText,
    (stored, prefix, asked) => {
      const query = dateKind.parse(`${prefix}${asked}`, ask);
      for (const value of dateKind.read(stored, facet)) narrowsRightly(dateKind, value, query, facet);
    },
  );
  fc.assert(law, { numRuns: 3_000 });
});

test('spans of dates, with and without a zone, and what is no date', () => {
  const span = (text: string) => {
    const found = spanOfDate(text);
    return found && [new Date(found.from).toISOString(), found.to - found.from];
  };
  assert.deepEqual(span('2026-03-02'), ['2026-03-01T16:00:00.000Z', 86_400_000]);
  assert.deepEqual(span('2024-02'), ['2024-01-31T16:00:00.000Z', 29 * 86_400_000]);
  assert.deepEqual(span('2026-03-02T09:00:00Z'), ['2026-03-02T09:00:00.000Z', 1_000]);
  assert.deepEqual(span('2026-03-02T09:00:00.25-05:00'), ['2026-03-02T14:00:00.250Z', 1]);
  assert.deepEqual(span('2026-12-31T23:59:60Z'), ['2026-12-31T23:59:59.000Z', 1_000]);
  for (const wrong of ['', '2026-3-2', '20260302', '2026-13', '2026-02-30T25:00:00Z', 'today'])
    assert.equal(span(wrong), undefined, wrong);
});

test('a year of days is covered by one year, and a cover has no more than it needs', () => {
  const cover = (from: string, to: string) =>
    coverDates({ from: Date.parse(`${from}T00:00:00+08:00`), to: Date.parse(`${to}T00:00:00+08:00`) });
  assert.deepEqual(cover('2025-01-01', '2026-01-01'), ['2025']);
  assert.deepEqual(cover('2025-12-30', '2026-02-02'), ['2025-12-30', '2025-12-31', '2026-1', '2026-2-1']);
});

const number = fc.oneof(
  fc.double({ noNaN: true, min: -1e11, max: 1e11 }),
  fc.integer({ min: -2_000, max: 2_000 }),
  fc.constantFrom(0, 9.99, 10, 99, 100, 0.000001, 1e-9, 9.9e9, 1e10, -1e10),
);

test('places on the scale of numbers keep their order', () => {
  const law = fc.property(number, number, (a, b) =>
    assert.ok(a <= b ? placeOf(a) <= placeOf(b) : placeOf(a) >= placeOf(b)),
  );
  fc.assert(law, { numRuns: 3_000 });
  const tens = (first: number) => `g${Math.ceil(placeOf(first) / 10)}`;
  assert.deepEqual(coverNumbers(140, 399), [
    ...[14, 15, 16, 17, 18, 19].map((two) => `${placeOf(two * 10)}`),
    tens(200),
    tens(300),
  ]);
  assert.ok(coverNumbers(75, Number.POSITIVE_INFINITY).length < 20);
  assert.ok(coverNumbers(Number.NEGATIVE_INFINITY, 75).length < 40);
});

test('a number look-up never leaves out a match', () => {
  const asked = fc.oneof(
    fc.integer({ min: -2_000, max: 2_000 }).map(String),
    fc.constantFrom('5.40', '1e2', '0.05', '0', '99.5'),
  );
  const law = fc.property(number, asked, fc.constantFrom(...prefixes), (stored, text, prefix) => {
    const query = numberKind.parse(`${prefix}${text}`, ask);
    for (const value of numberKind.read(stored, facet)) narrowsRightly(numberKind, value, query, facet);
  });
  fc.assert(law, { numRuns: 3_000 });
});

const names: Facet = { ...facet, key: 'name:string', leaf: 'HumanName', pinyin: 'person' };
const notes: Facet = { ...facet, key: 'valueString:string', leaf: 'string' };

test('a text look-up never leaves out a match', () => {
  const letters = fc.constantFrom(..."王小明张三丰曾ab Müo'·-12ZÀж".split(''));
  const text = fc.array(letters, { minLength: 1, maxLength: 14 }).map((list) => list.join(''));
  const law = fc.property(
    text,
    text,
    fc.nat(14),
    fc.nat(6),
    fc.constantFrom(undefined, 'exact', 'contains'),
    (stored, other, from, length, modifier) => {
      for (const asked of [stored.slice(from, from + length), other.slice(0, length), stored]) {
        if (normalText(asked) === '') continue;
        const query = stringKind.parse(asked.replace(/[,|$\\]/g, '\\$&'), { ...ask, modifier });
        for (const value of stringKind.read({ text: stored }, names)) narrowsRightly(stringKind, value, query, names);
        for (const value of stringKind.read(stored, notes)) narrowsRightly(stringKind, value, query, notes);
      }
    },
  );
  fc.assert(law, { numRuns: 2_000 });
});

test('Chinese people are found by any part, by pinyin and by initials', () => {
  const finds = (name: string, asked: string) => {
    const query = stringKind.parse(asked, { ...ask, code: 'name' });
    return stringKind.read({ text: name }, names).some((value) => stringKind.matches(value, query, names));
  };
  for (const asked of [
    '张',
    '三丰',
    '丰',
    '张三丰',
    'zhang',
    'zhangsan',
    'sanfeng',
    'feng',
    'zsf',
    'zs',
    'sf',
    'ZSF',
    'zhang san',
  ]) {
    assert.ok(finds('张三丰', asked), asked);
  }
  for (const asked of ['张丰', '四', 'hang', 'zhangfeng', 'fs', 'zf']) assert.ok(!finds('张三丰', asked), asked);
  assert.ok(finds('曾小红', 'zengxiaohong'));
  assert.ok(finds('阿不都热依木·买买提', '买买提'));
  assert.ok(finds('阿不都热依木·买买提', '依木买'));
  assert.ok(finds('Jürgen Müller', 'muller') && finds('Jürgen Müller', 'JÜR') && !finds('Jürgen Müller', 'ller'));
});
