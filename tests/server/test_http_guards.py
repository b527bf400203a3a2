#!/usr/bin/python3
# test_http_guards.py: clients that mean no good, and those that have to live beside them
#
# SPDX-License-Identifier: GPL-3.0-or-later

import socket
import threading
import time
import uuid

from stempel_http import Server, Session
from stempel_test import run, test

REQUEST_SECONDS = 10
IDLE_SECONDS = 30


def ends(client, seconds):
    """Whether the server ends a connection within so many seconds; what it said first."""
    client.settimeout(seconds)
    said = b''
    try:
        while part := client.recv(65536):
            said += part
        return True, said
    except TimeoutError:
        return False, said
    except ConnectionError:
        return True, said


def ask(server, request, seconds=5):
    """Sends bytes; the status that came back, and whether the connection ended then."""
    with server.connect() as client:
        client.sendall(request)
        ended, said = ends(client, seconds)
    return int(said.split(b' ', 2)[1]) if said else None, ended


@test('what can be read in two ways is refused, and the connection ends')
def framing(db):
    get = b'GET /v1/stores HTTP/1.1\r\nHost: a\r\n'
    put = b'PUT /v1/stores HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
    with Server(db) as server:
        for request in (
                put + b'Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}',
                put + b'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
                put + b'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
                put + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
                put + b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
                put + b'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
                put + b'Content-Length: +2\r\n\r\n{}', put + b'Content-Length: 0x2\r\n\r\n{}',
                put + b'Content-Length: 2,2\r\n\r\n{}', put + b'Content-Length: -1\r\n\r\n',
                put + b'Content-Length:\r\n\r\n',
                get + b'Host: b\r\n\r\n', b'GET /v1/stores HTTP/1.1\r\n\r\n',
                get + b'Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n',
                b'GET http://a/v1/stores HTTP/1.1\r\nHost: a\r\n\r\n',
                b'GET v1/stores HTTP/1.1\r\nHost: a\r\n\r\n',
                b'GET /v1/stores HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
                b'GET /v1/stores\r\n\r\n', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
                b'GET /v1/stores HTTP/2.0\r\nHost: a\r\n\r\n'):
            status, ended = ask(server, request)
            assert status in (400, 505, None) and ended, (request, status, ended)
        assert ask(server, get + b'X: ' + b'a' * 40000 + b'\r\n\r\n')[0] in (400, 431)
        for size, status in ((15000, 401), (17000, 431)):
            assert ask(server, get + b'Connection: close\r\nX: ' + b'a' * size + b'\r\n\r\n') == (
                status, True)
        assert ask(server, b'GET /' + b'a' * 40000 + b' HTTP/1.1\r\nHost: a\r\n\r\n')[0] in (400, 414)
        assert ask(server, get + b'Connection: close\r\n\r\n')[0] == 401


@test('a body that is too large gets 413 and stays nowhere')
def too_large(db):
    put = (b'PUT /v1/stores HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
           b'Connection: close\r\n')
    with Server(db) as server:
        before = server.kilobytes()
        assert ask(server, put + b'Content-Length: 419430400\r\n\r\n{') == (413, True)
        assert ask(server, put + b'Content-Length: 99999999999999999999999\r\n\r\n{') == (413, True)
        with server.connect() as client:
            client.sendall(put + b'Transfer-Encoding: chunked\r\n\r\n')
            chunk = b'10000\r\n' + b' ' * 65536 + b'\r\n'
            for _ in range(400 * 16):
                client.sendall(chunk)
            client.sendall(b'0\r\n\r\n')
            _, said = ends(client, 5)
        assert said.startswith(b'HTTP/1.1 413 '), said[:100]
        assert server.kilobytes() < before + 4096, (before, server.kilobytes())
        largest = b'{"name":"' + b'a' * (256 * 1024 - 11) + b'"}'
        for body, status in ((largest, 401), (largest + b' ', 413)):
            assert ask(server, put + b'Content-Length: %d\r\n\r\n' % len(body) + body)[0] == status


@test('a request has its time from its first byte on, however it trickles; an idle connection has more')
def deadlines(db):
    with Server(db) as server:
        began = time.monotonic()
        idle, kept = server.connect(), server.connect()
        kept.sendall(b'GET /v1/stores HTTP/1.1\r\nHost: a\r\n\r\n')
        time.sleep(.5)
        assert kept.recv(65536).startswith(b'HTTP/1.1 401 ')
        tricklers = [server.connect() for _ in range(4)]
        tricklers[1].sendall(b'PUT /v1/stores HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n')
        tricklers[2].sendall(b'PUT /v1/stores HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
        tricklers[3].sendall(b'GET /v1/stores HTTP/1.1\r\nHost: a\r\n\r\nG')
        assert tricklers[3].recv(65536).startswith(b'HTTP/1.1 401 ')
        closed = {}
        while len(closed) < len(tricklers) and time.monotonic() < began + REQUEST_SECONDS + 5:
            for place, (client, byte) in enumerate(zip(tricklers, (b'G', b'{', b'1\r\n{\r\n', b'E'))):
                if place in closed:
                    continue
                try:
                    client.sendall(byte)
                    client.settimeout(.05)
                    if not client.recv(100):
                        closed[place] = time.monotonic() - began
                except TimeoutError:
                    pass
                except ConnectionError:
                    closed[place] = time.monotonic() - began
            time.sleep(.2)
        assert len(closed) == 4, closed
        assert all(REQUEST_SECONDS - 1 < at < REQUEST_SECONDS + 2 for at in closed.values()), closed
        # The connection that waits for its next request is still there.
        kept.sendall(b'GET /v1/stores HTTP/1.1\r\nHost: a\r\n\r\n')
        assert kept.recv(65536).startswith(b'HTTP/1.1 401 ')
        assert ends(idle, 1)[0] is False
        assert ends(idle, IDLE_SECONDS)[0] is True
        assert IDLE_SECONDS - 1 < time.monotonic() - began < IDLE_SECONDS + 3
        for client in (idle, kept, *tricklers):
            client.close()


@test('with all connections taken by others, whoever comes is served')
def crowded(db):
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    with Server(db, prefix=('prlimit', '--nofile=256')) as server:
        stop = threading.Event()

        def flood(first):
            held = []
            while not stop.is_set():
                try:
                    client = socket.create_connection(('127.0.0.1', server.port), timeout=5)
                    if first:
                        client.sendall(first)
                    held.append(client)
                except OSError:
                    pass
                for old in held[:-400]:
                    old.close()
                del held[:-400]
                time.sleep(.002)
            for client in held:
                client.close()
        floods = [threading.Thread(target=flood, args=(first,))
                  for first in (b'', b'', b'GET /v1/stores HTTP/1.1\r\nX: ')]
        for each in floods:
            each.start()
        time.sleep(3)
        taken = []
        for _ in range(200):
            began = time.monotonic()
            client = Session(server, token)
            assert client.send('GET', '/v1/stores')[0] == 200
            client.close()
            taken.append(time.monotonic() - began)
        stop.set()
        for each in floods:
            each.join()
        assert sorted(taken)[-2] < 1, sorted(taken)[-5:]
        time.sleep(1)
        assert server.descriptors() < 60, server.descriptors()


@test('one address has its share of the connections, a proxy has them all')
def shares(db):
    def come(server, source, count):
        made = []
        for _ in range(count):
            client = socket.socket()
            client.bind((source, 0))
            client.connect(('127.0.0.1', server.port))
            made.append(client)
        time.sleep(.3)
        left = 0
        for client in made:
            client.settimeout(.001)
            try:
                left += client.recv(1) != b''
            except TimeoutError:
                left += 1
            except ConnectionError:
                pass
        return made, left
    with Server(db) as server:
        held, left = come(server, '127.0.0.7', 80)
        assert left == 64, left
        more, left = come(server, '127.0.0.8', 10)
        assert left == 10, left
        proxied, left = come(server, '127.0.0.1', 100)
        assert left == 100, left
        for client in held:
            client.close()
        time.sleep(.3)
        held, left = come(server, '127.0.0.7', 64)
        assert left == 64, left
        for client in (*held, *more, *proxied):
            client.close()


@test('connections that come and go leave nothing behind')
def short(db):
    with Server(db) as server:
        def many(count, break_off=False):
            for _ in range(count):
                client = Session(server)
                for _ in range(2):
                    assert client.send('GET', '/v1/nothing')[0] == 404
                if break_off:
                    client.connection.sock.sendall(b'GET /v1/st')
                client.close()
        many(2000)
        time.sleep(.5)
        descriptors, kilobytes = server.descriptors(), server.kilobytes()
        many(6000)
        time.sleep(.5)
        assert server.kilobytes() < kilobytes + 512, (kilobytes, server.kilobytes())
        # What is broken off in the middle gets a second in which the rest may come.
        many(500, break_off=True)
        time.sleep(2)
        assert server.descriptors() == descriptors, (descriptors, server.descriptors())


@test('it ends when what is under way has its answer')
def drains(db):
    bakery = db.merchant()
    program = bakery.program()['id']
    account = bakery.manager.call('account_open', customer_id=bakery.member()['id'],
                                  program_id=program)['id']
    token = bakery.manager.call('session_open')['token']
    other = db.connect('postgres', autocommit=False)
    other.cursor().execute('select pg_advisory_lock(%s)', (account,))
    with Server(db) as server:
        manager, idle = Session(server, token), Session(server)
        idle.send('GET', '/v1/nothing')
        answers = []
        thread = threading.Thread(target=lambda: answers.append(manager.send(
            'POST', f'/v1/accounts/{account}/stamps', {'store_id': bakery.store_id},
            Idempotency_Key=str(uuid.uuid4()))))
        thread.start()
        time.sleep(.5)
        server.process.terminate()
        time.sleep(.5)
        assert server.process.poll() is None
        try:
            server.connect().close()
            raise AssertionError('it still takes connections')
        except ConnectionRefusedError:
            pass
        other.close()
        thread.join()
        status, headers, reply = answers[0]
        assert status == 200 and reply['entry']['stamps'] == 1, reply
        assert headers['Connection'].lower() == 'close'
        assert server.process.wait(5) == 0


run()
