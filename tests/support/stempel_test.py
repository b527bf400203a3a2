# stempel_test.py: a migrated database with merchants, and calling operations as each role
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For test programs that run under support/with-cluster.

    from stempel_test import Database, Refused, run, test

    @test('a manager adds a store')
    def adds_a_store(db):
        bakery = db.merchant()
        reply = bakery.manager.call('store_save', name='Gare')
        assert reply['name'] == 'Gare'

    run()

Every test gets a database of its own, copied from a template that `stempelctl migrate` made once
for the cluster, so that tests cannot see each other.

With STEMPEL_TEST_DOOR=http the logins call through a server instead of their own connections.
"""

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
import traceback
import uuid

import psycopg2
import psycopg2.extensions

TEMPLATE = 'stempel_template'
ROLES = ('manager', 'staff', 'auditor')

_counter = itertools.count(1)
_tests = []


class Refused(Exception):
    """What an operation said instead of an answer, raised or remembered."""

    def __init__(self, problem, sqlstate=None):
        super().__init__(json.dumps(problem))
        self.problem = problem
        self.code = problem['code']
        self.sqlstate = sqlstate

    @property
    def fields(self):
        """The field errors as {field: code}."""
        return {e['field']: e['code'] for e in self.problem.get('errors', [])}


@contextlib.contextmanager
def refused(code, **facts):
    """Expects a refusal with that code and at least these facts; yields a box for the rest."""
    box = Refused({'code': None})
    try:
        yield box
    except Refused as refusal:
        box.__dict__.update(refusal.__dict__)
        assert refusal.code == code, f'refused with {refusal.problem}, not {code}'
        for name, value in facts.items():
            assert refusal.problem.get(name) == value, f'{name} in {refusal.problem}'
    else:
        raise AssertionError(f'not refused with {code}')


@contextlib.contextmanager
def sqlstate(*states):
    """Expects an error of PostgreSQL itself."""
    try:
        yield
    except psycopg2.Error as error:
        assert error.pgcode in states, f'{error.pgcode}: {error}'
    except Refused as refusal:
        # The server's role may call what a person's may not; that person is refused all the same.
        assert (through_server(), refusal.code, states) == (True, 'forbidden', ('42501',)), refusal
    else:
        raise AssertionError(f'no error, but should be one of {states}')


def through_server():
    return os.environ.get('STEMPEL_TEST_DOOR') == 'http'


def build_dir():
    return os.environ.get('STEMPEL_BUILD_DIR') or os.environ['STEMPEL_BUILD']


def stempelctl(*arguments, database=None, check=True):
    """Runs stempelctl against a database; returns the finished process."""
    environment = dict(os.environ, G_DEBUG='fatal-warnings')
    if database:
        environment['STEMPEL_DATABASE'] = database
    done = subprocess.run([os.path.join(build_dir(), 'src', 'ctl', 'stempelctl'), *arguments],
                          env=environment, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise RuntimeError(f'stempelctl {" ".join(arguments)}: {done.returncode}\n{done.stderr}')
    return done


def connection_string(database, user='postgres'):
    return psycopg2.extensions.make_dsn(os.environ['STEMPEL_TEST_DATABASE'],
                                        dbname=database, user=user)


def connect(database, user='postgres', autocommit=True):
    connection = psycopg2.connect(connection_string(database, user))
    connection.autocommit = autocommit
    return connection


def call(connection, operation, request, envelope=None):
    """One operation the way the pg backend sends it; raises Refused."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(f'select api.{operation}(%s::jsonb || %s::jsonb)',
                           (json.dumps(request), json.dumps(envelope or {})))
        except psycopg2.Error as error:
            if (error.pgcode or '').startswith('ST'):
                raise Refused(json.loads(error.diag.message_detail), error.pgcode) from None
            raise
        reply = cursor.fetchone()[0]
    if set(reply) == {'problem'}:
        raise Refused(reply['problem'])
    return reply


class Login:
    """A person with a PostgreSQL role of their own, and a connection under it."""

    def __init__(self, db, merchant, login_id, role, database_role):
        self.db = db
        self.merchant = merchant
        self.id = login_id
        self.role = role
        self.database_role = database_role
        self._connection = None

    @property
    def connection(self):
        if self._connection is None or self._connection.closed:
            self._connection = self.db.connect(self.database_role)
        return self._connection

    def call(self, operation, /, key=None, **request):
        """Calls an operation; a write gets a new key unless one is given."""
        if key is None and operation in self.db.writes:
            key = str(uuid.uuid4())
        if self.db.door is not None and self.db.door.leads_to(operation, request):
            return self.db.door.call(self, operation, request, key)
        return call(self.connection, operation, request,
                    {'idempotency_key': key} if key is not None else {})


class Merchant:
    """A merchant with one store and a login of each role."""

    def __init__(self, db, made, database_roles):
        self.db = db
        self.id = made['merchant_id']
        self.store_id = made['store_id']
        self.manager = Login(db, self, made['login_id'], 'manager', database_roles['manager'])
        for role in ('staff', 'auditor'):
            saved = self.manager.call('login_save', name=f'{role} of {self.id}', role=role,
                                      database_role=database_roles[role])
            setattr(self, role, Login(db, self, saved['id'], role, database_roles[role]))

    @property
    def logins(self):
        return {role: getattr(self, role) for role in ROLES}

    def program(self, publish=True, **rules):
        """A stamp program, published unless told otherwise."""
        rules = {'names': {'en': 'Coffee card'}, 'reward': {'en': 'One coffee'}} | rules
        saved = self.manager.call('program_save', kind='stamps', draft=rules)
        return self.manager.call('program_publish', id=saved['id']) if publish else saved

    def points_program(self, publish=True, kind='points', **rules):
        """A program of kind points or hybrid, published unless told otherwise."""
        texts = {'names': {'en': 'Points club'}}
        if kind == 'hybrid':
            texts['reward'] = {'en': 'One coffee'}
        saved = self.manager.call('program_save', kind=kind, draft=texts | rules)
        return self.manager.call('program_publish', id=saved['id']) if publish else saved

    def reward(self, program_id, **facts):
        """A reward of a program's catalogue, 100 points unless told otherwise."""
        facts = {'names': {'en': 'Mug'}, 'cost_points': 100} | facts
        return self.manager.call('reward_save', program_id=program_id, **facts)

    def member(self, given='Anna', family='Weber', **particulars):
        return self.manager.call('customer_enroll', given_name=given, family_name=family,
                                 store_id=particulars.pop('store_id', self.store_id),
                                 **particulars)

    def employee(self, name='Luc', pin=None, **particulars):
        """An employee; with a PIN when one is given."""
        saved = self.manager.call('employee_save', name=name, **particulars)
        if pin is not None:
            saved = self.manager.call('employee_set_pin', id=saved['id'], pin=pin)
        return saved


class Database:
    """A migrated database; dropped by close()."""

    def __init__(self):
        self.name = f'stempel_test_{os.getpid()}_{next(_counter)}'
        self._open = []
        self._roles = []
        self.door = None
        make_template()
        with contextlib.closing(connect('postgres')) as server, server.cursor() as cursor:
            # Copying files takes half the time of writing them to the log, page by page.
            cursor.execute(f'create database {self.name} template {TEMPLATE} strategy file_copy')
        self.admin = self.connect('postgres')
        self.writes = {row[0] for row in
                       self.rows('select name from private.operation where writes')}
        if through_server():
            from stempel_http import Door  # It needs this module.
            self.door = Door(self)

    def connect(self, user, autocommit=True):
        connection = connect(self.name, user, autocommit)
        self._open.append(connection)
        return connection

    def rows(self, statement, *parameters):
        """Rows as the superuser sees them, who stands outside of row-level security."""
        with self.admin.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, statement, *parameters):
        return self.rows(statement, *parameters)[0][0]

    def role(self, group):
        """A PostgreSQL role that may log in as a member of a group."""
        name = f'{self.name}_{group}_{next(_counter)}'
        self.rows(f'create role {name} login in role stempel_{group}')
        self._roles.append(name)
        return name

    def merchant(self, name='Bakery', language='en', country='LU', zone='Europe/Luxembourg',
                 currency='EUR', **store):
        roles = {role: self.role(role) for role in ROLES}
        made = self.value('select private.merchant_create(%s::jsonb)', json.dumps({
            'name': name, 'currency': currency, 'zone': zone, 'language': language,
            'country': country, 'store': {'name': 'Centre'} | store,
            'manager': {'name': f'Manager of {name}', 'database_role': roles['manager']}}))
        return Merchant(self, made, roles)

    def at(self, moment):
        """Stops the rules' clock at a moment (any text PostgreSQL takes), for this database."""
        with self.admin.cursor() as cursor:
            cursor.execute('create or replace function private.now() returns timestamptz '
                           'language sql volatile as $body$ select %s::timestamptz $body$',
                           (str(moment),))

    def running_clock(self):
        self.rows('create or replace function private.now() returns timestamptz '
                  'language sql volatile as $$ select clock_timestamp() $$')

    def disconnect(self):
        """Closes all connections, so that the database can be copied."""
        for connection in self._open:
            connection.close()

    def close(self):
        if self.door is not None:
            self.door.close()
        self.disconnect()
        with contextlib.closing(connect('postgres')) as server, server.cursor() as cursor:
            cursor.execute(f'drop database {self.name} with (force)')
            for role in self._roles:
                cursor.execute(f'drop role {role}')


def make_template():
    """Migrates the template once per cluster."""
    with contextlib.closing(connect('postgres')) as server, server.cursor() as cursor:
        cursor.execute('select 1 from pg_database where datname = %s', (TEMPLATE,))
        if cursor.fetchone():
            return
        cursor.execute(f'create database {TEMPLATE}')
    stempelctl('migrate', database=connection_string(TEMPLATE))


def parallel(jobs):
    """Runs functions at the same moment in threads; returns results and exceptions in order."""
    gate = threading.Barrier(len(jobs))
    answers = [None] * len(jobs)

    def work(place, job):
        gate.wait()
        try:
            answers[place] = job()
        except Exception as error:  # The test looks at each answer itself.
            answers[place] = error

    threads = [threading.Thread(target=work, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test(title):
    """Marks a function as a test; it is called with a fresh Database."""
    def mark(function):
        _tests.append((title, function))
        return function
    return mark


def run():
    """Runs the marked tests (those named on the command line, if any) and prints TAP."""
    wanted = sys.argv[1:]
    chosen = [t for t in _tests if not wanted or any(word in t[0] for word in wanted)]
    failures = 0
    print(f'1..{len(chosen)}', flush=True)
    for number, (title, function) in enumerate(chosen, 1):
        try:
            with contextlib.closing(Database()) as db:
                function(db)
            print(f'ok {number} {title}', flush=True)
        except Exception:
            failures += 1
            for line in traceback.format_exc().splitlines():
                print(f'# {line}')
            print(f'not ok {number} {title}', flush=True)
    sys.exit(1 if failures else 0)
