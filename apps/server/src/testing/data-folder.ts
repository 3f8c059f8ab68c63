import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { runningEmbedded } from '#platform/database/embedded';

/** Process id of the PostgreSQL that runs, or ran last, in a data folder. */
export const postmasterOf = async (data: string): Promise<number> =>
  Number.parseInt(await readFile(join(data, 'database', 'postmaster.pid'), 'utf8'), 10);

/** Asks the PostgreSQL that runs in a data folder, with all rights. */
export async function ask<Row extends pg.QueryResultRow>(data: string, sql: string): Promise<Row[]> {
  const connectionString = await runningEmbedded(data);
  if (connectionString === undefined) throw new Error(`no database runs in ${data}`);
  return askAt<Row>(connectionString, sql);
}

/** Several statements at once give no rows. */
export async function askAt<Row extends pg.QueryResultRow>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
