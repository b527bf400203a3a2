#!/usr/bin/python3
# test_idempotency.py: a write happens once per key, whoever sends it how often
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from stempel_test import call, parallel, refused, run, test


def without_mark(reply):
    return {k: v for k, v in reply.items() if k != 'replayed'}


@test('the same request again gets the same answer, marked')
def replay(db):
    bakery = db.merchant()
    key = str(uuid.uuid4())
    first = bakery.manager.call('store_save', key=key, name='Gare')
    # Even when things have moved on meanwhile.
    bakery.manager.call('store_save', id=first['id'], revision=1, name='Station')
    again = bakery.manager.call('store_save', key=key.upper(), name='Gare')
    assert first['replayed'] is False and again['replayed'] is True
    assert without_mark(first) == without_mark(again)
    assert db.value('select count(*) from stempel.store') == 2


@test('the same key for another request or operation is refused')
def reused(db):
    bakery = db.merchant()
    key = str(uuid.uuid4())
    bakery.manager.call('store_save', key=key, name='Gare')
    with refused('idempotency_key_reused') as refusal:
        bakery.manager.call('store_save', key=key, name='Port')
    assert refusal.sqlstate == (None if db.door else 'ST007')
    with refused('idempotency_key_reused'):
        bakery.manager.call('login_save', key=key, name='Gare', role='staff')


@test('a refused write leaves its key free')
def refusal_frees(db):
    bakery = db.merchant()
    key = str(uuid.uuid4())
    with refused('not_found'):
        bakery.manager.call('program_pause', key=key, id=999)
    program = bakery.program()['id']
    assert bakery.manager.call('program_pause', key=key, id=program)['replayed'] is False


@test('keys belong to their merchant')
def per_merchant(db):
    key = str(uuid.uuid4())
    for name in ('One', 'Two'):
        assert db.merchant(name).manager.call('store_save', key=key, name='Gare')['replayed'] is False


@test('a key of the ledger cannot be used again for management, nor the other way round')
def both_worlds(db):
    bakery = db.merchant()
    bakery.program()
    member = bakery.member()
    booking = {'account_id': member['accounts'][0]['id'], 'store_id': bakery.store_id}
    key = str(uuid.uuid4())
    bakery.manager.call('stamp_earn', key=key, **booking)
    with refused('idempotency_key_reused'):
        bakery.manager.call('store_save', key=key, name='Gare')
    key = str(uuid.uuid4())
    bakery.manager.call('store_save', key=key, name='Gare')
    with refused('idempotency_key_reused'):
        bakery.manager.call('stamp_earn', key=key, **booking)


@test('50 senders of one management write: done once, 50 equal answers')
def in_parallel(db):
    bakery = db.merchant()
    bakery.program()
    requests = {
        'store_save': {'name': 'Gare'},
        'login_save': {'name': 'Nora', 'email': 'nora@example.lu', 'role': 'staff'},
        'customer_enroll': {'given_name': 'Anna', 'family_name': 'Weber',
                            'email': 'anna@example.lu', 'store_id': bakery.store_id},
    }
    connections = [db.connect(bakery.manager.database_role) for _ in range(50)]
    for operation, request in requests.items():
        envelope = {'idempotency_key': str(uuid.uuid4())}
        before = db.value('select count(*) from stempel.audit_event')
        answers = parallel([lambda c=c: call(c, operation, request, envelope)
                            for c in connections])
        assert all(isinstance(a, dict) for a in answers), answers
        assert sorted(a['replayed'] for a in answers) == [False] + [True] * 49
        assert all(without_mark(a) == without_mark(answers[0]) for a in answers)
        assert db.value('select count(*) from stempel.audit_event') == before + 1


@test('every write asks for a key, no read does')
def key_required(db):
    bakery = db.merchant()
    for name, writes in db.rows('select name, writes from private.operation'):
        if name in ('session_open', 'session_close'):
            continue
        with refused('invalid') as refusal:
            call(bakery.manager.connection, name, {'no_such_member': 1})
        assert ('idempotency_key' in refusal.fields) == writes, (name, refusal.problem)
        assert refusal.fields['no_such_member'] == 'unknown_member', name


@test('stored answers and the audit log hold no PIN and no hash')
def no_secrets(db):
    bakery = db.merchant()
    luc = bakery.employee(pin='739164')
    bakery.manager.call('employee_verify', employee_id=luc['id'], pin='739164')
    kept = db.value("select string_agg(i::text, ' ') from stempel.idempotency i") + \
        db.value("select string_agg(a::text, ' ') from stempel.audit_event a")
    assert '739164' not in kept and '$2a$' not in kept
    guesses = db.value("""select count(*) from stempel.idempotency i
        where i.request_hash = sha256(convert_to('employee_set_pin' || jsonb_build_object(
          'id', %s::bigint, 'pin', '739164')::text, 'UTF8'))""", luc['id'])
    assert guesses == 0


run()
