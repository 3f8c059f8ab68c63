import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { registerPatient } from '#contract/patients';
import { recordAllergy } from '#contract/patients/health';
import { mergePatients, unmergePatient } from '#contract/patients/merging';
import { type Browser, openHttp } from '#testing/http';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

const read = async <Kind>(browser: Browser, path: string): Promise<Kind> =>
  (await (await browser.fetch(`/fhir/${path}`)).json()) as Kind;
const idsOf = ({ entry = [] }: Bundle, type: string) =>
  entry.flatMap(({ resource }) => (resource?.resourceType === type ? [resource.id] : [])).toSorted();

/** A process hears of a merge some milliseconds after its commit. */
async function soon<Value>(read: () => Promise<Value>, expected: Value): Promise<void> {
  for (let tries = 0; tries < 40 && !isDeepStrictEqual(await read(), expected); tries++) await setTimeout(25);
  assert.deepEqual(await read(), expected);
}

async function registered(clinic: StartedClinic, name: string) {
  const { patient } = await clinic.as('registrar').call(registerPatient, {
    name,
    sex: 'female',
    bornOn: '1990-05-04',
    phone: '13800138000',
    address: { region: '试验镇', detail: '东街8号' },
    contact: { name: '林父', relation: '50', phone: '13900139000' },
    documents: [{ kind: 'passport', number: 'E12345678' }],
  });
  return patient.id;
}

test('identity details are as hidden at /fhir as at the desk, wherever a patient is shown', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const id = await registered(clinic, '林新');
  await clinic.given.visit({ patientId: id });
  const technician = http.browser();
  await technician.signIn('lab-technician');
  const pages = [
    `Patient/${id}`,
    `Patient/${id}/_history`,
    `Patient/${id}/_history/1`,
    `Patient/${id}/$everything`,
    'Patient?name=林新',
    `Encounter?patient=${id}&_include=Encounter:patient`,
  ];
  for (const page of pages) {
    const text = await (await technician.fetch(`/fhir/${page}`)).text();
    assert.ok(text.includes('林新'), page);
    for (const secret of ['E12345678', '13800138000', '13900139000', '东街8号'])
      assert.ok(!text.includes(secret), page);
  }
  const seen = await read<Patient>(technician, `Patient/${id}`);
  assert.equal(seen.meta?.security?.[0]?.code, 'MASKED');
  assert.deepEqual(
    [seen.identifier?.[1]?.value, seen.telecom?.[0]?.value, seen.contact?.[0]?.telecom?.[0]?.value],
    ['E12**5678', '138****8000', '139****9000'],
  );
  assert.equal(idsOf(await read<Bundle>(technician, 'Patient?identifier=E12345678'), 'Patient')[0], id);

  const doctor = http.browser();
  await doctor.signIn('doctor');
  const full = await read<Patient>(doctor, `Patient/${id}`);
  assert.deepEqual(
    [full.identifier?.[1]?.value, full.telecom?.[0]?.value, full.address?.[0]?.text, full.meta?.security],
    ['E12345678', '13800138000', '试验镇东街8号', undefined],
  );
});

test('what was merged is found under every entry of the person, until it is taken apart', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const doctor = http.browser();
  await doctor.signIn('doctor');
  const { id: survivorId } = await clinic.given.patient({});
  const { id: patientId } = await clinic.given.patient({});
  const substance = { kind: 'class', key: 'PENICILLIN', display: '青霉素类' } as const;
  await clinic.as('doctor').call(recordAllergy, { patientId, allergy: { substance } });
  const allergiesOf = async (id: string) => [
    idsOf(await read<Bundle>(doctor, `AllergyIntolerance?patient=${id}`), 'AllergyIntolerance').length,
    idsOf(await read<Bundle>(doctor, `AllergyIntolerance?patient=Patient/${id}`), 'AllergyIntolerance').length,
    idsOf(await read<Bundle>(doctor, `Patient/${id}/$everything`), 'AllergyIntolerance').length,
  ];
  assert.deepEqual(await allergiesOf(survivorId), [0, 0, 0]);
  const merge = { patientId, survivorId, reason: '重复建档', acknowledged: ['sex', 'birth-date'] as const };
  await clinic.as('registrar').call(mergePatients, { ...merge, acknowledged: [...merge.acknowledged] });
  await soon(() => allergiesOf(survivorId), [1, 1, 1]);
  assert.deepEqual(await allergiesOf(patientId), [1, 1, 1]);
  const paged: (string | undefined)[] = [];
  for (let path: string | undefined = `Patient/${survivorId}/$everything?_count=1`; path !== undefined; ) {
    const page: Bundle = await read<Bundle>(doctor, path);
    paged.push(...idsOf(page, 'Patient'));
    path = page.link?.find(({ relation }) => relation === 'next')?.url?.split('/fhir/')[1];
  }
  assert.deepEqual(paged.toSorted(), [survivorId, patientId].toSorted());
  await clinic.as('registrar').call(unmergePatient, { patientId, reason: '误并' });
  await soon(() => allergiesOf(survivorId), [0, 0, 0]);
});

test('who asked for whom and was refused stands in the journal', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const cashier = http.browser();
  await cashier.signIn('cashier');
  const { id } = await clinic.given.patient({});
  const asked = [
    `Patient/${id}`,
    `Encounter?patient=Patient/${id}`,
    `Patient/${id}/Encounter`,
    `Patient/${id}/$everything`,
  ];
  for (const path of asked) assert.equal((await cashier.fetch(`/fhir/${path}`)).status, 403, path);
  const rows = await clinic.db.transaction('platform', (tx) =>
    tx.many<{ operation: string; persons: string[] }>(
      "select operation, persons from audit.entry where outcome = 'refused' order by id",
    ),
  );
  assert.deepEqual(rows, [
    { operation: 'record.read Patient', persons: [id] },
    { operation: 'record.search Encounter', persons: [id] },
    { operation: 'record.search Encounter', persons: [id] },
    { operation: 'record.everything Patient', persons: [id] },
  ]);
});
