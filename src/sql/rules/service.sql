-- rules/service.sql: what a server asks for itself, and not for a session
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- stempel_server may see the version of the schema and count requests, stempel_jobs may have due jobs
-- done. Neither chooses what a job does, and what it does is due anyway: nobody gains anything by
-- calling these.

create or replace function service.schema_version() returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select max(number) from stempel_meta.migration
$$;
comment on function service.schema_version() is 'The number of the newest migration.';

-- Owned by stempel_search: there is no merchant in force before one is known.
create or replace function private.every_merchant() returns setof bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select merchant_id from stempel.merchant order by merchant_id
$$;
comment on function private.every_merchant() is 'Whose jobs have to be looked at.';

create or replace function private.job_is_due(merchant bigint, wanted text, at timestamptz)
returns boolean
language sql stable as $$
  -- What failed is tried again after a while; what was interrupted goes on.
  select not exists (
    select from stempel.job j
     where j.merchant_id = merchant and j.name = wanted
       and case j.state
             when 'idle' then j.next_at > at
             when 'failed' then j.finished_at > at - interval '10 minutes'
             else j.worked_at > at - interval '1 minute'
           end)
$$;

create or replace function service.take_jobs() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  merchant bigint;
  due jsonb := '[]';
begin
  if not pg_try_advisory_lock(hashtext('stempel'), hashtext('jobs')) then
    return null;
  end if;
  for merchant in select * from private.every_merchant() loop
    perform set_config('stempel.merchant_id', merchant::text, true);
    due := due || coalesce((
      select jsonb_agg(jsonb_build_object('merchant_id', merchant, 'name', n.name)
                       order by n.place)
        from unnest(private.job_names()) with ordinality as n (name, place)
       where private.job_is_due(merchant, n.name, private.now())), '[]');
  end loop;
  return due;
end
$$;
comment on function service.take_jobs() is
  'The jobs that are due, for one connection at a time: until service.end_jobs or its end every '
  'other one gets null.';

create or replace function service.run_job(merchant bigint, name text, place jsonb) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.run_job(merchant, name, place)
$$;
comment on function service.run_job(bigint, text, jsonb) is 'See private.run_job.';

create or replace function service.fail_job(merchant bigint, name text, message text)
returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.fail_job(merchant, name, message)
$$;
comment on function service.fail_job(bigint, text, text) is 'See private.fail_job.';

create or replace function service.end_jobs() returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select to_jsonb(pg_advisory_unlock(hashtext('stempel'), hashtext('jobs')))
$$;
comment on function service.end_jobs() is 'Lets others take the jobs.';

create or replace function service.share_rate_limits(taken jsonb) returns jsonb
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
comment on function service.share_rate_limits(jsonb) is
  'Adds what a server gave since, in microseconds by key, and tells how far ahead each one is paid '
  'for by now.';
