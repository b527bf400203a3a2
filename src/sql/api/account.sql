-- api/account.sql: accounts: a member's balance in a program
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.account_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('account_get', request);
begin
  perform private.check_request(caller, request);
  return private.account_record(private.find_account(caller, (request->>'id')::bigint),
                                private.now());
end
$$;
comment on function api.account_get(jsonb) is 'Returns one account with its open rewards.';

create or replace function private.open_account(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  owner stempel.customer := private.find_customer(caller, (request->>'customer_id')::bigint, true);
  program stempel.program := private.find_program(caller, (request->>'program_id')::bigint);
  store stempel.store := private.open_store(caller, coalesce((request->>'store_id')::bigint,
                                                             private.first_store(caller)));
  account stempel.account;
begin
  perform private.check_present(owner);
  perform private.check_program(program);

  insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
  values (caller.merchant_id, owner.id, program.id, private.now())
  on conflict (merchant_id, customer_id, program_id) do nothing
  returning * into account;
  if account.id is null then
    -- Taking part is what was asked for, and they do.
    select * into account from stempel.account a
     where a.merchant_id = caller.merchant_id
       and a.customer_id = owner.id and a.program_id = program.id;
  else
    perform private.welcome(caller, request, account, store);
    account := private.find_account(caller, account.id);
    perform private.audit(caller, 'account.open', 'account', account.id,
                          private.customer_name(owner), null,
                          private.account_record(account, private.now()),
                          customer_id => owner.id);
  end if;
  return private.account_record(account, private.now());
end
$$;

create or replace function api.account_open(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('account_open', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply,
                  private.remember(caller, request, private.open_account(caller, request)));
end
$$;
comment on function api.account_open(jsonb) is 'Lets a member take part in a program.';
