import type { Clock } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditJournal } from '#platform/audit/journal';
import type { Db } from '#platform/database/db';
import type { Mount } from '#platform/http/server';
import { type HeldType, isHeldType } from '../definitions/held-types.ts';
import type { RecordStore } from '../record.ts';
import { baseUrlOf, FHIR_JSON, type Form, formOf, outcomeOf, sendJson } from './answer.ts';
import { capabilityStatement } from './capability.ts';
import { journalled } from './journalled.ts';
import { answerHistory, answerRead, answerVersion } from './reads.ts';
import { answerEverything, answerSearch, type SearchHouse } from './searches.ts';

export interface RecordMountNeeds extends SearchHouse {
  readonly record: RecordStore;
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: AuditJournal;
  readonly version: string;
  /** Resource type → operations of the house that write it: what a refused write is told to use. */
  readonly writers: ReadonlyMap<string, readonly string[]>;
}

type Params = Readonly<Partial<Record<'type' | 'id' | 'sub' | 'version', string>>>;
type Handler = (request: FastifyRequest, reply: FastifyReply, params: Params, form: Form) => unknown;

const READ = ['GET', 'HEAD'];

/** The read side of FHIR R4 REST at `/fhir`. Writing from outside is refused with the operation to use instead. */
export const recordMount = (needs: RecordMountNeeds): Mount => ({
  prefix: '/fhir',
  speaksFhir: true,
  register: (app, { actorOf }) => {
    const { parts } = needs.record;
    const run = journalled({ ...needs, actorOf });
    const since = needs.clock.now().toString();
    const { views } = needs;
    const search = answerSearch(run, parts, needs);
    const read = answerRead(run, parts.codec, views);
    const history = answerHistory(run, parts.codec, views);
    const version = answerVersion(run, parts.codec, views);
    const everything = answerEverything(run, parts, needs);
    const route = routes(app);

    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    route(READ, '/metadata', 'record.metadata', (request, reply, _params, form) =>
      sendJson(
        reply,
        200,
        JSON.stringify(capabilityStatement({ baseUrl: baseUrlOf(request), since, version: needs.version })),
        form,
      ),
    );
    route(READ, '/:type', 'record.search', (request, reply, { type }, form) =>
      search(request, reply, { type: held(type) }, form),
    );
    route(['POST'], '/:type/_search', 'record.search', (request, reply, { type }, form) =>
      search(request, reply, { type: held(type) }, form),
    );
    route(READ, '/:type/:id', 'record.read', (request, reply, { type, id = '' }, form) =>
      read(request, reply, { type: held(type), id }, form),
    );
    route(READ, '/:type/:id/:sub', 'record.search', (request, reply, { type, id = '', sub }, form) => {
      if (sub === '_history') return history(request, reply, { type: held(type), id }, form);
      if (held(type) !== 'Patient') throw new DomainError('not-found', 'record.interaction-unknown');
      if (sub === '$everything') return everything(request, reply, id, form);
      return search(request, reply, { type: held(sub), patientId: id }, form);
    });
    route(['POST'], '/Patient/:id/:sub/_search', 'record.search', (request, reply, { id = '', sub }, form) =>
      search(request, reply, { type: held(sub), patientId: id }, form),
    );
    route(READ, '/:type/:id/_history/:version', 'record.vread', (request, reply, params, form) =>
      version(request, reply, { type: held(params.type), id: params.id ?? '' }, params.version ?? '', form),
    );
    refuseWrites(app, needs);
  },
});

/** @throws DomainError 'not-found' for a type that is not held. */
function held(type: string | undefined): HeldType {
  if (type !== undefined && isHeldType(type)) return type;
  throw new DomainError('not-found', 'record.unknown-type');
}

const routes =
  (app: FastifyInstance) =>
  (method: string[], url: string, operation: string, handler: Handler): void => {
    app.route({
      method,
      url,
      config: { operation },
      handler: async (request, reply) => {
        const body = typeof request.body === 'string' ? request.body : undefined;
        if (request.method === 'POST' && body === undefined && request.body !== undefined && request.body !== null) {
          throw new DomainError('invalid', 'record.body-not-form');
        }
        const form = formOf(request, body);
        if (!form) {
          const outcome = outcomeOf('not-supported', 'error', [{ code: 'record.format-not-acceptable' }]);
          return reply.status(406).type(FHIR_JSON).send(JSON.stringify(outcome));
        }
        return handler(request, reply, request.params as Params, form);
      },
    });
  };

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Every writing method, wherever it goes: 405, the methods that work, and the operation that does the same in the
 * house. The body is not read: what is refused need not be parsed.
 */
function refuseWrites(app: FastifyInstance, { writers }: RecordMountNeeds): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => {
      payload.resume();
      done(null);
    });
    for (const url of ['/', '/:type', '/:type/:id', '/:type/:id/*']) {
      scope.route({
        method: WRITES,
        url,
        config: { operation: 'record.write' },
        handler: async (request, reply) => refuse(request, reply, writers),
      });
    }
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, writers: RecordMountNeeds['writers']) {
  const { type = 'Bundle' } = request.params as Params;
  const operations = writers.get(type);
  const issue = operations
    ? { code: 'record.write-refused' as const, facts: { type, operations: operations.join(', ') } }
    : { code: 'record.write-refused-all' as const, facts: { type } };
  request.refusal = issue.code;
  return reply
    .status(405)
    .header('allow', 'GET, HEAD')
    .type(FHIR_JSON)
    .send(JSON.stringify(outcomeOf('not-supported', 'error', [issue])));
}
