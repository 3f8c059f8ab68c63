import { manualClock } from '@xinglin/kernel/clock';
import { auditJournal } from '#platform/audit/journal';
import { type DataKey, vaultOf } from '#platform/crypto/vault';
import { openDb } from '#platform/database/db';
import { enqueue } from '#platform/jobs/queue';
import { type Additions, createApp } from '../app.ts';
import { type Clinic, clinicOf } from './clinic.ts';
import { testHashCost } from './seed-institutions.ts';

export interface StartOptions {
  /** Where the manual clock stands. */
  readonly now?: string;
  /** Operations, reactions and jobs of the test itself, for testing the platform. */
  readonly additions?: Additions;
}

const longAgo = Temporal.Instant.from('1970-01-01T00:00:00Z');
/** Fixed keys, so that a stored value can be looked at again; real ones come from the key file. */
const keys: readonly DataKey[] = [
  { id: 1, purpose: 'seal', secret: Buffer.alloc(32, 'test seal key'), activeFrom: longAgo },
  { id: 2, purpose: 'index', secret: Buffer.alloc(32, 'test index key'), activeFrom: longAgo },
];

/** The whole application on a migrated database. The caller closes `db`. */
export function openClinic(connectionString: string, options: StartOptions = {}): Clinic {
  const clock = manualClock(options.now ?? '2026-03-02T09:00:00+08:00');
  const db = openDb({ connectionString, maxConnections: 8, role: 'xinglin_app' });
  const vault = vaultOf(
    () => keys,
    'aes-256-gcm',
    () => clock.now(),
  );
  const parts = { db, clock, vault, audit: auditJournal(db, vault), enqueue, hashCost: testHashCost };
  return clinicOf(createApp(parts, options.additions), { ...parts, connectionString });
}
