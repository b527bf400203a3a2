# stempel_http.py: a stempeld of one's own, and calling operations through it
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For test programs that run under support/with-cluster.

    with Server(db) as server:
        anna = Session(server, bakery.manager.call('session_open')['token'])
        status, headers, reply = anna.send('GET', '/v1/stores')
"""

import functools
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

from stempel_openapi import document
from stempel_test import Refused, build_dir, call, connection_string, stempelctl

START_SECONDS = 10
# Tests ask more than people: no limit is reached, but everything is counted.
UNLIMITED = {f'STEMPEL_RATE_{name}': '1000000' for name in (
    'READ', 'SEARCH', 'WRITE', 'BOOKING', 'PIN', 'SIGN_IN', 'HEAVY')}


def complaints(log):
    """The lines of a log but for those that say that somebody was told to come back."""
    lines = [json.loads(line) for line in log.splitlines()]
    return [line for line in lines if line.get('status') != 503 and 'left_out' not in line]


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__('localhost', timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Server:
    """stempeld on a Unix socket and on a port of the loopback device; ended by `with`."""

    def __init__(self, db, *options, prefix=(), environment=None, port=0):
        self.folder = tempfile.TemporaryDirectory(prefix='stempel-server.')
        self.path = os.path.join(self.folder.name, 'socket')
        with socket.socket() as free:
            free.bind(('127.0.0.1', port))
            self.port = free.getsockname()[1]
        self.log = pathlib.Path(self.folder.name, 'log')
        self.role = db.role('server')
        self.command = [
            *prefix, os.path.join(build_dir(), 'src', 'server', 'stempeld'),
            '--listen', f'unix:{self.path}', '--listen', f'127.0.0.1:{self.port}', *options]
        self.variables = self.environment(db, environment or {})
        self.start()

    def start(self):
        """Again, when it was killed."""
        with open(self.log, 'a') as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log,
                                            env=self.variables)
        self.wait()

    def kill(self):
        """As the kernel does it that runs out of memory."""
        self.process.kill()
        self.process.wait()

    def environment(self, db, changes):
        """What it finds in its environment; None takes a variable away."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith('PG')}
        variables |= UNLIMITED | {
            'G_DEBUG': 'fatal-warnings',
            'STEMPEL_DATABASE': connection_string(db.name, self.role)} | changes
        return {name: value for name, value in variables.items() if value is not None}

    def wait(self):
        """Until it answers."""
        for _ in range(START_SECONDS * 100):
            try:
                self.connect().close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(.01)
        raise RuntimeError(f'stempeld: {self.process.poll()}, {self.log.read_text()}')

    def connect(self):
        """A TCP socket to it."""
        made = socket.create_connection(('127.0.0.1', self.port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def end(self):
        """Ends it as a service manager does; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        status = self.end()
        log = self.log.read_text()
        self.folder.cleanup()
        assert status == 0, (status, log)
        assert complaints(log) == [], log

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def kilobytes(self):
        """What it holds of memory."""
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        return int(next(line for line in status.splitlines() if line.startswith('VmRSS')).split()[1])


class Session:
    """A client that keeps its connection, with or without a token."""

    def __init__(self, server, token=None, unix=False):
        self.token = token
        self.connection = UnixConnection(server.path) if unix else http.client.HTTPConnection(
            '127.0.0.1', server.port, timeout=60)

    def send(self, method, path, body=None, **headers):
        """Status, headers and the JSON that came back. A body that is no text is sent as JSON."""
        sent = {name.replace('_', '-'): value for name, value in headers.items()}
        if self.token:
            sent.setdefault('Authorization', f'Bearer {self.token}')
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if body is not None:
            sent.setdefault('Content-Type', 'application/json')
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        return response.status, response.headers, json.loads(response.read() or 'null')

    def close(self):
        self.connection.close()


@functools.cache
def operations():
    return {o['name']: o for o in json.loads(stempelctl('operations').stdout)}


def as_text(value):
    """A member as it stands in a path or a query."""
    return value if isinstance(value, str) else json.dumps(value)


class Door:
    """The way through a server, for the logins of a database: each call as a client would send it."""

    def __init__(self, db):
        self.db = db
        self.server = None
        self.sessions = {}

    def leads_to(self, operation, request):
        """A session opens no other one, and a path without its parts is none."""
        info = operations()[operation]
        return operation != 'session_open' and all(
            request.get(name) not in (None, '') for name in re.findall(r'{(\w+)}', info['path'])
            if not (info['method'] == 'PUT' and name == 'id'))

    def session(self, login):
        """Each thread has a connection of its own."""
        place = login.id, threading.get_ident()
        if place not in self.sessions:
            self.server = self.server or Server(self.db)
            token = call(login.connection, 'session_open', {})['token']
            self.sessions[place] = Session(self.server, token)
        return self.sessions[place]

    def call(self, login, operation, request, key):
        try:
            return self.send(self.session(login), operation, request, key)
        except Refused as refusal:
            if refusal.code != 'unauthenticated':
                raise
        # The clock may have gone on by days, and the session with it.
        self.sessions.pop((login.id, threading.get_ident()), None)
        return self.send(self.session(login), operation, request, key)

    def send(self, session, operation, request, key):
        info, rest = operations()[operation], dict(request)
        path = info['path'] if rest.get('id') is not None else info['path'].removesuffix('/{id}')
        for name in re.findall(r'{(\w+)}', path):
            path = path.replace(f'{{{name}}}', urllib.parse.quote(as_text(rest.pop(name)), safe=''))
        headers = {'Idempotency-Key': str(key)} if key is not None else {}
        if info['method'] in ('GET', 'DELETE'):
            query = {name: as_text(value) for name, value in rest.items() if value is not None}
            path, rest = path + ('?' + urllib.parse.urlencode(query) if query else ''), None
        status, _, reply = session.send(info['method'], path, rest, **headers)
        complaints = document(self.db).complaints(operation, status, reply)
        assert not complaints, (request, reply, complaints)
        if status != 200:
            for name in ('type', 'title', 'status', 'request_id'):
                del reply[name]
            raise Refused(reply)
        return reply

    def close(self):
        if self.server is not None:
            self.server.__exit__()
