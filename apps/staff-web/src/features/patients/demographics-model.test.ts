import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patient } from '@xinglin/server/contract/patients';
import { formOf, rebase, requestOf } from './demographics-model.ts';

const zhang = {
  id: '0190ffff-0000-7000-8000-000000000001',
  version: 4,
  number: '1000001',
  name: '张三',
  sex: 'male',
  bornOn: '1960-05-01',
  bornOnIsEstimate: false,
  age: [],
  temporary: false,
  documents: [],
  absorbed: [],
  registeredAt: '2026-01-01T00:00:00Z',
  phoneMasked: '138****1234',
  addressMasked: '清溪村***',
  villageId: '0190ffff-0000-7000-8000-0000000000aa',
  contactMasked: { name: '李四', relation: '10', phone: '139****1234' },
  occupation: '农民',
} as Patient;

test('hidden fields that nobody touched are left out, so that the server keeps them', () => {
  const request = requestOf(zhang, formOf(zhang));
  assert.equal('phone' in request || 'address' in request || 'contact' in request, false);
  assert.equal(request.version, 4);
  assert.equal(request.occupation, '农民');
});

test('a hidden field is taken away, or written anew', () => {
  const form = formOf(zhang);
  assert.equal(requestOf(zhang, { ...form, phoneAct: 'remove' }).phone, null);
  assert.equal(requestOf(zhang, { ...form, phoneAct: 'change', phone: ' 13900001111 ' }).phone, '13900001111');
  const contact = requestOf(zhang, {
    ...form,
    contactAct: 'change',
    contactName: '王五',
    contactRelation: '20',
  }).contact;
  assert.deepEqual(contact, { name: '王五', relation: '20' });
});

test('"change" with nothing typed leaves the stored value', () => {
  assert.equal('phone' in requestOf(zhang, { ...formOf(zhang), phoneAct: 'change' }), false);
});

test('an emptied field is removed, not kept', () => {
  assert.equal('occupation' in requestOf(zhang, { ...formOf(zhang), occupation: '' }), false);
});

test('the moment of birth stays while the birth date does, and goes when the date is corrected', () => {
  // 03:30 on the second of March at the institution.
  const baby = { ...zhang, bornOn: '2026-03-02', bornAt: '2026-03-01T19:30:00Z' } as Patient;
  assert.equal(requestOf(baby, formOf(baby)).bornAt, '2026-03-01T19:30:00Z');
  assert.equal('bornAt' in requestOf(baby, { ...formOf(baby), bornOn: '2026-03-03' }), false);
});

test('what another person changed is taken over, what both changed is pointed out', () => {
  const typed = { ...formOf(zhang), name: '张三丰', occupation: '教师' };
  const theirs = { ...zhang, version: 5, occupation: '工人', workUnit: '示范小学' } as Patient;
  const { form, taken, disputed } = rebase(zhang, theirs, typed);
  assert.deepEqual(taken, ['workUnit']);
  assert.deepEqual(disputed, ['occupation']);
  assert.deepEqual([form.name, form.occupation, form.workUnit], ['张三丰', '教师', '示范小学']);
});
