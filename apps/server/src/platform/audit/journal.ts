import type { Statements } from '../database/db.ts';

/** One access: who, when, where, which persons, which operation, and how it ended. Holds no content of a record. */
export interface AuditEntry {
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
