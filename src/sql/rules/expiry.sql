-- rules/expiry.sql: points and full cards that lapse, and telling it before
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The work on one chunk of lots or full cards, whose accounts the job has locked (rules/jobs.sql).
-- Whatever stands there when the locks are held is read again, so that each lapses once.

-- Each account's chain takes one entry at a time, so each turn books the next lot of every account.
-- One statement may read and write here, because the accounts were locked before it began. The
-- snapshot has the members that private.write_entry keeps.
create or replace function private.expire_next_lots(caller private.caller, lots bigint[],
                                                    at timestamptz, out booked integer,
                                                    out points bigint)
language plpgsql as $$
begin
  with due as (
    select distinct on (l.account_id) l.*
      from stempel.lot l
     where l.merchant_id = caller.merchant_id and l.id = any (lots)
       and l.open and l.expires_on < private.local_day(caller, at)
     order by l.account_id, l.expires_on, l.opened_at, l.id
  ), lapsed as (
    insert into stempel.entry as n (
      merchant_id, kind, account_id, customer_id, program_id, program_version, stamps_after,
      owed_after, points, points_after, owed_points_after, occurred_at, recorded_at, business_day,
      lot_id, lots, previous, idempotency_key, request_hash, snapshot)
    select a.merchant_id, 'points_expire', a.id, a.customer_id, a.program_id, p.version, a.stamps,
           a.owed_stamps, -d.remaining, a.points - d.remaining, a.owed_points, at, at,
           private.local_day(caller, at), d.id,
           array[d.id, -d.remaining, private.day_number(d.expires_on)], a.head,
           gen_random_uuid(), sha256(convert_to('job:expiry:' || d.id, 'UTF8')),
           jsonb_build_object(
             'last', a.last_stamp_entry_id, 'today', a.stamps_today,
             'open', array(select t.id from stempel.entitlement t
                            where t.merchant_id = a.merchant_id and t.account_id = a.id
                              and t.state = 'open' order by t.id))
      from due d
      join stempel.account a on (a.merchant_id, a.id) = (d.merchant_id, d.account_id)
      join stempel.program p on (p.merchant_id, p.id) = (a.merchant_id, a.program_id)
    returning n.merchant_id, n.id, n.account_id, n.lot_id, n.points, n.points_after, n.hash
  ), used as (
    insert into stempel.allocation (merchant_id, entry_id, lot_id, points, place)
    select e.merchant_id, e.id, e.lot_id, -e.points, 1 from lapsed e
  ), closed as (
    update stempel.lot l set expired = l.expired + l.remaining, remaining = 0
      from lapsed e
     where l.merchant_id = e.merchant_id and l.id = e.lot_id
  ), saved as (
    update stempel.account a
       set points = e.points_after, head = e.hash, lapses_on = n.expires_on,
           lapsing_points = coalesce(n.points, 0)
      from lapsed e
      left join lateral (select l.expires_on, sum(l.remaining) as points from stempel.lot l
                          where l.merchant_id = e.merchant_id and l.account_id = e.account_id
                            and l.open and l.expires_on is not null and l.id <> e.lot_id
                          group by l.expires_on order by l.expires_on limit 1) n on true
     where a.merchant_id = e.merchant_id and a.id = e.account_id
  )
  select count(*), coalesce(-sum(e.points), 0) into booked, points from lapsed e;
end
$$;

create or replace function private.expire_next_entitlements(caller private.caller, ids bigint[],
                                                            at timestamptz, out booked integer,
                                                            out stamps bigint)
language plpgsql as $$
begin
  with due as (
    select distinct on (t.account_id) t.*
      from stempel.entitlement t
     where t.merchant_id = caller.merchant_id and t.id = any (ids)
       and t.state = 'open' and t.expires_on < private.local_day(caller, at)
     order by t.account_id, t.expires_on, t.id
  ), lapsed as (
    insert into stempel.entry as n (
      merchant_id, kind, account_id, customer_id, program_id, program_version, stamps,
      stamps_after, owed_after, points_after, owed_points_after, occurred_at, recorded_at,
      business_day, entitlement_id, previous, idempotency_key, request_hash, snapshot)
    select a.merchant_id, 'stamp_expire', a.id, a.customer_id, a.program_id, p.version, -d.stamps,
           a.stamps, a.owed_stamps, a.points, a.owed_points, at, at,
           private.local_day(caller, at), d.id, a.head, gen_random_uuid(),
           sha256(convert_to('job:expiry:entitlement:' || d.id, 'UTF8')),
           jsonb_build_object(
             'last', a.last_stamp_entry_id, 'today', a.stamps_today,
             'open', array(select t.id from stempel.entitlement t
                            where t.merchant_id = a.merchant_id and t.account_id = a.id
                              and t.state = 'open' and t.id <> d.id order by t.id))
      from due d
      join stempel.account a on (a.merchant_id, a.id) = (d.merchant_id, d.account_id)
      join stempel.program p on (p.merchant_id, p.id) = (a.merchant_id, a.program_id)
    returning n.merchant_id, n.id, n.account_id, n.entitlement_id, n.stamps, n.hash
  ), closed as (
    update stempel.entitlement t set state = 'expired'
      from lapsed e
     where t.merchant_id = e.merchant_id and t.id = e.entitlement_id
  ), saved as (
    update stempel.account a set head = e.hash
      from lapsed e
     where a.merchant_id = e.merchant_id and a.id = e.account_id
  )
  select count(*), coalesce(-sum(e.stamps), 0) into booked, stamps from lapsed e;
end
$$;

create or replace function private.expire_lots(caller private.caller, lots bigint[])
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
  turn record;
  booked integer := 0;
  points bigint := 0;
begin
  loop
    select * into turn from private.expire_next_lots(caller, lots, at);
    booked := booked + turn.booked;
    points := points + turn.points;
    exit when turn.booked = 0 or booked = cardinality(lots);
  end loop;
  return jsonb_build_object('lots', booked, 'points', points);
end
$$;
comment on function private.expire_lots(private.caller, bigint[]) is
  'Closes those of the lots that have lapsed, one entry each; their accounts are locked.';

create or replace function private.expire_entitlements(caller private.caller, ids bigint[])
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
  turn record;
  booked integer := 0;
  stamps bigint := 0;
begin
  loop
    select * into turn from private.expire_next_entitlements(caller, ids, at);
    booked := booked + turn.booked;
    stamps := stamps + turn.stamps;
    exit when turn.booked = 0 or booked = cardinality(ids);
  end loop;
  return jsonb_build_object('entitlements', booked, 'stamps', stamps);
end
$$;
comment on function private.expire_entitlements(private.caller, bigint[]) is
  'Closes those of the full cards that have lapsed, one entry each; their accounts are locked.';

-- What moves or closes whole accounts does the job's work on them first, so that it finds the same
-- whether the job has run or not.
create or replace function private.expire_accounts(caller private.caller, customer_ids bigint[])
returns void
language plpgsql as $$
declare
  accounts bigint[] := array(
    select a.id from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = any (customer_ids));
  today date := private.local_day(caller, private.now());
begin
  perform private.expire_lots(caller, array(
    select l.id from stempel.lot l
     where l.merchant_id = caller.merchant_id and l.account_id = any (accounts)
       and l.open and l.expires_on < today));
  perform private.expire_entitlements(caller, array(
    select t.id from stempel.entitlement t
     where t.merchant_id = caller.merchant_id and t.account_id = any (accounts)
       and t.state = 'open' and t.expires_on < today));
end
$$;
comment on function private.expire_accounts(private.caller, bigint[]) is
  'Books what has lapsed in the accounts of members, which are locked.';

-- Of the days that went by since a lot was opened or prolonged only the last one is told of, and no
-- lot is told of a day that it never saw. One expression, so that queries take it in as theirs.
create or replace function private.notice_days(lot stempel.lot, today date, zone text)
returns integer
language sql stable as $$
  select case
           when lot.expires_on - today not between 0 and 30 then null
           when lot.expires_on - today <= 14
             then case when lot.noticed <> 14
                            and (lot.opened_at at time zone zone)::date <= lot.expires_on - 14
                       then 14 end
           when lot.noticed = 0 and (lot.opened_at at time zone zone)::date <= lot.expires_on - 30
             then 30
         end
$$;
comment on function private.notice_days(stempel.lot, date, text) is
  'Which notice is to be given now: 30 or 14 days before; null: none, or it was given.';

create or replace function private.give_notices(caller private.caller, lots bigint[])
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
  today date := private.local_day(caller, at);
  given integer;
begin
  with due as (
    select l.*, private.notice_days(l, today, caller.zone) as days
      from stempel.lot l
     where l.merchant_id = caller.merchant_id and l.id = any (lots) and l.open
       and private.notice_days(l, today, caller.zone) is not null
  ), told as (
    update stempel.lot l set noticed = d.days
      from due d
     where l.merchant_id = d.merchant_id and l.id = d.id
  )
  insert into stempel.notice (merchant_id, account_id, kind, subject_id, days, due_on, points,
                              created_at)
  select d.merchant_id, d.account_id, 'points_expire', d.id, d.days, d.expires_on, d.remaining, at
    from due d
   order by d.account_id, d.expires_on, d.id
      on conflict do nothing;
  get diagnostics given = row_count;
  return jsonb_build_object('notices', given);
end
$$;
comment on function private.give_notices(private.caller, bigint[]) is
  'Tells of those of the lots that lapse in 30 or 14 days, once each.';

-- The rules that count are those a lot was earned under: they say whether visits prolong it. What
-- has lapsed stays so, even before the job has booked it, and nothing is ever made shorter.
create or replace function private.prolong_lots(caller private.caller, account stempel.account,
                                                at timestamptz)
returns void
language plpgsql as $$
declare
  today date := private.local_day(caller, at);
begin
  update stempel.lot l
     set expires_on = today + v.expiry_days,
         noticed = case when v.expiry_days >= 30 then 0 when v.expiry_days >= 14 then 30 else 14 end
    from stempel.entry e
    join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                    = (e.merchant_id, e.program_id, e.program_version)
   where l.merchant_id = account.merchant_id and l.account_id = account.id and l.open
     and l.expires_on >= today
     and e.merchant_id = l.merchant_id and e.id = l.source_id
     and v.expiry = 'inactivity' and l.expires_on < today + v.expiry_days;
end
$$;
comment on function private.prolong_lots(private.caller, stempel.account, timestamptz) is
  'A visit: points that lapse by inactivity can be used for the whole time again.';
