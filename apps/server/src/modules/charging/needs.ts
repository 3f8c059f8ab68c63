import type { Decimal } from '@xinglin/kernel/quantity';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Sex } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { Source } from './contract.ts';

export interface RefundRequest {
  readonly source: Source;
  readonly visitId: string;
  /** True when nothing of the source would stay charged. */
  readonly whole: boolean;
  /** False when somebody only asks what would be: then nothing is held. */
  readonly binding: boolean;
  /** Every line of the source that is charged now, also those that stay as they are. */
  readonly lines: readonly {
    readonly lineId: string;
    readonly refund: Decimal;
    /** What would stay charged of the line. */
    readonly keep: Decimal;
  }[];
}

/**
 * Asks the module a charge came from whether money may go back: drugs must be back first, a service must not have been
 * done. Given by the flows, because charging knows none of those modules.
 * @throws DomainError when it may not.
 */
export type RefundGuard = (tx: Tx, request: RefundRequest, context: Context) => Promise<void>;

/** Everything charging depends on. */
export interface ChargingNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText'>;
  readonly institutions: {
    institution(tx: Tx): Promise<{ readonly name: string }>;
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
  };
  readonly patients: {
    people(
      tx: Tx,
      patientIds: readonly string[],
    ): Promise<ReadonlyMap<string, { readonly name: string; readonly sex: Sex }>>;
  };
  readonly visits: {
    /** @throws DomainError 'not-found'. */
    visit(
      tx: Tx,
      visitId: string,
    ): Promise<{ readonly patientId: string; readonly number: string; readonly departmentId: string }>;
  };
  /** Filled by the composition root after the modules above exist; all must agree. */
  readonly refundGuards: readonly RefundGuard[];
}
