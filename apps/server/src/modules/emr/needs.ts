import type { Resource } from '@medplum/fhirtypes';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Patients } from '#modules/patients';
import type { Terminology } from '#modules/terminology';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { VisitState } from '../visits/contract.ts';

/** What the note must know of its visit. */
export interface VisitOfNote {
  readonly id: string;
  readonly patientId: string;
  readonly doctorId: string | undefined;
  readonly state: VisitState;
  readonly firstVisit: boolean;
  readonly visitedOn: string;
}

/** Everything emr depends on. */
export interface EmrNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText' | 'mac'>;
  readonly record: { put(tx: Tx, resources: readonly Resource[], context: Context): Promise<unknown> };
  readonly institutions: {
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
  };
  readonly patients: Pick<Patients, 'entriesOf' | 'allergiesOf' | 'longTermConditionsOf'>;
  readonly visits: {
    /** @throws DomainError 'not-found'. */
    visit(tx: Tx, visitId: string): Promise<VisitOfNote>;
    /** The visit, kept from moving until the transaction ends. @throws DomainError 'not-found'. */
    lock(tx: Tx, visitId: string): Promise<VisitOfNote>;
    /** 35岁首诊测血压. */
    isBloodPressureDue(tx: Tx, visitId: string): Promise<boolean>;
    triageComplaint(tx: Tx, visitId: string): Promise<string | undefined>;
  };
  readonly terminology: Pick<Terminology, 'diagnoses' | 'countUse'>;
}
