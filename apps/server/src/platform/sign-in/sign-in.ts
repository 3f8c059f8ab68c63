import type { Clock } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { Exchange } from '../http/direct.ts';
import { type DirectRoute, serveDirectly } from '../http/direct.ts';
import type { Authenticate } from '../http/server.ts';
import { type Handler, type Route, serve } from '../operations.ts';
import { accountDoor } from './accounts.ts';
import { beginSessionAnswer } from './begin-session.ts';
import type { SessionView } from './contract.ts';
import * as contract from './contract.ts';
import { signInEntry } from './journal-entry.ts';
import type { SignInNeeds } from './needs.ts';
import { type PasswordHasher, passwordHasher } from './password-hash.ts';
import { endSession as endSessionRow, sessionsOf } from './session-rows.ts';
import { sessionSteps } from './session-steps.ts';
import { instantText, rulesOf, type SessionStore, sessionStore } from './session-store.ts';
import { viewOfKnown } from './session-view.ts';

export type SignInParts = SignInNeeds & { readonly hasher: PasswordHasher; readonly store: SessionStore };

/** Who is at the door. The modules above decide who may do what; this part only knows how people prove who they are. */
export function createSignIn(needs: SignInNeeds & { readonly clock: Clock }) {
  const parts: SignInParts = { ...needs, hasher: passwordHasher(needs.hashCost), store: sessionStore(needs) };
  const { store, clock } = parts as SignInParts & { readonly clock: Clock };
  const steps = sessionSteps(parts);

  const authenticate: Authenticate = async (token, { countsAsActivity }) => {
    if (token === undefined) throw new DomainError('unauthenticated', 'platform.not-signed-in');
    const known = await store.find(token, clock.now(), countsAsActivity);
    if (!known) throw new DomainError('unauthenticated', 'sign-in.session-ended');
    if (known.step !== 'done') throw new DomainError('unauthenticated', 'sign-in.step-needed', { step: known.step });
    if (!known.actor) throw new DomainError('unauthenticated', 'sign-in.no-rights');
    return known.actor;
  };

  const readSession = async (_input: object, exchange: Exchange): Promise<SessionView> => {
    const known = await store.find(exchange.sessionToken, exchange.now, false);
    return known ? viewOfKnown(known, exchange.now.epochMilliseconds) : SIGNED_OUT;
  };

  const endSession = async (_input: object, exchange: Exchange): Promise<SessionView> => {
    const known = await store.find(exchange.sessionToken, exchange.now, false);
    exchange.setSessionToken(undefined);
    if (!known) return SIGNED_OUT;
    const { session, actor } = known;
    await parts.db.transaction('platform', async (statements) => {
      await Promise.all([
        endSessionRow(statements, session, 'signed-out', instantText(exchange.now)),
        parts.audit.append(
          statements,
          signInEntry(contract.endSession, exchange, { ...session, staffId: actor?.staffId }, 'done'),
        ),
        store.announce(statements, session.accountId),
      ]);
    });
    store.forget(session.accountId);
    return SIGNED_OUT;
  };

  const directRoutes: DirectRoute[] = [
    serveDirectly(contract.readSession, readSession),
    serveDirectly(contract.beginSession, beginSessionAnswer(parts)),
    serveDirectly(contract.endSession, endSession),
    serveDirectly(contract.proveSecondFactor, steps.proveSecondFactor),
    serveDirectly(contract.changePassword, steps.changePassword),
    serveDirectly(contract.beginEnrolment, steps.beginEnrolment),
    serveDirectly(contract.confirmEnrolment, steps.confirmEnrolment),
    serveDirectly(contract.renewBackupCodes, steps.renewBackupCodes),
    serveDirectly(contract.removeSecondFactor, steps.removeSecondFactor),
  ];
  return { authenticate, directRoutes, routes: sessionRoutes(parts), accounts: accountDoor(parts) };
}

export type SignIn = ReturnType<typeof createSignIn>;

const SIGNED_OUT: SessionView = { step: 'signed-out' };

/** Looking at one's own sessions needs no cookie, so it runs like any other operation. */
function sessionRoutes(parts: SignInParts): Route[] {
  const list: Handler<typeof contract.listSessions> = async (tx, _input, { actor, now, sessionId }) => {
    const rules = await rulesOf(parts, tx);
    const seenSince = instantText(now.subtract({ minutes: rules.idleMinutes }));
    const begunSince = instantText(now.subtract({ hours: rules.sessionHours }));
    const lines = await sessionsOf(tx, actor, seenSince, begunSince);
    return { sessions: lines.map((line) => ({ ...line, isThis: line.id === sessionId })) };
  };
  const end: Handler<typeof contract.endOwnSession> = async (tx, { sessionId }, { actor, now }) => {
    const { institutionId, accountId } = actor;
    const ended = await endSessionRow(
      tx,
      { institutionId, accountId, id: sessionId },
      'ended-by-owner',
      instantText(now),
    );
    if (ended === 0) throw new DomainError('not-found', 'sign-in.no-such-session');
    parts.store.forget(accountId);
    await parts.store.announce(tx, accountId);
    return { ended: true };
  };
  return [serve(contract.listSessions, list), serve(contract.endOwnSession, end)];
}
