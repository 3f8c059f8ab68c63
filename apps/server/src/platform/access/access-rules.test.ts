import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { accessFaults, accessRules, loadAccess } from './access-rules.ts';

const permission = (...roles: string[]) => ({ zh: '权', en: 'right', roles });
const known = { roles: ['doctor', 'manager', 'audit-admin'], administrators: ['audit-admin'] };

test('a role holds what the files give it', () => {
  const rules = accessRules(
    new Map([
      ['a.read', permission('doctor', 'manager')],
      ['a.write', permission('doctor')],
    ]),
  );
  assert.deepEqual(rules.permissionsOf('doctor'), ['a.read', 'a.write']);
  assert.deepEqual(rules.permissionsOf('manager'), ['a.read']);
  assert.deepEqual(rules.permissionsOf('nobody'), []);
});

test('every kind of fault is found, and only where it is', () => {
  const rules = accessRules(
    new Map([
      ['a.read', permission('doctor')],
      ['a.idle', permission('doctor')],
      ['a.strange', permission('astronaut')],
      ['a.mixed', permission('doctor', 'audit-admin')],
      ['a.shared', permission('manager', 'audit-admin')],
    ]),
  );
  const operations = [
    { name: 'a.one', permission: 'a.read' },
    { name: 'a.two', permission: 'a.missing' },
    { name: 'a.three', permission: 'public' },
    { name: 'a.four', permission: 'signed-in' },
  ] as const;
  const faults = accessFaults(rules, {
    ...known,
    operations,
    alsoUsed: ['a.strange', 'a.mixed', 'a.shared'],
    shared: ['a.shared'],
  });
  assert.deepEqual(faults.map(({ kind, text }) => `${kind} ${text.split(' ')[0]}`).sort(), [
    'mixed-duty a.mixed',
    'unknown-permission a.two',
    'unknown-role a.strange',
    'unused a.idle',
  ]);
});

test('a broken file and a permission owned twice are refused by name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'access-'));
  try {
    await writeFile(join(folder, 'a.json'), JSON.stringify({ permissions: { 'a.read': permission('doctor') } }));
    assert.equal(loadAccess(folder).permissions.size, 1);
    await writeFile(join(folder, 'b.json'), JSON.stringify({ permissions: { 'a.read': permission('doctor') } }));
    assert.throws(() => loadAccess(folder), /b\.json: a\.read is in another file/);
    await writeFile(join(folder, 'b.json'), JSON.stringify({ permissions: { 'b.read': { zh: '', roles: [] } } }));
    assert.throws(() => loadAccess(folder), /b\.json/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
