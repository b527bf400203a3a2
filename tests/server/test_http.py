#!/usr/bin/python3
# test_http.py: the operations over HTTP
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from stempel_http import Server, Session
from stempel_test import run, test


def key():
    return str(uuid.uuid4())


@test('a member is enrolled, stamped and looked up; repeated, the answer is the same')
def whole(db):
    bakery = db.merchant()
    program = bakery.program()['id']
    with Server(db) as server:
        manager = Session(server, bakery.manager.call('session_open')['token'], unix=True)
        status, headers, anna = manager.send('POST', '/v1/customers', {
            'given_name': 'Anna', 'family_name': 'Weber', 'store_id': bakery.store_id},
            Idempotency_Key=key())
        assert status == 200 and headers['Content-Type'] == 'application/json', anna
        status, _, account = manager.send('POST', '/v1/accounts', {
            'customer_id': anna['id'], 'program_id': program}, Idempotency_Key=key())
        assert status == 200, account
        pressed = key()
        booked = [manager.send('POST', f'/v1/accounts/{account["id"]}/stamps',
                               {'store_id': bakery.store_id}, Idempotency_Key=pressed)
                  for _ in range(2)]
        assert [status for status, _, _ in booked] == [200, 200]
        assert [reply.pop('replayed') for _, _, reply in booked] == [False, True]
        assert booked[0][2] == booked[1][2]
        assert booked[0][2] | {'replayed': True} == bakery.manager.call(
            'stamp_earn', key=pressed, account_id=account['id'], store_id=bakery.store_id)
        status, _, found = manager.send('GET', '/v1/customers?q=web&limit=5')
        assert status == 200 and [m['name'] for m in found['items']] == ['Anna Weber']
        assert found == bakery.manager.call('customer_search', q='web', limit=5)


@test('refusals are problems with the same code and facts')
def refusals(db):
    bakery = db.merchant()
    with Server(db) as server:
        nobody = Session(server)
        status, headers, problem = nobody.send('GET', '/v1/stores')
        assert (status, problem['code'], headers['WWW-Authenticate']) == (
            401, 'unauthenticated', 'Bearer'), problem
        assert headers['Content-Type'] == 'application/problem+json'
        assert headers['X-Request-Id'] == problem['request_id']
        assert problem['type'] == 'about:blank' and problem['title'] == 'Unauthorized'
        staff = Session(server, bakery.staff.call('session_open')['token'])
        status, _, problem = staff.send('PUT', '/v1/stores', {'name': 'Gare'}, Idempotency_Key=key())
        assert (status, problem['code'], problem['operation']) == (403, 'forbidden', 'store_save')
        manager = Session(server, bakery.manager.call('session_open')['token'])
        status, _, problem = manager.send('PUT', '/v1/stores', {'zone': 'Mars', 'x': 1})
        assert status == 422 and {e['field']: e['code'] for e in problem['errors']} == {
            'name': 'required', 'zone': 'invalid_format', 'x': 'unknown_member',
            'idempotency_key': 'required'}, problem
        status, _, problem = manager.send('GET', '/v1/cards/12')
        assert (status, problem['code'], problem['what']) == (404, 'not_found', 'card')
        for text in ('twelve', '%1f', '%7f', '%c2%85'):
            status, _, problem = manager.send('GET', f'/v1/cards/{text}')
            assert (status, problem['errors']) == (422, [{'field': 'id', 'code': 'wrong_type'}])
        for number in range(1, 0x20):
            status, _, problem = manager.send('GET', f'/v1/customers?q=a%{number:02x}b')
            assert (status, problem['errors']) == (422, [{'field': 'q', 'code': 'invalid_format'}])


@test('who saved first is told with an entity tag')
def tags(db):
    bakery = db.merchant()
    program = bakery.program()['id']
    with Server(db) as server:
        manager = Session(server, bakery.manager.call('session_open')['token'])
        _, headers, shown = manager.send('GET', f'/v1/programs/{program}')
        assert headers['ETag'] == f'"{shown["revision"]}"'
        draft = shown['published'] | {'colour': '#123456'}
        status, headers, saved = manager.send('PUT', f'/v1/programs/{program}', {'draft': draft},
                                              Idempotency_Key=key(), If_Match=headers['ETag'])
        assert status == 200 and headers['ETag'] == f'"{saved["revision"]}"', saved
        status, _, problem = manager.send('PUT', f'/v1/programs/{program}', {'draft': draft},
                                          Idempotency_Key=key(), If_Match=f'"{shown["revision"]}"')
        assert (status, problem['code']) == (412, 'stale')
        assert problem['current']['revision'] == saved['revision']


@test('what is no request of an operation is refused before the database sees it')
def no_requests(db):
    bakery = db.merchant()
    with Server(db) as server:
        manager = Session(server, bakery.manager.call('session_open')['token'])
        for method, path, body, headers, status, code in (
                ('GET', '/v1/nothing', None, {}, 404, 'not_found'),
                ('GET', '/', None, {}, 404, 'not_found'),
                ('PATCH', '/v1/stores', '{}', {}, 405, 'method_not_allowed'),
                ('TRACE', '/v1/stores', None, {}, 405, 'method_not_allowed'),
                ('PUT', '/v1/stores', '{"name"}', {}, 400, 'malformed'),
                ('PUT', '/v1/stores', '[]', {}, 400, 'malformed'),
                ('PUT', '/v1/stores', '[' * 100000, {}, 400, 'malformed'),
                ('PUT', '/v1/stores', b'{"name":"\xff"}', {}, 400, 'malformed'),
                ('PUT', '/v1/stores', '{"name":"\\u0000"}', {}, 400, 'malformed'),
                ('PUT', '/v1/stores', '{"name":1e9999}', {}, 400, 'malformed'),
                ('PUT', '/v1/stores?a=1', '{}', {}, 400, 'malformed'),
                ('GET', '/v1/customers?q=%00', None, {}, 400, 'malformed'),
                ('GET', '/v1/customers?q=1&q=2', None, {}, 400, 'malformed'),
                ('GET', '/v1/stores', '{}', {}, 400, 'malformed'),
                ('PUT', '/v1/stores', '{}', {'If-Match': '*'}, 400, 'malformed'),
                ('PUT', '/v1/stores', '{}', {'Content-Type': 'text/plain'}, 415, 'media_type')):
            got, sent, problem = manager.send(method, path, body, **headers)
            assert (got, problem['code']) == (status, code), (method, path, body, got, problem)
            assert got != 405 or sent['Allow'] == 'GET, PUT'


@test('no body can bring a session, and a session that is closed is good for nothing')
def sessions(db):
    import hashlib
    bakery = db.merchant()
    token = bakery.manager.call('session_open')['token']
    hashed = hashlib.sha256(token.encode()).hexdigest()
    with Server(db) as server:
        nobody, manager = Session(server), Session(server, token)
        status, _, problem = nobody.send('PUT', '/v1/stores', {'name': 'Gare', 'session': hashed},
                                         Idempotency_Key=key())
        assert (status, problem['code']) == (401, 'unauthenticated')
        assert nobody.send('GET', f'/v1/stores?session={hashed}')[0] == 401
        assert Session(server, hashed).send('GET', '/v1/stores')[0] == 401
        assert manager.send('GET', '/v1/session')[2]['role'] == 'manager'
        phone = Session(server, bakery.manager.call('session_open')['token'])
        other, own = manager.send('GET', '/v1/sessions')[2]['items']
        assert (other['current'], own['current']) == (False, True)
        assert manager.send('DELETE', f'/v1/sessions/{other["id"]}')[0] == 200
        assert phone.send('GET', '/v1/session')[0] == 401
        assert manager.send('DELETE', '/v1/session')[0] == 200
        assert manager.send('GET', '/v1/session')[0] == 401


@test('one signs in with e-mail and password, and is known to be where the proxy says')
def signs_in(db):
    db.rows('create or replace function private.password_cost() returns integer '
            'language sql immutable as $$ select 4 $$')
    bakery = db.merchant()
    nora = bakery.manager.call('login_save', name='Nora', email='nora@example.lu', role='manager')
    bakery.manager.call('login_set_password', id=nora['id'], password='a horse in the garden')
    with Server(db) as server:
        def sign_in(password, address, **headers):
            return Session(server).send(
                'POST', '/v1/session', {'email': 'nora@example.lu', 'password': password},
                X_Forwarded_For=address, User_Agent='Till/1', **headers)
        status, _, opened = sign_in('a horse in the garden', '10.0.0.1, 192.0.2.7')
        assert status == 200 and opened['login_id'] == nora['id'], opened
        # What was pretended before the proxy counts for nothing.
        here, = Session(server, opened['token']).send('GET', '/v1/sessions')[2]['items']
        assert (here['address'], here['application']) == ('192.0.2.7', 'Till/1'), here
        for _ in range(4):
            status, headers, problem = sign_in('wrong', '192.0.2.7')
            assert (status, problem['code'], problem['reason']) == (
                401, 'unauthenticated', 'credentials'), problem
            assert headers['WWW-Authenticate'] == 'Bearer'
        status, headers, problem = sign_in('wrong', '192.0.2.7')
        assert (status, problem['code']) == (429, 'rate_limited'), problem
        assert 880 < int(headers['Retry-After']) <= 901, headers['Retry-After']
        assert sign_in('a horse in the garden', '198.51.100.9')[0] == 200
        status, _, problem = Session(server).send('POST', '/v1/session', {
            'email': 'x', 'client_address': '192.0.2.7'})
        assert (status, problem['code']) == (422, 'invalid'), problem
        assert 'horse' not in server.log.read_text()


@test('a database that does not let the server in is unavailable, whoever asks')
def not_let_in(db):
    token = db.merchant().manager.call('session_open')['token']
    with Server(db, environment={'STEMPEL_LOG_LEVEL': 'warning'}) as server:
        client = Session(server, token)
        assert client.send('GET', '/v1/stores')[0] == 200
        db.rows(f'alter role {server.role} nologin')
        db.rows('select pg_terminate_backend(pid) from pg_stat_activity where usename = %s',
                server.role)
        status, headers, problem = client.send('GET', '/v1/stores')
        assert (status, problem['code'], problem['reason']) == (
            503, 'unavailable', 'connection'), problem
        assert 'WWW-Authenticate' not in headers
        db.rows(f'alter role {server.role} login')
        assert client.send('GET', '/v1/stores')[0] == 200


run()
