import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { startClinic } from '#testing/start-clinic';
import { sealEntries, verifyChain } from './chain.ts';
import type { AuditEntry } from './journal.ts';

const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  institutionId: 1,
  at: Temporal.Instant.from('2026-03-02T01:00:00.123Z'),
  staffId: 'staff-1',
  accountId: 'account-1',
  operation: 'patients.read',
  kind: 'query',
  persons: ['0190-a', 'with "quote" \\ and {brace},comma'],
  outcome: 'done',
  reason: undefined,
  requestId: 'r-1',
  clientAddress: '127.0.0.1',
  ...change,
});

type Clinic = Awaited<ReturnType<typeof startClinic>>;

/** Does what only somebody with the database in hands can do: edits behind the triggers. */
async function tamper(clinic: Clinic, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: clinic.connectionString });
  await client.connect();
  try {
    await client.query(`set session_replication_role = replica; ${sql}`);
  } finally {
    await client.end();
  }
}

async function fill(clinic: Clinic, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, index) => clinic.audit.appendRead(entry({ requestId: `r-${index}` })));
  await Promise.all(made);
}

async function filled(clinic: Clinic, count: number): Promise<void> {
  await fill(clinic, count);
  await seal(clinic);
}

/**
 * Seals everything that was written. Waits first, because the horizon of PostgreSQL stands before the oldest
 * transaction of all its databases, and tests beside this one have theirs.
 */
async function seal(clinic: Clinic, anchorFile?: string): Promise<void> {
  const isBehindHorizon = () =>
    clinic.db.transaction('platform', (tx) =>
      tx.one<{ yes: boolean }>(
        'select not exists (select from audit.entry where xid >= pg_snapshot_xmin(pg_current_snapshot())) as yes',
      ),
    );
  const until = Date.now() + 30_000;
  while (!(await isBehindHorizon()).yes) {
    assert.ok(Date.now() < until, 'a transaction of another test stayed open for 30 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await sealEntries(clinic.db, clinic.clock, anchorFile);
}

test('entries written one by one, together and in transactions that roll back form a whole chain', async () => {
  await using clinic = await startClinic();
  await filled(clinic, 60);
  const failing = clinic.db.transaction({ institutionId: 1 }, async (tx) => {
    await clinic.audit.append(tx, entry({ operation: 'never.happened' }));
    throw new Error('rolled back');
  });
  await assert.rejects(failing);
  await clinic.db.transaction({ institutionId: 1 }, (tx) => clinic.audit.append(tx, entry({ kind: 'command' })));
  const before = await verifyChain(clinic.db, clinic.vault);
  assert.deepEqual(
    { entries: before.entries, unsealed: before.unsealed, faults: before.faults },
    { entries: 61, unsealed: 1, faults: [] },
  );
  await seal(clinic);
  const after = await verifyChain(clinic.db, clinic.vault);
  assert.deepEqual(
    { entries: after.entries, unsealed: after.unsealed, seals: after.seals, faults: after.faults },
    { entries: 61, unsealed: 0, seals: 2, faults: [] },
  );
});

test('a transaction still open while others are sealed is not lost from the chain', async () => {
  await using clinic = await startClinic();
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const started = Promise.withResolvers<void>();
  const slow = clinic.db.transaction({ institutionId: 1 }, async (tx) => {
    await clinic.audit.append(tx, entry({ operation: 'slow.one' }));
    started.resolve();
    await gate;
  });
  await started.promise;
  await fill(clinic, 3);
  await sealEntries(clinic.db, clinic.clock);
  release();
  await slow;
  await seal(clinic);
  const report = await verifyChain(clinic.db, clinic.vault);
  assert.deepEqual(
    { entries: report.entries, unsealed: report.unsealed, faults: report.faults },
    { entries: 4, unsealed: 0, faults: [] },
  );
});

test('an edit, a deletion, a late insertion and a cut tail are each found', async (t) => {
  await t.test('edit', async () => {
    await using clinic = await startClinic();
    await filled(clinic, 5);
    await tamper(
      clinic,
      `update audit.entry set staff_id = 'someone-else' where id = (select min(id) + 2 from audit.entry)`,
    );
    const { faults } = await verifyChain(clinic.db, clinic.vault);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['entry-changed'],
    );
  });
  await t.test('edit before the seal', async () => {
    await using clinic = await startClinic();
    await clinic.audit.appendRead(entry());
    await tamper(clinic, `update audit.entry set persons = '{}'`);
    const { faults } = await verifyChain(clinic.db, clinic.vault);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['entry-changed'],
    );
  });
  await t.test('deletion', async () => {
    await using clinic = await startClinic();
    await filled(clinic, 5);
    await tamper(clinic, 'delete from audit.entry where id = (select min(id) + 1 from audit.entry)');
    const { faults } = await verifyChain(clinic.db, clinic.vault);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['entry-missing'],
    );
  });
  await t.test('a true entry put in again inside a sealed range', async () => {
    await using clinic = await startClinic();
    await filled(clinic, 5);
    await tamper(
      clinic,
      `insert into audit.entry (institution_id, xid, at, staff_id, account_id, operation, kind, persons, outcome, reason, request_id, client_address, mac)
       select institution_id, xid, at, staff_id, account_id, operation, kind, persons, outcome, reason, request_id, client_address, mac
       from audit.entry limit 1`,
    );
    const { faults } = await verifyChain(clinic.db, clinic.vault);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['entry-added'],
    );
  });
  await t.test('a seal rewritten to fit', async () => {
    await using clinic = await startClinic();
    await filled(clinic, 3);
    await filled(clinic, 3);
    await tamper(clinic, `update audit.seal set hash = decode(repeat('00', 32), 'hex') where seal_no = 1`);
    const { faults } = await verifyChain(clinic.db, clinic.vault);
    assert.deepEqual(
      faults.map(({ kind }) => kind),
      ['seal-broken', 'seal-broken'],
    );
  });
  await t.test('the newest part cut off, seals and all', async () => {
    await using clinic = await startClinic();
    const anchors = join(await mkdtemp(join(tmpdir(), 'xinglin-audit-')), 'anchors.txt');
    await filled(clinic, 3);
    await clinic.audit.appendRead(entry());
    await seal(clinic, anchors);
    await tamper(
      clinic,
      'delete from audit.seal where seal_no = 2; delete from audit.entry where id = (select max(id) from audit.entry)',
    );
    assert.deepEqual((await verifyChain(clinic.db, clinic.vault)).faults, []);
    const { faults } = await verifyChain(clinic.db, clinic.vault, anchors);
    assert.deepEqual(faults, [{ kind: 'seal-missing', sealNo: 2 }]);
    await writeFile(anchors, `1 ${'0'.repeat(64)}\n`);
    assert.deepEqual((await verifyChain(clinic.db, clinic.vault, anchors)).faults, [
      { kind: 'anchor-differs', sealNo: 1 },
    ]);
  });
});

test('the journal cannot be edited with the rights of the application, nor by the owner in passing', async () => {
  await using clinic = await startClinic();
  await filled(clinic, 1);
  const asApplication = (sql: string) => clinic.db.transaction('platform', (tx) => tx.run(sql));
  await assert.rejects(asApplication(`update audit.entry set operation = 'x'`), /permission denied|never changed/);
  await assert.rejects(asApplication('delete from audit.entry'), /permission denied|never changed/);
  const owner = new pg.Client({ connectionString: clinic.connectionString });
  await owner.connect();
  try {
    await assert.rejects(owner.query('truncate audit.entry'), /never changed/);
  } finally {
    await owner.end();
  }
});

test('two sealers at once make one chain', async () => {
  await using clinic = await startClinic();
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 10 }, () => clinic.audit.appendRead(entry())));
    await Promise.all([sealEntries(clinic.db, clinic.clock), sealEntries(clinic.db, clinic.clock)]);
  }
  await seal(clinic);
  const report = await verifyChain(clinic.db, clinic.vault);
  assert.deepEqual({ entries: report.entries, faults: report.faults }, { entries: 50, faults: [] });
});
