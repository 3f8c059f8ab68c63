import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@xinglin/kernel/client';
import pg from 'pg';
import { listDepartments, readSetUp, setUp } from '#contract/institutions';
import { whoAmI } from '#contract/staff';
import { beginEnrolment, beginSession, changePassword, confirmEnrolment } from '#platform/sign-in/contract';
import { fromBase32, stepAt, totpAt } from '#platform/sign-in/core/totp';
import { openHttp } from '#testing/http';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

const form = {
  institution: {
    code: 'PDY440103',
    name: '青石镇卫生院',
    kind: 'township-health-centre',
    socialCreditCode: '91330100799655058B',
    areaCode: '440103',
    address: '青石镇和平路 8 号',
  },
  systemAdministrator: { name: '周系统', userName: 'xitong', password: 'Kestrel-7-Lantern' },
  securityAdministrator: { name: '吴安全', userName: 'anquan', password: 'Otter-52-Maple-Road' },
  auditAdministrator: { name: '郑审计', userName: 'shenji', password: 'Finch-63-Cedar-Hill' },
} as const;

/** As after `--empty`: migrated, and nobody there. */
async function emptied(): Promise<StartedClinic> {
  const clinic = await startClinic();
  const owner = new pg.Client({ connectionString: clinic.connectionString });
  await owner.connect();
  await owner.query(`
    set session_replication_role = replica;
    truncate institutions.institution, institutions.site, institutions.department, institutions.room,
             staff.member, staff.account, staff.role_assignment, sign_in.credential cascade`);
  await owner.end();
  return clinic;
}

test('an empty installation is set up once, and the administrators make their way in their own', async () => {
  await using clinic = await emptied();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  assert.deepEqual(await browser.call(readSetUp, {}), { isDone: false });
  assert.deepEqual(await browser.call(setUp, form), { institutionId: 1 });
  assert.deepEqual(await browser.call(readSetUp, {}), { isDone: true });
  await assert.rejects(browser.call(setUp, form), { code: 'institutions.already-set-up', status: 409 });

  const { userName, password } = form.securityAdministrator;
  const first = await browser.call(beginSession, { userName, password });
  assert.equal(first.step, 'new-password');
  const second = await browser.call(changePassword, { currentPassword: password, newPassword: 'Raven-74-Birch-Lane' });
  assert.equal(second.step, 'enrolment');
  await assert.rejects(browser.call(whoAmI, {}), { code: 'sign-in.step-needed' });
  const { secret } = await browser.call(beginEnrolment, {});
  const code = totpAt(fromBase32(secret), stepAt(clinic.clock.now().epochMilliseconds));
  const { session } = await browser.call(confirmEnrolment, { code });
  assert.equal(session.step, 'done');
  const me = await browser.call(whoAmI, {});
  assert.deepEqual([me.displayName, me.institution.name], ['吴安全', '青石镇卫生院']);
  assert.deepEqual(me.workPlaces, [{ role: 'security-admin' }]);
  const { departments } = await browser.call(listDepartments, {});
  assert.ok(departments.some(({ kind }) => kind === 'pharmacy') && departments.length >= 8);
});

test('two people setting up at once make one institution', async () => {
  await using clinic = await emptied();
  await using http = await openHttp(clinic);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      http
        .browser()
        .call(setUp, form)
        .then(
          () => 'done',
          (error: ApiError) => error.code,
        ),
    ),
  );
  assert.deepEqual(answers.sort(), ['done', ...Array<string>(4).fill('institutions.already-set-up')].sort());
  const { count } = await clinic.db.transaction('platform', (tx) =>
    tx.one<{ count: number }>('select count(*) from staff.member'),
  );
  assert.equal(count, 3);
});

test('a form with a fault leaves nothing behind', async () => {
  await using clinic = await emptied();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  const attempt = async (wrong: object) => {
    const error = await browser.call(setUp, { ...form, ...wrong }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof ApiError);
    return error.fields.map(({ path, code }) => `${path} ${code}`);
  };
  const weak = { auditAdministrator: { name: '郑审计', userName: 'shenji', password: 'Password123!' } };
  assert.deepEqual(await attempt(weak), ['auditAdministrator.password sign-in.password-common']);
  const same = { auditAdministrator: { ...form.auditAdministrator, userName: 'ANQUAN' } };
  assert.deepEqual(await attempt(same), ['userName sign-in.user-name-taken']);
  const code = { institution: { ...form.institution, socialCreditCode: '123' } };
  assert.deepEqual(await attempt(code), ['institution.socialCreditCode institutions.social-credit-code']);
  assert.deepEqual(await browser.call(readSetUp, {}), { isDone: false });
  assert.deepEqual(await browser.call(setUp, form), { institutionId: 1 });
});
