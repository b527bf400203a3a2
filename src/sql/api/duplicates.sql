-- api/duplicates.sql: members who may be one person, and those who are not
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.customer_duplicates(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_duplicates', request);
  about bigint;
  wanted text;
  key jsonb;
  size integer;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.duplicate_cursor_errors(request));
  wanted := coalesce(private.plain(request, 'state'), 'open');
  key := private.decode_cursor(private.plain(request, 'after'));
  size := private.page_limit(request);
  if request->>'customer_id' is null then
    return private.duplicate_page(array(
      select d from private.duplicates_after(caller, wanted, key, size + 1) d), size, null);
  end if;
  about := (private.find_customer(caller, (request->>'customer_id')::bigint)).id;
  return private.duplicate_page(array(
    select d from private.duplicates_of(caller, wanted, about, key, size + 1) d), size, about);
end
$$;
comment on function api.customer_duplicates(jsonb) is
  'Pairs of members who may be one person, the likeliest first, and why.';

create or replace function private.set_apart(caller private.caller, one_id bigint, other_id bigint,
                                             apart boolean)
returns stempel.duplicate
language plpgsql as $$
declare
  pair stempel.duplicate;
begin
  insert into stempel.duplicate as d (merchant_id, one_id, other_id, state)
  values (caller.merchant_id, least(set_apart.one_id, set_apart.other_id),
          greatest(set_apart.one_id, set_apart.other_id), 'apart')
  on conflict on constraint duplicate_pkey do update
     set state = case when set_apart.apart or d.strength = 0 then 'apart' else 'open' end
  returning * into pair;
  if not apart and pair.strength = 0 then
    delete from stempel.duplicate d
     where d.merchant_id = pair.merchant_id
       and (d.one_id, d.other_id) = (pair.one_id, pair.other_id);
    pair.state := 'open';
  end if;
  return pair;
end
$$;
comment on function private.set_apart(private.caller, bigint, bigint, boolean) is
  'A pair for which nothing speaks is only kept while somebody says that it is none.';

create or replace function private.judge_pair(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  apart boolean := coalesce((request->>'apart')::boolean, true);
  one stempel.customer := private.find_customer(caller, (request->>'id')::bigint);
  other stempel.customer := private.find_customer(caller, (request->>'other_id')::bigint);
  pair stempel.duplicate;
begin
  perform private.lock_customers(caller, array[one.id, other.id]);
  one := private.find_customer(caller, one.id);
  other := private.find_customer(caller, other.id);
  perform private.check_present(one);
  perform private.check_present(other);
  pair := private.set_apart(caller, one.id, other.id, apart);
  perform private.audit(caller, 'customer.keep_apart', 'customer', one.id,
                        private.customer_name(one), null,
                        jsonb_build_object('apart', apart, 'other_id', other.id,
                                           'other_name', private.customer_name(other)),
                        other_id => other.id);
  return private.duplicate_record(pair, one.id);
end
$$;

create or replace function api.customer_keep_apart(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_keep_apart', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || case when private.number(request, 'id') = private.number(request, 'other_id')
            then private.field_error('other_id', 'not_allowed') else '[]' end);
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.judge_pair(caller, request)));
end
$$;
comment on function api.customer_keep_apart(jsonb) is
  'Says that two members are not one person, so that nobody is asked again; or takes it back.';
