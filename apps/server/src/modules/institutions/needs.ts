import type { Resource } from '@medplum/fhirtypes';
import type { Setting } from '@xinglin/kernel/setting';
import type { Context } from '#platform/actor';
import type { Listener } from '#platform/live/listener';
import type { Tx } from '#platform/transaction';

/** Everything institutions depends on. */
export interface InstitutionsNeeds {
  readonly record: { put(tx: Tx, resources: Resource[], context: Context): Promise<unknown> };
  /** Hears that another process decided a setting; without it nothing is remembered between transactions. */
  readonly listener?: Listener | undefined;
  /** Every setting of every module. A function, because the modules above are built later. */
  readonly settings: () => readonly Setting[];
}
