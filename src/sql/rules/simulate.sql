-- rules/simulate.sql: the last days once more, by other rules
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Replayed is what was booked and still stands. What members did is taken as it was: the same
-- purchases, the same visits, the same refunds. What a limit refused is not in the ledger, and so
-- a wider limit shows no more stamps. What points are used for, and when they lapse, is later.

create or replace function private.simulation_limit() returns integer
language sql immutable as $$
  select 20000
$$;
comment on function private.simulation_limit() is
  'The most entries that one simulation replays: they take less than the 10 s of a request.';

create or replace function private.point_value(caller private.caller,
                                               rules stempel.program_version, program_id bigint)
returns numeric
language plpgsql stable as $$
begin
  if rules.money_points is not null then
    return rules.money_amount::numeric / rules.money_points;
  end if;
  return (select max(w.value::numeric / w.cost_points) from stempel.reward w
           where w.merchant_id = caller.merchant_id and w.program_id = point_value.program_id
             and w.state = 'active' and w.value is not null);
end
$$;
comment on function private.point_value(private.caller, stempel.program_version, bigint) is
  'What a point is worth: as money, else in the reward that gives most for it; null: unknown.';

create or replace function private.simulated_cost(points bigint, point_value numeric, cards bigint,
                                                  rules stempel.program_version)
returns numeric
language sql immutable as $$
  select case when point_value is null and rules.reward_value is null then null
              else coalesce(points * point_value, 0) + coalesce(cards * rules.reward_value, 0) end
$$;

-- Members who joined and would have been welcomed, where the rules of then promised nothing.
create or replace function private.welcomes_to_simulate(program stempel.program,
                                                        since_at timestamptz)
returns setof stempel.entry
language plpgsql stable as $$
begin
  return query
    select (jsonb_populate_record(null::stempel.entry, jsonb_build_object(
              'kind', 'welcome', 'merchant_id', a.merchant_id, 'account_id', a.id,
              'points', 0, 'occurred_at', a.opened_at, 'program_version', v.number))).*
      from stempel.account a
     cross join lateral private.rules_at(program, a.opened_at + interval '1 microsecond') v
     where a.merchant_id = program.merchant_id and a.program_id = program.id
       and a.opened_at >= since_at and a.closed_as is null
       and coalesce(v.welcome_points, 0) = 0;
end
$$;

create or replace function private.birthdays_to_simulate(caller private.caller,
                                                         program stempel.program, since date,
                                                         today date)
returns setof stempel.entry
language plpgsql stable as $$
begin
  return query
    select (jsonb_populate_record(null::stempel.entry, jsonb_build_object(
              'kind', 'birthday', 'merchant_id', a.merchant_id, 'account_id', a.id,
              'points', 0, 'occurred_at', d.begins, 'program_version', v.number))).*
      from (select since + n as day, (since + n)::timestamp at time zone caller.zone as begins
              from generate_series(0, today - since) n) d
     cross join lateral private.rules_at(program, d.begins) v
     cross join unnest(private.born_on(d.day)) as b (birthday_on)
      join stempel.customer c on c.merchant_id = program.merchant_id and c.state = 'active'
                             and c.birthday_on = b.birthday_on
      join stempel.account a on a.merchant_id = program.merchant_id and a.customer_id = c.id
                            and a.program_id = program.id and a.opened_at < d.begins
     where coalesce(v.birthday_points, 0) = 0
       and not private.had_birthday(a, extract(year from d.day)::integer);
end
$$;
comment on function private.birthdays_to_simulate(private.caller, stempel.program, date, date) is
  'Birthdays for which the rules of then promised nothing.';

create or replace function private.entries_to_simulate(caller private.caller,
                                                       program stempel.program,
                                                       draft stempel.program_version, since date,
                                                       today date)
returns setof stempel.entry
language plpgsql stable as $$
declare
  since_at timestamptz := since::timestamp at time zone caller.zone;
begin
  return query
    select e.* from stempel.entry e
     where e.merchant_id = program.merchant_id and e.program_id = program.id
       and e.occurred_at >= since_at
       and e.kind in ('stamp_earn', 'stamp_adjust', 'points_earn', 'welcome', 'birthday')
       and not exists (select from stempel.entry v
                        where v.merchant_id = e.merchant_id and v.reverses = e.id);
  if draft.welcome_points > 0 then
    return query select * from private.welcomes_to_simulate(program, since_at);
  end if;
  if draft.birthday_points > 0 then
    return query select * from private.birthdays_to_simulate(caller, program, since, today);
  end if;
end
$$;

create or replace function private.gifts_to_simulate(caller private.caller,
                                                     program stempel.program,
                                                     draft stempel.program_version, since date,
                                                     today date)
returns bigint
language plpgsql stable as $$
declare
  members bigint := 0;
  joined bigint := 0;
begin
  if greatest(draft.welcome_points, draft.birthday_points) > 0 then
    select count(*), count(*) filter (
             where a.opened_at >= since::timestamp at time zone caller.zone)
      into members, joined
      from stempel.account a
     where a.merchant_id = program.merchant_id and a.program_id = program.id;
  end if;
  return case when draft.welcome_points > 0 then joined else 0 end
       + case when draft.birthday_points > 0 then members * (today - since) / 365 else 0 end;
end
$$;
comment on function private.gifts_to_simulate(private.caller, stempel.program,
                                              stempel.program_version, date, date) is
  'About how many, without looking at each member.';

create or replace function private.check_simulation(caller private.caller,
                                                    program stempel.program,
                                                    draft stempel.program_version, since date,
                                                    today date)
returns void
language plpgsql stable as $$
declare
  -- To work out which tier each purchase found is what takes most time.
  most integer := private.simulation_limit() / case when draft.tiers <> '[]' then 4 else 1 end;
  gifts bigint := private.gifts_to_simulate(caller, program, draft, since, today);
  first_too_many timestamptz;
begin
  select e.occurred_at into first_too_many from stempel.entry e
   where e.merchant_id = program.merchant_id and e.program_id = program.id
     and e.occurred_at >= since::timestamp at time zone caller.zone
   order by e.occurred_at desc, e.id desc
  offset most limit 1;
  if first_too_many is not null or gifts > most then
    perform private.refuse_conflict('too_many_entries', jsonb_build_object(
      'limit', most, 'days', least(today - private.local_day(caller, first_too_many) - 1,
                                   (today - since) * most / greatest(gifts, 1))));
  end if;
end
$$;
comment on function private.check_simulation(private.caller, stempel.program,
                                             stempel.program_version, date, date) is
  'Refuses what would take too long, and says how many days would not.';

create or replace function private.simulated_entry(caller private.caller, s private.simulated,
                                                   e stempel.entry, was stempel.program_version,
                                                   draft stempel.program_version)
returns private.simulated
language plpgsql stable as $$
declare
  store stempel.store;
  lot stempel.lot;
  day date := private.local_day(caller, e.occurred_at);
begin
  if e.kind = 'points_earn' then
    select * into store from stempel.store t
     where t.merchant_id = e.merchant_id and t.id = e.store_id;
    lot := private.earned_lot(e.merchant_id, e.id);
    return private.simulated_purchase(caller, s, e, lot, store, was, draft);
  elsif e.kind in ('stamp_earn', 'stamp_adjust') then
    s := private.simulated_stamps(s, e, was, draft);
    if e.kind = 'stamp_earn' and draft.tiers <> '[]' then
      s := private.counted_visit(s, e, was, draft, day, 0, 0, 0);
    end if;
    return s;
  end if;
  s.points_before := s.points_before + e.points;
  s.points_after := s.points_after + case e.kind when 'welcome' then draft.welcome_points
                                                 else draft.birthday_points end;
  return s;
end
$$;

create or replace function private.simulated_members(caller private.caller,
                                                     program stempel.program,
                                                     draft stempel.program_version, since date,
                                                     today date)
returns setof private.simulated
language plpgsql stable as $$
declare
  versions stempel.program_version[] := array(
    select v from stempel.program_version v
     where v.merchant_id = program.merchant_id and v.program_id = program.id order by v.number);
  value_after numeric := private.point_value(caller, draft, program.id);
  was stempel.program_version;
  value_before numeric;
  e stempel.entry;
  s private.simulated;
  points bigint;
  cards bigint;
  cost numeric;
begin
  for e in
    select * from private.entries_to_simulate(caller, program, draft, since, today) x
     order by x.account_id, x.id nulls first
  loop
    if was.number is distinct from e.program_version then
      was := versions[e.program_version];
      value_before := private.point_value(caller, was, program.id);
    end if;
    if s.account_id is distinct from e.account_id then
      if s.account_id is not null then
        return next s;
      end if;
      s := private.begin_simulated(caller, e, was, draft, since);
    end if;
    points := s.points_before;
    cards := s.cards_before;
    s := private.simulated_entry(caller, s, e, was, draft);
    cost := private.simulated_cost(s.points_before - points, value_before,
                                   s.cards_before - cards, was);
    s.cost_before := case when cost is null then s.cost_before
                          else coalesce(s.cost_before, 0) + cost end;
    s.cost_after := private.simulated_cost(s.points_after, value_after, s.cards_after, draft);
  end loop;
  if s.account_id is not null then
    return next s;
  end if;
end
$$;
comment on function private.simulated_members(private.caller, stempel.program,
                                              stempel.program_version, date, date) is
  'What each member got since a day, and what the draft would have given them.';
