import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DomainError } from '@xinglin/kernel/domain-error';
import { startDesk } from '#testing/visits-desk';
import {
  callNext,
  callVisit,
  cancelVisit,
  findVisits,
  registerVisit,
  startVisit,
  transferVisit,
  visitDetails,
} from './contract.ts';

/** Runs everything at once; what was refused comes back as the error. */
const together = async <Result>(calls: readonly (() => Promise<Result>)[]) => {
  const settled = await Promise.allSettled(calls.map((call) => call()));
  return {
    done: settled.filter((one) => one.status === 'fulfilled').map((one) => one.value),
    refused: settled.filter((one) => one.status === 'rejected').map((one) => (one.reason as DomainError).code),
  };
};

test('registrations at once never share a number and leave no gap', async () => {
  await using desk = await startDesk();
  const patients = await desk.patients(24);
  const { done, refused } = await together(
    patients.map(
      (patientId, index) => () =>
        desk.register({ patientId, departmentId: index % 3 === 0 ? desk.chinese : desk.general }),
    ),
  );
  assert.deepEqual(refused, []);
  assert.equal(new Set(done.map(({ ticket }) => ticket)).size, 24);
  assert.equal(new Set(done.map(({ number }) => number)).size, 24);
  for (const department of [desk.general, desk.chinese]) {
    const numbers = done
      .filter(({ departmentId }) => departmentId === department)
      .map(({ ticket }) => Number(ticket.slice(1)))
      .sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    );
  }
  const letters = new Set(done.map(({ ticket }) => ticket[0]));
  assert.equal(letters.size, 2);
});

test('one person registered by two clerks at once is registered once', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient();
  const { done, refused } = await together(Array.from({ length: 6 }, () => () => desk.register({ patientId })));
  assert.equal(done.length, 1);
  assert.deepEqual([...new Set(refused)], ['visits.already-registered']);
  const again = await desk.register();
  assert.equal(again.ticket, 'A002');
});

test('two doctors calling next at once never get the same person, nobody is lost, and the order holds', async () => {
  await using desk = await startDesk();
  await desk.decide('visits.most-called', 20);
  const waiting = await desk.waiting(12);
  const press = (who: 'doctor' | 'secondDoctor') => () => desk[who].call(callNext, { departmentId: desk.general });
  const { done, refused } = await together(
    Array.from({ length: 14 }, (_, index) => press(index % 2 === 0 ? 'doctor' : 'secondDoctor')),
  );
  assert.deepEqual(refused, []);
  const called = done.flatMap(({ visit, callId }) => (visit && callId !== undefined ? [{ visit, callId }] : []));
  assert.equal(called.length, 12);
  const inOrder = called.sort((a, b) => a.callId - b.callId).map(({ visit }) => visit.visitId);
  assert.deepEqual(
    inOrder,
    waiting.map(({ visitId }) => visitId),
  );
  assert.equal(done.filter(({ visit }) => visit === undefined).length, 2);
});

test('while the first in the queue is being moved, the next one is called instead of waiting', async () => {
  await using desk = await startDesk();
  const [first, second] = await desk.waiting(2);
  assert.ok(first && second);
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked: () => void = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const moving = desk.tx(async (tx) => {
    await desk.modules.visits.lock(tx, first.visitId);
    locked();
    await held;
  });
  await isLocked;
  const { visit } = await desk.doctor.call(callNext, { departmentId: desk.general });
  release();
  await moving;
  assert.equal(visit?.visitId, second.visitId);
  const next = await desk.secondDoctor.call(callNext, { departmentId: desk.general });
  assert.equal(next.visit?.visitId, first.visitId);
});

test('cancelling, calling, opening and transferring one visit at once: one order of events, no step lost', async () => {
  await using desk = await startDesk();
  for (let round = 0; round < 5; round++) {
    const [visit] = await desk.waiting(1);
    assert.ok(visit);
    const { visitId } = visit;
    const { done } = await together<unknown>([
      () => desk.registrar.call(cancelVisit, { visitId, reason: '退号' }),
      () => desk.doctor.call(callVisit, { visitId }),
      () => desk.doctor.call(startVisit, { visitId }),
      () => desk.secondDoctor.call(startVisit, { visitId }),
      () => desk.nurse.call(transferVisit, { visitId, departmentId: desk.chinese, reason: '换科' }),
    ]);
    const { steps, state } = await desk.doctor.call(visitDetails, { visitId });
    assert.equal(steps.length, 2 + done.length);
    for (const [index, step] of steps.entries()) {
      assert.equal(step.from, index === 0 ? undefined : steps[index - 1]?.to);
    }
    assert.equal(steps.at(-1)?.to, state);
    if (state === 'in-consultation') await desk.leave(visitId);
    else if (state !== 'cancelled') await desk.registrar.call(cancelVisit, { visitId, reason: '清场' });
  }
});

test('two departments cannot have the same person in the room at once', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient();
  const here = await desk.register({ patientId });
  const there = await desk.register({ patientId, departmentId: desk.chinese });
  for (const { visitId } of [here, there]) await desk.triage(visitId);
  const { done, refused } = await together([
    () => desk.doctor.call(startVisit, { visitId: here.visitId }),
    () => desk.secondDoctor.call(startVisit, { visitId: there.visitId }),
  ]);
  assert.equal(done.length, 1);
  assert.deepEqual(refused, ['visits.patient-elsewhere']);
});

test('what the database refuses is said in words, also when other statements were sent along with it', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient();
  const here = await desk.register({ patientId });
  const there = await desk.register({ patientId, departmentId: desk.chinese });
  for (const { visitId } of [here, there]) await desk.triage(visitId);
  await desk.doctor.call(callVisit, { visitId: here.visitId });
  for (let round = 0; round < 5; round++) {
    await assert.rejects(desk.secondDoctor.call(callVisit, { visitId: there.visitId }), {
      code: 'visits.patient-elsewhere',
    });
  }
});

test('a registration sent twice with one key is one registration', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient();
  const press = () =>
    desk.registrar.call(
      registerVisit,
      { patientId, departmentId: desk.general, firstVisit: true },
      { key: 'register-once-1' },
    );
  const { done, refused } = await together([press, press, press]);
  assert.deepEqual(refused, []);
  assert.equal(new Set(done.map(({ visitId }) => visitId)).size, 1);
  assert.equal((await desk.registrar.call(findVisits, {})).total, 1);
});
