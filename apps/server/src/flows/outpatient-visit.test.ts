import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DomainError } from '@xinglin/kernel/domain-error';
import { billOfVisit, refund, settle, settlementsOfVisit } from '#contract/charging';
import { accept, CHECK_POINTS, handOut, queue, returnToDoctor, tasksOfVisit } from '#contract/dispensing';
import { deskNote, signNote } from '#contract/emr';
import { decideSetting } from '#contract/institutions';
import { registerPatient } from '#contract/patients';
import { recordAllergy } from '#contract/patients/health';
import { prescriptionsOfVisit, withdrawPrescription } from '#contract/prescriptions';
import { availabilityOf, listMovements } from '#contract/stock';
import { callVisit, cancelVisit, finishVisit, registerVisit, startVisit, triageVisit } from '#contract/visits';
import { startAtTerminal } from '#testing/card-terminal';
import { cash } from '#testing/given/charging';
import { departmentIdOf } from '#testing/seed-institutions';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

test('six people take a new patient from the front desk to the pharmacy, and the record shows it all', async () => {
  await using clinic = await startClinic();
  const [registrar, nurse, doctor, cashier, pharmacist] = (
    ['registrar', 'triage-nurse', 'doctor', 'cashier', 'pharmacist'] as const
  ).map((name) => clinic.as(name));
  assert.ok(registrar && nurse && doctor && cashier && pharmacist);
  const amoxicillin = await clinic.given.drug('阿莫西林胶囊', '0.5g×20粒/盒');
  const alternative = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId: alternative.id, quantity: '100' });

  const { patient } = await registrar.call(registerPatient, { name: '林新', sex: 'female', bornOn: '1990-05-04' });
  const visit = await registrar.call(registerVisit, {
    patientId: patient.id,
    departmentId: departmentIdOf(1, 'GEN'),
    firstVisit: true,
    feeServiceCode: 'GH001',
  });
  const { visitId } = visit;
  await nurse.call(recordAllergy, {
    patientId: patient.id,
    allergy: { substance: { kind: 'class', key: 'PENICILLIN', display: '青霉素类' }, severity: 'severe-immediate' },
  });
  await nurse.call(triageVisit, { visitId, grade: 'IVb', keepReason: '试验' });

  const fee = await cashier.call(billOfVisit, { visitId });
  assert.equal(fee.totalFen, 100);
  await cashier.call(settle, { visitId, expectedTotalFen: fee.totalFen, payments: cash(fee.totalFen) });

  await doctor.call(callVisit, { visitId, room: '1诊室' });
  await doctor.call(startVisit, { visitId, room: '1诊室' });
  await clinic.given.diagnosis(visitId);

  const stopped = clinic.given.signedPrescription({ visitId, items: [{ drugId: amoxicillin.id }] });
  await assert.rejects(stopped, (error: { code: string }) => /blocked/.test(error.code));
  const sheet = await clinic.given.signedPrescription({
    visitId,
    items: [{ drugId: alternative.id, frequency: 'qd' }],
  });

  const { totalFen, lines } = await cashier.call(billOfVisit, { visitId });
  assert.deepEqual(
    lines.map(({ category }) => category),
    ['western-medicine'],
  );
  assert.equal(totalFen, sheet.totalFen);
  await cashier.call(settle, {
    visitId,
    expectedTotalFen: totalFen,
    payments: [{ method: 'cash', amountFen: totalFen, tenderedFen: 10_000 }],
  });

  const { tasks } = await pharmacist.call(queue, {});
  const [waiting] = tasks;
  assert.equal(waiting?.patientName, '林新');
  const [task] = (await pharmacist.call(tasksOfVisit, { visitId })).tasks;
  assert.ok(task);
  assert.deepEqual(task.allergies, ['青霉素类']);
  assert.equal(task.items[0]?.batches.length, 1);
  const accepted = await pharmacist.call(accept, { taskId: task.id, version: task.version });
  const given = await pharmacist.call(handOut, {
    taskId: task.id,
    version: accepted.version,
    checked: [...CHECK_POINTS],
    counselling: '饭后服用',
  });
  assert.equal(given.state, 'handed-out');

  const [dispensed] = (await doctor.call(prescriptionsOfVisit, { visitId })).prescriptions.filter(
    ({ id }) => id === sheet.id,
  );
  assert.deepEqual([dispensed?.state, dispensed?.reviewState], ['dispensed', 'accepted']);
  const { movements } = await pharmacist.call(listMovements, { drugId: alternative.id });
  assert.deepEqual(
    movements.map(({ kind }) => kind),
    ['issue', 'receipt'],
  );
  assert.equal((await cashier.call(settlementsOfVisit, { visitId })).settlements.length, 2);
  const { note } = await doctor.call(deskNote, { visitId });
  assert.ok(note);
  await assert.rejects(doctor.call(finishVisit, { visitId }), { code: 'emr.unsigned' });
  await doctor.call(signNote, {
    visitId,
    version: note.version,
    content: {
      visitType: 'first',
      sections: {
        chiefComplaint: '咽痛2天',
        presentIllness: '2天前受凉后咽痛，无发热。',
        pastHistory: '青霉素过敏。',
        physicalExamination: '咽充血，双肺呼吸音清。',
        auxiliaryResults: '未查。',
        plan: '阿奇霉素口服，多饮水。',
      },
      diagnoses: note.content.diagnoses.map(({ code, isMain }) => ({ code, isMain })),
    },
  });
  await doctor.call(finishVisit, { visitId });

  const encounter = await clinic.tx((tx) => clinic.app.record.read(tx, 'Encounter', visitId));
  assert.equal(encounter?.subject?.reference, `Patient/${patient.id}`);
  assert.equal(encounter?.status, 'finished');
  const search = (type: 'MedicationDispense' | 'MedicationRequest' | 'Condition' | 'AllergyIntolerance') =>
    clinic.tx((tx) => clinic.app.record.search(tx, type, { patient: patient.id }));
  const [dispense] = (await search('MedicationDispense')).resources;
  assert.ok(dispense?.resourceType === 'MedicationDispense');
  assert.equal(dispense.context?.reference, `Encounter/${visitId}`);
  assert.equal(dispense.authorizingPrescription?.[0]?.reference, `MedicationRequest/${sheet.items[0]?.id}`);
  assert.equal(dispense.performer?.[0]?.actor?.reference, `Practitioner/${pharmacist.actor.staffId}`);
  const medication = dispense.contained?.[0];
  assert.ok(medication?.resourceType === 'Medication');
  assert.equal(medication.batch?.lotNumber, given.items[0]?.batches[0]?.batchNumber);
  for (const type of ['MedicationRequest', 'Condition', 'AllergyIntolerance'] as const) {
    assert.equal((await search(type)).resources.length, 1, type);
  }
});

const checked = [...CHECK_POINTS];

/** A visit in consultation with a signed sheet of six tablets. */
async function withSheet(clinic: StartedClinic, stock: string) {
  const drug = await clinic.given.drug('阿奇霉素片');
  if (stock !== '0') await clinic.given.goods({ drugId: drug.id, quantity: stock });
  const visit = await clinic.given.visit({ feeServiceCode: 'GH001' });
  await clinic.given.diagnosis(visit.visitId);
  await clinic.given.paid(visit.visitId);
  const sheet = await clinic.given.signedPrescription({ ...visit, items: [{ drugId: drug.id, frequency: 'qd' }] });
  return { visit, drug, sheet, visitId: visit.visitId };
}

const sheetOf = async (clinic: StartedClinic, visitId: string, id: string) => {
  const { prescriptions } = await clinic.as('doctor').call(prescriptionsOfVisit, { visitId });
  const found = prescriptions.find((sheet) => sheet.id === id);
  return `${found?.state} ${found?.reviewState}`;
};

const reservedOf = async (clinic: StartedClinic, drugId: string) => {
  const { drugs } = await clinic.as('pharmacist').call(availabilityOf, { drugIds: [drugId] });
  return drugs[0]?.reserved;
};

const tasksIn = async (clinic: StartedClinic, visitId: string) =>
  (await clinic.as('pharmacist').call(tasksOfVisit, { visitId })).tasks;

test('a payment for which there is not enough stock names the drug and leaves nothing behind', async () => {
  await using clinic = await startClinic();
  const { visitId, sheet, drug } = await withSheet(clinic, '5');
  const tried = clinic.given.paid(visitId);
  await assert.rejects(tried, (error: DomainError) => {
    assert.equal(error.code, 'stock.not-enough');
    assert.deepEqual(
      [error.facts.drug, error.facts.wanted, error.facts.available, error.facts.unit],
      ['阿奇霉素片 0.25g×6片/盒', '6', '5', '片'],
    );
    return true;
  });
  assert.equal(await sheetOf(clinic, visitId, sheet.id), 'signed pending');
  assert.deepEqual(await tasksIn(clinic, visitId), []);
  assert.equal(await reservedOf(clinic, drug.id), '0');
  const { settlements } = await clinic.as('cashier').call(settlementsOfVisit, { visitId });
  assert.equal(settlements.length, 1, 'the registration fee alone');
  await clinic.given.goods({ drugId: drug.id, quantity: '1' });
  const paid = await clinic.given.paid(visitId);
  assert.equal(paid.receiptNumber, '202600000002', 'the number of the failed payment was not used up');
});

test('giving a registration back refunds the fee that was paid and voids the one that was not', async () => {
  await using clinic = await startClinic();
  const paid = await clinic.given.visit({ stage: 'waiting', feeServiceCode: 'GH001' });
  const unpaid = await clinic.given.visit({ stage: 'registered', feeServiceCode: 'GH001' });
  await clinic.given.paid(paid.visitId);
  for (const { visitId } of [paid, unpaid]) {
    await clinic.as('registrar').call(cancelVisit, { visitId, reason: '患者离开' });
    assert.equal((await clinic.as('cashier').call(billOfVisit, { visitId })).totalFen, 0);
  }
  const totals = async (visitId: string) =>
    (await clinic.as('cashier').call(settlementsOfVisit, { visitId })).settlements.map(({ totalFen }) => totalFen);
  assert.deepEqual(await totals(paid.visitId), [100, -100]);
  assert.deepEqual(await totals(unpaid.visitId), []);
});

test('a registration is not given back once more than the fee is charged, nor its fee once the doctor has begun', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit({ stage: 'waiting', feeServiceCode: 'GH001' });
  await clinic.given.charges(visit, [{ amountFen: 500 }]);
  const cancelled = clinic.as('registrar').call(cancelVisit, { visitId: visit.visitId, reason: '试验' });
  await assert.rejects(cancelled, { code: 'charging.visit-has-charges' });

  const begun = await clinic.given.visit({ feeServiceCode: 'GH001' });
  const { id: settlementId, lines } = await clinic.given.paid(begun.visitId);
  const input = {
    settlementId,
    lines: lines.map(({ itemId }) => ({ itemId })),
    reason: '投诉',
    expectedRefundFen: 100,
  };
  await assert.rejects(clinic.as('cashier').call(refund, input), { code: 'charging.service-used' });
  await clinic.as('manager').call(refund, input);
});

test('sent back by the pharmacist, refunded, and written anew by the doctor', async () => {
  await using clinic = await startClinic();
  const { visitId, sheet, drug } = await withSheet(clinic, '60');
  const paid = await clinic.given.paid(visitId);
  const [task] = await tasksIn(clinic, visitId);
  assert.ok(task);
  await clinic.as('pharmacist').call(returnToDoctor, { taskId: task.id, version: task.version, reason: '疗程过短' });
  const withdrawn = clinic.as('doctor').call(withdrawPrescription, { prescriptionId: sheet.id, reason: '重开' });
  await assert.rejects(withdrawn, { code: 'prescriptions.paid-already' });
  await clinic.as('cashier').call(refund, {
    settlementId: paid.id,
    lines: paid.lines.map(({ itemId }) => ({ itemId })),
    reason: '药师退回',
    expectedRefundFen: paid.totalFen,
  });
  assert.equal(await sheetOf(clinic, visitId, sheet.id), 'withdrawn returned');
  assert.equal((await tasksIn(clinic, visitId))[0]?.state, 'cancelled');
  assert.equal(await reservedOf(clinic, drug.id), '0');

  const anew = await clinic.given.signedPrescription({
    visitId,
    items: [{ drugId: drug.id, frequency: 'qd', days: 5 }],
  });
  await clinic.given.paid(visitId);
  const second = (await tasksIn(clinic, visitId)).find(({ prescriptionId }) => prescriptionId === anew.id);
  assert.ok(second);
  const { version } = await clinic.as('pharmacist').call(accept, { taskId: second.id, version: second.version });
  await clinic.as('pharmacist').call(handOut, { taskId: second.id, version, checked });
  assert.equal(await sheetOf(clinic, visitId, anew.id), 'dispensed accepted');
});

test('an unpaid sheet that is withdrawn leaves the bill; withdrawn and paid at once, one of them wins', async () => {
  await using clinic = await startClinic();
  const first = await withSheet(clinic, '60');
  await clinic.as('doctor').call(withdrawPrescription, { prescriptionId: first.sheet.id, reason: '重开' });
  assert.equal((await clinic.as('cashier').call(billOfVisit, { visitId: first.visitId })).totalFen, 0);
  for (let round = 0; round < 3; round++) {
    const sheet = await clinic.given.signedPrescription({
      visitId: first.visitId,
      items: [{ drugId: first.drug.id, frequency: 'qd' }],
    });
    const { totalFen } = await clinic.as('cashier').call(billOfVisit, { visitId: first.visitId });
    const [paid, withdrawn] = await Promise.allSettled([
      clinic
        .as('cashier')
        .call(settle, { visitId: first.visitId, expectedTotalFen: totalFen, payments: cash(totalFen) }),
      clinic.as('doctor').call(withdrawPrescription, { prescriptionId: sheet.id, reason: '重开' }),
    ]);
    assert.notEqual(paid.status, withdrawn.status, `round ${round}`);
    const expected = paid.status === 'fulfilled' ? 'paid pending' : 'withdrawn pending';
    assert.equal(await sheetOf(clinic, first.visitId, sheet.id), expected);
  }
});

test('where sheets are reviewed first, only accepted ones reach the bill, and payment promises the goods', async () => {
  await using clinic = await startClinic();
  const key = 'dispensing.review-before-charging';
  await clinic.as('system-admin').call(decideSetting, { key, value: true, reason: '试验' });
  const { visitId, sheet, drug } = await withSheet(clinic, '60');
  const bill = async () => (await clinic.as('cashier').call(billOfVisit, { visitId })).totalFen;
  assert.equal(await bill(), 0);
  const [task] = await tasksIn(clinic, visitId);
  assert.deepEqual([task?.state, task?.paid], ['to-review', false]);
  const accepted = await clinic.as('pharmacist').call(accept, { taskId: task?.id ?? '', version: task?.version ?? 0 });
  assert.equal(accepted.state, 'awaiting-payment');
  assert.equal(await bill(), sheet.totalFen);
  assert.equal(await reservedOf(clinic, drug.id), '0');
  await clinic.given.paid(visitId);
  assert.equal(await reservedOf(clinic, drug.id), '6');
  const [ready] = await tasksIn(clinic, visitId);
  await clinic.as('pharmacist').call(handOut, { taskId: ready?.id ?? '', version: ready?.version ?? 0, checked });
  assert.equal(await sheetOf(clinic, visitId, sheet.id), 'dispensed accepted');

  const second = await clinic.given.signedPrescription({ visitId, items: [{ drugId: drug.id, frequency: 'qd' }] });
  const waiting = (await tasksIn(clinic, visitId)).find(({ prescriptionId }) => prescriptionId === second.id);
  const approved = await clinic.as('pharmacist').call(accept, { taskId: waiting?.id ?? '', version: 1 });
  const step = { taskId: approved.id, version: approved.version, reason: '补充诊断' };
  await clinic.as('pharmacist').call(returnToDoctor, step);
  assert.equal(await bill(), 0, 'sent back before payment, it leaves the bill');
});

test('a card payment promises the goods before money is asked for, and frees them when the card is declined', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work } = at;
  const { visitId, sheet, drug } = await withSheet(clinic, '6');
  const byCard = (amountFen: number) =>
    clinic
      .as('cashier')
      .call(settle, { visitId, expectedTotalFen: amountFen, payments: [{ method: 'card', amountFen }] });
  await simulator.tell({ next: [{ fate: 'decline' }] });
  await byCard(sheet.totalFen);
  assert.equal(await reservedOf(clinic, drug.id), '6');
  assert.deepEqual(await tasksIn(clinic, visitId), []);
  const held = clinic.as('doctor').call(withdrawPrescription, { prescriptionId: sheet.id, reason: '重开' });
  await assert.rejects(held, { code: 'charging.being-paid' });
  await work();
  assert.equal(await reservedOf(clinic, drug.id), '0');
  await byCard(sheet.totalFen);
  await work();
  assert.equal(await sheetOf(clinic, visitId, sheet.id), 'paid pending');
  assert.equal(await reservedOf(clinic, drug.id), '6');
  assert.equal((await tasksIn(clinic, visitId))[0]?.state, 'to-review');
  assert.equal((await simulator.totals()).takenFen, sheet.totalFen);
});
