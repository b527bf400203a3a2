#!/usr/bin/python3
# test_jobs_inside.py: servers that do what is due, each of it once
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import pathlib
import re
import signal
import tempfile
import time

from stempel_http import Server, UnixConnection
from stempel_lots import add_accounts, add_lots, chain_errors
from stempel_test import connection_string, run, sqlstate, test

JOBS = ['expiry', 'notices', 'tiers', 'birthdays']
LAPSED = 35

# What each chunk was called with, told by a function that stands in front of the real one.
REMEMBER = """
create table public.called (merchant bigint, name text, place jsonb, pid integer);
grant insert on public.called to stempel_owner;
create or replace function service.run_job(merchant bigint, name text, place jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.called values (merchant, name, place, pg_backend_pid());
  perform pg_sleep(0.02);
  return private.run_job(merchant, name, place);
end
$$"""


class Working(Server):
    """A server that does jobs."""

    def __init__(self, db, *options, role=None):
        self.home = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.home.name, 'stempeld.conf')
        self.worker = role or db.role('jobs')
        self.config.write_text(
            f'[jobs]\njobs=on\njobs-seconds=1\n'
            f'jobs-database={connection_string(db.name, self.worker)}\n')
        self.status = f'{self.home.name}/status'
        super().__init__(db, '--config', self.config, '--status-listen', f'unix:{self.status}',
                         *options)

    def figures(self):
        connection = UnixConnection(self.status)
        connection.request('GET', '/metrics')
        text = connection.getresponse().read().decode()
        connection.close()
        return {(name, *re.findall(r'="(\w+)"', labels)): float(value) for name, labels, value in
                re.findall(r'^(stempel_job\w+){(.*)} (.*)$', text, re.MULTILINE)}

    def messages(self):
        return [json.loads(line)['message'] for line in self.log.read_text().splitlines()]

    def __exit__(self, *_):
        status = self.end()
        self.home.cleanup()
        self.folder.cleanup()
        assert status == 0, status


def shop(db, name):
    merchant = db.merchant(name)
    program = merchant.points_program()['id']
    merchant.accounts = add_accounts(db, merchant, program, LAPSED)
    add_lots(db, merchant, merchant.accounts, '2026-01-31')
    return merchant


def shops(db, many):
    db.rows('create or replace function private.job_chunk_size() returns integer '
            'language sql immutable as $$ select 4 $$')
    return [shop(db, f'Shop {n}') for n in range(many)]


def eventually(ask, expected=True, seconds=30):
    ends = time.monotonic() + seconds
    while (found := ask()) != expected:
        assert time.monotonic() < ends, found
        time.sleep(.05)


def states(db):
    return db.rows('select name, state from stempel.job order by merchant_id, name')


def assert_lapsed_once(db, merchants):
    expected = merchants * LAPSED
    assert db.rows("""select count(*), count(distinct lot_id), -sum(points) from stempel.entry
        where kind = 'points_expire'""") == [(expected, expected, expected * 10)]
    assert db.value('select count(*) from stempel.lot where open') == 0
    assert chain_errors(db) == []


@test('of two servers one does the jobs, every chunk of them once')
def once(db):
    shops(db, 3)
    db.rows(REMEMBER)
    with Working(db) as one, Working(db) as two:
        eventually(lambda: states(db), [(name, 'idle') for name in sorted(JOBS)] * 3)
        time.sleep(2.5)
        called = db.rows('select merchant, name, place::text, count(*) from public.called '
                         'group by merchant, name, place')
        # The end of a pass has a place of its own as well, so no two chunks begin at the same one.
        assert {row[3] for row in called} == {1}, called
        assert len([row for row in called if row[2] is None]) == 3 * len(JOBS)
        assert len(called) > 3 * LAPSED / 4
        assert_lapsed_once(db, 3)
        figures = one.figures(), two.figures()
        for job in JOBS:
            assert sum(f['stempel_job_runs_total', job, 'done'] for f in figures) == 3
            assert sum(f['stempel_job_runs_total', job, 'failed'] for f in figures) == 0
            last = max(f['stempel_job_last_run_timestamp_seconds', job] for f in figures)
            assert abs(last - time.time()) < 60
        assert max(f['stempel_job_last_duration_seconds', 'expiry'] for f in figures) > .1
        # What comes to be due later is done then.
        db.rows("update stempel.job set next_at = now() - interval '1 second' "
                "where name = 'expiry'")
        eventually(lambda: sum(s.figures()['stempel_job_runs_total', 'expiry', 'done']
                               for s in (one, two)), 6)
        assert one.messages() == two.messages() == []


@test('what a server that was killed has left is done by another one, and one that ends ends after a chunk')
def killed(db):
    shops(db, 2)
    db.rows(REMEMBER)
    one = Working(db)
    eventually(lambda: db.value('select count(*) from public.called') > 5)
    with Working(db) as two:
        assert db.value('select count(*) from public.called where pid in (select pid from '
                        'pg_stat_activity where usename = %s)', two.worker) == 0
        one.process.kill()
        one.process.wait()
        one.home.cleanup()
        one.folder.cleanup()
        # It looked as if it was at it just now.
        db.rows("update stempel.job set worked_at = worked_at - interval '2 minutes' "
                "where state = 'running'")
        eventually(lambda: db.value('select count(*) from public.called where pid in (select pid from '
                                    'pg_stat_activity where usename = %s)', two.worker) > 5)
        began = time.monotonic()
        assert two.end() == 0 and time.monotonic() - began < 5
    assert db.value('select count(*) from stempel.lot where open') > 0
    db.rows("update stempel.job set worked_at = worked_at - interval '2 minutes' "
            "where state = 'running'")
    with Working(db):
        eventually(lambda: states(db), [(name, 'idle') for name in sorted(JOBS)] * 2)
    assert_lapsed_once(db, 2)


@test('a job that fails is remembered, told and tried again later; the others are done')
def fails(db):
    shops(db, 1)
    db.rows('alter function private.tiers_to_work_on(bigint, date, private.candidate, bigint) '
            'rename to lost')
    with Working(db) as server:
        eventually(lambda: dict(states(db)), {name: 'idle' for name in JOBS} | {'tiers': 'failed'})
        eventually(lambda: server.figures()['stempel_job_runs_total', 'tiers', 'failed'], 1)
        time.sleep(2)
        assert server.figures()['stempel_job_runs_total', 'tiers', 'failed'] == 1
        assert any(re.fullmatch(r'the job tiers of merchant \d+ has failed: PostgreSQL says 42883.*',
                                message) for message in server.messages()), server.messages()
        db.rows('alter function private.lost(bigint, date, private.candidate, bigint) '
                'rename to tiers_to_work_on')
        db.rows("update stempel.job set finished_at = finished_at - interval '11 minutes' "
                "where state = 'failed'")
        eventually(lambda: dict(states(db))['tiers'], 'idle')


@test('only a member of stempel_jobs has jobs done, and can do nothing else')
def rights(db):
    bakery = db.merchant()
    worker = db.connect(db.role('jobs'))
    for statement in ('select api.store_list(\'{}\')', 'select * from stempel.merchant',
                      'select private.jobs_to_run(null)', 'select service.schema_version()',
                      'select pg_advisory_lock(1)', 'set role stempel_owner'):
        with sqlstate('42501'), worker.cursor() as cursor:
            cursor.execute(statement)
    for role in ('manager', 'server'):
        with sqlstate('42501'), db.connect(db.role(role)).cursor() as cursor:
            cursor.execute('select service.take_jobs()')
    with Working(db, role=db.role('server')) as server:
        eventually(lambda: 'the jobs cannot be looked after: PostgreSQL says 42501' in ''.join(
            server.messages()))
    assert db.value('select count(*) from stempel.job where merchant_id = %s', bakery.id) == 0


@test('jobs are off where nobody says so, and are turned on and off by a reload')
def on_and_off(db):
    bakery = db.merchant()
    with Working(db, '--jobs-seconds', '1') as server:
        eventually(lambda: len(states(db)), len(JOBS))

        def reload(text):
            server.config.write_text(text)
            before = len(server.messages())
            server.process.send_signal(signal.SIGHUP)
            eventually(lambda: len(server.messages()) > before)
        on = server.config.read_text()
        reload('')
        db.rows('delete from stempel.job')
        time.sleep(2.5)
        assert states(db) == []
        reload(on)
        eventually(lambda: len(states(db)), len(JOBS))
    assert bakery.manager.call('job_list')['items'][0]['state'] == 'idle'


run()
