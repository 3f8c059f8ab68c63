create schema visits;

-- 就诊流水号. A sequence never gives a number twice, also when a transaction rolls back: gaps, but no reuse.
create sequence visits.visit_number;

create table visits.visit (
  institution_id        integer     not null,
  id                    uuid        not null,
  number                text        not null,
  patient_id            uuid        not null,
  department_id         uuid        not null,
  requested_doctor_id   uuid,
  doctor_id             uuid,
  room                  text,
  visited_on            date        not null,
  session               text        not null check (session in ('morning', 'afternoon', 'night')),
  ticket                text        not null,
  ticket_number         integer     not null check (ticket_number > 0),
  state                 text        not null check (state in ('registered', 'waiting', 'called', 'passed',
                                      'in-consultation', 'held', 'finished', 'cancelled', 'no-show')),
  kind                  text        not null,
  first_visit           boolean     not null,
  nature                text        not null,
  emergency             boolean     not null,
  channel               text        not null,
  payer_kind            text        not null,
  fee_service_code      text,
  preferences           text[]      not null,
  grade                 text        check (grade in ('I', 'II', 'III', 'IVa', 'IVb')),
  screening_outcome     text        check (screening_outcome in ('clear', 'fever', 'suspected', 'unknown')),
  blood_pressure_taken  boolean     not null default false,
  outcome               text,
  registered_at         timestamptz not null,
  waiting_since         timestamptz,
  called_at             timestamptz,
  started_at            timestamptz,
  finished_at           timestamptz,
  times_called          integer     not null default 0,
  back_at_call          integer,
  steps                 integer     not null default 1,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient (institution_id, id),
  foreign key (institution_id, department_id) references institutions.department (institution_id, id),
  check (state not in ('waiting', 'called', 'passed') or waiting_since is not null),
  check (state not in ('called', 'passed') or called_at is not null),
  check (state not in ('in-consultation', 'held', 'finished') or started_at is not null),
  check ((state = 'finished') = (finished_at is not null))
);

create unique index visit_number_once on visits.visit (institution_id, number);
-- A ticket is one place in the queue of a day or half-day; it is never given twice, also not after a cancel.
create unique index visit_ticket_once on visits.visit (institution_id, visited_on, session, ticket);
-- Why: two clerks registering the same person for the same department is a mistake, not two visits.
create unique index visit_open_once on visits.visit (institution_id, patient_id, department_id, visited_on)
  where state in ('registered', 'waiting', 'called', 'passed', 'in-consultation', 'held');
-- Why: nobody is in two rooms. Two departments calling the same person at once: the second is refused here.
create unique index visit_present_once on visits.visit (institution_id, patient_id, visited_on)
  where state in ('called', 'in-consultation');
create index visit_of_patient on visits.visit (institution_id, patient_id, registered_at desc);
create index visit_of_day on visits.visit (institution_id, visited_on, department_id);
-- The queue: small, because people leave it within the day.
create index visit_open on visits.visit (institution_id, department_id, visited_on)
  where state in ('registered', 'waiting', 'called', 'passed', 'in-consultation', 'held');
select platform.protect('visits.visit');

-- Everything that happened to a visit, in order and for ever: waiting times are worked out from here.
create table visits.step (
  institution_id integer     not null,
  visit_id       uuid        not null,
  position       integer     not null check (position > 0),
  event          text        not null,
  from_state     text,
  to_state       text        not null,
  at             timestamptz not null,
  staff_id       text        not null,
  department_id  uuid        not null,
  doctor_id      uuid,
  reason         bytea,
  primary key (institution_id, visit_id, position),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id),
  check ((position = 1) = (from_state is null))
);
select platform.protect('visits.step', true);

-- Why: a chain with a hole hides who did what. Each step must start where the one before it ended.
create function visits.check_step_follows() returns trigger language plpgsql as $$
begin
  if new.position > 1 and new.from_state is distinct from (
    select to_state from visits.step
    where institution_id = new.institution_id and visit_id = new.visit_id and position = new.position - 1
  ) then
    raise exception 'step % of visit % does not follow the one before it', new.position, new.visit_id;
  end if;
  return new;
end $$;
create trigger step_follows before insert on visits.step
  for each row execute function visits.check_step_follows();

-- One row per call, also repeated ones: the board speaks each id once.
create table visits.call (
  institution_id integer     not null,
  id             bigint      generated always as identity,
  visit_id       uuid        not null,
  department_id  uuid        not null,
  doctor_id      uuid,
  room           text,
  times          integer     not null check (times > 0),
  called_at      timestamptz not null,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id)
);
create index call_of_day on visits.call (institution_id, called_at desc);
select platform.protect('visits.call', true);

-- The triage form as filled in. `content` is sealed: complaint, vital signs, answers, pregnancy.
create table visits.triage (
  institution_id    integer     not null,
  id                uuid        not null,
  visit_id          uuid        not null,
  triaged_at        timestamptz not null,
  triaged_by        text        not null,
  grade             text        not null,
  suggested_grade   text,
  screening_outcome text        not null,
  content           bytea       not null,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id)
);
create index triage_of_visit on visits.triage (institution_id, visit_id, triaged_at desc);
select platform.protect('visits.triage', true);

-- Last ticket number given. Locked by the registration that takes the next one, so that none is given twice.
-- `session` is 'day' where numbers run on through the day.
create table visits.ticket_counter (
  institution_id integer not null,
  department_id  uuid    not null,
  visited_on     date    not null,
  session        text    not null,
  last_number    integer not null check (last_number > 0),
  primary key (institution_id, department_id, visited_on, session)
);
select platform.protect('visits.ticket_counter');

-- Letters of a department's tickets, given once.
create table visits.ticket_prefix (
  institution_id integer not null,
  department_id  uuid    not null,
  position       integer not null check (position >= 0),
  primary key (institution_id, department_id),
  unique (institution_id, position)
);
select platform.protect('visits.ticket_prefix');

-- Where calling stands in a department today. Whoever calls locks this row: the order is kept also when all call at once.
create table visits.queue_day (
  institution_id integer not null,
  department_id  uuid    not null,
  visited_on     date    not null,
  calls          integer not null default 0,
  preferred_run  integer not null default 0,
  primary key (institution_id, department_id, visited_on)
);
select platform.protect('visits.queue_day');
