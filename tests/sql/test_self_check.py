#!/usr/bin/python3
# test_self_check.py: each invariant of points is proved, and what breaks it is named
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import re

from stempel_ledger import busy_points
from stempel_tamper import found, tamper
from stempel_test import run, sqlstate, test


def violations(db, merchant):
    """What the self-check finds inside the transaction of the superuser."""
    db.rows("select set_config('stempel.merchant_id', %s, true)", str(merchant.id))
    return [row[0] for row in db.rows('select private.violations()')]


# What somebody could do to tables that are not chained, or to both sides of a rule.
LOT = '(select max(id) from stempel.lot where remaining > 0)'
EARNED = '(select max(id) from stempel.lot where reversed_here > 0 and refunded_amount > 0)'
IN_PART = '(select max(id) from stempel.lot where reversed > 0 and reversed < points and expired = 0)'
LAPSED = '(select max(id) from stempel.lot where expired > 0)'
USED = "(select max(id) from stempel.entry where kind = 'points_redeem' and reward_id is not null)"
USE = f'(select {USED}, max(x.lot_id) from stempel.allocation x where x.entry_id = {USED})'

CASES = [
    ('points from nowhere', 'points_balance',
     'update stempel.account set points = points + 1 where id = 1'),
    ('a debt that nobody made', 'points_balance',
     'update stempel.account set owed_points = owed_points + 1 where id = 1'),
    ('more in a lot than is left', 'lot',
     f'update stempel.lot set remaining = remaining - 1 where id = {LOT}'),
    ('a bigger lot', 'lot', f'update stempel.lot set points = points + 1 where id = {LOT}'),
    ('a bigger lot and more left in it', 'lot_change',
     f'update stempel.lot set points = points + 1, remaining = remaining + 1 where id = {LOT}'),
    ('a longer life', 'last_day',
     f'update stempel.lot set expires_on = expires_on + 1 where id = {LOT}'),
    ('a life without end', 'last_day',
     f'update stempel.lot set expires_on = null where id = {LOT}'),
    ('opened by nobody', 'lot', f'update stempel.lot set entry_id = -1 where id = {LOT}'),
    ('opened for somebody else', 'lot',
     f'update stempel.lot set account_id = 1 + account_id % 3 where id = {LOT}'),
    ('earned nowhere', 'lot', f'update stempel.lot set source_id = -1 where id = {LOT}'),
    ('opened at another time', 'lot',
     f"update stempel.lot set opened_at = opened_at - interval '1 day' where id = {LOT}"),
    ('nothing lapsed', 'lot', f'update stempel.lot set expired = 0 where id = {LAPSED}'),
    ('taken from another lot', 'lot_change',
     'update stempel.allocation u set lot_id = (select o.id from stempel.lot l join stempel.lot o '
     'on o.account_id = l.account_id and o.id < l.id where l.id = u.lot_id and not exists '
     '(select from stempel.allocation x where x.entry_id = u.entry_id and x.lot_id = o.id) limit 1) '
     f'where (entry_id, lot_id) = {USE}'),
    ('taken from somebody else', 'allocation',
     'update stempel.allocation u set lot_id = (select min(o.id) from stempel.lot o join stempel.lot l '
     f'on o.account_id <> l.account_id where l.id = u.lot_id) where (entry_id, lot_id) = {USE}'),
    ('taken by nobody', 'allocation',
     'insert into stempel.allocation (merchant_id, entry_id, lot_id, points, place) '
     f'values (1, -1, {LOT}, 1, 1)'),
    ('put back where it should be taken', 'allocation',
     f'update stempel.allocation set points = -points where entry_id = {USED}'),
    ('nothing taken', 'lot_change', f'delete from stempel.allocation where entry_id = {USED}'),
    ('used in another order', 'lot_change',
     'update stempel.allocation set place = -place where entry_id = (select max(e.entry_id) from '
     '(select entry_id from stempel.allocation where place > 0 group by 1 having count(*) > 1) e)'),
    ('less taken back', 'earned_lot',
     f'update stempel.lot set reversed_here = reversed_here - 1 where id = {EARNED}'),
    ('more to take back left', 'earned_lot',
     f'update stempel.lot set reversed = reversed + 1 where id = {IN_PART}'),
    ('less refunded', 'earned_lot',
     f'update stempel.lot set refunded_amount = refunded_amount - 1 where id = {EARNED}'),
    ('a void without effect', 'earned_lot',
     'update stempel.lot l set reversed = 0, reversed_here = 0, reversed_elsewhere = 0 '
     "where entry_id = (select max(v.reverses) from stempel.entry v where v.kind = 'points_void' "
     'and v.points < 0)'),
    ('a day remembered wrong', 'remembered',
     'update stempel.account set lapses_on = lapses_on + 1 where lapses_on is not null'),
    ('a sum remembered wrong', 'remembered',
     'update stempel.account set lapsing_points = lapsing_points + 1'),
    ('a reservation forgotten', 'remembered', 'update stempel.account set reserved_until = null'),
    ('inactivity forgotten', 'remembered',
     "update stempel.program_version set expiry = 'inactivity', expiry_days = 9"),
    ('a stock below zero', 'reward', 'alter table stempel.reward drop constraint reward_stock_check; '
     'update stempel.reward set stock = -1'),
    ('a reward of another program', 'reward', 'update stempel.reward set program_id = 99'),
    ('a reservation booked as something else', 'reservation',
     'update stempel.reservation set points = points + 1 where entry_id is not null'),
    ('a reservation booked too late', 'reservation',
     "update stempel.reservation set expires_at = reserved_at - interval '1 second', "
     "reserved_at = reserved_at - interval '1 hour' where entry_id is not null"),
    ('two reservations booked as one', 'reservation',
     'insert into stempel.reservation (merchant_id, account_id, reward_id, points, request, state, '
     'reserved_at, expires_at, entry_id) select merchant_id, account_id, reward_id, points, request, '
     'state, reserved_at, expires_at, entry_id from stempel.reservation where entry_id is not null'),
    ('a receipt twice', 'receipt',
     "update stempel.entry set receipt = 'R-1499' where id = (select max(e.id) from stempel.entry e "
     "where e.kind = 'points_earn' and not exists (select from stempel.entry v "
     'where v.reverses = e.id))'),
    ('a refund that takes more than was given', 'taken_back',
     'update stempel.entry set written_off = 100000 where id = (select max(id) from stempel.entry '
     "where kind = 'points_refund' and points < 0)"),
    ('a refund of more money than was paid', 'taken_back',
     'update stempel.entry set amount = amount + 1000000 where id = (select max(id) '
     "from stempel.entry where kind = 'points_refund')"),
    ('a refund of something else', 'reversal',
     'update stempel.entry set refunds = (select max(id) from stempel.entry '
     "where kind = 'points_refund') where id = (select max(id) from stempel.entry "
     "where kind = 'points_refund')"),
    ('a balance that was never there', 'points_replay',
     'update stempel.entry set points_after = points_after + 1 where id = 20'),
    ('a debt that was never there', 'points_replay',
     'update stempel.entry set owed_points_after = owed_points_after + 1 where id = 20'),
    ('another number of points', 'points_replay',
     "update stempel.entry set points = points + 1 where id = (select max(id) from stempel.entry "
     "where kind = 'points_earn')"),
    ('another lot named', 'lot_change',
     'update stempel.entry set lots[2] = lots[2] - 1 where id = (select max(id) '
     "from stempel.entry where kind = 'points_earn')"),
    ('what lapsed was no lot', 'subject',
     "update stempel.entry set lot_id = null where kind = 'points_expire'"),
    ('what lapsed was somebody else\'s', 'subject',
     "update stempel.entry e set lot_id = (select min(l.id) from stempel.lot l "
     "where l.account_id <> e.account_id) where e.id = (select max(id) from stempel.entry "
     "where kind = 'points_expire')"),
    ('a full card that is not there', 'subject',
     'update stempel.entry set issued = issued || 99999::bigint where id = 20'),
    ('half a transfer', 'subject', 'update stempel.entry set pair_id = id - 1 where id = 20'),
    ('a transfer that gains', 'subject',
     'update stempel.entry set pair_id = 41 - id where id in (20, 21)'),
    ('a transfer to nowhere', 'subject', "update stempel.entry set kind = 'transfer' where id = 20"),
    ('sold by nobody', 'reference',
     "update stempel.entry set login_id = null where kind = 'points_earn'"),
    ('sold nowhere', 'reference',
     "update stempel.entry set store_id = null where kind = 'points_redeem'"),
    ('approved by nobody', 'reference',
     "update stempel.entry set approver_id = 99 where kind = 'points_adjust'"),
    ('a table that can be changed', 'append_only',
     'alter table stempel.allocation disable trigger append_only_truncate'),
    ('a table that is open to all merchants', 'row_level_security',
     'alter table stempel.lot no force row level security'),
    ('a hash that anybody can write', 'chain',
     'alter table stempel.entry disable trigger seal'),
]


def reserved(db, bakery):
    """A reservation that was committed, one that was not."""
    account = db.value('select account_id from stempel.entry order by id desc limit 1')
    request = {'account_id': account, 'points': 10, 'store_id': bakery.store_id}
    bakery.manager.call('points_earn', account_id=account, amount=100000, store_id=bakery.store_id)
    first = bakery.manager.call('redemption_reserve', **request)['reservation']
    bakery.manager.call('redemption_commit', id=first['id'])
    bakery.manager.call('redemption_reserve', **request)


@test('whatever is tampered with in points is found, and by the check that is about it')
def damage(db):
    bakery = busy_points(db)
    reserved(db, bakery)
    assert found(bakery) == set()
    for name, expected, statement in CASES:
        db.rows('begin')
        if statement.startswith('alter table stempel.allocation disable'):
            db.rows(statement)
        else:
            tamper(db, 'drop index stempel.entry_lot_expired', statement)
        checks = {v['check'] for v in violations(db, bakery)}
        db.rows('rollback')
        assert expected in checks, (name, checks)
    assert found(bakery) == set()


@test('a wrong entry is named itself, not all that come after it')
def first_only(db):
    bakery = busy_points(db, steps=60)
    entry = db.value("select id from stempel.entry where kind = 'points_earn' order by id limit 1")
    tamper(db, f'update stempel.entry set points = points + 1 where id = {entry}')
    items = [v for v in bakery.auditor.call('self_check')['items'] if v['check'] == 'points_replay']
    assert [v['id'] for v in items] == [entry], items


@test('rules with write-offs and without an end leave books that prove right')
def policies(db):
    for seed, rules in enumerate((
            {'refund_policy': 'write_off', 'write_off_maximum': 1000000},
            {'refund_policy': 'write_off', 'write_off_maximum': 3},
            {'refund_policy': 'block'}, {'expiry': 'none', 'expiry_days': None},
            {'expiry': 'inactivity', 'expiry_days': 20}, {'rounding': 'linear'})):
        bakery = busy_points(db, steps=80, seed=seed + 10, **rules)
        items = bakery.auditor.call('self_check')['items']
        assert items == [], (rules, items)
        db.running_clock()


@test('the page of the ledger says of each check what it proves')
def described(db):
    page = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'docs', 'ledger.md').read_text()
    told = {name for cell in re.findall(r'^\| ((?:`\w+`(?:, )?)+) \|', page[page.index('## Proof'):],
                                        re.M) for name in re.findall(r'\w+', cell)}
    checks = {name for source, in db.rows("""select coalesce(prosrc, '') from pg_proc
        where pronamespace = 'private'::regnamespace""")
        for name in re.findall(r"private\.violation\('(\w+)'", source)}
    assert len(checks) > 20 and checks <= told, checks - told


@test('it only reads, is marked so, and may be spread over several processes')
def read_only(db):
    bakery = busy_points(db, steps=60)
    checks = db.rows("""select proname, provolatile, proparallel from pg_proc
        where pronamespace = 'private'::regnamespace
          and (proname ~ '^check_(replay|balances|last_stamps|entitlements|reversals|keys|references'
               '|subjects|days|guards|links|hashes|heads|points_replay|points_balances|lots|allocations'
               '|lot_changes|last_days|taken_back|earned_lots|receipts|rewards|reservations)$'
               or proname in ('all_checks', 'points_violations'))""")
    assert len(checks) == 26, len(checks)
    for name, volatility, parallel in checks:
        assert (volatility, parallel) == ('s', 's'), name
    with bakery.auditor.connection.cursor() as cursor:
        cursor.execute("begin read only; select api.self_check('{}')")
        assert cursor.fetchone()[0] == {'items': []}
        cursor.execute('rollback')
    db.rows('set role stempel_owner; set min_parallel_table_scan_size = 0; '
            'set parallel_setup_cost = 0; set parallel_tuple_cost = 0')
    db.rows("select set_config('stempel.merchant_id', %s, false)", str(bakery.id))
    plan = '\n'.join(row[0] for row in db.rows('explain select * from private.all_checks()'))
    assert 'Workers Planned' in plan
    # Each check reads its tables as a whole: the plan has no place that runs once for each row.
    assert 'Function Scan on check_' not in plan and 'Function Scan on points' not in plan
    db.rows('reset all')
    with sqlstate('25006'):
        db.rows('begin read only; update stempel.account set points = 0')
    db.rows('rollback')


run()
