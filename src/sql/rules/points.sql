-- rules/points.sql: what a purchase earns and what points can be exchanged for
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.check_earns_points(rules stempel.program_version) returns void
language plpgsql as $$
begin
  if rules.points_per_step is null then
    perform private.refuse_conflict('no_points');
  end if;
end
$$;

create or replace function private.check_gives_stamps(rules stempel.program_version) returns void
language plpgsql as $$
begin
  if rules.stamps_target is null then
    perform private.refuse_conflict('no_stamps');
  end if;
end
$$;

create or replace function private.eligible_amount(request jsonb) returns bigint
language sql immutable as $$
  select greatest(0, (request->>'amount')::bigint - coalesce((request->>'discount')::bigint, 0)
                     - coalesce((request->>'excluded')::bigint, 0)
                     - coalesce((request->>'paid_with_points')::bigint, 0))
$$;
comment on function private.eligible_amount(jsonb) is
  'The part of a ticket that earns points, in minor units.';

create or replace function private.refuse_booked_receipt(entry stempel.entry) returns void
language plpgsql stable as $$
declare
  first_booking bigint;
begin
  select e.id into first_booking
    from stempel.entry e
   where e.merchant_id = entry.merchant_id and e.store_id = entry.store_id
     and e.receipt = entry.receipt and e.kind = entry.kind
     and not exists (select from stempel.entry v
                      where v.merchant_id = e.merchant_id and v.reverses = e.id);
  if first_booking is not null then
    perform private.refuse('receipt_already_booked',
                           jsonb_build_object('entry_id', first_booking));
  end if;
end
$$;

-- Whoever comes second waits for the first and then sees its entry. After the account's lock and
-- the key's; nobody who holds this one waits for those.
create or replace function private.check_receipt(entry stempel.entry) returns void
language plpgsql as $$
begin
  if entry.receipt is not null then
    perform pg_advisory_xact_lock(hashint8(entry.store_id), hashtext(entry.kind || entry.receipt));
    perform private.refuse_booked_receipt(entry);
  end if;
end
$$;
comment on function private.check_receipt(stempel.entry) is
  'A receipt is booked once per store and kind, unless the first booking was taken back.';

create or replace function private.price_purchase(request jsonb, rules stempel.program_version,
                                                  store stempel.store, entry stempel.entry)
returns stempel.entry
language plpgsql stable as $$
begin
  entry.receipt := private.plain(request, 'receipt');
  entry.ticket_amount := (request->>'amount')::bigint;
  entry.amount := private.eligible_amount(request);
  entry.multiplier_bp := private.effective_multiplier(
    private.tier_multiplier(rules.tiers, entry.tier_id),
    private.running_bonus(rules, store, entry.occurred_at), rules.bonus_mode);
  entry.points := private.points_for(rules, entry.amount, entry.multiplier_bp);
  return entry;
end
$$;
comment on function private.price_purchase(jsonb, stempel.program_version, stempel.store,
                                           stempel.entry) is
  'What a purchase earns; it is kept with the entry and never computed again.';

create or replace function private.touch_account(caller private.caller, account stempel.account,
                                                 scene private.scene, at timestamptz)
returns stempel.account
language plpgsql as $$
begin
  account.last_visit_at := at;
  account.last_activity_at := at;
  -- Whatever the rules say now: lots keep those that they were earned under.
  if account.points > 0 and scene.prolongs then
    perform private.prolong_lots(caller, account, at);
    account := private.remember_lapse(account);
  end if;
  return account;
end
$$;
comment on function private.touch_account(private.caller, stempel.account, private.scene,
                                          timestamptz) is
  'An earn or a redemption is activity; an adjustment or a void is not.';

create or replace function private.earn_points(caller private.caller, request jsonb,
                                               account stempel.account, scene private.scene)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := scene.rules;
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'points_earn', rules, scene.store);
  day date := private.local_day(caller, entry.occurred_at);
  last_day date := private.expires_on(rules, day);
begin
  if rules.points_per_step is null then
    perform private.check_earns_points(rules);
  end if;
  entry := private.price_purchase(request, rules, scene.store, entry);
  if entry.receipt is not null then
    perform private.check_receipt(entry);
  end if;
  if entry.employee_id is not null then
    perform private.use_grant(caller, entry.employee_id, request->>'pin_token', rules.pin_policy,
                              rules.shift_minutes, entry.occurred_at);
  end if;

  entry.lots := array[nextval('stempel.lot_id_seq'),
                      entry.points - least(account.owed_points, entry.points),
                      private.day_number(last_day)];
  account := private.credit_points(account, entry, entry.points, last_day);
  account := private.touch_account(caller, account, scene, entry.occurred_at);
  return private.write_entry(account, entry, scene, day);
end
$$;

create or replace function private.redemption_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
begin
  return private.request_errors(caller, request)
    || case when request->>'reward_id' is null and request->>'points' is null
              then private.field_error('points', 'required')
            when request->>'reward_id' is not null and request->>'points' is not null
              then private.field_error('points', 'not_allowed')
            else '[]' end;
end
$$;

create or replace function private.check_money_points(rules stempel.program_version,
                                                      points bigint, ticket_amount bigint,
                                                      worth bigint)
returns void
language plpgsql as $$
declare
  most bigint := floor(ticket_amount::numeric * coalesce(rules.maximum_share_bp, 10000) / 10000);
begin
  if points < rules.redeem_minimum then
    perform private.refuse('below_minimum', jsonb_build_object('minimum', rules.redeem_minimum));
  elsif points % rules.redeem_multiple <> 0 then
    perform private.refuse_invalid(private.field_error('points', 'not_a_multiple',
      jsonb_build_object('multiple', rules.redeem_multiple)));
  elsif rules.maximum_share_bp is not null and ticket_amount is null then
    perform private.refuse_invalid(private.field_error('ticket_amount', 'required'));
  elsif worth > most then
    perform private.refuse_invalid(private.field_error('points', 'out_of_range',
      jsonb_build_object('min', rules.redeem_minimum, 'max', private.points_worth(rules, most))));
  end if;
end
$$;
comment on function private.check_money_points(stempel.program_version, bigint, bigint, bigint) is
  'Points as money: minimum, multiple, and the share of the ticket that they can pay.';

create or replace function private.points_worth(rules stempel.program_version, amount bigint)
returns bigint
language sql immutable as $$
  select least(div(amount::numeric * rules.money_points, rules.money_amount),
               1000000000000000)::bigint / rules.redeem_multiple * rules.redeem_multiple
$$;
comment on function private.points_worth(stempel.program_version, bigint) is
  'The most points that are worth no more than that much money.';

create or replace function private.reserved_stock(reward stempel.reward, at timestamptz,
                                                  account_id bigint default null,
                                                  without bigint default null)
returns bigint
language plpgsql stable as $$
declare
  reserved bigint;
begin
  select count(*) into reserved
    from stempel.reservation r
   where r.merchant_id = reward.merchant_id and r.reward_id = reward.id
     and r.state = 'open' and r.expires_at > at and r.id is distinct from without
     and (reserved_stock.account_id is null or r.account_id = reserved_stock.account_id);
  return reserved;
end
$$;

create or replace function private.redeemed_times(account stempel.account, reward_id bigint)
returns bigint
language plpgsql stable as $$
declare
  times bigint;
begin
  select count(*) into times
    from stempel.entry e
   where e.merchant_id = account.merchant_id
     and e.account_id = any (private.all_accounts(account))
     and e.kind = 'points_redeem' and e.reward_id = redeemed_times.reward_id
     and not exists (select from stempel.entry v
                      where v.merchant_id = e.merchant_id and v.reverses = e.id);
  return times;
end
$$;

-- Locked when its stock is counted: whoever takes the last one, the next sees that it is gone.
create or replace function private.find_offer(caller private.caller, account stempel.account,
                                              reward_id bigint, at timestamptz,
                                              without bigint default null)
returns stempel.reward
language plpgsql as $$
declare
  reward stempel.reward;
  today date := private.local_day(caller, at);
begin
  select * into reward from stempel.reward r
   where r.merchant_id = caller.merchant_id and r.id = reward_id
     and r.program_id = account.program_id;
  if reward.id is null then
    perform private.refuse_missing('reward');
  elsif reward.stock is not null then
    select * into reward from stempel.reward r
     where r.merchant_id = caller.merchant_id and r.id = reward_id for update;
  end if;

  if reward.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "reward"}');
  elsif today < reward.starts_on or today > reward.ends_on then
    perform private.refuse_conflict('not_offered', jsonb_build_object(
      'starts_on', reward.starts_on, 'ends_on', reward.ends_on));
  elsif reward.stock <= private.reserved_stock(reward, at, null, without) then
    perform private.refuse('reward_out_of_stock', jsonb_build_object('reward_id', reward.id));
  elsif reward.limit_per_member <= private.redeemed_times(account, reward.id)
                                   + private.reserved_stock(reward, at, account.id, without) then
    perform private.refuse_conflict('member_limit', jsonb_build_object(
      'limit', reward.limit_per_member));
  end if;
  return reward;
end
$$;
comment on function private.find_offer(private.caller, stempel.account, bigint, timestamptz,
                                       bigint) is
  'A reward that this member can have now. `without`: a reservation that is being committed.';

create or replace function private.price_redemption(caller private.caller, request jsonb,
                                                    account stempel.account,
                                                    rules stempel.program_version,
                                                    entry stempel.entry,
                                                    without bigint default null)
returns stempel.entry
language plpgsql as $$
declare
  reward stempel.reward;
  usable bigint;
begin
  entry.receipt := private.plain(request, 'receipt');
  entry.ticket_amount := (request->>'ticket_amount')::bigint;
  entry.points := -(request->>'points')::bigint;
  if request->>'reward_id' is null and rules.money_points is null then
    perform private.refuse_conflict('not_money');
  elsif request->>'reward_id' is null then
    -- More than anybody has is refused below, and need not be worth an exact sum.
    entry.amount := least(div(-entry.points::numeric * rules.money_amount, rules.money_points),
                          1000000000000000);
    perform private.check_money_points(rules, -entry.points, entry.ticket_amount, entry.amount);
  else
    reward := private.find_offer(caller, account, (request->>'reward_id')::bigint,
                                 entry.occurred_at, without);
    entry.reward_id := reward.id;
    entry.points := -reward.cost_points;
    entry.amount := reward.value;
  end if;

  usable := account.points
    - private.lapsed_points(account, private.local_day(caller, entry.occurred_at))
    - private.reserved_points(account, entry.occurred_at, without);
  if -entry.points > usable then
    perform private.refuse('insufficient_balance', jsonb_build_object(
      'balance', greatest(usable, 0), 'required', -entry.points));
  end if;
  return entry;
end
$$;
comment on function private.price_redemption(private.caller, jsonb, stempel.account,
                                             stempel.program_version, stempel.entry, bigint) is
  'What a redemption costs and is worth, and whether the member has it.';

create or replace function private.take_stock(entry stempel.entry) returns void
language plpgsql as $$
declare
  left_over integer;
begin
  update stempel.reward r set stock = greatest(r.stock, 1) - 1
   where r.merchant_id = entry.merchant_id and r.id = entry.reward_id and r.stock is not null
  returning (select w.stock from stempel.reward w
              where w.merchant_id = r.merchant_id and w.id = r.id) into left_over;
  -- Somebody may have corrected the stock while one was reserved.
  if left_over = 0 then
    perform private.refuse('reward_out_of_stock', jsonb_build_object(
      'reward_id', entry.reward_id));
  end if;
end
$$;

create or replace function private.book_redemption(caller private.caller,
                                                   account stempel.account,
                                                   scene private.scene, entry stempel.entry)
returns stempel.entry
language plpgsql as $$
declare
  day date := private.local_day(caller, entry.occurred_at);
begin
  perform private.take_points(account, entry, -entry.points, day);
  account.points := account.points + entry.points;
  perform private.take_stock(entry);
  account := private.touch_account(caller, account, scene, entry.occurred_at);
  return private.write_entry(account, entry, scene, day);
end
$$;

create or replace function private.redeem_points(caller private.caller, request jsonb,
                                                 account stempel.account, scene private.scene)
returns stempel.entry
language plpgsql as $$
declare
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'points_redeem', scene.rules, scene.store);
begin
  perform private.check_redemption(caller, request, account, scene, entry);
  entry := private.price_redemption(caller, request, account, scene.rules, entry);
  perform private.check_receipt(entry);
  return private.book_redemption(caller, account, scene, entry);
end
$$;

create or replace function private.check_redemption(caller private.caller, request jsonb,
                                                    account stempel.account,
                                                    scene private.scene, entry stempel.entry)
returns void
language plpgsql as $$
begin
  perform private.check_earns_points(scene.rules);
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', 'operation',
                            (scene.rules).shift_minutes, entry.occurred_at);
end
$$;
comment on function private.check_redemption(private.caller, jsonb, stempel.account,
                                             private.scene, stempel.entry) is
  'Who may hand out what for points: the PIN is asked for each time.';
