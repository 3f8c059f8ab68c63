-- What every module's tables stand on: the roles the server works as, and the wall between institutions.

-- Why the guards: roles belong to the whole cluster, and several databases of one cluster may be migrated at once.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['xinglin_app', 'xinglin_platform'] loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin', wanted);
      end if;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then
        raise exception 'the database login % may not create roles', current_user
          using hint = 'Let a database administrator run once: create role xinglin_app nologin; '
            || 'create role xinglin_platform nologin; grant xinglin_app to xinglin_platform; '
            || format('grant xinglin_app, xinglin_platform to %I;', current_user);
    end;
  end loop;

  -- Two sessions granting the same membership at once fail with "tuple concurrently updated"; one of them succeeded.
  for attempt in 1..20 loop
    begin
      if not pg_has_role('xinglin_platform', 'xinglin_app', 'member') then
        grant xinglin_app to xinglin_platform;
      end if;
      if not pg_has_role(current_user, 'xinglin_platform', 'member') then
        execute format('grant xinglin_app, xinglin_platform to %I', current_user);
      end if;
      exit;
    exception when internal_error or unique_violation then
      perform pg_sleep(0.05);
    end;
  end loop;
end $$;

create schema if not exists platform;
grant usage on schema platform to xinglin_app;
grant select on platform.migration to xinglin_app;

-- The institution whose rows this transaction may see; null, which equals nothing, when none is set.
create function platform.current_scope() returns integer
language sql stable parallel safe as $$
  select case when current_setting('xinglin.institution', true) ~ '^[0-9]{1,9}$'
    then current_setting('xinglin.institution', true)::integer end
$$;

-- Puts a table behind the wall and gives the server its rights.
-- Why two policies for two roles, and not one with "or": the planner can use an index on (institution_id, …) for an
-- equality, never for an "or". Why (select …): it is worked out once per statement instead of once per row.
-- Views over protected tables must be created `with (security_invoker = true)`.
create function platform.protect(protected regclass, insert_only boolean default false) returns void
language plpgsql as $$
declare
  in_schema name := (select relnamespace::regnamespace::name from pg_class where oid = protected);
begin
  if not exists (
    select from pg_attribute
    where attrelid = protected and attname = 'institution_id' and atttypid = 'integer'::regtype and attnotnull
  ) then
    raise exception '% needs a column: institution_id integer not null', protected;
  end if;
  execute format('alter table %s enable row level security', protected);
  execute format('alter table %s force row level security', protected);
  execute format(
    'create policy own_institution on %s to xinglin_app '
    'using (institution_id = (select platform.current_scope())) '
    'with check (institution_id = (select platform.current_scope()))', protected);
  execute format('create policy whole_platform on %s to xinglin_platform using (true) with check (true)', protected);
  execute format('grant usage on schema %I to xinglin_app', in_schema);
  execute format('grant select, insert%s on %s to xinglin_app',
    case when insert_only then '' else ', update, delete' end, protected);
  execute format('grant usage, select on all sequences in schema %I to xinglin_app', in_schema);
end $$;

-- Answers of commands by the key the caller made, so that pressing twice is done once. The answer is sealed, because
-- it may hold a person's data.
create table platform.idempotency (
  institution_id integer     not null,
  key            text        not null check (length(key) between 8 and 200),
  digest         bytea       not null,
  output         bytea,
  created_at     timestamptz not null default now(),
  primary key (institution_id, key)
);
-- For the purge of old keys.
create index idempotency_age on platform.idempotency using brin (created_at);
select platform.protect('platform.idempotency');
