#!/usr/bin/python3
# test_openapi.py: the document says what the server does
#
# SPDX-License-Identifier: GPL-3.0-or-later

import base64
import hmac
import json
import os
import pathlib
import struct
import subprocess
import time
import uuid

from stempel_http import Server, Session, operations
from stempel_openapi import document
from stempel_test import Refused, call, connection_string, run, stempelctl, test
from stempel_world import World

VALIDATOR = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'tests', 'server', 'validator')
# Where tools/install-dependencies puts its packages.
PACKAGES = pathlib.Path(os.environ.get('XDG_CACHE_HOME') or pathlib.Path.home() / '.cache',
                        'stempel', 'openapi-validator')


# What needs more than a request and a connection.
OF_A_SESSION = {'totp_confirm', 'password_change'}


def validate(text):
    return subprocess.run(['node', VALIDATOR / 'validate.js', PACKAGES], input=text,
                          capture_output=True, text=True, check=False)


@test('anybody gets the document from a server, once: it has an entity tag')
def served(db):
    told = json.loads(stempelctl('openapi', database=connection_string(db.name)).stdout)
    with Server(db) as server:
        nobody = Session(server)
        status, headers, shown = nobody.send('GET', '/v1/openapi.json')
        assert (status, headers['Content-Type']) == (200, 'application/json')
        assert shown == told
        assert nobody.send('GET', '/v1/openapi.json')[1]['ETag'] == headers['ETag']
        for known in (headers['ETag'], f'"x", {headers["ETag"]}'):
            status, again, nothing = nobody.send('GET', '/v1/openapi.json', If_None_Match=known)
            assert (status, again['ETag'], nothing) == (304, headers['ETag'], None)
        assert nobody.send('GET', '/v1/openapi.json', If_None_Match='"x"')[0] == 200
        status, headers, problem = nobody.send('POST', '/v1/openapi.json', {})
        assert (status, headers['Allow'], problem['code']) == (405, 'GET', 'method_not_allowed')
        assert nobody.send('GET', '/v1/interface')[2] == call(
            db.connect(db.role('staff')), 'interface_get', {})


@test('a public validator finds nothing wrong with it')
def valid(db):
    text = stempelctl('openapi', database=connection_string(db.name)).stdout
    found = validate(text)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith('OpenAPI 3.1.0'), found.stdout
    broken = json.loads(text)
    del broken['paths']['/v1/stores']['get']['responses']['200']['description']
    assert validate(json.dumps(broken)).returncode == 1


@test('each operation stands there under its name, with its route and its key')
def complete(db):
    shown = document(db).operations
    table = operations()
    assert set(table) <= set(shown)
    assert {name.removesuffix('_new') for name in shown} - set(table) == {'openapi'}
    for name, info in table.items():
        operation = shown[name]
        assert (operation['method'], operation['path'], operation['summary']) == (
            info['method'], info['path'], info['help'])
        keys = [p for p in operation['parameters'] if p.get('$ref', '').endswith('/IdempotencyKey')]
        assert len(keys) == info['writes'], name
        assert (operation.get('security') == []) == (info['roles'] == ['anyone']), name
        added = info['method'] == 'PUT' and f'{name}_new' in shown
        assert not added or shown[f'{name}_new']['path'] == info['path'].removesuffix('/{id}')


@test('what adds a thing and what changes one is told apart, and what has a revision')
def told_apart(db):
    shown = document(db).operations
    body = lambda name: shown[name]['requestBody']['content']['application/json']['schema']
    for name, member in (('program_save', 'kind'), ('reward_save', 'program_id')):
        assert member in body(f'{name}_new')['required'] and member not in body(name)['properties']
        assert 'revision' in body(name)['properties'], name
        assert not {'id', 'revision'} & set(body(f'{name}_new')['properties']), name
    tagged = {name for name, operation in shown.items()
              if 'ETag' in operation['responses']['200'].get('headers', {})}
    assert {'program_get', 'program_save', 'customer_get', 'store_save'} <= tagged
    assert not tagged & {'program_list', 'account_get', 'stamp_earn', 'session_open'}, tagged


def before(world):
    """What must have been done for some operations to be answered."""
    ids = world.own_ids
    program = {'id': ids['program']}
    changed = program | {'revision': ids['program_revision'],
                         'draft': ids['rules'] | {'daily_limit': 7}}
    return {'program_publish': [('program_save', changed)],
            'program_resume': [('program_pause', program)],
            'card_unblock': [('card_block', {'id': ids['card'], 'reason': 'r'})]}


@test('what each operation replies is what the document says, member by member')
def replies(db):
    world = World(db)
    connection = world.own.manager.connection
    complaints = []
    for operation, request in world.samples().items():
        if operation in OF_A_SESSION:
            continue
        with connection.cursor() as cursor:
            cursor.execute('begin')
        try:
            for step in (*before(world).get(operation, ()), (operation, request)):
                reply = call(connection, *step, {'idempotency_key': str(uuid.uuid4())})
            complaints += document(db).complaints(operation, 200, reply)
        except Refused as refusal:
            complaints.append(f'{operation}: {refusal}')
        finally:
            with connection.cursor() as cursor:
                cursor.execute('rollback')
    assert not complaints, '\n'.join(complaints)


def one_time_code(secret):
    """RFC 6238, as an app makes it of what a QR code told."""
    step = struct.pack('>Q', int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), step, 'sha1').digest()
    number = struct.unpack_from('>I', digest, digest[-1] & 15)[0] & 0x7fffffff
    return f'{number % 10 ** 6:06}'


@test('so it is with what only a session can do: a second factor, a new password')
def of_a_session(db):
    bakery = db.merchant()
    password, email = uuid.uuid4().hex, 'anna@example.lu'
    login = bakery.manager.call('login_save', name='Anna', role='manager', email=email)
    bakery.manager.call('login_set_password', id=login['id'], password=password)
    with Server(db) as server:
        session = Session(server)

        def ask(operation, **request):
            info = operations()[operation]
            status, _, reply = session.send(info['method'], info['path'], request)
            assert status == 200, (operation, reply)
            assert document(db).complaints(operation, 200, reply) == []
            return reply
        session.token = ask('session_open', email=email, password=password)['token']
        secret = ask('totp_begin')['secret']
        ask('totp_confirm', one_time_code=one_time_code(secret))
        ask('password_change', current_password=password, password=uuid.uuid4().hex)


@test('a member too many and one of another type are seen')
def seen(db):
    bakery = db.merchant()
    store = bakery.manager.call('store_list')
    complaints = lambda reply: document(db).complaints('store_list', 200, reply)
    assert complaints(store) == []
    for wrong in ({'extra': 1}, {'name': 1}, {'id': None}):
        items = [store['items'][0] | wrong]
        assert any('items[0]' in c for c in complaints(store | {'items': items})), wrong
    assert complaints(store | {'more': 1}) and complaints({})


run()
