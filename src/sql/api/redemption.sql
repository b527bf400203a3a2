-- api/redemption.sql: redemptions in two steps, for tills that may fail in between
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.reservation_record(r stempel.reservation, at timestamptz)
returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object('id', r.id, 'account_id', r.account_id, 'reward_id', r.reward_id,
    'reward_name', (select private.display(w.names) from stempel.reward w
                     where w.merchant_id = r.merchant_id and w.id = r.reward_id),
    'points', r.points, 'amount', r.amount,
    'state', case when r.state = 'open' and r.expires_at <= at then 'expired' else r.state end,
    'reserved_at', r.reserved_at, 'expires_at', r.expires_at, 'entry_id', r.entry_id);
end
$$;

create or replace function private.find_reservation(caller private.caller, id bigint)
returns stempel.reservation
language plpgsql as $$
declare
  found_one stempel.reservation;
begin
  select * into found_one from stempel.reservation r
   where r.merchant_id = caller.merchant_id and r.id = find_reservation.id;
  if found_one.id is null then
    perform private.refuse_missing('reservation');
  end if;
  return found_one;
end
$$;
comment on function private.find_reservation(private.caller, bigint) is
  'Its account never changes: it is looked up, the account is locked, and it is looked up again.';

create or replace function private.reservation_reply(reservation stempel.reservation,
                                                     account stempel.account, at timestamptz)
returns jsonb
language sql stable as $$
  select jsonb_build_object('reservation', private.reservation_record(reservation, at),
                            'account', private.account_record(account, at))
$$;

create or replace function private.reserve_points(caller private.caller, request jsonb,
                                                  account stempel.account)
returns jsonb
language plpgsql as $$
declare
  scene private.scene := private.set_scene(caller, request, account);
  entry stempel.entry :=
    private.draft_entry(caller, request, account, 'points_redeem', scene.rules, scene.store);
  reservation stempel.reservation;
begin
  perform private.check_redemption(caller, request, account, scene, entry);
  entry := private.price_redemption(caller, request, account, scene.rules, entry);
  perform private.check_receipt(entry);
  insert into stempel.reservation (merchant_id, account_id, reward_id, points, amount, request,
                                   reserved_at, expires_at)
  values (account.merchant_id, account.id, entry.reward_id, -entry.points, entry.amount,
          request - private.envelope() - 'pin_token', entry.occurred_at,
          entry.occurred_at + interval '10 minutes')
  returning * into reservation;
  account.reserved_until := greatest(account.reserved_until, reservation.expires_at);
  update stempel.account a set reserved_until = account.reserved_until
   where a.merchant_id = account.merchant_id and a.id = account.id;
  return private.reservation_reply(reservation, account, entry.occurred_at);
end
$$;

create or replace function api.redemption_reserve(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('redemption_reserve', request);
  account account;
  reply jsonb;
begin
  perform private.refuse_invalid(private.redemption_errors(caller, request));
  account := private.lock_account(caller, (request->>'account_id')::bigint);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.reserve_points(caller, request, account)));
end
$$;
comment on function api.redemption_reserve(jsonb) is
  'Holds points for ten minutes; nothing is booked before redemption_commit.';

create or replace function private.check_open_reservation(reservation stempel.reservation,
                                                          at timestamptz)
returns void
language plpgsql as $$
begin
  if reservation.state <> 'open' then
    perform private.refuse_conflict(reservation.state, jsonb_strip_nulls(jsonb_build_object(
      'what', 'reservation', 'entry_id', reservation.entry_id)));
  elsif reservation.expires_at <= at then
    perform private.refuse_conflict('expired', jsonb_build_object(
      'what', 'reservation', 'expires_at', reservation.expires_at));
  end if;
end
$$;

-- The PIN was asked for when it was reserved; the price is the one of then.
create or replace function private.commit_reservation(caller private.caller, request jsonb,
                                                      account stempel.account,
                                                      reservation stempel.reservation)
returns stempel.entry
language plpgsql as $$
declare
  scene private.scene := private.load_scene(
    account.merchant_id, account.program_id, null, account.customer_id,
    (reservation.request->>'store_id')::bigint);
  entry stempel.entry := private.draft_entry(caller, request || reservation.request, account,
                                             'points_redeem', scene.rules, scene.store);
  usable bigint;
begin
  perform private.check_open_reservation(reservation, entry.occurred_at);
  entry.request_hash := private.request_hash(caller, request);
  entry.reward_id := reservation.reward_id;
  entry.points := -reservation.points;
  entry.amount := reservation.amount;
  entry.receipt := private.plain(reservation.request, 'receipt');
  entry.ticket_amount := (reservation.request->>'ticket_amount')::bigint;
  perform private.check_receipt(entry);
  -- Some may have lapsed at midnight.
  usable := account.points - private.lapsed_points(
    account, private.local_day(caller, entry.occurred_at));
  if usable < reservation.points then
    perform private.refuse('insufficient_balance', jsonb_build_object(
      'balance', usable, 'required', reservation.points));
  end if;
  update stempel.reservation r set state = 'committed', entry_id = entry.id
   where r.merchant_id = reservation.merchant_id and r.id = reservation.id;
  return private.book_redemption(caller, account, scene, entry);
end
$$;

create or replace function api.redemption_commit(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('redemption_commit', request);
  reservation reservation;
  account account;
  entry entry;
  replayed boolean;
begin
  perform private.check_request(caller, request);
  reservation := private.find_reservation(caller, (request->>'id')::bigint);
  account := private.lock_account(caller, reservation.account_id);
  entry := private.repeated_entry(caller, request);
  replayed := entry.id is not null;
  if not replayed then
    entry := private.commit_reservation(caller, request, account, private.find_reservation(
      caller, reservation.id));
  end if;
  return private.booking_reply(entry, replayed);
end
$$;
comment on function api.redemption_commit(jsonb) is 'Books what was reserved.';

create or replace function private.cancel_reservation(caller private.caller,
                                                      account stempel.account,
                                                      reservation stempel.reservation)
returns jsonb
language plpgsql as $$
declare
  at timestamptz := private.now();
begin
  if reservation.state = 'committed' then
    perform private.refuse_conflict('committed', jsonb_build_object(
      'what', 'reservation', 'entry_id', reservation.entry_id));
  end if;
  update stempel.reservation r set state = 'cancelled'
   where r.merchant_id = reservation.merchant_id and r.id = reservation.id;
  reservation.state := 'cancelled';
  return private.reservation_reply(reservation, account, at);
end
$$;

create or replace function api.redemption_cancel(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('redemption_cancel', request);
  reservation reservation;
  account account;
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reservation := private.find_reservation(caller, (request->>'id')::bigint);
  account := private.lock_account(caller, reservation.account_id);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.cancel_reservation(
    caller, account, private.find_reservation(caller, reservation.id))));
end
$$;
comment on function api.redemption_cancel(jsonb) is 'Lets reserved points go at once.';
