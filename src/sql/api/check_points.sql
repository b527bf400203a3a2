-- api/check_points.sql: the invariants of points: lots, allocations, debts, what was taken back
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- As in api/self_check.sql: each function proves one thing and returns what breaks it. They read
-- whole tables and join them; nothing is looked up row by row.

create or replace function private.check_points_replay() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('points_replay', 'entry', d.id, jsonb_build_object(
           'account_id', d.account_id, 'replayed', d.total, 'in_lots', d.in_lots,
           'points_after', d.points_after, 'owed_points_after', d.owed_points_after))
    from (select e.*, lag(e.total - e.points_after + e.owed_points_after, 1, 0) over by_id
                        as difference,
                 lag(e.in_lots - e.points_after, 1, 0) over by_id as difference_in_lots
            from (select r.id, r.account_id, r.points_after, r.owed_points_after,
                         sum(r.points) over so_far as total,
                         sum(case when r.lots = '{}' then 0 else (
                               select sum(r.lots[n])
                                 from generate_series(2, cardinality(r.lots), 3) n) end)
                           over so_far as in_lots
                    from stempel.entry r
                   where r.merchant_id = private.current_merchant()
                  window so_far as (partition by r.account_id order by r.id)) e
          window by_id as (partition by e.account_id order by e.id)) d
   where d.total - d.points_after + d.owed_points_after <> d.difference
      or d.in_lots - d.points_after <> d.difference_in_lots
$$;
comment on function private.check_points_replay() is
  'Sum of points so far = in lots - owed, after every single entry; and so by what it did to lots.';

create or replace function private.check_points_balances() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('points_balance', 'account', a.id, jsonb_build_object(
           'points', a.points, 'owed_points', a.owed_points, 'in_lots', coalesce(l.points, 0),
           'ledger', coalesce(e.points, 0)))
    from stempel.account a
    left join (select x.account_id, sum(x.points) as points from stempel.entry x
                where x.merchant_id = private.current_merchant() group by 1) e
      on e.account_id = a.id
    left join (select x.account_id, sum(x.remaining) as points from stempel.lot x
                where x.merchant_id = private.current_merchant() group by 1) l
      on l.account_id = a.id
   where a.merchant_id = private.current_merchant()
     and (a.points <> coalesce(l.points, 0) or a.owed_points < 0
          or coalesce(e.points, 0) <> coalesce(l.points, 0) - a.owed_points)
$$;

-- What bookings trust instead of looking for it.
create or replace function private.check_remembered() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('remembered', 'account', a.id, jsonb_build_object(
           'lapses_on', a.lapses_on, 'lapsing_points', a.lapsing_points,
           'reserved_until', a.reserved_until))
    from stempel.account a
    join stempel.program p on (p.merchant_id, p.id) = (a.merchant_id, a.program_id)
    left join (select distinct on (x.account_id) x.account_id, x.expires_on,
                      sum(x.remaining) as points
                 from stempel.lot x
                where x.merchant_id = private.current_merchant() and x.open
                  and x.expires_on is not null
                group by x.account_id, x.expires_on
                order by x.account_id, x.expires_on) l on l.account_id = a.id
    left join (select r.account_id, max(r.expires_at) as until from stempel.reservation r
                where r.merchant_id = private.current_merchant() and r.state = 'open'
                group by 1) h on h.account_id = a.id
    left join (select distinct v.program_id from stempel.program_version v
                where v.merchant_id = private.current_merchant()
                  and v.expiry = 'inactivity') v on v.program_id = a.program_id
   where a.merchant_id = private.current_merchant()
     and ((a.lapses_on, a.lapsing_points) is distinct from (l.expires_on, coalesce(l.points, 0))
          or coalesce(a.reserved_until, '-infinity') < h.until
          or v.program_id is not null and not p.prolongs)
$$;
comment on function private.check_remembered() is
  'The account knows which of its points lapse first and until when some are reserved, and its '
  'program whether visits prolong points.';

create or replace function private.check_lots() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('lot', 'lot', l.id, jsonb_build_object(
           'account_id', l.account_id, 'points', l.points, 'repaid', l.repaid,
           'remaining', l.remaining, 'used', coalesce(u.points, 0), 'expired', l.expired))
    from stempel.lot l
    left join (select a.lot_id, sum(a.points) as points from stempel.allocation a
                where a.merchant_id = private.current_merchant() group by 1) u
      on u.lot_id = l.id
    left join (select e.lot_id, sum(-e.points) as points from stempel.entry e
                where e.merchant_id = private.current_merchant() and e.kind = 'points_expire'
                group by 1) x
      on x.lot_id = l.id
    left join stempel.entry o on (o.merchant_id, o.id) = (l.merchant_id, l.entry_id)
    left join stempel.entry s on (s.merchant_id, s.id) = (l.merchant_id, l.source_id)
   where l.merchant_id = private.current_merchant()
     and (l.remaining <> l.points - l.repaid - coalesce(u.points, 0)
          or l.remaining not between 0 and l.points - l.repaid
          or l.expired <> coalesce(x.points, 0)
          or o.account_id is distinct from l.account_id
          or o.kind not in ('transfer', 'import') and o.occurred_at <> l.opened_at
          or s.id is null or s.id > o.id)
$$;
comment on function private.check_lots() is
  'What remains is what came in less what was used; an entry of the account opened it.';

create or replace function private.check_allocations() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('allocation', 'allocation', u.entry_id, jsonb_build_object(
           'lot_id', u.lot_id, 'points', u.points))
    from stempel.allocation u
    left join stempel.entry e on (e.merchant_id, e.id) = (u.merchant_id, u.entry_id)
    left join stempel.lot l on (l.merchant_id, l.id) = (u.merchant_id, u.lot_id)
   where u.merchant_id = private.current_merchant()
     and (e.id is null or l.account_id is distinct from e.account_id or l.entry_id >= e.id
          or (u.points > 0) is distinct from (e.points < 0))
$$;
comment on function private.check_allocations() is
  'An entry that costs points uses lots of its own account that were there before it; one that '
  'gives points fills them.';

-- What an entry says it did to lots (that is in the chain) and what the lots say it did.
create or replace function private.check_lot_changes() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('lot_change', 'entry', coalesce(said.entry_id, done.entry_id),
           jsonb_build_object('lot_id', coalesce(said.lot_id, done.lot_id),
                              'said', said.points, 'done', done.points))
    from (select e.id as entry_id, e.lots[n] as lot_id, sum(e.lots[n + 1]) as points
            from stempel.entry e
           cross join generate_series(1, cardinality(e.lots), 3) n
           where e.merchant_id = private.current_merchant() and e.lots <> '{}'
           group by 1, 2) said
    full join (select m.entry_id, m.lot_id, sum(m.points) as points
                 from (select l.entry_id, l.id as lot_id, l.points - l.repaid as points
                         from stempel.lot l where l.merchant_id = private.current_merchant()
                       union all
                       select u.entry_id, u.lot_id, -u.points
                         from stempel.allocation u
                        where u.merchant_id = private.current_merchant()) m
                group by 1, 2) done
      on (done.entry_id, done.lot_id) = (said.entry_id, said.lot_id)
   where said.points is distinct from done.points
  union all
  -- A refund puts back from the end, so the order in which they were used counts as well.
  select private.violation('lot_change', 'entry', e.id, jsonb_build_object('order', u.lots))
    from (select x.entry_id, array_agg(x.lot_id order by x.place, x.lot_id) as lots
            from stempel.allocation x
           where x.merchant_id = private.current_merchant()
           group by 1 having count(*) > 1) u
    join stempel.entry e on e.merchant_id = private.current_merchant() and e.id = u.entry_id
   where u.lots <> array(select e.lots[n]
                           from generate_series(1, 3 * cardinality(u.lots), 3) n order by n)
$$;

-- Points that lapse by inactivity live longer with each visit, all others have one last day.
create or replace function private.check_last_days() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('last_day', 'lot', l.id, jsonb_build_object(
           'expires_on', l.expires_on, 'in_ledger', d.last_day))
    from stempel.lot l
    join (select distinct on (e.lots[n]) e.lots[n] as lot_id, e.lots[n + 2] as last_day
            from stempel.entry e
           cross join generate_series(1, cardinality(e.lots), 3) n
           where e.merchant_id = private.current_merchant() and e.lots <> '{}'
           order by e.lots[n], e.id desc) d
      on d.lot_id = l.id
    left join stempel.entry s on (s.merchant_id, s.id) = (l.merchant_id, l.source_id)
    left join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                         = (s.merchant_id, s.program_id, s.program_version)
   where l.merchant_id = private.current_merchant()
     and private.day_number(l.expires_on) <> d.last_day
     and (private.day_number(l.expires_on) < d.last_day or v.expiry is distinct from 'inactivity')
$$;

-- All entries that take a part or the whole of another one back, added up.
create or replace function private.reversals_of_points()
returns table (entry_id bigint, times bigint, voids bigint, points numeric, written_off numeric,
               amount numeric)
language sql stable parallel safe as $$
  select coalesce(v.reverses, v.refunds), count(*), count(v.reverses), sum(v.points),
         sum(v.written_off), coalesce(sum(v.amount), 0)
    from stempel.entry v
   where v.merchant_id = private.current_merchant()
     and v.kind in ('points_void', 'points_refund')
   group by 1
$$;

-- What was taken from an earning, or put back of a redemption, is no more than it had given, and
-- all of it once it is void. Points that had lapsed in the earning's own lot are not taken again.
create or replace function private.check_taken_back() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('taken_back', 'entry', r.entry_id, jsonb_build_object(
           'points', e.points, 'taken_back', -r.points, 'written_off', r.written_off,
           'voids', r.voids, 'amount', r.amount))
    from private.reversals_of_points() r
    left join stempel.entry e
      on e.merchant_id = private.current_merchant() and e.id = r.entry_id
   where e.id is null or r.voids > 1 or e.kind in ('points_void', 'points_refund')
      or case when e.points < 0
              then r.points not between 0 and -e.points or r.written_off <> 0
                   or r.voids = 1 and r.points <> -e.points or r.amount > e.ticket_amount
              else r.points > 0 or -r.points + r.written_off > e.points or r.amount > e.amount end
$$;

create or replace function private.check_earned_lots() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('earned_lot', 'lot', l.id, jsonb_build_object(
           'entry_id', l.entry_id, 'reversed', l.reversed, 'reversed_here', l.reversed_here,
           'reversed_elsewhere', l.reversed_elsewhere, 'refunded_amount', l.refunded_amount,
           'taken', coalesce(h.points, 0), 'taken_in_all', coalesce(-r.points + r.written_off, 0)))
    from stempel.lot l
    left join private.reversals_of_points() r on r.entry_id = l.entry_id
    left join (select x.continues as lot_id, sum(x.expired) as expired from stempel.lot x
                where x.merchant_id = private.current_merchant() and x.continues is not null
                group by 1) m
      on m.lot_id = l.id
    left join (select v.reversed_id, coalesce(o.continues, u.lot_id) as lot_id,
                      sum(u.points) as points
                 from (select e.id, coalesce(e.reverses, e.refunds) as reversed_id
                         from stempel.entry e
                        where e.merchant_id = private.current_merchant()
                          and e.kind in ('points_void', 'points_refund')) v
                 join stempel.allocation u
                   on u.merchant_id = private.current_merchant() and u.entry_id = v.id
                 join stempel.lot o
                   on o.merchant_id = private.current_merchant() and o.id = u.lot_id
                group by 1, 2) h
      on h.reversed_id = l.entry_id and h.lot_id = l.id
   where l.merchant_id = private.current_merchant()
     and (l.reversed_here <> coalesce(h.points, 0)
          or l.reversed_here + l.reversed_elsewhere <> coalesce(-r.points + r.written_off, 0)
          or l.reversed - l.reversed_here - l.reversed_elsewhere
             not between 0 and l.expired + coalesce(m.expired, 0)
          or l.reversed > l.points or r.voids = 1 and l.reversed <> l.points
          or l.refunded_amount <> coalesce(r.amount, 0))
$$;
comment on function private.check_earned_lots() is
  'What the lot of an earning counts as taken back is what the entries that did it say.';

create or replace function private.check_receipts() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('receipt', 'entry', min(e.id), jsonb_build_object(
           'store_id', e.store_id, 'kind', e.kind, 'receipt', e.receipt, 'times', count(*)))
    from stempel.entry e
    left join stempel.entry v on (v.merchant_id, v.reverses) = (e.merchant_id, e.id)
   where e.merchant_id = private.current_merchant() and e.receipt is not null and v.id is null
   group by e.store_id, e.kind, e.receipt having count(*) > 1
$$;

create or replace function private.check_rewards() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('reward', 'reward', w.id, jsonb_build_object('stock', w.stock))
    from stempel.reward w
   where w.merchant_id = private.current_merchant() and w.stock < 0
  union all
  select private.violation('reward', 'entry', e.id, jsonb_build_object('reward_id', e.reward_id))
    from stempel.entry e
    left join stempel.reward w on (w.merchant_id, w.id) = (e.merchant_id, e.reward_id)
   where e.merchant_id = private.current_merchant() and e.reward_id is not null
     and w.program_id is distinct from e.program_id
$$;

create or replace function private.check_reservations() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('reservation', 'reservation', r.id, jsonb_build_object(
           'account_id', r.account_id, 'state', r.state, 'entry_id', r.entry_id))
    from (select x.*, count(*) over (partition by x.entry_id) as times
            from stempel.reservation x
           where x.merchant_id = private.current_merchant()) r
    left join stempel.account a on (a.merchant_id, a.id) = (r.merchant_id, r.account_id)
    left join stempel.reward w on (w.merchant_id, w.id) = (r.merchant_id, r.reward_id)
    left join stempel.entry e on (e.merchant_id, e.id) = (r.merchant_id, r.entry_id)
   where r.expires_at <= r.reserved_at or (r.state = 'committed') <> (r.entry_id is not null)
      or r.reward_id is not null and w.program_id is distinct from a.program_id
      or r.entry_id is not null
         and ((e.account_id, e.points, e.kind) is distinct from
                (r.account_id, -r.points, 'points_redeem')
              or e.reward_id is distinct from r.reward_id or r.times > 1
              or e.occurred_at not between r.reserved_at and r.expires_at)
$$;
comment on function private.check_reservations() is
  'Committed once, in time, by the entry that it names, for what was held; else not booked at all.';

-- What a program gives by itself. The keys of these entries are made from the account and the year,
-- so that each is there once if its key is the right one.
create or replace function private.check_gifts() returns setof jsonb
language sql stable parallel safe as $$
  select private.violation('gift', 'entry', e.id, jsonb_build_object(
           'kind', e.kind, 'account_id', e.account_id, 'points', e.points,
           'promised', case e.kind when 'welcome' then v.welcome_points
                                   else v.birthday_points end))
    from stempel.entry e
    left join stempel.program_version v on (v.merchant_id, v.program_id, v.number)
                                         = (e.merchant_id, e.program_id, e.program_version)
   where e.merchant_id = private.current_merchant() and e.kind in ('welcome', 'birthday')
     and case e.kind
           when 'welcome' then e.points is distinct from v.welcome_points
             or e.idempotency_key <> md5('welcome:' || e.account_id)::uuid
           else e.points is distinct from v.birthday_points
             or e.idempotency_key not in (
                  private.birthday_key(e.account_id, extract(year from e.business_day)::integer),
                  private.birthday_key(e.account_id,
                                       extract(year from e.business_day - 31)::integer))
         end
$$;
comment on function private.check_gifts() is
  'Welcome points once for an account, birthday points once a year, as many as the rules promised.';

create or replace function private.points_violations() returns setof jsonb
language sql stable parallel safe as $$
  select * from private.check_points_replay()
  union all select * from private.check_points_balances()
  union all select * from private.check_remembered()
  union all select * from private.check_lots()
  union all select * from private.check_allocations()
  union all select * from private.check_lot_changes()
  union all select * from private.check_last_days()
  union all select * from private.check_taken_back()
  union all select * from private.check_earned_lots()
  union all select * from private.check_receipts()
  union all select * from private.check_gifts()
  union all select * from private.check_rewards()
  union all select * from private.check_reservations()
$$;
