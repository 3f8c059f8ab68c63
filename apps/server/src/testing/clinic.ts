import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { manualClock } from '@xinglin/kernel/clock';
import type { Operation, OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { type Actor, type Context, platformActor } from '#platform/actor';
import type { AuditJournal } from '#platform/audit/journal';
import type { Vault } from '#platform/crypto/vault';
import type { Db } from '#platform/database/db';
import { subscribers } from '#platform/events';
import { makeTx, type Tx } from '#platform/transaction';
import type { App, AppParts } from '../app.ts';
import { actorOf, type PersonName } from './people.ts';

export interface CallOptions {
  /** Idempotency key of a command; each call is a press of its own when left out. */
  readonly key?: string;
}

/** One person at a screen. */
export interface Caller {
  readonly actor: Actor;
  /** Runs an operation through the whole pipeline: permission, parsing, transaction, audit, idempotency. */
  call<Op extends Operation>(operation: Op, input: RequestOf<Op>, options?: CallOptions): Promise<OutputOf<Op>>;
}

export interface WaitingJob {
  readonly job: string;
  readonly institutionId: number;
  readonly payload: object;
}

const WAITING_JOBS = `
  select name as job, (data ->> 'institutionId')::integer as "institutionId", data -> 'payload' as payload
  from pgboss.job where state < 'active' order by created_on`;

/** A running clinic without builders: what the builders themselves work with. */
export interface Clinic {
  readonly modules: App['modules'];
  readonly app: App;
  readonly clock: ReturnType<typeof manualClock>;
  readonly vault: Vault;
  readonly audit: AuditJournal;
  /** Works as the application role: row-level security holds here too. */
  readonly db: Db;
  /** A login above row-level security, for looking at what is really stored. */
  readonly connectionString: string;
  /** Jobs that wait for a worker, oldest first. */
  waitingJobs(): Promise<readonly WaitingJob[]>;
  as(name: PersonName, where?: { readonly institutionId?: number }): Caller;
  /** Somebody with other rights than the seeded people: one department only, several roles. */
  asActor(actor: Actor): Caller;
  /** A transaction as the house itself. */
  tx<Result>(work: (tx: Tx, context: Context) => Promise<Result>, institutionId?: number): Promise<Result>;
}

export function clinicOf(app: App, parts: AppParts & Pick<Clinic, 'clock' | 'connectionString'>): Clinic {
  const { db, clock } = parts;
  const contextOf = (actor: Actor): Context => ({
    actor,
    now: clock.now(),
    requestId: randomUUID(),
    clientAddress: '127.0.0.1',
    sessionId: actor.sessionId,
  });
  const caller = (actor: Actor): Caller => ({
    actor,
    call: async (operation, input, options = {}) => {
      const route = app.routes.find((candidate) => candidate.operation === operation);
      if (!route) throw new Error(`operation ${operation.name} is not served: is its module in app.ts?`);
      const output = await app.runner.run(route as typeof route & { operation: typeof operation }, {
        actor,
        // As it arrives over HTTP: undefined fields are gone, nothing is shared with the caller.
        body: JSON.parse(JSON.stringify(input ?? {})),
        idempotencyKey: operation.kind === 'command' ? (options.key ?? randomUUID()) : undefined,
        requestId: randomUUID(),
        clientAddress: '127.0.0.1',
      });
      return asSent(operation, output);
    },
  });
  return {
    ...parts,
    app,
    waitingJobs: () => db.transaction('platform', (tx) => tx.many<WaitingJob>(WAITING_JOBS)),
    modules: app.modules,
    as: (name, { institutionId = 1 } = {}) => caller(actorOf(institutionId, name)),
    asActor: caller,
    tx: (work, institutionId = 1) =>
      db.transaction({ institutionId }, async (statements) => {
        const context = contextOf(platformActor(institutionId));
        const reactions = subscribers(app.subscriptions);
        const { tx, flushTopics } = makeTx({
          statements,
          institutionId,
          context,
          subscribers: reactions,
          enqueue: parts.enqueue,
        });
        const result = await work(tx, context);
        await flushTopics();
        return result;
      }),
  };
}

/** What the caller would receive: the output as JSON, which must be what the contract promises. */
function asSent<Op extends Operation>(operation: Op, output: unknown): OutputOf<Op> {
  const sent: unknown = output === undefined ? undefined : JSON.parse(JSON.stringify(output));
  const checked = operation.output.safeParse(sent);
  assert.ok(checked.success, `${operation.name} answered against its contract: ${checked.error?.message}`);
  return sent as OutputOf<Op>;
}
