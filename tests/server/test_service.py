#!/usr/bin/python3
# test_service.py: stempeld under a service manager
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from stempel_http import Session
from stempel_test import build_dir, connection_string, run, test

STEMPELD = os.path.join(build_dir(), 'src', 'server', 'stempeld')
# What has to hold for 50 and 100 of them holds for a few as well; HACKING.md says how to see it.
RESTARTS = int(os.environ.get('STEMPEL_TEST_RESTARTS', '10'))
RELOADS = int(os.environ.get('STEMPEL_TEST_RELOADS', '20'))
# The process that is to get the sockets says so by its own number (sd_listen_fds(3)).
HAND_OVER = 'exec 3<&$FD; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'


def start(db, *arguments, listening=None, **environment):
    """stempeld as a service manager starts it, with one socket that listens already, or none."""
    environment = dict(os.environ, G_DEBUG='fatal-warnings',
                       STEMPEL_DATABASE=connection_string(db.name, db.role('server')),
                       **environment)
    command = [STEMPELD, *arguments]
    if listening is None:
        return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    return subprocess.Popen(['bash', '-c', HAND_OVER, 'bash', *command],
                            env=environment | {'FD': str(listening.fileno())},
                            pass_fds=[listening.fileno()], stderr=subprocess.PIPE, text=True)


def refused(process):
    """What it says when it does not start."""
    said = process.communicate(timeout=10)[1]
    assert process.returncode in (1, 2) and said.startswith('stempeld: '), (process.returncode, said)
    assert said.count('\n') == 1, said
    return said


@test('it says when it is ready, that it lives, and that it stops')
def notifies(db):
    with tempfile.TemporaryDirectory() as folder, socket.socket(
            socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f'{folder}/notify')
        manager.settimeout(10)
        process = start(db, '--listen', f'unix:{folder}/http', NOTIFY_SOCKET=f'{folder}/notify',
                        WATCHDOG_USEC='400000')
        assert manager.recv(100) == b'READY=1'
        Beat = type('At', (), {'path': f'{folder}/http'})
        assert Session(Beat, unix=True).send('GET', '/v1/nothing')[0] == 404
        began = time.monotonic()
        assert [manager.recv(100) for _ in range(5)] == [b'WATCHDOG=1'] * 5
        assert .8 < time.monotonic() - began < 1.6
        process.terminate()
        said = manager.recv(100)
        while said == b'WATCHDOG=1':
            said = manager.recv(100)
        assert said == b'STOPPING=1'
        assert process.wait(10) == 0 and process.stderr.read() == ''
        process.stderr.close()


class Load:
    """Clients that look and book, each request on a connection of its own, until the end of `with`."""

    def __init__(self, db, port):
        bakery = db.merchant()
        program = bakery.points_program()['id']
        self.store = bakery.store_id
        members = [bakery.member(f'Anna {n}')['id'] for n in range(2)]
        self.accounts = [bakery.manager.call('account_open', customer_id=member,
                                             program_id=program)['id'] for member in members]
        self.token = bakery.manager.call('session_open')['token']
        self.port = port
        self.over = threading.Event()
        self.looked, self.booked = [], []
        self.threads = [threading.Thread(target=self.go_on, args=(self.looked, self.look)),
                        threading.Thread(target=self.go_on, args=(self.looked, self.look))]
        self.threads += [threading.Thread(target=self.go_on, args=(self.booked, self.book, account))
                         for account in self.accounts]

    def look(self, client):
        return client.send('GET', '/v1/stores')[0]

    def book(self, client, account):
        return client.send('POST', f'/v1/accounts/{account}/points',
                           {'store_id': self.store, 'amount': 1000},
                           Idempotency_Key=str(uuid.uuid4()))[0]

    def go_on(self, answers, ask, *arguments):
        while not self.over.is_set():
            client = Session(self, self.token)
            try:
                answers.append(ask(client, *arguments))
            except Exception as error:
                answers.append(error)
            client.close()

    def wait(self):
        """Until each kind was answered twice more."""
        wanted = len(self.looked) + 2, len(self.booked) + 2
        while len(self.looked) < wanted[0] or len(self.booked) < wanted[1]:
            time.sleep(.005)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


def assert_nobody_was_refused(db, load, times, what):
    for answers in (load.looked, load.booked):
        assert len(answers) >= 2 * times and set(answers) == {200}, set(map(str, answers))
    assert db.value("select count(*) from stempel.entry where kind = 'points_earn'") == len(load.booked)
    print(f'# {times} {what}: {len(load.looked)} looked, {len(load.booked)} booked, nobody was refused')


@test('with a socket that is handed over nobody is turned away while it restarts')
def restarts(db):
    with socket.create_server(('127.0.0.1', 0), backlog=200) as listening:
        process = start(db, listening=listening)
        with Load(db, listening.getsockname()[1]) as load:
            for _ in range(RESTARTS):
                load.wait()
                process.terminate()
                assert process.wait(10) == 0, process.stderr.read()
                process.stderr.close()
                process = start(db, listening=listening)
            load.wait()
        process.terminate()
        assert process.communicate(timeout=10)[1] == '' and process.returncode == 0
        assert_nobody_was_refused(db, load, RESTARTS, 'restarts')


@test('nobody is turned away while it reads its settings again, whatever has changed in them')
def reloads(db):
    with tempfile.TemporaryDirectory() as folder, socket.create_server(
            ('127.0.0.1', 0), backlog=200) as listening:
        path = pathlib.Path(folder, 'stempeld.conf')
        path.touch()
        process = start(db, '--config', path, listening=listening)
        with Load(db, listening.getsockname()[1]) as load:
            for n in range(RELOADS):
                load.wait()
                path.write_text(
                    f'[limits]\nidle-seconds={10 + n}\nconnections={1000 + n}\n'
                    f'[database]\nreads={2 + n % 3}\nwrites={4 + n % 5}\nlongest-line={100 + n % 7}\n'
                    + ('[jobs]\njobs=maybe\n' if n % 10 == 9 else ''))
                process.send_signal(signal.SIGHUP)
                said = process.stderr.readline()
                assert ('stay as they are' if n % 10 == 9 else 'read again') in said, said
        process.terminate()
        assert process.communicate(timeout=10)[1] == '' and process.returncode == 0
        assert_nobody_was_refused(db, load, RELOADS, 'reloads')


@test('a socket that is handed over under the name of the status is for that')
def named(db):
    with tempfile.TemporaryDirectory() as folder, socket.socket(
            socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as two:
        doors = {}
        for listening, name in ((one, 'http'), (two, 'status')):
            listening.bind(f'{folder}/{name}')
            listening.listen()
            doors[name] = type('At', (), {'path': f'{folder}/{name}'})
        process = subprocess.Popen(
            ['bash', '-c', 'exec 3<&$ONE 4<&$TWO; export LISTEN_PID=$$; exec "$@"', 'bash', STEMPELD],
            env=dict(os.environ, STEMPEL_DATABASE=connection_string(db.name, db.role('server')),
                     LISTEN_FDS='2', LISTEN_FDNAMES='stempeld.socket:status',
                     ONE=str(one.fileno()), TWO=str(two.fileno())),
            pass_fds=[one.fileno(), two.fileno()], stderr=subprocess.PIPE, text=True)
        client = Session(doors['status'], unix=True).connection
        client.request('GET', '/readyz')
        assert client.getresponse().read() == b'ready\n'
        assert Session(doors['http'], unix=True).send('GET', '/readyz')[0] == 404
        process.terminate()
        assert process.communicate(timeout=10) == (None, '') and process.returncode == 0


@test('what cannot be is said in one line')
def refusals(db):
    free = socket.create_server(('127.0.0.1', 0))
    port = free.getsockname()[1]
    assert 'needs --database' in refused(start(db, '--listen', '127.0.0.1:0', 'more'))
    assert 'nowhere to answer' in refused(start(db))
    assert 'connection string' in refused(start(db, '--listen', '127.0.0.1:0', '--database', 'x y'))
    for address in ('127.0.0.1', 'localhost:80', '127.0.0.1:99999', '::1:80', '[127.0.0.1]:80',
                    'unix:relative', '/run/x', ''):
        assert 'is no address' in refused(start(db, '--listen', address)), address
    for address in ('0.0.0.0:0', '[::]:0', '192.168.7.7:80'):
        assert 'put a proxy with TLS in front' in refused(start(db, '--listen', address))
        assert 'put a proxy with TLS in front' in refused(
            start(db, '--listen', '127.0.0.1:0', '--status-listen', address))
    assert 'in use' in refused(start(db, '--listen', f'127.0.0.1:{port}'))
    free.close()
    with socket.create_server(('', 0)) as everywhere:
        assert 'handed over is not of this computer' in refused(start(db, listening=everywhere))


@test('a socket that a killed server left behind is taken again, one in use is not')
def left_over(db):
    with tempfile.TemporaryDirectory() as folder:
        At = type('At', (), {'path': f'{folder}/http'})

        def begin():
            process = start(db, '--listen', f'unix:{folder}/http')
            for _ in range(500):
                try:
                    assert Session(At, unix=True).send('GET', '/v1/nothing')[0] == 404
                    return process
                except OSError:
                    time.sleep(.01)
            raise AssertionError(process.poll())
        first = begin()
        assert oct(os.stat(f'{folder}/http').st_mode)[-3:] == '660'
        first.kill()
        first.wait()
        second = begin()
        assert 'in use' in refused(start(db, '--listen', f'unix:{folder}/http'))
        assert Session(At, unix=True).send('GET', '/v1/nothing')[0] == 404
        second.terminate()
        assert second.wait(10) == 0
        for process in (first, second):
            process.stderr.close()


run()
