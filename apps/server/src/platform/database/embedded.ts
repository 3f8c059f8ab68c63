import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { hasEnded, isAlive } from '../processes.ts';
import { StartupError } from '../startup-error.ts';
import { canReach, type DatabaseUser, databaseUser } from './database-user.ts';
import { clearLeftover } from './leftover-postmaster.ts';
import { type PostgresPrograms, postgresPrograms, SHARED_FOLDER } from './postgres-programs.ts';

export interface EmbeddedSettings {
  /** Folder of this installation; the database lives in `database` below it. The caller holds it (data-folder.ts). */
  readonly dataFolder: string;
  /** False gives up safety against power failure for speed: for tests only. */
  readonly durable: boolean;
  readonly maxConnections: number;
}

export interface EmbeddedDatabase {
  /** A superuser's login to the database `xinglin`. */
  readonly connectionString: string;
  readonly pid: number;
  /** Resolves when PostgreSQL has ended and everything is on disk. */
  stop(): Promise<void>;
  /** Calls back when PostgreSQL ends without being asked to. */
  onUnexpectedEnd(tell: () => void): void;
}

const DATABASE = 'xinglin';
const LOGIN = 'xinglin';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
const START_ATTEMPTS = 5;

/**
 * Starts the PostgreSQL of this installation, creating it the first time. One left behind by a killed server is
 * stopped first; what it had committed is kept.
 * @throws StartupError with the last lines of PostgreSQL's log when it does not come up.
 */
export async function startEmbedded(settings: EmbeddedSettings): Promise<EmbeddedDatabase> {
  const dataFolder = realpathSync(settings.dataFolder);
  const place = join(dataFolder, 'database');
  const user = databaseUser(existsSync(place) ? realpathSync(place) : place);
  const programs = postgresPrograms(user);
  const password = await passwordOf(dataFolder);
  if (!existsSync(place)) await initialise({ dataFolder, place, user, programs, password });
  const directory = realpathSync(place);
  await clearLeftover(directory);
  const log = join(dataFolder, 'database.log');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = launch({ programs, user, directory, log, flags: flagsFor(settings, port) });
    const failure = await readiness(child, directory);
    if (failure === undefined) return running(child, connectionStringOf(password, port));
    // Another program took the port in between, or the last processes of a killed PostgreSQL are still ending.
    if (attempt === START_ATTEMPTS) throw notStarted(failure, log);
    await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
  }
}

/**
 * The login to a PostgreSQL that somebody else has started in this data folder; undefined when none runs there.
 * @throws StartupError when its password file may not be read: it belongs to whoever runs the server.
 */
export async function runningEmbedded(dataFolder: string): Promise<string | undefined> {
  const place = join(dataFolder, 'database');
  const lines = await postmasterLines(place).catch((error) => notReadable(place, error));
  const [pid, , , port] = lines;
  if (!isReady(lines) || !isAlive(Number(pid))) return undefined;
  const file = join(dataFolder, 'database.password');
  const password = await readFile(file, 'utf8').catch((error) => notReadable(file, error));
  return connectionStringOf(password.trim(), Number(port));
}

function notReadable(path: string, error: Error): never {
  throw new StartupError(
    {
      zh: `无法读取 ${path}：${error.message}。请以运行服务器的用户执行。`,
      en: `${path} cannot be read: ${error.message}. Run this as the user that runs the server.`,
    },
    { cause: error },
  );
}

/** The eighth line of postmaster.pid is its state; documented for pg_ctl, which waits the same way. */
const isReady = (lines: readonly string[]): boolean => lines[7]?.trim() === 'ready';

/** No lines when there is no file. */
async function postmasterLines(directory: string): Promise<string[]> {
  try {
    return (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const connectionStringOf = (password: string, port: number): string =>
  `postgres://${LOGIN}:${password}@127.0.0.1:${port}/${DATABASE}`;

async function passwordOf(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'database.password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

interface Initialise {
  readonly dataFolder: string;
  readonly place: string;
  readonly user: DatabaseUser | undefined;
  readonly programs: PostgresPrograms;
  readonly password: string;
}

/** Makes the cluster beside its place and renames it when it is whole, so that a killed first start begins anew. */
async function initialise({ dataFolder, place, user, programs, password }: Initialise): Promise<void> {
  const reachable = canReach(place, user);
  // Root's own project folder is closed to the database user: the cluster then lives where it may enter.
  const home = reachable ? dataFolder : join(SHARED_FOLDER, `data-${randomBytes(6).toString('hex')}`);
  if (!reachable) mkdirSync(home, { recursive: true, mode: 0o711 });
  const beside = join(home, 'database.new');
  const passwordFile = join(home, 'initdb.password');
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [beside, passwordFile]) await chown(path, user.uid, user.gid);
  try {
    const args = [
      `--pgdata=${beside}`,
      `--username=${LOGIN}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
      '--no-instructions',
    ];
    await finished(spawn(programs.initdb, args, { ...user, cwd: home, env: environment(), stdio: 'pipe' }), 'initdb');
  } finally {
    await unlink(passwordFile);
  }
  await createDatabase(programs, user, beside);
  await rename(beside, join(home, 'database'));
  if (!reachable) await symlink(join(home, 'database'), place);
}

/** In single-user mode, before anything listens. */
async function createDatabase(programs: PostgresPrograms, user: DatabaseUser | undefined, directory: string) {
  const args = ['--single', '-D', directory, 'postgres'];
  const child = spawn(programs.postgres, args, { ...user, cwd: directory, env: environment(), stdio: 'pipe' });
  child.stdin?.end(`create database ${DATABASE}\n`);
  await finished(child, 'postgres --single');
}

async function finished(child: ChildProcess, name: string): Promise<void> {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(output)) {
    const tail = output.trim().slice(-2_000);
    throw new StartupError({
      zh: `无法建立数据库（${name}）：\n${tail}`,
      en: `The database could not be created (${name}).`,
    });
  }
}

/** Messages in English and times in UTC, whatever the machine speaks. */
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

const MIB = 1024 * 1024;

/**
 * For a small machine shared with the server itself. The log holds no statement, parameter or detail, because these
 * may hold a person's data.
 */
function flagsFor({ durable, maxConnections }: EmbeddedSettings, port: number): Record<string, string | number> {
  const memoryMib = totalmem() / MIB;
  const sharedMib = Math.round(Math.min(1024, Math.max(128, memoryMib / 16)));
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: `${sharedMib}MB`,
    effective_cache_size: `${Math.round(Math.max(256, memoryMib / 2))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: 0,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
}

interface Launch {
  readonly programs: PostgresPrograms;
  readonly user: DatabaseUser | undefined;
  readonly directory: string;
  readonly log: string;
  readonly flags: Record<string, string | number>;
}

const MAX_LOG_BYTES = 10 * MIB;

/** In a session of its own: Ctrl-C in the terminal reaches us and not PostgreSQL, which must outlive open requests. */
function launch({ programs, user, directory, log, flags }: Launch): ChildProcess {
  const isLong = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES;
  const output = openSync(log, isLong ? 'w' : 'a', 0o600);
  const settings = Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(programs.postgres, ['-D', directory, ...settings], {
    ...user,
    cwd: directory,
    env: environment(),
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return child;
}

/** Undefined when PostgreSQL accepts connections, else why it does not. */
async function readiness(child: ChildProcess, directory: string): Promise<string | undefined> {
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (ended !== undefined) return ended;
    const lines = await postmasterLines(directory).catch(() => []);
    if (Number(lines[0]) === child.pid && isReady(lines)) return undefined;
  }
  child.kill('SIGINT');
  return `no answer within ${START_TIMEOUT_MS / 1000} s`;
}

function running(child: ChildProcess, connectionString: string): EmbeddedDatabase {
  const pid = child.pid as number;
  let stopping = false;
  let tellEnd: () => void = () => {};
  child.once('exit', () => {
    if (!stopping) tellEnd();
  });
  // When this process ends in any way that still runs code, PostgreSQL is told to end too.
  const endTogether = () => {
    if (isAlive(pid)) process.kill(pid, 'SIGINT');
  };
  process.once('exit', endTogether);
  child.unref();
  const stop = async () => {
    stopping = true;
    process.off('exit', endTogether);
    // Fast shutdown: open transactions are rolled back, everything committed is written out.
    if (isAlive(pid)) process.kill(pid, 'SIGINT');
    if (await hasEnded(pid, STOP_TIMEOUT_MS)) return;
    process.kill(pid, 'SIGQUIT');
    await hasEnded(pid, STOP_TIMEOUT_MS);
  };
  return {
    connectionString,
    pid,
    stop,
    onUnexpectedEnd: (tell) => {
      tellEnd = tell;
    },
  };
}

function notStarted(reason: string, log: string): StartupError {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  return new StartupError({
    zh: `内置 PostgreSQL 未能启动（${reason}），日志 ${log} 的最后几行：\n${lines}`,
    en: `The embedded PostgreSQL did not start (${reason}); see ${log}.`,
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
