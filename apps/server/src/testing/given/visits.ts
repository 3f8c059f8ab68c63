import type { OutputOf, RequestOf } from '@xinglin/kernel/operation';
import {
  callVisit,
  finishVisit,
  type Grade,
  holdVisit,
  registerVisit,
  startVisit,
  triageVisit,
} from '#contract/visits';
import type { Clinic } from '../clinic.ts';
import type { PersonName } from '../people.ts';

/** How far a visit has come. */
export type VisitStage = 'registered' | 'waiting' | 'called' | 'in-consultation' | 'held' | 'finished';
const STAGES: readonly VisitStage[] = ['registered', 'waiting', 'called', 'in-consultation', 'held', 'finished'];

export interface GivenVisit extends Partial<RequestOf<typeof registerVisit>> {
  /** 'in-consultation' when left out: where most clinical work begins. */
  readonly stage?: VisitStage;
  readonly grade?: Grade;
  readonly doctor?: PersonName;
  readonly institutionId?: number;
}

type RegisteredVisit = OutputOf<typeof registerVisit>;

/**
 * A visit brought as far as asked for by the same operations that people use.
 * @param newPatient makes a patient when none is given.
 */
export const givenVisits = (
  clinic: Clinic,
  newPatient: (institutionId: number) => Promise<{ readonly id: string }>,
) => ({
  visit: async (given: GivenVisit = {}): Promise<RegisteredVisit> => {
    const { stage = 'in-consultation', grade = 'IVb', doctor = 'doctor', institutionId = 1, ...input } = given;
    const as = (name: PersonName) => clinic.as(name, { institutionId });
    const departmentId = input.departmentId ?? (await outpatientDepartment(clinic, institutionId));
    const patientId = input.patientId ?? (await newPatient(institutionId)).id;
    const registered = await as('registrar').call(registerVisit, {
      firstVisit: true,
      ...input,
      departmentId,
      patientId,
    });
    const { visitId } = registered;
    const reaches = (wanted: VisitStage) => STAGES.indexOf(stage) >= STAGES.indexOf(wanted);
    if (reaches('waiting')) await as('triage-nurse').call(triageVisit, { visitId, grade, keepReason: '试验' });
    if (reaches('called')) await as(doctor).call(callVisit, { visitId, room: '1诊室' });
    if (reaches('in-consultation')) await as(doctor).call(startVisit, { visitId, room: '1诊室' });
    if (stage === 'held') await as(doctor).call(holdVisit, { visitId, reason: 'tests' });
    if (stage === 'finished') await as(doctor).call(finishVisit, { visitId, reason: '试验' });
    return registered;
  },
});

/** The first outpatient department of the seeded institution. */
export const outpatientDepartment = async (clinic: Clinic, institutionId = 1): Promise<string> => {
  const [first] = await clinic.tx((tx) => clinic.modules.institutions.departments(tx, 'outpatient'), institutionId);
  if (!first) throw new Error('no outpatient department is seeded');
  return first.id;
};
