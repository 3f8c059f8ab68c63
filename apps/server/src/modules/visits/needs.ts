import type { Catalog } from '#modules/catalog';
import type { Institutions } from '#modules/institutions';
import type { Patients } from '#modules/patients';
import type { Staff } from '#modules/staff';
import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { RecordStore } from '#record';
import type { Visit } from './core/visit.ts';

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
  readonly institutions: Pick<Institutions, 'departments' | 'setting'>;
  readonly staff: Pick<Staff, 'members'>;
  readonly patients: Pick<Patients, 'resolve' | 'entriesOf' | 'people' | 'recordFact' | 'noteVisit'>;
  readonly catalog: Pick<Catalog, 'services' | 'priceAt'>;
  readonly record: Pick<RecordStore, 'put'>;
  readonly guards: VisitGuards;
}
