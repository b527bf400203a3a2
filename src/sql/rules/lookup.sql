-- rules/lookup.sql: finding one thing of the caller's merchant, or refusing
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- `lock` is for those who are about to change the row: the lock first, then everything else. Stores
-- and logins are changed under private.lock_merchant instead.

create or replace function private.find_store(caller private.caller, id bigint)
returns stempel.store
language plpgsql as $$
declare
  found stempel.store;
begin
  select * into found from stempel.store s
   where s.merchant_id = caller.merchant_id and s.id = find_store.id;
  if found.id is null then
    perform private.refuse_missing('store');
  end if;
  return found;
end
$$;

create or replace function private.open_store(caller private.caller, id bigint)
returns stempel.store
language plpgsql as $$
declare
  found stempel.store := private.find_store(caller, id);
begin
  if found.state <> 'active' then
    perform private.refuse_conflict('closed', jsonb_build_object(
      'what', 'store', 'store_id', id));
  end if;
  return found;
end
$$;
comment on function private.open_store(private.caller, bigint) is
  'A store that something can happen in; a closed one is refused.';

create or replace function private.find_login(caller private.caller, id bigint)
returns stempel.login
language plpgsql as $$
declare
  found stempel.login;
begin
  select * into found from stempel.login l
   where l.merchant_id = caller.merchant_id and l.id = find_login.id and l.kind = 'person';
  if found.id is null then
    perform private.refuse_missing('login');
  end if;
  return found;
end
$$;

create or replace function private.find_program(caller private.caller, id bigint,
                                                lock boolean default false)
returns stempel.program
language plpgsql as $$
declare
  found stempel.program;
begin
  if lock then
    select * into found from stempel.program p
     where p.merchant_id = caller.merchant_id and p.id = find_program.id for update;
  else
    select * into found from stempel.program p
     where p.merchant_id = caller.merchant_id and p.id = find_program.id;
  end if;
  if found.id is null then
    perform private.refuse_missing('program');
  end if;
  return found;
end
$$;

create or replace function private.find_customer(caller private.caller, id bigint,
                                                 lock boolean default false)
returns stempel.customer
language plpgsql as $$
declare
  found stempel.customer;
begin
  if lock then
    select * into found from stempel.customer c
     where c.merchant_id = caller.merchant_id and c.id = find_customer.id for update;
  else
    select * into found from stempel.customer c
     where c.merchant_id = caller.merchant_id and c.id = find_customer.id;
  end if;
  if found.id is null then
    perform private.refuse_missing('customer');
  end if;
  return found;
end
$$;

create or replace function private.find_card(caller private.caller, id bigint,
                                             lock boolean default false)
returns stempel.card
language plpgsql as $$
declare
  found stempel.card;
begin
  if lock then
    select * into found from stempel.card c
     where c.merchant_id = caller.merchant_id and c.id = find_card.id for update;
  else
    select * into found from stempel.card c
     where c.merchant_id = caller.merchant_id and c.id = find_card.id;
  end if;
  if found.id is null then
    perform private.refuse_missing('card');
  end if;
  return found;
end
$$;

create or replace function private.find_account(caller private.caller, id bigint)
returns stempel.account
language plpgsql as $$
declare
  found stempel.account;
begin
  select * into found from stempel.account a
   where a.merchant_id = caller.merchant_id and a.id = find_account.id;
  if found.id is null then
    perform private.refuse_missing('account');
  end if;
  return found;
end
$$;
comment on function private.find_account(private.caller, bigint) is
  'For looking only: a booking locks the account its own way, advisory lock first.';

create or replace function private.lock_merchant(caller private.caller) returns void
language sql as $$
  select 1 from stempel.merchant m where m.merchant_id = caller.merchant_id for no key update
$$;
comment on function private.lock_merchant(private.caller) is
  'Lets changes of stores and logins happen one after the other: names stay unique, one manager stays.';

create or replace function private.check_revision(request jsonb, revision integer, current jsonb)
returns void
language plpgsql as $$
begin
  if (request->>'revision')::bigint <> revision then
    perform private.refuse('stale', jsonb_build_object('current', current));
  end if;
end
$$;
comment on function private.check_revision(jsonb, integer, jsonb) is
  'Refuses when somebody else saved first, and shows what they saved.';

create or replace function private.revision_errors(request jsonb) returns jsonb
language sql immutable as $$
  select case when request->>'id' is not null and request->>'revision' is null
              then private.field_error('revision', 'required') else '[]' end
$$;
comment on function private.revision_errors(jsonb) is
  'Saving what exists needs its revision; what is new has none.';
