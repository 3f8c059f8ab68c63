import type { Logger } from 'pino';
import { demoIsWanted, loadDemo } from '../demo/load-demo.ts';
import type { Config } from '../platform/config/options.ts';
import type { Readiness } from '../platform/http/readiness.ts';
import { loggableError } from '../platform/http/request-log.ts';
import type { OpenApp } from './open-parts.ts';

const DEMO_LOCK = 7_301_010;

export interface RunningLoad extends AsyncDisposable {
  /** The demo institution stands here, or is being loaded: the start block names its accounts. */
  readonly isDemo: boolean;
}

/**
 * Loads the demo institution behind the running server, unless --empty. One process at a time: the lock is held by a
 * connection, so that it ends with the process. Disposing stops between two steps and waits for the current one.
 */
export async function startDemo(
  config: Config,
  { parts }: OpenApp,
  readiness: Readiness | undefined,
  log: Logger,
): Promise<RunningLoad> {
  const isDemo = !config.empty && (await demoIsWanted({ parts }));
  if (!isDemo) return { isDemo, [Symbol.asyncDispose]: async () => {} };
  readiness?.set('demo-base', 'waiting');
  const stop = new AbortController();
  const work = loadUnderLock(parts, readiness, stop.signal).catch((error) => {
    if (stop.signal.aborted) return;
    readiness?.set('demo-history', 'failed');
    log.error({ error: loggableError(error) }, 'the demo institution could not be loaded');
  });
  return {
    isDemo,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await work;
    },
  };
}

async function loadUnderLock(parts: OpenApp['parts'], readiness: Readiness | undefined, signal: AbortSignal) {
  const client = await parts.db.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [DEMO_LOCK]);
    await loadDemo({ parts, signal, ...(readiness ? { readiness } : {}) });
  } finally {
    // The lock would otherwise go back to the pool with the connection.
    client.release(true);
  }
}
