-- 0002-foundation.sql: what tables are built on: the merchant in force, folding, guards, operations
--
-- SPDX-License-Identifier: GPL-3.0-or-later

set local role stempel_owner;

-- Names sort "Filiale 2" before "Filiale 10" and é next to e. Deterministic: equal is equal bytes.
create collation stempel.natural (provider = icu, locale = 'und-u-kn-true', deterministic = true);

create function private.current_merchant() returns bigint
language sql stable parallel safe as $$
  select nullif(current_setting('stempel.merchant_id', true), '')::bigint
$$;
comment on function private.current_merchant() is
  'The merchant whose rows this transaction may see; set by private.enter. Null: none at all.';

-- Immutable because the dictionary ships with PostgreSQL and is named in full.
create function private.fold(plain text) returns text
language sql immutable strict parallel safe as $$
  select lower(extensions.unaccent('extensions.unaccent'::regdictionary, plain) collate "und-x-icu")
$$;
comment on function private.fold(text) is 'Text as it is searched: without case and accents.';

create function private.refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% of %.% is not possible: it is only ever added to',
    tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end
$$;
comment on function private.refuse_change() is
  'Makes a table append-only for everybody, the owner''s own functions included.';

create procedure private.append_only(target regclass)
language plpgsql as $$
begin
  execute format('create trigger append_only before update or delete on %s '
                 'for each row execute function private.refuse_change()', target);
  execute format('create trigger append_only_truncate before truncate on %s '
                 'for each statement execute function private.refuse_change()', target);
  execute format('alter table %s enable always trigger append_only', target);
  execute format('alter table %s enable always trigger append_only_truncate', target);
end
$$;
comment on procedure private.append_only(regclass) is
  'Puts the guards on a table; ALWAYS, so that replication roles do not slip past them.';

create procedure private.confine(target regclass)
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy merchant on %s to stempel_owner '
                 'using (merchant_id = private.current_merchant())', target);
end
$$;
comment on procedure private.confine(regclass) is
  'Confines a table to the merchant in force, also for its owner.';

create table private.operation (
  name text primary key,
  roles text[] not null
    check (roles <@ array['admin', 'manager', 'staff', 'auditor', 'anyone']),
  writes boolean not null
);
comment on table private.operation is
  'Who may call what. The same rows as src/backend/stempel-operations.c; a test compares them.';
comment on column private.operation.writes is 'Whether the call needs an idempotency key.';

create type private.caller as (
  operation text,
  writes boolean,
  merchant_id bigint,
  login_id bigint,
  login_name text,
  role text,
  session_id bigint,
  zone text,
  language text,
  country text,
  currency text
);
comment on type private.caller is
  'Who calls, as private.enter found out. session_id is null on a direct connection.';

reset role;
