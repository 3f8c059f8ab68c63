import { INSTITUTION_ZONE } from '@xinglin/kernel/clock';
import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Statements } from '../database/db.ts';
import type { Enqueue } from '../transaction.ts';
import type { JobHandler } from './job.ts';

/**
 * Tried again after growing pauses, from half a minute to half a day, about ten days in all; then it stays as failed
 * for a person to look at.
 */
const RETRY = { retryLimit: 24, retryDelay: 30, retryBackoff: true } as const;
const FAILED_KEPT_DAYS = 60;
const COMPLETED_KEPT_HOURS = 24;

/** The queue's own internal queue for work that comes round by the clock. */
const CLOCK_QUEUE = '__pgboss__send-it';

/** What waits in the queue. */
export interface QueuedJob {
  readonly institutionId: number | undefined;
  readonly payload: object;
}

/** Two processes starting together would both grant the same rights, and one of them would fail. */
const PREPARE_LOCK = 7_309_210_003;

const quiet = { supervise: false, schedule: false } as const;

/**
 * Makes the queue's tables, brings them up to date, and makes one queue per kind of job. Each queue is a table of its
 * own, so this needs the login that owns the schemas.
 */
export async function prepareJobs(connectionString: string, handlers: readonly JobHandler[]): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: 'xinglin-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
    const boss = new PgBoss({ ...quiet, db: { executeSql: (text, values) => client.query(text, values) } });
    await boss.start();
    const { rows } = await client.query<{ name: string }>('select name from pgboss.queue');
    const known = new Set(rows.map(({ name }) => name));
    for (const name of [CLOCK_QUEUE, ...handlers.map((handler) => handler.job.name)]) {
      if (!known.has(name)) await boss.createQueue(name, { name, ...RETRY });
    }
    await client.query(`
      grant usage on schema pgboss to xinglin_app;
      grant select, insert, update, delete on all tables in schema pgboss to xinglin_app;
      grant execute on all functions in schema pgboss to xinglin_app`);
    await boss.stop({ graceful: false, close: false });
  } finally {
    await client.end();
  }
}

const bossOver = (executeSql: PgBoss.Db['executeSql'], options: PgBoss.ConstructorOptions = {}): PgBoss =>
  new PgBoss({ ...quiet, migrate: false, ...options, db: { executeSql } });

const sender = bossOver(() => Promise.reject(new Error('a job is enqueued inside a transaction')));

/**
 * Puts a job into the queue inside the transaction: it exists exactly when the transaction is committed.
 * @throws Error for a job that no handler was prepared for, which would otherwise wait for ever.
 */
export const enqueue: Enqueue = async (statements, name, { institutionId, payload }) => {
  const queued: QueuedJob = { institutionId, payload };
  const id = await sender.send(name, queued, { db: over(statements) });
  if (id === null) throw new Error(`no queue for the job ${name}: is its handler in app.ts?`);
};

/** The queue names its parameters by number, with null for what is left out; objects travel as JSON. */
const over = (statements: Statements): PgBoss.Db => ({
  executeSql: async (text, values) => ({ rows: await statements.many(text, values) }),
});

export interface Worker {
  /** Takes no more jobs and waits, for at most `timeoutMs`, for those under way. */
  stop(timeoutMs: number): Promise<void>;
}

export interface WorkerNeeds {
  readonly pool: pg.Pool;
  readonly handlers: readonly JobHandler[];
  readonly onError: (error: unknown, job: string | undefined) => void;
  readonly pollSeconds?: number;
}

/** Takes jobs from the queue and runs their handlers. Several workers share the work. */
export async function startWorker({ pool, handlers, onError, pollSeconds = 2 }: WorkerNeeds): Promise<Worker> {
  const boss = bossOver((text, values) => pool.query(text, values), {
    supervise: true,
    schedule: true,
    archiveCompletedAfterSeconds: COMPLETED_KEPT_HOURS * 3600,
    deleteAfterDays: FAILED_KEPT_DAYS,
  });
  boss.on('error', (error) => onError(error, undefined));
  await boss.start();
  for (const handler of handlers) {
    const { name } = handler.job;
    await boss.work<QueuedJob>(name, { pollingIntervalSeconds: pollSeconds, batchSize: 1 }, async (jobs) => {
      for (const { id, data } of jobs) await runOne(handler, id, data, onError);
    });
    if (handler.cron === undefined) await boss.unschedule(name);
    else await boss.schedule(name, handler.cron, { payload: {} }, { tz: INSTITUTION_ZONE });
  }
  return { stop: (timeout) => boss.stop({ graceful: true, wait: true, timeout, close: false }) };
}

async function runOne(handler: JobHandler, jobId: string, data: QueuedJob, onError: WorkerNeeds['onError']) {
  try {
    await handler.run(data.payload, { jobId, institutionId: data.institutionId });
  } catch (error) {
    onError(error, handler.job.name);
    // The queue keeps what is thrown with the job: a code, because a message may hold a person's data.
    throw new Error(error instanceof Error ? error.name : 'failed');
  }
}
