create schema stock;

-- Where goods are kept. Each store and pharmacy has one quarantine for goods that wait for a decision.
create table stock.location (
  institution_id integer     not null,
  id             uuid        not null,
  department_id  uuid        not null,
  kind           text        not null check (kind in ('store', 'pharmacy', 'quarantine')),
  name           text        not null,
  quarantine_id  uuid,
  opened_at      timestamptz not null,
  primary key (institution_id, id),
  unique (institution_id, department_id, kind),
  foreign key (institution_id, department_id) references institutions.department (institution_id, id),
  foreign key (institution_id, quarantine_id) references stock.location (institution_id, id),
  check ((kind = 'quarantine') = (quarantine_id is null))
);
select platform.protect('stock.location');

-- The same batch number bought at another price or from another supplier is another batch: it costs something else.
create table stock.batch (
  institution_id integer       not null,
  id             uuid          not null,
  drug_id        uuid          not null,
  batch_number   text          not null,
  made_on        date,
  expires_on     date          not null,
  -- Yuan per dispensing unit.
  purchase_price numeric(18,6) not null check (purchase_price >= 0),
  supplier       text          not null default '',
  created_at     timestamptz   not null,
  primary key (institution_id, id),
  unique (institution_id, drug_id, batch_number, expires_on, purchase_price, supplier),
  unique (institution_id, id, drug_id, expires_on),
  foreign key (institution_id, drug_id) references catalog.drug (institution_id, id),
  check (made_on is null or made_on < expires_on)
);
select platform.protect('stock.batch', true);

-- A receipt, transfer, stocktake or write-off: the paper behind movements. Hand-outs and returns have their own
-- papers in the modules that make them.
create table stock.document (
  institution_id  integer     not null,
  id              uuid        not null,
  kind            text        not null check (kind in ('receipt', 'transfer', 'count', 'write-off')),
  location_id     uuid        not null,
  to_location_id  uuid,
  supplier        text,
  document_number text,
  reason          text,
  note            text,
  made_at         timestamptz not null,
  made_by         text        not null,
  made_by_name    text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, location_id) references stock.location (institution_id, id),
  foreign key (institution_id, to_location_id) references stock.location (institution_id, id)
);
select platform.protect('stock.document', true);

-- drug_id and expires_on repeat the batch, so that one index finds the goods that expire first.
create table stock.balance (
  institution_id integer       not null,
  location_id    uuid          not null,
  batch_id       uuid          not null,
  drug_id        uuid          not null,
  expires_on     date          not null,
  on_hand        numeric(18,6) not null default 0 check (on_hand >= 0),
  reserved       numeric(18,6) not null default 0 check (reserved >= 0),
  -- Position of the last movement; movements of one balance are numbered without gaps.
  moves          bigint        not null default 0,
  primary key (institution_id, location_id, batch_id),
  foreign key (institution_id, location_id) references stock.location (institution_id, id),
  foreign key (institution_id, batch_id, drug_id, expires_on)
    references stock.batch (institution_id, id, drug_id, expires_on),
  constraint balance_covers_reservations check (reserved <= on_hand)
);
create index balance_first_expiry on stock.balance (institution_id, location_id, drug_id, expires_on, batch_id);
select platform.protect('stock.balance');

-- The ledger. Only ever added to; a mistake is corrected by another movement.
create table stock.movement (
  institution_id integer       not null,
  id             uuid          not null,
  -- The order of the ledger; movements of one balance follow each other, gaps mean nothing.
  number         bigint        generated always as identity,
  location_id    uuid          not null,
  batch_id       uuid          not null,
  drug_id        uuid          not null,
  position       bigint        not null check (position > 0),
  kind           text          not null check (kind in (
    'receipt', 'transfer-out', 'transfer-in', 'issue', 'return', 'count-gain', 'count-loss', 'write-off')),
  quantity       numeric(18,6) not null check (quantity <> 0),
  before         numeric(18,6) not null check (before >= 0),
  after          numeric(18,6) not null check (after >= 0),
  purpose_kind   text          not null,
  purpose_id     uuid          not null,
  line_id        uuid,
  reason         text,
  moved_at       timestamptz   not null,
  moved_by       text          not null,
  moved_by_name  text          not null,
  primary key (institution_id, id),
  unique (institution_id, location_id, batch_id, position),
  foreign key (institution_id, location_id, batch_id)
    references stock.balance (institution_id, location_id, batch_id),
  check (after = before + quantity),
  check ((quantity > 0) = (kind in ('receipt', 'transfer-in', 'return', 'count-gain')))
);
create unique index movement_by_number on stock.movement (institution_id, number desc);
create index movement_by_time on stock.movement (institution_id, moved_at desc);
create index movement_by_drug on stock.movement (institution_id, drug_id, number desc);
create index movement_by_purpose on stock.movement (institution_id, purpose_kind, purpose_id);
select platform.protect('stock.movement', true);

-- Goods promised and still on the shelf. Kept apart from the ledger, because nothing has moved.
create table stock.reservation (
  institution_id integer       not null,
  id             uuid          not null,
  location_id    uuid          not null,
  batch_id       uuid          not null,
  drug_id        uuid          not null,
  quantity       numeric(18,6) not null check (quantity > 0),
  purpose_kind   text          not null,
  purpose_id     uuid          not null,
  line_id        uuid          not null,
  state          text          not null default 'open' check (state in ('open', 'issued', 'released')),
  reserved_at    timestamptz   not null,
  closed_at      timestamptz,
  primary key (institution_id, id),
  foreign key (institution_id, location_id, batch_id)
    references stock.balance (institution_id, location_id, batch_id),
  check ((state = 'open') = (closed_at is null))
);
create index reservation_by_purpose on stock.reservation (institution_id, purpose_kind, purpose_id);
create index reservation_open on stock.reservation (institution_id, location_id, batch_id) where state = 'open';
select platform.protect('stock.reservation');

-- The least that should be available; below it the drug shows as low.
create table stock.minimum (
  institution_id integer       not null,
  location_id    uuid          not null,
  drug_id        uuid          not null,
  minimum        numeric(18,6) not null check (minimum > 0),
  primary key (institution_id, location_id, drug_id),
  foreign key (institution_id, location_id) references stock.location (institution_id, id)
);
select platform.protect('stock.minimum');

-- Why: a movement is evidence.
create function stock.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the stock ledger is never changed';
end $$;
create trigger movement_is_final before update or delete or truncate on stock.movement
  for each statement execute function stock.refuse_change();

-- Why: each movement begins where the one before it ended, so that replaying the ledger gives the balance.
create function stock.check_movement_follows() returns trigger language plpgsql as $$
declare
  ended_at numeric := coalesce((
    select m.after from stock.movement m
    where m.institution_id = new.institution_id and m.location_id = new.location_id
      and m.batch_id = new.batch_id and m.position = new.position - 1), 0);
begin
  if new.before <> ended_at then
    raise exception 'movement % of batch % begins at %, the one before it ended at %',
      new.position, new.batch_id, new.before, ended_at;
  end if;
  return null;
end $$;
create constraint trigger movement_follows after insert on stock.movement
  deferrable initially deferred for each row execute function stock.check_movement_follows();

-- Why deferred: a balance is right when the movements and reservations behind it are all in.
create function stock.check_balance() returns trigger language plpgsql as $$
declare
  now_at   stock.balance;
  ended_at numeric;
  last     bigint;
  promised numeric;
begin
  select * into now_at from stock.balance b
  where b.institution_id = new.institution_id and b.location_id = new.location_id and b.batch_id = new.batch_id;
  if now_at is null then return null; end if;
  select m.after, m.position into ended_at, last from stock.movement m
    where m.institution_id = now_at.institution_id and m.location_id = now_at.location_id
      and m.batch_id = now_at.batch_id
    order by m.position desc limit 1;
  promised := coalesce((
    select sum(r.quantity) from stock.reservation r
    where r.institution_id = now_at.institution_id and r.location_id = now_at.location_id
      and r.batch_id = now_at.batch_id and r.state = 'open'), 0);
  if (now_at.on_hand, now_at.moves) <> (coalesce(ended_at, 0), coalesce(last, 0)) then
    raise exception 'balance of batch % says % after % movements, its ledger ends at % after %',
      now_at.batch_id, now_at.on_hand, now_at.moves, ended_at, last;
  end if;
  if now_at.reserved <> promised then
    raise exception 'balance of batch % has % reserved, open reservations sum to %',
      now_at.batch_id, now_at.reserved, promised;
  end if;
  return null;
end $$;
create constraint trigger balance_agrees after insert or update on stock.balance
  deferrable initially deferred for each row execute function stock.check_balance();
-- A ledger line or a reservation without its effect on the balance is caught as well.
create constraint trigger movement_agrees after insert on stock.movement
  deferrable initially deferred for each row execute function stock.check_balance();
create constraint trigger reservation_agrees after insert or update on stock.reservation
  deferrable initially deferred for each row execute function stock.check_balance();
