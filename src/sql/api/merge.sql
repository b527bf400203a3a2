-- api/merge.sql: making two members one, and parting them again
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.check_mergeable(caller private.caller, c stempel.customer)
returns void
language plpgsql as $$
declare
  held_until timestamptz;
begin
  perform private.check_present(c);
  select max(r.expires_at) into held_until
    from stempel.reservation r
    join stempel.account a on (a.merchant_id, a.id) = (r.merchant_id, r.account_id)
   where a.merchant_id = caller.merchant_id and a.customer_id = c.id and r.state = 'open';
  if held_until > private.now() then
    perform private.refuse_conflict('reserved', jsonb_build_object('available_at', held_until));
  end if;
end
$$;
comment on function private.check_mergeable(private.caller, stempel.customer) is
  'Neither erased nor merged already; and no till is in the middle of a redemption.';

create or replace function private.survivor_of(c stempel.customer) returns stempel.customer
language plpgsql stable as $$
declare
  found_one stempel.customer := c;
begin
  while found_one.state = 'merged' loop
    select * into strict found_one from stempel.customer s
     where s.merchant_id = c.merchant_id and s.id = found_one.merged_into;
  end loop;
  return found_one;
end
$$;
comment on function private.survivor_of(stempel.customer) is
  'Whom a duplicate has become, through as many merges as there were; others are themselves.';

create or replace function private.account_in(caller private.caller, owner stempel.customer,
                                              wanted bigint)
returns bigint
language plpgsql as $$
declare
  account_id bigint;
begin
  insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
  values (caller.merchant_id, owner.id, wanted, private.now())
  on conflict (merchant_id, customer_id, program_id) do nothing;
  select a.id into strict account_id from stempel.account a
   where a.merchant_id = caller.merchant_id and a.customer_id = owner.id
     and a.program_id = wanted;
  return account_id;
end
$$;

create or replace function private.move_accounts(caller private.caller,
                                                 survivor stempel.customer,
                                                 other stempel.customer, at timestamptz,
                                                 out moves jsonb, out carried jsonb)
language plpgsql as $$
declare
  giver stempel.account;
  taker_id bigint;
begin
  moves := '[]';
  carried := '[]';
  for giver in
    select * from stempel.account a
     where a.merchant_id = caller.merchant_id and a.customer_id = other.id order by a.id
  loop
    taker_id := private.account_in(caller, survivor, giver.program_id);
    moves := moves || coalesce(private.move_holdings(caller, giver.id, taker_id, at), '[]')
                   || coalesce(private.move_debts(caller, giver.id, taker_id, at), '[]');
    update stempel.account a set closed_as = 'merged', merged_into = taker_id
     where a.merchant_id = caller.merchant_id and a.id = giver.id;
    carried := carried || private.take_over_limits(caller, giver.id, taker_id, at);
  end loop;
end
$$;

create or replace function private.fill_contact(survivor stempel.customer,
                                                other stempel.customer)
returns text[]
language plpgsql as $$
declare
  filled text[] := array_remove(array[
    case when survivor.email is null and other.email is not null then 'email' end,
    case when survivor.phone is null and other.phone is not null then 'phone' end,
    case when survivor.birthday is null and other.birthday is not null then 'birthday' end,
    case when survivor.note is null and other.note is not null then 'note' end], null);
begin
  perform private.hand_over_contact(other, survivor, filled);
  update stempel.customer c
     set state = 'merged', merged_into = survivor.id, revision = c.revision + 1
   where c.merchant_id = other.merchant_id and c.id = other.id;
  return filled;
end
$$;
comment on function private.fill_contact(stempel.customer, stempel.customer) is
  'What the survivor has nothing in comes from the other one; returns the names of those fields.';

-- Nobody may have an e-mail or a telephone number twice, not even for a moment.
create or replace function private.hand_over_contact(giver stempel.customer,
                                                     taker stempel.customer, fields text[])
returns void
language plpgsql as $$
begin
  update stempel.customer c
     set email = case when 'email' = any (fields) then null else c.email end,
         phone = case when 'phone' = any (fields) then null else c.phone end,
         phone_norm = case when 'phone' = any (fields) then null else c.phone_norm end,
         birthday = case when 'birthday' = any (fields) then null else c.birthday end,
         note = case when 'note' = any (fields) then null else c.note end
   where c.merchant_id = giver.merchant_id and c.id = giver.id;
  update stempel.customer c
     set email = case when 'email' = any (fields) then giver.email else c.email end,
         phone = case when 'phone' = any (fields) then giver.phone else c.phone end,
         phone_norm = case when 'phone' = any (fields) then giver.phone_norm
                           else c.phone_norm end,
         birthday = case when 'birthday' = any (fields) then giver.birthday else c.birthday end,
         note = case when 'note' = any (fields) then giver.note else c.note end,
         revision = c.revision + 1
   where c.merchant_id = taker.merchant_id and c.id = taker.id;
end
$$;

create or replace function private.reassign_cards(caller private.caller, ids bigint[],
                                                  from_id bigint, to_id bigint)
returns bigint[]
language sql as $$
  with moved as (
    update stempel.card k set customer_id = to_id
     where k.merchant_id = caller.merchant_id and k.customer_id = from_id
       and (ids is null or k.id = any (ids))
    returning k.id)
  select coalesce(array_agg(id order by id), '{}') from moved
$$;
comment on function private.reassign_cards(private.caller, bigint[], bigint, bigint) is
  'Those cards, or (null) all of them, point to another member.';

create or replace function private.reassign_employees(caller private.caller, ids bigint[],
                                                      from_id bigint, to_id bigint)
returns bigint[]
language sql as $$
  with moved as (
    update stempel.employee e set customer_id = to_id
     where e.merchant_id = caller.merchant_id and e.customer_id = from_id
       and (ids is null or e.id = any (ids))
    returning e.id)
  select coalesce(array_agg(id order by id), '{}') from moved
$$;

create or replace function private.pair_record(one stempel.customer, other stempel.customer)
returns jsonb
language sql stable as $$
  select private.customer_record(one)
         || jsonb_build_object('merged', private.customer_record(other))
$$;
comment on function private.pair_record(stempel.customer, stempel.customer) is
  'The survivor of a merge and the duplicate, for the audit log.';

create or replace function private.merge_customers(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  survivor stempel.customer := private.find_customer(caller, (request->>'id')::bigint);
  other stempel.customer := private.find_customer(caller, (request->>'other_id')::bigint);
  before jsonb;
  at timestamptz;
  filled text[];
  moved record;
begin
  perform private.lock_merges(caller);
  perform private.lock_customers(caller, array[survivor.id, other.id]);
  survivor := private.find_customer(caller, survivor.id);
  other := private.find_customer(caller, other.id);
  perform private.check_mergeable(caller, survivor);
  perform private.check_mergeable(caller, other);
  perform private.expire_accounts(caller, array[survivor.id, other.id]);
  before := private.pair_record(survivor, other);

  at := private.now();
  moved := private.move_accounts(caller, survivor, other, at);
  filled := private.fill_contact(survivor, other);
  insert into stempel.merge (merchant_id, survivor_id, merged_id, filled, cards, employees, moves,
                             carried, merged_at, merged_by)
  values (caller.merchant_id, survivor.id, other.id, filled,
          private.reassign_cards(caller, null, other.id, survivor.id),
          private.reassign_employees(caller, null, other.id, survivor.id),
          moved.moves, moved.carried, at, caller.login_id);
  survivor := private.find_customer(caller, survivor.id);
  other := private.find_customer(caller, other.id);
  perform private.audit(caller, 'customer.merge', 'customer', survivor.id,
                        private.customer_name(survivor), before,
                        private.pair_record(survivor, other), other_id => other.id);
  return private.customer_detail(survivor, private.now());
end
$$;

create or replace function api.customer_merge(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_merge', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || case when private.number(request, 'id') = private.number(request, 'other_id')
            then private.field_error('other_id', 'not_allowed') else '[]' end);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.merge_customers(caller, request)));
end
$$;
comment on function api.customer_merge(jsonb) is
  'Makes two members one: balances, cards and what one has nothing in go to the survivor.';

create or replace function private.part_accounts(caller private.caller, merged stempel.merge)
returns void
language plpgsql as $$
declare
  at timestamptz := private.now();
  move jsonb;
  carried jsonb;
begin
  perform private.check_not_taken_back(caller, merged);
  for move in
    select m.value from jsonb_array_elements(merged.moves) with ordinality as m (value, place)
     order by m.place desc
  loop
    if move->>'kind' = 'debts' then
      perform private.unmove_debts(caller, move, at);
    else
      perform private.unmove_holdings(caller, move, at);
    end if;
  end loop;
  update stempel.account a set closed_as = null, merged_into = null
   where a.merchant_id = caller.merchant_id and a.customer_id = merged.merged_id;
  for carried in select * from jsonb_array_elements(merged.carried) loop
    perform private.give_limits_back(caller, carried, at);
  end loop;
end
$$;

create or replace function private.part_customers(caller private.caller,
                                                  survivor stempel.customer,
                                                  other stempel.customer, merged stempel.merge)
returns void
language plpgsql as $$
begin
  perform private.hand_over_contact(survivor, other, merged.filled);
  perform private.refuse_duplicate(caller, jsonb_build_object(
    'email', c.email, 'phone', c.phone), c.id)
     from stempel.customer c where c.merchant_id = caller.merchant_id and c.id = other.id;
  update stempel.customer c set state = 'active', merged_into = null
   where c.merchant_id = caller.merchant_id and c.id = other.id;
  update stempel.customer c set revision = c.revision + 1
   where c.merchant_id = caller.merchant_id and c.id = survivor.id;
  perform private.reassign_cards(caller, merged.cards, survivor.id, other.id);
  perform private.reassign_employees(caller, merged.employees, survivor.id, other.id);
  update stempel.merge m set undone_at = private.now(), undone_by = caller.login_id
   where m.merchant_id = caller.merchant_id and m.id = merged.id;
  -- What was said of the survivor meanwhile may be about the other one.
  update stempel.audit_personal p set other_id = other.id
    from stempel.audit_event e
   where p.merchant_id = caller.merchant_id and p.customer_id = survivor.id
     and p.other_id is null and (e.merchant_id, e.id) = (p.merchant_id, p.event_id)
     and e.at >= merged.merged_at;
  update stempel.idempotency i set other_id = other.id
   where i.merchant_id = caller.merchant_id and i.customer_id = survivor.id
     and i.other_id is null and i.created_at >= merged.merged_at;
end
$$;

create or replace function private.standing_merge(caller private.caller, merged_id bigint)
returns stempel.merge
language plpgsql as $$
declare
  found_one stempel.merge;
begin
  select * into found_one from stempel.merge m
   where m.merchant_id = caller.merchant_id and m.merged_id = standing_merge.merged_id
     and m.undone_at is null;
  return found_one;
end
$$;

create or replace function private.unmerge_customers(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  other stempel.customer := private.find_customer(caller, (request->>'id')::bigint);
  merged stempel.merge;
  survivor stempel.customer;
  before jsonb;
begin
  perform private.lock_merges(caller);
  merged := private.standing_merge(caller, other.id);
  if merged.id is null then
    perform private.refuse_conflict('not_merged');
  end if;
  perform private.lock_customers(caller, array[merged.survivor_id, other.id]);
  other := private.find_customer(caller, other.id);
  survivor := private.find_customer(caller, merged.survivor_id);
  if other.state = 'erased' then
    perform private.refuse_conflict('erased', jsonb_build_object('customer_id', other.id));
  end if;
  perform private.check_mergeable(caller, survivor);
  perform private.expire_accounts(caller, array[survivor.id]);
  before := private.pair_record(survivor, other);

  perform private.part_accounts(caller, merged);
  perform private.part_customers(caller, survivor, other, merged);
  survivor := private.find_customer(caller, survivor.id);
  other := private.find_customer(caller, other.id);
  perform private.audit(caller, 'customer.unmerge', 'customer', survivor.id,
                        private.customer_name(survivor), before,
                        private.pair_record(survivor, other), other_id => other.id);
  return private.customer_detail(other, private.now());
end
$$;

create or replace function api.customer_unmerge(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_unmerge', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request,
                                          private.unmerge_customers(caller, request)));
end
$$;
comment on function api.customer_unmerge(jsonb) is
  'Parts a member again from the one they were merged into, if nothing that moved was used.';
