import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, eventType, query } from '@xinglin/kernel/operation';
import pg from 'pg';
import { z } from 'zod';
import { on } from '#platform/events';
import { type Handler, serve } from '#platform/operations';
import { peopleOf } from './people.ts';
import { startClinic } from './start-clinic.ts';

const summary = { zh: '试验', en: 'Trial' };
const noteAdded = eventType('trial.note-added', z.object({ text: z.string() }));
const addNote = command({
  name: 'trial.add-note',
  method: 'POST',
  path: '/trial/notes',
  permission: 'signed-in',
  summary,
  input: z.object({ text: z.string().min(1) }),
  output: z.object({ id: z.int() }),
  person: 'none',
});
const countNotes = query({
  name: 'trial.count-notes',
  path: '/trial/notes',
  permission: 'signed-in',
  summary,
  input: z.object({}),
  output: z.object({ count: z.int() }),
  person: 'none',
});

const INSERT = 'insert into trial.note (institution_id, text) values ($1, $2) returning id';
const addNoteHandler: Handler<typeof addNote> = async (tx, { text }) => {
  const { id } = await tx.one<{ id: number }>(INSERT, [tx.institutionId, text]);
  await tx.publish(noteAdded, { text });
  return { id };
};
const countNotesHandler: Handler<typeof countNotes> = (tx) => tx.one('select count(*) from trial.note');

const additions = {
  routes: [serve(addNote, addNoteHandler), serve(countNotes, countNotesHandler)],
  subscriptions: [
    on(noteAdded, async (_tx, { text }) => {
      if (text === 'refused by a reaction') throw new Error('reaction failed');
    }),
  ],
};

async function startTrial() {
  const clinic = await startClinic({ additions });
  await asOwner(clinic.connectionString, (client) =>
    client.query(`
      create schema trial;
      create table trial.note (
        institution_id integer not null,
        id bigint generated always as identity,
        text text not null unique,
        primary key (institution_id, id)
      );
      create table trial.evidence (institution_id integer not null, id bigint not null, primary key (institution_id, id));
      select platform.protect('trial.note'), platform.protect('trial.evidence', true)`),
  );
  return clinic;
}

async function asOwner<Result>(connectionString: string, work: (client: pg.Client) => Promise<Result>) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('the same key is the same press: the effect happens once and the answer comes again', async () => {
  await using clinic = await startTrial();
  const doctor = clinic.as('doctor');
  const first = await doctor.call(addNote, { text: 'once' }, { key: 'press-0001' });
  const again = await doctor.call(addNote, { text: 'once' }, { key: 'press-0001' });
  assert.deepEqual(again, first);
  assert.deepEqual(await doctor.call(countNotes, {}), { count: 1 });

  const misuse = doctor.call(addNote, { text: 'something else' }, { key: 'press-0001' });
  await assert.rejects(misuse, { kind: 'conflict', code: 'platform.key-reused' });
  const borrowed = clinic.as('second-doctor').call(addNote, { text: 'once' }, { key: 'press-0001' });
  await assert.rejects(borrowed, { code: 'platform.key-reused' });
});

test('a key pressed by many at once is still one press', async () => {
  await using clinic = await startTrial();
  const presses = Array.from({ length: 6 }, () =>
    clinic.as('doctor').call(addNote, { text: 'together' }, { key: 'press-together' }),
  );
  const ids = new Set((await Promise.all(presses)).map(({ id }) => id));
  assert.equal(ids.size, 1);
});

test('the stored answer cannot be read in the database', async () => {
  await using clinic = await startTrial();
  const { id } = await clinic.as('doctor').call(addNote, { text: 'sealed' }, { key: 'press-sealed' });
  const { rows } = await asOwner(clinic.connectionString, (client) =>
    client.query<{ output: Buffer }>('select output from platform.idempotency'),
  );
  assert.equal(rows.length, 1);
  assert.ok(!rows[0]?.output.includes(JSON.stringify({ id })));
});

test('when a reaction fails nothing is left, and the key may be used again', async () => {
  await using clinic = await startTrial();
  const doctor = clinic.as('doctor');
  await assert.rejects(
    doctor.call(addNote, { text: 'refused by a reaction' }, { key: 'press-again' }),
    /reaction failed/,
  );
  assert.deepEqual(await doctor.call(countNotes, {}), { count: 0 });
  await doctor.call(addNote, { text: 'now right' }, { key: 'press-again' });
  assert.deepEqual(await doctor.call(countNotes, {}), { count: 1 });
});

test('one institution never sees the rows of another, also when the SQL forgets to ask', async () => {
  await using clinic = await startTrial();
  await clinic.as('doctor', { institutionId: 1 }).call(addNote, { text: 'of one' });
  await clinic.as('doctor', { institutionId: 2 }).call(addNote, { text: 'of two' });
  const texts = (scope: 'platform' | { institutionId: number }) =>
    clinic.db.transaction(scope, (tx) => tx.many<{ text: string }>('select text from trial.note order by text'));
  assert.deepEqual(await texts({ institutionId: 1 }), [{ text: 'of one' }]);
  assert.deepEqual(await texts({ institutionId: 2 }), [{ text: 'of two' }]);
  assert.deepEqual(await texts({ institutionId: 3 }), []);
  assert.deepEqual(await texts('platform'), [{ text: 'of one' }, { text: 'of two' }]);

  const intruder = clinic.db.transaction({ institutionId: 1 }, (tx) => tx.run(INSERT, [2, 'planted']));
  await assert.rejects(intruder, /row-level security/);
  const moved = await clinic.db.transaction({ institutionId: 1 }, (tx) =>
    tx.run("update trial.note set text = text || '!' "),
  );
  assert.equal(moved, 1);
});

test('the application role sees nothing without a scope, and never an error', async () => {
  await using clinic = await startTrial();
  await clinic.as('doctor').call(addNote, { text: 'hidden' });
  await asOwner(clinic.connectionString, async (client) => {
    await client.query('set role xinglin_app');
    const count = async () => (await client.query<{ count: string }>('select count(*) from trial.note')).rows[0]?.count;
    assert.equal(await count(), '0');
    for (const nonsense of ['', 'platform', 'one', '-1', '1 or true', '99999999999999999999']) {
      await client.query("select set_config('xinglin.institution', $1, false)", [nonsense]);
      assert.equal(await count(), '0', nonsense);
    }
    await client.query("select set_config('xinglin.institution', '1', false)");
    assert.equal(await count(), '1');
  });
});

test('a table of evidence takes rows and gives none up', async () => {
  await using clinic = await startTrial();
  const act = (sql: string) => clinic.db.transaction({ institutionId: 1 }, (tx) => tx.run(sql));
  assert.equal(await act('insert into trial.evidence values (1, 1)'), 1);
  await assert.rejects(act('update trial.evidence set id = 2'), /permission denied/);
  await assert.rejects(act('delete from trial.evidence'), /permission denied/);
});

test('the wall lets an index on (institution_id, id) be used', async () => {
  await using clinic = await startTrial();
  await asOwner(clinic.connectionString, async (client) => {
    await client.query(`
      insert into trial.note (institution_id, text) select i % 3 + 1, i::text from generate_series(1, 3000) i;
      analyze trial.note;
      set role xinglin_app`);
    await client.query("select set_config('xinglin.institution', '1', false)");
    const plan = await client.query<{ 'QUERY PLAN': string }>('explain select * from trial.note where id = 7');
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.match(text, /Index (Only )?Scan using note_pkey/);
    assert.match(text, /Index Cond: .*institution_id = .*id = /);
  });
});

test('a deadlock is tried again and both sides get through', async () => {
  await using clinic = await startTrial();
  await clinic.as('doctor').call(addNote, { text: 'a' });
  await clinic.as('doctor').call(addNote, { text: 'b' });
  const LOCK = 'update trial.note set text = text where text = $1';
  let attempts = 0;
  let bothHold: () => void = () => {};
  const meeting = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  let holding = 0;
  const takeBoth = (first: string, second: string) =>
    clinic.db.transaction({ institutionId: 1 }, async (tx) => {
      attempts++;
      await tx.run(LOCK, [first]);
      if (++holding === 2) bothHold();
      await meeting;
      return tx.run(LOCK, [second]);
    });
  assert.deepEqual(await Promise.all([takeBoth('a', 'b'), takeBoth('b', 'a')]), [1, 1]);
  assert.equal(attempts, 3);
});

test('a failing statement among pipelined ones fails the transaction and leaves the connection usable', async () => {
  await using clinic = await startTrial();
  const unhandled: unknown[] = [];
  const collect = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', collect);
  const work = () =>
    clinic.db.transaction({ institutionId: 1 }, async (tx) => {
      const doomed = ['x', 'x', 'y', 'z'].map((text) => tx.run(INSERT, [1, text]));
      await Promise.all([...doomed, tx.many('select text from trial.note_that_is_not_there'), tx.many('select 1')]);
    });
  for (let round = 0; round < 20; round++) await assert.rejects(work(), /duplicate key/);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', collect);
  assert.deepEqual(unhandled, []);
  assert.deepEqual(await clinic.as('doctor').call(countNotes, {}), { count: 0 });
  const good = await clinic.db.transaction({ institutionId: 1 }, (tx) =>
    Promise.all(['p', 'q', 'r'].map((text) => tx.run(INSERT, [1, text]))),
  );
  assert.deepEqual(good, [1, 1, 1]);
});

test('work that catches a failed statement cannot commit what went before', async () => {
  await using clinic = await startTrial();
  const careless = clinic.db.transaction({ institutionId: 1 }, async (tx) => {
    await tx.run(INSERT, [1, 'lost']);
    await tx.run('select 1 / 0').catch(() => {});
  });
  await assert.rejects(careless, /ended with ROLLBACK/);
  assert.deepEqual(await clinic.as('doctor').call(countNotes, {}), { count: 0 });
});

test('a seeded person may do at once what signing in would let them do', async () => {
  await using clinic = await startClinic();
  for (const institutionId of [1, 2]) {
    for (const { name, accountId } of peopleOf(institutionId)) {
      const { sessionId, ...actor } = clinic.as(name, { institutionId }).actor;
      const known = await clinic.tx((tx) => clinic.modules.staff.actorFor(tx, accountId), institutionId);
      assert.deepEqual(known, actor, `${name} of ${institutionId}`);
      assert.ok(actor.grants.size > 0 || name === 'system-admin', `${name} may do nothing`);
    }
  }
});

test('both institutions have the same departments, and a village clinic among their sites', async () => {
  await using clinic = await startClinic();
  for (const institutionId of [1, 2]) {
    const departments = await clinic.tx((tx) => clinic.modules.institutions.departments(tx), institutionId);
    const kinds = new Set(departments.map(({ kind }) => kind));
    for (const kind of ['outpatient', 'pharmacy', 'cashier', 'registration', 'triage', 'laboratory', 'ward'] as const) {
      assert.ok(kinds.has(kind), kind);
    }
    const sites = await clinic.tx((tx) => clinic.modules.institutions.sites(tx), institutionId);
    assert.deepEqual(sites.map(({ kind }) => kind).sort(), ['main', 'village-clinic']);
    assert.equal(departments.filter(({ siteName }) => siteName.includes('村卫生室')).length, 1);
  }
});
