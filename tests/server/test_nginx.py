#!/usr/bin/python3
# test_nginx.py: the site of nginx that comes with the server, before a real one
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from stempel_http import Server
from stempel_test import run, test
from stempel_tls import Authority

SITE = pathlib.Path(__file__).parents[2] / 'data' / 'stempeld-nginx.conf'
NAME = 'stempel.example.lu'
# The whole of 127.0.0.0/8 is this computer; only 127.0.0.1 is believed to be a proxy.
HERE, THERE = '127.0.0.7', '127.0.0.8'
MAIN = '''
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/main-error.log;
events {{ worker_connections 512; }}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  # What Debian has there, which the site must not depend on.
  gzip on;
  gzip_types application/json;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  include {folder}/site.conf;
}}
'''


def free_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


class Proxy:
    """nginx with the shipped site on ports of its own; ended by `with`."""

    def __init__(self, upstream, changes=None):
        self.home = tempfile.TemporaryDirectory(prefix='stempel-nginx.')
        self.folder = pathlib.Path(self.home.name)
        self.http, self.https = free_port(), free_port()
        self.authority = Authority(self.folder)
        self.certificate, self.key = self.authority.issue('server', 1)
        (self.folder / 'site.conf').write_text(self.site(upstream, changes or {}))
        main = MAIN.format(folder=self.folder)
        if os.geteuid() == 0:
            main = 'user root;' + main
        (self.folder / 'nginx.conf').write_text(main)
        nginx = shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin')
        self.process = subprocess.Popen(
            [nginx, '-e', self.folder / 'main-error.log', '-p', self.folder,
             '-c', self.folder / 'nginx.conf'], stderr=subprocess.PIPE, text=True)
        self.wait()

    def site(self, upstream, changes):
        """The shipped site, with nothing changed but where things are."""
        text = SITE.read_text()
        for shipped, here in ({
                'server 127.0.0.1:8086;': f'server {upstream};',
                'listen 80;': f'listen 127.0.0.1:{self.http};',
                'listen 443 ssl http2;': f'listen 127.0.0.1:{self.https} ssl http2;',
                '/etc/ssl/certs/stempel.pem': str(self.certificate),
                '/etc/ssl/private/stempel.key': str(self.key),
                '/var/log/nginx/stempel.log': f'{self.folder}/access.log',
                '/var/log/nginx/stempel-error.log': f'{self.folder}/error.log'} | changes).items():
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        # There are computers without IPv6.
        text, count = re.subn(r' *listen \[::\]:.*\n', '', text)
        assert count == 2, count
        return text

    def wait(self):
        for _ in range(500):
            with contextlib.suppress(OSError):
                socket.create_connection(('127.0.0.1', self.https), timeout=10).close()
                return
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(.02)
        raise RuntimeError('nginx does not answer')

    def fetch(self, path, *options, method='GET', body=None, token=None, start='https'):
        """curl that has ended."""
        port = self.https if start == 'https' else self.http
        if body is not None:
            options += ('--data-binary', '@-', '-H', 'Content-Type: application/json')
        if token is not None:
            options += ('-H', f'Authorization: Bearer {token}')
        return subprocess.run(
            ['curl', '-sS', '-i', '--max-time', '20', '--path-as-is', '-X', method,
             '--cacert', self.authority.certificate, *options, f'{start}://localhost:{port}{path}'],
            input=(body or '').encode(), capture_output=True)

    def curl(self, *arguments, **options):
        """Status, version of HTTP, headers and text, as curl got them."""
        done = self.fetch(*arguments, **options)
        assert done.returncode == 0, done
        head, _, text = done.stdout.decode().partition('\r\n\r\n')
        while ' 100 ' in head.split('\r\n')[0]:
            head, _, text = text.partition('\r\n\r\n')
        first, *lines = head.split('\r\n')
        version, status = first.split()[:2]
        headers = {}
        for line in lines:
            name, value = line.split(': ', 1)
            headers.setdefault(name.lower(), []).append(value)
        return int(status), version, headers, text

    def refusal(self, *arguments, **options):
        """Status, code and headers of an answer that must be a problem."""
        status, _, headers, text = self.curl(*arguments, **options)
        assert headers['content-type'] == ['application/problem+json'], (headers, text)
        problem = json.loads(text)
        assert problem['status'] == status and problem['type'] == 'about:blank', problem
        assert headers['x-request-id'] == [problem['request_id']], (headers, problem)
        return status, problem['code'], headers

    def connection(self, source=HERE):
        """HTTP/1.1 as a program would speak it, from some address."""
        return http.client.HTTPSConnection(
            'localhost', self.https, context=self.authority.context(), timeout=20,
            source_address=(source, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        said = self.process.communicate(timeout=20)[1]
        status = self.process.returncode
        errors = (self.folder / 'main-error.log').read_text() + said
        self.home.cleanup()
        assert status == 0 and not re.search(r'\[(emerg|alert|crit)\]', errors), errors


@contextlib.contextmanager
def both(db, changes=None, environment=None):
    """A server with the site of nginx before it."""
    with Server(db, environment=environment) as server:
        with Proxy(f'127.0.0.1:{server.port}', changes) as proxy:
            yield server, proxy


def nora(db):
    """A manager with a password."""
    db.rows('create or replace function private.password_cost() returns integer '
            'language sql immutable as $$ select 4 $$')
    bakery = db.merchant()
    made = bakery.manager.call('login_save', name='Nora', email='nora@example.lu', role='manager')
    bakery.manager.call('login_set_password', id=made['id'], password='a horse in the garden')
    return bakery


def sign_in(proxy, *options, password='a horse in the garden'):
    status, _, _, text = proxy.curl(
        '/v1/session', '--interface', HERE, *options, method='POST',
        body=json.dumps({'email': 'nora@example.lu', 'password': password}))
    return status, json.loads(text)


def from_addresses(bakery):
    return [event['address'] for event in bakery.manager.call(
        'audit_list', action='login.sign_in')['items']]


@test('one works through it over HTTP/2, by TCP and by the Unix socket')
def works(db):
    bakery = nora(db)
    with Server(db) as server:
        for upstream in (f'127.0.0.1:{server.port}', f'unix:{server.path}'):
            with Proxy(upstream) as proxy:
                status, opened = sign_in(proxy)
                assert status == 200, opened
                token = opened['token']
                for version, option in (('HTTP/2', '--http2'), ('HTTP/1.1', '--http1.1')):
                    status, spoken, headers, text = proxy.curl(
                        '/v1/stores', option, '--compressed', token=token)
                    assert (status, spoken) == (200, version), text
                    assert json.loads(text)['items'][0]['name'] == 'Centre'
                    assert 'content-encoding' not in headers
                    assert len(headers['x-request-id'][0]) == 36
                status, _, _, text = proxy.curl(
                    '/v1/stores', '-H', f'Idempotency-Key: {uuid.uuid4()}', method='PUT',
                    body=json.dumps({'name': f'Gâre {upstream}'[:60]}), token=token)
                assert status == 200, text
                # A refusal of the server comes through as it is.
                status, code, headers = proxy.refusal('/v1/cards/12', token=token)
                assert (status, code) == (404, 'not_found') and len(headers['x-request-id'][0]) == 36
                status, code, headers = proxy.refusal('/v1/stores')
                assert (status, code, headers['www-authenticate']) == (
                    401, 'unauthenticated', ['Bearer'])


@test('the address of the client is the one that nginx saw, whatever the client says')
def addresses(db):
    bakery = nora(db)
    with Server(db) as server:
        for upstream in (f'127.0.0.1:{server.port}', f'unix:{server.path}'):
            with Proxy(upstream) as proxy:
                for pretended in ('192.0.2.1', '192.0.2.1, 127.0.0.1', '127.0.0.1', ''):
                    status, opened = sign_in(proxy, '-H', f'X-Forwarded-For: {pretended}',
                                             '-H', 'X-Real-IP: 192.0.2.2',
                                             '-H', 'Forwarded: for=192.0.2.3')
                    assert status == 200, opened
                assert sign_in(proxy, '-H', 'X-Forwarded-For: 192.0.2.1',
                               '--interface', '127.0.0.1')[0] == 200
                found = from_addresses(bakery)[:5]
                assert found == ['127.0.0.1'] + [HERE] * 4, found


@test('guesses and rates are counted by that address, and nobody pays for another one')
def counted(db):
    nora(db)
    slow = {'STEMPEL_RATE_SIGN_IN': '1', 'STEMPEL_RATE_READ': '1'}
    with both(db, environment=slow) as (_, proxy):
        here, there = proxy.connection(HERE), proxy.connection(THERE)

        def ask(connection, n):
            connection.request('GET', '/v1/stores', headers={
                'Authorization': f'Bearer {n}', 'X-Forwarded-For': f'192.0.2.{n}'})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        statuses = [ask(here, n) for n in range(12)]
        assert statuses == [401] * 10 + [429] * 2, statuses
        assert ask(there, 1) == 401


@test('what is too much is refused by nginx in the same form, and gets no further')
def too_much(db):
    with both(db) as (server, proxy):
        body = '{"a":"' + 'x' * (256 * 1024 - 8) + '"}'
        assert len(body) == 256 * 1024
        for option in ('--http1.1', '--http2'):
            assert proxy.refusal('/v1/session', option, method='POST', body=body)[0] == 422
            status, code, headers = proxy.refusal('/v1/session', option, method='POST',
                                                  body=body + ' ')
            assert (status, code) == (413, 'too_large')
            assert headers['cache-control'] == ['no-store'] and 'retry-after' not in headers
        status, code, _ = proxy.refusal('/v1/stores', '--http1.1', '-H', 'A: ' + 'x' * 5000)
        assert (status, code) == (431, 'too_large')
        # Over HTTP/2 nginx says nothing before it hangs up.
        done = proxy.fetch('/v1/stores', '--http2', '-H', 'A: ' + 'x' * 5000)
        assert done.returncode != 0 and done.stdout == b'', (done.returncode, done.stdout)
        # Nothing went by way of a file.
        assert list((proxy.folder / 'body').iterdir()) == []


@test('of an address there are so many requests, and connections; another one has its own')
def limited(db):
    tight = {'rate=200r/s': 'rate=1r/m', 'burst=400': 'burst=3'}
    with both(db, tight) as (_, proxy):
        for source in (HERE, THERE):
            codes = [proxy.refusal('/v1/stores', '--interface', source)[:2] for _ in range(5)]
            assert codes == [(401, 'unauthenticated')] * 4 + [(429, 'rate_limited')], codes
        _, _, headers = proxy.refusal('/v1/stores', '--interface', HERE)
        assert headers['retry-after'] == ['1']
    with both(db, {'stempel_connections 64': 'stempel_connections 2'}) as (_, proxy):
        waiting = [proxy.connection() for _ in range(2)]
        for connection in waiting:
            connection.putrequest('POST', '/v1/session')
            connection.putheader('Content-Length', '2')
            connection.putheader('Content-Type', 'application/json')
            connection.endheaders()
        for _ in range(100):
            status = proxy.refusal('/v1/stores', '--interface', HERE)[0]
            if status == 429:
                break
            time.sleep(.02)
        assert status == 429
        assert proxy.refusal('/v1/stores', '--interface', THERE)[0] == 401
        for connection in waiting:
            connection.send(b'{}')
            assert connection.getresponse().status == 422


@test('of IPv6 a /64 counts as one')
def networks(db):
    changes = {'rate=200r/s': 'rate=1r/m', 'burst=400': 'burst=1',
               'map $remote_addr $stempel_client': 'map $http_address $stempel_client'}
    with both(db, changes) as (_, proxy):
        for address, status in (
                ('2001:db8:1:2::1', 401), ('2001:db8:1:2:a:b:c:d', 401), ('2001:db8:1:2:9::', 429),
                ('2001:db8:1:3::1', 401), ('2001:db8::1', 401), ('2001:db8::5', 401),
                ('2001:db8::9', 429), ('2001:db9::9', 401)):
            got = proxy.refusal('/v1/stores', '-H', f'Address: {address}')[0]
            assert got == status, (address, got)


@test('plain HTTP is sent to HTTPS of that name; TLS 1.2 and 1.3 only')
def transport(db):
    with both(db) as (_, proxy):
        status, _, headers, _ = proxy.curl('/v1/customers?q=a', '-H', 'Host: evil.example',
                                           start='http')
        assert (status, headers['location']) == (308, [f'https://{NAME}/v1/customers?q=a'])
        assert proxy.refusal('/v1/stores', '--tlsv1.2', '--tls-max', '1.2')[0] == 401
        assert proxy.refusal('/v1/stores', '--tlsv1.3')[0] == 401
        for option in (('--tls-max', '1.1', '--ciphers', 'ALL:@SECLEVEL=0'),
                       ('--tls-max', '1.2', '--ciphers', 'AES256-GCM-SHA384')):
            done = proxy.fetch('/v1/stores', '--tlsv1.0', *option)
            assert done.returncode == 35, done


@test('each answer has the headers that browsers go by, once')
def headers_of_answers(db):
    with both(db) as (_, proxy):
        for path, status in (('/v1/openapi.json', 200), ('/v1/stores', 401), ('/metrics', 404)):
            got, _, headers, _ = proxy.curl(path)
            assert got == status, (path, got)
            for name, value in (('strict-transport-security', 'max-age=63072000'),
                                ('content-security-policy',
                                 "default-src 'none'; frame-ancestors 'none'"),
                                ('referrer-policy', 'no-referrer'),
                                ('x-content-type-options', 'nosniff'),
                                ('server', 'nginx')):
                assert headers[name] == [value], (path, name, headers)
            assert status == 200 or headers['cache-control'] == ['no-store'], headers


@test('there is nothing but operations, and no way around')
def nothing_else(db):
    with both(db) as (_, proxy):
        for path in ('/', '/metrics', '/livez', '/readyz', '/v1', '/v1/../metrics',
                     '/v1/%2e%2e/metrics', '//metrics', '/V1/stores'):
            assert proxy.refusal(path)[:2] == (404, 'not_found'), path
        assert proxy.refusal('/v1/stores', method='TRACE')[:2] == (405, 'method_not_allowed')
        assert proxy.refusal('/x/../v1/stores')[:2] == (404, 'not_found')


class Deserter:
    """A server that takes requests and goes away without a word; `with` ends it."""

    def __init__(self):
        self.listening = socket.create_server(('127.0.0.1', 0))
        self.address = '127.0.0.1:%d' % self.listening.getsockname()[1]
        self.seen = []
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        with contextlib.suppress(OSError):
            while True:
                client = self.listening.accept()[0]
                with client:
                    self.seen.append(client.recv(65536).split(b' ')[0].decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.listening.close()


@test('what went to a server that died is asked again of another one, but for a POST')
def repeated(db):
    with Server(db) as server, Deserter() as deserter, Proxy(
            f'{deserter.address} max_fails=0; server 127.0.0.1:{server.port} max_fails=0') as proxy:
        def ask(method):
            body = None if method == 'GET' else '{}'
            return [proxy.refusal('/v1/stores' if method != 'POST' else '/v1/accounts/1/stamps',
                                  method=method, body=body, token=uuid.uuid4())[0]
                    for _ in range(24)]
        for method in ('GET', 'PUT'):
            assert set(ask(method)) == {401}, method
            assert set(deserter.seen) == {method}, (method, deserter.seen)
            deserter.seen.clear()
        statuses = ask('POST')
        assert set(statuses) == {401, 503}, statuses
        assert deserter.seen == ['POST'] * statuses.count(503), deserter.seen


@test('when the server is away one hears it in the same form; the logs name nobody')
def away(db):
    with both(db) as (server, proxy):
        proxy.curl('/v1/customers?q=Geheim', token='Geheim')
        proxy.curl('/metrics?q=Geheim')
        proxy.curl('/v1/customers?q=Geheim', start='http')
        proxy.curl('/v1/session', method='POST', body='Geheim')
        proxy.curl('/v1/session?q=Geheim', method='POST', body='Geheim' * 100000)
        server.end()
        status, code, headers = proxy.refusal('/v1/customers?q=Geheim')
        assert (status, code, headers['retry-after']) == (503, 'unavailable', ['2'])
        # It is written when the answer is out.
        for _ in range(100):
            access = (proxy.folder / 'access.log').read_text()
            if ' 503 ' in access:
                break
            time.sleep(.02)
        assert access.count(' /v1/customers ') == 3, access
        assert ' 413 ' in access and ' 503 ' in access, access
        for log in ('access.log', 'error.log', 'main-error.log'):
            assert 'Geheim' not in (proxy.folder / log).read_text(), log


run()
