-- 0024-service.sql: what a server asks for itself, and not for a session
--
-- SPDX-License-Identifier: GPL-3.0-or-later

do $$
begin
  if not exists (select from pg_roles where rolname = 'stempel_jobs') then
    create role stempel_jobs nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then
  null; -- Another database of the cluster is being migrated at this moment.
end
$$;

create schema service authorization stempel_owner;
comment on schema service is 'What a server asks for itself, and not for a session.';
grant usage on schema service to stempel_server, stempel_jobs;
