#!/usr/bin/python3
# test_totp.py: a second factor for signing in
#
# SPDX-License-Identifier: GPL-3.0-or-later

import base64
import hashlib
import urllib.parse

from stempel_test import call, refused, run, sqlstate, test
from stempel_totp import code

PASSWORD = 'a horse in the garden'
NOON = '2026-03-02 12:00:00+00'


class Desk:
    """A manager who signs in through the server, with a clock that stands."""

    def __init__(self, db):
        self.db = db
        db.rows('create or replace function private.password_cost() returns integer '
                'language sql immutable as $$ select 4 $$')
        self.at(0)
        self.bakery = db.merchant()
        self.nora = self.bakery.manager.call('login_save', name='Nora', role='manager',
                                             email='nora+b@example.lu')['id']
        self.bakery.manager.call('login_set_password', id=self.nora, password=PASSWORD)
        self.server = db.connect(db.role('server'))
        self.session = self.sign_in()

    def at(self, seconds):
        self.db.at(NOON)
        self.noon = int(self.db.value('select extract(epoch from private.now())'))
        self.now = self.noon + seconds
        self.db.at(self.db.value('select to_timestamp(%s)', self.now))

    def sign_in(self, **more):
        token = call(self.server, 'session_open', {
            'email': 'nora+b@example.lu', 'password': PASSWORD} | more)['token']
        return {'session': hashlib.sha256(token.encode()).hexdigest()}

    def call(self, operation, **request):
        return call(self.server, operation, request, self.session)

    def forget_guesses(self):
        self.db.rows('delete from private.guess')

    def set_up(self):
        begun = self.call('totp_begin')
        secret = base64.b32decode(begun['secret'])
        self.call('totp_confirm', one_time_code=code(secret, self.now))
        return secret


@test('codes are those of RFC 6238')
def vectors(db):
    # Appendix B has eight digits of these; six are their end.
    for seconds, expected in ((59, '287082'), (1111111109, '081804'), (1111111111, '050471'),
                              (1234567890, '005924'), (2000000000, '279037'),
                              (20000000000, '353130')):
        assert db.value("select private.totp_code('12345678901234567890',"
                        ' private.totp_step(to_timestamp(%s)))', seconds) == expected, seconds
    for plain in (b'\0' * 20, b'\xff' * 20, bytes(range(20))):
        assert db.value('select private.base32(%s)', plain) == base64.b32encode(plain).decode()


@test('a secret counts once a code has confirmed it; then signing in asks for one')
def sets_up(db):
    desk = Desk(db)
    begun = desk.call('totp_begin')
    link = urllib.parse.urlsplit(begun['uri'])
    assert (link.scheme, link.netloc, urllib.parse.unquote(link.path)) == (
        'otpauth', 'totp', '/Stempel:nora+b@example.lu'), link
    assert urllib.parse.parse_qs(link.query) == {'secret': [begun['secret']],
                                                 'issuer': ['Stempel']}
    desk.sign_in()
    secret = base64.b32decode(desk.call('totp_begin')['secret'])
    assert secret != base64.b32decode(begun['secret']) and len(secret) == 20
    with refused('unauthenticated', reason='code_invalid'):
        desk.call('totp_confirm', one_time_code=code(base64.b32decode(begun['secret']), desk.noon))
    assert desk.call('session_whoami')['totp_confirmed_at'] is None
    confirmed = desk.call('totp_confirm', one_time_code=code(secret, desk.noon))
    assert confirmed['totp_confirmed_at']
    assert desk.call('session_whoami')['totp_confirmed_at'] == confirmed['totp_confirmed_at']
    with refused('unauthenticated', reason='code_required'):
        desk.sign_in()
    with refused('conflict', reason='already_set_up'):
        desk.call('totp_begin')
    desk.at(30)
    desk.sign_in(one_time_code=f' {code(secret, desk.noon + 30)[:3]} '
                               f'{code(secret, desk.noon + 30)[3:]} ')
    # Whoever has set it up once has set it up.
    assert desk.call('totp_confirm', one_time_code='000000')['totp_confirmed_at']
    assert [r[0] for r in db.rows("select action from stempel.audit_event where action like "
                                  "'login.totp%'")] == ['login.totp_set_up']


@test('a code is good for its own step and one to each side, and only once')
def steps(db):
    desk = Desk(db)
    secret = desk.set_up()
    for refused_offset in (-60, -30, 0):
        # The one that confirmed was used, and so are those before it.
        with refused('unauthenticated', reason='code_invalid'):
            desk.sign_in(one_time_code=code(secret, desk.noon + refused_offset))
    desk.forget_guesses()
    desk.at(300)
    for offset in (-60, 60):
        with refused('unauthenticated', reason='code_invalid'):
            desk.sign_in(one_time_code=code(secret, desk.noon + 300 + offset))
    desk.forget_guesses()
    desk.at(1800)
    for offset in (-30, 0, 30):
        desk.sign_in(one_time_code=code(secret, desk.noon + 1800 + offset))
        with refused('unauthenticated', reason='code_invalid'):
            desk.sign_in(one_time_code=code(secret, desk.noon + 1800 + offset))


@test('wrong codes are counted like wrong passwords; asking for one is not')
def counted(db):
    desk = Desk(db)
    desk.set_up()
    for _ in range(7):
        with refused('unauthenticated', reason='code_required'):
            desk.sign_in()
    for _ in range(4):
        with refused('unauthenticated', reason='code_invalid'):
            desk.sign_in(one_time_code='000000')
    with refused('rate_limited'):
        desk.sign_in(one_time_code='000000')
    with refused('rate_limited'):
        desk.sign_in()


@test('a wrong password says nothing of a second factor')
def silent(db):
    desk = Desk(db)
    secret = desk.set_up()
    desk.at(30)
    with refused('unauthenticated', reason='credentials'):
        desk.sign_in(password='wrong', one_time_code=code(secret, desk.noon + 30))


@test('one removes one''s own with a code; a manager removes that of others')
def removes(db):
    desk = Desk(db)
    secret = desk.set_up()
    with refused('unauthenticated', reason='code_required'):
        desk.call('totp_remove')
    for _ in range(4):
        with refused('unauthenticated', reason='code_invalid'):
            desk.call('totp_remove', one_time_code='000000')
    desk.at(60)
    removed = desk.call('totp_remove', one_time_code=code(secret, desk.noon + 60))
    assert removed['totp_confirmed_at'] is None
    desk.sign_in()
    assert desk.call('totp_remove')['id'] == desk.nora

    desk.set_up()
    with refused('not_found', what='login'):
        call(desk.bakery.staff.connection, 'totp_remove', {'login_id': desk.nora})
    for _ in range(5):
        with refused('unauthenticated' if _ < 4 else 'rate_limited'):
            desk.call('totp_remove', one_time_code='000000')
    call(desk.bakery.manager.connection, 'totp_remove', {'login_id': desk.nora})
    desk.sign_in()
    actions = [r[0] for r in db.rows("select action from stempel.audit_event where action like "
                                     "'login.totp%' order by id")]
    assert actions == ['login.totp_set_up', 'login.totp_removed'] * 2, actions


@test('over a direct connection nobody can guess at their own')
def direct(db):
    manager = db.merchant().manager
    secret = base64.b32decode(call(manager.connection, 'totp_begin', {})['secret'])
    call(manager.connection, 'totp_confirm', {'one_time_code': code(secret, int(
        db.value('select extract(epoch from private.now())')))})
    with refused('conflict', reason='no_session'):
        call(manager.connection, 'totp_remove', {'one_time_code': '000000'})
    with sqlstate('42501'), manager.connection.cursor() as cursor:
        cursor.execute('select * from stempel.login_totp')


run()
