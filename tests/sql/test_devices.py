#!/usr/bin/python3
# test_devices.py: terminals that are paired, and keys of other programs
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib
import re
import uuid

from stempel_test import Refused, call, parallel, refused, run, sqlstate, test


class Shop:
    def __init__(self, db):
        self.db = db
        self.bakery = db.merchant()
        self.manager, self.store = self.bakery.manager, self.bakery.store_id
        self.server = db.connect(db.role('server'))

    def pair(self, **request):
        return self.manager.call('terminal_pair', **{'name': 'Till', 'store_id': self.store}
                                 | request)

    def claim(self, code, address='192.0.2.7', server=None):
        return Device(server or self.server, call(server or self.server, 'terminal_claim', {
            'code': code}, {'client_address': address, 'client_application': 'Stempel/1'}))

    def key(self, *operations, role='staff', **more):
        made = self.manager.call('api_key_save', name='Shop', role=role,
                                 operations=list(operations), **more)
        return made, Device(self.server, made)


class Device:
    """What calls with a token."""

    def __init__(self, server, opened):
        self.server, self.opened = server, opened
        self.session = hashlib.sha256(opened['token'].encode()).hexdigest()

    def call(self, operation, /, **request):
        return call(self.server, operation, request, {
            'session': self.session, 'idempotency_key': str(uuid.uuid4())})


@test('a device becomes a terminal with a code, once')
def pairs(db):
    shop = Shop(db)
    till = shop.pair()
    assert re.fullmatch('[A-Z2-9]{4}-[A-Z2-9]{4}', till['code']) and till['state'] == 'waiting'
    device = shop.claim(f" {till['code'].lower().replace('-', ' ')} ")
    me = device.call('session_whoami')
    assert (me['kind'], me['name'], me['role'], me['store_id'], me['login_id']) == (
        'terminal', 'Till', 'staff', shop.store, till['id']), me
    assert device.opened['expires_at'] is None
    listed, = shop.manager.call('terminal_list')['items']
    assert (listed['state'], listed['address'], listed['code_expires_at']) == (
        'paired', '192.0.2.7', None), listed
    with refused('not_found', what='code'):
        shop.claim(till['code'])
    actions = [(r[0], r[1]) for r in db.rows(
        "select action, login_id from stempel.audit_event where action like 'terminal.%'"
        " order by id")]
    assert actions == [('terminal.pair', shop.manager.id), ('terminal.claim', till['id'])], actions


@test('a code is good for ten minutes, and the next one replaces it')
def codes_end(db):
    shop = Shop(db)
    db.at('2026-03-02 08:00:00+01')
    first = shop.pair()
    db.at('2026-03-02 08:10:00+01')
    with refused('not_found'):
        shop.claim(first['code'])
    second = shop.pair(id=first['id'], revision=1, name='Till 2')
    assert (second['id'], second['name'], second['revision']) == (first['id'], 'Till 2', 2)
    third = shop.pair(id=first['id'], revision=2)
    with refused('not_found'):
        shop.claim(second['code'])
    db.at('2026-03-02 08:19:59+01')
    device = shop.claim(third['code'])
    # Days later and unused it is still signed in.
    db.at('2026-04-02 08:00:00+01')
    assert device.call('session_whoami')['name'] == 'Till'
    # Whoever pairs again is the terminal; what it was is out.
    fourth = shop.pair(id=first['id'], revision=3)
    assert device.call('session_whoami')
    shop.claim(fourth['code'])
    with refused('unauthenticated'):
        device.call('session_whoami')


@test('codes are random, and kept as hashes only')
def codes_kept(db):
    shop = Shop(db)
    key = str(uuid.uuid4())
    codes = {shop.pair(name=f'T{n}')['code'] for n in range(200)}
    assert len(codes) == 200 and len(set(''.join(codes))) == 31, sorted(set(''.join(codes)))
    first = shop.manager.call('terminal_pair', key=key, name='T', store_id=shop.store)
    again = shop.manager.call('terminal_pair', key=key, name='T', store_id=shop.store)
    assert again['replayed'] and again['id'] == first['id'] and 'code' not in again
    kept = str(db.rows('select reply from stempel.idempotency')
               + db.rows('select before, after from stempel.audit_event')
               + db.rows('select * from stempel.pairing'))
    assert not any(code in kept or code.replace('-', '') in kept for code in codes)


@test('after ten wrong codes from one place there is a wait, for the right one too')
def guesses(db):
    shop = Shop(db)
    till = shop.pair()
    for _ in range(9):
        with refused('not_found', what='code'):
            shop.claim('AAAA-AAAA')
    with refused('rate_limited'):
        shop.claim('AAAA-AAAA')
    with refused('rate_limited'):
        shop.claim(till['code'])
    shop.claim(till['code'], address='198.51.100.9')


@test('a terminal books for its own store, and looks wherever it likes')
def own_store(db):
    shop = Shop(db)
    shop.bakery.program(cooldown_minutes=0)
    gare = shop.manager.call('store_save', name='Gare')['id']
    luc = shop.bakery.employee('Luc', pin='5938')['id']
    account = shop.bakery.member()['accounts'][0]['id']
    device = shop.claim(shop.pair()['code'])
    booking = {'account_id': account, 'employee_id': luc}

    def pin():
        return device.call('employee_verify', employee_id=luc, pin='5938')['pin_token']
    entry = device.call('stamp_earn', store_id=shop.store, pin_token=pin(), **booking)['entry']
    assert entry['login_name'] == 'Till'
    for operation, request in (('stamp_earn', booking | {'pin_token': pin()}),
                               ('entry_void', {'entry_id': entry['id'], 'reason': 'x',
                                               'employee_id': luc}),
                               ('customer_enroll', {'given_name': 'A', 'family_name': 'B'})):
        with refused('conflict', reason='not_this_store', store_id=shop.store):
            device.call(operation, store_id=gare, **request)
    assert device.call('entry_list', store_id=gare)['items'] == []


@test('a terminal that is shut out is out at once, and its code with it')
def revoked(db):
    shop = Shop(db)
    till = shop.pair()
    device = shop.claim(till['code'])
    code = shop.pair(id=till['id'], revision=1)['code']
    shown = shop.manager.call('terminal_revoke', id=till['id'])
    assert shown['state'] == 'revoked' and shown['code_expires_at'] is None
    with refused('unauthenticated'):
        device.call('session_whoami')
    with refused('not_found'):
        shop.claim(code)
    with refused('conflict', reason='revoked', what='terminal'):
        shop.pair(id=till['id'], revision=3)


@test('a key may what was chosen of its role, and nothing else')
def keys(db):
    shop = Shop(db)
    made, key = shop.key('card_lookup', 'entry_list')
    me = key.call('session_whoami')
    assert (me['kind'], me['role'], me['name']) == ('key', 'staff', 'Shop')
    assert me['operations'] == ['card_lookup', 'entry_list', 'session_whoami'], me['operations']
    assert key.call('entry_list')['items'] == []
    for operation in ('customer_search', 'store_save', 'session_list', 'session_close'):
        with refused('forbidden', operation=operation):
            key.call(operation)
    shop.manager.call('api_key_save', id=made['id'], revision=1, name='Shop', role='auditor',
                      operations=['audit_list'])
    assert key.call('audit_list')['items'][0]['action'] == 'api_key.update'
    with refused('forbidden'):
        key.call('entry_list')
    listed, = shop.manager.call('api_key_list')['items']
    assert listed['seen_at'] and 'token' not in listed
    shop.manager.call('api_key_revoke', id=made['id'])
    with refused('unauthenticated'):
        key.call('audit_list')


@test('no right that its role lacks, or that is about signing in, can be chosen')
def key_rights(db):
    shop = Shop(db)
    private = {o for o, in db.rows('select name from private.operation where persons_only')}
    assert {'session_open', 'login_save', 'login_set_password', 'password_change', 'totp_remove',
            'terminal_pair', 'terminal_claim', 'api_key_save'} <= private
    for role, operations in (('manager', private), ('staff', {'store_save'}),
                             ('auditor', {'stamp_earn'}), ('staff', {'nothing'})):
        for operation in operations:
            with refused('invalid') as refusal:
                shop.key('card_lookup', operation, role=role)
            assert refusal.fields == {'operations': 'unknown_value'}, (role, operation)
    with refused('invalid') as refusal:
        shop.key()
    assert refusal.fields == {'operations': 'required'}
    for wrong in (7, 'card_lookup', {'a': 1}):
        with refused('invalid') as refusal:
            shop.manager.call('api_key_save', name='K', role='staff', operations=wrong)
        assert refusal.fields == {'operations': 'wrong_type'}


@test('the token of a key is told once and kept nowhere')
def key_tokens(db):
    shop = Shop(db)
    request = {'name': 'Shop', 'role': 'staff', 'operations': ['card_get']}
    key = str(uuid.uuid4())
    made = shop.manager.call('api_key_save', key=key, **request)
    again = shop.manager.call('api_key_save', key=key, **request)
    assert again['replayed'] and 'token' not in again and len(made['token']) == 43
    for table, in db.rows("select relname from pg_class where relkind = 'r' "
                          "and relnamespace = 'stempel'::regnamespace"):
        assert made['token'] not in str(db.rows(f'select t::text from stempel.{table} t')), table


@test('terminals and keys are no persons')
def no_persons(db):
    shop = Shop(db)
    till, (key, _) = shop.pair(), shop.key('store_save', role='manager')
    assert {x['id'] for x in shop.manager.call('login_list')['items']} == {
        shop.manager.id, shop.bakery.staff.id, shop.bakery.auditor.id}
    for thing in (till['id'], key['id']):
        for operation, request in (('login_disable', {'id': thing}),
                                   ('login_set_password', {'id': thing, 'password': 'x' * 20}),
                                   ('session_list', {'login_id': thing})):
            with refused('not_found', what='login'):
                shop.manager.call(operation, **request)
        with refused('invalid') as refusal:
            shop.manager.call('employee_save', name='E', login_id=thing)
        assert refusal.fields == {'login_id': 'unknown_value'}
    # A key with the role is no manager who could stay the last one.
    with refused('conflict', reason='last_manager'):
        shop.manager.call('login_disable', id=shop.manager.id)
    for name in ('terminal', 'api_key'):
        with sqlstate('42501'):
            shop.bakery.staff.call(f'{name}_list')
        with refused('not_found', what=name):
            shop.manager.call(f'{name}_revoke', id=shop.manager.id)


@test('nobody claims a terminal of a code they saw twice')
def claimed_twice(db):
    shop = Shop(db)
    code = shop.pair()['code']
    servers = [db.connect(db.role('server')) for _ in range(4)]
    answers = parallel([lambda s=s: shop.claim(code, server=s) for s in servers])
    refusals = [a.problem['what'] for a in answers if isinstance(a, Refused)]
    assert refusals == ['code'] * 3, answers


run()
