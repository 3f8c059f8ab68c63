import type { InstantText } from '@xinglin/kernel/shapes';
import type { Actor } from '../actor.ts';
import { passwordExpiryOf } from './accounts.ts';
import type { SessionView } from './contract.ts';
import type { Credential } from './credential-rows.ts';
import type { Session } from './session-rows.ts';
import { type KnownSession, stepOf } from './session-store.ts';
import type { SignInRules } from './settings.ts';

interface Parts {
  readonly session: Session;
  readonly credential: Credential;
  readonly rules: SignInRules;
  readonly person: Pick<Actor, 'displayName'> | undefined;
  readonly nowMs: number;
}

/** What the person in front of the screen may know of the sign-in. */
export function sessionViewOf({ session, credential, rules, person, nowMs }: Parts): SessionView {
  const step = stepOf(session, credential, rules, nowMs);
  return {
    step,
    userName: credential.userName,
    ...(person && step === 'done' ? { displayName: person.displayName } : {}),
    hasSecondFactor: credential.totpConfirmedAt !== undefined,
    needsSecondFactor: credential.isAdministrator,
    endsAt: new Date(Date.parse(session.beganAt) + rules.sessionHours * 3_600_000).toISOString() as InstantText,
    idleMinutes: rules.idleMinutes,
    passwordExpiresAt: passwordExpiryOf(credential, rules),
  };
}

export const viewOfKnown = (known: KnownSession, nowMs: number): SessionView =>
  sessionViewOf({ ...known, person: known.actor, nowMs });
