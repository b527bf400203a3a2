-- rules/00-clear.sql: makes room for the functions that follow; loaded first
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Without this a function that was renamed or given up would stay callable, and one whose
-- parameters were renamed could not be replaced. What tables stand on (policies, triggers,
-- generated columns) came with the migrations and stays, and so do the hash of an entry, which a
-- trigger calls, and procedures: migrations use them.
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure
      from pg_proc p
     where p.pronamespace in ('private'::regnamespace, 'api'::regnamespace,
                              'service'::regnamespace) and p.prokind = 'f'
       and p.proname <> 'entry_hash'
       and not exists (select from pg_depend d
                        where d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid)
  loop
    execute format('drop function %s', f);
  end loop;
end
$$;
