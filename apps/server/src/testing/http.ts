import { Writable } from 'node:stream';
import { type Client, createClient, OWN_REQUEST_HEADER } from '@xinglin/kernel/client';
import { pino } from 'pino';
import { createMetrics } from '#platform/http/metrics';
import { createReadiness, type Readiness } from '#platform/http/readiness';
import { type HttpServer, type Mount, startHttp } from '#platform/http/server';
import { defaultHttpSettings, type HttpSettings } from '#platform/http/settings';
import { enqueue } from '#platform/jobs/queue';
import { createLiveHub, LIVE_CHANNEL } from '#platform/live/hub';
import { startListener } from '#platform/live/listener';
import { beginSession, proveSecondFactor, type SessionView } from '#platform/sign-in/contract';
import { fromBase32, stepAt, totpAt } from '#platform/sign-in/core/totp';
import type { LockRule } from '#platform/sign-in/settings';
import { type Additions, type App, createApp, listenedChannels } from '../app.ts';
import { messagesOfApp } from '../messages-of-app.ts';
import type { Clinic } from './clinic.ts';
import { type PersonName, personOf } from './people.ts';
import { TEST_PASSWORD, TEST_TOTP_SECRET, testHashCost, userNameOf } from './seed-institutions.ts';

export interface HttpOptions {
  readonly settings?: Partial<HttpSettings>;
  readonly additions?: Additions;
  readonly mounts?: (app: App) => readonly Mount[];
  readonly lockRule?: LockRule;
}

/** One browser: keeps cookies, and calls operations as the staff app does. */
export interface Browser extends Client {
  /** A path of the server with the cookies of this browser; never follows a redirect. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Signs a seeded person in, second factor included. */
  signIn(name: PersonName, where?: { readonly institutionId?: number }): Promise<SessionView>;
  /** Cookies as they would be sent. */
  readonly cookies: Map<string, string>;
}

export interface HttpClinic extends AsyncDisposable {
  readonly url: string;
  readonly server: HttpServer;
  readonly app: App;
  readonly readiness: Readiness;
  browser(): Browser;
  /** Everything logged so far, as text. */
  logged(): string;
}

/** The clinic over real HTTP, with real sign-in, on the clinic's own database and clock. */
export async function openHttp(clinic: Clinic, options: HttpOptions = {}): Promise<HttpClinic> {
  const { db, clock, vault, audit, connectionString } = clinic;
  const listener = await startListener(connectionString, [LIVE_CHANNEL, ...listenedChannels]);
  const { lockRule } = options;
  const parts = {
    db,
    clock,
    vault,
    audit,
    enqueue,
    listener,
    hashCost: testHashCost,
    ...(lockRule ? { lockRule } : {}),
  };
  const app = createApp(parts, options.additions);
  const lines: string[] = [];
  const log = pino(
    { level: 'info' },
    new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const readiness = createReadiness(() => db.pool.query('select 1'));
  const server = await startHttp({
    routes: app.routes,
    directRoutes: app.directRoutes,
    mounts: [...app.mounts, ...(options.mounts?.(app) ?? [])],
    runner: app.runner,
    authenticate: app.signIn.authenticate,
    messages: messagesOfApp,
    clock,
    log,
    live: createLiveHub(listener),
    readiness,
    metrics: createMetrics(db.pool),
    settings: { ...defaultHttpSettings, port: 0, signInsPerMinute: 10_000, ...options.settings },
  });
  return {
    url: server.url,
    server,
    app,
    readiness,
    browser: () => browserOf(server.url, clinic),
    logged: () => lines.join(''),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await listener.close();
    },
  };
}

function browserOf(url: string, clinic: Clinic): Browser {
  const cookies = new Map<string, string>();
  const send = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(address, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    return response;
  };
  const client = createClient({ baseUrl: url, fetch: send });
  return {
    ...client,
    cookies,
    fetch: (path, init) => send(`${url}${path}`, init),
    signIn: async (name, { institutionId = 1 } = {}) => {
      const userName = userNameOf(institutionId, personOf(institutionId, name));
      const view = await client.call(beginSession, { userName, password: TEST_PASSWORD });
      if (view.step !== 'second-factor') return view;
      return client.call(proveSecondFactor, { code: testCode(clinic) });
    },
  };
}

/** The six digits that a seeded administrator's authenticator shows now. A code works once: move the clock for the next. */
export const testCode = (clinic: Clinic): string =>
  totpAt(fromBase32(TEST_TOTP_SECRET), stepAt(clinic.clock.now().epochMilliseconds));

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  const value = pair.slice(pair.indexOf('=') + 1);
  if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

/** Headers of a write that comes from our own pages, for tests that build requests by hand. */
export const ownHeaders = { 'content-type': 'application/json', [OWN_REQUEST_HEADER]: '1' } as const;
