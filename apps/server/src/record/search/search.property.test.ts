import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import type { HeldType } from '../definitions/held-types.ts';
import { createRecord, type RecordStore } from '../index.ts';
import { conditions, conditionsOf, encounters, observations, patients } from '../testing/arbitraries.ts';
import { naiveMatches } from '../testing/naive-search.ts';

/** Cases that once failed. Never remove one. */
const remembered: [HeldType, [string, string][]][] = [];

async function fill(clinic: StartedClinic, record: RecordStore, seed: number): Promise<Resource[]> {
  return clinic.tx(async (tx, context) => {
    const some = <Kind extends Resource>(arbitrary: fc.Arbitrary<Kind>, count: number) =>
      fc.sample(arbitrary, { numRuns: count, seed });
    const people = await record.put(tx, some(patients, 40), context);
    const ids = people.map(({ id }) => id);
    const rest = [
      ...some(observations(ids.slice(0, 8)), 120),
      ...some(encounters(ids.slice(0, 8)), 40),
      ...some(conditions(ids.slice(0, 8)), 40),
    ];
    return [...people, ...(await record.put<Resource>(tx, rest, context))];
  });
}

/** All pages, small ones, so that paging is part of the law. */
async function allIds(clinic: StartedClinic, record: RecordStore, type: HeldType, pairs: [string, string][]) {
  return clinic.tx(async (tx) => {
    const found: string[] = [];
    let params = new URLSearchParams([...pairs, ['_count', '7']]);
    for (;;) {
      const page = await record.search(tx, type, params);
      found.push(...page.resources.map(({ id }) => id));
      if (page.next === undefined) return found;
      params = new URLSearchParams({ _page: page.next });
    }
  });
}

async function searchEqualsFilter(hash: ((text: string) => string) | undefined, numRuns: number) {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const record = createRecord({ ...clinic, ...(hash ? { hash } : {}) });
  const all = await fill(clinic, record, 20_260_302);
  const ids = all.filter(({ resourceType }) => resourceType === 'Patient').map(({ id }) => id ?? '');
  const asked = conditionsOf(ids.slice(0, 8));
  const questions = fc
    .constantFrom('Patient', 'Observation', 'Observation', 'Encounter', 'Condition')
    .chain((type) =>
      fc.tuple(
        fc.constant(type as HeldType),
        fc.array(asked[type] ?? fc.constant(['', ''] as const), { minLength: 1, maxLength: 3 }),
      ),
    );
  let hits = 0;
  const law = fc.asyncProperty(questions, async ([type, conditionsAsked]) => {
    const pairs = conditionsAsked.map(([name, value]): [string, string] => [name, value]);
    const expected = all.filter((resource) => resource.resourceType === type && naiveMatches(resource, pairs));
    const found = await allIds(clinic, record, type, pairs);
    hits += expected.length;
    assert.deepEqual(found, expected.map(({ id }) => id ?? '').sort());
  });
  await fc.assert(law, { numRuns: numRuns, examples: remembered.map((example) => [example]) });
  assert.ok(hits > numRuns, 'the questions hardly find anything: the law was not put to the test');
}

test('a search finds exactly what looking at every resource finds', () => searchEqualsFilter(undefined, 400));

test('equal hashes of different values cost time and never change an answer', () => {
  // Eight different terms for everything: almost every look-up brings wrong candidates.
  const weak = (text: string) =>
    `\0\0\0\0\0\0\0${String.fromCharCode((createHash('md5').update(text).digest()[0] ?? 0) % 8)}`;
  return searchEqualsFilter(weak, 150);
});
