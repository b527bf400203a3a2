-- rules/tiers.sql: tiers: what is counted for them, reaching one, keeping one
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Which tier an account is entitled to follows from the entries that still stand, on any day:
--   calendar and membership year: the highest that this period or the one before it reached, so
--     that one is kept to the end of the period after the one that reached it;
--   rolling 12 months: the highest that was reached with a purchase, for 12 months from that day;
--   lifetime: the highest that everything together reaches.
-- A booking raises at once. What is lost is taken by the nightly evaluation only, rules/falling.sql.

create or replace function private.tier_by_key(tiers jsonb, key integer) returns jsonb
language plpgsql immutable parallel safe as $$
begin
  return (
    select t.tier || jsonb_build_object('rank', t.rank)
      from jsonb_array_elements(tiers) with ordinality as t (tier, rank)
     where (t.tier->>'key')::integer = tier_by_key.key);
end
$$;
comment on function private.tier_by_key(jsonb, integer) is
  'A tier of the rules, with its rank (1 is the lowest); null: none, or not any more.';

create or replace function private.merchant_zone(merchant_id bigint) returns text
language plpgsql stable as $$
begin
  return (select m.zone from stempel.merchant m where m.merchant_id = merchant_zone.merchant_id);
end
$$;

create or replace function private.held_tier(account stempel.account) returns stempel.account_tier
language plpgsql stable as $$
declare
  held stempel.account_tier;
begin
  select * into held from stempel.account_tier t
   where t.merchant_id = account.merchant_id and t.account_id = account.id;
  held.merchant_id := account.merchant_id;
  held.account_id := account.id;
  return held;
end
$$;
comment on function private.held_tier(stempel.account) is 'Its row, or an empty one.';

create or replace function private.manual_runs(held stempel.account_tier, tiers jsonb,
                                               at timestamptz, day date)
returns boolean
language plpgsql immutable as $$
begin
  return held.manual_tier is not null and held.manual_since <= at
    and (held.manual_until is null or held.manual_until >= day)
    and private.tier_by_key(tiers, held.manual_tier) is not null;
end
$$;

create or replace function private.tier_in_force(held stempel.account_tier, tiers jsonb,
                                                 at timestamptz)
returns jsonb
language plpgsql stable as $$
declare
  manual boolean := held.manual_tier is not null and private.manual_runs(
    held, tiers, at, private.merchant_day(held.merchant_id, at));
begin
  return private.tier_by_key(tiers, case when manual then held.manual_tier else held.tier end);
end
$$;
comment on function private.tier_in_force(stempel.account_tier, jsonb, timestamptz) is
  'The tier that counts: the one given by hand while it runs, else the one reached; null: none.';

create or replace function private.tier_multiplier(tiers jsonb, key bigint) returns integer
language plpgsql immutable parallel safe as $$
begin
  return (private.tier_by_key(tiers, key::integer)->>'multiplier_bp')::integer;
end
$$;

-- The first days of the period before, of the one a day is in, and of the two after it. Who joined
-- on 29 February has 28 February as anniversary where there is no 29th.
create or replace function private.tier_periods(tier_window text, opened date, day date)
returns date[]
language plpgsql immutable parallel safe as $$
declare
  begins date := case when tier_window = 'membership_year' then opened else '2000-01-01' end;
  years integer := extract(year from day) - extract(year from begins);
begin
  if (begins + make_interval(years => years))::date > day then
    years := years - 1;
  end if;
  return array(select (begins + make_interval(years => years + n))::date
                 from generate_series(-1, 2) n order by n);
end
$$;

-- Per local day of the merchant what stands of the account's purchases or visits. A visit is a day
-- in a shop, however often something was booked on it. `pending` is about to be written: an earning
-- counts already, what a void takes back does not count any more.
create or replace function private.tier_days(account stempel.account, metric text, since date,
                                             zone text, pending stempel.entry)
returns table (day date, counted bigint)
language plpgsql stable as $$
declare
  since_at timestamptz := since::timestamp at time zone zone;
begin
  if metric = 'visits' then
    -- A shop's day may have begun on the evening before.
    return query
      select min((v.occurred_at at time zone zone)::date), 1::bigint
        from (select e.store_id, e.business_day, e.occurred_at from stempel.entry e
               where e.merchant_id = account.merchant_id
                 and e.account_id = any (array_append(account.includes, account.id))
                 and e.occurred_at >= since_at - interval '1 day'
                 and e.kind in ('stamp_earn', 'points_earn')
                 and e.id is distinct from pending.reverses
                 and not exists (select from stempel.entry r
                                  where r.merchant_id = e.merchant_id and r.reverses = e.id)
              union all
              select pending.store_id, pending.business_day, pending.occurred_at
               where pending.kind in ('stamp_earn', 'points_earn')) v
       group by v.store_id, v.business_day
      having min((v.occurred_at at time zone zone)::date) >= since;
    return;
  end if;

  return query
    select p.on_day, sum(case when metric = 'points_earned' then p.points else p.amount end)::bigint
      from (select (e.occurred_at at time zone zone)::date as on_day,
                   l.points - l.reversed as points, e.amount - l.refunded_amount as amount
              from stempel.entry e
              join stempel.lot l on l.merchant_id = e.merchant_id and l.entry_id = e.id
                                and l.source_id = e.id
             where e.merchant_id = account.merchant_id
               and e.account_id = any (array_append(account.includes, account.id))
               and e.occurred_at >= since_at and e.kind = 'points_earn'
            union all
            select (pending.occurred_at at time zone zone)::date, pending.points, pending.amount
             where pending.kind = 'points_earn') p
     group by p.on_day
    having sum(case when metric = 'points_earned' then p.points else p.amount end) > 0;
end
$$;

-- Only days that count something: what was taken back, or earned nothing, keeps no tier for longer.
create or replace function private.rolling_outlook(day date, days date[], counted bigint[])
returns private.tier_outlook
language plpgsql stable as $$
declare
  outlook private.tier_outlook;
begin
  outlook.day := day;
  select coalesce(sum(d.counted) filter (where d.on_day > rolling_outlook.day - interval '1 year'),
                  0),
         array_agg(d.running) filter (where d.kept_until >= rolling_outlook.day),
         array_agg(d.kept_until) filter (where d.kept_until >= rolling_outlook.day)
    into outlook.metric, outlook.reached, outlook.kept_until
    from (select t.on_day, t.counted, (t.on_day + interval '1 year')::date as kept_until,
                 sum(t.counted) over (order by t.on_day
                   range between interval '1 year -1 day' preceding and current row)::bigint
                   as running
            from unnest(days, counted) as t (on_day, counted)) d;
  return outlook;
end
$$;

-- As private.tier_periods: the first days of the period before, of this one, of the two after it.
create or replace function private.periods_of(rules stempel.program_version, opened date, day date)
returns date[]
language plpgsql immutable parallel safe as $$
begin
  return case rules.tier_window
           when 'lifetime' then '{-infinity,-infinity,infinity,infinity}'::date[]
           when 'rolling_12_months' then array[(day - interval '2 years 2 days')::date]
           else private.tier_periods(rules.tier_window, opened, day) end;
end
$$;
comment on function private.periods_of(stempel.program_version, date, date) is
  'Begins with the first day that can count by the rules'' window.';

create or replace function private.outlook_over(rules stempel.program_version, opened date,
                                                day date, days date[], counted bigint[])
returns private.tier_outlook
language plpgsql stable as $$
declare
  outlook private.tier_outlook;
  periods date[] := private.periods_of(rules, opened, day);
  before bigint;
begin
  if rules.tier_window = 'rolling_12_months' then
    return private.rolling_outlook(day, days, counted);
  end if;
  outlook.day := day;
  select coalesce(sum(d.counted) filter (where d.on_day >= periods[2]), 0),
         coalesce(sum(d.counted) filter (where d.on_day < periods[2]), 0)
    into outlook.metric, before
    from unnest(days, counted) as d (on_day, counted)
   where d.on_day >= periods[1];
  outlook.reached := array[outlook.metric, before];
  outlook.kept_until := array[periods[4] - 1, periods[3] - 1];
  return outlook;
end
$$;
comment on function private.outlook_over(stempel.program_version, date, date, date[], bigint[]) is
  'What an account that was opened that day has counted by a day, from what counted on which days.';

create or replace function private.tier_outlook(account stempel.account,
                                                rules stempel.program_version, day date,
                                                zone text, pending stempel.entry)
returns private.tier_outlook
language plpgsql stable as $$
declare
  opened date := (account.opened_at at time zone zone)::date;
  days date[];
  counted bigint[];
begin
  select array_agg(d.day), array_agg(d.counted) into days, counted
    from private.tier_days(account, rules.tier_metric,
                           (private.periods_of(rules, opened, day))[1], zone, pending) d;
  return private.outlook_over(rules, opened, day, days, counted);
end
$$;
comment on function private.tier_outlook(stempel.account, stempel.program_version, date, text,
                                         stempel.entry) is
  'What the account has counted by that day, by the rules'' metric and window.';

create or replace function private.tier_kept(outlook private.tier_outlook, tier jsonb)
returns date
language plpgsql immutable as $$
begin
  return (
    select max(u.until)
      from unnest(outlook.reached, outlook.kept_until) as u (metric, until)
     where u.metric >= (tier->>'threshold')::bigint and u.until >= outlook.day);
end
$$;
comment on function private.tier_kept(private.tier_outlook, jsonb) is
  'The last day that the account is entitled to a tier; null: it is not.';

create or replace function private.best_tier(tiers jsonb, outlook private.tier_outlook)
returns jsonb
language plpgsql immutable as $$
begin
  return (
    select t.tier || jsonb_build_object('rank', t.rank)
      from jsonb_array_elements(tiers) with ordinality as t (tier, rank)
     where private.tier_kept(outlook, t.tier) is not null
     order by t.rank desc
     limit 1);
end
$$;

create or replace function private.tier_notice_days() returns integer
language sql immutable as $$
  select 30
$$;

create or replace function private.tier_review_on(held stempel.account_tier, tier jsonb)
returns date
language sql immutable as $$
  select case when held.falls_on is not null then held.falls_on
              when held.kept_until < 'infinity'
                then held.kept_until + 1 + (tier->>'grace_days')::integer
                     - private.tier_notice_days() end
$$;
comment on function private.tier_review_on(stempel.account_tier, jsonb) is
  'When a downgrade is to be announced, or comes; null: not by the calendar.';

create or replace function private.settled_tier(held stempel.account_tier,
                                                rules stempel.program_version, tier jsonb,
                                                outlook private.tier_outlook, at timestamptz,
                                                entry_id bigint)
returns stempel.account_tier
language plpgsql stable as $$
begin
  if (tier->>'key')::integer is distinct from held.tier then
    held.tier := (tier->>'key')::integer;
    held.since := case when tier is not null then at end;
  end if;
  held.kept_until := private.tier_kept(outlook, tier);
  held.falls_on := null;
  held.review_on := private.tier_review_on(held, tier);
  held.program_version := rules.number;
  held.settled_at := at;
  held.settled_entry_id := entry_id;
  held.settled_of := (select array_prepend(a.id, a.includes) from stempel.account a
                       where a.merchant_id = held.merchant_id and a.id = held.account_id
                         and a.includes is not null);
  return held;
end
$$;
comment on function private.settled_tier(stempel.account_tier, stempel.program_version, jsonb,
                                         private.tier_outlook, timestamptz, bigint) is
  'The row of an account that is entitled to that tier now.';

create or replace function private.raised_tier(held stempel.account_tier,
                                               rules stempel.program_version,
                                               outlook private.tier_outlook,
                                               entry stempel.entry)
returns stempel.account_tier
language plpgsql stable as $$
declare
  best jsonb := private.best_tier(rules.tiers, outlook);
  own jsonb := private.tier_by_key(rules.tiers, held.tier);
begin
  -- A fall after the last day stays announced; one before it had come from what was taken back.
  if best is null or (best->>'rank')::integer < (own->>'rank')::integer
     or (best->>'key')::integer = held.tier
        and private.tier_kept(outlook, best) = held.kept_until
        and (held.falls_on > held.kept_until) is not false then
    return held;
  end if;
  return private.settled_tier(held, rules, best, outlook, entry.recorded_at, entry.id);
end
$$;
comment on function private.raised_tier(stempel.account_tier, stempel.program_version,
                                        private.tier_outlook, stempel.entry) is
  'After an earning: raised, or kept for longer. What it is below is left to the evaluation.';

create or replace function private.save_tier(held stempel.account_tier) returns void
language plpgsql as $$
begin
  insert into stempel.account_tier values (held.*)
  on conflict (merchant_id, account_id) do update
     set tier = held.tier, since = held.since, kept_until = held.kept_until,
         falls_on = held.falls_on, review_on = held.review_on,
         program_version = held.program_version, settled_at = held.settled_at,
         settled_entry_id = held.settled_entry_id, settled_of = held.settled_of,
         manual_tier = held.manual_tier,
         manual_since = held.manual_since, manual_until = held.manual_until,
         manual_reason = held.manual_reason, manual_login_id = held.manual_login_id;
end
$$;

create or replace function private.tier_record(tiers jsonb, held stempel.account_tier,
                                               outlook private.tier_outlook, at timestamptz)
returns jsonb
language plpgsql stable as $$
declare
  manual boolean := private.manual_runs(held, tiers, at, outlook.day);
  tier jsonb := private.tier_by_key(tiers, case when manual then held.manual_tier
                                                else held.tier end);
  next jsonb := tiers->coalesce((tier->>'rank')::integer, 0);
  missing bigint := (next->>'threshold')::bigint - outlook.metric;
begin
  return jsonb_build_object('key', (tier->>'key')::integer,
    'name', private.display(tier->'names'), 'manual', coalesce(manual, false),
    'since', case when tier is null then null when manual then held.manual_since
                  else held.since end,
    'kept_until', case when tier is null then null when manual then held.manual_until
                       else coalesce(held.falls_on - 1, nullif(held.kept_until, 'infinity')) end,
    'metric', outlook.metric,
    'next', case when next is not null then jsonb_build_object('key', (next->>'key')::integer,
      'name', private.display(next->'names'), 'missing', greatest(missing, 0)) end);
end
$$;

create or replace function private.account_tier_record(account stempel.account,
                                                       rules stempel.program_version,
                                                       at timestamptz)
returns jsonb
language plpgsql stable as $$
declare
  zone text;
begin
  if (rules.tiers <> '[]') is not true then
    return null; -- The usual case costs nothing.
  end if;
  zone := private.merchant_zone(account.merchant_id);
  return private.tier_record(rules.tiers, private.held_tier(account), private.tier_outlook(
    account, rules, (at at time zone zone)::date, zone, null), at);
end
$$;
comment on function private.account_tier_record(stempel.account, stempel.program_version,
                                                timestamptz) is
  'The tier of an account as it is shown; null: the program has none.';

-- As it will be once the entry is written: this comes before it, so that the answer can be kept.
create or replace function private.tier_with(account stempel.account,
                                             rules stempel.program_version, entry stempel.entry,
                                             out held stempel.account_tier, out shown jsonb)
language plpgsql stable as $$
declare
  zone text := private.merchant_zone(account.merchant_id);
  outlook private.tier_outlook;
begin
  held := private.held_tier(account);
  outlook := private.tier_outlook(account, rules, (entry.recorded_at at time zone zone)::date,
                                  zone, entry);
  if entry.kind in ('points_earn', 'stamp_earn') then
    held := private.raised_tier(held, rules, outlook, entry);
  elsif coalesce(entry.reverses, entry.refunds) is not null and held.tier is not null then
    held.review_on := least(held.review_on, outlook.day);
  end if;
  shown := private.tier_record(rules.tiers, held, outlook, entry.recorded_at);
end
$$;
comment on function private.tier_with(stempel.account, stempel.program_version, stempel.entry) is
  'An earning raises at once. A void or a refund only has the next evaluation look at it.';

create or replace function private.settle_tier(account stempel.account, entry stempel.entry)
returns jsonb
language plpgsql as $$
declare
  settled record;
begin
  select * into settled from private.tier_with(account, private.rules_of(entry), entry);
  if settled.held is distinct from private.held_tier(account) then
    perform private.save_tier(settled.held);
  end if;
  return settled.shown;
end
$$;
comment on function private.settle_tier(stempel.account, stempel.entry) is
  'Saves the tier that the account has with the entry, and returns it as it is shown.';
