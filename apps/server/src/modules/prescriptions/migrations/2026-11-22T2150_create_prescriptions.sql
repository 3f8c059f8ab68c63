create schema prescriptions;

-- 处方号. A sequence never gives a number twice, also when a transaction rolls back: gaps, but no reuse.
create sequence prescriptions.prescription_number;

create table prescriptions.prescription (
  institution_id    integer     not null,
  id                uuid        not null,
  number            text,
  visit_id          uuid        not null,
  patient_id        uuid        not null,
  department_id     uuid        not null,
  doctor_id         uuid        not null,
  kind              text        not null check (kind in ('ordinary', 'emergency', 'paediatric')),
  state             text        not null check (state in ('draft', 'signed', 'paid', 'dispensed', 'returned',
                                                          'withdrawn', 'discarded')),
  review_state      text        not null check (review_state in ('not-needed', 'pending', 'accepted', 'returned')),
  version           integer     not null check (version > 0),
  created_at        timestamptz not null,
  saved_at          timestamptz not null,
  signed_at         timestamptz,
  paid_at           timestamptz,
  ended_at          timestamptz,
  total_fen         bigint      not null check (total_fen >= 0),
  -- How the check inside the signature ended, and with which rules.
  check_status      text        check (check_status in ('checked', 'partial', 'failed')),
  knowledge_version text,
  limit_reason_code text,
  -- Words of people about a patient: sealed by the vault.
  limit_reason      bytea,
  review_note       bytea,
  withdraw_reason   bytea,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient (institution_id, id),
  foreign key (institution_id, department_id) references institutions.department (institution_id, id),
  check ((state in ('draft', 'discarded')) = (signed_at is null)),
  check ((number is null) = (signed_at is null)),
  check ((check_status is null) = (signed_at is null)),
  check (state not in ('paid', 'dispensed', 'returned') or paid_at is not null)
);
create unique index prescription_number_once on prescriptions.prescription (institution_id, number);
create index prescription_of_visit on prescriptions.prescription (institution_id, visit_id);
select platform.protect('prescriptions.prescription');

-- Lines as they stand now. Every quantity is in dispensing units; prices as they were when the sheet was last worked out.
create table prescriptions.item (
  institution_id   integer not null,
  id               uuid    not null,
  prescription_id  uuid    not null,
  line_no          integer not null check (line_no > 0),
  patient_id       uuid    not null,
  drug_id          uuid    not null,
  generic_id       text,
  drug_code        text    not null,
  drug_name        text    not null,
  specification    text    not null,
  category         text    not null,
  single_dose      numeric(18, 6) not null check (single_dose > 0),
  dose_unit        text    not null,
  -- One day's dose in the drug's own dose unit, for the checks of later sheets.
  daily_dose       numeric(18, 6),
  daily_dose_unit  text,
  route            text    not null,
  frequency        text    not null,
  max_times_per_day integer check (max_times_per_day > 0),
  days             integer not null check (days > 0),
  -- Days the quantity lasts; what the limits and the checks of later sheets count with.
  covered_days     integer not null check (covered_days > 0),
  quantity         numeric(18, 6) not null check (quantity > 0),
  quantity_unit    text    not null,
  quantity_text    text    not null,
  quantity_by_hand boolean not null,
  group_no         integer check (group_no > 0),
  unit_price       numeric(18, 6),
  amount_fen       bigint,
  quantity_reason  bytea,
  instructions     bytea,
  primary key (institution_id, id),
  unique (institution_id, prescription_id, line_no),
  foreign key (institution_id, prescription_id) references prescriptions.prescription (institution_id, id),
  foreign key (institution_id, drug_id) references catalog.drug (institution_id, id),
  check ((unit_price is null) = (amount_fen is null)),
  check (not quantity_by_hand or quantity_reason is not null)
);
-- "What does this patient still take?"
create index item_of_patient on prescriptions.item (institution_id, patient_id);
select platform.protect('prescriptions.item');

-- Why: what was signed is evidence; a correction is a new sheet.
create function prescriptions.keep_signed_lines() returns trigger language plpgsql as $$
begin
  if exists (
    select from prescriptions.prescription p
    where p.institution_id = old.institution_id and p.id = old.prescription_id and p.state <> 'draft'
  ) then
    raise exception 'lines of a signed prescription are never changed';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger item_is_final before update or delete on prescriptions.item
  for each row execute function prescriptions.keep_signed_lines();

-- Every saved version, content sealed.
create table prescriptions.version (
  institution_id  integer     not null,
  prescription_id uuid        not null,
  version         integer     not null,
  event           text        not null,
  saved_at        timestamptz not null,
  saved_by        text        not null,
  content         bytea       not null,
  primary key (institution_id, prescription_id, version),
  foreign key (institution_id, prescription_id) references prescriptions.prescription (institution_id, id)
);
select platform.protect('prescriptions.version', true);

-- Every alert and every question a doctor signed over, with the answer. `content` (sealed) is what was shown.
create table prescriptions.alert_record (
  institution_id  integer     not null,
  prescription_id uuid        not null,
  fingerprint     text        not null,
  rule_id         text        not null,
  rule_version    text        not null,
  kind            text        not null,
  level           text        not null check (level in ('block', 'reason', 'note', 'ask', 'not-checked', 'gate')),
  severity        text,
  -- A weaker rule about a danger that a stronger one already named: kept, not shown.
  suppressed      boolean     not null,
  source          text        not null,
  position        integer     not null,
  shown_at        timestamptz not null,
  shown_to        text        not null,
  response_code   text,
  response_text   bytea,
  content         bytea       not null,
  primary key (institution_id, prescription_id, fingerprint, suppressed),
  foreign key (institution_id, prescription_id) references prescriptions.prescription (institution_id, id),
  check (level not in ('reason', 'ask') or suppressed or response_code is not null)
);
create index alert_record_of_day on prescriptions.alert_record (institution_id, shown_at);
select platform.protect('prescriptions.alert_record', true);

-- Steps of the life cycle and of the review, in order and for ever.
create table prescriptions.step (
  institution_id  integer     not null,
  prescription_id uuid        not null,
  position        integer     not null,
  event           text        not null,
  from_state      text        not null,
  to_state        text        not null,
  review_state    text        not null,
  at              timestamptz not null,
  staff_id        text        not null,
  reason          bytea,
  primary key (institution_id, prescription_id, position),
  foreign key (institution_id, prescription_id) references prescriptions.prescription (institution_id, id)
);
select platform.protect('prescriptions.step', true);
