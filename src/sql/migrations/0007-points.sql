-- 0007-points.sql: points: rules, lots, allocations, rewards, reservations; the chained ledger
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

alter table stempel.program drop constraint program_kind_check;
alter table stempel.program add check (kind in ('stamps', 'points', 'hybrid'));

alter table stempel.program_version
  alter stamps_target drop not null,
  alter max_stamps_per_visit drop not null,
  alter cooldown_minutes drop not null,
  alter daily_limit drop not null,
  alter reward drop not null,
  add points_per_step integer check (points_per_step between 1 and 1000000),
  add step_amount bigint check (step_amount between 1 and 100000000),
  add rounding text check (rounding in ('per_step', 'linear')),
  add minimum_amount bigint check (minimum_amount >= 0),
  add maximum_points bigint check (maximum_points >= 1),
  add welcome_points bigint check (welcome_points >= 0),
  add birthday_points bigint check (birthday_points >= 0),
  add bonus_periods jsonb,
  add bonus_mode text check (bonus_mode in ('times', 'max')),
  add redeem_minimum bigint check (redeem_minimum >= 1),
  add redeem_multiple bigint check (redeem_multiple >= 1),
  add money_points bigint check (money_points >= 1),
  add money_amount bigint check (money_amount >= 1),
  add maximum_share_bp integer check (maximum_share_bp between 1 and 10000),
  add expiry text check (expiry in ('none', 'days', 'months', 'yearly', 'inactivity')),
  add expiry_days integer check (expiry_days between 1 and 3650),
  add expiry_months integer check (expiry_months between 1 and 120),
  add expiry_day text check (expiry_day ~ '^[0-9]{2}-[0-9]{2}$'),
  add refund_policy text check (refund_policy in ('owe', 'write_off', 'block')),
  add write_off_maximum bigint check (write_off_maximum >= 0),
  add adjust_maximum bigint check (adjust_maximum >= 0),
  add check (num_nulls(stamps_target, max_stamps_per_visit, cooldown_minutes, daily_limit, reward)
             in (0, 5)),
  add check (num_nulls(points_per_step, step_amount, rounding, minimum_amount, welcome_points,
                       birthday_points, bonus_periods, bonus_mode, redeem_minimum,
                       redeem_multiple, expiry, refund_policy, write_off_maximum) in (0, 13)),
  add check (stamps_target is not null or points_per_step is not null),
  add check ((money_points is null) = (money_amount is null)),
  add check ((expiry in ('days', 'inactivity')) is not true or expiry_days is not null),
  add check ((expiry = 'months') is not true or expiry_months is not null),
  add check ((expiry = 'yearly') is not true or expiry_day is not null);
comment on column stempel.program_version.stamps_target is 'Null in a program of points only.';
comment on column stempel.program_version.points_per_step is 'Null in a program of stamps only.';
comment on column stempel.program_version.step_amount is 'Minor units of money for one step.';
comment on column stempel.program_version.minimum_amount is 'Smaller purchases earn nothing.';
comment on column stempel.program_version.maximum_points is 'Per purchase; null: no limit.';
comment on column stempel.program_version.bonus_periods is
  'Array of {name, multiplier_bp, weekdays?, from?, to?, starts_on?, ends_on?, store_ids?}.';
comment on column stempel.program_version.bonus_mode is
  'times: the tier''s multiplier times the highest running one; max: the higher of the two.';
comment on column stempel.program_version.money_points is
  'So many points are worth money_amount minor units; null: points are not taken as money.';
comment on column stempel.program_version.maximum_share_bp is
  'Of a ticket that can be paid with points, in basis points; null: all of it.';
comment on column stempel.program_version.expiry_day is 'MM-DD of the yearly expiry.';
comment on column stempel.program_version.refund_policy is
  'What of a refunded purchase''s points nobody has any more: owed, written off, or no refund.';
comment on column stempel.program_version.write_off_maximum is 'Points per refund.';
comment on column stempel.program_version.adjust_maximum is
  'Points that one person may adjust alone; null: any number.';

alter table stempel.account
  add points bigint not null default 0 check (points >= 0),
  add owed_points bigint not null default 0 check (owed_points >= 0),
  add last_activity_at timestamptz,
  add head bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(head) = 32);
comment on column stempel.account.points is
  'What remains of all lots, lapsed ones included until the expiry job has closed them.';
comment on column stempel.account.owed_points is
  'Points of a refund that were already spent; repaid first by every later credit.';
comment on column stempel.account.last_activity_at is
  'The last earn or redemption: what prolongs points that lapse by inactivity.';
comment on column stempel.account.head is 'The hash of the last entry; 32 zero bytes before it.';

create table stempel.reward (
  merchant_id bigint not null,
  id bigint generated always as identity,
  program_id bigint not null,
  names jsonb not null,
  cost_points bigint not null check (cost_points >= 1),
  value bigint check (value >= 0),
  stock integer check (stock >= 0),
  limit_per_member integer check (limit_per_member >= 1),
  starts_on date,
  ends_on date,
  state text not null default 'active' check (state in ('active', 'retired')),
  created_at timestamptz not null default clock_timestamp(),
  revision integer not null default 1,
  primary key (merchant_id, id),
  foreign key (merchant_id, program_id) references stempel.program,
  check (starts_on <= ends_on)
);
comment on table stempel.reward is 'The catalogue: what points can be exchanged for.';
comment on column stempel.reward.value is 'Worth in minor units of the merchant''s currency.';
comment on column stempel.reward.stock is 'How many are left; null: not counted.';
create index reward_program on stempel.reward (merchant_id, program_id, state, cost_points, id);
call private.confine('stempel.reward');

-- The ledger gets its second currency, what a purchase was, and its chain.
alter table stempel.entry
  drop constraint entry_kind_check,
  drop constraint entry_stamps_check,
  drop constraint entry_check,
  drop constraint entry_check1,
  alter stamps set default 0,
  alter store_id drop not null,
  alter login_id drop not null,
  add points bigint not null default 0,
  add points_after bigint not null default 0 check (points_after >= 0),
  add owed_points_after bigint not null default 0 check (owed_points_after >= 0),
  add receipt text,
  add ticket_amount bigint check (ticket_amount >= 0),
  add amount bigint check (amount >= 0),
  add multiplier_bp integer check (multiplier_bp >= 0),
  add tier_id bigint,
  add reward_id bigint,
  add lot_id bigint,
  add refunds bigint,
  add written_off bigint not null default 0 check (written_off >= 0),
  add lots bigint[] not null default '{}' check (cardinality(lots) % 3 = 0),
  add pair_id bigint,
  add approver_id bigint,
  add reason_code text,
  add batch_id bigint,
  add previous bytea not null default decode(repeat('00', 32), 'hex')
    check (octet_length(previous) = 32),
  add foreign key (merchant_id, refunds) references stempel.entry,
  add check (kind in ('stamp_earn', 'stamp_redeem', 'stamp_void', 'stamp_adjust', 'stamp_expire',
                      'points_earn', 'points_redeem', 'points_void', 'points_refund',
                      'points_adjust', 'points_expire', 'welcome', 'birthday', 'transfer',
                      'import', 'forfeit')),
  add check ((kind in ('stamp_void', 'points_void')) = (reverses is not null)),
  add check ((kind = 'points_refund') = (refunds is not null)),
  add check (case kind when 'stamp_earn' then stamps > 0 and points = 0
                       when 'stamp_redeem' then stamps < 0 and points = 0
                       when 'points_earn' then points >= 0 and stamps = 0
                       when 'points_redeem' then points < 0 and stamps = 0
                       when 'points_expire' then points < 0 and stamps = 0
                       else true end);
comment on column stempel.entry.store_id is 'Null: no store, as with points that lapse.';
comment on column stempel.entry.login_id is 'Null: nobody, a job did it.';
comment on column stempel.entry.receipt is 'The till''s number; unique per store and kind.';
comment on column stempel.entry.ticket_amount is 'The whole ticket in minor units.';
comment on column stempel.entry.amount is
  'Minor units: of an earn what counted, of a redemption what it was worth, of a refund what went '
  'back.';
comment on column stempel.entry.refunds is 'The entry that this one takes back in part.';
comment on column stempel.entry.written_off is 'Points of a refund that were let go.';
comment on column stempel.entry.lots is
  'What it did to lots, so that the chain holds that too. For each, as it came to them: '
  'the id, the change of what remains, the last day as YYYYMMDD (0: it never lapses).';
comment on column stempel.entry.pair_id is 'The other half of a transfer.';
comment on column stempel.entry.approver_id is 'The second person of a large adjustment.';
comment on column stempel.entry.previous is 'The hash of the account''s entry before this one.';
create index entry_receipt on stempel.entry (merchant_id, store_id, receipt)
  where receipt is not null;
create index entry_refunds on stempel.entry (merchant_id, refunds, id) where refunds is not null;

-- The chain. Which bytes are hashed, and in which order, is described in docs/ledger.md and can
-- never change for rows that exist. PL/pgSQL, because it keeps its plans: the expression of a
-- generated column is planned anew by every statement, and an SQL function with it.
create function private.entry_hash(
  previous bytea, merchant_id bigint, id bigint, account_id bigint, customer_id bigint,
  card_id bigint, program_id bigint, program_version integer, store_id bigint, employee_id bigint,
  login_id bigint, stamps integer, stamps_after integer, owed_after integer, points bigint,
  points_after bigint, owed_points_after bigint, occurred_at timestamptz, recorded_at timestamptz,
  business_day date, reverses bigint, refunds bigint, entitlement_id bigint, ticket_amount bigint,
  amount bigint, multiplier_bp integer, tier_id bigint, reward_id bigint, lot_id bigint,
  written_off bigint, pair_id bigint, approver_id bigint, batch_id bigint, idempotency_key uuid,
  kind text, receipt text, reason_code text, reason text, issued bigint[], lots bigint[],
  request_hash bytea)
returns bytea
language plpgsql immutable parallel safe as $$
declare
  -- No number is this one, so that nothing and zero differ.
  none constant bigint := -9223372036854775808;
  lists bytea := int4send(cardinality(issued));
  number bigint;
begin
  foreach number in array issued loop
    lists := lists || int8send(number);
  end loop;
  lists := lists || int4send(cardinality(lots));
  foreach number in array lots loop
    lists := lists || int8send(number);
  end loop;

  return sha256(previous || decode('01', 'hex')
    || int8send(merchant_id) || int8send(id) || int8send(account_id) || int8send(customer_id)
    || int8send(coalesce(card_id, none)) || int8send(program_id) || int8send(program_version)
    || int8send(coalesce(store_id, none)) || int8send(coalesce(employee_id, none))
    || int8send(coalesce(login_id, none)) || int8send(stamps) || int8send(stamps_after)
    || int8send(owed_after) || int8send(points) || int8send(points_after)
    || int8send(owed_points_after) || timestamptz_send(occurred_at)
    || timestamptz_send(recorded_at) || int8send(business_day - date '2000-01-01')
    || int8send(coalesce(reverses, none)) || int8send(coalesce(refunds, none))
    || int8send(coalesce(entitlement_id, none)) || int8send(coalesce(ticket_amount, none))
    || int8send(coalesce(amount, none)) || int8send(coalesce(multiplier_bp, none))
    || int8send(coalesce(tier_id, none)) || int8send(coalesce(reward_id, none))
    || int8send(coalesce(lot_id, none)) || int8send(written_off)
    || int8send(coalesce(pair_id, none)) || int8send(coalesce(approver_id, none))
    || int8send(coalesce(batch_id, none)) || uuid_send(idempotency_key)
    || int4send(octet_length(convert_to(kind, 'UTF8'))) || convert_to(kind, 'UTF8')
    || coalesce(int4send(octet_length(convert_to(receipt, 'UTF8')))
                || convert_to(receipt, 'UTF8'), int4send(-1))
    || coalesce(int4send(octet_length(convert_to(reason_code, 'UTF8')))
                || convert_to(reason_code, 'UTF8'), int4send(-1))
    || coalesce(int4send(octet_length(convert_to(reason, 'UTF8')))
                || convert_to(reason, 'UTF8'), int4send(-1))
    || lists || int4send(octet_length(request_hash)) || request_hash);
end
$$;

alter table stempel.entry add hash bytea not null generated always as (private.entry_hash(
  previous, merchant_id, id, account_id, customer_id, card_id, program_id, program_version,
  store_id, employee_id, login_id, stamps, stamps_after, owed_after, points, points_after,
  owed_points_after, occurred_at, recorded_at, business_day, reverses, refunds, entitlement_id,
  ticket_amount, amount, multiplier_bp, tier_id, reward_id, lot_id, written_off, pair_id,
  approver_id, batch_id, idempotency_key, kind, receipt, reason_code, reason, issued, lots,
  request_hash)) stored;
comment on column stempel.entry.hash is
  'SHA-256 of previous and of this row; computed by the table: nothing else can stand here.';

-- What was booked before there was a chain is put into one.
do $$
declare
  e record;
  merchant bigint;
  account bigint;
  head bytea;
begin
  alter table stempel.entry disable trigger user;
  alter table stempel.entry no force row level security;
  alter table stempel.account no force row level security;
  for e in select x.merchant_id, x.id, x.account_id, x.hash from stempel.entry x
            order by x.merchant_id, x.account_id, x.id
  loop
    if (e.merchant_id, e.account_id) is distinct from (merchant, account) then
      head := e.hash;
    else
      update stempel.entry x set previous = head
       where x.merchant_id = e.merchant_id and x.id = e.id
      returning x.hash into head;
    end if;
    merchant := e.merchant_id;
    account := e.account_id;
  end loop;
  update stempel.account a set head = l.hash
    from (select distinct on (x.merchant_id, x.account_id) x.merchant_id, x.account_id, x.hash
            from stempel.entry x order by x.merchant_id, x.account_id, x.id desc) l
   where l.merchant_id = a.merchant_id and l.account_id = a.id;
  alter table stempel.entry force row level security;
  alter table stempel.account force row level security;
  alter table stempel.entry enable always trigger append_only;
  alter table stempel.entry enable always trigger append_only_truncate;
end
$$;

create table stempel.lot (
  merchant_id bigint not null,
  id bigint generated always as identity,
  account_id bigint not null,
  entry_id bigint not null,
  source_id bigint not null,
  points bigint not null check (points >= 0),
  repaid bigint not null default 0 check (repaid between 0 and points),
  remaining bigint not null check (remaining between 0 and points - repaid),
  open boolean not null generated always as (remaining > 0) stored,
  opened_at timestamptz not null,
  expires_on date,
  expired bigint not null default 0 check (expired between 0 and points),
  reversed bigint not null default 0 check (reversed between 0 and points),
  reversed_here bigint not null default 0 check (reversed_here between 0 and reversed),
  reversed_elsewhere bigint not null default 0 check (reversed_elsewhere between 0 and reversed),
  refunded_amount bigint not null default 0 check (refunded_amount >= 0),
  noticed smallint not null default 0,
  primary key (merchant_id, id),
  foreign key (merchant_id, account_id) references stempel.account
) with (fillfactor = 85);
comment on table stempel.lot is
  'Points that were credited together and lapse together. Debits use lots up, the soonest first.';
comment on column stempel.lot.entry_id is 'The entry that opened it.';
comment on column stempel.lot.source_id is
  'The entry that earned the points: entry_id, unless they came back from a void redemption.';
comment on column stempel.lot.repaid is 'Of its points those that repaid a debt at once.';
comment on column stempel.lot.open is
  'Has an index, where remaining has none: most updates stay on the page.';
comment on column stempel.lot.expires_on is
  'The last day they can be used, in the merchant''s zone; null: they never lapse.';
comment on column stempel.lot.expired is 'Points that lapsed in it.';
comment on column stempel.lot.reversed is
  'Points of the earning that were taken back: reversed_here from this lot, reversed_elsewhere from '
  'others or as a debt; the rest had lapsed.';
comment on column stempel.lot.refunded_amount is 'Money of the purchase that went back.';
comment on column stempel.lot.noticed is 'Days before the end that a notice was given for: 30, 14.';
create index lot_use on stempel.lot (merchant_id, account_id, expires_on, opened_at, id) where open;
create index lot_expiry on stempel.lot (merchant_id, expires_on, account_id)
  where open and expires_on is not null;
create index lot_entry on stempel.lot (merchant_id, entry_id);
create index lot_account on stempel.lot (merchant_id, account_id, id);
call private.confine('stempel.lot');

create table stempel.allocation (
  merchant_id bigint not null,
  entry_id bigint not null,
  lot_id bigint not null,
  points bigint not null check (points <> 0),
  place integer not null,
  primary key (merchant_id, entry_id, lot_id)
);
comment on table stempel.allocation is
  'Which points of which lot a debit used; negative where an entry put them back.';
create index allocation_lot on stempel.allocation (merchant_id, lot_id, entry_id);
comment on column stempel.allocation.place is 'The order in which a debit came to the lots.';
call private.confine('stempel.allocation');
call private.append_only('stempel.allocation');

create table stempel.reservation (
  merchant_id bigint not null,
  id bigint generated always as identity,
  account_id bigint not null,
  reward_id bigint,
  points bigint not null check (points >= 1),
  amount bigint check (amount >= 0),
  request jsonb not null,
  state text not null default 'open' check (state in ('open', 'committed', 'cancelled')),
  reserved_at timestamptz not null,
  expires_at timestamptz not null,
  entry_id bigint,
  primary key (merchant_id, id),
  foreign key (merchant_id, account_id) references stempel.account,
  check ((state = 'committed') = (entry_id is not null))
);
comment on table stempel.reservation is
  'Points held for a till that may fail before it commits. Counts only until expires_at.';
comment on column stempel.reservation.request is 'What the commit will book.';
create index reservation_account on stempel.reservation (merchant_id, account_id)
  where state = 'open';
create index reservation_reward on stempel.reservation (merchant_id, reward_id)
  where state = 'open' and reward_id is not null;
call private.confine('stempel.reservation');

create table stempel.closed_month (
  merchant_id bigint not null references stempel.merchant,
  month date not null check (extract(day from month) = 1),
  closed_at timestamptz not null,
  closed_by bigint not null,
  primary key (merchant_id, month)
);
comment on table stempel.closed_month is 'Months whose entries can no longer be taken back.';
call private.confine('stempel.closed_month');
call private.append_only('stempel.closed_month');

reset role;
