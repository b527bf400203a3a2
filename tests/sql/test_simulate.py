#!/usr/bin/python3
# test_simulate.py: rules that are tried on what has happened give what they would have given
#
# SPDX-License-Identifier: GPL-3.0-or-later

import datetime
import random

from points import adjust, earn, refund, void
from stempel_ledger import Till
from stempel_test import Refused, refused, run, test

QUICK = {'cooldown_minutes': 0, 'daily_limit': 100, 'max_stamps_per_visit': 20}
MONDAY = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.timezone.utc)  # 10:00 in Luxembourg
TIERS = [{'key': 1, 'names': {'en': 'Silver'}, 'threshold': 100, 'multiplier_bp': 20000},
         {'key': 2, 'names': {'en': 'Gold'}, 'threshold': 1000, 'multiplier_bp': 30000}]


def club(db, kind='points', members=1, **rules):
    db.at(MONDAY)
    bakery = db.merchant()
    bakery.program_id = (bakery.program(**rules) if kind == 'stamps'
                         else bakery.points_program(kind=kind, **rules))['id']
    bakery.people = [bakery.member(f'M{n}', 'Test')['accounts'][0]['id'] for n in range(members)]
    return bakery


def simulate(bakery, days=30, **draft):
    """Tries the published rules with some changes."""
    rules = bakery.manager.call('program_get', id=bakery.program_id)['published'] | draft
    return bakery.manager.call('program_simulate', id=bakery.program_id, days=days, draft=rules)


def sums(told, *names):
    return tuple((told[f'{name}_before'], told[f'{name}_after']) for name in names)


def everything(db):
    """Every row of every table with the transaction that wrote it."""
    return {table: db.rows(f'select xmin::text, xmax::text, t::text from {table} t order by 3')
            for table, in db.rows("""select c.oid::regclass::text from pg_class c
                where relkind = 'r' and relnamespace in ('stempel'::regnamespace,
                                                         'private'::regnamespace) order by 1""")}


@test('rules for points that are tried: what the same purchases would have earned')
def points_table(db):
    bakery = club(db, points_per_step=3, step_amount=200, money_points=10, money_amount=50)
    account = bakery.people[0]
    for amount in (1499, 199, 200, 201, 5000):
        earn(bakery, account, amount)
    earn(bakery, account, 2000, discount=500, excluded=300, paid_with_points=200)
    # 21 + 0 + 3 + 3 + 75 + 15
    bonus = {'name': 'B', 'multiplier_bp': 20000}
    table = (
        ({}, 117, 585),
        ({'rounding': 'linear'}, 22 + 2 + 3 + 3 + 75 + 15, 600),
        ({'points_per_step': 4}, 156, 780),
        ({'points_per_step': 2}, 78, 390),
        ({'step_amount': 100}, 42 + 3 + 6 + 6 + 150 + 30, 1185),
        ({'step_amount': 201}, 21 + 0 + 0 + 3 + 72 + 12, 540),
        ({'minimum_amount': 199}, 117, 585), ({'minimum_amount': 200}, 117, 585),
        ({'minimum_amount': 201}, 114, 570), ({'minimum_amount': 1000}, 111, 555),
        ({'minimum_amount': 1001}, 96, 480),
        ({'maximum_points': 75}, 117, 585), ({'maximum_points': 74}, 116, 580),
        ({'maximum_points': 20}, 20 + 3 + 3 + 20 + 15, 305),
        ({'bonus_periods': [bonus]}, 234, 1170),
        ({'bonus_periods': [bonus | {'weekdays': [2]}]}, 117, 585),
        ({'bonus_periods': [bonus | {'from': '09:59', 'to': '10:00'}]}, 117, 585),
        ({'bonus_periods': [bonus | {'from': '10:00', 'to': '10:01'}]}, 234, 1170),
        ({'bonus_periods': [bonus | {'starts_on': '2026-03-03'}]}, 117, 585),
        ({'bonus_periods': [bonus | {'store_ids': [bakery.store_id]}]}, 234, 1170),
        ({'money_amount': 100}, 117, 1170), ({'money_points': None, 'money_amount': None}, 117, None),
        ({'expiry': 'days', 'expiry_days': 1, 'redeem_minimum': 50}, 117, 585),
    )
    for change, points, cost in table:
        told = simulate(bakery, **change)
        assert sums(told, 'points', 'cost') == ((117, points), (585, cost)), (change, told)
        assert (told['gaining'], told['losing'], told['mixed']) == (
            int(points > 117), int(points < 117), 0), (change, told)
        assert (told['entries'], told['members'], told['days']) == (6, 1, 30)
        shown = told['gainers'] + told['losers']
        assert [(m['account_id'], m['points_before'], m['points_after']) for m in shown] == (
            [(account, 117, points)] if points != 117 else []), (change, shown)


@test('what was refunded in part stays so, what was taken back is not replayed')
def taken_back(db):
    bakery = club(db, points_per_step=3, step_amount=200)
    account = bakery.people[0]
    partly, wrong = earn(bakery, account, 1499), earn(bakery, account, 5000)
    refund(bakery, partly, 600)  # 8.99 stay bought: 12 points.
    void(bakery, wrong)
    adjust(bakery, account, points=500)
    assert sums(simulate(bakery), 'points') == ((12, 12),)
    assert sums(simulate(bakery, rounding='linear'), 'points') == ((12, 13),)
    assert sums(simulate(bakery, points_per_step=1), 'points') == ((12, 4),)
    assert simulate(bakery)['entries'] == 1


@test('stamps: limits and targets that are tried, one below, at and one above what was given')
def stamps_table(db):
    bakery = club(db, 'stamps', stamps_target=5, reward_value=300, **QUICK)
    account = bakery.people[0]
    # A visit of 3, another one 20 minutes later, a third in the evening; on the next day one of 2.
    for hours, stamps in ((0, 3), (1 / 3, 3), (8, 1), (24, 2)):
        db.at(MONDAY + datetime.timedelta(hours=hours))
        bakery.manager.call('stamp_earn', account_id=account, stamps=stamps,
                            store_id=bakery.store_id)
    for change, stamps, cards, cost in (
            ({}, 9, 1, 300),
            ({'stamps_target': 4}, 9, 2, 600), ({'stamps_target': 9}, 9, 1, 300),
            ({'stamps_target': 10}, 9, 0, 0),
            ({'reward_value': 250}, 9, 1, 250), ({'reward_value': None}, 9, 1, None),
            ({'max_stamps_per_visit': 3}, 9, 1, 300), ({'max_stamps_per_visit': 2}, 7, 1, 300),
            ({'max_stamps_per_visit': 1}, 4, 0, 0),
            ({'cooldown_minutes': 19}, 9, 1, 300), ({'cooldown_minutes': 20}, 9, 1, 300),
            ({'cooldown_minutes': 21}, 6, 1, 300), ({'cooldown_minutes': 24 * 60}, 5, 1, 300),
            ({'cooldown_minutes': 24 * 60 + 1}, 3, 0, 0),
            ({'daily_limit': 8}, 9, 1, 300), ({'daily_limit': 7}, 9, 1, 300),
            ({'daily_limit': 6}, 8, 1, 300), ({'daily_limit': 1}, 2, 0, 0)):
        told = simulate(bakery, **change)
        assert sums(told, 'stamps', 'cards', 'cost', 'points') == (
            (9, stamps), (1, cards), (300, cost), (0, 0)), (change, told)
        more = (cards > 1) - (cards < 1) or (stamps > 9) - (stamps < 9)
        assert (told['gaining'], told['losing']) == (int(more > 0), int(more < 0)), (change, told)
    assert simulate(bakery)['from'] == '2026-02-01'


@test('only the last days are replayed, on top of what was on the card before')
def window(db):
    bakery = club(db, 'stamps', stamps_target=5, **QUICK)
    account = bakery.people[0]
    give = lambda stamps: bakery.manager.call('stamp_earn', account_id=account, stamps=stamps,
                                              store_id=bakery.store_id)
    db.at('2026-03-04 23:59:59+01')
    give(4)
    db.at('2026-03-05 00:00:00+01')
    give(3)
    db.at('2026-03-10 12:00+01')
    for days, stamps, cards in ((4, 0, 0), (5, 3, 1), (6, 7, 1)):
        told = simulate(bakery, days)
        assert sums(told, 'stamps', 'cards') == ((stamps,) * 2, (cards,) * 2), (days, told)
    # The stamp of the evening before still cools, and counts for its day.
    assert sums(simulate(bakery, 5, cooldown_minutes=1), 'stamps', 'cards') == ((3, 0), (1, 0))
    assert sums(simulate(bakery, 5, daily_limit=4), 'stamps') == ((3, 3),)
    assert sums(simulate(bakery, 5, stamps_target=7), 'cards') == ((1, 1),)
    assert sums(simulate(bakery, 5, stamps_target=8), 'cards') == ((1, 0),)
    bar = bakery.manager.call('store_save', name='Bar', day_start='04:00')['id']
    for moment in ('2026-03-20 23:30+01', '2026-03-21 00:30+01'):
        db.at(moment)
        bakery.manager.call('stamp_earn', account_id=account, stamps=2, store_id=bar)
    db.at('2026-03-21 12:00+01')
    assert sums(simulate(bakery, 0 + 1, daily_limit=3), 'stamps') == ((4, 3),)
    db.at('2026-03-22 12:00+01')
    assert sums(simulate(bakery, 1, daily_limit=3), 'stamps') == ((2, 1),)


@test('tiers that are tried: from the purchase after the one that reaches them')
def tiers_table(db):
    bakery = club(db, tiers=TIERS)
    account = bakery.people[0]
    for amount in (6000, 5000, 2000, 1000):
        earn(bakery, account, amount)
    # 60, 50, then twice as much: 40, 20
    silver = TIERS[0]
    table = (
        (TIERS, 170),
        ([silver | {'threshold': 110}], 170), ([silver | {'threshold': 111}], 110 + 20 + 20),
        ([silver | {'threshold': 60}], 60 + 100 + 40 + 20),
        ([silver | {'threshold': 61}], 170),
        ([silver | {'multiplier_bp': 30000}], 60 + 50 + 60 + 30), ([], 140),
        ([silver | {'threshold': 100000}], 140),
        ([silver, TIERS[1] | {'threshold': 150}], 60 + 50 + 40 + 30),
    )
    for tiers, points in table:
        told = simulate(bakery, tiers=tiers)
        assert sums(told, 'points') == ((170, points),), (tiers, told['points_after'])
    # The metric that the draft counts: eligible spend in cents, or days in the shop.
    for change, points in (({'tier_metric': 'eligible_spend', 'tiers': [
            silver | {'threshold': 6000}]}, 220), ({'tier_metric': 'eligible_spend', 'tiers': [
                silver | {'threshold': 6001}]}, 170), ({'tier_metric': 'visits', 'tiers': [
                    silver | {'threshold': 1}]}, 220), ({'tier_metric': 'visits', 'tiers': [
                        silver | {'threshold': 2}]}, 140), ({'points_per_step': 2}, 440)):
        told = simulate(bakery, **change)
        assert sums(told, 'points') == ((170, points),), (change, told['points_after'])
    plain = club(db)
    for amount in (6000, 5000, 2000):
        earn(plain, plain.people[0], amount)
    assert sums(simulate(plain, tiers=[silver]), 'points') == ((130, 150),)


@test('what counted before the simulated days counts for the tiers of the draft')
def tiers_before(db):
    bakery = club(db, tiers=TIERS)
    account = bakery.people[0]
    earn(bakery, account, 9000)
    db.at('2026-05-04 10:00+02')
    earn(bakery, account, 1000)
    earn(bakery, account, 1000)
    for threshold, points in ((90, 40), (91, 30), (100, 30), (101, 20)):
        told = simulate(bakery, 10, tiers=[TIERS[0] | {'threshold': threshold}])
        assert sums(told, 'points') == ((30, points),), (threshold, told)
    for window, points in (('calendar_year', 30), ('rolling_12_months', 30), ('lifetime', 30),
                           ('membership_year', 30)):
        assert sums(simulate(bakery, 10, tier_window=window), 'points') == ((30, points),), window
    # A tier by hand is one that was held: it stays while both rules give the same.
    db.at('2026-06-01 10:00+02')
    eve = bakery.member('Eve')['accounts'][0]['id']
    bakery.manager.call('account_set_tier', account_id=eve, tier=2, reason='friend')
    earn(bakery, eve, 1000)
    assert sums(simulate(bakery, 5), 'points') == ((30, 30),)
    assert sums(simulate(bakery, 5, tiers=[TIERS[0], TIERS[1] | {'multiplier_bp': 50000}]),
                'points') == ((30, 50),)


@test('welcome and birthday points that are tried, also where nothing was promised')
def gifts(db):
    bakery = club(db, welcome_points=20)
    bakery.member('Born', birthday='1990-03-05')
    leap = club(db)
    leap.member('Leap', birthday='1992-02-29')
    for shop, change, points in ((bakery, {}, (40, 40)), (bakery, {'welcome_points': 30}, (40, 60)),
                                 (bakery, {'welcome_points': 0}, (40, 0)),
                                 (leap, {'welcome_points': 5}, (0, 10))):
        db.at('2026-03-10 12:00+01')
        told = simulate(shop, **change)
        assert sums(told, 'points') == (points,), (change, points, told)
    for days, points in ((4, 0), (5, 7), (6, 7)):
        assert sums(simulate(bakery, days, birthday_points=7, welcome_points=0),
                    'points')[0][1] == points, days
    told = simulate(bakery, 5, birthday_points=7)
    assert (told['gaining'], told['members'], told['gainers'][0]['points_after']) == (1, 1, 7)
    db.at('2027-03-05 12:00+01')
    for days, points in ((4, 0), (5, 7)):
        assert sums(simulate(leap, days, birthday_points=7), 'points') == ((0, points),), days


@test('hybrid programs: more of one and less of the other is neither a gain nor a loss')
def hybrid(db):
    bakery = club(db, 'hybrid', members=3, stamps_target=4, reward_value=200, money_points=1,
                  money_amount=1, **QUICK)
    for number, account in enumerate(bakery.people):
        if number != 1:
            earn(bakery, account, 1000)
        if number != 2:
            bakery.manager.call('stamp_earn', account_id=account, stamps=9,
                                store_id=bakery.store_id)
    told = simulate(bakery, points_per_step=2, stamps_target=5)
    assert sums(told, 'points', 'cards', 'stamps', 'cost') == (
        (20, 40), (4, 2), (18, 18), (820, 440)), told
    assert [told[n] for n in ('members', 'gaining', 'losing', 'mixed')] == [3, 1, 1, 1], told
    assert [[m['account_id'] for m in told[n]] for n in ('gainers', 'losers')] == [
        [bakery.people[2]], [bakery.people[1]]]


@test('points without a price are worth what the best reward gives for them')
def catalogue(db):
    bakery = club(db)
    earn(bakery, bakery.people[0], 10000)
    assert sums(simulate(bakery), 'cost') == ((None, None),)
    bakery.reward(bakery.program_id, cost_points=40, value=300)
    bakery.reward(bakery.program_id, cost_points=80, value=500)
    bakery.reward(bakery.program_id, cost_points=1)
    assert sums(simulate(bakery, points_per_step=2), 'cost') == ((750, 1500),)
    assert sums(simulate(bakery, money_points=1, money_amount=3), 'cost') == ((750, 300),)


@test('the ten whom it would change most, the most first')
def greatest(db):
    bakery = club(db, members=12)
    for number, account in enumerate(bakery.people):
        earn(bakery, account, (number + 1) * 100)
    told = simulate(bakery, points_per_step=2)
    assert [m['points_after'] for m in told['gainers']] == list(range(24, 4, -2))
    assert told['gaining'] == 12 and told['losers'] == []
    told = simulate(bakery, minimum_amount=100000)
    assert [m['points_before'] for m in told['losers']] == list(range(12, 2, -1))
    assert (told['losing'], told['gainers'], told['points_after']) == (12, [], 0)


def random_history(db, seed, **rules):
    """Purchases, stamps, redemptions, refunds, voids, adjustments, lapsing in two programs."""
    chance = random.Random(seed)
    db.at(MONDAY)
    bakery = db.merchant()
    program = bakery.points_program(kind='hybrid', **{
        'points_per_step': 3, 'step_amount': 200, 'money_points': 10, 'money_amount': 50,
        'reward_value': 250, 'void_days': 365, 'stamps_target': chance.randint(2, 8),
        'expiry': 'days', 'expiry_days': 30, 'welcome_points': 5, 'birthday_points': 9} | rules)
    bakery.program_id = program['id']
    reward = bakery.reward(program['id'], cost_points=25)
    tills = [Till(bakery, bakery.member('M', str(n), birthday=f'1990-03-{5 + n:02}')
                  ['accounts'][0]['id']) for n in range(3)]
    moment = MONDAY
    for _ in range(110):
        moment += datetime.timedelta(minutes=chance.choice((1, 7, 20, 300, 2000)))
        db.at(moment)
        till = chance.choice(tills)
        try:
            till.step(chance, reward['id'])
        except AssertionError as refusal:
            assert any(code in str(refusal) for code in ('cooldown_active', 'daily_limit_reached'))
        if chance.random() < .05:
            for job in ('expiry', 'tiers', 'birthdays'):
                bakery.manager.call('job_run', name=job)
    return bakery


@test('rules as they are change nothing, on random histories, and the sums are those of the ledger')
def unchanged(db):
    seed = random.randrange(1 << 32)
    print(f'# seed {seed}')
    for number, rules in enumerate((
            QUICK, {'cooldown_minutes': 15, 'daily_limit': 5}, {'rounding': 'linear', **QUICK},
            {'tiers': TIERS, **QUICK}, {'tiers': TIERS, 'tier_metric': 'visits', **QUICK},
            {'bonus_periods': [{'name': 'B', 'multiplier_bp': 15000, 'weekdays': [1, 3, 5]},
                               {'name': 'C', 'multiplier_bp': 30000, 'from': '22:00', 'to': '04:00'}],
             'minimum_amount': 500, 'maximum_points': 60, **QUICK})):
        bakery = random_history(db, f'{seed} {number}', **rules)
        told = simulate(bakery, 60)
        for name in ('points', 'stamps', 'cards', 'cost'):
            assert told[f'{name}_before'] == told[f'{name}_after'], (number, seed, name, told)
        assert (told['gaining'], told['losing'], told['mixed']) == (0, 0, 0), (number, seed, told)
        earned, given = db.rows("""
            select coalesce(sum(case when e.kind = 'points_earn' then l.points - l.reversed
                                     when e.kind in ('welcome', 'birthday') then e.points end), 0),
                   coalesce(sum(e.stamps) filter (where e.kind = 'stamp_earn'), 0)
              from stempel.entry e
              left join stempel.lot l on (l.entry_id, l.source_id) = (e.id, e.id)
             where e.merchant_id = %s
               and not exists (select from stempel.entry v where v.reverses = e.id)""", bakery.id)[0]
        assert (told['points_before'], told['stamps_before']) == (earned, given), (number, seed)
        assert earned > 0 and given > 0


@test('full cards that nobody took back are counted as the ledger has them')
def cards_of_the_ledger(db):
    bakery = club(db, 'stamps', stamps_target=4, **QUICK)
    chance = random.Random(4)
    for _ in range(30):
        if chance.random() < .8:
            bakery.manager.call('stamp_earn', account_id=bakery.people[0],
                                stamps=chance.randint(1, 7), store_id=bakery.store_id)
        else:
            try:
                bakery.manager.call('stamp_redeem', account_id=bakery.people[0],
                                    store_id=bakery.store_id)
            except Refused as refusal:
                assert refusal.code == 'insufficient_balance'
    issued = db.value('select count(*) from stempel.entitlement')
    assert sums(simulate(bakery), 'cards') == ((issued, issued),)


@test('a simulation writes nothing, not even a counter; what it is given need not be saved')
def writes_nothing(db):
    bakery = random_history(db, 7, tiers=TIERS, **QUICK)
    before = everything(db)
    sequences = db.rows('select sequencename, last_value from pg_sequences order by 1')
    assert before['stempel.entry'] and before['stempel.audit_event']
    simulate(bakery, points_per_step=9, stamps_target=1, birthday_points=5)
    simulate(bakery)
    bakery.manager.call('program_simulate', id=bakery.program_id)
    assert everything(db) == before
    assert db.rows('select sequencename, last_value from pg_sequences order by 1') == sequences
    with bakery.manager.connection.cursor() as cursor:
        cursor.execute('set default_transaction_read_only = on')
    simulate(bakery, points_per_step=9)


@test('the saved draft is tried when none is given, else what is published')
def which_draft(db):
    bakery = club(db)
    earn(bakery, bakery.people[0], 1000)
    ask = lambda **more: bakery.manager.call('program_simulate', id=bakery.program_id, **more)
    assert sums(ask(), 'points') == ((10, 10),) and ask()['days'] == 90
    program = bakery.manager.call('program_get', id=bakery.program_id)
    bakery.manager.call('program_save', id=program['id'], revision=program['revision'],
                        draft=program['published'] | {'points_per_step': 5})
    assert sums(ask(), 'points') == ((10, 50),)
    assert sums(ask(draft=program['published']), 'points') == ((10, 10),)
    assert sums(ask(draft={'names': {'en': 'N'}, 'points_per_step': 2}), 'points') == ((10, 20),)
    # Rules that were changed since: what was booked is compared with what they would give.
    bakery.manager.call('program_publish', id=program['id'])
    earn(bakery, bakery.people[0], 1000)
    assert sums(ask(), 'points') == ((60, 100),)
    fresh = bakery.points_program(publish=False)
    told = bakery.manager.call('program_simulate', id=fresh['id'])
    assert (told['members'], told['entries'], told['points_after'], told['cost_after']) == (
        0, 0, 0, None)


@test('what is asked for wrongly, and by whom it may be asked')
def asked(db):
    bakery = club(db)
    ask = lambda who=bakery.manager, **more: who.call('program_simulate', **{
        'id': bakery.program_id} | more)
    for request, fields in (
            ({'id': None}, {'id': 'required'}), ({'days': 0}, {'days': 'out_of_range'}),
            ({'days': 367}, {'days': 'out_of_range'}), ({'days': '9'}, {'days': 'wrong_type'}),
            ({'draft': []}, {'draft': 'wrong_type'}), ({'draft': {}}, {'names': 'required'}),
            ({'draft': {'names': {'en': 'N'}, 'step_amount': 0, 'stamps_target': 3}},
             {'step_amount': 'out_of_range', 'stamps_target': 'unknown_member'})):
        with refused('invalid') as refusal:
            ask(**request)
        assert refusal.fields == fields, (request, refusal.fields)
    for days in (1, 366):
        assert ask(days=days)['days'] == days
    with refused('not_found', what='program'):
        ask(id=999)
    with refused('not_found', what='program'):
        ask(db.merchant('Other').manager)


@test('no more is replayed than a request has time for, and what would do is said')
def bounded(db):
    db.rows('create or replace function private.simulation_limit() returns integer '
            'language sql immutable as $$ select 4 $$')
    bakery = club(db, members=2)
    for day in range(3, 9):
        db.at(f'2026-03-{day:02} 12:00+01')
        earn(bakery, bakery.people[0], 100)
    for days in (1, 2, 3):
        assert simulate(bakery, days)['entries'] == days + 1
    for days in (4, 5, 366):
        with refused('conflict', reason='too_many_entries', limit=4, days=3):
            simulate(bakery, days)
    # Tiers take more time.
    for days in (4, 5):
        with refused('conflict', reason='too_many_entries', limit=1, days=0):
            simulate(bakery, days, tiers=TIERS)
    # 12 members who joined are no entries, but would be looked at for a welcome.
    for number in range(10):
        bakery.member('N', str(number))
    simulate(bakery, 1)
    with refused('conflict', reason='too_many_entries', limit=4, days=0):
        simulate(bakery, 1, welcome_points=1)
    with refused('conflict', reason='too_many_entries', limit=4):
        db.at('2026-12-31 12:00+01')
        simulate(bakery, 200, birthday_points=1)


run()
