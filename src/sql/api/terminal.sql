-- api/terminal.sql: devices that are terminals in a shop
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.terminal_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('terminal_list', request);
begin
  perform private.check_request(caller, request);
  return jsonb_build_object('next', null, 'items', coalesce((
    select jsonb_agg(private.terminal_record(l) order by l.state, l.name, l.id)
      from login l where l.merchant_id = caller.merchant_id and l.kind = 'terminal'), '[]'));
end
$$;
comment on function api.terminal_list(jsonb) is 'Lists the terminals.';

create or replace function private.saved_terminal(caller private.caller, request jsonb)
returns stempel.login
language plpgsql as $$
declare
  terminal stempel.login;
begin
  perform private.open_store(caller, (request->>'store_id')::bigint);
  if request->>'id' is null then
    insert into stempel.login (merchant_id, kind, role, name, store_id)
    values (caller.merchant_id, 'terminal', 'staff', private.plain(request, 'name'),
            (request->>'store_id')::bigint)
    returning * into terminal;
    return terminal;
  end if;
  terminal := private.find_device(caller, 'terminal', (request->>'id')::bigint);
  perform private.check_revision(request, terminal.revision, private.terminal_record(terminal));
  if terminal.state = 'disabled' then
    perform private.refuse_conflict('revoked', '{"what": "terminal"}');
  end if;
  update stempel.login l
     set name = private.plain(request, 'name'), store_id = (request->>'store_id')::bigint,
         revision = l.revision + 1
   where l.merchant_id = terminal.merchant_id and l.id = terminal.id
  returning * into terminal;
  return terminal;
end
$$;

-- What is kept for a repeated request holds no code: it would be one for whoever reads it.
create or replace function private.pair_terminal(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  terminal stempel.login := private.saved_terminal(caller, request);
  code text := private.new_pairing_code();
  record jsonb;
begin
  insert into stempel.pairing (merchant_id, login_id, code_hash, expires_at)
  values (terminal.merchant_id, terminal.id, private.pairing_hash(code),
          private.now() + interval '10 minutes')
  on conflict (merchant_id, login_id)
  do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at;
  record := private.terminal_record(terminal);
  perform private.audit(caller, 'terminal.pair', 'terminal', terminal.id, terminal.name, null,
                        record - array['seen_at', 'address'], null, terminal.store_id);
  return private.remember(caller, request, record)
         || jsonb_build_object('code', substr(code, 1, 4) || '-' || substr(code, 5));
end
$$;

create or replace function api.terminal_pair(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('terminal_pair', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
                                 || private.revision_errors(request));
  perform private.lock_merchant(caller);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.pair_terminal(caller, request));
end
$$;
comment on function api.terminal_pair(jsonb) is
  'Gives a terminal a code, with which a device becomes it within ten minutes.';

create or replace function private.claim_terminal(request jsonb, pairing stempel.pairing)
returns jsonb
language plpgsql as $$
declare
  caller private.caller := private.act_as('terminal_claim', request, pairing.merchant_id,
                                          pairing.login_id);
  terminal stempel.login := private.find_device(caller, 'terminal', pairing.login_id);
  opened jsonb;
begin
  delete from stempel.pairing p
   where p.merchant_id = pairing.merchant_id and p.login_id = pairing.login_id
     and p.code_hash = pairing.code_hash;
  if not found then
    return null; -- Somebody was faster.
  end if;
  perform private.close_sessions(terminal);
  opened := private.open_session(caller, null);
  perform private.audit(caller, 'terminal.claim', 'terminal', terminal.id, terminal.name, null,
                        null, null, terminal.store_id);
  return opened;
end
$$;

create or replace function private.pairing_tries() returns integer
language sql immutable as $$ select 10 $$;

create or replace function api.terminal_claim(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  at timestamptz := private.now();
  subject bytea;
  until timestamptz;
  pairing stempel.pairing;
  reply jsonb;
begin
  perform private.check_call(request);
  perform private.refuse_invalid(private.object_errors(request - private.envelope(),
                                                       private.members_of('terminal_claim')));
  subject := private.guess_subject('pairing', (request->>'client_address')::inet);
  until := private.count_guess(subject, at);
  if until is not null then
    return private.wait_problem(until);
  end if;
  pairing := private.find_pairing(private.pairing_hash(request->>'code'), at);
  if pairing.login_id is not null then
    reply := private.claim_terminal(request, pairing);
  end if;
  if reply is not null then
    perform private.guess_held(subject);
    return reply;
  end if;
  until := private.guess_failed(subject, private.pairing_tries(), at);
  return case when until is not null then private.wait_problem(until)
              else private.problem('not_found', '{"what": "code"}') end;
end
$$;
comment on function api.terminal_claim(jsonb) is
  'Makes a device the terminal that a code was given for; what it was before is out.';

create or replace function private.revoke_terminal(caller private.caller, id bigint)
returns jsonb
language plpgsql as $$
declare
  terminal stempel.login := private.find_device(caller, 'terminal', id);
begin
  if terminal.state = 'disabled' then
    perform private.refuse_conflict('revoked', '{"what": "terminal"}');
  end if;
  update stempel.login l set state = 'disabled', revision = l.revision + 1
   where l.merchant_id = terminal.merchant_id and l.id = terminal.id
  returning * into terminal;
  delete from stempel.pairing p
   where p.merchant_id = terminal.merchant_id and p.login_id = terminal.id;
  perform private.close_sessions(terminal);
  perform private.audit(caller, 'terminal.revoke', 'terminal', terminal.id, terminal.name, null,
                        null, null, terminal.store_id);
  return private.terminal_record(terminal);
end
$$;

create or replace function api.terminal_revoke(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('terminal_revoke', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
    private.revoke_terminal(caller, (request->>'id')::bigint)));
end
$$;
comment on function api.terminal_revoke(jsonb) is 'Shuts a terminal out, at once and for good.';
