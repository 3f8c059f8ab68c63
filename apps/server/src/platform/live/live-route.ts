import type { ServerResponse } from 'node:http';
import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../actor.ts';
import type { LiveHub } from './hub.ts';

export interface LiveNeeds {
  readonly hub: LiveHub;
  /** Listening alone does not keep a session alive: an unattended screen must still be signed out. */
  authenticate(request: FastifyRequest): Promise<Actor>;
  readonly maxConnections: number;
  readonly maxPerSession: number;
  /** Time between two signs of life, at which the session is looked at again. */
  readonly heartbeatMs: number;
}

const MAX_TOPICS = 50;
const TOPIC = /^[a-z][a-z-]*\.[\w.:-]{1,120}$/;
/** A page that does not read what it is sent is let go of; it comes back by itself and asks for everything. */
const MAX_UNREAD_BYTES = 65_536;

/**
 * `GET /api/live?topics=visits.queue:…,stock.low`: server-sent events. `ready` once, `changed` with the topic as data,
 * `missed` when news may have been lost, `ended` when the session is over. Events carry no data of anybody; the page
 * asks again with its own rights.
 */
export function liveRoute(app: FastifyInstance, needs: LiveNeeds): void {
  const open = new Map<string, number>();
  const leave = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of leave) end();
  });
  app.get('/api/live', { config: { operation: 'platform.live', isStream: true } }, async (request, reply) => {
    const actor = await needs.authenticate(request);
    const topics = readTopics(request.query);
    const owner = actor.sessionId ?? actor.accountId;
    const mine = open.get(owner) ?? 0;
    if (needs.hub.count() >= needs.maxConnections || mine >= needs.maxPerSession) {
      throw new DomainError('busy', 'platform.too-many-live-connections');
    }
    open.set(owner, mine + 1);
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const end = () => stream.end();
    const unsubscribe = needs.hub.subscribe(actor.institutionId, topics, {
      changed: (topic) => send(stream, 'changed', topic),
      missed: () => send(stream, 'missed', ''),
    });
    const heartbeat = setInterval(() => {
      needs.authenticate(request).then(
        () => stream.write(': still here\n\n'),
        () => {
          send(stream, 'ended', '');
          stream.end();
        },
      );
    }, needs.heartbeatMs);
    leave.add(end);
    stream.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
      leave.delete(end);
      const left = (open.get(owner) ?? 1) - 1;
      if (left > 0) open.set(owner, left);
      else open.delete(owner);
    });
    stream.write('retry: 2000\n');
    send(stream, 'ready', '');
  });
}

function send(stream: ServerResponse, event: string, data: string): void {
  if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
  else stream.write(`event: ${event}\ndata: ${data}\n\n`);
}

/** @throws DomainError 'invalid' for no topics, too many, or one that cannot be a topic. */
function readTopics(query: unknown): string[] {
  const asked = (query as { topics?: unknown }).topics;
  const topics = [asked ?? '']
    .flat()
    .flatMap((text) => String(text).split(','))
    .filter((topic) => topic !== '');
  if (topics.length === 0) throw invalidField('topics', 'input.required');
  if (topics.length > MAX_TOPICS) throw invalidField('topics', 'input.too-big');
  if (!topics.every((topic) => TOPIC.test(topic))) throw invalidField('topics', 'input.invalid');
  return topics;
}
