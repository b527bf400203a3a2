-- rules/ledger.sql: booking: lock, repeat, draft, write; who may void until when
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every booking goes the same way: lock the account, look for the key, draft the entry (now the
-- time is taken), check, change account and entitlements, write the entry, answer from the entry.

create or replace function private.lock_account(caller private.caller, id bigint)
returns stempel.account
language plpgsql as $$
declare
  found_one stempel.account;
begin
  -- Taken for a row that is there, so that nobody can hold the lock of another merchant's account.
  select * into found_one from stempel.account a
   where a.merchant_id = caller.merchant_id and a.id = lock_account.id
     and pg_advisory_xact_lock(a.id) is not null
     for update;
  if found_one.id is null then
    perform private.refuse_missing('account');
  end if;
  return found_one;
end
$$;
comment on function private.lock_account(private.caller, bigint) is
  'Advisory lock, then the row: bookings of one account queue up fairly.';

create or replace function private.repeated_entry(caller private.caller, request jsonb)
returns stempel.entry
language plpgsql as $$
declare
  wanted uuid := (request->>'idempotency_key')::uuid;
  -- The account's lock does not keep the key from another account, or from a management write.
  locked boolean := private.lock_key(caller, wanted);
  earlier stempel.entry;
begin
  if not exists (select from stempel.entry e
                  where e.merchant_id = caller.merchant_id and e.idempotency_key = wanted)
     and not exists (select from stempel.idempotency i
                      where i.merchant_id = caller.merchant_id and i.key = wanted) then
    return null; -- The usual case pays for no more.
  end if;
  select * into earlier from stempel.entry e
   where e.merchant_id = caller.merchant_id and e.idempotency_key = wanted;
  if earlier.id is null or earlier.request_hash <> private.request_hash(caller, request) then
    perform private.refuse('idempotency_key_reused');
  end if;
  return earlier;
end
$$;
comment on function private.repeated_entry(private.caller, jsonb) is
  'The entry that this very request made before, or null: go on and book it.';

create or replace function private.refuse_closed(account stempel.account) returns void
language plpgsql as $$
begin
  perform private.refuse_conflict(account.closed_as, jsonb_build_object(
    'account_id', a.id, 'customer_id', a.customer_id))
     from stempel.account a
    where a.merchant_id = account.merchant_id
      and a.id = case account.closed_as when 'merged' then account.merged_into
                                        else account.id end;
end
$$;
comment on function private.refuse_closed(stempel.account) is
  'Its member was erased, or merged into another one: names the account that has the points now.';

create or replace function private.draft_entry(caller private.caller, request jsonb,
                                               account stempel.account, kind text,
                                               rules stempel.program_version,
                                               store stempel.store)
returns stempel.entry
language plpgsql as $$
declare
  entry stempel.entry;
begin
  if account.closed_as is not null then
    perform private.refuse_closed(account);
  end if;
  entry.merchant_id := caller.merchant_id;
  entry.id := nextval('stempel.entry_id_seq');
  entry.kind := kind;
  entry.account_id := account.id;
  entry.customer_id := account.customer_id;
  entry.card_id := (request->>'card_id')::bigint;
  entry.program_id := account.program_id;
  entry.program_version := rules.number;
  entry.store_id := store.id;
  entry.employee_id := (request->>'employee_id')::bigint;
  entry.login_id := caller.login_id;
  entry.occurred_at := private.now();
  entry.recorded_at := entry.occurred_at;
  entry.business_day := private.business_day(entry.occurred_at, store.zone, store.day_start);
  entry.idempotency_key := (request->>'idempotency_key')::uuid;
  entry.request_hash := private.request_hash(caller, request);
  if rules.tiers <> '[]' then
    entry.tier_id := (private.tier_in_force(private.held_tier(account), rules.tiers,
                                            entry.recorded_at)->>'key')::bigint;
    entry.snapshot := '{"tier": null}'; -- What private.write_entry has to fill in.
  end if;
  return entry;
end
$$;
comment on function private.draft_entry(private.caller, jsonb, stempel.account, text,
                                        stempel.program_version, stempel.store) is
  'Who, what, where and when of an entry. Called after the lock: this takes the time.';

-- The functions that each booking calls are PL/pgSQL even where one query would do: PL/pgSQL keeps
-- its plans for the life of the connection, SQL functions are planned at every call.
create or replace function private.rules_of(account stempel.account)
returns stempel.program_version
language plpgsql stable as $$
declare
  rules stempel.program_version;
begin
  select v.* into rules
    from stempel.program p
    join stempel.program_version v
      on (v.merchant_id, v.program_id, v.number) = (p.merchant_id, p.id, p.version)
   where p.merchant_id = account.merchant_id and p.id = account.program_id;
  return rules;
end
$$;

create or replace function private.rules_of(e stempel.entry) returns stempel.program_version
language plpgsql stable as $$
declare
  rules stempel.program_version;
begin
  select * into rules
    from stempel.program_version v
   where v.merchant_id = e.merchant_id and v.program_id = e.program_id
     and v.number = e.program_version;
  return rules;
end
$$;
comment on function private.rules_of(stempel.entry) is 'The rules that an entry was made under.';

create or replace function private.check_presented_card(caller private.caller,
                                                        account stempel.account, card_id bigint)
returns void
language plpgsql as $$
declare
  card stempel.card;
begin
  if card_id is null then
    return;
  end if;
  card := private.find_card(caller, card_id);
  if card.customer_id <> account.customer_id then
    perform private.refuse_missing('card');
  end if;
  if card.state <> 'active' then
    perform private.check_card(card);
  end if;
end
$$;
comment on function private.check_presented_card(private.caller, stempel.account, bigint) is
  'The card that was shown must still be good, and the member''s own. Without one: found by name.';

create or replace function private.check_employee(caller private.caller, employee_id bigint,
                                                  store_id bigint)
returns text
language plpgsql as $$
declare
  employee stempel.employee;
begin
  if employee_id is null then
    -- A counter is shared: who of the staff it was, only the employee says.
    if caller.role = 'staff' then
      perform private.refuse_invalid(private.field_error('employee_id', 'required'));
    end if;
    return null;
  end if;
  employee := private.find_employee(caller, employee_id);
  if employee.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "employee"}');
  elsif cardinality(employee.store_ids) > 0 and store_id <> all (employee.store_ids) then
    perform private.refuse_conflict('other_store');
  end if;
  return employee.name;
end
$$;
comment on function private.check_employee(private.caller, bigint, bigint) is
  'The name of who acts, when they may in that store.';

create or replace function private.find_employee(caller private.caller, id bigint,
                                                 lock boolean default false)
returns stempel.employee
language plpgsql as $$
declare
  found_one stempel.employee;
begin
  if lock then
    select * into found_one from stempel.employee e
     where e.merchant_id = caller.merchant_id and e.id = find_employee.id for update;
  else
    select * into found_one from stempel.employee e
     where e.merchant_id = caller.merchant_id and e.id = find_employee.id;
  end if;
  if found_one.id is null then
    perform private.refuse_missing('employee');
  end if;
  return found_one;
end
$$;

-- The account keeps what the next booking and the counter's screen need at once.
create or replace function private.remember_last_stamp(account stempel.account,
                                                       last stempel.entry, given integer)
returns stempel.account
language plpgsql as $$
begin
  account.last_stamp_entry_id := last.id;
  account.last_stamp_at := last.occurred_at;
  account.last_stamp_employee_id := last.employee_id;
  account.last_stamp_login_id := last.login_id;
  account.last_stamp_store_id := last.store_id;
  account.stamps_day := last.business_day;
  account.stamps_today := given;
  return account;
end
$$;

create or replace function private.insert_entry(e stempel.entry) returns bytea
language plpgsql as $$
declare
  chained bytea;
begin
  insert into stempel.entry (
    merchant_id, id, kind, account_id, customer_id, card_id, program_id, program_version, store_id,
    employee_id, login_id, stamps, stamps_after, owed_after, points, points_after,
    owed_points_after, occurred_at, recorded_at, business_day, reverses, refunds, reason,
    reason_code, entitlement_id, issued, receipt, ticket_amount, amount, multiplier_bp, tier_id,
    reward_id, lot_id, written_off, lots, pair_id, approver_id, batch_id, previous,
    idempotency_key, request_hash, snapshot)
  overriding system value values (
    e.merchant_id, e.id, e.kind, e.account_id, e.customer_id, e.card_id, e.program_id,
    e.program_version, e.store_id, e.employee_id, e.login_id, e.stamps, e.stamps_after,
    e.owed_after, e.points, e.points_after, e.owed_points_after, e.occurred_at, e.recorded_at,
    e.business_day, e.reverses, e.refunds, e.reason, e.reason_code, e.entitlement_id, e.issued,
    e.receipt, e.ticket_amount, e.amount, e.multiplier_bp, e.tier_id, e.reward_id, e.lot_id,
    e.written_off, e.lots, e.pair_id, e.approver_id, e.batch_id, e.previous, e.idempotency_key,
    e.request_hash, e.snapshot)
  returning hash into chained;
  return chained;
end
$$;
comment on function private.insert_entry(stempel.entry) is
  'Adds the row to the ledger and returns its hash, the account''s new head.';

-- The row of the ledger and the account's new state. The snapshot is what the answer shows beyond
-- the row, so that a repeated request gets the same one.
create or replace function private.write_entry(account stempel.account, entry stempel.entry,
                                               scene private.scene, day date)
returns stempel.entry
language plpgsql as $$
declare
  has_tiers boolean := entry.snapshot ? 'tier';
  open bigint[] := '{}';
begin
  entry.stamps := coalesce(entry.stamps, 0);
  entry.stamps_after := account.stamps;
  entry.owed_after := account.owed_stamps;
  entry.points := coalesce(entry.points, 0);
  entry.points_after := account.points;
  entry.owed_points_after := account.owed_points;
  entry.written_off := coalesce(entry.written_off, 0);
  if entry.lots is null then
    entry.lots := private.lot_changes(entry);
    if entry.lots <> '{}' then
      account := private.remember_lapse(account);
    end if;
  end if;
  if scene.kind <> 'points' then
    open := array(select e.id from stempel.entitlement e
                   where e.merchant_id = account.merchant_id
                     and e.account_id = account.id and e.state = 'open' order by e.id);
  end if;
  -- A transfer may complete a card that a debt takes at once.
  entry.issued := case when open = '{}' and entry.kind <> 'transfer' then open
                       else private.issued_by(entry) end;
  entry.snapshot := jsonb_build_object(
    'last', account.last_stamp_entry_id, 'today', account.stamps_today, 'open', open);
  if entry.kind !~ '^stamp' or account.points > 0 or account.owed_points > 0
     or account.reserved_until > entry.recorded_at then
    entry.snapshot := entry.snapshot || jsonb_build_object(
      'points', private.points_state(account, entry.recorded_at, day));
  end if;
  if has_tiers then
    entry.snapshot := entry.snapshot || jsonb_build_object(
      'tier', private.settle_tier(account, entry));
  end if;
  entry.previous := account.head;
  entry.hash := private.insert_entry(entry);

  update stempel.account a
     set stamps = account.stamps, owed_stamps = account.owed_stamps,
         points = account.points, owed_points = account.owed_points,
         lapses_on = account.lapses_on, lapsing_points = account.lapsing_points,
         last_activity_at = account.last_activity_at, head = entry.hash,
         last_stamp_entry_id = account.last_stamp_entry_id,
         last_stamp_at = account.last_stamp_at,
         last_stamp_employee_id = account.last_stamp_employee_id,
         last_stamp_login_id = account.last_stamp_login_id,
         last_stamp_store_id = account.last_stamp_store_id,
         stamps_day = account.stamps_day, stamps_today = account.stamps_today,
         last_visit_at = account.last_visit_at
   where a.merchant_id = account.merchant_id and a.id = account.id;
  return entry;
end
$$;
comment on function private.write_entry(stempel.account, stempel.entry, private.scene, date) is
  'The last step of a booking. `day`: the merchant''s local one. Lots that the entry names already '
  'are not looked for.';

create or replace function private.write_entry(account stempel.account, entry stempel.entry)
returns stempel.entry
language plpgsql as $$
begin
  return private.write_entry(
    account, entry, private.load_scene(entry.merchant_id, entry.program_id, entry.program_version,
                                       entry.customer_id, entry.store_id),
    private.merchant_day(entry.merchant_id, entry.recorded_at));
end
$$;

create or replace function private.issued_by(e stempel.entry) returns bigint[]
language plpgsql stable as $$
begin
  return array(select t.id from stempel.entitlement t
                where t.merchant_id = e.merchant_id and t.account_id = e.account_id
                  and t.entry_id = e.id order by t.id);
end
$$;

create or replace function private.void_of(e stempel.entry) returns bigint
language sql stable as $$
  select v.id from stempel.entry v where v.merchant_id = e.merchant_id and v.reverses = e.id
$$;

-- Who acts as an employee has minutes, and only for their own entries; a manager has days.
create or replace function private.void_closes_at(e stempel.entry, as_employee boolean)
returns timestamptz
language sql stable as $$
  select e.occurred_at + case when as_employee then make_interval(mins => v.void_minutes)
                              else make_interval(hours => 24 * v.void_days) end
    from stempel.program_version v
   where (v.merchant_id, v.program_id, v.number)
       = (e.merchant_id, e.program_id, e.program_version)
$$;
comment on function private.void_closes_at(stempel.entry, boolean) is
  'By the rules the entry was made under. From this moment on it cannot be voided any more.';

create or replace function private.month_closed(e stempel.entry) returns boolean
language plpgsql stable as $$
begin
  return exists (select from stempel.closed_month m
                  where m.merchant_id = e.merchant_id
                    and m.month = date_trunc('month', e.business_day)::date);
end
$$;

create or replace function private.check_void_window(e stempel.entry, employee_id bigint,
                                                     at timestamptz)
returns void
language plpgsql as $$
declare
  closed_at timestamptz := private.void_closes_at(e, employee_id is not null);
  foreign_entry boolean := employee_id is not null and e.employee_id is distinct from employee_id;
  allowed_to text := case when foreign_entry and at < closed_at and e.employee_id is not null
                            then 'employee'
                          when at < private.void_closes_at(e, false) then 'manager' end;
begin
  if at >= closed_at or foreign_entry then
    perform private.refuse('void_window_closed', jsonb_build_object(
      'closed_at', closed_at, 'allowed_to', allowed_to));
  elsif private.month_closed(e) then
    perform private.refuse('month_closed', jsonb_build_object(
      'month', to_char(e.business_day, 'YYYY-MM')));
  end if;
end
$$;
comment on function private.check_void_window(stempel.entry, bigint, timestamptz) is
  'allowed_to says who still can: the employee who booked it, a manager, or (null) nobody.';
