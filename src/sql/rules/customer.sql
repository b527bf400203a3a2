-- rules/customer.sql: checking a person's particulars, finding duplicates, searching
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.customer_spec() returns jsonb
language sql immutable as $$
  select '{"given_name": {"type": "text", "required": true, "max": 100},
           "family_name": {"type": "text", "required": true, "max": 100},
           "email": {"type": "email", "max": 254}, "phone": {"type": "text", "max": 40},
           "birthday": {"type": "day"}, "language": {"type": "language"},
           "note": {"type": "text", "max": 2000, "lines": true}}'::jsonb
$$;

create or replace function private.customer_errors(caller private.caller, request jsonb)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  birthday text := private.plain(request, 'birthday');
  today date := private.local_day(caller, private.now());
begin
  if private.plain(request, 'phone') is not null
     and private.phone_norm(request->>'phone', caller.country) is null then
    errors := private.field_error('phone', 'invalid_format');
  end if;
  if private.is_day(birthday)
     and birthday::date not between '1900-01-01' and today then
    errors := errors || private.field_error('birthday', 'out_of_range',
      jsonb_build_object('min', '1900-01-01', 'max', today));
  end if;
  return errors;
end
$$;
comment on function private.customer_errors(private.caller, jsonb) is
  'What the types of the members do not say already.';

create or replace function private.refuse_duplicate(caller private.caller, request jsonb,
                                                    own_id bigint default null)
returns void
language plpgsql as $$
declare
  twin stempel.customer;
  survivor stempel.customer;
  mail text := lower(private.plain(request, 'email'));
  wanted_phone text := private.phone_norm(private.plain(request, 'phone'), caller.country);
begin
  for twin in
    select * from stempel.customer c
     where c.merchant_id = caller.merchant_id and c.id is distinct from own_id
       and c.state in ('active', 'merged') and (c.email_norm = mail or c.phone_norm = wanted_phone)
     order by c.email_norm is not distinct from mail desc, c.id
  loop
    -- Somebody who was merged is to be found as who they are now.
    survivor := private.survivor_of(twin);
    if survivor.id is distinct from own_id then
      perform private.refuse('duplicate_customer', jsonb_build_object(
        'customer_id', survivor.id, 'name', private.customer_name(survivor),
        'field', case when twin.email_norm = mail then 'email' else 'phone' end));
    end if;
  end loop;
end
$$;
comment on function private.refuse_duplicate(private.caller, jsonb, bigint) is
  'Names the member who has this e-mail or telephone number already, so that they can be opened.';

create or replace function private.check_present(c stempel.customer) returns void
language plpgsql as $$
begin
  if c.state <> 'active' then
    perform private.refuse_conflict(c.state, jsonb_build_object(
      'customer_id', coalesce((private.survivor_of(c)).id, c.id)));
  end if;
end
$$;
comment on function private.check_present(stempel.customer) is
  'Refuses what nobody can do any more for a member who was merged into another, or erased.';

-- What was typed, taken apart: words of a name, or the beginning of an e-mail, a telephone
-- number or a card number.
create or replace function private.search_terms(caller private.caller, typed text) returns jsonb
language plpgsql immutable as $$
declare
  plain text := private.trimmed(coalesce(typed, ''));
  digits text := private.phone_digits(plain);
  own record := private.calling_code(caller.country);
  words text[] := array(select regexp_replace(w, '([\\%_])', '\\\1', 'g')
                          from regexp_split_to_table(private.fold(plain), '\s+') w where w <> '');
begin
  if digits ~ '^\+?[0-9]{3,}$' then
    return jsonb_build_object('card', ltrim(digits, '+') || '%', 'phones',
      case when digits ~ '^\+' then array[digits || '%']
           else array['+' || digits || '%', '+' || own.code
             || regexp_replace(digits, '^' || coalesce(own.trunk, ''), '') || '%'] end);
  elsif cardinality(words) = 0 then
    return '{}';
  end if;
  return jsonb_build_object('words', words) || case
           when cardinality(words) = 1 and length(words[1]) >= 3
             then jsonb_build_object('email', words[1] || '%') else '{}' end;
end
$$;
comment on function private.search_terms(private.caller, text) is
  'Members: words, email (pattern), or phones (patterns) and card (pattern); none: everybody.';

-- The condition as text, because only plain LIKEs, not LIKE ALL, can use the trigram index. It holds
-- no word of the search: those are parameters. $1 merchant, $2 terms.
create or replace function private.search_condition(terms jsonb) returns text
language plpgsql immutable as $$
declare
  condition text;
begin
  if terms ? 'card' then
    return $sql$ c.id in (
      select p.id from stempel.customer p
       where p.merchant_id = $1 and p.state = 'active'
         and p.phone_norm like ($2->'phones'->>0)
      union all
      select p.id from stempel.customer p
       where p.merchant_id = $1 and p.state = 'active'
         and p.phone_norm like ($2->'phones'->>1)
      union all
      select k.customer_id from stempel.card k
       where k.merchant_id = $1 and k.number like ($2->>'card')) $sql$;
  elsif not terms ? 'words' then
    return ' true ';
  end if;
  -- One or two letters are in too many names to look for inside: they begin a name.
  select string_agg(case when length(word) < 3
           then format('(c.given_fold like ($2->''words''->>%1$s) || ''%%'' '
                       'or c.family_fold like ($2->''words''->>%1$s) || ''%%'')', place - 1)
           else format('c.name_fold like ''%%'' || ($2->''words''->>%s) || ''%%''', place - 1)
         end, ' and ')
    into condition
    from jsonb_array_elements_text(terms->'words') with ordinality as w (word, place);
  return case when terms ? 'email'
              then ' ((' || condition || ') or c.email_norm like ($2->>''email'')) '
              else ' (' || condition || ') ' end;
end
$$;

-- Owned by stempel_search: under row-level security the index could not be used (LIKE is not
-- leakproof). Hence its own merchant predicate.
create or replace function private.find_customers(caller private.caller, terms jsonb,
                                                  after_name text, after_id bigint,
                                                  wanted integer)
returns setof stempel.customer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query execute
    'select c.* from stempel.customer c '
    'where c.merchant_id = $1 and c.state = ''active'' and'
    || private.search_condition(terms)
    || case when after_id is not null then 'and (c.sort_name, c.id) > ($3, $4) ' else '' end
    || 'order by c.sort_name, c.id limit $5'
    using caller.merchant_id, terms, after_name, after_id, wanted;
end
$$;
comment on function private.find_customers(private.caller, jsonb, text, bigint, integer) is
  'A page of members in name order, beside row-level security and with its own merchant predicate.';

create or replace function private.count_customers(caller private.caller, terms jsonb)
returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  counted bigint;
begin
  execute 'select count(*) from (select from stempel.customer c '
          'where c.merchant_id = $1 and c.state = ''active'' and'
          || private.search_condition(terms)
          -- Everybody: by the primary key, not past the rows of all other merchants.
          || case when terms = '{}' then 'order by c.id ' else '' end || 'limit 10001) counted'
     into counted using caller.merchant_id, terms;
  return counted;
end
$$;
comment on function private.count_customers(private.caller, jsonb) is
  'How many members a search finds, up to 10,001: beyond, counting would cost more than finding.';

create or replace function private.shown_card(c stempel.customer, terms jsonb)
returns stempel.card
language sql stable as $$
  select k from stempel.card k
   where k.merchant_id = c.merchant_id and k.customer_id = c.id
   order by k.number like (terms->>'card') desc nulls last, k.state <> 'active', k.id desc
   limit 1
$$;
comment on function private.shown_card(stempel.customer, jsonb) is
  'The card of a row: the one that was looked for, else the usable one, else the newest.';

create or replace function private.member_record(c stempel.customer, terms jsonb)
returns jsonb
language plpgsql stable as $$
declare
  card stempel.card := private.shown_card(c, terms);
begin
  return jsonb_build_object('id', c.id, 'name', private.customer_name(c), 'email', c.email,
    'phone', c.phone, 'card_number', card.number, 'card_state', card.state,
    'enrolled_at', c.enrolled_at,
    'last_visit_at', (select max(a.last_visit_at) from stempel.account a
                       where a.merchant_id = c.merchant_id and a.customer_id = c.id),
    'matched', case
      when card.number like (terms->>'card') then 'card'
      when terms ? 'card' then 'phone'
      when c.email_norm like (terms->>'email')
           and c.name_fold not like '%' || (terms->'words'->>0) || '%' then 'email'
      when terms ? 'words' then 'name' end);
end
$$;
