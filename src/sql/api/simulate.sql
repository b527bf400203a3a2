-- api/simulate.sql: trying rules on what has happened
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.simulated_change(s private.simulated) returns text
language plpgsql immutable as $$
declare
  points integer := sign(s.points_after - s.points_before);
  stamps integer := sign(s.cards_after - s.cards_before);
begin
  if stamps = 0 then
    stamps := sign(s.stamps_after - s.stamps_before);
  end if;
  return case when points = 0 and stamps = 0 then 'same'
              when points * stamps < 0 then 'mixed'
              when points + stamps > 0 then 'gains' else 'loses' end;
end
$$;
comment on function private.simulated_change(private.simulated) is
  'Whether a member would have had more or less, or (mixed) more of one and less of the other.';

create or replace function private.simulated_record(s private.simulated) returns jsonb
language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('account_id', s.account_id, 'customer_id', s.customer_id,
             'customer_name', private.customer_name(c), 'points_before', s.points_before,
             'points_after', s.points_after, 'stamps_before', s.stamps_before,
             'stamps_after', s.stamps_after, 'cards_before', s.cards_before,
             'cards_after', s.cards_after)
      from stempel.customer c
     where c.merchant_id = private.current_merchant() and c.id = s.customer_id);
end
$$;

create or replace function private.most_changed(members private.simulated[], wanted text)
returns jsonb
language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(private.simulated_record(u.s) order by u.place), '[]')
      from (select m as s, row_number() over (
                     order by abs(m.points_after - m.points_before) desc,
                              abs(m.cards_after - m.cards_before) desc,
                              abs(m.stamps_after - m.stamps_before) desc, m.account_id) as place
              from unnest(members) m
             where private.simulated_change(m) = wanted) u
     where u.place <= 10);
end
$$;
comment on function private.most_changed(private.simulated[], text) is
  'The ten members for whom it would make the greatest difference.';

create or replace function private.simulation_record(program_id bigint, since date, days integer,
                                                     entries bigint, members private.simulated[])
returns jsonb
language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('program_id', program_id, 'from', since,
      'days', simulation_record.days,
      'entries', entries, 'members', count(*),
      'gaining', count(*) filter (where private.simulated_change(m) = 'gains'),
      'losing', count(*) filter (where private.simulated_change(m) = 'loses'),
      'mixed', count(*) filter (where private.simulated_change(m) = 'mixed'),
      'points_before', coalesce(sum(m.points_before), 0),
      'points_after', coalesce(sum(m.points_after), 0),
      'stamps_before', coalesce(sum(m.stamps_before), 0),
      'stamps_after', coalesce(sum(m.stamps_after), 0),
      'cards_before', coalesce(sum(m.cards_before), 0),
      'cards_after', coalesce(sum(m.cards_after), 0),
      'cost_before', floor(sum(m.cost_before)), 'cost_after', floor(sum(m.cost_after)),
      'gainers', private.most_changed(members, 'gains'),
      'losers', private.most_changed(members, 'loses'))
      from unnest(members) m);
end
$$;

-- A function that is stable cannot write: PostgreSQL sees to it.
create or replace function private.simulate(caller private.caller, program stempel.program,
                                            rules jsonb, days integer)
returns jsonb
language plpgsql stable as $$
declare
  today date := private.local_day(caller, private.now());
  since date := today - days;
  draft stempel.program_version := jsonb_populate_record(null::stempel.program_version, rules);
  members private.simulated[];
  entries bigint;
begin
  perform private.check_simulation(caller, program, draft, since, today);
  select coalesce(array_agg(s), '{}') into members
    from private.simulated_members(caller, program, draft, since, today) s;
  select count(*) into entries
    from private.entries_to_simulate(caller, program, draft, since, today);
  return private.simulation_record(program.id, since, days, entries, members);
end
$$;
comment on function private.simulate(private.caller, stempel.program, jsonb, integer) is
  'What was booked since a day, beside what the rules would have made of it.';

create or replace function api.program_simulate(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('program_simulate', request);
  program program;
  rules jsonb;
begin
  perform private.check_request(caller, request);
  program := private.find_program(caller, (request->>'id')::bigint);
  if jsonb_typeof(request->'draft') = 'object' then
    perform private.refuse_invalid(private.rules_errors(caller, program.kind, request->'draft'));
    rules := private.plain_rules(program.kind, request->'draft');
  end if;
  return private.simulate(caller, program,
    coalesce(rules, program.draft, private.rules_record(private.version_in_force(program))),
    coalesce((request->>'days')::integer, 90));
end
$$;
comment on function api.program_simulate(jsonb) is
  'What the last days would have been by a draft of the rules. Writes nothing.';
