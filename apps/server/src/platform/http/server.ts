import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { BACKGROUND_HEADER } from '@xinglin/kernel/client';
import type { Clock } from '@xinglin/kernel/clock';
import { newId } from '@xinglin/kernel/ids';
import type { Messages } from '@xinglin/kernel/messages';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Actor } from '../actor.ts';
import type { LiveHub } from '../live/hub.ts';
import { liveRoute } from '../live/live-route.ts';
import type { OperationRunner, Route } from '../operations.ts';
import { apiDocs } from './api-docs.ts';
import type { DirectRoute } from './direct.ts';
import { errorResponse, TooManyRequests } from './error-response.ts';
import type { Metrics } from './metrics.ts';
import { operationRoutes } from './operation-routes.ts';
import type { Readiness } from './readiness.ts';
import { loggableError } from './request-log.ts';
import { refuseForeignRequest, securityHeaders } from './security.ts';
import { type SessionCookie, sessionCookie } from './session-cookie.ts';
import type { HttpSettings } from './settings.ts';
import { staticFiles } from './static-files.ts';
import { statusRoutes } from './status-routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name in log and figures; the route pattern when left out. */
    readonly operation?: string;
    /** Stays open as long as the page: its duration says nothing. */
    readonly isStream?: boolean;
    /** Counts against the strict limit as well. */
    readonly isSignIn?: boolean;
  }
  interface FastifyRequest {
    /** Code of the refusal, for the log. */
    refusal: string | undefined;
    /** Who acted, once known: internal identifiers only. */
    actor: Actor | undefined;
  }
}

/**
 * Turns the token of a cookie into a person. `countsAsActivity` is false for what an open page does by itself.
 * @throws DomainError 'unauthenticated' without a valid session, or with one whose sign-in is not finished.
 */
export type Authenticate = (
  token: string | undefined,
  options: { readonly countsAsActivity: boolean },
) => Promise<Actor>;

/** Something that is not an operation but stands on the same ground, such as the FHIR interface. */
export interface Mount {
  /** `/fhir`. Errors below it are FHIR OperationOutcomes when `speaksFhir`. */
  readonly prefix: `/${string}`;
  readonly speaksFhir: boolean;
  register(app: FastifyInstance, tools: MountTools): void | Promise<void>;
}
export interface MountTools {
  actorOf(request: FastifyRequest): Promise<Actor>;
}

export interface HttpNeeds {
  readonly routes: readonly Route[];
  readonly directRoutes: readonly DirectRoute[];
  readonly mounts?: readonly Mount[];
  readonly runner: OperationRunner;
  readonly authenticate: Authenticate;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly log: Logger;
  readonly live: LiveHub;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly settings: HttpSettings;
}

export interface HttpServer {
  /** Where it listens, with the port that was given to it: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** For tests: `inject` without a socket. */
  readonly app: FastifyInstance;
  /** Ends open streams, answers what is under way, then closes. */
  close(): Promise<void>;
}

/** Builds the HTTP side and listens. Resolves when the port is open. */
export async function startHttp(needs: HttpNeeds): Promise<HttpServer> {
  const app = await buildHttp(needs);
  const { host, port, tls } = needs.settings;
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
  return { url, app, close: () => app.close() };
}

async function buildHttp(needs: HttpNeeds): Promise<FastifyInstance> {
  const { settings } = needs;
  const app = fastify({
    logger: false,
    genReqId: ({ headers }) => knownRequestId(headers['x-request-id']) ?? newId(),
    trustProxy: settings.trustProxy === false ? false : [...settings.trustProxy],
    bodyLimit: settings.maxBodyBytes,
    exposeHeadRoutes: false,
    requestTimeout: settings.requestTimeoutMs,
    forceCloseConnections: 'idle',
    serverFactory: (handler) =>
      settings.tls ? createTlsServer({ ...settings.tls, minVersion: 'TLSv1.2' }, handler) : createServer(handler),
    frameworkErrors: (error, request, reply) => answerError(needs, error, request, reply),
  }) as unknown as FastifyInstance;
  app.decorateRequest('refusal', undefined);
  app.decorateRequest('actor', undefined);
  const cookies = sessionCookie(settings);
  await app.register(cookie);
  await securityHeaders(app, settings);
  await limits(app, settings);
  aroundEachRequest(app, needs);
  const actorOf = (request: FastifyRequest, byPerson = true) =>
    authenticate(needs, cookies, request, byPerson && request.headers[BACKGROUND_HEADER] === undefined);

  // A body may only be JSON; a text body would pass the browser's rules for simple requests.
  app.removeContentTypeParser('text/plain');
  operationRoutes(app, needs, cookies, (request) => actorOf(request));
  apiDocs(app, [...needs.routes, ...needs.directRoutes], settings.version);
  statusRoutes(app, needs);
  liveRoute(app, {
    hub: needs.live,
    authenticate: (request) => actorOf(request, false),
    maxConnections: settings.maxLiveConnections,
    maxPerSession: settings.maxLivePerSession,
    heartbeatMs: settings.liveHeartbeatMs,
  });
  for (const mount of needs.mounts ?? []) {
    await app.register(async (scope) => mount.register(scope, { actorOf: (request) => actorOf(request) }), {
      prefix: mount.prefix,
    });
  }
  const screenFor = await staticFiles(app, settings.staticRoot);
  app.setNotFoundHandler(async (request, reply) => {
    const page = await screenFor(request);
    if (page) return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
    return answerError(needs, Object.assign(new Error('not found'), { code: 'FST_ERR_BAD_URL' }), request, reply);
  });
  await app.ready();
  return app;
}

/** A proxy's or caller's own number is kept when it is harmless, so that logs on both sides can be joined. */
const knownRequestId = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[\w-]{8,64}$/.test(header) ? header : undefined;

async function authenticate(
  needs: HttpNeeds,
  cookies: SessionCookie,
  request: FastifyRequest,
  countsAsActivity: boolean,
): Promise<Actor> {
  const actor = await needs.authenticate(cookies.read(request), { countsAsActivity });
  request.actor = actor;
  return actor;
}

/** A limit for everything and a strict one for sign-in, both per address. */
async function limits(app: FastifyInstance, settings: HttpSettings): Promise<void> {
  await app.register(rateLimit, { global: false });
  const timeWindow = 60_000;
  const keyGenerator = (request: FastifyRequest) => request.ip;
  const all = app.createRateLimit({ max: settings.requestsPerMinute, timeWindow, keyGenerator });
  const signIn = app.createRateLimit({ max: settings.signInsPerMinute, timeWindow, keyGenerator });
  app.addHook('onRequest', async (request) => {
    for (const limit of request.routeOptions.config.isSignIn ? [all, signIn] : [all]) {
      const result = await limit(request);
      if (!result.isAllowed && result.isExceeded) throw new TooManyRequests(Math.max(1, result.ttlInSeconds));
    }
  });
}

function aroundEachRequest(app: FastifyInstance, needs: HttpNeeds): void {
  const { log, metrics } = needs;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (isApi(request)) {
      reply.header('cache-control', 'no-store');
      refuseForeignRequest(request);
    }
  });
  app.addHook('onResponse', async (request, reply) => {
    const { operation, isStream } = request.routeOptions.config;
    const name = operation ?? request.routeOptions.url ?? 'none';
    if (!isStream) metrics.observe(name, reply.statusCode, reply.elapsedTime / 1000);
    if (request.url === '/healthz' || request.url === '/metrics') return;
    log.info(
      {
        requestId: request.id,
        operation: name,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        accountId: request.actor?.accountId,
        institutionId: request.actor?.institutionId,
        refusal: request.refusal,
      },
      'request',
    );
  });
  app.setErrorHandler((error, request, reply) => answerError(needs, error, request, reply));
}

const isApi = (request: FastifyRequest): boolean =>
  request.url.startsWith('/api/') || request.url.startsWith('/fhir') || request.url === '/api';

function answerError(
  { messages, mounts = [], log }: HttpNeeds,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const speaksFhir = mounts.some((mount) => mount.speaksFhir && request.url.startsWith(mount.prefix));
  const answer = errorResponse(error, { messages, requestId: request.id, speaksFhir });
  request.refusal = answer.code;
  if (answer.isUnexpected) {
    log.error(
      { requestId: request.id, operation: request.routeOptions.config.operation, error: loggableError(error) },
      'unexpected error',
    );
  }
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
  return reply
    .status(answer.status)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type(speaksFhir ? 'application/fhir+json; charset=utf-8' : 'application/json; charset=utf-8')
    .send(JSON.stringify(answer.body));
}
