import { join } from 'node:path';
import { systemClock } from '@xinglin/kernel/clock';
import type { Logger } from 'pino';
import { type App, type AppParts, createApp, listenedChannels, migrationFolders } from '../app.ts';
import { cardProviderFor } from '../modules/charging/index.ts';
import { auditJournal } from '../platform/audit/journal.ts';
import type { Config } from '../platform/config/options.ts';
import { openVault } from '../platform/crypto/keyring.ts';
import { openDb } from '../platform/database/db.ts';
import { MigrationError, migrate, readMigrations } from '../platform/database/migrate.ts';
import { loggableError } from '../platform/http/request-log.ts';
import { enqueue, prepareJobs } from '../platform/jobs/queue.ts';
import { LIVE_CHANNEL } from '../platform/live/hub.ts';
import { type Listener, startListener } from '../platform/live/listener.ts';
import { StartupError } from '../platform/startup-error.ts';
import { anchorFileOf } from './anchor-file.ts';
import { repeat } from './repeat.ts';
import { requireWall } from './require-wall.ts';

export interface OpenApp {
  readonly parts: AppParts & { readonly listener: Listener };
  readonly app: App;
}

/** Another process may have made a new data key; it seals only after a minute, so everybody knows it by then. */
const KEY_REFRESH_MS = 15_000;

/**
 * Brings the database up to date and builds the application on it. Everything opened is given to `opened`, which the
 * caller disposes.
 */
export async function openApp(
  config: Config,
  ownerUrl: string,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<OpenApp> {
  const applied = await migrate(ownerUrl, await readMigrations(migrationFolders)).catch(asStartupError);
  log.info({ applied: applied.length }, 'migrations applied');

  const db = openDb({
    connectionString: ownerUrl,
    maxConnections: config.databaseConnections,
    role: 'xinglin_app',
  });
  opened.defer(() => db.close());
  await requireWall(db);
  const clock = systemClock;
  const vault = await openVault(db, clock, { keyFile: config.keyFile, algorithm: config.encryption }).catch(
    asStartupError,
  );
  const complain = (what: string) => (error: unknown) => log.error({ error: loggableError(error) }, what);
  opened.use(repeat(KEY_REFRESH_MS, () => vault.refresh(), complain('data keys could not be read')));
  const listener = await startListener(
    ownerUrl,
    [LIVE_CHANNEL, ...listenedChannels],
    complain('listening was interrupted'),
  );
  opened.defer(() => listener.close());
  const onFault = (what: string, error: unknown) => complain(what)(error);
  const parts = {
    db,
    clock,
    vault,
    audit: auditJournal(db, vault),
    anchorFile: anchorFileOf(config),
    enqueue,
    listener,
    lockRule: {
      failures: config.lockAfterFailures,
      withinMinutes: config.lockMinutes,
      lockMinutes: config.lockMinutes,
    },
    onFault,
    cardProvider: cardProviderFor({
      url: config.cardProviderUrl,
      secret: config.cardProviderSecret,
      journal: join(config.data, 'card-simulator.journal'),
    }),
  };
  const app = createApp(parts);
  await prepareJobs(ownerUrl, app.jobs);
  const loaded = await app.modules.terminology.load(db);
  log.info({ loaded: loaded.length }, 'code systems loaded');
  return { parts, app };
}

/** What the person who starts the server can mend is shown as a sentence; anything else is a bug and keeps its stack. */
function asStartupError(error: unknown): never {
  if (error instanceof StartupError) throw error;
  const message = (error as Error).message;
  if (error instanceof MigrationError) {
    const text = { zh: `数据库结构升级失败：${message}`, en: 'The database could not be migrated (see above).' };
    throw new StartupError(text, { cause: error });
  }
  throw error;
}
