# stempel_lots.py: accounts and lots by the thousand, written as bookings would have left them
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests and benches of expiry: what is made here passes the self-check, the chain included."""

ACCOUNTS = """
with person as (
  insert into stempel.customer (merchant_id, given_name, family_name, language, enrolled_at)
  select %(merchant)s, 'Member', n::text, 'en', now() from generate_series(1, %(many)s) n
  returning id)
insert into stempel.account (merchant_id, customer_id, program_id)
select %(merchant)s, id, %(program)s from person
returning id"""

LOTS = """
with wanted as materialized (
  select a.*, p.version, nextval('stempel.entry_id_seq') as entry_id,
         nextval('stempel.lot_id_seq') as lot_id, u.expires_on::date as expires_on
    from unnest(%(accounts)s::bigint[], %(days)s::date[]) as u (account_id, expires_on)
    join stempel.account a on a.merchant_id = %(merchant)s and a.id = u.account_id
    join stempel.program p on p.merchant_id = a.merchant_id and p.id = a.program_id
), opened as (
  insert into stempel.lot (merchant_id, id, account_id, entry_id, source_id, points, remaining,
                           opened_at, expires_on)
  overriding system value
  select merchant_id, lot_id, id, entry_id, entry_id, %(points)s, %(points)s, %(at)s::timestamptz, expires_on
    from wanted
), booked as (
  insert into stempel.entry (
    merchant_id, id, kind, account_id, customer_id, program_id, program_version, store_id,
    login_id, points, stamps_after, owed_after, points_after, owed_points_after, occurred_at,
    recorded_at, business_day, lots, previous, idempotency_key, request_hash, snapshot)
  overriding system value
  select w.merchant_id, w.entry_id, 'points_earn', w.id, w.customer_id, w.program_id, w.version,
         %(store)s, %(login)s, %(points)s, w.stamps, w.owed_stamps, w.points + %(points)s,
         w.owed_points, %(at)s::timestamptz, %(at)s::timestamptz, (%(at)s::timestamptz at time zone m.zone)::date,
         array[w.lot_id, %(points)s, private.day_number(w.expires_on)], w.head,
         gen_random_uuid(), sha256(''),
         jsonb_build_object('last', w.last_stamp_entry_id, 'today', w.stamps_today, 'open', '{}'::bigint[])
    from wanted w join stempel.merchant m on m.merchant_id = w.merchant_id
  returning *
)
update stempel.account a
   set points = b.points_after, head = b.hash, last_activity_at = b.occurred_at,
       lapses_on = first.expires_on, lapsing_points = coalesce(first.points, 0)
  from booked b
  join wanted w on w.entry_id = b.id
  left join lateral (
    select u.expires_on, sum(u.points) as points
      from (select l.expires_on, l.remaining as points from stempel.lot l
             where l.merchant_id = b.merchant_id and l.account_id = b.account_id and l.open
            union all select w.expires_on, %(points)s) u
     where u.expires_on is not null
     group by u.expires_on order by u.expires_on limit 1) first on true
 where a.merchant_id = b.merchant_id and a.id = b.account_id"""


def add_accounts(db, merchant, program_id, many):
    """Members that nobody enrolled; returns the ids of their accounts."""
    with db.admin.cursor() as cursor:
        cursor.execute(ACCOUNTS, {'merchant': merchant.id, 'program': program_id, 'many': many})
        return sorted(row[0] for row in cursor.fetchall())


def add_lots(db, merchant, accounts, expires_on, points=10, at='2025-01-06 10:00+01'):
    """One lot for each account, all with one last day or each with its own."""
    days = expires_on if isinstance(expires_on, list) else [expires_on] * len(accounts)
    with db.admin.cursor() as cursor:
        # A job that was killed may still be at its last chunk.
        cursor.execute('begin')
        cursor.execute('select 1 from stempel.account where merchant_id = %s and id = any (%s)'
                       ' order by id for update', (merchant.id, accounts))
        cursor.execute(LOTS, {
            'merchant': merchant.id, 'accounts': accounts, 'days': days, 'points': points,
            'at': at, 'store': merchant.store_id, 'login': merchant.manager.id})
        assert cursor.rowcount == len(accounts), cursor.rowcount
        cursor.execute('commit')


def chain_errors(db):
    """Entries that do not follow the one before, and accounts whose head or balance is not true."""
    return db.rows("""
        select 'entry', e.id from (
          select id, previous, lag(hash, 1, decode(repeat('00', 32), 'hex'))
                   over (partition by merchant_id, account_id order by id) as wanted
            from stempel.entry) e
         where e.previous <> e.wanted
        union all
        select 'account', a.id
          from stempel.account a
          left join (select distinct on (account_id) account_id, hash
                       from stempel.entry order by account_id, id desc) newest
            on newest.account_id = a.id
          left join (select account_id, sum(points) as points
                       from stempel.entry group by account_id) booked
            on booked.account_id = a.id
          left join (select account_id, sum(remaining) as points
                       from stempel.lot group by account_id) kept
            on kept.account_id = a.id
         where a.head <> coalesce(newest.hash, decode(repeat('00', 32), 'hex'))
            or a.points <> coalesce(kept.points, 0)
            or a.points - a.owed_points <> coalesce(booked.points, 0)""")
