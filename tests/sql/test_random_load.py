#!/usr/bin/python3
# test_random_load.py: many at once do anything with few accounts, and the books are right
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""64 clients do STEMPEL_OPERATIONS (100) random operations each on 100 accounts."""

import collections
import os
import random
import uuid

from points import sound
from stempel_test import Refused, call, parallel, run, test

CLIENTS = 64
OPERATIONS = int(os.environ.get('STEMPEL_OPERATIONS', '100'))
ACCOUNTS = 100
STOCK = 200

# What may be said no to, because somebody else was there before.
EXPECTED = {'insufficient_balance', 'already_reversed', 'reward_out_of_stock', 'conflict',
            'cooldown_active', 'daily_limit_reached', 'receipt_already_booked', 'invalid'}


class Client:
    def __init__(self, bakery, accounts, mug, seed):
        self.draw = random.Random(seed)
        self.connection = bakery.db.connect(bakery.manager.database_role)
        self.store = bakery.store_id
        self.accounts = accounts
        self.mug = mug
        self.booked, self.held = [], []
        self.answers = collections.Counter()

    def call(self, operation, **request):
        return call(self.connection, operation, request, {'idempotency_key': str(uuid.uuid4())})

    def at(self, **more):
        return {'account_id': self.draw.choice(self.accounts), 'store_id': self.store} | more

    def earn(self):
        receipt = str(self.draw.randint(1, 100 * OPERATIONS)) if self.draw.random() < .2 else None
        amount = self.draw.randint(1, 9000)
        self.booked.append(self.call('points_earn', **self.at(amount=amount, receipt=receipt)))

    def spend(self):
        what = {'reward_id': self.mug} if self.draw.random() < .5 else \
            {'points': self.draw.randint(1, 200), 'ticket_amount': 5000}
        self.booked.append(self.call('points_redeem', **self.at(**what)))

    def reserve(self):
        self.held.append(self.call('redemption_reserve', **self.at(reward_id=self.mug)))

    def settle(self):
        if self.held:
            held = self.held.pop(self.draw.randrange(len(self.held)))['reservation']['id']
            operation = self.draw.choice(('redemption_commit', 'redemption_cancel'))
            reply = self.call(operation, id=held)
            if 'entry' in reply:
                self.booked.append(reply)

    def void(self):
        if self.booked:
            self.call('entry_void', entry_id=self.draw.choice(self.booked)['entry']['id'],
                      reason='r')

    def refund(self):
        if self.booked:
            self.call('entry_refund', entry_id=self.draw.choice(self.booked)['entry']['id'],
                      amount=self.draw.randint(1, 3000), reason='r')

    def adjust(self):
        request = self.at(points=self.draw.choice((-50, -1, 1, 50)), reason_code='other',
                          reason='r')
        self.booked.append(self.call('account_adjust', **request))

    def stamp(self):
        self.booked.append(self.call('stamp_earn', **self.at(stamps=self.draw.randint(1, 3))))

    def redeem(self):
        self.booked.append(self.call('stamp_redeem', **self.at()))

    def work(self):
        steps = (self.earn, self.spend, self.reserve, self.settle, self.void, self.refund,
                 self.adjust, self.stamp, self.redeem)
        for _ in range(OPERATIONS):
            step = self.draw.choices(steps, (30, 15, 8, 8, 12, 8, 3, 12, 4))[0]
            try:
                step()
                self.answers[step.__name__] += 1
            except Refused as refusal:
                assert refusal.code in EXPECTED, refusal
                self.answers[refusal.code] += 1
        return self.answers


@test('64 clients do anything with 100 accounts: no error, nothing below zero, books that prove right')
def load(db):
    bakery = db.merchant()
    program = bakery.points_program(kind='hybrid', cooldown_minutes=0, daily_limit=100,
                                    stamps_target=5, money_points=1, money_amount=1)
    mug = bakery.reward(program['id'], cost_points=20, stock=STOCK)['id']
    accounts = [bakery.member(str(n), 'P')['accounts'][0]['id'] for n in range(ACCOUNTS)]
    clients = [Client(bakery, accounts, mug, seed) for seed in range(CLIENTS)]
    answers = parallel([client.work for client in clients])
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    total = sum(answers, collections.Counter())
    print(f'# {dict(total.most_common())}')
    assert total.total() == CLIENTS * OPERATIONS
    assert total['reward_out_of_stock'] > 0 or OPERATIONS < 100
    given = db.value("""select count(*) from stempel.entry e where e.reward_id = %s
        and e.kind = 'points_redeem' and not exists (
          select from stempel.entry v where v.merchant_id = e.merchant_id and v.reverses = e.id)""",
                     mug)
    assert db.value('select stock from stempel.reward') == STOCK - given
    sound(bakery)


run()
