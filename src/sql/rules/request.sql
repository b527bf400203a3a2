-- rules/request.sql: reading requests: members, types, ranges, formats
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An operation describes its request once, in rules/requests.sql, as
-- {"member": {"type": …, "required": true, …}}:
--   errors := private.request_errors(caller, request);
--   perform private.refuse_invalid(errors);
-- After that request->>'id' can be cast without fear. Types: id, integer (min, max), boolean, ids,
-- integers (min, max), list (max), object, texts (a localised text), text (max, lines, pattern),
-- secret (max; exactly as typed), one_of (values), and the formats of private.format_holds. What is
-- in a list or an object is checked by whoever knows it.

create or replace function private.envelope() returns text[]
language sql immutable as $$
  select array['idempotency_key', 'session', 'client_address', 'client_application']
$$;
comment on function private.envelope() is 'The members that say who asks and how, not for what.';

create or replace function private.trimmed(typed text) returns text
language sql immutable strict as $$
  select regexp_replace(typed, '^\s+|\s+$', '', 'g')
$$;

create or replace function private.json_type(type text) returns text
language sql immutable as $$
  select case type
           when 'id' then 'number' when 'integer' then 'number'
           when 'boolean' then 'boolean'
           when 'ids' then 'array' when 'integers' then 'array' when 'list' then 'array'
           when 'object' then 'object' when 'texts' then 'object'
           else 'string'
         end
$$;

-- Written so that PostgreSQL and ECMA-262, by which JSON Schema goes, read them in the same way.
create or replace function private.formats() returns jsonb
language sql immutable as $$
  select $json${
    "uuid": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
    "day": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "moment": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$",
    "month_day": "^[0-9]{2}-[0-9]{2}$",
    "time": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
    "zone": "^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]+)+)$",
    "language": "^[a-z]{2,3}$",
    "country": "^[A-Z]{2}$",
    "currency": "^[A-Z]{3}$",
    "colour": "^#[0-9a-fA-F]{6}$",
    "email": "^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$",
    "month": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "employee_number": "^[1-9][0-9]{0,3}$",
    "one_time_code": "^ *[0-9]{3} ?[0-9]{3} *$",
    "role": "^[a-z_][a-z0-9_-]{0,62}$"
  }$json$::jsonb
$$;
comment on function private.formats() is 'The patterns of members, by their types.';

create or replace function private.is_day(plain text) returns boolean
language plpgsql immutable as $$
begin
  if plain !~ (private.formats()->>'day') then
    return false;
  end if;
  perform make_date(substr(plain, 1, 4)::int, substr(plain, 6, 2)::int, substr(plain, 9, 2)::int);
  return true;
exception when datetime_field_overflow then
  return false;
end
$$;

-- Only names from the time zone database: PostgreSQL alone would take "CET7" and "+3" as well.
create or replace function private.is_zone(plain text) returns boolean
language plpgsql stable as $$
begin
  if plain !~ (private.formats()->>'zone') then
    return false;
  end if;
  perform timestamptz 'epoch' at time zone plain;
  return true;
exception when invalid_parameter_value then
  return false;
end
$$;

create or replace function private.is_moment(plain text) returns boolean
language plpgsql stable as $$
begin
  if plain !~ (private.formats()->>'moment') then
    return false;
  end if;
  perform plain::timestamptz;
  return true;
exception when datetime_field_overflow or invalid_time_zone_displacement_value then
  return false;
end
$$;
comment on function private.is_moment(text) is 'RFC 3339, with seconds and an offset.';

create or replace function private.format_holds(type text, plain text) returns boolean
language sql stable as $$
  select case type
           when 'day' then private.is_day(plain)
           when 'moment' then private.is_moment(plain)
           when 'month_day' then private.is_day('2000-' || plain) -- A leap year.
           when 'zone' then private.is_zone(plain)
           else coalesce(plain ~ (private.formats()->>type), true)
         end
$$;

create or replace function private.integer_error(field text, value jsonb, rule jsonb)
returns jsonb
language plpgsql immutable as $$
declare
  least_value bigint := coalesce((rule->>'min')::bigint, 1);
  most_value bigint := coalesce((rule->>'max')::bigint, 9223372036854775807);
begin
  if value #>> '{}' !~ '^-?[0-9]+$' then
    return private.field_error(field, 'wrong_type');
  elsif (value #>> '{}')::numeric not between least_value and most_value then
    return private.field_error(field, 'out_of_range',
                               jsonb_build_object('min', least_value, 'max', most_value));
  end if;
  return '[]';
end
$$;

-- What a person types is kept trimmed; what a program picks must be exact.
create or replace function private.text_error(field text, typed text, rule jsonb)
returns jsonb
language plpgsql stable as $$
declare
  longest integer := coalesce((rule->>'max')::integer, 200);
  plain text := case when rule->>'type' in ('text', 'email') then private.trimmed(typed)
                     else typed end;
begin
  if length(plain) > longest then
    return private.field_error(field, 'too_long', jsonb_build_object('max', longest));
  elsif rule ? 'values' and not rule->'values' ? plain then
    return private.field_error(field, 'unknown_value');
  elsif translate(plain, case when rule ? 'lines' then E'\n\t' else '' end, '') ~ '[[:cntrl:]]'
        or not private.format_holds(rule->>'type', plain) or plain !~ (rule->>'pattern') then
    return private.field_error(field, 'invalid_format');
  end if;
  return '[]';
end
$$;

create or replace function private.ids_error(field text, value jsonb) returns jsonb
language sql immutable as $$
  select case
           when jsonb_typeof(value) <> 'array' then private.field_error(field, 'wrong_type')
           when jsonb_array_length(value) > 1000 then
             private.field_error(field, 'too_long', '{"max": 1000}')
           when exists (select from jsonb_array_elements(value) item
                         where jsonb_typeof(item) <> 'number'
                            or private.integer_error(field, item, '{}') <> '[]') then
             private.field_error(field, 'wrong_type')
           else '[]'
         end
$$;

create or replace function private.list_error(field text, value jsonb, rule jsonb)
returns jsonb
language plpgsql immutable as $$
declare
  longest integer := case when rule->>'type' = 'list' then (rule->>'max')::integer else 1000 end;
  item jsonb;
begin
  if rule->>'type' = 'ids' then
    return private.ids_error(field, value);
  elsif jsonb_array_length(value) > longest then
    return private.field_error(field, 'too_long', jsonb_build_object('max', longest));
  elsif rule->>'type' = 'integers' then
    for item in select * from jsonb_array_elements(value) loop
      if jsonb_typeof(item) <> 'number' then
        return private.field_error(field, 'wrong_type');
      elsif private.integer_error(field, item, rule) <> '[]' then
        return private.integer_error(field, item, rule);
      end if;
    end loop;
  end if;
  return '[]';
end
$$;

create or replace function private.member_errors(field text, value jsonb, rule jsonb)
returns jsonb
language plpgsql stable as $$
declare
  wanted text := private.json_type(rule->>'type');
begin
  -- A form sends an empty entry as "": that is no value.
  if value is null or value = 'null' or (jsonb_typeof(value) = 'string' and wanted = 'string'
                                         and private.trimmed(value #>> '{}') = '') then
    return case when rule ? 'required' then private.field_error(field, 'required') else '[]' end;
  elsif jsonb_typeof(value) <> wanted then
    return private.field_error(field, 'wrong_type');
  end if;

  return case wanted
           when 'number' then private.integer_error(field, value, rule)
           when 'string' then private.text_error(field, value #>> '{}', rule)
           when 'array' then private.list_error(field, value, rule)
           else '[]'
         end;
end
$$;

create or replace function private.check_members(request jsonb, members text[]) returns jsonb
language plpgsql immutable as $$
begin
  if request - members = '{}' then
    return '[]'; -- The usual case, without a query.
  end if;
  return (
    select jsonb_agg(jsonb_build_object('field', name, 'code', 'unknown_member') order by name)
      from jsonb_object_keys(request) name
     where name <> all (members));
end
$$;
comment on function private.check_members(jsonb, text[]) is
  'Field errors for members that nobody knows: a misspelt one must not be silently ignored.';

create or replace function private.object_errors(object jsonb, spec jsonb) returns jsonb
language plpgsql stable as $$
declare
  errors jsonb := '[]';
  name text;
  rule jsonb;
begin
  for name, rule in select * from jsonb_each(spec) loop
    errors := errors || private.member_errors(name, object->name, rule);
  end loop;
  return errors || private.check_members(object, array(select jsonb_object_keys(spec)));
end
$$;

create or replace function private.request_errors(caller private.caller, request jsonb)
returns jsonb
language sql stable as $$
  select private.object_errors(request - private.envelope(),
                               private.members_of(caller.operation))
         || private.member_errors('idempotency_key', request->'idempotency_key',
              case when caller.writes then '{"type": "uuid", "required": true}'
                   else '{"type": "uuid"}' end::jsonb)
$$;
comment on function private.request_errors(private.caller, jsonb) is
  'All field errors of a request, the envelope included; empty when it can be read.';

-- What nearly every request is like, seen with one query instead of a look at each member. What is
-- not quite plain is not wrong yet: that is for the errors to say.
create or replace function private.is_plain(caller private.caller, request jsonb, spec jsonb)
returns boolean
language plpgsql stable as $$
declare
  plain boolean;
begin
  -- Parentheses, because the first THEN would end the IF.
  if (case when request ? 'idempotency_key'
           then request->>'idempotency_key' !~ ('^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-'
                                                '[0-9a-f]{4}-[0-9a-f]{12}$')
           else caller.writes end) is not false then
    return false;
  end if;
  select request - private.envelope() - coalesce(array_agg(name), '{}') = '{}'
         and coalesce(bool_and(coalesce(case
           when request->name is null then not rule ? 'required'
           when rule->>'type' in ('id', 'integer') then
             jsonb_typeof(request->name) = 'number' and request->>name ~ '^[0-9]{1,15}$'
             and (request->>name)::bigint between coalesce((rule->>'min')::bigint, 1)
                 and coalesce((rule->>'max')::bigint, 999999999999999)
           when rule->>'type' = 'text' then
             jsonb_typeof(request->name) = 'string' and not rule ?| '{values,pattern}'
             and request->>name ~ '^[!-~]([ -~]*[!-~])?$'
             and length(request->>name) <= coalesce((rule->>'max')::integer, 200)
           end, false)), true)
    into plain
    from jsonb_each(spec) as members (name, rule);
  return plain;
end
$$;

create or replace function private.check_request(caller private.caller, request jsonb)
returns void
language plpgsql as $$
begin
  if not private.is_plain(caller, request, private.members_of(caller.operation)) then
    perform private.refuse_invalid(private.request_errors(caller, request));
  end if;
end
$$;

create or replace function private.plain(request jsonb, member text) returns text
language sql immutable as $$
  select nullif(private.trimmed(request->>member), '')
$$;
comment on function private.plain(jsonb, text) is 'A text member as it is kept: trimmed, or null.';

create or replace function private.number(request jsonb, member text) returns bigint
language sql immutable as $$
  select case when private.integer_error(member, request->member, '{}') = '[]'
              then (request->>member)::bigint end
$$;
comment on function private.number(jsonb, text) is
  'A number member, null when it is none: for checks that run beside those of the types.';
