#!/usr/bin/python3
# test_standby.py: lists that a server which follows may answer, and how old they are
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import signal
import sys
import time
import traceback
import urllib.parse
import uuid

from stempel_http import Server, Session, as_text, operations
from stempel_replica import Pair, until
from stempel_test import Database
from stempel_world import World

OLDEST = 1
TAKEN = ('store_list', 'login_list', 'api_key_list', 'terminal_list', 'program_list', 'customer_search',
         'reward_list', 'entry_list', 'employee_list', 'import_list', 'job_list', 'audit_list')


class Reader(Session):
    """A session, and what the answers say about where they come from."""

    def read(self, operation='store_list', **members):
        """The reply, and how old it may be; None for one of the primary."""
        info = operations()[operation]
        path = info['path']
        for name in list(members):
            if '{' + name + '}' in path:
                path = path.replace('{' + name + '}', str(members.pop(name)))
        query = urllib.parse.urlencode({name: as_text(value) for name, value in members.items()})
        status, headers, reply = self.send('GET', f'{path}?{query}' if query else path)
        assert status == 200, (operation, status, reply)
        age = headers['Stempel-Staleness']
        return reply, None if age is None else float(age)

    def settle(self):
        """Until its lists come from the standby."""
        until('the standby answers', lambda: self.read()[1] is not None, 10)

    def add_store(self):
        name = uuid.uuid4().hex
        status, _, reply = self.send('PUT', '/v1/stores', {'name': name},
                                     Idempotency_Key=str(uuid.uuid4()))
        assert status == 200, reply
        return name


@contextlib.contextmanager
def paused(standby):
    """The standby takes the log, and does not do what it says."""
    standby.rows('select pg_wal_replay_pause()')
    until('the standby pauses',
          lambda: standby.value('select pg_get_wal_replay_pause_state()') == 'paused')
    try:
        yield
    finally:
        standby.rows('select pg_wal_replay_resume()')


def names(reply):
    return {item['name'] for item in reply['items']}


def shop(db, server):
    bakery = db.merchant()
    return [Reader(server, bakery.manager.call('session_open')['token']) for _ in range(2)]


def test_every_list_is_the_same(db, pair, server):
    world = World(db)
    reader = Reader(server, world.own.manager.call('session_open')['token'])
    reader.settle()
    listed = {name for name, info in operations().items()
              if name.endswith(('_list', '_search')) and not info['writes']}
    assert listed == {*TAKEN, 'session_list'}, listed
    for operation in TAKEN:
        # The primary is asked in between, for its word on the session.
        until(f'the standby answers {operation}', lambda: (
            reader.read(operation, **world.samples()[operation])[1] is not None), 5)
        reply, age = reader.read(operation, **world.samples()[operation])
        own = world.own.manager.call(operation, **world.samples()[operation])
        assert age is None or 0 < age <= OLDEST, age
        assert json.dumps(reply) == json.dumps(own), (operation, reply, own)
    assert reader.read('session_list')[1] is None
    assert reader.read('customer_duplicates')[1] is None
    assert reader.read('customer_get', id=world.own_ids['member'])[1] is None


def test_who_wrote_reads_it(db, pair, server):
    writer, _ = shop(db, server)
    for _ in range(2):
        writer.settle()
        with paused(pair.standby):
            name = writer.add_store()
            began = time.monotonic()
            while time.monotonic() < began + 2 * OLDEST:
                reply, age = writer.read()
                assert name in names(reply) and age is None, age
    writer.settle()
    assert name in names(writer.read()[0])


def test_nothing_older_than_allowed(db, pair, server):
    writer, reader = shop(db, server)
    reader.settle()
    with paused(pair.standby):
        name, wrote_at = writer.add_store(), time.monotonic()
        old = 0
        while True:
            asked_at = time.monotonic()
            reply, age = reader.read()
            if name in names(reply):
                break
            # What lacks it says that it may be as old as that.
            assert age is not None and age <= OLDEST and age >= asked_at - wrote_at, (
                age, asked_at - wrote_at)
            old += 1
        assert age is None and old > 10, old
        assert asked_at - wrote_at < OLDEST + .1, asked_at - wrote_at
        time.sleep(1)
        assert reader.read()[1] is None
    reader.settle()
    assert name in names(reader.read()[0])


def test_without_a_standby_nothing_is_missing(db, pair, server):
    reader, _ = shop(db, server)
    reader.settle()
    pair.standby.kill()
    for _ in range(100):
        assert reader.read()[1] is None
    pair.standby.start()
    reader.settle()


def test_settings_that_are_read_again_disturb_nobody(db, pair, server):
    reader, _ = shop(db, server)
    for _ in range(3):
        reader.settle()
        server.process.send_signal(signal.SIGHUP)
        for _ in range(50):
            assert reader.read()[0]
    for line in server.log.read_text().splitlines():
        assert json.loads(line)['message'] == 'the settings were read again', line
    server.log.write_text('')


def test_reading_keeps_a_session_alive(db, pair, server):
    reader, _ = shop(db, server)
    reader.settle()
    set_back = "update stempel.session set seen_at = seen_at - interval '29 minutes'"
    db.rows(set_back)
    began, answers = time.monotonic(), []
    while time.monotonic() < began + 8 * OLDEST:
        answers.append(reader.read()[1] is not None)
        time.sleep(.01)
    # Most came from the standby, and yet the primary knows.
    assert sum(answers) > len(answers) / 2, answers
    db.rows(set_back)
    assert reader.read()[0]


def test_a_session_that_ended_reads_nothing(db, pair, server):
    one, other = shop(db, server)
    other.settle()
    db.rows('update stempel.session set closed_at = now()')
    ended_at = time.monotonic()
    while other.send('GET', '/v1/stores')[0] == 200:
        assert time.monotonic() < ended_at + OLDEST
    assert one.send('GET', '/v1/stores')[0] == 401
    assert Session(server, 'x' * 43).send('GET', '/v1/stores')[0] == 401


def main():
    tests = [(name, function) for name, function in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    with contextlib.closing(Database()) as db, Pair(synchronous=False) as pair:
        db.admin = db.connect('postgres')  # The server was started again.
        standby = pair.standby.dsn(db.name, db.role('server'))
        for number, (name, function) in enumerate(tests, 1):
            title = name.removeprefix('test_').replace('_', ' ')
            try:
                with Server(db, '--standby-seconds', str(OLDEST),
                            environment={'STEMPEL_STANDBY': standby}) as server:
                    function(db, pair, server)
                print(f'ok {number} {title}', flush=True)
            except Exception:
                failed += 1
                print('# ' + traceback.format_exc().replace('\n', '\n# '))
                print(f'not ok {number} {title}', flush=True)
    sys.exit(failed > 0)


main()
