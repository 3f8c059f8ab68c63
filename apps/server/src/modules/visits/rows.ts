import { DomainError } from '@xinglin/kernel/domain-error';
import { brokenConstraint, type Statements } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type { Grade, ScreeningOutcome, VisitEvent, VisitState } from './contract.ts';
import type { Visit } from './core/visit.ts';

/** All SQL on visits and their steps. The queue's own tables are in `queue-rows.ts`. */

const COLUMNS = `
  id, number, patient_id as "patientId", department_id as "departmentId", requested_doctor_id as "requestedDoctorId",
  doctor_id as "doctorId", room, visited_on as "visitedOn", session, ticket, ticket_number as "ticketNumber", state,
  kind, first_visit as "firstVisit", nature, emergency, channel, payer_kind as "payerKind",
  fee_service_code as "feeServiceCode", preferences, grade, screening_outcome as "screeningOutcome",
  blood_pressure_taken as "bloodPressureTaken", outcome, registered_at as "registeredAt",
  waiting_since as "waitingSince", called_at as "calledAt", started_at as "startedAt", finished_at as "finishedAt",
  times_called as "timesCalled", back_at_call as "backAtCall", steps`;

type Nullable<Value> = { [Key in keyof Value]: Value[Key] | null };

/** A column that holds null is a property that is undefined. */
export function fromRow<Value extends object>(row: Nullable<Value>): Value {
  const value: Record<string, unknown> = {};
  for (const [key, column] of Object.entries(row)) value[key] = column ?? undefined;
  return value as Value;
}
const visits = async (found: Promise<Nullable<Visit>[]>): Promise<Visit[]> => (await found).map(fromRow<Visit>);

export async function find(tx: Tx, id: string): Promise<Visit | undefined> {
  const row = await tx.maybe<Nullable<Visit>>(
    `select ${COLUMNS} from visits.visit where institution_id = $1 and id = $2`,
    [tx.institutionId, id],
  );
  return row && fromRow<Visit>(row);
}

/** Keeps the visit from moving until this transaction ends. */
export async function lock(tx: Tx, id: string): Promise<Visit | undefined> {
  const row = await tx.maybe<Nullable<Visit>>(
    `select ${COLUMNS} from visits.visit where institution_id = $1 and id = $2 for update`,
    [tx.institutionId, id],
  );
  return row && fromRow<Visit>(row);
}

/**
 * Takes a waiting person out of reach of other callers, and reads the visit as it is now. Undefined when somebody else
 * is moving the visit at this moment, or has moved it since, or the person stands in another room: the caller goes on
 * with the next one and nobody waits.
 */
export async function lockWaiting(tx: Tx, { id, departmentId }: Visit): Promise<Visit | undefined> {
  const row = await tx.maybe<Nullable<Visit>>(
    `select ${COLUMNS} from visits.visit as v
     where institution_id = $1 and id = $2 and department_id = $3 and state = 'waiting' and not exists (
       select from visits.visit as other
       where other.institution_id = $1 and other.patient_id = v.patient_id and other.visited_on = v.visited_on
         and other.state in ('called', 'in-consultation'))
     for update of v skip locked`,
    [tx.institutionId, id, departmentId],
  );
  return row && fromRow<Visit>(row);
}

/** The day of a queue: what belongs to `visitedOn`, and the evening before it from `since` on. */
export interface QueueTime {
  readonly visitedOn: string;
  /** Whoever registered after this moment still stands in the queue although the date has changed. */
  readonly since: string;
}

/** People of one department who are still to be seen or being seen; consultations left open on any earlier day too. */
export const openOf = (tx: Tx, departmentId: string, { visitedOn, since }: QueueTime): Promise<Visit[]> =>
  visits(
    tx.many(
      `select ${COLUMNS} from visits.visit
       where institution_id = $1 and department_id = $2
         and state in ('registered', 'waiting', 'called', 'passed', 'in-consultation', 'held')
         and (visited_on = $3 or registered_at >= $4 or state in ('in-consultation', 'held'))
       order by visited_on, ticket_number limit 1000`,
      [tx.institutionId, departmentId, visitedOn, since],
    ),
  );

/** Of several departments, for the board. */
export const openOfMany = (
  tx: Tx,
  departmentIds: readonly string[],
  { visitedOn, since }: QueueTime,
): Promise<Visit[]> =>
  visits(
    tx.many(
      `select ${COLUMNS} from visits.visit
       where institution_id = $1 and department_id = any($2)
         and state in ('waiting', 'called', 'passed', 'in-consultation')
         and (visited_on = $3 or registered_at >= $4)
       order by visited_on, ticket_number limit 2000`,
      [tx.institutionId, departmentIds, visitedOn, since],
    ),
  );

/** Open visits of one day and department in which this doctor is busy: called for, or in consultation. */
export const presentWith = (tx: Tx, doctorId: string, visitedOn: string): Promise<Visit[]> =>
  visits(
    tx.many(
      `select ${COLUMNS} from visits.visit
       where institution_id = $1 and visited_on = $2 and doctor_id = $3 and state in ('called', 'in-consultation')
       limit 100`,
      [tx.institutionId, visitedOn, doctorId],
    ),
  );

/** Where else the person of this visit stands now. */
export async function elsewhere(tx: Tx, visit: Visit): Promise<Visit | undefined> {
  const row = await tx.maybe<Nullable<Visit>>(
    `select ${COLUMNS} from visits.visit
     where institution_id = $1 and patient_id = $2 and visited_on = $3 and id <> $4
       and state in ('called', 'in-consultation')`,
    [tx.institutionId, visit.patientId, visit.visitedOn, visit.id],
  );
  return row && fromRow<Visit>(row);
}

export interface DayFilter {
  readonly visitedOn: string;
  readonly departmentId?: string | undefined;
  readonly doctorId?: string | undefined;
  readonly state?: VisitState | undefined;
  readonly number?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** @param filter with `number`, the ticket of the day or the visit number of any day. */
export async function ofDay(tx: Tx, filter: DayFilter): Promise<{ total: number; found: Visit[] }> {
  const rows = await tx.many<Nullable<Visit> & { total: number }>(
    `select ${COLUMNS}, count(*) over () as total from visits.visit
     where institution_id = $1 and (visited_on = $2 or number = $6)
       and ($3::uuid is null or department_id = $3)
       and ($4::uuid is null or doctor_id = $4)
       and ($5::text is null or state = $5)
       and ($6::text is null or number = $6 or ticket = $6)
     order by registered_at desc, id desc limit $7 offset $8`,
    [
      tx.institutionId,
      filter.visitedOn,
      filter.departmentId ?? null,
      filter.doctorId ?? null,
      filter.state ?? null,
      filter.number ?? null,
      filter.limit,
      filter.offset,
    ],
  );
  return {
    total: rows[0]?.total ?? 0,
    found: rows.map(({ total: _, ...row }) => fromRow<Visit>(row as unknown as Nullable<Visit>)),
  };
}

/** Newest first. */
export const ofPatients = (
  tx: Tx,
  patientIds: readonly string[],
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<Visit[]> =>
  visits(
    tx.many(
      `select ${COLUMNS} from visits.visit
       where institution_id = $1 and patient_id = any($2) and ($3::timestamptz is null or registered_at < $3)
       order by registered_at desc, id desc limit $4`,
      [tx.institutionId, patientIds, before ?? null, limit],
    ),
  );

/** Whether a visit of these persons in this year, other than the given one, has a blood pressure. */
export async function bloodPressureTakenInYear(
  tx: Tx,
  { patientIds, year, exceptVisitId }: { patientIds: readonly string[]; year: number; exceptVisitId: string },
): Promise<boolean> {
  const row = await tx.one<{ taken: boolean }>(
    `select exists (
       select from visits.visit
       where institution_id = $1 and patient_id = any($2) and visited_on between $3 and $4
         and blood_pressure_taken and id <> $5) as taken`,
    [tx.institutionId, patientIds, `${year}-01-01`, `${year}-12-31`, exceptVisitId],
  );
  return row.taken;
}

/** A number that was never given before in this installation. */
export async function nextVisitNumber(tx: Statements): Promise<number> {
  const { next } = await tx.one<{ next: number }>("select nextval('visits.visit_number') as next");
  return next;
}

export async function insert(tx: Tx, visit: Visit): Promise<void> {
  try {
    await tx.run(
      `insert into visits.visit (
         institution_id, id, number, patient_id, department_id, requested_doctor_id, doctor_id, room, visited_on,
         session, ticket, ticket_number, state, kind, first_visit, nature, emergency, channel, payer_kind,
         fee_service_code, preferences, registered_at, waiting_since, steps)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
         $23, $24)`,
      [
        tx.institutionId,
        visit.id,
        visit.number,
        visit.patientId,
        visit.departmentId,
        visit.requestedDoctorId ?? null,
        visit.doctorId ?? null,
        visit.room ?? null,
        visit.visitedOn,
        visit.session,
        visit.ticket,
        visit.ticketNumber,
        visit.state,
        visit.kind,
        visit.firstVisit,
        visit.nature,
        visit.emergency,
        visit.channel,
        visit.payerKind,
        visit.feeServiceCode ?? null,
        visit.preferences,
        visit.registeredAt,
        visit.waitingSince ?? null,
        visit.steps,
      ],
    );
  } catch (error) {
    throw readable(error);
  }
}

/**
 * Writes what may change in a visit. Guarded by the state and step count that the decision was made on, although the
 * row is locked by then: a caller that forgot the lock is refused instead of overwriting.
 */
export async function update(tx: Tx, before: Visit, after: Visit): Promise<void> {
  let written: number;
  try {
    written = await tx.run(
      `update visits.visit set
         state = $5, department_id = $6, doctor_id = $7, requested_doctor_id = $8, room = $9, preferences = $10,
         grade = $11, screening_outcome = $12, blood_pressure_taken = $13, outcome = $14, waiting_since = $15,
         called_at = $16, started_at = $17, finished_at = $18, times_called = $19, back_at_call = $20, steps = $21,
         emergency = $22
       where institution_id = $1 and id = $2 and state = $3 and steps = $4`,
      [
        tx.institutionId,
        before.id,
        before.state,
        before.steps,
        after.state,
        after.departmentId,
        after.doctorId ?? null,
        after.requestedDoctorId ?? null,
        after.room ?? null,
        after.preferences,
        after.grade ?? null,
        after.screeningOutcome ?? null,
        after.bloodPressureTaken,
        after.outcome ?? null,
        after.waitingSince ?? null,
        after.calledAt ?? null,
        after.startedAt ?? null,
        after.finishedAt ?? null,
        after.timesCalled,
        after.backAtCall ?? null,
        after.steps,
        after.emergency,
      ],
    );
  } catch (error) {
    throw readable(error);
  }
  if (written !== 1) throw new DomainError('conflict', 'visits.moved-meanwhile');
}

/** The database refuses what two people did at once; both get to know it in words. */
function readable(error: unknown): unknown {
  const constraint = brokenConstraint(error);
  if (constraint === 'visit_open_once') return new DomainError('conflict', 'visits.already-registered');
  if (constraint === 'visit_present_once') return new DomainError('conflict', 'visits.patient-elsewhere');
  return error;
}

// ---- Steps -----------------------------------------------------------------------------------------------------------

export interface Step {
  readonly position: number;
  readonly event: VisitEvent | 'register';
  readonly from: VisitState | undefined;
  readonly to: VisitState;
  readonly at: string;
  readonly staffId: string;
  readonly departmentId: string;
  readonly doctorId: string | undefined;
  /** Sealed. */
  readonly reason: Buffer | undefined;
}

export async function insertStep(tx: Tx, visitId: string, step: Step): Promise<void> {
  await tx.run(
    `insert into visits.step (institution_id, visit_id, position, event, from_state, to_state, at, staff_id,
       department_id, doctor_id, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tx.institutionId,
      visitId,
      step.position,
      step.event,
      step.from ?? null,
      step.to,
      step.at,
      step.staffId,
      step.departmentId,
      step.doctorId ?? null,
      step.reason ?? null,
    ],
  );
}

/** Oldest first. */
export async function stepsOf(tx: Tx, visitId: string): Promise<Step[]> {
  const rows = await tx.many<Nullable<Step>>(
    `select position, event, from_state as "from", to_state as "to", at, staff_id as "staffId",
       department_id as "departmentId", doctor_id as "doctorId", reason
     from visits.step where institution_id = $1 and visit_id = $2 order by position`,
    [tx.institutionId, visitId],
  );
  return rows.map(fromRow<Step>);
}

// ---- Triage ------------------------------------------------------------------------------------------------------------

export interface TriageRow {
  readonly id: string;
  readonly visitId: string;
  readonly triagedAt: string;
  readonly triagedBy: string;
  readonly grade: Grade;
  readonly suggestedGrade: Grade | undefined;
  readonly screeningOutcome: ScreeningOutcome;
  /** Sealed for `visits.triage.content:<id>`. */
  readonly content: Buffer;
}

export async function insertTriage(tx: Tx, triage: TriageRow): Promise<void> {
  await tx.run(
    `insert into visits.triage (institution_id, id, visit_id, triaged_at, triaged_by, grade, suggested_grade,
       screening_outcome, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.institutionId,
      triage.id,
      triage.visitId,
      triage.triagedAt,
      triage.triagedBy,
      triage.grade,
      triage.suggestedGrade ?? null,
      triage.screeningOutcome,
      triage.content,
    ],
  );
}

/** Latest first. */
export async function triagesOf(tx: Tx, visitId: string): Promise<TriageRow[]> {
  const rows = await tx.many<Nullable<TriageRow>>(
    `select id, visit_id as "visitId", triaged_at as "triagedAt", triaged_by as "triagedBy", grade,
       suggested_grade as "suggestedGrade", screening_outcome as "screeningOutcome", content
     from visits.triage where institution_id = $1 and visit_id = $2 order by triaged_at desc, id desc`,
    [tx.institutionId, visitId],
  );
  return rows.map(fromRow<TriageRow>);
}
