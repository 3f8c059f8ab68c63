import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
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

/** `link` fails when the name exists, so of two that arrive together one wins; a holder's file is never half-written. */
async function takeLock(path: string, lock: string, draft: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
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
    await setAside(lock, text, draft);
  }
  throw inUse(path, undefined);
}

/** Removes the dead holder's file, and no other: somebody else may have replaced it since it was read. */
async function setAside(lock: string, deadText: string, draft: string): Promise<void> {
  const aside = `${draft}.dead`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await textOf(aside)) !== deadText) await link(aside, lock).catch(() => {});
  await unlink(aside);
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
