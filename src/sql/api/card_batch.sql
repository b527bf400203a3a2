-- api/card_batch.sql: cards printed ahead, and handing them out
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Only the ids are kept for a repeated request: the numbers and tokens may be somebody's by then.
create or replace function private.print_cards(caller private.caller, wanted integer)
returns jsonb
language plpgsql as $$
declare
  ids bigint[] := '{}';
begin
  for n in 1..wanted loop
    ids := ids || (private.issue_card(caller, null)).id;
  end loop;
  -- The tokens stay out of the log, as those of other cards do.
  perform private.audit(caller, 'card.print_batch', 'card', null, null, null, jsonb_build_object(
    'count', wanted, 'first_id', ids[1], 'last_id', ids[wanted]));
  return jsonb_build_object('ids', ids);
end
$$;

create or replace function private.printed_cards(caller private.caller, reply jsonb)
returns jsonb
language sql stable as $$
  select reply - 'ids' || jsonb_build_object('next', null, 'items', (
    select jsonb_agg(private.card_record(k) order by k.id) from stempel.card k
     where k.merchant_id = caller.merchant_id
       and k.id = any (array(select jsonb_array_elements_text(reply->'ids')::bigint))))
$$;

create or replace function api.card_print_batch(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('card_print_batch', request);
  reply jsonb;
begin
  perform private.check_request(caller, request);
  reply := private.replayed(caller, request);
  if reply is null then
    reply := private.remember(caller, request,
                              private.print_cards(caller, (request->>'count')::integer));
  end if;
  return private.printed_cards(caller, reply);
end
$$;
comment on function api.card_print_batch(jsonb) is
  'Makes cards that belong to nobody yet, for printing: numbers and tokens.';

create or replace function private.assign_card(caller private.caller, owner_id bigint,
                                               printed text)
returns boolean
language plpgsql as $$
begin
  update stempel.card k
     set state = 'active', customer_id = owner_id, issued_at = private.now()
   where k.merchant_id = caller.merchant_id and k.number = printed and k.state = 'unassigned';
  return found;
end
$$;
comment on function private.assign_card(private.caller, bigint, text) is
  'Hands a pre-printed card out, if there is one with that number that nobody has yet.';
