create schema terminology;

-- Code systems and their concepts belong to the installation: every institution of a county chooses from the same
-- tables, so there is no institution in the key and no row-level security. They hold nobody's data. Institutions read
-- them; only the platform writes.
create table terminology.code_system (
  key          text        primary key,
  uri          text        not null,
  title_zh     text        not null,
  title_en     text        not null,
  version      text        not null,
  source       text        not null,
  license      text,
  -- SHA-256 of the content last loaded: what did not change is not loaded again.
  content_hash text        not null,
  -- Grows with every load; an index in memory knows by it that it is out of date.
  revision     bigint      not null default 1,
  loaded_at    timestamptz not null default now()
);

create table terminology.concept (
  system        text    not null references terminology.code_system (key),
  code          text    not null,
  display       text    not null,
  english       text,
  aliases       text[]  not null default '{}',
  -- Everything it can be found by, in search form: characters, full pinyin, initials, English, code.
  terms         text[]  not null,
  properties    jsonb   not null default '{}',
  -- The content shipped with the program, or an official table brought in by the institution. The names of an
  -- official table stand over those of the program.
  origin        text    not null check (origin in ('shipped', 'official')),
  first_version text    not null,
  last_version  text    not null,
  -- Concepts are never deleted: old records keep their meaning.
  retired       boolean not null default false,
  primary key (system, code)
);

grant usage on schema terminology to xinglin_app;
grant select on terminology.code_system, terminology.concept to xinglin_app;
grant insert, update on terminology.code_system, terminology.concept to xinglin_platform;

-- How often each person chose a concept: search shows first what is used.
create table terminology.use_count (
  institution_id integer     not null,
  staff_id       text        not null,
  system         text        not null,
  code           text        not null,
  uses           integer     not null check (uses > 0),
  last_used_at   timestamptz not null,
  primary key (institution_id, system, staff_id, code),
  foreign key (system, code) references terminology.concept (system, code)
);
select platform.protect('terminology.use_count');
