import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { vaultOf } from '#platform/crypto/vault';
import { observations, patients } from '../testing/arbitraries.ts';
import { bodyOf, contentCodec, renderResource, type VersionKey } from './content.ts';

const longAgo = Temporal.Instant.from('1970-01-01T00:00:00Z');
const vault = vaultOf(
  () => [{ id: 1, purpose: 'seal', secret: Buffer.alloc(32, 'k'), activeFrom: longAgo }],
  'aes-256-gcm',
  () => Temporal.Instant.from('2026-03-02T01:00:00Z'),
);
const codec = contentCodec(vault);
const keyOf = (type: string): VersionKey => ({
  institutionId: 1,
  type,
  id: 'a',
  version: 3,
  updatedAt: '2026-03-02T01:00:00.000Z',
});

const roundTrip = (resource: Resource): unknown => {
  const key = keyOf(resource.resourceType);
  return JSON.parse(renderResource(key, codec.open(key, codec.seal(key, bodyOf(resource)))));
};

test('every resource comes back whole, with the meta of its version', () => {
  const meta = fc.constantFrom(
    undefined,
    { versionId: '9' },
    { tag: [{ code: 'a' }], lastUpdated: '2020-01-01T00:00:00Z' },
  );
  const law = fc.property(fc.oneof(patients, observations(['1'])), meta, (resource, given) => {
    const { versionId: _v, lastUpdated: _u, ...kept } = given ?? {};
    assert.deepEqual(roundTrip({ ...resource, ...(given ? { meta: given } : {}) } as Resource), {
      ...resource,
      id: 'a',
      meta: { versionId: '3', lastUpdated: '2026-03-02T01:00:00.000Z', ...kept },
    });
  });
  fc.assert(law, { numRuns: 300 });
});

test('small, large and incompressible content all come back', () => {
  for (const size of [1, 100, 5_000, 200_000]) {
    const noise = createHash('sha512')
      .update(String(size))
      .digest('base64')
      .repeat(Math.ceil(size / 88))
      .slice(0, size);
    const key = keyOf('Basic');
    for (const text of [noise, '长'.repeat(size)]) assert.equal(codec.open(key, codec.seal(key, text)), text);
  }
});

test('content opens only in its own place', () => {
  const key = keyOf('Patient');
  const sealed = codec.seal(key, '{"active":true}');
  const elsewhere: readonly Partial<VersionKey>[] = [
    { institutionId: 2 },
    { type: 'Practitioner' },
    { id: 'b' },
    { version: 4 },
    { updatedAt: '2026-03-02T01:00:00.001Z' },
  ];
  for (const other of elsewhere) assert.throws(() => codec.open({ ...key, ...other }, sealed));
});

test('an observation of a kilobyte is kept in less than half of it', () => {
  const observation: Resource = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8480-6', display: 'Systolic blood pressure' }] },
    subject: { reference: 'Patient/3f1f4b1e-5d0c-4a55-9c56-0e1e54c9a0aa' },
    valueQuantity: { value: 128, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  };
  const body = bodyOf(observation);
  assert.ok(codec.seal(keyOf('Observation'), body).length < body.length / 2);
});

test('the first dictionary never changes: stored content can only be read with it', () => {
  const dictionary = readFileSync(join(import.meta.dirname, 'dictionary-1.jsonl'));
  assert.equal(
    createHash('sha256').update(dictionary).digest('hex'),
    '70700e1bf77c659f8f13f9ef7312e42ee0b3ea02d974aa16fd18f6f0102efa75',
  );
});
