-- api/totp.sql: setting up a second factor, and doing without one
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- https://github.com/google/google-authenticator/wiki/Key-Uri-Format
create or replace function private.totp_uri(login stempel.login, secret bytea) returns text
language sql stable as $$
  select 'otpauth://totp/Stempel:' || private.url_encode(coalesce(login.email, login.name))
         || '?secret=' || private.base32(secret) || '&issuer=Stempel'
$$;

create or replace function api.totp_begin(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('totp_begin', request);
  begun stempel.login_totp;
begin
  perform private.check_request(caller, request);
  insert into login_totp as t (merchant_id, login_id, secret, begun_at)
  values (caller.merchant_id, caller.login_id, extensions.gen_random_bytes(20), private.now())
  on conflict (merchant_id, login_id) do update
     set secret = excluded.secret, begun_at = excluded.begun_at
   where t.confirmed_at is null
  returning * into begun;
  if begun.login_id is null then
    perform private.refuse_conflict('already_set_up');
  end if;
  return jsonb_build_object('secret', private.base32(begun.secret), 'uri',
    private.totp_uri(private.find_login(caller, caller.login_id), begun.secret));
end
$$;
comment on function api.totp_begin(jsonb) is
  'Makes the secret of a second factor, which counts once a code has confirmed it.';

create or replace function api.totp_confirm(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('totp_confirm', request);
  begun stempel.login_totp;
begin
  perform private.check_request(caller, request);
  begun := private.find_totp(caller);
  if begun.login_id is null then
    perform private.refuse_conflict('not_begun');
  elsif begun.confirmed_at is null then
    if not private.use_totp(begun, request->>'one_time_code', private.now()) then
      perform private.refuse('unauthenticated', '{"reason": "code_invalid"}');
    end if;
    perform private.audit_sign_in(caller, 'login.totp_set_up');
  end if;
  return private.login_record(private.find_login(caller, caller.login_id));
end
$$;
comment on function api.totp_confirm(jsonb) is
  'Proves that an app has the secret: from now on signing in asks for a code.';

-- Null when the caller may, else the problem to answer.
create or replace function private.own_totp_problem(caller private.caller, totp stempel.login_totp,
                                                    typed text)
returns jsonb
language plpgsql as $$
declare
  subject bytea := private.guess_subject('totp ' || caller.merchant_id || ' ' || caller.login_id);
  at timestamptz := private.now();
  until timestamptz;
begin
  -- A direct connection could take the count of its guesses back.
  if caller.session_id is null then
    perform private.refuse_conflict('no_session');
  elsif typed is null then
    return private.problem('unauthenticated', '{"reason": "code_required"}');
  end if;
  until := private.count_guess(subject, at);
  if until is not null then
    return private.wait_problem(until);
  elsif private.use_totp(totp, typed, at) then
    perform private.guess_held(subject);
    return null;
  end if;
  until := private.guess_failed(subject, private.guess_tries(), at);
  return case when until is not null then private.wait_problem(until)
              else private.problem('unauthenticated', '{"reason": "code_invalid"}') end;
end
$$;

create or replace function private.remove_totp(caller private.caller, login stempel.login,
                                               typed text)
returns jsonb
language plpgsql as $$
declare
  totp stempel.login_totp;
  problem jsonb;
begin
  select * into totp from stempel.login_totp t
   where t.merchant_id = login.merchant_id and t.login_id = login.id
     for update;
  if totp.confirmed_at is not null and login.id = caller.login_id then
    problem := private.own_totp_problem(caller, totp, typed);
    if problem is not null then
      return problem;
    end if;
  end if;
  delete from stempel.login_totp t
   where t.merchant_id = totp.merchant_id and t.login_id = totp.login_id;
  if totp.confirmed_at is not null then
    perform private.audit(caller, 'login.totp_removed', 'login', login.id, login.name);
  end if;
  return private.login_record(login);
end
$$;

create or replace function api.totp_remove(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('totp_remove', request);
  wanted bigint;
begin
  perform private.check_request(caller, request);
  wanted := coalesce((request->>'login_id')::bigint, caller.login_id);
  if wanted <> caller.login_id and caller.role <> 'manager' then
    perform private.refuse_missing('login');
  end if;
  -- Needs no key: what is gone stays so however often it is taken away.
  return private.remove_totp(caller, private.find_login(caller, wanted),
                             request->>'one_time_code');
end
$$;
comment on function api.totp_remove(jsonb) is
  'Signs in without a second factor again: oneself, with a code, or a manager anybody else.';
