#!/usr/bin/python3
# test_rates.py: who asks too much is told when to come back
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import time

from stempel_http import Server, Session
from stempel_test import call, connect, parallel, run, sqlstate, test

# Ten at once, and then one in a minute.
SLOW = {f'STEMPEL_RATE_{name}': '1' for name in ('READ', 'BOOKING')}


def open_session(login):
    return call(login.connection, 'session_open', {})['token']


def passed(client, n, path='/v1/stores', longest=61, **headers):
    """How many of so many requests are answered; the others must be refused as they should be."""
    answered = 0
    for _ in range(n):
        status, sent, reply = client.send('GET', path, **headers)
        answered += status in (200, 401)
        if status not in (200, 401):
            assert (status, reply['code'], reply['title']) == (
                429, 'rate_limited', 'Too Many Requests'), reply
            assert 1 <= int(sent['Retry-After']) <= longest and reply['available_at'], sent
    return answered


@test('a session has its share, and another one its own, wherever they come from')
def sessions(db):
    bakery = db.merchant()
    with Server(db, environment=SLOW) as server:
        manager, staff = (open_session(who) for who in (bakery.manager, bakery.staff))
        assert passed(Session(server, manager), 14) == 10
        # A share is that of the token, however the header is written.
        client = Session(server, unix=True)
        assert passed(client, 3, Authorization=f'bearer   {manager}') == 0
        assert passed(client, 14, Authorization=f'BEARER {staff}') == 10
        # Changes of one class say nothing of the others.
        assert client.send('PUT', '/v1/stores', {}, Authorization=f'Bearer {manager}')[0] == 422


@test('who asks on is kept waiting, but not beyond the end of the server')
def kept_waiting(db):
    bakery = db.merchant()
    with Server(db, environment=SLOW) as server:
        flood = Session(server, open_session(bakery.staff))
        passed(flood, 10)
        began = time.monotonic()
        assert passed(flood, 10) == 0
        assert time.monotonic() - began >= 10 * .09
        # What ends while somebody is kept waiting answers them.
        client = server.connect()
        client.sendall(b'GET /v1/stores HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer '
                       + flood.token.encode() + b'\r\n\r\n')
        time.sleep(.02)
        assert server.end() == 0
        assert client.recv(100).startswith(b'HTTP/1.1 429')
        client.close()


@test('an address has ten times as much, if a proxy tells it')
def addresses(db):
    with Server(db, environment=SLOW) as server:
        client = Session(server)
        count = sum(passed(client, 1, X_Forwarded_For='192.0.2.7', Authorization=f'Bearer {n}')
                    for n in range(30))
        assert count == 10, count
        assert passed(client, 1, X_Forwarded_For='192.0.2.8') == 1
        # Nobody passes for somebody else by what they say themselves.
        assert passed(client, 3, X_Forwarded_For='192.0.2.9, 192.0.2.7') == 0
        assert passed(client, 1, X_Forwarded_For='2001:db8::1') == 1
        # What names nobody comes from this computer.
        assert passed(client, 30) == 30


@test('all servers of a database count together')
def shared(db):
    bakery = db.merchant()
    token = open_session(bakery.manager)
    with Server(db, environment=SLOW) as one, Server(db, environment=SLOW) as two:
        assert passed(Session(one, token), 4) == 4
        assert passed(Session(two, token), 4) == 4
        # They tell each other once a second.
        time.sleep(2.5)
        left = passed(Session(one, token), 8) + passed(Session(two, token), 8)
        assert left <= 4, left
        time.sleep(2.5)
        # What they gave too much until then is to be made up for.
        assert sum(passed(Session(server, token), 3, longest=301) for server in (one, two)) == 0


def allow_connections(db, allowed):
    with contextlib.closing(connect('postgres')) as other, other.cursor() as cursor:
        cursor.execute(f'alter database {db.name} with allow_connections {allowed}')


@test('while the database is away each server counts for itself')
def away(db):
    bakery = db.merchant()
    token = open_session(bakery.manager)
    with Server(db, environment=SLOW) as server:
        allow_connections(db, False)
        db.rows('select pg_terminate_backend(pid) from pg_stat_activity '
                'where datname = current_database() and pid <> pg_backend_pid()')
        client = Session(server, token)
        codes = [client.send('POST', '/v1/accounts/1/stamps', {}, Idempotency_Key='x')[0]
                 for _ in range(12)]
        assert codes == [503] * 10 + [429] * 2, codes
        allow_connections(db, True)
        time.sleep(2.5)
        assert db.value('select count(*) from private.rate_limit') >= 1


@test('of what is told nothing names anybody, and nobody but a server tells it')
def told(db):
    bakery = db.merchant()
    token = open_session(bakery.manager)
    with Server(db, environment=SLOW) as server:
        passed(Session(server, token), 3)
        time.sleep(2)
    kept = db.rows('select length(key), paid_at > now() from private.rate_limit')
    assert kept == [(16, True)], kept
    with sqlstate('42501'), bakery.manager.connection.cursor() as cursor:
        cursor.execute("select service.share_rate_limits('{}')")
    with sqlstate('42501'), db.connect(db.role('server')).cursor() as cursor:
        cursor.execute('select * from private.rate_limit')


@test('two servers that tell the same at once wait for each other, and add up')
def adds_up(db):
    servers = [db.connect(db.role('server')) for _ in range(8)]
    keys = [f'{n:032x}' for n in range(40)]

    def tell(connection, backwards):
        taken = {key: 1000000 for key in (reversed(keys) if backwards else keys)}
        for _ in range(25):
            with connection.cursor() as cursor:
                cursor.execute('select service.share_rate_limits(%s::jsonb)',
                               (json.dumps(taken),))
    answers = parallel([lambda c=c, n=n: tell(c, n % 2) for n, c in enumerate(servers)])
    assert answers == [None] * 8, answers
    low, high = db.rows('select min(paid_at - now()), max(paid_at - now()) '
                        'from private.rate_limit')[0]
    assert 170 < low.total_seconds() <= high.total_seconds() <= 200, (low, high)


run()
