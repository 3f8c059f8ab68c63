import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decimal } from '@xinglin/kernel/quantity';
import { grantRole, listAccounts, revokeRole } from '#contract/staff';
import { startDesk } from '#testing/visits-desk';
import {
  callNext,
  cancelVisit,
  checkInVisit,
  declineVisit,
  departmentQueue,
  findVisits,
  finishVisit,
  holdVisit,
  registerVisit,
  reopenVisit,
  resumeVisit,
  startVisit,
  suggestTriage,
  transferVisit,
  triageVisit,
  visitDetails,
  visitStatistics,
  visitsOfPatient,
} from './contract.ts';

const value = (text: string) => ({ value: text as Decimal });

test('a visit goes from the desk to the end, and every step is kept with its time and person', async () => {
  await using desk = await startDesk();
  const { clock } = desk;
  const { visitId, ticket, state } = await desk.register();
  assert.deepEqual([ticket, state], ['A001', 'registered']);
  clock.advance({ minutes: 5 });
  const triaged = await desk.nurse.call(triageVisit, {
    visitId,
    chiefComplaint: '咳嗽3天',
    vitalSigns: { temperature: value('36.8'), pulse: value('80'), systolic: value('128'), diastolic: value('82') },
    grade: 'IVb',
  });
  assert.deepEqual([triaged.state, triaged.triage.suggestedGrade, triaged.bloodPressureDue], ['waiting', 'IVb', false]);
  clock.advance({ minutes: 20 });
  const called = await desk.doctor.call(callNext, { departmentId: desk.general, room: '1诊室' });
  assert.deepEqual([called.visit?.visitId, called.visit?.room], [visitId, '1诊室']);
  clock.advance({ minutes: 2 });
  await desk.doctor.call(startVisit, { visitId });
  clock.advance({ minutes: 8 });
  await desk.doctor.call(holdVisit, { visitId, reason: 'tests', note: '血常规' });
  clock.advance({ minutes: 30 });
  await desk.doctor.call(resumeVisit, { visitId });
  clock.advance({ minutes: 5 });
  const finished = await desk.doctor.call(finishVisit, { visitId, reason: '无需病历' });
  assert.equal(finished.state, 'finished');

  const detail = await desk.doctor.call(visitDetails, { visitId });
  assert.deepEqual(
    detail.steps.map(({ event, from, to, byName }) => [event, from, to, byName]),
    [
      ['register', undefined, 'registered', '刘挂号'],
      ['triage', 'registered', 'waiting', '陈分诊'],
      ['call', 'waiting', 'called', '王医生'],
      ['start', 'called', 'in-consultation', '王医生'],
      ['hold', 'in-consultation', 'held', '王医生'],
      ['resume', 'held', 'in-consultation', '王医生'],
      ['finish', 'in-consultation', 'finished', '王医生'],
    ],
  );
  assert.equal(detail.steps[4]?.reason, 'tests: 血常规');
  assert.deepEqual(detail.allowed, ['reopen']);
  assert.equal(detail.triage[0]?.chiefComplaint, '咳嗽3天');
  const figures = await desk.manager.call(visitStatistics, {});
  assert.deepEqual(figures.registeredToWaiting, { count: 1, medianMinutes: 5, p90Minutes: 5 });
  assert.deepEqual(figures.waitingToCalled, { count: 1, medianMinutes: 20, p90Minutes: 20 });
  assert.deepEqual(figures.calledToStarted, { count: 1, medianMinutes: 2, p90Minutes: 2 });
  assert.deepEqual(figures.startedToFinished, { count: 1, medianMinutes: 43, p90Minutes: 43 });
  assert.equal(figures.byState.finished, 1);
  assert.equal(figures.byDepartment[0]?.waitingToCalled.medianMinutes, 20);
});

test('impossible vital signs are refused with every field named, and nothing is stored', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.register();
  const mistyped = desk.nurse.call(triageVisit, {
    visitId,
    vitalSigns: { systolic: value('1200'), temperature: value('376') },
    grade: 'IVb',
  });
  await assert.rejects(mistyped, (error: { code: string; fields: { path: string }[] }) => {
    assert.equal(error.code, 'platform.invalid-input');
    assert.deepEqual(
      error.fields.map(({ path }) => path),
      ['vitalSigns.temperature.value', 'vitalSigns.systolic.value'],
    );
    return true;
  });
  assert.equal((await desk.doctor.call(visitDetails, { visitId })).state, 'registered');
});

test('a value that could not be measured is kept with its reason; one nobody tried is not', async () => {
  await using desk = await startDesk();
  const { visitId, patientId } = await desk.register();
  const { triage } = await desk.nurse.call(triageVisit, {
    visitId,
    vitalSigns: { systolic: { unable: 'uncooperative', note: '哭闹' }, weight: value('62.5'), pulse: value('72') },
    pregnancy: 'not-pregnant',
    grade: 'IVb',
    gradeReason: '一般情况好',
  });
  const of = (sign: string) => triage.findings.find((finding) => finding.sign === sign);
  assert.deepEqual(of('systolic')?.measurement, { unable: 'uncooperative', note: '哭闹' });
  assert.equal(of('systolic')?.assessment, 'unknown');
  assert.equal(of('respiration')?.measurement, undefined);
  const facts = await desk.tx((tx, { now }) => desk.modules.patients.factsOf(tx, patientId, now));
  assert.equal(facts.weight?.kg, '62.5');

  const observations = await desk.observations(visitId);
  const byCode = new Map(observations.map((one) => [one.code.coding?.[0]?.code, one]));
  assert.deepEqual([...byCode.keys()].sort(), ['29463-7', '85354-9', '8867-4']);
  const pressure = byCode.get('85354-9');
  assert.equal(pressure?.component?.[0]?.code.coding?.[0]?.code, '8480-6');
  assert.equal(pressure?.component?.[0]?.dataAbsentReason?.coding?.[0]?.code, 'not-performed');
  assert.deepEqual(byCode.get('8867-4')?.valueQuantity, {
    value: 72,
    unit: '次/分',
    system: 'http://unitsofmeasure.org',
    code: '/min',
  });
  assert.equal(byCode.get('29463-7')?.interpretation, undefined);
});

test('the suggestion is only a suggestion: less urgent needs a reason, more urgent does not', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.register();
  const vitalSigns = { oxygenSaturation: value('88'), pulse: value('90') };
  const suggestion = await desk.nurse.call(suggestTriage, { visitId, vitalSigns });
  assert.equal(suggestion.grade, 'II');
  const lower = { visitId, vitalSigns, grade: 'III' as const };
  await assert.rejects(desk.nurse.call(triageVisit, lower), { code: 'visits.grade-reason-required' });
  const kept = await desk.nurse.call(triageVisit, { ...lower, gradeReason: '慢阻肺，平时 88%' });
  assert.deepEqual([kept.grade, kept.triage.suggestedGrade, kept.lane], ['III', 'II', 'urgent']);
  const raised = await desk.nurse.call(triageVisit, { visitId, vitalSigns, grade: 'I' });
  assert.deepEqual([raised.grade, raised.state], ['I', 'waiting']);
  assert.equal((await desk.doctor.call(visitDetails, { visitId })).triage.length, 2);
});

test('fever leaves the ordinary queue: to the fever clinic, or with a reason to stay', async () => {
  await using desk = await startDesk();
  const first = await desk.register();
  const hot = { vitalSigns: { temperature: value('38.6') }, grade: 'IVa' as const };
  await assert.rejects(desk.nurse.call(triageVisit, { visitId: first.visitId, ...hot }), {
    code: 'visits.fever-clinic-first',
  });
  const sent = await desk.nurse.call(triageVisit, {
    visitId: first.visitId,
    ...hot,
    moveTo: { departmentId: desk.feverClinic },
  });
  assert.deepEqual([sent.departmentId, sent.state], [desk.feverClinic, 'waiting']);
  const second = await desk.register();
  const stayed = await desk.nurse.call(triageVisit, { visitId: second.visitId, ...hot, keepReason: '儿童疫苗反应' });
  assert.equal(stayed.departmentId, desk.general);
  const { entries } = await desk.doctor.call(departmentQueue, { departmentId: desk.general });
  assert.deepEqual(
    entries.map(({ visitId }) => visitId),
    [second.visitId],
  );
});

test('from 35 years on the first visit of a year asks for a blood pressure, once', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient({ bornOn: '1980-05-01' });
  const young = await desk.patient({ bornOn: '2000-05-01' });
  const due = async (visitId: string) => (await desk.doctor.call(visitDetails, { visitId })).bloodPressureDue;
  const first = await desk.register({ patientId });
  assert.equal(await due(first.visitId), true);
  assert.equal(await due((await desk.register({ patientId: young })).visitId), false);
  const vitalSigns = { systolic: { unable: 'refused' as const }, pulse: value('70') };
  const refused = await desk.nurse.call(triageVisit, { visitId: first.visitId, vitalSigns, grade: 'IVb' });
  assert.equal(refused.bloodPressureDue, true);
  const taken = { systolic: value('132'), diastolic: value('84') };
  await desk.nurse.call(triageVisit, { visitId: first.visitId, vitalSigns: taken, grade: 'IVb' });
  assert.equal(await due(first.visitId), false);
  const second = await desk.register({ patientId, departmentId: desk.chinese });
  assert.equal(await due(second.visitId), false);
  desk.clock.advance({ hours: 24 * 320 });
  const nextYear = await desk.register({ patientId });
  assert.equal(await due(nextYear.visitId), true);
});

test('triage comes before the queue, except for emergencies', async () => {
  await using desk = await startDesk();
  const ordinary = await desk.register();
  await assert.rejects(desk.doctor.call(startVisit, { visitId: ordinary.visitId }), { code: 'visits.triage-first' });
  await assert.rejects(desk.nurse.call(checkInVisit, { visitId: ordinary.visitId }), { code: 'visits.triage-first' });
  const emergency = await desk.register({ emergency: true });
  await desk.nurse.call(checkInVisit, { visitId: emergency.visitId });
  const { visit } = await desk.doctor.call(callNext, { departmentId: desk.general });
  assert.equal(visit?.visitId, emergency.visitId);
});

test('a registration is given back until a doctor opens it; the number is not used again', async () => {
  await using desk = await startDesk();
  const first = await desk.register();
  const cancelled = await desk.registrar.call(cancelVisit, { visitId: first.visitId, reason: '患者改天再来' });
  assert.equal(cancelled.state, 'cancelled');
  const encounter = await desk.encounter(first.visitId);
  assert.deepEqual(
    encounter?.statusHistory?.map(({ status }) => status),
    ['arrived', 'cancelled'],
  );
  const second = await desk.register({ patientId: first.patientId });
  assert.equal(second.ticket, 'A002');
  await desk.triage(second.visitId);
  await desk.doctor.call(startVisit, { visitId: second.visitId });
  await assert.rejects(desk.registrar.call(cancelVisit, { visitId: second.visitId, reason: '退号' }), {
    code: 'platform.step-not-allowed',
  });
  const declined = await desk.doctor.call(declineVisit, { visitId: second.visitId, reason: '非本科疾病' });
  assert.equal(declined.state, 'cancelled');
});

test('one person is registered once per department and day, and stands in one room only', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient();
  const here = await desk.register({ patientId });
  await assert.rejects(desk.register({ patientId }), { code: 'visits.already-registered' });
  const there = await desk.register({ patientId, departmentId: desk.chinese });
  for (const { visitId } of [here, there]) await desk.triage(visitId);
  await desk.doctor.call(startVisit, { visitId: here.visitId });
  assert.deepEqual(await desk.secondDoctor.call(callNext, { departmentId: desk.chinese }), {});
  await assert.rejects(desk.secondDoctor.call(startVisit, { visitId: there.visitId }), {
    code: 'visits.patient-elsewhere',
  });
  await desk.doctor.call(holdVisit, { visitId: here.visitId, reason: 'tests' });
  const next = await desk.secondDoctor.call(callNext, { departmentId: desk.chinese });
  assert.equal(next.visit?.visitId, there.visitId);
});

test('the guards of the modules above decide about finishing', async () => {
  await using desk = await startDesk();
  const [visit] = await desk.waiting(1);
  assert.ok(visit);
  await desk.doctor.call(startVisit, { visitId: visit.visitId });
  await desk.doctor.call(finishVisit, { visitId: visit.visitId, reason: '仅咨询', outcome: 'referred' });
  await assert.rejects(desk.secondDoctor.call(reopenVisit, { visitId: visit.visitId, reason: '补充' }), {
    code: 'visits.of-other-doctor',
  });
  const reopened = await desk.doctor.call(reopenVisit, { visitId: visit.visitId, reason: '补开处方' });
  assert.equal(reopened.state, 'in-consultation');
  assert.equal(reopened.finishedAt, undefined);
  await desk.doctor.call(finishVisit, { visitId: visit.visitId, reason: '仅咨询' });
  desk.clock.advance({ hours: 25 });
  await assert.rejects(desk.doctor.call(reopenVisit, { visitId: visit.visitId, reason: '太晚' }), {
    code: 'visits.reopen-too-late',
  });
});

test('visits of a day and of a person are found', async () => {
  await using desk = await startDesk();
  const first = await desk.register();
  desk.clock.advance({ hours: 30 });
  const second = await desk.register({ patientId: first.patientId });
  const today = await desk.registrar.call(findVisits, {});
  assert.deepEqual([today.total, today.visits[0]?.visitId], [1, second.visitId]);
  assert.ok((today.visits[0]?.patientName.length ?? 0) > 1);
  const byNumber = await desk.registrar.call(findVisits, { number: first.number });
  assert.equal(byNumber.visits[0]?.visitId, first.visitId);
  const { visits } = await desk.doctor.call(visitsOfPatient, { patientId: first.patientId });
  assert.deepEqual(
    visits.map(({ visitId }) => visitId),
    [second.visitId, first.visitId],
  );
});

test('where nobody triages, registering joins the queue', async () => {
  await using desk = await startDesk();
  await desk.decide('visits.triage-first', false);
  const { state, waitingSince } = await desk.register();
  assert.equal(state, 'waiting');
  assert.ok(waitingSince);
});

test('the record holds the visit as an Encounter with its history', async () => {
  await using desk = await startDesk();
  const { visitId, patientId } = await desk.register();
  desk.clock.advance({ minutes: 3 });
  await desk.triage(visitId);
  await desk.doctor.call(callNext, { departmentId: desk.general });
  await desk.doctor.call(startVisit, { visitId });
  desk.clock.advance({ minutes: 9 });
  await desk.doctor.call(finishVisit, { visitId, reason: '仅咨询', outcome: 'home' });
  const encounter = await desk.encounter(visitId);
  assert.equal(encounter?.status, 'finished');
  assert.equal(encounter?.class.code, 'AMB');
  assert.equal(encounter?.subject?.reference, `Patient/${patientId}`);
  assert.equal(encounter?.participant?.[0]?.individual?.reference, `Practitioner/${desk.doctor.actor.staffId}`);
  assert.deepEqual(
    encounter?.statusHistory?.map(({ status, period }) => [status, period.start?.slice(11, 16)]),
    [
      ['arrived', '01:00'],
      ['triaged', '01:03'],
      ['in-progress', '01:03'],
      ['finished', '01:12'],
    ],
  );
  assert.deepEqual(
    [encounter?.period?.start?.slice(11, 16), encounter?.period?.end?.slice(11, 16)],
    ['01:00', '01:12'],
  );
});

test('a registered fee must be a registration service, and a clinic must be a clinic', async () => {
  await using desk = await startDesk();
  const patientId = await desk.patient();
  await assert.rejects(desk.register({ patientId, feeServiceCode: 'NOT-THERE' }), {
    code: 'visits.unknown-fee-service',
  });
  await assert.rejects(desk.register({ patientId, departmentId: desk.pharmacy }), { code: 'visits.not-a-clinic' });
  await assert.rejects(desk.register({ patientId, doctorId: crypto.randomUUID() }), { code: 'visits.unknown-doctor' });
  await assert.rejects(desk.registrar.call(registerVisit, { patientId, departmentId: desk.general } as never), {
    code: 'platform.invalid-input',
  });
});

test('a person is registered with a doctor only where the doctor sees people', async () => {
  await using desk = await startDesk();
  const security = desk.as('security-admin');
  const { staffId: doctorId, accountId } = desk.secondDoctor.actor;
  const account = (await security.call(listAccounts, {})).accounts.find(({ id }) => id === accountId);
  for (const { id: assignmentId } of account?.assignments ?? []) {
    await security.call(grantRole, { accountId, role: 'doctor', departmentId: desk.chinese });
    await security.call(revokeRole, { accountId, assignmentId });
  }
  const elsewhere = desk.register({ doctorId });
  await assert.rejects(elsewhere, { code: 'visits.doctor-not-here' });
  const { visitId } = await desk.register({ doctorId, departmentId: desk.chinese });
  const moved = desk.nurse.call(transferVisit, { visitId, departmentId: desk.general, doctorId, reason: '试验' });
  await assert.rejects(moved, { code: 'visits.doctor-not-here' });
});
