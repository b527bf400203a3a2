#!/usr/bin/python3
# test_ledger_examples.py: books the examples of docs/ledger.md and compares what comes of them
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each heading `Example: …` is a test: the tables below it are the steps and what must stand there
after each of them. What a step is called on the page is what STEPS and RULES know."""

import os
import pathlib
import re

from stempel_ledger import run_job
from stempel_test import Refused, run, test

PAGE = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'docs', 'ledger.md').read_text()
NOTHING = '–'
RUNS = {}


def examples():
    """Yields (title, sentence with the rules, header, rows) for each example of the page."""
    for title, body in re.findall(r'^### Example: (.*?)\n(.*?)(?=^#)', PAGE, re.M | re.S):
        rules = re.search(r'^Rules: (.*)\.$', body, re.M)
        table = [[cell.strip() for cell in line.strip('|').split('|')]
                 for line in body.splitlines() if line.startswith('|')]
        assert table[1][-1].strip('- ') == '' and len(table) > 2, title
        assert all(len(row) == len(table[0]) for row in table), title
        yield title, rules.group(1) if rules else '', tuple(table[0]), table[2:]


def cents(text):
    euros, hundredths = text.split('.')
    return int(euros) * 100 + int(hundredths)


def signed(number):
    return f'+{number}' if number > 0 else f'−{-number}' if number < 0 else '0'


# What a sentence about rules means. Each part of it has to be one of these.
LIFETIMES = [
    (r'never', lambda m: {'expiry': 'none'}),
    (r'after (\d+) days?', lambda m: {'expiry': 'days', 'expiry_days': int(m[1])}),
    (r'after (\d+) months?', lambda m: {'expiry': 'months', 'expiry_months': int(m[1])}),
    (r'every (\d\d-\d\d)', lambda m: {'expiry': 'yearly', 'expiry_day': m[1]}),
    (r'after (\d+) idle days', lambda m: {'expiry': 'inactivity', 'expiry_days': int(m[1])}),
]
RULES = [
    (r'(\d+) points? for every ([\d.]+)',
     lambda m: {'points_per_step': int(m[1]), 'step_amount': cents(m[2])}),
    (r'(\d+) points? (?:is|are) worth ([\d.]+)',
     lambda m: {'money_points': int(m[1]), 'money_amount': cents(m[2])}),
    (r'spent points are owed', lambda m: {'refund_policy': 'owe'}),
    (r'spent points are written off up to (\d+)',
     lambda m: {'refund_policy': 'write_off', 'write_off_maximum': int(m[1])}),
    (r'spent points block a refund', lambda m: {'refund_policy': 'block'}),
    (r'(\d+) stamps', lambda m: {'stamps_target': int(m[1]), 'max_stamps_per_visit': 9,
                                 'daily_limit': 100, 'cooldown_minutes': 0}),
    (r'full cards lapse after (\d+) days', lambda m: {'entitlement_days': int(m[1])}),
] + [('lapse ' + sentence, meaning) for sentence, meaning in LIFETIMES]


def understand(sentence, meanings):
    for pattern, meaning in meanings:
        match = re.fullmatch(pattern, sentence)
        if match:
            return meaning(match)
    raise AssertionError(f'the page says "{sentence}"')


def rules_of(sentence):
    return {name: value for part in sentence.split('; ')
            for name, value in understand(part, RULES).items()}


class Shop:
    """A member at a till, on the days of an example."""

    def __init__(self, db, sentence):
        self.db = db
        self.clock('2026-01-01', 0)
        self.bakery = db.merchant()
        rules = {'void_days': 365, 'money_points': 1, 'money_amount': 1} | rules_of(sentence)
        self.stamps = 'stamps_target' in rules
        if self.stamps:
            del rules['money_points'], rules['money_amount']
            self.bakery.program(**rules)
        else:
            self.bakery.points_program(**rules)
        self.account = self.bakery.member()['accounts'][0]['id']
        self.where = {'account_id': self.account, 'store_id': self.bakery.store_id}
        self.replies = {}

    def clock(self, day, minute):
        self.db.at(f'{day} 11:{minute:02}:00+00')

    def call(self, operation, **request):
        return self.bakery.manager.call(operation, **request)

    def entry(self, row):
        return self.replies[row]['entry']['id']

    def reservation(self, row):
        return self.replies[row]['reservation']['id']

    def step(self, sentence):
        return understand(sentence, [(pattern, lambda m, do=do: do(self, m))
                                     for pattern, do in STEPS])

    def state(self):
        """The cells after the one of the entry."""
        account = self.call('account_get', id=self.account)
        if self.stamps:
            return [str(account['stamps']), str(len(account['entitlements'])),
                    str(account['owed_stamps'])]
        lots = self.db.rows("""select remaining::text, expires_on::text from stempel.lot
            where account_id = %s and remaining > 0 order by expires_on, opened_at, id""",
                            self.account)
        return [str(account['points']), str(account['owed_points']),
                ', '.join(points + (f' until {day}' if day else '') for points, day in lots)
                or NOTHING]


def expire(shop):
    last = shop.db.value('select max(id) from stempel.entry')
    run_job(shop.bakery, 'expiry')
    points, stamps = shop.db.rows("""select coalesce(sum(points), 0), coalesce(sum(stamps), 0)
        from stempel.entry where id > %s""", last)[0]
    return {'entry': {'written_off': 0, 'stamps': int(stamps), 'points': int(points)}}


STEPS = [
    (r'(\d+) stamps', lambda s, m: s.call('stamp_earn', stamps=int(m[1]), **s.where)),
    (r'hands a full card in', lambda s, m: s.call('stamp_redeem', **s.where)),
    (r'buys for ([\d.]+)(?:, receipt (\d+))?',
     lambda s, m: s.call('points_earn', amount=cents(m[1]),
                         **s.where | ({'receipt': m[2]} if m[2] else {}))),
    (r'uses (\d+) points', lambda s, m: s.call('points_redeem', points=int(m[1]), **s.where)),
    (r'uses (\d+) points for a ticket of ([\d.]+)',
     lambda s, m: s.call('points_redeem', points=int(m[1]), ticket_amount=cents(m[2]), **s.where)),
    (r'reserves (\d+) points',
     lambda s, m: s.call('redemption_reserve', points=int(m[1]), **s.where)),
    (r'(\d+) is committed', lambda s, m: s.call('redemption_commit', id=s.reservation(m[1]))),
    (r'(\d+) is cancelled', lambda s, m: s.call('redemption_cancel', id=s.reservation(m[1]))),
    (r'(\d+) is taken back',
     lambda s, m: s.call('entry_void', entry_id=s.entry(m[1]), reason='mistyped')),
    (r'([\d.]+) of (\d+) go back',
     lambda s, m: s.call('entry_refund', entry_id=s.entry(m[2]), amount=cents(m[1]),
                         reason='brought back')),
    (r'adjusted by ([+−])(\d+)',
     lambda s, m: s.call('account_adjust', points=int(m[2]) * (1 if m[1] == '+' else -1),
                         reason_code='correction', reason='counted again', **s.where)),
    (r'the nightly job', lambda s, m: expire(s)),
    (r'the month (\d{4}-\d\d) is closed', lambda s, m: s.call('month_close', month=m[1])),
]


def booked(reply, unit):
    """The cell of the entry: its points or stamps, what was let go, or that there is none."""
    if 'entry' not in reply:
        return NOTHING
    entry = reply['entry']
    return signed(entry[unit]) + (f', written off {entry["written_off"]}'
                                  if entry['written_off'] else '')


def steps(db, title, sentence, header, rows):
    unit = header[3]
    shop = Shop(db, sentence)
    for place, (row, day, what, *expected) in enumerate(rows):
        shop.clock(day, place)
        try:
            shop.replies[row] = shop.step(what)
            cell = booked(shop.replies[row], unit)
        except Refused as refusal:
            cell = refusal.code
        assert [cell, *shop.state()] == expected, (title, row, what, [cell, *shop.state()])
        problems = shop.call('self_check')['items']
        assert problems == [], (title, row, problems)


RUNS['', 'day', 'what happens', 'points', 'balance', 'owed', 'lots'] = steps
RUNS['', 'day', 'what happens', 'stamps', 'loose', 'full cards', 'owed'] = steps


def preview(merchant, account, **request):
    return merchant.manager.call('points_preview', account_id=account,
                                 store_id=merchant.store_id, **request)


def rounding(db, title, sentence, header, rows):
    points, step = re.search(r'at (\d+) points for every ([\d.]+)', title).groups()
    db.at('2026-03-02 12:00+01')
    for counts, multiplier, *expected in rows:
        bonus = round(float(multiplier.strip('×')) * 10000)
        periods = [{'name': 'Bonus', 'multiplier_bp': bonus}] if bonus > 10000 else []
        for mode, cell in zip(header[2:], expected):
            bakery = db.merchant()
            bakery.points_program(points_per_step=int(points), step_amount=cents(step),
                                  rounding=mode, bonus_periods=periods)
            account = bakery.member()['accounts'][0]['id']
            told = preview(bakery, account, amount=cents(counts))
            assert told['multiplier_bp'] == bonus
            assert str(told['points']) == cell, (counts, multiplier, mode, told['points'])


RUNS['counts', 'multiplier', 'per_step', 'linear'] = rounding


def ticket(db, title, sentence, header, rows):
    bakery = db.merchant()
    bakery.points_program()
    account = bakery.member()['accounts'][0]['id']
    names = ('amount', 'discount', 'excluded', 'paid_with_points')
    for *parts, counts in rows:
        told = preview(bakery, account, **dict(zip(names, map(cents, parts))))
        assert told['eligible_amount'] == cents(counts), parts


RUNS['ticket', 'discount', 'excluded', 'paid with points', 'counts'] = ticket


def last_day(db, title, sentence, header, rows):
    for day, rule, expected in rows:
        db.at(f'{day} 12:00+01')
        bakery = db.merchant()
        bakery.points_program(**understand(rule, LIFETIMES))
        account = bakery.member()['accounts'][0]['id']
        lot = bakery.manager.call('points_earn', account_id=account, amount=1000,
                                  store_id=bakery.store_id)['lot']
        assert (lot['expires_on'] or NOTHING) == expected, (day, rule, lot)


RUNS['credited on', 'rule', 'last day'] = last_day


def business_day(db, title, sentence, header, rows):
    bakery = db.merchant()
    bakery.points_program()
    account = bakery.member()['accounts'][0]['id']
    for number, (zone, start, at, expected) in enumerate(rows):
        store = bakery.manager.call('store_save', name=f'Shop {number}', zone=zone,
                                    day_start=start)
        db.at(at)
        entry = bakery.manager.call('points_earn', account_id=account, amount=100,
                                    store_id=store['id'])['entry']
        assert entry['business_day'] == expected, (zone, start, at, entry['business_day'])


RUNS['zone', 'day starts', 'happens at', 'business day'] = business_day


for example in examples():
    test(example[0])(lambda db, example=example: RUNS[example[2]](db, *example))


@test('the page has an example of every kind of entry that is booked')
def complete(db):
    listed = set(re.findall(r'^\| `(\w+)` \| [^|]* \| [^|]* \|$',
                            PAGE[:PAGE.index('## When stamps')], re.M))
    constraint = db.value("""select pg_get_constraintdef(oid) from pg_constraint
        where conrelid = 'stempel.entry'::regclass and conname = 'entry_kind_check'""")
    kinds = set(re.findall(r"'(\w+)'::text", constraint))
    assert listed <= kinds and {k for k in kinds if re.match('stamp|points', k)} <= listed
    sentences = ' '.join(row[2] for _, _, header, rows in examples() if header[0] == ''
                         for row in rows)
    for words in ('stamps', 'full card', 'taken back', 'buys', 'uses', 'go back', 'adjusted',
                  'nightly job', 'committed'):
        assert words in sentences, words


@test('bought, spent and given back ten times: one reward, and all of it owed')
def again_and_again(db):
    shop = Shop(db, '1 point for every 1.00; spent points are owed')
    rewards = 0
    for _ in range(10):
        shop.replies['1'] = shop.step('buys for 20.00')
        try:
            shop.step('uses 20 points')
            rewards += 1
        except Refused as refusal:
            assert refusal.code == 'insufficient_balance'
        shop.step('1 is taken back')
    assert (rewards, shop.state()) == (1, ['0', '20', NOTHING])


run()
