-- api/reward.sql: the catalogue of rewards that points can be exchanged for
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.reward_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('reward_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', coalesce((
    select jsonb_agg(private.reward_record(r)
                     order by r.program_id, r.state, r.cost_points, r.id)
      from reward r
     where r.merchant_id = caller.merchant_id
       and r.program_id = coalesce((request->>'program_id')::bigint, r.program_id)
       and r.state = coalesce(private.plain(request, 'state'), r.state)), '[]'));
end
$$;
comment on function api.reward_list(jsonb) is
  'Lists the rewards by program, those that can still be had first, the cheapest first.';

create or replace function private.insert_reward(caller private.caller, request jsonb)
returns stempel.reward
language plpgsql as $$
declare
  after stempel.reward;
begin
  -- Locked, so that nobody closes it meanwhile.
  perform private.check_not_closed(
    private.find_program(caller, (request->>'program_id')::bigint, true));
  insert into stempel.reward (merchant_id, program_id, names, cost_points, value, stock,
                              limit_per_member, starts_on, ends_on, created_at)
  values (caller.merchant_id, (request->>'program_id')::bigint,
          private.plain_texts(request->'names'), (request->>'cost_points')::bigint,
          (request->>'value')::bigint, (request->>'stock')::integer,
          (request->>'limit_per_member')::integer, private.plain(request, 'starts_on')::date,
          private.plain(request, 'ends_on')::date, private.now())
  returning * into after;
  return after;
end
$$;

-- The stock goes down with every redemption and the revision stays: a form that sends no stock
-- leaves it alone, one that sends it has counted.
create or replace function private.update_reward(caller private.caller, request jsonb,
                                                 before stempel.reward)
returns stempel.reward
language plpgsql as $$
declare
  after stempel.reward;
begin
  perform private.check_revision(request, before.revision, private.reward_record(before));
  if before.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "reward"}');
  end if;
  perform private.check_not_closed(private.find_program(caller, before.program_id));
  update stempel.reward r
     set names = private.plain_texts(request->'names'),
         cost_points = (request->>'cost_points')::bigint, value = (request->>'value')::bigint,
         stock = case when request ? 'stock' then (request->>'stock')::integer else r.stock end,
         limit_per_member = (request->>'limit_per_member')::integer,
         starts_on = private.plain(request, 'starts_on')::date,
         ends_on = private.plain(request, 'ends_on')::date, revision = r.revision + 1
   where r.merchant_id = before.merchant_id and r.id = before.id
  returning * into after;
  return after;
end
$$;

create or replace function private.save_reward(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.reward;
  after stempel.reward;
begin
  if request->>'id' is null then
    after := private.insert_reward(caller, request);
  else
    before := private.find_reward(caller, (request->>'id')::bigint, true);
    after := private.update_reward(caller, request, before);
  end if;

  perform private.audit(caller,
    case when before.id is null then 'reward.create' else 'reward.update' end,
    'reward', after.id, private.display(after.names),
    case when before.id is not null then private.reward_record(before) end,
    private.reward_record(after));
  return private.reward_record(after);
end
$$;

create or replace function api.reward_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('reward_save', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.reward_errors(caller, request));
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.save_reward(caller, request)));
end
$$;
comment on function api.reward_save(jsonb) is 'Adds or changes a reward of the catalogue.';

create or replace function private.retire_reward(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.reward := private.find_reward(caller, (request->>'id')::bigint, true);
  after stempel.reward;
begin
  perform private.check_revision(request, before.revision, private.reward_record(before));
  if before.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "reward"}');
  end if;
  update stempel.reward r set state = 'retired', revision = r.revision + 1
   where r.merchant_id = before.merchant_id and r.id = before.id
  returning * into after;
  perform private.audit(caller, 'reward.retire', 'reward', after.id, private.display(after.names),
                        private.reward_record(before), private.reward_record(after));
  return private.reward_record(after);
end
$$;

create or replace function api.reward_retire(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('reward_retire', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply,
                  private.remember(caller, request, private.retire_reward(caller, request)));
end
$$;
comment on function api.reward_retire(jsonb) is
  'Takes a reward out of the catalogue for good; what was redeemed stays.';
