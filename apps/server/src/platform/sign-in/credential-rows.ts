import type { InstantText } from '@xinglin/kernel/shapes';
import type { Statements } from '../database/db.ts';

export interface Credential {
  readonly institutionId: number;
  readonly accountId: string;
  readonly userName: string;
  readonly passwordHash: string;
  readonly passwordChangedAt: InstantText;
  readonly mustChangePassword: boolean;
  readonly isAdministrator: boolean;
  readonly isEnabled: boolean;
  readonly totpSecret: Buffer | undefined;
  readonly totpConfirmedAt: InstantText | undefined;
  readonly totpLastStep: number | undefined;
  readonly lastSignInAt: InstantText | undefined;
  readonly createdAt: InstantText;
}

export interface CredentialRow {
  readonly institution_id: number;
  readonly account_id: string;
  readonly user_name: string;
  readonly password_hash: string;
  readonly password_changed_at: InstantText;
  readonly must_change_password: boolean;
  readonly is_administrator: boolean;
  readonly is_enabled: boolean;
  readonly totp_secret: Buffer | null;
  readonly totp_confirmed_at: InstantText | null;
  readonly totp_last_step: number | null;
  readonly last_sign_in_at: InstantText | null;
  readonly created_at: InstantText;
}

export const CREDENTIAL_COLUMNS = `c.institution_id, c.account_id, c.user_name, c.password_hash, c.password_changed_at,
  c.must_change_password, c.is_administrator, c.is_enabled, c.totp_secret, c.totp_confirmed_at, c.totp_last_step,
  c.last_sign_in_at, c.created_at`;

export const credentialOf = (row: CredentialRow): Credential => ({
  institutionId: row.institution_id,
  accountId: row.account_id,
  userName: row.user_name,
  passwordHash: row.password_hash,
  passwordChangedAt: row.password_changed_at,
  mustChangePassword: row.must_change_password,
  isAdministrator: row.is_administrator,
  isEnabled: row.is_enabled,
  totpSecret: row.totp_secret ?? undefined,
  totpConfirmedAt: row.totp_confirmed_at ?? undefined,
  totpLastStep: row.totp_last_step ?? undefined,
  lastSignInAt: row.last_sign_in_at ?? undefined,
  createdAt: row.created_at,
});

/** In the scope of the platform: people sign in without naming their institution. */
export async function credentialByName(statements: Statements, userNameKey: string): Promise<Credential | undefined> {
  const row = await statements.maybe<CredentialRow>(
    `select ${CREDENTIAL_COLUMNS} from sign_in.credential c where c.user_name_key = $1`,
    [userNameKey],
  );
  return row && credentialOf(row);
}

export async function readCredential(
  statements: Statements,
  institutionId: number,
  accountId: string,
): Promise<Credential | undefined> {
  const row = await statements.maybe<CredentialRow>(
    `select ${CREDENTIAL_COLUMNS} from sign_in.credential c where c.institution_id = $1 and c.account_id = $2`,
    [institutionId, accountId],
  );
  return row && credentialOf(row);
}

/** Held until the transaction ends, so that two changes of one account come one after the other. */
export async function lockCredential(
  statements: Statements,
  institutionId: number,
  accountId: string,
): Promise<Credential | undefined> {
  const row = await statements.maybe<CredentialRow>(
    `select ${CREDENTIAL_COLUMNS} from sign_in.credential c
     where c.institution_id = $1 and c.account_id = $2 for update`,
    [institutionId, accountId],
  );
  return row && credentialOf(row);
}

/** @throws DatabaseError 23505 on `credential_user_name_key_key` when the name is in use anywhere. */
export const insertCredential = (
  statements: Statements,
  credential: Omit<Credential, 'isEnabled' | 'totpLastStep' | 'lastSignInAt'> & { readonly userNameKey: string },
) =>
  statements.run(
    `insert into sign_in.credential
       (institution_id, account_id, user_name, user_name_key, password_hash, password_changed_at,
        must_change_password, is_administrator, totp_secret, totp_confirmed_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      credential.institutionId,
      credential.accountId,
      credential.userName,
      credential.userNameKey,
      credential.passwordHash,
      credential.passwordChangedAt,
      credential.mustChangePassword,
      credential.isAdministrator,
      credential.totpSecret ?? null,
      credential.totpConfirmedAt ?? null,
      credential.createdAt,
    ],
  );

type Key = Pick<Credential, 'institutionId' | 'accountId'>;

/** Stores the new password and remembers the old one. */
export async function replacePassword(
  statements: Statements,
  { institutionId, accountId, passwordHash }: Pick<Credential, 'institutionId' | 'accountId' | 'passwordHash'>,
  next: { readonly hash: string; readonly mustChange: boolean; readonly at: InstantText },
): Promise<void> {
  await Promise.all([
    statements.run(
      `insert into sign_in.former_password (institution_id, account_id, password_hash, replaced_at)
       values ($1, $2, $3, $4) on conflict do nothing`,
      [institutionId, accountId, passwordHash, next.at],
    ),
    statements.run(
      `update sign_in.credential
       set password_hash = $3, password_changed_at = $4, must_change_password = $5
       where institution_id = $1 and account_id = $2`,
      [institutionId, accountId, next.hash, next.at, next.mustChange],
    ),
  ]);
}

/** The same password under a newer cost: not a change of password. */
export const rehashPassword = (statements: Statements, { institutionId, accountId }: Key, hash: string) =>
  statements.run('update sign_in.credential set password_hash = $3 where institution_id = $1 and account_id = $2', [
    institutionId,
    accountId,
    hash,
  ]);

export const formerPasswords = async (statements: Statements, key: Key, count: number): Promise<string[]> =>
  (
    await statements.many<{ password_hash: string }>(
      `select password_hash from sign_in.former_password
       where institution_id = $1 and account_id = $2 order by replaced_at desc limit $3`,
      [key.institutionId, key.accountId, count],
    )
  ).map((row) => row.password_hash);

/** `secret` undefined forgets the second factor. */
export const putTotp = (
  statements: Statements,
  { institutionId, accountId }: Key,
  totp: {
    readonly secret: Buffer | undefined;
    readonly confirmedAt: InstantText | undefined;
    readonly lastStep?: number;
  },
) =>
  statements.run(
    `update sign_in.credential set totp_secret = $3, totp_confirmed_at = $4, totp_last_step = $5
     where institution_id = $1 and account_id = $2`,
    [institutionId, accountId, totp.secret ?? null, totp.confirmedAt ?? null, totp.lastStep ?? null],
  );

/** False when this step or a later one was used meanwhile: the same code sent twice at once counts once. */
export const spendTotpStep = async (statements: Statements, { institutionId, accountId }: Key, step: number) =>
  (await statements.run(
    `update sign_in.credential set totp_last_step = $3
     where institution_id = $1 and account_id = $2 and coalesce(totp_last_step, -1) < $3`,
    [institutionId, accountId, step],
  )) === 1;

export async function replaceBackupCodes(statements: Statements, key: Key, hashes: readonly Buffer[]): Promise<void> {
  await statements.run('delete from sign_in.backup_code where institution_id = $1 and account_id = $2', [
    key.institutionId,
    key.accountId,
  ]);
  if (hashes.length === 0) return;
  await statements.run(
    `insert into sign_in.backup_code (institution_id, account_id, code_hash)
     select $1, $2, h from unnest($3::bytea[]) as h`,
    [key.institutionId, key.accountId, hashes],
  );
}

export const spendBackupCode = async (statements: Statements, key: Key, hash: Buffer, at: InstantText) =>
  (await statements.run(
    `update sign_in.backup_code set used_at = $4
     where institution_id = $1 and account_id = $2 and code_hash = $3 and used_at is null`,
    [key.institutionId, key.accountId, hash, at],
  )) === 1;

export const setEnabled = (statements: Statements, key: Key, isEnabled: boolean, at: InstantText) =>
  // Coming back counts as use; otherwise a dormant account would close again at once.
  statements.run(
    `update sign_in.credential
     set is_enabled = $3, last_sign_in_at = case when $3 then $4::timestamptz else last_sign_in_at end
     where institution_id = $1 and account_id = $2`,
    [key.institutionId, key.accountId, isEnabled, at],
  );

export const noteSignIn = (statements: Statements, key: Key, at: InstantText) =>
  statements.run('update sign_in.credential set last_sign_in_at = $3 where institution_id = $1 and account_id = $2', [
    key.institutionId,
    key.accountId,
    at,
  ]);

export interface CredentialState {
  readonly accountId: string;
  readonly userName: string;
  readonly isEnabled: boolean;
  readonly mustChangePassword: boolean;
  readonly passwordChangedAt: InstantText;
  readonly hasSecondFactor: boolean;
  readonly lastSignInAt: InstantText | undefined;
  readonly openSessions: number;
}

interface StateRow {
  readonly account_id: string;
  readonly user_name: string;
  readonly is_enabled: boolean;
  readonly must_change_password: boolean;
  readonly password_changed_at: InstantText;
  readonly has_second_factor: boolean;
  readonly last_sign_in_at: InstantText | null;
  readonly open_sessions: number;
}

export const credentialStates = async (
  statements: Statements,
  institutionId: number,
  accountIds: readonly string[],
): Promise<CredentialState[]> =>
  (
    await statements.many<StateRow>(
      `select account_id, user_name, is_enabled, must_change_password, password_changed_at,
              totp_confirmed_at is not null as has_second_factor, last_sign_in_at,
              (select count(*) from sign_in.session s
               where s.institution_id = c.institution_id and s.account_id = c.account_id and s.ended_at is null
              ) as open_sessions
       from sign_in.credential c where institution_id = $1 and account_id = any($2::uuid[])`,
      [institutionId, accountIds],
    )
  ).map((row) => ({
    accountId: row.account_id,
    userName: row.user_name,
    isEnabled: row.is_enabled,
    mustChangePassword: row.must_change_password,
    passwordChangedAt: row.password_changed_at,
    hasSecondFactor: row.has_second_factor,
    lastSignInAt: row.last_sign_in_at ?? undefined,
    openSessions: row.open_sessions,
  }));
