import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Actor } from '../actor.ts';
import type { AuditJournal } from '../audit/journal.ts';
import type { Vault } from '../crypto/vault.ts';
import type { Db, Statements } from '../database/db.ts';
import type { Listener } from '../live/listener.ts';
import type { HashCost } from './password-hash.ts';
import type { LockRule } from './settings.ts';

/** Statements that know whose rows they are about. A `Tx` is one. */
export type InInstitution = Statements & { readonly institutionId: number };

/** Everything sign-in depends on. It knows no module: who a person is and what is decided are handed in. */
export interface SignInNeeds {
  readonly db: Db;
  readonly vault: Vault;
  readonly audit: AuditJournal;
  /** Hears that another process ended a session; while it hears nothing, every request asks the database. */
  readonly listener?: Listener | undefined;
  /** The person behind an account with all rights; undefined when the person may do nothing here any more. */
  readonly actorFor: (tx: InInstitution, accountId: string) => Promise<Omit<Actor, 'sessionId'> | undefined>;
  readonly setting: <Definition extends Setting>(
    tx: InInstitution,
    definition: Definition,
  ) => Promise<SettingValue<Definition>>;
  readonly lockRule?: LockRule;
  readonly hashCost?: HashCost;
}
