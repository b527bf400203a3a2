-- api/stamp.sql: giving stamps and handing out rewards
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.stamp_earn(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('stamp_earn', request);
  account account;
  entry entry;
  replayed boolean;
begin
  perform private.check_request(caller, request, '{
    "account_id": {"type": "id", "required": true}, "stamps": {"type": "integer", "max": 1000},
    "store_id": {"type": "id", "required": true}, "card_id": {"type": "id"},
    "employee_id": {"type": "id"}, "pin_token": {"type": "text"}}');

  account := private.lock_account(caller, (request->>'account_id')::bigint);
  entry := private.repeated_entry(caller, request);
  replayed := entry.id is not null;
  if not replayed then
    entry := private.earn_stamps(caller, request, account);
  end if;
  return private.booking_reply(entry, replayed);
end
$$;
comment on function api.stamp_earn(jsonb) is
  'Books stamps: within the visit''s, the cooldown''s and the day''s limit.';

create or replace function private.earn_stamps(caller private.caller, request jsonb,
                                               account stempel.account)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  store stempel.store := private.open_store(caller, (request->>'store_id')::bigint);
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'stamp_earn', rules, store);
  given integer := private.stamps_given(account, entry.business_day, entry.occurred_at);
begin
  entry.stamps := coalesce((request->>'stamps')::integer, 1);
  perform private.check_presented_card(caller, account, entry.card_id);
  perform private.check_program(private.find_program(caller, account.program_id));
  perform private.check_gives_stamps(rules);
  perform private.check_visit(rules, entry.stamps);
  perform private.check_employee(caller, entry.employee_id, entry.store_id);
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', rules.pin_policy,
                            rules.shift_minutes, entry.occurred_at);
  perform private.check_cooldown(rules, account, entry.occurred_at);
  perform private.check_daily_limit(rules, account, store, entry.business_day, given, entry.stamps);

  account.stamps := account.stamps + entry.stamps;
  account := private.settle_stamps(caller, rules, account, entry);
  account := private.remember_last_stamp(account, entry, given + entry.stamps);
  account := private.touch_account(caller, account, rules, entry.occurred_at);
  return private.write_entry(account, entry);
end
$$;

create or replace function api.stamp_redeem(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('stamp_redeem', request);
  account account;
  entry entry;
  replayed boolean;
begin
  perform private.check_request(caller, request, '{
    "account_id": {"type": "id", "required": true}, "entitlement_id": {"type": "id"},
    "store_id": {"type": "id", "required": true}, "card_id": {"type": "id"},
    "employee_id": {"type": "id"}, "pin_token": {"type": "text"}}');

  account := private.lock_account(caller, (request->>'account_id')::bigint);
  entry := private.repeated_entry(caller, request);
  replayed := entry.id is not null;
  if not replayed then
    entry := private.redeem_stamps(caller, request, account);
  end if;
  return private.booking_reply(entry, replayed);
end
$$;
comment on function api.stamp_redeem(jsonb) is
  'Hands out a reward: an entitlement is consumed, once.';

create or replace function private.redeem_stamps(caller private.caller, request jsonb,
                                                 account stempel.account)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  store stempel.store := private.open_store(caller, (request->>'store_id')::bigint);
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'stamp_redeem', rules, store);
  entitlement stempel.entitlement;
begin
  perform private.check_presented_card(caller, account, entry.card_id);
  perform private.check_program(private.find_program(caller, account.program_id));
  perform private.check_gives_stamps(rules);
  perform private.check_employee(caller, entry.employee_id, entry.store_id);
  -- Handing out asks for the PIN each time, whatever the program asks for stamps.
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', 'operation',
                            rules.shift_minutes, entry.occurred_at);
  entitlement := private.find_entitlement(caller, account, rules,
                                          (request->>'entitlement_id')::bigint,
                                          entry.occurred_at);

  entry.entitlement_id := entitlement.id;
  entry.stamps := -entitlement.stamps;
  perform private.close_entitlement(entitlement, entry, 'redeemed');
  account := private.touch_account(caller, account, rules, entry.occurred_at);
  return private.write_entry(account, entry);
end
$$;
