import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { readPatient, registerPatient } from '#contract/patients';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

interface Entry {
  readonly operation: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly persons: string[];
}

const journal = (clinic: StartedClinic, operation: string) =>
  clinic.db.transaction('platform', (tx) =>
    tx.many<Entry>('select operation, outcome, reason, persons from audit.entry where operation = $1 order by id', [
      operation,
    ]),
  );

test('who may not read a person is journalled with the person that was asked for', async () => {
  await using clinic = await startClinic();
  const { id: patientId } = await clinic.given.patient({});
  const asked = clinic.as('system-admin').call(readPatient, { patientId });
  await assert.rejects(asked, { code: 'platform.no-permission' });
  assert.deepEqual(await journal(clinic, 'patients.read'), [
    { operation: 'patients.read', outcome: 'refused', reason: 'platform.no-permission', persons: [patientId] },
  ]);
});

test('an answer that is given again for the same key is journalled as read again', async () => {
  await using clinic = await startClinic();
  const key = randomUUID();
  const registrar = clinic.as('registrar');
  const input = { name: '林新', sex: 'female', bornOn: '1990-05-04' } as const;
  const { patient } = await registrar.call(registerPatient, input, { key });
  await registrar.call(registerPatient, input, { key });
  const persons = [patient.id];
  assert.deepEqual(await journal(clinic, 'patients.register'), [
    { operation: 'patients.register', outcome: 'done', reason: null, persons },
    { operation: 'patients.register', outcome: 'done', reason: 'platform.answered-again', persons },
  ]);
});
