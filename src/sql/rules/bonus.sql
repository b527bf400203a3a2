-- rules/bonus.sql: how many points a purchase earns: steps, multipliers, bonus periods
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The clock on the wall decides, so a night in which it is changed is no exception: an hour that is
-- left out has no bonus, one that comes twice has it twice. Hours past midnight belong to the day
-- on which they began, in weekday and date alike.
create or replace function private.bonus_runs(period jsonb, local_time timestamp) returns boolean
language plpgsql stable as $$
declare
  begins time := coalesce((period->>'from')::time, '00:00');
  ends interval := coalesce((period->>'to')::time, '24:00')::interval;
  day date;
begin
  if ends < begins::interval then
    ends := ends + interval '1 day';
  end if;
  foreach day in array array[local_time::date, local_time::date - 1] loop
    if local_time >= day + begins and local_time < day + ends
       and day between coalesce((period->>'starts_on')::date, '-infinity')
                   and coalesce((period->>'ends_on')::date, 'infinity')
       and (period->'weekdays' = '[]'
            or period->'weekdays' @> to_jsonb(extract(isodow from day)::integer)) then
      return true;
    end if;
  end loop;
  return false;
end
$$;

create or replace function private.running_bonus(rules stempel.program_version,
                                                 store stempel.store, at timestamptz)
returns jsonb
language plpgsql stable as $$
begin
  if rules.bonus_periods is null or rules.bonus_periods = '[]' then
    return null; -- The usual case costs nothing.
  end if;
  return (
    select b.period
      from jsonb_array_elements(rules.bonus_periods) with ordinality b (period, place)
     where (b.period->'store_ids' = '[]' or b.period->'store_ids' @> to_jsonb(store.id))
       and private.bonus_runs(b.period, at at time zone store.zone)
     order by (b.period->>'multiplier_bp')::integer desc, b.place
     limit 1);
end
$$;
comment on function private.running_bonus(stempel.program_version, stempel.store, timestamptz) is
  'The bonus period in force in that store at that time, the highest of several; null: none.';

create or replace function private.effective_multiplier(tier_bp integer, bonus jsonb, mode text)
returns integer
language plpgsql immutable parallel safe as $$
declare
  own bigint := coalesce(tier_bp, 10000);
  more bigint := coalesce((bonus->>'multiplier_bp')::bigint, 10000);
begin
  -- A tier below 1 stays below 1 as long as no bonus runs.
  return case when bonus is null then own
              when mode = 'max' then greatest(own, more)
              else own * more / 10000 end;
end
$$;
comment on function private.effective_multiplier(integer, jsonb, text) is
  'The tier''s multiplier and a running bonus as one, in basis points; no tier: 10000.';

-- numeric, because the product of three of these numbers is more than 64 bits hold; div, because it
-- is the exact floor, where a division is rounded at some place.
create or replace function private.points_for(rules stempel.program_version, eligible bigint,
                                              multiplier_bp integer)
returns bigint
language plpgsql immutable parallel safe as $$
declare
  points numeric;
begin
  if eligible < greatest(rules.minimum_amount, 1) then
    return 0;
  end if;
  points := case rules.rounding
    when 'per_step' then
      div(div(eligible, rules.step_amount) * rules.points_per_step * multiplier_bp, 10000)
    when 'linear' then
      div(eligible::numeric * rules.points_per_step * multiplier_bp,
          rules.step_amount::numeric * 10000)
  end;
  -- Not least(), which would make the maximum of what is not known. Without a limit of its own a
  -- program ends at 10^12, so that no balance comes near the end of 64 bits.
  return case when points > coalesce(rules.maximum_points, 1000000000000)
              then coalesce(rules.maximum_points, 1000000000000) else points end;
end
$$;
comment on function private.points_for(stempel.program_version, bigint, integer) is
  'Points of a purchase by the rules: steps or linear, one floor at the very end.';
