import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url));
const READY_MS = 90_000;
const STOP_MS = 20_000;

export interface RunningHouse extends AsyncDisposable {
  readonly url: string;
}

/**
 * The whole server as `npm start` runs it, on a data folder of its own, with the demo institution.
 * XINGLIN_JOURNEY_URL names one that runs already.
 */
export async function startHouse(): Promise<RunningHouse> {
  const running = process.env.XINGLIN_JOURNEY_URL;
  if (running) return { url: running, [Symbol.asyncDispose]: async () => {} };
  return startServer([]);
}

/** A server without an institution, as it is after `npm start -- --empty` on a new machine. */
export const startEmptyHouse = (): Promise<RunningHouse> => startServer(['--empty']);

async function startServer(options: readonly string[]): Promise<RunningHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-journey-'));
  const port = await freePort();
  const server = spawn(process.execPath, [MAIN, '--port', String(port), '--data', join(folder, 'data'), ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...ownEnvironment(), XINGLIN_LOG_LEVEL: 'warn' },
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-8_000);
  });
  const url = `http://127.0.0.1:${port}`;
  const ask = () => server.kill('SIGTERM');
  // Nothing runs on when the tests themselves are ended.
  process.once('exit', ask);
  const stop = async () => {
    process.off('exit', ask);
    if (server.exitCode === null) {
      ask();
      const force = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
      await once(server, 'exit');
      clearTimeout(force);
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(url, () => server.exitCode);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
  return { url, [Symbol.asyncDispose]: stop };
}

/** Without the settings of this machine's own installation: a test must never reach a real database. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && !name.startsWith('XINGLIN_')),
  );

async function untilReady(url: string, exitCode: () => number | null): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (exitCode() !== null) throw new Error(`the server ended with ${exitCode()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the server was not ready in time');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  probe.close();
  await once(probe, 'close');
  return address.port;
}
