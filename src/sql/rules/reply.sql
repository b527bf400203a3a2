-- rules/reply.sql: entries as records, and the answer to a booking
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.entry_record(e stempel.entry, scene private.scene,
                                                reversed_by bigint)
returns jsonb
language plpgsql stable as $$
declare
  card_number text;
  approver_name text;
begin
  if e.card_id is not null then
    select k.number into card_number from stempel.card k
     where k.merchant_id = e.merchant_id and k.id = e.card_id;
  end if;
  if e.approver_id is not null then
    approver_name := private.employee_name(e.merchant_id, e.approver_id);
  end if;
  return jsonb_build_object(
    'id', e.id, 'kind', e.kind, 'account_id', e.account_id, 'customer_id', e.customer_id,
    'customer_name', scene.customer_name, 'card_id', e.card_id, 'card_number', card_number,
    'program_id', e.program_id, 'program_name', (scene.rules).names->>scene.language,
    'program_version', e.program_version, 'store_id', e.store_id,
    'store_name', (scene.store).name, 'employee_id', e.employee_id,
    'employee_name', scene.employee_name, 'login_id', e.login_id,
    'login_name', scene.login_name, 'stamps', e.stamps, 'stamps_after', e.stamps_after,
    'points', e.points, 'points_after', e.points_after,
    'owed_points_after', e.owed_points_after,
    'occurred_at', e.occurred_at, 'recorded_at', e.recorded_at, 'business_day', e.business_day,
    'reverses', e.reverses, 'reversed_by', reversed_by, 'refunds', e.refunds,
    'reason', e.reason, 'reason_code', e.reason_code, 'entitlement_id', e.entitlement_id,
    'reward_id', e.reward_id, 'reward_name', private.reward_name(e, scene),
    'receipt', e.receipt, 'ticket_amount', e.ticket_amount, 'amount', e.amount,
    'multiplier_bp', e.multiplier_bp, 'tier_key', e.tier_id,
    'tier_name', case when e.tier_id is not null then private.tier_by_key(
                   (scene.rules).tiers, e.tier_id::integer)->'names'->>scene.language end,
    'written_off', e.written_off,
    'approver_id', e.approver_id, 'approver_name', approver_name,
    'entitlements_issued', cardinality(e.issued), 'idempotency_key', e.idempotency_key,
    'hash', encode(e.hash, 'hex'));
end
$$;

create or replace function private.reward_name(e stempel.entry, scene private.scene)
returns text
language plpgsql stable as $$
begin
  if e.reward_id is not null then
    return (select r.names->>scene.language from stempel.reward r
             where r.merchant_id = e.merchant_id and r.id = e.reward_id);
  elsif e.entitlement_id is not null then
    return (select v.reward->>scene.language
              from stempel.entitlement t
              join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                              = (t.merchant_id, t.program_id, t.program_version)
             where t.merchant_id = e.merchant_id and t.id = e.entitlement_id);
  end if;
  return case when e.issued <> '{}' then (scene.rules).reward->>scene.language end;
end
$$;
comment on function private.reward_name(stempel.entry, private.scene) is
  'What was handed out, or completed.';

create or replace function private.entry_record(e stempel.entry) returns jsonb
language plpgsql stable as $$
begin
  return private.entry_record(e, private.scene_of(e), private.void_of(e));
end
$$;

create or replace function private.account_after(account stempel.account, e stempel.entry)
returns stempel.account
language plpgsql stable as $$
declare
  last_id bigint := (e.snapshot->>'last')::bigint;
  last stempel.entry := e;
begin
  account.stamps := e.stamps_after;
  account.owed_stamps := e.owed_after;
  account.points := e.points_after;
  account.owed_points := e.owed_points_after;
  if last_id is distinct from e.id then
    if last_id is not distinct from account.last_stamp_entry_id then
      account.stamps_today := (e.snapshot->>'today')::integer;
      return account; -- Points leave the last stamp as it is.
    end if;
    select * into last from stempel.entry l
     where l.merchant_id = e.merchant_id and l.id = last_id;
  end if;
  return private.remember_last_stamp(account, last, (e.snapshot->>'today')::integer);
end
$$;
comment on function private.account_after(stempel.account, stempel.entry) is
  'The account as an entry left it, whatever came later.';

create or replace function private.entitlements_after(e stempel.entry, ids bigint[])
returns jsonb
language plpgsql stable as $$
begin
  if ids = '{}' then
    return '[]'; -- Mostly.
  end if;
  return private.entitlement_records(e.merchant_id, ids, e.recorded_at,
    case when e.kind = 'stamp_redeem' then e.entitlement_id end, e.occurred_at);
end
$$;

create or replace function private.opened_after(e stempel.entry) returns bigint[]
language plpgsql immutable as $$
begin
  if e.snapshot->'open' = '[]' then
    return '{}';
  end if;
  return array(select jsonb_array_elements_text(e.snapshot->'open')::bigint);
end
$$;
comment on function private.opened_after(stempel.entry) is
  'The full cards that were open after an entry, lapsed ones included.';

-- From the entry, and the account and scene only for what never changes or what the entry restores: a
-- repeated request gets an equal answer.
create or replace function private.booking_reply(e stempel.entry, account stempel.account,
                                                 scene private.scene, replayed boolean)
returns jsonb
language plpgsql stable as $$
declare
  reply jsonb := jsonb_build_object(
    'replayed', replayed, 'entry', private.entry_record(e, scene, null),
    'account', private.account_state(private.account_after(account, e), scene, e.recorded_at, e)
               || jsonb_build_object(
                    'entitlements', private.entitlements_after(e, private.opened_after(e)),
                    'tier', e.snapshot->'tier', 'points', 0, 'owed_points', 0,
                    'reserved_points', 0, 'expiring', null)
               || coalesce(e.snapshot->'points', '{}'));
begin
  return case e.kind
           when 'points_earn' then
             reply || jsonb_build_object('lot', private.lot_after(e))
           when 'stamp_earn' then
             reply || jsonb_build_object('entitlements', private.entitlements_after(e, e.issued))
           when 'stamp_redeem' then
             reply || jsonb_build_object('entitlement',
               private.entitlements_after(e, array[e.entitlement_id])->0)
           else reply
         end;
end
$$;

create or replace function private.booking_reply(e stempel.entry, replayed boolean) returns jsonb
language plpgsql stable as $$
declare
  account stempel.account;
begin
  select * into strict account from stempel.account a
   where a.merchant_id = e.merchant_id and a.id = e.account_id;
  return private.booking_reply(e, account, private.scene_of(e), replayed);
end
$$;
comment on function private.booking_reply(stempel.entry, boolean) is
  'The answer to a booking, now or when the same request comes again.';

create or replace function private.lot_after(e stempel.entry) returns jsonb
language plpgsql immutable as $$
begin
  -- As it was opened, whatever was used of it since, or prolonged.
  return jsonb_build_object('id', e.lots[1], 'entry_id', e.id, 'source_id', e.id,
    'points', e.points, 'remaining', e.lots[2], 'opened_at', e.occurred_at,
    'expires_on', private.day_of_number(e.lots[3]), 'expired', 0, 'reversed', 0);
end
$$;
comment on function private.lot_after(stempel.entry) is 'The lot that an earning opened.';
