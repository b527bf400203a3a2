#!/usr/bin/python3
# test_points_rules.py: what a purchase earns, and when a bonus period runs, by tables of examples
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json

from stempel_test import run, test

ZONE = 'Europe/Luxembourg'
MOST = 2 ** 63 - 1


def points_for(db, eligible, multiplier_bp=10000, **rules):
    rules = {'points_per_step': 1, 'step_amount': 100, 'rounding': 'per_step',
             'minimum_amount': 0} | rules
    return db.value("""select private.points_for(
        jsonb_populate_record(null::stempel.program_version, %s), %s, %s)""",
                    json.dumps(rules), eligible, multiplier_bp)


def check(db, table, **rules):
    for eligible, multiplier_bp, wanted in table:
        found = points_for(db, eligible, multiplier_bp, **rules)
        assert found == wanted, (rules, eligible, multiplier_bp, found, wanted)


def running(db, periods, local_time, store_id=1, zone=ZONE):
    """The name of the period that runs at a time; without an offset it is the store's own."""
    plain = [{'name': str(place), 'multiplier_bp': 20000, 'weekdays': [], 'store_ids': []} | p
             for place, p in enumerate(periods)]
    at = 'timestamptz %s' if local_time[-3] in '+-' else "timestamp %s at time zone '" + zone + "'"
    bonus = db.value(f"""select private.running_bonus(
        jsonb_populate_record(null::stempel.program_version, %s),
        jsonb_populate_record(null::stempel.store, %s), {at})""",
                     json.dumps({'bonus_periods': plain}),
                     json.dumps({'id': store_id, 'zone': zone}), local_time)
    return bonus and bonus['name']


def calendar(db, period, table, **where):
    for local_time, wanted in table:
        found = running(db, [period], local_time, **where)
        assert (found is not None) == wanted, (period, local_time, found)


@test('per step: whole steps count, and one floor at the very end')
def per_step(db):
    check(db, ((1499, 10000, 21), (0, 10000, 0), (1, 10000, 0), (199, 10000, 0), (200, 10000, 3),
               (201, 10000, 3), (399, 10000, 3), (400, 10000, 6), (401, 10000, 6),
               (1400, 10000, 21), (1599, 10000, 21), (1600, 10000, 24)),
          points_per_step=3, step_amount=200)
    check(db, ((99, 10000, 0), (100, 10000, 1), (101, 10000, 1), (123456, 10000, 1234)))


@test('linear: each cent counts, and one floor at the very end')
def linear(db):
    check(db, ((1499, 10000, 22), (0, 10000, 0), (66, 10000, 0), (67, 10000, 1), (133, 10000, 1),
               (134, 10000, 2), (199, 10000, 2), (200, 10000, 3), (201, 10000, 3),
               (1466, 10000, 21), (1467, 10000, 22), (1533, 10000, 22), (1534, 10000, 23)),
          points_per_step=3, step_amount=200, rounding='linear')
    check(db, ((99, 10000, 0), (100, 10000, 1), (101, 10000, 1)), rounding='linear')


@test('the multiplier comes before the floor, in both ways of rounding')
def multipliers(db):
    # 7 steps of 3 are 21: 1.5 times that is 31.5; by the cent 22.485 times 1.5 is 33.7275.
    three = {'points_per_step': 3, 'step_amount': 200}
    check(db, ((1499, 15000, 31), (1499, 20000, 42), (1499, 10001, 21), (1499, 10476, 21),
               (1499, 10477, 22), (1499, 9999, 20), (1499, 0, 0)), **three)
    check(db, ((1499, 15000, 33), (1499, 20000, 44), (1499, 10001, 22), (1499, 9999, 22),
               (1499, 0, 0)), rounding='linear', **three)
    # One point and a half: one floor gives 1, 3, 4, 6; a floor for each step would give 1, 2, 3, 4.
    check(db, ((100, 15000, 1), (200, 15000, 3), (300, 15000, 4), (400, 15000, 6)))


@test('less than the minimum earns nothing')
def minimum(db):
    for rounding in ('per_step', 'linear'):
        check(db, ((999, 10000, 0), (1000, 10000, 10), (1001, 10000, 10), (999, 1000000, 0)),
              minimum_amount=1000, rounding=rounding)
        check(db, ((-1, 10000, 0), (-1000, 10000, 0), (0, 10000, 0), (1, 10000, 0)),
              rounding=rounding)


@test('more than the maximum is the maximum, after the multiplier')
def maximum(db):
    for rounding in ('per_step', 'linear'):
        check(db, ((9900, 10000, 99), (9999, 10000, 99), (10000, 10000, 100), (10100, 10000, 100),
                   (10 ** 9, 10000, 100), (4900, 20000, 98), (5000, 20000, 100),
                   (5100, 20000, 100)), maximum_points=100, rounding=rounding)


@test('nothing overflows, and nothing is rounded up, however large the numbers are')
def large(db):
    large = {'points_per_step': 1000000, 'step_amount': 1}
    unlimited = {'maximum_points': MOST}
    for rounding in ('per_step', 'linear'):
        check(db, ((MOST, 1000000, MOST), (MOST, 10000, MOST), (10 ** 12, 10000, 10 ** 18)),
              rounding=rounding, **large, **unlimited)
        check(db, ((MOST, 10000, MOST // 100),), rounding=rounding, **unlimited)
        # Without a maximum of its own a program ends at 10^12.
        check(db, ((MOST, 1000000, 10 ** 12), (10 ** 6, 10000, 10 ** 12),
                   (10 ** 6 - 1, 10000, 10 ** 12 - 10 ** 6)), rounding=rounding, **large)
    # One millionth below a whole point.
    most = MOST - 765806
    check(db, ((most, 9999, (most * 9999 + 1) // 1000000 - 1),), rounding='linear', **unlimited)
    check(db, ((most, 9999, most // 100 * 9999 // 10000),), **unlimited)
    check(db, ((99999999, 9999, 99999999 * 999999 * 9999 // (100000000 * 10000)),),
          points_per_step=999999, step_amount=100000000, rounding='linear')


@test('what is not known does not become the maximum')
def unknown(db):
    assert db.value("""select private.points_for(jsonb_populate_record(
        null::stempel.program_version, '{"stamps_target": 10}'), 100, 10000)""") is None
    assert points_for(db, None) is None and points_for(db, 100, None) is None


@test('tier and bonus make one multiplier: multiplied with one floor, or the higher of the two')
def effective(db):
    for tier, bonus, mode, wanted in (
            (None, None, 'times', 10000), (None, None, 'max', 10000),
            (12500, None, 'times', 12500), (12500, None, 'max', 12500),
            (9000, None, 'times', 9000), (9000, None, 'max', 9000),
            (None, 20000, 'times', 20000), (None, 20000, 'max', 20000),
            (12500, 20000, 'times', 25000), (12500, 20000, 'max', 20000),
            (30000, 20000, 'max', 30000), (20000, 20000, 'max', 20000),
            (19999, 20000, 'max', 20000), (20001, 20000, 'max', 20001),
            (11111, 11111, 'times', 12345), (12345, 12345, 'times', 15239), (12345, 10001, 'times', 12346),
            (9000, 20000, 'times', 18000), (1000000, 1000000, 'times', 100000000)):
        found = db.value('select private.effective_multiplier(%s, %s, %s)', tier,
                         bonus and json.dumps({'multiplier_bp': bonus}), mode)
        assert found == wanted, (tier, bonus, mode, found)


@test('hours: from is in, to is out; one of them alone runs from or to midnight')
def hours(db):
    calendar(db, {'from': '14:00', 'to': '16:00'}, (
        ('2026-03-02 13:59:59.999', False), ('2026-03-02 14:00', True),
        ('2026-03-02 15:59:59.999', True), ('2026-03-02 16:00', False)))
    calendar(db, {'from': '14:00'}, (('2026-03-02 13:59', False), ('2026-03-02 14:00', True),
                                     ('2026-03-02 23:59:59', True), ('2026-03-03 00:00', False)))
    calendar(db, {'to': '10:00'}, (('2026-03-02 00:00', True), ('2026-03-02 09:59:59', True),
                                   ('2026-03-02 10:00', False), ('2026-03-02 23:59', False)))
    calendar(db, {'from': '18:00', 'to': '00:00'}, (
        ('2026-03-02 17:59', False), ('2026-03-02 18:00', True), ('2026-03-02 23:59:59', True),
        ('2026-03-03 00:00', False)))
    calendar(db, {}, (('2026-03-02 00:00', True), ('2026-03-02 12:00', True)))


@test('weekdays: Monday is 1, and hours past midnight belong to the day on which they began')
def weekdays(db):
    # 2026-03-02 is a Monday.
    for weekday in range(1, 8):
        for day in range(1, 8):
            calendar(db, {'weekdays': [weekday]}, ((f'2026-03-0{day + 1} 12:00', day == weekday),))
    calendar(db, {'weekdays': [5], 'from': '22:00', 'to': '02:00'}, (
        ('2026-03-05 23:00', False), ('2026-03-06 01:59', False), ('2026-03-06 21:59:59', False),
        ('2026-03-06 22:00', True), ('2026-03-06 23:59:59', True), ('2026-03-07 00:00', True),
        ('2026-03-07 01:59:59', True), ('2026-03-07 02:00', False), ('2026-03-07 22:00', False),
        ('2026-03-08 01:00', False)))
    calendar(db, {'weekdays': [5, 6], 'from': '22:00', 'to': '02:00'}, (
        ('2026-03-07 01:00', True), ('2026-03-07 03:00', False), ('2026-03-08 01:00', True),
        ('2026-03-09 01:00', False)))
    # Sunday night into Monday.
    calendar(db, {'weekdays': [7], 'from': '23:00', 'to': '01:00'}, (
        ('2026-03-09 00:30', True), ('2026-03-02 23:30', False), ('2026-03-08 00:30', False)))


@test('dates: the first and the last day are in, with the hours that began on the last')
def dates(db):
    calendar(db, {'starts_on': '2026-03-02', 'ends_on': '2026-03-03'}, (
        ('2026-03-01 23:59:59', False), ('2026-03-02 00:00', True), ('2026-03-03 23:59:59', True),
        ('2026-03-04 00:00', False)))
    calendar(db, {'starts_on': '2026-03-02'}, (('2026-03-01 12:00', False), ('2030-01-01 12:00', True)))
    calendar(db, {'ends_on': '2026-03-02'}, (('2020-01-01 12:00', True), ('2026-03-03 00:00', False)))
    night = {'starts_on': '2026-12-31', 'ends_on': '2026-12-31', 'from': '22:00', 'to': '03:00'}
    calendar(db, night, (('2026-12-31 01:00', False), ('2026-12-31 21:59', False),
                         ('2026-12-31 22:00', True), ('2027-01-01 02:59:59', True),
                         ('2027-01-01 03:00', False), ('2027-01-01 22:30', False)))
    calendar(db, {'starts_on': '2028-02-29', 'ends_on': '2028-02-29'}, (
        ('2028-02-28 23:59', False), ('2028-02-29 12:00', True), ('2028-03-01 00:00', False)))


@test('the night with an hour less: the clock on the wall decides')
def spring(db):
    # 02:00 is followed by 03:00: 00:59:59Z is 01:59:59, 01:00Z is 03:00 already. It is a Sunday.
    calendar(db, {'from': '02:00', 'to': '03:00'}, (
        ('2026-03-29 00:59:59+00', False), ('2026-03-29 01:00:00+00', False),
        ('2026-03-30 00:30:00+00', True)))
    calendar(db, {'from': '02:30', 'to': '04:00'}, (
        ('2026-03-29 00:59:59+00', False), ('2026-03-29 01:00:00+00', True),
        ('2026-03-29 01:59:59+00', True), ('2026-03-29 02:00:00+00', False)))
    calendar(db, {'weekdays': [6], 'from': '22:00', 'to': '03:00'}, (
        ('2026-03-28 20:59:59+00', False), ('2026-03-28 21:00:00+00', True),
        ('2026-03-29 00:59:59+00', True), ('2026-03-29 01:00:00+00', False)))
    # The day itself has 23 hours.
    calendar(db, {'weekdays': [7]}, (
        ('2026-03-28 22:59:59+00', False), ('2026-03-28 23:00:00+00', True),
        ('2026-03-29 21:59:59+00', True), ('2026-03-29 22:00:00+00', False)))


@test('the night with an hour more: that hour comes twice, and so does its bonus')
def autumn(db):
    # 03:00 is followed by 02:00: 00:30Z and 01:30Z are both 02:30. It is a Sunday.
    calendar(db, {'from': '02:00', 'to': '03:00'}, (
        ('2026-10-24 23:59:59+00', False), ('2026-10-25 00:00:00+00', True),
        ('2026-10-25 00:59:59+00', True), ('2026-10-25 01:00:00+00', True),
        ('2026-10-25 01:59:59+00', True), ('2026-10-25 02:00:00+00', False)))
    calendar(db, {'weekdays': [6], 'from': '22:00', 'to': '03:00'}, (
        ('2026-10-24 20:00:00+00', True), ('2026-10-25 01:59:59+00', True),
        ('2026-10-25 02:00:00+00', False)))
    # The day itself has 25 hours.
    calendar(db, {'weekdays': [7]}, (
        ('2026-10-24 21:59:59+00', False), ('2026-10-24 22:00:00+00', True),
        ('2026-10-25 22:59:59+00', True), ('2026-10-25 23:00:00+00', False)))


@test('the time is that of the store, and so are the stores')
def stores(db):
    noon = {'from': '12:00', 'to': '13:00'}
    for zone, wanted in ((ZONE, True), ('Europe/London', False), ('Asia/Tokyo', False)):
        assert (running(db, [noon], '2026-03-02 11:30:00+00', zone=zone) is not None) == wanted, zone
    assert running(db, [{'store_ids': [2, 3]}], '2026-03-02 12:00', store_id=1) is None
    assert running(db, [{'store_ids': [2, 3]}], '2026-03-02 12:00', store_id=3) == '0'


@test('of several that run the highest wins, and the first of equal ones')
def highest(db):
    noon, at = {'from': '12:00', 'to': '13:00'}, '2026-03-02 12:30'
    assert running(db, [], at) is None
    assert running(db, [{'multiplier_bp': 15000}, {'multiplier_bp': 30000}, {}], at) == '1'
    assert running(db, [{'multiplier_bp': 15000}, noon | {'multiplier_bp': 30000}],
                   '2026-03-02 13:00') == '0'
    assert running(db, [{}, {}], at) == '0'
    # As numbers: 9 is less than 10.
    assert running(db, [{'multiplier_bp': 90000}, {'multiplier_bp': 100000}], at) == '1'


@test('what program_save keeps is what the calendar reads; stamps have no bonus')
def saved(db):
    bakery = db.merchant()
    query = """select private.running_bonus(v, s, '2026-03-06 23:00+01')->>'name'
        from stempel.program_version v, stempel.store s where v.program_id = %s and s.id = %s"""
    program = bakery.points_program(bonus_periods=[
        {'name': 'Night', 'multiplier_bp': 20000, 'weekdays': [5], 'from': '22:00', 'to': '02:00',
         'store_ids': [bakery.store_id]}, {'name': 'Always', 'multiplier_bp': 10001}])
    assert db.value(query, program['id'], bakery.store_id) == 'Night'
    other = bakery.manager.call('store_save', name='Gare')['id']
    assert db.value(query, program['id'], other) == 'Always'
    assert db.value(query, bakery.points_program()['id'], other) is None
    assert db.value(query, bakery.program()['id'], other) is None


run()
