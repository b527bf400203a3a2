-- rules/clock.sql: the one clock, and the days counted by it
--
-- SPDX-License-Identifier: GPL-3.0-or-later

create or replace function private.now() returns timestamptz
language sql volatile as $$
  select clock_timestamp()
$$;
comment on function private.now() is
  'The only clock of the rules. Not now(): that is when the transaction began, before its lock.';

create or replace function private.business_day(at timestamptz, zone text, day_start time)
returns date
language sql stable as $$
  select ((at at time zone zone) - day_start)::date
$$;
comment on function private.business_day(timestamptz, text, time) is
  'The local day of a shop; hours before day_start still belong to the day before.';

create or replace function private.business_day_begins(day date, zone text, day_start time)
returns timestamptz
language sql stable as $$
  select (day + day_start) at time zone zone
$$;
