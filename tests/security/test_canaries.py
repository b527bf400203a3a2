#!/usr/bin/python3
# test_canaries.py: secrets of known text go through the server, and are then nowhere but where they belong
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty of them: passwords, PINs, one-time codes, tokens, keys, and what people are called. They come
in good requests and bad ones, over connections that break; then everything that the server and
PostgreSQL leave behind is searched for them."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import secrets
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from stempel_http import Server, Session, UnixConnection
from stempel_test import connection_string, run, stempelctl, test
from stempel_tls import Authority
from stempel_totp import code

SOURCE = pathlib.Path(__file__).parents[2]
DATABASE_ROLE = 'stempel_scram'
# What the server works with for as long as it runs.
NEEDED = {'database password', 'TLS key, line 1', 'TLS key, line 2'}
# In the buffers of libpq stands the last call of each connection (of a statement that is prepared, with
# two texts), and its reply.
LINE_BYTES = 3000
IN_LINE = re.compile(rb'\0s\d+\0\0\0\0\x02\0\0|T\0\0\0.\0\x01\w+\0\0\0\0\0', re.DOTALL)
# What a member's own data may be told by: who changes a member, or enters one twice, is told of them.
TELLS_OF_MEMBERS = {'stale', 'duplicate_customer'}


def password():
    return 'canary ' + secrets.token_hex(12)


class Canaries:
    """Secrets by what they are, and what is of people."""

    def __init__(self):
        self.secrets, self.people = {}, {}

    def secret(self, name, value):
        assert name not in self.secrets and len(value) >= 8, (name, value)
        self.secrets[name] = value
        return value

    def member(self, name):
        """All that is known about somebody."""
        mark = secrets.token_hex(6)
        made = {'given_name': f'Given{mark}', 'family_name': f'Family{mark}',
                'email': f'mail{mark}@example.lu', 'phone': f'+352621{secrets.randbelow(10 ** 6):06}',
                'note': f'Note {mark}'}
        for member, value in made.items():
            self.people[f'{name}: {member}'] = value
        return made

    def found_in(self, text, kinds=('secrets', 'people')):
        """Those that stand in a text, as they are or as JSON, URL or base64 would write them."""
        data = text if isinstance(text, bytes) else text.encode()
        return [name for kind in kinds for name, value in getattr(self, kind).items()
                if any(form in data for form in self.forms(value))]

    @staticmethod
    def forms(value):
        plain = value.encode()
        return (plain, plain.replace(b' ', b'%20'), plain.replace(b' ', b'+'),
                base64.b64encode(plain).rstrip(b'='), plain.hex().encode())


class Guarded(Server):
    """A server that writes all it ever writes, with a password and a key of its own."""

    def __init__(self, db, canaries):
        self.home = tempfile.TemporaryDirectory(prefix='stempel-canaries.')
        home = pathlib.Path(self.home.name)
        self.authority = Authority(home)
        certificate, key = self.authority.issue('server', 1)
        for n, line in enumerate(key.read_text().splitlines()[1:3], 1):
            canaries.secret(f'TLS key, line {n}', line)
        word = home / 'database-password'
        word.touch(0o600)
        word.write_text(canaries.secret('database password', secrets.token_hex(16)))
        self.status = home / 'status'
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.tls_port = free.getsockname()[1]
        db.rows(f'alter role {DATABASE_ROLE} password %s', canaries.secrets['database password'])
        super().__init__(
            db, '--log-level', 'debug', '--log-format', 'json', '--status-listen',
            f'unix:{self.status}', '--listen', f'tls:127.0.0.1:{self.tls_port}',
            '--tls-certificate', certificate, '--tls-key', key,
            environment={'STEMPEL_DATABASE': connection_string(db.name, DATABASE_ROLE),
                         'STEMPEL_DATABASE_PASSWORD_FILE': str(word),
                         # What the tests have to make mistakes show would hide these.
                         'MALLOC_PERTURB_': None})

    def memory(self):
        """All that the process can write to, as a core would hold it."""
        pieces = []
        with open(f'/proc/{self.process.pid}/maps') as maps, open(
                f'/proc/{self.process.pid}/mem', 'rb', 0) as memory:
            for line in maps:
                first, last, rights = re.match(r'(\w+)-(\w+) (\S+)', line).groups()
                if rights.startswith('rw'):
                    memory.seek(int(first, 16))
                    with contextlib.suppress(OSError):
                        pieces.append((line.split()[-1], memory.read(int(last, 16) - int(first, 16))))
        return pieces


class Flows:
    """Everything that takes or gives a secret, as a client would ask for it."""

    def __init__(self, db, server, canaries):
        self.db, self.server, self.canaries = db, server, canaries
        self.bakery = db.merchant()
        self.refusals = []
        opened = self.bakery.manager.call('session_open')['token']
        self.manager = Session(server, canaries.secret('manager session', opened))
        self.nobody = Session(server)

    def ask(self, session, method, path, expected, **body):
        headers = {'Idempotency_Key': str(uuid.uuid4())} if method in ('POST', 'PUT') else {}
        status, _, reply = session.send(method, path, body if method in ('POST', 'PUT') else None,
                                        **headers)
        assert status == expected, (method, path, status, reply)
        if status != 200:
            self.refusals.append(reply)
        return reply

    def sign_in(self, expected, mail, word, **more):
        reply = self.ask(self.nobody, 'POST', '/v1/session', expected, email=mail, password=word,
                         **more)
        if expected != 200:
            return None
        token = self.canaries.secret(f'session {len(self.canaries.secrets)}', reply['token'])
        return Session(self.server, token)

    def passwords(self):
        """Given, mistyped, changed, refused."""
        nora = self.canaries.member('Nora')
        made = self.ask(self.manager, 'PUT', '/v1/logins', 200, role='manager',
                        name=nora['given_name'], email=nora['email'])
        given = self.canaries.secret('password given', password())
        self.ask(self.manager, 'POST', f'/v1/logins/{made["id"]}/password', 200, password=given)
        self.sign_in(401, nora['email'], self.canaries.secret('password mistyped', password()))
        self.sign_in(401, self.canaries.member('stranger')['email'], given)
        self.sign_in(422, nora['email'], given, member=self.canaries.secret('stray', password()))
        session = self.sign_in(200, nora['email'], given)
        changed = self.canaries.secret('password changed', password())
        self.ask(session, 'POST', '/v1/password', 401, password=changed,
                 current_password=self.canaries.secret('current mistyped', password()))
        self.ask(session, 'POST', '/v1/password', 422, current_password=given,
                 password=self.canaries.secret('password too long', password() * 4))
        self.ask(session, 'POST', '/v1/password', 200, current_password=given, password=changed)
        return nora['email'], changed, session

    def second_factor(self, mail, word, session):
        begun = self.ask(session, 'POST', '/v1/totp', 200)
        secret = base64.b32decode(self.canaries.secret('TOTP secret', begun['secret']))
        now = int(time.time())
        self.one_time = [code(secret, now + step) for step in (-30, 0, 30)]
        self.ask(session, 'POST', '/v1/totp/confirm', 200, one_time_code=self.one_time[0])
        self.sign_in(401, mail, word)
        self.sign_in(401, mail, word, one_time_code='000000')
        again = self.sign_in(200, mail, word, one_time_code=self.one_time[1])
        self.ask(again, 'DELETE', '/v1/session', 200)
        self.ask(again, 'GET', '/v1/session', 401)

    def codes_in(self, text):
        """Six digits are in many a number; a code is a text."""
        data = text if isinstance(text, bytes) else text.encode()
        return [f'one-time code {n}' for n, digits in enumerate(self.one_time)
                if f'"{digits}"'.encode() in data]

    def devices(self):
        pair = {'store_id': self.bakery.store_id}
        till = self.ask(self.manager, 'POST', '/v1/terminals', 200, name='Till', **pair)
        self.ask(self.nobody, 'POST', '/v1/terminals/claim', 404,
                 code=self.canaries.secret('code mistyped', 'ABCD-' + secrets.token_hex(8)[:4]))
        claimed = self.ask(self.nobody, 'POST', '/v1/terminals/claim', 200,
                           code=self.canaries.secret('terminal code', till['code']))
        self.canaries.secret('terminal token', claimed['token'])
        self.ask(Session(self.server, claimed['token']), 'GET', '/v1/stores', 200)
        waiting = self.ask(self.manager, 'POST', '/v1/terminals', 200, name='Other till', **pair)
        self.canaries.secret('code of a terminal that waits', waiting['code'])
        key = self.ask(self.manager, 'PUT', '/v1/api-keys', 200, name='Shop', role='staff',
                       operations=['card_lookup'])
        self.canaries.secret('key', key['token'])
        self.ask(Session(self.server, key['token']), 'GET', '/v1/stores', 403)
        self.ask(Session(self.server, self.canaries.secret('unknown token', secrets.token_hex(20))),
                 'GET', '/v1/stores', 401)

    def pins(self):
        pin = self.canaries.secret('PIN', f'{secrets.randbelow(10 ** 7) + 73 * 10 ** 6}')
        luc = self.ask(self.manager, 'PUT', '/v1/employees', 200, name='Luc')['id']
        self.ask(self.manager, 'POST', f'/v1/employees/{luc}/pin', 200, pin=pin)
        self.ask(self.manager, 'POST', f'/v1/employees/{luc}/pin', 422,
                 pin=self.canaries.secret('PIN that is none', secrets.token_hex(8)))
        wrong = self.canaries.secret('PIN mistyped', f'{secrets.randbelow(10 ** 7) + 61 * 10 ** 6}')
        status = self.manager.send('POST', f'/v1/employees/{luc}/verify', {
            'employee_id': luc, 'pin': wrong})[0]
        assert status >= 400, status
        opened = self.ask(self.manager, 'POST', f'/v1/employees/{luc}/verify', 200, pin=pin)
        return luc, self.canaries.secret('PIN token', opened['pin_token'])

    def members(self, luc, pin_token):
        self.bakery.program()
        anna = self.canaries.member('Anna')
        born = self.canaries.people['Anna: birthday'] = '1961-07-23'
        made = self.ask(self.manager, 'POST', '/v1/customers', 200, birthday=born,
                        store_id=self.bakery.store_id, **anna)
        self.canaries.people['Anna: card token'] = made['cards'][0]['token']
        self.ask(self.manager, 'POST', f'/v1/accounts/{made["accounts"][0]["id"]}/stamps', 200,
                 store_id=self.bakery.store_id, employee_id=luc, pin_token=pin_token)
        self.ask(self.manager, 'POST', '/v1/customers', 409, store_id=self.bakery.store_id, **anna)
        self.ask(self.manager, 'PUT', f'/v1/customers/{made["id"]}', 412, revision=7, **anna)
        bert = self.canaries.member('Bert')
        self.ask(self.manager, 'PUT', f'/v1/customers/{made["id"]}', 422, revision=1,
                 **bert | {'email': bert['note']})
        self.ask(self.manager, 'GET', f'/v1/customers?q={anna["family_name"]}', 200)
        self.ask(self.manager, 'GET', f'/v1/cards?token={made["cards"][0]["token"]}', 200)
        self.ask(self.manager, 'GET', f'/v1/cards?token={bert["family_name"]}', 404)
        self.ask(self.manager, 'GET', f'/v1/customers/{bert["family_name"]}', 422)
        self.ask(self.manager, 'GET', f'/v1/{bert["given_name"]}', 404)

    def malformed(self):
        """Bodies, headers and lines that are none."""
        word = self.canaries.secret('in what is no request', password())
        for body, headers, status in (
                (f'{{"password":"{word}"', {}, 400), (f'"{word}"', {}, 400),
                (f'{{"password":"{word}"}}', {'Content_Type': word.replace(' ', '/')}, 415),
                (json.dumps({'password': word * 12000}), {}, 413),
                ('{}', {'Idempotency_Key': word}, 422),
                ('{}', {'X_Long': word * 1000}, 431)):
            client = Session(self.server)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                got, _, problem = client.send('POST', '/v1/session', body, **headers)
                assert got == status, (got, status, problem)
                self.refusals.append(problem)
            client.close()
        for line in (f'GET /{word} HTTP/1.1\r\n\r\n', f'{word}\r\n\r\n',
                     f'POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n{word}'):
            with self.server.connect() as client:
                client.sendall(line.encode())
                client.settimeout(.2)
                with contextlib.suppress(OSError):
                    client.recv(65536)

    def broken_lines(self, mail):
        """PostgreSQL goes away while it has the request."""
        carl = self.canaries.member('Carl')
        word = self.canaries.secret('password while lines break', password())
        lost = [('/v1/customers', 200, carl | {'store_id': self.bakery.store_id}),
                ('/v1/session', 503, {'email': mail, 'password': word})]
        for path, expected, body in lost:
            table = 'stempel.customer' if path == '/v1/customers' else 'private.guess'
            blocker = self.db.connect('postgres', autocommit=False)
            with blocker.cursor() as cursor:
                cursor.execute(f'lock table {table}')
            session = Session(self.server, self.manager.token if expected == 200 else None)
            answers = []
            asking = threading.Thread(target=lambda: answers.append(session.send(
                'POST', path, body, Idempotency_Key=str(uuid.uuid4()))))
            asking.start()
            for _ in range(500):
                if self.db.value("select count(*) from pg_stat_activity where usename = %s and "
                                 "wait_event_type = 'Lock'", DATABASE_ROLE):
                    break
                time.sleep(.01)
            self.db.rows('select pg_terminate_backend(pid) from pg_stat_activity '
                         'where usename = %s', DATABASE_ROLE)
            blocker.rollback()
            asking.join()
            assert answers[0][0] == expected, answers

    def through_tls(self, mail, word):
        client = http.client.HTTPSConnection('localhost', self.server.tls_port, timeout=20,
                                             context=self.server.authority.context())
        client.request('POST', '/v1/session', json.dumps({'email': mail, 'password': word}),
                       {'Content-Type': 'application/json'})
        assert client.getresponse().status == 401
        client.close()

    def all(self):
        mail, word, session = self.passwords()
        self.second_factor(mail, word, session)
        self.devices()
        self.members(*self.pins())
        self.malformed()
        self.through_tls(mail, self.canaries.secret('password over TLS', password()))
        self.broken_lines(mail)


def commands():
    """What docs/server.md says that PostgreSQL is to be told."""
    text = (SOURCE / 'docs' / 'server.md').read_text()
    return re.search(r'### Logs of PostgreSQL\n.*?```sh\n(.*?)```', text, re.DOTALL)[1]


@contextlib.contextmanager
def as_documented(db):
    """PostgreSQL set as the documentation wants it, and made to write every statement besides."""
    subprocess.run(['bash', '-euc', commands()], check=True, capture_output=True,
                   env=os.environ | {'PRIMARY': os.environ['STEMPEL_TEST_DATABASE']})
    db.rows(f'drop role if exists {DATABASE_ROLE}')
    db.rows(f"create role {DATABASE_ROLE} login in role stempel_server")
    db.rows(f"alter role {DATABASE_ROLE} set log_statement = 'all'")
    db.rows('create or replace function private.password_cost() returns integer '
            'language sql immutable as $$ select 4 $$')
    try:
        yield
    finally:
        db.rows(f'drop role {DATABASE_ROLE}')
        db.rows('alter system reset all')
        db.rows('select pg_reload_conf()')


@contextlib.contextmanager
def gone_through(db):
    """A server through which everything has gone."""
    canaries = Canaries()
    with as_documented(db):
        server = Guarded(db, canaries)
        try:
            flows = Flows(db, server, canaries)
            flows.all()
            assert len(canaries.secrets) + len(canaries.people) >= 50
            yield server, canaries, flows
        finally:
            server.end()
            server.folder.cleanup()
            server.home.cleanup()


def left_in_memory(server, canaries):
    """(secret, what stands around it) for all that a dump of the process would show."""
    for where, data in server.memory():
        for name in canaries.found_in(data, ('secrets',)):
            for form in canaries.forms(canaries.secrets[name]):
                for hit in re.finditer(re.escape(form), data):
                    before = data[max(0, hit.start() - LINE_BYTES):hit.start()]
                    if name not in NEEDED and not IN_LINE.search(before):
                        yield name, where, before[-80:], data[hit.end():hit.end() + 40]


@test('fifty secrets go through everything, and are nowhere but where they belong')
def nowhere(db):
    with gone_through(db) as (server, canaries, flows):
        found = {}
        status = UnixConnection(str(server.status))
        status.request('GET', '/metrics')
        process = pathlib.Path(f'/proc/{server.process.pid}')
        log = server.log.read_text()
        database_log = pathlib.Path(os.environ['STEMPEL_TEST_CLUSTER']).parent / 'log'
        for place, text in (
                ('the log', log), ('the log of PostgreSQL', database_log.read_text()),
                ('the command line', (process / 'cmdline').read_bytes()),
                ('the environment', (process / 'environ').read_bytes()),
                ('the figures', status.getresponse().read())):
            assert len(text) > 100, place
            found[place] = canaries.found_in(text) + flows.codes_in(text)
        # That they were there to be written is told by what was.
        for word in ('session_open', 'totp_confirm', 'customer_enroll', 'employee_verify'):
            assert word in log and f'api.{word} (' in database_log.read_text(), word
        for problem in flows.refusals:
            people = () if problem['code'] in TELLS_OF_MEMBERS else ('people',)
            found[f'refusal {problem["code"]}'] = canaries.found_in(
                json.dumps(problem), ('secrets', *people))
        for name in ('audit', 'entries', 'logins', 'sessions', 'terminals', 'api-keys', 'employees'):
            told = stempelctl('export', name, database=connection_string(
                db.name, flows.bakery.manager.database_role)).stdout
            assert told, name
            found[f'export {name}'] = canaries.found_in(told, ('secrets',))
        assert not any(found.values()), {place: names for place, names in found.items() if names}


@test('a dump of the process shows what it needs, and what PostgreSQL was last asked')
def memory(db):
    with gone_through(db) as (server, canaries, flows):
        flows.manager.close()
        flows.nobody.close()
        for _ in range(20):
            left = list(left_in_memory(server, canaries))
            if not left:
                break
            time.sleep(.05)
        assert not left, left[:5]


run()
