import type { Logger } from 'pino';
import { sealEntries } from '../platform/audit/chain.ts';
import type { Config } from '../platform/config/options.ts';
import { loggableError } from '../platform/http/request-log.ts';
import { startWorker } from '../platform/jobs/queue.ts';
import { anchorFileOf } from './anchor-file.ts';
import { startDemo } from './demo.ts';
import { openDatabase } from './open-database.ts';
import { type OpenApp, openApp } from './open-parts.ts';
import { repeat } from './repeat.ts';
import { startWeb, type Web } from './web.ts';

export interface RunningServer {
  /** Undefined in a process that only runs jobs. */
  readonly url: string | undefined;
  readonly isDemo: boolean;
  readonly opened: OpenApp;
  readonly web: Web | undefined;
  /** Stops accepting, answers what is under way, ends jobs, closes the database. */
  stop(): Promise<void>;
}

/** What is under way when the server is stopped gets this long. */
const REQUESTS_MS = 10_000;
const JOBS_MS = 10_000;
const SEAL_EVERY_MS = 10_000;

/**
 * Starts everything this process does.
 * @param onLost called when the process cannot go on.
 * @throws StartupError for what whoever starts it can mend; everything opened is closed again first.
 */
export async function startServer(
  config: Config,
  log: Logger,
  onLost: (reason: string) => void,
): Promise<RunningServer> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase(config, log, onLost));
  const opened = await openApp(config, database.ownerUrl, log, stack);
  if (config.roles !== 'web') await startWork(config, opened, log, stack);
  const web = config.roles === 'worker' ? undefined : await startWeb(config, opened, log);
  const demo = stack.use(await startDemo(config, opened, web?.readiness, log));
  if (web) stack.defer(() => closeWeb(web));
  const kept = stack.move();
  return { url: web?.http.url, isDemo: demo.isDemo, opened, web, stop: () => kept.disposeAsync() };
}

async function startWork(config: Config, { parts, app }: OpenApp, log: Logger, stack: AsyncDisposableStack) {
  const onError = (error: unknown, job?: string) => log.error({ job, error: loggableError(error) }, 'job failed');
  stack.use(
    repeat(
      SEAL_EVERY_MS,
      () => sealEntries(parts.db, parts.clock, anchorFileOf(config)),
      (error) => log.error({ error: loggableError(error) }, 'the audit journal could not be sealed'),
    ),
  );
  const worker = await startWorker({ pool: parts.db.pool, handlers: app.jobs, onError });
  stack.defer(() => worker.stop(JOBS_MS));
}

/** A request that does not end in time is cut off: a stop must not wait for ever. */
async function closeWeb({ http }: Web): Promise<void> {
  const cutOff = setTimeout(() => http.app.server.closeAllConnections(), REQUESTS_MS);
  await http.close();
  clearTimeout(cutOff);
}
