#!/usr/bin/python3
# attacks.py: floods at full size, for minutes; not a part of the tests
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: tests/support/with-cluster tests/security/attacks.py [WORD…]

Needs 3,000 descriptors. What tests/server/test_http_guards.py does in small, and reports figures."""

import contextlib
import http.client
import multiprocessing
import resource
import select
import socket
import threading
import time

from stempel_http import Server, Session
from stempel_test import run, test

TRICKLERS = 300
HALF_OPEN = 2000
FLOOD_SECONDS = 60
RECOVER_SECONDS = 10
SLOWEST = 1
SHORT = 200000
SHORT_AT_ONCE = 2
TRICKLE = b'GET /v1/stores HTTP/1.1\r\nHost: a\r\nX-' + b'a' * 10000


class Attacker:
    """Some connections that never come to an end; those that were ended are made again."""

    def __init__(self, port, count, step):
        self.port, self.count, self.step = port, count, step
        self.open, self.poll = {}, select.epoll()
        self.made = self.ended = 0

    def connect(self):
        client = socket.socket()
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.connect(('127.0.0.1', self.port))
        self.open[client.fileno()] = [client, 0]
        self.poll.register(client.fileno(), select.EPOLLIN | select.EPOLLHUP)
        self.made += 1

    def look(self):
        """Ends what the server has ended, makes what is missing, and goes a step on with each."""
        for number, _ in self.poll.poll(0):
            self.poll.unregister(number)
            self.open.pop(number)[0].close()
            self.ended += 1
        while len(self.open) < self.count:
            self.connect()
        for place in self.open.values():
            if self.step:
                with contextlib.suppress(OSError):
                    place[0].send(TRICKLE[place[1]:place[1] + 1])
                    place[1] += 1


def attack(port, stop, told):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4000, 4000))
    attackers = Attacker(port, TRICKLERS, True), Attacker(port, HALF_OPEN, False)
    while not stop.is_set():
        for attacker in attackers:
            attacker.look()
        time.sleep(.5)
    told.put([(attacker.made, attacker.ended) for attacker in attackers])


def ask_until(server, token, stop, taken, keep):
    """An honest client; with each request a new connection, or with one for as long as it is let."""
    client = None
    while not stop.is_set():
        began, status = time.monotonic(), None
        while status is None:
            client = client or Session(server, token)
            with contextlib.suppress(OSError, http.client.HTTPException):
                status = client.send('GET', '/v1/stores')[0]
            if status is None or not keep:
                client.close()
                client = None
        assert status == 200
        taken.append(time.monotonic() - began)
        time.sleep(.005)
    if client is not None:
        client.close()


def flooded(db, *prefix):
    token = db.merchant().manager.call('session_open')['token']
    with Server(db, prefix=prefix) as server:
        Session(server, token).send('GET', '/v1/stores')
        time.sleep(1)
        before, kilobytes = server.descriptors(), server.kilobytes()
        told, stop = multiprocessing.Queue(), multiprocessing.Event()
        attacker = multiprocessing.Process(target=attack, args=(server.port, stop, told))
        attacker.start()
        time.sleep(2)
        over, fresh, kept = threading.Event(), [], []
        clients = [threading.Thread(target=ask_until, args=(server, token, over, taken, keep))
                   for taken, keep in ((fresh, False), (kept, True))]
        for client in clients:
            client.start()
        time.sleep(FLOOD_SECONDS)
        most = server.kilobytes()
        over.set()
        for client in clients:
            client.join()
        stop.set()
        print(f'# made and ended: tricklers, half open {told.get()}', flush=True)
        attacker.join()
        ended_at = time.monotonic()
        while server.descriptors() > before + 2:
            assert time.monotonic() < ended_at + RECOVER_SECONDS, (before, server.descriptors())
            time.sleep(.05)
        recovered = time.monotonic() - ended_at
        for name, taken in (('new connections', fresh), ('one connection', kept)):
            taken.sort()
            print(f'# {name}: {len(taken)} requests, median {taken[len(taken) // 2] * 1000:.1f} ms, '
                  f'p99 {taken[len(taken) * 99 // 100] * 1000:.1f} ms, '
                  f'longest {taken[-1] * 1000:.1f} ms', flush=True)
        print(f'# recovered in {recovered:.2f} s; {kilobytes} kB before, {most} kB under attack')
        for taken in (fresh, kept):
            assert taken[len(taken) * 99 // 100] <= SLOWEST
        assert Session(server, token).send('GET', '/v1/stores')[0] == 200


@test('300 tricklers and 2,000 half-open connections for a minute')
def tricklers(db):
    flooded(db)


@test('the same with 256 descriptors')
def few_descriptors(db):
    flooded(db, 'prlimit', '--nofile=256')


def come_and_go(port, count):
    request = b'GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n'
    for _ in range(count):
        with socket.create_connection(('127.0.0.1', port), timeout=30) as client:
            for _ in range(2):
                client.sendall(request)
                assert client.recv(65536).startswith(b'HTTP/1.1 404 ')


def short_ones(server, count):
    each = [multiprocessing.Process(target=come_and_go, args=(server.port, count // SHORT_AT_ONCE))
            for _ in range(SHORT_AT_ONCE)]
    for process in each:
        process.start()
    for process in each:
        process.join()
        assert process.exitcode == 0
    time.sleep(1)
    return server.descriptors(), server.kilobytes()


@test('200,000 short connections that are kept alive')
def short(db):
    with Server(db) as server:
        first = short_ones(server, 10000)
        last = short_ones(server, SHORT - 10000)
        print(f'# after 10,000: {first[0]} descriptors, {first[1]} kB; after {SHORT:,}: '
              f'{last[0]} descriptors, {last[1]} kB', flush=True)
        assert last[0] == first[0] and last[1] < first[1] + 1024


run()
