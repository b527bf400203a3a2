-- rules/demo_visits.sql: a year of visits of the demo: when, and what happens at the counter
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- From six to a quarter to seven, most before work, at noon and after five; Sundays until noon.
create or replace function private.demo_time_of_day(seed bigint, n bigint, sunday boolean)
returns interval
language sql immutable parallel safe as $$
  select interval '1 minute' * case
           when sunday then 420 + 300 * late
           when hour < 0.42 then 360 + 210 * late
           when hour < 0.68 then 690 + 120 * late
           when hour < 0.90 then 990 + 135 * late
           else 570 + 420 * late end
    from (select private.draw(seed, 'hour', n) as hour, private.draw(seed, 'late', n) as late) d
$$;

create or replace function private.demo_days(seed bigint, place bigint) returns integer
language sql immutable parallel safe as $$
  select ceil(least(365, 600 * private.draw(seed, 'since', place)))::integer
$$;
comment on function private.demo_days(bigint, bigint) is
  'For how long somebody has been a member: many since the first day, a few since last week.';

create or replace function private.plan_demo_visits(seed bigint, members integer, visits integer,
                                                    until timestamptz, zone text)
returns void
language plpgsql as $$
begin
  create temporary table demo_visit on commit drop as
    with drawn as (
      -- A few come nearly every day, many once in a while.
      select n, floor(members * private.draw(seed, 'who', n) ^ 1.5)::integer as place,
             (until at time zone zone)::date - floor(365 * private.draw(seed, 'day', n))::integer
               as day
        from generate_series(1, visits * 4 + 100) n),
    timed as (
      select distinct on (place, day) n, place,
             (day + private.demo_time_of_day(seed, n, extract(isodow from day) = 7))
               at time zone zone as at
        from drawn
       where day >= (until at time zone zone)::date - private.demo_days(seed, place)
         and private.draw(seed, 'open', n)
             < (array[0.85, 0.8, 0.8, 0.85, 0.9, 1, 0.55])[extract(isodow from day)::integer]
       order by place, day, n)
    select * from timed where at < until - interval '20 minutes' order by n limit visits;
  analyze pg_temp.demo_visit;
end
$$;

create or replace function private.demo_booking(caller private.caller, seed bigint, n bigint,
                                                operation text, employee_id bigint, facts jsonb,
                                                at timestamptz)
returns stempel.entry
language plpgsql as $$
declare
  employee stempel.employee := private.find_employee(caller, employee_id);
  account stempel.account := private.find_account(caller, (facts->>'account_id')::bigint);
  request jsonb;
begin
  perform private.set_demo_clock(at);
  caller.operation := operation;
  request := facts || jsonb_build_object('employee_id', employee_id,
    'idempotency_key', md5(seed || operation || n || caller.merchant_id)::uuid,
    'pin_token', private.grant_pin(caller, employee, 'operation', null)->>'pin_token');
  return case operation
           when 'stamp_earn' then private.earn_stamps(caller, request, account,
                  private.set_scene(caller, request, account))
           when 'stamp_redeem' then private.redeem_stamps(caller, request, account,
                  private.set_scene(caller, request, account))
           when 'points_earn' then private.earn_points(caller, request, account,
                  private.set_scene(caller, request, account))
           when 'points_redeem' then private.redeem_points(caller, request, account,
                  private.set_scene(caller, request, account))
           when 'entry_refund' then private.refund_entry(caller, request, account,
                  private.find_entry(caller, (facts->>'entry_id')::bigint))
           else private.void_entry(caller, request, account,
                  private.find_entry(caller, (facts->>'entry_id')::bigint)) end;
end
$$;
comment on function private.demo_booking(private.caller, bigint, bigint, text, bigint, jsonb,
                                         timestamptz) is
  'A booking as at the counter, PIN token and all; only the PIN itself is not compared.';

create or replace function private.demo_void(caller private.caller, seed bigint, n bigint,
                                             earned stempel.entry, facts jsonb,
                                             employee_id bigint)
returns integer
language plpgsql as $$
begin
  perform private.demo_booking(caller, seed, n, 'entry_void', employee_id,
    facts - 'card_id' || jsonb_build_object('entry_id', earned.id, 'reason', private.pick(
      '{Falsche Client,Zweemol gescannt,Ze vill Stempelen,Erreur de caisse}',
      private.draw(seed, 'why', n))), earned.occurred_at + interval '2 minutes');
  return 2;
end
$$;

-- Returns how many entries it became; without `extra` only the first.
create or replace function private.demo_stamps(caller private.caller, seed bigint, n bigint,
                                               at timestamptz, facts jsonb, employee_id bigint,
                                               extra boolean)
returns integer
language plpgsql as $$
declare
  stamps integer := (array[1, 1, 1, 1, 1, 1, 1, 2, 2, 3])[1 + floor(10
                      * private.draw(seed, 'stamps', n))::integer];
  earned stempel.entry := private.demo_booking(caller, seed, n, 'stamp_earn', employee_id,
                            facts || jsonb_build_object('stamps', stamps), at);
begin
  if not extra then
    return 1;
  elsif private.draw(seed, 'void', n) < 0.015 then
    return private.demo_void(caller, seed, n, earned, facts, employee_id);
  elsif private.draw(seed, 'redeem', n) < 0.7 and exists (
          select from stempel.entitlement t
           where t.merchant_id = caller.merchant_id and t.account_id = earned.account_id
             and t.state = 'open' and (t.expires_on is null
                                       or t.expires_on >= private.local_day(caller, at))) then
    perform private.demo_booking(caller, seed, n, 'stamp_redeem', employee_id, facts,
                                 at + interval '1 minute');
    return 2;
  end if;
  return 1;
end
$$;

-- When something is due in the week that begins: on its Monday, before anybody comes.
create or replace function private.demo_night(caller private.caller, at timestamptz, room integer)
returns integer
language plpgsql as $$
declare
  day date := private.local_day(caller, at);
  job private.caller := private.job_caller(caller.merchant_id, 'expiry');
  lots bigint[];
  cards bigint[];
begin
  perform private.set_demo_clock(at);
  lots := array(select l.id from stempel.lot l
                 where l.merchant_id = caller.merchant_id and l.open and l.expires_on < day
                 order by l.id limit room);
  cards := array(select t.id from stempel.entitlement t
                  where t.merchant_id = caller.merchant_id and t.state = 'open'
                    and t.expires_on < day
                  order by t.id limit room - cardinality(lots));
  -- One by one: the jobs' own order within a chunk is any.
  perform private.expire_lots(job, array[u.id]) from unnest(lots) as u (id);
  perform private.expire_entitlements(job, array[u.id]) from unnest(cards) as u (id);
  perform private.give_notices(job, array(
    select l.id from stempel.lot l
     where l.merchant_id = caller.merchant_id and l.open
       and l.expires_on between day and day + 30 order by l.id));
  perform private.review_tiers(job, array(
    select t.account_id from stempel.account_tier t
     where t.merchant_id = caller.merchant_id and t.review_on <= day order by t.account_id));
  return cardinality(lots) + cardinality(cards);
end
$$;
comment on function private.demo_night(private.caller, timestamptz, integer) is
  'The work of the jobs: what has lapsed (no more than `room` entries), notices, tiers.';

-- More visits are planned than there is room for, and all through the year some do not happen, so
-- that the number of entries comes out even.
create or replace function private.run_demo_visits(caller private.caller, seed bigint,
                                                   entries integer, made jsonb)
returns integer
language plpgsql as $$
declare
  visit record;
  booked integer := 0;
  done integer := 0;
  visits integer := (select count(*) from pg_temp.demo_visit);
  week date;
begin
  for visit in
    select v.*, c.id as customer_id,
           case when private.draw(seed, 'away', v.n) < 0.8 then c.enrolled_store_id
                else s.ids[1 + floor(3 * private.draw(seed, 'where', v.n))::integer]
           end as store_id, v.at at time zone caller.zone as wall
      from pg_temp.demo_visit v
      join stempel.customer c on c.merchant_id = caller.merchant_id
                             and c.id = (made->>'customers')::bigint + v.place
      cross join (select array(select jsonb_array_elements_text(made->'stores')::bigint) as ids) s
     order by v.at, v.n
  loop
    if date_trunc('week', visit.wall)::date is distinct from week then
      week := date_trunc('week', visit.wall)::date;
      booked := booked + private.demo_night(caller, (week + time '03:00') at time zone caller.zone,
                                            entries - booked);
    end if;
    done := done + 1;
    if done in (100, 1000, 10000) then
      -- The plans made for empty tables would read all of them.
      analyze stempel.entry, stempel.entitlement, stempel.pin_grant, stempel.account, stempel.lot,
              stempel.allocation;
    end if;
    continue when booked > entries * (done - 0.5) / visits or booked = entries;
    booked := booked + private.demo_visit(caller, seed, made, visit.n, visit.at, visit.customer_id,
      private.demo_facts(seed, made, visit.n, visit.place, visit.store_id),
      private.demo_colleague(seed, made, visit.n, visit.store_id, visit.at),
      entries - booked - 1);
  end loop;
  return booked;
end
$$;

-- Who has a card for more than coffee collects points half of the time, and lunches at the bistro.
create or replace function private.demo_visit(caller private.caller, seed bigint, made jsonb,
                                              n bigint, at timestamptz, customer_id bigint,
                                              facts jsonb, employee_id bigint, room integer)
returns integer
language plpgsql as $$
declare
  hour integer := extract(hour from at at time zone caller.zone);
  account stempel.account;
begin
  if hour between 11 and 13 then
    account := private.demo_account(caller, customer_id, (made->'bistro')::bigint);
  end if;
  if account.id is null and private.draw(seed, 'shop', n) < 0.7 then
    account := private.demo_account(caller, customer_id, (made->'plus')::bigint);
  end if;
  if account.id is null then
    account := private.demo_account(caller, customer_id, (made->'coffee')::bigint);
    return private.demo_stamps(caller, seed, n, at, facts || jsonb_build_object(
      'account_id', account.id), employee_id, room > 0);
  end if;
  return private.demo_purchase(caller, seed, n, at, account, facts || jsonb_build_object(
    'account_id', account.id), employee_id, room);
end
$$;

create or replace function private.demo_facts(seed bigint, made jsonb, n bigint, place integer,
                                              store_id bigint)
returns jsonb
language sql immutable as $$
  select jsonb_build_object('store_id', store_id)
         || case when private.draw(seed, 'card', n) < 0.9
                 then jsonb_build_object('card_id', (made->>'cards')::bigint + place)
                 else '{}' end
$$;

create or replace function private.demo_colleague(seed bigint, made jsonb, n bigint,
                                                  store_id bigint, at timestamptz)
returns bigint
language plpgsql stable as $$
declare
  ids bigint[];
begin
  select array_agg((e->>'id')::bigint order by e->>'number') into ids
    from jsonb_array_elements(made->'employees') e
   where (e->'store_ids' @> to_jsonb(store_id) or e->'store_ids' = '[]')
     and (e->>'number' <> '8' or at < (made->>'leaves_at')::timestamptz);
  return ids[1 + floor(cardinality(ids) * private.draw(seed, 'colleague', n))::integer];
end
$$;

-- The rest up to the number asked for: members who have not been in today get a stamp just now.
create or replace function private.fill_demo(caller private.caller, seed bigint, missing integer,
                                             made jsonb, at timestamptz)
returns integer
language plpgsql as $$
declare
  late record;
  booked integer := 0;
begin
  for late in
    select a.id, c.enrolled_store_id as store_id
      from stempel.account a
      join stempel.customer c on (c.merchant_id, c.id) = (a.merchant_id, a.customer_id)
     where a.merchant_id = caller.merchant_id and a.program_id = (made->'coffee')::bigint
       and c.enrolled_at < fill_demo.at
       and coalesce(a.last_stamp_at < fill_demo.at - interval '1 day', true)
     order by a.id desc limit missing
  loop
    perform private.demo_booking(caller, seed, -late.id, 'stamp_earn',
      private.demo_colleague(seed, made, -late.id, late.store_id, at),
      jsonb_build_object('account_id', late.id, 'store_id', late.store_id), at);
    booked := booked + 1;
  end loop;
  return booked;
end
$$;
