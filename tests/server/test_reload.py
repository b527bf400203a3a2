#!/usr/bin/python3
# test_reload.py: settings that change while stempeld answers
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from stempel_http import Server, Session
from stempel_test import build_dir, connection_string, run, test


class Reloading(Server):
    """A server with a file of settings, and what the service manager hears of it."""

    def __init__(self, db, text='', **environment):
        self.home = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.home.name, 'stempeld.conf')
        self.config.write_text(text)
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(f'{self.home.name}/notify')
        self.manager.settimeout(20)
        super().__init__(db, '--config', self.config, environment=environment | {
            'NOTIFY_SOCKET': f'{self.home.name}/notify'})
        assert self.manager.recv(100) == b'READY=1'

    def reload(self, text):
        """With another text; returns what the log says of it."""
        before = len(self.log.read_text())
        self.config.write_text(text)
        began = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self.process.send_signal(signal.SIGHUP)
        at = re.fullmatch(rb'RELOADING=1\nMONOTONIC_USEC=(\d+)', self.manager.recv(100))
        assert began <= int(at[1]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        assert self.manager.recv(100) == b'READY=1'
        return self.log.read_text()[before:]

    def __exit__(self, *_):
        status = self.end()
        self.manager.close()
        self.home.cleanup()
        self.folder.cleanup()
        assert status == 0, status


def open_clients(server, many):
    """How many of so many connections stay open."""
    clients = [server.connect() for _ in range(many)]
    for client in clients:
        client.sendall(b'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    answers = []
    for client in clients:
        with contextlib.suppress(OSError):
            answers.append(client.recv(12))
        client.close()
    return answers.count(b'HTTP/1.1 404')


def allows(server, allowed, many=6):
    """Whether so many get in, no more; those that went before are gone a moment later only."""
    for _ in range(50):
        there = open_clients(server, many)
        if there == allowed:
            return True
        assert there < allowed
        time.sleep(.05)
    return False


@test('what a client may take changes at once')
def limits(db):
    text = '[server]\ntrusted-proxies=\n[limits]\nconnections-per-address={}\nidle-seconds={}\n'
    with Reloading(db, text.format(3, 30)) as server:
        assert allows(server, 3)
        waiting = server.connect()
        assert 'read again' in server.reload(text.format(5, 1))
        waiting.settimeout(10)
        began = time.monotonic()
        assert waiting.recv(1) == b'' and time.monotonic() - began < 5
        assert allows(server, 5)
        server.reload('[limits]\nconnections-per-address=3\n')
        assert allows(server, 6)


@test('a file that is wrong changes nothing, and the log says why')
def wrong(db):
    with Reloading(db, '[limits]\nidle-seconds=1\n') as server:
        said = server.reload('[limits]\nidle-seconds=soon\nidel=1\n[database]\nwrites=2\n')
        assert 'read again' not in said
        for problem in ('idle-seconds: “soon” is no number', 'idel: there is no such key'):
            assert f'stay as they are: {server.config}: [limits] {problem}' in said, said
        waiting = server.connect()
        waiting.settimeout(10)
        assert waiting.recv(1) == b''
        server.config.unlink()
        server.config.symlink_to('/nowhere')
        server.process.send_signal(signal.SIGHUP)
        assert server.manager.recv(100).startswith(b'RELOADING=1')
        assert server.manager.recv(100) == b'READY=1'
        assert 'No such file' in server.log.read_text()
        assert Session(server).send('GET', '/v1/stores')[0] == 401


@test('what takes a restart is said, and said again')
def restart(db):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'stempeld.conf')
        path.write_text(f'[server]\nlisten=unix:{folder}/one\n')
        process = subprocess.Popen(
            [os.path.join(build_dir(), 'src', 'server', 'stempeld'), '--config', path],
            env=dict(os.environ, STEMPEL_DATABASE=connection_string(db.name, db.role('server'))),
            stderr=subprocess.PIPE, text=True)
        while not os.path.exists(f'{folder}/one'):
            time.sleep(.01)
        At = type('At', (), {'path': f'{folder}/one'})
        assert Session(At, unix=True).send('GET', '/v1/stores')[0] == 401
        path.write_text(f'[server]\nlisten=unix:{folder}/two\n')
        for _ in range(2):
            process.send_signal(signal.SIGHUP)
            assert 'read again' in process.stderr.readline()
            assert 'takes a restart: listen' in process.stderr.readline()
        assert Session(At, unix=True).send('GET', '/v1/stores')[0] == 401
        assert not os.path.exists(f'{folder}/two')
        process.terminate()
        assert process.communicate(timeout=30)[1] == '' and process.returncode == 0


@test('requests and connections that are there go on; what comes then takes the new way')
def undisturbed(db):
    bakery = db.merchant()
    account = bakery.manager.call('account_open', customer_id=bakery.member()['id'],
                                  program_id=bakery.program()['id'])['id']
    token = bakery.manager.call('session_open')['token']
    role = db.role('server')

    def text(reads, name):
        database = f'{connection_string(db.name, role)} application_name={name}'
        return f'[database]\nreads={reads}\nwrites=1\ndatabase={database}\n'

    def connections(name):
        return db.value('select count(*) from pg_stat_activity where application_name = %s', name)
    with Reloading(db, text(2, 'before'), STEMPEL_DATABASE=None) as server:
        kept = Session(server, token)
        assert kept.send('GET', '/v1/stores')[0] == 200
        port = kept.connection.sock.getsockname()
        other = db.connect('postgres')
        other.cursor().execute('select pg_advisory_lock(%s)', (account,))
        answers = []
        booking = threading.Thread(target=lambda: answers.append(Session(server, token).send(
            'POST', f'/v1/accounts/{account}/stamps', {'store_id': bakery.store_id},
            Idempotency_Key=str(uuid.uuid4()))))
        booking.start()
        for _ in range(500):
            if db.value("select count(*) from pg_stat_activity where wait_event = 'advisory'"):
                break
            time.sleep(.01)
        assert (connections('before'), connections('after')) == (2, 0)
        server.reload(text(1, 'before'))
        server.reload(text(1, 'after'))
        assert kept.send('GET', '/v1/stores')[0] == 200
        # What is under way has its connection for as long as it takes.
        assert (connections('before'), connections('after')) == (1, 1)
        assert kept.connection.sock.getsockname() == port
        assert booking.is_alive() and answers == []
        other.close()
        booking.join()
        assert answers[0][0] == 200, answers
        for _ in range(500):
            if connections('before') == 0:
                break
            time.sleep(.01)
        assert (connections('before'), connections('after')) == (0, 1)


@test('a password that was changed counts from the next connection on')
def rotates(db):
    role = 'stempel_scram'
    db.rows(f'drop role if exists {role}')
    db.rows(f"create role {role} login password 'first' in role stempel_server")
    try:
        with tempfile.TemporaryDirectory() as folder:
            secret = pathlib.Path(folder, 'secret')
            secret.touch(0o600)
            secret.write_text('first')
            text = f'[database]\ndatabase-password-file={secret}\n'
            with Reloading(db, text, STEMPEL_DATABASE=connection_string(db.name, role)) as server:
                client = Session(server)
                assert 'reason' not in client.send('GET', '/v1/stores')[2]
                db.rows(f"alter role {role} password 'second'")
                secret.write_text('second')
                server.reload(text)
                assert 'reason' not in client.send('GET', '/v1/stores')[2]
                secret.chmod(0o644)
                said = server.reload(text)
                assert 'can be read by others' in said and 'second' not in said
                assert 'reason' not in client.send('GET', '/v1/stores')[2]
    finally:
        db.rows(f'drop role {role}')


run()
