-- rules/duplicates.sql: pairs of members who may be one person
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The triggers of migration 0012 find them; here they are listed and judged.

create or replace function private.duplicate_record(pair stempel.duplicate, first bigint)
returns jsonb
language plpgsql stable as $$
declare
  second bigint := case pair.one_id when first then pair.other_id else pair.one_id end;
begin
  return jsonb_build_object('id', first, 'other_id', second, 'reasons', pair.reasons,
    'strength', pair.strength, 'state', pair.state,
    'customer', (select private.customer_record(c) from stempel.customer c
                  where c.merchant_id = pair.merchant_id and c.id = first),
    'other', (select private.customer_record(c) from stempel.customer c
               where c.merchant_id = pair.merchant_id and c.id = second));
end
$$;
comment on function private.duplicate_record(stempel.duplicate, bigint) is
  'A pair as one of the two sees it.';

-- Both are active: who was merged into another or erased is nobody's duplicate any more, even if
-- it was said before that they are not the same.
create or replace function private.duplicates_after(caller private.caller, wanted text,
                                                    key jsonb, how_many integer)
returns setof stempel.duplicate
language plpgsql stable as $$
begin
  return query
    select d.*
      from stempel.duplicate d
      join stempel.customer one on (one.merchant_id, one.id) = (d.merchant_id, d.one_id)
      join stempel.customer other on (other.merchant_id, other.id) = (d.merchant_id, d.other_id)
     where d.merchant_id = caller.merchant_id and d.state = wanted
       and (d.strength, d.other_id, d.one_id)
           < (coalesce((key->>0)::integer, 1000),
              coalesce((key->>1)::bigint, 0), coalesce((key->>2)::bigint, 0))
       and one.state = 'active' and other.state = 'active'
     order by d.strength desc, d.other_id desc, d.one_id desc
     limit how_many;
end
$$;
comment on function private.duplicates_after(private.caller, text, jsonb, integer) is
  'A page of pairs: the likeliest first, of those equally likely the newest.';

create or replace function private.duplicates_of(caller private.caller, wanted text,
                                                 customer_id bigint, key jsonb, how_many integer)
returns setof stempel.duplicate
language plpgsql stable as $$
begin
  return query
    select d.*
      from (select * from stempel.duplicate a
             where a.merchant_id = caller.merchant_id and a.one_id = duplicates_of.customer_id
            union all
            select * from stempel.duplicate b
             where b.merchant_id = caller.merchant_id
               and b.other_id = duplicates_of.customer_id) d
      join stempel.customer one on (one.merchant_id, one.id) = (d.merchant_id, d.one_id)
      join stempel.customer other on (other.merchant_id, other.id) = (d.merchant_id, d.other_id)
     where d.state = wanted
       and (d.strength, d.other_id, d.one_id)
           < (coalesce((key->>0)::integer, 1000),
              coalesce((key->>1)::bigint, 0), coalesce((key->>2)::bigint, 0))
       and one.state = 'active' and other.state = 'active'
     order by d.strength desc, d.other_id desc, d.one_id desc
     limit how_many;
end
$$;

create or replace function private.duplicate_cursor_errors(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  key jsonb := private.decode_cursor(private.plain(request, 'after'));
begin
  if private.plain(request, 'after') is null then
    return '[]';
  elsif jsonb_typeof(key) = 'array' and jsonb_array_length(key) = 3 then
    perform (key->>0)::integer, (key->>1)::bigint, (key->>2)::bigint;
    return '[]';
  end if;
  return private.field_error('after', 'invalid_format');
exception when data_exception then
  return private.field_error('after', 'invalid_format');
end
$$;

create or replace function private.duplicate_page(found stempel.duplicate[], size integer,
                                                  first bigint)
returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'items', (select coalesce(jsonb_agg(private.duplicate_record(
                       found[n], coalesce(first, (found[n]).one_id)) order by n), '[]')
                from generate_subscripts(found[:size], 1) n),
    'next', case when cardinality(found) > size then private.encode_cursor(
      jsonb_build_array((found[size]).strength, (found[size]).other_id,
                        (found[size]).one_id)) end)
$$;
