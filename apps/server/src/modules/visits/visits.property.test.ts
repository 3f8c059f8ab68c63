import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@xinglin/kernel/domain-error';
import fc from 'fast-check';
import { type Desk, startDesk } from '#testing/visits-desk';
import {
  callNext,
  callVisit,
  cancelVisit,
  comeBackVisit,
  departmentQueue,
  finishVisit,
  type Grade,
  holdVisit,
  requeueVisit,
  resumeVisit,
  skipVisit,
  startVisit,
  transferVisit,
  triageVisit,
  visitEvent,
} from './contract.ts';
import { PRESENT_STATES, visitLife } from './core/life-cycle.ts';

/** What somebody presses: who it is for is chosen among the visits there are. */
const presses = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      emergency: fc.constantFrom(false, false, true),
      elderly: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('triage' as const),
      which: fc.nat(30),
      grade: fc.constantFrom<Grade>('II', 'III', 'IVa', 'IVb', 'IVb'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('next' as const), second: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'call',
        'skip',
        'requeue',
        'start',
        'hold',
        'come-back',
        'resume',
        'finish',
        'transfer',
        'cancel',
      ),
      which: fc.nat(30),
      second: fc.boolean(),
    }),
  },
);
type Press = typeof presses extends fc.Arbitrary<infer One> ? One : never;

/** Refusals that belong to the game; anything else that is thrown is a fault. */
const EXPECTED = new Set([
  'platform.step-not-allowed',
  'visits.of-other-doctor',
  'visits.triage-first',
  'visits.call-again-first',
  'visits.called-and-not-seen',
  'visits.too-many-open',
  'visits.patient-elsewhere',
  'visits.already-registered',
  'visits.already-there',
]);

async function press(desk: Desk, one: Press, people: readonly string[], visits: string[]): Promise<void> {
  const doctor = 'second' in one && one.second ? desk.secondDoctor : desk.doctor;
  if (one.do === 'register') {
    const patientId = people[visits.length % people.length] ?? '';
    const preferences = one.elderly ? (['disabled'] as const) : [];
    const { visitId } = await desk.register({ patientId, emergency: one.emergency, preferences: [...preferences] });
    visits.push(visitId);
    return;
  }
  if (one.do === 'next') {
    await nextInOrder(desk, doctor === desk.doctor ? 'doctor' : 'secondDoctor');
    return;
  }
  const visitId = 'which' in one ? visits[one.which % Math.max(1, visits.length)] : undefined;
  if (visitId === undefined) return;
  const doing: Record<string, () => Promise<unknown>> = {
    triage: () =>
      desk.nurse.call(triageVisit, { visitId, grade: 'grade' in one ? one.grade : 'IVb', gradeReason: '试验' }),
    call: () => doctor.call(callVisit, { visitId }),
    skip: () => doctor.call(skipVisit, { visitId }),
    requeue: () => desk.nurse.call(requeueVisit, { visitId }),
    start: () => doctor.call(startVisit, { visitId }),
    hold: () => doctor.call(holdVisit, { visitId, reason: 'tests' }),
    'come-back': () => desk.nurse.call(comeBackVisit, { visitId }),
    resume: () => doctor.call(resumeVisit, { visitId }),
    finish: () => doctor.call(finishVisit, { visitId, reason: '试验' }),
    transfer: () => desk.nurse.call(transferVisit, { visitId, departmentId: desk.chinese, reason: '换科' }),
    cancel: () => desk.registrar.call(cancelVisit, { visitId, reason: '试验' }),
  };
  await doing[one.do]?.();
}

/** Law: who is called next is the first of the shown queue who is not in another room. */
async function nextInOrder(desk: Desk, who: 'doctor' | 'secondDoctor'): Promise<void> {
  const doctorId = desk[who].actor.staffId;
  const shown = await desk[who].call(departmentQueue, { departmentId: desk.general, doctorId });
  const busy = await desk.peoplePresent();
  const expected = shown.entries.find(({ state, patientId }) => state === 'waiting' && !busy.has(patientId));
  const { visit } = await desk[who].call(callNext, { departmentId: desk.general });
  assert.equal(visit?.visitId, expected?.visitId, 'the shown order was not kept');
}

interface Stored {
  readonly id: string;
  readonly patient_id: string;
  readonly state: (typeof visitLife.states)[number];
  readonly ticket: string;
  readonly visited_on: string;
  readonly steps: number;
  readonly chain: { event: string; from: Stored['state'] | null; to: Stored['state']; position: number; at: string }[];
}

async function checkLaws(desk: Desk): Promise<void> {
  const stored = await desk.tx((tx) =>
    tx.many<Stored>(
      `select v.id, v.patient_id, v.state, v.ticket, v.visited_on, v.steps,
         (select json_agg(json_build_object('event', s.event, 'from', s.from_state, 'to', s.to_state,
            'position', s.position, 'at', s.at) order by s.position)
          from visits.step as s where s.visit_id = v.id) as chain
       from visits.visit as v`,
    ),
  );
  assert.equal(
    new Set(stored.map(({ ticket, visited_on }) => `${visited_on} ${ticket}`)).size,
    stored.length,
    'ticket',
  );
  const present = stored
    .filter(({ state }) => PRESENT_STATES.includes(state))
    .map(({ patient_id, visited_on }) => `${visited_on} ${patient_id}`);
  assert.equal(new Set(present).size, present.length, 'one person in two rooms');
  for (const { chain, steps, state } of stored) {
    assert.equal(chain.length, steps);
    assert.equal(chain.at(-1)?.to, state);
    for (const [index, step] of chain.entries()) {
      const before = chain[index - 1];
      assert.equal(step.position, index + 1);
      assert.equal(step.from, before?.to ?? null);
      if (before) assert.ok(before.at <= step.at);
      const event = visitEvent.safeParse(step.event);
      if (step.from !== null && event.success) assert.equal(visitLife.next(step.from, event.data), step.to);
      else assert.equal(step.event, 'register');
    }
  }
  const queues = await Promise.all(
    [desk.general, desk.chinese].map((departmentId) => desk.manager.call(departmentQueue, { departmentId })),
  );
  const shown = queues.flatMap(({ entries, notArrived }) => [...entries, ...notArrived]);
  const open = stored.filter(({ state }) => visitLife.eventsIn(state).length > 0 && state !== 'finished');
  assert.deepEqual(shown.map(({ visitId }) => visitId).sort(), open.map(({ id }) => id).sort(), 'somebody is lost');
  for (const { entries } of queues) {
    const positions = entries.flatMap(({ position }) => position ?? []);
    assert.deepEqual(
      positions,
      positions.map((_, index) => index + 1),
    );
  }
}

/** Sequences that once broke a law. Never remove one. */
const remembered: [Press[]][] = [];

test('whatever people press in whatever order, the laws of the queue hold after every press', async () => {
  await using desk = await startDesk();
  const people = await desk.patients(12);
  const law = fc.asyncProperty(fc.array(presses, { minLength: 5, maxLength: 30 }), async (sequence) => {
    await desk.nextDay();
    const visits: string[] = [];
    for (const one of sequence) {
      desk.clock.advance({ seconds: 40 });
      try {
        await press(desk, one, people, visits);
      } catch (error) {
        if (!(error instanceof DomainError) || !EXPECTED.has(error.code)) throw error;
      }
    }
    await checkLaws(desk);
  });
  await fc.assert(law, { numRuns: 15, examples: remembered, endOnFailure: true });
});

test('the laws hold also when everybody presses at once', async () => {
  await using desk = await startDesk();
  const people = await desk.patients(12);
  const law = fc.asyncProperty(fc.array(presses, { minLength: 10, maxLength: 24 }), async (sequence) => {
    await desk.nextDay();
    const visits: string[] = [];
    for (const patientId of people.slice(0, 8)) {
      const { visitId } = await desk.register({ patientId });
      visits.push(visitId);
      await desk.triage(visitId);
    }
    const pressed = sequence.map(async (one) => {
      if (one.do !== 'next') return press(desk, one, people, visits);
      const doctor = one.second ? desk.secondDoctor : desk.doctor;
      await doctor.call(callNext, { departmentId: desk.general });
    });
    const faults = (await Promise.allSettled(pressed))
      .filter((one) => one.status === 'rejected')
      .map((one) => one.reason as unknown)
      .filter((error) => !(error instanceof DomainError) || !EXPECTED.has(error.code));
    assert.deepEqual(faults, []);
    await checkLaws(desk);
  });
  await fc.assert(law, { numRuns: 10, endOnFailure: true });
});
