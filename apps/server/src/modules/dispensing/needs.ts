import type { Resource } from '@medplum/fhirtypes';
import type { OutputOf } from '@xinglin/kernel/operation';
import type { Decimal } from '@xinglin/kernel/quantity';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { DateText } from '@xinglin/kernel/shapes';
import type { Patients } from '#modules/patients';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { printPrescription, Sheet } from '../prescriptions/contract.ts';

export interface Department {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly kind: string;
  readonly retired: boolean;
}

/** What dispensing must know of a drug product. */
export interface DispensedDrug {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly specification: string;
  readonly dosageForm: string;
  readonly manufacturer: string;
  readonly dispensingUnit: string;
  readonly packSize: Decimal;
  readonly storage: 'normal' | 'cool' | 'cold';
  readonly controlled?: string | undefined;
}

export interface Reserved {
  readonly batchId: string;
  readonly batchNumber: string;
  readonly expiresOn: DateText;
  readonly quantity: Decimal;
  readonly lineId: string;
  readonly purpose: { readonly id: string };
}

interface Purpose {
  readonly kind: string;
  readonly id: string;
}

/** Everything dispensing depends on. */
export interface DispensingNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText'>;
  readonly record: { put(tx: Tx, resources: readonly Resource[], context: Context): Promise<unknown> };
  readonly institutions: {
    departments(tx: Tx): Promise<readonly Department[]>;
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
  };
  readonly patients: Pick<Patients, 'people' | 'allergiesOf'>;
  readonly prescriptions: {
    prescription(tx: Tx, prescriptionId: string): Promise<Sheet>;
    print(
      tx: Tx,
      input: { readonly prescriptionId: string },
      context: Context,
    ): Promise<OutputOf<typeof printPrescription>>;
  };
  readonly catalog: { drugs(tx: Tx, drugIds: readonly string[]): Promise<readonly DispensedDrug[]> };
  readonly stock: {
    pharmacyOf(tx: Tx, departmentId: string, context: Context): Promise<{ readonly id: string }>;
    reserve(
      tx: Tx,
      input: {
        readonly locationId: string;
        readonly lines: readonly {
          readonly purpose: Purpose;
          readonly lineId: string;
          readonly drugId: string;
          readonly quantity: Decimal;
          readonly neededUntil?: string | undefined;
        }[];
        readonly withoutBatches?: readonly string[];
      },
      context: Context,
    ): Promise<void>;
    release(tx: Tx, purpose: Purpose, context: Context): Promise<void>;
    reservationsOf(tx: Tx, kind: string, ids: readonly string[]): Promise<readonly Reserved[]>;
    issue(tx: Tx, purpose: Purpose, context: Context): Promise<readonly Reserved[]>;
    takeBack(
      tx: Tx,
      purpose: Purpose,
      lines: readonly {
        readonly lineId: string;
        readonly batchId: string;
        readonly quantity: Decimal;
        readonly to: 'stock' | 'quarantine';
      }[],
      reason: string,
      context: Context,
    ): Promise<void>;
  };
}
