import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClinic } from '#testing/start-clinic';
import { codeTable, listCodeSystems, searchDiagnoses } from './contract.ts';

const find = async (
  clinic: Awaited<ReturnType<typeof startClinic>>,
  q: string,
  name: 'doctor' | 'second-doctor' = 'doctor',
) => (await clinic.as(name).call(searchDiagnoses, { q })).diagnoses;

test('a doctor finds a diagnosis by any of its names', async () => {
  await using clinic = await startClinic();
  for (const q of ['急性上呼吸道感染', '上呼吸道', '上感', 'jxshxdgr', 'shanggan', 'J06.9', 'j069', 'upper resp']) {
    assert.ok(
      (await find(clinic, q)).some(({ code }) => code === 'J06.900'),
      q,
    );
  }
  const [hypertension] = await find(clinic, 'I10.x00x002');
  assert.equal(hypertension?.match, 'exact');
  assert.equal(hypertension?.chronic, true);
  assert.equal(hypertension?.programme, 'hypertension');
  assert.deepEqual(await find(clinic, 'nothing like this'), []);
  assert.deepEqual(await find(clinic, ''), [], 'nothing typed and nothing used');
});

test('what a doctor chooses comes first for that doctor, then for the house', async () => {
  await using clinic = await startClinic();
  const own = clinic.as('doctor').actor.staffId;
  const [first, second] = await find(clinic, 'gxy');
  assert.ok(first && second);
  const choose = (code: string, staffId: string) =>
    clinic.tx((tx, { now }) => clinic.modules.terminology.countUse(tx, [code], staffId, now));

  await choose(second.code, own);
  const [now] = await find(clinic, 'gxy');
  assert.deepEqual([now?.code, now?.ownUses, now?.uses], [second.code, 1, 1]);
  const [forAnother] = await find(clinic, 'gxy', 'second-doctor');
  assert.deepEqual([forAnother?.code, forAnother?.ownUses, forAnother?.uses], [second.code, 0, 1]);
  assert.deepEqual(
    (await find(clinic, '')).map(({ code }) => code),
    [second.code],
  );

  const elsewhere = await clinic.as('doctor', { institutionId: 2 }).call(searchDiagnoses, { q: 'gxy' });
  assert.deepEqual(
    elsewhere.diagnoses.map(({ uses }) => uses),
    elsewhere.diagnoses.map(() => 0),
    'use in one institution says nothing about another',
  );
});

test('a diagnosis that does not exist cannot be counted, and is not found', async () => {
  await using clinic = await startClinic();
  const { terminology } = clinic.modules;
  const staffId = clinic.as('doctor').actor.staffId;
  await assert.rejects(
    clinic.tx((tx, { now }) => terminology.countUse(tx, ['X99.999'], staffId, now)),
    /foreign key/,
  );
  assert.equal(await clinic.tx((tx) => terminology.diagnosis(tx, 'X99.999')), undefined);
  const codes = ['I10.x00x002', 'nope', 'J06.900'];
  const found = await clinic.tx((tx) => terminology.diagnoses(tx, codes));
  assert.deepEqual(
    found.map(({ code }) => code),
    ['I10.x00x002', 'J06.900'],
  );
});

test('content is loaded once, again when it changed, and nothing is lost', async () => {
  await using clinic = await startClinic();
  const { terminology } = clinic.modules;
  assert.deepEqual(await terminology.load(clinic.db), [], 'the template holds it already');

  const asPlatform = (sql: string) => clinic.db.transaction('platform', (tx) => tx.run(sql));
  await asPlatform(`
    insert into terminology.concept (system, code, display, terms, origin, first_version, last_version)
    values ('icd10-nhsa', 'Q99.900', '官方表中的诊断', '{官方表中的诊断}', 'official', '2.0', '2.0')`);
  await asPlatform(`
    update terminology.concept set display = '官方名称', origin = 'official' where code = 'J06.900'`);
  await asPlatform("update terminology.code_system set content_hash = 'old' where key = 'icd10-nhsa'");

  assert.deepEqual(await terminology.load(clinic.db), ['icd10-nhsa']);
  assert.equal((await find(clinic, '官方表中'))[0]?.code, 'Q99.900', 'a concept of the official table stays');
  const [kept] = await clinic.tx((tx) => terminology.diagnoses(tx, ['J06.900']));
  assert.equal(kept?.display, '官方名称', 'an official name stands over ours');
});

test('a retired diagnosis stays readable and cannot be found', async () => {
  await using clinic = await startClinic();
  await clinic.db.transaction('platform', async (tx) => {
    await tx.run("update terminology.concept set retired = true where code = 'J06.900'");
    await tx.run("update terminology.code_system set revision = revision + 1 where key = 'icd10-nhsa'");
  });
  assert.ok(!(await find(clinic, 'J06.900')).some(({ code }) => code === 'J06.900'));
  const old = await clinic.tx((tx) => clinic.modules.terminology.diagnosis(tx, 'J06.900'));
  assert.equal(old?.retired, true);
});

test('institutions read the tables and cannot change them', async () => {
  await using clinic = await startClinic();
  const change = clinic.tx((tx) => tx.run("update terminology.concept set display = 'x'"));
  await assert.rejects(change, /permission denied/);
});

test('code tables are listed and read', async () => {
  await using clinic = await startClinic();
  const { systems } = await clinic.as('registrar').call(listCodeSystems, {});
  const sizes = new Map(systems.map(({ key, concepts }) => [key, concepts]));
  assert.equal(sizes.get('icd10-nhsa'), 703);
  assert.equal(sizes.get('laboratory-tests'), 126);
  assert.equal(systems.length, 61);
  assert.ok(systems.find(({ key }) => key === 'laboratory-tests')?.license?.includes('Regenstrief'));

  const { concepts } = await clinic.as('registrar').call(codeTable, { system: 'gb-t-2261.1' });
  assert.deepEqual(
    concepts.map(({ code, display }) => `${code} ${display}`),
    ['0 未知的性别', '1 男性', '2 女性', '9 未说明的性别'],
  );
  const missing = clinic.as('registrar').call(codeTable, { system: 'no-such-table' });
  await assert.rejects(missing, { kind: 'not-found', code: 'terminology.no-such-system' });
});
