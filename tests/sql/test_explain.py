#!/usr/bin/python3
# test_explain.py: why a balance is what it is, now and at any moment before
#
# SPDX-License-Identifier: GPL-3.0-or-later

import random

from points import adjust, balance, club, earn, redeem, refund, sound, void
from stempel_test import Refused, refused, run, test


def explain(bakery, account, **at):
    told = bakery.auditor.call('account_explain', account_id=account, **at)
    named = {e['id'] for e in told['entries']}
    for lot in told['lots']:
        assert lot['remaining'] == sum(c['points'] for c in lot['changes']), lot
        assert {c['entry_id'] for c in lot['changes']} | {lot['entry_id'], lot['source_id']} <= named
    assert sum(lot['remaining'] for lot in told['lots']) == told['points']
    assert sum(d['points'] for d in told['debts']) == told['owed_points']
    assert sum(d['stamps'] for d in told['debts']) == told['owed_stamps']
    assert sum(e['points'] for e in told['entries']) == told['points'] - told['owed_points']
    assert sum(e['stamps'] for e in told['entries']) == told['stamps'] - told['owed_stamps'] \
        + sum(t['stamps'] for t in told['entitlements'])
    return told


@test('each point from its receipt to what it was used for')
def each_point(db):
    bakery, program, account = club(db, expiry='days', expiry_days=10)
    mug = bakery.reward(program['id'], cost_points=6, names={'en': 'Mug'})
    luc = bakery.employee('Luc')
    bought = earn(bakery, account, 1000, receipt='A-7', employee_id=luc['id'],
                  pin_token=bakery.manager.call('employee_set_pin', id=luc['id'], pin='5938') and
                  bakery.manager.call('employee_verify', employee_id=luc['id'],
                                      pin='5938')['pin_token'])
    db.at('2026-03-03 10:00+01')
    used = redeem(bakery, account, reward_id=mug['id'])
    told = explain(bakery, account)
    (lot,) = told['lots']
    assert (lot['points'], lot['repaid'], lot['remaining']) == (10, 0, 4)
    assert lot['expires_on'] == '2026-03-12' and lot['source_id'] == bought['entry']['id']
    assert lot['changes'] == [{'entry_id': bought['entry']['id'], 'points': 10},
                              {'entry_id': used['entry']['id'], 'points': -6}]
    first, second = told['entries']
    assert (first['receipt'], first['employee_name'], first['program_version']) == ('A-7', 'Luc', 1)
    assert second['reward_name'] == 'Mug'
    assert (told['points'], told['usable_points']) == (4, 4)
    # At midnight they are lost, and booked as lost when the job has run.
    db.at('2026-03-13 00:00+01')
    assert (told := explain(bakery, account))['usable_points'] == 0 and told['points'] == 4
    bakery.manager.call('job_run', name='expiry')
    told = explain(bakery, account)
    assert told['points'] == 0 and told['lots'][0]['changes'][-1]['points'] == -4
    assert told['entries'][-1]['kind'] == 'points_expire'


@test('at a moment before: what was booked by then, and nothing else')
def before(db):
    bakery, program, account = club(db, money_points=1, money_amount=1)
    db.at('2026-03-29 01:59:59+01')  # The last second before clocks go forward.
    first = earn(bakery, account, 5000)
    db.at('2026-03-29 03:00:00+02')
    redeem(bakery, account, points=30)
    db.at('2026-03-29 03:00:01+02')
    void(bakery, first)
    for at, points, owed, entries in (
            ('2026-03-29T01:59:58+01:00', 0, 0, 0), ('2026-03-29T01:59:59+01:00', 50, 0, 1),
            ('2026-03-29T00:59:59Z', 50, 0, 1), ('2026-03-29T03:00:00+02:00', 20, 0, 2),
            ('2026-03-29T03:00:01+02:00', 0, 30, 3), ('2027-01-01T00:00:00.5+01:00', 0, 30, 3)):
        told = explain(bakery, account, at=at)
        assert (told['points'], told['owed_points'], len(told['entries'])) == (
            points, owed, entries), at
    for at in ('yesterday', '2026-03-29', '2026-03-29T03:00:00', '2026-02-30T00:00:00Z',
               '2026-03-29T25:00:00Z', '2026-03-29T03:00:00+99:00'):
        with refused('invalid') as refusal:
            bakery.manager.call('account_explain', account_id=account, at=at)
        assert refusal.fields == {'at': 'invalid_format'}, at


@test('stamps and debts of stamps add up as well')
def stamps(db):
    db.at('2026-03-02 10:00+01')
    bakery = db.merchant()
    bakery.program(stamps_target=3, cooldown_minutes=0, daily_limit=100)
    account = bakery.member()['accounts'][0]['id']
    stamp = lambda n: bakery.manager.call('stamp_earn', account_id=account, stamps=n,
                                          store_id=bakery.store_id)
    first = stamp(2)
    stamp(2)
    assert len(explain(bakery, account)['entitlements']) == 1
    bakery.manager.call('stamp_redeem', account_id=account, store_id=bakery.store_id)
    void(bakery, first)
    assert explain(bakery, account)['owed_stamps'] == 1


@test('after each step of random histories it adds up, and still does when looked at from the end')
def histories(db):
    for seed in range(6):
        draw = random.Random(seed)
        bakery, program, account = club(db, money_points=1, money_amount=1, expiry='days',
                                        expiry_days=draw.randint(2, 30))
        moments, booked = [], []
        for day in range(1, 29):
            db.at(f'2026-04-{day:02} 10:00+02')
            bakery.manager.call('job_run', name='expiry')
            kind, points = draw.random(), balance(bakery, account)[0]
            try:
                if kind < .4 or not booked:
                    booked.append(earn(bakery, account, draw.randint(1, 5000)))
                elif kind < .6 and points:
                    booked.append(redeem(bakery, account, points=draw.randint(1, points)))
                elif kind < .75:
                    refund(bakery, draw.choice(booked), draw.randint(1, 500))
                elif kind < .9:
                    void(bakery, draw.choice(booked))
                else:
                    adjust(bakery, account, points=draw.choice((-7, 7)))
            except Refused:
                pass  # Taken back already, or more than there was.
            told = explain(bakery, account)
            assert (told['usable_points'], told['owed_points']) == balance(bakery, account)
            moments.append((told['at'], told))
        for at, then in moments:
            assert explain(bakery, account, at=at) == then
        sound(bakery)


run()
