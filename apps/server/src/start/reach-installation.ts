import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bilingual } from '@xinglin/kernel/operation';
import pg from 'pg';
import { pino } from 'pino';
import type { Config } from '../platform/config/options.ts';
import { holderOf } from '../platform/data-folder.ts';
import { type Db, openDb } from '../platform/database/db.ts';
import { runningEmbedded } from '../platform/database/embedded.ts';
import { StartupError } from '../platform/startup-error.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

/** The database of an installation that exists already, opened for a command beside the server. */
export interface Installation extends AsyncDisposable {
  readonly db: Db;
  /** How it was reached, for whoever reads the output. */
  readonly reached: Bilingual;
}

const WAIT_FOR_SERVER_MS = 60_000;
const CONNECTIONS = 2;

/**
 * Connects to the database of the running server, or starts it for as long as the command takes.
 * @throws StartupError when there is no installation, or it cannot be reached.
 */
export async function reachInstallation(config: Config): Promise<Installation> {
  await using opened = new AsyncDisposableStack();
  const { database, reached } = await reachDatabase(config);
  opened.use(database);
  await requireInstallation(database.ownerUrl, config);
  const db = openDb({
    connectionString: database.ownerUrl,
    maxConnections: CONNECTIONS,
    role: 'xinglin_app',
    applicationName: 'xinglin-command',
  });
  opened.defer(() => db.close());
  const stack = opened.move();
  return { db, reached, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

interface Reached {
  readonly database: OpenDatabase;
  readonly reached: Bilingual;
}

async function reachDatabase(config: Config): Promise<Reached> {
  const open = () => openDatabase(config, pino({ level: 'silent' }), () => {});
  if (config.databaseUrl !== undefined) {
    return { database: await open(), reached: { zh: '数据库：DATABASE_URL', en: 'Database: DATABASE_URL' } };
  }
  if (!existsSync(join(config.data, 'database'))) throw noInstallation(`${config.data}`);
  const until = Date.now() + WAIT_FOR_SERVER_MS;
  for (;;) {
    const holder = await holderOf(config.data);
    if (holder === undefined) {
      const reached = {
        zh: `数据目录：${config.data}（服务器未运行，已为本次操作启动数据库）`,
        en: `Data folder: ${config.data} (no server is running; the database was started for this)`,
      };
      return { database: await open(), reached };
    }
    const ownerUrl = await runningEmbedded(config.data);
    if (ownerUrl !== undefined) {
      const reached = {
        zh: `数据目录：${config.data}（进程 ${holder} 正在运行）`,
        en: `Data folder: ${config.data} (process ${holder} is running)`,
      };
      return { database: { ownerUrl, [Symbol.asyncDispose]: async () => {} }, reached };
    }
    // The server is starting or stopping: one or the other will be over soon.
    if (Date.now() > until) throw notReached(holder);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A command never makes an installation: a wrong folder would come out as one that is whole and empty. */
async function requireInstallation(connectionString: string, config: Config): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: 'xinglin-command' });
  await client.connect();
  try {
    const made = await client.query("select from pg_class where oid = to_regclass('platform.data_key')");
    const keys = made.rowCount === 0 ? made : await client.query('select from platform.data_key limit 1');
    if (keys.rowCount === 0) throw noInstallation(config.databaseUrl === undefined ? config.data : 'DATABASE_URL');
  } finally {
    await client.end();
  }
}

const noInstallation = (place: string): StartupError =>
  new StartupError({
    zh: `${place} 中没有杏林的数据。请用 --data 或 DATABASE_URL 指定服务器所用的那一处。`,
    en: `There is no Xinglin installation in ${place}. Name the one that the server uses with --data or DATABASE_URL.`,
  });

const notReached = (pid: number): StartupError =>
  new StartupError({
    zh: `进程 ${pid} 占用数据目录，但它的数据库没有应答。请稍后再试。`,
    en: `Process ${pid} holds the data folder, but its database does not answer. Try again later.`,
  });
