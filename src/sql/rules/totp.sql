-- rules/totp.sql: one-time codes by time
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- RFC 4648, 6, of whole groups of five bytes: no padding.
create or replace function private.base32(plain bytea) returns text
language sql immutable as $$
  select string_agg(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
                           1 + (b.bits << 5 * g)::bit(5)::integer, 1), '' order by o, g)
    from generate_series(0, octet_length(plain) - 1, 5) o,
         lateral (select ('x' || encode(substr(plain, o + 1, 5), 'hex'))::bit(40) as bits) b,
         generate_series(0, 7) g
$$;

create or replace function private.url_encode(plain text) returns text
language sql immutable as $$
  select string_agg(case when byte between 48 and 57 or byte between 65 and 90
                           or byte between 97 and 122 or chr(byte) in ('-', '.', '_', '~')
                         then chr(byte) else '%' || upper(lpad(to_hex(byte), 2, '0')) end,
                    '' order by place)
    from generate_series(0, octet_length(convert_to(plain, 'UTF8')) - 1) place,
         lateral (select get_byte(convert_to(plain, 'UTF8'), place) as byte) b
$$;
comment on function private.url_encode(text) is 'RFC 3986, 2.1.';

create or replace function private.totp_step(at timestamptz) returns bigint
language sql immutable as $$ select floor(extract(epoch from at) / 30)::bigint $$;

create or replace function private.totp_code(secret bytea, step bigint) returns text
language plpgsql immutable as $$
declare
  mac bytea := extensions.hmac(int8send(step), secret, 'sha1');
  place integer := get_byte(mac, 19) & 15;
  number bigint := ((get_byte(mac, place) & 127)::bigint << 24) | (get_byte(mac, place + 1) << 16)
                   | (get_byte(mac, place + 2) << 8) | get_byte(mac, place + 3);
begin
  return lpad((number % 1000000)::text, 6, '0');
end
$$;
comment on function private.totp_code(bytea, bigint) is 'RFC 4226, 5.3 and RFC 6238, 4.2: six digits.';

-- One step to each side, for clocks that differ and people who type slowly (RFC 6238, 5.2).
create or replace function private.use_totp(totp stempel.login_totp, typed text, at timestamptz)
returns boolean
language plpgsql as $$
declare
  now_step bigint := private.totp_step(at);
begin
  for step in greatest(now_step - 1, totp.last_step + 1)..now_step + 1 loop
    if private.totp_code(totp.secret, step) = replace(private.trimmed(typed), ' ', '') then
      update stempel.login_totp t
         set last_step = step, confirmed_at = coalesce(t.confirmed_at, at)
       where t.merchant_id = totp.merchant_id and t.login_id = totp.login_id;
      return true;
    end if;
  end loop;
  return false;
end
$$;

create or replace function private.find_totp(caller private.caller) returns stempel.login_totp
language sql as $$
  select t from stempel.login_totp t
   where t.merchant_id = caller.merchant_id and t.login_id = caller.login_id
     for update
$$;
