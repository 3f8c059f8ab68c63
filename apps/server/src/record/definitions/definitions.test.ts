import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parametersOf } from '../parameters/parameters.ts';
import { searchDefinitions, structures } from './definitions.ts';
import { generated } from './generate.ts';
import { heldTypes, mainDates } from './held-types.ts';
import { pathsOf, UnreadableExpression } from './parameters-from.ts';

test('the generated files are what the official definitions give today', () => {
  for (const [name, content] of generated()) {
    const file = readFileSync(join(import.meta.dirname, '../generated', name), 'utf8');
    assert.ok(file === content, `${name} is out of date: node apps/server/src/record/definitions/generate.ts`);
  }
});

test('every held type has its structure and its search parameters', () => {
  for (const type of heldTypes) {
    assert.ok(structures.types[type], type);
    assert.ok((searchDefinitions.parameters[type]?.length ?? 0) > 6, type);
  }
  // What is left out is refused when asked for; the list may only shrink.
  const left = new Set(searchDefinitions.leftOut.map(({ code }) => code));
  assert.deepEqual([...left].sort(), ['_content', '_query', '_text', 'near']);
});

test('what the package adds to R4 for its own server is left out', () => {
  // http://hl7.org/fhir/R4/resource.html#Meta
  const official = ['id', 'extension', 'versionId', 'lastUpdated', 'source', 'profile', 'security', 'tag'];
  assert.deepEqual(Object.keys(structures.types.Meta?.elements ?? {}), official);
});

test('a main date has one value, so that one column can hold it', () => {
  const isMany = (type: string, [step, ...rest]: readonly string[]): boolean => {
    if (step === undefined) return false;
    const element = structures.types[type]?.elements[step];
    return element?.many === true || isMany(element?.type ?? '', rest);
  };
  for (const [type, code] of Object.entries(mainDates)) {
    const shape = searchDefinitions.parameters[type]?.find((parameter) => parameter.code === code);
    assert.equal(shape?.type, 'date', `${type}.${code}`);
    assert.equal(parametersOf(type).date?.column, 'date');
    for (const { steps } of shape?.paths ?? []) assert.ok(!isMany(type, steps), `${type}.${steps.join('.')}`);
  }
});

test('an expression that is not understood stops the generation', () => {
  assert.throws(
    () => pathsOf('Patient.name.where(use = "official" and period.empty())', 'Patient', structures.types),
    UnreadableExpression,
  );
  assert.throws(() => pathsOf('Patient.nonsense', 'Patient', structures.types), UnreadableExpression);
});

test('flags, casts and filters become plain walks', () => {
  const paths = (expression: string, type: string) => pathsOf(expression, type, structures.types);
  assert.deepEqual(paths("Patient.telecom.where(system='phone') | Person.telecom", 'Patient'), [
    { steps: ['telecom'], leaf: 'ContactPoint', where: ['system', 'phone'] },
  ]);
  assert.deepEqual(paths('(Observation.value as CodeableConcept).text', 'Observation'), [
    { steps: ['valueCodeableConcept', 'text'], leaf: 'string' },
  ]);
  // Three ways of writing one cast have been in use.
  const amounts = ['(Observation.value as Quantity)', 'Observation.value.as(Quantity)'];
  for (const cast of [...amounts, '(Observation.value.ofType(Quantity))']) {
    assert.deepEqual(paths(cast, 'Observation'), [{ steps: ['valueQuantity'], leaf: 'Quantity' }]);
  }
  assert.deepEqual(paths('(Observation.value.ofType(CodeableConcept)).text', 'Observation'), [
    { steps: ['valueCodeableConcept', 'text'], leaf: 'string' },
  ]);
  assert.deepEqual(paths('Encounter.subject.where(resolve() is Patient)', 'Encounter'), [
    { steps: ['subject'], leaf: 'Reference', refersTo: 'Patient' },
  ]);
});
