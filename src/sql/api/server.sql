-- api/server.sql: what a server asks for itself, on behalf of nobody
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function server.schema_version() returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select max(number) from stempel_meta.migration
$$;
comment on function server.schema_version() is 'Which tables there are: whether the server fits.';

create or replace function server.share_rate_limits(taken jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  at timestamptz := clock_timestamp();
  ahead jsonb;
begin
  delete from private.rate_limit r
   where r.key in (select o.key from private.rate_limit o where o.paid_at < at
                    order by o.paid_at limit 1000 for update skip locked);
  -- In the order of the keys, so that two servers do not wait for each other.
  with shared as (
    insert into private.rate_limit as r (key, paid_at)
    select decode(t.key, 'hex'), at + t.value::bigint * interval '1 microsecond'
      from jsonb_each_text(taken) t order by 1
    on conflict (key) do update
       set paid_at = greatest(r.paid_at, at) + (excluded.paid_at - at)
    returning r.key, r.paid_at)
  select jsonb_object_agg(encode(s.key, 'hex'),
                          (extract(epoch from s.paid_at - at) * 1000000)::bigint)
    into ahead
    from shared s;
  return coalesce(ahead, '{}');
end
$$;
comment on function server.share_rate_limits(jsonb) is
  'Adds what a server gave since, in microseconds by key, and tells how far ahead each one is paid '
  'for by now.';
