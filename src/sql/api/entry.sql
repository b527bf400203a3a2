-- api/entry.sql: taking entries back, and reading the ledger
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.find_entry(caller private.caller, id bigint)
returns stempel.entry
language plpgsql as $$
declare
  found_one stempel.entry;
begin
  select * into found_one from stempel.entry e
   where e.merchant_id = caller.merchant_id and e.id = find_entry.id;
  if found_one.id is null then
    perform private.refuse_missing('entry');
  end if;
  return found_one;
end
$$;

create or replace function api.entry_void(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('entry_void', request);
  account account;
  reversed entry;
  entry entry;
  replayed boolean;
begin
  perform private.check_request(caller, request);

  -- Entries never change, so this one may be read before its account is locked.
  reversed := private.find_entry(caller, (request->>'entry_id')::bigint);
  account := private.lock_booked_account(caller, reversed.account_id);
  entry := private.repeated_entry(caller, request);
  replayed := entry.id is not null;
  if not replayed then
    entry := private.void_entry(caller, request, account, reversed);
  end if;
  return private.booking_reply(entry, replayed);
end
$$;
comment on function api.entry_void(jsonb) is
  'Takes back an entry by a new one; the old one stays as it is.';

create or replace function private.is_voidable(kind text) returns boolean
language sql immutable as $$
  select kind in ('stamp_earn', 'stamp_redeem', 'points_earn', 'points_redeem')
$$;

create or replace function private.check_voidable(reversed stempel.entry) returns void
language plpgsql as $$
begin
  if reversed.kind in ('stamp_void', 'points_void') then
    perform private.refuse_conflict('is_a_void');
  elsif not private.is_voidable(reversed.kind) then
    perform private.refuse_conflict('not_voidable');
  elsif private.void_of(reversed) is not null then
    perform private.refuse('already_reversed',
                           jsonb_build_object('entry_id', private.void_of(reversed)));
  end if;
end
$$;

create or replace function private.void_entry(caller private.caller, request jsonb,
                                              account stempel.account, reversed stempel.entry)
returns stempel.entry
language plpgsql as $$
declare
  rules stempel.program_version := private.rules_of(account);
  store stempel.store :=
    private.find_store(caller, coalesce((request->>'store_id')::bigint, reversed.store_id));
  entry stempel.entry := private.draft_entry(caller, request, account,
    case when reversed.kind ~ '^points' then 'points_void' else 'stamp_void' end, rules, store);
begin
  perform private.check_voidable(reversed);
  perform private.check_employee(caller, entry.employee_id, entry.store_id);
  perform private.check_void_window(reversed, entry.employee_id, entry.occurred_at);
  perform private.use_grant(caller, entry.employee_id, request->>'pin_token', 'operation',
                            rules.shift_minutes, entry.occurred_at);

  entry.reverses := reversed.id;
  entry.reason := private.plain(request, 'reason');
  entry.stamps := -reversed.stamps;
  -- That of a duplicate stays with the duplicate; the survivor gets another one.
  entry.entitlement_id := case when reversed.account_id = account.id
                               then reversed.entitlement_id end;
  case reversed.kind
    when 'stamp_earn' then
      reversed.stamps := private.stamps_to_take(private.as_booked(account, reversed),
        reversed.stamps, private.local_day(caller, entry.occurred_at));
      entry.stamps := -reversed.stamps;
      account := private.take_stamps_back(caller, rules, reversed, account, entry);
      account := private.forget_stamp(account, reversed);
    when 'stamp_redeem' then
      account := private.give_stamps_back(caller, rules, reversed, account, entry);
    when 'points_earn' then
      entry.amount := reversed.amount
        - (private.earned_lot(reversed.merchant_id, reversed.id)).refunded_amount;
      return private.take_earned_back(caller, account, entry, reversed, entry.amount);
    when 'points_redeem' then
      return private.give_points_back(caller, account, entry, reversed, null);
  end case;
  return private.write_entry(account, entry);
end
$$;

create or replace function private.forget_stamp(account stempel.account, reversed stempel.entry)
returns stempel.account
language plpgsql as $$
declare
  last stempel.entry := private.last_stamp(account, reversed.id);
  given integer := case when last.id is null then 0
    else private.stamps_given(account, last.business_day, last.occurred_at, reversed.id) end;
begin
  return private.remember_last_stamp(account, last, given);
end
$$;
comment on function private.forget_stamp(stempel.account, stempel.entry) is
  'Cooldown and daily limit as if the void stamp had never been given.';

create or replace function api.entry_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('entry_get', request);
  entry entry;
  until timestamptz;
  voidable boolean;
begin
  perform private.check_request(caller, request);
  entry := private.find_entry(caller, (request->>'id')::bigint);
  until := private.void_closes_at(entry, caller.role = 'staff');
  voidable := private.is_voidable(entry.kind) and private.void_of(entry) is null
              and not private.month_closed(entry)
              and private.now() < until and caller.role in ('manager', 'staff')
              and (caller.role <> 'staff' or entry.employee_id is not null);
  return private.entry_record(entry) || jsonb_build_object(
    'voidable', voidable, 'voidable_until', case when voidable then until end);
end
$$;
comment on function api.entry_get(jsonb) is
  'One ledger entry, and until when the caller (staff: the employee who booked it) can void it.';

create or replace function private.day_begins(caller private.caller, day text) returns timestamptz
language sql stable as $$
  select day::date::timestamp at time zone caller.zone
$$;

create or replace function private.list_condition(filter text) returns text
language sql immutable as $$
  select format(' and r.%1$I = ($1->>%1$L)::%2$s', filter,
                case when right(filter, 3) = '_id' then 'bigint' else 'text' end)
$$;

-- The indexes of who, where and what have the others of these columns before the time. So a list is
-- put together from a page of each combination that occurs, and what never or rarely meets is found
-- not to at once, instead of being looked for in all entries of the one or the other.
create or replace function private.part_columns(request jsonb) returns text[]
language plpgsql immutable as $$
declare
  columns text[] := array['employee_id', 'store_id', 'program_id', 'kind'];
begin
  while cardinality(columns) > 2 and private.plain(request, columns[1]) is null loop
    columns := columns[2:];
  end loop;
  return case when private.plain(request, columns[1]) is not null
                or private.plain(request, columns[2]) is not null then columns else '{}' end;
end
$$;
comment on function private.part_columns(jsonb) is
  'Those of the index that a list of entries is read from; none: all entries are wanted.';

-- The combinations are found from one to the next, past the entries in between.
create or replace function private.list_parts(source text, request jsonb) returns text[]
language plpgsql stable as $$
declare
  columns text[] := private.part_columns(request);
  rows_of text := format(' from %s r where r.merchant_id = $2', source);
  fields text;
begin
  if private.plain(request, 'account_id') is not null then
    return null;
  elsif private.plain(request, 'customer_id') is not null then
    return array['with part (account_id) as (select a.id from stempel.account a
      where a.merchant_id = $2 and a.customer_id = ($1->>''customer_id'')::bigint)', 'account_id'];
  end if;
  while private.plain(request, columns[1]) is not null loop
    rows_of := rows_of || private.list_condition(columns[1]);
    columns := columns[2:];
  end loop;
  if columns = '{}' then
    return null;
  end if;
  fields := (select string_agg('r.' || quote_ident(c), ', ' order by n)
               from unnest(columns) with ordinality as u (c, n));
  return format('with recursive part (%1$s) as (
      (select %2$s %3$s order by %2$s limit 1)
      union all
      select next.* from part
       cross join lateral (select %2$s %3$s and (%2$s) > (%4$s) order by %2$s limit 1) next)',
    array_to_string(columns, ', '), fields, rows_of, replace(fields, 'r.', 'part.')) || columns;
end
$$;
comment on function private.list_parts(text, jsonb) is
  'The query of the parts that a list of entries is put together from, and its columns. What a '
  'customer has is read from the customer''s few accounts. Null: it is read as one.';

-- Only the filters that are asked for stand in the query, so that PostgreSQL plans each combination
-- for the index that fits it. The texts are constants of these functions; values go in as $1.
create or replace function private.list_query(source text, time_column text, filters text[],
                                              request jsonb)
returns text
language plpgsql stable as $$
declare
  parts text[] := case when 'account_id' = any (filters)
                       then private.list_parts(source, request) end;
  conditions text := 'r.merchant_id = $2';
  filter text;
begin
  foreach filter in array filters loop
    if private.plain(request, filter) is not null
       and (filter <> 'customer_id' or parts is null) then
      conditions := conditions || private.list_condition(filter);
    end if;
  end loop;
  if private.plain(request, 'from') is not null then
    conditions := conditions || format(' and r.%I >= $3', time_column);
  end if;
  if private.plain(request, 'to') is not null then
    conditions := conditions || format(' and r.%I < $4', time_column);
  end if;
  if private.plain(request, 'after') is not null then
    conditions := conditions || format(' and (r.%I, r.id) < ($5, $6)', time_column);
  end if;
  foreach filter in array coalesce(parts[2:], '{}') loop
    conditions := conditions || format(' and r.%1$I = part.%1$I', filter);
  end loop;
  conditions := format('%s order by r.%I desc, r.id desc limit $7', conditions, time_column);
  if parts is null then
    return format('select r from %s r where %s', source, conditions);
  end if;
  return format('%1$s
    select r
      from (select page.at, page.id from part
             cross join lateral (select r.%2$I as at, r.id from %3$s r where %4$s) page
             order by page.at desc, page.id desc limit $7) found
      join %3$s r on r.merchant_id = $2 and r.id = found.id
     order by found.at desc, found.id desc', parts[1], time_column, source, conditions);
end
$$;

create or replace function private.list_page(caller private.caller, source text,
                                             time_column text, filters text[], record text,
                                             request jsonb)
returns jsonb
language plpgsql stable as $$
declare
  key jsonb := private.decode_cursor(private.plain(request, 'after'));
  size integer := private.page_limit(request);
  items jsonb;
  last_key jsonb;
begin
  execute format('
    select coalesce(jsonb_agg(private.%1$I(r) order by place) filter (where place <= $8), %3$L),
           min(jsonb_build_array((r).%2$I, (r).id)::text) filter (where place = $8 and more)
      from (select r, row_number() over (order by (r).%2$I desc, (r).id desc) as place,
                   count(*) over () > $8 as more
              from (%4$s) page) numbered', record, time_column, '[]',
                 private.list_query(source, time_column, filters, request))
    into items, last_key
   using request, caller.merchant_id,
         private.day_begins(caller, private.plain(request, 'from')),
         private.day_begins(caller, (private.plain(request, 'to')::date + 1)::text),
         (key->>0)::timestamptz, (key->>1)::bigint, size + 1, size;
  return jsonb_build_object('items', items, 'next', private.encode_cursor(last_key));
end
$$;
comment on function private.list_page(private.caller, text, text, text[], text, jsonb) is
  'A page of a list that is ordered by time, newest first.';

create or replace function private.entry_filters() returns text[]
language sql immutable as $$
  select array['store_id', 'program_id', 'kind', 'employee_id', 'account_id', 'customer_id']
$$;

create or replace function api.entry_list(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('entry_list', request);
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.cursor_errors(request, true));
  return private.list_page(caller, 'stempel.entry', 'occurred_at', private.entry_filters(),
                           'entry_record', request);
end
$$;
comment on function api.entry_list(jsonb) is 'Ledger entries, newest first.';
