#!/usr/bin/python3
# test_points_back.py: taking purchases and redemptions back, adjusting, closing a month
#
# SPDX-License-Identifier: GPL-3.0-or-later

import random

from points import MONDAY, adjust, balance, club, earn, redeem, refund, sound, void
from stempel_test import Refused, refused, run, test


@test('a void purchase: its own lot, other lots, then a debt that the next points repay')
def void_owes(db):
    bakery, _, account = club(db, money_points=1, money_amount=1)
    first = earn(bakery, account, 5000)
    second = earn(bakery, account, 3000)
    redeem(bakery, account, points=70)  # All of the first, 20 of the second.
    undone = void(bakery, first)
    assert undone['entry']['points'] == -50 and undone['entry']['points_after'] == 0
    assert balance(bakery, account) == (0, 40)
    assert undone['entry']['owed_points_after'] == 40 and undone['entry']['written_off'] == 0
    with refused('already_reversed', entry_id=undone['entry']['id']):
        void(bakery, first)
    with refused('conflict', reason='is_a_void'):
        void(bakery, undone)
    earned = earn(bakery, account, 4100)
    assert (earned['lot']['points'], earned['lot']['remaining']) == (41, 1)
    assert balance(bakery, account) == (1, 0)
    void(bakery, second)
    assert balance(bakery, account) == (0, 29)
    sound(bakery)


@test('where a debt is not wanted: written off up to a limit, or no refund at all')
def other_policies(db):
    for limit, owed, written_off in ((39, 1, 39), (40, 0, 40), (41, 0, 40)):
        bakery, _, account = club(db, refund_policy='write_off', write_off_maximum=limit,
                                  money_points=1, money_amount=1)
        booked = earn(bakery, account, 5000)
        redeem(bakery, account, points=40)
        undone = void(bakery, booked)
        assert undone['entry']['written_off'] == written_off
        assert balance(bakery, account) == (0, owed), limit
        sound(bakery)
    bakery, _, account = club(db, refund_policy='block', money_points=1, money_amount=1)
    booked = earn(bakery, account, 5000)
    redeem(bakery, account, points=1)
    with refused('insufficient_balance', balance=49, required=50):
        void(bakery, booked)
    assert refund(bakery, booked, 4900)['entry']['points'] == -49
    with refused('insufficient_balance'):
        refund(bakery, booked, 100)
    sound(bakery)


@test('many small refunds take what one big one takes')
def stepwise(db):
    draw = random.Random(5)
    for policy in ('per_step', 'linear'):
        bakery, _, account = club(db, points_per_step=3, step_amount=200, rounding=policy)
        for _ in range(6):
            spend = draw.randint(200, 9000)
            back = draw.randint(1, spend)
            once, often = (earn(bakery, account, spend) for _ in range(2))
            at_once = refund(bakery, once, back)['entry']['points']
            bit_by_bit = 0
            left = back
            while left:
                part = min(left, draw.randint(1, 700))
                bit_by_bit += refund(bakery, often, part)['entry']['points']
                left -= part
            assert at_once == bit_by_bit, (policy, spend, back)
        sound(bakery)


@test('no more money goes back than was paid')
def refund_limits(db):
    bakery, _, account = club(db, minimum_amount=1000)
    booked = earn(bakery, account, 1999, discount=499)
    assert refund(bakery, booked, 500)['entry']['points'] == -5
    assert refund(bakery, booked, 1)['entry']['points'] == -10  # Below the minimum: nothing stays.
    with refused('invalid') as refusal:
        refund(bakery, booked, 1000)
    assert refusal.problem['errors'][0]['max'] == 999
    with refused('invalid'):
        refund(bakery, booked, 0)
    assert refund(bakery, booked, 999)['entry']['points'] == 0
    undone = void(bakery, booked)
    assert undone['entry']['points'] == 0 and undone['entry']['amount'] == 0
    with refused('already_reversed', entry_id=undone['entry']['id']):
        refund(bakery, booked, 1)
    with refused('conflict', reason='not_refundable'):
        refund(bakery, undone, 1)
    sound(bakery)


@test('a ticket paid with points: the share that goes back gives its points back')
def refund_redemption(db):
    bakery, program, account = club(db, money_points=1, money_amount=1)
    earn(bakery, account, 10000)
    paid = redeem(bakery, account, points=100, ticket_amount=300)
    assert [refund(bakery, paid, 100)['entry']['points'] for _ in range(3)] == [33, 33, 34]
    with refused('invalid'):
        refund(bakery, paid, 1)
    assert balance(bakery, account) == (100, 0)
    paid = redeem(bakery, account, points=100, ticket_amount=300)
    refund(bakery, paid, 100)
    assert void(bakery, paid)['entry']['points'] == 67
    assert balance(bakery, account) == (100, 0)
    plain = redeem(bakery, account, points=10)
    with refused('conflict', reason='not_refundable'):
        refund(bakery, plain, 1)
    sound(bakery)


@test('points of a void redemption go where they came from; into a lapsed lot for 14 days more')
def void_redemption(db):
    bakery, program, account = club(db, expiry='days', expiry_days=10, money_points=1,
                                    money_amount=1)
    first = earn(bakery, account, 1000)
    paid = redeem(bakery, account, points=6)
    void(bakery, paid)
    assert db.rows('select remaining, expires_on::text from stempel.lot') == [(10, '2026-03-12')]
    paid = redeem(bakery, account, points=6)
    db.at('2026-03-13 00:00+01')
    void(bakery, paid)
    assert db.rows('select remaining, expires_on::text from stempel.lot order by id') == [
        (4, '2026-03-12'), (6, '2026-03-27')]
    assert balance(bakery, account) == (6, 0)
    void(bakery, first)
    assert balance(bakery, account) == (0, 0)
    sound(bakery)


@test('buying, spending and giving back ten times wins one reward')
def loop(db):
    bakery, program, account = club(db)
    mug = bakery.reward(program['id'], cost_points=100)
    won = 0
    for _ in range(10):
        booked = earn(bakery, account, 10000)
        try:
            redeem(bakery, account, reward_id=mug['id'])
            won += 1
        except Refused as refusal:
            assert refusal.code == 'insufficient_balance'
        void(bakery, booked)
    assert won == 1 and balance(bakery, account) == (0, 100)
    sound(bakery)


@test('when all is taken back, in any order, nothing is left and nothing is owed')
def all_back(db):
    for seed in range(12):
        draw = random.Random(seed)
        bakery, program, account = club(db, money_points=1, money_amount=1)
        booked = []
        for _ in range(10):
            points = balance(bakery, account)[0]
            if draw.random() < .5 or points == 0:
                booked.append(earn(bakery, account, draw.randint(1, 5000)))
            else:
                booked.append(redeem(bakery, account, points=draw.randint(1, points)))
        draw.shuffle(booked)
        for entry in booked:
            void(bakery, entry)
        assert balance(bakery, account) == (0, 0), seed
        sound(bakery)


@test('an adjustment: relative, not below nothing, above a limit by two people')
def adjustments(db):
    bakery, _, account = club(db, adjust_maximum=100)
    assert adjust(bakery, account, points=100)['entry']['points'] == 100
    assert adjust(bakery, account, points=-60)['entry']['points'] == -60
    assert adjust(bakery, account, points=-99)['entry']['points'] == -40
    with refused('insufficient_balance', balance=0, required=1):
        adjust(bakery, account, points=-1)
    for points in (101, -101):
        with refused('invalid') as refusal:
            adjust(bakery, account, points=points)
        assert refusal.fields == {'approver_id': 'required'}
    luc, eva = bakery.employee('Luc', pin='5938'), bakery.employee(
        'Eva', pin='7351', login_id=bakery.manager.id)
    token = lambda person, pin: bakery.manager.call(
        'employee_verify', employee_id=person['id'], pin=pin)['pin_token']
    with refused('pin_required'):
        adjust(bakery, account, points=101, approver_id=luc['id'])
    with refused('invalid') as refusal:
        adjust(bakery, account, points=101, approver_id=eva['id'],
               approver_pin_token=token(eva, '7351'))
    assert refusal.fields == {'approver_id': 'not_allowed'}
    done = adjust(bakery, account, points=101, approver_id=luc['id'],
                  approver_pin_token=token(luc, '5938'))
    assert done['entry']['approver_name'] == 'Luc' and done['entry']['reason_code'] == 'goodwill'
    for what, fields in (({}, {'points': 'required'}), ({'points': 0}, {'points': 'not_allowed'}),
                         ({'points': 1, 'stamps': 1}, {'stamps': 'not_allowed'}),
                         ({'points': 1, 'reason_code': 'x'}, {'reason_code': 'unknown_value'})):
        with refused('invalid') as refusal:
            adjust(bakery, account, **what)
        assert refusal.fields == fields, what
    with refused('conflict', reason='not_voidable'):
        void(bakery, done)
    sound(bakery)


@test('stamps are adjusted too: full cards come of it, and full cards stay')
def stamp_adjustments(db):
    db.at(MONDAY)
    bakery = db.merchant()
    bakery.program(stamps_target=5)
    account = bakery.member()['accounts'][0]['id']
    given = adjust(bakery, account, stamps=7)
    assert given['entry']['kind'] == 'stamp_adjust' and given['entry']['entitlements_issued'] == 1
    assert given['account']['stamps'] == 2 and len(given['account']['entitlements']) == 1
    taken = adjust(bakery, account, stamps=-3)
    assert taken['entry']['stamps'] == -2 and len(taken['account']['entitlements']) == 1
    sound(bakery)


@test('a closed month: nothing of it is taken back, adjusting goes on')
def months(db):
    bakery, _, account = club(db, void_days=60)
    booked = earn(bakery, account, 1000)
    with refused('conflict', reason='not_over'):
        bakery.manager.call('month_close', month='2026-03')
    db.at('2026-03-31 23:59:59+02')
    with refused('conflict', reason='not_over'):
        bakery.manager.call('month_close', month='2026-03')
    db.at('2026-04-01 00:00+02')
    assert bakery.manager.call('entry_get', id=booked['entry']['id'])['voidable'] is True
    assert bakery.manager.call('month_close', month='2026-03')['entries'] == 1
    with refused('conflict', reason='closed'):
        bakery.manager.call('month_close', month='2026-03')
    with refused('month_closed', month='2026-03'):
        void(bakery, booked)
    assert bakery.manager.call('entry_get', id=booked['entry']['id'])['voidable'] is False
    assert adjust(bakery, account, points=-10)['account']['points'] == 0
    assert refund(bakery, booked, 100)['entry']['business_day'] == '2026-04-01'
    for month in ('2026-13', '2026-00', 'March', '26-03'):
        with refused('invalid'):
            bakery.manager.call('month_close', month=month)
    sound(bakery)


run()
