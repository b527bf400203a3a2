#!/usr/bin/python3
# test_http_lines.py: calls that wait for each other, and those that do not
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import re
import time
import uuid

from stempel_http import Server, Session
from stempel_test import run, test
from stempel_world import STRANGE, World

AT_ONCE = 16
LONGEST_LINE = 512
TURNS = 10000
# Twice a booking, which takes a millisecond or part of one.
SHORTEST_REST = .002


def booking(token, account, store):
    body = json.dumps({'store_id': store}).encode()
    return (f'POST /v1/accounts/{account}/stamps HTTP/1.1\r\nHost: a\r\n'
            f'Authorization: Bearer {token}\r\nIdempotency-Key: {uuid.uuid4()}\r\n'
            f'Content-Type: application/json\r\nContent-Length: {len(body)}\r\n'
            'Connection: close\r\n\r\n').encode() + body


def answer(client):
    """Status, headers and body of what comes on a socket until it ends."""
    said = b''
    while part := client.recv(65536):
        said += part
    head, body = said.split(b'\r\n\r\n', 1)
    return int(head.split(b' ', 2)[1]), head.decode(), json.loads(body)


def shop(db, members):
    """A merchant, the accounts of so many members, and a manager's token."""
    bakery = db.merchant()
    program = bakery.program(cooldown_minutes=0, daily_limit=100)['id']
    accounts = [bakery.manager.call('account_open', customer_id=bakery.member(f'Anna {n}')['id'],
                                    program_id=program)['id'] for n in range(members)]
    return bakery, accounts, bakery.manager.call('session_open')['token']


@contextlib.contextmanager
def held(db, *accounts):
    """Somebody else books on these accounts for as long as this takes."""
    other = db.connect('postgres')
    for account in accounts:
        other.cursor().execute('select pg_advisory_lock(%s)', (account,))
    yield
    other.close()


def under_way(db, wanted):
    """How many bookings are in the database: so many, if it comes to that. Between two tries one
    is nowhere for a moment."""
    for _ in range(200):
        there = db.value("select count(*) from pg_stat_activity where state = 'active' "
                         "and query like 'select api.stamp_earn%%'")
        if there == wanted:
            break
        time.sleep(.01)
    return there


@test('of one account one booking is under way, and others are served meanwhile')
def one_at_a_time(db):
    bakery, (hot, other), token = shop(db, 2)
    with Server(db) as server:
        manager = Session(server, token)
        with held(db, hot):
            clients = [server.connect() for _ in range(60)]
            for client in clients:
                client.sendall(booking(token, hot, bakery.store_id))
            time.sleep(.5)
            assert under_way(db, 1) == 1
            began = time.monotonic()
            for _ in range(5):
                assert manager.send('POST', f'/v1/accounts/{other}/stamps',
                                    {'store_id': bakery.store_id},
                                    Idempotency_Key=str(uuid.uuid4()))[0] == 200
                assert manager.send('GET', f'/v1/accounts/{hot}')[0] == 200
            assert time.monotonic() - began < 1
        answers = [answer(client) for client in clients]
        assert [status for status, _, _ in answers] == [200] * 60, answers[0]
        assert sorted(reply['entry']['stamps_after'] for _, _, reply in answers) == sorted(
            n % 10 for n in range(1, 61))
    assert db.value('select count(*) from stempel.entry where account_id = %s', hot) == 60
    shortest = db.value("""select extract(epoch from min(gap)) from (
        select recorded_at - lag(recorded_at) over (order by id) as gap from stempel.entry
         where account_id = %s) gaps""", hot)
    assert shortest >= SHORTEST_REST, f'an account rests between two bookings: {shortest}'


@test('behind the end of the line one is told to come back, and nothing is booked')
def full_line(db):
    bakery, accounts, token = shop(db, AT_ONCE)
    with Server(db) as server:
        with held(db, *accounts):
            waiting = [server.connect() for _ in range(AT_ONCE + LONGEST_LINE)]
            for n, client in enumerate(waiting):
                client.sendall(booking(token, accounts[n % AT_ONCE], bakery.store_id))
            time.sleep(1)
            assert under_way(db, AT_ONCE) == AT_ONCE
            late = server.connect()
            late.sendall(booking(token, accounts[0], bakery.store_id))
            status, head, problem = answer(late)
            assert (status, problem['code'], problem['reason']) == (503, 'unavailable', 'busy')
            assert 'Retry-After: 2' in head, head
            assert Session(server, token).send('GET', '/v1/stores')[0] == 200
        answers = [answer(client) for client in waiting]
        assert {status for status, _, _ in answers} == {200}, [a for a in answers if a[0] != 200][:1]
    assert db.value('select count(*) from stempel.entry') == AT_ONCE + LONGEST_LINE


@test('whoever waits too long is told so; the same key tells later what became of it')
def too_long(db):
    bakery, (account,), token = shop(db, 1)
    requests = [booking(token, account, bakery.store_id) for _ in range(3)]
    with Server(db) as server:
        def send():
            clients = [server.connect() for _ in requests]
            for client, request in zip(clients, requests):
                client.sendall(request)
            return [answer(client) for client in clients]
        began = time.monotonic()
        with held(db, account):
            for status, _, problem in send():
                assert (status, problem['code']) == (503, 'unavailable'), problem
        assert 9 < time.monotonic() - began < 12
        assert [status for status, _, _ in send()] == [200] * 3
        assert [reply['replayed'] for _, _, reply in send()] == [True] * 3
    assert db.value('select count(*) from stempel.entry') == 3


@test('two merchants take turns on the same line to the database, and neither sees the other')
def same_line(db):
    world = World(db)
    foreign = {world.own: db.value('select max(id) from stempel.customer where merchant_id = %s',
                                   world.strange.id),
               world.strange: world.own_ids['member']}
    names = {world.own: rf'\b{STRANGE}\b', world.strange: r'\bOwn\b'}
    with Server(db) as server:
        sides = []
        for merchant in (world.own, world.strange):
            session = Session(server, merchant.manager.call('session_open')['token'])
            own = foreign[world.own if merchant is world.strange else world.strange]
            sides.append((session, re.compile(names[merchant]), [
                ('GET', '/v1/customers?q=&limit=10', None, 200),
                ('GET', f'/v1/customers/{own}', None, 200),
                ('GET', f'/v1/customers/{foreign[merchant]}', None, 404),
                ('GET', '/v1/entries?limit=5', None, 200),
                ('GET', '/v1/stores?limit=0', None, 422),
                ('GET', '/v1/stores', None, 200),
                ('PUT', f'/v1/customers/{foreign[merchant]}',
                 {'revision': 1, 'given_name': 'A', 'family_name': 'B'}, 404),
                ('GET', '/v1/logins', None, 200),
                ('GET', '/v1/employees', None, 200)]))
        for turn in range(TURNS):
            session, strange, requests = sides[turn % 2]
            # Now and then one stays behind, so that each request comes after each of the other.
            step = turn // 2 + (turn % 2) * (turn // 90)
            method, path, body, wanted = requests[step % len(requests)]
            headers = {'Idempotency_Key': str(uuid.uuid4())} if method == 'PUT' else {}
            status, _, reply = session.send(method, path, body, **headers)
            assert status == wanted, (turn, path, status, reply)
            assert not strange.search(json.dumps(reply)), (turn, path, reply)
        lines = db.value("select count(*) from pg_stat_activity where usename like '%%server%%'")
        assert lines == 2, lines  # One that reads and one that writes.


run()
