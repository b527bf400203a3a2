#!/usr/bin/python3
# test_calendar.py: days and times: where clocks change, in leap years, at the end of a year
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of the rules stands where a test sets it: one second before a boundary, at it, one
second after it. What the business day is, and when it ends, is worked out here once more."""

import datetime
import zoneinfo

from points import adjust, balance, earn, redeem, sound, void
from stempel_test import refused, run, test

UTC = datetime.timezone.utc
LUXEMBOURG = 'Europe/Luxembourg'
SECONDS = (-1, 0, 1)
QUICK = {'cooldown_minutes': 0, 'daily_limit': 1, 'stamps_target': 100}
# Local days whose beginning, end or night is a special one.
NIGHTS = ('2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26',
          '2026-12-31', '2027-01-01', '2027-02-28', '2027-03-01', '2028-02-28', '2028-02-29',
          '2028-03-01')


def moment(text, zone=LUXEMBOURG):
    """A moment: '2026-03-29 04:00' on the wall there; with an offset that is what counts."""
    at = datetime.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=zoneinfo.ZoneInfo(zone))


def after(at, **much):
    """So much later by a stopwatch, whatever the clock on the wall does meanwhile."""
    return at.astimezone(UTC) + datetime.timedelta(**much)


def begins(day, zone, start):
    """When a business day begins."""
    return moment(f'{day} {start}', zone).astimezone(UTC)


def business_day(at, zone, start):
    wall = at.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
    start = datetime.time.fromisoformat(start)
    return str((wall - datetime.timedelta(hours=start.hour, minutes=start.minute)).date())


def bakery_of(db, opened='2026-01-05 12:00', kind='stamps', zone=LUXEMBOURG, store=None, **rules):
    """A merchant with one program and a member in it."""
    db.at(moment(opened))
    bakery = db.merchant(zone=zone, **store or {})
    bakery.program_id = (bakery.program(**QUICK | rules) if kind == 'stamps'
                         else bakery.points_program(kind=kind, **rules))['id']
    bakery.account = bakery.member()['accounts'][0]['id']
    return bakery


def stamp(bakery, stamps=1, **more):
    return bakery.manager.call('stamp_earn', stamps=stamps, **{
        'account_id': bakery.account, 'store_id': bakery.store_id} | more)


def told(text):
    return datetime.datetime.fromisoformat(text).astimezone(UTC)


@test('the business day and its limit, one second before, at and after each special night')
def business_days(db):
    for zone, start in ((LUXEMBOURG, '00:00'), (LUXEMBOURG, '04:00'), ('Europe/Lisbon', '06:00'),
                        ('Asia/Beirut', '00:00'), ('Australia/Lord_Howe', '04:00')):
        bakery = bakery_of(db, store={'day_start': start})
        shop = bakery.manager.call('store_save', name='Shop', zone=zone, day_start=start)['id']
        for day in NIGHTS:
            edge = begins(day, zone, start)
            for seconds in SECONDS:
                at = after(edge, seconds=seconds)
                bakery.account = bakery.member('M', f'{day} {seconds}')['accounts'][0]['id']
                db.at(at)
                expected = business_day(at, zone, start)
                assert (expected == day) == (seconds >= 0), (zone, start, day, seconds, expected)
                entry = stamp(bakery, store_id=shop)['entry']
                assert entry['business_day'] == expected, (zone, start, day, seconds, entry)
                following = str(datetime.date.fromisoformat(expected) + datetime.timedelta(1))
                with refused('daily_limit_reached', limit=1, given=1) as refusal:
                    stamp(bakery, store_id=shop)
                assert told(refusal.problem['available_at']) == begins(following, zone, start)
                for later, possible in ((-1, False), (0, True)):
                    db.at(after(begins(following, zone, start), seconds=later))
                    shown = bakery.manager.call('account_get', id=bakery.account)
                    assert (shown['available_at'] is None, shown['stamps_today']) == (
                        possible, int(not possible)), (zone, start, day, seconds, later, shown)
    sound(bakery)


@test('a cooldown is so many minutes by a stopwatch, also where an hour is left out or comes twice')
def cooldowns(db):
    # given at, minutes, possible again at
    for given, minutes, again in (
            ('2026-03-29 01:50', 15, '2026-03-29 03:05+02:00'),
            ('2026-03-29 01:59:59', 60, '2026-03-29 03:59:59+02:00'),
            ('2026-10-25 02:50+02:00', 15, '2026-10-25 02:05+01:00'),
            ('2026-10-25 02:50+01:00', 15, '2026-10-25 03:05+01:00'),
            ('2026-03-28 12:00', 24 * 60, '2026-03-29 13:00+02:00'),
            ('2026-10-24 12:00', 24 * 60, '2026-10-25 11:00+01:00'),
            ('2028-02-28 12:00', 24 * 60, '2028-02-29 12:00+01:00'),
            ('2027-02-28 12:00', 24 * 60, '2027-03-01 12:00+01:00'),
            ('2026-12-31 23:50', 15, '2027-01-01 00:05+01:00'),
            ('2026-03-25 12:00', 10080, '2026-04-01 13:00+02:00')):
        bakery = bakery_of(db, cooldown_minutes=minutes, daily_limit=100)
        db.at(moment(given))
        stamp(bakery)
        for seconds in SECONDS:
            db.at(after(moment(again), seconds=seconds))
            if seconds < 0:
                with refused('cooldown_active') as refusal:
                    stamp(bakery)
                assert told(refusal.problem['available_at']) == moment(again), (given, refusal)
                continue
            booked = stamp(bakery)
            void(bakery, booked)  # And the one before it counts again.
        sound(bakery)


@test('void windows: minutes and days of 24 hours by a stopwatch')
def void_windows(db):
    for given, days, closes in (
            ('2026-03-28 12:00', 1, '2026-03-29 13:00+02:00'),
            ('2026-10-24 12:00', 1, '2026-10-25 11:00+01:00'),
            ('2026-10-01 12:00', 30, '2026-10-31 11:00+01:00'),
            ('2028-02-28 12:00', 2, '2028-03-01 12:00+01:00'),
            ('2027-12-31 23:59:59', 1, '2028-01-01 23:59:59+01:00')):
        bakery = bakery_of(db, void_days=days, daily_limit=100)
        db.at(moment(given))
        booked = [stamp(bakery) for _ in SECONDS]
        for seconds, entry in zip(SECONDS, booked):
            db.at(after(moment(closes), seconds=seconds))
            shown = bakery.manager.call('entry_get', id=entry['entry']['id'])
            assert shown['voidable'] is (seconds < 0), (given, seconds)
            if seconds < 0:
                assert told(shown['voidable_until']) == moment(closes)
                void(bakery, entry)
            else:
                with refused('void_window_closed') as refusal:
                    void(bakery, entry)
                assert told(refusal.problem['closed_at']) == moment(closes), (given, refusal)
        sound(bakery)
    for given, closes in (('2026-03-29 01:50', '2026-03-29 03:05+02:00'),
                          ('2026-10-25 02:50+02:00', '2026-10-25 02:05+01:00')):
        bakery = bakery_of(db, void_minutes=15, daily_limit=100, pin_policy='none')
        luc = bakery.employee('Luc', pin='8265')['id']
        by_luc = lambda: {'employee_id': luc, 'pin_token': bakery.manager.call(
            'employee_verify', employee_id=luc, pin='8265')['pin_token']}
        db.at(moment(given))
        booked = [stamp(bakery, employee_id=luc) for _ in SECONDS]
        for seconds, entry in zip(SECONDS, booked):
            db.at(after(moment(closes), seconds=seconds))
            if seconds < 0:
                void(bakery, entry, **by_luc())
            else:
                with refused('void_window_closed', allowed_to='manager'):
                    void(bakery, entry, **by_luc())


@test('a reservation holds for ten minutes by a stopwatch')
def reservations(db):
    for reserved, until in (('2026-03-29 01:55', '2026-03-29 03:05+02:00'),
                            ('2026-10-25 02:55+02:00', '2026-10-25 02:05+01:00'),
                            ('2028-02-29 23:55', '2028-03-01 00:05+01:00'),
                            ('2026-12-31 23:55', '2027-01-01 00:05+01:00')):
        for seconds in SECONDS:
            bakery = bakery_of(db, kind='points', money_points=1, money_amount=1)
            earn(bakery, bakery.account, 1000)
            db.at(moment(reserved))
            held = bakery.manager.call('redemption_reserve', account_id=bakery.account, points=7,
                                       store_id=bakery.store_id)['reservation']
            assert told(held['expires_at']) == moment(until), (reserved, held)
            db.at(after(moment(until), seconds=seconds))
            assert balance(bakery, bakery.account) == (3 if seconds < 0 else 10, 0), reserved
            if seconds < 0:
                bakery.manager.call('redemption_commit', id=held['id'])
            else:
                with refused('conflict', reason='expired'):
                    bakery.manager.call('redemption_commit', id=held['id'])


@test('the last day of a lot by each rule, and its last second')
def lots(db):
    days = lambda n: {'expiry': 'days', 'expiry_days': n}
    months = lambda n: {'expiry': 'months', 'expiry_months': n}
    yearly = lambda day: {'expiry': 'yearly', 'expiry_day': day}
    for credited, rule, last in (
            ('2026-03-28 12:00', days(1), '2026-03-29'),
            ('2026-03-29 12:00', days(1), '2026-03-30'),
            ('2026-03-28 23:59:59', days(1), '2026-03-29'),
            ('2026-03-29 00:00', days(1), '2026-03-30'),
            ('2026-10-24 12:00', days(1), '2026-10-25'),
            ('2028-02-27 12:00', days(2), '2028-02-29'),
            ('2027-02-27 12:00', days(2), '2027-03-01'),
            ('2028-02-29 12:00', days(366), '2029-03-01'),
            ('2026-12-31 23:59:59', days(1), '2027-01-01'),
            ('2027-01-01 00:00', days(365), '2028-01-01'),
            ('2026-01-31 12:00', months(1), '2026-02-28'),
            ('2028-01-31 12:00', months(1), '2028-02-29'),
            ('2028-02-29 12:00', months(1), '2028-03-31'),
            ('2028-02-29 12:00', months(12), '2029-02-28'),
            ('2027-02-28 12:00', months(12), '2028-02-29'),
            ('2026-08-31 12:00', months(6), '2027-02-28'),
            ('2026-02-28 12:00', months(1), '2026-03-31'),
            ('2026-09-30 12:00', months(1), '2026-10-31'),
            ('2026-12-31 23:59:59', months(1), '2027-01-31'),
            ('2027-01-01 00:00', months(1), '2027-02-28'),
            ('2026-12-30 12:00', yearly('12-31'), '2026-12-31'),
            ('2026-12-31 12:00', yearly('12-31'), '2027-12-31'),
            ('2028-02-28 12:00', yearly('02-29'), '2028-02-29'),
            ('2028-02-29 12:00', yearly('02-29'), '2029-02-28'),
            ('2027-02-28 23:59:59', yearly('02-29'), '2028-02-29'),
            ('2026-03-28 12:00', yearly('03-29'), '2026-03-29'),
            ('2027-12-01 12:00', {'expiry': 'inactivity', 'expiry_days': 90}, '2028-02-29')):
        bakery = bakery_of(db, kind='points', money_points=1, money_amount=1, **rule)
        db.at(moment(credited))
        lot = earn(bakery, bakery.account, 1000)['lot']
        assert lot['expires_on'] == last, (credited, rule, lot)
        ends = begins(str(datetime.date.fromisoformat(last) + datetime.timedelta(1)), LUXEMBOURG,
                      '00:00')
        for seconds in SECONDS:
            db.at(after(ends, seconds=seconds))
            assert balance(bakery, bakery.account)[0] == (10 if seconds < 0 else 0), (
                credited, rule, seconds)
        with refused('insufficient_balance'):
            redeem(bakery, bakery.account, points=1)
        db.at(after(ends, seconds=-1))
        redeem(bakery, bakery.account, points=1)


@test('a welcome on the last evening and the first morning of a month')
def welcome(db):
    for joined, day, last in (('2026-02-28 23:59:59', '2026-02-28', '2026-03-31'),
                              ('2026-03-01 00:00', '2026-03-01', '2026-04-30'),
                              ('2028-02-29 23:59:59', '2028-02-29', '2028-03-31'),
                              ('2028-03-01 00:00', '2028-03-01', '2028-04-30'),
                              ('2026-03-29 03:00', '2026-03-29', '2026-04-30'),
                              ('2026-12-31 23:59:59', '2026-12-31', '2027-01-31')):
        bakery = bakery_of(db, joined, 'points', welcome_points=9, expiry='months', expiry_months=1)
        entry = bakery.manager.call('entry_list')['items'][0]
        assert (entry['kind'], entry['business_day']) == ('welcome', day), (joined, entry)
        assert bakery.manager.call('account_get', id=bakery.account)['expiring'] == {
            'points': 9, 'expires_on': last}, joined
    # A bar's evening is still that of the day before; points lapse by the merchant's calendar.
    bakery = bakery_of(db, '2026-03-01 03:59:59', 'points', store={'day_start': '04:00'},
                       welcome_points=9, expiry='months', expiry_months=1)
    assert bakery.manager.call('entry_list')['items'][0]['business_day'] == '2026-02-28'
    shown = bakery.manager.call('account_get', id=bakery.account)
    assert shown['expiring']['expires_on'] == '2026-04-30'


@test('a full card can be handed in until the last second of its last day')
def full_cards(db):
    for full, days, ends in (('2026-03-28 12:00', 1, '2026-03-30 00:00'),
                             ('2026-10-24 12:00', 1, '2026-10-26 00:00'),
                             ('2028-02-28 23:59:59', 1, '2028-03-01 00:00'),
                             ('2027-02-28 12:00', 1, '2027-03-02 00:00'),
                             ('2026-12-30 12:00', 1, '2027-01-01 00:00')):
        for seconds in SECONDS:
            bakery = bakery_of(db, stamps_target=1, entitlement_days=days)
            db.at(moment(full))
            card = stamp(bakery)['entitlements'][0]
            db.at(after(moment(ends), seconds=seconds))
            hand_in = lambda: bakery.manager.call(
                'stamp_redeem', account_id=bakery.account, store_id=bakery.store_id,
                entitlement_id=card['id'])
            if seconds < 0:
                hand_in()
            else:
                with refused('conflict', reason='expired', expires_on=card['expires_on']):
                    hand_in()


@test('rewards are offered from the first second of their first day to the last of their last one')
def rewards(db):
    for day in ('2026-03-29', '2026-10-25', '2028-02-29', '2026-12-31'):
        bakery = bakery_of(db, kind='points')
        adjust(bakery, bakery.account, points=100)
        reward = bakery.reward(bakery.program_id, cost_points=1, starts_on=day, ends_on=day)['id']
        first = begins(day, LUXEMBOURG, '00:00')
        ends = begins(str(datetime.date.fromisoformat(day) + datetime.timedelta(1)), LUXEMBOURG,
                      '00:00')
        assert (ends - first) == datetime.timedelta(hours={'2026-03-29': 23, '2026-10-25': 25}
                                                    .get(day, 24))
        for edge, offered in ((first, (False, True, True)), (ends, (True, False, False))):
            for seconds, possible in zip(SECONDS, offered):
                db.at(after(edge, seconds=seconds))
                if possible:
                    redeem(bakery, bakery.account, reward_id=reward)
                else:
                    with refused('conflict', reason='not_offered', starts_on=day, ends_on=day):
                        redeem(bakery, bakery.account, reward_id=reward)


@test('bonus periods in purchases: the night of the changing clocks, a leap day, the last evening')
def bonus(db):
    hours = lambda a, b, **more: {'name': 'B', 'multiplier_bp': 20000, 'from': a, 'to': b} | more
    dated = lambda day: {'name': 'B', 'multiplier_bp': 20000, 'starts_on': day, 'ends_on': day}
    for period, table in (
            (hours('02:00', '03:00'), (
                ('2026-03-29 01:59:59+01:00', 1), ('2026-03-29 03:00:00+02:00', 1),
                ('2026-10-25 01:59:59+02:00', 1), ('2026-10-25 02:00:00+02:00', 2),
                ('2026-10-25 02:59:59+02:00', 2), ('2026-10-25 02:00:00+01:00', 2),
                ('2026-10-25 02:59:59+01:00', 2), ('2026-10-25 03:00:00+01:00', 1))),
            (hours('22:00', '04:00', weekdays=[6]), (
                ('2026-03-28 21:59:59', 1), ('2026-03-28 22:00:00', 2), ('2026-03-29 03:59:59', 2),
                ('2026-03-29 04:00:00', 1), ('2026-10-24 22:00:00', 2), ('2026-10-25 03:59:59', 2),
                ('2026-10-25 04:00:00', 1))),
            (dated('2028-02-29'), (
                ('2028-02-28 23:59:59', 1), ('2028-02-29 00:00:00', 2), ('2028-02-29 23:59:59', 2),
                ('2028-03-01 00:00:00', 1))),
            (hours('20:00', '02:00', starts_on='2026-12-31', ends_on='2026-12-31'), (
                ('2026-12-31 01:59:59', 1), ('2026-12-31 19:59:59', 1), ('2026-12-31 20:00:00', 2),
                ('2027-01-01 01:59:59', 2), ('2027-01-01 02:00:00', 1),
                ('2027-01-01 20:00:00', 1)))):
        bakery = bakery_of(db, kind='points', bonus_periods=[period], store={'day_start': '04:00'})
        for at, times in table:
            db.at(moment(at))
            booked = earn(bakery, bakery.account, 1000)['entry']
            assert (booked['points'], booked['multiplier_bp']) == (10 * times, 10000 * times), (
                period, at, booked['multiplier_bp'])


@test('a receipt is booked once for ever: no new day, year or hour makes it another one')
def receipts(db):
    bakery = bakery_of(db, kind='points', store={'day_start': '04:00'})
    other = bakery.manager.call('store_save', name='Other', zone='Europe/Lisbon')['id']
    db.at(moment('2026-10-25 02:30+02:00'))
    first = earn(bakery, bakery.account, 100, receipt='77')['entry']['id']
    for at in ('2026-10-25 02:30+01:00', '2026-10-25 03:59:59', '2026-10-25 04:00:00',
               '2026-12-31 23:59:59', '2027-01-01 00:00:00', '2028-02-29 12:00',
               '2030-10-25 02:30'):
        db.at(moment(at))
        with refused('receipt_already_booked', entry_id=first):
            earn(bakery, bakery.account, 100, receipt='77')
    earn(bakery, bakery.account, 100, receipt='77', store_id=other)
    sound(bakery)


@test('a store that changes its zone or its day: what is booked keeps the day it had')
def changed_store(db):
    for change, at, day in (
            # At 23:30 in Luxembourg it is 22:30 in Lisbon, and the next morning in Auckland.
            ({'zone': 'Europe/Lisbon'}, '2026-03-02 23:45', '2026-03-02'),
            ({'zone': 'Europe/Lisbon'}, '2026-03-03 00:59:59', '2026-03-02'),
            ({'zone': 'Europe/Lisbon'}, '2026-03-03 01:00:00', '2026-03-03'),
            ({'zone': 'Pacific/Auckland'}, '2026-03-02 23:45', '2026-03-03'),
            ({'day_start': '04:00'}, '2026-03-03 03:59:59', '2026-03-02'),
            ({'day_start': '04:00'}, '2026-03-03 04:00:00', '2026-03-03'),
            ({}, '2026-03-02 23:59:59', '2026-03-02'), ({}, '2026-03-03 00:00:00', '2026-03-03')):
        bakery = bakery_of(db, entitlement_days=1)
        db.at(moment('2026-03-02 23:30'))
        first = stamp(bakery)['entry']
        store = bakery.manager.call('store_list')['items'][0]
        saved = {name: store[name] for name in ('id', 'revision', 'name', 'zone', 'day_start')}
        bakery.manager.call('store_save', **saved | change)
        db.at(moment(at))
        if day == '2026-03-02':
            with refused('daily_limit_reached', given=1):
                stamp(bakery)
        else:
            assert stamp(bakery)['entry']['business_day'] == day, (change, at)
        kept = bakery.manager.call('entry_get', id=first['id'])
        assert kept['business_day'] == '2026-03-02', (change, at)
        sound(bakery)


@test('a cooldown goes on, whatever zone the store has now')
def changed_zone_cooldown(db):
    bakery = bakery_of(db, cooldown_minutes=60, daily_limit=100)
    db.at(moment('2026-03-02 23:30'))
    stamp(bakery)
    bakery.manager.call('store_save', id=bakery.store_id, revision=1, name='Centre',
                        zone='Pacific/Auckland')
    for seconds in SECONDS:
        db.at(after(moment('2026-03-03 00:30'), seconds=seconds))
        if seconds < 0:
            with refused('cooldown_active'):
                stamp(bakery)
        elif seconds == 0:
            stamp(bakery)


@test('a month can be closed when its last business day has ended in every store')
def months(db):
    for month, start, over in (('2026-02', '00:00', '2026-03-01 00:00'),
                               ('2026-02', '04:00', '2026-03-01 04:00'),
                               ('2028-02', '04:00', '2028-03-01 04:00'),
                               ('2026-12', '04:00', '2027-01-01 04:00'),
                               ('2026-03', '00:00', '2026-04-01 00:00'),
                               ('2026-10', '04:00', '2026-11-01 04:00')):
        bakery = bakery_of(db, kind='points')
        bar = bakery.manager.call('store_save', name='Bar', day_start=start)['id']
        last = None
        for seconds in SECONDS:
            db.at(after(moment(over), seconds=seconds))
            booked = earn(bakery, bakery.account, 100, store_id=bar)
            assert (booked['entry']['business_day'][:7] == month) == (seconds < 0), (month, seconds)
            if seconds < 0:
                last = booked
                with refused('conflict', reason='not_over', month=month):
                    bakery.manager.call('month_close', month=month)
            elif seconds == 0:
                bakery.manager.call('month_close', month=month)
        # So nothing can come to a month that is closed.
        with refused('month_closed', month=month):
            void(bakery, last)
        assert void(bakery, booked)['entry']['business_day'][:7] > month
        sound(bakery)
    bakery = bakery_of(db, kind='points')
    bakery.manager.call('store_save', name='Far', zone='America/New_York')
    for at, possible in (('2026-03-01 05:59:59', False), ('2026-03-01 06:00', True)):
        db.at(moment(at))
        if possible:
            bakery.manager.call('month_close', month='2026-02')
        else:
            with refused('conflict', reason='not_over'):
                bakery.manager.call('month_close', month='2026-02')


@test('an explanation at each second of the hour that comes twice')
def explained(db):
    bakery = bakery_of(db, kind='points', money_points=1, money_amount=1)
    booked = ('2026-10-25 02:30:00+02:00', '2026-10-25 02:30:00+01:00')
    for at in booked:
        db.at(moment(at))
        earn(bakery, bakery.account, 1000)
    for at, points in (('2026-10-25T02:29:59+02:00', 0), ('2026-10-25T02:30:00+02:00', 10),
                       ('2026-10-25T02:30:01+02:00', 10), ('2026-10-25T02:29:59+01:00', 10),
                       ('2026-10-25T02:30:00+01:00', 20), ('2026-10-25T01:30:00Z', 20),
                       ('2026-10-25T00:29:59Z', 0), ('2026-10-25T00:30:00Z', 10)):
        told_then = bakery.manager.call('account_explain', account_id=bakery.account, at=at)
        assert told_then['points'] == told_then['usable_points'] == points, (at, told_then)
        assert len(told_then['entries']) == points // 10, at


@test('an explanation of points before and after their last midnight')
def explained_lapse(db):
    for last in ('2026-03-29', '2026-10-25', '2028-02-29', '2026-12-31'):
        given = datetime.date.fromisoformat(last) - datetime.timedelta(10)
        bakery = bakery_of(db, kind='points', expiry='days', expiry_days=10)
        db.at(moment(f'{given} 12:00'))
        earn(bakery, bakery.account, 1000)
        ends = begins(str(datetime.date.fromisoformat(last) + datetime.timedelta(1)), LUXEMBOURG,
                      '00:00')
        db.at(after(ends, hours=1))
        for seconds in SECONDS:
            then = bakery.manager.call('account_explain', account_id=bakery.account,
                                       at=after(ends, seconds=seconds).isoformat())
            assert (then['points'], then['usable_points']) == (10, 10 if seconds < 0 else 0), (
                last, seconds)


@test('lists by day: the days of the merchant, of 23, 24 and 25 hours')
def listed(db):
    bakery = bakery_of(db, kind='points')
    for day in ('2026-03-29', '2026-10-25', '2028-02-29', '2026-12-31'):
        edges = [begins(str(datetime.date.fromisoformat(day) + datetime.timedelta(n)), LUXEMBOURG,
                        '00:00') for n in (0, 1)]
        booked = {}
        for edge in edges:
            for seconds in SECONDS:
                db.at(after(edge, seconds=seconds))
                entry = earn(bakery, bakery.account, 100)['entry']
                booked[entry['id']] = edges[0] <= after(edge, seconds=seconds) < edges[1]
        found = bakery.manager.call('entry_list', **{'from': day, 'to': day})['items']
        assert {e['id'] for e in found} == {n for n, inside in booked.items() if inside}, day


@test('a tier by hand from the first second of its first day to the last of its last one')
def manual_tiers(db):
    for day in ('2026-03-29', '2026-10-25', '2028-02-29', '2026-12-31'):
        bakery = bakery_of(db, kind='points', tiers=[
            {'key': 1, 'names': {'en': 'Silver'}, 'threshold': 10 ** 6, 'multiplier_bp': 20000}])
        bakery.manager.call('account_set_tier', account_id=bakery.account, tier=1, reason='friend',
                            **{'from': day, 'until': day})
        ends = begins(str(datetime.date.fromisoformat(day) + datetime.timedelta(1)), LUXEMBOURG,
                      '00:00')
        for edge, held in ((begins(day, LUXEMBOURG, '00:00'), (1, 2, 2)), (ends, (2, 1, 1))):
            for seconds, times in zip(SECONDS, held):
                db.at(after(edge, seconds=seconds))
                assert earn(bakery, bakery.account, 100)['entry']['points'] == times, (
                    day, edge, seconds)
        sound(bakery)


@test('a birthday is no later than today, in the zone of the merchant')
def born_today(db):
    bakery = bakery_of(db)
    for at, birthday, right in (('2026-03-02 00:00:00', '2026-03-02', True),
                                ('2026-03-01 23:59:59', '2026-03-02', False),
                                ('2028-02-29 00:00:01', '2028-02-29', True),
                                ('2027-01-01 00:00:00', '2027-01-01', True),
                                ('2026-12-31 23:59:59', '2027-01-01', False)):
        db.at(moment(at))
        for zone in ('UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'):
            with bakery.manager.connection.cursor() as cursor:
                cursor.execute('select set_config(%s, %s, false)', ('timezone', zone))
            if right:
                bakery.member('B', zone, birthday=birthday)
            else:
                with refused('invalid') as refusal:
                    bakery.member('B', zone, birthday=birthday)
                assert refusal.problem['errors'][0]['max'] == at[:10], (at, zone)


@test('where whoever asks has set their clock makes no difference')
def other_time_zones(db):
    seen = []
    for zone in ('UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Beirut'):
        bakery = bakery_of(db, kind='hybrid', stamps_target=1, entitlement_days=1, daily_limit=1,
                           cooldown_minutes=0, expiry='months', expiry_months=1, store={
                               'day_start': '04:00'}, bonus_periods=[
                                   {'name': 'B', 'multiplier_bp': 20000, 'weekdays': [7]}])
        bakery.manager.connection.cursor().execute(
            'select set_config(%s, %s, false)', ('timezone', zone))
        at = moment('2026-03-29 01:30')
        row = []
        for hours in range(0, 60, 3):
            db.at(after(at, hours=hours))
            booked = earn(bakery, bakery.account, 1000)
            row.append((booked['entry']['business_day'], booked['entry']['points'],
                        booked['lot']['expires_on']))
            shown = bakery.manager.call('account_get', id=bakery.account)
            if shown['available_at'] is None:
                row.append(stamp(bakery)['entitlements'][0]['expires_on'])
            else:
                row.append(told(shown['available_at']))
        row.append([(e['business_day'], e['points']) for e in bakery.manager.call(
            'entry_list', **{'from': '2026-03-29', 'to': '2026-03-29'})['items']])
        db.at(moment('2026-05-01 00:00'))
        bakery.manager.call('job_run', name='expiry')
        row += [balance(bakery, bakery.account), told(
            bakery.manager.call('job_list')['items'][0]['next_at'] or '2026-01-01T00:00:00Z')]
        seen.append(row)
        sound(bakery)
    assert all(row == seen[0] for row in seen), seen


run()
