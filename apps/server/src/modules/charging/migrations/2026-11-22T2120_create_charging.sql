create schema charging;

-- What a visit owes. A line is worked out once and never changes its amount; only its state does.
create table charging.item (
  institution_id integer       not null,
  id             uuid          not null,
  visit_id       uuid          not null,
  patient_id     uuid          not null,
  source_kind    text          not null check (source_kind in ('registration', 'prescription', 'service')),
  source_id      uuid          not null,
  line_id        uuid          not null,
  category       text          not null,
  name           text          not null,
  specification  text,
  unit           text          not null,
  -- Yuan per unit.
  unit_price     numeric(18,6) not null check (unit_price >= 0),
  quantity       numeric(18,6) not null check (quantity > 0),
  amount_fen     bigint        not null check (amount_fen >= 0),
  state          text          not null check (state in ('pending', 'paying', 'settled', 'refunded', 'void')),
  -- The electronic payment that holds the line while it is under way.
  order_id       uuid,
  -- The line this one is the kept part of, after a partial refund.
  kept_of        uuid,
  charged_at     timestamptz   not null,
  charged_by     text          not null,
  ended_at       timestamptz,
  ended_by       text,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id),
  foreign key (institution_id, patient_id) references patients.patient (institution_id, id),
  foreign key (institution_id, kept_of) references charging.item (institution_id, id),
  check ((state = 'paying') = (order_id is not null)),
  check ((state in ('refunded', 'void')) = (ended_at is not null))
);
-- Why: nothing is charged twice, whoever presses and however often.
create unique index item_live_once on charging.item (institution_id, source_kind, source_id, line_id)
  where state in ('pending', 'paying', 'settled');
create index item_by_visit on charging.item (institution_id, visit_id);
create index item_by_source on charging.item (institution_id, source_kind, source_id);
create index item_open on charging.item (institution_id, charged_at) where state in ('pending', 'paying');
select platform.protect('charging.item');

-- Why: an amount that somebody was told does not change under their hands.
create function charging.keep_item() returns trigger language plpgsql as $$
begin
  if (new.visit_id, new.patient_id, new.source_kind, new.source_id, new.line_id, new.category, new.name,
      new.unit_price, new.quantity, new.amount_fen)
    is distinct from (old.visit_id, old.patient_id, old.source_kind, old.source_id, old.line_id, old.category,
      old.name, old.unit_price, old.quantity, old.amount_fen)
  then
    raise exception 'a charge line is never changed, only its state';
  end if;
  return new;
end $$;
create trigger item_is_kept before update on charging.item
  for each row execute function charging.keep_item();

-- Money taken (charge), taken back (reversal), or staying after a partial refund (kept).
create table charging.settlement (
  institution_id integer     not null,
  id             uuid        not null,
  kind           text        not null check (kind in ('charge', 'reversal', 'kept')),
  visit_id       uuid        not null,
  patient_id     uuid        not null,
  total_fen      bigint      not null,
  original_id    uuid,
  -- Sealed.
  reason         bytea,
  settled_at     timestamptz not null,
  -- The calendar day at the institution, on which the cashier answers for it.
  settled_on     date        not null,
  cashier_id     text        not null,
  cashier_name   text        not null,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id),
  foreign key (institution_id, original_id) references charging.settlement (institution_id, id),
  check ((kind = 'charge') = (original_id is null)),
  check (case kind when 'reversal' then total_fen <= 0 and reason is not null else total_fen >= 0 end)
);
-- Why: money is given back once, also when two people press at once.
create unique index settlement_reversed_once on charging.settlement (institution_id, original_id)
  where kind = 'reversal';
create unique index settlement_kept_once on charging.settlement (institution_id, original_id) where kind = 'kept';
create index settlement_by_visit on charging.settlement (institution_id, visit_id);
create index settlement_by_patient on charging.settlement (institution_id, patient_id, settled_at desc);
create index settlement_by_day on charging.settlement (institution_id, settled_on, cashier_id);
select platform.protect('charging.settlement', true);

create table charging.settlement_line (
  institution_id integer       not null,
  settlement_id  uuid          not null,
  position       integer       not null check (position > 0),
  item_id        uuid          not null,
  amount_fen     bigint        not null,
  primary key (institution_id, settlement_id, position),
  unique (institution_id, settlement_id, item_id),
  foreign key (institution_id, settlement_id) references charging.settlement (institution_id, id),
  foreign key (institution_id, item_id) references charging.item (institution_id, id)
);
create index settlement_line_by_item on charging.settlement_line (institution_id, item_id);
select platform.protect('charging.settlement_line', true);

create table charging.payment (
  institution_id integer not null,
  settlement_id  uuid    not null,
  method         text    not null check (method in ('cash', 'card')),
  amount_fen     bigint  not null check (amount_fen <> 0),
  tendered_fen   bigint,
  change_fen     bigint,
  -- The payment order of an electronic payment, also in reversals: money goes back the way it came.
  order_id       uuid,
  reference      text,
  payer          text,
  primary key (institution_id, settlement_id, method),
  foreign key (institution_id, settlement_id) references charging.settlement (institution_id, id),
  check ((method = 'card') = (order_id is not null)),
  check ((tendered_fen is null) = (change_fen is null)),
  check (tendered_fen is null or (method = 'cash' and change_fen >= 0 and tendered_fen - change_fen = amount_fen))
);
select platform.protect('charging.payment', true);

-- Double entry in whole fen. Debits are positive, credits negative. Accounts: the ways of payment, and revenue by
-- receipt category.
create table charging.posting (
  institution_id integer not null,
  settlement_id  uuid    not null,
  account        text    not null check (account ~ '^(cash|card|revenue/[a-z-]+)$'),
  amount_fen     bigint  not null check (amount_fen <> 0),
  primary key (institution_id, settlement_id, account),
  foreign key (institution_id, settlement_id) references charging.settlement (institution_id, id)
);
select platform.protect('charging.posting', true);

-- One number per settlement, given last and never again. The counter rolls back with a settlement that failed, so
-- that the numbers of a year have no gaps.
create table charging.receipt (
  institution_id integer     not null,
  number         text        not null,
  settlement_id  uuid        not null,
  issued_at      timestamptz not null,
  primary key (institution_id, number),
  unique (institution_id, settlement_id),
  foreign key (institution_id, settlement_id) references charging.settlement (institution_id, id)
);
select platform.protect('charging.receipt', true);

create table charging.receipt_counter (
  institution_id integer not null,
  year           integer not null,
  last           bigint  not null check (last > 0),
  primary key (institution_id, year)
);
select platform.protect('charging.receipt_counter');

-- A payment asked of the outside. Made before the question leaves the house, so that no answer is ever without a home.
create table charging.payment_order (
  institution_id integer     not null,
  id             uuid        not null,
  visit_id       uuid        not null,
  patient_id     uuid        not null,
  method         text        not null check (method = 'card'),
  amount_fen     bigint      not null check (amount_fen > 0),
  -- The rest of the bill, paid in cash on the same settlement.
  cash_fen       bigint      not null default 0 check (cash_fen >= 0),
  tendered_fen   bigint      not null default 0 check (tendered_fen >= cash_fen),
  state          text        not null check (state in (
    'asking', 'unknown', 'approved', 'declined', 'return-pending', 'returned')),
  -- Set before the provider is asked for money; from then on it is only asked what became of it.
  sent_at        timestamptz,
  reference      text,
  payer          text,
  reason         text,
  settlement_id  uuid,
  started_at     timestamptz not null,
  started_by     text        not null,
  started_by_name text       not null,
  ended_at       timestamptz,
  primary key (institution_id, id),
  foreign key (institution_id, visit_id) references visits.visit (institution_id, id),
  foreign key (institution_id, settlement_id) references charging.settlement (institution_id, id),
  check (settlement_id is null or state = 'approved')
);
create index payment_order_open on charging.payment_order (institution_id, started_at)
  where state in ('asking', 'unknown', 'return-pending');
select platform.protect('charging.payment_order');

-- Money on its way back through the provider. Its id is the provider's refund number: the same number is paid once.
create table charging.payback (
  institution_id integer     not null,
  id             uuid        not null,
  order_id       uuid        not null,
  -- The reversal; none when a payment went back because its bill could not be settled.
  settlement_id  uuid,
  amount_fen     bigint      not null check (amount_fen > 0),
  state          text        not null check (state in ('asked', 'unknown', 'done', 'failed')),
  reason         text,
  asked_at       timestamptz not null,
  ended_at       timestamptz,
  primary key (institution_id, id),
  foreign key (institution_id, order_id) references charging.payment_order (institution_id, id),
  foreign key (institution_id, settlement_id) references charging.settlement (institution_id, id)
);
create index payback_by_order on charging.payback (institution_id, order_id);
create index payback_open on charging.payback (institution_id, asked_at) where state <> 'done';
select platform.protect('charging.payback');

-- Why: books are evidence. A mistake is corrected by a reversal, never by editing.
create function charging.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the books are never changed';
end $$;
do $$
declare
  final text;
begin
  foreach final in array array['settlement', 'settlement_line', 'payment', 'posting', 'receipt'] loop
    execute format('create trigger %I before update or delete or truncate on charging.%I
      for each statement execute function charging.refuse_change()', final || '_is_final', final);
  end loop;
end $$;

-- Why deferred: a settlement balances when all its rows are in. Lines, payments and postings say the same total,
-- postings sum to zero, a reversal takes back exactly what its original took, and every settlement has its number.
create function charging.check_settlement() returns trigger language plpgsql as $$
declare
  lines bigint; paid bigint; balance bigint; debits bigint; was bigint;
begin
  select coalesce(sum(amount_fen), 0) into lines
    from charging.settlement_line where institution_id = new.institution_id and settlement_id = new.id;
  select coalesce(sum(amount_fen), 0) into paid
    from charging.payment where institution_id = new.institution_id and settlement_id = new.id;
  select coalesce(sum(amount_fen), 0), coalesce(sum(amount_fen) filter (where account in ('cash', 'card')), 0)
    into balance, debits
    from charging.posting where institution_id = new.institution_id and settlement_id = new.id;
  if balance <> 0 then raise exception 'postings of settlement % do not sum to zero', new.id; end if;
  if lines <> new.total_fen or paid <> new.total_fen or debits <> new.total_fen then
    raise exception 'settlement % says %, its lines %, its payments %, its postings %',
      new.id, new.total_fen, lines, paid, debits;
  end if;
  if new.kind = 'reversal' then
    select s.total_fen into was
      from charging.settlement s where s.institution_id = new.institution_id and s.id = new.original_id;
    if new.total_fen <> -was then
      raise exception 'reversal % takes back %, not %', new.id, new.total_fen, was;
    end if;
  end if;
  if not exists (
    select from charging.receipt r where r.institution_id = new.institution_id and r.settlement_id = new.id
  ) then
    raise exception 'settlement % has no receipt number', new.id;
  end if;
  return null;
end $$;
create constraint trigger settlement_balances after insert on charging.settlement
  deferrable initially deferred for each row execute function charging.check_settlement();

-- Why: the check above looks at a settlement when it is made. Rows that came later would pass it by.
create function charging.only_with_settlement() returns trigger language plpgsql as $$
begin
  if not exists (
    select from charging.settlement s
    where s.institution_id = new.institution_id and s.id = new.settlement_id
      and s.xmin::text = pg_current_xact_id()::xid::text
  ) then
    raise exception 'settlement % is complete: nothing is added to it', new.settlement_id;
  end if;
  return null;
end $$;
create trigger line_in_time after insert on charging.settlement_line
  for each row execute function charging.only_with_settlement();
create trigger payment_in_time after insert on charging.payment
  for each row execute function charging.only_with_settlement();
create trigger posting_in_time after insert on charging.posting
  for each row execute function charging.only_with_settlement();
