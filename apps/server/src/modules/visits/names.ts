import { ageInYears } from '@xinglin/kernel/clock';
import type { Department } from '#contract/institutions';
import type { Person } from '#modules/patients';
import type { Tx } from '#platform/transaction';
import type { Stepped, VisitRow, VisitSummary } from './contract.ts';
import { laneOf } from './core/queue-order.ts';
import type { Visit } from './core/visit.ts';
import type { VisitsNeeds } from './needs.ts';

/** Puts names to a visit's numbers, for answers. */
export interface Names {
  readonly departments: ReadonlyMap<string, Department>;
  readonly staff: ReadonlyMap<string, string>;
  /** People who work here now and see patients, with the departments they do it in; 'all': everywhere. */
  readonly doctors: ReadonlyMap<string, 'all' | ReadonlySet<string>>;
}

export async function namesOf(tx: Tx, { institutions, staff }: Pick<VisitsNeeds, 'institutions' | 'staff'>) {
  const [departments, members] = await Promise.all([institutions.departments(tx), staff.members(tx)]);
  return {
    departments: new Map(departments.map((department) => [department.id, department])),
    staff: new Map(members.map((member) => [member.id, member.name])),
    doctors: new Map(
      members.flatMap(({ id, hasLeft, places }) => {
        const where = places.filter(({ role }) => role === 'doctor').map(({ departmentId }) => departmentId);
        if (hasLeft || where.length === 0) return [];
        return [[id, where.includes(undefined) ? 'all' : new Set(where.filter((one) => one !== undefined))] as const];
      }),
    ),
  } satisfies Names;
}

/** Leaves out what is not known, as the contracts expect. */
export const present = <Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as never;

export function stepped(visit: Visit, names: Names): Stepped {
  return {
    visitId: visit.id,
    number: visit.number,
    ticket: visit.ticket,
    patientId: visit.patientId,
    departmentId: visit.departmentId,
    departmentName: names.departments.get(visit.departmentId)?.name ?? '',
    state: visit.state,
    emergency: visit.emergency,
    lane: laneOf(visit),
    preferences: [...visit.preferences],
    registeredAt: visit.registeredAt,
    ...present({
      doctorId: visit.doctorId,
      doctorName: visit.doctorId === undefined ? undefined : names.staff.get(visit.doctorId),
      room: visit.room,
      grade: visit.grade,
      waitingSince: visit.waitingSince,
      calledAt: visit.calledAt,
      startedAt: visit.startedAt,
      finishedAt: visit.finishedAt,
    }),
  };
}

export const summaryOf = (visit: Visit, names: Names): VisitSummary => ({
  ...stepped(visit, names),
  visitedOn: visit.visitedOn,
  firstVisit: visit.firstVisit,
});

/** Name, sex and age on the day of the visit; a person who cannot be read shows as unknown, never as somebody else. */
export const personOf = (visit: Visit, people: ReadonlyMap<string, Person>) => {
  const person = people.get(visit.patientId);
  return {
    patientName: person?.name ?? '',
    sex: person?.sex ?? ('unknown' as const),
    ...(person?.bornOn !== undefined && {
      bornOn: person.bornOn,
      ageYears: ageInYears(Temporal.PlainDate.from(person.bornOn), Temporal.PlainDate.from(visit.visitedOn)),
    }),
  };
};

export const rowOf = (visit: Visit, names: Names, people: ReadonlyMap<string, Person>): VisitRow => ({
  ...summaryOf(visit, names),
  ...personOf(visit, people),
});
