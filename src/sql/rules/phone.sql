-- rules/phone.sql: telephone numbers as they are compared: + calling code, number
--
-- SPDX-License-Identifier: GPL-3.0-or-later

-- trunk: what is dialled before a national number and is dropped behind the calling code.
create or replace function private.calling_code(country text, out code text, out trunk text)
language sql immutable as $$
  select split_part(entry, ' ', 1), nullif(split_part(entry, ' ', 2), '')
    from (select '{
      "LU": "352", "DE": "49 0", "FR": "33 0", "BE": "32 0", "NL": "31 0", "AT": "43 0",
      "CH": "41 0", "LI": "423", "IT": "39", "SM": "378", "VA": "39", "ES": "34", "PT": "351",
      "AD": "376", "MC": "377", "GB": "44 0", "IE": "353 0", "DK": "45", "NO": "47",
      "SE": "46 0", "FI": "358 0", "IS": "354", "PL": "48", "CZ": "420", "SK": "421 0",
      "HU": "36 06", "SI": "386 0", "HR": "385 0", "BA": "387 0", "RS": "381 0", "ME": "382 0",
      "MK": "389 0", "AL": "355 0", "XK": "383 0", "GR": "30", "CY": "357", "MT": "356",
      "BG": "359 0", "RO": "40 0", "MD": "373 0", "UA": "380 0", "BY": "375 80", "LT": "370 0",
      "LV": "371", "EE": "372", "TR": "90 0"}'::jsonb ->> country as entry) known
$$;
comment on function private.calling_code(text) is
  'Calling code of a European country, and its trunk prefix if it has one; null: unknown.';

create or replace function private.phone_digits(phone text) returns text
language sql immutable as $$
  select regexp_replace(regexp_replace(phone, '[[:space:]()./-]', '', 'g'), '^00', '+')
$$;

create or replace function private.phone_norm(phone text, country text) returns text
language plpgsql immutable as $$
declare
  digits text := private.phone_digits(phone);
  own record;
  norm text;
begin
  if digits ~ '^\+' then
    norm := digits;
  else
    own := private.calling_code(country);
    norm := '+' || own.code || regexp_replace(digits, '^' || coalesce(own.trunk, ''), '');
  end if;
  return case when norm ~ '^\+[1-9][0-9]{5,14}$' then norm end;
end
$$;
comment on function private.phone_norm(text, text) is
  'A telephone number so that equal ones are equal; null when it is none.';
