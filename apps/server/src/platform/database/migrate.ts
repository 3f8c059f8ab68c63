import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** A folder of `*.sql` files and who owns it: 'platform', 'record' or a module's name. */
export interface MigrationFolder {
  readonly owner: string;
  readonly folder: string;
}

export interface Migration {
  /** `visits/2026-11-22T2100_create_visits.sql`: unique for ever, and sorts by time within its owner. */
  readonly name: string;
  readonly sql: string;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
}

interface Applied {
  readonly name: string;
  readonly sha256: string;
}

/** Why: two processes starting together must not both apply the same file. Any fixed number of our own. */
const MIGRATION_LOCK = 7_309_210_001;

const FILE_NAME = /^\d{4}-\d{2}-\d{2}T\d{4}_[a-z0-9_]+\.sql$/;

/**
 * Reads the migrations in the order they are applied: folder by folder as given, by name within a folder.
 * An owner without a folder has no tables.
 * @throws Error for a file whose name does not follow `2026-11-22T2100_create_something.sql`.
 */
export async function readMigrations(folders: readonly MigrationFolder[]): Promise<Migration[]> {
  const lists = await Promise.all(folders.map(readFolder));
  return lists.flat();
}

async function readFolder({ owner, folder }: MigrationFolder): Promise<Migration[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      if (!FILE_NAME.test(file))
        throw new Error(`migration ${owner}/${file}: name it YYYY-MM-DDTHHMM_what_it_does.sql`);
      const sql = await readFile(join(folder, file), 'utf8');
      return { name: `${owner}/${file}`, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** A migration cannot be applied, or what is applied is not what is in the program. Nothing half-done stays behind. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/**
 * Applies what is missing, each file in a transaction of its own, and returns the names applied. Forward only.
 * Safe when several processes start together: the others wait and then find nothing left to do.
 * @param connectionString a login that owns the schemas: not the role the server works as.
 * @throws MigrationError when an applied file was changed or is missing, or when a file fails.
 */
export async function migrate(connectionString: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString, application_name: 'xinglin-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        name       text        primary key,
        sha256     text        not null,
        applied_at timestamptz not null default now()
      )`);
    const applied = await client.query<Applied>('select name, sha256 from platform.migration');
    const waiting = unapplied(migrations, applied.rows);
    for (const migration of waiting) await apply(client, migration);
    return waiting.map(({ name }) => name);
  } finally {
    // Ending the connection gives the lock back, also after an error.
    await client.end();
  }
}

function unapplied(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, sha256 } of applied) {
    const file = known.get(name);
    if (!file) {
      throw new MigrationError(
        `migration ${name} was applied to this database but is not in this program: the database is newer than the ` +
          'program, or the file was removed',
      );
    }
    if (file.sha256 !== sha256) {
      throw new MigrationError(
        `migration ${name} was changed after it was applied: put the file back and write a new migration instead`,
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !done.has(name));
}

async function apply(client: pg.Client, { name, sql, sha256 }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into platform.migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw new MigrationError(`migration ${name}${place(error, sql)}: ${(error as Error).message}${hint(error)}`, {
      cause: error,
    });
  }
}

function place(error: unknown, sql: string): string {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  return Number.isInteger(position) ? ` line ${sql.slice(0, position).split('\n').length}` : '';
}

const hint = (error: unknown): string => (error instanceof pg.DatabaseError && error.hint ? `\n${error.hint}` : '');
