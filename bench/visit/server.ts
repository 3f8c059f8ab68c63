import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_MS = 60_000;
const STOP_MS = 30_000;

export interface MeasuredServer {
  readonly url: string;
  /** CPU used so far in milliseconds: by the server process, and by the database processes below it. */
  cpu(): { readonly server: number; readonly database: number };
  /** Write system calls of the server process so far: packets to browsers and to the database, and log lines. */
  writes(): number;
  /** Resident memory of the server process in MiB. */
  memory(): number;
  /** What PostgreSQL does by itself within a minute: statistics of the tables as they are now. */
  analyze(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Options that say where the data is: `placeOptions(dataFolder, databaseUrl)`. */
  readonly place: readonly string[];
  /** Folder for a CPU profile of the server, written when it stops. */
  readonly profileFolder?: string | undefined;
}

/** Starts the real server as a process of its own, as `npm start` does. */
export async function startMeasuredServer({ place, profileFolder }: ServerOptions): Promise<MeasuredServer> {
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const options = [...place, '--empty', '--port', '0', '--log-level', 'error'];
  const child = spawn(process.execPath, [...profile, 'apps/server/src/main.ts', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  const pid = child.pid ?? 0;
  return {
    url,
    cpu: () => ({ server: cpuMs(pid).own, database: databaseCpu(pid) }),
    writes: () => Number(/^syscw: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]),
    memory: () => residentMib(pid),
    analyze: () => analyze(databaseUrlOf(place)),
    stop: () => stop(child),
  };
}

/** Options that say where the data is. */
export const placeOptions = (dataFolder: string, databaseUrl: string | undefined): readonly string[] => [
  '--data',
  dataFolder,
  ...(databaseUrl === undefined ? [] : ['--database-url', databaseUrl]),
];

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the server did not start in time:\n${said}`)), START_MS);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /https?:\/\/[\d.]+:\d+/.exec(said)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.removeAllListeners('exit');
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** The one named, or our own: line 4 of postmaster.pid is its port. */
function databaseUrlOf(place: readonly string[]): string {
  const optionOf = (name: string) => (place.includes(name) ? place[place.indexOf(name) + 1] : undefined);
  const named = optionOf('--database-url');
  if (named !== undefined) return named;
  const dataFolder = optionOf('--data') ?? './data';
  const password = readFileSync(join(dataFolder, 'database.password'), 'utf8').trim();
  const port = readFileSync(join(dataFolder, 'database', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://xinglin:${password}@127.0.0.1:${port}/xinglin`;
}

async function analyze(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

// ---- /proc -----------------------------------------------------------------------------------------------------------

/** Clock ticks per second of /proc on every Linux that Node supports. */
const TICKS = 100;

interface ProcessTimes {
  readonly parent: number;
  readonly name: string;
  /** Milliseconds of the process itself, all threads. */
  readonly own: number;
  /** Milliseconds of children that have ended. */
  readonly ended: number;
}

/** proc(5): /proc/<pid>/stat. */
function cpuMs(pid: number): ProcessTimes {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (index: number) => (Number(fields[index]) * 1_000) / TICKS;
  return { parent: Number(fields[1]), name, own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
}

/** All processes below the server are the database: its backends, and those that have ended. */
function databaseCpu(serverPid: number): number {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      processes.set(Number(name), cpuMs(Number(name)));
    } catch {
      // Ended between the listing and the reading.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent ?? 0;
    return parent === serverPid || (parent > 1 && isBelow(parent));
  };
  let total = 0;
  for (const [pid, { own, ended }] of processes) if (isBelow(pid)) total += own + ended;
  return total;
}

function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1_024);
}
