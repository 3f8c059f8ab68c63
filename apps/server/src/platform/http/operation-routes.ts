import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../actor.ts';
import { parseInput } from '../parse-input.ts';
import type { DirectRoute, Exchange } from './direct.ts';
import { inputReader } from './input.ts';
import type { HttpNeeds } from './server.ts';
import type { SessionCookie } from './session-cookie.ts';

/** Who acts when nobody is signed in: an operation for everybody must not find any right on it. */
const NOBODY: Actor = {
  staffId: 'nobody',
  accountId: 'nobody',
  displayName: '',
  institutionId: 0,
  sessionId: undefined,
  grants: new Map(),
  roles: [],
};

/** One HTTP route per operation: the contract says everything about it. */
export function operationRoutes(
  app: FastifyInstance,
  needs: Pick<HttpNeeds, 'routes' | 'directRoutes' | 'runner' | 'clock'>,
  cookies: SessionCookie,
  actorOf: (request: FastifyRequest) => Promise<Actor>,
): void {
  for (const route of needs.routes) {
    const { operation } = route;
    const readInput = inputReader(operation);
    app.route({
      method: operation.method,
      url: `/api${operation.path}`,
      config: { operation: operation.name },
      handler: async (request, reply) => {
        const actor = operation.permission === 'public' ? NOBODY : await actorOf(request);
        const output = await needs.runner.run(route, {
          actor,
          body: readInput(request),
          idempotencyKey: headerText(request.headers['idempotency-key']),
          requestId: request.id,
          clientAddress: request.ip,
        });
        return sendJson(reply, output);
      },
    });
  }
  for (const route of needs.directRoutes) directRoute(app, needs, cookies, actorOf, route);
}

function directRoute(
  app: FastifyInstance,
  { clock }: Pick<HttpNeeds, 'clock'>,
  cookies: SessionCookie,
  actorOf: (request: FastifyRequest) => Promise<Actor>,
  { operation, answer }: DirectRoute,
): void {
  const readInput = inputReader(operation);
  app.route({
    method: operation.method,
    url: `/api${operation.path}`,
    config: { operation: operation.name, isSignIn: operation.kind === 'command' },
    handler: async (request, reply) => {
      if (operation.permission !== 'public') await actorOf(request);
      const exchange: Exchange = {
        now: clock.now(),
        requestId: request.id,
        clientAddress: request.ip,
        userAgent: headerText(request.headers['user-agent'])?.slice(0, 200) ?? '',
        sessionToken: cookies.read(request),
        setSessionToken: (token) => cookies.write(reply, token),
      };
      return sendJson(reply, await answer(parseInput(operation, readInput(request)), exchange));
    },
  });
}

const headerText = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/** Serialised here, because Fastify would otherwise look for a schema; an operation without an answer says `null`. */
const sendJson = (reply: FastifyReply, output: unknown) =>
  reply.type('application/json; charset=utf-8').send(JSON.stringify(output ?? null));
