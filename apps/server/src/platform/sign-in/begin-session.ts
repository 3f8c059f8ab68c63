import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Exchange } from '../http/direct.ts';
import { beginSession, type SessionView } from './contract.ts';
import { userNameKey } from './core/user-name.ts';
import { type Credential, credentialByName, noteSignIn, rehashPassword } from './credential-rows.ts';
import { countAttempt, dropOldFailures, forgive } from './failure-rows.ts';
import { signInEntry } from './journal-entry.ts';
import { insertSession } from './session-rows.ts';
import { instantText, newToken, rulesOf, tokenHashOf } from './session-store.ts';
import { sessionViewOf } from './session-view.ts';
import { defaultLockRule, type SignInRules } from './settings.ts';
import type { SignInParts } from './sign-in.ts';
import { passwordSubject } from './subjects.ts';

const DAY_MS = 86_400_000;

/**
 * User name and password. An unknown name costs the same time, gets the same answer and is locked the same way as a
 * wrong password; that an account is closed is told only to who knows its password.
 */
export function beginSessionAnswer(parts: SignInParts) {
  const { db, vault, audit, hasher } = parts;
  const lockRule = parts.lockRule ?? defaultLockRule;

  const refuse = async (exchange: Exchange, found: Credential | undefined, error: DomainError): Promise<never> => {
    await audit.appendRead(signInEntry(beginSession, exchange, found, 'refused', error.code));
    throw error;
  };

  return async (input: InputOf<typeof beginSession>, exchange: Exchange): Promise<SessionView> => {
    const now = instantText(exchange.now);
    const key = userNameKey(input.userName);
    const subject = passwordSubject(vault, key);
    const { found, attempt } = await db.transaction('platform', async (statements) => {
      const [credential, counted] = await Promise.all([
        credentialByName(statements, key),
        countAttempt(statements, subject, now, lockRule),
      ]);
      return { found: credential, attempt: counted };
    });
    if (!attempt.isAllowed) return refuse(exchange, found, locked(attempt.lockedUntil, exchange.now));
    const isRight = await hasher.verify(found?.passwordHash, input.password);
    if (!found || !isRight) return refuse(exchange, found, new DomainError('unauthenticated', 'sign-in.wrong'));

    const outcome = await db.transaction('platform', async (statements) => {
      const tx = { ...statements, institutionId: found.institutionId };
      const [rules, person] = await Promise.all([rulesOf(parts, tx), parts.actorFor(tx, found.accountId)]);
      const closed = closedError(found, rules, exchange.now, person !== undefined);
      if (closed) return { closed };
      const session = {
        institutionId: found.institutionId,
        id: newId(exchange.now.epochMilliseconds),
        accountId: found.accountId,
        beganAt: now,
      };
      const token = newToken();
      const { clientAddress, userAgent } = exchange;
      const who = { ...found, staffId: person?.staffId };
      await Promise.all([
        insertSession(statements, { ...session, tokenHash: tokenHashOf(token), clientAddress, userAgent }),
        forgive(statements, [subject]),
        dropOldFailures(statements, now),
        noteSignIn(statements, found, now),
        audit.append(statements, signInEntry(beginSession, exchange, who, 'done')),
      ]);
      return { token, rules, person, session: { ...session, secondFactorAt: undefined, lastSeenAt: now } };
    });
    if ('closed' in outcome) return refuse(exchange, found, outcome.closed as DomainError);
    if (hasher.isOutdated(found.passwordHash)) await rehash(parts, found, input.password);
    exchange.setSessionToken(outcome.token);
    return sessionViewOf({ ...outcome, credential: found, nowMs: exchange.now.epochMilliseconds });
  };
}

async function rehash({ db, hasher }: SignInParts, credential: Credential, password: string): Promise<void> {
  const hash = await hasher.hash(password);
  await db.transaction('platform', (statements) => rehashPassword(statements, credential, hash));
}

export function locked(until: InstantText | undefined, now: Temporal.Instant): DomainError {
  const leftMs = until === undefined ? 60_000 : Date.parse(until) - now.epochMilliseconds;
  return new DomainError('unauthenticated', 'sign-in.locked', { minutes: Math.max(1, Math.ceil(leftMs / 60_000)) });
}

/** Why an account with the right password opens nothing; undefined when it does. */
function closedError(
  credential: Credential,
  rules: SignInRules,
  now: Temporal.Instant,
  hasPerson: boolean,
): DomainError | undefined {
  if (!credential.isEnabled) return new DomainError('forbidden', 'sign-in.disabled');
  const usedMs = Date.parse(credential.lastSignInAt ?? credential.createdAt);
  if (now.epochMilliseconds - usedMs >= rules.dormantDays * DAY_MS) {
    return new DomainError('forbidden', 'sign-in.dormant', { days: rules.dormantDays });
  }
  return hasPerson ? undefined : new DomainError('forbidden', 'sign-in.no-rights');
}
