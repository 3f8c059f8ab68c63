import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '../actor.ts';
import { brokenConstraint } from '../database/db.ts';
import { temporaryPassword } from './core/fresh-secrets.ts';
import { passwordFaults } from './core/password-rules.ts';
import { fromBase32 } from './core/totp.ts';
import { isUserName, userNameKey } from './core/user-name.ts';
import * as credentials from './credential-rows.ts';
import { forgive, heldLocks } from './failure-rows.ts';
import type { InInstitution, SignInNeeds } from './needs.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { EndReason } from './session-rows.ts';
import { endSessionsOf } from './session-rows.ts';
import { instantText, rulesOf, type SessionStore } from './session-store.ts';
import type { SignInRules } from './settings.ts';
import { codeSubject, passwordSubject, totpContext } from './subjects.ts';

export interface NewAccount {
  readonly accountId: string;
  readonly userName: string;
  readonly password: string;
  readonly mustChangePassword: boolean;
  readonly isAdministrator: boolean;
  /** A second factor that is enrolled from the beginning, in base 32: for a demonstration, where it is printed. */
  readonly totpSecret?: string;
}

export interface AccountState extends credentials.CredentialState {
  readonly lockedUntil: InstantText | undefined;
}

type Parts = SignInNeeds & { readonly hasher: PasswordHasher; readonly store: SessionStore };

/** What those who look after accounts may do with them. All in the transaction and institution of the caller. */
export function accountDoor(parts: Parts) {
  const { vault, hasher, store } = parts;
  const keyOf = (tx: InInstitution, accountId: string) => ({ institutionId: tx.institutionId, accountId });
  const lock = async (tx: InInstitution, accountId: string) => {
    const credential = await credentials.lockCredential(tx, tx.institutionId, accountId);
    if (!credential) throw new DomainError('not-found', 'sign-in.no-such-account');
    return credential;
  };
  const changed = async (tx: InInstitution, accountId: string) => {
    store.forget(accountId);
    await store.announce(tx, accountId);
  };
  const endSessions = async (tx: InInstitution, accountId: string, reason: EndReason, context: Context) => {
    const ended = await endSessionsOf(tx, keyOf(tx, accountId), reason, instantText(context.now));
    await changed(tx, accountId);
    return ended;
  };
  const unlock = (tx: InInstitution, { userName, accountId }: { userName: string; accountId: string }) =>
    forgive(tx, [passwordSubject(vault, userNameKey(userName)), codeSubject(vault, accountId)]);

  return {
    /** @throws DomainError 'invalid' for a user name that cannot be one, 'conflict' for one in use anywhere. */
    create: async (tx: InInstitution, account: NewAccount, context: Context): Promise<void> => {
      const userName = account.userName.trim();
      if (!isUserName(userName)) throw invalidField('userName', 'sign-in.user-name');
      const at = instantText(context.now);
      const secret = account.totpSecret;
      const sealed = secret && vault.seal(fromBase32(secret), totpContext(account.accountId));
      const credential = {
        ...keyOf(tx, account.accountId),
        userName,
        userNameKey: userNameKey(userName),
        passwordHash: await hasher.hash(account.password),
        passwordChangedAt: at,
        mustChangePassword: account.mustChangePassword,
        isAdministrator: account.isAdministrator,
        totpSecret: sealed || undefined,
        totpConfirmedAt: sealed ? at : undefined,
        createdAt: at,
      };
      try {
        await credentials.insertCredential(tx, credential);
      } catch (error) {
        if (brokenConstraint(error) !== 'credential_user_name_key_key') throw error;
        const field = { path: 'userName', code: 'sign-in.user-name-taken' } as const;
        throw new DomainError('conflict', 'sign-in.user-name-taken', {}, [field]);
      }
    },
    /** @throws DomainError 'invalid' that names every fault, at `path`. */
    checkPassword: async (tx: InInstitution, path: string, password: string, userName: string, isAdmin: boolean) => {
      refuseFaults(path, password, userName, isAdmin, await rulesOf(parts, tx));
    },
    /** A password that will do and is handed over once. */
    temporaryPassword: async (tx: InInstitution, isAdministrator: boolean): Promise<string> => {
      const rules = await rulesOf(parts, tx);
      return temporaryPassword(isAdministrator ? rules.administratorPasswordLength : rules.passwordLength);
    },
    /** Ends the sessions, opens a lock, and demands a new password at the next sign-in. */
    resetPassword: async (tx: InInstitution, accountId: string, password: string, context: Context): Promise<void> => {
      const credential = await lock(tx, accountId);
      const next = { hash: await hasher.hash(password), mustChange: true, at: instantText(context.now) };
      await credentials.replacePassword(tx, credential, next);
      await unlock(tx, credential);
      await endSessions(tx, accountId, 'password-changed', context);
    },
    resetSecondFactor: async (tx: InInstitution, accountId: string, context: Context): Promise<void> => {
      const credential = await lock(tx, accountId);
      await credentials.putTotp(tx, credential, { secret: undefined, confirmedAt: undefined });
      await credentials.replaceBackupCodes(tx, credential, []);
      await endSessions(tx, accountId, 'ended-by-administrator', context);
    },
    unlock: async (tx: InInstitution, accountId: string): Promise<void> => {
      await unlock(tx, await lock(tx, accountId));
    },
    setEnabled: async (tx: InInstitution, accountId: string, isEnabled: boolean, context: Context): Promise<void> => {
      const credential = await lock(tx, accountId);
      await credentials.setEnabled(tx, credential, isEnabled, instantText(context.now));
      if (isEnabled) await changed(tx, accountId);
      else await endSessions(tx, accountId, 'disabled', context);
    },
    /** Number of sessions ended. */
    endSessions: async (tx: InInstitution, accountId: string, context: Context): Promise<number> => {
      await lock(tx, accountId);
      return endSessions(tx, accountId, 'ended-by-administrator', context);
    },
    /** What the account may do was changed: every process asks again before the next request. */
    rightsChanged: changed,
    states: async (tx: InInstitution, accountIds: readonly string[], context: Context): Promise<AccountState[]> => {
      const states = await credentials.credentialStates(tx, tx.institutionId, accountIds);
      const subjects = states.map(({ userName }) => passwordSubject(vault, userNameKey(userName)));
      const locks = await heldLocks(tx, subjects, instantText(context.now));
      return states.map((state, index) => ({
        ...state,
        lockedUntil: locks.find((held) => subjects[index]?.equals(held.subject))?.locked_until,
      }));
    },
    /** When the present password stops working; undefined when the account has none. */
    passwordExpiry: async (tx: InInstitution, accountId: string): Promise<InstantText | undefined> => {
      const [credential, rules] = await Promise.all([
        credentials.readCredential(tx, tx.institutionId, accountId),
        rulesOf(parts, tx),
      ]);
      return credential && passwordExpiryOf(credential, rules);
    },
  };
}

export type Accounts = ReturnType<typeof accountDoor>;

export function passwordExpiryOf(
  credential: Pick<credentials.Credential, 'isAdministrator' | 'passwordChangedAt'>,
  rules: SignInRules,
): InstantText {
  const days = credential.isAdministrator ? rules.administratorPasswordDays : rules.passwordDays;
  return instantText(Temporal.Instant.from(credential.passwordChangedAt).add({ hours: days * 24 }));
}

export function refuseFaults(
  path: string,
  password: string,
  userName: string,
  isAdministrator: boolean,
  rules: SignInRules,
): void {
  const minLength = isAdministrator ? rules.administratorPasswordLength : rules.passwordLength;
  const faults = passwordFaults(password, { minLength, userName });
  const [first] = faults;
  if (!first) return;
  const fields = faults.map((fault) => ({ path, ...fault }));
  throw new DomainError('invalid', first.code, first.facts ?? {}, fields);
}
