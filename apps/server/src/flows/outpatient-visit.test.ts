import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billOfVisit, settle, settlementsOfVisit } from '#contract/charging';
import { accept, CHECK_POINTS, handOut, queue, tasksOfVisit } from '#contract/dispensing';
import { deskNote, signNote } from '#contract/emr';
import { registerPatient } from '#contract/patients';
import { recordAllergy } from '#contract/patients/health';
import { prescriptionsOfVisit } from '#contract/prescriptions';
import { listMovements } from '#contract/stock';
import { callVisit, finishVisit, registerVisit, startVisit, triageVisit } from '#contract/visits';
import { cash } from '#testing/given/charging';
import { departmentIdOf } from '#testing/seed-institutions';
import { startClinic } from '#testing/start-clinic';

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
