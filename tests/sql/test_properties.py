#!/usr/bin/python3
# test_properties.py: what holds whatever was booked: nothing is won by going to and fro
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""STEMPEL_SEED=n tries other histories than usual."""

import os
import random
import signal
import subprocess
import time

from points import MONDAY, adjust, balance, club, earn, redeem, refund, sound, void
from stempel_test import Refused, build_dir, connection_string, run, test

SEED = os.environ.get('STEMPEL_SEED', '1')
STAMPS = {'stamps_target': 5, 'cooldown_minutes': 0, 'daily_limit': 100,
          'max_stamps_per_visit': 20}
WITHOUT_NEED = ('insufficient_balance', 'already_reversed', 'conflict', 'invalid')


def stamp(bakery, account, stamps):
    return bakery.manager.call('stamp_earn', account_id=account, stamps=stamps,
                               store_id=bakery.store_id)


def hand_in(bakery, account):
    return bakery.manager.call('stamp_redeem', account_id=account, store_id=bakery.store_id)


def reserve(bakery, account, **what):
    return bakery.manager.call('redemption_reserve', account_id=account,
                               store_id=bakery.store_id, **what)['reservation']['id']


def commit(bakery, reservation):
    return bakery.manager.call('redemption_commit', id=reservation)


def attempt(do, *arguments, **more):
    """What was booked, or nothing."""
    try:
        return do(*arguments, **more)
    except Refused as refusal:
        assert refusal.code in WITHOUT_NEED, refusal.problem
        return None


def held(bakery, account):
    shown = bakery.manager.call('account_get', id=account)
    return {name: shown[name] for name in ('points', 'owed_points', 'reserved_points', 'stamps',
                                           'owed_stamps')} | {'cards': len(shown['entitlements'])}


NOTHING = {'points': 0, 'owed_points': 0, 'reserved_points': 0, 'stamps': 0, 'owed_stamps': 0,
           'cards': 0}


def book_something(draw, bakery, account, mug):
    """One random booking that can be taken back; None: it was refused."""
    kind = draw.random()
    if kind < .3:
        return earn(bakery, account, draw.randint(1, 9000), discount=draw.choice((0, 150)))
    if kind < .5:
        points = draw.randint(1, max(1, balance(bakery, account)[0]))
        return attempt(redeem, bakery, account, points=points,
                       ticket_amount=draw.randint(points, 9000))
    if kind < .55:
        return attempt(redeem, bakery, account, reward_id=mug)
    if kind < .62:
        reservation = attempt(reserve, bakery, account, points=draw.randint(1, 20))
        return reservation and commit(bakery, reservation)
    if kind < .85:
        return stamp(bakery, account, draw.randint(1, 7))
    return attempt(hand_in, bakery, account)


@test('points and stamps: when all is taken back, in any order and in parts, nothing is left')
def all_back(db):
    for seed in range(16):
        draw = random.Random(f'{SEED} all back {seed}')
        bakery, program, account = club(
            db, kind='hybrid', money_points=1, money_amount=1, points_per_step=3, step_amount=200,
            rounding=draw.choice(('per_step', 'linear')), **STAMPS)
        mug = bakery.reward(program['id'], cost_points=25, stock=3)['id']
        booked = []
        for _ in range(14):
            booked.append(book_something(draw, bakery, account, mug))
            if draw.random() < .3 and booked[-1]:
                attempt(refund, bakery, booked[-1], draw.randint(1, 3000))
        booked = [reply for reply in booked if reply]
        draw.shuffle(booked)
        for reply in booked:
            if draw.random() < .4:
                attempt(refund, bakery, draw.choice(booked), draw.randint(1, 2000))
            void(bakery, reply)
        assert held(bakery, account) == NOTHING, (seed, held(bakery, account))
        assert db.value('select sum(points) + sum(stamps) from stempel.entry '
                        'where account_id = %s', account) == 0, seed
        assert bakery.manager.call('reward_list')['items'][0]['stock'] == 3
        sound(bakery)


@test('at any time: what there is and was used is no more than what stays bought earns')
def no_path_gains(db):
    for seed in range(12):
        draw = random.Random(f'{SEED} gains {seed}')
        bakery, program, account = club(db, money_points=1, money_amount=1, points_per_step=3,
                                        step_amount=200, rounding='linear')
        mug = bakery.reward(program['id'], cost_points=25)['id']
        bought, used = {}, {}  # By entry: the money that stays; the points, ticket and refunds.
        given = 0
        for step in range(25):
            kind = draw.random()
            if kind < .3:
                amount = draw.randint(1, 9000)
                bought[earn(bakery, account, amount)['entry']['id']] = amount
            elif kind < .55:
                what = draw.choice(({'reward_id': mug}, {'points': draw.randint(1, 60)}))
                ticket = draw.randint(100, 900)
                done = attempt(redeem, bakery, account, ticket_amount=ticket, **what)
                if done:
                    used[done['entry']['id']] = [-done['entry']['points'], ticket, 0]
            elif kind < .6:
                done = attempt(adjust, bakery, account, points=draw.choice((-9, 6)))
                given += done['entry']['points'] if done else 0
            elif kind < .85 and bought:
                entry = draw.choice((*bought, *used))
                amount = draw.randint(1, 3000 if entry in bought else 250)
                if attempt(refund, bakery, {'entry': {'id': entry}}, amount):
                    if entry in bought:
                        bought[entry] -= amount
                    else:
                        used[entry][2] += amount
            elif bought:
                entry = draw.choice((*bought, *used))
                if attempt(void, bakery, {'entry': {'id': entry}}):
                    bought.pop(entry, None)
                    used.pop(entry, None)
            points, owed = balance(bakery, account)
            earns = sum(amount * 3 // 200 for amount in bought.values())
            spent = sum(cost - cost * back // ticket for cost, ticket, back in used.values())
            assert points - owed == earns + given - spent, (seed, step)
        sound(bakery)


def ten_times(db, turn, rewards=1, **rules):
    """`turn` buys, gets what it can and gives back; it says whether it got something."""
    bakery, program, account = club(db, kind='hybrid', money_points=100, money_amount=500,
                                    **STAMPS, **rules)
    mug = bakery.reward(program['id'], cost_points=100)['id']
    won = sum(bool(turn(bakery, account, mug)) for _ in range(10))
    assert won == rewards, (turn.__name__, won)
    sound(bakery)
    return held(bakery, account)


@test('buying, earning, spending and giving back, ten times, by any way: one reward')
def loops(db):
    def voided(bakery, account, mug):
        booked = earn(bakery, account, 10000)
        won = attempt(redeem, bakery, account, reward_id=mug)
        void(bakery, booked)
        return won

    def refunded(bakery, account, mug):
        booked = earn(bakery, account, 10000)
        won = attempt(redeem, bakery, account, points=100)
        for amount in (3333, 3333, 3334):
            refund(bakery, booked, amount)
        return won

    def with_discount(bakery, account, mug):
        # The points pay for the next purchase, which is brought back with the first.
        booked = earn(bakery, account, 10000)
        won = attempt(redeem, bakery, account, points=100, ticket_amount=500)
        second = earn(bakery, account, 500, paid_with_points=500)
        refund(bakery, booked, 10000)
        void(bakery, second)
        return won

    def reserved(bakery, account, mug):
        booked = earn(bakery, account, 10000)
        reservation = attempt(reserve, bakery, account, reward_id=mug)
        won = reservation and attempt(commit, bakery, reservation)
        void(bakery, booked)
        return won

    def taken_back_while_held(bakery, account, mug):
        booked = earn(bakery, account, 10000)
        reservation = attempt(reserve, bakery, account, reward_id=mug)
        void(bakery, booked)
        return reservation and attempt(commit, bakery, reservation)

    def stamped(bakery, account, mug):
        booked = stamp(bakery, account, 5)
        won = attempt(hand_in, bakery, account)
        void(bakery, booked)
        return won

    def stamped_one_by_one(bakery, account, mug):
        booked = [stamp(bakery, account, 1) for _ in range(5)]
        won = attempt(hand_in, bakery, account)
        for reply in booked:
            void(bakery, reply)
        return won

    def both(bakery, account, mug):
        booked = [earn(bakery, account, 10000), stamp(bakery, account, 5)]
        won = attempt(redeem, bakery, account, reward_id=mug), attempt(hand_in, bakery, account)
        assert (won[0] is None) == (won[1] is None)
        for reply in booked:
            void(bakery, reply)
        return won[0]

    owed_points, owed_stamps = NOTHING | {'owed_points': 100}, NOTHING | {'owed_stamps': 5}
    for turn in (voided, refunded, with_discount, reserved):
        assert ten_times(db, turn) == owed_points, turn.__name__
    for turn in (stamped, stamped_one_by_one):
        assert ten_times(db, turn) == owed_stamps, turn.__name__
    assert ten_times(db, both) == owed_points | {'owed_stamps': 5}
    left = ten_times(db, taken_back_while_held, rewards=0)
    assert left | {'reserved_points': 0} == NOTHING, left


@test('no reward at all where spent points block a refund')
def blocked(db):
    def turn(bakery, account, mug):
        booked = earn(bakery, account, 10000)
        redeem(bakery, account, reward_id=mug)
        assert attempt(void, bakery, booked) is None
        assert attempt(refund, bakery, booked, 10000) is None
        return True  # Paid for each time.

    assert ten_times(db, turn, rewards=10, refund_policy='block') == NOTHING


def random_parts(draw, whole, most):
    parts = []
    while whole:
        parts.append(min(whole, draw.randint(1, most)))
        whole -= parts[-1]
    return parts


@test('many small refunds of a purchase take what one takes: each rounding, limit and rate')
def stepwise_purchases(db):
    rules = [{'rounding': rounding, 'points_per_step': 3, 'step_amount': 200} | more
             for rounding in ('per_step', 'linear')
             for more in ({}, {'minimum_amount': 1500}, {'maximum_points': 40},
                          {'tiers': [{'key': 1, 'names': {'en': 'T'}, 'threshold': 1,
                                      'multiplier_bp': 13333}]})]
    for number, each in enumerate(rules):
        draw = random.Random(f'{SEED} purchases {number}')
        bakery, program, once = club(db, money_points=1, money_amount=1, **each)
        often = bakery.member('B')['accounts'][0]['id']
        for _ in range(5):
            spend = draw.randint(200, 9000)
            back = draw.randint(1, spend)
            used = draw.random()
            booked = [earn(bakery, account, spend) for account in (once, often)]
            points = int(balance(bakery, once)[0] * used)
            if points:
                for account in (once, often):
                    redeem(bakery, account, points=points)
            at_once = refund(bakery, booked[0], back)['entry']['points']
            taken = sum(refund(bakery, booked[1], part)['entry']['points']
                        for part in random_parts(draw, back, 900))
            assert taken == at_once, (each, spend, back, points)
            assert balance(bakery, once) == balance(bakery, often), (each, spend, back, points)
            # And what is left of it is the same as well.
            rest = [void(bakery, reply)['entry']['points'] for reply in booked]
            assert rest[0] == rest[1], (each, spend, back)
        sound(bakery)


@test('many small refunds of a ticket paid with points give back what one gives')
def stepwise_tickets(db):
    bakery, program, once = club(db, kind='hybrid', money_points=1, money_amount=1, **STAMPS)
    mug = bakery.reward(program['id'], cost_points=37)['id']
    often = bakery.member('B')['accounts'][0]['id']
    draw = random.Random(f'{SEED} tickets')
    for _ in range(25):
        for spend in random_parts(draw, 12000, 6000):  # Several lots.
            for account in (once, often):
                earn(bakery, account, spend)
        ticket = draw.randint(150, 3000)
        what = draw.choice(({'reward_id': mug}, {'points': draw.randint(1, 110)}))
        paid = [redeem(bakery, account, ticket_amount=ticket, **what) for account in (once, often)]
        back = draw.choice((ticket, draw.randint(1, ticket)))
        at_once = refund(bakery, paid[0], back)['entry']['points']
        given = sum(refund(bakery, paid[1], part)['entry']['points']
                    for part in random_parts(draw, back, 400))
        assert given == at_once, (ticket, what, back)
        assert held(bakery, once) == held(bakery, often)
    sound(bakery)


def worker(db):
    return subprocess.Popen(
        [os.path.join(build_dir(), 'src', 'ctl', 'stempelctl'), 'jobs', 'run', 'expiry'],
        env=os.environ | {'STEMPEL_DATABASE': connection_string(db.name)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def left_to_lapse(db):
    return db.value("""select (select count(*) from stempel.lot where open)
        + (select count(*) from stempel.entitlement where state = 'open')""")


@test('three expiry jobs at once, killed at 50 moments: each lot and each full card lapses once')
def killed(db):
    db.at(MONDAY)
    bakery = db.merchant()
    bakery.points_program(kind='hybrid', expiry='days', expiry_days=5,
                          **STAMPS | {'entitlement_days': 5})
    db.rows('create or replace function private.job_chunk_size() returns integer '
            'language sql immutable as $$ select 10 $$')
    accounts = [bakery.member(f'M{n}')['accounts'][0]['id'] for n in range(12)]
    draw = random.Random(f'{SEED} killed')
    day, cut = 0, 0
    workers = []
    for _ in range(50):
        if left_to_lapse(db) < 100:
            day += 10
            db.at(f'{date_on(db, day)} 10:00+01')
            for account in accounts:
                adjust(bakery, account, stamps=100)
                for _ in range(8):
                    earn(bakery, account, 5000)
            db.at(f'{date_on(db, day + 6)} 03:00+01')
        before = left_to_lapse(db)
        workers = [one for one in workers if one.poll() is None]
        workers += [worker(db) for _ in range(3 - len(workers))]
        while left_to_lapse(db) == before and any(one.poll() is None for one in workers):
            time.sleep(.002)
        time.sleep(draw.uniform(0, .03))
        cut += left_to_lapse(db) > 0
        for one in draw.sample(workers, draw.randint(1, 3)):
            one.send_signal(signal.SIGKILL)
            one.wait()
    for one in workers:
        one.wait()
    last = worker(db)
    assert last.wait() == 0 and left_to_lapse(db) == 0
    assert cut >= 25, f'killed in the middle only {cut} times'
    for kind, what, table in (('points_expire', 'lot_id', 'lot'),
                              ('stamp_expire', 'entitlement_id', 'entitlement')):
        entries, things, all_of_them = db.rows(f"""
            select count(*), count(distinct {what}), (select count(*) from stempel.{table})
              from stempel.entry where kind = '{kind}'""")[0]
        assert entries == things == all_of_them > 0, (kind, entries, things, all_of_them)
    for account in accounts:
        assert held(bakery, account) == NOTHING
    sound(bakery)


def date_on(db, day):
    return db.value("select (date '2026-03-02' + %s)::text", day)


run()
