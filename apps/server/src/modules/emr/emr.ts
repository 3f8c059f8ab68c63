import { DomainError } from '@xinglin/kernel/domain-error';
import type { Tx } from '#platform/transaction';
import type { Diagnosis } from './contract.ts';
import type { EmrNeeds } from './needs.ts';
import { partsOf } from './parts.ts';
import { emrRoutes } from './routes.ts';
import type { StoredNote } from './rows.ts';

/** The note of a visit as other modules read it. */
export interface Emr {
  /** The draft or signed note; undefined when there is none that stands. */
  noteOf(tx: Tx, visitId: string): Promise<StoredNote | undefined>;
  /** In the order of the note; also of a draft, because prescriptions are written before the note is signed. */
  diagnosesOf(tx: Tx, visitId: string): Promise<readonly Diagnosis[]>;
  /** @throws DomainError 'rule' emr.diagnosis-required when the visit has no diagnosis yet. */
  requireDiagnosis(tx: Tx, visitId: string): Promise<readonly Diagnosis[]>;
  /** A visit ends with a signed note, or with a reason. @throws DomainError 'rule' emr.unsigned. */
  requireSigned(tx: Tx, visitId: string): Promise<void>;
}

export function createEmr(needs: EmrNeeds): Emr & { readonly routes: ReturnType<typeof emrRoutes> } {
  const parts = partsOf(needs);
  const diagnosesOf: Emr['diagnosesOf'] = async (tx, visitId) =>
    (await parts.rows.current(tx, visitId))?.content.diagnoses ?? [];
  return {
    routes: emrRoutes(parts),
    noteOf: (tx, visitId) => parts.rows.current(tx, visitId),
    diagnosesOf,
    requireDiagnosis: async (tx, visitId) => {
      const diagnoses = await diagnosesOf(tx, visitId);
      if (diagnoses.length === 0) throw new DomainError('rule', 'emr.diagnosis-required');
      return diagnoses;
    },
    requireSigned: async (tx, visitId) => {
      if ((await parts.rows.current(tx, visitId))?.state !== 'signed') throw new DomainError('rule', 'emr.unsigned');
    },
  };
}
