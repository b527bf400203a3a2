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
  changes bigint[];
begin
  if left(e.kind, 6) = 'stamp_' then
    return '{}';
  end if;
  select array_agg(u.n order by c.place, c.lot_id, u.ordinality) into changes
    from (select m.lot_id, sum(m.points)::bigint as points, min(m.place) as place
            from (select l.id as lot_id, l.points - l.repaid as points, null as place
                    from stempel.lot l
                   where l.merchant_id = e.merchant_id and l.entry_id = e.id
                  union all
                  select a.lot_id, -a.points, a.place from stempel.allocation a
                   where a.merchant_id = e.merchant_id and a.entry_id = e.id) m
           group by m.lot_id) c
    join stempel.lot l on l.merchant_id = e.merchant_id and l.id = c.lot_id
   cross join unnest(array[c.lot_id, c.points, private.day_number(l.expires_on)])
         with ordinality as u (n);
  return coalesce(changes, '{}');
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
