-- rules/idempotency.sql: management writes happen once per key
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Without the PIN: four digits behind a plain hash could be found by trying them all.
create or replace function private.request_hash(caller private.caller, request jsonb)
returns bytea
language plpgsql immutable as $$
begin
  return sha256(convert_to(caller.operation ||
    (request - private.envelope() - array['pin_token', 'pin', 'password'])::text, 'UTF8'));
end
$$;

create or replace function private.lock_key(caller private.caller, key uuid) returns boolean
language plpgsql as $$
begin
  return pg_advisory_xact_lock(hashint8(caller.merchant_id), uuid_hash(key)) is not null;
end
$$;
comment on function private.lock_key(private.caller, uuid) is
  'A second sender of the same key waits here until the first has committed its answer.';

create or replace function private.replayed(caller private.caller, request jsonb) returns jsonb
language plpgsql as $$
declare
  wanted uuid := (request->>'idempotency_key')::uuid;
  earlier stempel.idempotency;
begin
  perform private.lock_key(caller, wanted);
  select * into earlier from stempel.idempotency i
   where i.merchant_id = caller.merchant_id and i.key = wanted;
  if earlier.key is null then
    if exists (select from stempel.entry e
                where e.merchant_id = caller.merchant_id and e.idempotency_key = wanted) then
      perform private.refuse('idempotency_key_reused');
    end if;
    return null;
  elsif earlier.request_hash <> private.request_hash(caller, request) then
    perform private.refuse('idempotency_key_reused');
  end if;
  return earlier.reply || '{"replayed": true}';
end
$$;
comment on function private.replayed(private.caller, jsonb) is
  'The stored answer when this very request was answered before; null: go on and do it.';

create or replace function private.remember(caller private.caller, request jsonb, reply jsonb)
returns jsonb
language plpgsql as $$
begin
  insert into stempel.idempotency (merchant_id, key, operation, request_hash, reply, login_id,
                                   created_at, customer_id, other_id)
  values (caller.merchant_id, (request->>'idempotency_key')::uuid, caller.operation,
          private.request_hash(caller, request), reply, caller.login_id, private.now(),
          case when caller.operation like 'customer\_%' then (reply->>'id')::bigint
               else (reply->>'customer_id')::bigint end,
          (request->>'other_id')::bigint);
  return reply || '{"replayed": false}';
end
$$;
comment on function private.remember(private.caller, jsonb, jsonb) is
  'Keeps the answer of a management write under its key; its last line.';
