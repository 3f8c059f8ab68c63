import { useQueryClient } from '@tanstack/react-query';
import type { OutputOf } from '@xinglin/kernel/operation';
import { whoAmI } from '@xinglin/server/contract/staff';
import { endSession, readSession } from '@xinglin/server/platform/sign-in';
import { ErrorNotice } from '@xinglin/ui/error-text';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { FirstRunPart } from '../features/sign-in/first-run-part.tsx';
import { SignInPart } from '../features/sign-in/sign-in-part.tsx';
import type { Screen } from '../screen.ts';
import { call, onSignedOut, useAsk } from '../server-api.ts';
import { Opening } from './opening.tsx';

export type Me = OutputOf<typeof whoAmI>;
const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in. Only below `SignedIn`. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside SignedIn');
  return me;
}

export const mayOpen = (me: Me, { permissions }: Screen): boolean =>
  permissions === undefined || permissions.some((permission) => permission in me.permissions);

/**
 * Shows its children to a signed-in person, and the sign-in to anybody else. When a session ends in mid-work the
 * sign-in covers the page and leaves it standing, so that what was typed is still there after the password.
 */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const session = useAsk(readSession, {}, { staleTime: 30_000, retry: true });
  const done = session.data?.step === 'done';
  const me = useAsk(whoAmI, {}, { enabled: done, staleTime: 60_000 });
  const lastMe = useRef<Me | undefined>(undefined);
  useEffect(() => {
    onSignedOut(() => void queries.invalidateQueries({ queryKey: [readSession.name] }));
  }, [queries]);
  if (done && me.data) {
    const somebodyElse = lastMe.current && lastMe.current.accountId !== me.data.accountId;
    lastMe.current = me.data;
    // Nothing that another person was shown may stay in the window.
    if (somebodyElse) window.location.assign('/');
  }
  if (session.error && !session.data)
    return <ErrorNotice error={session.error} onAgain={() => void session.refetch()} />;
  if (!session.data || (done && !me.data && !me.error)) return <Opening />;
  if (done && me.error) return <ErrorNotice error={me.error} onAgain={() => void me.refetch()} />;
  if (!lastMe.current) {
    return (
      <FirstRunPart>
        <SignInPart session={session.data} />
      </FirstRunPart>
    );
  }
  return (
    <MeContext.Provider value={lastMe.current}>
      {children}
      {!done && <SignInPart session={session.data} covers />}
    </MeContext.Provider>
  );
}

/** Ends the session and forgets everything this window has shown. */
export function useSignOut(): () => void {
  const queries = useQueryClient();
  return () => {
    void call(endSession, {}).finally(() => {
      queries.clear();
      window.location.assign('/');
    });
  };
}
