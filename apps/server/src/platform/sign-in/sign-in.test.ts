import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@xinglin/kernel/client';
import { grantRole, listMembers, resetPassword, whoAmI } from '#contract/staff';
import { openHttp, ownHeaders, testCode } from '#testing/http';
import { personOf } from '#testing/people';
import { TEST_PASSWORD } from '#testing/seed-institutions';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import * as contract from './contract.ts';
import { fromBase32, stepAt, totpAt } from './core/totp.ts';

const doctor = personOf(1, 'doctor');
const refusal = (code: string, more: object = {}) => ({ code, ...more });

const signInEntries = (clinic: StartedClinic, institutionId = 1) =>
  clinic.db.transaction('platform', (tx) =>
    tx.many<{ operation: string; outcome: string; reason: string | null; account_id: string }>(
      `select operation, outcome, reason, account_id from audit.entry
       where kind = 'sign-in' and institution_id = $1 order by id`,
      [institutionId],
    ),
  );

test('user name and password open a session; signing out shuts it for good', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  assert.deepEqual(await browser.call(contract.readSession, {}), { step: 'signed-out' });
  // Case and width of the name do not matter, as little as the spaces around it.
  const view = await browser.call(contract.beginSession, { userName: ' ＤＯＣＴＯＲ ', password: TEST_PASSWORD });
  assert.equal(view.step, 'done');
  assert.equal(view.displayName, doctor.displayName);
  const me = await browser.call(whoAmI, {});
  assert.equal(me.staffId, doctor.staffId);
  assert.deepEqual(me.workPlaces, [{ role: 'doctor' }]);
  assert.equal(me.permissions['visits.consult'], 'all');

  const stolen = new Map(browser.cookies);
  await browser.call(contract.endSession, {});
  assert.equal(browser.cookies.size, 0);
  for (const [name, value] of stolen) browser.cookies.set(name, value);
  await assert.rejects(browser.call(whoAmI, {}), refusal('sign-in.session-ended', { status: 401 }));

  const journal = await signInEntries(clinic);
  assert.deepEqual(
    journal.map(({ operation, outcome }) => `${operation} ${outcome}`),
    ['sign-in.begin-session done', 'sign-in.end-session done'],
  );
});

test('the cookie is out of reach of scripts and other sites, and the database holds only its hash', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  const answer = await browser.fetch('/api/session', {
    method: 'POST',
    headers: ownHeaders,
    body: JSON.stringify({ userName: 'doctor', password: TEST_PASSWORD }),
  });
  const [cookie = ''] = answer.headers.getSetCookie();
  assert.match(cookie, /^xinglin_session=[\w-]{43};/);
  for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(cookie.includes(flag), flag);
  assert.ok(!/Expires|Max-Age|Secure/.test(cookie), cookie);

  const token = browser.cookies.get('xinglin_session') ?? '';
  assert.equal(Buffer.from(token, 'base64url').length, 32);
  const stored = await clinic.db.transaction('platform', (tx) =>
    tx.many<{ row: string }>('select s::text as row from sign_in.session s'),
  );
  assert.equal(stored.length, 1);
  assert.ok(!stored[0]?.row.includes(token));
  assert.ok(!stored[0]?.row.includes(Buffer.from(token, 'base64url').toString('hex')));
});

test('under TLS the cookie is Secure and has the name that cannot be planted', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { settings: { behindTls: true } });
  const answer = await fetch(`${http.url}/api/session`, {
    method: 'POST',
    headers: ownHeaders,
    body: JSON.stringify({ userName: 'doctor', password: TEST_PASSWORD }),
  });
  const [cookie = ''] = answer.headers.getSetCookie();
  assert.match(cookie, /^__Host-xinglin_session=/);
  assert.ok(cookie.includes('Secure'));
  assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age=15552000/);
});

test('a wrong password and an unknown name get the same answer, and the same lock after five', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const answers: string[][] = [];
  for (const userName of ['doctor', 'nobody-of-this-name']) {
    const browser = http.browser();
    const heard: string[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      const error = await browser
        .call(contract.beginSession, { userName, password: `wrong-${attempt}` })
        .catch((thrown: unknown) => thrown);
      assert.ok(error instanceof ApiError);
      heard.push(`${error.status} ${error.code} ${JSON.stringify(error.facts)}`);
    }
    answers.push(heard);
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.deepEqual(answers[0]?.slice(4, 6), ['401 sign-in.wrong {}', '401 sign-in.locked {"minutes":15}']);
  // The right password is of no use either while the lock holds …
  const browser = http.browser();
  const right = { userName: 'doctor', password: TEST_PASSWORD };
  await assert.rejects(browser.call(contract.beginSession, right), refusal('sign-in.locked'));
  // … and trying on does not make it longer.
  clinic.clock.advance({ minutes: 14, seconds: 59 });
  await assert.rejects(browser.call(contract.beginSession, right), refusal('sign-in.locked'));
  clinic.clock.advance({ seconds: 2 });
  assert.equal((await browser.call(contract.beginSession, right)).step, 'done');

  const known = (await signInEntries(clinic)).map(({ outcome, reason }) => `${outcome} ${reason}`);
  assert.equal(known.filter((line) => line === 'refused sign-in.wrong').length, 5);
  assert.equal(known.filter((line) => line === 'refused sign-in.locked').length, 4);
  const unknown = await signInEntries(clinic, 0);
  assert.equal(unknown.length, 7);
  assert.ok(unknown.every(({ account_id }) => account_id === 'unknown'));
});

test('many guesses at once are still only as many as the rule allows', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const guesses = Array.from({ length: 30 }, (_, index) =>
    http
      .browser()
      .call(contract.beginSession, { userName: 'doctor', password: `guess-${index}` })
      .catch((error: ApiError) => error.code),
  );
  const codes = await Promise.all(guesses);
  assert.equal(codes.filter((code) => code === 'sign-in.wrong').length, 5);
  assert.equal(codes.filter((code) => code === 'sign-in.locked').length, 25);
});

test('failures far apart never add up to a lock', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  for (let attempt = 1; attempt <= 8; attempt++) {
    const call = browser.call(contract.beginSession, { userName: 'doctor', password: 'wrong' });
    await assert.rejects(call, refusal('sign-in.wrong'));
    clinic.clock.advance({ minutes: 4 });
  }
});

test('an idle session ends after half an hour, a busy one after twelve', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const idle = http.browser();
  const busy = http.browser();
  await idle.signIn('doctor');
  await busy.signIn('registrar');
  clinic.clock.advance({ minutes: 29 });
  // Looking at the state of the sign-in is no activity, nor is what an open page asks by itself.
  assert.equal((await idle.call(contract.readSession, {})).step, 'done');
  await idle.call(whoAmI, {}, { background: true });
  await busy.call(whoAmI, {});
  clinic.clock.advance({ minutes: 1, seconds: 1 });
  await assert.rejects(idle.call(whoAmI, {}), refusal('sign-in.session-ended'));
  for (let minutes = 30; minutes < 12 * 60 - 20; minutes += 20) {
    await busy.call(whoAmI, {});
    clinic.clock.advance({ minutes: 20 });
  }
  await busy.call(whoAmI, {});
  clinic.clock.advance({ minutes: 21 });
  await assert.rejects(busy.call(whoAmI, {}), refusal('sign-in.session-ended'));
  const reasons = await clinic.db.transaction('platform', (tx) =>
    tx.many<{ end_reason: string }>('select end_reason from sign_in.session order by began_at, end_reason'),
  );
  assert.deepEqual(
    reasons.map(({ end_reason }) => end_reason),
    ['idle', 'too-long'],
  );
});

test('own sessions are listed, and one that is ended opens nothing in any process from that moment', async () => {
  await using clinic = await startClinic();
  await using here = await openHttp(clinic);
  await using there = await openHttp(clinic);
  const desk = here.browser();
  const lost = there.browser();
  await desk.signIn('doctor');
  await lost.signIn('doctor');
  // Both processes know both sessions by heart now.
  await desk.call(whoAmI, {});
  await lost.call(whoAmI, {});
  const { sessions } = await desk.call(contract.listSessions, {});
  assert.deepEqual(sessions.map(({ isThis }) => isThis).sort(), [false, true]);
  const other = sessions.find(({ isThis }) => !isThis);
  assert.ok(other);
  assert.deepEqual(await desk.call(contract.endOwnSession, { sessionId: other.id }), { ended: true });
  await notified();
  await assert.rejects(lost.call(whoAmI, {}), refusal('sign-in.session-ended'));
  await desk.call(whoAmI, {});
  assert.equal((await desk.call(contract.listSessions, {})).sessions.length, 1);
  await assert.rejects(
    desk.call(contract.endOwnSession, { sessionId: other.id }),
    refusal('sign-in.no-such-session', { status: 404 }),
  );
  // Nobody ends a stranger's session by guessing its number.
  const stranger = here.browser();
  await stranger.signIn('registrar');
  const [mine] = (await desk.call(contract.listSessions, {})).sessions;
  await assert.rejects(
    stranger.call(contract.endOwnSession, { sessionId: mine?.id ?? '' }),
    refusal('sign-in.no-such-session'),
  );
});

/** NOTIFY reaches another process within milliseconds of the commit. */
const notified = () => new Promise((resolve) => setTimeout(resolve, 100));

test('a new role counts from the next request, without signing in again', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const [worker, security] = [http.browser(), http.browser()];
  await worker.signIn('registrar');
  await security.signIn('security-admin');
  assert.equal((await worker.call(whoAmI, {})).permissions['visits.triage'], undefined);
  await security.call(grantRole, { accountId: personOf(1, 'registrar').accountId, role: 'triage-nurse' });
  await notified();
  assert.equal((await worker.call(whoAmI, {})).permissions['visits.triage'], 'all');
});

test('a password that was reset opens one door only: choosing a new one', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const [person, security] = [http.browser(), http.browser()];
  await person.signIn('doctor');
  await security.signIn('security-admin');
  const { temporaryPassword } = await security.call(resetPassword, { accountId: doctor.accountId });
  await notified();
  await assert.rejects(person.call(whoAmI, {}), refusal('sign-in.session-ended'));

  const view = await person.call(contract.beginSession, { userName: 'doctor', password: temporaryPassword });
  assert.equal(view.step, 'new-password');
  await assert.rejects(
    person.call(listMembers, {}),
    refusal('sign-in.step-needed', { status: 401, facts: { step: 'new-password' } }),
  );
  const change = (newPassword: string, currentPassword = temporaryPassword) =>
    person.call(contract.changePassword, { currentPassword, newPassword });
  const faults = async (newPassword: string) => {
    const error = await change(newPassword).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof ApiError, newPassword);
    assert.ok(
      error.fields.every(({ path, message }) => path === 'newPassword' && message.zh !== '' && message.en !== ''),
    );
    return error.fields.map(({ code }) => code);
  };
  assert.deepEqual(await faults('Ab1!'), ['sign-in.password-too-short']);
  assert.deepEqual(await faults('onlysmallletters'), ['sign-in.password-too-plain']);
  assert.deepEqual(await faults('My-Doctor-77x'), ['sign-in.password-has-user-name']);
  assert.deepEqual(await faults('P@ssw0rd2026!'), ['sign-in.password-common']);
  assert.deepEqual(await faults(temporaryPassword), ['sign-in.password-used-before']);
  assert.deepEqual(await faults(TEST_PASSWORD), ['sign-in.password-used-before']);
  await assert.rejects(change('Heron-41-Willow', 'not the password'), refusal('sign-in.wrong-password'));
  const before = person.cookies.get('xinglin_session');
  assert.equal((await change('Heron-41-Willow')).step, 'done');
  assert.notEqual(person.cookies.get('xinglin_session'), before, 'the token changes with the step');
  await person.call(whoAmI, {});
  const old = { userName: 'doctor', password: temporaryPassword };
  await assert.rejects(http.browser().call(contract.beginSession, old), refusal('sign-in.wrong'));
});

test('a password lasts ninety days, an administrator’s sixty; a name unused for ninety is closed', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const step = async (name: 'doctor' | 'audit-admin') => (await http.browser().signIn(name)).step;
  clinic.clock.advance({ hours: 24 * 59 });
  assert.equal(await step('audit-admin'), 'done');
  assert.equal(await step('doctor'), 'done');
  clinic.clock.advance({ hours: 24 });
  assert.equal(await step('audit-admin'), 'new-password');
  clinic.clock.advance({ hours: 24 * 30 });
  assert.equal(await step('doctor'), 'new-password');
  await assert.rejects(http.browser().signIn('cashier'), refusal('sign-in.dormant', { status: 403 }));
});

test('the last five passwords do not come back; older ones may', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  await browser.signIn('doctor');
  const change = (currentPassword: string, newPassword: string) =>
    browser.call(contract.changePassword, { currentPassword, newPassword });
  let current: string = TEST_PASSWORD;
  for (const next of ['Heron-41-Willow', 'Otter-52-Maple', 'Finch-63-Cedar', 'Raven-74-Birch']) {
    await assert.rejects(change(current, TEST_PASSWORD), refusal('sign-in.password-used-before'));
    await change(current, next);
    current = next;
    clinic.clock.advance({ minutes: 1 });
  }
  await assert.rejects(change(current, TEST_PASSWORD), refusal('sign-in.password-used-before'));
  await change(current, 'Stork-85-Aspen');
  clinic.clock.advance({ minutes: 1 });
  assert.equal((await change('Stork-85-Aspen', TEST_PASSWORD)).step, 'done');
});

test('an administrator cannot do without the second factor, and a code works once', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  const password = { userName: 'security-admin', password: TEST_PASSWORD };
  assert.equal((await browser.call(contract.beginSession, password)).step, 'second-factor');
  await assert.rejects(browser.call(whoAmI, {}), refusal('sign-in.step-needed', { facts: { step: 'second-factor' } }));
  // Nothing of the way in can be changed with the password alone.
  await assert.rejects(browser.call(contract.beginEnrolment, {}), refusal('sign-in.wrong-step', { status: 409 }));
  await assert.rejects(
    browser.call(contract.changePassword, { currentPassword: TEST_PASSWORD, newPassword: 'Heron-41-Willow' }),
    refusal('sign-in.wrong-step'),
  );
  const code = testCode(clinic);
  const before = browser.cookies.get('xinglin_session');
  assert.equal((await browser.call(contract.proveSecondFactor, { code })).step, 'done');
  assert.notEqual(browser.cookies.get('xinglin_session'), before);
  await browser.call(whoAmI, {});

  const second = http.browser();
  await second.call(contract.beginSession, password);
  await assert.rejects(second.call(contract.proveSecondFactor, { code }), refusal('sign-in.wrong-code'));
  clinic.clock.advance({ seconds: 30 });
  assert.equal((await second.call(contract.proveSecondFactor, { code: testCode(clinic) })).step, 'done');
  await assert.rejects(
    second.call(contract.removeSecondFactor, { password: TEST_PASSWORD }),
    refusal('sign-in.second-factor-stays', { status: 422 }),
  );
});

test('guessing codes locks too', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  await browser.call(contract.beginSession, { userName: 'audit-admin', password: TEST_PASSWORD });
  const heard: string[] = [];
  for (let guess = 0; guess < 6; guess++) {
    const code = `00000${guess}`;
    heard.push(
      await browser.call(contract.proveSecondFactor, { code }).then(
        ({ step }) => step,
        (error: ApiError) => error.code,
      ),
    );
  }
  assert.deepEqual(heard, [...Array<string>(5).fill('sign-in.wrong-code'), 'sign-in.locked']);
});

test('a second factor is enrolled with a code, and backup codes help once each', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  await browser.signIn('doctor');
  const { secret, uri } = await browser.call(contract.beginEnrolment, {});
  assert.equal(fromBase32(secret).length, 20);
  assert.ok(uri.startsWith('otpauth://totp/') && uri.includes(`secret=${secret}`));
  const codeNow = () => totpAt(fromBase32(secret), stepAt(clinic.clock.now().epochMilliseconds));
  const wrong = codeNow() === '123456' ? '654321' : '123456';
  await assert.rejects(browser.call(contract.confirmEnrolment, { code: wrong }), refusal('sign-in.wrong-code'));
  const { backupCodes, session } = await browser.call(contract.confirmEnrolment, { code: codeNow() });
  assert.equal(session.step, 'done');
  assert.equal(new Set(backupCodes).size, 10);

  const next = http.browser();
  await next.signIn('doctor').catch(() => undefined);
  assert.equal((await next.call(contract.readSession, {})).step, 'second-factor');
  const [first = ''] = backupCodes;
  assert.equal((await next.call(contract.proveSecondFactor, { code: first.toUpperCase() })).step, 'done');
  const again = http.browser();
  await again.call(contract.beginSession, { userName: 'doctor', password: TEST_PASSWORD });
  await assert.rejects(again.call(contract.proveSecondFactor, { code: first }), refusal('sign-in.wrong-code'));

  const stored = await clinic.db.transaction('platform', (tx) =>
    tx.one<{ secret: Buffer }>('select totp_secret as secret from sign_in.credential where account_id = $1', [
      doctor.accountId,
    ]),
  );
  assert.ok(!stored.secret.includes(fromBase32(secret)), 'the secret is sealed');
  const removed = await next.call(contract.removeSecondFactor, { password: TEST_PASSWORD });
  assert.equal(removed.hasSecondFactor, false);
});

test('no password, code or name that was typed is in the log, the journal or the database', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  const typed = ['Typo-Name-4711', 'Typo-Secret-4711'];
  await browser
    .call(contract.beginSession, { userName: typed[0] ?? '', password: typed[1] ?? '' })
    .catch(() => undefined);
  await browser.signIn('doctor');
  await browser.call(listMembers, { search: '王医生' });
  const log = http.logged();
  for (const secret of [...typed, TEST_PASSWORD, '王医生', encodeURIComponent('王医生')]) {
    assert.ok(!log.includes(secret), secret);
  }
  const tables = await clinic.db.transaction('platform', async (tx) => {
    const rows = await Promise.all([
      tx.many<{ row: string }>('select t::text as row from audit.entry t'),
      tx.many<{ row: string }>('select t::text as row from sign_in.failure t'),
      tx.many<{ row: string }>('select t::text as row from sign_in.session t'),
    ]);
    return rows.flat().map(({ row }) => row.toLowerCase());
  });
  for (const secret of typed) assert.ok(!tables.some((row) => row.includes(secret.toLowerCase())), secret);
});
