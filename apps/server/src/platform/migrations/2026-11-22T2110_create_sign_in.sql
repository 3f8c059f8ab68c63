create schema sign_in;

-- One way in for one person. What the person may do is decided elsewhere; here is only how they prove who they are.
create table sign_in.credential (
  institution_id         integer     not null,
  account_id             uuid        not null,
  user_name              text        not null check (length(user_name) between 2 and 32),
  -- As compared: without case and width. Unique over all institutions, because people sign in without naming one.
  user_name_key          text        not null unique,
  -- PHC text of argon2id; names its own parameters.
  password_hash          text        not null,
  password_changed_at    timestamptz not null,
  must_change_password   boolean     not null,
  -- Administrators: longer passwords, changed more often, and always a second factor.
  is_administrator       boolean     not null,
  is_enabled             boolean     not null default true,
  -- Sealed. Confirmed once the person has shown a code made from it.
  totp_secret            bytea,
  totp_confirmed_at      timestamptz,
  -- Time step of the last code used: no code works twice.
  totp_last_step         bigint,
  last_sign_in_at        timestamptz,
  created_at             timestamptz not null,
  primary key (institution_id, account_id),
  check (totp_confirmed_at is null or totp_secret is not null)
);
select platform.protect('sign_in.credential');

create table sign_in.former_password (
  institution_id integer     not null,
  account_id     uuid        not null,
  password_hash  text        not null,
  replaced_at    timestamptz not null,
  primary key (institution_id, account_id, replaced_at),
  foreign key (institution_id, account_id) references sign_in.credential (institution_id, account_id)
);
select platform.protect('sign_in.former_password');

-- Codes for the day the phone is lost. Keyed hashes; each works once.
create table sign_in.backup_code (
  institution_id integer     not null,
  account_id     uuid        not null,
  code_hash      bytea       not null,
  used_at        timestamptz,
  primary key (institution_id, account_id, code_hash),
  foreign key (institution_id, account_id) references sign_in.credential (institution_id, account_id)
);
select platform.protect('sign_in.backup_code');

create table sign_in.session (
  institution_id   integer     not null,
  id               uuid        not null,
  account_id       uuid        not null,
  -- SHA-256 of a token of 256 random bits: whoever reads this table cannot sign in with it.
  token_hash       bytea       not null unique check (length(token_hash) = 32),
  second_factor_at timestamptz,
  began_at         timestamptz not null,
  -- Written at most once a minute.
  last_seen_at     timestamptz not null,
  client_address   text        not null,
  user_agent       text        not null,
  ended_at         timestamptz,
  end_reason       text        check (end_reason in ('signed-out', 'ended-by-owner', 'ended-by-administrator', 'idle',
                                                     'too-long', 'password-changed', 'rights-changed', 'disabled')),
  primary key (institution_id, id),
  foreign key (institution_id, account_id) references sign_in.credential (institution_id, account_id),
  check ((ended_at is null) = (end_reason is null))
);
create index session_open on sign_in.session (institution_id, account_id) where ended_at is null;
select platform.protect('sign_in.session');

-- Failures by what was typed, whether such an account exists or not, so that a lock betrays nothing.
-- Belongs to no institution: `subject` is a keyed hash of the kind of secret and the user name.
create table sign_in.failure (
  subject      bytea       primary key,
  failures     integer     not null check (failures > 0),
  counted_from timestamptz not null,
  locked_until timestamptz
);
create index failure_age on sign_in.failure (counted_from);
grant select, insert, update, delete on sign_in.failure to xinglin_app;
