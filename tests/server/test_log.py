#!/usr/bin/python3
# test_log.py: what stempeld writes down, how much of it, and what never
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import uuid

from stempel_http import Server, Session
from stempel_test import build_dir, connection_string, run, test

STEMPELD = os.path.join(build_dir(), 'src', 'server', 'stempeld')
IN_STORE, PER_SECOND = 200, 10
MEMBERS = {'time', 'level', 'message', 'request_id', 'operation', 'status', 'duration_us', 'bytes',
           'reason', 'sqlstate'}


@contextlib.contextmanager
def logging(db, *options, expected=0, **environment):
    """A server and a function that returns its lines so far; they are looked at here."""
    server = Server(db, *options, environment=environment)

    def lines():
        return [json.loads(line) for line in server.log.read_text().splitlines()]
    try:
        yield server, lines
    finally:
        status = server.end()
        server.folder.cleanup()
        assert status == expected, status


def eventually(lines, many):
    """So many lines: an answer is fetched a moment before the line is written."""
    for _ in range(500):
        if len(lines()) >= many:
            break
        time.sleep(.01)
    assert len(lines()) == many, lines()
    return lines()


@test('at debug each request is one line: id, operation, status, time and bytes')
def lines_of_requests(db):
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    with logging(db, '--log-level', 'debug') as (server, lines):
        client = Session(server, token)
        status, headers, reply = client.send('GET', '/v1/stores')
        (line,) = eventually(lines, 1)
        assert set(line) == MEMBERS - {'reason', 'sqlstate'}
        assert (line['level'], line['operation'], line['status']) == ('debug', 'store_list', 200)
        assert line['request_id'] == headers['X-Request-Id']
        assert line['bytes'] == int(headers['Content-Length'])
        assert 100 < line['duration_us'] < 10_000_000
        assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z', line['time'])
        client.send('GET', '/v1/nowhere')
        client.send('GET', '/v1/stores', Authorization='Bearer x')
        client.send('POST', '/v1/customers', '{')
        assert [(line['level'], line['status'], line.get('operation'), line.get('reason'))
                for line in eventually(lines, 4)[1:]] == [
            ('info', 404, None, 'not_found'),
            ('info', 401, 'store_list', 'unauthenticated'),
            ('info', 400, None, 'malformed')]
        # Whoever is gone gets no answer, and the log says so.
        client = server.connect()
        client.sendall(b'POST /v1/stores HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{')
        time.sleep(.1)
        client.close()
        assert (lambda line: (line['level'], line['status']))(eventually(lines, 5)[4]) == ('info', 0)


@test('what goes well is not written, what goes wrong in the server is, by SQLSTATE and operation')
def levels(db):
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    with logging(db) as (server, lines):
        client = Session(server, token)
        assert client.send('GET', '/v1/stores')[0] == 200
        assert client.send('GET', '/v1/nowhere')[0] == 404
        db.rows('alter function api.store_list rename to store_lost')
        assert client.send('GET', '/v1/stores')[0] == 500
        said, line = eventually(lines, 2)
        assert said['message'].startswith('unexpected error of PostgreSQL: 42883')
        assert set(line) == MEMBERS
        assert [line[name] for name in ('level', 'status', 'operation', 'reason', 'sqlstate')] == [
            'notice', 500, 'store_list', 'server', '42883']
    with logging(db, '--log-level', 'warning', '--database', 'host=/nowhere') as (server, lines):
        assert Session(server, token).send('GET', '/v1/stores')[0] == 503
        assert lines() == []


@test('no path, no query, no address, no token, nothing that somebody sent stands in the log')
def canaries(db):
    bakery = db.merchant()
    session = bakery.manager.call('session_open')['token']
    with logging(db, '--log-level', 'debug', '--trusted-proxies', '127.0.0.2',
                 G_MESSAGES_DEBUG='all') as (server, lines):
        client = Session(server, session)
        key = str(uuid.uuid4())
        client.send('GET', '/v1/customers?q=kanari-query')
        client.send('GET', '/v1/kanari-path')
        client.send('GET', '/v1/stores', Authorization='Bearer kanari-token')
        client.send('GET', '/v1/stores', Authorization='Basic kanari-basic')
        client.send('kanari-method', '/v1/stores')
        client.send('GET', '/v1/stores', X_Forwarded_For='kanari-header', Cookie='kanari-cookie')
        client.send('POST', '/v1/stores', '{"kanari-member": "kanari-value"}', Idempotency_Key=key)
        client.send('POST', '/v1/stores', 'kanari-body', Content_Type='kanari-type')
        client.send('POST', '/v1/customers', {'given_name': 'kanari-name', 'family_name': 'x',
                                              'store_id': bakery.store_id}, Idempotency_Key=key)
        eventually(lines, 9)
        text = server.log.read_text()
        for secret in ('kanari', session, key, '127.0.0.1', '/v1', str(server.port)):
            assert secret not in text, (secret, text)


@test('a flood fills no disk: so many lines, and how many were left out')
def flood(db):
    many = 1500
    with logging(db, '--database', 'host=/nowhere') as (server, lines):
        began = time.monotonic()
        client = Session(server)
        for _ in range(many):
            assert client.send('GET', '/v1/stores')[0] == 503
        took = time.monotonic() - began
        time.sleep(.3)
        client.send('GET', '/v1/stores')
        time.sleep(.2)
        written = [line for line in lines() if 'request_id' in line]
        left_out = sum(line.get('left_out', 0) for line in lines())
        assert left_out > 0 and len(written) + left_out == many + 1, (len(written), left_out)
        assert len(written) <= IN_STORE + PER_SECOND * (took + 1), (len(written), took)
        # Lines about requests leave room for others.
        server.process.send_signal(1)
        for _ in range(500):
            if 'read again' in server.log.read_text():
                break
            time.sleep(.01)
        assert 'read again' in server.log.read_text()


@test('under systemd the journal gets fields')
def journal(db):
    """In a mount namespace of its own, where the journal is this program."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ['unshare', '--mount', '--map-root-user', 'sh', '-c',
             'mount -t tmpfs none /run && mkdir -p /run/systemd/journal && exec "$@"', 'sh',
             sys.executable, __file__, '--journal', folder],
            env=dict(os.environ, STEMPEL_DATABASE=connection_string(db.name, db.role('server'))),
            capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done
        status, request_id, said, fields = json.loads(done.stdout)
        assert (status, said) == (401, '')
        for name, value in (('STEMPEL_REQUEST_ID', request_id), ('STEMPEL_OPERATION', 'store_list'),
                            ('STEMPEL_STATUS', '401'), ('STEMPEL_REASON', 'unauthenticated'),
                            ('PRIORITY', '6')):
            assert fields[name] == value, (name, fields)
        assert re.fullmatch(r'store_list: 401 after \d+ µs', fields['MESSAGE'])


def wait_for(path):
    """A socket is there a moment before anybody listens on it."""
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(path)
            return
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(.01)


def be_the_journal(folder):
    """Starts stempeld below the journal that this is, asks it something, and prints what came."""
    lines, datagrams = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    lines.bind('/run/systemd/journal/stdout')
    lines.listen()
    datagrams.bind('/run/systemd/journal/socket')
    datagrams.settimeout(10)
    stream = socket.socket(socket.AF_UNIX)
    stream.connect('/run/systemd/journal/stdout')
    path = f'{folder}/http'
    process = subprocess.Popen([STEMPELD, '--listen', f'unix:{path}', '--log-level', 'info'],
                               stderr=stream)
    try:
        wait_for(path)
        client = Session(type('At', (), {'path': path}), unix=True)
        status, headers, _ = client.send('GET', '/v1/stores')
        fields = dict(line.split('=', 1) for line in datagrams.recv(65536).decode().splitlines())
    finally:
        process.terminate()
        process.wait(30)
    stream.close()
    said = lines.accept()[0].recv(65536).decode()
    print(json.dumps([status, headers['X-Request-Id'], said, fields]))


if sys.argv[1:2] == ['--journal']:
    be_the_journal(sys.argv[2])
else:
    run()
