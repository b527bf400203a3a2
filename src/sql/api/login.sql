-- api/login.sql: the persons who may sign in
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.login_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('login_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', (
    select jsonb_agg(private.login_record(l) order by l.state, l.name, l.id)
      from login l where l.merchant_id = caller.merchant_id and l.kind = 'person'));
end
$$;
comment on function api.login_list(jsonb) is 'Lists the persons who may sign in.';

create or replace function private.login_taken_errors(caller private.caller, request jsonb)
returns jsonb
language sql stable as $$
  select case when exists (
      select from stempel.login l
       where l.merchant_id = caller.merchant_id and l.state = 'active'
         and l.email_norm = lower(private.plain(request, 'email'))
         and l.id is distinct from private.number(request, 'id'))
    then private.field_error('email', 'taken') else '[]' end
$$;

-- Registering a role is not making one: that is done beside, by whoever may. But a group, or
-- somebody who may everything, must never stand for a person.
create or replace function private.database_role_errors(request jsonb) returns jsonb
language sql stable as $$
  select case when exists (
      select from pg_catalog.pg_roles r
       where r.rolname = private.plain(request, 'database_role')
         and (r.rolsuper or not r.rolcanlogin))
    then private.field_error('database_role', 'not_allowed') else '[]' end
$$;

create or replace function private.keep_a_manager(caller private.caller, before stempel.login)
returns void
language plpgsql as $$
begin
  if before.role = 'manager' and before.state = 'active' and not exists (
       select from stempel.login l
        where l.merchant_id = caller.merchant_id and l.role = 'manager' and l.state = 'active'
          and l.kind = 'person' and l.id <> before.id) then
    perform private.refuse_conflict('last_manager');
  end if;
end
$$;
comment on function private.keep_a_manager(private.caller, stempel.login) is
  'Without a manager nobody could ever make one again.';

create or replace function private.changed_login(caller private.caller, request jsonb,
                                                 before stempel.login)
returns stempel.login
language plpgsql as $$
declare
  after stempel.login;
begin
  perform private.check_revision(request, before.revision, private.login_record(before));
  if before.state = 'disabled' then
    perform private.refuse_conflict('disabled');
  elsif request->>'role' <> 'manager' then
    perform private.keep_a_manager(caller, before);
  end if;
  update stempel.login l
     set name = private.plain(request, 'name'), email = private.plain(request, 'email'),
         role = request->>'role', language = private.plain(request, 'language'),
         database_role = case when request ? 'database_role'
                              then private.plain(request, 'database_role')
                              else l.database_role end,
         revision = l.revision + 1
   where l.merchant_id = before.merchant_id and l.id = before.id
  returning * into after;
  return after;
end
$$;

create or replace function private.save_login(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.login;
  after stempel.login;
begin
  if request->>'id' is null then
    insert into stempel.login (merchant_id, name, email, role, language, database_role)
    values (caller.merchant_id, private.plain(request, 'name'), private.plain(request, 'email'),
            request->>'role', private.plain(request, 'language'),
            private.plain(request, 'database_role'))
    returning * into after;
  else
    before := private.find_login(caller, (request->>'id')::bigint);
    after := private.changed_login(caller, request, before);
  end if;

  perform private.audit(caller,
    case when before.id is null then 'login.create' else 'login.update' end,
    'login', after.id, after.name,
    case when before.id is not null then private.login_record(before) end,
    private.login_record(after));
  return private.login_record(after);
exception when unique_violation then
  -- Roles of other merchants cannot be looked up here, only run into.
  perform private.refuse_invalid(private.field_error('database_role', 'taken'));
end
$$;

create or replace function api.login_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('login_save', request);
  errors jsonb;
  reply jsonb;
begin
  errors := private.request_errors(caller, request)
    || private.revision_errors(request);
  perform private.lock_merchant(caller);
  reply := case when errors = '[]' then private.replayed(caller, request) end;
  if reply is null then
    perform private.refuse_invalid(errors || private.login_taken_errors(caller, request)
                                   || private.database_role_errors(request));
    reply := private.remember(caller, request, private.save_login(caller, request));
  end if;
  return reply;
end
$$;
comment on function api.login_save(jsonb) is 'Adds or changes a person who may sign in.';

create or replace function private.disable_login(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.login := private.find_login(caller, (request->>'id')::bigint);
  after stempel.login;
begin
  perform private.check_revision(request, before.revision, private.login_record(before));
  if before.state = 'disabled' then
    perform private.refuse_conflict('disabled');
  end if;
  perform private.keep_a_manager(caller, before);

  update stempel.login l set state = 'disabled', revision = l.revision + 1
   where l.merchant_id = before.merchant_id and l.id = before.id
  returning * into after;
  update stempel.session s set closed_at = private.now()
   where s.merchant_id = before.merchant_id and s.login_id = before.id and s.closed_at is null;
  perform private.audit(caller, 'login.disable', 'login', after.id, after.name,
                        private.login_record(before), private.login_record(after));
  return private.login_record(after);
end
$$;

create or replace function api.login_disable(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('login_disable', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  perform private.lock_merchant(caller);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.disable_login(caller, request)));
end
$$;
comment on function api.login_disable(jsonb) is 'Takes the right to sign in from a person, at once.';
