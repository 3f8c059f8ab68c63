import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { createEmptyDatabase } from '#testing/test-database';
import { migrate, readMigrations } from './migrate.ts';

interface Trial {
  readonly connectionString: string;
  write(owner: string, name: string, sql: string): Promise<void>;
  readonly folder: string;
  migrate(): Promise<string[]>;
  ask<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
}

/** An empty database and two owners, `lower` before `upper`. */
async function withTrial(work: (trial: Trial) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-migrate-'));
  const database = await createEmptyDatabase();
  const { connectionString } = database;
  const folders = ['lower', 'upper'].map((owner) => ({ owner, folder: join(folder, owner) }));
  try {
    await work({
      connectionString,
      folder,
      write: async (owner, name, sql) => {
        await mkdir(join(folder, owner), { recursive: true });
        await writeFile(join(folder, owner, name), sql);
      },
      migrate: async () => migrate(connectionString, await readMigrations(folders)),
      ask: async (sql) => {
        const client = new pg.Client({ connectionString });
        await client.connect();
        try {
          return (await client.query(sql)).rows;
        } finally {
          await client.end();
        }
      },
    });
  } finally {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

const FIRST = '2026-01-02T0900_create_first.sql';
const SECOND = '2026-01-01T0900_create_second.sql';

test('files are applied owner by owner, by name within an owner, and once', () =>
  withTrial(async ({ write, migrate, ask }) => {
    await write('upper', SECOND, 'create table second (id int references first (id))');
    await write('lower', FIRST, 'create table first (id int primary key)');
    await write('lower', '2026-01-03T0900_fill_first.sql', 'insert into first values (1)');
    assert.deepEqual(await migrate(), [`lower/${FIRST}`, 'lower/2026-01-03T0900_fill_first.sql', `upper/${SECOND}`]);
    assert.deepEqual(await migrate(), []);
    assert.deepEqual(await ask('select count(*)::int as n from first'), [{ n: 1 }]);
  }));

test('processes that start together apply each file once', () =>
  withTrial(async ({ write, migrate }) => {
    await write('lower', FIRST, 'create table first (id int); select pg_sleep(0.2)');
    await write('upper', SECOND, 'create table second (id int)');
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate()));
    assert.deepEqual(results.map((names) => names.length).sort(), [0, 0, 0, 0, 2]);
  }));

test('a file that fails names itself and its line, and leaves nothing of it behind', () =>
  withTrial(async ({ write, migrate, ask }) => {
    await write('lower', FIRST, 'create table first (id int);');
    await write('upper', SECOND, 'create table half (id int);\n\nselect no_such_column from half;');
    await assert.rejects(migrate(), /migration upper\/2026-01-01T0900_create_second\.sql line 3: .*no_such_column/);
    const tables = await ask<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    assert.deepEqual(tables, [{ name: 'first' }]);
    await write('upper', SECOND, 'create table half (id int);');
    assert.deepEqual(await migrate(), [`upper/${SECOND}`]);
  }));

test('an applied file that was changed, removed or renamed is refused before anything new is applied', () =>
  withTrial(async ({ write, migrate, ask, folder }) => {
    await write('lower', FIRST, 'create table first (id int);');
    await migrate();
    await write('upper', SECOND, 'create table second (id int);');
    await write('lower', FIRST, 'create table first (id bigint);');
    await assert.rejects(migrate(), /lower\/2026-01-02T0900_create_first\.sql was changed after it was applied/);
    await write('lower', FIRST, 'create table first (id int);');
    await rename(join(folder, 'lower', FIRST), join(folder, 'lower', '2026-01-02T0901_create_first.sql'));
    await assert.rejects(migrate(), /create_first\.sql was applied to this database but is not in this program/);
    assert.deepEqual(await ask("select to_regclass('public.second') as second"), [{ second: null }]);
  }));

test('a file with a careless name is refused', () =>
  withTrial(async ({ write, migrate }) => {
    await write('lower', 'v2.sql', 'select 1');
    await assert.rejects(migrate(), /lower\/v2\.sql: name it/);
  }));
