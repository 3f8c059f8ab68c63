import { readFileSync } from 'node:fs';
import type pg from 'pg';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/**
 * Processor time that the database has spent on this program's connections, in milliseconds. Unlike the clock on the
 * wall it does not count who else was busy on the machine. Undefined when the server is on another machine.
 */
export async function serverCpuMs(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and application_name = 'xinglin'",
  );
  try {
    return rows.reduce((sum, { pid }) => sum + cpuOf(pid), 0);
  } catch {
    return undefined;
  }
}

/** Fields 14 and 15 of proc_pid_stat(5), after the name, which may hold spaces. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
