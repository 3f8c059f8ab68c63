import type { Resource } from '@medplum/fhirtypes';
import type { Fen } from '@xinglin/kernel/money';
import type { Decimal } from '@xinglin/kernel/quantity';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { Drug, Price } from '../catalog/contract.ts';
import type { CheckRequest, CheckResult, PatientFacts, PrescriberRights } from '../decision-support/contract.ts';
import type { VisitState } from '../visits/contract.ts';
import type { DoseFrequency, UsageCodes } from './core/usage.ts';

/** What prescriptions must know of a visit. */
export interface VisitFacts {
  readonly id: string;
  readonly patientId: string;
  readonly departmentId: string;
  readonly doctorId?: string | undefined;
  readonly state: VisitState;
  readonly number: string;
}

export interface DiagnosisFacts {
  readonly code: string;
  readonly display: string;
  readonly isMain: boolean;
}

/** What the checks and the printed sheet need of a person; drugs taken for long by generic drug. */
export interface PersonFacts extends Omit<PatientFacts, 'diagnoses'> {
  /** ICD-10 codes of the problem list. */
  readonly longTermConditions: readonly string[];
  readonly longTermDrugs: readonly { readonly id: string; readonly genericId: string }[];
}

export interface PersonOnPaper {
  readonly name: string;
  readonly sex: string;
  readonly bornOn?: string | undefined;
  readonly number: string;
}

interface Course {
  readonly singleDose: Decimal;
  readonly doseUnit: string;
  readonly frequency: DoseFrequency;
  readonly days: number;
}

/** Everything prescriptions depends on. */
export interface PrescriptionsNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText'>;
  readonly record: { put(tx: Tx, resources: readonly Resource[], context: Context): Promise<unknown> };
  readonly institutions: {
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
    institution(tx: Tx): Promise<{ readonly name: string }>;
    departmentName(tx: Tx, departmentId: string): Promise<string>;
  };
  readonly staff: {
    nameOf(tx: Tx, staffId: string): Promise<string>;
    /** Undefined: the person may not prescribe at all. */
    prescriberRights(tx: Tx, staffId: string, context: Context): Promise<PrescriberRights | undefined>;
  };
  readonly patients: {
    factsOf(tx: Tx, patientId: string, context: Context): Promise<PersonFacts>;
    /** All entries that stand for the same person, this one included. */
    entriesOf(tx: Tx, patientId: string): Promise<readonly string[]>;
    onPaper(tx: Tx, patientId: string): Promise<PersonOnPaper>;
  };
  readonly visits: {
    visit(tx: Tx, visitId: string): Promise<VisitFacts>;
    /** Kept from moving until the transaction ends. */
    lock(tx: Tx, visitId: string): Promise<VisitFacts>;
  };
  readonly emr: { diagnosesOf(tx: Tx, visitId: string): Promise<readonly DiagnosisFacts[]> };
  readonly catalog: {
    drugs(tx: Tx, drugIds: readonly string[]): Promise<readonly Drug[]>;
    /** By drug; a drug without a price today is missing. */
    pricesOf(tx: Tx, drugIds: readonly string[], context: Context): Promise<ReadonlyMap<string, Price>>;
    countUse(tx: Tx, drugIds: readonly string[], context: Context): Promise<void>;
    lineAmount(amount: Decimal, quantity: Decimal, perQuantity: Decimal): Fen;
    dispensingUnitsFor(course: Course, drug: Drug): Decimal | undefined;
    handOutUnits(units: Decimal, drug: Drug): Decimal;
    quantityText(units: Decimal, drug: Drug): string;
    daysCovered(units: Decimal, course: Omit<Course, 'days'>, drug: Drug): number | undefined;
  };
  readonly decisionSupport: {
    check(request: CheckRequest): CheckResult;
    activeAfterStopDays(genericId: string): number | undefined;
  };
  readonly stock: {
    availableOf(
      tx: Tx,
      drugIds: readonly string[],
      context: Context,
    ): Promise<readonly { readonly drugId: string; readonly onHand: Decimal; readonly available: Decimal }[]>;
  };
  readonly usage: UsageCodes;
}
