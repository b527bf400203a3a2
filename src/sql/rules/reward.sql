-- rules/reward.sql: the catalogue: what a reward is, and what is wrong with one
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.reward_record(r stempel.reward) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object('id', r.id, 'program_id', r.program_id, 'names', r.names,
    'name', private.display(r.names), 'cost_points', r.cost_points, 'value', r.value,
    'stock', r.stock, 'limit_per_member', r.limit_per_member, 'starts_on', r.starts_on,
    'ends_on', r.ends_on, 'state', r.state, 'revision', r.revision);
end
$$;

create or replace function private.find_reward(caller private.caller, id bigint,
                                               lock boolean default false)
returns stempel.reward
language plpgsql as $$
declare
  found stempel.reward;
begin
  if lock then
    select * into found from stempel.reward r
     where r.merchant_id = caller.merchant_id and r.id = find_reward.id for update;
  else
    select * into found from stempel.reward r
     where r.merchant_id = caller.merchant_id and r.id = find_reward.id;
  end if;
  if found.id is null then
    perform private.refuse_missing('reward');
  end if;
  return found;
end
$$;

-- A program that is not there is refused as missing, later: here only its kind can be wrong.
create or replace function private.reward_program_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
declare
  kind text := (select p.kind from stempel.program p
                 where p.merchant_id = caller.merchant_id
                   and p.id = private.number(request, 'program_id'));
begin
  return case
    when request->>'id' is null and request->>'program_id' is null
      then private.field_error('program_id', 'required')
    when request->>'id' is not null and request->>'program_id' is not null
         or kind is not null and not private.kind_has(kind, 'points')
      then private.field_error('program_id', 'not_allowed')
    else '[]' end;
end
$$;

create or replace function private.reward_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
declare
  language text := (select m.language from stempel.merchant m
                     where m.merchant_id = caller.merchant_id);
  starts_on text := private.plain(request, 'starts_on');
  ends_on text := private.plain(request, 'ends_on');
begin
  return private.request_errors(caller, request)
    || private.revision_errors(request) || private.reward_program_errors(caller, request)
    || private.texts_errors('names', request->'names', language)
    || case when private.is_day(starts_on) and private.is_day(ends_on) and ends_on < starts_on
            then private.field_error('ends_on', 'out_of_range',
                                     jsonb_build_object('min', starts_on)) else '[]' end;
end
$$;

create or replace function private.check_not_closed(program stempel.program) returns void
language plpgsql as $$
begin
  if program.state = 'closed' then
    perform private.refuse_conflict('closed', '{"what": "program"}');
  end if;
end
$$;
