# stempel_ledger.py: a merchant whose ledger has an entry of nearly every kind, and its export
#
# SPDX-License-Identifier: GPL-3.0-or-later

import datetime
import io
import random

from stempel_test import Refused

RULES = {'points_per_step': 3, 'step_amount': 200, 'expiry': 'days', 'expiry_days': 40,
         'money_points': 10, 'money_amount': 50, 'cooldown_minutes': 0, 'daily_limit': 100,
         'stamps_target': 3, 'void_days': 365}


class Till:
    """Books for one account as a manager; what is refused is no entry."""

    def __init__(self, merchant, account_id):
        self.merchant = merchant
        self.where = {'account_id': account_id, 'store_id': merchant.store_id}
        self.earned, self.redeemed, self.stamps = [], [], []

    def book(self, operation, books=None, **request):
        try:
            entry = self.merchant.manager.call(operation, **request)['entry']
        except Refused as refusal:
            assert refusal.code in ('insufficient_balance', 'already_reversed', 'conflict',
                                    'invalid', 'reward_out_of_stock'), refusal.problem
            return None
        if books is not None:
            books.append(entry['id'])
        return entry

    def step(self, chance, reward_id):
        """One random booking, of points more often than of stamps."""
        what = chance.random()
        if what < .3:
            self.book('points_earn', self.earned, amount=chance.randint(1, 9000),
                      receipt=f'R-{chance.randint(1, 10 ** 9)}', **self.where)
        elif what < .45:
            self.book('points_redeem', self.redeemed, points=chance.randint(1, 60),
                      ticket_amount=chance.randint(300, 4000), **self.where)
        elif what < .5:
            self.book('points_redeem', self.redeemed, reward_id=reward_id, **self.where)
        elif what < .62 and self.earned + self.redeemed:
            self.book('entry_refund', entry_id=chance.choice(self.earned + self.redeemed),
                      amount=chance.randint(1, 2000), reason='Lait tourné')
        elif what < .74 and self.earned + self.redeemed + self.stamps:
            self.book('entry_void', reason='wrong card',
                      entry_id=chance.choice(self.earned + self.redeemed + self.stamps))
        elif what < .8:
            self.book('account_adjust', points=chance.choice((-7, 4, 11)),
                      reason_code='goodwill', reason='waited', **self.where)
        elif what < .95:
            self.book('stamp_earn', self.stamps, stamps=chance.randint(1, 3), **self.where)
        else:
            self.book('stamp_redeem', self.stamps, **self.where)


def busy_points(db, steps=150, seed=1, **rules):
    """A bakery where points and stamps were given, used, refunded, voided and lapsed."""
    chance = random.Random(seed)
    moment = datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.timezone.utc)
    db.at(moment)
    bakery = db.merchant()
    program = bakery.points_program(kind='hybrid', **RULES | rules)
    reward = bakery.reward(program['id'], cost_points=25, stock=1000)
    tills = [Till(bakery, bakery.member(f'M{n}', 'Test')['accounts'][0]['id']) for n in range(3)]
    tills[0].book('points_earn', tills[0].earned, amount=1499, receipt='R-1499', **tills[0].where)
    for _ in range(steps):
        moment += datetime.timedelta(hours=chance.randint(1, 60),
                                     microseconds=chance.randint(0, 999))
        db.at(moment)
        chance.choice(tills).step(chance, reward['id'])
        if chance.random() < .1:
            run_job(bakery, 'expiry')
    return bakery


def run_job(merchant, name):
    while merchant.manager.call('job_run', name=name)['state'] == 'running':
        pass


def csv_export(db):
    """The whole ledger as CSV, each account's rows together and in order."""
    data = io.StringIO()
    with db.admin.cursor() as cursor:
        cursor.copy_expert('copy (select * from stempel.entry order by account_id, id) '
                           'to stdout (format csv, header)', data)
    return data.getvalue()
