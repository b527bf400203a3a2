-- rules/sign_in.sql: who somebody is, by e-mail address and password
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What is refused here is returned, not raised, so that the count of guesses stays.

-- Owned by stempel_search: the merchant is not known yet.
create or replace function private.find_sign_in(email text, merchant bigint)
returns table (merchant_id bigint, login_id bigint, hash text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.merchant_id, l.id, p.hash
    from stempel.login l
    join stempel.login_password p on (p.merchant_id, p.login_id) = (l.merchant_id, l.id)
   where l.email_norm = lower(btrim(find_sign_in.email)) and l.state = 'active' and l.kind = 'person'
     and (find_sign_in.merchant is null or l.merchant_id = find_sign_in.merchant)
   order by (select max(s.opened_at) from stempel.session s
              where (s.merchant_id, s.login_id) = (l.merchant_id, l.id)) desc nulls last,
            l.merchant_id
   limit 1
$$;
comment on function private.find_sign_in(text, bigint) is
  'Who has logins with several merchants and names none gets the one used last.';

-- The five tries are those from one place, so that nobody can lock somebody out from elsewhere; from
-- all places together there are more.
create or replace function private.sign_in_tries_everywhere() returns integer
language sql immutable as $$ select 50 $$;

create or replace function private.sign_in_subjects(request jsonb) returns bytea[]
language sql immutable as $$
  select array[private.guess_subject('sign-in ' || lower(private.plain(request, 'email')),
                                     (request->>'client_address')::inet),
               private.guess_subject('sign-in anywhere '
                                     || lower(private.plain(request, 'email')))]
$$;

-- Who has to wait does not count for the other places: they could make everybody wait otherwise.
create or replace function private.count_sign_in(subjects bytea[], at timestamptz)
returns timestamptz
language plpgsql as $$
declare
  until timestamptz := private.count_guess(subjects[1], at);
begin
  if until is null then
    until := private.count_guess(subjects[2], at);
    if until is not null then
      perform private.guess_undecided(subjects[1]);
    end if;
  end if;
  return until;
end
$$;

create or replace function private.audit_sign_in(caller private.caller, action text,
                                                 after jsonb default null)
returns void
language sql as $$
  select private.audit(caller, action, 'login', caller.login_id, caller.login_name, null, after)
$$;

create or replace function private.sign_in_failed(caller private.caller, subjects bytea[],
                                                  reason text, at timestamptz)
returns jsonb
language plpgsql as $$
declare
  until timestamptz := greatest(
    private.guess_failed(subjects[1], private.guess_tries(), at),
    private.guess_failed(subjects[2], private.sign_in_tries_everywhere(), at));
begin
  if caller.login_id is not null then
    perform private.audit_sign_in(caller, 'login.sign_in_failed',
      jsonb_build_object('reason', reason, 'locked_until', until));
  end if;
  return case when until is not null then private.wait_problem(until)
              else private.problem('unauthenticated', jsonb_build_object('reason', reason)) end;
end
$$;

create or replace function private.check_sign_in(request jsonb) returns void
language plpgsql as $$
begin
  perform private.check_call(request);
  perform private.refuse_invalid(private.object_errors(request - private.envelope(),
                                                       private.members_of('session_open')));
end
$$;

create or replace function private.sign_in(request jsonb) returns jsonb
language plpgsql as $$
declare
  caller private.caller;
  at timestamptz := private.now();
  subjects bytea[];
  until timestamptz;
  found record;
  holds boolean;
  totp stempel.login_totp;
begin
  perform private.check_sign_in(request);
  subjects := private.sign_in_subjects(request);
  until := private.count_sign_in(subjects, at);
  if until is not null then
    return private.wait_problem(until);
  end if;

  select * into found
    from private.find_sign_in(private.plain(request, 'email'), (request->>'merchant_id')::bigint);
  holds := private.password_holds(request->>'password', found.hash);
  if found.login_id is not null then
    caller := private.act_as('session_open', request, found.merchant_id, found.login_id);
  end if;
  if not holds or found.login_id is null then
    return private.sign_in_failed(caller, subjects, 'credentials', at);
  end if;
  totp := private.find_totp(caller);
  if totp.confirmed_at is not null then
    if private.plain(request, 'one_time_code') is null then
      perform private.guess_undecided(subject) from unnest(subjects) subject;
      return private.problem('unauthenticated', '{"reason": "code_required"}');
    elsif not private.use_totp(totp, request->>'one_time_code', at) then
      return private.sign_in_failed(caller, subjects, 'code_invalid', at);
    end if;
  end if;
  perform private.guess_held(subject) from unnest(subjects) subject;
  perform private.audit_sign_in(caller, 'login.sign_in');
  return private.open_session(caller);
end
$$;
comment on function private.sign_in(jsonb) is
  'Always the same work, whether the address or the password is wrong.';
