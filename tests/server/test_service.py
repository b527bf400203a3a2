#!/usr/bin/python3
# test_service.py: stempeld under a service manager
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import socket
import subprocess
import tempfile
import threading
import time

from stempel_http import Session
from stempel_test import build_dir, connection_string, run, test

STEMPELD = os.path.join(build_dir(), 'src', 'server', 'stempeld')
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


@test('with a socket that is handed over nobody is turned away while it restarts')
def restarts(db):
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    with socket.create_server(('127.0.0.1', 0), backlog=200) as listening:
        At = type('At', (), {'port': listening.getsockname()[1]})
        stop, answers = threading.Event(), []

        def ask():
            while not stop.is_set():
                client = Session(At, token)
                try:
                    answers.append(client.send('GET', '/v1/stores')[0])
                except Exception as error:
                    answers.append(error)
                client.close()
        clients = [threading.Thread(target=ask) for _ in range(4)]
        process = start(db, listening=listening)
        for client in clients:
            client.start()
        for _ in range(10):
            time.sleep(.3)
            process.terminate()
            assert process.wait(10) == 0, process.stderr.read()
            process.stderr.close()
            process = start(db, listening=listening)
        time.sleep(.5)
        stop.set()
        for client in clients:
            client.join()
        process.terminate()
        assert process.wait(10) == 0
        process.stderr.close()
        assert len(answers) > 100 and set(answers) == {200}, set(map(str, answers))


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
