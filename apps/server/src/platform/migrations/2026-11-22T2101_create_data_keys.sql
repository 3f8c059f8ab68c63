-- Data keys, wrapped by the key-encryption key in the key file. They belong to the installation, not to an institution.
create table platform.data_key (
  id          integer     generated always as identity primary key,
  purpose     text        not null check (purpose in ('seal', 'index')),
  kek_id      text        not null,
  wrapped     bytea       not null,
  active_from timestamptz not null,
  created_at  timestamptz not null default now()
);

-- Why: a second index key would make every stored blind index unfindable.
create unique index data_key_one_index on platform.data_key (purpose) where purpose = 'index';

grant select, insert, update on platform.data_key to xinglin_app;
