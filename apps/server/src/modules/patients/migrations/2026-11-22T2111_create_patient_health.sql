-- Allergies: substance and reaction are sealed; nothing is deleted, a status says what became of an entry.
create table patients.allergy (
  institution_id integer     not null,
  id             uuid        not null,
  -- Order of writing, for entries of one moment.
  seq            bigint      generated always as identity,
  patient_id     uuid        not null,
  content        bytea       not null,
  -- Keyed hash of the substance: the same one is not entered twice while active.
  substance_index bytea      not null,
  status         text        not null check (status in ('active', 'refuted', 'entered-in-error')),
  recorded_at    timestamptz not null,
  recorded_by    text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient
);
create unique index allergy_once on patients.allergy (institution_id, patient_id, substance_index)
  where status = 'active';
create index allergy_by_patient on patients.allergy (institution_id, patient_id);
select platform.protect('patients.allergy');

create table patients.allergy_step (
  institution_id integer     not null,
  id             uuid        not null,
  -- Order of writing, for entries of one moment.
  seq            bigint      generated always as identity,
  allergy_id     uuid        not null,
  status         text        not null check (status in ('active', 'refuted', 'entered-in-error')),
  reason         bytea       not null,
  at             timestamptz not null,
  by_staff_id    text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, allergy_id) references patients.allergy
);
create index allergy_step_by_allergy on patients.allergy_step (institution_id, allergy_id, at desc);
select platform.protect('patients.allergy_step', true);

-- "I asked, and there is none": a statement with a time, not the absence of entries.
create table patients.no_allergy_statement (
  institution_id integer     not null,
  id             uuid        not null,
  -- Order of writing, for entries of one moment.
  seq            bigint      generated always as identity,
  patient_id     uuid        not null,
  at             timestamptz not null,
  by_staff_id    text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient
);
create index no_allergy_statement_latest on patients.no_allergy_statement (institution_id, patient_id, at desc);
select platform.protect('patients.no_allergy_statement', true);

create table patients.fact (
  institution_id integer     not null,
  id             uuid        not null,
  -- Order of writing, for entries of one moment.
  seq            bigint      generated always as identity,
  patient_id     uuid        not null,
  kind           text        not null,
  -- Sealed JSON of the whole fact.
  content        bytea       not null,
  at             timestamptz not null,
  source         text        not null check (source in ('told', 'measured', 'document', 'visit')),
  recorded_at    timestamptz not null,
  recorded_by    text        not null,
  struck_at      timestamptz,
  struck_by      text,
  strike_reason  bytea,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient,
  check ((struck_at is null) = (strike_reason is null) and (struck_at is null) = (struck_by is null))
);
create index fact_by_patient on patients.fact (institution_id, patient_id, at desc);
select platform.protect('patients.fact');
