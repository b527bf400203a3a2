#!/usr/bin/python3
# test_jobs.py: jobs are seen and started, survive being killed, and work beside each other
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import random
import subprocess
import time
import uuid

from stempel_lots import add_accounts, add_lots, chain_errors
from stempel_test import (build_dir, call, connection_string, parallel, refused, run, sqlstate,
                          stempelctl, test)

RECORD = {'name', 'state', 'started_at', 'finished_at', 'done', 'total', 'result', 'error',
          'next_at'}
DONE, REFUSED, USAGE = 0, 1, 2
JOBS = ['expiry', 'notices', 'tiers', 'birthdays']


def start(db, *arguments):
    """stempelctl jobs run, going on by itself."""
    return subprocess.Popen(
        [os.path.join(build_dir(), 'src', 'ctl', 'stempelctl'), 'jobs', 'run', *arguments],
        env=os.environ | {'STEMPEL_DATABASE': connection_string(db.name)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def jobs(db, *arguments, user='postgres', status=DONE):
    """Runs them to their end; the rows that were printed."""
    ended = stempelctl('jobs', 'run', *arguments, database=connection_string(db.name, user),
                       check=False)
    assert ended.returncode == status, ended
    return [json.loads(line) for line in ended.stdout.splitlines()]


def set_chunk_size(db, size):
    db.rows('create or replace function private.job_chunk_size() returns integer '
            f'language sql immutable as $$ select {size} $$')


def shop(db, many, name='Bakery'):
    """A merchant with members whose points can lapse."""
    merchant = db.merchant(name)
    merchant.program_id = merchant.points_program()['id']
    merchant.accounts = add_accounts(db, merchant, merchant.program_id, many)
    return merchant


def assert_lapsed_once(db, expected, merchants=None):
    """So many lots are closed, and exactly one entry says so for what each held."""
    assert db.rows("""select count(*), count(distinct e.lot_id), -sum(e.points)
        from stempel.entry e where e.kind = 'points_expire'""") == [(expected, expected,
                                                                     expected * 10)]
    assert db.rows("""select count(*) from stempel.lot l
        join stempel.entry e on e.lot_id = l.id and e.kind = 'points_expire'
                            and e.merchant_id = l.merchant_id and e.account_id = l.account_id
        join stempel.allocation a on a.entry_id = e.id and a.lot_id = l.id
                            and a.merchant_id = l.merchant_id and a.points = -e.points
        where not l.open and l.remaining = 0 and l.expired = l.points
          and l.merchant_id = any (coalesce(%s, array[l.merchant_id]))""",
                   merchants) == [(expected,)]
    assert chain_errors(db) == []


@test('the list shows each job before its first run, while it runs, and what it did last')
def listed(db):
    merchant = shop(db, 25)
    for role in ('manager', 'auditor'):
        listed = merchant.logins[role].call('job_list')
        assert set(listed) == {'items', 'next'} and listed['next'] is None
        assert [job['name'] for job in listed['items']] == JOBS
        for job in listed['items']:
            assert set(job) == RECORD and job['state'] == 'idle' and job['next_at'] is None
    add_lots(db, merchant, merchant.accounts, '2026-03-27')
    db.at('2026-03-28 12:00+01')
    set_chunk_size(db, 10)
    # The last chunk of the lots is not yet the end: full cards come next.
    for done, state in ((10, 'running'), (20, 'running'), (25, 'running'), (25, 'idle')):
        job = merchant.manager.call('job_run', name='expiry')
        assert (job['done'], job['total'], job['state']) == (done, 25, state), job
        shown = merchant.manager.call('job_list')['items'][0]
        assert shown | {'replayed': False} == job
        assert job['result'] == (None if state == 'running' else {'lots': 25, 'points': 250})
    # The next local midnight: summer time begins that night.
    assert db.value("select %s::timestamptz = '2026-03-29 00:00+01'", job['next_at'])
    db.at('2026-03-29 12:00+02')
    run_to_end(merchant)
    job = merchant.manager.call('job_list')['items'][0]
    assert (job['done'], job['total'], job['result']) == (0, 0, {})
    assert db.value("select %s::timestamptz = '2026-03-30 00:00+02'", job['next_at'])


def run_to_end(merchant, name='expiry'):
    while merchant.manager.call('job_run', name=name)['state'] == 'running':
        pass


@test('who may run jobs and which ones there are')
def asked(db):
    merchant = shop(db, 1)
    for role in ('staff', 'auditor'):
        with sqlstate('42501'):
            merchant.logins[role].call('job_run', name='expiry')
    for name, code in (('dance', 'unknown_value'), (None, 'required'), (7, 'wrong_type')):
        with refused('invalid') as refusal:
            merchant.manager.call('job_run', name=name)
        assert refusal.fields == {'name': code}, name


@test('a repeated request is answered again and does no second chunk; starting is in the audit log')
def repeated(db):
    merchant = shop(db, 4)
    add_lots(db, merchant, merchant.accounts, '2026-01-31')
    set_chunk_size(db, 2)
    key = str(uuid.uuid4())
    first = merchant.manager.call('job_run', name='expiry', key=key)
    again = merchant.manager.call('job_run', name='expiry', key=key)
    assert (first['done'], first['replayed']) == (2, False)
    assert again == first | {'replayed': True}
    with refused('idempotency_key_reused'):
        merchant.manager.call('job_run', name='notices', key=key)
    run_to_end(merchant)
    run_to_end(merchant, 'notices')
    events = merchant.manager.call('audit_list', action='job.run')['items']
    assert [e['subject_name'] for e in events] == ['notices', 'expiry']
    assert all(e['login_id'] == merchant.manager.id for e in events)


@test('stempelctl runs the jobs of all merchants and prints one row for each')
def all_merchants(db):
    shops = [shop(db, 3, name) for name in ('One', 'Two')]
    for merchant in shops:
        add_lots(db, merchant, merchant.accounts, '2026-01-31')
    rows = jobs(db)
    assert [(r['merchant_id'], r['name'], r['state'], r['done']) for r in rows] == [
        (merchant.id, name, 'idle', done) for merchant in shops
        for name, done in zip(JOBS, (3, 0, 0, 0))]
    assert all(set(row) == RECORD | {'merchant_id'} for row in rows)
    assert_lapsed_once(db, 6)
    assert [row['name'] for row in jobs(db, 'notices')] == ['notices', 'notices']
    jobs(db, 'dance', status=REFUSED)
    assert stempelctl('jobs', 'dance', check=False).returncode == USAGE


@test('a manager runs the jobs of the own merchant with stempelctl')
def own_merchant(db):
    shops = [shop(db, 7, name) for name in ('One', 'Two')]
    for merchant in shops:
        add_lots(db, merchant, merchant.accounts, '2026-01-31')
    set_chunk_size(db, 3)
    rows = jobs(db, user=shops[0].manager.database_role)
    assert [(row['name'], row['done']) for row in rows] == list(zip(JOBS, (7, 0, 0, 0)))
    assert all(set(row) == RECORD for row in rows)
    assert_lapsed_once(db, 7)
    jobs(db, 'dance', user=shops[0].manager.database_role, status=REFUSED)


@test('what one merchant\'s job meets is remembered with it and stops no other')
def failing(db):
    shops = [shop(db, 2, name) for name in ('One', 'Two', 'Three')]
    for merchant in shops:
        add_lots(db, merchant, merchant.accounts, '2026-01-31')
    db.rows(f"""create function private.break() returns trigger language plpgsql as $$
        begin
          if new.merchant_id = {shops[1].id} then raise exception 'broken on purpose'; end if;
          return new;
        end $$""")
    db.rows('create trigger break before insert on stempel.entry '
            'for each row execute function private.break()')
    rows = jobs(db, 'expiry', status=REFUSED)
    assert [row['state'] for row in rows] == ['idle', 'failed', 'idle']
    assert_lapsed_once(db, 4, [shops[0].id, shops[2].id])
    shown = shops[1].manager.call('job_list')['items'][0]
    assert shown['state'] == 'failed' and 'P0001' in shown['error'], shown
    db.rows('drop trigger break on stempel.entry')
    rows = jobs(db, 'expiry')
    assert [(row['state'], row['done'], row['error']) for row in rows] == [
        ('idle', 0, None), ('idle', 2, None), ('idle', 0, None)]
    assert_lapsed_once(db, 6)


@test('a job that was killed shows so after a minute, and goes on where it was')
def interrupted(db):
    merchant = shop(db, 6)
    add_lots(db, merchant, merchant.accounts, '2026-01-31')
    set_chunk_size(db, 2)
    db.at('2026-02-01 03:00:00+01')
    merchant.manager.call('job_run', name='expiry')
    begun = merchant.manager.call('job_list')['items'][0]
    db.at('2026-02-01 03:01:00+01')
    assert merchant.manager.call('job_list')['items'][0] == begun
    db.at('2026-02-01 03:01:01+01')
    lost = merchant.manager.call('job_list')['items'][0]
    assert lost == begun | {'state': 'failed', 'error': 'interrupted'}
    row, = jobs(db, 'expiry')
    assert (row['state'], row['done'], row['total'], row['started_at']) == (
        'idle', 6, 6, begun['started_at'])
    assert_lapsed_once(db, 6)


def open_lots(db):
    return db.value('select count(*) from stempel.lot where open')


@test('killed at 50 moments by kill -9, each lot lapses exactly once')
def killed(db):
    merchant = shop(db, 400)
    set_chunk_size(db, 20)
    moments = random.Random(50)
    made, cut = 0, 0
    for turn in range(50):
        # So that there is always enough to be killed in the middle of.
        left = open_lots(db)
        if left < 1000:
            for day in ('2026-01-30', '2026-01-31', '2026-01-31'):
                add_lots(db, merchant, merchant.accounts, day)
                made += len(merchant.accounts)
            left += 1200
        worker = start(db, 'expiry')
        while turn % 2 and open_lots(db) == left:
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.05 if turn % 2 else 0.15))
        worker.kill()
        worker.communicate()
        cut += 0 < open_lots(db) < left
    row, = jobs(db, 'expiry')
    assert row['state'] == 'idle', row
    assert_lapsed_once(db, made)
    assert cut >= 20, f'killed in the middle only {cut} times'
    assert merchant.manager.call('self_check') == {'items': []}


@test('three at once, one of them killed again and again: each lot once, each notice once')
def three_at_once(db):
    merchant = shop(db, 500)
    set_chunk_size(db, 20)
    moments = random.Random(3)
    for day in ('2026-01-30', '2026-01-31', '2026-01-31', '2026-03-20', '2026-03-25'):
        add_lots(db, merchant, merchant.accounts, day)
    db.at('2026-03-01 12:00+01')
    workers = [start(db) for _ in range(2)]
    while any(worker.poll() is None for worker in workers):
        third = start(db)
        time.sleep(moments.uniform(0, 0.2))
        third.kill()
        third.communicate()
    for worker in workers:
        rows = [json.loads(line) for line in worker.communicate()[0].splitlines()]
        assert worker.returncode == DONE and [row['name'] for row in rows] == JOBS
    jobs(db)
    assert_lapsed_once(db, 1500)
    assert db.rows('select days, count(*), count(distinct subject_id) from stempel.notice '
                   'group by 1') == [(30, 1000, 1000)]
    db.at('2026-03-08 12:00+01')
    assert [row['done'] for row in jobs(db)] == [0, 500, 0, 0]


@test('a chunk that takes long is followed by a smaller one, and the other way round')
def chunk_sizes(db):
    for size, taken, following in ((500, '51 ms', 250), (500, '2 s', 250), (500, '50 ms', 500),
                                   (250, '25 ms', 250), (250, '24 ms', 500), (400, '1 ms', 500),
                                   (500, '1 ms', 500), (90, '51 ms', 50), (50, '51 ms', 50),
                                   (20, '51 ms', 20)):
        assert db.value('select private.next_chunk_size(%s, %s)', size, taken) == following, (
            size, taken)


@test('stamps go on while three jobs are at work')
def beside_stamps(db):
    merchant = db.merchant()
    program = merchant.points_program(kind='hybrid', cooldown_minutes=0, daily_limit=100,
                                      stamps_target=100)
    accounts = add_accounts(db, merchant, program['id'], 300)
    for day in ('2026-01-30', '2026-01-31', '2026-01-31'):
        add_lots(db, merchant, accounts, day)
    set_chunk_size(db, 25)
    workers = [start(db, 'expiry') for _ in range(3)]
    chosen = random.Random(7).choices(accounts, k=120)
    connections = [db.connect(merchant.manager.database_role) for _ in range(3)]

    def stamp(connection, mine):
        for account in mine:
            call(connection, 'stamp_earn', {'account_id': account, 'store_id': merchant.store_id},
                 {'idempotency_key': str(uuid.uuid4())})
        return len(mine)

    assert parallel([lambda c=c, n=n: stamp(c, chosen[n::3])
                     for n, c in enumerate(connections)]) == [40, 40, 40]
    for worker in workers:
        worker.communicate()
        assert worker.returncode == DONE
    jobs(db, 'expiry')
    assert_lapsed_once(db, 900)
    assert db.value('select sum(stamps) from stempel.account') == 120
    assert merchant.manager.call('self_check') == {'items': []}


@test('purchases, redemptions and what is taken back beside three jobs: everything adds up')
def beside_points(db):
    merchant = db.merchant()
    program = merchant.points_program(expiry='inactivity', expiry_days=90)
    reward = merchant.reward(program['id'], cost_points=3)
    accounts = add_accounts(db, merchant, program['id'], 150)
    today = db.value("select ((now() at time zone 'Europe/Luxembourg')::date)::text")
    for day in ('2026-01-30', '2026-01-31', today, None):
        add_lots(db, merchant, accounts, day)
    set_chunk_size(db, 20)
    workers = [start(db) for _ in range(3)]

    def serve(seed):
        connection, chosen, booked = db.connect(merchant.manager.database_role), random.Random(seed), []
        for account in chosen.choices(accounts, k=40):
            request = {'account_id': account, 'store_id': merchant.store_id}
            operation, more = chosen.choice((
                ('points_earn', {'amount': 500}), ('points_redeem', {'reward_id': reward['id']}),
                ('entry_void', None)))
            if more is None:
                if not booked:
                    continue
                request = {'entry_id': booked.pop(), 'reason': 'mistyped'}
            reply = call(connection, operation, request | (more or {}),
                         {'idempotency_key': str(uuid.uuid4())})
            if more is not None:
                booked.append(reply['entry']['id'])
        return True

    assert parallel([lambda n=n: serve(n) for n in range(3)]) == [True] * 3
    for worker in workers:
        worker.communicate()
        assert worker.returncode == DONE
    jobs(db)
    assert_lapsed_once(db, 300)
    assert merchant.manager.call('self_check') == {'items': []}


run()
