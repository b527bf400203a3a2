#!/usr/bin/python3
# test_lapsed.py: what has lapsed has lapsed by the calendar, whichever job has run or has not
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each story is told in a shop of its own for every day around the last one, once without any job,
once with the jobs run at the beginning of that day, and once with them run before every step. What
people can see of it must be the same."""

import random

from points import sound
from stempel_test import Refused, run, test

STAMPS = {'stamps_target': 10, 'entitlement_days': 10, 'cooldown_minutes': 0, 'daily_limit': 100,
          'max_stamps_per_visit': 20, 'void_days': 365}
POINTS = {'expiry': 'days', 'expiry_days': 10, 'void_days': 365, 'money_points': 1,
          'money_amount': 100}
LAST_DAY = 12  # of March: what is given on the 2nd lapses after the 12th.
NEVER, AT_NIGHT, ALWAYS = 'never', 'at night', 'always'


class Shop:
    """A member at a till. Everything that is asked or booked goes through call()."""

    def __init__(self, db, jobs, kind='stamps', **rules):
        self.db, self.jobs = db, jobs
        self.clock(2)
        self.bakery = db.merchant()
        if kind == 'stamps':
            self.bakery.program(**STAMPS | rules)
        else:
            self.program = self.bakery.points_program(**POINTS | rules)['id']
        self.member = self.bakery.member('Anna')
        self.account = self.member['accounts'][0]['id']

    def clock(self, day, hour=10):
        self.db.at(f'2026-03-01 {hour:02}:00 Europe/Luxembourg'.replace('03-01', f'03-{day:02}')
                   if day < 32 else f'2026-04-{day - 31:02} {hour:02}:00 Europe/Luxembourg')

    def run_jobs(self):
        while self.bakery.manager.call('job_run', name='expiry')['state'] == 'running':
            pass

    def night(self, day):
        """The beginning of a day, and the jobs if they run."""
        self.clock(day, 3)
        if self.jobs != NEVER:
            self.run_jobs()
        self.clock(day)

    def call(self, operation, **request):
        if self.jobs == ALWAYS:
            self.run_jobs()
        return self.bakery.manager.call(operation, **request)

    def book(self, operation, **request):
        return self.call(operation, **{'account_id': self.account,
                                       'store_id': self.bakery.store_id} | request)

    def void(self, booked):
        return self.call('entry_void', entry_id=booked['entry']['id'], reason='mistake')

    def refund(self, booked, amount):
        return self.call('entry_refund', entry_id=booked['entry']['id'], amount=amount,
                         reason='brought back')

    def seen(self, account=None):
        shown = self.call('account_get', id=account or self.account)
        return (shown['stamps'], shown['owed_stamps'], len(shown['entitlements']), shown['points'],
                shown['owed_points'])


def said(do):
    """What somebody is told: a refusal with its facts, or nothing."""
    try:
        do()
    except Refused as refusal:
        return {k: v for k, v in refusal.problem.items() if not k.endswith('_id')}
    return None


def same(db, story, table, kind='stamps', **rules):
    """Tells a story for (days after the last one, what is to be seen); jobs make no difference."""
    for offset, *expected in table:
        seen = {}
        for jobs in (NEVER, AT_NIGHT, ALWAYS):
            shop = Shop(db, jobs, kind, **rules)
            seen[jobs] = list(story(shop, LAST_DAY + offset))
            sound(shop.bakery)
            if jobs == NEVER:  # Nor does one that comes late.
                before = shop.seen()
                shop.run_jobs()
                assert shop.seen() == before, (story.__name__, offset, before, shop.seen())
                sound(shop.bakery)
        assert seen[NEVER] == seen[AT_NIGHT] == seen[ALWAYS], (story.__name__, offset, seen)
        assert seen[NEVER] == expected, (story.__name__, offset, seen[NEVER])


@test('stamps of a lapsed card are not taken again, and the card does not come back')
def void_of_what_lapsed(db):
    def story(shop, day):
        first = shop.book('stamp_earn', stamps=9)
        second = shop.book('stamp_earn', stamps=2)
        shop.night(day)
        yield shop.void(first)['entry']['stamps'], *shop.seen()[:3]
        yield shop.void(second)['entry']['stamps'], *shop.seen()[:3]

    same(db, story, ((-1, (-9, 2, 0, 0), (-2, 0, 0, 0)), (0, (-9, 2, 0, 0), (-2, 0, 0, 0)),
                     (1, (-1, 0, 0, 0), (0, 0, 0, 0)), (19, (-1, 0, 0, 0), (0, 0, 0, 0))))


@test('beside a lapsed card, loose stamps and a card that can be used go first')
def void_beside(db):
    def story(shop, day):
        shop.book('stamp_earn', stamps=10)
        shop.clock(8)
        later = shop.book('stamp_earn', stamps=13)
        shop.night(day)
        void = shop.void(later)
        yield void['entry']['stamps'], *shop.seen()[:3]

    same(db, story, ((-1, (-13, 0, 0, 1)), (0, (-13, 0, 0, 1)), (1, (-13, 0, 0, 0))))


@test('each lapsed stamp spares a debt once; what was handed in is owed')
def spared_once(db):
    def story(shop, day):
        lapsing = shop.book('stamp_earn', stamps=10)
        shop.night(day)
        used = shop.book('stamp_earn', stamps=14)
        shop.book('stamp_redeem', entitlement_id=used['entitlements'][0]['id'])
        yield shop.void(used)['entry']['stamps'], *shop.seen()[:3]
        yield shop.void(lapsing)['entry']['stamps'], *shop.seen()[:3]

    same(db, story, ((0, (-14, 0, 0, 0), (-10, 0, 10, 0)),
                     (1, (-4, 0, 0, 0), (-10, 0, 10, 0))))


@test('what a lapsed card answers who wants to hand it in')
def handing_in(db):
    def story(shop, day):
        card = shop.book('stamp_earn', stamps=10)['entitlements'][0]['id']
        shop.night(day)
        yield said(lambda: shop.book('stamp_redeem', entitlement_id=card))

    lapsed = {'code': 'conflict', 'reason': 'expired', 'expires_on': '2026-03-12',
              'what': 'entitlement'}
    same(db, story, ((-1, None), (0, None), (1, lapsed)))


@test('a void redemption: the card can be used for a fortnight if it has lapsed meanwhile')
def void_redemption(db):
    def story(shop, day):
        shop.book('stamp_earn', stamps=10)
        given = shop.book('stamp_redeem')
        shop.night(day)
        yield [e['expires_on'] for e in shop.void(given)['account']['entitlements']]
        shop.night(day + 14)
        yield shop.seen()[:3]
        shop.night(day + 15)
        yield shop.seen()[:3]

    for offset, until, kept in ((-1, '2026-03-12', 0), (0, '2026-03-12', 0), (1, '2026-03-27', 1)):
        same(db, story, ((offset, [until], (0, 0, kept), (0, 0, 0)),))


@test('points: a purchase is taken back after its own lot has lapsed')
def points_void(db):
    def story(shop, day):
        old = shop.book('points_earn', amount=2000)
        shop.book('points_redeem', points=6)
        shop.clock(8)
        shop.book('points_earn', amount=300)
        shop.night(day)
        yield said(lambda: shop.refund(old, 500))
        yield shop.seen()[3:]
        yield said(lambda: shop.void(old))
        yield shop.seen()[3:]

    same(db, story, ((0, None, (12, 0), None, (0, 3)), (1, None, (3, 0), None, (0, 3))), 'points')
    same(db, story, ((0, None, (12, 0), None, (0, 0)), (1, None, (3, 0), None, (0, 0))), 'points',
         refund_policy='write_off', write_off_maximum=1000)


@test('points: a void redemption goes back into lots that live, or into one for a fortnight')
def points_void_redemption(db):
    def story(shop, day):
        shop.book('points_earn', amount=2000)
        used = shop.book('points_redeem', points=15)
        shop.night(day)
        shop.void(used)
        yield shop.seen()[3:]
        shop.night(day + 14)
        yield shop.seen()[3:]
        shop.night(day + 15)
        yield shop.seen()[3:]

    same(db, story, ((0, (20, 0), (0, 0), (0, 0)), (1, (15, 0), (15, 0), (0, 0))), 'points')


@test('points: what can be used, reserved, committed and adjusted after a last day')
def points_use(db):
    def story(shop, day):
        shop.book('points_earn', amount=2000)
        shop.clock(8)
        shop.book('points_earn', amount=300)
        shop.night(day)
        yield shop.seen()[3]
        yield said(lambda: shop.book('points_redeem', points=4))
        shop.book('redemption_reserve', points=2)
        yield shop.seen()[3]
        yield shop.call('account_adjust', account_id=shop.account, points=-100,
                        reason_code='other', reason='r')['entry']['points']
        yield shop.book('points_preview', amount=100)['account']['points']

    none = {'code': 'insufficient_balance', 'balance': 3, 'required': 4}
    same(db, story, ((-1, 23, None, 17, -17, 1), (0, 23, None, 17, -17, 1), (1, 3, none, 1, -1, 1)),
         'points')


@test('points that lapse by inactivity: a visit prolongs what has not lapsed')
def points_inactivity(db):
    def story(shop, day):
        shop.book('points_earn', amount=2000)
        shop.night(day)
        shop.book('points_earn', amount=100)
        yield shop.seen()[3]
        shop.night(day + 10)
        yield shop.seen()[3]
        shop.night(day + 11)
        yield shop.seen()[3]

    same(db, story, ((0, 21, 21, 0), (1, 1, 1, 0)), 'points', expiry='inactivity')


@test('reserved points are free again after ten minutes, though nothing has released them')
def reservations(db):
    for seconds, free, state in ((-1, 5, None), (0, 20, 'expired'), (1, 20, 'expired')):
        shop = Shop(db, NEVER, 'points')
        shop.book('points_earn', amount=2000)
        reserved = shop.book('redemption_reserve', points=15)['reservation']
        at = f"timestamptz '2026-03-02 10:10 Europe/Luxembourg' + interval '{seconds} seconds'"
        db.at(db.value(f'select {at}'))
        assert shop.seen()[3] == free, seconds
        answer = said(lambda: shop.call('redemption_commit', id=reserved['id']))
        assert (answer or {}).get('reason') == state, (seconds, answer)
        sound(shop.bakery)
        assert db.value("select count(*) from stempel.reservation where state = 'open' "
                        'and id = %s', reserved['id']) == (0 if state is None else 1)


def merge_story(shop, day):
    """The survivor has 4 that live, the other one 10 or 20 that lapse; merged and parted again."""
    other = shop.bakery.member('Bea')
    shop.book('stamp_earn' if shop.stamps else 'points_earn', account_id=other['accounts'][0]['id'],
              **{'stamps': 12} if shop.stamps else {'amount': 2000})
    shop.clock(8)
    shop.book('stamp_earn' if shop.stamps else 'points_earn',
              **{'stamps': 4} if shop.stamps else {'amount': 400})
    shop.night(shop.merged_on or day)
    shop.call('customer_merge', id=shop.member['id'], other_id=other['id'])
    yield shop.seen()
    shop.night(day)
    yield (said(lambda: shop.call('customer_unmerge', id=other['id'])) or {}).get('reason')
    yield shop.seen()
    yield shop.seen(other['accounts'][0]['id'])


@test('members who are merged and parted again, with something that lapses before or meanwhile')
def merged(db):
    def story(stamps, merged_on=None):
        def told(shop, day):
            shop.stamps, shop.merged_on = stamps, merged_on
            yield from merge_story(shop, day)
        return told

    same(db, story(True), (
        (0, (6, 0, 1, 0, 0), None, (4, 0, 0, 0, 0), (2, 0, 1, 0, 0)),
        (1, (6, 0, 0, 0, 0), None, (4, 0, 0, 0, 0), (2, 0, 0, 0, 0))))
    same(db, story(True, merged_on=12), (
        (0, (6, 0, 1, 0, 0), None, (4, 0, 0, 0, 0), (2, 0, 1, 0, 0)),
        (1, (6, 0, 1, 0, 0), 'moved_points_used', (6, 0, 0, 0, 0), (0, 0, 0, 0, 0))))
    same(db, story(False), (
        (0, (0, 0, 0, 24, 0), None, (0, 0, 0, 4, 0), (0, 0, 0, 20, 0)),
        (1, (0, 0, 0, 4, 0), None, (0, 0, 0, 4, 0), (0, 0, 0, 0, 0))), 'points')
    same(db, story(False, merged_on=12), (
        (0, (0, 0, 0, 24, 0), None, (0, 0, 0, 4, 0), (0, 0, 0, 20, 0)),
        (1, (0, 0, 0, 24, 0), 'moved_points_used', (0, 0, 0, 4, 0), (0, 0, 0, 0, 0))), 'points')


@test('a debt of one who is merged is paid by what lives, not by what has lapsed')
def merged_debt(db):
    def story(shop, day):
        shop.book('stamp_earn', stamps=10)
        other = shop.bakery.member('Bea')
        theirs = {'account_id': other['accounts'][0]['id']}
        shop.night(day)
        given = shop.book('stamp_earn', stamps=10, **theirs)
        shop.book('stamp_redeem', **theirs)
        shop.void(given)
        shop.call('customer_merge', id=shop.member['id'], other_id=other['id'])
        yield shop.seen()[:3]

    same(db, story, ((0, (0, 0, 0)), (1, (0, 10, 0))))


@test('what lapsed before a member was erased was not given up')
def erased(db):
    def story(shop, day):
        shop.book('points_earn', amount=2000)
        shop.clock(8)
        shop.book('points_earn', amount=300)
        shop.night(day)
        shop.call('customer_erase', id=shop.member['id'])
        yield [(e['kind'], e['points']) for e in reversed(shop.call(
            'entry_list', account_id=shop.account)['items'])][2:]

    same(db, story, ((0, [('forfeit', -23)]), (1, [('points_expire', -20), ('forfeit', -3)])),
         'points')


@test('at random: a shop whose jobs never run shows what one shows whose jobs always run')
def at_random(db):
    seed = random.randrange(1 << 32)
    print(f'# seed {seed}')
    for kind in ('stamps', 'points'):
        for number in range(2):
            stories = []
            for jobs in (NEVER, ALWAYS):
                dice = random.Random(f'{seed} {kind} {number}')
                stories.append(random_story(db, jobs, kind, dice))
            for place, (one, other) in enumerate(zip(*stories)):
                assert one == other, (seed, kind, number, place, one, other)


def random_story(db, jobs, kind, dice):
    shop = Shop(db, jobs, kind, **{'entitlement_days': 3, 'stamps_target': dice.randint(1, 10)}
                if kind == 'stamps' else {'expiry_days': 3, 'expiry': dice.choice(
                    ['days', 'inactivity'])})
    booked, told = [], []
    for day in range(2, 24):
        shop.night(day)
        for _ in range(dice.randint(0, 3)):
            chance = dice.random()
            what, which = dice.randint(1, 15), dice.random()
            old = booked[int(which * len(booked))] if booked else None

            def step():
                if chance < 0.4:
                    booked.append(shop.book('stamp_earn', stamps=what) if kind == 'stamps'
                                  else shop.book('points_earn', amount=what * 100))
                elif chance < 0.6:
                    booked.append(shop.book('stamp_redeem') if kind == 'stamps'
                                  else shop.book('points_redeem', points=what, ticket_amount=5000))
                elif old and kind == 'points' and chance < 0.75:
                    shop.refund(old, what * 50)
                elif old:
                    shop.void(old)

            told += [said(step), shop.seen()]
    sound(shop.bakery)
    return told


run()
