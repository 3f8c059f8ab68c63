import { readdirSync, readlinkSync } from 'node:fs';
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLineOf, hasEnded, isAlive } from '../processes.ts';
import { StartupError } from '../startup-error.ts';

const FAST_TIMEOUT_MS = 30_000;

/**
 * Ends a PostgreSQL that a killed server left running in `directory`, so that it can be started again under us.
 * It is stopped only when it is certainly ours: the pid file of this very directory names it, and its command line
 * says the same. A pid file whose process is gone, or is another program by now, is removed when nothing works in
 * the directory any more.
 * @throws StartupError when that cannot be told, or it does not end.
 */
export async function clearLeftover(directory: string): Promise<void> {
  const file = join(directory, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return;
  const pid = Math.abs(Number.parseInt(text, 10));
  // PostgreSQL itself recognises a pid file of a process that is gone, and then recovers from its write-ahead log.
  if (!Number.isInteger(pid) || pid === 0 || !isAlive(pid)) return;

  const commandLine = commandLineOf(pid);
  // A process that is just being torn down has lost its words already and is gone in a moment.
  if (commandLine === '' && (await hasEnded(pid, FAST_TIMEOUT_MS))) return;
  if (commandLine !== undefined && isPostmasterOf(commandLine, directory)) {
    process.kill(pid, 'SIGINT');
    if (await hasEnded(pid, FAST_TIMEOUT_MS)) return;
    // Immediate shutdown: ends at once, and the next start recovers from the write-ahead log.
    process.kill(pid, 'SIGQUIT');
    if (await hasEnded(pid, FAST_TIMEOUT_MS)) return;
    throw occupied(directory, pid);
  }
  if (commandLine === undefined || worksIn(directory)) throw occupied(directory, pid);
  await unlink(file);
}

const isPostmasterOf = (commandLine: string, directory: string): boolean =>
  /(^|[/\\])postgres(\.exe)?"? /.test(commandLine) && commandLine.includes(`-D ${directory} `);

/** Whether any process stands in the directory, as every process of PostgreSQL does. Only Linux can tell. */
function worksIn(directory: string): boolean {
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readlinkSync(`/proc/${name}/cwd`) === directory;
    } catch {
      return false;
    }
  });
}

const occupied = (directory: string, pid: number): StartupError =>
  new StartupError({
    zh: `数据库目录 ${directory} 正被进程 ${pid} 使用，且无法将其停止。请确认该进程后手动结束它。`,
    en: `The database folder ${directory} is in use by process ${pid}, which could not be stopped. Look at that process and end it by hand.`,
  });
