-- api/refund.sql: partial refunds, adjustments, closing a month
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.entry_refund(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('entry_refund', request);
  account account;
  refunded entry;
  entry entry;
  replayed boolean;
begin
  perform private.check_request(caller, request);

  -- Entries never change, so this one may be read before its account is locked.
  refunded := private.find_entry(caller, (request->>'entry_id')::bigint);
  account := private.lock_booked_account(caller, refunded.account_id);
  entry := private.repeated_entry(caller, request);
  replayed := entry.id is not null;
  if not replayed then
    entry := private.refund_entry(caller, request, account, refunded);
  end if;
  return private.booking_reply(entry, replayed);
end
$$;
comment on function api.entry_refund(jsonb) is
  'Takes a part of a purchase back, or gives points back for a part of a ticket paid with them.';

create or replace function private.adjust_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
begin
  return private.request_errors(caller, request)
    || case when request->>'points' is null and request->>'stamps' is null
              then private.field_error('points', 'required')
            when request->>'points' is not null and request->>'stamps' is not null
              then private.field_error('stamps', 'not_allowed')
            when request->'points' = '0' then private.field_error('points', 'not_allowed')
            when request->'stamps' = '0' then private.field_error('stamps', 'not_allowed')
            else '[]' end;
end
$$;

-- Above the limit a second person agrees, by a PIN of their own: another one than who books, and
-- not the employee behind the same login.
create or replace function private.check_approver(caller private.caller, request jsonb,
                                                  rules stempel.program_version,
                                                  entry stempel.entry, change bigint)
returns bigint
language plpgsql as $$
declare
  approver stempel.employee;
begin
  if request->>'approver_id' is not null then
    approver := private.find_employee(caller, (request->>'approver_id')::bigint);
  end if;
  if rules.adjust_maximum is null or abs(change) <= rules.adjust_maximum then
    return null;
  elsif approver.id is null then
    perform private.refuse_invalid(private.field_error('approver_id', 'required',
      jsonb_build_object('maximum', rules.adjust_maximum)));
  end if;
  if approver.id = entry.employee_id or approver.login_id = caller.login_id then
    perform private.refuse_invalid(private.field_error('approver_id', 'not_allowed'));
  elsif approver.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "employee"}');
  end if;
  perform private.use_grant(caller, approver.id, request->>'approver_pin_token', 'operation',
                            rules.shift_minutes, entry.occurred_at);
  return approver.id;
end
$$;

create or replace function private.adjust_points(caller private.caller, account stempel.account,
                                                 rules stempel.program_version,
                                                 entry stempel.entry, change bigint)
returns stempel.entry
language plpgsql as $$
declare
  today date := private.local_day(caller, entry.occurred_at);
  usable bigint := account.points - private.lapsed_points(account, today)
                   - private.reserved_points(account, entry.occurred_at);
begin
  perform private.check_earns_points(rules);
  entry.points := greatest(change, -greatest(usable, 0));
  if entry.points = 0 then
    perform private.refuse('insufficient_balance', jsonb_build_object(
      'balance', 0, 'required', -change));
  elsif entry.points > 0 then
    account := private.credit_points(account, entry, entry.points,
                                     private.expires_on(rules, today));
  else
    perform private.take_points(account, entry, -entry.points, today);
    account.points := account.points + entry.points;
  end if;
  return private.write_entry(account, entry);
end
$$;
comment on function private.adjust_points(private.caller, stempel.account,
                                          stempel.program_version, stempel.entry, bigint) is
  'Relative only; a negative adjustment stops at what the member has.';

create or replace function private.adjust_stamps(caller private.caller, account stempel.account,
                                                 rules stempel.program_version,
                                                 entry stempel.entry, change integer)
returns stempel.entry
language plpgsql as $$
begin
  perform private.check_gives_stamps(rules);
  entry.stamps := greatest(change, -account.stamps);
  if entry.stamps = 0 then
    perform private.refuse('insufficient_balance', jsonb_build_object(
      'balance', 0, 'required', -change));
  end if;
  account.stamps := account.stamps + entry.stamps;
  account := private.settle_stamps(caller, rules, account, entry);
  return private.write_entry(account, entry);
end
$$;
comment on function private.adjust_stamps(private.caller, stempel.account,
                                          stempel.program_version, stempel.entry, integer) is
  'A negative adjustment takes loose stamps only: a full card is a reward already won.';

create or replace function private.adjust_account(caller private.caller, request jsonb,
                                                  account stempel.account)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  change bigint := coalesce((request->>'points')::bigint, (request->>'stamps')::bigint);
  store stempel.store;
  entry stempel.entry;
begin
  store := private.find_store(caller, coalesce((request->>'store_id')::bigint,
                                               private.first_store(caller)));
  entry := private.draft_entry(caller, request, account,
    case when request->>'points' is not null then 'points_adjust' else 'stamp_adjust' end,
    rules, store);
  entry.reason_code := private.plain(request, 'reason_code');
  entry.reason := private.plain(request, 'reason');
  perform private.check_employee(caller, entry.employee_id, entry.store_id);
  entry.approver_id := private.check_approver(caller, request, rules, entry, change);
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', 'operation',
                            rules.shift_minutes, entry.occurred_at);
  if request->>'points' is not null then
    return private.adjust_points(caller, account, rules, entry, change);
  end if;
  return private.adjust_stamps(caller, account, rules, entry, change::integer);
end
$$;

create or replace function private.first_store(caller private.caller) returns bigint
language sql stable as $$
  select min(s.id) from stempel.store s
   where s.merchant_id = caller.merchant_id and s.state = 'active'
$$;
comment on function private.first_store(private.caller) is
  'Whose business day a booking at a desk counts for when no store is named.';

create or replace function api.account_adjust(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('account_adjust', request);
  account account;
  entry entry;
  replayed boolean;
begin
  perform private.refuse_invalid(private.adjust_errors(caller, request));
  account := private.lock_account(caller, (request->>'account_id')::bigint);
  entry := private.repeated_entry(caller, request);
  replayed := entry.id is not null;
  if not replayed then
    entry := private.adjust_account(caller, request, account);
  end if;
  return private.booking_reply(entry, replayed);
end
$$;
comment on function api.account_adjust(jsonb) is
  'Adds or takes points or stamps by hand, with a reason and, above a limit, a second person.';

-- A bar that is open past midnight still books for the evening before.
create or replace function private.last_day_begun(caller private.caller, at timestamptz)
returns date
language plpgsql stable as $$
begin
  return least(private.local_day(caller, at), (
    select min(private.business_day(at, s.zone, s.day_start)) from stempel.store s
     where s.merchant_id = caller.merchant_id));
end
$$;
comment on function private.last_day_begun(private.caller, timestamptz) is
  'The last day that has begun in all stores, and for what happens in none.';

create or replace function private.close_month(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  wanted date := ((request->>'month') || '-01')::date;
  at timestamptz := private.now();
  closed stempel.closed_month;
  entries bigint;
begin
  if (wanted + interval '1 month')::date > private.last_day_begun(caller, at) then
    perform private.refuse_conflict('not_over', jsonb_build_object(
      'month', request->>'month'));
  end if;
  insert into stempel.closed_month (merchant_id, month, closed_at, closed_by)
  values (caller.merchant_id, wanted, at, caller.login_id)
  on conflict (merchant_id, month) do nothing
  returning * into closed;
  if closed.month is null then
    perform private.refuse_conflict('closed', jsonb_build_object(
      'what', 'month', 'month', request->>'month'));
  end if;
  select count(*) into entries from stempel.entry e
   where e.merchant_id = caller.merchant_id and e.business_day >= wanted
     and e.business_day < (wanted + interval '1 month')::date
     and e.occurred_at >= wanted - 3 and e.occurred_at < wanted + interval '1 month 3 days';
  perform private.audit(caller, 'month.close', 'month', null, request->>'month', null,
    jsonb_build_object('month', request->>'month', 'entries', entries));
  return jsonb_build_object('month', request->>'month', 'closed_at', at, 'entries', entries);
end
$$;

create or replace function api.month_close(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('month_close', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply,
                  private.remember(caller, request, private.close_month(caller, request)));
end
$$;
comment on function api.month_close(jsonb) is
  'Closes a month: its entries are not taken back any more, only adjusted.';
