-- rules/ledger.sql: booking: lock, repeat, draft, write; the answer; who may void until when
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every booking goes the same way: lock the account, look for the key, draft the entry (now the
-- time is taken), check, change account and entitlements, write the entry, answer from the entry.

create or replace function private.lock_account(caller private.caller, id bigint)
returns stempel.account
language plpgsql as $$
declare
  -- Looked up first, so that nobody can hold the lock of another merchant's account.
  found_one stempel.account := private.find_account(caller, id);
begin
  perform pg_advisory_xact_lock(id);
  select * into strict found_one from stempel.account a
   where a.merchant_id = caller.merchant_id and a.id = lock_account.id
     for update;
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
  earlier stempel.entry;
begin
  -- The account's lock does not keep the key from another account, or from a management write.
  perform private.lock_key(caller, wanted);
  select * into earlier from stempel.entry e
   where e.merchant_id = caller.merchant_id and e.idempotency_key = wanted;
  if earlier.request_hash <> private.request_hash(caller, request)
     or earlier.id is null
        and exists (select from stempel.idempotency i
                     where i.merchant_id = caller.merchant_id and i.key = wanted) then
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
returns void
language plpgsql as $$
declare
  employee stempel.employee;
begin
  if employee_id is null then
    -- A counter is shared: who of the staff it was, only the employee says.
    if caller.role = 'staff' then
      perform private.refuse_invalid(private.field_error('employee_id', 'required'));
    end if;
    return;
  end if;
  employee := private.find_employee(caller, employee_id);
  if employee.state = 'retired' then
    perform private.refuse_conflict('retired', '{"what": "employee"}');
  elsif cardinality(employee.store_ids) > 0 and store_id <> all (employee.store_ids) then
    perform private.refuse_conflict('other_store');
  end if;
end
$$;

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

create or replace function private.save_account(account stempel.account) returns void
language plpgsql as $$
begin
  update stempel.account a
     set stamps = account.stamps, owed_stamps = account.owed_stamps,
         points = account.points, owed_points = account.owed_points,
         last_activity_at = account.last_activity_at, head = account.head,
         last_stamp_entry_id = account.last_stamp_entry_id,
         last_stamp_at = account.last_stamp_at,
         last_stamp_employee_id = account.last_stamp_employee_id,
         last_stamp_login_id = account.last_stamp_login_id,
         last_stamp_store_id = account.last_stamp_store_id,
         stamps_day = account.stamps_day, stamps_today = account.stamps_today,
         last_visit_at = account.last_visit_at
   where a.merchant_id = account.merchant_id and a.id = account.id;
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

create or replace function private.write_entry(account stempel.account, entry stempel.entry)
returns stempel.entry
language plpgsql as $$
declare
  has_tiers boolean := entry.snapshot ? 'tier';
begin
  entry.stamps := coalesce(entry.stamps, 0);
  entry.stamps_after := account.stamps;
  entry.owed_after := account.owed_stamps;
  entry.points := coalesce(entry.points, 0);
  entry.points_after := account.points;
  entry.owed_points_after := account.owed_points;
  entry.written_off := coalesce(entry.written_off, 0);
  entry.lots := private.lot_changes(entry);
  entry.previous := account.head;
  entry.issued := array(select e.id from stempel.entitlement e
                         where e.merchant_id = account.merchant_id
                           and e.account_id = account.id and e.entry_id = entry.id order by e.id);
  entry.snapshot := jsonb_build_object(
    'last', account.last_stamp_entry_id, 'today', account.stamps_today,
    'open', array(select e.id from stempel.entitlement e
                   where e.merchant_id = account.merchant_id
                     and e.account_id = account.id and e.state = 'open' order by e.id));
  if entry.kind !~ '^stamp' or account.points > 0 or account.owed_points > 0 then
    entry.snapshot := entry.snapshot || jsonb_build_object(
      'points', private.points_state(account, entry.recorded_at,
        private.merchant_day(account.merchant_id, entry.recorded_at)));
  end if;
  if has_tiers then
    entry.snapshot := entry.snapshot || jsonb_build_object(
      'tier', private.settle_tier(account, entry));
  end if;
  account.head := private.insert_entry(entry);
  perform private.save_account(account);
  entry.hash := account.head;
  return entry;
end
$$;
comment on function private.write_entry(stempel.account, stempel.entry) is
  'The last step of a booking: the row of the ledger and the account''s new state.';

create or replace function private.entry_record(e stempel.entry) returns jsonb
language plpgsql stable as $$
declare
  record jsonb;
begin
  select jsonb_build_object(
    'id', e.id, 'kind', e.kind, 'account_id', e.account_id, 'customer_id', e.customer_id,
    'customer_name', private.customer_name(c), 'card_id', e.card_id, 'card_number', k.number,
    'program_id', e.program_id, 'program_name', v.names->>m.language,
    'program_version', e.program_version, 'store_id', e.store_id, 'store_name', s.name,
    'employee_id', e.employee_id, 'employee_name', p.name, 'login_id', e.login_id,
    'login_name', l.name, 'stamps', e.stamps, 'stamps_after', e.stamps_after,
    'points', e.points, 'points_after', e.points_after,
    'owed_points_after', e.owed_points_after,
    'occurred_at', e.occurred_at, 'recorded_at', e.recorded_at, 'business_day', e.business_day)
    || jsonb_build_object(
    'reverses', e.reverses, 'reversed_by', r.id, 'refunds', e.refunds, 'reason', e.reason,
    'reason_code', e.reason_code, 'entitlement_id', e.entitlement_id, 'reward_id', e.reward_id,
    'reward_name', (case when e.reward_id is not null then o.names
                         when e.entitlement_id is not null then w.reward
                         when e.issued <> '{}' then v.reward end)->>m.language,
    'receipt', e.receipt, 'ticket_amount', e.ticket_amount, 'amount', e.amount,
    'multiplier_bp', e.multiplier_bp, 'tier_key', e.tier_id,
    'tier_name', case when e.tier_id is not null then private.tier_by_key(
                   v.tiers, e.tier_id::integer)->'names'->>m.language end,
    'written_off', e.written_off,
    'approver_id', e.approver_id, 'approver_name', q.name,
    'entitlements_issued', cardinality(e.issued), 'idempotency_key', e.idempotency_key,
    'hash', encode(e.hash, 'hex'))
    into record
    from stempel.merchant m
    join stempel.customer c on (c.merchant_id, c.id) = (e.merchant_id, e.customer_id)
    join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                    = (e.merchant_id, e.program_id, e.program_version)
    left join stempel.store s on (s.merchant_id, s.id) = (e.merchant_id, e.store_id)
    left join stempel.login l on (l.merchant_id, l.id) = (e.merchant_id, e.login_id)
    left join stempel.reward o on (o.merchant_id, o.id) = (e.merchant_id, e.reward_id)
    left join stempel.employee q on (q.merchant_id, q.id) = (e.merchant_id, e.approver_id)
    left join stempel.card k on (k.merchant_id, k.id) = (e.merchant_id, e.card_id)
    left join stempel.employee p on (p.merchant_id, p.id) = (e.merchant_id, e.employee_id)
    left join stempel.entitlement t on (t.merchant_id, t.id) = (e.merchant_id, e.entitlement_id)
    left join stempel.program_version w on (w.merchant_id, w.program_id, w.number)
                                         = (t.merchant_id, t.program_id, t.program_version)
    left join stempel.entry r on (r.merchant_id, r.reverses) = (e.merchant_id, e.id)
   where m.merchant_id = e.merchant_id;
  return record;
end
$$;

create or replace function private.account_after(e stempel.entry) returns stempel.account
language plpgsql stable as $$
declare
  account stempel.account;
  last stempel.entry;
begin
  select * into strict account from stempel.account a
   where a.merchant_id = e.merchant_id and a.id = e.account_id;
  select * into last from stempel.entry l
   where l.merchant_id = e.merchant_id and l.id = (e.snapshot->>'last')::bigint;
  account.stamps := e.stamps_after;
  account.owed_stamps := e.owed_after;
  account.points := e.points_after;
  account.owed_points := e.owed_points_after;
  return private.remember_last_stamp(account, last, (e.snapshot->>'today')::integer);
end
$$;
comment on function private.account_after(stempel.entry) is
  'The account as an entry left it, whatever came later.';

create or replace function private.entitlement_after(e stempel.entry,
                                                     entitlement stempel.entitlement)
returns jsonb
language plpgsql stable as $$
begin
  -- Closed by a later entry or not: at this one it was in hand, or handed out.
  entitlement.state := case when e.entitlement_id = entitlement.id and e.kind = 'stamp_redeem'
                            then 'redeemed' else 'open' end;
  entitlement.redeemed_at := case when entitlement.state = 'redeemed' then e.occurred_at end;
  return private.entitlement_record(entitlement, e.recorded_at);
end
$$;

create or replace function private.entitlements_after(e stempel.entry, ids bigint[])
returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(private.entitlement_after(e, t)
                            order by t.expires_on nulls last, t.issued_at, t.id), '[]')
    from stempel.entitlement t
   where t.merchant_id = e.merchant_id and t.id = any (ids)
     and private.entitlement_lapsed(t, e.recorded_at) is not true
$$;

-- Built from the entry alone, the first time as well: a repeated request gets an equal answer.
create or replace function private.booking_reply(e stempel.entry, replayed boolean) returns jsonb
language plpgsql stable as $$
declare
  opened bigint[] := array(select jsonb_array_elements_text(e.snapshot->'open')::bigint);
  reply jsonb := jsonb_build_object('replayed', replayed,
    'entry', private.entry_record(e) || '{"reversed_by": null}',
    'account', private.account_record(private.account_after(e), e.recorded_at, with_tier => false)
               || jsonb_build_object('entitlements', private.entitlements_after(e, opened),
                                     'tier', e.snapshot->'tier')
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
comment on function private.booking_reply(stempel.entry, boolean) is
  'The answer to a booking, now or when the same request comes again.';

create or replace function private.lot_after(e stempel.entry) returns jsonb
language plpgsql stable as $$
declare
  lot stempel.lot := private.earned_lot(e.merchant_id, e.id);
begin
  -- As it was opened, whatever was used of it since, or prolonged.
  return jsonb_build_object('id', lot.id, 'entry_id', lot.entry_id, 'source_id', lot.source_id,
    'points', lot.points, 'remaining', lot.points - lot.repaid, 'opened_at', lot.opened_at,
    'expires_on', private.expires_on(private.rules_of(e), private.merchant_day(
      e.merchant_id, e.occurred_at)), 'expired', 0, 'reversed', 0);
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
