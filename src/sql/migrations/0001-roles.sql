-- 0001-roles.sql: schemas, group roles and extensions
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Roles belong to the whole cluster: another database of it may have made them already.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['stempel_owner', 'stempel_search', 'stempel_manager',
                                'stempel_staff', 'stempel_auditor', 'stempel_server']
  loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole',
                       wanted);
      end if;
    exception when duplicate_object or unique_violation then
      null; -- Another database of the cluster is being migrated at this moment.
    end;
  end loop;

  -- A migrator that is no superuser must be able to hand its objects to their owners.
  foreach wanted in array array['stempel_owner', 'stempel_search']
  loop
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to %I', wanted, current_user);
    end if;
  end loop;
end
$$;

create schema stempel authorization stempel_owner;
create schema private authorization stempel_owner;
create schema api authorization stempel_owner;
create schema extensions authorization stempel_owner;

comment on schema stempel is 'The tables. No person and no server has any right here.';
comment on schema private is 'The rules that the operations share. Called by them only.';
comment on schema api is 'The operations: one function each, (request jsonb) returns jsonb.';
comment on schema extensions is 'Extensions, out of reach for the roles that connect.';

create extension if not exists pgcrypto with schema extensions;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists unaccent with schema extensions;
create extension if not exists btree_gin with schema extensions;

-- In PostgreSQL everybody may execute a new function unless told otherwise.
alter default privileges for role stempel_owner revoke execute on functions from public;
alter default privileges for role stempel_search revoke execute on functions from public;

grant usage on schema stempel, private, extensions to stempel_search;
grant usage on schema api to stempel_manager, stempel_staff, stempel_auditor, stempel_server;

-- Who can take any lock can stop every booking and every PIN of the database by holding a few.
do $$
declare
  lock_function regprocedure;
begin
  for lock_function in
    select oid::regprocedure from pg_proc
     where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^pg_(try_)?advisory_'
  loop
    execute format('revoke execute on function %s from public', lock_function);
    execute format('grant execute on function %s to stempel_owner', lock_function);
  end loop;
end
$$;
