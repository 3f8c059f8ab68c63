create schema emr;

-- The outpatient note of a visit. The content is sealed; a visit has one note that stands, and any number of void ones.
create table emr.note (
  institution_id  integer     not null,
  id              uuid        not null,
  visit_id        uuid        not null,
  patient_id      uuid        not null,
  doctor_id       uuid        not null,
  state           text        not null check (state in ('draft', 'signed', 'void')),
  -- Of the content as it stands: every save and every amendment adds one.
  version         integer     not null check (version >= 1),
  content         bytea       not null,
  created_at      timestamptz not null,
  saved_at        timestamptz not null,
  first_signed_at timestamptz,
  -- Fixed at the first signature, so that a changed setting does not unlock old notes.
  locks_at        timestamptz,
  voided_at       timestamptz,
  voided_by       uuid,
  void_reason     bytea,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit,
  foreign key (institution_id, patient_id) references patients.patient,
  check ((state = 'draft') = (first_signed_at is null) or state = 'void'),
  check ((first_signed_at is null) = (locks_at is null)),
  check ((state = 'void') = (voided_at is not null and voided_by is not null and void_reason is not null))
);
create unique index note_of_visit on emr.note (institution_id, visit_id) where state <> 'void';
create index note_by_visit on emr.note (institution_id, visit_id);
create index note_by_patient on emr.note (institution_id, patient_id, first_signed_at desc, id desc);
create index note_unsigned on emr.note (institution_id, doctor_id, saved_at desc) where state = 'draft';
select platform.protect('emr.note');

-- Every signed text stays, with what proves that it is the one signed.
create table emr.signed_version (
  institution_id integer     not null,
  note_id        uuid        not null,
  version        integer     not null,
  content        bytea       not null,
  -- SM3 of the text, and a keyed hash over it with the circumstances.
  content_hash   bytea       not null check (length(content_hash) = 32),
  proof          bytea       not null,
  signed_by      uuid        not null,
  signer_name    text        not null,
  signed_at      timestamptz not null,
  -- Why it replaced the one before; null for the first.
  reason         bytea,
  request_id     uuid,
  primary key (institution_id, note_id, version),
  foreign key (institution_id, note_id) references emr.note
);
select platform.protect('emr.signed_version', true);

-- The last saves of a draft, to go back to.
create table emr.draft_save (
  institution_id integer     not null,
  note_id        uuid        not null,
  version        integer     not null,
  content        bytea       not null,
  saved_at       timestamptz not null,
  primary key (institution_id, note_id, version),
  foreign key (institution_id, note_id) references emr.note
);
select platform.protect('emr.draft_save');

create table emr.amendment_request (
  institution_id  integer     not null,
  id              uuid        not null,
  -- Order of writing, for requests of one moment.
  seq             bigint      generated always as identity,
  note_id         uuid        not null,
  reason          bytea       not null,
  requested_by    uuid        not null,
  requested_at    timestamptz not null,
  state           text        not null check (state in ('waiting', 'approved', 'refused', 'used', 'expired')),
  decided_by      uuid,
  decided_at      timestamptz,
  decision_reason bytea,
  valid_until     timestamptz,
  primary key (institution_id, id),
  foreign key (institution_id, note_id) references emr.note,
  -- Nobody decides on a request of their own.
  check (decided_by is null or decided_by <> requested_by),
  check ((state = 'waiting') = (decided_at is null)),
  check (state not in ('approved', 'used', 'expired') or valid_until is not null)
);
create unique index amendment_request_open on emr.amendment_request (institution_id, note_id)
  where state in ('waiting', 'approved');
create index amendment_request_by_note on emr.amendment_request (institution_id, note_id, seq desc);
create index amendment_request_waiting on emr.amendment_request (institution_id, requested_at) where state = 'waiting';
select platform.protect('emr.amendment_request');
