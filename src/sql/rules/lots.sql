-- rules/lots.sql: lots of points: crediting, using up, taking back, putting back
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The account's lock is held by whoever calls these. They change lots and write allocations, and
-- return what the caller has to add to the account and to the entry. After each entry always
--   sum of the ledger's points = sum of what remains in lots - owed points.

create or replace function private.expires_on(rules stempel.program_version, day date)
returns date
language plpgsql stable as $$
declare
  last_day date;
  year integer := extract(year from day);
begin
  case rules.expiry
    when 'days', 'inactivity' then
      last_day := day + rules.expiry_days;
    when 'months' then
      last_day := date_trunc('month', day) + make_interval(months => rules.expiry_months + 1)
                  - interval '1 day';
    when 'yearly' then
      last_day := private.day_of_year(rules.expiry_day, year);
      if last_day <= day then
        last_day := private.day_of_year(rules.expiry_day, year + 1);
      end if;
    else
      last_day := null;
  end case;
  return last_day;
end
$$;
comment on function private.expires_on(stempel.program_version, date) is
  'The last day on which points credited that day can be used; null: they never lapse.';

create or replace function private.day_of_year(month_and_day text, year integer) returns date
language sql immutable as $$
  -- 29 February is the 28th where there is none.
  select case when month_and_day = '02-29'
              then make_date(year, 3, 1) - 1
              else make_date(year, left(month_and_day, 2)::int, right(month_and_day, 2)::int) end
$$;

create or replace function private.lapsed_points(account stempel.account, day date)
returns bigint
language plpgsql stable as $$
declare
  lapsed bigint;
begin
  if coalesce(account.lapses_on >= day, true) then
    return 0;
  end if;
  select coalesce(sum(l.remaining), 0) into lapsed
    from stempel.lot l
   where l.merchant_id = account.merchant_id and l.account_id = account.id
     and l.open and l.expires_on < day;
  return lapsed;
end
$$;
comment on function private.lapsed_points(stempel.account, date) is
  'Points that nobody can use any more and that the expiry job has not booked yet.';

create or replace function private.reserved_points(account stempel.account, at timestamptz,
                                                   without bigint default null)
returns bigint
language plpgsql stable as $$
declare
  reserved bigint;
begin
  if coalesce(account.reserved_until <= at, true) then
    return 0;
  end if;
  select coalesce(sum(r.points), 0) into reserved
    from stempel.reservation r
   where r.merchant_id = account.merchant_id and r.account_id = account.id
     and r.state = 'open' and r.expires_at > at and r.id is distinct from without;
  return reserved;
end
$$;
comment on function private.reserved_points(stempel.account, timestamptz, bigint) is
  'Points held for tills, but for the reservation `without`. Each lets go by itself.';

create or replace function private.next_expiry(account stempel.account, day date,
                                               out points bigint, out expires_on date)
language plpgsql stable as $$
begin
  if coalesce(account.lapses_on >= day, true) then
    expires_on := account.lapses_on;
    points := case when account.lapses_on is not null then account.lapsing_points end;
    return;
  end if;
  select l.expires_on, sum(l.remaining) into expires_on, points
    from stempel.lot l
   where l.merchant_id = account.merchant_id and l.account_id = account.id
     and l.open and l.expires_on >= day
   group by l.expires_on
   order by l.expires_on
   limit 1;
end
$$;
comment on function private.next_expiry(stempel.account, date) is
  'The points that lapse next, and their last day; nulls when none ever lapse.';

create or replace function private.expiring_with(account stempel.account, more bigint,
                                                 last_day date, day date)
returns jsonb
language sql stable as $$
  select case when n.expires_on is null and (last_day is null or more = 0) then null
              else jsonb_build_object(
                'expires_on', least(n.expires_on, case when more > 0 then last_day end),
                'points', case when more = 0 or n.expires_on < last_day or last_day is null
                                 then n.points
                               when n.expires_on = last_day then n.points + more
                               else more end) end
    from private.next_expiry(account, day) n
$$;
comment on function private.expiring_with(stempel.account, bigint, date, date) is
  'The points that would lapse next if there were `more` of them until last_day.';

create or replace function private.remember_lapse(account stempel.account)
returns stempel.account
language plpgsql stable as $$
declare
  next record;
begin
  select l.expires_on, sum(l.remaining) as points into next
    from stempel.lot l
   where l.merchant_id = account.merchant_id and l.account_id = account.id
     and l.open and l.expires_on is not null
   group by l.expires_on
   order by l.expires_on
   limit 1;
  account.lapses_on := next.expires_on;
  account.lapsing_points := coalesce(next.points, 0);
  return account;
end
$$;
comment on function private.remember_lapse(stempel.account) is
  'Has the account know anew which of its points lapse first.';

create or replace function private.points_state(account stempel.account, at timestamptz, day date)
returns jsonb
language plpgsql stable as $$
declare
  -- Also where a void has taken all there was: what comes in next is held as well.
  reserved bigint := private.reserved_points(account, at);
  usable bigint := account.points;
  lapses_on date := account.lapses_on;
  lapsing_points bigint := account.lapsing_points;
begin
  if lapses_on < day then
    usable := usable - private.lapsed_points(account, day);
    select n.expires_on, n.points into lapses_on, lapsing_points
      from private.next_expiry(account, day) n;
  end if;
  return jsonb_build_object(
    'points', greatest(usable - reserved, 0), 'owed_points', account.owed_points,
    'reserved_points', reserved,
    'expiring', case when lapses_on is not null then jsonb_build_object(
      'expires_on', lapses_on, 'points', lapsing_points) end);
end
$$;
comment on function private.points_state(stempel.account, timestamptz, date) is
  'The points of an account as a person at the counter needs them.';

create or replace function private.open_lot(account stempel.account, entry stempel.entry,
                                            source_id bigint, points bigint, repaid bigint,
                                            expires_on date)
returns stempel.lot
language plpgsql as $$
declare
  opened stempel.lot;
begin
  insert into stempel.lot (merchant_id, account_id, entry_id, source_id, points, repaid,
                           remaining, opened_at, expires_on)
  values (account.merchant_id, account.id, entry.id, source_id, points, repaid,
          points - repaid, entry.occurred_at, expires_on)
  returning * into opened;
  return opened;
end
$$;

create or replace function private.credit_points(account stempel.account, entry stempel.entry,
                                                 points bigint, expires_on date)
returns stempel.account
language plpgsql as $$
declare
  repaid bigint := least(account.owed_points, points);
begin
  insert into stempel.lot (merchant_id, id, account_id, entry_id, source_id, points, repaid,
                           remaining, opened_at, expires_on)
  overriding system value
  values (account.merchant_id, coalesce(entry.lots[1], nextval('stempel.lot_id_seq')), account.id,
          entry.id, entry.id, points, repaid, points - repaid, entry.occurred_at, expires_on);
  account.owed_points := account.owed_points - repaid;
  account.points := account.points + points - repaid;
  if points > repaid and expires_on <= coalesce(account.lapses_on, expires_on) then
    account.lapsing_points := points - repaid
      + case when expires_on = account.lapses_on then account.lapsing_points else 0 end;
    account.lapses_on := expires_on;
  end if;
  return account;
end
$$;
comment on function private.credit_points(stempel.account, stempel.entry, bigint, date) is
  'What is owed is repaid first; the rest of the lot can be used. The entry may name its id.';

create or replace function private.use_lot(entry stempel.entry, lot stempel.lot, points bigint,
                                           place integer)
returns void
language plpgsql as $$
begin
  update stempel.lot l set remaining = l.remaining - use_lot.points
   where l.merchant_id = lot.merchant_id and l.id = lot.id;
  insert into stempel.allocation (merchant_id, entry_id, lot_id, points, place)
  values (lot.merchant_id, entry.id, lot.id, points, place);
end
$$;

create or replace function private.take_points(account stempel.account, entry stempel.entry,
                                               wanted bigint, day date,
                                               not_from bigint default null)
returns bigint
language plpgsql as $$
declare
  lot stempel.lot;
  missing bigint := wanted;
  place integer := 0;
begin
  if wanted <= 0 then
    return 0;
  end if;
  for lot in
    select * from stempel.lot l
     where l.merchant_id = account.merchant_id and l.account_id = account.id and l.open
       and (l.expires_on >= day or l.expires_on is null) and l.id is distinct from not_from
     order by l.expires_on, l.opened_at, l.id
  loop
    place := place + 1;
    perform private.use_lot(entry, lot, least(lot.remaining, missing), place);
    missing := missing - least(lot.remaining, missing);
    exit when missing = 0;
  end loop;
  return wanted - missing;
end
$$;
comment on function private.take_points(stempel.account, stempel.entry, bigint, date, bigint) is
  'Uses lots up, the one that lapses first first, and returns how many points there were.';

create or replace function private.earned_lot(merchant_id bigint, entry_id bigint)
returns stempel.lot
language plpgsql stable as $$
declare
  found_one stempel.lot;
begin
  select * into found_one
    from stempel.lot l
   where l.merchant_id = earned_lot.merchant_id and l.entry_id = earned_lot.entry_id
     and l.source_id = earned_lot.entry_id;
  return found_one;
end
$$;
comment on function private.earned_lot(bigint, bigint) is
  'The lot that an earning opened, where it is kept what was taken back of it.';

-- (1) What remains of the earning's own lot, (2) nothing for what lapsed in it, (3) other lots in
-- the order of use, (4) what nobody has any more by the policy of the rules it was earned under.
create or replace function private.reverse_points(account stempel.account, entry stempel.entry,
                                                  lot stempel.lot, points bigint, day date,
                                                  rules stempel.program_version,
                                                  out taken bigint, out owed bigint,
                                                  out written_off bigint)
language plpgsql as $$
declare
  own stempel.lot := private.lot_now(account, lot);
  here bigint := least(own.remaining, points);
  elsewhere bigint := greatest(0, lot.reversed + points - lot.reversed_here - here
                                  - private.lapsed_in(account, lot) - lot.reversed_elsewhere);
  rest bigint;
begin
  if here > 0 then
    perform private.use_lot(entry, own, here, 0);
  end if;
  rest := elsewhere - private.take_points(account, entry, elsewhere, day, own.id);
  taken := here + elsewhere - rest;
  if rest > 0 and rules.refund_policy = 'block' then
    perform private.refuse('insufficient_balance', jsonb_build_object(
      'balance', taken, 'required', here + elsewhere));
  end if;
  written_off := case when rules.refund_policy = 'write_off'
                      then least(rest, rules.write_off_maximum) else 0 end;
  owed := rest - written_off;

  update stempel.lot l
     set reversed = l.reversed + reverse_points.points, reversed_here = l.reversed_here + here,
         reversed_elsewhere = l.reversed_elsewhere + elsewhere
   where l.merchant_id = lot.merchant_id and l.id = lot.id;
end
$$;
comment on function private.reverse_points(stempel.account, stempel.entry, stempel.lot, bigint,
                                           date, stempel.program_version) is
  'Takes points of an earning back: from lots, as a debt, or (written_off) not at all.';

-- Into the same lot with its old date; where that one has lapsed, into a new one for a fortnight;
-- where its earning was taken back in part meanwhile, or it was a duplicate's, into one of its own,
-- so that what is counted there stays true.
create or replace function private.put_back(account stempel.account, entry stempel.entry,
                                            lot stempel.lot, points bigint, day date)
returns void
language plpgsql as $$
declare
  earned stempel.lot := private.earned_lot(lot.merchant_id, lot.source_id);
  last_day date := coalesce((private.lot_now(account, lot)).expires_on, lot.expires_on);
begin
  if last_day < day then
    perform private.open_lot(account, entry, lot.source_id, points, 0, day + 14);
  elsif earned.reversed > 0 or lot.account_id <> account.id then
    perform private.open_lot(account, entry, lot.source_id, points, 0, last_day);
  else
    perform private.use_lot(entry, lot, -points, 0);
  end if;
end
$$;

-- What a redemption used, in the order of use, without the `restored` points that came back before:
-- refunds put back from the end, so that a beginning is left.
create or replace function private.still_used(redeemed stempel.entry, restored bigint)
returns table (lot stempel.lot, points bigint, place integer)
language plpgsql stable as $$
begin
  return query
    select u.used_lot, least(u.points, -redeemed.points - restored - u.before), u.place
      from (select l as used_lot, a.points, a.place,
                   (sum(a.points) over (order by a.place))::bigint - a.points as before
              from stempel.allocation a
              join stempel.lot l on (l.merchant_id, l.id) = (a.merchant_id, a.lot_id)
             where a.merchant_id = redeemed.merchant_id and a.entry_id = redeemed.id) u
     where -redeemed.points - restored > u.before
     order by u.place;
end
$$;

create or replace function private.restore_points(account stempel.account, entry stempel.entry,
                                                  redeemed stempel.entry, points bigint,
                                                  restored bigint, day date)
returns stempel.account
language plpgsql as $$
declare
  used record;
  left_over bigint := points;
  direction integer := case when points < -redeemed.points - restored then -1 else 1 end;
  back bigint;
  repaid bigint;
begin
  for used in
    select * from private.still_used(redeemed, restored) u order by u.place * direction
  loop
    exit when left_over = 0;
    back := least(used.points, left_over);
    repaid := least(account.owed_points, back);
    left_over := left_over - back;
    account.owed_points := account.owed_points - repaid;
    account.points := account.points + back - repaid;
    if back > repaid then
      perform private.put_back(account, entry, used.lot, back - repaid, day);
    end if;
  end loop;
  return account;
end
$$;
comment on function private.restore_points(stempel.account, stempel.entry, stempel.entry, bigint,
                                           bigint, date) is
  'Puts points of a redemption back: what is owed is repaid first. A part comes from the end.';
