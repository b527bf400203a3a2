#!/usr/bin/python3
# test_points.py: earning points and exchanging them
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from points import MONDAY, adjust, balance, change_expiry, club, earn, redeem, sound, void
from stempel_test import Refused, call, parallel, refused, run, test


def assert_others_refused(answers, how_many, code):
    assert sum(isinstance(a, dict) for a in answers) == how_many, answers
    assert all(isinstance(a, dict) or isinstance(a, Refused) and a.code == code
               for a in answers), answers


@test('a purchase: entry, lot, account, and the same again for the same key')
def a_purchase(db):
    bakery, _, account = club(db, points_per_step=3, step_amount=200, expiry='days',
                              expiry_days=30)
    request = dict(account_id=account, amount=1499, store_id=bakery.store_id, receipt='A-1')
    key = '6e2f3a1c-0d4b-4c58-9b6e-2a8f7c1d5e90'
    booked = bakery.manager.call('points_earn', key=key, **request)
    assert booked['entry']['points'] == booked['entry']['points_after'] == 21
    assert booked['entry']['amount'] == booked['entry']['ticket_amount'] == 1499
    assert booked['entry']['multiplier_bp'] == 10000 and booked['entry']['receipt'] == 'A-1'
    assert booked['lot']['points'] == booked['lot']['remaining'] == 21
    assert booked['lot']['expires_on'] == '2026-04-01'
    assert booked['account']['points'] == 21
    assert booked['account']['expiring'] == {'points': 21, 'expires_on': '2026-04-01'}
    redeemed_meanwhile = adjust(bakery, account, points=-5)
    assert redeemed_meanwhile['account']['points'] == 16
    again = bakery.manager.call('points_earn', key=key, **request)
    assert again == booked | {'replayed': True}
    with refused('idempotency_key_reused'):
        bakery.manager.call('points_earn', key=key, **request | {'amount': 1500})
    assert balance(bakery, account) == (16, 0)
    sound(bakery)


@test('what counts: the ticket without discounts, exclusions and what points have paid')
def eligible(db):
    bakery, _, account = club(db)
    for amount, less, counts in ((1000, {}, 1000), (1000, {'discount': 1}, 999),
                                 (1000, {'discount': 100, 'excluded': 200}, 700),
                                 (1000, {'paid_with_points': 300}, 700),
                                 (1000, {'discount': 500, 'excluded': 500}, 0),
                                 (1000, {'discount': 900, 'excluded': 101}, 0), (0, {}, 0)):
        entry = earn(bakery, account, amount, **less)['entry']
        assert (entry['amount'], entry['points']) == (counts, counts // 100), (amount, less)
        assert entry['ticket_amount'] == amount
    for field in ('amount', 'discount', 'excluded', 'paid_with_points'):
        with refused('invalid') as refusal:
            earn(bakery, account, **{'amount': 5} | {field: -1})
        assert refusal.fields == {field: 'out_of_range'}
    sound(bakery)


@test('a preview says what a purchase would earn and writes nothing')
def preview(db):
    bakery, _, account = club(db, expiry='months', expiry_months=1, refund_policy='owe')
    first = earn(bakery, account, 1000)
    bakery_rewards = bakery.reward(bakery.manager.call('program_list')['items'][0]['id'],
                                   cost_points=10)
    redeem(bakery, account, reward_id=bakery_rewards['id'])
    void(bakery, first)
    before = db.rows('select * from stempel.account'), db.value('select count(*) from stempel.entry')
    told = bakery.staff.call('points_preview', account_id=account, amount=1550, discount=50,
                             store_id=bakery.store_id)
    assert (told['eligible_amount'], told['points'], told['repaid']) == (1500, 15, 10)
    assert told['expires_on'] == '2026-04-30' and told['bonus_name'] is None
    assert (told['account']['points'], told['account']['owed_points']) == (5, 0)
    assert before == (db.rows('select * from stempel.account'),
                      db.value('select count(*) from stempel.entry'))
    booked = earn(bakery, account, 1550, discount=50, receipt='B-1')
    assert booked['account'] == told['account']
    again = bakery.staff.call('points_preview', account_id=account, amount=100,
                              store_id=bakery.store_id)['account']
    assert again['expiring'] == {'points': 6, 'expires_on': '2026-04-30'}
    db.at('2026-04-02 10:00+02')
    later = bakery.staff.call('points_preview', account_id=account, amount=100,
                              store_id=bakery.store_id)['account']
    assert later['expiring'] == {'points': 5, 'expires_on': '2026-04-30'}
    db.at(MONDAY)
    with refused('receipt_already_booked', entry_id=booked['entry']['id']):
        bakery.staff.call('points_preview', account_id=account, amount=1550, receipt='B-1',
                          store_id=bakery.store_id)
    assert booked['entry']['points'] == told['points']
    assert booked['lot']['expires_on'] == told['expires_on']
    assert booked['account']['points'] == 5 and booked['lot']['remaining'] == 5


@test('new members are welcomed with points, once')
def welcome(db):
    bakery, program, account = club(db, welcome_points=50, expiry='days', expiry_days=10)
    assert balance(bakery, account) == (50, 0)
    told = bakery.manager.call('entry_list')['items']
    assert [(e['kind'], e['points'], e['business_day']) for e in told] == [
        ('welcome', 50, '2026-03-02')]
    assert bakery.manager.call('account_get', id=account)['expiring'] == {
        'points': 50, 'expires_on': '2026-03-12'}
    with refused('conflict', reason='not_voidable'):
        void(bakery, {'entry': told[0]})
    stamps = bakery.program()
    eve = bakery.member('Eve', 'Klein', program_ids=[stamps['id']])
    opened = bakery.manager.call('account_open', customer_id=eve['id'], program_id=program['id'])
    assert opened['points'] == 50
    again = bakery.manager.call('account_open', customer_id=eve['id'], program_id=program['id'])
    assert again['points'] == 50 and again['id'] == opened['id']
    # In the shop that is named; without one, in the first.
    other = bakery.manager.call('store_save', name='Gare')['id']
    for store in (None, other):
        member = bakery.member(f'Luc {store}', 'Klein', program_ids=[stamps['id']])
        bakery.manager.call('account_open', customer_id=member['id'], program_id=program['id'],
                            **{'store_id': store} if store else {})
        entry, = bakery.manager.call('entry_list', customer_id=member['id'])['items']
        assert entry['store_id'] == (store or bakery.store_id), entry
    bakery.manager.call('store_save', id=other, revision=1, name='Gare', state='closed')
    with refused('conflict', reason='closed'):
        bakery.manager.call('account_open', customer_id=member['id'], program_id=program['id'],
                            store_id=other)
    sound(bakery)


@test('the last day of points, by each kind of expiry')
def last_days(db):
    examples = (
        ('2026-03-02', dict(expiry='none'), None),
        ('2026-03-02', dict(expiry='days', expiry_days=1), '2026-03-03'),
        ('2026-03-02', dict(expiry='days', expiry_days=30), '2026-04-01'),
        ('2028-02-28', dict(expiry='days', expiry_days=1), '2028-02-29'),
        ('2026-01-31', dict(expiry='months', expiry_months=1), '2026-02-28'),
        ('2028-01-01', dict(expiry='months', expiry_months=1), '2028-02-29'),
        ('2026-11-30', dict(expiry='months', expiry_months=3), '2027-02-28'),
        ('2026-03-02', dict(expiry='yearly', expiry_day='12-31'), '2026-12-31'),
        ('2026-12-30', dict(expiry='yearly', expiry_day='12-31'), '2026-12-31'),
        ('2026-12-31', dict(expiry='yearly', expiry_day='12-31'), '2027-12-31'),
        ('2027-01-01', dict(expiry='yearly', expiry_day='02-29'), '2027-02-28'),
        ('2027-02-28', dict(expiry='yearly', expiry_day='02-29'), '2028-02-29'),
        ('2026-03-02', dict(expiry='inactivity', expiry_days=90), '2026-05-31'))
    bakery, program, account = club(db)
    for day, rules, expected in examples:
        change_expiry(bakery, program['id'], rules)
        db.at(f'{day} 12:00+01')
        assert earn(bakery, account, 100)['lot']['expires_on'] == expected, (day, rules)


@test('points can be used on their last day and not a second longer')
def midnight(db):
    bakery, program, account = club(db, expiry='days', expiry_days=27)
    reward = bakery.reward(program['id'], cost_points=5)
    earn(bakery, account, 1000)
    # 29 March 2026: the night before it, clocks go from 2 to 3.
    db.at('2026-03-29 23:59:59+02')
    assert redeem(bakery, account, reward_id=reward['id'])['account']['points'] == 5
    db.at('2026-03-30 00:00:00+02')
    with refused('insufficient_balance', balance=0, required=5):
        redeem(bakery, account, reward_id=reward['id'])
    assert balance(bakery, account) == (0, 0)
    sound(bakery)


@test('points that lapse by inactivity: any visit prolongs them, also under later rules')
def inactivity(db):
    bakery, program, account = club(db, kind='hybrid', expiry='inactivity', expiry_days=10,
                                    money_points=1, money_amount=1)
    lasts = lambda: db.value('select min(expires_on)::text from stempel.lot where open')
    earn(bakery, account, 1000)
    db.at('2026-03-12 12:00+01')
    bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id)
    assert lasts() == '2026-03-22'
    adjust(bakery, account, stamps=1)
    change_expiry(bakery, program['id'], {'expiry': 'days', 'expiry_days': 2})
    db.at('2026-03-15 12:00+01')
    adjust(bakery, account, points=-1)
    assert lasts() == '2026-03-22'  # By hand is no visit.
    redeem(bakery, account, points=1)
    assert lasts() == '2026-03-25'
    db.at('2026-03-26 00:00+01')
    with refused('insufficient_balance', balance=0):
        redeem(bakery, account, points=1)


@test('lots are used as they lapse, those that never do last')
def order_of_use(db):
    bakery, program, account = club(db, expiry='none', money_points=1, money_amount=1)
    lots = {}
    for lifetime in (None, 90, 30, 60):
        rules = {'expiry': 'none'} if lifetime is None else \
            {'expiry': 'days', 'expiry_days': lifetime}
        change_expiry(bakery, program['id'], rules)
        lots[earn(bakery, account, 1000)['lot']['id']] = lifetime
    taken = redeem(bakery, account, points=35)['entry']['id']
    assert [(lots[lot], points) for lot, points in db.rows(
        'select lot_id, points from stempel.allocation where entry_id = %s order by place',
        taken)] == [(30, 10), (60, 10), (90, 10), (None, 5)]
    sound(bakery)


@test('a receipt is booked once in a store, and again when it was taken back')
def receipts(db):
    bakery, _, account = club(db)
    first = earn(bakery, account, 1000, receipt='77')
    with refused('receipt_already_booked', entry_id=first['entry']['id']):
        earn(bakery, account, 1000, receipt='77')
    other = bakery.manager.call('store_save', name='Gare')['id']
    earn(bakery, account, 1000, receipt='77', store_id=other)
    earn(bakery, account, 1000)
    void(bakery, first)
    earn(bakery, account, 1000, receipt='77')
    accounts = [bakery.member(str(n), 'P')['accounts'][0]['id'] for n in range(8)]
    connections = [db.connect(bakery.manager.database_role) for _ in accounts]

    def book(connection, account):
        return call(connection, 'points_earn', {'account_id': account, 'amount': 1000,
                    'store_id': bakery.store_id, 'receipt': '78'},
                    {'idempotency_key': str(uuid.uuid4())})

    answers = parallel([lambda c=c, a=a: book(c, a) for c, a in zip(connections, accounts)])
    assert_others_refused(answers, 1, 'receipt_already_booked')
    sound(bakery)


@test('a reward of the catalogue: cost, dates, stock, limit')
def catalogue(db):
    bakery, program, account = club(db)
    earn(bakery, account, 10000)
    mug = bakery.reward(program['id'], cost_points=10, stock=2, value=450)
    booked = redeem(bakery, account, reward_id=mug['id'])
    assert booked['entry']['points'] == -10 and booked['entry']['amount'] == 450
    assert booked['entry']['reward_id'] == mug['id'] and booked['account']['points'] == 90
    redeem(bakery, account, reward_id=mug['id'])
    with refused('reward_out_of_stock', reward_id=mug['id']):
        redeem(bakery, account, reward_id=mug['id'])
    void(bakery, booked)
    redeem(bakery, account, reward_id=mug['id'])
    rare = bakery.reward(program['id'], cost_points=1, limit_per_member=1)
    once = redeem(bakery, account, reward_id=rare['id'])
    with refused('conflict', reason='member_limit', limit=1):
        redeem(bakery, account, reward_id=rare['id'])
    void(bakery, once)
    redeem(bakery, account, reward_id=rare['id'])
    easter = bakery.reward(program['id'], cost_points=1, starts_on='2026-03-03',
                           ends_on='2026-03-04')
    for moment, offered in (('2026-03-02 23:59:59+01', False), ('2026-03-03 00:00+01', True),
                            ('2026-03-04 23:59:59+01', True), ('2026-03-05 00:00+01', False)):
        db.at(moment)
        if offered:
            redeem(bakery, account, reward_id=easter['id'])
        else:
            with refused('conflict', reason='not_offered'):
                redeem(bakery, account, reward_id=easter['id'])
    bakery.manager.call('reward_retire', id=rare['id'])
    with refused('conflict', reason='retired'):
        redeem(bakery, account, reward_id=rare['id'])
    left = balance(bakery, account)[0]
    dear = bakery.reward(program['id'], cost_points=left + 1)
    with refused('insufficient_balance', balance=left, required=left + 1):
        redeem(bakery, account, reward_id=dear['id'])
    with refused('not_found', what='reward'):
        redeem(bakery, account, reward_id=dear['id'] + 1)
    sound(bakery)


@test('the last pieces go to as many members as there are pieces')
def stock_parallel(db):
    bakery, program, _ = club(db)
    mug = bakery.reward(program['id'], cost_points=1, stock=3)
    accounts = [bakery.member(str(n), 'P')['accounts'][0]['id'] for n in range(12)]
    for account in accounts:
        earn(bakery, account, 100)
    logins = [db.connect(bakery.manager.database_role) for _ in accounts]

    def book(connection, account, number):
        operation = 'points_redeem' if number % 2 else 'redemption_reserve'
        return call(connection, operation, {'account_id': account, 'reward_id': mug['id'],
                    'store_id': bakery.store_id}, {'idempotency_key': str(uuid.uuid4())})

    answers = parallel([lambda c=c, a=a, n=n: book(c, a, n)
                        for n, (c, a) in enumerate(zip(logins, accounts))])
    assert_others_refused(answers, 3, 'reward_out_of_stock')
    sound(bakery)


@test('points as money: minimum, multiple, share of the ticket, worth')
def money(db):
    bakery, _, account = club(db, money_points=50, money_amount=100, redeem_minimum=100,
                              redeem_multiple=50, maximum_share_bp=5000)
    earn(bakery, account, 100000)
    for points in (50, 99):
        with refused('below_minimum', minimum=100):
            redeem(bakery, account, points=points, ticket_amount=10000)
    for points in (101, 149):
        with refused('invalid') as refusal:
            redeem(bakery, account, points=points, ticket_amount=10000)
        assert refusal.problem['errors'] == [{'field': 'points', 'code': 'not_a_multiple',
                                              'multiple': 50}]
    with refused('invalid') as refusal:
        redeem(bakery, account, points=100)
    assert refusal.fields == {'ticket_amount': 'required'}
    with refused('invalid') as refusal:
        redeem(bakery, account, points=150, ticket_amount=599)
    assert refusal.problem['errors'][0]['max'] == 100
    assert redeem(bakery, account, points=150, ticket_amount=600)['entry']['amount'] == 300
    assert balance(bakery, account) == (850, 0)
    with refused('insufficient_balance', balance=850, required=900):
        redeem(bakery, account, points=900, ticket_amount=1000000)
    with refused('insufficient_balance'):
        redeem(bakery, account, points=25 * 10 ** 9, ticket_amount=10 ** 11)
    with refused('invalid') as refusal:
        redeem(bakery, account, points=10 ** 12, ticket_amount=10 ** 11)
    assert refusal.problem['errors'][0]['max'] == 25 * 10 ** 9
    for what, fields in (({}, {'points': 'required'}),
                         ({'points': 100, 'reward_id': 1}, {'points': 'not_allowed'})):
        with refused('invalid') as refusal:
            redeem(bakery, account, **what)
        assert refusal.fields == fields
    sound(bakery)


@test('stamps and points each need a program of their kind')
def kinds(db):
    bakery, program, account = club(db)
    with refused('conflict', reason='no_stamps'):
        bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id)
    with refused('conflict', reason='no_stamps'):
        adjust(bakery, account, stamps=1)
    with refused('conflict', reason='not_money'):
        redeem(bakery, account, points=1)
    stamps = bakery.program()
    other = bakery.member('B', 'B', program_ids=[stamps['id']])['accounts'][0]['id']
    for call in (lambda: earn(bakery, other, 100), lambda: redeem(bakery, other, points=1),
                 lambda: adjust(bakery, other, points=1)):
        with refused('conflict', reason='no_points'):
            call()
    both = bakery.points_program(kind='hybrid')
    third = bakery.member('C', 'C', program_ids=[both['id']])['accounts'][0]['id']
    assert earn(bakery, third, 500)['account']['points'] == 5
    stamped = bakery.manager.call('stamp_earn', account_id=third, store_id=bakery.store_id)
    assert (stamped['account']['stamps'], stamped['account']['points']) == (1, 5)
    bakery.manager.call('program_pause', id=program['id'])
    with refused('program_not_active', state='paused'):
        earn(bakery, account, 100)
    sound(bakery)


@test('staff: the PIN for points by the program, for redemptions and corrections always')
def staff(db):
    bakery, program, account = club(db, pin_policy='none')
    mug = bakery.reward(program['id'], cost_points=1)
    luc = bakery.employee(pin='5938')
    pin = lambda: {'employee_id': luc['id'], 'pin_token': bakery.staff.call(
        'employee_verify', employee_id=luc['id'], pin='5938')['pin_token']}
    with refused('invalid'):
        earn(bakery, account, 1000, who=bakery.staff)
    booked = earn(bakery, account, 1000, who=bakery.staff, employee_id=luc['id'])
    with refused('pin_required'):
        redeem(bakery, account, who=bakery.staff, reward_id=mug['id'], employee_id=luc['id'])
    redeem(bakery, account, who=bakery.staff, reward_id=mug['id'], **pin())
    with refused('pin_required'):
        bakery.staff.call('entry_refund', entry_id=booked['entry']['id'], amount=1, reason='x',
                          employee_id=luc['id'])
    with refused('pin_required'):
        void(bakery, booked, who=bakery.staff, employee_id=luc['id'])
    void(bakery, booked, who=bakery.staff, **pin())
    sound(bakery)


@test('a reservation holds points and a piece for ten minutes, and lets go by itself')
def reservations(db):
    bakery, program, account = club(db)
    mug = bakery.reward(program['id'], cost_points=60, stock=1)
    earn(bakery, account, 10000)
    request = dict(account_id=account, reward_id=mug['id'], store_id=bakery.store_id)
    held = bakery.manager.call('redemption_reserve', **request)
    assert held['reservation']['state'] == 'open'
    assert (held['account']['points'], held['account']['reserved_points']) == (40, 60)
    with refused('reward_out_of_stock'):
        redeem(bakery, account, reward_id=mug['id'])
    dear = bakery.reward(program['id'], cost_points=41)
    with refused('insufficient_balance', balance=40, required=41):
        redeem(bakery, account, reward_id=dear['id'])
    db.at('2026-03-02 10:09:59+01')
    assert balance(bakery, account) == (40, 0)
    db.at('2026-03-02 10:10:00+01')
    assert balance(bakery, account) == (100, 0)
    with refused('conflict', reason='expired'):
        bakery.manager.call('redemption_commit', id=held['reservation']['id'])
    held = bakery.manager.call('redemption_reserve', **request)
    key = '0c5f2b67-54f2-4b0c-8c5c-6d9be2f7a7d1'
    booked = bakery.manager.call('redemption_commit', key=key, id=held['reservation']['id'])
    assert booked['entry']['points'] == -60 and booked['account']['points'] == 40
    assert bakery.manager.call('redemption_commit', key=key,
                               id=held['reservation']['id']) == booked | {'replayed': True}
    with refused('conflict', reason='committed', entry_id=booked['entry']['id']):
        bakery.manager.call('redemption_commit', id=held['reservation']['id'])
    with refused('conflict', reason='committed'):
        bakery.manager.call('redemption_cancel', id=held['reservation']['id'])
    void(bakery, booked)
    held = bakery.manager.call('redemption_reserve', **request)
    cancelled = bakery.manager.call('redemption_cancel', id=held['reservation']['id'])
    assert cancelled['reservation']['state'] == 'cancelled'
    assert cancelled['account']['points'] == 100
    with refused('conflict', reason='cancelled'):
        bakery.manager.call('redemption_commit', id=held['reservation']['id'])
    held = bakery.manager.call('redemption_reserve', **request)
    bakery.manager.call('reward_save', id=mug['id'], revision=mug['revision'], names=mug['names'],
                        cost_points=60, stock=0)  # Somebody counted what is on the shelf.
    with refused('reward_out_of_stock', reward_id=mug['id']):
        bakery.manager.call('redemption_commit', id=held['reservation']['id'])
    sound(bakery)


run()
