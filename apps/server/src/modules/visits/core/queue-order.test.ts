import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Grade, Preference } from '../contract.ts';
import { laneOf, orderOfCalling, type QueueRules, runAfter, type Waiting } from './queue-order.ts';

const rules: QueueRules = { preferredPerOrdinary: 2, waitLimits: { I: 0, II: 10, III: 30, IVa: 60, IVb: 120 } };
const minute = 60_000;

let serial = 0;
const person = (sinceMinute: number, more: Partial<Waiting> = {}): Waiting => ({
  visitId: `v${String(++serial).padStart(4, '0')}`,
  emergency: false,
  grade: undefined,
  preferences: [],
  since: sinceMinute * minute,
  ticketNumber: serial,
  callsUntilBack: 0,
  ...more,
});
const called = (people: readonly Waiting[], preferredRun = 0) => orderOfCalling(people, rules, { preferredRun });

test('ordinary people are called in the order they came', () => {
  const people = [person(0), person(1), person(2)];
  assert.deepEqual(called([...people].reverse()), people);
});

test('urgent people come first, by grade and then by arrival', () => {
  const ordinary = person(0);
  const third = person(1, { grade: 'III' });
  const emergency = person(2, { emergency: true });
  const second = person(3, { grade: 'II' });
  const first = person(4, { grade: 'I' });
  assert.deepEqual(called([ordinary, third, emergency, second, first]), [first, second, third, emergency, ordinary]);
});

test('one ordinary person follows every two preferred ones', () => {
  const old = [1, 2, 3, 4, 5].map((at) => person(10 + at, { preferences: ['elderly'] }));
  const ordinary = [1, 2].map((at) => person(at));
  const [a, b, c, d, e] = old;
  const [x, y] = ordinary;
  assert.deepEqual(called([...ordinary, ...old]), [a, b, x, c, d, y, e]);
  // The run goes on from call to call: two preferred people were called before.
  assert.deepEqual(called([...ordinary, ...old], 2), [x, a, b, y, c, d, e]);
});

test('IVa goes before IVb, yet nobody waits for ever', () => {
  const early = person(0, { grade: 'IVb' });
  const soon = person(30, { grade: 'IVa' });
  const late = person(61, { grade: 'IVa' });
  assert.deepEqual(called([early, soon, late]), [soon, early, late]);
});

test('a passed person comes up after the numbers in between, or when nobody else is there', () => {
  const passed = person(0, { callsUntilBack: 2 });
  const others = [person(1), person(2), person(3)];
  const [a, b, c] = others;
  assert.deepEqual(called([passed, ...others]), [a, b, passed, c]);
  assert.deepEqual(called([passed]), [passed]);
  const longer = person(0, { callsUntilBack: 5 });
  assert.deepEqual(called([longer, passed]), [passed, longer]);
});

// ---- Laws ------------------------------------------------------------------------------------------------------------

const grades: (Grade | undefined)[] = [undefined, 'I', 'II', 'III', 'IVa', 'IVb'];
const groups: Preference[][] = [[], [], ['elderly'], ['pregnant'], ['returning']];
const anybody = fc.record({
  emergency: fc.constantFrom(false, false, false, true),
  grade: fc.constantFrom(...grades),
  preferences: fc.constantFrom(...groups),
  since: fc.nat(300).map((at) => at * minute),
  callsUntilBack: fc.constantFrom(0, 0, 0, 1, 3),
});
const queues = fc
  .array(anybody, { maxLength: 25 })
  .map((list) =>
    list.map((one, index): Waiting => ({ ...one, visitId: `v${String(index).padStart(3, '0')}`, ticketNumber: index })),
  );

/** Orders of one queue that once broke a law. Never remove one. */
const remembered: [Waiting[], number, number][] = [];

test('everybody is in the order exactly once, and the order does not depend on how the people were listed', () => {
  const law = fc.property(queues, fc.nat(4), fc.integer({ min: 1, max: 4 }), (people, preferredRun, ratio) => {
    const set = { ...rules, preferredPerOrdinary: ratio };
    const order = orderOfCalling(people, set, { preferredRun });
    assert.deepEqual(order.map(({ visitId }) => visitId).sort(), people.map(({ visitId }) => visitId).sort());
    assert.deepEqual(orderOfCalling([...people].reverse(), set, { preferredRun }), order);
  });
  fc.assert(law, { numRuns: 500, examples: remembered });
});

test('what is shown is what happens: calling one by one gives the order that was shown', () => {
  const law = fc.property(queues, fc.nat(4), (people, start) => {
    const shown = called(people, start).map(({ visitId }) => visitId);
    let left = people;
    let preferredRun = start;
    const happened: string[] = [];
    for (let calls = 0; left.length > 0; calls++) {
      const [next] = orderOfCalling(
        left.map((one) => ({ ...one, callsUntilBack: Math.max(0, one.callsUntilBack - calls) })),
        rules,
        { preferredRun },
      );
      assert.ok(next);
      happened.push(next.visitId);
      preferredRun = runAfter(laneOf(next), preferredRun);
      left = left.filter(({ visitId }) => visitId !== next.visitId);
    }
    assert.deepEqual(happened, shown);
  });
  fc.assert(law, { numRuns: 300 });
});

test('urgent before others, and never more preferred people in a row than set while an ordinary one waits', () => {
  const nobodyBack = queues.map((people) => people.map((one) => ({ ...one, callsUntilBack: 0 })));
  const law = fc.property(nobodyBack, fc.integer({ min: 1, max: 4 }), (people, ratio) => {
    const order = orderOfCalling(people, { ...rules, preferredPerOrdinary: ratio }, { preferredRun: 0 });
    const lanes = order.map(laneOf);
    assert.ok(lanes.lastIndexOf('urgent') < (lanes.findIndex((lane) => lane !== 'urgent') + 1 || Infinity));
    let run = 0;
    for (const [index, lane] of lanes.entries()) {
      run = runAfter(lane, run);
      if (run > ratio) assert.ok(!lanes.slice(index).includes('ordinary'), lanes.join());
    }
  });
  fc.assert(law, { numRuns: 500 });
});
