import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
} from '@tanstack/react-router';
import { Button, Result } from 'antd';
import { lazy, Suspense } from 'react';
import { screens } from '../features.ts';
import type { Screen } from '../screen.ts';
import { Opening } from './opening.tsx';
import { mayOpen, SignedIn, useMe } from './session.tsx';
import { useText } from './text.ts';

// Loaded after the sign-in, so that the first page is small.
const Frame = lazy(async () => ({ default: (await import('./frame.tsx')).Frame }));

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const windowRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'window',
  component: () => (
    <SignedIn>
      <Suspense fallback={<Opening />}>
        <Frame />
      </Suspense>
    </SignedIn>
  ),
});
const bareRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'bare',
  component: () => (
    <SignedIn>
      <Outlet />
    </SignedIn>
  ),
});

function routesOf(frame: NonNullable<Screen['frame']>, parent: typeof windowRoute | typeof bareRoute) {
  return screens
    .filter((screen) => (screen.frame ?? 'window') === frame)
    .map((screen) =>
      createRoute({
        getParentRoute: () => parent,
        path: screen.path,
        component: () => <Guarded screen={screen} />,
        errorComponent: Failed,
      }),
    );
}

const loaded = new Map(
  screens.map((screen) => [screen, lazy(async () => ({ default: (await screen.load()).Screen }))]),
);

/** Opens a screen for those who may; loads it when first asked for. */
function Guarded({ screen }: { readonly screen: Screen }) {
  const me = useMe();
  const Loaded = loaded.get(screen);
  if (!Loaded || !mayOpen(me, screen)) return <Refused />;
  return (
    <Suspense fallback={<Opening />}>
      <Loaded />
    </Suspense>
  );
}

function NotFound() {
  const t = useText();
  return <Result status="404" title={t('shell.not-found')} extra={<Link to="/">{t('shell.back-home')}</Link>} />;
}

function Refused() {
  const t = useText();
  return <Result status="403" title={t('shell.no-permission')} extra={<Link to="/">{t('shell.back-home')}</Link>} />;
}

function Failed({ error, reset }: ErrorComponentProps) {
  const t = useText();
  return (
    <Result
      status="error"
      title={t('shell.failed')}
      subTitle={error instanceof Error ? error.message : String(error)}
      extra={<Button onClick={reset}>{t('shell.reload')}</Button>}
    />
  );
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    windowRoute.addChildren(routesOf('window', windowRoute)),
    bareRoute.addChildren(routesOf('bare', bareRoute)),
  ]),
  defaultPreload: 'intent',
});
