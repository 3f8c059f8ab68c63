import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { decideSetting } from '#contract/institutions';
import { startClinic } from '#testing/start-clinic';

/** Goes around all our code: plain SQL as the role that the server works as. */

interface Table {
  readonly name: string;
  readonly security: boolean;
  readonly forced: boolean;
  /** Those that can be written. */
  readonly columns: readonly string[];
  readonly rows: number;
}

const TABLES = `
  select c.oid::regclass::text as name, c.relrowsecurity as security, c.relforcerowsecurity as forced,
         array(select quote_ident(w.attname) from pg_attribute w
               where w.attrelid = c.oid and w.attnum > 0 and not w.attisdropped and w.attgenerated = ''
               order by w.attnum) as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'institution_id' and not a.attisdropped
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')
  order by 1`;

async function connected<Result>(connectionString: string, work: (client: pg.Client) => Promise<Result>) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** As the server's role in one institution, or with no scope at all. */
async function asServer<Result>(client: pg.Client, institutionId: number | undefined, work: () => Promise<Result>) {
  await client.query('begin; set local role xinglin_app');
  if (institutionId !== undefined) {
    await client.query("select set_config('xinglin.institution', $1, true)", [String(institutionId)]);
  }
  try {
    return await work();
  } finally {
    await client.query('rollback');
  }
}

async function protectedTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Omit<Table, 'rows'>>(TABLES);
  const counted: Table[] = [];
  for (const table of rows) {
    const { rows: counts } = await client.query<{ count: string }>(
      `select count(*) from ${table.name} where institution_id = 2`,
    );
    counted.push({ ...table, rows: Number(counts[0]?.count) });
  }
  return counted;
}

test('every table that belongs to institutions stands behind the wall', async () => {
  await using clinic = await startClinic();
  const tables = await connected(clinic.connectionString, protectedTables);
  assert.ok(tables.length > 30, `only ${tables.length} tables were found`);
  const open = tables.filter(({ security, forced }) => !security || !forced);
  assert.deepEqual(
    open.map(({ name }) => name),
    [],
  );
});

test('institution 1 reads, changes, removes and adds nothing of institution 2, table by table', async () => {
  await using clinic = await startClinic();
  await connected(clinic.connectionString, async (client) => {
    const tables = await protectedTables(client);
    const filled = tables.filter(({ rows }) => rows > 0);
    assert.ok(filled.length >= 8, `only ${filled.length} tables have rows of institution 2: the test proves little`);
    for (const { name } of tables) {
      const seen = await asServer(client, 1, () =>
        client.query(`select count(*)::int as count from ${name} where institution_id = 2`),
      );
      assert.equal(seen.rows[0].count, 0, `${name} shows rows of another institution`);
      const unscoped = await asServer(client, undefined, () =>
        client.query(`select count(*)::int as count from ${name}`),
      );
      assert.equal(unscoped.rows[0].count, 0, `${name} shows rows without a scope`);
    }
    for (const table of filled) {
      const { name } = table;
      for (const statement of [
        `update ${name} set institution_id = 1 where institution_id = 2`,
        `delete from ${name} where institution_id = 2`,
      ]) {
        const outcome = await asServer(client, 1, () => attempt(client, statement));
        assert.ok(outcome === 0 || isRefusal(outcome), `${statement}: ${outcome}`);
      }
      const added = await asServer(client, 1, () => attempt(client, intrusion(table)));
      assert.ok(isRefusal(added), `${name} takes rows of another institution: ${added}`);
      await unchanged(client, tables, name);
    }
  });
});

/** Rows of the own institution, added once more under the number of the other. */
const intrusion = ({ name, columns }: Table) => `
  insert into ${name} (${columns.join(', ')}) overriding system value
  select ${columns.map((column) => (column === 'institution_id' ? '2' : column)).join(', ')}
  from ${name} where institution_id = 1`;

/** 42501: no right, or against the policy. P0001: a trigger of the table refuses before the policy is asked. */
const isRefusal = (outcome: number | string): boolean => outcome === '42501' || outcome === 'P0001';

/** Number of rows touched, or the SQLSTATE of the refusal. */
async function attempt(client: pg.Client, statement: string): Promise<number | string> {
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } catch (error) {
    return (error as pg.DatabaseError).code ?? String(error);
  }
}

async function unchanged(client: pg.Client, tables: readonly Table[], name: string): Promise<void> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${name} where institution_id = 2`);
  assert.equal(Number(rows[0]?.count), tables.find((table) => table.name === name)?.rows, name);
}

test('the server’s role owns nothing, passes no policy by, and cannot become who does', async () => {
  await using clinic = await startClinic();
  await connected(clinic.connectionString, async (client) => {
    const { rows: roles } = await client.query<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }>(
      "select rolname, rolsuper, rolbypassrls from pg_roles where rolname in ('xinglin_app', 'xinglin_platform')",
    );
    assert.equal(roles.length, 2);
    assert.ok(roles.every(({ rolsuper, rolbypassrls }) => !rolsuper && !rolbypassrls));
    const { rows: owned } = await client.query(
      "select relname from pg_class where pg_get_userbyid(relowner) in ('xinglin_app', 'xinglin_platform')",
    );
    assert.deepEqual(owned, []);
  });
});

test('evidence takes no change, not even in the own institution', async () => {
  await using clinic = await startClinic();
  const decision = { key: 'sign-in.idle-minutes', value: 20, reason: 'not theirs to decide' };
  await assert.rejects(clinic.as('system-admin').call(decideSetting, decision));
  await connected(clinic.connectionString, async (client) => {
    for (const statement of ['update audit.entry set reason = null', 'delete from audit.entry']) {
      const outcome = await asServer(client, 1, () => attempt(client, statement));
      assert.equal(outcome, '42501', statement);
    }
  });
});
