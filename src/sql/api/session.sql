-- api/session.sql: signing in and out, and who one is
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.whoami(caller private.caller) returns jsonb
language sql stable as $$
  select jsonb_build_object('login_id', caller.login_id, 'name', caller.login_name,
    'role', caller.role, 'language', caller.language,
    'merchant', (select private.merchant_record(m) from stempel.merchant m
                  where m.merchant_id = caller.merchant_id),
    'operations', (select jsonb_agg(o.name order by o.name) from private.operation o
                    where o.roles && array[caller.role, 'anyone']),
    'server_time', private.now(),
    'schema_version', (select max(number) from stempel_meta.migration))
$$;

create or replace function api.session_open(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('session_open', request);
  token text := private.new_token(32);
  opened timestamptz := private.now();
  expires timestamptz := opened + interval '12 hours';
begin
  perform private.check_request(caller, request, '{}');
  -- A session that opens the next one would live for ever.
  if caller.session_id is not null then
    perform private.refuse('forbidden', jsonb_build_object('operation', caller.operation));
  end if;

  insert into session (merchant_id, login_id, token_hash, opened_at, seen_at, expires_at,
                       address, application)
  values (caller.merchant_id, caller.login_id, sha256(convert_to(token, 'UTF8')), opened, opened,
          expires, inet_client_addr(), nullif(current_setting('application_name'), ''));
  return private.whoami(caller) || jsonb_build_object('token', token, 'expires_at', expires);
end
$$;
comment on function api.session_open(jsonb) is 'Opens a session and returns its token.';

create or replace function api.session_close(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('session_close', request);
begin
  perform private.check_request(caller, request, '{}');
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
  perform private.check_request(caller, request, '{}');
  return private.whoami(caller);
end
$$;
comment on function api.session_whoami(jsonb) is
  'Says who is signed in, for which merchant, and what they may do.';
