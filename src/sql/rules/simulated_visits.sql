-- rules/simulated_visits.sql: one visit, purchase or gift as other rules would have booked it
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- With the functions that bookings use. Nothing here writes: each takes what was counted for a
-- member so far and returns it with one more entry.

create or replace function private.stamps_before(account stempel.account, at timestamptz)
returns stempel.account
language plpgsql stable as $$
declare
  last stempel.entry;
begin
  select * into last from stempel.entry e
   where e.merchant_id = account.merchant_id and e.account_id = account.id
     and e.occurred_at < at
   order by e.occurred_at desc, e.id desc limit 1;
  account.stamps := coalesce(last.stamps_after, 0);
  account.owed_stamps := coalesce(last.owed_after, 0);
  select * into last from stempel.entry e
   where e.merchant_id = account.merchant_id and e.account_id = account.id
     and e.occurred_at < at and e.kind = 'stamp_earn' and private.void_of(e) is null
   order by e.occurred_at desc, e.id desc limit 1;
  account.last_stamp_at := last.occurred_at;
  account.stamps_day := last.business_day;
  account.stamps_today := 0;
  if last.id is not null then
    select sum(e.stamps) into account.stamps_today from stempel.entry e
     where e.merchant_id = account.merchant_id and e.account_id = account.id
       and e.occurred_at < at and e.occurred_at > last.occurred_at - interval '3 days'
       and e.kind = 'stamp_earn' and e.business_day = last.business_day
       and private.void_of(e) is null;
  end if;
  return account;
end
$$;
comment on function private.stamps_before(stempel.account, timestamptz) is
  'The account with its stamps, its last stamp and the count of that day as they were.';

create or replace function private.begin_simulated(caller private.caller, e stempel.entry,
                                                   was stempel.program_version,
                                                   draft stempel.program_version, since date)
returns private.simulated
language plpgsql stable as $$
declare
  s private.simulated;
  account stempel.account := private.find_account(caller, e.account_id);
  since_at timestamptz := since::timestamp at time zone caller.zone;
begin
  s := row(account.id, account.customer_id, private.local_day(caller, account.opened_at),
           null, null, 0, 0, 0, 0, 0, 0, null, null, '{}', '{}', '{}', '{}');
  if draft.stamps_target is not null then
    s.before := private.stamps_before(account, since_at);
    s.after := s.before;
  end if;
  if draft.tiers <> '[]' then
    select coalesce(array_agg(d.day), '{}'), coalesce(array_agg(d.was), '{}'),
           coalesce(array_agg(d.would_be), '{}')
      into s.days, s.counted_before, s.counted_after
      from (select t.day, t.counted as was,
                   case when was.tier_metric = draft.tier_metric then t.counted else 0
                   end as would_be
              from private.tier_days(account, was.tier_metric, '-infinity', caller.zone, null) t
             union all
            select t.day, 0, t.counted
              from private.tier_days(account, draft.tier_metric, '-infinity', caller.zone, null) t
             where was.tier_metric is distinct from draft.tier_metric) d
     where d.day < since;
  end if;
  return s;
end
$$;
comment on function private.begin_simulated(private.caller, stempel.entry,
                                            stempel.program_version, stempel.program_version,
                                            date) is
  'The member of an entry as they were when the simulated days began.';

create or replace function private.entitled_tier(rules stempel.program_version, opened date,
                                                 day date, days date[], counted bigint[])
returns bigint
language plpgsql stable as $$
declare
  on_days date[];
  counts bigint[];
begin
  select array_agg(u.on_day), array_agg(u.counted) into on_days, counts
    from unnest(days, counted) as u (on_day, counted) where u.counted > 0;
  return (private.best_tier(rules.tiers, private.outlook_over(rules, opened, day, on_days,
                                                              counts))->>'key')::bigint;
end
$$;
comment on function private.entitled_tier(stempel.program_version, date, date, date[], bigint[]) is
  'The key of the tier that what has counted so far gives; null: none.';

-- Grace, notice and tiers given by hand are in the tier that was held: it stays as long as both
-- rules would give the same one.
create or replace function private.simulated_tier(s private.simulated, e stempel.entry,
                                                  was stempel.program_version,
                                                  draft stempel.program_version, day date)
returns bigint
language plpgsql stable as $$
declare
  before bigint;
  after bigint;
begin
  if (was.tiers, was.tier_metric, was.tier_window)
     = (draft.tiers, draft.tier_metric, draft.tier_window)
     and s.counted_before = s.counted_after then
    return e.tier_id; -- Nothing to work out: the same rules, and the same has counted.
  end if;
  after := private.entitled_tier(draft, s.opened_on, day, s.days, s.counted_after);
  if was.tiers <> '[]' then
    before := private.entitled_tier(was, s.opened_on, day, s.days, s.counted_before);
  end if;
  return case when before is not distinct from after then e.tier_id else after end;
end
$$;

create or replace function private.tier_counts(metric text, points bigint, amount bigint,
                                               visit boolean)
returns bigint
language plpgsql immutable as $$
begin
  return case metric when 'points_earned' then points when 'eligible_spend' then amount
                     else visit::integer end;
end
$$;

create or replace function private.counted_visit(s private.simulated, e stempel.entry,
                                                 was stempel.program_version,
                                                 draft stempel.program_version, day date,
                                                 points_before bigint, points_after bigint,
                                                 amount bigint)
returns private.simulated
language plpgsql immutable as $$
declare
  visit text := e.store_id || ':' || e.business_day;
  first_one boolean := visit <> all (s.visits);
  place integer;
begin
  if first_one then
    s.visits := s.visits || visit;
  end if;
  if day is distinct from s.days[cardinality(s.days)] then
    s.days := s.days || day;
    s.counted_before := s.counted_before || 0::bigint;
    s.counted_after := s.counted_after || 0::bigint;
  end if;
  place := cardinality(s.days);
  s.counted_before[place] := s.counted_before[place]
    + coalesce(private.tier_counts(was.tier_metric, points_before, amount, first_one), 0);
  s.counted_after[place] := s.counted_after[place]
    + coalesce(private.tier_counts(draft.tier_metric, points_after, amount, first_one), 0);
  return s;
end
$$;
comment on function private.counted_visit(private.simulated, stempel.entry,
                                          stempel.program_version, stempel.program_version,
                                          date, bigint, bigint, bigint) is
  'What the entry counts for tiers from now on: a purchase earns at the tier before it.';

create or replace function private.simulated_purchase(caller private.caller, s private.simulated,
                                                      e stempel.entry, lot stempel.lot,
                                                      store stempel.store,
                                                      was stempel.program_version,
                                                      draft stempel.program_version)
returns private.simulated
language plpgsql stable as $$
declare
  day date := private.local_day(caller, e.occurred_at);
  priced stempel.entry := e;
  stood bigint := e.points - lot.reversed;
  stands bigint := stood;
begin
  if draft.tiers <> '[]' then
    priced.tier_id := private.simulated_tier(s, e, was, draft, day);
  end if;
  -- What was imported has no ticket and stays what it was.
  if e.ticket_amount is not null then
    priced := private.price_purchase(jsonb_build_object(
      'amount', e.ticket_amount, 'discount', e.ticket_amount - e.amount), draft, store, priced);
    stands := case when lot.refunded_amount > 0 then private.points_for(
                     draft, e.amount - lot.refunded_amount, priced.multiplier_bp)
                   else priced.points end;
  end if;
  s.points_before := s.points_before + stood;
  s.points_after := s.points_after + stands;
  if draft.tiers <> '[]' then
    s := private.counted_visit(s, e, was, draft, day, stood, stands,
                               e.amount - lot.refunded_amount);
  end if;
  return s;
end
$$;

create or replace function private.simulated_stamps(s private.simulated, e stempel.entry,
                                                    was stempel.program_version,
                                                    draft stempel.program_version)
returns private.simulated
language plpgsql stable as $$
declare
  before stempel.account := s.before;
  after stempel.account := s.after;
  given integer := case when after.stamps_day = e.business_day then after.stamps_today else 0 end;
  stamps integer := e.stamps;
  filled record;
begin
  if e.kind = 'stamp_earn' then
    stamps := least(e.stamps, private.stamps_allowed(draft, after, e.occurred_at, given));
    s.stamps_before := s.stamps_before + e.stamps;
    s.stamps_after := s.stamps_after + stamps;
    if stamps > 0 then
      after.last_stamp_at := e.occurred_at;
      after.stamps_day := e.business_day;
      after.stamps_today := given + stamps;
    end if;
  end if;
  before.stamps := greatest(before.stamps + e.stamps, 0);
  filled := private.filled_cards(before, was.stamps_target);
  s.before := filled.settled;
  s.cards_before := s.cards_before + filled.cards;
  after.stamps := greatest(after.stamps + stamps, 0);
  filled := private.filled_cards(after, draft.stamps_target);
  s.after := filled.settled;
  s.cards_after := s.cards_after + filled.cards;
  return s;
end
$$;
