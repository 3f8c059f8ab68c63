import type { Resource } from '@medplum/fhirtypes';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Listener } from '#platform/live/listener';
import type { Tx } from '#platform/transaction';

/** Everything patients depends on. */
export interface PatientsNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText' | 'blindIndex'>;
  readonly institutions: {
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
  };
  /** Hears that another process merged entries. */
  readonly listener?: Listener | undefined;
  readonly record: { put(tx: Tx, resources: readonly Resource[], context: Context): Promise<unknown> };
}
