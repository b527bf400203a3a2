-- api/password.sql: giving somebody a password, and changing one's own
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.give_password(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  login stempel.login := private.find_login(caller, (request->>'id')::bigint);
begin
  if login.state = 'disabled' then
    perform private.refuse_conflict('disabled');
  elsif login.email is null then
    perform private.refuse_conflict('no_email');
  end if;
  perform private.refuse_invalid(private.password_errors(request->>'password', login));
  perform private.set_password(login, request->>'password');
  perform private.audit(caller, 'login.set_password', 'login', login.id, login.name);
  return private.login_record(login);
end
$$;

create or replace function api.login_set_password(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('login_set_password', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  perform private.lock_merchant(caller);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.give_password(caller, request)));
end
$$;
comment on function api.login_set_password(jsonb) is
  'Gives a person a password for signing in through the server; who was signed in is out.';

create or replace function private.change_password(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  subject bytea := private.guess_subject('password ' || caller.merchant_id || ' '
                                         || caller.login_id);
  login stempel.login := private.find_login(caller, caller.login_id);
  at timestamptz := private.now();
  until timestamptz := private.count_guess(subject, at);
  hash text;
begin
  if until is not null then
    return private.wait_problem(until);
  end if;
  select p.hash into hash from stempel.login_password p
   where p.merchant_id = login.merchant_id and p.login_id = login.id;
  if not private.password_holds(request->>'current_password', hash) or hash is null then
    until := private.guess_failed(subject, private.guess_tries(), at);
    perform private.audit_sign_in(caller, 'login.change_password_failed');
    return case when until is not null then private.wait_problem(until)
                else private.problem('unauthenticated', '{"reason": "credentials"}') end;
  end if;
  perform private.guess_held(subject);
  perform private.set_password(login, request->>'password', caller.session_id);
  perform private.audit_sign_in(caller, 'login.change_password');
  return private.login_record(login);
end
$$;

create or replace function api.password_change(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('password_change', request);
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.password_errors(request->>'password',
                               private.find_login(caller, caller.login_id)));
  -- A direct connection could take the count of its guesses back; its password is PostgreSQL's.
  if caller.session_id is null then
    perform private.refuse_conflict('no_session');
  end if;
  -- Needs no key: once changed, the current one is another.
  return private.change_password(caller, request);
end
$$;
comment on function api.password_change(jsonb) is
  'Changes one''s own password; one is signed out everywhere else.';
