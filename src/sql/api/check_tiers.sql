-- api/check_tiers.sql: that each stored tier follows from the ledger and the rules
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Not by the functions that book: from the ledger's rows alone, without lots, all accounts at once.

-- What to derive: for each account the rules, the day, and the last entry that had been made.
create or replace function private.tiers_as_settled()
returns table (account_id bigint, version integer, day date, last_entry bigint,
               counted_of bigint[])
language sql stable parallel safe as $$
  select t.account_id, t.program_version, (t.settled_at at time zone m.zone)::date,
         t.settled_entry_id, coalesce(t.settled_of, array[t.account_id])
    from stempel.account_tier t
    join stempel.merchant m on m.merchant_id = t.merchant_id
   where t.merchant_id = private.current_merchant() and t.settled_at is not null
$$;

-- A merge counts what both bought by the rules of then.
create or replace function private.last_merges()
returns table (account_id bigint, merged_at timestamptz, version integer)
language sql stable parallel safe as $$
  select a.id, max(g.merged_at), max(v.number)
    from stempel.account a
    join stempel.merge g on g.merchant_id = a.merchant_id and g.survivor_id = a.customer_id
                        and g.undone_at is null
    left join stempel.program_version v
      on (v.merchant_id, v.program_id) = (a.merchant_id, a.program_id)
     and v.published_at <= g.merged_at
   where a.merchant_id = private.current_merchant() and a.includes is not null
   group by a.id
$$;

create or replace function private.tiers_as_earned()
returns table (account_id bigint, version integer, day date, last_entry bigint,
               counted_of bigint[])
language sql stable parallel safe as $$
  select w.account_id, greatest(max(e.program_version), max(t.program_version), max(g.version)),
         greatest(max((e.recorded_at at time zone m.zone)::date),
                  max((t.settled_at at time zone m.zone)::date),
                  max((g.merged_at at time zone m.zone)::date)), 9223372036854775807,
         array_prepend(w.account_id, array_agg(distinct w.booked_on)
                                       filter (where w.booked_on <> w.account_id))
    from stempel.entry e
    join private.whose_entries() w on w.booked_on = e.account_id
    join stempel.merchant m on m.merchant_id = e.merchant_id
    left join stempel.account_tier t on (t.merchant_id, t.account_id)
                                      = (e.merchant_id, w.account_id)
    left join private.last_merges() g on g.account_id = w.account_id
   where e.merchant_id = private.current_merchant()
     and e.kind in ('points_earn', 'stamp_earn')
     and exists (select from stempel.program_version v
                  where (v.merchant_id, v.program_id) = (e.merchant_id, e.program_id)
                    and v.tiers <> '[]')
   group by w.account_id
$$;
comment on function private.tiers_as_earned() is
  'After an earning nobody has less than it entitles to, and later only the evaluation takes.';

-- What stood of each earning when that entry had been made.
create or replace function private.earnings_until(settled boolean)
returns table (account_id bigint, version integer, day date, metric text, tier_window text,
               opened date, on_day date, store_id bigint, business_day date, points bigint,
               amount bigint)
language sql stable parallel safe as $$
  with w as materialized ( -- Once, whatever the planner knows of the tables.
    select * from private.tiers_as_settled() where settled
    union all
    select * from private.tiers_as_earned() where not settled)
  select w.account_id, w.version, w.day, v.tier_metric, v.tier_window,
         case v.tier_window when 'membership_year' then (a.opened_at at time zone m.zone)::date
                            else '2000-01-01' end,
         (e.occurred_at at time zone m.zone)::date,
         e.store_id, e.business_day,
         case when e.kind = 'stamp_earn' then null when r.amount is null then e.points
              else private.points_for(b, e.amount - r.amount, e.multiplier_bp) end,
         e.amount - coalesce(r.amount, 0)
    from w
    join stempel.account a on (a.merchant_id, a.id) = (private.current_merchant(), w.counted_of[1])
    join stempel.merchant m on m.merchant_id = a.merchant_id
    join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                    = (a.merchant_id, a.program_id, w.version)
   cross join unnest(w.counted_of) as booked (account_id)
    join stempel.entry e on e.merchant_id = a.merchant_id and e.account_id = booked.account_id
                        and e.id <= w.last_entry and e.kind in ('points_earn', 'stamp_earn')
    join stempel.program_version b on (b.merchant_id, b.program_id, b.number)
                                    = (e.merchant_id, e.program_id, e.program_version)
    left join stempel.entry x on (x.merchant_id, x.reverses) = (e.merchant_id, e.id)
                             and x.id <= w.last_entry
    left join lateral (select sum(f.amount)::bigint as amount from stempel.entry f
                        where (f.merchant_id, f.refunds) = (e.merchant_id, e.id)
                          and f.id <= w.last_entry) r on true
   where x.id is null
$$;

-- Each step is materialized: its rows are counted in several ways, and are dear to find.
create or replace function private.counted_days(settled boolean)
returns table (account_id bigint, version integer, day date, tier_window text, opened date,
               on_day date, counted bigint)
language sql stable parallel safe as $$
  with e as materialized (select * from private.earnings_until(settled))
  select e.account_id, e.version, e.day, e.tier_window, e.opened, e.on_day,
         sum(case e.metric when 'points_earned' then e.points else e.amount end)::bigint
    from e
   where e.metric in ('points_earned', 'eligible_spend') and e.amount is not null
   group by 1, 2, 3, 4, 5, 6
  having sum(case e.metric when 'points_earned' then e.points else e.amount end) > 0
  union all
  select v.account_id, v.version, v.day, v.tier_window, v.opened, v.on_day, count(*)
    from (select e.account_id, e.version, e.day, e.tier_window, e.opened,
                 min(e.on_day) as on_day
            from e
           where e.metric = 'visits'
           group by 1, 2, 3, 4, 5, e.store_id, e.business_day) v
   group by 1, 2, 3, 4, 5, 6
$$;

create or replace function private.counts_for_tiers(settled boolean)
returns table (account_id bigint, version integer, day date, counted bigint, kept_until date)
language sql stable parallel safe as $$
  with d as materialized (select * from private.counted_days(settled)),
  -- Many were there on the same days.
  p as materialized (
    select u.*, (private.tier_periods(u.tier_window, u.opened, u.on_day))[4] - 1 as kept_until
      from (select distinct d.tier_window, d.opened, d.on_day from d
             where d.tier_window in ('calendar_year', 'membership_year')) u)
  select d.account_id, d.version, d.day, sum(d.counted)::bigint, date 'infinity'
    from d where d.tier_window = 'lifetime'
   group by 1, 2, 3
  union all
  -- By the period it is in; kept to the end of the next one.
  select d.account_id, d.version, d.day, sum(d.counted)::bigint, p.kept_until
    from d
    join p using (tier_window, opened, on_day)
   group by 1, 2, 3, 5
  union all
  select d.account_id, d.version, d.day,
         sum(d.counted) over (partition by d.account_id order by d.on_day
           range between interval '1 year -1 day' preceding and current row)::bigint,
         (d.on_day + interval '1 year')::date
    from d where d.tier_window = 'rolling_12_months'
$$;

create or replace function private.derived_tiers(settled boolean)
returns table (account_id bigint, version integer, key integer, rank bigint, kept_until date)
language sql stable parallel safe as $$
  select distinct on (c.account_id) c.account_id, c.version, (t.tier->>'key')::integer, t.rank,
         c.kept_until
    from private.counts_for_tiers(settled) c
    join stempel.account a on (a.merchant_id, a.id) = (private.current_merchant(), c.account_id)
    join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                    = (a.merchant_id, a.program_id, c.version)
   cross join jsonb_array_elements(v.tiers) with ordinality as t (tier, rank)
   where c.kept_until >= c.day and c.counted >= (t.tier->>'threshold')::bigint
   order by c.account_id, t.rank desc, c.kept_until desc
$$;
comment on function private.derived_tiers(boolean) is
  'What each account was entitled to: when it was settled, or by all that it earned.';

create or replace function private.check_tiers() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('tier', 'account', t.account_id, jsonb_build_object(
           'stored', t.tier, 'kept_until', t.kept_until, 'derived', d.key,
           'derived_until', d.kept_until))
    from stempel.account_tier t
    left join private.derived_tiers(true) d on d.account_id = t.account_id
   where t.merchant_id = private.current_merchant()
     and (t.tier, t.kept_until) is distinct from (d.key, d.kept_until)
  union all
  select private.violation('tier', 'account', d.account_id, jsonb_build_object(
           'stored', t.tier, 'earned', d.key))
    from private.derived_tiers(false) d
    join stempel.account a on (a.merchant_id, a.id) = (private.current_merchant(), d.account_id)
    join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                    = (a.merchant_id, a.program_id, d.version)
    left join stempel.account_tier t on (t.merchant_id, t.account_id) = (a.merchant_id, a.id)
    left join lateral (select p.rank from jsonb_array_elements(v.tiers)
                                            with ordinality as p (tier, rank)
                        where (p.tier->>'key')::integer = t.tier) s on true
   where coalesce(s.rank, 0) < d.rank
  union all
  select private.violation('tier', 'account', t.account_id, jsonb_build_object(
           'manual', t.manual_tier))
    from stempel.account_tier t
   where t.merchant_id = private.current_merchant() and t.manual_tier is not null
     and not exists (select from stempel.audit_event u
                       join stempel.audit_personal p
                         on (p.merchant_id, p.event_id) = (u.merchant_id, u.id)
                      where u.merchant_id = t.merchant_id and u.subject_kind = 'account'
                        and u.subject_id in (select w.booked_on from private.whose_entries() w
                                              where w.account_id = t.account_id)
                        and u.action = 'account.set_tier'
                        and (p.after->>'given')::integer = t.manual_tier)
  union all
  select private.violation('tier', 'entry', e.id, jsonb_build_object('tier_key', e.tier_id))
    from stempel.entry e
    left join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                         = (e.merchant_id, e.program_id, e.program_version)
   where e.merchant_id = private.current_merchant() and e.tier_id is not null
     and not coalesce(v.tiers @> jsonb_build_array(jsonb_build_object('key', e.tier_id)), false)
$$;
comment on function private.check_tiers() is
  'The tier that is stored is the one that the ledger and the rules give, or was given by hand.';
