-- rules/chain.sql: what the chained row of an entry says about lots
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The hash itself is a column of the ledger and came with its migration; docs/ledger.md has the
-- encoding byte by byte.

-- Lots and allocations are written before their entry, so that it can say what became of them.
create or replace function private.lot_changes(e stempel.entry) returns bigint[]
language plpgsql stable as $$
declare
  changes bigint[] := '{}';
  change record;
begin
  if left(e.kind, 6) = 'stamp_' then
    return changes;
  end if;
  for change in
    select a.lot_id, -a.points as points, l.expires_on
      from stempel.allocation a
      join stempel.lot l on (l.merchant_id, l.id) = (a.merchant_id, a.lot_id)
     where a.merchant_id = e.merchant_id and a.entry_id = e.id
     order by a.place, a.lot_id
  loop
    changes := changes || array[change.lot_id, change.points,
                                private.day_number(change.expires_on)];
  end loop;
  for change in
    select l.id as lot_id, l.points - l.repaid as points, l.expires_on
      from stempel.lot l
     where l.merchant_id = e.merchant_id and l.entry_id = e.id
     order by l.id
  loop
    changes := changes || array[change.lot_id, change.points,
                                private.day_number(change.expires_on)];
  end loop;
  return changes;
end
$$;
comment on function private.lot_changes(stempel.entry) is
  'For each lot that an entry used, filled or opened: its id, the change, its last day.';

create or replace function private.day_number(day date) returns bigint
language sql immutable parallel safe as $$
  select coalesce(extract(year from day) * 10000 + extract(month from day) * 100
                  + extract(day from day), 0)::bigint
$$;
comment on function private.day_number(date) is 'A day as YYYYMMDD; 0 for none.';

create or replace function private.day_of_number(number bigint) returns date
language sql immutable parallel safe as $$
  select case when number > 0 then make_date((number / 10000)::int, (number / 100 % 100)::int,
                                             (number % 100)::int) end
$$;
