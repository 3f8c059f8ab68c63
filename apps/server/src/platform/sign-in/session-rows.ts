import type { InstantText } from '@xinglin/kernel/shapes';
import type { Statements } from '../database/db.ts';
import { CREDENTIAL_COLUMNS, type Credential, type CredentialRow, credentialOf } from './credential-rows.ts';

export type EndReason =
  | 'signed-out'
  | 'ended-by-owner'
  | 'ended-by-administrator'
  | 'idle'
  | 'too-long'
  | 'password-changed'
  | 'rights-changed'
  | 'disabled';

export interface Session {
  readonly institutionId: number;
  readonly id: string;
  readonly accountId: string;
  readonly secondFactorAt: InstantText | undefined;
  readonly beganAt: InstantText;
  readonly lastSeenAt: InstantText;
}

interface OpenRow extends CredentialRow {
  readonly id: string;
  readonly second_factor_at: InstantText | null;
  readonly began_at: InstantText;
  readonly last_seen_at: InstantText;
}

/** The open session of a token with the credential it belongs to. In the scope of the platform. */
export async function openSession(
  statements: Statements,
  tokenHash: Buffer,
): Promise<{ session: Session; credential: Credential } | undefined> {
  const row = await statements.maybe<OpenRow>(
    `select s.id, s.second_factor_at, s.began_at, s.last_seen_at, ${CREDENTIAL_COLUMNS}
     from sign_in.session s
     join sign_in.credential c on c.institution_id = s.institution_id and c.account_id = s.account_id
     where s.token_hash = $1 and s.ended_at is null`,
    [tokenHash],
  );
  if (!row) return undefined;
  const session = {
    institutionId: row.institution_id,
    id: row.id,
    accountId: row.account_id,
    secondFactorAt: row.second_factor_at ?? undefined,
    beganAt: row.began_at,
    lastSeenAt: row.last_seen_at,
  };
  return { session, credential: credentialOf(row) };
}

export const insertSession = (
  statements: Statements,
  session: Omit<Session, 'secondFactorAt' | 'lastSeenAt'> & {
    readonly tokenHash: Buffer;
    readonly clientAddress: string;
    readonly userAgent: string;
  },
) =>
  statements.run(
    `insert into sign_in.session
       (institution_id, id, account_id, token_hash, began_at, last_seen_at, client_address, user_agent)
     values ($1, $2, $3, $4, $5, $5, $6, $7)`,
    [
      session.institutionId,
      session.id,
      session.accountId,
      session.tokenHash,
      session.beganAt,
      session.clientAddress,
      session.userAgent,
    ],
  );

/** A step of the sign-in was taken: the token known until now opens nothing any more. */
export const renewSession = (
  statements: Statements,
  { institutionId, id }: Pick<Session, 'institutionId' | 'id'>,
  next: { readonly tokenHash: Buffer; readonly secondFactorAt: InstantText | undefined; readonly at: InstantText },
) =>
  statements.run(
    `update sign_in.session set token_hash = $3, second_factor_at = coalesce(second_factor_at, $4), last_seen_at = $5
     where institution_id = $1 and id = $2 and ended_at is null`,
    [institutionId, id, next.tokenHash, next.secondFactorAt ?? null, next.at],
  );

export const noteSeen = (statements: Statements, institutionId: number, id: string, at: InstantText) =>
  statements.run(
    `update sign_in.session set last_seen_at = greatest(last_seen_at, $3::timestamptz)
     where institution_id = $1 and id = $2 and ended_at is null`,
    [institutionId, id, at],
  );

/** Number of sessions that were open and are no more. */
export const endSession = (
  statements: Statements,
  { institutionId, accountId, id }: Pick<Session, 'institutionId' | 'accountId' | 'id'>,
  reason: EndReason,
  at: InstantText,
) =>
  statements.run(
    `update sign_in.session set ended_at = $4, end_reason = $5
     where institution_id = $1 and account_id = $2 and id = $3 and ended_at is null`,
    [institutionId, accountId, id, at, reason],
  );

/** All of an account, but for one. */
export const endSessionsOf = (
  statements: Statements,
  { institutionId, accountId }: Pick<Session, 'institutionId' | 'accountId'>,
  reason: EndReason,
  at: InstantText,
  exceptId?: string,
) =>
  statements.run(
    `update sign_in.session set ended_at = $3, end_reason = $4
     where institution_id = $1 and account_id = $2 and ended_at is null and id is distinct from $5::uuid`,
    [institutionId, accountId, at, reason, exceptId ?? null],
  );

export interface SessionLine {
  readonly id: string;
  readonly beganAt: InstantText;
  readonly lastSeenAt: InstantText;
  readonly clientAddress: string;
  readonly userAgent: string;
}

interface LineRow {
  readonly id: string;
  readonly began_at: InstantText;
  readonly last_seen_at: InstantText;
  readonly client_address: string;
  readonly user_agent: string;
}

/** Newest first. Sessions that ran out without anybody noticing are left out: seen since `seenSince`, begun since `begunSince`. */
export const sessionsOf = async (
  statements: Statements,
  { institutionId, accountId }: Pick<Session, 'institutionId' | 'accountId'>,
  seenSince: InstantText,
  begunSince: InstantText,
): Promise<SessionLine[]> =>
  (
    await statements.many<LineRow>(
      `select id, began_at, last_seen_at, client_address, user_agent from sign_in.session
       where institution_id = $1 and account_id = $2 and ended_at is null and last_seen_at >= $3 and began_at >= $4
       order by began_at desc limit 100`,
      [institutionId, accountId, seenSince, begunSince],
    )
  ).map((row) => ({
    id: row.id,
    beganAt: row.began_at,
    lastSeenAt: row.last_seen_at,
    clientAddress: row.client_address,
    userAgent: row.user_agent,
  }));
