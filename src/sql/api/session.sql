-- api/session.sql: signing in and out, and who one is
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.whoami(caller private.caller) returns jsonb
language sql stable as $$
  select jsonb_build_object('login_id', caller.login_id, 'name', caller.login_name,
    'kind', l.kind, 'store_id', l.store_id, 'role', caller.role, 'language', caller.language,
    'merchant', (select private.merchant_record(m) from stempel.merchant m
                  where m.merchant_id = caller.merchant_id),
    'operations', (select jsonb_agg(o.name order by o.name) from private.operation o
                    where private.may_call(l, o)),
    'password_set_at', (select p.set_at from stempel.login_password p
                         where p.merchant_id = l.merchant_id and p.login_id = l.id
                           and caller.session_id is not null),
    'totp_confirmed_at', (select t.confirmed_at from stempel.login_totp t
                           where t.merchant_id = l.merchant_id and t.login_id = l.id
                             and caller.session_id is not null),
    'server_time', private.now(),
    'schema_version', (select max(number) from stempel_meta.migration))
    from stempel.login l where l.merchant_id = caller.merchant_id and l.id = caller.login_id
$$;
comment on function private.whoami(private.caller) is
  'A direct connection was let in by PostgreSQL: neither password nor second factor of the login.';

create or replace function private.open_session(caller private.caller,
                                                lasts interval default interval '12 hours')
returns jsonb
language plpgsql as $$
declare
  token text := private.new_token(32);
  opened timestamptz := private.now();
  expires timestamptz := opened + lasts;
begin
  insert into stempel.session (merchant_id, login_id, token_hash, opened_at, seen_at, expires_at,
                               address, application)
  values (caller.merchant_id, caller.login_id, sha256(convert_to(token, 'UTF8')), opened, opened,
          expires, coalesce(caller.address, inet_client_addr()),
          coalesce(caller.application, nullif(current_setting('application_name'), '')))
  returning id into caller.session_id;
  return private.whoami(caller) || jsonb_build_object('token', token, 'expires_at', expires);
end
$$;

create or replace function private.unwanted_errors(request jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', name, 'code',
           case when private.members_of('session_open') ? name then 'not_allowed'
                else 'unknown_member' end) order by name), '[]')
    from jsonb_object_keys(request - private.envelope()) name
$$;
comment on function private.unwanted_errors(jsonb) is
  'Field errors of a direct connection that says who it is: that was said by connecting.';

create or replace function api.session_open(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller;
begin
  -- The server's role stands for nobody: there somebody says who they are.
  if private.is_server() and private.session_hash(request) is null then
    return private.sign_in(request);
  end if;
  caller := private.enter('session_open', request);
  perform private.refuse_invalid(private.unwanted_errors(request));
  -- A session that opens the next one would live for ever.
  if caller.session_id is not null then
    perform private.refuse('forbidden', jsonb_build_object('operation', caller.operation));
  end if;
  return private.open_session(caller);
end
$$;
comment on function api.session_open(jsonb) is
  'Opens a session and returns its token; through the server for an e-mail address and its password.';

create or replace function api.session_close(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('session_close', request);
begin
  perform private.check_request(caller, request);
  update session s set closed_at = private.now()
   where s.merchant_id = caller.merchant_id and s.id = caller.session_id;
  return '{}';
end
$$;
comment on function api.session_close(jsonb) is
  'Ends the session. A direct connection has none: closing the connection ends it.';

create or replace function api.session_whoami(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('session_whoami', request);
begin
  perform private.check_request(caller, request);
  return private.whoami(caller);
end
$$;
comment on function api.session_whoami(jsonb) is
  'Says who is signed in, for which merchant, and what they may do.';

create or replace function private.session_record(caller private.caller, s stempel.session)
returns jsonb
language sql stable as $$
  select jsonb_build_object('id', s.id, 'login_id', s.login_id,
    'login_name', private.login_name(s.merchant_id, s.login_id), 'opened_at', s.opened_at,
    'seen_at', s.seen_at, 'expires_at', s.expires_at, 'closed_at', s.closed_at,
    'address', host(s.address), 'application', s.application,
    'current', s.id is not distinct from caller.session_id)
$$;

create or replace function private.open_sessions(caller private.caller, login_id bigint)
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(private.session_record(caller, s) order by s.seen_at desc, s.id desc),
                  '[]')
    from stempel.session s
   where s.merchant_id = caller.merchant_id and s.login_id = open_sessions.login_id
     and s.closed_at is null and s.expires_at > private.now()
     and s.seen_at > private.now() - interval '30 minutes'
$$;
comment on function private.open_sessions(private.caller, bigint) is
  'Those that still let somebody in, the last used first.';

create or replace function api.session_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('session_list', request);
  wanted bigint;
begin
  perform private.check_request(caller, request);
  wanted := coalesce((request->>'login_id')::bigint, caller.login_id);
  if wanted <> caller.login_id and caller.role <> 'manager' then
    perform private.refuse_missing('login');
  end if;
  return jsonb_build_object('next', null, 'items', private.open_sessions(
    caller, (private.find_login(caller, wanted)).id));
end
$$;
comment on function api.session_list(jsonb) is
  'Where one is signed in through the server; a manager sees it of everybody.';

create or replace function private.revoke_session(caller private.caller, id bigint) returns jsonb
language plpgsql as $$
declare
  ended stempel.session;
begin
  select * into ended from stempel.session s
   where s.merchant_id = caller.merchant_id and s.id = revoke_session.id
     and (s.login_id = caller.login_id or caller.role = 'manager')
     for update;
  if ended.id is null then
    perform private.refuse_missing('session');
  elsif ended.closed_at is not null then
    return private.session_record(caller, ended);
  end if;
  update stempel.session s set closed_at = private.now()
   where s.merchant_id = ended.merchant_id and s.id = ended.id
  returning * into ended;
  perform private.audit(caller, 'session.revoke', 'login', ended.login_id,
                        private.login_name(ended.merchant_id, ended.login_id), null,
                        jsonb_build_object('opened_at', ended.opened_at,
                                           'address', host(ended.address),
                                           'application', ended.application));
  return private.session_record(caller, ended);
end
$$;

create or replace function api.session_revoke(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('session_revoke', request);
begin
  perform private.check_request(caller, request);
  -- Needs no key: what has ended stays so however often it is ended.
  return private.revoke_session(caller, (request->>'id')::bigint);
end
$$;
comment on function api.session_revoke(jsonb) is
  'Ends a session at once: one''s own, or for a manager anybody''s.';
