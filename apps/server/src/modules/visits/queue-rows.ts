import type { Tx } from '#platform/transaction';
import type { QueueTime } from './rows.ts';

/** SQL of the queue: tickets, the running count of calls, calls, and the figures of a day. */

/** Calls of the department that this transaction's call follows. */
export interface QueueDay {
  readonly calls: number;
  readonly preferredRun: number;
}

/** Locks the queue of a department for today: calls of one department happen one after the other. */
export const lockQueueDay = (tx: Tx, departmentId: string, visitedOn: string): Promise<QueueDay> =>
  tx.one(
    `insert into visits.queue_day (institution_id, department_id, visited_on) values ($1, $2, $3)
     on conflict (institution_id, department_id, visited_on) do update set calls = queue_day.calls
     returning calls, preferred_run as "preferredRun"`,
    [tx.institutionId, departmentId, visitedOn],
  );

/** For showing the order; nobody waits for it. */
export async function queueDays(tx: Tx, departmentIds: readonly string[], visitedOn: string) {
  const rows = await tx.many<QueueDay & { departmentId: string }>(
    `select department_id as "departmentId", calls, preferred_run as "preferredRun"
     from visits.queue_day where institution_id = $1 and department_id = any($2) and visited_on = $3`,
    [tx.institutionId, departmentIds, visitedOn],
  );
  return new Map(rows.map((row) => [row.departmentId, row]));
}

export const countCall = (tx: Tx, departmentId: string, visitedOn: string, preferredRun: number): Promise<number> =>
  tx.run(
    `update visits.queue_day set calls = calls + 1, preferred_run = $4
     where institution_id = $1 and department_id = $2 and visited_on = $3`,
    [tx.institutionId, departmentId, visitedOn, preferredRun],
  );

/**
 * The next ticket number of a department. The counter row stays locked until the transaction ends, so that two
 * registrations at once get different numbers and a rolled-back one leaves no gap.
 * @param session 'day' where numbers run on through the day.
 */
export async function takeTicketNumber(
  tx: Tx,
  place: { departmentId: string; visitedOn: string; session: string },
): Promise<number> {
  const { number } = await tx.one<{ number: number }>(
    `insert into visits.ticket_counter (institution_id, department_id, visited_on, session, last_number)
     values ($1, $2, $3, $4, 1)
     on conflict (institution_id, department_id, visited_on, session)
       do update set last_number = ticket_counter.last_number + 1
     returning last_number as number`,
    [tx.institutionId, place.departmentId, place.visitedOn, place.session],
  );
  return number;
}

/** Position of the department in the list of ticket letters; given when a department registers its first visit. */
export async function ticketPosition(tx: Tx, departmentId: string): Promise<number> {
  const params = [tx.institutionId, departmentId];
  const SELECT = 'select position from visits.ticket_prefix where institution_id = $1 and department_id = $2';
  const known = await tx.maybe<{ position: number }>(SELECT, params);
  if (known) return known.position;
  // Why a lock: two departments registering their first visit together must not get the same letter.
  await tx.run("select pg_advisory_xact_lock(hashtextextended('visits.ticket_prefix:' || $1::text, 0))", [
    String(tx.institutionId),
  ]);
  await tx.run(
    `insert into visits.ticket_prefix (institution_id, department_id, position)
     select $1, $2, coalesce(max(position) + 1, 0) from visits.ticket_prefix where institution_id = $1
     on conflict (institution_id, department_id) do nothing`,
    params,
  );
  return (await tx.one<{ position: number }>(SELECT, params)).position;
}

export interface Call {
  readonly visitId: string;
  readonly departmentId: string;
  readonly doctorId: string | undefined;
  readonly room: string | undefined;
  readonly times: number;
  readonly calledAt: string;
}

/** @returns the call id, which grows from call to call. */
export async function insertCall(tx: Tx, call: Call): Promise<number> {
  const { id } = await tx.one<{ id: number }>(
    `insert into visits.call (institution_id, visit_id, department_id, doctor_id, room, times, called_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      tx.institutionId,
      call.visitId,
      call.departmentId,
      call.doctorId ?? null,
      call.room ?? null,
      call.times,
      call.calledAt,
    ],
  );
  return id;
}

export interface BoardCall {
  readonly callId: number;
  readonly departmentId: string;
  readonly doctorId: string | null;
  readonly room: string | null;
  readonly times: number;
  readonly calledAt: string;
  readonly ticket: string;
  readonly patientId: string;
}

/** Latest first. Calls of people who were called back into the queue since are left out: nobody should get up. */
export const recentCalls = (
  tx: Tx,
  place: { departmentIds: readonly string[]; since: string; limit: number },
): Promise<BoardCall[]> =>
  tx.many(
    `select c.id as "callId", c.department_id as "departmentId", c.doctor_id as "doctorId", c.room, c.times,
       c.called_at as "calledAt", v.ticket, v.patient_id as "patientId"
     from visits.call as c
     join visits.visit as v on v.institution_id = c.institution_id and v.id = c.visit_id
     where c.institution_id = $1 and c.called_at >= $2 and c.department_id = any($3)
       and v.state in ('called', 'passed', 'in-consultation', 'held', 'finished')
     order by c.id desc limit $4`,
    [tx.institutionId, place.since, place.departmentIds, place.limit],
  );

// ---- Figures -------------------------------------------------------------------------------------------------------------

export interface StateCount {
  readonly departmentId: string;
  readonly state: string;
  readonly count: number;
  /** Of people waiting now. */
  readonly oldestWaiting: string | null;
}

export const stateCounts = (tx: Tx, visitedOn: string, departmentId: string | undefined): Promise<StateCount[]> =>
  tx.many(
    `select department_id as "departmentId", state, count(*) as count,
       min(waiting_since) filter (where state = 'waiting') as "oldestWaiting"
     from visits.visit
     where institution_id = $1 and visited_on = $2 and ($3::uuid is null or department_id = $3)
     group by department_id, state`,
    [tx.institutionId, visitedOn, departmentId ?? null],
  );

export interface DurationRow {
  /** Null for all departments together. */
  readonly departmentId: string | null;
  readonly measure: string;
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
}

/**
 * Waiting times of one day in minutes, per department and together, from the first step of each kind.
 * A visit that has not come that far yet counts in no measure it lacks.
 */
export const durations = (tx: Tx, visitedOn: string, departmentId: string | undefined): Promise<DurationRow[]> =>
  tx.many(
    `with moments as (
       select v.department_id, v.registered_at,
         min(s.at) filter (where s.to_state = 'waiting') as waiting_at,
         min(s.at) filter (where s.event = 'call') as called_at,
         min(s.at) filter (where s.event = 'start') as started_at,
         max(s.at) filter (where s.event = 'finish') as finished_at
       from visits.visit as v
       join visits.step as s on s.institution_id = v.institution_id and s.visit_id = v.id
       where v.institution_id = $1 and v.visited_on = $2 and ($3::uuid is null or v.department_id = $3)
       group by v.id, v.department_id, v.registered_at
     ), measures as (
       select department_id, measure, extract(epoch from upto - since)::float8 / 60 as minutes
       from moments, lateral (values
         ('registeredToWaiting', registered_at, waiting_at),
         ('waitingToCalled', waiting_at, coalesce(called_at, started_at)),
         ('calledToStarted', called_at, started_at),
         ('startedToFinished', started_at, finished_at),
         ('registeredToFinished', registered_at, finished_at)) as m (measure, since, upto)
       where upto >= since
     )
     select department_id as "departmentId", measure, count(*) as count,
       percentile_cont(0.5) within group (order by minutes) as median,
       percentile_cont(0.9) within group (order by minutes) as p90
     from measures group by grouping sets ((department_id, measure), (measure))`,
    [tx.institutionId, visitedOn, departmentId ?? null],
  );

/** Visits of earlier days that nobody was seen in, registered before `since`. Oldest first. */
export const leftOver = async (tx: Tx, { visitedOn, since }: QueueTime, limit: number): Promise<string[]> => {
  const rows = await tx.many<{ id: string }>(
    `select id from visits.visit
     where institution_id = $1 and visited_on < $2 and registered_at < $3
       and state in ('registered', 'waiting', 'called', 'passed')
     order by visited_on, ticket_number limit $4 for update skip locked`,
    [tx.institutionId, visitedOn, since, limit],
  );
  return rows.map(({ id }) => id);
};
