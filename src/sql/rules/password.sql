-- rules/password.sql: passwords of those who come through the server
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- 12 takes about 250 ms.
create or replace function private.password_cost() returns integer
language sql immutable as $$ select 12 $$;

create or replace function private.hash_password(plain text) returns text
language sql volatile as $$
  select extensions.crypt(plain, extensions.gen_salt('bf', private.password_cost()))
$$;

create or replace function private.decoy_password() returns text
language sql immutable as $$
  select '$2a$' || lpad(private.password_cost()::text, 2, '0') || '$'
         || rpad('', 21, 'stempel') || 'u' || repeat('.', 31)
$$;
comment on function private.decoy_password() is
  'Belongs to no password. Compared where there is nothing to compare, so that time tells nothing.';

create or replace function private.password_holds(plain text, hash text) returns boolean
language sql volatile as $$
  -- bcrypt reads 72 bytes; what is longer was never set and must not match its beginning.
  select private.compare_in_line('password', plain,
           case when octet_length(plain) <= 72 then coalesce(hash, private.decoy_password())
                else private.decoy_password() end)
$$;

-- Length is what counts (NIST SP 800-63B, 3.1.1.2); 72 bytes are what bcrypt can tell apart.
create or replace function private.password_errors(plain text, login stempel.login)
returns jsonb
language sql immutable as $$
  select case when plain is null then '[]'
              when octet_length(plain) > 72 then
                private.field_error('password', 'too_long', '{"max": 72}')
              when length(plain) < 12 then
                private.field_error('password', 'too_short', '{"min": 12}')
              when lower(plain) in (login.email_norm, lower(login.name)) or plain ~ '^(.{1,4})\1+$'
                   or position(lower(plain) in '01234567890123456789') > 0 then
                private.field_error('password', 'trivial')
              else '[]' end
$$;

create or replace function private.set_password(login stempel.login, plain text,
                                                kept_session bigint default null)
returns void
language plpgsql as $$
begin
  insert into stempel.login_password (merchant_id, login_id, hash, set_at)
  values (login.merchant_id, login.id, private.hash_password(plain), private.now())
  on conflict (merchant_id, login_id) do update set hash = excluded.hash, set_at = excluded.set_at;
  update stempel.session s set closed_at = private.now()
   where s.merchant_id = login.merchant_id and s.login_id = login.id and s.closed_at is null
     and s.id is distinct from kept_session;
end
$$;
comment on function private.set_password(stempel.login, text, bigint) is
  'Whoever was signed in with the old one is out, but for who changed it.';
