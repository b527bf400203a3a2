#!/usr/bin/python3
# test_sign_in.py: signing in through the server with e-mail and password
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib

import psycopg2

from stempel_test import Refused, call, parallel, refused, run, sqlstate, test

EMAIL, PASSWORD, OTHER = 'nora@example.lu', 'a horse in the garden', 'two horses in the rain'
HOME, ELSEWHERE = '192.0.2.7', '198.51.100.9'


class Office:
    """A merchant, a manager with a password, and the server's role."""

    def __init__(self, db, cost=4):
        self.db = db
        if cost is not None:
            db.rows('create or replace function private.password_cost() returns integer '
                    f'language sql immutable as $$ select {cost} $$')
        self.bakery = db.merchant()
        self.nora = self.add(self.bakery)
        self.server = db.connect(db.role('server'))

    def add(self, merchant, password=PASSWORD, role='manager'):
        saved = merchant.manager.call('login_save', name='Nora', email='Nora@Example.lu', role=role)
        merchant.manager.call('login_set_password', id=saved['id'], password=password)
        return saved['id']

    def sign_in(self, password=PASSWORD, email=EMAIL, address=HOME, server=None, **more):
        return call(server or self.server, 'session_open',
                    {'email': email, 'password': password} | more,
                    {'session': None, 'client_address': address, 'client_application': 'Till/1'})

    def wrong(self, **more):
        try:
            self.sign_in('not the password', **more)
        except Refused as refusal:
            return refusal.problem
        raise AssertionError('signed in')

    def session(self, **more):
        return {'session': sha256(self.sign_in(**more)['token']), 'client_address': HOME}


def sha256(token):
    return hashlib.sha256(token.encode()).hexdigest()


def ask(office, session):
    return call(office.server, 'session_whoami', {}, session)


@test('e-mail and password open a session, whatever the case of the address; the log knows of it')
def signs_in(db):
    office = Office(db)
    opened = office.sign_in(email='  NORA@example.LU ')
    assert (opened['login_id'], opened['role']) == (office.nora, 'manager'), opened
    session = {'session': sha256(opened['token']), 'client_address': HOME}
    assert ask(office, session)['login_id'] == office.nora
    listed, = call(office.server, 'session_list', {}, session)['items']
    assert (listed['address'], listed['application']) == (HOME, 'Till/1'), listed
    logged = office.bakery.manager.call('audit_list', action='login.sign_in')['items'][0]
    assert (logged['login_id'], logged['subject_id'], logged['address'], logged['application']) == (
        office.nora, office.nora, HOME, 'Till/1'), logged


@test('what somebody does through the server is logged from where they are')
def address_in_log(db):
    office = Office(db)
    session = office.session() | {'client_address': '2001:db8::5', 'client_application': 'curl'}
    call(office.server, 'store_save', {'name': 'Gare'},
         session | {'idempotency_key': '00000000-0000-4000-8000-000000000001'})
    # The same key from another address is the same request.
    again = call(office.server, 'store_save', {'name': 'Gare'},
                 session | {'idempotency_key': '00000000-0000-4000-8000-000000000001',
                            'client_address': ELSEWHERE})
    assert again['replayed']
    logged, = office.bakery.manager.call('audit_list', action='store.create')['items']
    assert (logged['address'], logged['application']) == ('2001:db8::5', 'curl'), logged
    # A person cannot say where they are.
    call(office.bakery.manager.connection, 'store_save', {'name': 'Halle'}, {
        'idempotency_key': '00000000-0000-4000-8000-000000000002', 'client_address': ELSEWHERE})
    logged = office.bakery.manager.call('audit_list', action='store.create')['items'][0]
    assert logged['address'] is None, logged


@test('an unknown address, a wrong password and a disabled login are refused alike')
def alike(db):
    office = Office(db)
    gone = office.bakery.manager.call('login_save', name='Gone', email='gone@example.lu',
                                      role='staff')
    office.bakery.manager.call('login_set_password', id=gone['id'], password=PASSWORD)
    office.bakery.manager.call('login_disable', id=gone['id'])
    office.bakery.manager.call('login_save', name='None', email='none@example.lu', role='staff')
    expected = {'code': 'unauthenticated', 'reason': 'credentials'}
    assert office.wrong() == expected
    for email in ('nobody@example.lu', 'gone@example.lu', 'none@example.lu'):
        with refused('unauthenticated') as refusal:
            office.sign_in(email=email)
        assert refusal.problem == expected, email


@test('each refusal compares once with a hash of cost 12')
def same_work(db):
    office = Office(db, cost=None)
    assert db.value('select hash from stempel.login_password').startswith('$2a$12$')
    db.rows('create table private.compared (hash text); '
            'alter table private.compared owner to stempel_owner')
    db.rows('create or replace function private.hash_holds(plain text, hash text) returns boolean '
            'language plpgsql as $$ begin insert into private.compared values (hash); '
            'return extensions.crypt(plain, hash) = hash; end $$')
    for email in (EMAIL, 'nobody@example.lu'):
        assert office.wrong(email=email)['reason'] == 'credentials'
    with refused('unauthenticated'):
        office.sign_in(PASSWORD + 'x' * 80)
    compared = [row[0] for row in db.rows('select hash from private.compared')]
    assert [h[:7] for h in compared] == ['$2a$12$'] * 3 and len({len(h) for h in compared}) == 1


@test('five wrong ones from a place, then 15 minutes, doubling; the right one ends the count')
def waits(db):
    office = Office(db)
    db.at('2026-03-02 08:00:00+01')
    for _ in range(3):
        for _ in range(4):
            assert office.wrong()['code'] == 'unauthenticated'
        office.sign_in()
    for _ in range(4):
        office.wrong()
    until = office.wrong()
    assert until['code'] == 'rate_limited' and until['available_at'].startswith(
        '2026-03-02T07:15:00'), until
    with refused('rate_limited', available_at=until['available_at']):
        office.sign_in()
    # From elsewhere it is still possible.
    assert office.sign_in(address=ELSEWHERE)['login_id'] == office.nora
    db.at('2026-03-02 08:15:00+01')
    for _ in range(4):
        office.wrong()
    assert office.wrong()['available_at'].startswith('2026-03-02T07:45:00')
    db.at('2026-03-02 08:45:00+01')
    office.sign_in()
    for _ in range(4):
        office.wrong()
    assert office.wrong()['available_at'].startswith('2026-03-02T08:00:00')
    failed = office.bakery.manager.call('audit_list', action='login.sign_in_failed', limit=500)
    assert len(failed['items']) == 3 * 4 + 3 * 5, len(failed['items'])


@test('addresses that nobody has are counted in the same way')
def unknown_counted(db):
    office = Office(db)
    known = [office.wrong() for _ in range(6)]
    unknown = [office.wrong(email='nobody@example.lu') for _ in range(6)]
    assert [p['code'] for p in known] == [p['code'] for p in unknown] == (
        ['unauthenticated'] * 4 + ['rate_limited'] * 2)


@test('a network of IPv6 is one place; all places together have 50')
def places(db):
    office = Office(db)
    for n in range(4):
        office.wrong(address=f'2001:db8:1:1::{n}')
    assert office.wrong(address='2001:db8:1:1:ffff::1')['code'] == 'rate_limited'
    assert office.wrong(address='2001:db8:1:2::1')['code'] == 'unauthenticated'
    for n in range(43):
        assert office.wrong(address=f'203.0.113.{n}')['code'] == 'unauthenticated', n
    assert office.wrong(address='203.0.113.200')['code'] == 'rate_limited'
    with refused('rate_limited'):
        office.sign_in(address='203.0.113.201')


@test('who goes on guessing while they wait makes nobody else wait')
def goes_on(db):
    office = Office(db)
    for _ in range(100):
        office.wrong()
    assert office.wrong(address=ELSEWHERE)['code'] == 'unauthenticated'
    assert office.sign_in(address=ELSEWHERE)['login_id'] == office.nora


@test('guesses at the same time are all counted')
def parallel_guesses(db):
    office = Office(db)
    servers = [db.connect(db.role('server')) for _ in range(8)]
    answers = parallel([lambda s=s: office.wrong(server=s) for s in servers])
    assert sorted(a['code'] for a in answers) == ['rate_limited'] * 4 + ['unauthenticated'] * 4


@test('one password is compared at a time; the others wait a little, and PINs do not wait for them')
def one_slot(db):
    office = Office(db)
    luc = office.bakery.employee('Luc', pin='5938')['id']
    db.rows('create or replace function private.hash_holds(plain text, hash text) returns boolean '
            'language plpgsql as $$ begin '
            "if plain !~ '^[0-9]+$' then perform pg_sleep(1.5); end if; "
            'return extensions.crypt(plain, hash) = hash; end $$')
    servers = [db.connect(db.role('server')) for _ in range(4)]
    answers = parallel(
        [lambda s=s, n=n: office.sign_in(server=s, email=f'{n}@example.lu')
         for n, s in enumerate(servers)]
        + [lambda: office.bakery.staff.call('employee_verify', employee_id=luc, pin='5938')])
    assert answers.pop()['pin_token']
    codes = [a.code for a in answers]
    assert set(codes) == {'unauthenticated', 'rate_limited'}, codes
    # Who was turned away was not compared, and so not counted.
    counted = db.value('select count(*) from private.guess')
    assert counted == 2 * codes.count('unauthenticated'), (counted, codes)
    assert db.value("select count(*) from pg_locks where locktype = 'advisory'") == 0


@test('old counts are forgotten, few with each attempt')
def forgotten(db):
    office = Office(db)
    db.rows("insert into private.guess (subject, failures, last_at) "
            "select sha256(n::text::bytea), 1, clock_timestamp() - interval '3 days' "
            "from generate_series(1, 25) n")
    office.wrong()
    assert db.value('select count(*) from private.guess') == 25 - 2 * 10 + 2


@test('with logins at two merchants one says which, or gets the one used last')
def two_merchants(db):
    office = Office(db)
    other = db.merchant('Other')
    there = office.add(other, OTHER)
    assert office.sign_in()['merchant']['id'] == office.bakery.id
    assert office.wrong()['reason'] == 'credentials'
    opened = office.sign_in(OTHER, merchant_id=other.id)
    assert (opened['login_id'], opened['merchant']['id']) == (there, other.id)
    assert office.sign_in(OTHER)['merchant']['id'] == other.id
    with refused('unauthenticated', reason='credentials'):
        office.sign_in(merchant_id=other.id)
    with refused('unauthenticated', reason='credentials'):
        office.sign_in(merchant_id=999999)


@test('a sign-in without its members is refused as any request is')
def members(db):
    office = Office(db)
    with refused('invalid') as refusal:
        call(office.server, 'session_open', {'email': 'x', 'colour': 1, 'merchant_id': '7'})
    assert refusal.fields == {'email': 'invalid_format', 'password': 'required',
                              'colour': 'unknown_member', 'merchant_id': 'wrong_type'}
    with refused('invalid') as refusal:
        call(office.bakery.manager.connection, 'session_open', {'email': EMAIL, 'password': 'x'})
    assert set(refusal.fields) == {'email', 'password'}
    assert db.value('select count(*) from private.guess') == 0


@test('a manager gives passwords; who was signed in with the old one is out')
def gives_passwords(db):
    office = Office(db)
    manager = office.bakery.manager
    session = office.session()
    shown = manager.call('login_set_password', id=office.nora, password=OTHER)
    assert shown['password_set_at'] and 'password' not in shown and 'hash' not in str(shown)
    with refused('unauthenticated'):
        ask(office, session)
    with refused('unauthenticated'):
        office.sign_in()
    assert office.sign_in(OTHER)['login_id'] == office.nora
    with refused('conflict', reason='no_email'):
        manager.call('login_set_password', id=manager.id, password=OTHER)
    with sqlstate('42501'):
        office.bakery.staff.call('login_set_password', id=office.nora, password=OTHER)
    manager.call('login_disable', id=office.nora)
    with refused('conflict', reason='disabled'):
        manager.call('login_set_password', id=office.nora, password=OTHER)
    kept = ' '.join(str(r) for r in db.rows('select * from stempel.idempotency')
                    + db.rows('select * from stempel.audit_event'))
    assert OTHER not in kept and '$2a$' not in kept


@test('a password has 12 characters, up to 72 bytes, and is not what everybody tries first')
def rules(db):
    office = Office(db)

    def error(password):
        with refused('invalid') as refusal:
            office.bakery.manager.call('login_set_password', id=office.nora, password=password)
        return refusal.problem['errors'][0]

    assert error('x' * 11) == {'field': 'password', 'code': 'too_short', 'min': 12}
    assert error('abcdefgh ' * 8 + 'x') == {'field': 'password', 'code': 'too_long', 'max': 72}
    assert error('é' * 20 + 'abcdefgh' * 5)['code'] == 'too_long'
    for easy in ('Nora@Example.lu', 'xxxxxxxxxxxx', 'abcabcabcabc', '012345678901'):
        assert error(easy)['code'] == 'trivial', easy
    assert error('with\ttabulator in it')['code'] == 'invalid_format'
    assert error('')['code'] == 'required'
    for fine in ('abcdefgh ' * 8, '  spaces count  ', 'é' * 31 + 'abcdefghij'):
        office.bakery.manager.call('login_set_password', id=office.nora, password=fine)
        assert office.sign_in(fine)['login_id'] == office.nora
    with refused('unauthenticated'):
        office.sign_in('abcdefgh ' * 8 + 'x')


@test('one changes one''s own password and is signed out everywhere else')
def changes_own(db):
    office = Office(db)
    here, there = office.session(), office.session()

    def change(current, password, session=here):
        return call(office.server, 'password_change',
                    {'current_password': current, 'password': password}, session)
    with refused('unauthenticated', reason='credentials'):
        change('wrong', OTHER)
    with refused('invalid') as refusal:
        change(PASSWORD, 'short')
    assert refusal.fields == {'password': 'too_short'}
    assert change(PASSWORD, OTHER)['id'] == office.nora
    assert ask(office, here)['login_id'] == office.nora
    with refused('unauthenticated'):
        ask(office, there)
    assert office.sign_in(OTHER)['login_id'] == office.nora
    for _ in range(4):
        with refused('unauthenticated'):
            change('wrong', PASSWORD)
    with refused('rate_limited'):
        change('wrong', PASSWORD)
    with refused('rate_limited'):
        change(OTHER, PASSWORD)
    actions = [r[0] for r in db.rows("select action from stempel.audit_event where action like "
                                     "'login.change%' order by id")]
    assert actions == (['login.change_password_failed', 'login.change_password']
                       + ['login.change_password_failed'] * 5), actions


@test('one is told when one''s password was set, but through a direct connection')
def tells_password(db):
    db.at('2026-03-02 12:00:00+00')
    office = Office(db)
    opened = office.sign_in()
    assert opened['password_set_at'] and opened['totp_confirmed_at'] is None
    session = {'session': sha256(opened['token']), 'client_address': HOME}
    assert ask(office, session)['password_set_at'] == opened['password_set_at']
    db.at('2026-03-02 12:10:00+00')
    changed = call(office.server, 'password_change',
                   {'current_password': PASSWORD, 'password': OTHER}, session)
    assert ask(office, session)['password_set_at'] == changed['password_set_at']
    assert changed['password_set_at'] > opened['password_set_at']
    manager = office.bakery.manager
    own = next(login for login in manager.call('login_list')['items']
               if login['id'] == manager.call('session_whoami')['login_id'])
    manager.call('login_save', id=own['id'], revision=own['revision'], name=own['name'],
                 role='manager', email='boss@example.lu', database_role=own['database_role'])
    manager.call('login_set_password', id=own['id'], password=PASSWORD)
    me = manager.call('session_whoami')
    assert me['password_set_at'] is None and me['totp_confirmed_at'] is None
    # What it opens is one through the server.
    assert manager.call('session_open')['password_set_at']


@test('through a direct connection there is no password to change')
def direct(db):
    office = Office(db)
    with refused('conflict', reason='no_session'):
        call(office.bakery.manager.connection, 'password_change',
             {'current_password': PASSWORD, 'password': OTHER})


@test('no role that connects reads a hash')
def hashes_unread(db):
    office = Office(db)
    for role in (office.bakery.manager.connection, office.server):
        for table in ('stempel.login_password', 'private.guess'):
            with sqlstate('42501'), role.cursor() as cursor:
                cursor.execute(f'select * from {table}')
    with sqlstate('42501'), office.server.cursor() as cursor:
        cursor.execute("select private.find_sign_in('x', null)")


@test('that a session is in use is noted once a minute, and who reads waits for nobody with it')
def notes_use(db):
    office = Office(db)
    session = office.session()
    seen = 'select max(seen_at) > now() - interval \'1 minute\' from stempel.session'
    db.rows("update stempel.session set seen_at = now() - interval '50 seconds'")
    before = db.value('select max(seen_at) from stempel.session')
    ask(office, session)
    assert db.value('select max(seen_at) from stempel.session') == before
    db.rows("update stempel.session set seen_at = now() - interval '2 minutes'")
    other = db.connect('postgres', autocommit=False)
    other.cursor().execute('select from stempel.session for update')
    office.server.cursor().execute("set lock_timeout = '300ms'")
    assert call(office.server, 'store_list', {}, session)['items']
    other.rollback()
    assert not db.value(seen)
    assert call(office.server, 'store_list', {}, session)['items']
    assert db.value(seen)


@test('who only reads need not wait until it is on the disk that they did')
def reads_do_not_wait_for_the_disk(db):
    office = Office(db)
    session = office.session()
    office.server.autocommit = False
    for operation, request, waits in (('store_list', {}, 'off'),
                                      ('password_change', {'current_password': PASSWORD,
                                                           'password': OTHER}, 'on')):
        db.rows("update stempel.session set seen_at = now() - interval '2 minutes'")
        cursor = office.server.cursor()
        cursor.execute("set local synchronous_commit = on")
        call(office.server, operation, request, session)
        cursor.execute('show synchronous_commit')
        assert cursor.fetchone()[0] == waits, operation
        office.server.rollback()


run()
