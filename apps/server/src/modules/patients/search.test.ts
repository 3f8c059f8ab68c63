import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recentPatients, type SearchHit, searchPatients } from '#contract/patients';
import { searchForm } from '#platform/pinyin';
import { madeUpResidentId } from '#testing/given/patients';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import { bestMatch, byMatch, type Match, searchKeys } from './core/search-keys.ts';
import { readName } from './name-reading.ts';
import { EXACT_KEYS } from './rows/search-rows.ts';

const search = (clinic: StartedClinic, text: string, limit = 50) =>
  clinic.as('registrar').call(searchPatients, { text, limit });
const found = async (clinic: StartedClinic, text: string) =>
  (await search(clinic, text)).hits.map(({ name, matched, closeness }) => `${name} ${matched} ${closeness}`);

test('one box finds by any part of the name, pinyin, initials, number, phone and card', async () => {
  await using clinic = await startClinic();
  const number = madeUpResidentId('1960-03-04', 102);
  const patient = await clinic.given.patient({
    name: '欧阳娜娜',
    documents: [
      { kind: 'resident-id', number },
      { kind: 'social-security-card', number: 'A1234567X' },
    ],
    phone: '13812345678',
    contact: { name: '李四', phone: '0571-8765 4321' },
  });
  await clinic.given.patient({ name: '王芳' });
  const cases: [string, string][] = [
    ['欧阳娜娜', 'name exact'],
    ['欧阳', 'name prefix'],
    ['娜', 'name infix'],
    ['ouyangnana', 'pinyin exact'],
    ['Ou Yang', 'pinyin prefix'],
    ['nana', 'pinyin infix'],
    ['oynn', 'initials exact'],
    ['OY', 'initials prefix'],
    ['ynn', 'initials infix'],
    [number, 'document exact'],
    [number.toLowerCase(), 'document exact'],
    ['a1234567x', 'document exact'],
    ['138 1234 5678', 'phone exact'],
    ['+8613812345678', 'phone exact'],
    ['057187654321', 'contact-phone exact'],
    [patient.number, 'number exact'],
  ];
  for (const [text, how] of cases) assert.deepEqual(await found(clinic, text), [`欧阳娜娜 ${how}`], text);
  for (const text of ['anana', 'uyang', '阳欧', number.slice(0, 17), '1381234567', '9999999999']) {
    assert.deepEqual(await found(clinic, text), [], text);
  }
});

test('a surname is found by each of its readings', async () => {
  await using clinic = await startClinic();
  await clinic.given.patient({ name: '单雄信' });
  await clinic.given.patient({ name: '曾国藩' });
  await clinic.given.patient({ name: '吕布' });
  for (const text of ['shanxiongxin', 'danxiong', 'sxx', 'dxx']) {
    assert.match((await found(clinic, text))[0] ?? '', /^单雄信/, text);
  }
  for (const text of ['zengguofan', 'cengguofan', 'zgf'])
    assert.match((await found(clinic, text))[0] ?? '', /^曾国藩/, text);
  assert.deepEqual(await found(clinic, 'lvbu'), ['吕布 pinyin exact']);
});

test('names of other peoples are found with and without their dot', async () => {
  await using clinic = await startClinic();
  await clinic.given.patient({ name: '阿不都·买买提' });
  await clinic.given.patient({ name: 'Maria del Carmen' });
  assert.deepEqual(await found(clinic, '阿不都买买提'), ['阿不都·买买提 name exact']);
  assert.deepEqual(await found(clinic, '买买'), ['阿不都·买买提 name infix']);
  assert.deepEqual(await found(clinic, 'carmen'), ['Maria del Carmen name infix']);
  assert.deepEqual(await found(clinic, 'MARIA DEL'), ['Maria del Carmen name prefix']);
});

test('exact stands before prefix before part, and recent visitors first among equals', async () => {
  await using clinic = await startClinic();
  const make = (name: string) => clinic.given.patient({ name });
  const inside = await make('李王芳');
  const longer = await make('王芳华');
  const early = await make('王芳');
  const late = await clinic.given.patient({ name: '王芳', bornOn: '2001-02-03' });
  assert.deepEqual((await search(clinic, '王芳')).hits.map(({ id }) => id).slice(2), [longer.id, inside.id]);
  clinic.clock.advance({ hours: 1 });
  const visit = (id: string) => clinic.tx((tx) => clinic.modules.patients.noteVisit(tx, id, clinic.clock.now()));
  await visit(early.id);
  assert.deepEqual(
    (await search(clinic, '王芳')).hits.map(({ id }) => id),
    [early.id, late.id, longer.id, inside.id],
  );
  clinic.clock.advance({ hours: 1 });
  await visit(late.id);
  assert.deepEqual(
    (await search(clinic, 'wf')).hits.map(({ id }) => id),
    [late.id, early.id, longer.id, inside.id],
  );
  const { patients } = await clinic.as('doctor').call(recentPatients, { limit: 2 });
  assert.deepEqual(
    patients.map(({ id }) => id),
    [late.id, early.id],
  );
  assert.equal(patients[0]?.lastVisitedAt, '2026-03-02T03:00:00Z');
});

test('the answer says when there are more', async () => {
  await using clinic = await startClinic();
  for (const name of ['王一', '王二', '王三']) await clinic.given.patient({ name });
  assert.equal((await search(clinic, '王', 3)).more, false);
  const two = await search(clinic, '王', 2);
  assert.deepEqual([two.hits.length, two.more], [2, true]);
});

const NAMES = [
  '王芳',
  '王方',
  '王芳华',
  '汪芳',
  '李王芳',
  '单雄信',
  '曾国藩',
  '欧阳娜娜',
  '欧阳修',
  '阿不都·买买提',
  'Anna Li',
  '吕布',
  '张三',
  '张三丰',
  '章三',
];

test('what is found is what the naive filter finds, in its order', async () => {
  await using clinic = await startClinic();
  const people: { id: string; name: string }[] = [];
  for (const [index, name] of NAMES.entries()) {
    const { id } = await clinic.given.patient({ name, bornOn: `19${50 + index}-01-01` });
    people.push({ id, name });
    clinic.clock.advance({ minutes: 1 });
  }
  const keys = new Map(people.map(({ id, name }) => [id, searchKeys(readName(name))]));
  const naive = (text: string): string[] => {
    const form = searchForm(text);
    return people
      .map(({ id }, age) => ({ id, age, match: bestMatch(keys.get(id) ?? [], form) }))
      .filter((one): one is typeof one & { match: Match } => one.match !== undefined)
      .sort((a, b) => byMatch(a.match, b.match) || b.age - a.age)
      .map(({ id }) => id);
  };
  // Parts of names and of their pinyin, whole and cut anywhere, and texts that fit nobody.
  const source = NAMES.flatMap((name) => [name, ...searchKeys(readName(name)).map(({ key }) => key)]);
  const text = fc.oneof(
    fc.tuple(fc.constantFrom(...source), fc.nat(12), fc.integer({ min: 1, max: 12 })).map(([whole, from, length]) =>
      [...whole]
        .slice(from % [...whole].length)
        .slice(0, length)
        .join(''),
    ),
    fc.stringMatching(/^[a-z]{1,4}$/),
  );
  const law = fc.asyncProperty(text, async (typed) => {
    fc.pre(searchForm(typed) !== '');
    const hits = (await search(clinic, typed)).hits.filter(({ matched }) => !isNumber(matched));
    assert.deepEqual(
      hits.map(({ id }) => id),
      naive(typed),
      typed,
    );
  });
  await fc.assert(law, { numRuns: 200 });
});

const isNumber = (matched: SearchHit['matched']) => !['name', 'pinyin', 'initials'].includes(matched);

test('a text that fits very many still answers: whole names and recent people first', async () => {
  await using clinic = await startClinic();
  const whole = await clinic.given.patient({ name: '王', bornOn: '1950-01-01' });
  // Filled in by SQL: registering so many one by one would take minutes.
  await clinic.tx(async (tx) => {
    await tx.run(
      `insert into patients.patient (institution_id, id, number, name, sex, private, version, registered_at, registered_by)
       select 1, gen_random_uuid(), 'T' || i, '王' || i, 'male', p.private, 1, timestamptz '2020-01-01' + i * interval '1 hour', p.registered_by
       from generate_series(1, $2::int) i, patients.patient p where p.id = $1`,
      [whole.id, EXACT_KEYS + 500],
    );
    await tx.run(
      `insert into patients.search_key (institution_id, key, kind, skipped, patient_id, seen_at)
       select 1, name, 'name', 0, id, registered_at from patients.patient where number like 'T%'`,
    );
    await tx.run(
      `insert into patients.recency (institution_id, patient_id, seen_at)
       select 1, id, registered_at from patients.patient where number like 'T%'`,
    );
  });
  // Every entry was sealed for another id, so only the names are looked at here.
  const rows = await clinic.tx((tx) =>
    tx.many<{ name: string }>(
      `select p.name from patients.recency r join patients.patient p on p.id = r.patient_id where p.number like 'T%' order by r.seen_at desc limit 1`,
    ),
  );
  assert.deepEqual(rows, [{ name: `王${EXACT_KEYS + 500}` }]);
  const { hits, more } = await search(clinic, '王', 1);
  assert.deepEqual([hits.map(({ id }) => id), more], [[whole.id], true]);
});
