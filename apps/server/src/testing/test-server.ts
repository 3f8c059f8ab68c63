import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '#platform/database/embedded';
import { isAlive } from '#platform/processes';

let started: Promise<string> | undefined;

/**
 * The PostgreSQL server that tests make their databases on: the one `XINGLIN_TEST_DATABASE_URL` names, as in a whole
 * test run, else one of this process, so that a single test file runs by itself.
 */
export function testServerUrl(): Promise<string> {
  const given = process.env.XINGLIN_TEST_DATABASE_URL;
  if (given) return Promise.resolve(given);
  started ??= startOwn();
  return started;
}

async function startOwn(): Promise<string> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'xinglin-test-'));
  // Temporary folders are made closed; the database user must pass through.
  chmodSync(dataFolder, 0o711);
  const server = await startEmbedded({ dataFolder, durable: false, maxConnections: 100 });
  process.once('exit', () => {
    if (isAlive(server.pid)) process.kill(server.pid, 'SIGQUIT');
    const until = Date.now() + 5_000;
    while (isAlive(server.pid) && Date.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  });
  return server.connectionString;
}
