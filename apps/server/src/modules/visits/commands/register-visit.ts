import { ageInYears, dateAtInstitution, INSTITUTION_ZONE } from '@xinglin/kernel/clock';
import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import type { Person } from '#modules/patients';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type registerVisit as operation, type Preference, type Stepped, visitRegistered } from '../contract.ts';
import { sessionAt, ticketPrefix, ticketText } from '../core/ticket.ts';
import type { Visit } from '../core/visit.ts';
import { type Names, namesOf, stepped } from '../names.ts';
import type { VisitsNeeds } from '../needs.ts';
import { takeTicketNumber, ticketPosition } from '../queue-rows.ts';
import { writeEncounter } from '../record.ts';
import * as rows from '../rows.ts';
import * as settings from '../settings.ts';
import { advance, instantOf, requireIn, tellScreens } from '../steps.ts';

type Input = InputOf<typeof operation>;

/** Kinds of departments in which people are registered and seen. */
const SEEN_IN = new Set(['outpatient', 'emergency', 'fever-clinic', 'treatment', 'public-health']);

/** Registers a person who walks in, gives a ticket, and where the institution has no triage desk, queues them at once. */
export const registerVisit =
  (needs: VisitsNeeds) =>
  async (tx: Tx, input: Input, context: Context): Promise<Stepped> => {
    requireIn(context.actor, 'visits.register', input.departmentId);
    const { institutions, patients } = needs;
    const patientId = await patients.resolve(tx, input.patientId);
    const [names, people, triageFirst, restart, hours, elderlyFrom, feeIsKnown] = await Promise.all([
      namesOf(tx, needs),
      patients.people(tx, [patientId]),
      institutions.setting(tx, settings.triageFirst),
      institutions.setting(tx, settings.ticketRestart),
      institutions.setting(tx, settings.sessionHours),
      institutions.setting(tx, settings.elderlyFrom),
      input.feeServiceCode === undefined || isRegistrationService(needs, tx, input.feeServiceCode, context),
    ]);
    const person = people.get(patientId);
    if (person?.deceasedOn !== undefined) throw new DomainError('rule', 'visits.patient-deceased');
    requirePlace(names, input);
    if (!feeIsKnown) throw invalidField('feeServiceCode', 'visits.unknown-fee-service');

    const today = dateAtInstitution(context.now);
    const session = sessionAt(context.now.toZonedDateTimeISO(INSTITUTION_ZONE), hours);
    const visitedOn = today.toString();
    const { departmentId } = input;
    const [serial, position] = await Promise.all([rows.nextVisitNumber(tx), ticketPosition(tx, departmentId)]);
    // Last before the insert: the counter stays locked from here to the end of the transaction.
    const ticketNumber = await takeTicketNumber(tx, {
      departmentId,
      visitedOn,
      session: restart === 'day' ? 'day' : session,
    });
    const visit: Visit = {
      ...newVisit,
      id: newId(context.now.epochMilliseconds),
      number: `${visitedOn.replaceAll('-', '')}${String(serial).padStart(6, '0')}`,
      patientId,
      departmentId,
      requestedDoctorId: input.doctorId,
      doctorId: input.doctorId,
      visitedOn,
      session,
      ticketNumber,
      ticket: ticketText(ticketPrefix(position), ticketNumber),
      kind: input.kind,
      firstVisit: input.firstVisit,
      nature: input.nature,
      emergency: input.emergency,
      channel: input.channel,
      payerKind: input.payerKind,
      feeServiceCode: input.feeServiceCode,
      preferences: preferencesOf(input.preferences, person, today, elderlyFrom),
      registeredAt: instantOf(context.now),
    };
    await store(tx, visit, context);
    const after = triageFirst
      ? visit
      : await advance(tx, visit, 'check-in', { context, changes: { waitingSince: instantOf(context.now) } });
    await Promise.all([
      writeEncounter(needs, tx, after, { names, context }),
      patients.noteVisit(tx, patientId, context.now),
    ]);
    await tx.publish(visitRegistered, {
      visitId: visit.id,
      patientId,
      departmentId,
      ...(input.doctorId !== undefined && { doctorId: input.doctorId }),
      ...(input.feeServiceCode !== undefined && { feeServiceCode: input.feeServiceCode }),
      payerKind: input.payerKind,
    });
    return stepped(after, names);
  };

/** A registration service of the catalogue that has a price today: anything else could not be charged. */
async function isRegistrationService({ catalog }: VisitsNeeds, tx: Tx, code: string, context: Context) {
  const [service] = await catalog.services(tx, [code]);
  if (service?.category !== 'registration' || service.state !== 'active') return false;
  return (await catalog.priceAt(tx, 'service', service.id, context.now)) !== undefined;
}

const newVisit = {
  state: 'registered',
  room: undefined,
  grade: undefined,
  screeningOutcome: undefined,
  bloodPressureTaken: false,
  outcome: undefined,
  waitingSince: undefined,
  calledAt: undefined,
  startedAt: undefined,
  finishedAt: undefined,
  timesCalled: 0,
  backAtCall: undefined,
  steps: 1,
} as const satisfies Partial<Visit>;

async function store(tx: Tx, visit: Visit, context: Context): Promise<void> {
  await Promise.all([
    rows.insert(tx, visit),
    rows.insertStep(tx, visit.id, {
      position: 1,
      event: 'register',
      from: undefined,
      to: visit.state,
      at: visit.registeredAt,
      staffId: context.actor.staffId,
      departmentId: visit.departmentId,
      doctorId: visit.doctorId,
      reason: undefined,
    }),
  ]);
  tellScreens(tx, visit);
}

/** @throws DomainError 'invalid' when nobody is seen in this department, or not by this doctor. */
export function requirePlace(names: Names, place: { departmentId: string; doctorId?: string | undefined }): void {
  const department = names.departments.get(place.departmentId);
  if (!department || department.retired || !SEEN_IN.has(department.kind)) {
    throw invalidField('departmentId', 'visits.not-a-clinic');
  }
  if (place.doctorId === undefined) return;
  const where = names.doctors.get(place.doctorId);
  if (where === undefined) throw invalidField('doctorId', 'visits.unknown-doctor');
  // Otherwise nobody could call the person: the doctor has no right here, and the others leave a colleague's patient.
  if (where !== 'all' && !where.has(department.id)) throw invalidField('doctorId', 'visits.doctor-not-here');
}

function preferencesOf(
  given: readonly Preference[],
  person: Person | undefined,
  today: Temporal.PlainDate,
  elderlyFrom: number,
): Preference[] {
  const age = person?.bornOn === undefined ? undefined : ageInYears(Temporal.PlainDate.from(person.bornOn), today);
  const found: Preference[] = age !== undefined && age >= elderlyFrom ? ['elderly'] : [];
  return [...new Set([...found, ...given])];
}
