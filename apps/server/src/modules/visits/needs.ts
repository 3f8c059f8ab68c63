import type { Resource } from '@medplum/fhirtypes';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Sex } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { Visit } from './core/visit.ts';

/** What visits must know of a department. */
export interface Department {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly kind: string;
  readonly retired: boolean;
}

/** What visits must know of a person: enough to call the right one. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly sex: Sex;
  readonly bornOn?: string | undefined;
  readonly deceasedOn?: string | undefined;
}

export type MeasuredFact =
  | { readonly kind: 'weight' | 'height'; readonly value: string }
  | { readonly kind: 'pregnancy'; readonly state: 'yes' | 'no'; readonly weeks?: number | undefined };

/**
 * A check of the modules above that may refuse a step: no signed note, something charged already.
 * @throws DomainError when the step must not happen.
 */
export type VisitGuard = (tx: Tx, visit: Visit, input: { readonly reason?: string | undefined }) => Promise<void>;

/** Filled by the composition root after the modules above exist; read at every step. */
export interface VisitGuards {
  readonly finish: readonly VisitGuard[];
  /** Before a registration is given back, by the desk (cancel) or the doctor (decline). */
  readonly cancel: readonly VisitGuard[];
}

/** Everything visits depends on. */
export interface VisitsNeeds {
  readonly vault: Pick<Vault, 'seal' | 'openText'>;
  readonly institutions: {
    departments(tx: Tx): Promise<readonly Department[]>;
    setting<Definition extends Setting>(tx: Tx, definition: Definition): Promise<SettingValue<Definition>>;
  };
  readonly staff: {
    /** Names by staff id; people who left are included. */
    members(tx: Tx): Promise<readonly { readonly id: string; readonly name: string }[]>;
  };
  readonly patients: {
    /** The entry that stands for this person now. @throws DomainError 'not-found'. */
    resolve(tx: Tx, patientId: string): Promise<string>;
    /** All entries that stand for the same person, this one included. */
    entriesOf(tx: Tx, patientId: string): Promise<readonly string[]>;
    people(tx: Tx, patientIds: readonly string[]): Promise<ReadonlyMap<string, Person>>;
    record(tx: Tx, patientId: string, fact: MeasuredFact, context: Context): Promise<void>;
  };
  readonly catalog: {
    /** Whether this is a registration service that may be charged today. */
    isRegistrationService(tx: Tx, code: string, context: Context): Promise<boolean>;
  };
  readonly record: { put(tx: Tx, resources: readonly Resource[], context: Context): Promise<unknown> };
  readonly guards: VisitGuards;
}
