import assert from 'node:assert/strict';
import { test } from 'node:test';
import { role } from '@xinglin/server/contract/staff';
import { faultOf, rolesFor } from './grants-model.ts';

test('working roles stand together, in departments or everywhere', () => {
  assert.equal(
    faultOf([{ role: 'doctor', departmentId: 'a' }, { role: 'doctor', departmentId: 'b' }, { role: 'manager' }]),
    undefined,
  );
});

test('the three administrators stand alone', () => {
  assert.equal(faultOf([{ role: 'system-admin' }]), undefined);
  assert.equal(faultOf([{ role: 'system-admin' }, { role: 'security-admin' }]), 'mixed');
  assert.equal(faultOf([{ role: 'audit-admin' }, { role: 'manager' }]), 'mixed');
  assert.equal(faultOf([{ role: 'audit-admin', departmentId: 'a' }]), 'administrator-in-department');
});

test('unfinished and doubled grants are found', () => {
  assert.equal(faultOf([]), 'empty');
  assert.equal(faultOf([{ role: 'doctor' }, {}]), 'empty');
  assert.equal(
    faultOf([
      { role: 'doctor', departmentId: 'a' },
      { role: 'doctor', departmentId: 'a' },
    ]),
    'twice',
  );
});

test('to an account only roles of its own kind can be added', () => {
  assert.equal(rolesFor('working', role.options).includes('doctor'), true);
  assert.equal(
    rolesFor('working', role.options).some((one) => one.endsWith('-admin')),
    false,
  );
  assert.deepEqual(rolesFor('audit-admin', role.options), ['audit-admin']);
});
