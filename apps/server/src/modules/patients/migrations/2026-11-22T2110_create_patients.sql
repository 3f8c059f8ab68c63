create schema patients;

-- Printed on cards and typed at desks; a Luhn digit is added by the program. Gaps are refused registrations.
create sequence patients.number_seq start 10001;
create sequence patients.household_seq start 1001;

create table patients.village (
  institution_id integer not null,
  id             uuid    not null,
  code           text    not null check (code ~ '^[0-9]{12}$'),
  name           text    not null,
  retired        boolean not null default false,
  primary key (institution_id, id),
  unique (institution_id, code)
);
select platform.protect('patients.village');

create table patients.patient (
  institution_id      integer     not null,
  id                  uuid        not null,
  number              text        not null,
  name                text        not null,
  sex                 text        not null check (sex in ('male', 'female', 'other', 'unknown')),
  born_on             date,
  born_on_is_estimate boolean     not null default false,
  born_at             timestamptz,
  ethnicity           text,
  marital_status      text,
  payment_kind        text,
  village_id          uuid,
  mother_id           uuid,
  -- Without papers; null once the identity is complete.
  temporary           text        check (temporary in ('newborn', 'nameless')),
  deceased_on         date,
  -- Sealed JSON: phone, address, contact, occupation, work unit.
  private             bytea       not null,
  phone_index         bytea,
  contact_phone_index bytea,
  -- The entry this one was merged into, and the end of that chain, which is never merged itself.
  merged_into         uuid,
  survivor_id         uuid,
  version             integer     not null,
  registered_at       timestamptz not null,
  registered_by       text        not null,
  primary key (institution_id, id),
  unique (institution_id, number),
  foreign key (institution_id, village_id) references patients.village,
  foreign key (institution_id, mother_id) references patients.patient,
  foreign key (institution_id, merged_into) references patients.patient,
  foreign key (institution_id, survivor_id) references patients.patient,
  check ((merged_into is null) = (survivor_id is null)),
  check (survivor_id <> id and merged_into <> id)
);
create index patient_by_birth on patients.patient (institution_id, born_on) where born_on is not null;
create index patient_by_phone on patients.patient (institution_id, phone_index) where phone_index is not null;
create index patient_by_contact_phone on patients.patient (institution_id, contact_phone_index)
  where contact_phone_index is not null;
create index patient_by_survivor on patients.patient (institution_id, survivor_id) where survivor_id is not null;
create index patient_by_village on patients.patient (institution_id, village_id) where village_id is not null;
create index patient_by_mother on patients.patient (institution_id, mother_id) where mother_id is not null;
select platform.protect('patients.patient');

-- Why no foreign key loop can form: an entry may be merged only into one that stands for itself, and the end of the
-- chain never points on.
create function patients.survivor_stands() returns trigger language plpgsql as $$
begin
  if new.survivor_id is not null and exists (
    select from patients.patient
    where institution_id = new.institution_id and id = new.survivor_id and survivor_id is not null
  ) then
    raise exception 'patient % is merged itself and cannot be a survivor', new.survivor_id;
  end if;
  return null;
end $$;
create constraint trigger survivor_stands after insert or update of survivor_id on patients.patient
  deferrable initially deferred for each row execute function patients.survivor_stands();

-- Identity documents and cards. The number is found by its keyed hash and shown by opening the seal.
create table patients.document (
  institution_id integer     not null,
  id             uuid        not null,
  patient_id     uuid        not null,
  kind           text        not null,
  number_sealed  bytea       not null,
  number_index   bytea       not null,
  -- A number of this kind belongs to one person (a household book does not).
  exclusive      boolean     not null,
  recorded_at    timestamptz not null,
  recorded_by    text        not null,
  ended_at       timestamptz,
  ended_by       text,
  end_reason     bytea,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient,
  check ((ended_at is null) = (end_reason is null))
);
-- Why: two windows registering one person at once end with one person.
create unique index document_once on patients.document (institution_id, kind, number_index)
  where exclusive and ended_at is null;
create index document_by_number on patients.document (institution_id, number_index);
create index document_by_patient on patients.document (institution_id, patient_id);
select platform.protect('patients.document');

-- What can be typed to find a name: every tail of the name, of its pinyin (from each syllable) and of its initials.
-- A part of a name is then the beginning of a key, and an ordinary index answers with a range scan, also behind
-- row-level security, where trigram operators need a superuser's mark to use their index.
create table patients.search_key (
  institution_id integer     not null,
  key            text        collate "C" not null,
  kind           text        not null check (kind in ('name', 'pinyin', 'initials')),
  -- Characters or syllables before the key; 0 is the whole name.
  skipped        smallint    not null,
  patient_id     uuid        not null,
  -- Kept here as well, so that thousands of keys are ranked without looking up a single patient.
  seen_at        timestamptz not null,
  primary key (institution_id, patient_id, kind, skipped, key),
  foreign key (institution_id, patient_id) references patients.patient
);
create index search_key_by_key on patients.search_key (institution_id, key)
  include (patient_id, kind, skipped, seen_at);
select platform.protect('patients.search_key');

-- Apart from the patient, because it changes with every visit and the patient's row is wide.
create table patients.recency (
  institution_id integer     not null,
  patient_id     uuid        not null,
  -- Registered or visited, whichever is later.
  seen_at        timestamptz not null,
  visited_at     timestamptz,
  primary key (institution_id, patient_id),
  foreign key (institution_id, patient_id) references patients.patient
);
create index recency_latest on patients.recency (institution_id, seen_at desc, patient_id);
select platform.protect('patients.recency');

-- The state after each change, sealed. The difference of two versions is what changed.
create table patients.version (
  institution_id integer     not null,
  patient_id     uuid        not null,
  version        integer     not null,
  operation      text        not null,
  at             timestamptz not null,
  by_staff_id    text        not null,
  snapshot       bytea       not null,
  primary key (institution_id, patient_id, version),
  foreign key (institution_id, patient_id) references patients.patient
);
select platform.protect('patients.version', true);

-- Who saw identity details in full, and what for.
create table patients.disclosure (
  institution_id integer     not null,
  id             uuid        not null,
  patient_id     uuid        not null,
  purpose        bytea       not null,
  at             timestamptz not null,
  by_staff_id    text        not null,
  request_id     text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient
);
create index disclosure_by_patient on patients.disclosure (institution_id, patient_id, at desc);
select platform.protect('patients.disclosure', true);
