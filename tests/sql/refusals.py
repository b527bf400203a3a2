# refusals.py: a table of refusals: how each is provoked, and exactly what it says
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the table is a generator:

    @row('receipt_already_booked')
    def same_receipt(shop):
        first = shop.buy(receipt='77')
        yield {'entry_id': first['entry']['id']}
        shop.buy(receipt='77')

What comes before `yield` must be answered, what comes after it must be refused: with that code and
exactly those facts, no more and no fewer, those that are always the same in row(…) and those that
are known only then with `yield`."""

import datetime
import re
from functools import cached_property

from stempel_test import Refused

MONDAY = '2026-03-02 10:00+01'
ROWS = []

# Of the member who is in all rows. What of it a refusal may say: PERSONAL.
ANNA = {'given_name': 'Anna', 'family_name': 'Zwiebelmann', 'email': 'zwiebelmann@example.lu',
        'phone': '+352 621 777 888', 'birthday': '1987-06-05', 'note': 'Zwiebelallergie'}
SECRETS = re.compile('zwiebel|777|1987|5938', re.IGNORECASE)
PERSONAL = {'card_blocked': {'customer_name'}, 'card_replaced': {'customer_name'},
            'duplicate_customer': {'name'}, 'stale': {'current'}}


class Row:
    def __init__(self, code, facts, provoke):
        self.code, self.facts, self.provoke = code, facts, provoke
        self.title = provoke.__name__.replace('_', ' ')

    @property
    def key(self):
        """What this row is the row of: the code, or the reason of a conflict."""
        return self.code, self.facts.get('reason')


def row(code, **facts):
    def mark(provoke):
        ROWS.append(Row(code, facts, provoke))
        return provoke
    return mark


def error(field, code, **facts):
    """The facts of `invalid` with one field error."""
    return {'errors': [{'field': field, 'code': code} | facts]}


def plain(value):
    """Moments as such, however they are written."""
    if isinstance(value, str) and re.match(r'\d{4}-\d\d-\d\d[T ]\d\d:', value):
        return datetime.datetime.fromisoformat(value)
    return value


class Shop:
    """A merchant for one row; what the row does not ask for is not made."""

    quick = {'cooldown_minutes': 0, 'daily_limit': 100}

    def __init__(self, db):
        self.db = db
        db.at(MONDAY)
        self.bakery = db.merchant()
        self.manager, self.staff = self.bakery.manager, self.bakery.staff
        self.store = self.bakery.store_id
        self.rules, self.kind = {}, 'stamps'

    def call(self, operation, /, **request):
        return self.manager.call(operation, **request)

    def use(self, kind='stamps', **rules):
        """What the program of this row is like."""
        self.kind, self.rules = kind, rules

    def later(self, moment):
        self.db.at(moment)

    @cached_property
    def program(self):
        if self.kind == 'stamps':
            return self.bakery.program(**self.quick | self.rules)
        rules = self.quick if self.kind == 'hybrid' else {}
        return self.bakery.points_program(kind=self.kind, **rules | self.rules)

    @cached_property
    def anna(self):
        self.program
        return self.call('customer_enroll', store_id=self.store, **ANNA)

    @cached_property
    def account(self):
        return self.anna['accounts'][0]['id']

    @cached_property
    def card(self):
        return self.anna['cards'][0]['id']

    @cached_property
    def luc(self):
        return self.bakery.employee('Luc', pin='5938')['id']

    def pin(self, employee=None, who=None):
        return (who or self.manager).call('employee_verify', employee_id=employee or self.luc,
                                          pin='5938')['pin_token']

    def by_luc(self):
        return {'employee_id': self.luc, 'pin_token': self.pin()}

    def at_till(self, operation, who=None, **more):
        return (who or self.manager).call(operation, **{
            'account_id': self.account, 'store_id': self.store} | more)

    def stamp(self, stamps=1, **more):
        return self.at_till('stamp_earn', stamps=stamps, **more)

    def hand_out(self, **more):
        return self.at_till('stamp_redeem', **more)

    def buy(self, amount=10000, **more):
        return self.at_till('points_earn', amount=amount, **more)

    def spend(self, **more):
        return self.at_till('points_redeem', **more)

    def reserve(self, **more):
        return self.at_till('redemption_reserve', **more)['reservation']['id']

    def void(self, booked, **more):
        return self.call('entry_void', entry_id=booked['entry']['id'], reason='r', **more)

    def refund(self, booked, amount=100):
        return self.call('entry_refund', entry_id=booked['entry']['id'], amount=amount, reason='r')

    def adjust(self, **more):
        return self.call('account_adjust', account_id=self.account, reason_code='other',
                         reason='r', **more)

    def reward(self, **more):
        return self.bakery.reward(self.program['id'], **{'cost_points': 10} | more)

    def full_card(self):
        """The entitlement of a card of ten."""
        for stamps in (3, 3, 3, 1):
            booked = self.stamp(stamps, store_id=self.store)
        return booked['entitlements'][0]['id']


def check(entry, db):
    """Runs a row of the table; the names of the facts that came."""
    shop = Shop(db)
    steps = entry.provoke(shop)
    facts = {'code': entry.code} | entry.facts | (next(steps) or {})
    try:
        next(steps, None)
    except Refused as refusal:
        found = {name: plain(value) for name, value in refusal.problem.items()}
        wanted = {name: plain(value) for name, value in facts.items()}
        assert found == wanted, f'{entry.title}: {found}, not {wanted}'
        for name, value in refusal.problem.items():
            assert name in PERSONAL.get(entry.code, ()) or not SECRETS.search(str(value)), (
                entry.title, name, value)
        return set(facts) - {'code'}
    else:
        raise AssertionError(f'{entry.title}: nothing was refused')
