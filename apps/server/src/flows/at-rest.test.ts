import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fen } from '@xinglin/kernel/money';
import pg from 'pg';
import { refund, settle } from '#contract/charging';
import { accept, CHECK_POINTS, handOut, returnToDoctor, takeBack, tasksOfVisit } from '#contract/dispensing';
import { amendNote, decideAmendment, requestAmendment, saveNote, signNote, voidNote } from '#contract/emr';
import { addDocument, endDocument, registerPatient, revealPatient } from '#contract/patients';
import { changeAllergy, factHistory, recordAllergy, recordFacts, strikeFact } from '#contract/patients/health';
import { createHousehold, leaveHousehold } from '#contract/patients/households';
import { declareDistinct, mergePatients, mergeTrail, unmergePatient } from '#contract/patients/merging';
import { insistOnPrescription, withdrawPrescription } from '#contract/prescriptions';
import {
  cancelVisit,
  finishVisit,
  holdVisit,
  reopenVisit,
  resumeVisit,
  triageVisit,
  visitDetails,
} from '#contract/visits';
import { cash } from '#testing/given/charging';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

/** Stands in every text that people write about somebody. */
const SECRET = '机密';
let written = 0;
const secret = (): string => `${SECRET}${++written}`;

async function aboutThePerson(clinic: StartedClinic) {
  const registrar = clinic.as('registrar');
  const doctor = clinic.as('doctor');
  const { patient } = await registrar.call(registerPatient, {
    name: '林新',
    sex: 'female',
    bornOn: '1990-05-04',
    phone: '13800138000',
    address: { region: secret(), detail: secret() },
    contact: { name: secret(), phone: '13900139000' },
    occupation: secret(),
    workUnit: secret(),
  });
  const patientId = patient.id;
  const document = { kind: 'passport', number: 'E87654321' } as const;
  const { documents } = (await registrar.call(addDocument, { patientId, document })).patient;
  await registrar.call(endDocument, { patientId, documentId: documents[0]?.id ?? '', reason: secret() });
  await registrar.call(revealPatient, { patientId, purpose: secret() });
  const allergy = { substance: { kind: 'other', display: secret() }, reaction: secret() } as const;
  const { active } = (await doctor.call(recordAllergy, { patientId, allergy })).allergies;
  const allergyId = active[0]?.id ?? '';
  await doctor.call(changeAllergy, { patientId, allergyId, status: 'refuted', reason: secret() });
  await doctor.call(recordFacts, { patientId, facts: [{ content: { kind: 'blood-abo', value: 'A' } }] });
  const { facts } = await doctor.call(factHistory, { patientId });
  await doctor.call(strikeFact, { patientId, factId: facts[0]?.id ?? '', reason: secret() });
  const { household } = await registrar.call(createHousehold, { headId: patientId });
  await registrar.call(leaveHousehold, { householdId: household.id, patientId, reason: secret() });

  const { id: otherId } = await clinic.given.patient({ sex: 'female', bornOn: '1990-05-04' });
  await registrar.call(declareDistinct, { patientId, otherId, reason: secret() });
  const merged = secret();
  await registrar.call(mergePatients, { patientId: otherId, survivorId: patientId, reason: merged });
  await registrar.call(unmergePatient, { patientId: otherId, reason: secret() });
  const { steps } = await registrar.call(mergeTrail, { patientId });
  assert.equal(steps.at(-1)?.reason, merged, 'sealed, and still read by who may');
  return patientId;
}

const content = (plan: string) => ({
  visitType: 'first' as const,
  sections: {
    chiefComplaint: secret(),
    presentIllness: secret(),
    pastHistory: secret(),
    physicalExamination: secret(),
    auxiliaryResults: secret(),
    plan,
  },
  diagnoses: [{ code: 'J06.900', isMain: true }],
});

async function aboutTheVisit(clinic: StartedClinic, patientId: string): Promise<string> {
  const doctor = clinic.as('doctor');
  const { visitId } = await clinic.given.visit({ patientId, feeServiceCode: 'GH001' });
  await clinic.as('triage-nurse').call(triageVisit, {
    visitId,
    grade: 'IVb',
    gradeReason: secret(),
    keepReason: secret(),
    chiefComplaint: secret(),
    vitalSigns: { temperature: { unable: 'other', note: secret() } },
  });
  await doctor.call(holdVisit, { visitId, reason: 'other', note: secret() });
  await doctor.call(resumeVisit, { visitId });
  const { note } = await doctor.call(saveNote, { visitId, version: 0, content: content(secret()) });
  await doctor.call(signNote, { visitId, version: note.version });
  await doctor.call(amendNote, { visitId, version: note.version, content: content(secret()), reason: secret() });
  await doctor.call(finishVisit, { visitId, reason: secret() });
  await doctor.call(reopenVisit, { visitId, reason: secret() });
  return visitId;
}

async function aboutTheDrugs(clinic: StartedClinic, visitId: string): Promise<void> {
  const doctor = clinic.as('doctor');
  const pharmacist = clinic.as('pharmacist');
  const drug = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId: drug.id, quantity: '60' });
  const line = { drugId: drug.id, frequency: 'qd', quantity: '12', quantityReason: secret(), instructions: secret() };
  const withdrawn = await clinic.given.signedPrescription({ visitId, items: [line] });
  await doctor.call(withdrawPrescription, { prescriptionId: withdrawn.id, reason: secret() });
  const sheet = await clinic.given.signedPrescription({ visitId, items: [line] });
  const paid = await clinic.given.paid(visitId);
  const task = async () => {
    const { tasks } = await pharmacist.call(tasksOfVisit, { visitId });
    const found = tasks.find(({ prescriptionId }) => prescriptionId === sheet.id);
    assert.ok(found);
    return { ...found, taskId: found.id };
  };
  const step = async () => {
    const { taskId, version } = await task();
    return { taskId, version };
  };
  await pharmacist.call(returnToDoctor, { ...(await step()), reason: secret() });
  await doctor.call(insistOnPrescription, { prescriptionId: sheet.id, reason: secret() });
  await pharmacist.call(accept, { ...(await step()), note: secret() });
  await pharmacist.call(handOut, { ...(await step()), checked: [...CHECK_POINTS], counselling: secret() });
  const { items } = await task();
  const lines = items.flatMap(({ itemId, batches }) =>
    batches.map(({ batchId, quantity }) => ({ itemId, batchId, quantity, to: 'quarantine' as const })),
  );
  await pharmacist.call(takeBack, { ...(await step()), reason: 'other', note: secret(), lines });
  const sold = paid.lines.filter(({ source }) => source.kind === 'prescription');
  await clinic.as('cashier').call(refund, {
    settlementId: paid.id,
    lines: sold.map(({ itemId }) => ({ itemId })),
    reason: secret(),
    expectedRefundFen: sold.reduce((sum, { amountFen }) => sum + amountFen, 0),
  });
}

/** Tables in which the text stands readable, as characters or as the bytes of them. */
async function tablesThatShow(connectionString: string, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')`);
    assert.ok(rows.length > 50, `only ${rows.length} tables were seen`);
    const shown: string[] = [];
    for (const { name } of rows) {
      const found = await client.query(
        `select from ${name} t where t::text like '%' || $1 || '%'
         or t::text like '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%' limit 1`,
        [text],
      );
      if (found.rowCount !== 0) shown.push(name);
    }
    return shown;
  } finally {
    await client.end();
  }
}

test('nothing that people write about somebody lies readable in the database', async () => {
  await using clinic = await startClinic();
  const patientId = await aboutThePerson(clinic);
  const visitId = await aboutTheVisit(clinic, patientId);
  await aboutTheDrugs(clinic, visitId);
  const left = await clinic.given.visit({ stage: 'waiting', feeServiceCode: 'GH001' });
  await clinic
    .as('cashier')
    .call(settle, { visitId: left.visitId, expectedTotalFen: fen(100), payments: cash(fen(100)) });
  await clinic.as('registrar').call(cancelVisit, { visitId: left.visitId, reason: secret() });

  clinic.clock.advance({ hours: 24 * 30 });
  const request = await clinic.as('doctor').call(requestAmendment, { visitId, reason: secret() });
  await clinic.as('manager').call(decideAmendment, { requestId: request.request.id, approve: true, reason: secret() });
  await clinic.as('doctor').call(voidNote, { visitId, version: 2, reason: secret() });

  assert.ok(written > 40, `only ${written} texts were written`);
  for (const text of [SECRET, '13800138000', '13900139000', 'E87654321']) {
    assert.deepEqual(await tablesThatShow(clinic.connectionString, text), [], text);
  }
  const { steps } = await clinic.as('doctor').call(visitDetails, { visitId: left.visitId });
  assert.ok(steps.at(-1)?.reason?.startsWith(SECRET), 'sealed, and still read by who may');
});
