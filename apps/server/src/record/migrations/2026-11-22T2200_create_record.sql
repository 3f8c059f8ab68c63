-- The FHIR R4 record: one row for the current version of each resource, one for each version before it.
-- Why so and not otherwise: docs/decisions, record storage.
create schema record;

create table record.resource (
  institution_id integer     not null,
  version        integer     not null check (version >= 1),
  updated_at     timestamptz not null,
  -- Milliseconds since 1970 of the type's main date, half-open; both -9007199254740991 when there is none.
  date_from      bigint      not null,
  date_to        bigint      not null,
  -- Keyed hash of the patient whose record this belongs to.
  patient        bigint,
  -- Number of the resource type: its place in the alphabet of R4, which is closed.
  type           smallint    not null,
  -- Longer than a day. A column and not an expression in the index, because under row-level security an index serves
  -- only plain comparisons; not generated, because that costs every write the parsing of its expression.
  is_long        boolean     not null,
  id             text        collate "C" not null check (id ~ '^[A-Za-z0-9.-]{1,64}$'),
  -- Keyed hashes of everything search can ask for.
  terms          bigint[]    not null,
  -- Sealed JSON; null when the resource is deleted.
  content        bytea,
  primary key (institution_id, type, id)
);

-- Sealed content cannot be compressed again, hashes neither; trying costs time at every write.
alter table record.resource
  alter column content set storage external,
  alter column terms set storage external;

-- Frequent codes must be told from rare ones, or the planner takes a state that half the rows have for a good key.
alter table record.resource alter column terms set statistics 500;

-- A plan made for a small table is slow on the large one it grows into, and every plan is made anew after an analysis.
alter table record.resource set (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500);

-- A GIN pending list makes every search read what has not yet been merged.
create index resource_terms on record.resource using gin (terms) with (fastupdate = off);
-- The indexes of searches leave deletions out, and so cannot be taken for a look-up by id, which must see them. That
-- keeps such look-ups on the primary key even when the planner believes a type to be rare because it is new.
-- A person's record, by kind and date.
create index resource_patient on record.resource (institution_id, type, patient, date_from) where content is not null;
create index resource_date on record.resource (institution_id, type, date_from) where content is not null;
-- Stays, plans and other long spans, found by their end: an open one has begun long before it is asked for.
create index resource_long on record.resource (institution_id, type, date_to) where is_long and content is not null;
create index resource_updated on record.resource (institution_id, type, updated_at) where content is not null;

create table record.version (
  institution_id integer     not null,
  version        integer     not null,
  updated_at     timestamptz not null,
  type           smallint    not null,
  id             text        collate "C" not null,
  content        bytea,
  primary key (institution_id, type, id, version)
);
alter table record.version alter column content set storage external;

-- Why in the database: no write, also none of a later program or a script, can replace a version without keeping it.
create function record.keep_version() returns trigger language plpgsql as $$
begin
  if (new.institution_id, new.type, new.id) is distinct from (old.institution_id, old.type, old.id) then
    raise exception 'a record resource keeps its institution, type and id';
  end if;
  if new.version = old.version then
    -- Search keys may be worked out anew; the content of a version never changes.
    if new.content is distinct from old.content or new.updated_at <> old.updated_at then
      raise exception 'version % of a record resource is final', old.version;
    end if;
    return new;
  end if;
  if new.version <> old.version + 1 then
    raise exception 'version % of a record resource must be followed by %', old.version, old.version + 1;
  end if;
  insert into record.version (institution_id, type, version, updated_at, id, content)
  values (old.institution_id, old.type, old.version, old.updated_at, old.id, old.content);
  return new;
end $$;

create trigger resource_history before update on record.resource
  for each row execute function record.keep_version();

create function record.refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception 'the record is never removed; a deletion is a version without content';
end $$;
create trigger resource_stays before delete or truncate on record.resource
  for each statement execute function record.refuse_removal();
create trigger version_stays before update or delete or truncate on record.version
  for each statement execute function record.refuse_removal();

select platform.protect('record.resource');
select platform.protect('record.version', true);
