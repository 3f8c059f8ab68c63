import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasEnded, isAlive } from '#platform/processes';
import { ask, postmasterOf } from './testing/data-folder.ts';
import { Program } from './testing/program.ts';
import { createTestDatabase } from './testing/test-database.ts';
import { testServerUrl } from './testing/test-server.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

async function withFolder(work: (data: string, start: (...args: string[]) => Program) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-main-'));
  const data = join(folder, 'data');
  const all: Program[] = [];
  const start = (...args: string[]) => {
    const started = new Program(MAIN, ['--empty', '--port', '0', '--data', data, ...args]);
    all.push(started);
    return started;
  };
  try {
    await work(data, start);
  } finally {
    for (const started of all) await started.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

test('a second server on the same data folder says that it is in use, by whom, and the first goes on', () =>
  withFolder(async (_data, start) => {
    const first = start();
    const url = await first.url();
    const second = start();
    assert.equal(await second.end(), 1);
    assert.match(second.output, new RegExp(`正被进程 ${first.pid}使用`));
    assert.match(second.output, new RegExp(`in use by process ${first.pid}`));
    assert.doesNotMatch(second.output, /\n\s+at /);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  }));

test('after kill -9 the next start recovers by itself and nothing committed is lost', () =>
  withFolder(async (data, start) => {
    const killed = start();
    await killed.url();
    await ask(
      data,
      'create table public.kept (n int primary key); insert into public.kept select generate_series(1, 500)',
    );
    const leftBehind = await postmasterOf(data);
    await killed.end('SIGKILL');
    assert.equal(isAlive(leftBehind), true, 'PostgreSQL was meant to be left behind');

    const next = start();
    const url = await next.url();
    assert.equal(await hasEnded(leftBehind, 0), true);
    assert.notEqual(await postmasterOf(data), leftBehind);
    assert.deepEqual(await ask(data, 'select count(*)::int as n from public.kept'), [{ n: 500 }]);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  }));

test('killed together with PostgreSQL, as when the power fails, it recovers as well', () =>
  withFolder(async (data, start) => {
    const killed = start();
    await killed.url();
    await ask(
      data,
      'create table public.kept (n int primary key); insert into public.kept select generate_series(1, 500)',
    );
    process.kill(await postmasterOf(data), 'SIGKILL');
    await killed.end('SIGKILL');
    await start().url();
    assert.deepEqual(await ask(data, 'select count(*)::int as n from public.kept'), [{ n: 500 }]);
  }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} answers what is under way, stops PostgreSQL and ends with 0`, () =>
    withFolder(async (data, start) => {
      const server = start();
      const url = await server.url();
      const postmaster = await postmasterOf(data);
      const underWay = fetch(`${url}/readyz`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(await server.end(signal), 0);
      assert.equal((await underWay).status, 200);
      assert.equal(isAlive(postmaster), false);
      assert.equal(existsSync(join(data, 'server.lock')), false);
      assert.match(server.output, /已停止/);
    }));
}

test('when PostgreSQL ends under the server, the server says so and ends with 1', () =>
  withFolder(async (data, start) => {
    const server = start();
    await server.url();
    process.kill(await postmasterOf(data), 'SIGQUIT');
    assert.equal(await server.end(), 1);
    assert.match(server.output, /cannot go on/);
  }));

test('a taken port, an unreachable database and a bad value end with 1 and a sentence in both languages', () =>
  withFolder(async (_data, start) => {
    const first = start();
    const port = new URL(await first.url()).port;
    const other = await mkdtemp(join(tmpdir(), 'xinglin-main-'));
    try {
      const taken = new Program(MAIN, ['--port', port, '--data', join(other, 'data')]);
      assert.equal(await taken.end(), 1);
      assert.ok(taken.output.includes(`端口 ${port} 已被其他程序占用`), taken.output);
      assert.ok(taken.output.includes(`Port ${port} is in use`), taken.output);
    } finally {
      await rm(other, { recursive: true, force: true });
    }
    const stranger = new URL(await testServerUrl());
    stranger.password = 'not-the-password';
    const refused = new Program(MAIN, ['--database-url', stranger.href]);
    assert.equal(await refused.end(), 1);
    assert.match(refused.output, /无法连接[\s\S]*cannot be reached/);
    assert.ok(!refused.output.includes('not-the-password'));
    const bad = new Program(MAIN, ['--roles', 'chief']);
    assert.equal(await bad.end(), 1);
    assert.match(bad.output, /--roles[\s\S]*不正确[\s\S]*not valid/);
  }));

test('web and worker run as two processes on a PostgreSQL of their own, and start together', async () => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-main-'));
  const shared = { DATABASE_URL: database.connectionString, XINGLIN_DATA: folder, XINGLIN_EMPTY: 'true' };
  const web = new Program(MAIN, ['--roles', 'web', '--port', '0'], shared);
  const worker = new Program(MAIN, ['--roles', 'worker'], shared);
  try {
    assert.equal((await fetch(`${await web.url()}/healthz`)).status, 200);
    const until = Date.now() + 30_000;
    while (!worker.output.includes('后台任务进程已启动')) {
      assert.ok(Date.now() < until && worker.child.exitCode === null, worker.output);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    assert.equal(await web.end('SIGTERM'), 0);
    assert.equal(await worker.end('SIGTERM'), 0);
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
});
