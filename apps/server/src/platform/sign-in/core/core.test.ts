import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isCommonPassword } from './common-passwords.ts';
import { backupCode, temporaryPassword } from './fresh-secrets.ts';
import { passwordFaults } from './password-rules.ts';
import { nextStep, type StepFacts } from './session-step.ts';
import { fromBase32, matchTotp, stepAt, toBase32, totpAt } from './totp.ts';
import { isUserName, userNameKey } from './user-name.ts';

test('codes are those of RFC 6238, appendix B', () => {
  const secret = Buffer.from('12345678901234567890');
  const vectors: [number, string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ];
  for (const [seconds, code] of vectors) assert.equal(totpAt(secret, stepAt(seconds * 1000)), code);
});

test('a code counts one step early and late, and never again', () => {
  const secret = Buffer.alloc(20, 7);
  const nowMs = 1_767_000_000_000;
  const step = stepAt(nowMs);
  for (const near of [step - 1, step, step + 1]) {
    assert.equal(matchTotp(secret, totpAt(secret, near), nowMs, undefined), near);
    assert.equal(matchTotp(secret, totpAt(secret, near), nowMs, near), undefined, 'spent');
  }
  assert.equal(matchTotp(secret, totpAt(secret, step - 2), nowMs, undefined), undefined);
  assert.equal(matchTotp(secret, totpAt(secret, step - 1), nowMs, step), undefined, 'older than the last one');
  for (const junk of ['', '12345', '1234567', 'abcdef', '１２３４５６']) {
    assert.equal(matchTotp(secret, junk, nowMs, undefined), undefined);
  }
});

test('base 32 brings every secret back', () => {
  const law = fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
    assert.deepEqual(fromBase32(toBase32(bytes)), Buffer.from(bytes));
  });
  fc.assert(law);
  assert.equal(toBase32(Buffer.from('foobar')), 'MZXW6YTBOI');
  assert.throws(() => fromBase32('01'), RangeError);
});

test('common passwords are known in their usual disguises, and good ones are let through', () => {
  const common = [
    'Password123!',
    'P@ssw0rd2026',
    'Admin@123456',
    '1qaz@WSX3edc',
    'Qwer1234!@#$',
    'Abcd1234!!',
    'Abc1Abc1Abc1',
    'Woaini520520',
    'Hospital#2024',
    'Zaq12wsx!@#',
    'Aaaaaa111!!!',
    'Welcome2025!',
  ];
  for (const password of common) assert.ok(isCommonPassword(password), password);
  const good = ['Kestrel-7-Lantern', 'xK9#mQ2$vL5n', 'Tea-at-0830-daily', '门诊Room-4-Lamp', 'Blue.Horse.77.River'];
  for (const password of good) assert.ok(!isCommonPassword(password), password);
});

test('every fault of a password is named', () => {
  const faults = (password: string, userName = 'wang.yi') =>
    passwordFaults(password, { minLength: 10, userName }).map(({ code }) => code);
  assert.deepEqual(faults('Kestrel-7-Lantern'), []);
  assert.deepEqual(faults('abc'), [
    'sign-in.password-too-short',
    'sign-in.password-too-plain',
    'sign-in.password-common',
  ]);
  assert.deepEqual(faults('Xx7-WANG.YI-Lamp'), ['sign-in.password-has-user-name']);
  assert.deepEqual(faults(`Aa1-${'xy'.repeat(70)}`), ['input.too-long']);
  // Characters count, not code units; Chinese ones are a class of their own.
  assert.deepEqual(faults('杏林春满Warm-26'), []);
});

test('temporary passwords meet the rules, whatever is drawn', () => {
  for (let draw = 0; draw < 500; draw++) {
    const password = temporaryPassword(12);
    assert.equal(password.length, 12);
    assert.deepEqual(passwordFaults(password, { minLength: 12, userName: 'doctor' }), [], password);
  }
  assert.match(backupCode(), /^[a-z2-9]{5}-[a-z2-9]{5}$/);
});

test('nothing is done before the second factor, and nobody is done with a password that must go', () => {
  const flag = fc.boolean();
  const facts = fc.record<StepFacts>({
    hasSecondFactor: flag,
    secondFactorProven: flag,
    isAdministrator: flag,
    mustChangePassword: flag,
    passwordAgeDays: fc.nat(200),
    passwordDays: fc.constant(90),
  });
  const law = fc.property(facts, (given) => {
    const step = nextStep(given);
    if (given.hasSecondFactor && !given.secondFactorProven) assert.equal(step, 'second-factor');
    if (step !== 'done') return;
    assert.ok(!given.mustChangePassword && given.passwordAgeDays < given.passwordDays);
    assert.ok(!given.isAdministrator || (given.hasSecondFactor && given.secondFactorProven));
  });
  fc.assert(law, { numRuns: 1_000 });
});

test('user names are compared without case and width', () => {
  assert.equal(userNameKey(' Ｗang.Yi '), 'wang.yi');
  for (const name of ['wang.yi', '王医生', 'a1', 'nurse_2-b']) assert.ok(isUserName(name), name);
  for (const name of ['a', '.wang', 'wang yi', 'wang@yi', 'x'.repeat(33), '']) assert.ok(!isUserName(name), name);
});
