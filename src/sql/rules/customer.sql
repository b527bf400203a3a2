-- rules/customer.sql: checking a person's particulars, finding duplicates, searching
--
-- SPDX-License-Identifier: GPL-3.0-or-later

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

create or replace function private.digits(typed text) returns text
language sql immutable as $$
  select regexp_replace(typed, '[^0-9]', '', 'g')
$$;

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
    -- A card number may begin with 00, which in a telephone number stands for +.
    return jsonb_build_object('card', private.digits(plain) || '%', 'phones',
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

create or replace function private.search_patterns(terms jsonb) returns text[]
language sql immutable as $$
  -- One or two letters are in too many names to look for inside: they begin a name. The longest
  -- word says most.
  select case when terms ? 'card' then array(select jsonb_array_elements_text(terms->'phones'))
    else array(select case when length(word) < 3 then '' else '%' end || word || '%'
                 from jsonb_array_elements_text(terms->'words') with ordinality as w (word, place)
                order by length(word) desc, place) end
$$;
comment on function private.search_patterns(jsonb) is
  'Of telephone numbers, or of a given or family name: $2 of the query.';

create or replace function private.other_initial(patterns text[]) returns integer
language sql immutable as $$
  -- What begins with a sign of LIKE, or one that is escaped, is left to the others.
  select min(n) from generate_subscripts(patterns, 1) n
   where left(patterns[1], 1) not in ('%', '\') and left(patterns[n], 1) not in ('%', '\')
     and left(patterns[n], 1) <> left(patterns[1], 1)
$$;
comment on function private.other_initial(text[]) is
  'Which word begins with another letter than the first, where none is looked for inside of names.';

-- Queries are text, planned for what is looked for: a LIKE uses an index only where the pattern is
-- known. They hold no word of the search: $1 merchant, $2 patterns, $3 and $4 behind whom the page
-- begins, $5 how many of each name, $6 the pattern of the e-mail or card number.
create or replace function private.search_query(terms jsonb, after boolean) returns text
language plpgsql immutable as $$
declare
  member text := 'select c.sort_name, c.id from stempel.customer c '
                 'where c.merchant_id = $1 and c.state = ''active'' '
                 || case when after then 'and (c.sort_name, c.id) > ($3, $4) ' else '' end;
  first text := ' order by c.sort_name, c.id limit $5';
  others text;
  patterns text[] := private.search_patterns(terms);
  initial integer;
begin
  if terms ? 'card' then
    return format($sql$
      (%1$s and c.phone_norm like $2[1] limit 10001)
      union (%1$s and c.phone_norm like $2[2] limit 10001)
      union %1$s and c.id in (select k.customer_id from stempel.card k
                               where k.merchant_id = $1 and k.number like $6) $sql$, member);
  end if;
  select string_agg(format(' and (c.given_fold like $2[%1$s] or c.family_fold like $2[%1$s])', n),
                    '')
    into others from generate_series(2, jsonb_array_length(terms->'words')) n;
  initial := private.other_initial(patterns);
  if initial is not null then
    -- One of the two begins the given name and one the family name.
    return format($sql$
      (%1$s and left(c.given_fold, 1) = left($2[1], 1) and left(c.family_fold, 1) = left($2[%4$s], 1)
            and (c.given_fold like $2[1] or c.family_fold like $2[1]) %2$s %3$s)
      union all
      (%1$s and left(c.given_fold, 1) = left($2[%4$s], 1) and left(c.family_fold, 1) = left($2[1], 1)
            and (c.given_fold like $2[1] or c.family_fold like $2[1]) %2$s %3$s) $sql$,
      member, others, first, initial);
  end if;
  return format($sql$
      with n as materialized (select u.name from stempel.name_in_use u
                               where u.merchant_id = $1 and u.name like $2[1])
      select f.* from n cross join lateral (%1$s and c.family_fold = n.name %2$s %3$s) f
      union all
      select f.* from n cross join lateral (
        %1$s and c.given_fold = n.name and c.family_fold not like $2[1] %2$s %3$s) f $sql$,
      member, others, first)
    || case when terms ? 'email' then format($sql$
      union all
      (%1$s and c.email_norm like $6 and c.given_fold not like $2[1]
            and c.family_fold not like $2[1] %2$s) $sql$, member, first) else '' end;
end
$$;
comment on function private.search_query(jsonb, boolean) is
  'sort_name and id of those who are found, each once; of each name and of the e-mails the first.';

-- Owned by stempel_search: under row-level security the indexes could not be used (LIKE is not
-- leakproof). Hence its own merchant predicate. Numbers know nothing of names: where very many
-- begin with what was typed, some of them are soon met in name order.
create or replace function private.find_customers(caller private.caller, terms jsonb,
                                                  after_name text, after_id bigint,
                                                  wanted integer)
returns setof stempel.customer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  query text;
begin
  if terms ? 'words' or terms ? 'card' and private.count_customers(caller, terms) <= 10000 then
    query := format($sql$
      select c.* from (select f.sort_name, f.id from (%s) f
                        order by f.sort_name, f.id limit $5) page
        join stempel.customer c on c.merchant_id = $1 and c.id = page.id
       order by page.sort_name, page.id $sql$, private.search_query(terms, after_id is not null));
  else
    query := 'select c.* from stempel.customer c where c.merchant_id = $1 and c.state = ''active'' '
      || case when terms ? 'card' then
           'and (c.phone_norm like $2[1] or c.phone_norm like $2[2] or c.id in '
           '(select k.customer_id from stempel.card k '
           'where k.merchant_id = $1 and k.number like $6)) ' else '' end
      || case when after_id is not null then 'and (c.sort_name, c.id) > ($3, $4) ' else '' end
      || 'order by c.sort_name, c.id limit $5';
  end if;
  return query execute query
    using caller.merchant_id, private.search_patterns(terms), after_name, after_id, wanted,
          coalesce(terms->>'card', terms->>'email');
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
  execute format('select count(*) from (select from (%s) f limit 10001) counted',
                 -- Everybody: by the primary key, not past the rows of all other merchants.
                 case when terms = '{}' then 'select from stempel.customer c where '
                   'c.merchant_id = $1 and c.state = ''active'' order by c.id limit 10001'
                 else private.search_query(terms, false) end)
     into counted
    using caller.merchant_id, private.search_patterns(terms), null::text, null::bigint, 10001,
          coalesce(terms->>'card', terms->>'email');
  return counted;
end
$$;
comment on function private.count_customers(private.caller, jsonb) is
  'How many members a search finds, up to 10,001: beyond, counting would cost more than finding.';

-- The card of a row is the one that was looked for, else the usable one, else the newest. One
-- function without others in it: a page calls it a hundred times.
create or replace function private.member_record(c stempel.customer, terms jsonb)
returns jsonb
language plpgsql stable as $$
declare
  card stempel.card;
  last_visit_at timestamptz;
begin
  select * into card from stempel.card k
   where k.merchant_id = c.merchant_id and k.customer_id = c.id
   order by k.number like (terms->>'card') desc nulls last, k.state <> 'active', k.id desc
   limit 1;
  select max(a.last_visit_at) into last_visit_at from stempel.account a
   where a.merchant_id = c.merchant_id and a.customer_id = c.id;
  return jsonb_build_object('id', c.id, 'name', private.customer_name(c), 'email', c.email,
    'phone', c.phone, 'card_number', card.number, 'card_state', card.state,
    'enrolled_at', c.enrolled_at, 'last_visit_at', last_visit_at,
    'matched', case
      when card.number like (terms->>'card') then 'card'
      when terms ? 'card' then 'phone'
      when c.email_norm like (terms->>'email')
           and c.name_fold not like '%' || (terms->'words'->>0) || '%' then 'email'
      when terms ? 'words' then 'name' end);
end
$$;
