import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import {
  addDocument,
  endDocument,
  identifyPatient,
  patientVersions,
  readPatient,
  registerNameless,
  registerNewborn,
  registerPatient,
  revealPatient,
  searchPatients,
  updatePatient,
} from '#contract/patients';
import {
  createHousehold,
  joinHousehold,
  leaveHousehold,
  readHousehold,
  saveVillage,
} from '#contract/patients/households';
import { madeUpResidentId } from '#testing/given/patients';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

const WOMAN = '11010519491231002X';
const identity = (number: string) => [{ kind: 'resident-id' as const, number }];
const idsFor = async (clinic: StartedClinic, text: string) =>
  (await clinic.as('registrar').call(searchPatients, { text })).hits.map(({ id }) => id);

test('an identity number fills in sex and birth date', async () => {
  await using clinic = await startClinic();
  const { patient } = await clinic.as('registrar').call(registerPatient, { name: '王芳', documents: identity(WOMAN) });
  assert.deepEqual(
    { sex: patient.sex, bornOn: patient.bornOn, age: patient.age, temporary: patient.temporary },
    { sex: 'female', bornOn: '1949-12-31', age: [{ value: 76, unit: 'year' }], temporary: false },
  );
  assert.deepEqual(patient.document, { kind: 'resident-id', masked: '110***********002X' });
  const {
    versions: [stored],
  } = await clinic.tx((tx) => clinic.app.record.history(tx, 'Patient', patient.id));
  assert.equal(stored?.resource?.resourceType, 'Patient');
});

test('a wrong identity number is refused naming the field', async () => {
  await using clinic = await startClinic();
  const register = (number: string) =>
    clinic.as('registrar').call(registerPatient, { name: '王芳', documents: identity(number) });
  await assert.rejects(register('110105194912310021'), {
    kind: 'invalid',
    fields: [{ path: 'documents.0.number', code: 'patients.resident-id-check', facts: {} }],
  });
  await assert.rejects(clinic.as('registrar').call(registerPatient, { name: '王芳' }), {
    fields: [{ path: 'sex', code: 'input.required', facts: {} }],
  });
});

test('the same identity number finds the person who is here already, however it is typed', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const { patient } = await registrar.call(registerPatient, { name: '王芳', documents: identity(WOMAN) });
  const again = registrar.call(registerPatient, { name: '汪方', documents: identity('110105 19491231 002x') });
  await assert.rejects(again, {
    kind: 'conflict',
    code: 'patients.identity-taken',
    facts: { patientId: patient.id, number: patient.number, kind: 'resident-id' },
  });
});

test('two windows registering one identity number at once end with one person', async () => {
  await using clinic = await startClinic();
  for (let round = 0; round < 5; round++) {
    const number = madeUpResidentId('1980-05-06', 100 + round * 2);
    // Different names, so that only the identity number can stop the second.
    const windows = ['赵一', '钱二', '孙三', '李四'].map((name) =>
      clinic.as('registrar').call(registerPatient, { name: `${name}${round}`, documents: identity(number) }),
    );
    const results = await Promise.allSettled(windows);
    const made = results.filter((result) => result.status === 'fulfilled');
    assert.equal(made.length, 1);
    const winner = made[0]?.value.patient;
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      assert.equal(result.reason.code, 'patients.identity-taken');
      assert.equal(result.reason.facts.patientId, winner?.id);
    }
    assert.deepEqual(await idsFor(clinic, number), [winner?.id]);
  }
});

test('two windows registering one person without papers at once end with one person and one question', async () => {
  await using clinic = await startClinic();
  const windows = Array.from({ length: 4 }, () =>
    clinic.as('registrar').call(registerPatient, { name: '周小红', sex: 'female', bornOn: '1990-01-02' }),
  );
  const results = await Promise.allSettled(windows);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const result of results) {
    if (result.status === 'rejected') assert.equal(result.reason.code, 'patients.likely-duplicate');
  }
});

test('a likely duplicate asks, and an answer lets the person in', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const someone = { name: '周小红', sex: 'female' as const, bornOn: '1990-01-02' };
  const { patient } = await registrar.call(registerPatient, someone);
  await assert.rejects(registrar.call(registerPatient, someone), {
    code: 'patients.likely-duplicate',
    facts: { count: 1, patientIds: patient.id },
  });
  const { patient: other } = await registrar.call(registerPatient, { ...someone, distinctFrom: [patient.id] });
  assert.notEqual(other.id, patient.id);
  assert.notEqual(other.number, patient.number);
});

test('identity number, phone, address and contact are unreadable in the database', async () => {
  await using clinic = await startClinic();
  await clinic.as('registrar').call(registerPatient, {
    name: '王芳',
    documents: identity(WOMAN),
    phone: '13812345678',
    address: { region: '示范镇', detail: '三组五号' },
    contact: { name: '李建国', phone: '13987654321' },
  });
  const client = new pg.Client({ connectionString: clinic.connectionString });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select schemaname || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('patients', 'record', 'platform', 'audit')",
    );
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      const all = rows.map(({ text }) => text).join('\n');
      for (const secret of [WOMAN, '13812345678', '三组五号', '李建国', '13987654321']) {
        assert.ok(!all.includes(secret), `${secret} in ${name}`);
        assert.ok(!all.includes(Buffer.from(secret).toString('hex')), `${secret} as bytes in ${name}`);
      }
    }
  } finally {
    await client.end();
  }
});

test('lists are masked; the whole is shown for a purpose that is kept', async () => {
  await using clinic = await startClinic();
  const { patient } = await clinic.as('registrar').call(registerPatient, {
    name: '王芳',
    documents: identity(WOMAN),
    phone: '138 1234 5678',
    address: { region: '示范镇', detail: '三组5号' },
    contact: { name: '李四', relation: '10', phone: '13987654321' },
  });
  const shown = JSON.stringify([
    patient,
    await clinic.as('doctor').call(readPatient, { patientId: patient.id }),
    await clinic.as('doctor').call(searchPatients, { text: '王芳' }),
    await clinic.as('doctor').call(patientVersions, { patientId: patient.id }),
  ]);
  for (const secret of [WOMAN, '13812345678', '三组5号', '13987654321']) assert.ok(!shown.includes(secret), secret);
  assert.match(shown, /138\*\*\*\*5678/);

  const full = await clinic.as('registrar').call(revealPatient, { patientId: patient.id, purpose: '核对身份证' });
  assert.equal(full.documents[0]?.number, WOMAN);
  assert.equal(full.phone, '13812345678');
  assert.deepEqual(full.address, { region: '示范镇', detail: '三组5号' });
  const kept = await clinic.tx((tx) =>
    tx.many<{ id: string; purpose: Buffer }>('select id, purpose from patients.disclosure'),
  );
  assert.deepEqual(
    kept.map(({ id, purpose }) => clinic.vault.openText(purpose, `patients.disclosure.purpose:${id}`)),
    ['核对身份证'],
  );
  await assert.rejects(clinic.as('cashier').call(revealPatient, { patientId: patient.id, purpose: '看看' }), {
    kind: 'forbidden',
  });
  const nothing = clinic.as('registrar').call(revealPatient, { patientId: patient.id, purpose: ' ' });
  await assert.rejects(nothing, { kind: 'invalid' });
});

test('a newborn gets its name from the mother, and its age in hours', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const registrar = clinic.as('registrar');
  const mother = await clinic.given.patient({
    name: '王芳',
    sex: 'female',
    bornOn: '1998-01-01',
    phone: '13812345678',
  });
  const birth = { motherId: mother.id, sex: 'male' as const, bornAt: '2026-03-02T05:30:00+08:00' };
  const { patient } = await registrar.call(registerNewborn, birth);
  assert.deepEqual(
    { name: patient.name, age: patient.age, motherId: patient.motherId, temporary: patient.temporary },
    { name: '王芳之子', age: [{ value: 3, unit: 'hour' }], motherId: mother.id, temporary: true },
  );
  assert.deepEqual(patient.contactMasked, { name: '王芳', relation: '52', phone: '138****5678' });
  await assert.rejects(registrar.call(registerNewborn, birth), {
    code: 'patients.newborn-exists',
    facts: { patientId: patient.id, number: patient.number },
  });
  const { patient: twin } = await registrar.call(registerNewborn, { ...birth, order: 2 });
  assert.equal(twin.name, '王芳之子2');

  const father = await clinic.given.patient({ name: '李强', sex: 'male' });
  await assert.rejects(registrar.call(registerNewborn, { ...birth, motherId: father.id }), {
    code: 'patients.mother-not-female',
  });
  const late = registrar.call(registerNewborn, { ...birth, bornAt: '2026-01-01T00:00:00+08:00' });
  await assert.rejects(late, { code: 'patients.not-a-newborn' });

  const { patient: named } = await registrar.call(identifyPatient, { patientId: twin.id, version: 1, name: '李安' });
  assert.deepEqual({ name: named.name, temporary: named.temporary }, { name: '李安', temporary: false });
  assert.deepEqual(await idsFor(clinic, '李安'), [twin.id]);
  assert.deepEqual(await idsFor(clinic, '之子2'), [], 'the temporary name finds nobody any more');
});

test('a nameless patient is registered at once and identified later', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const { patient } = await registrar.call(registerNameless, { sex: 'unknown', estimatedAgeYears: 70 });
  assert.equal(patient.name, `无名氏${patient.number}`);
  assert.deepEqual([patient.temporary, patient.bornOnIsEstimate, patient.age[0]?.value], [true, true, 70]);
  const { patient: next } = await registrar.call(registerNameless, { sex: 'male' });
  assert.notEqual(next.name, patient.name);

  const known = {
    patientId: patient.id,
    version: 1,
    name: '王芳',
    document: { kind: 'resident-id' as const, number: WOMAN },
  };
  const { patient: named } = await registrar.call(identifyPatient, known);
  assert.deepEqual(
    { sex: named.sex, bornOn: named.bornOn, estimate: named.bornOnIsEstimate, temporary: named.temporary },
    { sex: 'female', bornOn: '1949-12-31', estimate: false, temporary: false },
  );
  assert.deepEqual(await idsFor(clinic, WOMAN), [patient.id]);
  await assert.rejects(registrar.call(identifyPatient, { ...known, version: 2 }), { code: 'patients.not-temporary' });
  const second = registrar.call(identifyPatient, { ...known, patientId: next.id });
  await assert.rejects(second, { code: 'patients.identity-taken', kind: 'conflict' });
});

test('a change keeps what the screen did not send, and the history tells it', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const { patient } = await registrar.call(registerPatient, {
    name: '王芳',
    documents: identity(WOMAN),
    phone: '13812345678',
    address: { region: '示范镇', detail: '三组5号' },
  });
  const change = { patientId: patient.id, version: 1, name: '王方', sex: 'female' as const, occupation: '农民' };
  const { patient: changed } = await registrar.call(updatePatient, change);
  assert.equal(changed.version, 2);
  const full = await registrar.call(revealPatient, { patientId: patient.id, purpose: '核对' });
  assert.deepEqual([full.phone, full.address?.detail], ['13812345678', '三组5号']);

  await registrar.call(updatePatient, { ...change, version: 2, phone: null });
  const { versions } = await registrar.call(patientVersions, { patientId: patient.id });
  assert.deepEqual(
    versions.map(({ version, changes }) => [version, changes.map(({ field }) => field)]),
    [
      [3, ['phone']],
      [2, ['name', 'occupation']],
      [1, ['name', 'sex', 'bornOn', 'bornOnIsEstimate', 'phone', 'address']],
    ],
  );
  assert.deepEqual(await idsFor(clinic, '13812345678'), []);
  assert.deepEqual(await idsFor(clinic, '王方'), [patient.id]);
  assert.deepEqual(await idsFor(clinic, '王芳'), []);
  const differing = registrar.call(updatePatient, { ...change, version: 3, sex: 'male' });
  await assert.rejects(differing, { code: 'patients.sex-differs-from-identity' });
});

test('two people changing one patient at once: the second is told', async () => {
  await using clinic = await startClinic();
  const patient = await clinic.given.patient();
  const change = (name: string) =>
    clinic.as('registrar').call(updatePatient, { patientId: patient.id, version: 1, name, sex: patient.sex });
  const results = await Promise.allSettled(['王一', '王二', '王三'].map(change));
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const result of results) {
    if (result.status === 'rejected') assert.equal(result.reason.code, 'patients.newer-version');
  }
});

test('documents are added and ended; an ended number is free again', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const one = await clinic.given.patient({ name: '赵一', sex: 'male', bornOn: '1970-01-01' });
  const other = await clinic.given.patient({ name: '钱二', sex: 'male', bornOn: '1980-01-01' });
  const passport = { kind: 'passport' as const, number: 'E 1234 5678' };
  const { patient } = await registrar.call(addDocument, { patientId: one.id, document: passport });
  assert.deepEqual(await idsFor(clinic, 'e12345678'), [one.id]);
  const taken = registrar.call(addDocument, { patientId: other.id, document: passport });
  await assert.rejects(taken, { code: 'patients.identity-taken' });
  const documentId = patient.documents[0]?.id ?? '';
  await registrar.call(endDocument, { patientId: one.id, documentId, reason: '登记错误' });
  await registrar.call(addDocument, { patientId: other.id, document: passport });
  assert.deepEqual(await idsFor(clinic, 'E12345678'), [other.id]);
  const wrongSex = { kind: 'resident-id' as const, number: madeUpResidentId('1970-01-01', 102) };
  await assert.rejects(registrar.call(addDocument, { patientId: one.id, document: wrongSex }), {
    fields: [{ path: 'document.number', code: 'patients.sex-differs-from-identity', facts: {} }],
  });
});

test('a household book belongs to a family, so its number is nobody’s own', async () => {
  await using clinic = await startClinic();
  const book = [{ kind: 'household-book' as const, number: '1234567' }];
  const one = await clinic.given.patient({ name: '赵一', documents: book });
  const other = await clinic.given.patient({ name: '钱二', documents: book });
  assert.deepEqual((await idsFor(clinic, '1234567')).sort(), [one.id, other.id].sort());
});

test('a family has one head, and a person one family', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const { village } = await clinic.as('public-health-worker').call(saveVillage, { code: '999999001001', name: '东村' });
  const again = clinic.as('manager').call(saveVillage, { code: '999999001001', name: '西村' });
  await assert.rejects(again, { fields: [{ path: 'code', code: 'patients.village-code-taken', facts: {} }] });
  const father = await clinic.given.patient({ name: '李强', sex: 'male', villageId: village.id });
  const child = await clinic.given.patient({ name: '李安', sex: 'male' });
  assert.equal(father.villageName, '东村');

  const { household } = await registrar.call(createHousehold, { headId: father.id, villageId: village.id });
  const joined = await registrar.call(joinHousehold, {
    householdId: household.id,
    patientId: child.id,
    relation: '20',
  });
  assert.deepEqual(
    joined.household.members.map(({ patient, relation }) => [patient.name, relation]),
    [
      ['李强', '02'],
      ['李安', '20'],
    ],
  );
  const second = registrar.call(joinHousehold, { householdId: household.id, patientId: child.id, relation: '02' });
  await assert.rejects(second, { code: 'patients.household-has-head' });
  const { household: own } = await registrar.call(createHousehold, { headId: child.id });
  const left = await registrar.call(readHousehold, { householdId: household.id });
  assert.equal(left.household.members.length, 1);
  const empty = await registrar.call(leaveHousehold, { householdId: own.id, patientId: child.id });
  assert.deepEqual(empty.household.members, []);
  assert.equal(empty.household.headId, undefined);
});

test('one institution never finds the people of another', async () => {
  await using clinic = await startClinic();
  const patient = await clinic.given.patient({ name: '王芳', documents: identity(WOMAN), phone: '13812345678' });
  const stranger = clinic.as('registrar', { institutionId: 2 });
  for (const text of ['王芳', 'wangfang', 'wf', WOMAN, '13812345678', patient.number]) {
    assert.deepEqual((await stranger.call(searchPatients, { text })).hits, [], text);
  }
  await assert.rejects(stranger.call(readPatient, { patientId: patient.id }), { code: 'patients.not-found' });
  await assert.rejects(stranger.call(revealPatient, { patientId: patient.id, purpose: '核对' }), {
    code: 'patients.not-found',
  });
  // The same person may be registered there: the number is free in that institution.
  const theirs = await stranger.call(registerPatient, { name: '王芳', sex: 'female', documents: identity(WOMAN) });
  assert.notEqual(theirs.patient.id, patient.id);
});

test('reading and changing a person is in the journal', async () => {
  await using clinic = await startClinic();
  const patient = await clinic.given.patient();
  await clinic.as('doctor').call(readPatient, { patientId: patient.id });
  await clinic.as('doctor').call(searchPatients, { text: patient.name });
  const entries = await clinic.tx((tx) =>
    tx.many<{ operation: string; outcome: string }>(
      'select operation, outcome from audit.entry where persons @> array[$1] order by id',
      [patient.id],
    ),
  );
  assert.deepEqual(entries.map(({ operation, outcome }) => `${operation} ${outcome}`).sort(), [
    'patients.read done',
    'patients.register done',
    'patients.search done',
  ]);
});
