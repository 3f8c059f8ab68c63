import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedDatabase, startEmbedded } from '#platform/database/embedded';
import { isAlive } from '#platform/processes';

let started: Promise<string> | undefined;

/**
 * The PostgreSQL server that tests make their databases on: the one `XINGLIN_TEST_DATABASE_URL` names, as in a whole
 * test run, else one of this process, so that a single test file runs by itself.
 */
export function testServerUrl(): Promise<string> {
  const given = process.env.XINGLIN_TEST_DATABASE_URL;
  if (given) return Promise.resolve(given);
  started ??= startTestServer().then(({ connectionString }) => connectionString);
  return started;
}

const MEMORY_FOLDER = '/dev/shm';
const NEEDED_BYTES = 2 * 1024 ** 3;

/** In memory where there is room: making and dropping hundreds of databases is slow on a disk's file system. */
function temporaryRoot(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    if (bavail * bsize >= NEEDED_BYTES) return MEMORY_FOLDER;
  } catch {
    // Only Linux has it.
  }
  return tmpdir();
}

/** A PostgreSQL that lives as long as this process and leaves nothing behind. */
export async function startTestServer(): Promise<EmbeddedDatabase> {
  const dataFolder = mkdtempSync(join(temporaryRoot(), 'xinglin-test-'));
  // Temporary folders are made closed; the database user must pass through.
  chmodSync(dataFolder, 0o711);
  const server = await startEmbedded({ dataFolder, durable: false, maxConnections: 200 });
  process.once('exit', () => {
    if (isAlive(server.pid)) process.kill(server.pid, 'SIGQUIT');
    const until = Date.now() + 5_000;
    while (isAlive(server.pid) && Date.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  });
  return server;
}
