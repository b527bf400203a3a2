-- api/api_key.sql: keys with which other programs call operations
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.api_key_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('api_key_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', coalesce((
    select jsonb_agg(private.api_key_record(l) order by l.state, l.name, l.id)
      from login l where l.merchant_id = caller.merchant_id and l.kind = 'key'), '[]'));
end
$$;
comment on function api.api_key_list(jsonb) is 'Lists the keys of other programs.';

create or replace function private.key_operations(request jsonb) returns text[]
language sql immutable as $$
  select array_agg(distinct name order by name)
    from jsonb_array_elements_text(case when jsonb_typeof(request->'operations') = 'array'
                                        then request->'operations' else '[]' end) name
$$;

create or replace function private.key_operations_errors(request jsonb) returns jsonb
language sql stable as $$
  select case
           when private.key_operations(request) is null then
             case when jsonb_typeof(request->'operations') = 'array'
                  then private.field_error('operations', 'required') else '[]' end
           when exists (
             select from unnest(private.key_operations(request)) wanted (name)
              where not exists (select from private.operation o
                                 where o.name = wanted.name and o.roles && array[request->>'role']
                                   and not o.persons_only))
             then private.field_error('operations', 'unknown_value')
           else '[]' end
$$;
comment on function private.key_operations_errors(jsonb) is
  'A key gets what its role may, and nothing that is about persons signing in.';

create or replace function private.changed_key(caller private.caller, request jsonb,
                                               before stempel.login)
returns stempel.login
language plpgsql as $$
declare
  after stempel.login;
begin
  perform private.check_revision(request, before.revision, private.api_key_record(before));
  if before.state = 'disabled' then
    perform private.refuse_conflict('revoked', '{"what": "api_key"}');
  end if;
  update stempel.login l
     set name = private.plain(request, 'name'), role = request->>'role',
         operations = private.key_operations(request), revision = l.revision + 1
   where l.merchant_id = before.merchant_id and l.id = before.id
  returning * into after;
  return after;
end
$$;

-- What is kept for a repeated request holds no token: it would be one for whoever reads it.
create or replace function private.added_key(caller private.caller, request jsonb) returns jsonb
language plpgsql as $$
declare
  key stempel.login;
  opened jsonb;
begin
  insert into stempel.login (merchant_id, kind, role, name, operations)
  values (caller.merchant_id, 'key', request->>'role', private.plain(request, 'name'),
          private.key_operations(request))
  returning * into key;
  opened := private.open_session(
    private.act_as('api_key_save', request, key.merchant_id, key.id), null);
  perform private.audit(caller, 'api_key.create', 'api_key', key.id, key.name, null,
                        private.api_key_record(key));
  return private.remember(caller, request, private.api_key_record(key))
         || jsonb_build_object('token', opened->>'token');
end
$$;

create or replace function private.save_key(caller private.caller, request jsonb) returns jsonb
language plpgsql as $$
declare
  before stempel.login;
  after stempel.login;
begin
  if request->>'id' is null then
    return private.added_key(caller, request);
  end if;
  before := private.find_device(caller, 'key', (request->>'id')::bigint);
  after := private.changed_key(caller, request, before);
  perform private.audit(caller, 'api_key.update', 'api_key', after.id, after.name,
                        private.api_key_record(before), private.api_key_record(after));
  return private.remember(caller, request, private.api_key_record(after));
end
$$;

create or replace function api.api_key_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('api_key_save', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.revision_errors(request) || private.key_operations_errors(request));
  perform private.lock_merchant(caller);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.save_key(caller, request));
end
$$;
comment on function api.api_key_save(jsonb) is
  'Adds or changes a key of another program; the token of a new one is told this once.';

create or replace function private.revoke_key(caller private.caller, id bigint) returns jsonb
language plpgsql as $$
declare
  key stempel.login := private.find_device(caller, 'key', id);
begin
  if key.state = 'disabled' then
    perform private.refuse_conflict('revoked', '{"what": "api_key"}');
  end if;
  update stempel.login l set state = 'disabled', revision = l.revision + 1
   where l.merchant_id = key.merchant_id and l.id = key.id
  returning * into key;
  perform private.close_sessions(key);
  perform private.audit(caller, 'api_key.revoke', 'api_key', key.id, key.name);
  return private.api_key_record(key);
end
$$;

create or replace function api.api_key_revoke(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('api_key_revoke', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
    private.revoke_key(caller, (request->>'id')::bigint)));
end
$$;
comment on function api.api_key_revoke(jsonb) is 'Shuts a key out, at once and for good.';
