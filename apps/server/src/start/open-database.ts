import pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../platform/config/options.ts';
import { holdDataFolder } from '../platform/data-folder.ts';
import { startEmbedded } from '../platform/database/embedded.ts';
import { StartupError } from '../platform/startup-error.ts';

export interface OpenDatabase extends AsyncDisposable {
  /** The login that owns the tables; the server itself works as `xinglin_app`. */
  readonly ownerUrl: string;
}

/** Connections besides the pool's: listening, migrating, and somebody looking. */
const SPARE_CONNECTIONS = 20;
const OLDEST_VERSION = 150_000;
const WAIT_FOR_DATABASE_MS = 30_000;

/**
 * The database of this installation: the one that was named, or our own.
 * @param onLost called when our own ends without being asked to.
 * @throws StartupError when it cannot be used.
 */
export async function openDatabase(
  config: Config,
  log: Logger,
  onLost: (reason: string) => void,
): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    await checkDatabase(config.databaseUrl);
    return { ownerUrl: config.databaseUrl, [Symbol.asyncDispose]: async () => {} };
  }
  await using held = new AsyncDisposableStack();
  const folder = await holdDataFolder(config.data);
  held.defer(() => folder.release());
  const embedded = await startEmbedded({
    dataFolder: folder.path,
    durable: true,
    maxConnections: config.databaseConnections + SPARE_CONNECTIONS,
  });
  held.defer(() => embedded.stop());
  embedded.onUnexpectedEnd(() => onLost('PostgreSQL has ended'));
  log.info({ databasePid: embedded.pid }, 'database started');
  const stack = held.move();
  return { ownerUrl: embedded.connectionString, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A database that is only just starting, as when everything of a machine starts together, is waited for. */
async function checkDatabase(connectionString: string): Promise<void> {
  const until = Date.now() + WAIT_FOR_DATABASE_MS;
  for (;;) {
    const client = new pg.Client({ connectionString, application_name: 'xinglin-start' });
    try {
      await client.connect();
      await checkFitness(client);
      return;
    } catch (error) {
      if (error instanceof StartupError) throw error;
      if (!isStillStarting(error) || Date.now() > until) throw unreachable(error);
    } finally {
      await client.end().catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function checkFitness(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number; encoding: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
            current_setting('server_encoding') as encoding`,
  );
  const [{ version, number, encoding } = { version: '?', number: 0, encoding: '?' }] = rows;
  if (number < OLDEST_VERSION) {
    throw new StartupError({
      zh: `数据库版本为 PostgreSQL ${version}，需要 15 或更高版本。`,
      en: `The database is PostgreSQL ${version}; version 15 or later is needed.`,
    });
  }
  if (encoding !== 'UTF8') {
    throw new StartupError({
      zh: `数据库编码为 ${encoding}，需要 UTF8。请用 create database … encoding 'UTF8' template template0 重新建库。`,
      en: `The database encoding is ${encoding}; UTF8 is needed. Create it with: create database … encoding 'UTF8' template template0.`,
    });
  }
}

/** 57P03: cannot_connect_now. */
const isStillStarting = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03'].includes((error as NodeJS.ErrnoException).code ?? '');

const unreachable = (error: unknown): StartupError =>
  new StartupError(
    {
      zh: `无法连接 DATABASE_URL 指定的数据库：${(error as Error).message}`,
      en: `The database named by DATABASE_URL cannot be reached: ${(error as Error).message}`,
    },
    { cause: error },
  );
