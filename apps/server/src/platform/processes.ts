import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process with this id exists, also when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A process that has ended and was not yet collected by its parent holds nothing any more.
  return statOf(pid)?.state !== 'Z';
}

/**
 * A mark of when a process started, equal only for the same process: ids are used again, in containers soon.
 * Undefined when it cannot be known.
 */
export function startMarkOf(pid: number): string | undefined {
  return statOf(pid)?.startedTicks ?? fromPs(pid, 'lstart=');
}

/** The words a process was started with, joined by spaces; undefined when it cannot be known. */
export function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return fromPs(pid, 'command=');
  }
}

/** Polls until the process is gone; false when it still runs after `timeoutMs`. */
export async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/** Fields of Linux' /proc/<pid>/stat; the command in brackets may itself hold spaces and brackets. */
function statOf(pid: number): { state: string; startedTicks: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number, column: string): string | undefined {
  if (process.platform === 'win32' || process.platform === 'linux') return undefined;
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
