#!/usr/bin/python3
# test_birthday.py: points for a birthday: on the day, once a year, whenever the job runs
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import random
import subprocess
import time

from points import balance, sound
from stempel_lots import chain_errors
from stempel_tamper import found, tamper
from stempel_test import build_dir, connection_string, parallel, run, test

ZONE = 'Europe/Luxembourg'


def bakery_of(db, opened='2026-01-01', **rules):
    db.at(f'{opened} 12:00 {ZONE}')
    bakery = db.merchant()
    program = bakery.points_program(**{'birthday_points': 50} | rules)
    return bakery, program


def born(bakery, birthday, **more):
    return bakery.member('B', birthday, birthday=birthday, **more)


def account_of(member):
    return member['accounts'][0]['id']


def night(bakery):
    """Runs the job to its end; returns what it did."""
    job = {'state': 'running'}
    while job['state'] == 'running':
        job = bakery.manager.call('job_run', name='birthdays')
    return job['result']


def given(db, account):
    return [tuple(row) for row in db.rows(
        """select business_day::text, points::integer from stempel.entry
            where account_id = %s and kind = 'birthday' order by id""", account)]


@test('on the day, from its first second, in the zone of the merchant')
def on_the_day(db):
    # birthday, the last moment before it, the first one of it
    table = (
        ('1990-03-02', '2026-03-01 23:59:59+01', '2026-03-02 00:00:00+01'),
        ('1990-03-29', '2026-03-28 23:59:59+01', '2026-03-29 00:00:00+01'),
        ('1990-03-30', '2026-03-29 23:59:59+02', '2026-03-30 00:00:00+02'),
        ('1990-10-25', '2026-10-24 23:59:59+02', '2026-10-25 00:00:00+02'),
        ('1990-10-26', '2026-10-25 23:59:59+01', '2026-10-26 00:00:00+01'),
        ('1990-12-31', '2026-12-30 23:59:59+01', '2026-12-31 00:00:00+01'),
        ('1990-01-01', '2026-12-31 23:59:59+01', '2027-01-01 00:00:00+01'),
        ('1992-02-29', '2026-02-27 23:59:59+01', '2026-02-28 00:00:00+01'),
        ('1992-02-28', '2026-02-27 23:59:59+01', '2026-02-28 00:00:00+01'),
        ('1992-02-29', '2028-02-28 23:59:59+01', '2028-02-29 00:00:00+01'),
        ('1992-02-28', '2028-02-27 23:59:59+01', '2028-02-28 00:00:00+01'),
        ('1992-03-01', '2028-02-29 23:59:59+01', '2028-03-01 00:00:00+01'),
        ('1992-03-01', '2027-02-28 23:59:59+01', '2027-03-01 00:00:00+01'),
    )
    for birthday, before, first in table:
        bakery, _ = bakery_of(db, f'{int(before[:4]) - 1}-12-31' if before < '2026-02'
                              else before[:4] + '-02-01')
        account = account_of(born(bakery, birthday))
        db.at(before)
        assert night(bakery) == {}, (birthday, before)
        db.at(first)
        assert night(bakery) == {'birthdays': 1, 'points': 50}, (birthday, first)
        assert given(db, account) == [(first[:10], 50)], birthday
        assert night(bakery) == {}, birthday
        assert balance(bakery, account) == (50, 0)
        sound(bakery)


@test('a shop far away from UTC, and a merchant whose day is not that of the clock')
def zones(db):
    for zone, first in (('Pacific/Auckland', '2026-07-31 12:00+00'),
                        ('America/New_York', '2026-08-01 04:00+00'),
                        ('UTC', '2026-08-01 00:00+00')):
        db.at('2026-07-01 12:00+00')
        bakery = db.merchant(zone, zone=zone, day_start='04:00')
        bakery.points_program(birthday_points=50)
        born(bakery, '1990-08-01')
        db.at(db.value("select timestamptz %s - interval '1 second'", first))
        assert night(bakery) == {}, zone
        db.at(first)
        assert night(bakery) == {'birthdays': 1, 'points': 50}, zone
        assert db.value('select business_day::text from stempel.entry '
                        'order by id desc limit 1') == '2026-08-01', zone


@test('once a year, for as long as they stay; the day may change meanwhile')
def every_year(db):
    bakery, _ = bakery_of(db, '2026-01-01')
    leap, late = born(bakery, '2000-02-29'), born(bakery, '1980-12-31')
    for day in ('2026-02-28', '2026-12-31', '2027-02-28', '2027-12-31', '2028-02-29',
                '2028-12-31', '2029-02-28'):
        for hour in ('00:00:00', '03:00:00', '23:59:59'):
            db.at(f'{day} {hour} {ZONE}')
            night(bakery)
    assert given(db, account_of(leap)) == [
        ('2026-02-28', 50), ('2027-02-28', 50), ('2028-02-29', 50), ('2029-02-28', 50)]
    assert [day for day, _ in given(db, account_of(late))] == [
        '2026-12-31', '2027-12-31', '2028-12-31']
    now = bakery.manager.call('customer_get', id=leap['id'])
    for birthday in ('2000-03-01', '2000-03-02'):
        now = bakery.manager.call('customer_save', id=now['id'], revision=now['revision'],
                                  given_name='B', family_name='C', birthday=birthday)
        db.at(f'2029-{birthday[5:]} 12:00 {ZONE}')
        assert night(bakery) == {}, birthday
    sound(bakery)


@test('a job that did not run makes up for it within 31 days, also over the end of the year')
def late_job(db):
    for birthday, at, expected in (
            ('1990-03-02', '2026-04-02', [('2026-04-02', 50)]), ('1990-03-02', '2026-04-03', []),
            ('1990-12-31', '2027-01-02', [('2027-01-02', 50)]),
            ('1990-12-31', '2027-01-31', [('2027-01-31', 50)]),
            ('1990-12-31', '2027-02-01', []), ('1992-02-29', '2026-03-31', [('2026-03-31', 50)]),
            ('1992-02-29', '2026-04-01', [])):
        bakery, _ = bakery_of(db)
        account = account_of(born(bakery, birthday))
        db.at(f'{at} 03:00 {ZONE}')
        night(bakery)
        assert given(db, account) == expected, (birthday, at)
        # Late for the last one is not early for the next.
        night(bakery)
        assert given(db, account) == expected, (birthday, at)
        sound(bakery)
    bakery, _ = bakery_of(db)
    account = account_of(born(bakery, '1990-12-31'))
    for at in ('2027-01-02', '2027-12-31', '2028-01-15'):
        db.at(f'{at} 03:00 {ZONE}')
        night(bakery)
    assert [day for day, _ in given(db, account)] == ['2027-01-02', '2027-12-31']


@test('who was a member when the day began; those without a birthday get none')
def members_by_then(db):
    bakery, program = bakery_of(db)
    db.at(f'2026-03-01 23:59:59 {ZONE}')
    before = born(bakery, '1990-03-02')
    nobody = bakery.member('No', 'Birthday')
    db.at(f'2026-03-02 00:00:00 {ZONE}')
    after = born(bakery, '1990-03-02')
    for hour in ('00:00:01', '12:00', '23:00'):
        db.at(f'2026-03-02 {hour} {ZONE}')
        night(bakery)
    db.at(f'2026-03-03 03:00 {ZONE}')
    night(bakery)
    assert [len(given(db, account_of(m))) for m in (before, nobody, after)] == [1, 0, 0]
    stamps = bakery.program()
    elsewhere = born(bakery, '1990-03-05', program_ids=[stamps['id']])
    db.at(f'2026-03-05 03:00 {ZONE}')
    assert night(bakery) == {}
    assert [a['program_id'] for a in elsewhere['accounts']] == [stamps['id']] != [program['id']]
    sound(bakery)


def publish(bakery, program, **rules):
    now = bakery.manager.call('program_get', id=program['id'])
    bakery.manager.call('program_save', id=program['id'], revision=now['revision'],
                        draft=now['published'] | rules)
    bakery.manager.call('program_publish', id=program['id'])


@test('the rules count that were in force when the day began, whenever the job runs')
def rules_of_the_day(db):
    # published at, points; what is given on 2 March by a job at the same day's night or later
    for published, points, expected in (
            ('2026-03-01 23:59:59', 70, 70), ('2026-03-02 00:00:00', 70, 50),
            ('2026-03-02 00:00:01', 70, 50), ('2026-03-01 12:00', 0, None),
            ('2026-03-02 12:00', 0, 50)):
        for at in ('2026-03-02 13:00', '2026-03-20 03:00'):
            bakery, program = bakery_of(db)
            account = account_of(born(bakery, '1990-03-02'))
            db.at(f'{published} {ZONE}')
            publish(bakery, program, birthday_points=points)
            db.at(f'{at} {ZONE}')
            night(bakery)
            assert [p for _, p in given(db, account)] == [expected] * (expected is not None), (
                published, points, at)
            sound(bakery)


@test('a paused program makes up for it when it goes on; a closed one does not')
def paused(db):
    bakery, program = bakery_of(db)
    account = account_of(born(bakery, '1990-03-02'))
    bakery.manager.call('program_pause', id=program['id'])
    db.at(f'2026-03-02 03:00 {ZONE}')
    assert night(bakery) == {}
    db.at(f'2026-03-10 03:00 {ZONE}')
    bakery.manager.call('program_resume', id=program['id'])
    assert night(bakery) == {'birthdays': 1, 'points': 50}
    bakery.manager.call('program_close', id=program['id'])
    db.at(f'2027-03-02 03:00 {ZONE}')
    assert night(bakery) == {}
    assert given(db, account) == [('2026-03-10', 50)]


@test('what it credits: a debt first, a lot with its last day, an entry without shop and person')
def credited(db):
    bakery, program = bakery_of(db, expiry='months', expiry_months=1)
    member = born(bakery, '1990-01-31')
    account = account_of(member)
    where = {'account_id': account, 'store_id': bakery.store_id}
    bought = bakery.manager.call('points_earn', amount=3000, **where)
    bakery.manager.call('points_redeem', reward_id=bakery.reward(
        program['id'], cost_points=20)['id'], **where)
    bakery.manager.call('entry_void', entry_id=bought['entry']['id'], reason='r')
    assert balance(bakery, account) == (0, 20)
    db.at(f'2026-01-31 03:00 {ZONE}')
    assert night(bakery) == {'birthdays': 1, 'points': 50}
    assert balance(bakery, account) == (30, 0)
    entry = bakery.manager.call('entry_list', kind='birthday')['items'][0]
    assert (entry['store_id'], entry['login_id'], entry['employee_id'], entry['points'],
            entry['program_version']) == (None, None, None, 50, 1)
    assert db.rows('select points::int, repaid::int, remaining::int, expires_on::text '
                   'from stempel.lot where entry_id = %s', entry['id']) == [
                       (50, 20, 30, '2026-02-28')]
    told = bakery.manager.call('account_explain', account_id=account)
    assert told['points'] == 30 and told['lots'][-1]['entry_id'] == entry['id']
    assert sum(d['points'] for d in told['debts']) == 0
    sound(bakery)
    assert chain_errors(db) == []


@test('a member who was merged has one birthday a year')
def merged(db):
    bakery, _ = bakery_of(db)
    one, other, third = born(bakery, '1990-03-02'), born(bakery, '1990-03-04'), bakery.member('T')
    db.at(f'2026-03-02 03:00 {ZONE}')
    night(bakery)
    bakery.manager.call('customer_merge', id=other['id'], other_id=one['id'])
    bakery.manager.call('customer_merge', id=third['id'], other_id=other['id'])
    assert bakery.manager.call('customer_get', id=third['id'])['birthday'] == '1990-03-04'
    db.at(f'2026-03-04 03:00 {ZONE}')
    job = bakery.manager.call('job_run', name='birthdays')
    assert (job['result'], job['total']) == ({}, 0), job
    assert balance(bakery, account_of(third)) == (50, 0)
    bakery.manager.call('customer_unmerge', id=other['id'])
    assert night(bakery) == {}
    bakery.manager.call('customer_unmerge', id=one['id'])
    assert night(bakery) == {'birthdays': 1, 'points': 50}, 'they are two members again'
    db.at(f'2027-03-04 03:00 {ZONE}')
    assert night(bakery) == {'birthdays': 2, 'points': 100}
    bakery.manager.call('customer_erase', id=other['id'])
    db.at(f'2028-03-04 03:00 {ZONE}')
    assert night(bakery) == {'birthdays': 1, 'points': 50}
    sound(bakery)


def crowd(db, many):
    """Members whose birthdays are all within the last days."""
    bakery, program = bakery_of(db)
    db.rows("""with person as (
          insert into stempel.customer (merchant_id, given_name, family_name, language, enrolled_at,
                                        birthday)
          select %s, 'Member', n::text, 'en', now(), date '1990-03-02' + n %% 5
            from generate_series(1, %s) n returning id)
        insert into stempel.account (merchant_id, customer_id, program_id, opened_at)
        select %s, id, %s, '2026-01-01' from person""", bakery.id, many, bakery.id, program['id'])
    db.at(f'2026-03-10 03:00 {ZONE}')
    return bakery


def start(db):
    return subprocess.Popen(
        [os.path.join(build_dir(), 'src', 'ctl', 'stempelctl'), 'jobs', 'run', 'birthdays'],
        env=os.environ | {'STEMPEL_DATABASE': connection_string(db.name)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def assert_each_once(db, bakery, many):
    assert db.rows("""select count(*), count(distinct account_id), sum(points)::int
        from stempel.entry where kind = 'birthday'""") == [(many, many, many * 50)]
    assert chain_errors(db) == []
    sound(bakery)


@test('killed again and again by kill -9, and three at once: each account exactly once')
def killed(db):
    bakery = crowd(db, 600)
    db.rows('create or replace function private.job_chunk_size() returns integer '
            'language sql immutable as $$ select 10 $$')
    given_so_far = lambda: db.value("select count(*) from stempel.entry where kind = 'birthday'")
    moments, cut = random.Random(8), 0
    for turn in range(10):
        before = given_so_far()
        worker = start(db)
        while turn % 2 and given_so_far() == before and worker.poll() is None:
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.02 if turn % 2 else 0.15))
        worker.kill()
        worker.communicate()
        cut += before < given_so_far() < 600
    assert cut >= 2, cut
    workers = [start(db) for _ in range(3)]
    rows = [json.loads(worker.communicate()[0]) for worker in workers]
    assert all(worker.returncode == 0 for worker in workers)
    assert all(row['state'] == 'idle' for row in rows), rows
    assert_each_once(db, bakery, 600)


@test('beside bookings of the same members: nothing is lost, each birthday is there once')
def beside_bookings(db):
    bakery = crowd(db, 60)
    accounts = [row[0] for row in db.rows('select id from stempel.account order by id')]
    db.rows('create or replace function private.job_chunk_size() returns integer '
            'language sql immutable as $$ select 7 $$')

    def serve():
        for account in accounts:
            bakery.manager.call('points_earn', account_id=account, amount=100,
                                store_id=bakery.store_id)
        return True

    workers = [start(db) for _ in range(2)]
    assert parallel([serve]) == [True]
    for worker in workers:
        worker.communicate()
    night(bakery)
    assert_each_once(db, bakery, 60)
    assert db.value('select sum(points)::int from stempel.account') == 60 * 51


@test('the self-check finds a second birthday, a second welcome, and other points than promised')
def checked(db):
    for change in ("idempotency_key = gen_random_uuid() where kind = 'birthday'",
                   "idempotency_key = gen_random_uuid() where kind = 'welcome'",
                   "points = 51 where kind = 'birthday'", "points = 4 where kind = 'welcome'"):
        bakery, _ = bakery_of(db, welcome_points=5)
        born(bakery, '1990-03-02')
        db.at(f'2026-03-02 03:00 {ZONE}')
        night(bakery)
        sound(bakery)
        tamper(db, f'update stempel.entry set {change} and merchant_id = {bakery.id}')
        assert 'gift' in found(bakery), change


run()
