import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setting } from '@xinglin/kernel/setting';
import { z } from 'zod';
import { openHttp } from '#testing/http';
import { departmentIdOf } from '#testing/seed-institutions';
import { startClinic } from '#testing/start-clinic';
import * as contract from './contract.ts';

const idle = { key: 'sign-in.idle-minutes', reason: '护士站不能频繁退出' };

test('departments are listed by kind, found by initials, and each institution sees its own', async () => {
  await using clinic = await startClinic();
  const here = await clinic.as('doctor').call(contract.listDepartments, {});
  const there = await clinic.as('doctor', { institutionId: 2 }).call(contract.listDepartments, {});
  assert.equal(here.departments.length, there.departments.length);
  const ids = new Set(here.departments.map(({ id }) => id));
  assert.ok(there.departments.every(({ id }) => !ids.has(id)));
  const outpatient = await clinic.as('doctor').call(contract.listDepartments, { kind: 'outpatient' });
  assert.ok(outpatient.departments.every(({ kind }) => kind === 'outpatient'));
  assert.deepEqual(
    outpatient.departments.slice(0, 2).map(({ name, initials }) => [name, initials]),
    [
      ['全科', 'qk'],
      ['中医科', 'zyk'],
    ],
  );
});

test('a department is added, changed and closed, and the record follows', async () => {
  await using clinic = await startClinic();
  const manager = clinic.as('manager');
  const { sites } = await manager.call(contract.listSites, {});
  const siteId = sites[0]?.id ?? '';
  const form = { siteId, code: 'EYE', name: '眼科', kind: 'outpatient', position: 3 } as const;
  const added = await manager.call(contract.addDepartment, form);
  assert.equal(added.initials, 'yk');
  await assert.rejects(manager.call(contract.addDepartment, form), {
    kind: 'conflict',
    code: 'institutions.code-taken',
  });
  const closed = await manager.call(contract.changeDepartment, {
    ...form,
    name: '眼耳鼻喉科',
    departmentId: added.id,
    retired: true,
  });
  assert.deepEqual([closed.name, closed.retired], ['眼耳鼻喉科', true]);
  const { departments } = await manager.call(contract.listDepartments, { kind: 'outpatient' });
  assert.ok(!departments.some(({ id }) => id === added.id), 'a closed one is not offered');

  const stored = await clinic.tx((tx) => clinic.app.record.history(tx, 'Organization', added.id));
  assert.deepEqual(
    stored.versions.map(({ resource }) => [resource?.name, resource?.active]),
    [
      ['眼耳鼻喉科', false],
      ['眼科', true],
    ],
  );
  const missing = { ...form, departmentId: '00000000-0000-7000-8000-000000000000' };
  await assert.rejects(manager.call(contract.changeDepartment, missing), { code: 'institutions.no-such-department' });
  const nowhere = { ...form, code: 'X', siteId: missing.departmentId };
  await assert.rejects(manager.call(contract.addDepartment, nowhere), {
    fields: [{ path: 'siteId', code: 'institutions.no-such-site', facts: {} }],
  });
});

test('the main site stays; a site with working departments is not closed', async () => {
  await using clinic = await startClinic();
  const manager = clinic.as('manager');
  const { sites } = await manager.call(contract.listSites, {});
  const main = sites[0];
  assert.ok(main);
  const close = { siteId: main.id, code: main.code, name: main.name, kind: main.kind, retired: true };
  await assert.rejects(manager.call(contract.changeSite, close), { code: 'institutions.main-site-stays' });
  const clinicSite = await manager.call(contract.addSite, { code: 'V01', name: '东村卫生室', kind: 'village-clinic' });
  const second = { code: 'M2', name: '分院', kind: 'main' } as const;
  await assert.rejects(manager.call(contract.addSite, second), { code: 'institutions.one-main-site' });
  await manager.call(contract.addDepartment, {
    siteId: clinicSite.id,
    code: 'V01-GEN',
    name: '村医诊室',
    kind: 'outpatient',
  });
  const shut = {
    siteId: clinicSite.id,
    code: 'V01',
    name: '东村卫生室',
    kind: 'village-clinic',
    retired: true,
  } as const;
  await assert.rejects(manager.call(contract.changeSite, shut), {
    code: 'institutions.site-has-departments',
    facts: { count: 1 },
  });
});

test('rooms belong to a department and are named once in it', async () => {
  await using clinic = await startClinic();
  const manager = clinic.as('manager');
  const departmentId = departmentIdOf(1, 'TCM');
  const room = await manager.call(contract.addRoom, { departmentId, name: '2诊室' });
  await assert.rejects(manager.call(contract.addRoom, { departmentId, name: '2诊室' }), {
    code: 'institutions.name-taken',
  });
  await manager.call(contract.changeRoom, { roomId: room.id, name: '3诊室' });
  const { rooms } = await manager.call(contract.listRooms, { departmentId });
  assert.deepEqual(
    rooms.map(({ name }) => name),
    ['3诊室'],
  );
  const stored = await clinic.tx((tx) => clinic.app.record.read(tx, 'Location', room.id));
  assert.equal(stored?.partOf?.display, '院本部');
});

test('an institution’s numbers are checked', async () => {
  await using clinic = await startClinic();
  const manager = clinic.as('manager');
  const form = { code: 'T1', name: '试验镇卫生院', kind: 'township-health-centre' } as const;
  const changed = await manager.call(contract.changeInstitution, {
    ...form,
    socialCreditCode: '91330100799655058b',
    areaCode: '110101',
    phone: '010-66668888',
  });
  assert.equal(changed.socialCreditCode, '91330100799655058B');
  assert.deepEqual(await clinic.as('doctor').call(contract.readInstitution, {}), changed);
  const codes = async (wrong: object) => {
    const error = await manager.call(contract.changeInstitution, { ...form, ...wrong }).catch((thrown) => thrown);
    return (error.fields as { code: string }[]).map(({ code }) => code);
  };
  assert.deepEqual(await codes({ socialCreditCode: '91330100799655059B' }), ['institutions.social-credit-code']);
  assert.deepEqual(await codes({ areaCode: '11010' }), ['institutions.area-code']);
  assert.deepEqual(await codes({ phone: 'call me' }), ['input.phone']);
  assert.deepEqual(await codes({ code: '一' }), ['input.code']);
});

test('a setting stands at its default until somebody decides, with who, when and why', async () => {
  await using clinic = await startClinic();
  const security = clinic.as('security-admin');
  const find = async () => {
    const { settings } = await security.call(contract.listSettings, {});
    return settings.find(({ key }) => key === idle.key);
  };
  const before = await find();
  assert.deepEqual([before?.value, before?.isDefault, before?.shape.type], [30, true, 'integer']);
  const decided = await security.call(contract.decideSecuritySetting, { ...idle, value: 60 });
  assert.deepEqual(
    [decided.value, decided.isDefault, decided.decidedBy, decided.reason],
    [60, false, '蒋安全', idle.reason],
  );
  const values = await clinic.as('doctor').call(contract.readSettingValues, {});
  assert.equal(values.values[idle.key], 60);
  const elsewhere = await clinic.as('doctor', { institutionId: 2 }).call(contract.readSettingValues, {});
  assert.equal(elsewhere.values[idle.key], 30);

  clinic.clock.advance({ minutes: 1 });
  const back = await security.call(contract.decideSecuritySetting, { ...idle, value: null, reason: '恢复默认' });
  assert.deepEqual([back.value, back.isDefault], [30, true]);
  const { decisions } = await security.call(contract.settingHistory, { key: idle.key });
  assert.deepEqual(
    decisions.map(({ value, reason }) => [value, reason]),
    [
      [null, '恢复默认'],
      [60, idle.reason],
    ],
  );
});

test('a value must fit, a key must exist, and each administrator decides only what is theirs', async () => {
  await using clinic = await startClinic();
  const [security, system] = [clinic.as('security-admin'), clinic.as('system-admin')];
  for (const value of [0, 481, 2.5, 'thirty', [30]]) {
    const wrong = security.call(contract.decideSecuritySetting, { ...idle, value });
    await assert.rejects(wrong, { code: 'institutions.setting-value' }, String(value));
  }
  const unknown = { key: 'no.such-setting', value: 1, reason: 'x' };
  await assert.rejects(system.call(contract.decideSetting, unknown), { code: 'institutions.no-such-setting' });
  await assert.rejects(system.call(contract.decideSetting, { ...idle, value: 60 }), {
    code: 'institutions.other-policy',
  });
  const { settings } = await system.call(contract.listSettings, {});
  const other = settings.find(({ key }) => key.startsWith('stock.'));
  assert.ok(other);
  const working = { key: other.key, value: other.fallback as number, reason: 'x' };
  await assert.rejects(security.call(contract.decideSecuritySetting, working), { code: 'institutions.other-policy' });
  await system.call(contract.decideSetting, working);
});

test('a decision that a newer version no longer accepts falls back to the default', async () => {
  await using clinic = await startClinic();
  await clinic.as('security-admin').call(contract.decideSecuritySetting, { ...idle, value: 60 });
  const stricter = setting({
    key: 'sign-in.idle-minutes',
    shape: z.int().max(45),
    fallback: 30,
    title: { zh: '空闲', en: 'Idle' },
    source: 'trial',
  });
  assert.equal(await clinic.tx((tx) => clinic.modules.institutions.setting(tx, stricter)), 30);
});

test('a decision takes effect in every process that remembers', async () => {
  await using clinic = await startClinic();
  await using one = await openHttp(clinic);
  await using two = await openHttp(clinic);
  const [security, reader] = [one.browser(), two.browser()];
  await security.signIn('security-admin');
  await reader.signIn('doctor');
  const value = async () => (await reader.call(contract.readSettingValues, {})).values[idle.key];
  assert.equal(await value(), 30);
  await security.call(contract.decideSecuritySetting, { ...idle, value: 45 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await value(), 45);
});
