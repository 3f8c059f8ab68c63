import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as clinical from './clinical.ts';

const rowsOf = <Row>(file: { readonly rows: readonly Row[] }): readonly Row[] => file.rows;
const generics = rowsOf(clinical.readGenericDrugs());
const classes = rowsOf(clinical.readDrugClasses());
const routes = rowsOf(clinical.readRoutes());
const genericIds = new Set(generics.map(({ id }) => id));
const classKeys = new Set(classes.map(({ key }) => key));

const unique = (values: readonly string[], what: string) => {
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  assert.deepEqual(twice, [], `${what} twice`);
};
const known = (values: readonly string[], all: ReadonlySet<string>, where: string) =>
  assert.deepEqual(
    values.filter((value) => !all.has(value)),
    [],
    where,
  );

test('nothing was lost on the way: the rule base has its size', () => {
  const sizes = {
    generics: generics.length,
    classes: classes.length,
    interactions: clinical.readInteractions().rows.length,
    diseases: clinical.readDrugDisease().rows.length,
    populations: clinical.readPopulationRules().rows.length,
    renal: clinical.readRenalRules().rows.length,
    allergies: clinical.readAllergyClasses().rows.length,
    skinTests: clinical.readSkinTests().rows.length,
    infusions: clinical.readIvCompatibility().rows.length,
    herbPairs: clinical.readTcmIncompatibility().rows.length,
    herbDoses: clinical.readTcmDoseLimits().rows.length,
    frequencies: clinical.readOrderFrequencies().rows.length,
    routes: routes.length,
    kinds: clinical.readPrescriptionKinds().rows.length,
  };
  const atLeast: typeof sizes = {
    generics: 205,
    classes: 163,
    interactions: 179,
    diseases: 74,
    populations: 31,
    renal: 105,
    allergies: 25,
    skinTests: 12,
    infusions: 40,
    herbPairs: 106,
    herbDoses: 45,
    frequencies: 39,
    routes: 39,
    kinds: 8,
  };
  for (const [name, size] of Object.entries(sizes)) {
    assert.ok(size >= atLeast[name as keyof typeof sizes], `${name}: ${size}`);
  }
});

test('every class of a drug exists, and every class has a drug', () => {
  unique(
    [...generics].map(({ id }) => id),
    'generic',
  );
  unique(
    classes.map(({ key }) => key),
    'class',
  );
  for (const drug of generics) known(drug.classes, classKeys, drug.id);
  const used = new Set(generics.flatMap((drug) => drug.classes));
  known([...classKeys], used, 'a class without drugs');
});

test('every route of a drug is one that an order can name', () => {
  const codes = new Set(routes.filter(({ group }) => group !== 'herb-line').map(({ wst364 }) => wst364));
  for (const drug of generics) known(drug.routeCodes, codes, drug.id);
});

test('every interaction is about known drugs and classes, once', () => {
  const external = new Set(clinical.readExternalSubstances().rows.map(({ key }) => key));
  const known = { class: classKeys, drug: genericIds, external } as const;
  const rules = clinical.readInteractions().rows;
  unique(
    rules.map(({ id }) => id),
    'interaction',
  );
  for (const { id, a, b } of rules) {
    for (const side of [a, b]) assert.ok(known[side.kind].has(side.key), `${id}: ${side.kind} ${side.key}`);
    assert.ok(a.kind !== 'external' || b.kind !== 'external', id);
  }
  unique(
    rules.map(({ a, b }) => [`${a.kind} ${a.key}`, `${b.kind} ${b.key}`].sort().join(' + ')),
    'pair',
  );
});

test('contraindications, age and renal rules are about known drugs', () => {
  const sides = [...clinical.readDrugDisease().rows, ...clinical.readPopulationRules().rows];
  for (const { id, drug } of sides) {
    assert.ok((drug.kind === 'class' ? classKeys : genericIds).has(drug.key), `${id}: ${drug.key}`);
  }
  for (const { id, genericId } of clinical.readRenalRules().rows) assert.ok(genericIds.has(genericId), id);
});

test('bands of one renal rule do not overlap', () => {
  const bands = Map.groupBy(clinical.readRenalRules().rows, ({ genericId, measure }) => `${genericId} ${measure}`);
  for (const [name, rules] of bands) {
    const sorted = rules.toSorted((a, b) => a.from - b.from);
    for (const [index, band] of sorted.entries()) {
      const next = sorted[index + 1];
      assert.ok(next === undefined || band.below <= next.from, `${name}: ${band.id}, ${next?.id}`);
    }
  }
});

test('allergy classes know their members, and members exist', () => {
  const groups = clinical.readSideChainGroups().rows;
  for (const { key, genericIds: members } of groups) known(members, genericIds, key);
  unique(
    groups.flatMap(({ genericIds: members }) => members),
    'side chain of a drug',
  );
  for (const { key, members, cross, exceptions } of clinical.readAllergyClasses().rows) {
    assert.ok(members.atcPrefixes.length + members.classes.length > 0, key);
    known(members.classes, classKeys, key);
    for (const reaction of [...cross, ...exceptions]) {
      known(reaction.classes, classKeys, key);
      known(reaction.genericIds, genericIds, key);
      assert.ok(reaction.classes.length + reaction.genericIds.length > 0, key);
    }
  }
});

test('infusion rules and monitoring name known drugs, and known routes', () => {
  const routeCodes = new Set(routes.map(({ code }) => code));
  for (const { id, a, b, routes: forbidden } of clinical.readIvCompatibility().rows) {
    for (const side of [a, ...(b ? [b] : [])]) {
      known(side.genericIds, genericIds, id);
      known(side.classes, classKeys, id);
    }
    known(forbidden, routeCodes, id);
  }
  for (const { id, classes: watched, genericIds: drugs } of clinical.readMonitoring().rows) {
    known(watched, classKeys, id);
    known(drugs, genericIds, id);
    assert.ok(watched.length + drugs.length > 0, id);
  }
});

test('doses are in order: usual below maximum, one dose below a day', () => {
  for (const { id, adult, child, frequencyMin, frequencyMax } of generics) {
    const ordered = (low: string | null, high: string | null, what: string) =>
      assert.ok(low === null || high === null || Number(low) <= Number(high), `${id} ${what}: ${low} > ${high}`);
    ordered(adult.singleUsualMin, adult.singleUsualMax, 'usual dose');
    ordered(adult.singleUsualMax, adult.singleMax, 'usual and maximum dose');
    ordered(adult.singleMax, adult.dailyMax, 'dose and day');
    ordered(child.perKgSingleMin, child.perKgSingleMax, 'dose per kg');
    ordered(child.perKgDailyMin, child.perKgDailyMax, 'day per kg');
    ordered(child.perKgDailyMax, child.perKgDailyLimit, 'day per kg and its limit');
    if (!frequencyMin || !frequencyMax) continue;
    const least = frequencyMin.times * frequencyMax.perDays;
    assert.ok(least <= frequencyMax.times * frequencyMin.perDays, `${id} frequency`);
  }
});

test('a dose unit is there when doses are', () => {
  for (const { id, doseUnit, adult, child } of generics) {
    const { textZh: _, ...adultDoses } = adult;
    const { textZh: __, maxTimesPerDay: ___, ...childDoses } = child;
    const doses = [...Object.values(adultDoses), ...Object.values(childDoses)];
    if (doses.some((dose) => dose !== null)) assert.ok(doseUnit, id);
  }
});

test('frequencies count what they say', () => {
  const rows = clinical.readOrderFrequencies().rows;
  unique(
    rows.map(({ code }) => code),
    'frequency',
  );
  for (const { code, times, perDays, timesPerDay } of rows) {
    if (times === null || perDays === null) assert.equal(timesPerDay, null, code);
    else assert.ok(Math.abs(Number(timesPerDay) - times / perDays) < 1e-6, code);
  }
  const byCode = new Map(rows.map((row) => [row.code, row]));
  assert.deepEqual(
    ['qd', 'bid', 'qod', 'qw', 'biw', 'q8h', 'q72h', 'prn', 'st'].map((code) => byCode.get(code)?.timesPerDay ?? null),
    ['1', '2', '0.5', '0.142857', '0.285714', '3', '0.333333', null, null],
  );
  assert.equal(byCode.get('tid')?.wst364Certain, false, 'the code of tid is quoted, not read in the table');
});

test('herbs: pairs once, amounts in order', () => {
  const pairs = clinical.readTcmIncompatibility().rows;
  unique(
    pairs.map(({ herbA, herbB }) => [herbA, herbB].sort().join('+')),
    'pair of herbs',
  );
  for (const { herb, dailyMinG, dailyMaxG } of clinical.readTcmDoseLimits().rows) {
    assert.ok(Number(dailyMinG) <= Number(dailyMaxG), herb);
  }
});

test('drugs that kill when given daily are stopped', () => {
  const methotrexate = generics.find(({ en }) => en === 'methotrexate');
  assert.deepEqual(methotrexate?.frequencyMax, { times: 1, perDays: 7 });
  assert.equal(methotrexate?.frequencyAction, 'block');
});
