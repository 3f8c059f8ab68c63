import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPatient, registerNameless, searchPatients, updatePatient } from '#contract/patients';
import { readAllergies, recordAllergy, recordFacts } from '#contract/patients/health';
import {
  comparePatients,
  declareDistinct,
  duplicatesOf,
  findDuplicates,
  mergePatients,
  mergeTrail,
  unmergePatient,
} from '#contract/patients/merging';
import { madeUpResidentId } from '#testing/given/patients';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

const merge = (clinic: StartedClinic, patientId: string, survivorId: string) =>
  clinic.as('registrar').call(mergePatients, { patientId, survivorId, reason: '同一人' });
const unmerge = (clinic: StartedClinic, patientId: string) =>
  clinic.as('registrar').call(unmergePatient, { patientId, reason: '合并错误' });
const door = (clinic: StartedClinic) => clinic.modules.patients;

/** Everything patients keeps, without the trail of what was done. */
const stateOf = (clinic: StartedClinic) =>
  clinic.tx(async (tx) => {
    const tables = [
      'patient',
      'document',
      'search_key',
      'recency',
      'allergy',
      'no_allergy_statement',
      'fact',
      'household_member',
      'version',
    ];
    const states: unknown[] = [];
    for (const table of tables) {
      states.push(await tx.many(`select t::text as row from patients.${table} t order by 1`));
    }
    return states;
  });

test('a merge points to the survivor, and everything of the loser is found there', async () => {
  await using clinic = await startClinic();
  const number = madeUpResidentId('1960-03-04', 102);
  const kept = await clinic.given.patient({ name: '王芳', documents: [{ kind: 'resident-id', number }] });
  const { patient: lost } = await clinic
    .as('registrar')
    .call(registerNameless, { sex: 'female', estimatedAgeYears: 66 });
  const doctor = clinic.as('doctor');
  const substance = { kind: 'class' as const, key: 'PENICILLIN', display: '青霉素类' };
  await doctor.call(recordAllergy, { patientId: lost.id, allergy: { substance, severity: 'severe-immediate' } });
  await merge(clinic, lost.id, kept.id);

  const { patient } = await doctor.call(readPatient, { patientId: kept.id });
  assert.deepEqual(patient.absorbed, [{ id: lost.id, number: lost.number, name: lost.name }]);
  assert.equal((await doctor.call(readPatient, { patientId: lost.id })).patient.mergedInto, kept.id);
  assert.equal((await doctor.call(readAllergies, { patientId: kept.id })).allergies.active[0]?.patientId, lost.id);

  const { hits } = await doctor.call(searchPatients, { text: lost.name });
  assert.deepEqual(
    hits.map(({ id, formerName }) => [id, formerName]),
    [[kept.id, lost.name]],
  );
  assert.deepEqual(
    (await doctor.call(searchPatients, { text: lost.number })).hits.map(({ id }) => id),
    [kept.id],
  );
  await clinic.tx(async (tx) => {
    assert.equal(await door(clinic).resolve(tx, lost.id), kept.id);
    assert.deepEqual(await door(clinic).entriesOf(tx, lost.id), [kept.id, lost.id]);
    assert.equal((await door(clinic).require(tx, lost.id)).name, '王芳');
    assert.equal((await door(clinic).people(tx, [lost.id])).get(lost.id)?.id, kept.id);
    const facts = await door(clinic).factsOf(tx, lost.id, clinic.clock.now());
    assert.deepEqual(facts.allergies, [
      {
        substance: { kind: 'class', classKey: 'PENICILLIN' },
        type: 'allergy',
        severity: 'severe-immediate',
        category: 'medication',
      },
    ]);
  });
  await assert.rejects(
    clinic.as('registrar').call(updatePatient, { patientId: lost.id, version: 1, name: '李四', sex: 'female' }),
    { code: 'patients.merged-away', facts: { survivorId: kept.id } },
  );
});

test('the record shows who replaced whom', async () => {
  await using clinic = await startClinic();
  const [kept, lost] = [await clinic.given.patient(), await clinic.given.patient()];
  const acknowledged = ['sex' as const, 'birth-date' as const];
  const registrar = clinic.as('registrar');
  await registrar.call(mergePatients, { patientId: lost.id, survivorId: kept.id, reason: '同一人', acknowledged });
  const read = (id: string) => clinic.tx((tx) => clinic.app.record.read(tx, 'Patient', id));
  const [ours, theirs] = [await read(kept.id), await read(lost.id)];
  assert.deepEqual(
    [theirs?.active, theirs?.link],
    [false, [{ type: 'replaced-by', other: { reference: `Patient/${kept.id}` } }]],
  );
  assert.deepEqual(
    [ours?.active, ours?.link],
    [true, [{ type: 'replaces', other: { reference: `Patient/${lost.id}` } }]],
  );
  await unmerge(clinic, lost.id);
  assert.deepEqual([(await read(lost.id))?.active, (await read(lost.id))?.link], [true, undefined]);
});

test('contradictions stop a merge until each is acknowledged', async () => {
  await using clinic = await startClinic();
  const person = (bornOn: string, sequence: number, name: string) =>
    clinic.given.patient({ name, documents: [{ kind: 'resident-id', number: madeUpResidentId(bornOn, sequence) }] });
  const [one, other] = [await person('1960-03-04', 102, '王芳'), await person('1961-03-04', 103, '王方')];
  const registrar = clinic.as('registrar');
  const { conflicts } = await registrar.call(comparePatients, { patientId: one.id, otherId: other.id });
  assert.deepEqual(conflicts, ['identity-number', 'sex', 'birth-date']);
  await assert.rejects(merge(clinic, one.id, other.id), {
    kind: 'rule',
    code: 'patients.merge-conflicts',
    facts: { conflicts: 'identity-number sex birth-date' },
  });
  await registrar.call(mergePatients, {
    patientId: one.id,
    survivorId: other.id,
    reason: '证件录错',
    acknowledged: conflicts,
  });
});

test('an entry is merged once, never into itself, and never into one that was merged', async () => {
  await using clinic = await startClinic();
  const people = await Promise.all(
    [1, 2, 3].map(() => clinic.as('registrar').call(registerNameless, { sex: 'unknown' })),
  );
  const [a, b, c] = people.map(({ patient }) => patient.id) as [string, string, string];
  await assert.rejects(merge(clinic, a, a), { code: 'patients.same-entry' });
  await merge(clinic, a, b);
  await assert.rejects(merge(clinic, a, c), { code: 'patients.merged-away', facts: { survivorId: b } });
  await assert.rejects(merge(clinic, c, a), { code: 'patients.merged-away', facts: { survivorId: b } });
  await assert.rejects(unmerge(clinic, c), { code: 'patients.not-merged' });
  await assert.rejects(clinic.as('doctor').call(mergePatients, { patientId: b, survivorId: c, reason: '同一人' }), {
    kind: 'forbidden',
  });
});

test('the trail tells every step with its reason', async () => {
  await using clinic = await startClinic();
  const people = await Promise.all([1, 2].map(() => clinic.as('registrar').call(registerNameless, { sex: 'unknown' })));
  const [a, b] = people.map(({ patient }) => patient.id) as [string, string];
  await merge(clinic, a, b);
  await unmerge(clinic, a);
  const { steps } = await clinic.as('doctor').call(mergeTrail, { patientId: b });
  assert.deepEqual(
    steps.map(({ step, patientId, survivorId, reason }) => [step, patientId, survivorId, reason]),
    [
      ['unmerge', a, b, '合并错误'],
      ['merge', a, b, '同一人'],
    ],
  );
});

test('merging and taking back restores the exact state, for every chain and order', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const ids: string[] = [];
  for (let made = 0; made < 6; made++) {
    const { patient } = await registrar.call(registerNameless, { sex: 'unknown' });
    ids.push(patient.id);
    await clinic.as('doctor').call(recordFacts, {
      patientId: patient.id,
      facts: [{ content: { kind: 'weight', value: { value: String(50 + made) as never, unit: 'kg' } } }],
    });
  }
  const before = await stateOf(clinic);
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 12 });
  const law = fc.asyncProperty(steps, async (wanted) => {
    // The obvious model: who was merged into whom.
    const into = new Map<string, string>();
    const survivor = (id: string): string => (into.has(id) ? survivor(into.get(id) ?? '') : id);
    for (const [isMerge, x, y] of wanted) {
      const [one, other] = [ids[x] ?? '', ids[y] ?? ''];
      if (isMerge && one !== other && !into.has(one) && !into.has(other)) {
        await merge(clinic, one, other);
        into.set(one, other);
      } else if (!isMerge && into.has(one)) {
        await unmerge(clinic, one);
        into.delete(one);
      }
      await clinic.tx(async (tx) => {
        for (const id of ids) {
          assert.equal(await door(clinic).resolve(tx, id), survivor(id));
          const group = ids.filter((each) => survivor(each) === survivor(id)).sort();
          assert.deepEqual([...(await door(clinic).entriesOf(tx, id))].sort(), group);
        }
      });
    }
    for (const id of into.keys()) await unmerge(clinic, id);
    assert.deepEqual(await stateOf(clinic), before);
  });
  // Taking out the third of a chain of four must keep the first two with it.
  const chain: [boolean, number, number][] = [
    [true, 0, 1],
    [true, 1, 2],
    [true, 2, 3],
    [false, 2, 0],
  ];
  await fc.assert(law, { numRuns: 12, examples: [[chain]] });
});

test('merges pressed at once never make a circle or lose one', async () => {
  await using clinic = await startClinic();
  for (let round = 0; round < 5; round++) {
    const people = await Promise.all(
      Array.from({ length: 3 }, () => clinic.as('registrar').call(registerNameless, { sex: 'unknown' })),
    );
    const [a, b, c] = people.map(({ patient }) => patient.id) as [string, string, string];
    const results = await Promise.allSettled([
      merge(clinic, a, b),
      merge(clinic, b, c),
      merge(clinic, c, a),
      merge(clinic, b, a),
    ]);
    assert.ok(results.some(({ status }) => status === 'fulfilled'));
    for (const result of results) {
      if (result.status === 'rejected') assert.equal(result.reason.code, 'patients.merged-away');
    }
    const ends = await clinic.tx((tx) => Promise.all([a, b, c].map((id) => door(clinic).resolve(tx, id))));
    const done = results.filter(({ status }) => status === 'fulfilled').length;
    assert.equal(new Set(ends).size, 3 - done, 'each merge joins exactly two groups');
  }
});

test('doubles are explained at registration and on demand, and a pair found distinct is not shown again', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const one = await clinic.given.patient({ name: '王小明', sex: 'male', bornOn: '1980-05-06', phone: '13812345678' });
  const asked = { name: '王晓明', sex: 'male' as const, bornOn: '1980-05-06', phone: '138 1234 5678' };
  const { candidates } = await registrar.call(findDuplicates, asked);
  assert.equal(candidates.length, 1);
  const [candidate] = candidates;
  assert.equal(candidate?.patient.id, one.id);
  assert.equal(candidate?.level, 'likely');
  const points = Object.fromEntries(candidate?.agreements.map(({ fact, verdict }) => [fact, verdict]) ?? []);
  assert.deepEqual(
    {
      name: points.name,
      sound: points['name-sound'],
      birth: points['birth-date'],
      phone: points.phone,
      document: points.document,
    },
    { name: 'similar', sound: 'same', birth: 'same', phone: 'same', document: 'unknown' },
  );

  const other = await clinic.given.patient({ ...asked, distinctFrom: [one.id] });
  const doubles = async () => (await registrar.call(duplicatesOf, { patientId: one.id })).candidates;
  assert.deepEqual(await doubles(), [], 'registration already said that they are two');
  const third = await clinic.given.patient({ ...asked, name: '王小明', distinctFrom: [one.id, other.id] });
  assert.deepEqual(await doubles(), []);
  const { conflicts, suggestedSurvivorId } = await registrar.call(comparePatients, {
    patientId: third.id,
    otherId: one.id,
  });
  assert.deepEqual([conflicts, suggestedSurvivorId], [[], one.id]);
});

test('a person declared distinct is remembered in both directions', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const one = await clinic.given.patient({ name: '王小明', sex: 'male', bornOn: '1980-05-06' });
  const other = await clinic.given.patient({ name: '王晓明', sex: 'male', bornOn: '1980-05-16', phone: '13812345678' });
  const doubles = async (patientId: string) =>
    (await registrar.call(duplicatesOf, { patientId })).candidates.map(({ patient }) => patient.id);
  assert.deepEqual([await doubles(one.id), await doubles(other.id)], [[other.id], [one.id]]);
  await registrar.call(declareDistinct, { patientId: other.id, otherId: one.id, reason: '两人都来过' });
  assert.deepEqual([await doubles(one.id), await doubles(other.id)], [[], []]);
});

test('an absorbed entry speaks for its survivor when a double is looked for', async () => {
  await using clinic = await startClinic();
  const registrar = clinic.as('registrar');
  const kept = await clinic.given.patient({ name: '张三', sex: 'male', bornOn: '1980-05-06' });
  const lost = await clinic.given.patient({ name: '李四', sex: 'male', bornOn: '1980-05-06' });
  await merge(clinic, lost.id, kept.id);
  const { candidates } = await registrar.call(findDuplicates, { name: '李四', sex: 'male', bornOn: '1980-05-06' });
  assert.deepEqual(
    candidates.map(({ patient }) => patient.id),
    [kept.id],
  );
});
