#!/usr/bin/python3
# test_requests.py: whatever stands in a request, the answer is an answer or a refusal
#
# SPDX-License-Identifier: GPL-3.0-or-later

import glob
import os
import re
import uuid

from stempel_test import Refused, call, parallel, refused, run, test
from stempel_world import World, known_members

NASTY = (None, True, 0, -1, 1, 1.5, 10 ** 400, 2 ** 31, 2 ** 63 - 1, 2 ** 63, '', ' ', '0', '1',
         'x', 'x' * 100000, "'", '%', '\\', '\n', '\u202e\u2028', '🧁', '2026-13-45', '9999-12-31',
         [], [None], [1, 1], ['1'], [[]], [2 ** 63], {}, {'en': None}, {'': ''}, {'id': 1})


@test('each operation has its entry in the table of requests, and takes what stands there')
def described(db):
    world = World(db)
    for operation, known in known_members(db, world.own.manager.connection):
        members = db.value('select private.members_of(%s)', operation)
        assert members is not None and sorted(members) == known, (operation, known, members)
    assert db.value("select private.members_of('unknown')") is None


@test('nothing describes a member but the table of requests')
def described_once(db):
    path = os.path.join(os.environ['STEMPEL_SOURCE_DIR'], 'src', 'sql')
    for name in glob.glob(f'{path}/*/*.sql'):
        if os.path.basename(name) not in ('request.sql', 'requests.sql'):
            with open(name) as source:
                assert not re.search(r'"type": *"', source.read()), name


@test('nasty values in any member of any operation are refused in the wire format')
def nasty_values(db):
    world = World(db)
    connection = world.own.manager.connection
    tried = 0
    for operation, known in known_members(db, connection):
        for member in known + ['idempotency_key', 'session']:
            for value in NASTY:
                request = ({'idempotency_key': str(uuid.uuid4())} | world.samples()[operation]
                           | {member: value})
                try:
                    with connection.cursor() as cursor:
                        cursor.execute('begin')
                    call(connection, operation, request)
                except Refused as refusal:
                    errors = refusal.problem.get('errors', [])
                    assert refusal.code != 'invalid' or errors, (operation, request, refusal)
                    assert all('field' in e and e['code'] for e in errors), refusal
                except Exception as error:
                    raise AssertionError(f'{operation} {str(request)[:500]}') from error
                finally:
                    with connection.cursor() as cursor:
                        cursor.execute('rollback')
                tried += 1
    assert tried > 5000, tried


@test('nasty values in the rules of a program are refused, each under its own name')
def nasty_rules(db):
    manager = db.merchant().manager
    draft = {'names': {'en': 'C'}, 'reward': {'en': 'R'}}
    complete = manager.call('program_save', kind='hybrid', draft=draft)['draft']
    for member in complete:
        for value in NASTY:
            try:
                saved = manager.call('program_save', kind='hybrid', draft=draft | {member: value})
                wanted = complete[member] if value in (None, '', ' ', '\n') else value
                # What the expiry does not use is not kept.
                assert saved['draft'][member] == wanted or member.startswith('expiry_'), (
                    member, value, saved)
                manager.call('program_publish', id=saved['id'])
            except Refused as refusal:
                also = {'money_points': 'money_amount', 'money_amount': 'money_points'}.get(member)
                assert {f.split('[')[0] for f in refusal.fields} - {also} <= {member}, (
                    member, value, refusal.problem)


@test('nasty values in a bonus period are refused, each under its own name')
def nasty_bonus(db):
    manager = db.merchant().manager
    plain = {'name': 'B', 'multiplier_bp': 20000, 'weekdays': [], 'from': None, 'to': None,
             'starts_on': None, 'ends_on': None, 'store_ids': []}
    save = lambda period: manager.call('program_save', kind='points', draft={
        'names': {'en': 'P'}, 'bonus_periods': [period]})
    for member in plain:
        for value in NASTY:
            try:
                saved = save(plain | {member: value})
                wanted = plain[member] if value in (None, '', ' ', '\n') else value
                wanted = (sorted(set(wanted)) if isinstance(wanted, list) else
                          wanted.strip() if isinstance(wanted, str) else wanted)
                assert saved['draft']['bonus_periods'][0][member] == wanted, (member, value, saved)
                manager.call('program_publish', id=saved['id'])
            except Refused as refusal:
                assert set(refusal.fields) == {f'bonus_periods[0].{member}'}, (
                    member, value, refusal.problem)


@test('a cursor that reads as one but holds something else is a field error')
def cursors(db):
    manager = db.merchant().manager
    keys = ('["a"]', '["a", "b"]', '["a", 1.5]', '[1, 2]', '{"a": 1}', '7', '["", 99999999999999999999]')
    for operation in ('customer_search', 'entry_list', 'audit_list'):
        by_time = ('["a", 1]', '["2026-99-01", 1]') if operation != 'customer_search' else ()
        for key in (*keys, *by_time):
            with refused('invalid') as refusal:
                manager.call(operation, after=db.value('select private.encode_cursor(%s)', key))
            assert refusal.fields == {'after': 'invalid_format'}, (operation, key)


@test('of two who save on the same revision at once, one is told')
def parallel_saves(db):
    bakery = db.merchant()
    program, member = bakery.program(), bakery.member()
    login = bakery.manager.call('login_save', name='N', role='staff')
    requests = {
        'store_save': {'id': bakery.store_id, 'revision': 1, 'name': 'Gare'},
        'login_save': {'id': login['id'], 'revision': 1, 'name': 'N', 'role': 'staff'},
        'customer_save': {'id': member['id'], 'revision': 1, 'given_name': 'A', 'family_name': 'B'},
        'program_save': {'id': program['id'], 'revision': program['revision'],
                         'draft': program['published'] | {'daily_limit': 7}},
        'program_pause': {'id': program['id'], 'revision': program['revision'] + 1},
    }
    connections = [db.connect(bakery.manager.database_role) for _ in range(8)]
    for operation, request in requests.items():
        answers = parallel([lambda c=c: call(c, operation, request,
                                             {'idempotency_key': str(uuid.uuid4())})
                            for c in connections])
        assert len([a for a in answers if isinstance(a, dict)]) == 1, (operation, answers)
        assert {a.code for a in answers if isinstance(a, Refused)} == {'stale'}, answers


@test('managers who disable each other at the same moment: one stays')
def parallel_disable(db):
    for _ in range(5):
        bakery = db.merchant()
        role = db.role('manager')
        second = bakery.manager.call('login_save', name='Second', role='manager', database_role=role)
        one, two = bakery.manager.connection, db.connect(role)
        answers = parallel([
            lambda: call(one, 'login_disable', {'id': second['id']},
                         {'idempotency_key': str(uuid.uuid4())}),
            lambda: call(two, 'login_disable', {'id': bakery.manager.id},
                         {'idempotency_key': str(uuid.uuid4())})])
        codes = [getattr(a, 'code', 'done') for a in answers]
        assert sorted(codes) in (['conflict', 'done'], ['done', 'unauthenticated']), answers
        assert db.value("select count(*) from stempel.login where merchant_id = %s "
                        "and role = 'manager' and state = 'active'", bakery.id) == 1


@test('of many who take one name or one card number at once, one gets it')
def parallel_names(db):
    bakery = db.merchant()
    connections = [db.connect(bakery.manager.database_role) for _ in range(8)]
    number = '123456789012' + db.value("select private.luhn_digit('123456789012')")
    for operation, field, request in (
            ('store_save', 'name', {'name': 'Gare'}),
            ('login_save', 'email', {'name': 'N', 'role': 'staff', 'email': 'n@example.lu'}),
            ('login_save', 'database_role', {'name': 'N', 'role': 'staff', 'database_role': 'nobody_yet'}),
            ('customer_enroll', 'card_number', {'given_name': 'A', 'family_name': 'B',
                                                'store_id': bakery.store_id, 'card_number': number})):
        answers = parallel([lambda c=c: call(c, operation, request,
                                             {'idempotency_key': str(uuid.uuid4())})
                            for c in connections])
        assert len([a for a in answers if isinstance(a, dict)]) == 1, (operation, answers)
        assert all(a.fields == {field: 'taken'} for a in answers if isinstance(a, Refused)), answers


@test('what PostgreSQL itself cannot read is no refusal of ours')
def unreadable(db):
    manager = db.merchant().manager
    with refused('invalid') as refusal:
        call(manager.connection, 'store_list', {'state': ['active']})
    assert refusal.fields == {'state': 'wrong_type'}


run()
