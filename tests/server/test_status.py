#!/usr/bin/python3
# test_status.py: what stempeld tells those who look after it
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import os
import pathlib
import re
import socket
import tempfile
import threading
import time
import uuid

from prometheus_client.parser import text_string_to_metric_families
from stempel_http import Server, Session, UnixConnection
from stempel_test import run, test

ALERTS = pathlib.Path(__file__).parents[2] / 'data' / 'stempeld-alerts.yml'
LANES = 'reads', 'writes', 'pins', 'passwords'
OPERATIONS, BUCKETS = 'stempel_requests', 'stempel_request_duration_seconds'


class Watched(Server):
    """A server with a door for those who look after it."""

    def __init__(self, db, *options, **environment):
        self.home = tempfile.TemporaryDirectory()
        self.status = f'{self.home.name}/status'
        super().__init__(db, '--status-listen', f'unix:{self.status}', *options,
                         environment=environment)

    def ask(self, path, method='GET'):
        connection = UnixConnection(self.status)
        connection.request(method, path)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, response.getheader('Content-Type'), text

    def ready(self):
        status, _, text = self.ask('/readyz')
        assert (status == 200) == (text == 'ready\n') and status in (200, 503), (status, text)
        return text.strip()

    def metrics(self):
        """By name, and by values of labels in the order of their names, as a real reader sees them."""
        status, content_type, text = self.ask('/metrics')
        assert (status, content_type) == (200, 'text/plain; version=0.0.4; charset=utf-8')
        families = list(text_string_to_metric_families(text))
        assert all(family.documentation and family.type != 'unknown' for family in families)
        assert len({family.name for family in families}) == len(families)
        samples = [(s.name, *(s.labels[name] for name in sorted(s.labels)), s.value)
                   for family in families for s in family.samples]
        assert len({sample[:-1] for sample in samples}) == len(samples)
        return {sample[:-1]: sample[-1] for sample in samples}

    def __exit__(self, *arguments):
        super().__exit__(*arguments)
        self.home.cleanup()


def eventually(ask, expected):
    for _ in range(600):
        if ask() == expected:
            return
        time.sleep(.02)
    assert ask() == expected, ask()


@test('there are three things to ask, on a door of their own')
def door(db):
    with Watched(db) as server:
        assert server.ask('/livez')[::2] == (200, 'live\n')
        assert server.ready() == 'ready'
        assert server.ask('/v1/stores')[0] == server.ask('/')[0] == 404
        assert server.ask('/livez', 'POST')[0] == 405
        for path in ('/livez', '/readyz', '/metrics'):
            assert Session(server).send('GET', path)[0] == 404
        assert oct(os.stat(server.status).st_mode)[-3:] == '660'
        # Those who knock there get no more than others, and nobody waits for them.
        tricklers = [UnixConnection(server.status) for _ in range(40)]
        for trickler in tricklers:
            with contextlib.suppress(OSError):
                trickler.connect()
                trickler.sock.sendall(b'G')
        assert server.ask('/livez')[0] == 200
        for trickler in tricklers:
            trickler.close()


@test('it is ready while the database answers and has the schema that it needs')
def ready(db):
    newest = db.value('select max(number) from stempel_meta.migration')
    with Watched(db) as server:
        assert server.ready() == 'ready'
        db.rows("insert into stempel_meta.migration (number, name, sha256) values (%s, 'later', '')",
                newest + 1)
        assert server.ready() == 'ready'
        db.rows('delete from stempel_meta.migration where number >= %s', newest)
        assert server.ready() == (
            f'database: its schema is {newest - 1}, this server needs {newest}')
        db.rows("insert into stempel_meta.migration (number, name, sha256) values (%s, 'x', '')",
                newest)
        assert server.ready() == 'ready'
        other = db.connect('postgres')
        db.rows(f'alter role {server.role} nologin')
        other.cursor().execute('select pg_terminate_backend(pid) from pg_stat_activity '
                               'where usename = %s', (server.role,))
        eventually(server.ready, 'database: password')
        db.rows(f'alter role {server.role} login')
        eventually(server.ready, 'ready')
    with Watched(db, '--database', 'host=/nowhere') as server:
        began = time.monotonic()
        assert server.ready() == 'database: connection'
        assert server.ask('/livez')[0] == 200
        assert time.monotonic() - began < 5


@test('while it drains it is live and not ready')
def drains(db):
    bakery = db.merchant()
    account = bakery.manager.call('account_open', customer_id=bakery.member()['id'],
                                  program_id=bakery.program()['id'])['id']
    token = bakery.manager.call('session_open')['token']
    with Watched(db) as server:
        other = db.connect('postgres')
        other.cursor().execute('select pg_advisory_lock(%s)', (account,))
        answers = []
        booking = threading.Thread(target=lambda: answers.append(Session(server, token).send(
            'POST', f'/v1/accounts/{account}/stamps', {'store_id': bakery.store_id},
            Idempotency_Key=str(uuid.uuid4()))))
        booking.start()
        eventually(lambda: server.metrics()['stempel_calls', 'writes', 'running'], 1)
        assert server.ready() == 'ready'
        server.process.terminate()
        eventually(server.ready, 'draining')
        assert server.ask('/livez')[0] == 200
        other.close()
        booking.join()
        assert answers[0][0] == 200


@test('figures are what a reader of Prometheus understands, and what happened')
def figures(db):
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    with Watched(db) as server:
        before = server.metrics()
        client = Session(server, token)
        for _ in range(5):
            assert client.send('GET', '/v1/stores')[0] == 200
        assert client.send('GET', '/v1/stores', Authorization='Bearer x')[0] == 401
        assert client.send('GET', '/v1/nowhere')[0] == 404
        gone = server.connect()
        gone.sendall(b'POST /v1/stores HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{')
        time.sleep(.1)
        gone.close()
        eventually(lambda: server.metrics()[f'{OPERATIONS}_total', 'none', 'gone'], 1)
        after = server.metrics()
        assert set(before) == set(after)
        changed = {name: after[name] - before[name] for name in after
                   if after[name] != before[name] and name[0] == f'{OPERATIONS}_total'}
        assert changed == {(f'{OPERATIONS}_total', 'store_list', '2xx'): 5,
                           (f'{OPERATIONS}_total', 'store_list', '4xx'): 1,
                           (f'{OPERATIONS}_total', 'none', '4xx'): 1,
                           (f'{OPERATIONS}_total', 'none', 'gone'): 1}
        assert after[f'{BUCKETS}_count', 'read'] == after[f'{BUCKETS}_bucket', 'read', '+Inf'] == 6
        buckets = [after[name] for name in after if name[:2] == (f'{BUCKETS}_bucket', 'read')]
        assert buckets == sorted(buckets) and len(buckets) == 14
        assert 0 < after[f'{BUCKETS}_sum', 'read'] < 60
        assert after['stempel_connections', 'http'] == 1
        assert [after['stempel_calls', lane, 'running'] for lane in LANES] == [0] * len(LANES)
        assert after['stempel_build_info', '0.1.0'] == 1
        # The one that asks is one of them.
        assert after['process_open_fds',] in (server.descriptors(), server.descriptors() + 1)
        assert abs(after['process_resident_memory_bytes',] / 1024 - server.kilobytes()) < 4096
        assert 0 < after['process_cpu_seconds_total',] < 60
        assert abs(after['process_start_time_seconds',] - time.time()) < 60


@test('the alerts that come along are about figures that there are')
def alerts(db):
    text = re.sub(r'^ *#.*|summary:.*|alert:.*', '', ALERTS.read_text(), flags=re.MULTILINE)
    named = set(re.findall(r'\b(?:stempel|process)_\w+', text))
    with Watched(db) as server:
        figures = server.metrics()
        # There is no certificate here.
        named.remove('stempel_certificate_expires_timestamp_seconds')
        assert len(named) >= 7 and named <= {name[0] for name in figures}, named
        labels = {label for name in figures for label in name[1:]}
        for value in re.findall(r'\{\w+=~?"([^"]+)"', text):
            assert value == 'stempeld' or set(value.split('|')) <= labels, value


@test('who is turned away, ended, or told to come back is counted, and so is a database that goes')
def counted(db):
    bakery = db.merchant()
    account = bakery.manager.call('account_open', customer_id=bakery.member()['id'],
                                  program_id=bakery.program()['id'])['id']
    token = bakery.manager.call('session_open')['token']
    ended = 'stempel_connections_ended_total'

    def book(server):
        return Session(server, token).send('POST', f'/v1/accounts/{account}/stamps',
                                           {'store_id': bakery.store_id},
                                           Idempotency_Key=str(uuid.uuid4()))[0]
    with Watched(db, '--connections', '8', '--connections-per-address', '3', '--trusted-proxies',
                 '127.0.0.2', '--request-seconds', '1', '--longest-line', '0') as server:
        eventually(lambda: server.metrics()['stempel_connections', 'http'], 0)
        clients = [server.connect() for _ in range(5)]
        eventually(lambda: server.metrics()[ended, 'http', 'refused'], 2)
        clients[0].sendall(b'G')
        eventually(lambda: server.metrics()[ended, 'http', 'timed_out'], 1)
        for client in clients:
            client.close()
        held = []
        for _ in range(9):
            held.append(socket.socket(socket.AF_UNIX))
            held[-1].connect(server.path)
        eventually(lambda: server.metrics()[ended, 'http', 'evicted'] > 0, True)
        for client in held:
            client.close()
        # Nobody may wait here at all.
        assert book(server) == 503
        eventually(lambda: server.metrics()['stempel_calls_refused_total', 'writes'], 1)
    with Watched(db) as server:
        assert book(server) == 200
        assert server.metrics()['stempel_database_lost_total', 'writes'] == 0
        db.rows('select pg_terminate_backend(pid) from pg_stat_activity where usename = %s',
                server.role)
        eventually(lambda: server.metrics()['stempel_database_lost_total', 'writes'], 1)


run()
