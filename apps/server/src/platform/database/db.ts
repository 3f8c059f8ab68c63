import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { DomainError } from '@xinglin/kernel/domain-error';
import pg from 'pg';
import { valueTypes } from './values.ts';

/** Statements inside one transaction. SQL text must be constant: it is prepared once per connection by its text. */
export interface Statements {
  many<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** @throws Error unless exactly one row comes back. */
  one<Row>(sql: string, params?: readonly unknown[]): Promise<Row>;
  maybe<Row>(sql: string, params?: readonly unknown[]): Promise<Row | undefined>;
  /** Number of rows written. */
  run(sql: string, params?: readonly unknown[]): Promise<number>;
}

/** Whose rows a transaction may see. 'platform' sees all institutions and is for jobs of the house itself. */
export type Scope = { readonly institutionId: number } | 'platform';

export interface TxOptions {
  readonly readOnly?: boolean;
  /** Tries again after a deadlock or serialisation failure; the work must have no effect outside the database. */
  readonly attempts?: number;
}

export interface Db {
  transaction<Result>(scope: Scope, work: (tx: Statements) => Promise<Result>, options?: TxOptions): Promise<Result>;
  close(): Promise<void>;
  readonly pool: pg.Pool;
}

export interface DbSettings {
  readonly connectionString: string;
  readonly maxConnections: number;
  /** Role taken after connecting, so that row-level security also holds when the login could pass it by. */
  readonly role?: 'xinglin_app';
  readonly applicationName?: string;
}

/**
 * Opens a pool. Queries of one connection are sent without waiting for earlier answers (pipelining), so a
 * transaction costs as many round trips as its data dependencies, not as its statements.
 */
export function openDb(settings: DbSettings): Db {
  const pool = new pg.Pool({
    connectionString: settings.connectionString,
    max: settings.maxConnections,
    application_name: settings.applicationName ?? 'xinglin',
    options: `-c TimeZone=UTC${settings.role ? ` -c role=${settings.role}` : ''}`,
    types: valueTypes,
    pipeline: true,
    idleTimeoutMillis: 60_000,
  } as pg.PoolConfig);
  // An idle connection that breaks is replaced by the pool; the next query reports its own error.
  pool.on('error', () => {});

  const transaction: Db['transaction'] = async (scope, work, options = {}) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(pool, scopeStatement(scope, settings.role), work, options);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (attempt >= (options.attempts ?? 4)) throw new DomainError('busy', 'platform.busy');
        await new Promise((resolve) => setTimeout(resolve, 5 * attempt + Math.random() * 10 * attempt));
      }
    }
  };
  return { transaction, close: () => pool.end(), pool };
}

async function once<Result>(
  pool: pg.Pool,
  scope: pg.QueryConfig,
  work: (tx: Statements) => Promise<Result>,
  options: TxOptions,
) {
  const client = await pool.connect();
  const gather = gatherer(client);
  let broken = false;
  try {
    gather();
    const opened = [client.query(options.readOnly ? 'begin read only' : 'begin'), client.query(scope)];
    for (const query of opened) query.catch(() => {});
    const result = await work(statements(client, gather));
    await Promise.all(opened);
    // COMMIT of a failed transaction answers ROLLBACK without an error; that must not look like success.
    const committed = await client.query('commit');
    if (committed.command !== 'COMMIT') throw new Error(`transaction ended with ${committed.command}`);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The row-level security policies of an institution and of the platform stand on different roles. */
function scopeStatement(scope: Scope, role: DbSettings['role']): pg.QueryConfig {
  if (scope !== 'platform') {
    const text = "select set_config('xinglin.institution', $1, true)";
    return { name: 'set_institution', text, values: [String(scope.institutionId)] };
  }
  if (!role) return { name: 'set_platform', text: "select set_config('xinglin.institution', 'platform', true)" };
  const text =
    "select set_config('xinglin.institution', 'platform', true), set_config('role', 'xinglin_platform', true)";
  return { name: 'set_platform_role', text };
}

/**
 * Lets everything that is sent in one turn leave in one packet. Without it each statement is a system call of its own,
 * and those cost the server more than anything it does between them (half of its time in `bench/visit`).
 * @returns a function to call before sending.
 */
function gatherer(client: pg.PoolClient): () => void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  let gathering = false;
  return () => {
    if (gathering) return;
    gathering = true;
    stream.cork();
    // After all promises that are ready now have gone on, and sent what they have to send.
    process.nextTick(() => {
      gathering = false;
      stream.uncork();
    });
  };
}

function statements(client: pg.PoolClient, gather: () => void): Statements {
  const query = (sql: string, params: readonly unknown[] = []) => {
    gather();
    return client
      .query<pg.QueryResultRow>({ name: statementName(sql), text: sql, values: params as unknown[] })
      .catch(causeFirst);
  };
  return {
    many: async <Row>(sql: string, params?: readonly unknown[]) => (await query(sql, params)).rows as Row[],
    one: async <Row>(sql: string, params?: readonly unknown[]) => {
      const { rows } = await query(sql, params);
      if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}: ${sql}`);
      return rows[0] as Row;
    },
    maybe: async <Row>(sql: string, params?: readonly unknown[]) =>
      (await query(sql, params)).rows[0] as Row | undefined,
    run: async (sql, params) => (await query(sql, params)).rowCount ?? 0,
  };
}

/**
 * After a failure PostgreSQL refuses the other pipelined statements as well (25P02), in the same packet. Whoever sent
 * them together must hear of the cause, also when the cause is first put into words by a few more `await`s: so the
 * refusals wait until everything that follows from the cause has happened.
 */
async function causeFirst(error: unknown): Promise<never> {
  if (sqlState(error) === '25P02') await new Promise((resolve) => setImmediate(resolve));
  throw error;
}

const names = new Map<string, string>();
/** Beyond this many texts something builds SQL with values inside; those are not worth a prepared statement. */
const MAX_STATEMENTS = 3_000;

function statementName(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 22);
  names.set(sql, name);
  return name;
}

/** 40001 serialization_failure, 40P01 deadlock_detected. */
const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** SQLSTATE of a database error, undefined for any other. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** Name of the constraint a write broke, if that is what happened. */
export const brokenConstraint = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.constraint : undefined;
