-- api/stamp.sql: giving stamps and handing out rewards
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.stamp_earn(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('stamp_earn', request,
                                                 private.members_of('stamp_earn'));
  account account;
  entry entry;
  scene private.scene;
begin
  account := private.lock_account(caller, (request->>'account_id')::bigint);
  entry := private.repeated_entry(caller, request);
  if entry.id is not null then
    return private.booking_reply(entry, true);
  end if;
  scene := private.set_scene(caller, request, account);
  entry := private.earn_stamps(caller, request, account, scene);
  return private.booking_reply(entry, account, scene, false);
end
$$;
comment on function api.stamp_earn(jsonb) is
  'Books stamps: within the visit''s, the cooldown''s and the day''s limit.';

create or replace function private.earn_stamps(caller private.caller, request jsonb,
                                               account stempel.account, scene private.scene)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := scene.rules;
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'stamp_earn', rules, scene.store);
  given integer := private.stamps_given_today(account, entry);
begin
  entry.stamps := coalesce((request->>'stamps')::integer, 1);
  if rules.stamps_target is null then
    perform private.check_gives_stamps(rules);
  elsif entry.stamps not between 1 and rules.max_stamps_per_visit then
    perform private.refuse_visit(rules);
  end if;
  if entry.employee_id is not null then
    perform private.use_grant(caller, entry.employee_id, request->>'pin_token', rules.pin_policy,
                              rules.shift_minutes, entry.occurred_at);
  end if;
  if account.last_stamp_at is not null then
    perform private.check_cooldown(rules, account, entry.occurred_at);
  end if;
  if given + entry.stamps > rules.daily_limit then
    perform private.refuse_over_limit(rules, account, scene.store, entry.business_day, given);
  end if;

  account.stamps := account.stamps + entry.stamps;
  account := private.settle_stamps(caller, rules, account, entry);
  account := private.remember_last_stamp(account, entry, given + entry.stamps);
  account := private.touch_account(caller, account, scene, entry.occurred_at);
  entry.lots := '{}';
  return private.write_entry(account, entry, scene, private.local_day(caller, entry.occurred_at));
end
$$;

create or replace function api.stamp_redeem(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('stamp_redeem', request,
                                                 private.members_of('stamp_redeem'));
  account account;
  entry entry;
  scene private.scene;
begin
  account := private.lock_account(caller, (request->>'account_id')::bigint);
  entry := private.repeated_entry(caller, request);
  if entry.id is not null then
    return private.booking_reply(entry, true);
  end if;
  scene := private.set_scene(caller, request, account);
  entry := private.redeem_stamps(caller, request, account, scene);
  return private.booking_reply(entry, account, scene, false);
end
$$;
comment on function api.stamp_redeem(jsonb) is
  'Hands out a reward: an entitlement is consumed, once.';

create or replace function private.redeem_stamps(caller private.caller, request jsonb,
                                                 account stempel.account, scene private.scene)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := scene.rules;
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'stamp_redeem', rules, scene.store);
  entitlement stempel.entitlement;
begin
  perform private.check_gives_stamps(rules);
  -- Handing out asks for the PIN each time, whatever the program asks for stamps.
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', 'operation',
                            rules.shift_minutes, entry.occurred_at);
  entitlement := private.find_entitlement(caller, account, rules,
                                          (request->>'entitlement_id')::bigint,
                                          entry.occurred_at);

  entry.entitlement_id := entitlement.id;
  entry.stamps := -entitlement.stamps;
  perform private.close_entitlement(entitlement, entry, 'redeemed');
  account := private.touch_account(caller, account, scene, entry.occurred_at);
  entry.lots := '{}';
  return private.write_entry(account, entry, scene, private.local_day(caller, entry.occurred_at));
end
$$;
