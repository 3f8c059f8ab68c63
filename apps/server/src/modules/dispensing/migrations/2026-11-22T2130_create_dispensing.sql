create schema dispensing;

-- The work on one prescription, from the pharmacist's review to the return of goods.
create table dispensing.task (
  institution_id      integer     not null,
  id                  uuid        not null,
  prescription_id     uuid        not null,
  prescription_number text,
  visit_id            uuid        not null,
  patient_id          uuid        not null,
  -- Where it was prescribed, and the pharmacy that works on it.
  department_id       uuid        not null,
  pharmacy_id         uuid        not null,
  prescriber_id       text        not null,
  prescriber_name     text        not null,
  state               text        not null check (state in ('to-review', 'awaiting-payment', 'accepted', 'prepared',
                                    'handed-out', 'returned-to-doctor', 'goods-returned', 'cancelled')),
  paid                boolean     not null,
  alert_level         text        check (alert_level in ('block', 'reason', 'note')),
  opened_at           timestamptz not null,
  opened_on           date        not null,
  handed_out_at       timestamptz,
  handed_out_by       text,
  collector           text        check (collector in ('patient', 'family', 'agent')),
  -- Number of steps taken; the next one gets this + 1.
  version             integer     not null check (version > 0),
  primary key (institution_id, id),
  foreign key (institution_id, prescription_id) references prescriptions.prescription (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient (institution_id, id),
  foreign key (institution_id, pharmacy_id) references institutions.department (institution_id, id),
  -- Why: nothing leaves the pharmacy that is not paid.
  check (state not in ('accepted', 'prepared', 'handed-out', 'goods-returned') or paid),
  check ((state in ('handed-out', 'goods-returned')) = (handed_out_at is not null)),
  check ((handed_out_at is null) = (handed_out_by is null)),
  -- Why: a second pair of eyes; nobody hands out what they prescribed.
  check (handed_out_by <> prescriber_id)
);
-- Why: one prescription is handed out by one task.
create unique index task_of_prescription on dispensing.task (institution_id, prescription_id);
create index task_of_visit on dispensing.task (institution_id, visit_id);
create index task_open on dispensing.task (institution_id, pharmacy_id, opened_at)
  where state in ('to-review', 'awaiting-payment', 'accepted', 'prepared');
create index task_of_day on dispensing.task (institution_id, pharmacy_id, opened_on);
select platform.protect('dispensing.task');

create table dispensing.item (
  institution_id integer       not null,
  task_id        uuid          not null,
  item_id        uuid          not null,
  position       integer       not null check (position > 0),
  drug_id        uuid          not null,
  -- In dispensing units.
  quantity       numeric(18,6) not null check (quantity > 0),
  days           integer       not null check (days > 0),
  primary key (institution_id, task_id, item_id),
  foreign key (institution_id, task_id) references dispensing.task (institution_id, id)
);
select platform.protect('dispensing.item', true);

-- What left the pharmacy: the answer to "who has goods of this batch".
create table dispensing.given (
  institution_id integer       not null,
  task_id        uuid          not null,
  item_id        uuid          not null,
  batch_id       uuid          not null,
  batch_number   text          not null,
  expires_on     date          not null,
  quantity       numeric(18,6) not null check (quantity > 0),
  -- The MedicationDispense that stands for it in the record.
  resource_id    uuid          not null,
  primary key (institution_id, task_id, item_id, batch_id),
  foreign key (institution_id, task_id, item_id) references dispensing.item (institution_id, task_id, item_id),
  foreign key (institution_id, batch_id) references stock.batch (institution_id, id)
);
create index given_by_batch on dispensing.given (institution_id, batch_id);
select platform.protect('dispensing.given', true);

create table dispensing.goods_return (
  institution_id integer     not null,
  id             uuid        not null,
  task_id        uuid        not null,
  reason         text        not null,
  -- Sealed.
  note           bytea,
  returned_at    timestamptz not null,
  taken_by       text        not null,
  taken_by_name  text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, task_id) references dispensing.task (institution_id, id)
);
create index goods_return_of_task on dispensing.goods_return (institution_id, task_id);
select platform.protect('dispensing.goods_return', true);

create table dispensing.goods_return_line (
  institution_id integer       not null,
  return_id      uuid          not null,
  position       integer       not null check (position > 0),
  task_id        uuid          not null,
  item_id        uuid          not null,
  batch_id       uuid          not null,
  quantity       numeric(18,6) not null check (quantity > 0),
  kept_in        text          not null check (kept_in in ('stock', 'quarantine')),
  primary key (institution_id, return_id, position),
  foreign key (institution_id, return_id) references dispensing.goods_return (institution_id, id),
  foreign key (institution_id, task_id, item_id, batch_id)
    references dispensing.given (institution_id, task_id, item_id, batch_id)
);
create index goods_return_line_of_task on dispensing.goods_return_line (institution_id, task_id);
select platform.protect('dispensing.goods_return_line', true);

-- Everything that happened to a task, in order and for ever: every round of a review is kept.
create table dispensing.step (
  institution_id integer     not null,
  task_id        uuid        not null,
  position       integer     not null check (position > 0),
  event          text        not null,
  from_state     text,
  to_state       text        not null,
  at             timestamptz not null,
  staff_id       text        not null,
  staff_name     text        not null,
  -- Reason, note or counselling; sealed.
  words          bytea,
  primary key (institution_id, task_id, position),
  foreign key (institution_id, task_id) references dispensing.task (institution_id, id),
  check ((position = 1) = (from_state is null))
);
select platform.protect('dispensing.step', true);

-- Why: more never comes back than went out, whoever writes.
create function dispensing.check_returned() returns trigger language plpgsql as $$
begin
  if (
    select sum(l.quantity) from dispensing.goods_return_line l
    where l.institution_id = new.institution_id and l.task_id = new.task_id and l.item_id = new.item_id
      and l.batch_id = new.batch_id
  ) > (
    select g.quantity from dispensing.given g
    where g.institution_id = new.institution_id and g.task_id = new.task_id and g.item_id = new.item_id
      and g.batch_id = new.batch_id
  ) then
    raise exception 'more of batch % came back than was handed out', new.batch_id;
  end if;
  return null;
end $$;
create constraint trigger returned_within_given after insert on dispensing.goods_return_line
  deferrable initially deferred for each row execute function dispensing.check_returned();

create function dispensing.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what was handed out and taken back is never changed';
end $$;
do $$
declare
  final text;
begin
  foreach final in array array['item', 'given', 'goods_return', 'goods_return_line', 'step'] loop
    execute format('create trigger %I before update or delete or truncate on dispensing.%I
      for each statement execute function dispensing.refuse_change()', final || '_is_final', final);
  end loop;
end $$;
