import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@xinglin/kernel/client';
import { isAllowedIn } from '#platform/actor';
import { beginSession } from '#platform/sign-in/contract';
import { openHttp } from '#testing/http';
import { personOf } from '#testing/people';
import { departmentIdOf, TEST_PASSWORD } from '#testing/seed-institutions';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import * as contract from './contract.ts';
import { dutyOf } from './core/duty.ts';

const doctor = personOf(1, 'doctor');
const IDENTITY = '11010519491231002X';

const newMember = (clinic: StartedClinic, form: object = {}) =>
  clinic.as('manager').call(contract.addMember, { code: 'N001', name: '新来者', ...form });

test('members are entered once, with their identity number sealed and shown masked', async () => {
  await using clinic = await startClinic();
  const added = await newMember(clinic, { identityNumber: IDENTITY, phone: '13800138000', title: '主治医师' });
  assert.deepEqual([added.identityNumber, added.phone, added.initials], ['110***********002X', '138****8000', 'xlz']);
  await assert.rejects(newMember(clinic, { code: 'N002', identityNumber: '11010519491231002x' }), {
    code: 'staff.person-known',
  });
  await assert.rejects(newMember(clinic), { code: 'staff.code-taken' });
  await assert.rejects(newMember(clinic, { code: 'N003', identityNumber: '110105194912310021' }), {
    fields: [{ path: 'identityNumber', code: 'staff.identity-number', facts: {} }],
  });
  const raw = await clinic.tx((tx) =>
    tx.one<{ row: string }>("select m::text as row from staff.member m where code = 'N001'"),
  );
  for (const secret of [IDENTITY, '13800138000']) {
    assert.ok(!raw.row.includes(secret) && !raw.row.includes(Buffer.from(secret).toString('hex')), secret);
  }
  const kept = await clinic
    .as('manager')
    .call(contract.changeMember, { memberId: added.id, code: 'N001', name: '新来着' });
  assert.equal(kept.identityNumber, added.identityNumber, 'left out means kept');
  const practitioner = await clinic.tx((tx) => clinic.app.record.read(tx, 'Practitioner', added.id));
  assert.equal(practitioner?.name?.[0]?.text, '新来着');
  assert.ok(!JSON.stringify(practitioner).includes('110105'));
});

test('people are found by name, initials, number, role and department', async () => {
  await using clinic = await startClinic();
  const names = async (input: object) =>
    (await clinic.as('registrar').call(contract.listMembers, input)).members.map(({ name }) => name);
  assert.deepEqual(await names({ search: '王' }), ['王医生']);
  assert.deepEqual(await names({ search: 'WYS' }), ['王医生']);
  assert.deepEqual(await names({ role: 'doctor' }), ['王医生', '李医生']);
  assert.deepEqual(await names({ departmentId: departmentIdOf(1, 'TCM') }), []);
  const grant = { accountId: doctor.accountId, role: 'ward-nurse', departmentId: departmentIdOf(1, 'WARD') } as const;
  await clinic.as('security-admin').call(contract.grantRole, grant);
  assert.deepEqual(await names({ departmentId: departmentIdOf(1, 'WARD') }), ['王医生']);
});

test('prescribing rights are the manager’s to grant, and special ones need the general one', async () => {
  await using clinic = await startClinic();
  const { id } = await newMember(clinic);
  const rights = (staffId: string) => clinic.tx((tx) => clinic.modules.staff.prescriberRights(tx, staffId));
  assert.equal(await rights(id), undefined);
  const grant = {
    memberId: id,
    mayPrescribe: true,
    antibioticTiers: ['unrestricted'],
    controlledClasses: ['narcotic'],
  } as const;
  await clinic
    .as('manager')
    .call(contract.grantPrescribing, { ...grant, antibioticTiers: ['unrestricted'], controlledClasses: ['narcotic'] });
  assert.deepEqual(await rights(id), { antibioticTiers: ['unrestricted'], controlled: ['narcotic'] });
  const without = { memberId: id, mayPrescribe: false, antibioticTiers: ['special' as const] };
  await assert.rejects(clinic.as('manager').call(contract.grantPrescribing, without), {
    code: 'staff.must-prescribe-first',
  });
  const direct = clinic.tx((tx) => tx.run('update staff.member set may_prescribe = false where id = $1', [id]));
  await assert.rejects(direct, { code: '23514' }, 'the database refuses it as well');
  const security = clinic.as('security-admin').call(contract.grantPrescribing, without);
  await assert.rejects(security, { code: 'platform.no-permission' });
});

test('an account is made with a password to hand over, and its roles count where they were granted', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const { id: memberId } = await newMember(clinic);
  const ward = departmentIdOf(1, 'WARD');
  const security = clinic.as('security-admin');
  const { account, temporaryPassword } = await security.call(contract.createAccount, {
    memberId,
    userName: 'xinlaizhe',
    grants: [{ role: 'triage-nurse', departmentId: ward }, { role: 'registrar' }],
  });
  assert.deepEqual([account.duty, account.mustChangePassword, account.assignments.length], ['working', true, 2]);
  const session = await http.browser().call(beginSession, { userName: 'xinlaizhe', password: temporaryPassword });
  assert.equal(session.step, 'new-password');
  const actor = await clinic.tx((tx) => clinic.modules.staff.actorFor(tx, account.id));
  assert.ok(actor);
  const full = { ...actor, sessionId: undefined };
  assert.ok(isAllowedIn(full, 'visits.triage', ward));
  assert.ok(!isAllowedIn(full, 'visits.triage', departmentIdOf(1, 'GEN')));
  assert.ok(isAllowedIn(full, 'visits.register', departmentIdOf(1, 'GEN')), 'the whole institution');

  await assert.rejects(
    security.call(contract.createAccount, { memberId, userName: 'other', grants: [{ role: 'cashier' }] }),
    { code: 'staff.has-account' },
  );
  const { id: another } = await newMember(clinic, { code: 'N002' });
  for (const userName of ['XINLAIZHE', 'doctor-2']) {
    const taken = { memberId: another, userName, grants: [{ role: 'cashier' as const }] };
    await assert.rejects(security.call(contract.createAccount, taken), { code: 'sign-in.user-name-taken' }, userName);
  }
  const bad = { memberId: another, userName: 'a b', grants: [{ role: 'cashier' as const }] };
  await assert.rejects(security.call(contract.createAccount, bad), { code: 'sign-in.user-name' });
});

test('three administrators: refused in code …', async () => {
  await using clinic = await startClinic();
  const security = clinic.as('security-admin');
  const { id: memberId } = await newMember(clinic);
  const create = (grants: { role: contract.Role; departmentId?: string }[]) =>
    security.call(contract.createAccount, { memberId, userName: 'new-one', grants });
  await assert.rejects(create([{ role: 'system-admin' }, { role: 'audit-admin' }]), { code: 'staff.separate-duties' });
  await assert.rejects(create([{ role: 'audit-admin' }, { role: 'doctor' }]), { code: 'staff.separate-duties' });
  await assert.rejects(create([{ role: 'audit-admin', departmentId: departmentIdOf(1, 'GEN') }]), {
    code: 'staff.administrators-everywhere',
  });
  for (const [name, role] of [
    ['doctor', 'system-admin'],
    ['system-admin', 'audit-admin'],
    ['audit-admin', 'doctor'],
  ] as const) {
    const grant = security.call(contract.grantRole, { accountId: personOf(1, name).accountId, role });
    await assert.rejects(grant, { code: 'staff.separate-duties' }, `${name} ${role}`);
  }
  assert.equal(dutyOf(['doctor', 'cashier']), 'working');
  assert.equal(dutyOf([]), undefined);
});

test('… and by the database, whatever statement is tried', async () => {
  await using clinic = await startClinic();
  const { accountId } = personOf(1, 'audit-admin');
  const insert = (duty: string, role: string) =>
    clinic.tx((tx) =>
      tx.run(
        `insert into staff.role_assignment (institution_id, id, account_id, duty, role, granted_by, granted_at)
         values ($1, gen_random_uuid(), $2, $3, $4, 'somebody', now())`,
        [tx.institutionId, accountId, duty, role],
      ),
    );
  await assert.rejects(insert('audit-admin', 'system-admin'), { constraint: 'one_duty' });
  await assert.rejects(insert('audit-admin', 'doctor'), { constraint: 'one_duty' });
  await assert.rejects(insert('working', 'doctor'), { code: '23503' }, 'the duty is that of the account');
  const update = (sql: string) => clinic.tx((tx) => tx.run(sql, [accountId]));
  await assert.rejects(update("update staff.account set duty = 'working' where id = $1"), { constraint: 'one_duty' });
  await assert.rejects(update("update staff.role_assignment set role = 'doctor' where account_id = $1"), {
    constraint: 'one_duty',
  });
});

test('two security administrators granting at once leave one role', async () => {
  await using clinic = await startClinic();
  const { id: memberId } = await newMember(clinic);
  const create = clinic.as('security-admin').call(contract.createAccount, {
    memberId,
    userName: 'second-guard',
    grants: [{ role: 'registrar' }],
  });
  const { account } = await create;
  const grants = Array.from({ length: 6 }, () =>
    clinic.as('security-admin').call(contract.grantRole, { accountId: account.id, role: 'cashier' }),
  );
  const settled = await Promise.allSettled(grants);
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const result of settled) {
    if (result.status === 'rejected') assert.equal(result.reason.code, 'staff.role-held');
  }
});

test('nobody manages their own account', async () => {
  await using clinic = await startClinic();
  const security = clinic.as('security-admin');
  const { accountId } = personOf(1, 'security-admin');
  const own = [
    () => security.call(contract.grantRole, { accountId, role: 'audit-admin' }),
    () => security.call(contract.resetPassword, { accountId }),
    () => security.call(contract.unlockAccount, { accountId }),
    () => security.call(contract.disableAccount, { accountId }),
    () => security.call(contract.resetSecondFactor, { accountId }),
    () => security.call(contract.endSessions, { accountId }),
  ];
  for (const call of own) await assert.rejects(call, { code: 'staff.own-account' });
});

test('a closed account, and whoever has left, is out at once', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 100));
  const [one, two] = [http.browser(), http.browser()];
  await one.signIn('doctor');
  await two.signIn('registrar');
  await clinic.as('security-admin').call(contract.disableAccount, { accountId: doctor.accountId });
  await settle();
  await assert.rejects(one.call(contract.whoAmI, {}), { code: 'sign-in.session-ended' });
  await assert.rejects(one.signIn('doctor'), { code: 'sign-in.disabled', status: 403 });
  const { accounts } = await clinic.as('security-admin').call(contract.listAccounts, {});
  const row = accounts.find(({ id }) => id === doctor.accountId);
  assert.deepEqual([row?.isEnabled, row?.openSessions], [false, 0]);
  await clinic.as('security-admin').call(contract.enableAccount, { accountId: doctor.accountId });
  assert.equal((await one.signIn('doctor')).step, 'done');

  const registrar = personOf(1, 'registrar');
  const left = { memberId: registrar.staffId, code: 'S001', name: registrar.displayName, hasLeft: true };
  await clinic.as('manager').call(contract.changeMember, left);
  await settle();
  await assert.rejects(two.call(contract.whoAmI, {}), { code: 'sign-in.session-ended' });
  const open = clinic.as('security-admin').call(contract.enableAccount, { accountId: registrar.accountId });
  await assert.rejects(open, { code: 'staff.has-left' });
});

test('a lock is opened, a lost second factor is forgotten, sessions are ended', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const security = clinic.as('security-admin');
  const guess = () => http.browser().call(beginSession, { userName: 'doctor', password: 'wrong' });
  for (let attempt = 0; attempt < 5; attempt++) await assert.rejects(guess());
  const error = await http
    .browser()
    .signIn('doctor')
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof ApiError && error.code === 'sign-in.locked');
  const { accounts } = await security.call(contract.listAccounts, {});
  assert.ok(accounts.find(({ id }) => id === doctor.accountId)?.lockedUntil);
  const unlocked = await security.call(contract.unlockAccount, { accountId: doctor.accountId });
  assert.equal(unlocked.lockedUntil, undefined);
  const browser = http.browser();
  assert.equal((await browser.signIn('doctor')).step, 'done');
  assert.deepEqual(await security.call(contract.endSessions, { accountId: doctor.accountId }), { ended: 1 });

  const audit = personOf(1, 'audit-admin');
  const reset = await security.call(contract.resetSecondFactor, { accountId: audit.accountId });
  assert.equal(reset.hasSecondFactor, false);
  const view = await http.browser().call(beginSession, { userName: 'audit-admin', password: TEST_PASSWORD });
  assert.equal(view.step, 'enrolment', 'an administrator enrols a new one before anything else');
});

test('a role is revoked, but for the last', async () => {
  await using clinic = await startClinic();
  const security = clinic.as('security-admin');
  const granted = await security.call(contract.grantRole, { accountId: doctor.accountId, role: 'manager' });
  const byRole = (role: string) => granted.assignments.find((assignment) => assignment.role === role)?.id ?? '';
  const left = await security.call(contract.revokeRole, {
    accountId: doctor.accountId,
    assignmentId: byRole('manager'),
  });
  assert.deepEqual(
    left.assignments.map(({ role }) => role),
    ['doctor'],
  );
  const last = { accountId: doctor.accountId, assignmentId: byRole('doctor') };
  await assert.rejects(security.call(contract.revokeRole, last), { code: 'staff.last-role' });
  const again = { accountId: doctor.accountId, assignmentId: byRole('manager') };
  await assert.rejects(security.call(contract.revokeRole, again), { code: 'staff.no-such-assignment' });
});
