#!/usr/bin/python3
# test_bookings_parallel.py: many counters at one card at the same moment
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from stempel_test import Refused, call, parallel, run, test


def setup(db, **rules):
    bakery = db.merchant()
    bakery.program(**rules)
    return bakery, bakery.member()['accounts'][0]['id']


def connections(db, bakery, how_many):
    return [db.connect(bakery.manager.database_role) for _ in range(how_many)]


def clean(bakery):
    found = bakery.auditor.call('self_check')
    assert found == {'items': []}, found


@test('64 clients stamp one card: one succeeds, the others learn when and by whom')
def one_card(db):
    bakery, account = setup(db, cooldown_minutes=15)
    request = {'account_id': account, 'store_id': bakery.store_id}
    answers = parallel([
        lambda c=c: call(c, 'stamp_earn', request, {'idempotency_key': str(uuid.uuid4())})
        for c in connections(db, bakery, 64)])
    booked = [a for a in answers if isinstance(a, dict)]
    assert len(booked) == 1, answers
    entry = booked[0]['entry']
    for refusal in answers:
        if refusal is booked[0]:
            continue
        assert isinstance(refusal, Refused) and refusal.code == 'cooldown_active', refusal
        assert refusal.problem['last_at'] == entry['occurred_at'], refusal
        assert refusal.problem['last_by'] == 'Manager of Bakery'
        assert refusal.problem['last_store'] == 'Centre'
        assert refusal.problem['available_at'] == booked[0]['account']['available_at']
    assert db.value('select count(*) from stempel.entry') == 1
    clean(bakery)


@test('64 clients, no cooldown, a limit of 20 a day: 20 succeed and all of them count')
def daily_limit(db):
    bakery, account = setup(db, cooldown_minutes=0, daily_limit=20, stamps_target=6)
    request = {'account_id': account, 'store_id': bakery.store_id}
    answers = parallel([
        lambda c=c: call(c, 'stamp_earn', request, {'idempotency_key': str(uuid.uuid4())})
        for c in connections(db, bakery, 64)])
    assert sum(isinstance(a, dict) for a in answers) == 20, answers
    assert {a.code for a in answers if not isinstance(a, dict)} == {'daily_limit_reached'}
    after = bakery.manager.call('account_get', id=account)
    assert after['stamps'] == 2 and len(after['entitlements']) == 3, after
    clean(bakery)


@test('the same key 50 times at once: booked once, 50 equal answers')
def same_key(db):
    bakery, account = setup(db, cooldown_minutes=0, stamps_target=1)
    bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id)
    for operation in ('stamp_earn', 'stamp_redeem'):
        before = db.value('select count(*) from stempel.entry')
        key = {'idempotency_key': str(uuid.uuid4())}
        request = {'account_id': account, 'store_id': bakery.store_id}
        answers = parallel([lambda c=c: call(c, operation, request, key)
                            for c in connections(db, bakery, 50)])
        assert all(isinstance(a, dict) for a in answers), answers
        assert sum(not a.pop('replayed') for a in answers) == 1
        assert all(a == answers[0] for a in answers)
        assert db.value('select count(*) from stempel.entry') == before + 1
    clean(bakery)


@test('the same key for two accounts at once: one is booked, the other refused')
def same_key_two_accounts(db):
    bakery, account = setup(db, cooldown_minutes=0, daily_limit=100)
    other = bakery.member('Bob', 'Other')['accounts'][0]['id']
    for _ in range(10):
        key = {'idempotency_key': str(uuid.uuid4())}
        answers = parallel([
            lambda c=c, a=a: call(c, 'stamp_earn', {'account_id': a, 'store_id': bakery.store_id},
                                  key)
            for c, a in zip(connections(db, bakery, 2), (account, other))])
        codes = sorted('booked' if isinstance(a, dict) else a.code for a in answers)
        assert codes == ['booked', 'idempotency_key_reused'], answers
    clean(bakery)


@test('the same key for a booking and for a store at once: one of them')
def same_key_two_worlds(db):
    bakery, account = setup(db, cooldown_minutes=0, daily_limit=100)
    for number in range(10):
        key = {'idempotency_key': str(uuid.uuid4())}
        first, second = connections(db, bakery, 2)
        answers = parallel([
            lambda: call(first, 'stamp_earn', {'account_id': account, 'store_id': bakery.store_id},
                         key),
            lambda: call(second, 'store_save', {'name': f'Store {number}'}, key)])
        codes = sorted('done' if isinstance(a, dict) else a.code for a in answers)
        assert codes == ['done', 'idempotency_key_reused'], answers
    clean(bakery)


@test('one reward, 16 hands: handed out once; one entry, 16 voids: taken back once')
def one_reward(db):
    bakery, account = setup(db, cooldown_minutes=0, stamps_target=1)
    entry = bakery.manager.call('stamp_earn', account_id=account,
                                store_id=bakery.store_id)['entry']['id']
    request = {'account_id': account, 'store_id': bakery.store_id}
    answers = parallel([
        lambda c=c: call(c, 'stamp_redeem', request, {'idempotency_key': str(uuid.uuid4())})
        for c in connections(db, bakery, 16)])
    assert sum(isinstance(a, dict) for a in answers) == 1, answers
    assert {a.code for a in answers if not isinstance(a, dict)} == {'insufficient_balance'}
    answers = parallel([
        lambda c=c: call(c, 'entry_void', {'entry_id': entry, 'reason': 'mistake'},
                         {'idempotency_key': str(uuid.uuid4())})
        for c in connections(db, bakery, 16)])
    booked = [a for a in answers if isinstance(a, dict)]
    assert len(booked) == 1 and booked[0]['account']['owed_stamps'] == 1
    for refusal in answers:
        if refusal is not booked[0]:
            assert refusal.code == 'already_reversed'
            assert refusal.problem['entry_id'] == booked[0]['entry']['id']
    clean(bakery)


@test('stamps, rewards and voids crossing: nothing is lost')
def crossing(db):
    bakery, account = setup(db, cooldown_minutes=0, stamps_target=3, daily_limit=100)
    opened = connections(db, bakery, 12)

    def work(connection, number):
        for _ in range(12):
            request = {'account_id': account, 'store_id': bakery.store_id}
            operation = 'stamp_redeem' if number % 3 == 0 else 'stamp_earn'
            try:
                reply = call(connection, operation, request,
                             {'idempotency_key': str(uuid.uuid4())})
                if number % 4 == 1:
                    call(connection, 'entry_void',
                         {'entry_id': reply['entry']['id'], 'reason': 'mistake'},
                         {'idempotency_key': str(uuid.uuid4())})
            except Refused as refusal:
                assert refusal.code in ('insufficient_balance', 'daily_limit_reached'), refusal
        return True

    answers = parallel([lambda c=c, n=n: work(c, n) for n, c in enumerate(opened)])
    assert answers == [True] * 12, answers
    clean(bakery)


run()
