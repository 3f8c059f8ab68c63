import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDrug, type Drug, type Price } from '@xinglin/server/contract/catalog';
import { formOf, requestOf } from './drug-form-model.ts';
import { readAmount, stateOn } from './price-model.ts';

const amoxicillin = {
  id: '0190ffff-0000-7000-8000-000000000001',
  code: 'YP001',
  genericId: 'D003',
  name: '阿莫西林胶囊',
  category: 'western',
  specification: '0.25g×24粒/盒',
  dosageForm: '胶囊剂',
  doseUnit: 'mg',
  dosePerUnit: '250',
  dispensingUnit: '粒',
  packUnit: '盒',
  packSize: '24',
  splittable: true,
  singleUse: false,
  manufacturer: '示范药厂',
  routes: ['PO'],
  usualUse: { singleDose: '500', doseUnit: 'mg', route: 'PO', frequency: 'tid', days: 5 },
  storage: 'normal',
  essential: true,
  antibioticTier: 'unrestricted',
  skinTest: true,
  highAlert: false,
  state: 'active',
  version: 3,
} as Drug;

test('a drug that goes through the form unchanged comes out unchanged', () => {
  const { id: _id, state: _state, version: _version, ...fields } = amoxicillin;
  const request = requestOf(formOf(amoxicillin));
  assert.deepEqual(request, fields);
  assert.equal(createDrug.input.safeParse(request).success, true);
});

test('what is empty is left out; without a dose there is no usual use', () => {
  const form = {
    ...formOf(amoxicillin),
    genericId: ' ',
    antibioticTier: '',
    usualUse: { ...formOf(undefined).usualUse, route: 'PO' },
  };
  const request = requestOf(form);
  assert.equal('genericId' in request || 'antibioticTier' in request || 'usualUse' in request, false);
});

test('a started usual use is sent as it is, so that the refusal names what is missing', () => {
  const request = requestOf({ ...formOf(amoxicillin), usualUse: { ...formOf(undefined).usualUse, singleDose: '500' } });
  const read = createDrug.input.safeParse(request);
  assert.deepEqual(read.error?.issues.map(({ path }) => path.join('.')).sort(), [
    'usualUse.doseUnit',
    'usualUse.frequency',
    'usualUse.route',
  ]);
});

test('a price holds up to the day before the next one', () => {
  const price = { validFrom: '2026-03-01', validUntil: '2026-06-01' } as Price;
  assert.deepEqual(
    ['2026-02-28', '2026-03-01', '2026-05-31', '2026-06-01'].map((day) => stateOn(price, day)),
    ['coming', 'now', 'now', 'past'],
  );
  assert.equal(stateOn({ validFrom: '2026-03-01' } as Price, '2036-01-01'), 'now');
});

test('amounts as typed', () => {
  assert.equal(readAmount(' 0 '), '0');
  assert.equal(readAmount('12.345678'), '12.345678');
  for (const typed of ['', '-1', '1,5', '1e2', '0.1234567']) assert.equal(readAmount(typed), undefined, typed);
});
