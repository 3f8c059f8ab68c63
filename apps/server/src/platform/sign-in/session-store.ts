import { createHash, randomBytes } from 'node:crypto';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Actor } from '../actor.ts';
import type { Statements } from '../database/db.ts';
import type { SignInStep } from './contract.ts';
import { nextStep } from './core/session-step.ts';
import type { Credential } from './credential-rows.ts';
import type { InInstitution, SignInNeeds } from './needs.ts';
import { type EndReason, endSession, noteSeen, openSession, type Session } from './session-rows.ts';
import { type SignInRules, signInSettings } from './settings.ts';

export const SESSIONS_CHANNEL = 'xinglin_sessions';

/** How long an answer of the database is believed when nobody says otherwise. */
const BELIEVED_MS = 5_000;
const WRITE_SEEN_EVERY_MS = 60_000;
const MAX_REMEMBERED = 20_000;

/** A session as the server works with it. */
export interface KnownSession {
  readonly session: Session;
  readonly credential: Credential;
  readonly rules: SignInRules;
  readonly step: Exclude<SignInStep, 'signed-out'>;
  readonly actor: Actor | undefined;
  readonly endsAtMs: number;
}

interface Remembered extends KnownSession {
  readonly loadedAtMs: number;
  lastSeenMs: number;
  lastWrittenMs: number;
}

export interface SessionStore {
  /** undefined when the token opens nothing: unknown, ended, idle for too long or too old. */
  find(token: string | undefined, now: Temporal.Instant, countsAsActivity: boolean): Promise<KnownSession | undefined>;
  /** Tells every process, at the commit, to forget what it knows of the sessions of an account. */
  announce(statements: Statements, accountId: string): Promise<void>;
  /** Forgets here and now. */
  forget(accountId: string): void;
}

export const newToken = (): string => randomBytes(32).toString('base64url');
export const tokenHashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
export const instantText = (instant: Temporal.Instant): InstantText => instant.toString() as InstantText;
const textOfMs = (ms: number): InstantText => new Date(ms).toISOString() as InstantText;

const DAY_MS = 86_400_000;

export async function rulesOf({ setting }: Pick<SignInNeeds, 'setting'>, tx: InInstitution): Promise<SignInRules> {
  const names = Object.keys(signInSettings) as (keyof SignInRules)[];
  const values = await Promise.all(names.map((name) => setting(tx, signInSettings[name])));
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as unknown as SignInRules;
}

export const passwordDaysOf = (rules: SignInRules, { isAdministrator }: Pick<Credential, 'isAdministrator'>): number =>
  isAdministrator ? rules.administratorPasswordDays : rules.passwordDays;

export function stepOf(session: Session, credential: Credential, rules: SignInRules, nowMs: number) {
  return nextStep({
    hasSecondFactor: credential.totpConfirmedAt !== undefined,
    secondFactorProven: session.secondFactorAt !== undefined,
    isAdministrator: credential.isAdministrator,
    mustChangePassword: credential.mustChangePassword,
    passwordAgeDays: (nowMs - Date.parse(credential.passwordChangedAt)) / DAY_MS,
    passwordDays: passwordDaysOf(rules, credential),
  });
}

/**
 * Finds sessions by token. A session in use is looked up in the database once in a few seconds and not at every
 * request; ended sessions and changed rights are announced by NOTIFY and take effect in all processes at once.
 */
export function sessionStore(needs: SignInNeeds): SessionStore {
  const { db, listener } = needs;
  const remembered = new Map<string, Remembered>();
  /** Counts what was forgotten, so that an answer that was under way meanwhile is not kept. */
  let forgotten = 0;
  const forget = (accountId: string) => {
    forgotten++;
    for (const [key, { session }] of remembered) if (session.accountId === accountId) remembered.delete(key);
  };
  listener?.on(SESSIONS_CHANNEL, forget);
  listener?.onGap(() => {
    forgotten++;
    remembered.clear();
  });

  const load = async (tokenHash: Buffer, now: Temporal.Instant): Promise<Remembered | undefined> =>
    db.transaction(
      'platform',
      async (statements) => {
        const found = await openSession(statements, tokenHash);
        if (!found?.credential.isEnabled) return undefined;
        const { session, credential } = found;
        const tx = { ...statements, institutionId: session.institutionId };
        const [person, rules] = await Promise.all([needs.actorFor(tx, session.accountId), rulesOf(needs, tx)]);
        const nowMs = now.epochMilliseconds;
        const seenMs = Date.parse(session.lastSeenAt);
        return {
          session,
          credential,
          rules,
          step: stepOf(session, credential, rules, nowMs),
          actor: person && { ...person, sessionId: session.id },
          endsAtMs: Date.parse(session.beganAt) + rules.sessionHours * 3_600_000,
          loadedAtMs: nowMs,
          lastSeenMs: seenMs,
          lastWrittenMs: seenMs,
        };
      },
      { readOnly: true },
    );

  const known = async (key: string, tokenHash: Buffer, now: Temporal.Instant): Promise<Remembered | undefined> => {
    const mayRemember = listener?.isHearing() === true;
    const old = remembered.get(key);
    if (mayRemember && old && now.epochMilliseconds - old.loadedAtMs < BELIEVED_MS) return old;
    const before = forgotten;
    const fresh = await load(tokenHash, now);
    remembered.delete(key);
    if (!fresh) return undefined;
    // Activity that is not written yet must not be lost by looking again.
    if (old) fresh.lastSeenMs = Math.max(fresh.lastSeenMs, old.lastSeenMs);
    if (mayRemember && before === forgotten) {
      if (remembered.size >= MAX_REMEMBERED) remembered.delete(remembered.keys().next().value ?? '');
      remembered.set(key, fresh);
    }
    return fresh;
  };

  const expire = async (key: string, { session }: KnownSession, reason: EndReason, atMs: number) => {
    remembered.delete(key);
    await db.transaction('platform', (statements) => endSession(statements, session, reason, textOfMs(atMs)));
  };

  const noteActivity = async (found: Remembered, nowMs: number) => {
    found.lastSeenMs = nowMs;
    if (nowMs - found.lastWrittenMs < WRITE_SEEN_EVERY_MS) return;
    found.lastWrittenMs = nowMs;
    const { institutionId, id } = found.session;
    await db.transaction('platform', (statements) => noteSeen(statements, institutionId, id, textOfMs(nowMs)));
  };

  return {
    forget,
    announce: async (statements, accountId) => {
      await statements.run(`select pg_notify('${SESSIONS_CHANNEL}', $1)`, [accountId]);
    },
    find: async (token, now, countsAsActivity) => {
      if (token === undefined) return undefined;
      const tokenHash = tokenHashOf(token);
      const key = tokenHash.toString('base64url');
      const found = await known(key, tokenHash, now);
      if (!found) return undefined;
      const nowMs = now.epochMilliseconds;
      const idleEndMs = found.lastSeenMs + found.rules.idleMinutes * 60_000;
      if (nowMs >= found.endsAtMs || nowMs >= idleEndMs) {
        const reason = found.endsAtMs < idleEndMs ? 'too-long' : 'idle';
        await expire(key, found, reason, Math.min(found.endsAtMs, idleEndMs));
        return undefined;
      }
      if (countsAsActivity) await noteActivity(found, nowMs);
      return found;
    },
  };
}
