-- rules/caller.sql: who calls, and whether they may
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.may_call(l stempel.login, o private.operation)
returns boolean
language sql immutable as $$
  select o.roles && array[l.role, 'anyone']
         and (l.kind = 'person'
              or not o.persons_only
                 and (l.operations is null or o.name = any (l.operations || 'session_whoami'::text)))
$$;

-- Owned by stempel_search: the merchant is not known yet, so no policy can be in force.
create or replace function private.find_principal(operation text, token_hash bytea,
                                                  at timestamptz)
returns private.caller
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found private.caller;
begin
  select o.name, o.writes, l.merchant_id, l.id, l.name, l.role, null,
         m.zone, coalesce(l.language, m.language), m.country, m.currency
    into found
    from stempel.login l
    join stempel.merchant m using (merchant_id)
    left join private.operation o on o.name = find_principal.operation
                                 and o.roles && array[l.role, 'anyone']
   where l.database_role = session_user and l.state = 'active';

  -- The server's own role stands for nobody: it acts for the session it names, or not at all.
  if found.login_id is null and token_hash is not null
     and pg_has_role(session_user, 'stempel_server', 'member') then
    select o.name, o.writes, l.merchant_id, l.id, l.name, l.role, s.id,
           m.zone, coalesce(l.language, m.language), m.country, m.currency, null, null, l.store_id
      into found
      from stempel.session s
      join stempel.login l on (l.merchant_id, l.id) = (s.merchant_id, s.login_id)
      join stempel.merchant m on m.merchant_id = s.merchant_id
      left join private.operation o on o.name = find_principal.operation
                                   and private.may_call(l, o)
     where s.token_hash = find_principal.token_hash and s.closed_at is null
       and (l.kind <> 'person'
            or s.expires_at > at and s.seen_at > at - interval '30 minutes')
       and l.state = 'active';
  end if;

  return found;
end
$$;
comment on function private.find_principal(text, bytea, timestamptz) is
  'The login behind the PostgreSQL role, or behind the session for the server''s role. The '
  'operation is set when that login may call it.';

create or replace function private.session_hash(request jsonb) returns bytea
language sql immutable as $$
  select case when request->>'session' ~ '^[0-9a-f]{64}$' then decode(request->>'session', 'hex') end
$$;

-- Once a minute is exact enough for 30 idle minutes and keeps reads from writing. Who reads waits then
-- neither for others of the session nor for the disk.
create or replace function private.touch_session(caller private.caller, at timestamptz)
returns void
language plpgsql as $$
declare
  setting text;
begin
  perform from stempel.session s
    where s.merchant_id = caller.merchant_id and s.id = caller.session_id
      and s.seen_at < at - interval '1 minute'
      for no key update skip locked;
  if not found then
    return;
  end if;
  update stempel.session s set seen_at = at
   where s.merchant_id = caller.merchant_id and s.id = caller.session_id;
  if caller.operation ~ '_(list|get|search|lookup|explain|preview|errors|duplicates)$' then
    setting := set_config('synchronous_commit', 'off', true);
  end if;
end
$$;
comment on function private.touch_session(private.caller, timestamptz) is
  'Notes that a session is in use.';

-- Who comes through the server is somewhere else than the server.
create or replace function private.with_client(caller private.caller, request jsonb)
returns private.caller
language plpgsql as $$
begin
  caller.address := (request->>'client_address')::inet;
  caller.application := request->>'client_application';
  return caller;
end
$$;

create or replace function private.is_server() returns boolean
language sql stable as $$
  select pg_has_role(session_user, 'stempel_server', 'member')
$$;

create or replace function private.act_as(operation text, request jsonb, merchant_id bigint,
                                          login_id bigint)
returns private.caller
language plpgsql as $$
declare
  caller private.caller;
begin
  perform set_config('stempel.merchant_id', act_as.merchant_id::text, true);
  select o.name, o.writes, l.merchant_id, l.id, l.name, l.role, null,
         m.zone, coalesce(l.language, m.language), m.country, m.currency, null, null, l.store_id
    into caller
    from stempel.login l
    join stempel.merchant m using (merchant_id)
    join private.operation o on o.name = act_as.operation
   where l.merchant_id = act_as.merchant_id and l.id = act_as.login_id;
  return private.with_client(caller, request);
end
$$;
comment on function private.act_as(text, jsonb, bigint, bigint) is
  'The caller that somebody who just proved who they are becomes.';

create or replace function private.check_call(request jsonb) returns void
language plpgsql as $$
begin
  -- The rules read after they lock; an older snapshot would show them the past.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'operations run in READ COMMITTED' using errcode = 'invalid_transaction_state';
  end if;
  if jsonb_typeof(request) is distinct from 'object' then
    perform private.refuse_invalid(private.field_error('request', 'wrong_type'));
  end if;
end
$$;

create or replace function private.enter(operation text, request jsonb) returns private.caller
language plpgsql as $$
declare
  caller private.caller;
  at timestamptz := private.now();
  merchant text; -- Assigned, because an assignment costs a tenth of a query.
begin
  perform private.check_call(request);
  caller := private.find_principal(operation, private.session_hash(request), at);
  if caller.login_id is null then
    perform private.refuse('unauthenticated');
  end if;
  if caller.operation is null then
    perform private.refuse('forbidden', jsonb_build_object('operation', operation));
  end if;

  merchant := set_config('stempel.merchant_id', caller.merchant_id::text, true);
  if caller.session_id is not null then
    caller := private.with_client(caller, request);
    -- A standby cannot note it; whoever reads there keeps the session alive on the primary.
    if not pg_is_in_recovery() then
      perform private.touch_session(caller, at);
    end if;
    if caller.writes and caller.store_id <> private.number(request, 'store_id') then
      perform private.refuse_conflict('not_this_store',
                                      jsonb_build_object('store_id', caller.store_id));
    end if;
  end if;
  return caller;
end
$$;
comment on function private.enter(text, jsonb) is
  'The first line of every operation: finds the caller, checks the right, sets the merchant.';

create or replace function private.enter(operation text, request jsonb, members jsonb)
returns private.caller
language plpgsql as $$
declare
  caller private.caller := private.enter(operation, request);
begin
  if not private.is_plain(caller, request, members) then
    perform private.refuse_invalid(private.request_errors(caller, request));
  end if;
  return caller;
end
$$;
comment on function private.enter(text, jsonb, jsonb) is
  'Enters, and checks the request. For bookings, which are many: the members are a constant there.';
