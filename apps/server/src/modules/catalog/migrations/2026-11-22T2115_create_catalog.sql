create schema catalog;
-- For exclusion constraints that compare identifiers and ranges together. Ships with PostgreSQL and may be created by
-- the owner of the database.
create extension if not exists btree_gist;

create table catalog.drug (
  institution_id  integer       not null,
  id              uuid          not null,
  code            text          not null,
  -- Generic drug of the knowledge base; null: no rule can check the product.
  generic_id      text,
  name            text          not null,
  trade_name      text,
  english         text,
  category        text          not null check (category in ('western', 'patent-chinese', 'herbal')),
  specification   text          not null,
  dosage_form     text          not null,
  dose_unit       text          not null,
  dose_per_unit   numeric(18,6) not null check (dose_per_unit > 0),
  dispensing_unit text          not null,
  pack_unit       text          not null,
  pack_size       numeric(18,6) not null check (pack_size > 0 and pack_size = trunc(pack_size)),
  splittable      boolean       not null,
  single_use      boolean       not null,
  manufacturer    text          not null,
  approval_number text,
  barcode         text,
  routes          text[]        not null check (cardinality(routes) > 0),
  usual_use       jsonb,
  storage         text          not null check (storage in ('normal', 'cool', 'cold')),
  essential       boolean       not null,
  controlled      text          check (controlled in ('narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic')),
  antibiotic_tier text          check (antibiotic_tier in ('unrestricted', 'restricted', 'special')),
  skin_test       boolean       not null,
  high_alert      boolean       not null,
  state           text          not null default 'active' check (state in ('active', 'retired')),
  version         integer       not null default 1,
  -- Everything it can be found by, in search form.
  terms           text[]        not null,
  primary key (institution_id, id),
  constraint drug_code_is_unique unique (institution_id, code)
);
select platform.protect('catalog.drug');

create table catalog.service (
  institution_id  integer not null,
  id              uuid    not null,
  code            text    not null,
  name            text    not null,
  english         text,
  category        text    not null,
  charge_category text    not null,
  unit            text    not null,
  -- Codes of services that its fee covers in the same visit.
  covers          text[]  not null default '{}',
  note            text,
  state           text    not null default 'active' check (state in ('active', 'retired')),
  version         integer not null default 1,
  terms           text[]  not null,
  primary key (institution_id, id),
  constraint service_code_is_unique unique (institution_id, code)
);
select platform.protect('catalog.service');

-- Another value after every change of drugs or services; the search index in memory knows by it that it is out of
-- date. Why random and not counted: a number from a transaction that was rolled back would come again for something else.
create table catalog.revision (
  institution_id integer not null primary key,
  revision       uuid    not null
);
select platform.protect('catalog.revision');

-- Every version of a drug or service as it was written: who, when, why.
create table catalog.change (
  institution_id  integer     not null,
  kind            text        not null check (kind in ('drug', 'service')),
  item_id         uuid        not null,
  version         integer     not null,
  content         jsonb       not null,
  reason          text,
  -- The person, or 'platform' for the house itself.
  changed_by      text        not null,
  changed_by_name text        not null,
  changed_at      timestamptz not null,
  primary key (institution_id, item_id, version)
);
select platform.protect('catalog.change', true);

-- Every decision about a price, kept for ever: who, when, why, from which day.
create table catalog.price_decision (
  institution_id  integer       not null,
  id              uuid          not null,
  drug_id         uuid,
  service_id      uuid,
  amount          numeric(18,6) not null check (amount >= 0),
  basis           text          not null check (basis in ('unit', 'pack')),
  valid_from      date          not null,
  reason          text          not null,
  decided_by      text          not null,
  decided_by_name text          not null,
  decided_at      timestamptz   not null,
  primary key (institution_id, id),
  check (num_nonnulls(drug_id, service_id) = 1),
  foreign key (institution_id, drug_id) references catalog.drug (institution_id, id),
  foreign key (institution_id, service_id) references catalog.service (institution_id, id)
);
create index price_decision_by_drug on catalog.price_decision (institution_id, drug_id) where drug_id is not null;
create index price_decision_by_service on catalog.price_decision (institution_id, service_id)
  where service_id is not null;
select platform.protect('catalog.price_decision', true);

-- What follows from the decisions: which price holds on which day.
create table catalog.price (
  institution_id integer       not null,
  id             uuid          not null,
  drug_id        uuid,
  service_id     uuid,
  item_id        uuid          not null generated always as (coalesce(drug_id, service_id)) stored,
  amount         numeric(18,6) not null check (amount >= 0),
  basis          text          not null check (basis in ('unit', 'pack')),
  -- Dispensing units the amount pays for.
  per_quantity   numeric(18,6) not null check (per_quantity > 0),
  valid          daterange     not null check (not isempty(valid) and not lower_inf(valid)),
  decision_id    uuid          not null,
  primary key (institution_id, id),
  check (num_nonnulls(drug_id, service_id) = 1),
  foreign key (institution_id, drug_id) references catalog.drug (institution_id, id),
  foreign key (institution_id, service_id) references catalog.service (institution_id, id),
  foreign key (institution_id, decision_id) references catalog.price_decision (institution_id, id),
  -- Two prices for one thing on one day are one price too many, whoever writes them.
  constraint one_price_a_day exclude using gist (institution_id with =, item_id with =, valid with &&)
);
select platform.protect('catalog.price');

-- How often each person chose a drug or a service: search shows first what is used.
create table catalog.use_count (
  institution_id integer     not null,
  staff_id       text        not null,
  kind           text        not null check (kind in ('drug', 'service')),
  item_id        uuid        not null,
  uses           integer     not null check (uses > 0),
  last_used_at   timestamptz not null,
  primary key (institution_id, kind, staff_id, item_id)
);
select platform.protect('catalog.use_count');
