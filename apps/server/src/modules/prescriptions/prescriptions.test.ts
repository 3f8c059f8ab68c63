import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideSetting } from '#contract/institutions';
import { recordAllergy } from '#contract/patients/health';
import {
  checkPrescription,
  copyPrescription,
  getPrescription,
  insistOnPrescription,
  prescriptionsOfVisit,
  printPrescription,
  savePrescription,
  signPrescription,
  withdrawPrescription,
} from '#contract/prescriptions';
import { holdVisit } from '#contract/visits';
import { refusal, startDesk } from '#testing/prescriptions-desk';

const penicillin = { kind: 'class', key: 'PENICILLIN', display: '青霉素类' } as const;
const shock = { substance: penicillin, severity: 'severe', reaction: '过敏性休克' } as const;

test('a patient with a penicillin allergy gets no amoxicillin, and an alternative goes through', async () => {
  await using desk = await startDesk();
  const { visitId, patientId } = await desk.visit({ allergies: [shock] });

  const amoxicillin = await desk.draft(visitId, [{ drug: '阿莫西林胶囊' }]);
  const [alert] = amoxicillin.checked.result.alerts;
  assert.deepEqual(
    { level: alert?.level, kind: alert?.kind, rule: alert?.ruleId },
    { level: 'block', kind: 'allergy', rule: 'ALLERGY-PENICILLIN' },
  );
  const responses = amoxicillin.open.map((fingerprint) => ({ fingerprint, code: 'benefit' as const }));
  const refused = await refusal(desk.sign(amoxicillin, { responses }));
  assert.deepEqual(refused, {
    code: 'prescriptions.blocked',
    fields: [`alerts.${alert?.fingerprint}`],
    facts: { count: 1 },
  });

  const azithromycin = await desk.draft(visitId, [{ drug: '阿奇霉素片', singleDose: '500', frequency: 'qd', days: 3 }]);
  const signed = await desk.sign(azithromycin);
  assert.equal(signed.state, 'signed');
  assert.match(signed.number ?? '', /^20260302-\d{7}$/);
  assert.equal(signed.items[0]?.quantityText, '1盒');
  assert.equal(signed.totalFen, 630);

  const { resources } = await desk.tx((tx) => desk.app.record.search(tx, 'MedicationRequest', { patient: patientId }));
  const [request] = resources;
  assert.equal(resources.length, 1);
  assert.deepEqual(
    { status: request?.status, visit: request?.encounter?.reference, number: request?.groupIdentifier?.value },
    { status: 'active', visit: `Encounter/${visitId}`, number: signed.number },
  );
});

test('an alert that asks for a reason is signed only with one, and the reason is kept with rule and source', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit({ diagnosis: 'I10.x03' });
  const draft = await desk.draft(visitId, [
    { drug: '马来酸依那普利片', singleDose: '10', frequency: 'qd', days: 7 },
    { drug: '螺内酯片', singleDose: '20', frequency: 'qd', days: 7 },
  ]);
  const [fingerprint] = draft.open;
  assert.ok(fingerprint && draft.open.length === 1);

  assert.equal((await refusal(desk.sign(draft, { seen: [] }))).code, 'prescriptions.alerts-changed');
  assert.equal((await refusal(desk.sign(draft))).code, 'prescriptions.reason-required');
  const other = [{ fingerprint, code: 'other' as const }];
  assert.equal((await refusal(desk.sign(draft, { responses: other }))).code, 'prescriptions.words-required');

  const responses = [{ fingerprint, code: 'monitored' as const, text: '一周后复查血钾' }];
  await desk.sign(draft, { responses });
  const read = await desk.as('pharmacist').call(getPrescription, { prescriptionId: draft.sheet.id });
  const kept = read.alerts.find(({ alert }) => alert.ruleId === 'I003');
  assert.deepEqual(
    { code: kept?.response?.code, text: kept?.response?.text, by: kept?.response?.byStaffId },
    { code: 'monitored', text: '一周后复查血钾', by: desk.doctor.actor.staffId },
  );
  assert.match(kept?.alert.source ?? '', /^clinical\/interactions\.json: /);
  assert.equal(kept?.alert.level, 'reason');
});

test('facts that change between the check and the signature refuse it with what is new', async () => {
  await using desk = await startDesk();
  const { visitId, patientId } = await desk.visit();
  const draft = await desk.draft(visitId, [{ drug: '阿莫西林胶囊' }]);
  assert.deepEqual(draft.open, []);
  // A nurse writes the allergy down while the doctor looks at the sheet.
  await desk.doctor.call(recordAllergy, { patientId, allergy: { substance: penicillin } });
  const refused = await refusal(desk.sign(draft));
  assert.equal(refused.code, 'prescriptions.blocked');
  assert.equal(refused.fields.length, 1);

  const cephalexin = await desk.draft(visitId, [{ drug: '头孢呋辛酯片', singleDose: '250', frequency: 'bid' }]);
  assert.equal((await refusal(desk.sign(cephalexin, { seen: [] }))).code, 'prescriptions.alerts-changed');
});

test('questions are asked and answered: nobody asked about allergies, a child without a weight', async () => {
  await using desk = await startDesk();
  const { id: patientId } = await desk.given.patient({ sex: 'male', bornOn: '2020-01-05' });
  const { visitId } = await desk.visit({ patientId });
  const draft = await desk.draft(visitId, [{ drug: '阿莫西林颗粒', singleDose: '125' }], 'paediatric');
  const asked = draft.checked.result.notChecked
    .filter(({ ask }) => ask)
    .map(({ kind, missing }) => `${kind}/${missing}`);
  assert.deepEqual(asked.sort(), ['allergy/allergy-history', 'daily-dose/weight']);
  assert.equal(draft.checked.result.status, 'partial');

  assert.equal((await refusal(desk.sign(draft))).code, 'prescriptions.reason-required');
  const responses = draft.open.map((fingerprint) => ({
    fingerprint,
    code: 'not-obtainable' as const,
    text: '陪同人不清楚，秤故障',
  }));
  const signed = await desk.sign(draft, { responses });
  assert.equal(signed.checkStatus, 'partial');
  assert.deepEqual(
    signed.notChecked
      .filter(({ response }) => response)
      .map(({ question, response }) => [question.missing, response?.code]),
    [
      ['allergy-history', 'not-obtainable'],
      ['weight', 'not-obtainable'],
    ],
  );
});

test('limits: more than five drugs or seven days need a reason; beyond twelve weeks nothing helps', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit({ diagnosis: 'I10.x03' });
  const amlodipine = { drug: '苯磺酸氨氯地平片', singleDose: '5', frequency: 'qd' };

  const month = await desk.draft(visitId, [{ ...amlodipine, days: 28 }]);
  assert.deepEqual(
    month.checked.limits.map(({ kind, limit, actual, level }) => ({ kind, limit, actual, level })),
    [{ kind: 'days', limit: 7, actual: 28, level: 'reason' }],
  );
  assert.deepEqual(await refusal(desk.sign(month)), {
    code: 'prescriptions.too-many-days',
    fields: [],
    facts: { limit: 7, actual: 28 },
  });
  const other = { limitReason: { code: 'other' as const } };
  assert.deepEqual((await refusal(desk.sign(month, other))).fields, ['limitReason.text']);
  const signed = await desk.sign(month, { limitReason: { code: 'chronic-disease' } });
  assert.deepEqual(signed.limitReason, { code: 'chronic-disease' });

  // A visit of its own each time: two drafts of one visit would be one treatment.
  const another = async () => (await desk.visit({ diagnosis: 'I10.x03' })).visitId;
  const long = await desk.draft(await another(), [{ ...amlodipine, days: 90 }]);
  const reason = { limitReason: { code: 'travelling' as const } };
  assert.equal((await refusal(desk.sign(long, reason))).code, 'prescriptions.too-long-for-any-reason');
  const emergency = await desk.draft(await another(), [{ ...amlodipine, days: 4 }], 'emergency');
  assert.equal((await refusal(desk.sign(emergency))).code, 'prescriptions.too-many-days');

  await desk.as('system-admin').call(decideSetting, { key: 'prescriptions.max-kinds', value: 1, reason: '试验' });
  const two = await desk.draft(await another(), [
    { ...amlodipine, days: 7 },
    { drug: '盐酸二甲双胍片', singleDose: '500', frequency: 'bid', days: 7 },
  ]);
  assert.equal((await refusal(desk.sign(two))).code, 'prescriptions.too-many-kinds');
  const withReason = await desk.sign(two, { limitReason: { code: 'elderly' } });
  assert.equal(withReason.state, 'signed');
});

test('a sheet needs an open visit of the doctor, a main diagnosis and the right to prescribe', async () => {
  await using desk = await startDesk();
  const item = { drug: '对乙酰氨基酚片', singleDose: '500' };

  const { visitId: bare } = await desk.visit({ diagnosis: null });
  const undiagnosed = await desk.draft(bare, [item]);
  assert.equal((await refusal(desk.sign(undiagnosed))).code, 'prescriptions.no-main-diagnosis');

  const { visitId: waiting } = await desk.given.visit({ stage: 'waiting' });
  assert.match((await refusal(desk.draft(waiting, [item]))).code, /prescriptions\.visit-(not-open|of-other-doctor)/);

  const { visitId: others } = await desk.visit({ doctor: 'second-doctor' });
  assert.equal((await refusal(desk.draft(others, [item]))).code, 'prescriptions.visit-of-other-doctor');

  const { visitId } = await desk.visit();
  const held = await desk.draft(visitId, [item]);
  await desk.doctor.call(holdVisit, { visitId, reason: 'tests' });
  assert.equal((await desk.sign(held)).state, 'signed');

  const nurse = desk.as('triage-nurse').call(getPrescription, { prescriptionId: held.sheet.id });
  assert.equal((await refusal(nurse)).code, 'platform.no-permission');
  const pharmacist = desk
    .as('pharmacist')
    .call(withdrawPrescription, { prescriptionId: held.sheet.id, reason: '试验' });
  assert.equal((await refusal(pharmacist)).code, 'platform.no-permission');

  const { visitId: last } = await desk.visit();
  const unsigned = await desk.draft(last, [item]);
  await desk.tx((tx, context) =>
    desk.modules.staff.grantPrescribing(
      tx,
      { memberId: desk.doctor.actor.staffId, mayPrescribe: false, antibioticTiers: [], controlledClasses: [] },
      context,
    ),
  );
  assert.equal((await refusal(desk.sign(unsigned))).code, 'prescriptions.no-prescribing-right');
});

test('a drug of an earlier sheet still counts, until its supply and a margin have passed', async () => {
  await using desk = await startDesk();
  const { visitId, patientId } = await desk.visit({ diagnosis: 'I48.000' });
  const warfarin = await desk.draft(visitId, [{ drug: '华法林钠片', singleDose: '2.5', frequency: 'qd', days: 7 }]);
  const withAnswers = warfarin.open.map((fingerprint) => ({ fingerprint, code: 'other' as const, text: '试验' }));
  await desk.sign(warfarin, { responses: withAnswers });
  await desk.as('doctor').call(holdVisit, { visitId, reason: 'tests' });

  const metronidazole = { drug: '甲硝唑片', singleDose: '200', frequency: 'tid', days: 5 };
  const rulesOn = async (days: number) => {
    desk.clock.advance({ days: 1 });
    desk.clock.advance({ days: days - 1 });
    const next = await desk.visit({ patientId, diagnosis: 'J06.900' });
    const { checked } = await desk.draft(next.visitId, [metronidazole]);
    return checked.result.alerts.map(({ ruleId }) => ruleId);
  };
  assert.ok((await rulesOn(5)).includes('I024'), 'while it is taken');
  assert.ok((await rulesOn(7)).includes('I024'), 'within the margin of a week');
  assert.ok(!(await rulesOn(10)).includes('I024'), 'when it is long over');
});

test('two drafts of one visit are one treatment', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  await desk.draft(visitId, [{ drug: '辛伐他汀片', singleDose: '20', frequency: 'hs', days: 7 }]);
  const second = await desk.draft(visitId, [{ drug: '克拉霉素片', singleDose: '250', frequency: 'bid', days: 5 }]);
  const block = second.checked.result.alerts.find(({ ruleId }) => ruleId === 'I038');
  assert.equal(block?.level, 'block');
  assert.equal((await refusal(desk.sign(second))).code, 'prescriptions.blocked');
});

test('the check tells quantity, price and stock of every line, and changes nothing', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const items = [
    {
      id: '019cac0f-0000-7000-8000-000000000001',
      drugId: await desk.drug('对乙酰氨基酚片'),
      singleDose: '500',
      doseUnit: 'mg',
      route: 'PO',
      frequency: 'tid',
      days: 3,
    },
  ];
  const checked = await desk.doctor.call(checkPrescription, { visitId, kind: 'ordinary', items });
  const [line] = checked.items;
  assert.deepEqual(
    { quantity: line?.quantity, text: line?.quantityText, amount: line?.amountFen, enough: line?.enough },
    { quantity: '9', text: '9片', amount: 252, enough: false },
  );
  assert.equal(checked.totalFen, 252);
  const { prescriptions } = await desk.doctor.call(prescriptionsOfVisit, { visitId });
  assert.deepEqual(prescriptions, []);
});

test('a sheet sent back by the pharmacist: the doctor stands by it, or withdraws it and writes again', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const item = { drug: '对乙酰氨基酚片', singleDose: '500', instructions: '发热时服用' };
  const first = await desk.sign(await desk.draft(visitId, [item]));
  const { markReturned, markAccepted } = desk.modules.prescriptions;
  const sendBack = (id: string) => desk.tx((tx, context) => markReturned(tx, id, context, '剂量请再核对'));

  await sendBack(first.id);
  const insisted = await desk.doctor.call(insistOnPrescription, {
    prescriptionId: first.id,
    reason: '已核对，按体重计算',
  });
  assert.deepEqual(
    { review: insisted.reviewState, note: insisted.reviewNote },
    { review: 'pending', note: '剂量请再核对\n已核对，按体重计算' },
  );
  await desk.tx((tx, context) => markAccepted(tx, first.id, context));
  const again = refusal(desk.doctor.call(insistOnPrescription, { prescriptionId: first.id, reason: '再次' }));
  assert.equal((await again).code, 'platform.step-not-allowed');

  const withdrawn = await desk.doctor.call(withdrawPrescription, { prescriptionId: first.id, reason: '改用其他药' });
  assert.deepEqual(
    { state: withdrawn.state, why: withdrawn.withdrawReason },
    { state: 'withdrawn', why: '改用其他药' },
  );
  const copy = await desk.doctor.call(copyPrescription, { prescriptionId: first.id, visitId });
  assert.deepEqual(
    { state: copy.state, drug: copy.items[0]?.drugName, how: copy.items[0]?.instructions, number: copy.number },
    { state: 'draft', drug: '对乙酰氨基酚片', how: '发热时服用', number: undefined },
  );
  assert.notEqual(copy.items[0]?.id, first.items[0]?.id);
});

test('the printed sheet carries what a prescription must carry', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit({ diagnosis: 'J06.900' });
  const signed = await desk.sign(await desk.draft(visitId, [{ drug: '对乙酰氨基酚片', singleDose: '500' }]));
  const paper = await desk.as('pharmacist').call(printPrescription, { prescriptionId: signed.id });
  assert.deepEqual(
    {
      institution: paper.institutionName,
      department: paper.departmentName,
      age: paper.patient.age,
      sex: paper.patient.sex,
      diagnosis: paper.diagnoses.map(({ code, isMain }) => ({ code, isMain })),
      doctor: paper.sheet.doctorName,
      number: paper.sheet.number,
    },
    {
      institution: '试验镇卫生院',
      department: '全科',
      age: '45岁',
      sex: 'male',
      diagnosis: [{ code: 'J06.900', isMain: true }],
      doctor: '王医生',
      number: signed.number,
    },
  );
});

test('an empty sheet is saved and never signed; a stale screen is told so', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const empty = await desk.draft(visitId, []);
  assert.equal((await refusal(desk.sign(empty))).code, 'prescriptions.empty');
  const save = (version: number) =>
    desk.doctor.call(savePrescription, {
      prescriptionId: empty.sheet.id,
      version,
      visitId,
      kind: 'ordinary',
      items: [],
    });
  assert.equal((await save(1)).version, 2);
  assert.equal((await refusal(save(1))).code, 'prescriptions.changed-elsewhere');
  assert.equal((await refusal(save(0))).code, 'prescriptions.changed-elsewhere');
  const stale = desk.doctor.call(signPrescription, {
    prescriptionId: empty.sheet.id,
    version: 1,
    seen: [],
    responses: [],
  });
  assert.equal((await refusal(stale)).code, 'prescriptions.changed-elsewhere');
});
