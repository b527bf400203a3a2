#!/usr/bin/python3
# test_tls.py: stempeld speaks TLS itself
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import uuid
import warnings

from stempel_http import Server, Session, UnixConnection
from stempel_test import build_dir, connection_string, run, test
from stempel_tls import Authority, openssl

STEMPELD = os.path.join(build_dir(), 'src', 'server', 'stempeld')


class Secure(Server):
    """A server that others can reach, with TLS."""

    def __init__(self, db, folder, *options):
        self.home = pathlib.Path(folder)
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.tls_port = free.getsockname()[1]
        super().__init__(db, '--listen', f'tls:0.0.0.0:{self.tls_port}', '--tls-certificate',
                         self.home / 'server.pem', '--tls-key', self.home / 'server.key', *options)

    def shake_hands(self, context):
        """A connection over which TLS is spoken."""
        return context.wrap_socket(socket.create_connection(('127.0.0.1', self.tls_port), 20),
                                   server_hostname='localhost')

    def session(self, context, token=None):
        session = Session(self, token)
        session.connection = http.client.HTTPSConnection('127.0.0.1', self.tls_port,
                                                         context=context, timeout=60)
        return session


@contextlib.contextmanager
def secure(db, *options):
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        authority.issue('server', 1)
        with Secure(db, folder, *options) as server:
            yield server, authority


def until_closed(client, seconds=10):
    """What comes until the other side ends it."""
    client.settimeout(seconds)
    said = b''
    with contextlib.suppress(ConnectionResetError):
        while part := client.recv(65536):
            said += part
    return said


def serial(connection):
    return int(connection.getpeercert()['serialNumber'], 16)


@test('what is asked over TLS is answered as everywhere, small and large, again and again')
def answers(db):
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    with secure(db) as (server, authority):
        client = server.session(authority.context(), token)
        for _ in range(50):
            status, headers, reply = client.send('GET', '/v1/stores')
            assert status == 200 and reply['items'][0]['name'] == 'Centre' and headers['X-Request-Id']
        # A body and an answer of many records of TLS each.
        rows = [[n, 'x' * 200] for n in range(1000)]
        assert client.send('POST', '/v1/imports/1/check', {'first': 1, 'rows': rows},
                           Idempotency_Key=str(uuid.uuid4()))[0] == 404
        status, headers, _ = client.send('POST', '/v1/cards/batches', {'count': 1000},
                                         Idempotency_Key=str(uuid.uuid4()))
        assert status == 200 and int(headers['Content-Length']) > 100000, (status, headers)
        with server.shake_hands(authority.context()) as large:
            large.sendall(b'POST /v1/stores HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n')
            assert large.recv(12) == b'HTTP/1.1 413'
        done = subprocess.run(
            ['curl', '--silent', '--cacert', authority.certificate, '--header',
             f'Authorization: Bearer {token}', f'https://127.0.0.1:{server.tls_port}/v1/stores'],
            capture_output=True, text=True, timeout=30)
        assert json.loads(done.stdout)['items'][0]['name'] == 'Centre', done


@test('a client that does not trust the certificate goes, and only TLS 1.2 and 1.3 are spoken')
def versions(db):
    with secure(db) as (server, authority):
        try:
            server.shake_hands(ssl.create_default_context())
            raise AssertionError('trusted')
        except ssl.SSLCertVerificationError:
            pass
        for version, name in ((ssl.TLSVersion.TLSv1_2, 'TLSv1.2'), (ssl.TLSVersion.TLSv1_3, 'TLSv1.3')):
            context = authority.context()
            context.minimum_version = context.maximum_version = version
            with server.shake_hands(context) as client:
                assert client.version() == name
        warnings.simplefilter('ignore', DeprecationWarning)
        for cipher, version in (('ALL:@SECLEVEL=0', ssl.TLSVersion.TLSv1_1),
                                ('AES256-GCM-SHA384', ssl.TLSVersion.TLSv1_2)):
            context = authority.context()
            context.set_ciphers(cipher)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = version
            try:
                server.shake_hands(context)
                raise AssertionError(f'{cipher} is spoken')
            except ssl.SSLError:
                pass


@test('whoever speaks no TLS, or stops in the middle, is sent away; nobody waits for them')
def no_tls(db):
    with secure(db, '--request-seconds', '1', '--idle-seconds', '2') as (server, authority):
        def connect():
            return socket.create_connection(('127.0.0.1', server.tls_port), 20)
        before = server.descriptors()
        began = time.monotonic()
        plain = connect()
        plain.sendall(b'GET /v1/stores HTTP/1.1\r\nHost: a\r\n\r\n')
        said = until_closed(plain)
        assert b'HTTP' not in said and time.monotonic() - began < 5
        silent, half = connect(), connect()
        hello = bytes.fromhex('16030100c8010000c40303')
        half.sendall(hello)
        assert until_closed(half) == b'' and time.monotonic() - began < 5
        assert until_closed(silent) == b'' and 1 < time.monotonic() - began < 8
        # A handshake is no request: whoever has shaken hands and trickles is known by its first byte.
        slow = server.shake_hands(authority.context())
        began = time.monotonic()
        slow.sendall(b'GET / HT')
        until_closed(slow)
        assert time.monotonic() - began < 5
        for client in (plain, silent, half, slow):
            client.close()
        for _ in range(60):
            context = authority.context()
            with server.shake_hands(context) as client:
                client.sendall(b'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
                assert client.recv(12) == b'HTTP/1.1 404'
        for _ in range(300):
            if server.descriptors() <= before:
                break
            time.sleep(.02)
        assert server.descriptors() <= before
        # And TLS where none is spoken.
        with server.connect() as client:
            client.sendall(hello + b'\r\n\r\n')
            assert not until_closed(client).startswith(b'HTTP/1.1 2')


@test('a certificate that was renewed is shown to who comes then; a bad one is not taken')
def renewed(db):
    with tempfile.TemporaryDirectory() as folder, secure(
            db, '--status-listen', f'unix:{folder}/status') as (server, authority):
        context = authority.context()

        def expires():
            status = UnixConnection(f'{folder}/status')
            status.request('GET', '/metrics')
            return int(re.search(r'^stempel_certificate_expires_timestamp_seconds (\d+)$',
                                 status.getresponse().read().decode(), re.MULTILINE)[1])

        def shown():
            with server.shake_hands(context) as client:
                return serial(client)

        def reload(expected):
            before = server.log.read_text()
            server.process.send_signal(signal.SIGHUP)
            for _ in range(500):
                if expected in server.log.read_text()[len(before):]:
                    break
                time.sleep(.01)
            said = server.log.read_text()[len(before):]
            assert expected in said, said
            # What was read here is no complaint at the end.
            os.truncate(server.log, 0)
        kept = server.session(context)
        assert kept.send('GET', '/v1/stores')[0] == 401
        port = kept.connection.sock.getsockname()
        assert serial(kept.connection.sock) == shown() == 1
        assert abs(expires() - time.time() - 2 * 86400) < 600
        authority.issue('server', 2, kind=('rsa:2048',), days=3)
        reload('read again')
        assert shown() == 2
        assert abs(expires() - time.time() - 3 * 86400) < 600
        right = (server.home / 'server.key').read_text()
        authority.issue('other', 3)
        (server.home / 'server.key').write_text((server.home / 'other.key').read_text())
        reload('do not belong together')
        assert shown() == 2
        (server.home / 'server.key').write_text('no key')
        reload('this is no key')
        (server.home / 'server.key').write_text(right)
        (server.home / 'server.key').chmod(0o644)
        reload('can be read by others')
        assert shown() == 2
        assert kept.send('GET', '/v1/stores')[0] == 401
        assert kept.connection.sock.getsockname() == port


@test('without a certificate nobody else can be listened to, and all is said beforehand')
def refusals(db):
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        certificate, key = authority.issue('server', 1)
        other = authority.issue('other', 2)[1]
        locked = pathlib.Path(folder, 'locked.key')
        openssl('pkey', '-in', key, '-aes256', '-passout', 'pass:x', '-out', locked)
        locked.chmod(0o600)

        def check(*options):
            done = subprocess.run(
                [STEMPELD, '--check-config', '--database', 'dbname=x', *options],
                capture_output=True, text=True, timeout=10)
            assert (done.returncode == 0) == (done.stdout == 'OK\n'), done
            return done.stderr
        both = '--tls-certificate', certificate, '--tls-key'
        assert check('--listen', 'tls:0.0.0.0:443', *both, key) == ''
        assert check('--listen', 'tls:[::]:443', *both, key) == ''
        assert 'takes tls-certificate and tls-key' in check('--listen', 'tls:0.0.0.0:443')
        assert 'put a proxy' in check('--listen', '0.0.0.0:443', *both, key)
        assert 'is no address' in check('--listen', 'tls:unix:/x', *both, key)
        assert 'there is no TLS' in check('--status-listen', 'tls:0.0.0.0:443', *both, key)
        assert 'it takes both' in check('--tls-certificate', certificate)
        assert 'do not belong together' in check(*both, other)
        assert 'this is no key without a password' in check(*both, locked)
        assert 'this is no chain' in check('--tls-certificate', key, '--tls-key', key)
        assert 'No such file' in check('--tls-certificate', f'{folder}/none', '--tls-key', key)


@test('while it drains, what is under way over TLS is answered, and who rests is sent home')
def drains(db):
    with secure(db) as (server, authority):
        resting = server.session(authority.context())
        assert resting.send('GET', '/v1/stores')[0] == 401
        began = time.monotonic()
        assert server.end() == 0 and time.monotonic() - began < 5
        assert until_closed(resting.connection.sock) == b''


@test('a socket that is handed over under the name of TLS speaks it; credentials do as well')
def handed_over(db):
    with tempfile.TemporaryDirectory() as folder, socket.create_server(('', 0)) as listening:
        authority = Authority(folder)
        for file, name in zip(authority.issue('server', 1), ('tls-certificate', 'tls-key')):
            file.rename(f'{folder}/{name}')
        environment = dict(
            os.environ, STEMPEL_DATABASE=connection_string(db.name, db.role('server')),
            LISTEN_FDS='1', LISTEN_FDNAMES='tls', FD=str(listening.fileno()))

        def start(**more):
            return subprocess.Popen(
                ['bash', '-c', 'exec 3<&$FD; export LISTEN_PID=$$; exec "$@"', 'bash', STEMPELD],
                env=environment | more, pass_fds=[listening.fileno()], stderr=subprocess.PIPE,
                text=True)
        without = start()
        assert 'takes tls-certificate and tls-key' in without.communicate(timeout=10)[1]
        assert without.returncode == 1
        process = start(CREDENTIALS_DIRECTORY=folder)
        client = http.client.HTTPSConnection('localhost', listening.getsockname()[1],
                                             context=authority.context(), timeout=20)
        client.request('GET', '/v1/stores')
        assert client.getresponse().status == 401
        process.terminate()
        assert process.communicate(timeout=10)[1] == '' and process.returncode == 0


run()
