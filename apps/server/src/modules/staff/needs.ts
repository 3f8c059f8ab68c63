import type { Resource } from '@medplum/fhirtypes';
import type { Institutions } from '#modules/institutions';
import type { AccessRules } from '#platform/access/access-rules';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Accounts } from '#platform/sign-in/accounts';
import type { Tx } from '#platform/transaction';

/** Everything staff depends on. */
export interface StaffNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText' | 'blindIndex'>;
  readonly institutions: Pick<Institutions, 'institution' | 'department' | 'departments'>;
  readonly record: { put(tx: Tx, resources: Resource[], context: Context): Promise<unknown> };
  readonly accounts: Accounts;
  readonly access: AccessRules;
}
