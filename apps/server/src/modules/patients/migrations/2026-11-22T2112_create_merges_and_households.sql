create table patients.merge_step (
  institution_id integer     not null,
  id             uuid        not null,
  -- Order of writing, for entries of one moment.
  seq            bigint      generated always as identity,
  step           text        not null check (step in ('merge', 'unmerge')),
  patient_id     uuid        not null,
  survivor_id    uuid        not null,
  reason         bytea       not null,
  acknowledged   text[]      not null default '{}',
  at             timestamptz not null,
  by_staff_id    text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient,
  foreign key (institution_id, survivor_id) references patients.patient
);
create index merge_step_by_patient on patients.merge_step (institution_id, patient_id, at desc);
create index merge_step_by_survivor on patients.merge_step (institution_id, survivor_id, at desc);
select platform.protect('patients.merge_step', true);

-- Pairs that a person looked at and found to be two people; the smaller id first.
create table patients.distinct_pair (
  institution_id integer     not null,
  one_id         uuid        not null,
  other_id       uuid        not null,
  reason         bytea       not null,
  at             timestamptz not null,
  by_staff_id    text        not null,
  primary key (institution_id, one_id, other_id),
  foreign key (institution_id, one_id) references patients.patient,
  foreign key (institution_id, other_id) references patients.patient,
  check (one_id < other_id)
);
create index distinct_pair_by_other on patients.distinct_pair (institution_id, other_id);
select platform.protect('patients.distinct_pair');

create table patients.household (
  institution_id integer     not null,
  id             uuid        not null,
  number         text        not null,
  village_id     uuid,
  created_at     timestamptz not null,
  created_by     text        not null,
  primary key (institution_id, id),
  unique (institution_id, number),
  foreign key (institution_id, village_id) references patients.village
);
select platform.protect('patients.household');

create table patients.household_member (
  institution_id integer     not null,
  id             uuid        not null,
  household_id   uuid        not null,
  patient_id     uuid        not null,
  -- GB/T 4761; 02 is the head.
  relation       text        not null check (relation ~ '^[0-9]{2}$'),
  since          timestamptz not null,
  until          timestamptz,
  leave_reason   bytea,
  recorded_by    text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, household_id) references patients.household,
  foreign key (institution_id, patient_id) references patients.patient
);
create unique index household_member_once on patients.household_member (institution_id, patient_id)
  where until is null;
create unique index household_one_head on patients.household_member (institution_id, household_id)
  where until is null and relation = '02';
create index household_member_by_household on patients.household_member (institution_id, household_id);
select platform.protect('patients.household_member');
