-- api/card.sql: cards: looking up, replacing, blocking
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.card_by_token(caller private.caller, typed text)
returns stempel.card
language plpgsql as $$
declare
  plain_number text := private.card_number_plain(typed);
  found stempel.card;
begin
  select * into found from stempel.card c
   where c.merchant_id = caller.merchant_id and c.number = plain_number;
  if found.id is null then
    select * into found from stempel.card c
     where c.merchant_id = caller.merchant_id and c.token = private.trimmed(typed);
  end if;
  if found.id is null then
    perform private.refuse_missing('card');
  end if;
  return found;
end
$$;
comment on function private.card_by_token(private.caller, text) is
  'The card of a scanned token or of a number in any spacing.';

create or replace function api.card_lookup(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('card_lookup', request);
  found card;
  owner customer;
begin
  perform private.check_request(caller, request);
  found := private.card_by_token(caller, request->>'token');
  perform private.check_card(found);
  owner := private.find_customer(caller, found.customer_id);
  return jsonb_build_object('card', private.card_record(found),
    'customer', private.customer_record(owner),
    'accounts', private.account_records(owner, private.now()));
end
$$;
comment on function api.card_lookup(jsonb) is
  'Finds a card by its QR token or number, with the member and the accounts.';

create or replace function api.card_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('card_get', request);
begin
  perform private.check_request(caller, request);
  return private.card_record(private.find_card(caller, (request->>'id')::bigint));
end
$$;
comment on function api.card_get(jsonb) is 'Returns one card.';

-- Who may read the log need not be able to copy a card: the token stays out of it.
create or replace function private.audit_card(caller private.caller, action text,
                                              before stempel.card, after stempel.card,
                                              facts jsonb default '{}')
returns void
language sql as $$
  select private.audit(caller, action, 'card', after.id, after.number,
                       private.card_record(before) - 'token',
                       (private.card_record(after) - 'token') || facts,
                       customer_id => after.customer_id)
$$;

create or replace function private.replace_card(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.card := private.find_card(caller, (request->>'id')::bigint, true);
  issued stempel.card;
  after stempel.card;
begin
  if before.state in ('replaced', 'unassigned', 'revoked') then
    perform private.check_card(before);
  end if;
  issued := private.issue_card(caller, before.customer_id);
  update stempel.card c
     set state = 'replaced', replaced_at = issued.issued_at, replaced_by = issued.id
   where c.merchant_id = before.merchant_id and c.id = before.id
  returning * into after;
  perform private.audit_card(caller, 'card.replace', before, after,
    jsonb_build_object('reason', private.plain(request, 'reason'), 'new_number', issued.number));
  return private.card_record(issued);
end
$$;

create or replace function private.block_card(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.card := private.find_card(caller, (request->>'id')::bigint, true);
  after stempel.card;
begin
  perform private.check_card(before);
  update stempel.card c
     set state = 'blocked', blocked_at = private.now(),
         block_reason = private.plain(request, 'reason')
   where c.merchant_id = before.merchant_id and c.id = before.id
  returning * into after;
  perform private.audit_card(caller, 'card.block', before, after);
  return private.card_record(after);
end
$$;

create or replace function private.unblock_card(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.card := private.find_card(caller, (request->>'id')::bigint, true);
  after stempel.card;
begin
  if before.state in ('replaced', 'unassigned', 'revoked') then
    perform private.check_card(before);
  elsif before.state = 'active' then
    perform private.refuse_conflict('not_blocked');
  end if;
  update stempel.card c set state = 'active', blocked_at = null, block_reason = null
   where c.merchant_id = before.merchant_id and c.id = before.id
  returning * into after;
  perform private.audit_card(caller, 'card.unblock', before, after);
  return private.card_record(after);
end
$$;

create or replace function api.card_replace(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('card_replace', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply,
                  private.remember(caller, request, private.replace_card(caller, request)));
end
$$;
comment on function api.card_replace(jsonb) is
  'Issues a new card and retires the old one for good. Balances stay where they are.';

create or replace function api.card_block(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('card_block', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.block_card(caller, request)));
end
$$;
comment on function api.card_block(jsonb) is 'Blocks a card.';

create or replace function api.card_unblock(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('card_unblock', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  return coalesce(reply,
                  private.remember(caller, request, private.unblock_card(caller, request)));
end
$$;
comment on function api.card_unblock(jsonb) is 'Lifts the block of a card.';
