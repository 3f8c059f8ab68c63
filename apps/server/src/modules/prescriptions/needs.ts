import type { Resource } from '@medplum/fhirtypes';
import type { Catalog } from '#modules/catalog';
import type { DecisionSupport } from '#modules/decision-support';
import type { Emr } from '#modules/emr';
import type { Institutions } from '#modules/institutions';
import type { Patients } from '#modules/patients';
import type { Staff } from '#modules/staff';
import type { Stock } from '#modules/stock';
import type { Visits } from '#modules/visits';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { UsageCodes } from './core/usage.ts';

/** Everything prescriptions depends on. */
export interface PrescriptionsNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText'>;
  readonly record: { put(tx: Tx, resources: readonly Resource[], context: Context): Promise<unknown> };
  readonly institutions: Pick<Institutions, 'setting' | 'institution' | 'department'>;
  readonly staff: Pick<Staff, 'nameOf' | 'prescriberRights'>;
  readonly patients: Pick<Patients, 'factsOf' | 'entriesOf' | 'require'>;
  readonly visits: Pick<Visits, 'visit' | 'lock'>;
  readonly emr: Pick<Emr, 'diagnosesOf'>;
  readonly catalog: Pick<Catalog, 'drugs' | 'pricesAt' | 'countUse'>;
  readonly decisionSupport: Pick<DecisionSupport, 'check' | 'activeAfterStopDays'>;
  readonly stock: Pick<Stock, 'availableOf'>;
  /** Routes and frequencies of knowledge: `readUsageCodes()`. */
  readonly usage: UsageCodes;
}

/** What this module must know of a visit. */
export type VisitFacts = Pick<
  Awaited<ReturnType<Visits['visit']>>,
  'id' | 'patientId' | 'departmentId' | 'doctorId' | 'state'
>;
export type DiagnosisFacts = Awaited<ReturnType<Emr['diagnosesOf']>>[number];
