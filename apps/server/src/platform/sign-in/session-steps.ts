import { DomainError, type ErrorCode, invalidField } from '@xinglin/kernel/domain-error';
import type { InputOf, Operation, OutputOf } from '@xinglin/kernel/operation';
import type { Statements } from '../database/db.ts';
import type { Exchange } from '../http/direct.ts';
import { refuseFaults } from './accounts.ts';
import { locked } from './begin-session.ts';
import type { SessionView, SignInStep } from './contract.ts';
import * as contract from './contract.ts';
import { backupCode, newTotpSecret } from './core/fresh-secrets.ts';
import { matchTotp, otpauthUri, stepAt, toBase32 } from './core/totp.ts';
import { userNameKey } from './core/user-name.ts';
import * as credentials from './credential-rows.ts';
import { countAttempt, forgive } from './failure-rows.ts';
import { signInEntry } from './journal-entry.ts';
import { endSessionsOf, renewSession } from './session-rows.ts';
import { instantText, type KnownSession, newToken, tokenHashOf } from './session-store.ts';
import { sessionViewOf } from './session-view.ts';
import { defaultLockRule } from './settings.ts';
import type { SignInParts } from './sign-in.ts';
import { backupCodeHash, codeSubject, passwordSubject, totpContext } from './subjects.ts';

const BACKUP_CODES = 10;

/** The steps of a sign-in after the password, and what a person changes about their own way in. */
export function sessionSteps(parts: SignInParts) {
  const { db, vault, audit, hasher, store } = parts;
  const lockRule = parts.lockRule ?? defaultLockRule;

  /** @throws DomainError 'unauthenticated' without a session, 'conflict' when the step is another. */
  const require = async (exchange: Exchange, steps: readonly SignInStep[]): Promise<KnownSession> => {
    const known = await store.find(exchange.sessionToken, exchange.now, true);
    if (!known) throw new DomainError('unauthenticated', 'sign-in.session-ended');
    if (!steps.includes(known.step)) throw new DomainError('conflict', 'sign-in.wrong-step');
    return known;
  };
  const who = ({ credential, actor }: KnownSession) => ({ ...credential, staffId: actor?.staffId });
  const refuse = async (operation: Operation, exchange: Exchange, known: KnownSession, error: DomainError) => {
    await audit.appendRead(signInEntry(operation, exchange, who(known), 'refused', error.code));
    return error;
  };

  /** Counts, in a transaction of its own, an attempt at the secret behind `subject`. */
  const attempt = async (operation: Operation, exchange: Exchange, known: KnownSession, subject: Buffer) => {
    const counted = await db.transaction('platform', (statements) =>
      countAttempt(statements, subject, instantText(exchange.now), lockRule),
    );
    if (!counted.isAllowed) throw await refuse(operation, exchange, known, locked(counted.lockedUntil, exchange.now));
  };

  /** Asks for the password again, with the same counting as at the front door. */
  const provePassword = async (
    operation: Operation,
    exchange: Exchange,
    known: KnownSession,
    path: string,
    password: string,
  ) => {
    const subject = passwordSubject(vault, userNameKey(known.credential.userName));
    await attempt(operation, exchange, known, subject);
    if (!(await hasher.verify(known.credential.passwordHash, password))) {
      throw await refuse(operation, exchange, known, invalidField(path, 'sign-in.wrong-password'));
    }
    await db.transaction('platform', (statements) => forgive(statements, [subject]));
  };

  /**
   * Writes, renews the token, journals: one transaction. The token changes with every step, so that one seen before
   * the step is worth nothing after it.
   */
  const takeStep = async (
    operation: Operation,
    exchange: Exchange,
    known: KnownSession,
    work: (
      statements: Statements,
      credential: credentials.Credential,
    ) => Promise<{ readonly provesSecondFactor: boolean }>,
  ): Promise<SessionView> => {
    const token = newToken();
    const at = instantText(exchange.now);
    const { institutionId, accountId } = known.credential;
    const view = await db.transaction('platform', async (statements) => {
      const locked = await credentials.lockCredential(statements, institutionId, accountId);
      if (!locked) throw new DomainError('unauthenticated', 'sign-in.session-ended');
      const { provesSecondFactor } = await work(statements, locked);
      const secondFactorAt = provesSecondFactor ? at : undefined;
      const renewed = await renewSession(statements, known.session, {
        tokenHash: tokenHashOf(token),
        secondFactorAt,
        at,
      });
      if (renewed === 0) throw new DomainError('unauthenticated', 'sign-in.session-ended');
      await audit.append(statements, signInEntry(operation, exchange, who(known), 'done'));
      await store.announce(statements, accountId);
      const credential = await credentials.readCredential(statements, institutionId, accountId);
      const session = { ...known.session, secondFactorAt: known.session.secondFactorAt ?? secondFactorAt };
      const nowMs = exchange.now.epochMilliseconds;
      return sessionViewOf({
        session,
        credential: credential ?? locked,
        rules: known.rules,
        person: known.actor,
        nowMs,
      });
    });
    store.forget(accountId);
    exchange.setSessionToken(token);
    return view;
  };

  const newBackupCodes = async (statements: Statements, key: credentials.Credential): Promise<string[]> => {
    const codes = Array.from({ length: BACKUP_CODES }, backupCode);
    const hashes = codes.map((code) => backupCodeHash(vault, key.accountId, code));
    await credentials.replaceBackupCodes(statements, key, hashes);
    return codes;
  };

  const secretOf = (credential: credentials.Credential): Buffer | undefined =>
    credential.totpSecret && vault.open(credential.totpSecret, totpContext(credential.accountId));

  const proveSecondFactor = async ({ code }: InputOf<typeof contract.proveSecondFactor>, exchange: Exchange) => {
    const operation = contract.proveSecondFactor;
    const known = await require(exchange, ['second-factor']);
    const subject = codeSubject(vault, known.credential.accountId);
    await attempt(operation, exchange, known, subject);
    try {
      return await takeStep(operation, exchange, known, async (statements, credential) => {
        const secret = secretOf(credential);
        const step = secret && matchTotp(secret, code, exchange.now.epochMilliseconds, credential.totpLastStep);
        const isRight =
          step === undefined
            ? await credentials.spendBackupCode(
                statements,
                credential,
                backupCodeHash(vault, credential.accountId, code),
                instantText(exchange.now),
              )
            : await credentials.spendTotpStep(statements, credential, step);
        if (!isRight) throw new DomainError('unauthenticated', 'sign-in.wrong-code');
        await forgive(statements, [subject]);
        return { provesSecondFactor: true };
      });
    } catch (error) {
      if (isRefusal(error, 'sign-in.wrong-code')) await refuse(operation, exchange, known, error);
      throw error;
    }
  };

  const changePassword = async (
    { currentPassword, newPassword }: InputOf<typeof contract.changePassword>,
    exchange: Exchange,
  ): Promise<SessionView> => {
    const operation = contract.changePassword;
    const known = await require(exchange, ['new-password', 'enrolment', 'done']);
    const { credential, rules } = known;
    await provePassword(operation, exchange, known, 'currentPassword', currentPassword);
    refuseFaults('newPassword', newPassword, credential.userName, credential.isAdministrator, rules);
    const former = await db.transaction('platform', (statements) =>
      credentials.formerPasswords(statements, credential, Math.max(0, rules.rememberedPasswords - 1)),
    );
    const spent = rules.rememberedPasswords === 0 ? [] : [credential.passwordHash, ...former];
    for (const hash of spent) {
      if (await hasher.verify(hash, newPassword)) {
        throw invalidField('newPassword', 'sign-in.password-used-before', { count: rules.rememberedPasswords });
      }
    }
    const hash = await hasher.hash(newPassword);
    const at = instantText(exchange.now);
    return takeStep(operation, exchange, known, async (statements, current) => {
      await credentials.replacePassword(statements, current, { hash, mustChange: false, at });
      await endSessionsOf(statements, current, 'password-changed', at, known.session.id);
      return { provesSecondFactor: false };
    });
  };

  const beginEnrolment = async (
    _input: object,
    exchange: Exchange,
  ): Promise<OutputOf<typeof contract.beginEnrolment>> => {
    const known = await require(exchange, ['enrolment', 'done']);
    const secret = newTotpSecret();
    const { institutionId, accountId, userName } = known.credential;
    await db.transaction('platform', async (statements) => {
      const current = await credentials.lockCredential(statements, institutionId, accountId);
      if (current?.totpConfirmedAt) throw new DomainError('conflict', 'sign-in.already-enrolled');
      const sealed = vault.seal(secret, totpContext(accountId));
      await credentials.putTotp(statements, known.credential, { secret: sealed, confirmedAt: undefined });
      await audit.append(statements, signInEntry(contract.beginEnrolment, exchange, who(known), 'done'));
      await store.announce(statements, accountId);
    });
    store.forget(accountId);
    return { secret: toBase32(secret), uri: otpauthUri(secret, userName) };
  };

  const confirmEnrolment = async (
    { code }: InputOf<typeof contract.confirmEnrolment>,
    exchange: Exchange,
  ): Promise<OutputOf<typeof contract.confirmEnrolment>> => {
    const operation = contract.confirmEnrolment;
    const known = await require(exchange, ['enrolment', 'done']);
    const subject = codeSubject(vault, known.credential.accountId);
    await attempt(operation, exchange, known, subject);
    let backupCodes: string[] = [];
    const session = await takeStep(operation, exchange, known, async (statements, credential) => {
      if (credential.totpConfirmedAt) throw new DomainError('conflict', 'sign-in.already-enrolled');
      const secret = secretOf(credential);
      if (!secret) throw new DomainError('conflict', 'sign-in.not-enrolled');
      const nowMs = exchange.now.epochMilliseconds;
      // The step before enrolment may be used for it, but not again for signing in.
      const step = matchTotp(secret, code, nowMs, stepAt(nowMs) - 2);
      if (step === undefined) throw invalidField('code', 'sign-in.wrong-code');
      const confirmedAt = instantText(exchange.now);
      await credentials.putTotp(statements, credential, { secret: credential.totpSecret, confirmedAt, lastStep: step });
      backupCodes = await newBackupCodes(statements, credential);
      await forgive(statements, [subject]);
      return { provesSecondFactor: true };
    });
    return { session, backupCodes };
  };

  const renewBackupCodes = async ({ password }: InputOf<typeof contract.renewBackupCodes>, exchange: Exchange) => {
    const known = await require(exchange, ['done']);
    if (!known.credential.totpConfirmedAt) throw new DomainError('conflict', 'sign-in.not-enrolled');
    await provePassword(contract.renewBackupCodes, exchange, known, 'password', password);
    const backupCodes = await db.transaction('platform', async (statements) => {
      await audit.append(statements, signInEntry(contract.renewBackupCodes, exchange, who(known), 'done'));
      return newBackupCodes(statements, known.credential);
    });
    return { backupCodes };
  };

  const removeSecondFactor = async ({ password }: InputOf<typeof contract.removeSecondFactor>, exchange: Exchange) => {
    const operation = contract.removeSecondFactor;
    const known = await require(exchange, ['done']);
    if (known.credential.isAdministrator) throw new DomainError('rule', 'sign-in.second-factor-stays');
    await provePassword(operation, exchange, known, 'password', password);
    return takeStep(operation, exchange, known, async (statements, credential) => {
      await credentials.putTotp(statements, credential, { secret: undefined, confirmedAt: undefined });
      await credentials.replaceBackupCodes(statements, credential, []);
      return { provesSecondFactor: false };
    });
  };

  return { proveSecondFactor, changePassword, beginEnrolment, confirmEnrolment, renewBackupCodes, removeSecondFactor };
}

const isRefusal = (error: unknown, code: ErrorCode): error is DomainError =>
  error instanceof DomainError && error.code === code;
