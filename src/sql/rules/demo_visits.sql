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
           else private.void_entry(caller, request, account,
                  private.find_entry(caller, (facts->>'entry_id')::bigint)) end;
end
$$;
comment on function private.demo_booking(private.caller, bigint, bigint, text, bigint, jsonb,
                                         timestamptz) is
  'A booking as at the counter, PIN token and all; only the PIN itself is not compared.';

create or replace function private.demo_visit(caller private.caller, seed bigint, n bigint,
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
    perform private.demo_booking(caller, seed, n, 'entry_void', employee_id,
      facts - 'card_id' || jsonb_build_object('entry_id', earned.id, 'reason', private.pick(
        '{Falsche Client,Zweemol gescannt,Ze vill Stempelen,Erreur de caisse}',
        private.draw(seed, 'why', n))), at + interval '2 minutes');
    return 2;
  elsif earned.snapshot->'open' <> '[]' and private.draw(seed, 'redeem', n) < 0.7 then
    perform private.demo_booking(caller, seed, n, 'stamp_redeem', employee_id, facts,
                                 at + interval '1 minute');
    return 2;
  end if;
  return 1;
end
$$;

-- What visits bring beyond their stamps is spread over the year, so that the numbers come out even.
create or replace function private.run_demo_visits(caller private.caller, seed bigint,
                                                   entries integer, made jsonb)
returns integer
language plpgsql as $$
declare
  visit record;
  booked integer := 0;
  done integer := 0;
  visits integer := (select count(*) from pg_temp.demo_visit);
begin
  for visit in
    select v.*, case when private.draw(seed, 'away', v.n) < 0.8 then c.enrolled_store_id
                     else s.ids[1 + floor(3 * private.draw(seed, 'where', v.n))::integer]
                end as store_id
      from pg_temp.demo_visit v
      join stempel.customer c on c.merchant_id = caller.merchant_id
                             and c.id = (made->>'customers')::bigint + v.place
      cross join (select array(select jsonb_array_elements_text(made->'stores')::bigint) as ids) s
     order by v.at, v.n
  loop
    done := done + 1;
    if done in (100, 1000, 10000) then
      -- The plans made for empty tables would read all of them.
      analyze stempel.entry, stempel.entitlement, stempel.pin_grant, stempel.account;
    end if;
    booked := booked + private.demo_visit(caller, seed, visit.n, visit.at,
      private.demo_facts(seed, made, visit.n, visit.place, visit.store_id),
      private.demo_colleague(seed, made, visit.n, visit.store_id, visit.at),
      booked < done + (entries - visits) * (done::bigint * 100 / visits) / 100);
  end loop;
  return booked;
end
$$;

create or replace function private.demo_facts(seed bigint, made jsonb, n bigint, place integer,
                                              store_id bigint)
returns jsonb
language sql immutable as $$
  select jsonb_build_object('account_id', (made->>'accounts')::bigint + place,
                            'store_id', store_id)
         || case when private.draw(seed, 'card', n) < 0.9
                 then jsonb_build_object('card_id', (made->>'cards')::bigint + place)
                 else
      '{}' end
$$;

create or replace function private.demo_colleague(seed bigint, made jsonb, n bigint,
                                                  store_id bigint, at timestamptz)
returns bigint
language sql stable as $$
  select ids[1 + floor(cardinality(ids) * private.draw(seed, 'colleague', n))::integer]
    from (select array_agg((e->>'id')::bigint order by e->>'number') as ids
            from jsonb_array_elements(made->'employees') e
           where (e->'store_ids' @> to_jsonb(store_id) or e->'store_ids' = '[]')
             and (e->>'number' <> '8' or at < (made->>'leaves_at')::timestamptz)) team
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
     where a.merchant_id = caller.merchant_id and c.enrolled_at < fill_demo.at
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
