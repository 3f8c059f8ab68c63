import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { RequestOf } from '@xinglin/kernel/operation';
import { decideSetting } from '#contract/institutions';
import { finishVisit, registerVisit, type Stepped, startVisit, triageVisit, visitDetails } from '#contract/visits';
import type { Caller } from './clinic.ts';
import type { GivenPatient } from './given/patients.ts';
import type { PersonName } from './people.ts';
import { departmentIdOf } from './seed-institutions.ts';
import { startClinic } from './start-clinic.ts';

/** The people and places of one outpatient department, for tests of registration, triage, queue and consultation. */
export async function startDesk(options: { readonly now?: string } = {}) {
  const clinic = await startClinic(options);
  const registrar = clinic.as('registrar');
  const nurse = clinic.as('triage-nurse');
  const doctor = clinic.as('doctor');
  const secondDoctor = clinic.as('second-doctor');
  const general = departmentIdOf(1, 'GEN');

  let made = 0;
  /** Nobody old enough to be preferred, unless asked for: order by arrival is easier to read. */
  const patient = async (given: GivenPatient = {}): Promise<string> => {
    const bornOn = `${1968 + ((made * 7) % 30)}-0${1 + (made % 9)}-${10 + (made % 18)}`;
    made++;
    return (await clinic.given.patient({ bornOn, ...given })).id;
  };
  const register = async (given: Partial<RequestOf<typeof registerVisit>> = {}): Promise<Stepped> =>
    registrar.call(registerVisit, {
      departmentId: general,
      firstVisit: true,
      ...given,
      patientId: given.patientId ?? (await patient()),
    });
  const triage = (visitId: string) => nurse.call(triageVisit, { visitId, grade: 'IVb' });
  const callerOf = (staffId: string | undefined): Caller =>
    staffId === secondDoctor.actor.staffId ? secondDoctor : doctor;

  return {
    ...clinic,
    general,
    chinese: departmentIdOf(1, 'TCM'),
    feverClinic: departmentIdOf(1, 'FEV'),
    pharmacy: departmentIdOf(1, 'PHA'),
    registrar,
    nurse,
    doctor,
    secondDoctor,
    manager: clinic.as('manager'),
    patient,
    patients: async (count: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) ids.push(await patient());
      return ids;
    },
    register,
    triage,
    /** People who wait, half a minute apart. */
    waiting: async (count: number): Promise<Stepped[]> => {
      const visits: Stepped[] = [];
      for (let index = 0; index < count; index++) {
        visits.push(await triage((await register()).visitId));
        clinic.clock.advance({ seconds: 30 });
      }
      return visits;
    },
    finish: async (visitId: string): Promise<void> => {
      await doctor.call(startVisit, { visitId });
      await doctor.call(finishVisit, { visitId, reason: '试验' });
    },
    /** Ends an open consultation, whoever opened it. */
    leave: async (visitId: string): Promise<void> => {
      const { doctorId } = await doctor.call(visitDetails, { visitId });
      await callerOf(doctorId).call(finishVisit, { visitId, reason: '试验' });
    },
    /** The same person with the rights of one department only. */
    scoped: (name: PersonName, departmentId: string): Caller => {
      const { actor } = clinic.as(name);
      const grants = new Map([...actor.grants.keys()].map((key) => [key, new Set([departmentId])] as const));
      return clinic.asActor({ ...actor, grants });
    },
    decide: (key: string, value: string | number | boolean | null) =>
      clinic.as('system-admin').call(decideSetting, { key, value, reason: '试验' }),
    encounter: (visitId: string) => clinic.tx((tx) => clinic.app.record.read(tx, 'Encounter', visitId)),
    observations: async (visitId: string) =>
      (await clinic.tx((tx) => clinic.app.record.search(tx, 'Observation', { encounter: `Encounter/${visitId}` })))
        .resources,
    /** People who were called into a room today, or are in one. */
    peoplePresent: async (): Promise<ReadonlySet<string>> => {
      const rows = await clinic.tx((tx) =>
        tx.many<{ id: string }>(
          `select patient_id as id from visits.visit where visited_on = $1 and state in ('called', 'in-consultation')`,
          [dateAtInstitution(clinic.clock.now()).toString()],
        ),
      );
      return new Set(rows.map(({ id }) => id));
    },
    /** Moves on to a day on which nobody has come yet; what was left over is closed as the night job does. */
    nextDay: async (): Promise<void> => {
      clinic.clock.advance({ hours: 24 });
      await clinic.tx((tx, context) => clinic.modules.visits.endOfDay(tx, context));
    },
  };
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;
