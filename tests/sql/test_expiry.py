#!/usr/bin/python3
# test_expiry.py: points and full cards lapse on the right day, once, and members are told before
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import uuid

import psycopg2

from stempel_lots import add_accounts, add_lots, chain_errors
from stempel_test import call, run, test

LUXEMBOURG, AUCKLAND, NEW_YORK = 'Europe/Luxembourg', 'Pacific/Auckland', 'America/New_York'

# zone, the last day, the last second of it, the first one after
DAYS = (
    (LUXEMBOURG, '2026-03-28', '2026-03-28 23:59:59.999999+01', '2026-03-29 00:00+01'),
    (LUXEMBOURG, '2026-03-29', '2026-03-29 23:59:59.999999+02', '2026-03-30 00:00+02'),
    (LUXEMBOURG, '2026-10-24', '2026-10-24 23:59:59.999999+02', '2026-10-25 00:00+02'),
    (LUXEMBOURG, '2026-10-25', '2026-10-25 23:59:59.999999+01', '2026-10-26 00:00+01'),
    (LUXEMBOURG, '2026-12-31', '2026-12-31 23:59:59.999999+01', '2027-01-01 00:00+01'),
    (LUXEMBOURG, '2028-02-28', '2028-02-28 23:59:59.999999+01', '2028-02-29 00:00+01'),
    (LUXEMBOURG, '2028-02-29', '2028-02-29 23:59:59.999999+01', '2028-03-01 00:00+01'),
    (AUCKLAND, '2026-07-31', '2026-07-31 11:59:59.999999+00', '2026-07-31 12:00+00'),
    (NEW_YORK, '2026-07-31', '2026-08-01 03:59:59.999999+00', '2026-08-01 04:00+00'),
    ('UTC', '2026-07-31', '2026-07-31 23:59:59.999999+00', '2026-08-01 00:00+00'),
)


@contextlib.contextmanager
def owner(db, merchant):
    """A cursor with the rights that jobs have."""
    with contextlib.closing(db.connect('postgres')) as connection, connection.cursor() as cursor:
        cursor.execute('set role stempel_owner')
        cursor.execute("select set_config('stempel.merchant_id', %s, false)", (str(merchant.id),))
        yield cursor


def run_job(merchant, name='expiry'):
    """To its end, as a manager does; returns the last answer."""
    job = {'state': 'running'}
    while job['state'] == 'running':
        job = merchant.manager.call('job_run', name=name)
    return job


def lots(db):
    """Of each lot: what remains, what lapsed, and how many entries say so."""
    return db.rows("""select l.remaining, l.expired,
            (select count(*) from stempel.entry e where e.merchant_id = l.merchant_id
              and e.lot_id = l.id and e.kind = 'points_expire')
        from stempel.lot l order by l.id""")


def balances(db):
    return db.rows('select points, owed_points from stempel.account order by id')


@test('a lot lapses at midnight after its last day, in the zone of the merchant')
def boundaries(db):
    merchants = {}
    for zone, last_day, before, after in DAYS:
        if zone not in merchants:
            merchants[zone] = db.merchant(zone, zone=zone, day_start='04:00')
            merchants[zone].program_id = merchants[zone].points_program()['id']
        merchant = merchants[zone]
        account, = add_accounts(db, merchant, merchant.program_id, 1)
        add_lots(db, merchant, [account], last_day)
        db.at(before)
        assert 'lots' not in run_job(merchant)['result'], (zone, last_day, before)
        db.at(after)
        assert run_job(merchant)['result'] == {'lots': 1, 'points': 10}, (zone, last_day, after)
        assert db.rows("""select occurred_at = %s, business_day - %s::date, store_id, login_id
            from stempel.entry where account_id = %s and kind = 'points_expire'""",
                       after, last_day, account) == [(True, 1, None, None)]
    assert chain_errors(db) == []


@test('what the entry of a lapsed lot says, and what it leaves of lot and account')
def entry_of_a_lot(db):
    merchant = db.merchant()
    program = merchant.points_program()
    account, = add_accounts(db, merchant, program['id'], 1)
    add_lots(db, merchant, [account], '2026-01-31', points=7)
    add_lots(db, merchant, [account], None, points=5)
    db.at('2026-02-01 03:00+01')
    run_job(merchant)
    assert lots(db) == [(0, 7, 1), (5, 0, 0)]
    assert balances(db) == [(5, 0)]
    lot_id = db.value('select min(id) from stempel.lot')
    assert db.rows("""select points, points_after, stamps, stamps_after, owed_points_after, lot_id,
            lots, program_version, business_day::text, issued, request_hash = sha256(%s::bytea)
        from stempel.entry where kind = 'points_expire'""", f'job:expiry:{lot_id}') == [
            (-7, 5, 0, 0, 0, lot_id, [lot_id, -7, 20260131], 1, '2026-02-01', [], True)]
    assert db.rows('select points, lot_id from stempel.allocation') == [(7, lot_id)]
    assert chain_errors(db) == []
    assert merchant.manager.call('self_check') == {'items': []}


@test('several lots of one account lapse one after the other, the oldest day first')
def several_lots(db):
    merchant = db.merchant()
    program = merchant.points_program()
    accounts = add_accounts(db, merchant, program['id'], 3)
    for day in ('2026-03-31', '2026-01-31', '2026-02-28', '2026-02-28', '2027-01-31', None):
        add_lots(db, merchant, accounts, day)
    db.at('2026-06-01 12:00+02')
    assert run_job(merchant)['result'] == {'lots': 12, 'points': 120}
    assert balances(db) == [(20, 0)] * 3
    for account in accounts:
        assert db.rows("""select l.expires_on::text, e.points_after from stempel.entry e
            join stempel.lot l on l.id = e.lot_id where e.account_id = %s order by e.id""",
                       account) == [('2026-01-31', 50), ('2026-02-28', 40), ('2026-02-28', 30),
                                    ('2026-03-31', 20)]
    assert run_job(merchant)['result'] == {}
    assert chain_errors(db) == []


@test('a lot that was used up or partly used lapses with what is left of it')
def partly_used(db):
    merchant = db.merchant()
    program = merchant.points_program()
    accounts = add_accounts(db, merchant, program['id'], 2)
    add_lots(db, merchant, accounts, '2026-01-31')
    db.rows('update stempel.lot set remaining = 4, expired = 0 where account_id = %s', accounts[0])
    db.rows('update stempel.account set points = 4 where id = %s', accounts[0])
    db.rows('update stempel.lot set remaining = 0 where account_id = %s', accounts[1])
    db.rows('update stempel.account set points = 0 where id = %s', accounts[1])
    db.at('2026-02-01 00:00+01')
    assert run_job(merchant)['result'] == {'lots': 1, 'points': 4}
    assert lots(db) == [(0, 4, 1), (0, 0, 0)]


@test('nothing can lapse twice: the ledger itself refuses a second entry')
def never_twice(db):
    merchant = db.merchant()
    program = merchant.points_program()
    accounts = add_accounts(db, merchant, program['id'], 1)
    add_lots(db, merchant, accounts, '2026-01-31')
    db.at('2026-02-01 00:00+01')
    run_job(merchant)
    db.rows('update stempel.lot set remaining = 10, expired = 0')
    db.rows('update stempel.account set points = 10')
    try:
        run_job(merchant)
    except psycopg2.errors.UniqueViolation as error:
        assert 'entry_lot_expired' in str(error)
    else:
        raise AssertionError('lapsed twice')


def full_cards(merchant, many):
    """Members with one full card each; returns their accounts."""
    accounts = []
    for number in range(many):
        member = merchant.member('Member', str(number))
        accounts.append(member['accounts'][0]['id'])
        merchant.manager.call('stamp_earn', account_id=accounts[-1], stamps=3,
                              store_id=merchant.store_id)
    return accounts


@test('a full card lapses once its last day is over; the loose stamps stay')
def entitlements(db):
    merchant = db.merchant()
    db.at('2028-01-30 12:00+01')
    merchant.program(stamps_target=2, entitlement_days=30, cooldown_minutes=0)
    accounts = full_cards(merchant, 2)
    merchant.manager.call('stamp_redeem', account_id=accounts[1], store_id=merchant.store_id)
    db.at('2028-02-29 23:59:59+01')
    assert run_job(merchant)['result'] == {}
    assert len(merchant.manager.call('account_get', id=accounts[0])['entitlements']) == 1
    db.at('2028-03-01 00:00+01')
    assert merchant.manager.call('account_get', id=accounts[0])['entitlements'] == []
    assert run_job(merchant)['result'] == {'entitlements': 1, 'stamps': 2}
    assert db.rows("""select e.account_id, e.stamps, e.stamps_after, e.owed_after, t.state,
            e.store_id, e.login_id, e.snapshot->'open'
        from stempel.entry e join stempel.entitlement t on t.id = e.entitlement_id
        where e.kind = 'stamp_expire'""") == [(accounts[0], -2, 1, 0, 'expired', None, None, [])]
    account = merchant.manager.call('account_get', id=accounts[0])
    assert (account['stamps'], account['owed_stamps'], account['entitlements']) == (1, 0, [])
    assert run_job(merchant)['result'] == {}
    assert chain_errors(db) == []
    assert merchant.manager.call('self_check') == {'items': []}


@test('several full cards of one account lapse one after the other')
def several_entitlements(db):
    merchant = db.merchant()
    db.at('2026-01-01 12:00+01')
    merchant.program(stamps_target=1, entitlement_days=30, cooldown_minutes=0)
    accounts = full_cards(merchant, 2)
    db.at('2026-02-20 12:00+01')
    assert run_job(merchant)['result'] == {'entitlements': 6, 'stamps': 6}
    for account in accounts:
        assert [row[0] for row in db.rows(
            "select jsonb_array_length(snapshot->'open') from stempel.entry "
            "where account_id = %s and kind = 'stamp_expire' order by id", account)] == [2, 1, 0]
    assert chain_errors(db) == []
    assert merchant.manager.call('self_check') == {'items': []}


@test('an account that somebody holds is left for the next run, and nobody waits')
def held(db):
    merchant = db.merchant()
    program = merchant.points_program()
    accounts = add_accounts(db, merchant, program['id'], 5)
    add_lots(db, merchant, accounts, '2026-01-31')
    for lock in ('select pg_advisory_xact_lock(%s)',
                 'select 1 from stempel.account where id = %s for update'):
        holder = db.connect('postgres', autocommit=False)
        with holder.cursor() as cursor:
            cursor.execute(lock, (accounts[2],))
            with merchant.manager.connection.cursor() as waiting:
                waiting.execute("set lock_timeout = '1s'")
            run_job(merchant)
            assert [state[0] for state in lots(db)] == [0, 0, 10, 0, 0], lock
            holder.rollback()
    assert run_job(merchant)['result'] == {'lots': 1, 'points': 10}
    assert chain_errors(db) == []


@test('while a chunk is at work, bookings of its accounts wait for it and all others do not')
def during_a_chunk(db):
    merchant = db.merchant()
    program = merchant.points_program(kind='hybrid', cooldown_minutes=0)
    accounts = add_accounts(db, merchant, program['id'], 6)
    add_lots(db, merchant, accounts, '2026-01-31')
    db.rows('create or replace function private.job_chunk_size() returns integer '
            'language sql immutable as $$ select 3 $$')
    worker = db.connect(merchant.manager.database_role, autocommit=False)
    job = call(worker, 'job_run', {'name': 'expiry'}, {'idempotency_key': str(uuid.uuid4())})
    assert (job['state'], job['done'], job['total']) == ('running', 3, 6)
    with merchant.manager.connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '300ms'")
    stamped = {}
    for account in accounts:
        try:
            stamped[account] = merchant.manager.call('stamp_earn', account_id=account,
                                                     store_id=merchant.store_id)
        except psycopg2.errors.LockNotAvailable:
            pass
    assert sorted(stamped) == accounts[3:]
    worker.commit()
    for account in accounts[:3]:
        merchant.manager.call('stamp_earn', account_id=account, store_id=merchant.store_id)
    run_job(merchant)
    assert [state for state in lots(db)] == [(0, 10, 1)] * 6
    assert chain_errors(db) == []


@test('a visit prolongs points that lapse by inactivity, until the last second of their last day')
def inactivity(db):
    merchant = db.merchant()
    program = merchant.points_program(expiry='inactivity', expiry_days=90)
    accounts = add_accounts(db, merchant, program['id'], 1)
    for at, before, after in (
            ('2026-03-29 23:59:59.999999+02', '2026-03-28', '2026-03-28'),
            ('2026-03-29 23:59:59.999999+02', '2026-03-29', '2026-06-27'),
            ('2026-03-30 00:00+02', '2026-03-29', '2026-03-29'),
            ('2026-03-30 00:00+02', '2026-08-01', '2026-08-01'),
            ('2027-12-01 12:00+01', '2027-12-01', '2028-02-29'),
            ('2026-03-30 00:00+02', None, None)):
        add_lots(db, merchant, accounts, before)
        lot_id = db.value('select max(id) from stempel.lot')
        db.at(at)
        prolong(db, merchant, accounts[0])
        assert db.value('select expires_on::text from stempel.lot where id = %s',
                        lot_id) == after, (at, before)
        db.rows('update stempel.lot set remaining = 0 where id = %s', lot_id)


def prolong(db, merchant, account_id):
    with owner(db, merchant) as cursor:
        cursor.execute("""select private.prolong_lots(private.job_caller(merchant_id, 'expiry'), a,
            private.now()) from stempel.account a where id = %s""",
                       (account_id,))


@test('the rules that points were earned under say whether a visit prolongs them')
def inactivity_by_version(db):
    merchant = db.merchant()
    rules = {'names': {'en': 'P'}}
    program = merchant.points_program(expiry='days', expiry_days=30)
    account, = add_accounts(db, merchant, program['id'], 1)
    add_lots(db, merchant, [account], '2026-06-30')
    for version in ({'expiry': 'inactivity', 'expiry_days': 100},
                    {'expiry': 'inactivity', 'expiry_days': 10}, {'expiry': 'none'}):
        program = merchant.manager.call('program_save', id=program['id'],
                                        revision=program['revision'], draft=rules | version)
        program = merchant.manager.call('program_publish', id=program['id'])
        add_lots(db, merchant, [account], '2026-06-30')
    db.at('2026-06-29 12:00+02')
    prolong(db, merchant, account)
    assert [row[0] for row in db.rows('select expires_on::text from stempel.lot order by id')] == [
        '2026-06-30', '2026-10-07', '2026-07-09', '2026-06-30']


def notices(db):
    return db.rows('select subject_id, days, due_on::text, points from stempel.notice order by id')


@test('members are told 30 and 14 days before, once per lot')
def told(db):
    merchant = db.merchant()
    program = merchant.points_program()
    account, = add_accounts(db, merchant, program['id'], 1)
    add_lots(db, merchant, [account], '2026-03-31')
    add_lots(db, merchant, [account], None)
    lot_id = db.value('select min(id) from stempel.lot')
    given = []
    for at, more in (('2026-02-28 23:59:59+01', []), ('2026-03-01 00:00+01', [30]),
                     ('2026-03-16 23:59:59+01', []), ('2026-03-17 00:00+01', [14]),
                     ('2026-03-31 23:59:59+02', []), ('2026-04-01 00:00+02', [])):
        db.at(at)
        given += [(lot_id, days, '2026-03-31', 10) for days in more]
        for _ in range(2):
            run_job(merchant, 'notices')
            assert notices(db) == given, at
    assert run_job(merchant)['result'] == {'lots': 1, 'points': 10}
    assert db.value('select count(*) from stempel.entry where kind = %s', 'points_expire') == 1


@test('nobody is told of a day that the lot never saw, or twice after nights without a job')
def told_late(db):
    merchant = db.merchant()
    program = merchant.points_program()
    accounts = add_accounts(db, merchant, program['id'], 4)
    add_lots(db, merchant, accounts[:1], '2026-03-20', at='2026-01-01 12:00+01')
    add_lots(db, merchant, accounts[1:2], '2026-03-20', at='2026-03-01 12:00+01')
    add_lots(db, merchant, accounts[2:3], '2026-03-20', at='2026-03-09 12:00+01')
    add_lots(db, merchant, accounts[3:], '2026-03-30', at='2026-01-01 12:00+01')
    db.at('2026-03-10 12:00+01')
    job = run_job(merchant, 'notices')
    assert (job['result'], job['done'], job['total']) == ({'notices': 3}, 3, 3)
    assert [row[1:3] for row in notices(db)] == [(14, '2026-03-20'), (14, '2026-03-20'),
                                                 (30, '2026-03-30')]


@test('points that a visit prolonged are told of anew')
def told_anew(db):
    merchant = db.merchant()
    program = merchant.points_program(expiry='inactivity', expiry_days=60)
    account, = add_accounts(db, merchant, program['id'], 1)
    add_lots(db, merchant, [account], '2026-03-07', at='2026-01-06 12:00+01')
    for at, visit in (('2026-02-10', False), ('2026-02-25', True), ('2026-03-01', False),
                      ('2026-03-27', False), ('2026-04-20', False)):
        db.at(f'{at} 12:00 Europe/Luxembourg')
        run_job(merchant, 'notices')
        if visit:
            prolong(db, merchant, account)
    assert [row[1:3] for row in notices(db)] == [
        (30, '2026-03-07'), (14, '2026-03-07'), (30, '2026-04-26'), (14, '2026-04-26')]


run()
