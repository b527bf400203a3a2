-- api/store.sql: the shops of a merchant
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.store_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('store_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', coalesce((
    select jsonb_agg(private.store_record(s) order by s.name, s.id)
      from store s
     where s.merchant_id = caller.merchant_id
       and s.state = coalesce(private.plain(request, 'state'), s.state)), '[]'));
end
$$;
comment on function api.store_list(jsonb) is 'Lists the stores.';

create or replace function private.store_name_errors(caller private.caller, request jsonb)
returns jsonb
language sql stable as $$
  select case when exists (
      select from stempel.store s
       where s.merchant_id = caller.merchant_id and s.state = 'active'
         and private.fold(s.name) = private.fold(private.plain(request, 'name'))
         and s.id is distinct from private.number(request, 'id'))
    then private.field_error('name', 'taken') else '[]' end
$$;

create or replace function private.keep_a_store(caller private.caller, before stempel.store,
                                                state text)
returns void
language plpgsql as $$
begin
  if before.state = 'active' and state = 'closed' and not exists (
       select from stempel.store s
        where s.merchant_id = caller.merchant_id and s.state = 'active' and s.id <> before.id) then
    perform private.refuse_conflict('last_store');
  end if;
end
$$;

create or replace function private.save_store(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.store;
  after stempel.store;
  wanted_state text := coalesce(private.plain(request, 'state'), 'active');
begin
  if request->>'id' is null then
    insert into stempel.store (merchant_id, name, zone, day_start, state)
    values (caller.merchant_id, private.plain(request, 'name'),
            coalesce(private.plain(request, 'zone'), caller.zone),
            coalesce(private.plain(request, 'day_start'), '00:00')::time, wanted_state)
    returning * into after;
  else
    before := private.find_store(caller, (request->>'id')::bigint);
    perform private.check_revision(request, before.revision, private.store_record(before));
    wanted_state := coalesce(private.plain(request, 'state'), before.state);
    perform private.keep_a_store(caller, before, wanted_state);
    update stempel.store s
       set name = private.plain(request, 'name'),
           zone = coalesce(private.plain(request, 'zone'), s.zone),
           day_start = coalesce(private.plain(request, 'day_start')::time, s.day_start),
           state = wanted_state, revision = s.revision + 1
     where s.merchant_id = before.merchant_id and s.id = before.id
    returning * into after;
  end if;

  perform private.audit(caller,
    case when before.id is null then 'store.create' else 'store.update' end,
    'store', after.id, after.name,
    case when before.id is not null then private.store_record(before) end,
    private.store_record(after), null, after.id);
  return private.store_record(after);
end
$$;

create or replace function api.store_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('store_save', request);
  errors jsonb;
  reply jsonb;
begin
  errors := private.request_errors(caller, request)
    || private.revision_errors(request);
  perform private.lock_merchant(caller);
  reply := case when errors = '[]' then private.replayed(caller, request) end;
  if reply is null then
    perform private.refuse_invalid(errors || private.store_name_errors(caller, request));
    reply := private.remember(caller, request, private.save_store(caller, request));
  end if;
  return reply;
end
$$;
comment on function api.store_save(jsonb) is 'Adds or changes a store, or closes it.';
