import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { hasEnded, isAlive } from '../processes.ts';
import { canReach } from './database-user.ts';
import { type EmbeddedDatabase, startEmbedded } from './embedded.ts';

async function withFolder(work: (dataFolder: string) => Promise<void>) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'xinglin-embedded-'));
  await chmod(dataFolder, 0o711);
  try {
    await work(dataFolder);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const start = (dataFolder: string) => startEmbedded({ dataFolder, durable: true, maxConnections: 20 });

async function ask<Row extends pg.QueryResultRow>({ connectionString }: EmbeddedDatabase, sql: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('what was committed is there after a clean stop, and only this machine can ask', () =>
  withFolder(async (dataFolder) => {
    const first = await start(dataFolder);
    await ask(first, "create table kept (name text); insert into kept values ('杏林')");
    const [settings] = await ask<{ listen: string; durable: string; encoding: string }>(
      first,
      "select current_setting('listen_addresses') as listen, current_setting('fsync') as durable, current_setting('server_encoding') as encoding",
    );
    assert.deepEqual(settings, { listen: '127.0.0.1', durable: 'on', encoding: 'UTF8' });
    const stranger = new pg.Client({ connectionString: first.connectionString.replace(/:[^:@]+@/, ':guess@') });
    await assert.rejects(stranger.connect(), /password authentication failed/);
    await first.stop();
    assert.equal(isAlive(first.pid), false);

    const second = await start(dataFolder);
    assert.deepEqual(await ask(second, 'select name from kept'), [{ name: '杏林' }]);
    await second.stop();
  }));

test('a PostgreSQL left running in the folder is stopped and nothing committed is lost', () =>
  withFolder(async (dataFolder) => {
    const left = await start(dataFolder);
    await ask(left, 'create table kept (n int); insert into kept select generate_series(1, 1000)');
    const busy = new pg.Client({ connectionString: left.connectionString });
    busy.on('error', () => {});
    await busy.connect();
    await busy.query('begin; insert into kept values (0)');

    const next = await start(dataFolder);
    assert.equal(await hasEnded(left.pid, 0), true);
    assert.deepEqual(await ask(next, 'select count(*)::int as n, min(n)::int as least from kept'), [
      { n: 1000, least: 1 },
    ]);
    await next.stop();
  }));

test('PostgreSQL killed outright recovers what was committed', () =>
  withFolder(async (dataFolder) => {
    const killed = await start(dataFolder);
    await ask(killed, 'create table kept (n int); insert into kept select generate_series(1, 1000)');
    process.kill(killed.pid, 'SIGKILL');
    const next = await start(dataFolder);
    assert.deepEqual(await ask(next, 'select count(*)::int as n from kept'), [{ n: 1000 }]);
    await next.stop();
  }));

test(
  'a pid file that names another program is not believed, and that program is left alone',
  { skip: process.platform !== 'linux' },
  () =>
    withFolder(async (dataFolder) => {
      await (await start(dataFolder)).stop();
      const bystander = spawn('sleep', ['60']);
      try {
        const file = join(dataFolder, 'database', 'postmaster.pid');
        await writeFile(file, `${bystander.pid}\n${join(dataFolder, 'database')}\n1\n5432\n\n127.0.0.1\n\nready\n`);
        const database = await start(dataFolder);
        assert.equal(isAlive(bystander.pid as number), true);
        assert.match(await readFile(file, 'utf8'), new RegExp(`^${database.pid}\n`));
        await database.stop();
      } finally {
        bystander.kill();
      }
    }),
);

test('a first start that was killed half-way begins anew', () =>
  withFolder(async (dataFolder) => {
    const half = join(dataFolder, 'database.new');
    await mkdir(half);
    await writeFile(join(half, 'PG_VERSION'), '18\n');
    const database = await start(dataFolder);
    assert.equal(existsSync(half), false);
    await database.stop();
  }));

test('a folder closed to the database user is noticed', { skip: process.getuid?.() !== 0 }, () =>
  withFolder(async (dataFolder) => {
    const somebody = { uid: 65_533, gid: 65_533 };
    assert.equal(canReach(join(dataFolder, 'database'), somebody), true);
    await chmod(dataFolder, 0o700);
    assert.equal(canReach(join(dataFolder, 'database'), somebody), false);
  }),
);
