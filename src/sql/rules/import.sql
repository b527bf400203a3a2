-- rules/import.sql: reading rows of members from a file: what they hold, what is wrong with them
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A program takes the file apart; here is decided what its cells mean. A row passes the same checks
-- as a person who is enrolled at a counter, and those of its balances beside them.

create or replace function private.import_field(field text) returns jsonb
language sql immutable as $$
  select private.import_fields()->regexp_replace(field, '^(points|earned_on|expires_on)_[2-9]$',
                                                 '\1')
$$;
comment on function private.import_field(text) is 'How a field is checked; null: there is none.';

create or replace function private.import_spec(job stempel.import) returns jsonb
language sql stable as $$
  select jsonb_object_agg(c->>'field', private.import_field(c->>'field'))
    from jsonb_array_elements(job.columns) c
$$;

-- ISO is the same everywhere, so it is taken beside the order that a file is said to have.
create or replace function private.import_day(plain text, date_format text) returns text
language plpgsql immutable as $$
declare
  parts text[] := regexp_match(plain, '^([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})$');
begin
  if parts is null or date_format = 'iso' then
    return plain;
  elsif date_format = 'mdy' then
    parts := array[parts[2], parts[1], parts[3]];
  end if;
  return parts[3] || '-' || lpad(parts[2], 2, '0') || '-' || lpad(parts[1], 2, '0');
end
$$;

-- A spreadsheet is kept from taking a text for a formula by an apostrophe before it.
create or replace function private.import_cell(plain text, type text, date_format text)
returns jsonb
language plpgsql immutable as $$
declare
  typed text := private.trimmed(plain);
begin
  if typed = '' or typed is null then
    return null;
  elsif type = 'integer' then
    return case when typed ~ '^-?[0-9]{1,18}$' then to_jsonb(typed::bigint)
                else to_jsonb(typed) end;
  elsif type = 'day' then
    return to_jsonb(private.import_day(typed, date_format));
  end if;
  return to_jsonb(regexp_replace(typed, '^''([=+@-])', '\1'));
end
$$;
comment on function private.import_cell(text, text, text) is
  'A cell as a member of a request; null: it is empty.';

-- Set by set: a file has ten cells in a row and a million rows.
create or replace function private.import_members_of(job stempel.import, spec jsonb, rows jsonb)
returns table (place bigint, line bigint, typed jsonb)
language plpgsql stable as $$
begin
  return query
    select r.place, (r.cells->>0)::bigint, coalesce(jsonb_object_agg(v.field, v.value)
             filter (where v.value is not null), '{}')
      from jsonb_array_elements(rows) with ordinality as r (cells, place)
     cross join lateral (
       select f.field, private.import_cell(r.cells->>f.place, f.type, job.date_format) as value
         from (select c.value->>'field' as field, c.ordinality::integer as place,
                      spec->(c.value->>'field')->>'type' as type
                 from jsonb_array_elements(job.columns) with ordinality c) f) v
     group by r.place, r.cells->>0
     order by r.place;
end
$$;
comment on function private.import_members_of(stempel.import, jsonb, jsonb) is
  'Rows as they came, [line, cell, …], as requests would have them.';

-- What was and what is to come: nobody joined tomorrow, nothing that has lapsed is brought along.
create or replace function private.import_day_errors(typed jsonb, spec jsonb, today date)
returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  field text;
  plain text;
begin
  for field, plain in select * from jsonb_each_text(typed) loop
    continue when field = 'birthday' or spec->field->>'type' <> 'day'
                  or not private.is_day(plain);
    if field ~ '^(expires|rewards_expire)_on' then
      if plain::date < today then
        errors := errors || private.field_error(field, 'out_of_range',
                                                jsonb_build_object('min', today));
      end if;
    elsif plain::date not between '1900-01-01' and today then
      errors := errors || private.field_error(field, 'out_of_range',
        jsonb_build_object('min', '1900-01-01', 'max', today));
    end if;
  end loop;
  return errors;
end
$$;

create or replace function private.import_lots(typed jsonb, rules stempel.program_version,
                                               today date)
returns jsonb
language plpgsql stable as $$
declare
  lots jsonb := '[]';
  suffix text;
  earned_on text;
  expires_on text;
begin
  foreach suffix in array array['', '_2', '_3', '_4', '_5', '_6', '_7', '_8', '_9'] loop
    continue when coalesce((typed->>('points' || suffix))::bigint, 0) = 0;
    earned_on := typed->>('earned_on' || suffix);
    expires_on := coalesce(typed->>('expires_on' || suffix),
                           private.expires_on(rules, coalesce(earned_on::date, today))::text);
    lots := lots || jsonb_build_object('points', typed->('points' || suffix),
      'earned_on', earned_on, 'expires_on', expires_on, 'suffix', suffix);
  end loop;
  return lots;
end
$$;
comment on function private.import_lots(jsonb, stempel.program_version, date) is
  'The lots of a row that was found good. Without a last day: by the rules, from the day they were '
  'earned.';

create or replace function private.import_lot_errors(lots jsonb, today date) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(private.field_error('expires_on' || (l->>'suffix'), 'out_of_range',
           jsonb_build_object('min', today, 'value', l->'expires_on'))->0), '[]')
    from jsonb_array_elements(lots) l
   where (l->>'expires_on')::date < today
$$;
comment on function private.import_lot_errors(jsonb, date) is
  'Points that have lapsed by the rules, though nothing was said of their last day.';

create or replace function private.import_errors(caller private.caller, typed jsonb, spec jsonb,
                                                 today date)
returns jsonb
language plpgsql stable as $$
declare
  number text := private.card_number_plain(private.plain(typed, 'card_number'));
begin
  return private.object_errors(typed, spec) || private.customer_errors(caller, typed)
    || private.import_day_errors(typed, spec, today)
    || case when number is not null and not private.is_card_number(number)
            then private.field_error('card_number', 'invalid_format') else '[]' end;
end
$$;

create or replace function private.import_consents(typed jsonb, source text) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_agg(jsonb_build_object('purpose', purpose, 'given_on', typed->field,
           'source', coalesce(typed->>'consent_source', import_consents.source),
           'version', case when purpose = 'terms' then typed->'terms_version' end)
           order by purpose), '[]')
    from (values ('terms', 'terms_accepted_on'), ('email', 'email_consent_on'),
                 ('phone', 'phone_consent_on')) as c (purpose, field)
   where typed ? field
$$;

create or replace function private.import_points(typed jsonb) returns bigint
language plpgsql immutable as $$
declare
  points bigint := 0;
  suffix text;
begin
  foreach suffix in array array['', '_2', '_3', '_4', '_5', '_6', '_7', '_8', '_9'] loop
    points := points + coalesce(greatest(private.number(typed, 'points' || suffix), 0), 0);
  end loop;
  return points;
end
$$;
comment on function private.import_points(jsonb) is
  'Of all lots of a row, as far as they can be read: for the totals that are compared.';

create or replace function private.import_data(caller private.caller, job stempel.import,
                                               rules stempel.program_version, typed jsonb,
                                               lots jsonb)
returns jsonb
language sql stable as $$
  select jsonb_strip_nulls(private.only(typed, private.personal_fields())
    || jsonb_build_object(
      'phone_norm', private.phone_norm(typed->>'phone', caller.country),
      'card_number', private.card_number_plain(typed->>'card_number'),
      'enrolled_on', typed->'enrolled_on', 'points', private.import_points(typed),
      'lots', lots, 'stamps', coalesce(private.number(typed, 'stamps'), 0),
      'full_cards', coalesce(private.number(typed, 'stamps') / rules.stamps_target, 0),
      'rewards_expire_on', typed->'rewards_expire_on',
      'consents', private.import_consents(typed, job.source)))
$$;
comment on function private.import_data(private.caller, stempel.import, stempel.program_version,
                                        jsonb, jsonb) is
  'A good row as it waits to be imported.';

-- Who is in the file twice: the first counts. enable_seqscan: a plan that was made while the table
-- was empty is kept while it fills.
create or replace function private.import_repeated(caller private.caller, job_id bigint,
                                                   first bigint, last bigint)
returns table (number bigint, error jsonb)
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    select r.number, jsonb_build_object('field', d.field, 'code', 'duplicate',
                                        'other_line', d.line)
      from stempel.import_row r
     cross join lateral (
       (select 'email' as field, x.line from stempel.import_row x
         where x.merchant_id = r.merchant_id and x.import_id = r.import_id
           and x.email_norm = r.email_norm and x.number < r.number order by x.number limit 1)
       union all
       (select 'phone', x.line from stempel.import_row x
         where x.merchant_id = r.merchant_id and x.import_id = r.import_id
           and x.phone_norm = r.phone_norm and x.number < r.number order by x.number limit 1)
       union all
       (select 'card_number', x.line from stempel.import_row x
         where x.merchant_id = r.merchant_id and x.import_id = r.import_id
           and x.card_number = r.card_number and x.number < r.number
         order by x.number limit 1)) d
     where r.merchant_id = caller.merchant_id and r.import_id = job_id
       and r.number between first and last;
end
$$;

-- Who is a member already, or was made one with somebody: they are found as who they are now.
create or replace function private.import_taken(caller private.caller, job_id bigint,
                                                first bigint, last bigint)
returns table (number bigint, error jsonb)
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    select r.number, jsonb_build_object('field', t.field, 'code', 'taken',
                                        'customer_id', t.customer_id)
      from stempel.import_row r
     cross join lateral (
       select 'email' as field, c.id as customer_id from stempel.customer c
        where c.merchant_id = r.merchant_id and c.email_norm = r.email_norm
          and c.state = 'active'
       union all
       select 'email', (private.survivor_of(c)).id from stempel.customer c
        where c.merchant_id = r.merchant_id and c.email_norm = r.email_norm
          and c.state = 'merged'
       union all
       select 'phone', c.id from stempel.customer c
        where c.merchant_id = r.merchant_id and c.phone_norm = r.phone_norm
          and c.state = 'active'
       union all
       select 'phone', (private.survivor_of(c)).id from stempel.customer c
        where c.merchant_id = r.merchant_id and c.phone_norm = r.phone_norm
          and c.state = 'merged'
       union all
       select 'card_number', k.customer_id from stempel.card k
        where k.merchant_id = r.merchant_id and k.number = r.card_number
          and k.state <> 'unassigned') t
     where r.merchant_id = caller.merchant_id and r.import_id = job_id
       and r.number between first and last;
end
$$;

create or replace function private.refuse_rows(caller private.caller, job_id bigint, errors jsonb)
returns void
language plpgsql set enable_seqscan = off as $$
begin
  update stempel.import_row r set errors = e.errors, data = null
    from (select (x->>'number')::bigint as number, jsonb_agg(x->'error' order by x->'error')
                   as errors
            from jsonb_array_elements(refuse_rows.errors) x group by 1) e
   where r.merchant_id = caller.merchant_id and r.import_id = job_id and r.number = e.number
     and r.data is not null;
end
$$;
comment on function private.refuse_rows(private.caller, bigint, jsonb) is
  'Leaves rows out that were good as far as they could be judged alone: [{number, error}].';

create or replace function private.import_sums(caller private.caller, job_id bigint,
                                               first bigint, last bigint)
returns jsonb
language plpgsql stable set enable_seqscan = off as $$
begin
  return (select jsonb_build_object('members', count(*),
                   'points', coalesce(sum((r.data->>'points')::bigint), 0),
                   'stamps', coalesce(sum((r.data->>'stamps')::bigint), 0),
                   'full_cards', coalesce(sum((r.data->>'full_cards')::bigint), 0),
                   'lots', coalesce(sum(jsonb_array_length(r.data->'lots')), 0),
                   'consents', coalesce(sum(jsonb_array_length(r.data->'consents')), 0))
            from stempel.import_row r
           where r.merchant_id = caller.merchant_id and r.import_id = job_id
             and r.number between first and last and r.data is not null);
end
$$;
comment on function private.import_sums(private.caller, bigint, bigint, bigint) is
  'What the good ones of some rows come to.';

create or replace function private.subtracted(one jsonb, other jsonb) returns jsonb
language sql immutable as $$
  select jsonb_object_agg(key, value::bigint - coalesce((other->>key)::bigint, 0))
    from jsonb_each_text(one)
$$;

-- Takes rows in: each is read and judged alone, then against all rows before it and all members.
create or replace function private.take_rows(caller private.caller, job stempel.import, rows jsonb)
returns stempel.import
language plpgsql as $$
declare
  rules stempel.program_version := private.import_rules(job);
  spec jsonb := private.import_spec(job);
  today date := private.local_day(caller, private.now());
  row_of record;
  errors jsonb;
  lots jsonb;
  points bigint := 0;
  stamps bigint := 0;
  good jsonb;
  first bigint := job.received + 1;
begin
  for row_of in select * from private.import_members_of(job, spec, rows) loop
    job.received := job.received + 1;
    errors := private.import_errors(caller, row_of.typed, spec, today);
    lots := '[]';
    if errors = '[]' then
      lots := private.import_lots(row_of.typed, rules, today);
      errors := private.import_lot_errors(lots, today);
    end if;
    points := points + private.import_points(row_of.typed);
    stamps := stamps + greatest(coalesce(private.number(row_of.typed, 'stamps'), 0), 0);
    insert into stempel.import_row (merchant_id, import_id, number, line, data, errors,
                                    email_norm, phone_norm, card_number)
    values (caller.merchant_id, job.id, job.received, row_of.line,
            case when errors = '[]' then private.import_data(caller, job, rules, row_of.typed,
                                                             lots) end,
            nullif(errors, '[]'), left(lower(row_of.typed->>'email'), 254),
            private.phone_norm(row_of.typed->>'phone', caller.country),
            left(private.card_number_plain(row_of.typed->>'card_number'), 40));
  end loop;

  perform private.refuse_rows(caller, job.id, coalesce((
    select jsonb_agg(to_jsonb(c))
      from (select * from private.import_repeated(caller, job.id, first, job.received)
            union all
            select * from private.import_taken(caller, job.id, first, job.received)) c), '[]'));
  if private.count_anew('stempel.import_row', first - 1, job.received) then
    analyze stempel.import_row;
  end if;
  good := private.import_sums(caller, job.id, first, job.received);
  job.totals := private.added_counts(job.totals, good);
  job.bad := private.added_counts(job.bad, private.subtracted(
    jsonb_build_object('rows', job.received - first + 1, 'points', points, 'stamps', stamps),
    good || jsonb_build_object('rows', good->'members')));
  return job;
end
$$;
comment on function private.take_rows(private.caller, stempel.import, jsonb) is
  'Checks the next rows of a file and keeps them until they are imported.';

create or replace function private.import_rules(job stempel.import)
returns stempel.program_version
language plpgsql stable as $$
declare
  account stempel.account;
begin
  account.merchant_id := job.merchant_id;
  account.program_id := job.program_id;
  return private.rules_of(account);
end
$$;
comment on function private.import_rules(stempel.import) is
  'The rules that its balances are brought under: those of now.';
