#!/usr/bin/python3
# test_stores_logins.py: setting up a merchant, stores, logins, sessions
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib
import json

from stempel_test import Refused, call, refused, run, sqlstate, test


@test('the first setup makes merchant, store and manager, audited')
def first_setup(db):
    bakery = db.merchant('Fournil', day_start='04:00')
    me = bakery.manager.call('session_whoami')
    assert me['merchant'] == {'id': bakery.id, 'name': 'Fournil', 'currency': 'EUR',
                              'language': 'en', 'languages': ['en', 'de', 'fr', 'lb'],
                              'country': 'LU', 'zone': 'Europe/Luxembourg'}, me
    assert me['role'] == 'manager' and me['login_id'] == bakery.manager.id
    assert me['schema_version'] >= 6 and me['server_time']
    store = bakery.manager.call('store_list')['items'][0]
    assert store['day_start'] == '04:00' and store['zone'] == 'Europe/Luxembourg'
    assert db.value("select count(*) from stempel.audit_event where action = 'merchant.create'") == 1


@test('a setup with mistakes names all of them')
def setup_errors(db):
    with refused('invalid') as refusal:
        try:
            db.value('select private.merchant_create(%s::jsonb)', json.dumps({
                'name': ' ', 'currency': 'euro', 'zone': 'CET7', 'language': 'en', 'country': 'LU',
                'store': {'zone': 'Nowhere/Land'}, 'manager': {'name': 'A', 'colour': 1}}))
        except Exception as error:
            raise Refused(json.loads(error.diag.message_detail), error.pgcode) from None
    assert refusal.fields == {
        'name': 'required', 'currency': 'invalid_format', 'zone': 'invalid_format',
        'store.name': 'required', 'store.zone': 'invalid_format',
        'manager.database_role': 'required', 'manager.colour': 'unknown_member'}, refusal.problem


@test('whoami tells each role what it may call')
def operations_of_roles(db):
    bakery = db.merchant()
    may = {role: set(login.call('session_whoami')['operations'])
           for role, login in bakery.logins.items()}
    assert 'store_save' in may['manager'] and 'stamp_earn' in may['staff']
    assert 'store_save' not in may['staff'] and 'audit_list' not in may['staff']
    assert 'audit_list' in may['auditor'] and not may['auditor'] & db.writes


@test('stores are added, changed, closed; the last one stays')
def stores(db):
    manager = db.merchant().manager
    gare = manager.call('store_save', name='  Gare ', zone='Europe/Paris', day_start='05:30')
    assert (gare['name'], gare['zone'], gare['day_start']) == ('Gare', 'Europe/Paris', '05:30')
    centre = next(s for s in manager.call('store_list')['items'] if s['name'] == 'Centre')
    closed = manager.call('store_save', id=centre['id'], revision=1, name='Centre', state='closed')
    assert closed['state'] == 'closed' and closed['revision'] == 2
    with refused('conflict', reason='last_store'):
        manager.call('store_save', id=gare['id'], revision=1, name='Gare', state='closed')
    assert [s['name'] for s in manager.call('store_list', state='active')['items']] == ['Gare']
    audit = db.rows("select action, before->>'state', after->>'state' from stempel.audit_event "
                    "where subject_kind = 'store' order by id")
    assert audit == [('store.create', None, 'active'), ('store.update', 'active', 'closed')], audit


@test('stores sort as people count')
def natural_order(db):
    manager = db.merchant().manager
    for name in ('Filiale 10', 'Filiale 2', 'École', 'Zoo'):
        manager.call('store_save', name=name)
    names = [s['name'] for s in manager.call('store_list')['items']]
    assert names == ['Centre', 'École', 'Filiale 2', 'Filiale 10', 'Zoo'], names


@test('a form with several mistakes gets all of them at once')
def all_field_errors(db):
    manager = db.merchant().manager
    with refused('invalid') as refusal:
        manager.call('store_save', key='not-a-key', name='CENTRE', zone='Mars/Base', id='7',
                     day_start='25:00', state='ajar', colour='red')
    assert refusal.fields == {
        'idempotency_key': 'invalid_format', 'name': 'taken', 'zone': 'invalid_format',
        'id': 'wrong_type', 'revision': 'required', 'day_start': 'invalid_format',
        'state': 'unknown_value', 'colour': 'unknown_member'}, refusal.problem
    with refused('invalid') as refusal:
        manager.call('store_save', name='x' * 101)
    assert refusal.problem['errors'] == [{'field': 'name', 'code': 'too_long', 'max': 100}]
    with refused('invalid') as refusal:
        call(manager.connection, 'store_save', {'name': 'No key'})
    assert refusal.fields == {'idempotency_key': 'required'}


@test('a request must be an object')
def not_an_object(db):
    connection = db.merchant().manager.connection
    for request in ('null', '[]', '"x"', '7'):
        with sqlstate('ST001'), connection.cursor() as cursor:
            cursor.execute('select api.store_list(%s::jsonb)', (request,))
    with sqlstate('ST001'), connection.cursor() as cursor:
        cursor.execute('select api.store_list(null)')


@test('who saves on an old revision is shown what was saved')
def stale(db):
    manager = db.merchant().manager
    store = manager.call('store_save', name='Gare')
    manager.call('store_save', id=store['id'], revision=1, name='Gare du Nord')
    with refused('stale') as refusal:
        manager.call('store_save', id=store['id'], revision=1, name='Gare du Sud')
    assert refusal.problem['current']['name'] == 'Gare du Nord'
    assert refusal.problem['current']['revision'] == 2 and refusal.sqlstate == 'ST006'


@test('logins are added and changed; e-mail and role are unique')
def logins(db):
    bakery, other = db.merchant(), db.merchant('Other')
    manager = bakery.manager
    saved = manager.call('login_save', name='Nora', email='Nora@Example.lu', role='staff')
    with refused('invalid') as refusal:
        manager.call('login_save', name='N', email='nora@example.LU', role='admin', language='x1')
    assert refusal.fields == {'email': 'taken', 'role': 'unknown_value',
                              'language': 'invalid_format'}, refusal.problem
    with refused('invalid') as refusal:
        manager.call('login_save', name='N', role='staff',
                     database_role=other.manager.database_role)
    assert refusal.fields == {'database_role': 'taken'}
    for forbidden in ('postgres', 'stempel_manager', 'stempel_owner'):
        with refused('invalid') as refusal:
            manager.call('login_save', name='N', role='staff', database_role=forbidden)
        assert refusal.fields == {'database_role': 'not_allowed'}, forbidden
    changed = manager.call('login_save', id=saved['id'], revision=1, name='Nora B.', role='manager')
    assert changed['email'] is None and changed['role'] == 'manager' and changed['revision'] == 2


@test('the last manager can be neither disabled nor demoted')
def last_manager(db):
    bakery = db.merchant()
    manager = bakery.manager
    with refused('conflict', reason='last_manager'):
        manager.call('login_disable', id=manager.id)
    with refused('conflict', reason='last_manager'):
        manager.call('login_save', id=manager.id, revision=1, name='M', role='staff')
    second = manager.call('login_save', name='Second', role='manager')
    assert manager.call('login_disable', id=second['id'])['state'] == 'disabled'
    with refused('conflict', reason='disabled'):
        manager.call('login_disable', id=second['id'])
    with refused('conflict', reason='last_manager'):
        manager.call('login_disable', id=manager.id)


@test('a disabled login is out at once, on its open connection too')
def disabled(db):
    bakery = db.merchant()
    assert bakery.staff.call('session_whoami')['role'] == 'staff'
    token = bakery.staff.call('session_open')['token']
    bakery.manager.call('login_disable', id=bakery.staff.id)
    with refused('unauthenticated'):
        bakery.staff.call('session_whoami')
    with refused('unauthenticated'):
        call(db.connect(db.role('server')), 'session_whoami', {}, {'session': sha256(token)})


@test('role and e-mail of a disabled login can be given to a new one')
def given_anew(db):
    bakery = db.merchant()
    role = db.role('staff')
    nora = {'name': 'Nora', 'email': 'nora@example.lu', 'role': 'staff', 'database_role': role}
    first = bakery.manager.call('login_save', **nora)
    with refused('invalid'):
        bakery.manager.call('login_save', **nora)
    bakery.manager.call('login_disable', id=first['id'])
    second = bakery.manager.call('login_save', **nora)
    assert call(db.connect(role), 'session_whoami', {})['login_id'] == second['id']


def sha256(token):
    return hashlib.sha256(token.encode()).hexdigest()


@test('the server acts for the session it names, and for nobody without one')
def server(db):
    bakery, other = db.merchant(), db.merchant('Other')
    opened = bakery.staff.call('session_open')
    connection = db.connect(db.role('server'))
    for envelope in ({}, {'session': sha256('guess')}, {'session': 'x'}, {'session': 7},
                     {'session': opened['token']}):
        with refused('unauthenticated'):
            call(connection, 'session_whoami', {}, envelope)
    session = {'session': sha256(opened['token'])}
    me = call(connection, 'session_whoami', {}, session)
    assert me['login_id'] == bakery.staff.id and me['merchant']['id'] == bakery.id
    with refused('forbidden', operation='store_save'):
        call(connection, 'store_save', {'name': 'x'}, session)
    with refused('forbidden'):
        call(connection, 'session_open', {}, session)
    # On a direct connection the role says who calls, whatever session it names.
    me = call(other.auditor.connection, 'session_whoami', {}, session)
    assert me['login_id'] == other.auditor.id
    assert call(connection, 'session_close', {}, session) == {}
    with refused('unauthenticated'):
        call(connection, 'session_whoami', {}, session)


@test('a session ends after 30 idle minutes and after 12 hours')
def session_ends(db):
    bakery = db.merchant()
    connection = db.connect(db.role('server'))
    db.at('2026-03-02 08:00:00+01')
    opened = bakery.staff.call('session_open')
    session = {'session': sha256(opened['token'])}
    assert opened['expires_at'].startswith('2026-03-02T19:00:00'), opened['expires_at']
    db.at('2026-03-02 08:29:00+01')
    call(connection, 'session_whoami', {}, session)
    db.at('2026-03-02 08:58:00+01')
    call(connection, 'session_whoami', {}, session)
    db.at('2026-03-02 09:28:01+01')
    with refused('unauthenticated'):
        call(connection, 'session_whoami', {}, session)

    db.at('2026-03-03 08:00:00+01')
    session = {'session': sha256(bakery.staff.call('session_open')['token'])}
    for minutes in range(25, 12 * 60, 25):
        db.at(f'2026-03-03 {8 + minutes // 60:02}:{minutes % 60:02}:00+01')
        call(connection, 'session_whoami', {}, session)
    db.at('2026-03-03 20:00:00+01')
    with refused('unauthenticated'):
        call(connection, 'session_whoami', {}, session)


@test('tokens are kept as hashes only')
def token_hashes(db):
    bakery = db.merchant()
    token = bakery.staff.call('session_open')['token']
    assert db.value('select encode(token_hash, %s) from stempel.session', 'hex') == sha256(token)


@test('a role without a login, and a superuser, are nobody')
def strangers(db):
    token = db.merchant().manager.call('session_open')['token']
    for envelope in ({}, {'session': sha256(token)}):
        with refused('unauthenticated'):
            call(db.connect(db.role('manager')), 'session_whoami', {}, envelope)
    with refused('unauthenticated'):
        call(db.admin, 'session_whoami', {})


@test('one sees where one is signed in, and takes that away at once; a manager does so for others')
def own_sessions(db):
    bakery, other = db.merchant(), db.merchant('Other')
    server = db.connect(db.role('server'))

    def opened(login):
        token = {'session': sha256(call(login.connection, 'session_open', {})['token'])}
        return token, call(server, 'session_list', {}, token)['items'][0]['id']

    def listed(login, **request):
        return [s['id'] for s in call(login.connection, 'session_list', request)['items']]

    def revoke(login, session):
        return call(login.connection, 'session_revoke', {'id': session})
    (till, first), (phone, second) = opened(bakery.staff), opened(bakery.staff)
    assert listed(bakery.staff) == [second, first] and listed(bakery.manager) == []
    shown = call(server, 'session_list', {}, till)['items']
    assert [(s['id'], s['current']) for s in shown] == [(second, False), (first, True)]
    assert listed(bakery.manager, login_id=bakery.staff.id) == [second, first]
    with refused('not_found', what='login'):
        listed(bakery.staff, login_id=bakery.manager.id)
    for stranger in (bakery.auditor, other.manager):
        with refused('not_found', what='session'):
            revoke(stranger, first)

    ended = revoke(bakery.staff, first)
    assert ended['closed_at'] and not ended['current'] and ended['login_id'] == bakery.staff.id
    with refused('unauthenticated'):
        call(server, 'store_list', {}, till)
    assert revoke(bakery.staff, first)['closed_at'] == ended['closed_at']
    revoke(bakery.manager, second)
    with refused('unauthenticated'):
        call(server, 'store_list', {}, phone)
    assert listed(bakery.staff) == []
    logged = db.rows("select login_id, subject_id, after->>'opened_at' is not null"
                     " from stempel.audit_event where action = 'session.revoke' order by id")
    assert logged == [(bakery.staff.id, bakery.staff.id, True),
                      (bakery.manager.id, bakery.staff.id, True)]


@test('the login decides where the PostgreSQL role would allow more')
def login_decides(db):
    bakery = db.merchant()
    role = db.role('manager')
    bakery.manager.call('login_save', name='Only staff', role='staff', database_role=role)
    with refused('forbidden', operation='store_save'):
        call(db.connect(role), 'store_save', {'name': 'x'})
    with sqlstate('42501'):
        bakery.staff.call('store_save', name='x')


@test('an older snapshot is refused')
def isolation(db):
    bakery = db.merchant()
    connection = db.connect(bakery.manager.database_role, autocommit=False)
    connection.set_session(isolation_level='REPEATABLE READ')
    with sqlstate('25000'):
        call(connection, 'store_list', {})


run()
