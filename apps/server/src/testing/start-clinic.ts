import { manualClock } from '@xinglin/kernel/clock';
import { auditJournal } from '#platform/audit/journal';
import { type DataKey, vaultOf } from '#platform/crypto/vault';
import { openDb } from '#platform/database/db';
import { type Additions, createApp } from '../app.ts';
import { type Clinic, clinicOf } from './clinic.ts';
import { givenOf } from './given.ts';
import { createTestDatabase } from './test-database.ts';

export interface StartOptions {
  /** Where the manual clock stands. */
  readonly now?: string;
  /** Operations and reactions of the test itself, for testing the platform. */
  readonly additions?: Additions;
}

export type StartedClinic = Clinic & { readonly given: ReturnType<typeof givenOf> } & AsyncDisposable;

/** Fixed keys, so that a stored value can be looked at again; real ones come from the key file. */
const keys: readonly DataKey[] = [
  {
    id: 1,
    purpose: 'seal',
    secret: Buffer.alloc(32, 'test seal key'),
    activeFrom: Temporal.Instant.from('1970-01-01T00:00:00Z'),
  },
  {
    id: 2,
    purpose: 'index',
    secret: Buffer.alloc(32, 'test index key'),
    activeFrom: Temporal.Instant.from('1970-01-01T00:00:00Z'),
  },
];

/**
 * A whole clinic on a database of its own: real modules, real PostgreSQL, a clock that stands still.
 * `await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' })`.
 */
export async function startClinic(options: StartOptions = {}): Promise<StartedClinic> {
  const database = await createTestDatabase();
  const clock = manualClock(options.now ?? '2026-03-02T09:00:00+08:00');
  const db = openDb({ connectionString: database.connectionString, maxConnections: 8, role: 'xinglin_app' });
  const vault = vaultOf(
    () => keys,
    'aes-256-gcm',
    () => clock.now(),
  );
  const enqueued: { job: string; payload: object }[] = [];
  const parts = {
    db,
    clock,
    vault,
    audit: auditJournal(db, vault),
    enqueue: async (_statements: unknown, job: string, payload: object) => void enqueued.push({ job, payload }),
  };
  const clinic = clinicOf(createApp(parts, options.additions), {
    ...parts,
    enqueued,
    connectionString: database.connectionString,
  });
  return {
    ...clinic,
    given: givenOf(clinic),
    [Symbol.asyncDispose]: async () => {
      await db.close();
      await database.drop();
    },
  };
}
