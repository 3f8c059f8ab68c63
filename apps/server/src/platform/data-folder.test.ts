import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { holdDataFolder, holderOf } from './data-folder.ts';
import { startMarkOf } from './processes.ts';

async function withFolder(work: (folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-folder-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a folder that is held is refused, naming the holder in both languages, and free again when released', () =>
  withFolder(async (folder) => {
    const held = await holdDataFolder(join(folder, 'new', 'data'));
    await assert.rejects(holdDataFolder(held.path), (error: Error) => {
      assert.match(error.message, new RegExp(`正被进程 ${process.pid}使用`));
      assert.match(error.message, new RegExp(`in use by process ${process.pid}`));
      return true;
    });
    await held.release();
    await (await holdDataFolder(held.path)).release();
  }));

test('a holder that died without releasing does not count', () =>
  withFolder(async (folder) => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(join(folder, 'server.lock'), JSON.stringify({ pid: child.pid }));
    await (await holdDataFolder(folder)).release();
  }));

test(
  'a holder whose process id was given to another program does not count',
  { skip: startMarkOf(1) === undefined },
  () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'server.lock'), JSON.stringify({ pid: process.pid, startMark: 'of another time' }));
      await (await holdDataFolder(folder)).release();
    }),
);

test('a damaged lock file does not keep the clinic closed', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, 'server.lock'), '{"pid":');
    await (await holdDataFolder(folder)).release();
  }));

test('of many that arrive at a dead lock together exactly one gets the folder', async () => {
  // Many times, because only some of the orders in which they can arrive are dangerous.
  for (let round = 0; round < 40; round++) {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'server.lock'), 'dead');
      const results = await Promise.allSettled(Array.from({ length: 12 }, () => holdDataFolder(folder)));
      const winners = results.filter((result) => result.status === 'fulfilled');
      assert.equal(winners.length, 1);
      assert.match(await readFile(join(folder, 'server.lock'), 'utf8'), new RegExp(`"pid":${process.pid}`));
      assert.deepEqual(await readdir(folder), ['server.lock']);
    });
  }
});

test('somebody killed while clearing a dead lock does not keep the clinic closed', () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, 'server.lock'), 'dead');
    const guard = join(folder, 'server.lock.clearing');
    await mkdir(guard);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(guard, longAgo, longAgo);
    await (await holdDataFolder(folder)).release();
  }));

test('who holds a folder can be asked', () =>
  withFolder(async (folder) => {
    assert.equal(await holderOf(folder), undefined);
    const held = await holdDataFolder(folder);
    assert.equal(await holderOf(folder), process.pid);
    await held.release();
    await writeFile(join(folder, 'server.lock'), 'dead');
    assert.equal(await holderOf(folder), undefined);
  }));
