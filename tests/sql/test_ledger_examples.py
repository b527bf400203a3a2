#!/usr/bin/python3
# test_ledger_examples.py: books the examples of docs/ledger.md and compares what comes of them
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each heading `Example: …` is a test: the tables below it are the steps and what must stand there
after each of them. What a sentence about rules means is in ledger_page.py, what a step does in
ledger_shop.py; RUNS says how a table is read, by its heading."""

import re

from ledger_page import (LIFETIMES, NOTHING, PAGE, PERIODS, WINDOWS, basis_points, cents,
                         examples, rules_of, signed, understand)
from ledger_shop import Pair, Shop, bonus, booked, preview
from stempel_ledger import run_job
from stempel_test import Refused, run, test

RUNS = {}
KINDS = set()  # Of the entries that the examples made.


def say_steps(shop, title, rows, told, state):
    """Does what each row says, and compares the cells after it: what came of it, and the state."""
    for place, (row, day, what, *expected) in enumerate(rows):
        shop.clock(day, place)
        try:
            shop.replies[row] = shop.step(what)
            cells = told(shop, shop.replies[row])
        except Refused as refusal:
            cells = [refusal.code]
        found = cells + state(shop)
        assert found == expected, (title, row, what, found)
        problems = shop.call('self_check')['items']
        assert problems == [], (title, row, problems)


def steps(db, title, sentence, header, rows):
    say_steps(Shop(db, sentence), title, rows, lambda shop, reply: [booked(reply, header[3])],
              lambda shop: shop.state())


RUNS['', 'day', 'what happens', 'points', 'balance', 'owed', 'lots'] = steps
RUNS['', 'day', 'what happens', 'stamps', 'loose', 'full cards', 'owed'] = steps


def two_members(db, title, sentence, header, rows):
    last = [db.value('select coalesce(max(id), 0) from stempel.entry')]

    def told(shop, reply):
        """The rows that were written, of both members."""
        found = db.rows(f'select id, {header[3]} from stempel.entry where id > %s order by id',
                        last[0])
        last[0] = max([last[0]] + [row[0] for row in found])
        return [', '.join(signed(row[1]) for row in found) or NOTHING]

    say_steps(Pair(db, sentence), title, rows, told, lambda shop: shop.state())


RUNS['', 'day', 'what happens', 'points', 'Anna', 'owed', 'lots', 'Ben', 'owed', 'lots'] = \
    two_members
RUNS['', 'day', 'what happens', 'stamps', 'Anna', 'full cards', 'owed', 'Ben', 'full cards',
     'owed'] = two_members


def tier_steps(db, title, sentence, header, rows):
    say_steps(Shop(db, sentence), title, rows, lambda shop, reply: [booked(reply, 'points')],
              lambda shop: shop.tier())


RUNS['', 'day', 'what happens', 'points', 'counts', 'tier', 'until'] = tier_steps


def metrics(db, title, sentence, header, rows):
    """The same in three programs, each of which counts something else."""
    shops = [Shop(db, f'{sentence}; Silver from 1000 {what}')
             for what in ('points', 'spent', 'visits')]
    for place, (row, day, what, *expected) in enumerate(rows):
        for shop in shops:
            shop.clock(day, place)
            shop.replies[row] = shop.step(what)
        assert [shop.tier()[0] for shop in shops] == expected, (title, row, what)


RUNS['', 'day', 'what happens', 'points', 'spent', 'visits'] = metrics


def windows(db, title, sentence, header, rows):
    purchase = cents(re.search(r'of ([\d.]+)', title).group(1))
    for window, joined, first, second, *expected in rows:
        db.at(f'{joined} 12:00 Europe/Luxembourg')
        bakery = db.merchant()
        bakery.points_program(**rules_of(sentence) | {'tier_window': understand(window, WINDOWS)})
        account = bakery.member()['accounts'][0]['id']
        for day in (first, second):
            db.at(f'{day} 12:00 Europe/Luxembourg')
            tier = bakery.manager.call('points_earn', account_id=account, amount=purchase,
                                       store_id=bakery.store_id)['account']['tier']
        until = ('for ever' if tier['key'] and not tier['kept_until'] else
                 tier['kept_until'] or NOTHING)
        assert [str(tier['metric']), until] == expected, (window, first, second, tier)


RUNS['counted', 'joined', 'first purchase', 'second purchase', 'counts', 'tier until'] = windows


def rounding(db, title, sentence, header, rows):
    points, step = re.search(r'at (\d+) points for every ([\d.]+)', title).groups()
    db.at('2026-03-02 12:00+01')
    for counts, times, *expected in rows:
        periods = bonus(times) if times != '×1' else []
        for mode, cell in zip(header[2:], expected):
            bakery = db.merchant()
            bakery.points_program(points_per_step=int(points), step_amount=cents(step),
                                  rounding=mode, bonus_periods=periods)
            account = bakery.member()['accounts'][0]['id']
            told = preview(bakery, account, amount=cents(counts))
            assert told['multiplier_bp'] == basis_points(times)
            assert str(told['points']) == cell, (counts, times, mode, told['points'])


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


def bonus_times(db, title, sentence, header, rows):
    for period, moment, times in rows:
        db.at(f'{moment} Europe/Luxembourg')
        bakery = db.merchant()
        bakery.points_program(bonus_periods=bonus('×2', **understand(period, PERIODS)))
        account = bakery.member()['accounts'][0]['id']
        told = preview(bakery, account, amount=1000)
        assert told['multiplier_bp'] == basis_points(times), (period, moment, told)


RUNS['the bonus is ×2 on', 'it is', 'multiplier'] = bonus_times


def tier_and_bonus(db, title, sentence, header, rows):
    db.at('2026-03-02 12:00+01')
    for of_tier, of_bonus, *expected in rows:
        for mode, cell in zip(('times', 'max'), expected):
            bakery = db.merchant()
            tier = {'key': 1, 'names': {'en': 'Silver'}, 'threshold': 1,
                    'multiplier_bp': basis_points(of_tier)}
            bakery.points_program(tiers=[tier], bonus_mode=mode,
                                  bonus_periods=bonus(of_bonus) if of_bonus != NOTHING else [])
            account = bakery.member()['accounts'][0]['id']
            bakery.manager.call('account_set_tier', account_id=account, tier=1, reason='r')
            told = preview(bakery, account, amount=1000)
            assert told['multiplier_bp'] == basis_points(cell), (of_tier, of_bonus, mode, told)


RUNS['tier', 'bonus', 'multiplied', 'the higher'] = tier_and_bonus


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


def told_of(db, title, sentence, header, rows):
    for credited, *expected in rows:
        db.at(f'{credited} 12:00 Europe/Luxembourg')
        shop = Shop(db, sentence)
        shop.clock(credited, 0)
        lot = shop.step('buys for 20.00')['lot']
        days = [day for day, in db.rows("""select d::date::text from generate_series(
            %s::date, %s::date + 1, interval '1 day') d""", credited, lot['expires_on'])]
        told = []
        for day in days:
            shop.clock(f'{day} 03:00', 0)
            before = db.value('select count(*) from stempel.notice')
            run_job(shop.bakery, 'notices')
            told += [day] * (db.value('select count(*) from stempel.notice') - before)
        told += [NOTHING] * (2 - len(told))
        assert [lot['expires_on'], *told] == expected, (credited, told)


RUNS['credited on', 'last day', 'told on', 'told again on'] = told_of


def explained(db, title, sentence, header, rows):
    """Books all of it, and then explains each moment of the past."""
    shop = Shop(db, sentence)
    number, moments = {}, []
    for place, (row, day, what, cell, *_) in enumerate(rows):
        shop.clock(day, place)
        shop.replies[row] = reply = shop.step(what)
        assert booked(reply, 'points') == cell, (title, row, reply['entry'])
        number[reply['entry']['id']] = row
        moments.append(reply['entry']['occurred_at'])
    for moment, (row, *_, balance, cell) in zip(moments, rows):
        told = shop.call('account_explain', account_id=shop.account, at=moment)
        lots = [f'{lot["remaining"]} of the {lot["points"]} of {number[lot["entry_id"]]}'
                + ''.join(f', {signed(c["points"])} by {number[c["entry_id"]]}'
                          for c in lot['changes'] if c['entry_id'] != lot['entry_id'])
                for lot in told['lots']]
        assert [str(told['points']), '; '.join(lots)] == [balance, cell], (title, row, lots)


RUNS['', 'day', 'what happens', 'points', 'balance', 'where they are, asked later'] = explained


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


def example(db, title, sentence, header, rows):
    RUNS[header](db, title, sentence, header, rows)
    KINDS.update(kind for kind, in db.rows('select distinct kind from stempel.entry'))


for found in examples():
    test(found[0])(lambda db, found=found: example(db, *found))


@test('the page has an example of every kind of entry, and they are the kinds that there are')
def all_kinds(db):
    listed = set(re.findall(r'^\| `(\w+)` \| [^|]* \| [^|]* \|$',
                            PAGE[:PAGE.index('## When stamps')], re.M))
    seal = db.value("select prosrc from pg_proc where oid = 'private.seal_entry()'::regprocedure")
    kinds = set(re.findall(r"'(\w+)'", seal[seal.index('case new.kind'):seal.index('raise')]))
    assert listed <= kinds and {k for k in kinds if re.match('stamp|points', k)} <= listed
    assert KINDS == listed, ('without an example, or without a line', KINDS ^ listed)


@test('the page has an example of every rule that changes a balance')
def all_rules(db):
    bakery = db.merchant()
    known = set(bakery.points_program(kind='hybrid', publish=False)['draft'])
    # How a program looks, and who has to type a PIN: no number depends on these.
    known -= {'names', 'reward', 'reward_value', 'colour', 'pin_policy', 'shift_minutes'}
    used = {name for _, sentence, _, _ in examples() if sentence for name in rules_of(sentence)}
    headers = {header for _, _, header, _ in examples()}
    if RUNS.keys() & headers == RUNS.keys():
        # Tables of their own.
        used |= {'rounding', 'bonus_periods', 'bonus_mode', 'expiry', 'expiry_days',
                 'expiry_months', 'expiry_day', 'tier_window'}
    assert known - used == set(), known - used


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
