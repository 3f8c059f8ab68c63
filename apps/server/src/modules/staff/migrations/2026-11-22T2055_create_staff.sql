create schema staff;

-- A person who works here. Never deleted: records and journals name them for ever.
create table staff.member (
  institution_id          integer     not null,
  id                      uuid        not null,
  -- 工号, unique for ever within the institution.
  code                    text        not null,
  name                    text        not null,
  initials                text        not null,
  title                   text,
  -- 医师执业证书编码 / 护士执业证书编码 / 药师资格证编号; 15 digits for physicians, older ones differ.
  practice_number         text,
  -- Sealed, with a keyed hash for finding: one natural person is entered once.
  identity_number         bytea,
  identity_number_index   bytea,
  phone                   bytea,
  main_department_id      uuid,
  may_prescribe           boolean     not null default false,
  -- 抗菌药物处方权限, each tier granted by itself; 麻醉、精神、毒性药品处方权限.
  antibiotic_tiers        text[]      not null default '{}'
                          check (antibiotic_tiers <@ array['unrestricted', 'restricted', 'special']),
  controlled_classes      text[]      not null default '{}'
                          check (controlled_classes <@ array['narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic']),
  left_at                 timestamptz,
  created_at              timestamptz not null,
  primary key (institution_id, id),
  unique (institution_id, code),
  foreign key (institution_id, main_department_id) references institutions.department (institution_id, id),
  check (may_prescribe or (antibiotic_tiers = '{}' and controlled_classes = '{}')),
  check ((identity_number is null) = (identity_number_index is null))
);
create unique index member_one_person on staff.member (institution_id, identity_number_index);
create index member_by_initials on staff.member (institution_id, initials text_pattern_ops);
select platform.protect('staff.member');

-- The account of a member: one each, with the class of duty that keeps the three administrators apart (三员分立).
-- `duty` is 'working', or the name of the one administrator's role that the account may hold.
create table staff.account (
  institution_id integer     not null,
  id             uuid        not null,
  member_id      uuid        not null,
  duty           text        not null check (duty in ('working', 'system-admin', 'security-admin', 'audit-admin')),
  created_at     timestamptz not null,
  primary key (institution_id, id),
  unique (institution_id, member_id),
  unique (institution_id, id, duty),
  foreign key (institution_id, member_id) references staff.member (institution_id, id),
  foreign key (institution_id, id) references sign_in.credential (institution_id, account_id)
);
select platform.protect('staff.account');

-- A role in a department, or in the whole institution when there is none. Ended, never deleted.
-- Why the copied duty: with the foreign key and the check no statement whatever can give one account two
-- administrators' roles, or an administrator's and a working one.
create table staff.role_assignment (
  institution_id integer     not null,
  id             uuid        not null,
  account_id     uuid        not null,
  duty           text        not null,
  role           text        not null check (role in ('registrar', 'triage-nurse', 'doctor', 'cashier', 'pharmacist',
                               'lab-technician', 'ward-nurse', 'public-health-worker', 'manager',
                               'system-admin', 'security-admin', 'audit-admin')),
  department_id  uuid,
  granted_by     text        not null,
  granted_at     timestamptz not null,
  ended_by       text,
  ended_at       timestamptz,
  primary key (institution_id, id),
  foreign key (institution_id, account_id, duty) references staff.account (institution_id, id, duty) on update cascade,
  foreign key (institution_id, department_id) references institutions.department (institution_id, id),
  constraint one_duty check (
    ended_at is not null
    or case when role in ('system-admin', 'security-admin', 'audit-admin') then duty = role else duty = 'working' end),
  constraint administrators_everywhere check (
    department_id is null or role not in ('system-admin', 'security-admin', 'audit-admin')),
  check ((ended_at is null) = (ended_by is null))
);
create unique index role_assignment_once
  on staff.role_assignment (institution_id, account_id, role, department_id) nulls not distinct where ended_at is null;
select platform.protect('staff.role_assignment');
