-- api/customer.sql: members: searching, reading, enrolling, changing
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function api.customer_search(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_search', request);
  terms jsonb;
  after jsonb;
  found customer[];
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.cursor_errors(request, false));
  terms := private.search_terms(caller, request->>'q');
  after := private.decode_cursor(private.plain(request, 'after'));
  -- One more than the page shows whether there is a next one.
  found := array(select c from private.find_customers(caller, terms, after->>0,
                   (after->>1)::bigint, private.page_limit(request) + 1) c);
  return private.member_page(found, private.page_limit(request), terms)
    || case when coalesce((request->>'count')::boolean, true)
            then private.member_total(caller, terms) else '{}' end;
end
$$;
comment on function api.customer_search(jsonb) is
  'Finds members by name, e-mail, telephone or card number, in name order.';

create or replace function private.member_total(caller private.caller, terms jsonb)
returns jsonb
language sql stable as $$
  select jsonb_build_object('total', least(counted, 10000), 'total_capped', counted > 10000)
    from private.count_customers(caller, terms) counted
$$;

create or replace function private.member_page(found stempel.customer[], size integer,
                                               terms jsonb)
returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'items', (select coalesce(jsonb_agg(private.member_record(c, terms) order by place), '[]')
                from unnest(found[:size]) with ordinality as u
                cross join lateral (select u.ordinality as place, found[u.ordinality] as c) row_of),
    'next', case when cardinality(found) > size then private.encode_cursor(
      jsonb_build_array((found[size]).sort_name, (found[size]).id)) end)
$$;

create or replace function api.customer_get(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_get', request);
begin
  perform private.check_request(caller, request);
  return private.customer_detail(private.find_customer(caller, (request->>'id')::bigint),
                                 private.now());
end
$$;
comment on function api.customer_get(jsonb) is 'Returns one member with cards and accounts.';

create or replace function private.insert_customer(caller private.caller, request jsonb,
                                                   store stempel.store)
returns stempel.customer
language plpgsql as $$
declare
  made stempel.customer;
begin
  perform private.refuse_duplicate(caller, request);
  insert into stempel.customer (merchant_id, given_name, family_name, email, phone, phone_norm,
                                birthday, language, note, enrolled_at, enrolled_store_id)
  values (caller.merchant_id, private.plain(request, 'given_name'),
          private.plain(request, 'family_name'), private.plain(request, 'email'),
          private.plain(request, 'phone'),
          private.phone_norm(private.plain(request, 'phone'), caller.country),
          private.plain(request, 'birthday')::date,
          coalesce(private.plain(request, 'language'), private.merchant_language(caller)),
          private.plain(request, 'note'), private.now(), store.id)
  returning * into made;
  return made;
exception when unique_violation then
  -- Somebody else enrolled them between the look and the write: now they can be seen.
  perform private.refuse_duplicate(caller, request);
  raise;
end
$$;

create or replace function private.merchant_language(caller private.caller) returns text
language sql stable as $$
  select m.language from stempel.merchant m where m.merchant_id = caller.merchant_id
$$;

create or replace function private.enroll_programs(caller private.caller, request jsonb)
returns setof stempel.program
language sql stable as $$
  select p.* from stempel.program p
   where p.merchant_id = caller.merchant_id
     and case when jsonb_typeof(request->'program_ids') = 'array'
              then request->'program_ids' @> to_jsonb(p.id) else p.state = 'active' end
   order by p.id
$$;
comment on function private.enroll_programs(private.caller, jsonb) is
  'The programs asked for, or all that are active.';

create or replace function private.check_programs(caller private.caller, request jsonb)
returns void
language plpgsql as $$
declare
  program stempel.program;
begin
  if (select count(distinct id) from jsonb_array_elements(request->'program_ids') id
       where jsonb_typeof(request->'program_ids') = 'array')
     > (select count(*) from private.enroll_programs(caller, request)) then
    perform private.refuse_missing('program');
  end if;
  for program in select * from private.enroll_programs(caller, request) loop
    perform private.check_program(program);
  end loop;
end
$$;

create or replace function private.check_program(program stempel.program) returns void
language plpgsql as $$
begin
  if program.state <> 'active' then
    perform private.refuse('program_not_active', jsonb_build_object('program_id', program.id,
                                                                    'state', program.state));
  end if;
end
$$;

-- Enrolling books nothing, but it hands out cards: staff name who does it, with the strictest PIN
-- that one of the programs asks for.
create or replace function private.check_enroller(caller private.caller, request jsonb,
                                                  store stempel.store)
returns void
language plpgsql as $$
declare
  employee_id bigint := (request->>'employee_id')::bigint;
  strictest stempel.program_version;
begin
  perform private.check_employee(caller, employee_id, store.id);
  select v.* into strictest
    from private.enroll_programs(caller, request) p, private.version_in_force(p) v
   order by array_position(array['operation', 'shift', 'none'], v.pin_policy), v.shift_minutes
   limit 1;
  perform private.use_grant(caller, employee_id, private.plain(request, 'pin_token'),
                            coalesce(strictest.pin_policy, 'none'), strictest.shift_minutes,
                            private.now());
end
$$;

create or replace function private.enroll(caller private.caller, request jsonb) returns jsonb
language plpgsql as $$
declare
  store stempel.store := private.open_store(caller, (request->>'store_id')::bigint);
  printed text := private.card_number_plain(private.plain(request, 'card_number'));
  made stempel.customer;
  account stempel.account;
begin
  perform private.check_programs(caller, request);
  perform private.check_enroller(caller, request, store);
  made := private.insert_customer(caller, request, store);
  if private.assign_card(caller, made.id, printed) is not true then
    perform private.issue_card(caller, made.id, printed);
  end if;
  for account in
    insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
    select caller.merchant_id, made.id, p.id, private.now()
      from private.enroll_programs(caller, request) p
    returning *
  loop
    perform private.welcome(caller, request - 'card_id', account, store);
  end loop;
  perform private.audit(caller, 'customer.enroll', 'customer', made.id,
                        private.customer_name(made), null, private.customer_record(made),
                        (request->>'employee_id')::bigint, store.id);
  return private.customer_detail(made, private.now());
end
$$;

create or replace function private.enroll_errors(caller private.caller, request jsonb)
returns jsonb
language sql stable as $$
  select private.request_errors(caller, request)
    || private.customer_errors(caller, request)
    || case when not private.is_card_number(
                       private.card_number_plain(private.plain(request, 'card_number')))
            then private.field_error('card_number', 'invalid_format') else '[]' end
    || case when caller.role = 'staff' and request->>'employee_id' is null
            then private.field_error('employee_id', 'required') else '[]' end
$$;

create or replace function api.customer_enroll(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_enroll', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.enroll_errors(caller, request));
  reply := private.replayed(caller, request);
  return coalesce(reply, private.remember(caller, request, private.enroll(caller, request)));
end
$$;
comment on function api.customer_enroll(jsonb) is
  'Enrols a member: the person, a card, an account in each program.';

create or replace function private.save_customer(caller private.caller, request jsonb)
returns jsonb
language plpgsql as $$
declare
  before stempel.customer := private.find_customer(caller, (request->>'id')::bigint, true);
  after stempel.customer;
begin
  perform private.check_revision(request, before.revision,
                                 private.customer_detail(before, private.now()));
  perform private.check_present(before);
  perform private.refuse_duplicate(caller, request, before.id);
  update stempel.customer c
     set given_name = private.plain(request, 'given_name'),
         family_name = private.plain(request, 'family_name'),
         email = private.plain(request, 'email'), phone = private.plain(request, 'phone'),
         phone_norm = private.phone_norm(private.plain(request, 'phone'), caller.country),
         birthday = private.plain(request, 'birthday')::date,
         language = coalesce(private.plain(request, 'language'), c.language),
         note = private.plain(request, 'note'), revision = c.revision + 1
   where c.merchant_id = before.merchant_id and c.id = before.id
  returning * into after;
  perform private.audit(caller, 'customer.update', 'customer', after.id,
                        private.customer_name(after), private.customer_record(before),
                        private.customer_record(after));
  return private.customer_detail(after, private.now());
exception when unique_violation then
  perform private.refuse_duplicate(caller, request, before.id);
  raise;
end
$$;

create or replace function api.customer_save(request jsonb) returns jsonb
language plpgsql security definer set search_path = stempel, pg_temp as $$
declare
  caller private.caller := private.enter('customer_save', request);
  reply jsonb;
begin
  perform private.refuse_invalid(private.request_errors(caller, request)
    || private.customer_errors(caller, request));
  reply := private.replayed(caller, request);
  return coalesce(reply,
                  private.remember(caller, request, private.save_customer(caller, request)));
end
$$;
comment on function api.customer_save(jsonb) is 'Changes a member''s particulars.';
