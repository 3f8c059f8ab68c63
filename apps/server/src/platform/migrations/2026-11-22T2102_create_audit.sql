create schema audit;

-- One row per access. Insert-only; `mac` is keyed, so an edit shows even before the entry is sealed into the chain.
create table audit.entry (
  institution_id integer     not null,
  id             bigint      generated always as identity,
  -- Orders entries by transaction, so that a seal can cover exactly the transactions that have ended.
  xid            xid8        not null default pg_current_xact_id(),
  at             timestamptz not null,
  staff_id       text        not null,
  account_id     text        not null,
  operation      text        not null,
  kind           text        not null check (kind in ('command', 'query', 'sign-in')),
  persons        text[]      not null,
  outcome        text        not null check (outcome in ('done', 'refused', 'failed')),
  reason         text,
  request_id     text        not null,
  client_address text        not null,
  mac            bytea       not null,
  primary key (institution_id, id)
);
create index entry_by_xid on audit.entry (xid, id);
create index entry_by_time on audit.entry (institution_id, at desc);
create index entry_by_staff on audit.entry (institution_id, staff_id, at desc);
create index entry_by_person on audit.entry using gin (persons) with (fastupdate = off);
select platform.protect('audit.entry', true);

-- The chain: each seal covers the entries of transactions [from_xid, to_xid) and the hash of the seal before it.
create table audit.seal (
  seal_no   bigint      primary key,
  from_xid  xid8        not null,
  to_xid    xid8        not null check (to_xid > from_xid),
  entry_ids bigint[]    not null,
  previous  bytea       not null,
  hash      bytea       not null,
  sealed_at timestamptz not null
);
grant select, insert on audit.seal to xinglin_app;

-- Why for every role, also the owner: the journal is evidence; nothing in the house may edit it.
create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit journal is never changed';
end $$;
create trigger entry_is_final before update or delete or truncate on audit.entry
  for each statement execute function audit.refuse_change();
create trigger seal_is_final before update or delete or truncate on audit.seal
  for each statement execute function audit.refuse_change();
