-- rules/device.sql: terminals and keys: what they are, and letting them in
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.find_device(caller private.caller, kind text, id bigint)
returns stempel.login
language plpgsql as $$
declare
  found stempel.login;
begin
  select * into found from stempel.login l
   where l.merchant_id = caller.merchant_id and l.id = find_device.id
     and l.kind = find_device.kind
     for update;
  if found.id is null and kind = 'key' then
    perform private.refuse_missing('api_key');
  elsif found.id is null then
    perform private.refuse_missing('terminal');
  end if;
  return found;
end
$$;

create or replace function private.device_session(l stempel.login) returns stempel.session
language sql stable as $$
  select s from stempel.session s
   where s.merchant_id = l.merchant_id and s.login_id = l.id and s.closed_at is null
   order by s.id desc limit 1
$$;

create or replace function private.close_sessions(l stempel.login) returns void
language sql as $$
  update stempel.session s set closed_at = private.now()
   where s.merchant_id = l.merchant_id and s.login_id = l.id and s.closed_at is null
$$;

create or replace function private.terminal_record(l stempel.login) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', l.id, 'name', l.name, 'store_id', l.store_id,
    'store_name', t.name,
    'state', case when l.state = 'disabled' then 'revoked' when s.id is not null then 'paired'
                  else 'waiting' end,
    'code_expires_at', p.expires_at, 'paired_at', s.opened_at, 'seen_at', s.seen_at,
    'address', host(s.address), 'revision', l.revision)
    from (select) as one_row
    left join stempel.store t on (t.merchant_id, t.id) = (l.merchant_id, l.store_id)
    left join stempel.pairing p on (p.merchant_id, p.login_id) = (l.merchant_id, l.id)
    left join lateral private.device_session(l) s on s.id is not null
$$;

create or replace function private.api_key_record(l stempel.login) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', l.id, 'name', l.name, 'role', l.role,
    'operations', to_jsonb(l.operations),
    'state', case when l.state = 'disabled' then 'revoked' else 'active' end,
    'created_at', l.created_at, 'seen_at', (private.device_session(l)).seen_at,
    'revision', l.revision)
$$;

-- Without what is easily taken for something else: 0 and O, 1 and I and L, U and V.
create or replace function private.new_pairing_code() returns text
language sql volatile as $$
  with random as (select extensions.gen_random_bytes(16) as bytes)
  select string_agg(substr('ABCDEFGHJKMNPQRSTVWXYZ23456789',
           1 + (get_byte(bytes, 2 * place) * 256 + get_byte(bytes, 2 * place + 1)) % 30, 1),
           '' order by place)
    from random, generate_series(0, 7) place
$$;

create or replace function private.pairing_hash(typed text) returns bytea
language sql immutable as $$
  select sha256(convert_to(regexp_replace(upper(typed), '[^A-Z0-9]', '', 'g'), 'UTF8'))
$$;

-- Owned by stempel_search: the merchant is not known yet.
create or replace function private.find_pairing(code_hash bytea, at timestamptz)
returns stempel.pairing
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p
    from stempel.pairing p
    join stempel.login l on (l.merchant_id, l.id) = (p.merchant_id, p.login_id)
   where p.code_hash = find_pairing.code_hash and p.expires_at > at and l.state = 'active'
$$;
