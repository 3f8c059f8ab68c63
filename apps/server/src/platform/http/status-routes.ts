import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpNeeds } from './server.ts';

/** For the machines that look after this one. */
export function statusRoutes(
  app: FastifyInstance,
  { readiness, metrics, settings }: Pick<HttpNeeds, 'readiness' | 'metrics' | 'settings'>,
): void {
  app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const report = await readiness.report();
    return reply
      .status(report.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(report);
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, settings.metricsToken)) throw new DomainError('forbidden', 'platform.not-public');
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
}

/** This machine may; another only with the token. A forwarded request only looks as if it came from this machine. */
function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const sent = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== undefined && sent !== undefined) return isSame(sent, token);
  const isForwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  const peer = request.socket.remoteAddress ?? '';
  return token === undefined && !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(peer);
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
