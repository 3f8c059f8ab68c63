import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAlive, startMarkOf } from './processes.ts';
import { StartupError } from './startup-error.ts';

export interface DataFolder {
  readonly path: string;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly startMark: string | undefined;
}

/**
 * Takes the data folder for this process, creating it when missing. A holder that died without releasing it does
 * not count, also when its process id has been given to another program since.
 * @throws StartupError when another server works in it, or it cannot be written.
 */
export async function holdDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  const lock = join(path, 'server.lock');
  const mine = `${JSON.stringify({ pid: process.pid, startMark: startMarkOf(process.pid) } satisfies Holder)}\n`;
  const draft = join(path, `server.lock.${process.pid}.${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(path, { recursive: true, mode: 0o711 });
    await writeFile(draft, mine);
  } catch (error) {
    throw new StartupError(
      {
        zh: `不能在数据目录 ${path} 中写入：${(error as Error).message}`,
        en: `Cannot write in the data folder ${path}: ${(error as Error).message}`,
      },
      { cause: error },
    );
  }
  try {
    await takeLock(path, lock, draft);
  } finally {
    await unlink(draft);
  }
  const release = async () => {
    if ((await textOf(lock)) === mine) await unlink(lock);
  };
  return { path, release };
}

/** Process id of the server that works in the folder now; undefined when none does. */
export async function holderOf(folder: string): Promise<number | undefined> {
  const text = await textOf(join(resolve(folder), 'server.lock'));
  const holder = text === undefined ? undefined : holderIn(text);
  return holder && isRunning(holder) ? holder.pid : undefined;
}

const ATTEMPTS = 100;
const PAUSE_MS = 20;

/** `link` fails when the name exists, so of two that arrive together one wins; a holder's file is never half-written. */
async function takeLock(path: string, lock: string, draft: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      await link(draft, lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const text = await textOf(lock);
    if (text === undefined) continue;
    const holder = holderIn(text);
    if (holder && isRunning(holder)) throw inUse(path, holder.pid);
    await clearDead(lock, text);
  }
  throw inUse(path, undefined);
}

/** Longer than clearing can take: whoever made such a guard was killed while holding it. */
const GUARD_IS_DEAD_AFTER_MS = 10_000;

/**
 * Removes the dead holder's file, and no other. One process at a time: between reading a dead file and removing it
 * another may have put its own in the place.
 */
async function clearDead(lock: string, deadText: string): Promise<void> {
  const guard = `${lock}.clearing`;
  try {
    await mkdir(guard);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const made = await stat(guard).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > GUARD_IS_DEAD_AFTER_MS) await rmdir(guard).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return;
  }
  try {
    if ((await textOf(lock)) === deadText) await unlink(lock);
  } finally {
    await rmdir(guard);
  }
}

const isRunning = ({ pid, startMark }: Holder): boolean =>
  isAlive(pid) && (startMark === undefined || startMarkOf(pid) === startMark);

function inUse(path: string, pid: number | undefined): StartupError {
  const by =
    pid === undefined ? { zh: '另一进程', en: 'another process' } : { zh: `进程 ${pid}`, en: `process ${pid}` };
  return new StartupError({
    zh: `数据目录 ${path} 正被${by.zh}使用。请先停止它，或用 --data 指定另一目录。`,
    en: `The data folder ${path} is in use by ${by.en}. Stop it first, or choose another folder with --data.`,
  });
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.pid === 'number' ? { pid: value.pid, startMark: value.startMark } : undefined;
  } catch {
    return undefined;
  }
}
