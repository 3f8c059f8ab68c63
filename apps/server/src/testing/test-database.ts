import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, readMigrations } from '#platform/database/migrate';
import { migrationFolders } from '../app.ts';
import { seedFingerprint, seedTemplate } from './seed.ts';
import { testServerUrl } from './test-server.ts';

/** A migrated and seeded database that is copied for every test: a copy takes milliseconds, migrating does not. */
const TEMPLATE_PREFIX = 'xinglin_template_';
const TEST_PREFIX = 'xinglin_test_';
/** Advisory lock on the maintenance database: test processes start together, and one of them builds the template. */
const BUILD_LOCK = 7_309_210_002;
/** Templates of earlier contents and databases of killed tests are dropped after this long. */
const STALE_MS = 45 * 60_000;

export interface TestDatabase {
  readonly connectionString: string;
  drop(): Promise<void>;
}

/** A fresh database with everything migrated and seeded. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const name = newName();
  await withClient(serverUrl, async (client) => {
    for (let attempt = 1; ; attempt++) {
      const template = await readyTemplate(client, serverUrl);
      try {
        await client.query(`create database ${name} template ${template} strategy file_copy`);
        return;
      } catch (error) {
        // The template was dropped as out of date, or its builder has not let go of it yet; both pass.
        ready.delete(serverUrl);
        if (attempt === 5 || !['3D000', '55006'].includes((error as pg.DatabaseError).code ?? '')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
      }
    }
  });
  return { connectionString: databaseUrl(serverUrl, name), drop: () => dropDatabase(serverUrl, name) };
}

/** A database without anything in it, for what comes before the migrations. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const name = newName();
  await withClient(serverUrl, (client) => client.query(`create database ${name} template template0`));
  return { connectionString: databaseUrl(serverUrl, name), drop: () => dropDatabase(serverUrl, name) };
}

const newName = () => `${TEST_PREFIX}${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;

const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  withClient(serverUrl, async (client) => void (await client.query(`drop database if exists ${name} with (force)`)));

const ready = new Map<string, string>();

async function readyTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const migrations = await readMigrations(migrationFolders);
  const hash = createHash('sha256');
  for (const { name, sha256 } of migrations) hash.update(`${name} ${sha256}\n`);
  hash.update(await seedFingerprint());
  const template = TEMPLATE_PREFIX + hash.digest('hex').slice(0, 16);
  if (ready.get(serverUrl) === template) return template;
  await client.query('select pg_advisory_lock($1)', [BUILD_LOCK]);
  try {
    const found = await client.query('select from pg_database where datname = $1 and datistemplate', [template]);
    if (found.rowCount === 0) {
      await dropStale(client);
      await client.query(`drop database if exists ${template} with (force)`);
      await client.query(`create database ${template}`);
      const connectionString = databaseUrl(serverUrl, template);
      await migrate(connectionString, migrations);
      await seedTemplate(connectionString);
      await client.query(`comment on database ${template} is '${Date.now()}'`);
      await client.query(`alter database ${template} is_template true`);
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [BUILD_LOCK]);
  }
  ready.set(serverUrl, template);
  return template;
}

async function dropStale(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; built: string | null; template: boolean }>(
    `select datname as name, shobj_description(oid, 'pg_database') as built, datistemplate as template
       from pg_database where datname like $1 or datname like $2`,
    [`${TEMPLATE_PREFIX}%`, `${TEST_PREFIX}%`],
  );
  for (const { name, built, template } of rows) {
    const made = name.startsWith(TEST_PREFIX)
      ? Number.parseInt(name.slice(TEST_PREFIX.length).split('_')[0] ?? '', 36)
      : Number(built ?? 0);
    if (Date.now() - made < STALE_MS) continue;
    if (template) await client.query(`alter database ${name} is_template false`);
    await client.query(`drop database if exists ${name} with (force)`);
  }
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'xinglin-test' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
