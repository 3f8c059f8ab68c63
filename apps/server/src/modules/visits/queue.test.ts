import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDesk } from '#testing/visits-desk';
import {
  callNext,
  callVisit,
  comeBackVisit,
  departmentQueue,
  findVisits,
  holdVisit,
  requeueVisit,
  skipVisit,
  startVisit,
  transferVisit,
  triageVisit,
  visitDetails,
  visitsOfPatient,
  waitingBoard,
} from './contract.ts';

test('a person who does not answer is passed after two calls and comes up again after three numbers', async () => {
  await using desk = await startDesk();
  const [lost, ...others] = await desk.waiting(6);
  assert.ok(lost);
  const next = async () => (await desk.doctor.call(callNext, { departmentId: desk.general })).visit;
  assert.equal((await next())?.visitId, lost.visitId);
  const { visitId } = lost;
  await assert.rejects(desk.doctor.call(skipVisit, { visitId }), { code: 'visits.call-again-first' });
  const again = await desk.doctor.call(callVisit, { visitId });
  assert.equal(again.state, 'called');
  await desk.doctor.call(skipVisit, { visitId });
  const back = await desk.nurse.call(requeueVisit, { visitId });
  assert.equal(back.state, 'waiting');
  const { entries } = await desk.doctor.call(departmentQueue, { departmentId: desk.general });
  assert.equal(entries.find((entry) => entry.visitId === visitId)?.callsUntilBack, 3);
  assert.equal(entries.find((entry) => entry.visitId === visitId)?.position, 4);
  const order: (string | undefined)[] = [];
  for (let calls = 0; calls < 5; calls++) {
    const called = await next();
    order.push(called?.visitId);
    if (called) await desk.finish(called.visitId);
  }
  const [a, b, c, d] = others.map((visit) => visit.visitId);
  assert.deepEqual(order, [a, b, c, visitId, d]);
});

test('called by mistake goes back to the same place, and another doctor may call', async () => {
  await using desk = await startDesk();
  const [first] = await desk.waiting(2);
  assert.ok(first);
  await desk.doctor.call(callNext, { departmentId: desk.general });
  const back = await desk.doctor.call(requeueVisit, { visitId: first.visitId });
  assert.deepEqual([back.state, back.doctorId, back.waitingSince], ['waiting', undefined, first.waitingSince]);
  const { visit } = await desk.secondDoctor.call(callNext, { departmentId: desk.general });
  assert.equal(visit?.visitId, first.visitId);
});

test('back from tests is called before ordinary people, by the same doctor', async () => {
  await using desk = await startDesk();
  const [first] = await desk.waiting(3);
  assert.ok(first);
  await desk.doctor.call(callNext, { departmentId: desk.general });
  await desk.doctor.call(startVisit, { visitId: first.visitId });
  await desk.doctor.call(holdVisit, { visitId: first.visitId, reason: 'tests' });
  const back = await desk.nurse.call(comeBackVisit, { visitId: first.visitId });
  assert.deepEqual([back.lane, back.preferences], ['preferred', ['returning']]);
  const other = await desk.secondDoctor.call(callNext, { departmentId: desk.general });
  assert.notEqual(other.visit?.visitId, first.visitId);
  const own = await desk.doctor.call(callNext, { departmentId: desk.general });
  assert.equal(own.visit?.visitId, first.visitId);
});

test('a doctor calls people who asked for nobody or for this doctor', async () => {
  await using desk = await startDesk();
  const mine = await desk.register({ doctorId: desk.doctor.actor.staffId });
  const other = await desk.register({ doctorId: desk.secondDoctor.actor.staffId });
  for (const { visitId } of [mine, other]) await desk.triage(visitId);
  const next = await desk.secondDoctor.call(callNext, { departmentId: desk.general });
  assert.equal(next.visit?.visitId, other.visitId);
  assert.deepEqual(await desk.secondDoctor.call(callNext, { departmentId: desk.general }), {});
  await assert.rejects(desk.secondDoctor.call(callVisit, { visitId: mine.visitId }), {
    code: 'visits.of-other-doctor',
  });
  await assert.rejects(desk.secondDoctor.call(startVisit, { visitId: mine.visitId }), {
    code: 'visits.of-other-doctor',
  });
  const moved = await desk.nurse.call(transferVisit, {
    visitId: mine.visitId,
    departmentId: desk.general,
    doctorId: desk.secondDoctor.actor.staffId,
    reason: '王医生出诊',
  });
  assert.deepEqual([moved.state, moved.ticket], ['waiting', mine.ticket]);
  await desk.secondDoctor.call(startVisit, { visitId: mine.visitId });
});

test('a doctor cannot call more people than can come in', async () => {
  await using desk = await startDesk();
  await desk.waiting(4);
  await desk.doctor.call(callNext, { departmentId: desk.general });
  await desk.doctor.call(callNext, { departmentId: desk.general });
  await assert.rejects(desk.doctor.call(callNext, { departmentId: desk.general }), {
    code: 'visits.called-and-not-seen',
  });
});

test('the board shows tickets, rooms and masked names, and each call once', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient({ name: '欧阳小明' });
  const { visitId, ticket } = await desk.register({ patientId });
  await desk.triage(visitId);
  const before = await desk.nurse.call(waitingBoard, { departmentIds: desk.general });
  assert.deepEqual(before.departments[0]?.waiting, [{ ticket, maskedName: '欧**明' }]);
  const { callId } = await desk.doctor.call(callNext, { departmentId: desk.general, room: '3诊室' });
  await desk.doctor.call(callVisit, { visitId });
  const board = await desk.nurse.call(waitingBoard, { departmentIds: desk.general });
  const [latest, first] = board.calls;
  assert.deepEqual([latest?.times, first?.times, first?.callId], [2, 1, callId]);
  assert.ok((latest?.callId ?? 0) > (first?.callId ?? 0));
  assert.deepEqual([latest?.maskedName, latest?.room, latest?.ticket], ['欧**明', '3诊室', ticket]);
  assert.deepEqual(board.departments[0]?.called, [{ ticket, maskedName: '欧**明', room: '3诊室' }]);
  const text = JSON.stringify(board);
  assert.ok(!text.includes('欧阳小明') && !text.includes(patientId) && !text.includes(visitId));
  await desk.doctor.call(requeueVisit, { visitId });
  assert.deepEqual((await desk.nurse.call(waitingBoard, { departmentIds: desk.general })).calls, []);
  await assert.rejects(desk.doctor.call(waitingBoard, {}), { code: 'platform.no-permission' });
});

test('nobody acts in a department outside their scope, and no administrator acts at all', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.register();
  const elsewhere = desk.scoped('doctor', desk.chinese);
  const nurseElsewhere = desk.scoped('triage-nurse', desk.chinese);
  const refused = { kind: 'forbidden', code: 'visits.not-your-department' };
  await assert.rejects(nurseElsewhere.call(triageVisit, { visitId, grade: 'IVb' }), refused);
  await desk.triage(visitId);
  await assert.rejects(elsewhere.call(callNext, { departmentId: desk.general }), refused);
  await assert.rejects(elsewhere.call(callVisit, { visitId }), refused);
  await assert.rejects(elsewhere.call(startVisit, { visitId }), refused);
  await assert.rejects(elsewhere.call(departmentQueue, { departmentId: desk.general }), refused);
  const inScope = desk.scoped('doctor', desk.general);
  assert.equal((await inScope.call(callNext, { departmentId: desk.general })).visit?.visitId, visitId);
  for (const admin of ['system-admin', 'security-admin', 'audit-admin'] as const) {
    const calls = [desk.as(admin).call(visitDetails, { visitId }), desk.as(admin).call(findVisits, {})];
    for (const call of calls) await assert.rejects(call, { code: 'platform.no-permission' });
  }
});

test('another institution sees none of it', async () => {
  await using desk = await startDesk();
  const { visitId, patientId } = await desk.register();
  const stranger = desk.as('doctor', { institutionId: 2 });
  await assert.rejects(stranger.call(visitDetails, { visitId }), { code: 'visits.not-found' });
  assert.deepEqual(await stranger.call(findVisits, {}), { total: 0, visits: [] });
  await assert.rejects(stranger.call(visitsOfPatient, { patientId }), { kind: 'not-found' });
});

test('the day end closes what nobody opened, once, and leaves open consultations to the doctor', async () => {
  await using desk = await startDesk({ now: '2026-03-02T17:00:00+08:00' });
  const [waiting, opened] = await desk.waiting(2);
  const registered = await desk.register();
  assert.ok(waiting && opened);
  await desk.doctor.call(startVisit, { visitId: opened.visitId });
  const close = () => desk.tx((tx, context) => desk.modules.visits.endOfDay(tx, context));
  assert.deepEqual(await close(), { closed: 0, more: false });
  desk.clock.advance({ hours: 8 });
  // One in the morning: people who registered at five in the afternoon still stand in the queue.
  assert.deepEqual(await close(), { closed: 0, more: false });
  const { entries } = await desk.doctor.call(departmentQueue, { departmentId: desk.general });
  assert.deepEqual(
    entries.map(({ visitId }) => visitId),
    [waiting.visitId, opened.visitId],
  );
  desk.clock.advance({ hours: 5 });
  assert.deepEqual(await close(), { closed: 2, more: false });
  assert.deepEqual(await close(), { closed: 0, more: false });
  const stateOf = async (visitId: string) => (await desk.doctor.call(visitDetails, { visitId })).state;
  assert.deepEqual(await Promise.all([waiting, registered, opened].map(({ visitId }) => stateOf(visitId))), [
    'no-show',
    'no-show',
    'in-consultation',
  ]);
  const later = await desk.doctor.call(departmentQueue, { departmentId: desk.general });
  assert.deepEqual(
    later.entries.map(({ visitId }) => visitId),
    [opened.visitId],
  );
});

test('the night job closes the day in every institution, and a second run finds nothing', async () => {
  await using desk = await startDesk();
  const here = await desk.waiting(2);
  const there = await desk.given.visit({ institutionId: 2, stage: 'waiting' });
  desk.clock.advance({ hours: 24 });
  const job = desk.app.jobs.find((candidate) => candidate.job.name === 'visits.close-day');
  assert.ok(job?.cron);
  for (let run = 0; run < 2; run++) await job.run({}, { jobId: 'night', institutionId: undefined });
  for (const { visitId } of here) {
    const { state, steps } = await desk.doctor.call(visitDetails, { visitId });
    assert.deepEqual([state, steps.filter(({ event }) => event === 'expire').length], ['no-show', 1]);
  }
  const neighbour = desk.as('doctor', { institutionId: 2 });
  assert.equal((await neighbour.call(visitDetails, { visitId: there.visitId })).state, 'no-show');
});
