import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@xinglin/kernel/client';
import { runningEmbedded } from '#platform/database/embedded';
import { isAlive } from '#platform/processes';
import { beginSession } from '#platform/sign-in/contract';
import { ask, askAt, postmasterOf } from '../testing/data-folder.ts';
import { Program } from '../testing/program.ts';
import { createEmptyDatabase } from '../testing/test-database.ts';

const script = (name: string) => join(import.meta.dirname, name);
const VERIFY = script('verify-audit.ts');
const ROTATE = script('rotate-keys.ts');
const MAIN = script('../main.ts');
/** The server seals what was journalled every ten seconds. */
const SEALED_WITHIN_MS = 40_000;

interface Place {
  /** Options that name the installation. */
  readonly args: readonly string[];
  readonly data: string;
  readonly anchors: string;
  readonly keyFile: string;
}

async function withPlace(args: readonly string[], work: (place: Place) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-commands-'));
  const data = join(folder, 'data');
  const place = {
    args: ['--data', data, ...args],
    data,
    anchors: join(data, 'audit', 'anchors.txt'),
    keyFile: join(data, 'keys', 'master.json'),
  };
  try {
    await work(place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withServer({ args }: Place, work: (url: string) => Promise<void>) {
  const server = new Program(MAIN, ['--empty', '--port', '0', '--log-level', 'warn', ...args]);
  try {
    await work(await server.url());
    assert.equal(await server.end('SIGTERM'), 0);
  } finally {
    await server.end('SIGKILL');
  }
}

async function run(command: string, { args }: Place) {
  const program = new Program(command, args);
  const code = await program.finished();
  return { code, said: program.output };
}

/** Refused sign-ins leave entries; resolves when they are in the chain. */
async function journalled({ anchors }: Place, url: string, count: number): Promise<void> {
  const before = await readFile(anchors, 'utf8').catch(() => '');
  const { call } = createClient({ baseUrl: url });
  for (let tried = 0; tried < count; tried++) {
    const input = { userName: `nobody-${tried}`, password: 'Not-a-password-1' };
    await assert.rejects(call(beginSession, input), { kind: 'unauthenticated' });
  }
  const until = Date.now() + SEALED_WITHIN_MS;
  while ((await readFile(anchors, 'utf8').catch(() => '')) === before) {
    assert.ok(Date.now() < until, 'nothing was sealed');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const keyIdsIn = async (keyFile: string): Promise<string[]> =>
  JSON.parse(await readFile(keyFile, 'utf8')).keys.map(({ id }: { id: string }) => id);

test('beside a running server: the journal is verified, keys are rotated, and the server goes on', () =>
  withPlace([], async (place) => {
    await withServer(place, async (url) => {
      await journalled(place, url, 3);
      const verified = await run(VERIFY, place);
      assert.equal(verified.code, 0, verified.said);
      assert.match(verified.said, /正在运行[\s\S]*is running[\s\S]*Entries: 3[\s\S]*完整[\s\S]*is whole/);

      const before = await keyIdsIn(place.keyFile);
      const rotated = await run(ROTATE, place);
      assert.equal(rotated.code, 0, rotated.said);
      const [row] = await ask<{ id: number; at: string; from: string }>(
        place.data,
        `select id, to_char(active_from at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') as from
         from platform.data_key order by id desc limit 1`,
      );
      assert.ok(rotated.said.includes(`data key ${row?.id} seals new data from ${row?.from}`), rotated.said);
      const after = await keyIdsIn(place.keyFile);
      assert.equal(after.length, 1);
      assert.notDeepEqual(after, before);

      await journalled(place, url, 1);
      const again = await run(VERIFY, place);
      assert.equal(again.code, 0, again.said);
      assert.match(again.said, /Entries: 5/, 'three, one more, and the rotation itself');
    });

    const stopped = await run(VERIFY, place);
    assert.equal(stopped.code, 0, stopped.said);
    assert.match(stopped.said, /服务器未运行[\s\S]*no server is running[\s\S]*Entries: 5/);
    assert.equal(await runningEmbedded(place.data), undefined, 'the database was left running');
    assert.equal(existsSync(join(place.data, 'server.lock')), false);

    const before = await keyIdsIn(place.keyFile);
    const rotated = await run(ROTATE, place);
    assert.equal(rotated.code, 0, rotated.said);
    assert.notDeepEqual(await keyIdsIn(place.keyFile), before);
    await withServer(place, async (url) => assert.equal((await fetch(`${url}/healthz`)).status, 200));
  }));

test('every edit, deletion and insertion is named, with what stands there now, and ends with 1', () =>
  withPlace([], async (place) => {
    await withServer(place, async (url) => {
      await journalled(place, url, 4);
      await journalled(place, url, 2);
      const tamper = (sql: string) => ask(place.data, `set session_replication_role = replica; ${sql}`);
      await tamper(`update audit.entry set operation = 'nothing.happened' where id = 2`);
      await tamper('delete from audit.entry where id = 3');
      await tamper(
        `insert into audit.entry (institution_id, xid, at, staff_id, account_id, operation, kind, persons, outcome, reason, request_id, client_address, mac)
         select institution_id, xid, at, staff_id, account_id, operation, kind, persons, outcome, reason, request_id, client_address, mac
         from audit.entry where id = 1`,
      );
      const { code, said } = await run(VERIFY, place);
      assert.equal(code, 1, said);
      assert.match(said, /修改：第 2 条[\s\S]*Edit: entry 2 was changed[\s\S]*as it stands: .* · nothing\.happened · /);
      assert.match(said, /删除：第 3 条[\s\S]*Deletion: entry 3 is gone/);
      assert.match(said, /插入：第 \d+ 条[\s\S]*Insertion: entry \d+ was put in/);
      assert.match(said, /审计日志不完整[\s\S]*is not whole/);
    });
  }));

test('a cut-off end is a gap, an anchor that differs a rewriting, and without anchors the answer is neither yes nor no', () =>
  withPlace([], async (place) => {
    await withServer(place, async (url) => {
      await journalled(place, url, 1);
      const aside = `${place.anchors}.aside`;
      await rename(place.anchors, aside);
      const unknown = await run(VERIFY, place);
      assert.equal(unknown.code, 2, unknown.said);
      assert.match(unknown.said, /找不到锚点文件[\s\S]*there is no anchor file/);
      assert.doesNotMatch(unknown.said, /is whole/);

      await writeFile(place.anchors, `1 ${'0'.repeat(64)}\n`);
      const differs = await run(VERIFY, place);
      assert.equal(differs.code, 1, differs.said);
      assert.match(differs.said, /differs from its anchor/);

      await rename(aside, place.anchors);
      await ask(place.data, 'set session_replication_role = replica; delete from audit.seal; delete from audit.entry');
      const cut = await run(VERIFY, place);
      assert.equal(cut.code, 1, cut.said);
      assert.match(cut.said, /缺口：封印 1 不存在[\s\S]*Gap: seal 1 is missing/);
    });
  }));

test('the same with a database of one’s own', async () => {
  const database = await createEmptyDatabase();
  try {
    await withPlace(['--database-url', database.connectionString], async (place) => {
      const empty = await run(VERIFY, place);
      assert.equal(empty.code, 1);
      assert.match(empty.said, /没有杏林的数据[\s\S]*no Xinglin installation/);
      assert.deepEqual(
        await askAt(database.connectionString, `select from pg_namespace where nspname = 'platform'`),
        [],
        'a command must not make an installation',
      );

      await withServer(place, async () => {
        const rotated = await run(ROTATE, place);
        assert.equal(rotated.code, 0, rotated.said);
      });
      const verified = await run(VERIFY, place);
      assert.ok(!verified.said.includes(new URL(database.connectionString).password || 'no password'));
      assert.match(verified.said, /DATABASE_URL[\s\S]*Entries: 1/);
      assert.notEqual(verified.code, 1, verified.said);
    });
  } finally {
    await database.drop();
  }
});

test('a missing key file, a wrong folder and an unknown option end with 1 and a sentence in both languages', () =>
  withPlace([], async (place) => {
    const nowhere = await run(ROTATE, place);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.said, /没有杏林的数据[\s\S]*no Xinglin installation/);
    assert.equal(existsSync(place.data), false);

    await withServer(place, async () => {
      const postmaster = await postmasterOf(place.data);
      await rename(place.keyFile, `${place.keyFile}.lost`);
      for (const command of [VERIFY, ROTATE]) {
        const lost = await run(command, place);
        assert.equal(lost.code, 1);
        assert.match(lost.said, /密钥文件[\s\S]*不存在[\s\S]*is missing/);
        assert.doesNotMatch(lost.said, /\n\s+at /);
      }
      assert.equal(existsSync(place.keyFile), false, 'a new key file would lock the data for good');
      assert.equal(isAlive(postmaster), true);
    });
    const unknown = new Program(VERIFY, ['--port', '1']);
    assert.equal(await unknown.finished(), 1);
    assert.match(unknown.output, /未知的选项 --port[\s\S]*Unknown option --port/);
    const help = new Program(ROTATE, ['--help']);
    assert.equal(await help.finished(), 0);
    assert.match(help.output, /npm run keys:rotate[\s\S]*--key-file/);
    assert.ok(!help.output.includes('--port'));
  }));
