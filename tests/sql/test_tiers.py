#!/usr/bin/python3
# test_tiers.py: reaching tiers, keeping them, losing them after a notice, and tiers by hand
#
# SPDX-License-Identifier: GPL-3.0-or-later

import itertools
import json
import os
import random
import subprocess
import time
import uuid

from points import MONDAY, club, earn, redeem, refund, sound, void
from stempel_test import build_dir, connection_string, refused, run, stempelctl, test

SILVER, GOLD = 7, 3  # Keys are names, not places.
WINDOWS = ('calendar_year', 'rolling_12_months', 'membership_year', 'lifetime')
METRICS = ('points_earned', 'eligible_spend', 'visits')


def tier(key, threshold, name=None, **more):
    return {'key': key, 'names': {'en': name or f'Tier {key}'}, 'threshold': threshold} | more


TWO = [tier(SILVER, 100, 'Silver'), tier(GOLD, 200, 'Gold', multiplier_bp=20000)]


def shown(bakery, account):
    return bakery.manager.call('account_get', id=account)['tier']


def held(bakery, account):
    found = shown(bakery, account)
    return found['key'], found['kept_until'], found['metric']


def evaluate(bakery, day=None):
    """The nightly evaluation to its end; what it did."""
    if day is not None:
        bakery.db.at(f'{day} 03:00 Europe/Luxembourg')
    job = {'state': 'running'}
    while job['state'] == 'running':
        job = bakery.manager.call('job_run', name='tiers')
    return {name: count for name, count in job['result'].items() if name != 'tiers'}


def notices(db):
    return db.rows("""select tier, days, due_on::text from stempel.notice
        where kind = 'tier_falls' order by id""")


def publish(bakery, program, **rules):
    found = bakery.manager.call('program_get', id=program['id'])
    bakery.manager.call('program_save', id=found['id'], revision=found['revision'],
                        draft=found['published'] | rules)
    return bakery.manager.call('program_publish', id=found['id'])


@test('a tier is reached at its threshold, not one below: each metric in each window')
def thresholds(db):
    # 99, 100 and 101 of what counts, in steps of one booking a day.
    for window, metric in itertools.product(WINDOWS, METRICS):
        db.at('2026-03-02 10:00+01')
        bakery = db.merchant(f'{window} {metric}')
        bakery.points_program(step_amount=10, tier_metric=metric, tier_window=window,
                              tiers=[tier(1, {'points_earned': 10, 'eligible_spend': 100,
                                              'visits': 3}[metric])])
        account = bakery.member()['accounts'][0]['id']
        steps = {'points_earned': (99, 10, 10), 'eligible_spend': (99, 1, 1),
                 'visits': (10, 10, 10, 10)}[metric]
        metrics = {'points_earned': (9, 10, 11), 'eligible_spend': (99, 100, 101),
                   'visits': (1, 2, 3, 4)}[metric]
        until = {'calendar_year': '2027-12-31', 'membership_year': '2028-03-01', 'lifetime': None}
        for day, (amount, expected) in enumerate(zip(steps, metrics), 2):
            db.at(f'2026-03-0{day} 10:00+01')
            reply = earn(bakery, account, amount, discount=0)['account']['tier']
            reached = expected >= {'points_earned': 10, 'eligible_spend': 100, 'visits': 3}[metric]
            assert (reply['key'], reply['metric']) == (1 if reached else None, expected), (
                window, metric, reply)
            assert (reply['since'] is not None) == reached and not reply['manual']
            assert (reply['next'] is None) == reached
            if reached:
                assert reply['kept_until'] == until.get(window, f'2027-03-0{day}'), (window, reply)
            assert shown(bakery, account) == reply
        sound(bakery)


@test('what is missing to the next tier, and its name')
def missing(db):
    bakery, _, account = club(db, tiers=TWO)
    empty = shown(bakery, account)
    assert empty == {'key': None, 'name': None, 'manual': False, 'since': None,
                     'kept_until': None, 'metric': 0,
                     'next': {'key': SILVER, 'name': 'Silver', 'missing': 100}}
    for amount, key, name, left in ((9999, None, None, 1), (100, SILVER, 'Silver', 100),
                                    (9900, SILVER, 'Silver', 1), (100, GOLD, 'Gold', None)):
        now = earn(bakery, account, amount)['account']['tier']
        assert (now['key'], now['name']) == (key, name), now
        assert (now['next'] or {'missing': None})['missing'] == left, now
    assert earn(bakery, bakery.member('B')['accounts'][0]['id'], 20000)['account']['tier'][
        'key'] == GOLD, 'over both at once'


@test('a program without tiers has none, and one of stamps has no such rules')
def none_at_all(db):
    bakery, program, account = club(db)
    assert program['published']['tiers'] == []
    assert program['published']['tier_metric'] == 'points_earned'
    assert program['published']['tier_window'] == 'calendar_year'
    assert earn(bakery, account, 100)['account']['tier'] is None
    with refused('conflict', reason='no_tiers'):
        bakery.manager.call('account_set_tier', account_id=account, tier=1, reason='x')
    with refused('invalid') as refusal:
        bakery.program(tiers=[], tier_metric='visits')
    assert refusal.fields == {'draft.tiers': 'unknown_member',
                              'draft.tier_metric': 'unknown_member'} or refusal.fields == {
                                  'tiers': 'unknown_member', 'tier_metric': 'unknown_member'}
    assert db.rows('select * from stempel.account_tier') == []


@test('the balance never counts: points spent, adjusted or lapsed move no tier')
def not_the_balance(db):
    bakery, program, account = club(db, tiers=TWO, expiry='days', expiry_days=10,
                                    money_points=100, money_amount=100)
    earn(bakery, account, 10000)
    redeem(bakery, account, points=100)
    bakery.manager.call('account_adjust', account_id=account, points=500, reason_code='goodwill',
                        reason='x')
    assert held(bakery, account) == (SILVER, '2027-12-31', 100)
    db.at('2026-04-01 10:00+02')
    while bakery.manager.call('job_run', name='expiry')['state'] == 'running':
        pass
    assert held(bakery, account) == (SILVER, '2027-12-31', 100)
    sound(bakery)


@test('the purchase that crosses earns at the old rate, the next one at the new')
def old_rate(db):
    bakery, program, account = club(db, tiers=[tier(5, 100, 'Gold', multiplier_bp=15000)])
    first = earn(bakery, account, 10000)
    assert (first['entry']['points'], first['entry']['multiplier_bp'],
            first['entry']['tier_key'], first['entry']['tier_name']) == (100, 10000, None, None)
    assert first['account']['tier']['key'] == 5
    ahead = bakery.manager.call('points_preview', account_id=account, amount=1000,
                                store_id=bakery.store_id)
    second = earn(bakery, account, 1000)
    assert (second['entry']['points'], second['entry']['multiplier_bp'],
            second['entry']['tier_key'], second['entry']['tier_name']) == (15, 15000, 5, 'Gold')
    assert (ahead['points'], ahead['multiplier_bp']) == (15, 15000)
    assert ahead['account']['tier'] == second['account']['tier']
    assert bakery.manager.call('entry_get', id=second['entry']['id'])['tier_name'] == 'Gold'
    # Renamed later: the entry keeps the name of its version, and the tier its key.
    publish(bakery, program, tiers=[tier(5, 100, 'Diamond', multiplier_bp=15000)])
    assert bakery.manager.call('entry_get', id=second['entry']['id'])['tier_name'] == 'Gold'
    assert shown(bakery, account)['name'] == 'Diamond'
    # Taken back, a purchase gives what it gave at its own rate.
    assert void(bakery, second)['entry']['points'] == -15
    sound(bakery)


@test('the preview shows the tier that the purchase would reach, and writes nothing')
def preview(db):
    bakery, _, account = club(db, tiers=TWO)
    for amount, key in ((9999, None), (10000, SILVER), (20000, GOLD)):
        ahead = bakery.manager.call('points_preview', account_id=account, amount=amount,
                                    store_id=bakery.store_id)
        assert ahead['account']['tier']['key'] == key
        assert ahead['account']['tier']['metric'] == amount // 100
    assert shown(bakery, account)['key'] is None
    assert db.rows('select * from stempel.account_tier') == []


@test('multipliers of tier and bonus: times or the higher; a tier may earn nothing')
def multipliers(db):
    bonus = [{'name': 'Week', 'multiplier_bp': 20000}]
    for mode, of_tier, expected in (('times', 15000, 30000), ('max', 15000, 20000),
                                    ('max', 25000, 25000), ('times', 0, 0), ('max', 0, 20000),
                                    ('times', 5000, 10000)):
        bakery, _, account = club(db, tiers=[tier(1, 1, multiplier_bp=of_tier)],
                                  bonus_periods=bonus, bonus_mode=mode)
        earn(bakery, account, 100)
        entry = earn(bakery, account, 1000)['entry']
        assert (entry['multiplier_bp'], entry['points']) == (expected, expected // 1000), mode


@test('calendar year: the old year ends at midnight in Luxembourg')
def calendar_year(db):
    # moments of two purchases of 60; what counts after the second; which tier; kept until
    for first, second, metric, key, until in (
            ('2026-12-31 22:00+01', '2026-12-31 23:59:59.999999+01', 120, SILVER, '2027-12-31'),
            ('2026-12-31 23:59:59.999999+01', '2027-01-01 00:00+01', 60, None, None),
            ('2027-01-01 00:00+01', '2027-12-31 22:59:59.999999+00', 120, SILVER, '2028-12-31'),
            ('2026-12-31 23:00+00', '2027-01-01 00:30+00', 120, SILVER, '2028-12-31')):
        bakery, _, account = club(db, tiers=TWO)
        for moment in (first, second):
            db.at(moment)
            earn(bakery, account, 6000)
        assert held(bakery, account) == (key, until, metric), (first, second)
        sound(bakery)


@test('rolling 12 months: a purchase counts until the day before its anniversary')
def rolling(db):
    for first, second, metric, key, until in (
            ('2026-03-15', '2027-03-14', 120, SILVER, '2028-03-14'),
            ('2026-03-15', '2027-03-15', 60, None, None),
            ('2028-02-29', '2029-02-27', 120, SILVER, '2030-02-27'),
            ('2028-02-29', '2029-02-28', 120, SILVER, '2030-02-28'),
            ('2028-02-29', '2029-03-01', 60, None, None),
            ('2027-02-28', '2028-02-27', 120, SILVER, '2029-02-27'),
            ('2027-02-28', '2028-02-28', 60, None, None),
            ('2027-03-01', '2028-02-29', 120, SILVER, '2029-02-28')):
        bakery, _, account = club(db, tiers=TWO, tier_window='rolling_12_months')
        for day in (first, second):
            db.at(f'{day} 12:00 Europe/Luxembourg')
            earn(bakery, account, 6000)
        assert held(bakery, account) == (key, until, metric), (first, second)
        sound(bakery)


@test('rolling 12 months: each purchase with which it is reached keeps it for 12 months more')
def rolling_kept(db):
    bakery, _, account = club(db, tiers=TWO, tier_window='rolling_12_months')
    earn(bakery, account, 10000)
    assert held(bakery, account) == (SILVER, '2027-03-02', 100)
    db.at('2026-09-01 12:00+02')
    earn(bakery, account, 100)
    assert held(bakery, account) == (SILVER, '2027-09-01', 101)
    db.at('2027-03-02 12:00+01')
    earn(bakery, account, 100)
    assert held(bakery, account) == (SILVER, '2027-09-01', 2)
    sound(bakery)


@test('membership year: from the day of joining; 29 February is 28 February in other years')
def membership_year(db):
    for joined, first, second, metric, key, until in (
            ('2028-02-29', '2028-02-29', '2029-02-27', 120, SILVER, '2030-02-27'),
            ('2028-02-29', '2029-02-27', '2029-02-28', 60, None, None),
            ('2028-02-29', '2029-02-28', '2030-02-27', 120, SILVER, '2031-02-27'),
            ('2028-02-29', '2031-02-28', '2032-02-28', 120, SILVER, '2033-02-27'),
            ('2028-02-29', '2032-02-28', '2032-02-29', 60, None, None),
            ('2026-10-25', '2027-10-24', '2027-10-25', 60, None, None),
            ('2026-10-25', '2026-10-25', '2027-10-24', 120, SILVER, '2028-10-24')):
        db.at(f'{joined} 00:00 Europe/Luxembourg')
        bakery = db.merchant()
        bakery.points_program(tiers=TWO, tier_window='membership_year')
        account = bakery.member()['accounts'][0]['id']
        for day in (first, second):
            db.at(f'{day} 12:00 Europe/Luxembourg')
            earn(bakery, account, 6000)
        assert held(bakery, account) == (key, until, metric), (joined, first, second)
        sound(bakery)


@test('lifetime: everything counts, for ever')
def lifetime(db):
    bakery, _, account = club(db, tiers=TWO, tier_window='lifetime')
    earn(bakery, account, 9900)
    db.at('2031-07-01 12:00+02')
    assert held(bakery, account) == (None, None, 99)
    earn(bakery, account, 100)
    db.at('2049-07-01 12:00+02')
    assert evaluate(bakery) == {}
    assert held(bakery, account) == (SILVER, None, 100)
    sound(bakery)


@test('a visit is a day in a shop, by stamps or points, counted on the day it began')
def visits(db):
    db.at('2026-12-31 10:00+01')
    bakery = db.merchant(day_start='04:00')
    other = bakery.manager.call('store_save', name='Gare')['id']
    bakery.points_program(kind='hybrid', tiers=[tier(1, 3)], tier_metric='visits',
                          cooldown_minutes=0)
    account = bakery.member()['accounts'][0]['id']

    def stamp(**more):
        return bakery.manager.call('stamp_earn', account_id=account,
                                   **{'store_id': bakery.store_id} | more)

    assert stamp()['account']['tier']['metric'] == 1
    assert earn(bakery, account, 100)['account']['tier']['metric'] == 1
    assert stamp(store_id=other)['account']['tier']['metric'] == 2
    db.at('2027-01-01 03:59:59+01')
    # Still the evening of the old year in that shop: no visit of the new one.
    last = stamp()
    assert last['account']['tier'] | {'since': 0} == last['account']['tier'] | {
        'since': 0, 'metric': 0, 'key': None}
    db.at('2027-01-01 04:00+01')
    assert stamp()['account']['tier']['metric'] == 1
    db.at('2027-01-02 10:00+01')
    back = stamp(store_id=other)
    db.at('2027-01-03 10:00+01')
    assert stamp()['account']['tier']['key'] == 1
    assert void(bakery, back)['account']['tier']['metric'] == 2
    assert shown(bakery, account)['key'] == 1
    sound(bakery)


@test('what is taken back does not count, and downgrades nobody at once')
def taken_back(db):
    for metric, after_refund in (('points_earned', 150), ('eligible_spend', 15000)):
        bakery, program, account = club(
            db, tiers=[tier(1, 100 if metric == 'points_earned' else 10000)], tier_metric=metric)
        bought = earn(bakery, account, 20000)
        assert refund(bakery, bought, 5000)['account']['tier']['metric'] == after_refund
        gone = void(bakery, bought)['account']['tier']
        assert (gone['key'], gone['metric']) == (1, 0), gone
        sound(bakery)
        assert evaluate(bakery, '2026-03-03') == {'announced': 1}
        assert shown(bakery, account)['kept_until'] == '2026-03-16'
        assert evaluate(bakery, '2026-03-16') == {}
        assert shown(bakery, account)['key'] == 1
        assert evaluate(bakery, '2026-03-17') == {'fallen': 1}
        assert held(bakery, account) == (None, None, 0)
        sound(bakery)
    assert notices(db) == [(1, 14, '2026-03-16')] * 2


@test('a void that leaves the tier reached changes nothing but for how long')
def void_shortens(db):
    bakery, _, account = club(db, tiers=TWO, tier_window='rolling_12_months')
    earn(bakery, account, 10000)
    db.at('2026-03-20 12:00+01')
    later = earn(bakery, account, 100)
    assert held(bakery, account)[:2] == (SILVER, '2027-03-20')
    void(bakery, later)
    earn(bakery, account, 10)  # Earns no point, so it does not count.
    assert evaluate(bakery, '2026-03-21') == {}
    assert held(bakery, account)[:2] == (SILVER, '2027-03-02')
    sound(bakery)


@test('bought again before the announced day: the tier stays')
def reached_again(db):
    bakery, _, account = club(db, tiers=TWO, tier_window='lifetime')
    void(bakery, earn(bakery, account, 10000))
    assert evaluate(bakery, '2026-03-03') == {'announced': 1}
    assert earn(bakery, account, 9999)['account']['tier']['kept_until'] == '2026-03-16'
    assert earn(bakery, account, 100)['account']['tier']['kept_until'] is None
    assert evaluate(bakery, '2026-04-01') == {}
    assert held(bakery, account) == (SILVER, None, 100)
    sound(bakery)


@test('kept to the end of the next year and the days of grace, told of 30 days before')
def grace(db):
    # reached 2026: the last day is 2027-12-31, or so many days of grace later
    for days, told, last, falls in ((0, '2027-12-02', '2027-12-31', '2028-01-01'),
                                    (1, '2027-12-03', '2028-01-01', '2028-01-02'),
                                    (60, '2028-01-31', '2028-02-29', '2028-03-01')):
        bakery, _, account = club(db, tiers=[tier(1, 100, multiplier_bp=20000, grace_days=days)])
        earn(bakery, account, 10000)
        assert evaluate(bakery, day_before(db, told)) == {}
        assert shown(bakery, account)['kept_until'] == '2027-12-31'
        assert evaluate(bakery, told) == {'announced': 1}
        assert evaluate(bakery, told) == {}
        assert shown(bakery, account)['kept_until'] == last
        assert evaluate(bakery, last) == {}
        assert earn(bakery, account, 100)['entry']['multiplier_bp'] == 20000
        assert evaluate(bakery, falls) == {'fallen': 1}
        assert evaluate(bakery, falls) == {}
        assert earn(bakery, account, 100)['entry']['multiplier_bp'] == 10000
        assert db.rows("""select days, due_on::text from stempel.notice n
            where merchant_id = %s""", bakery.id) == [(30, last)]
        sound(bakery)


def day_before(db, day):
    return db.value('select (%s::date - 1)::text', day)


@test('reached again in the next year it is kept for one more; else what that year reached')
def next_period(db):
    bakery, _, account = club(db, tiers=TWO)
    second = bakery.member('B')['accounts'][0]['id']
    for one in (account, second):
        earn(bakery, one, 20000)
    db.at('2027-11-30 12:00+01')
    earn(bakery, account, 10000)   # 200 points at the rate of gold
    earn(bakery, second, 5000)     # 100
    assert held(bakery, account) == (GOLD, '2028-12-31', 200)
    assert held(bakery, second) == (GOLD, '2027-12-31', 100)
    sound(bakery)
    assert evaluate(bakery, '2027-12-05') == {'announced': 1}
    assert evaluate(bakery, '2028-01-01') == {'fallen': 1}
    assert held(bakery, account) == (GOLD, '2028-12-31', 0)
    assert held(bakery, second) == (SILVER, '2028-12-31', 0)
    sound(bakery)
    assert evaluate(bakery, '2029-01-15') == {'announced': 2}
    assert evaluate(bakery, '2029-01-29') == {'fallen': 2}
    assert held(bakery, account) == held(bakery, second) == (None, None, 0)
    sound(bakery)


@test('an evaluation that comes late announces first, and takes nothing sooner than 14 days on')
def late(db):
    bakery, _, account = club(db, tiers=TWO)
    earn(bakery, account, 10000)
    assert evaluate(bakery, '2029-06-01') == {'announced': 1}
    assert shown(bakery, account)['kept_until'] == '2029-06-14'
    assert evaluate(bakery, '2029-06-14') == {}
    assert evaluate(bakery, '2029-06-15') == {'fallen': 1}
    assert notices(db) == [(SILVER, 14, '2029-06-14')]
    sound(bakery)


@test('changed rules count from the next purchase, and in the evaluation for who has a tier')
def changed_rules(db):
    bakery, program, account = club(db, tiers=TWO)
    below = bakery.member('B')['accounts'][0]['id']
    earn(bakery, account, 15000)
    earn(bakery, below, 5000)
    program = publish(bakery, program, tiers=[tier(SILVER, 50), tier(GOLD, 150)])
    assert held(bakery, account)[0] == SILVER and held(bakery, below)[0] is None
    sound(bakery)
    assert evaluate(bakery, '2026-03-03') == {'raised': 1}
    assert held(bakery, account)[0] == GOLD
    assert earn(bakery, below, 100)['account']['tier']['key'] == SILVER
    sound(bakery)
    program = publish(bakery, program, tiers=[tier(SILVER, 50), tier(GOLD, 1500)])
    assert evaluate(bakery, '2026-03-04') == {'announced': 1}
    assert evaluate(bakery, '2026-03-18') == {'fallen': 1}
    assert held(bakery, account)[0] == SILVER
    sound(bakery)
    # A tier that is given up leaves nothing behind.
    program = publish(bakery, program, tiers=[tier(GOLD, 1500)])
    assert held(bakery, account)[0] is None
    assert earn(bakery, account, 1000)['entry']['tier_key'] is None
    assert evaluate(bakery, '2026-03-19') == {}
    publish(bakery, program, tiers=[])
    assert shown(bakery, account) is None
    sound(bakery)


@test('by hand: shown as such, wins while it runs, then what was reached is back')
def manual(db):
    bakery, _, account = club(db, tiers=TWO)
    earn(bakery, account, 10000)
    given = bakery.manager.call('account_set_tier', account_id=account, tier=GOLD,
                                until='2026-03-31', reason='Guest of the house')
    assert given['tier'] | {'since': None} == {
        'key': GOLD, 'name': 'Gold', 'manual': True, 'since': None, 'kept_until': '2026-03-31',
        'metric': 100, 'next': None}
    assert db.value('select %s::timestamptz = %s', given['tier']['since'], MONDAY)
    assert earn(bakery, account, 100)['entry']['tier_key'] == GOLD
    sound(bakery)
    db.at('2026-03-31 23:59:59.999999+02')
    assert earn(bakery, account, 100)['entry']['multiplier_bp'] == 20000
    db.at('2026-04-01 00:00+02')
    assert earn(bakery, account, 100)['entry']['multiplier_bp'] == 10000
    assert (shown(bakery, account)['key'], shown(bakery, account)['manual']) == (SILVER, False)
    # From a day on, and without an end; lower than what was reached wins as well.
    bakery.manager.call('account_set_tier', account_id=account, tier=GOLD, **{
        'from': '2026-05-01', 'reason': 'x'})
    assert shown(bakery, account)['key'] == SILVER
    db.at('2026-04-30 23:59:59.999999+02')
    assert shown(bakery, account)['key'] == SILVER
    db.at('2026-05-01 00:00+02')
    assert shown(bakery, account)['kept_until'] is None and shown(bakery, account)['manual']
    earn(bakery, account, 20000)
    ended = bakery.manager.call('account_set_tier', account_id=account, tier=SILVER, reason='x')
    assert (ended['tier']['key'], ended['tier']['manual']) == (SILVER, True)
    ended = bakery.manager.call('account_set_tier', account_id=account, reason='over')
    assert (ended['tier']['key'], ended['tier']['manual']) == (GOLD, False)
    events = bakery.manager.call('audit_list', action='account.set_tier')['items']
    assert [e['after']['reason'] for e in events] == ['over', 'x', 'x', 'Guest of the house']
    assert events[-1]['before']['tier']['key'] == SILVER
    assert events[-1]['after']['tier']['key'] == GOLD
    sound(bakery)


@test('a downgrade under a tier by hand goes on unseen, and nobody is told of it')
def manual_hides(db):
    bakery, _, account = club(db, tiers=TWO)
    earn(bakery, account, 10000)
    bakery.manager.call('account_set_tier', account_id=account, tier=GOLD, reason='x')
    assert evaluate(bakery, '2027-12-10') == {'announced': 1}
    assert evaluate(bakery, '2028-01-01') == {'fallen': 1}
    assert notices(db) == []
    assert shown(bakery, account)['key'] == GOLD
    sound(bakery)


@test('who may give tiers, and what is said of a wrong request; a repeated one is answered again')
def manual_requests(db):
    bakery, _, account = club(db, tiers=TWO)
    right = {'account_id': account, 'tier': GOLD, 'reason': 'x'}
    for wrong, fields in (
            ({'tier': 99}, {'tier': 'unknown_value'}), ({'tier': 'gold'}, {'tier': 'wrong_type'}),
            ({'reason': ' '}, {'reason': 'required'}),
            ({'from': '2026-03-01'}, {'from': 'out_of_range'}),
            ({'until': '2026-03-01'}, {'until': 'out_of_range'}),
            ({'from': '2026-04-02', 'until': '2026-04-01'}, {'until': 'out_of_range'}),
            ({'tier': None, 'until': '2026-04-01'}, {'until': 'not_allowed'}),
            ({'tier': None, 'from': '2026-04-01'}, {'from': 'not_allowed'}),
            ({'until': '2026-02-30'}, {'until': 'invalid_format'})):
        with refused('invalid') as refusal:
            bakery.manager.call('account_set_tier', **right | wrong)
        assert refusal.fields == fields, (wrong, refusal.fields)
    bakery.manager.call('account_set_tier', **right | {'from': '2026-03-02',
                                                       'until': '2026-03-02'})
    with refused('not_found', what='account'):
        bakery.manager.call('account_set_tier', **right | {'account_id': 10 ** 9})
    key = str(uuid.uuid4())
    first = bakery.manager.call('account_set_tier', key=key, **right)
    bakery.manager.call('account_set_tier', account_id=account, reason='over')
    assert bakery.manager.call('account_set_tier', key=key, **right) == first | {'replayed': True}
    assert shown(bakery, account)['key'] is None
    with refused('idempotency_key_reused'):
        bakery.manager.call('account_set_tier', key=key, **right | {'reason': 'y'})


@test('a repeated booking shows the tier that it showed, whatever came later')
def replayed(db):
    bakery, program, account = club(db, tiers=TWO, cooldown_minutes=0, kind='hybrid')
    key, other = str(uuid.uuid4()), str(uuid.uuid4())
    first = earn(bakery, account, 10000, key=key)
    stamp = {'account_id': account, 'store_id': bakery.store_id}
    stamped = bakery.manager.call('stamp_earn', key=other, **stamp)
    assert stamped['account']['tier'] == first['account']['tier']
    earn(bakery, account, 10000)
    publish(bakery, program, tiers=[tier(SILVER, 1, 'Bronze')])
    void(bakery, first)
    again = earn(bakery, account, 10000, key=key)
    assert again['replayed'] and again['account']['tier'] == first['account']['tier']
    again = bakery.manager.call('stamp_earn', key=other, **stamp)
    assert again == stamped | {'replayed': True}


@test('what is said of wrong tiers, and how they are kept')
def rules(db):
    bakery = db.merchant()
    for tiers, fields in (
            ([{}], {'tiers[0].key': 'required', 'tiers[0].names': 'required',
                    'tiers[0].threshold': 'required'}),
            ([tier(1, 0)], {'tiers[0].threshold': 'out_of_range'}),
            ([tier(0, 1)], {'tiers[0].key': 'out_of_range'}),
            ([tier(1000001, 1)], {'tiers[0].key': 'out_of_range'}),
            ([tier(1, 1, multiplier_bp=-1)], {'tiers[0].multiplier_bp': 'out_of_range'}),
            ([tier(1, 1, multiplier_bp=1000001)], {'tiers[0].multiplier_bp': 'out_of_range'}),
            ([tier(1, 1, grace_days=366)], {'tiers[0].grace_days': 'out_of_range'}),
            ([tier(1, 1, names={'de': 'Gold'})], {'tiers[0].names': 'required'}),
            ([tier(1, 1, colour='red')], {'tiers[0].colour': 'unknown_member'}),
            ([tier(1, 1), tier(1, 2)], {'tiers[1].key': 'taken'}),
            ([tier(1, 1), tier(2, 2), tier(3, 1)], {'tiers[2].threshold': 'taken'}),
            ([tier(1, 'a'), 5], {'tiers[0].threshold': 'wrong_type', 'tiers[1]': 'wrong_type'}),
            ([tier(n, n) for n in range(1, 22)], {'tiers': 'too_long'}),
            ({}, {'tiers': 'wrong_type'})):
        with refused('invalid') as refusal:
            bakery.points_program(tiers=tiers)
        found = {field.removeprefix('draft.'): code for field, code in refusal.fields.items()}
        assert found == fields, (tiers, found)
    for name in ('tier_metric', 'tier_window'):
        with refused('invalid') as refusal:
            bakery.points_program(**{name: 'balance'})
        assert list(refusal.fields.values()) == ['unknown_value']
    kept = bakery.points_program(tiers=[
        tier(2, 200, ' Gold ', multiplier_bp=1000000, grace_days=365),
        {'key': 1000000, 'names': {'en': 'S'}, 'threshold': 1, 'multiplier_bp': None}])['published']
    assert kept['tiers'] == [
        {'key': 1000000, 'names': {'en': 'S'}, 'threshold': 1, 'multiplier_bp': 10000,
         'grace_days': 0},
        {'key': 2, 'names': {'en': 'Gold'}, 'threshold': 200, 'multiplier_bp': 1000000,
         'grace_days': 365}]


@test('the self-check finds a tier that the ledger does not give')
def tampered(db):
    bakery, _, account = club(db, tiers=TWO)
    earn(bakery, account, 10000)
    other = bakery.member('B')['accounts'][0]['id']
    earn(bakery, other, 9999)
    bakery.manager.call('account_set_tier', account_id=other, tier=GOLD, reason='x')
    sound(bakery)
    for change, broken in (
            (f'update stempel.account_tier set tier = {GOLD} where tier is not null', account),
            ("update stempel.account_tier set kept_until = '2028-12-31' where tier is not null",
             account),
            ('delete from stempel.account_tier where tier is not null', account),
            ('update stempel.account_tier set tier = null, since = null, kept_until = null '
             'where tier is not null', account),
            (f'update stempel.account_tier set manual_tier = {SILVER} '
             'where manual_tier is not null', other),
            (f"insert into stempel.account_tier (merchant_id, account_id, tier, since, kept_until, "
             "program_version, settled_at, settled_entry_id) "
             f"select merchant_id, {other}, {SILVER}, since, kept_until, 1, settled_at, "
             f"settled_entry_id from stempel.account_tier where account_id = {account} "
             "on conflict (merchant_id, account_id) do update set tier = excluded.tier, "
             "since = excluded.since, kept_until = excluded.kept_until, program_version = 1, "
             "settled_at = excluded.settled_at, settled_entry_id = 999999", other)):
        db.rows('create table kept as select * from stempel.account_tier')
        db.rows(change)
        found = bakery.manager.call('self_check')['items']
        assert found and {(f['check'], f['id']) for f in found} == {('tier', broken)}, (
            change, found)
        db.rows('delete from stempel.account_tier')
        db.rows('insert into stempel.account_tier select * from kept')
        db.rows('drop table kept')
        sound(bakery)


def start(db):
    return subprocess.Popen(
        [os.path.join(build_dir(), 'src', 'ctl', 'stempelctl'), 'jobs', 'run', 'tiers'],
        env=os.environ | {'STEMPEL_DATABASE': connection_string(db.name)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


@test('killed again and again, and three at once: each falls once and is told once')
def resumable(db):
    bakery, _, account = club(db, tiers=TWO)
    accounts = [account] + [bakery.member(f'M{n}')['accounts'][0]['id'] for n in range(199)]
    for one in accounts:
        earn(bakery, one, 10000)
    db.rows('create or replace function private.job_chunk_size() returns integer '
            'language sql immutable as $$ select 10 $$')
    moments = random.Random(4)
    stand = 'select count(*) from stempel.account_tier where %s'
    longest = 0.08
    for day, open_ones in (('2027-12-20', 'falls_on is null'), ('2028-01-03', 'tier is not null')):
        db.at(f'{day} 03:00 Europe/Luxembourg')
        cut = 0
        while cut < 3 and db.value(stand % open_ones) > 100:
            before = db.value(stand % open_ones)
            worker = start(db)
            time.sleep(moments.uniform(0, longest))
            worker.kill()
            worker.communicate()
            after = db.value(stand % open_ones)
            cut += 0 < after < before
            # Where a start takes longer than that, nothing would ever be done.
            longest *= 1.1 if after == before else 1
        workers = [start(db) for _ in range(3)]
        for worker in workers:
            output = worker.communicate()[0]
            assert worker.returncode == 0, output
        done = json.loads(stempelctl('jobs', 'run', 'tiers', database=connection_string(
            db.name)).stdout)
        assert (done['state'], done['done']) == ('idle', 0), done
        assert db.value(stand % open_ones) == 0
    assert db.rows("""select count(*), count(distinct account_id), min(due_on)::text
        from stempel.notice where kind = 'tier_falls'""") == [(200, 200, '2028-01-02')]
    assert {shown(bakery, one)['key'] for one in accounts[:5]} == {None}
    sound(bakery)


run()
