#!/usr/bin/python3
# test_matrix.py: each operation, tried by each role, by devices and by nobody, through both doors
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is expected follows from the roles in the table of operations. A request with a member that no
operation knows tells whether somebody was let in, and does nothing: whoever may is told of the
member, whoever may not is told that first."""

import hashlib
import secrets
import uuid

from psycopg2 import errors
from stempel_http import Door, Server, Session, operations
from stempel_test import ROLES, Refused, call, run, test
from stempel_world import World

UNKNOWN = {'no_such_member': '1'}
STRANGERS = ('no session', 'an unknown token', 'a closed session', 'a revoked session',
             'an expired session', 'the session of a disabled login', 'a revoked terminal',
             'a revoked key')
# Devices by their role and, where those are chosen, their operations.
DEVICES = {'a terminal': ('staff', None), 'a key': ('manager', ('stamp_earn', 'customer_get'))}


def expected(info, who):
    """What the table of operations lets a request become."""
    device = who in DEVICES
    if 'anyone' in info['roles']:
        # To sign in is to say who one is, which may go wrong, and which no device does.
        return {'let in'} | ({'unauthenticated'} if info['rate_class'] == 'sign_in' else set()) | (
            {'forbidden'} if device else set())
    if who in STRANGERS:
        return {'unauthenticated'}
    role, chosen = DEVICES.get(who, (who, None))
    kept_from = device and (info['persons_only'] or chosen is not None and
                            info['name'] not in (*chosen, 'session_whoami'))
    return {'let in' if role in info['roles'] and not kept_from else 'forbidden'}


def table(db):
    """The operations, with what only persons may, which the database alone knows."""
    persons_only = dict(db.rows('select name, persons_only from private.operation'))
    return [info | {'persons_only': persons_only[name]} for name, info in operations().items()]


def complaint(info, who, got):
    wanted = expected(info, who)
    return [] if got in wanted else [f'{info["name"]}, {who}: {got} instead of {wanted}']


def answer(ask):
    """What became of a request with an unknown member, in the words of expected()."""
    try:
        ask()
    except Refused as refusal:
        told = [e for e in refusal.problem.get('errors', []) if e['field'] in UNKNOWN]
        return 'let in' if told else refusal.code
    except errors.InsufficientPrivilege:
        return 'forbidden'  # PostgreSQL itself does not know the person.
    return 'answered'


def open_session(login):
    return call(login.connection, 'session_open', {})['token']


def devices(merchant, server):
    """Tokens of a new terminal and a new key, and the two."""
    terminal = merchant.manager.call('terminal_pair', name=uuid.uuid4().hex,
                                     store_id=merchant.store_id)
    claimed = call(server, 'terminal_claim', {'code': terminal['code']}, {
        'client_address': '192.0.2.7', 'client_application': 'Test/1'})
    role, chosen = DEVICES['a key']
    key = merchant.manager.call('api_key_save', name=uuid.uuid4().hex, role=role,
                                operations=list(chosen))
    return claimed['token'], key['token'], terminal, key


def others(db, merchant):
    """Tokens of devices, and those that are good for nothing, by what they are; None: no session."""
    tokens = dict.fromkeys(STRANGERS)
    tokens['an unknown token'] = secrets.token_urlsafe(32)
    hashed = lambda token: hashlib.sha256(token.encode()).hexdigest()
    server = db.connect(db.role('server'))

    tokens['a closed session'] = open_session(merchant.manager)
    call(server, 'session_close', {'session': hashed(tokens['a closed session'])})
    tokens['a revoked session'] = open_session(merchant.manager)
    merchant.manager.call('session_revoke',
                          id=merchant.manager.call('session_list')['items'][0]['id'])
    tokens['an expired session'] = open_session(merchant.manager)
    db.rows("update stempel.session set expires_at = private.now() where token_hash = %s",
            bytes.fromhex(hashed(tokens['an expired session'])))
    role = db.role('manager')
    login = merchant.manager.call('login_save', name='Gone', role='manager', database_role=role)
    tokens['the session of a disabled login'] = call(db.connect(role), 'session_open', {})['token']
    merchant.manager.call('login_disable', id=login['id'])

    tokens['a terminal'], tokens['a key'], *_ = devices(merchant, server)
    tokens['a revoked terminal'], tokens['a revoked key'], terminal, key = devices(merchant, server)
    merchant.manager.call('terminal_revoke', id=terminal['id'])
    merchant.manager.call('api_key_revoke', id=key['id'])
    return tokens


def cells(world, ask):
    """Asks for each operation and names what was answered otherwise than the table says."""
    wrong = []
    for info in table(world.db):
        request = world.samples()[info['name']] | UNKNOWN
        for who in (*ROLES, *DEVICES, *STRANGERS):
            got = answer(lambda: ask(who, info['name'], request, str(uuid.uuid4())))
            wrong += complaint(info, who, got)
    return wrong


@test('over HTTP: each role and device may what the table says, and who is nobody may nothing')
def over_http(db):
    world = World(db)
    tokens = {role: open_session(login) for role, login in world.own.logins.items()}
    tokens |= others(db, world.own)
    with Server(db) as server:
        sessions = {role: Session(server, token) for role, token in tokens.items()}
        ask = lambda role, name, request, key: Door(db).send(sessions[role], name, request, key)
        wrong = cells(world, ask)
    assert not wrong, '\n'.join(wrong)


@test('with a connection of one\'s own, or as the server\'s role with a session: the same')
def direct(db):
    world = World(db)
    tokens = others(db, world.own)
    server = db.connect(db.role('server'))

    def ask(role, name, request, key):
        envelope = {'idempotency_key': key}
        if role in ROLES:
            return call(world.own.logins[role].connection, name, request, envelope)
        if tokens[role] is not None:
            envelope['session'] = hashlib.sha256(tokens[role].encode()).hexdigest()
        return call(server, name, request, envelope)
    wrong = cells(world, ask)
    assert not wrong, '\n'.join(wrong)


@test('with whole requests, which are taken back: the same')
def whole_requests(db):
    world = World(db)
    wrong = []
    for info in table(db):
        name = info['name']
        for role, login in world.own.logins.items():
            request = world.samples()[name] | {'idempotency_key': str(uuid.uuid4())}
            with login.connection.cursor() as cursor:
                cursor.execute('begin')
            try:
                call(login.connection, name, request)
                got = 'let in'
            except Refused as refusal:
                got = 'forbidden' if refusal.code == 'forbidden' else 'let in'
            except errors.InsufficientPrivilege:
                got = 'forbidden'
            finally:
                with login.connection.cursor() as cursor:
                    cursor.execute('rollback')
            wrong += complaint(info, role, got)
    assert not wrong, '\n'.join(wrong)


run()
