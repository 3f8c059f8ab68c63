import type { Decimal } from '@xinglin/kernel/quantity';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Tx } from '#platform/transaction';

/** What stock must know of a drug product. */
export interface StockedDrug {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly specification: string;
  readonly manufacturer?: string | undefined;
  readonly dispensingUnit: string;
  readonly packUnit: string;
  /** Dispensing units in one pack. */
  readonly packSize: Decimal;
}

/** Everything stock depends on. */
export interface StockNeeds {
  readonly institutions: {
    /** @throws DomainError 'not-found'. */
    department(tx: Tx, departmentId: string): Promise<{ readonly name: string }>;
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
  };
  readonly catalog: {
    /** Unknown ids are left out; the order is free. */
    drugs(tx: Tx, drugIds: readonly string[]): Promise<readonly StockedDrug[]>;
    /** Drugs whose name, pinyin or code matches, at most `limit`. */
    drugIdsMatching(tx: Tx, text: string, limit: number): Promise<readonly string[]>;
  };
}
