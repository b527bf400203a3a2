#!/usr/bin/python3
# test_boundaries.py: each limit of the rules, one below it, at it and one above it
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of examples, booked through the operations. What has such a table elsewhere is not here:
rounding, minimum, maximum and multipliers in test_points_rules.py, tiers in test_tiers.py, moments
and days where their rule is tested."""

from points import MONDAY, adjust, balance, club, earn, redeem, refund, sound, void
from stempel_test import Refused, refused, run, test

MONEY = {'money_points': 1, 'money_amount': 1}


def outcome(booking, *arguments, **request):
    """The points of the entry, or the code (and field error) of the refusal."""
    try:
        return booking(*arguments, **request)['entry']['points']
    except Refused as refusal:
        return ' '.join([refusal.code, *refusal.fields.values()])


def members(bakery):
    """New members one after the other, each by their account."""
    while True:
        yield bakery.member()['accounts'][0]['id']


@test('a purchase: what counts is never less than nothing')
def eligible(db):
    bakery, _, account = club(db, step_amount=1)
    for ticket, less, counts in ((100, {'discount': 99}, 1), (100, {'discount': 100}, 0),
                                 (100, {'discount': 101}, 0),
                                 (100, {'excluded': 60, 'discount': 39}, 1),
                                 (100, {'excluded': 60, 'discount': 40}, 0),
                                 (100, {'excluded': 60, 'discount': 41}, 0),
                                 (100, {'paid_with_points': 99}, 1),
                                 (100, {'paid_with_points': 100}, 0),
                                 (100, {'paid_with_points': 101}, 0), (0, {}, 0), (1, {}, 1)):
        entry = earn(bakery, account, ticket, **less)['entry']
        assert (entry['amount'], entry['points']) == (counts, counts), (ticket, less, entry)
    assert outcome(earn, bakery, account, -1) == 'invalid out_of_range'
    sound(bakery)


@test('minimum and maximum of a purchase, booked')
def least_and_most(db):
    bakery, _, account = club(db, minimum_amount=500, maximum_points=9)
    for amount, points in ((499, 0), (500, 5), (501, 5), (899, 8), (900, 9), (901, 9), (1000, 9)):
        assert outcome(earn, bakery, account, amount) == points, amount
    sound(bakery)


@test('a welcome of 0 points is none, of 1 is one')
def welcome(db):
    for points, kinds in ((0, []), (1, ['welcome'])):
        bakery, _, account = club(db, welcome_points=points)
        assert [e['kind'] for e in bakery.manager.call('entry_list')['items']] == kinds
        assert balance(bakery, account) == (points, 0)


@test('using points: from 1 to what there is')
def usable(db):
    bakery, _, _ = club(db, **MONEY)
    for account, (points, expected) in zip(members(bakery), (
            (-1, 'invalid out_of_range'), (0, 'invalid out_of_range'), (1, -1), (9, -9),
            (10, -10), (11, 'insufficient_balance'))):
        earn(bakery, account, 1000)
        assert outcome(redeem, bakery, account, points=points) == expected, points
    sound(bakery)


@test('using points: what is held for a till is not there')
def held(db):
    bakery, _, _ = club(db, **MONEY)
    for account, (points, expected) in zip(members(bakery), (
            (3, -3), (4, -4), (5, 'insufficient_balance'))):
        earn(bakery, account, 1000)
        bakery.manager.call('redemption_reserve', account_id=account, points=6,
                            store_id=bakery.store_id)
        assert outcome(redeem, bakery, account, points=points) == expected, points
        for more, fits in ((5, False), (4, True)):
            try:
                bakery.manager.call('redemption_reserve', account_id=account, points=more,
                                    store_id=bakery.store_id)
                assert fits and points == 5, (points, more)
            except Refused as refusal:
                assert refusal.problem['balance'] == (4 if points == 5 else 4 - points)
    sound(bakery)


@test('points as money: the minimum and the multiple')
def money(db):
    bakery, _, account = club(db, redeem_minimum=20, redeem_multiple=10, **MONEY)
    earn(bakery, account, 100000)
    for points, expected in ((19, 'below_minimum'), (20, -20), (21, 'invalid not_a_multiple'),
                             (29, 'invalid not_a_multiple'), (30, -30),
                             (31, 'invalid not_a_multiple'), (1, 'below_minimum')):
        assert outcome(redeem, bakery, account, points=points) == expected, points
    sound(bakery)


@test('points as money: what they are worth, rounded down')
def worth(db):
    # 3 points are worth 2.00.
    bakery, _, account = club(db, money_points=3, money_amount=200)
    earn(bakery, account, 100000)
    for points, amount in ((1, 66), (2, 133), (3, 200), (4, 266), (5, 333), (6, 400), (7, 466)):
        assert redeem(bakery, account, points=points)['entry']['amount'] == amount, points


@test('points as money: no more than their share of the ticket')
def share(db):
    # 3 points are worth 2.00, and they pay at most a third of a ticket.
    bakery, _, account = club(db, money_points=3, money_amount=200, maximum_share_bp=3333)
    earn(bakery, account, 100000)
    for ticket, points, expected in (
            (600, 2, -2), (600, 3, 'invalid out_of_range'),  # 1.99 of 6.00
            (601, 3, -3), (601, 4, 'invalid out_of_range'),  # 2.00 of 6.01
            (602, 3, -3), (798, 3, -3), (798, 4, 'invalid out_of_range'), (801, 4, -4),
            (199, 1, -1), (198, 1, 'invalid out_of_range')):
        assert outcome(redeem, bakery, account, points=points,
                       ticket_amount=ticket) == expected, (ticket, points)
    sound(bakery)


@test('a reward: one point too few, enough, one too many')
def cost(db):
    bakery, program, _ = club(db)
    mug = bakery.reward(program['id'], cost_points=10)
    for account, (points, expected) in zip(members(bakery), (
            (9, 'insufficient_balance'), (10, -10), (11, -10))):
        earn(bakery, account, points * 100)
        assert outcome(redeem, bakery, account, reward_id=mug['id']) == expected, points
    sound(bakery)


@test('a reward: the stock, and how many a member can have')
def stock(db):
    for limits in ({'stock': 2}, {'limit_per_member': 2}):
        bakery, program, account = club(db)
        mug = bakery.reward(program['id'], cost_points=1, **limits)
        earn(bakery, account, 1000)
        code = 'reward_out_of_stock' if 'stock' in limits else 'conflict'
        booked = [outcome(redeem, bakery, account, reward_id=mug['id']) for _ in range(3)]
        assert booked == [-1, -1, code], booked
        left = bakery.manager.call('reward_list')['items'][0]['stock']
        assert left == (0 if 'stock' in limits else None)
        # What is held counts as well: the second of two.
        other = bakery.reward(program['id'], cost_points=1, **limits)
        hold = lambda: bakery.manager.call('redemption_reserve', account_id=account,
                                           reward_id=other['id'], store_id=bakery.store_id)
        hold()
        assert outcome(redeem, bakery, account, reward_id=other['id']) == -1
        with refused(code):
            hold()
    bakery, program, account = club(db)
    none = bakery.reward(program['id'], cost_points=1, stock=0)
    earn(bakery, account, 1000)
    assert outcome(redeem, bakery, account, reward_id=none['id']) == 'reward_out_of_stock'
    sound(bakery)


@test('a debt is repaid first, by the next points: less than it, all of it, more')
def debts(db):
    for credit, after in ((6, (0, 1)), (7, (0, 0)), (8, (1, 0))):
        bakery, _, account = club(db, **MONEY)
        first = earn(bakery, account, 1000)
        redeem(bakery, account, points=7)
        void(bakery, first)
        assert balance(bakery, account) == (0, 7)
        lot = earn(bakery, account, credit * 100)['lot']
        assert (lot['points'], lot['remaining']) == (credit, max(credit - 7, 0))
        assert balance(bakery, account) == after, credit
        sound(bakery)


@test('a debt and an adjustment')
def adjusted_debts(db):
    for credit, after in ((6, (0, 1)), (7, (0, 0)), (8, (1, 0))):
        bakery, _, account = club(db, **MONEY)
        first = earn(bakery, account, 1000)
        redeem(bakery, account, points=7)
        void(bakery, first)
        adjust(bakery, account, points=credit)
        assert balance(bakery, account) == after, credit
        sound(bakery)


@test('a void purchase: its own lot, then other lots, then a debt')
def own_lot_first(db):
    # 10 points of the first, 5 of the second; so many were used, the first lot first.
    for used, taken, after in ((0, [(0, -10)], (5, 0)), (1, [(0, -9), (1, -1)], (4, 0)),
                               (9, [(0, -1), (1, -4 - 1)], (0, 4)), (10, [(1, -5)], (0, 5)),
                               (11, [(1, -4)], (0, 6)), (4, [(0, -6), (1, -4)], (1, 0)),
                               (5, [(0, -5), (1, -5)], (0, 0)), (6, [(0, -4), (1, -5)], (0, 1))):
        bakery, _, account = club(db, **MONEY)
        first, second = earn(bakery, account, 1000), earn(bakery, account, 500)
        if used:
            redeem(bakery, account, points=used)
        undone = void(bakery, first)['entry']
        place = {first['lot']['id']: 0, second['lot']['id']: 1}
        changes = db.rows("""select lot_id, -points from stempel.allocation
            where entry_id = %s order by lot_id""", undone['id'])
        assert [(place[lot], points) for lot, points in changes] == taken, (used, changes)
        assert balance(bakery, account) == after, used
        assert undone['points'] == -10
        sound(bakery)


@test('a void purchase where a refund is refused: one point short, enough, one more')
def blocked(db):
    for used, expected in ((4, -10), (5, -10), (6, 'insufficient_balance')):
        bakery, _, account = club(db, refund_policy='block', **MONEY)
        first, _ = earn(bakery, account, 1000), earn(bakery, account, 500)
        redeem(bakery, account, points=used)
        assert outcome(void, bakery, first) == expected, used
        sound(bakery)


@test('a refund: the cent with which a step is lost, and no more than was paid')
def refund_steps(db):
    bakery, _, _ = club(db, points_per_step=3, step_amount=200)
    for account, (back, points) in zip(members(bakery), (
            (0, 'invalid out_of_range'), (1, 0), (98, 0), (99, 0), (100, -3), (299, -3),
            (300, -6), (301, -6), (1299, -18), (1300, -21), (1498, -21), (1499, -21),
            (1500, 'invalid out_of_range'))):
        booked = earn(bakery, account, 1499)
        assert booked['entry']['points'] == 21
        # 14.99 are seven steps; of 13.99 six are left, of 14.00 seven.
        assert outcome(refund, bakery, booked, back) == points, back
    sound(bakery)


@test('a refund that leaves less than the minimum takes all')
def refund_minimum(db):
    bakery, _, _ = club(db, minimum_amount=1000)
    for account, (back, points) in zip(members(bakery), ((499, -5), (500, -5), (501, -15))):
        assert outcome(refund, bakery, earn(bakery, account, 1500), back) == points, back
    sound(bakery)


@test('a refund of a ticket that points have paid: the cent with which a point comes back')
def restored(db):
    # 7 points for a ticket of 10.00: floor(7 × back / 1000).
    bakery, _, account = club(db, **MONEY)
    earn(bakery, account, 100000)
    for back, points in ((142, 0), (143, 1), (144, 1), (285, 1), (286, 2), (999, 6), (1000, 7),
                         (1001, 'invalid out_of_range')):
        paid = redeem(bakery, account, points=7, ticket_amount=1000)
        assert outcome(refund, bakery, paid, back) == points, back
    paid = redeem(bakery, account, points=7, ticket_amount=1000)
    steps = [refund(bakery, paid, back)['entry']['points'] for back in (142, 1, 142, 1, 713, 1)]
    assert steps == [0, 1, 0, 1, 4, 1], steps
    sound(bakery)


@test('a void redemption: on the last day into the same lot, a day later into one for 14 days')
def put_back(db):
    for day, lots in (('11', [(10, '2026-03-12')]), ('12', [(10, '2026-03-12')]),
                      ('13', [(4, '2026-03-12'), (6, '2026-03-27')]),
                      ('14', [(4, '2026-03-12'), (6, '2026-03-28')])):
        bakery, _, account = club(db, expiry='days', expiry_days=10, **MONEY)
        earn(bakery, account, 1000)
        paid = redeem(bakery, account, points=6)
        db.at(f'2026-03-{day} 12:00+01')
        void(bakery, paid)
        assert db.rows("""select remaining, expires_on::text from stempel.lot
            where account_id = %s order by id""", account) == lots, day
        sound(bakery)


@test('lots of one last day: the older one first; of one moment: the one that came first')
def ties(db):
    bakery, program, account = club(db, expiry='yearly', expiry_day='12-31', **MONEY)
    db.at('2026-03-02 10:00:00.000002+01')
    late = earn(bakery, account, 1000)['lot']['id']
    db.at('2026-03-02 10:00:00.000001+01')
    early = [earn(bakery, account, 1000)['lot']['id'] for _ in range(2)]
    used = redeem(bakery, account, points=21)['entry']['id']
    assert db.rows('select lot_id, points from stempel.allocation where entry_id = %s '
                   'order by place', used) == [(early[0], 10), (early[1], 10), (late, 1)]
    sound(bakery)


@test('an adjustment: the limit of one person, both ways')
def adjust_limit(db):
    bakery, _, account = club(db, adjust_maximum=10)
    for points, expected in ((9, 9), (10, 10), (11, 'invalid required'), (-9, -9), (-10, -10),
                             (-11, 'invalid required')):
        assert outcome(adjust, bakery, account, points=points) == expected, points
    bakery, _, account = club(db, adjust_maximum=0)
    assert outcome(adjust, bakery, account, points=1) == 'invalid required'


@test('an adjustment stops at nothing, of points and of stamps')
def adjust_below(db):
    bakery, _, _ = club(db, kind='hybrid')
    for unit in ('points', 'stamps'):
        for account, (change, booked) in zip(members(bakery), ((-4, -4), (-5, -5), (-6, -5))):
            adjust(bakery, account, **{unit: 5})
            entry = adjust(bakery, account, **{unit: change})['entry']
            assert (entry[unit], entry[f'{unit}_after']) == (booked, 5 + booked), (unit, change)
            if booked == -5:
                with refused('insufficient_balance', balance=0, required=1):
                    adjust(bakery, account, **{unit: -1})
    sound(bakery)


def stamps(db, **rules):
    db.at(MONDAY)
    bakery = db.merchant()
    bakery.program(**{'cooldown_minutes': 0, 'daily_limit': 100, 'max_stamps_per_visit': 20}
                   | rules)

    def stamp(account, number):
        return bakery.manager.call('stamp_earn', account_id=account, stamps=number,
                                   store_id=bakery.store_id)
    return bakery, stamp


def card(reply):
    account = reply['account']
    return account['stamps'], len(account['entitlements']), account['owed_stamps']


@test('a full card: one stamp short, full, one over; and twice')
def full_cards(db):
    bakery, stamp = stamps(db, stamps_target=10)
    for account, (given, after) in zip(members(bakery), (
            (9, (9, 0, 0)), (10, (0, 1, 0)), (11, (1, 1, 0)), (19, (9, 1, 0)), (20, (0, 2, 0)))):
        assert card(stamp(account, given)) == after, given
    sound(bakery)


@test('stamps a day: one below the limit, the limit, one over')
def stamps_a_day(db):
    bakery, stamp = stamps(db, daily_limit=5)
    for account, (before, given, ok) in zip(members(bakery), (
            (2, 2, True), (2, 3, True), (2, 4, False), (4, 1, True), (5, 1, False))):
        stamp(account, before)
        try:
            stamp(account, given)
            assert ok, (before, given)
        except Refused as refusal:
            assert not ok and refusal.code == 'daily_limit_reached', (before, given)
            assert (refusal.problem['given'], refusal.problem['limit']) == (before, 5)
    sound(bakery)


@test('stamps taken back: loose ones, then full cards, then a debt that the next ones repay')
def stamps_back(db):
    # Four stamps that count, and so many more before they are taken back; a card has 5.
    for more, after in ((0, (0, 0, 0)), (1, (1, 0, 0)), (2, (2, 0, 0)), (6, (1, 1, 0)),
                        (5, (0, 1, 0)), (4, (4, 0, 0))):
        bakery, stamp = stamps(db, stamps_target=5)
        account = next(members(bakery))
        first = stamp(account, 4)
        if more:
            stamp(account, more)
        assert card(void(bakery, first)) == after, more
        sound(bakery)
    for again, after in ((3, (0, 0, 1)), (4, (0, 0, 0)), (5, (1, 0, 0))):
        bakery, stamp = stamps(db, stamps_target=5)
        account = next(members(bakery))
        first = stamp(account, 4)
        stamp(account, 1)
        bakery.manager.call('stamp_redeem', account_id=account, store_id=bakery.store_id)
        assert card(void(bakery, first)) == (0, 0, 4)
        assert card(stamp(account, again)) == after, again
        sound(bakery)


@test('a window of nothing is closed at once')
def no_window(db):
    for rules, who in (({'void_minutes': 0}, 'employee'), ({'void_days': 0}, None)):
        bakery, _, account = club(db, pin_policy='none', **rules)
        luc = bakery.employee('Luc', pin='5938')['id']
        by = {'employee_id': luc} if who else {}
        booked = earn(bakery, account, 1000, **by)
        if who:
            by['pin_token'] = bakery.manager.call('employee_verify', employee_id=luc,
                                                  pin='5938')['pin_token']
        with refused('void_window_closed', closed_at='2026-03-02T09:00:00+00:00',
                     allowed_to='manager' if who else None):
            void(bakery, booked, **by)
        assert bakery.manager.call('entry_get', id=booked['entry']['id'])['voidable'] == bool(who)


run()
