import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPatient } from '#contract/patients';
import {
  assertNoAllergy,
  changeAllergy,
  factHistory,
  readAllergies,
  recordAllergy,
  recordFacts,
  strikeFact,
} from '#contract/patients/health';
import { startClinic } from '#testing/start-clinic';

const penicillin = { kind: 'class' as const, key: 'PENICILLIN', display: '青霉素类' };

test('not asked, none known and known are three things', async () => {
  await using clinic = await startClinic();
  const { id: patientId } = await clinic.given.patient();
  const doctor = clinic.as('doctor');
  const state = async () => (await doctor.call(readAllergies, { patientId })).allergies.state;
  const known = () => clinic.tx((tx) => clinic.modules.patients.factsOf(tx, patientId, clinic.clock.now()));
  assert.equal(await state(), 'not-asked');
  assert.equal((await known()).allergies, undefined);

  await doctor.call(assertNoAllergy, { patientId });
  assert.equal(await state(), 'none-known');
  assert.deepEqual((await known()).allergies, []);

  clinic.clock.advance({ minutes: 1 });
  await doctor.call(recordAllergy, {
    patientId,
    allergy: { substance: penicillin, reaction: '皮疹', severity: 'mild' },
  });
  assert.equal(await state(), 'known');
  await assert.rejects(doctor.call(assertNoAllergy, { patientId }), { code: 'patients.allergies-stand' });
});

test('an allergy is recorded once, refuted with a reason, and stays readable', async () => {
  await using clinic = await startClinic();
  const { id: patientId } = await clinic.given.patient();
  const doctor = clinic.as('doctor');
  const record = () => doctor.call(recordAllergy, { patientId, allergy: { substance: penicillin, reaction: '皮疹' } });
  const { allergies } = await record();
  const allergyId = allergies.active[0]?.id ?? '';
  await assert.rejects(record(), { code: 'patients.allergy-exists' });

  const refute = { patientId, allergyId, status: 'refuted' as const, reason: '皮试阴性，再次使用无反应' };
  const after = await doctor.call(changeAllergy, refute);
  assert.deepEqual(
    after.allergies.past.map(({ status, reaction, statusReason }) => [status, reaction, statusReason]),
    [['refuted', '皮疹', '皮试阴性，再次使用无反应']],
  );
  assert.equal(after.allergies.state, 'not-asked', 'nobody has said that there is none');
  await assert.rejects(doctor.call(changeAllergy, refute), { code: 'patients.allergy-unchanged' });

  await record();
  const back = doctor.call(changeAllergy, { ...refute, status: 'active', reason: '恢复' });
  await assert.rejects(back, { code: 'patients.allergy-unchanged' }, 'the same substance is active already');

  const resource = await clinic.tx((tx) => clinic.app.record.read(tx, 'AllergyIntolerance', allergyId));
  assert.equal(resource?.verificationStatus?.coding?.[0]?.code, 'refuted');
  assert.equal(resource?.patient.reference, `Patient/${patientId}`);
});

test('two people recording one allergy at once make one entry', async () => {
  await using clinic = await startClinic();
  const { id: patientId } = await clinic.given.patient();
  const record = () => clinic.as('doctor').call(recordAllergy, { patientId, allergy: { substance: penicillin } });
  const results = await Promise.allSettled([record(), record(), record()]);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const { allergies } = await clinic.as('doctor').call(readAllergies, { patientId });
  assert.equal(allergies.active.length, 1);
});

test('the registrar reads allergies and records none', async () => {
  await using clinic = await startClinic();
  const { id: patientId } = await clinic.given.patient();
  const attempt = clinic.as('registrar').call(recordAllergy, { patientId, allergy: { substance: penicillin } });
  await assert.rejects(attempt, { kind: 'forbidden' });
  await clinic.as('registrar').call(readAllergies, { patientId });
});

test('the newest fact counts, and the whole history stays', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { id: patientId } = await clinic.given.patient({ sex: 'female' });
  const doctor = clinic.as('doctor');
  const weight = (value: string, at?: string) => ({
    content: { kind: 'weight' as const, value: { value: value as never, unit: 'kg' as const } },
    ...(at === undefined ? {} : { at }),
    source: 'measured' as const,
  });
  await doctor.call(recordFacts, { patientId, facts: [weight('61.5'), weight('70', '2020-01-01T00:00:00Z')] });
  await doctor.call(recordFacts, {
    patientId,
    facts: [
      { content: { kind: 'height', value: { value: '160' as never, unit: 'cm' } } },
      { content: { kind: 'creatinine', value: { value: '88' as never, unit: 'umol/L' } } },
      { content: { kind: 'pregnancy', value: { state: 'yes', weeks: 10 } } },
      { content: { kind: 'lactation', value: 'no' } },
      { content: { kind: 'long-term-condition', value: { code: 'I10.x00', display: '高血压' } } },
      { content: { kind: 'long-term-drug', value: { genericId: 'D050', display: '氨氯地平' } } },
      { content: { kind: 'long-term-drug', value: { display: '家传药酒' } } },
    ],
  });
  clinic.clock.advance({ hours: 24 * 15 });
  const facts = await clinic.tx((tx) => clinic.modules.patients.factsOf(tx, patientId, clinic.clock.now()));
  assert.deepEqual(facts.weight, { kg: '61.5', measuredOn: '2026-03-02' });
  assert.equal(facts.heightCm, 160);
  assert.deepEqual(facts.renal, { creatinineUmolPerL: 88, measuredOn: '2026-03-02' });
  assert.deepEqual(facts.pregnancy, { state: 'pregnant', weeks: 12 });
  assert.equal(facts.lactating, false);
  assert.deepEqual(facts.longTermConditions, ['I10.x00']);
  assert.deepEqual(
    facts.longTermDrugs.map(({ genericId }) => genericId),
    ['D050'],
  );
  assert.deepEqual(facts.unknownLongTermDrugs, ['家传药酒']);

  const { facts: all } = await doctor.call(factHistory, { patientId });
  const newest = all.find(({ content }) => content.kind === 'weight');
  await doctor.call(strikeFact, { patientId, factId: newest?.id ?? '', reason: '录错人' });
  const after = await clinic.tx((tx) => clinic.modules.patients.factsOf(tx, patientId, clinic.clock.now()));
  assert.deepEqual(after.weight, { kg: '70', measuredOn: '2020-01-01' });
  const { facts: history } = await doctor.call(factHistory, { patientId });
  assert.equal(history.find(({ id }) => id === newest?.id)?.struck?.reason, '录错人');
  const again = doctor.call(strikeFact, { patientId, factId: newest?.id ?? '', reason: '再次' });
  await assert.rejects(again, { code: 'patients.fact-not-found' });
});

test('an impossible value or time is refused naming the field', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { id: patientId } = await clinic.given.patient();
  const doctor = clinic.as('doctor');
  const height = (value: string) => ({
    kind: 'height' as const,
    value: { value: value as never, unit: 'cm' as const },
  });
  await assert.rejects(doctor.call(recordFacts, { patientId, facts: [{ content: height('1.7') }] }), {
    fields: [{ path: 'facts.0.content.value.value', code: 'patients.value-impossible', facts: { low: 20, high: 250 } }],
  });
  const future = { content: height('170'), at: '2026-03-02T10:00:00+08:00' };
  await assert.rejects(doctor.call(recordFacts, { patientId, facts: [future] }), { code: 'patients.in-future' });
  const { facts } = await doctor.call(readPatient, { patientId });
  assert.deepEqual(facts, []);
});

test('a fact seen in a visit is noted through the door', async () => {
  await using clinic = await startClinic();
  const { id } = await clinic.given.patient();
  const door = clinic.modules.patients;
  const note = (kind: 'weight' | 'blood-abo', value: unknown, unit?: string) =>
    clinic.tx((tx, context) => door.recordFact(tx, id, kind, value, unit, clinic.clock.now(), context));
  await note('weight', '61.5', 'kg');
  await note('blood-abo', 'AB');
  await assert.rejects(note('weight', '61.5', 'lb'), { code: 'patients.fact-shape' });
  await assert.rejects(note('blood-abo', 'C'), { code: 'patients.fact-shape' });
  const { facts } = await clinic.as('doctor').call(readPatient, { patientId: id });
  assert.deepEqual(facts.map(({ content, source }) => [content.kind, source]).sort(), [
    ['blood-abo', 'visit'],
    ['weight', 'visit'],
  ]);
});
