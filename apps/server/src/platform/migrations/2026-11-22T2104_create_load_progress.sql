-- How far a long load has come, so that an interrupted one goes on where it stopped. Belongs to the installation.
create table platform.load_progress (
  name       text        primary key,
  done       integer     not null check (done between 0 and total),
  total      integer     not null,
  updated_at timestamptz not null default now()
);
grant select, insert, update on platform.load_progress to xinglin_app;
