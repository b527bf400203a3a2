-- api/zz-rights.sql: owners and rights of all functions; loaded last
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The functions that must see rows before or beside row-level security, each with its own
-- merchant predicate. tests/sql/test-tenancy.py knows them by name as well.
create or replace function private.outside_policies() returns text[]
language sql immutable as $$
  select array['find_principal', 'find_sign_in', 'find_pairing', 'find_customers',
               'count_customers', 'every_merchant']
$$;

do $$
declare
  f record;
  allowed text;
begin
  -- An owner-to-be needs CREATE on the schema when the migrator is no superuser.
  grant create on schema private to stempel_search;
  for f in
    select p.oid::regprocedure as signature, p.proname as name, n.nspname as schema, p.prokind,
           o.roles
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      left join private.operation o on o.name = p.proname and n.nspname = 'api'
     where n.nspname in ('private', 'api', 'service')
  loop
    execute format('alter routine %s owner to %I', f.signature,
                   case when f.schema = 'private' and f.name = any (private.outside_policies())
                        then 'stempel_search' else 'stempel_owner' end);
    execute format('revoke all on routine %s from public, stempel_manager, stempel_staff, '
                   'stempel_auditor, stempel_server, stempel_jobs', f.signature);
    if f.schema = 'private' and f.name = any (private.outside_policies()) then
      execute format('grant execute on routine %s to stempel_owner', f.signature);
    end if;
    if f.roles is not null then
      execute format('grant execute on routine %s to stempel_server', f.signature);
      foreach allowed in array array['manager', 'staff', 'auditor'] loop
        if f.roles && array[allowed, 'anyone'] then
          execute format('grant execute on routine %s to %I', f.signature, 'stempel_' || allowed);
        end if;
      end loop;
    end if;
  end loop;
  revoke create on schema private from stempel_search;
end
$$;

-- What the searching ones call in turn.
grant execute on function private.may_call(stempel.login, private.operation),
  private.search_patterns(jsonb), private.other_initial(text[]),
  private.search_query(jsonb, boolean)
  to stempel_search;

-- session_whoami and a server tell the version of the schema, which the migrator keeps.
grant usage on schema stempel_meta to stempel_owner;
grant select on stempel_meta.migration to stempel_owner;

grant execute on function service.schema_version(), service.share_rate_limits(jsonb)
  to stempel_server;
grant execute on function service.take_jobs(), service.run_job(bigint, text, jsonb),
  service.fail_job(bigint, text, text), service.end_jobs()
  to stempel_jobs;
