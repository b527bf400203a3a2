-- api/points.sql: earning points with a purchase, and exchanging them
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.points_earn(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('points_earn', request,
                                                 private.members_of('points_earn'));
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
  entry := private.earn_points(caller, request, account, scene);
  return private.booking_reply(entry, account, scene, false);
end
$$;
comment on function api.points_earn(jsonb) is
  'Books the points of a purchase by the rules, the tier and the bonus in force.';

create or replace function private.preview_points(caller private.caller, request jsonb,
                                                  account stempel.account)
returns jsonb
language plpgsql stable as $$
declare
  rules stempel.program_version := private.rules_of(account);
  store stempel.store := private.open_store(caller, (request->>'store_id')::bigint);
  entry stempel.entry;
  repaid bigint;
  last_day date;
begin
  if account.closed_as is not null then
    perform private.refuse_closed(account);
  end if;
  entry.occurred_at := private.now();
  perform private.check_presented_card(caller, account, (request->>'card_id')::bigint);
  perform private.check_program(private.find_program(caller, account.program_id));
  perform private.check_earns_points(rules);
  -- Who asks need not be known yet; who is named must be able to book.
  if request->>'employee_id' is not null then
    perform private.check_employee(caller, (request->>'employee_id')::bigint, store.id);
  end if;
  entry.merchant_id := account.merchant_id;
  entry.store_id := store.id;
  entry.kind := 'points_earn';
  entry.recorded_at := entry.occurred_at;
  if rules.tiers <> '[]' then
    entry.business_day := private.business_day(entry.occurred_at, store.zone, store.day_start);
    entry.tier_id := (private.tier_in_force(private.held_tier(account), rules.tiers,
                                            entry.occurred_at)->>'key')::bigint;
  end if;
  entry := private.price_purchase(request, rules, store, entry);
  perform private.refuse_booked_receipt(entry);
  repaid := least(account.owed_points, entry.points);
  last_day := private.expires_on(rules, private.local_day(caller, entry.occurred_at));
  account.owed_points := account.owed_points - repaid;
  account.points := account.points + entry.points - repaid;
  return jsonb_build_object(
    'eligible_amount', entry.amount, 'multiplier_bp', entry.multiplier_bp,
    'bonus_name', private.running_bonus(rules, store, entry.occurred_at)->>'name',
    'points', entry.points, 'repaid', repaid, 'expires_on', last_day,
    'account', private.account_record(account, entry.occurred_at, with_tier => false)
      || jsonb_build_object('expiring', private.expiring_with(
           account, entry.points - repaid, last_day, private.local_day(caller, entry.occurred_at)))
      || case when rules.tiers <> '[]' then jsonb_build_object(
           'tier', (private.tier_with(account, rules, entry)).shown) else '{}' end);
end
$$;

create or replace function api.points_preview(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('points_preview', request);
begin
  perform private.check_request(caller, request);
  return private.preview_points(caller, request, private.find_account(
    caller, (request->>'account_id')::bigint));
end
$$;
comment on function api.points_preview(jsonb) is
  'What a purchase would earn: the same rules, nothing written.';

create or replace function api.points_redeem(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('points_redeem', request);
  account account;
  entry entry;
  scene private.scene;
begin
  perform private.refuse_invalid(private.redemption_errors(caller, request));
  account := private.lock_account(caller, (request->>'account_id')::bigint);
  entry := private.repeated_entry(caller, request);
  if entry.id is not null then
    return private.booking_reply(entry, true);
  end if;
  scene := private.set_scene(caller, request, account);
  entry := private.redeem_points(caller, request, account, scene);
  return private.booking_reply(entry, account, scene, false);
end
$$;
comment on function api.points_redeem(jsonb) is
  'Exchanges points for a reward of the catalogue, or takes them as money.';
