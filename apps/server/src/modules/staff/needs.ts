import type { Resource } from '@medplum/fhirtypes';
import type { Institutions } from '#modules/institutions';
import type { AccessRules } from '#platform/access/access-rules';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Listener } from '#platform/live/listener';
import type { Accounts } from '#platform/sign-in/accounts';
import type { Tx } from '#platform/transaction';

/** Everything staff depends on. */
export interface StaffNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText' | 'blindIndex'>;
  readonly institutions: Pick<Institutions, 'institution' | 'department' | 'departments'>;
  readonly record: { put(tx: Tx, resources: Resource[], context: Context): Promise<unknown> };
  /** Hears that another process changed somebody; without it nothing is remembered between transactions. */
  readonly listener?: Listener | undefined;
  readonly accounts: Accounts;
  readonly access: AccessRules;
}
