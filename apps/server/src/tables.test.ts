import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { createTestDatabase } from '#testing/test-database';

/** Tables that belong to the whole installation, and what they hold. */
const OF_THE_HOUSE = new Map([
  ['platform.migration', 'what was applied to the database'],
  ['platform.data_key', 'wrapped keys of the installation'],
  ['audit.seal', 'one chain over the journal of all institutions'],
  ['platform.load_progress', 'how far the code tables of this program are loaded'],
  ['sign_in.failure', 'failed sign-ins under keyed hashes of user names, before anybody is known'],
  ['terminology.code_system', 'national code tables, the same everywhere'],
  ['terminology.concept', 'national code tables, the same everywhere'],
]);

interface Table {
  readonly name: string;
  readonly owned: boolean;
  readonly walled: boolean;
  readonly policies: number;
  readonly key_begins_with_institution: boolean;
}

async function allTables(): Promise<Table[]> {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<Table>(`
      select n.nspname || '.' || c.relname as name,
             a.attnum is not null as owned,
             c.relrowsecurity and c.relforcerowsecurity as walled,
             (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
             coalesce(i.indkey[0] = a.attnum, false) as key_begins_with_institution
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute a on a.attrelid = c.oid and a.attname = 'institution_id'
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
      where c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')
      order by 1`);
    return rows;
  } finally {
    await client.end();
    await database.drop();
  }
}

test('every table stands behind the wall between institutions, or is named as one of the house', async () => {
  const tables = await allTables();
  assert.ok(tables.length > 40, `only ${tables.length} tables were seen`);
  const isWalled = ({ owned, walled, policies }: Table) => owned && walled && policies === 2;
  const open = tables.filter((table) => !isWalled(table)).map(({ name }) => name);
  assert.deepEqual(open, [...OF_THE_HOUSE.keys()].sort());
});

test('the primary key of every walled table begins with the institution', async () => {
  const wrong = (await allTables()).filter(
    ({ owned, key_begins_with_institution }) => owned && !key_begins_with_institution,
  );
  assert.deepEqual(
    wrong.map(({ name }) => name),
    [],
  );
});
