import type { Vault } from '../crypto/vault.ts';
import type { Db, Statements } from '../database/db.ts';

/** One access: who, when, where, which persons, which operation, and how it ended. Holds no content of a record. */
export interface AuditEntry {
  /** 0 when the institution is not known, as for a sign-in with an unknown user name. */
  readonly institutionId: number;
  readonly at: Temporal.Instant;
  readonly staffId: string;
  readonly accountId: string;
  readonly operation: string;
  readonly kind: 'command' | 'query' | 'sign-in';
  /** Patients whose data was read or written. */
  readonly persons: readonly string[];
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Error code of a refusal, or the reason a person gave. */
  readonly reason?: string | undefined;
  readonly requestId: string;
  readonly clientAddress: string;
}

export interface AuditJournal {
  /** Adds an entry inside the transaction of the effect it describes. */
  append(statements: Statements, entry: AuditEntry): Promise<void>;
  /** Adds an entry outside any transaction; resolves when it is stored. Entries of many requests share one write. */
  appendRead(entry: AuditEntry): Promise<void>;
}

/** The fields under the keyed hash, in a fixed order. `at` counts whole milliseconds, which the column keeps exactly. */
export interface MacFields extends Omit<AuditEntry, 'at' | 'reason'> {
  readonly atMs: number;
  readonly reason: string | null;
}

/** Keyed hash of one entry: whoever edits a row without the installation's key cannot make a matching one. */
export const entryMac = (vault: Pick<Vault, 'mac'>, fields: MacFields): Buffer =>
  vault.mac(
    'audit',
    JSON.stringify([
      fields.institutionId,
      fields.atMs,
      fields.staffId,
      fields.accountId,
      fields.operation,
      fields.kind,
      fields.persons,
      fields.outcome,
      fields.reason,
      fields.requestId,
      fields.clientAddress,
    ]),
  );

const INSERT = `
  insert into audit.entry
    (institution_id, at, staff_id, account_id, operation, kind, persons, outcome, reason, request_id, client_address, mac)
  select i, a, s, c, o, k, p::text[], u, r, q, d, m
  from unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::text[], $10::text[], $11::text[], $12::bytea[]) as e (i, a, s, c, o, k, p, u, r, q, d, m)`;

/** More waiting entries than this are written in several statements. */
const MAX_BATCH = 500;

export function auditJournal(db: Db, vault: Pick<Vault, 'mac'>): AuditJournal {
  const insert = (statements: Statements, entries: readonly AuditEntry[]) =>
    statements.run(INSERT, columns(vault, entries));

  let waiting: { entry: AuditEntry; done: () => void; failed: (error: unknown) => void }[] = [];
  let writing = false;
  /** Group commit: while one write is under way the next entries gather, and go together. */
  const drain = async () => {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      try {
        await db.transaction('platform', (tx) =>
          insert(
            tx,
            batch.map(({ entry }) => entry),
          ),
        );
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = false;
  };
  return {
    append: async (statements, entry) => void (await insert(statements, [entry])),
    appendRead: (entry) =>
      new Promise((done, failed) => {
        waiting.push({ entry, done, failed });
        void drain();
      }),
  };
}

function columns(vault: Pick<Vault, 'mac'>, entries: readonly AuditEntry[]): unknown[] {
  const of = <Value>(read: (entry: AuditEntry) => Value) => entries.map(read);
  return [
    of((entry) => entry.institutionId),
    of((entry) => new Date(entry.at.epochMilliseconds).toISOString()),
    of((entry) => entry.staffId),
    of((entry) => entry.accountId),
    of((entry) => entry.operation),
    of((entry) => entry.kind),
    of((entry) => arrayLiteral(entry.persons)),
    of((entry) => entry.outcome),
    of((entry) => entry.reason ?? null),
    of((entry) => entry.requestId),
    of((entry) => entry.clientAddress),
    of((entry) => entryMac(vault, { ...entry, atMs: entry.at.epochMilliseconds, reason: entry.reason ?? null })),
  ];
}

/** Arrays of different lengths cannot travel as one SQL array of arrays, so each goes as its literal. */
const arrayLiteral = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
