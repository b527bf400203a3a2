-- rules/paging.sql: lists by key: limit, cursor, next
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.encode_cursor(key jsonb) returns text
language sql immutable strict as $$
  select rtrim(translate(encode(convert_to(key::text, 'UTF8'), 'base64'), E'+/\n', '-_'), '=')
$$;
comment on function private.encode_cursor(jsonb) is
  'The key of a list''s last row as an opaque word: base64url of a JSON array.';

create or replace function private.decode_cursor(cursor text) returns jsonb
language plpgsql immutable strict as $$
declare
  padded text := translate(cursor, '-_', '+/') || repeat('=', (4 - length(cursor) % 4) % 4);
begin
  return convert_from(decode(padded, 'base64'), 'UTF8')::jsonb;
exception when others then
  return null; -- Not one of ours: the caller answers with a field error.
end
$$;

create or replace function private.cursor_errors(request jsonb, by_time boolean) returns jsonb
language plpgsql stable as $$
declare
  key jsonb;
begin
  if private.plain(request, 'after') is null then
    return '[]';
  end if;
  key := private.decode_cursor(request->>'after');
  if jsonb_typeof(key) = 'array' and jsonb_array_length(key) = 2
     and jsonb_typeof(key->0) = 'string' then
    perform (key->>1)::bigint;
    if by_time then
      perform (key->>0)::timestamptz;
    end if;
    return '[]';
  end if;
  return private.field_error('after', 'invalid_format');
exception when data_exception then
  return private.field_error('after', 'invalid_format');
end
$$;
comment on function private.cursor_errors(jsonb, boolean) is
  'Field errors of `after`: it must be [time or text, id], as a page before gave it out.';

create or replace function private.page_limit(request jsonb) returns integer
language sql immutable as $$
  select coalesce((request->>'limit')::integer, 100)
$$;
