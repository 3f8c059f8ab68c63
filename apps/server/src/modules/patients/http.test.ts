import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerPatient, searchPatients } from '#contract/patients';
import { findDuplicates } from '#contract/patients/merging';
import { openHttp } from '#testing/http';
import { startClinic } from '#testing/start-clinic';

test('over HTTP two desks end with one person, and no log or address holds what was typed', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const desks = await Promise.all(
    (['registrar', 'triage-nurse'] as const).map(async (name) => {
      const browser = http.browser();
      await browser.signIn(name);
      return browser;
    }),
  );
  const [desk] = desks;
  assert.ok(desk);
  const documents = [{ kind: 'resident-id' as const, number: '11010519491231002X' }];
  const results = await Promise.allSettled(
    desks.map((each, index) =>
      each.call(
        registerPatient,
        { name: `王芳${index}`, documents, phone: '13812345678' },
        {
          idempotencyKey: `desk-${index}-registers`,
        },
      ),
    ),
  );
  const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.patient] : []));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  assert.equal(made.length, 1);
  assert.equal(refused[0]?.code, 'patients.identity-taken');
  assert.equal(refused[0]?.facts?.patientId, made[0]?.id);

  const { hits } = await desk.call(searchPatients, { text: '13812345678' });
  assert.deepEqual(
    hits.map(({ id, matched }) => [id, matched]),
    [[made[0]?.id, 'phone']],
  );
  await desk.call(findDuplicates, { name: '王芳0', phone: '13812345678', documents });
  const logged = http.logged();
  for (const secret of ['王芳', encodeURIComponent('王芳'), '11010519491231002X', '13812345678']) {
    assert.ok(!logged.includes(secret), secret);
  }
});
