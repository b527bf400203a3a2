#!/usr/bin/python3
# test_programs.py: programs of every kind: drafts, checks, immutable versions, pausing and closing
#
# SPDX-License-Identifier: GPL-3.0-or-later

from stempel_test import Refused, refused, run, sqlstate, test

NAMES = {'en': 'Coffee card', 'de': 'Kaffeekarte'}
REWARD = {'en': 'One coffee', 'de': 'Ein Kaffee'}

COMMON = {'names': NAMES, 'void_minutes': 15, 'void_days': 30, 'pin_policy': 'operation',
          'shift_minutes': 480, 'adjust_maximum': None, 'colour': '#1c71d8'}
STAMPS = {'reward': REWARD, 'stamps_target': 10, 'max_stamps_per_visit': 3,
          'cooldown_minutes': 15, 'daily_limit': 5, 'reward_value': None,
          'entitlement_days': None}
POINTS = {'points_per_step': 1, 'step_amount': 100, 'rounding': 'per_step', 'minimum_amount': 0,
          'maximum_points': None, 'welcome_points': 0, 'birthday_points': 0, 'bonus_periods': [],
          'bonus_mode': 'times', 'redeem_minimum': 1, 'redeem_multiple': 1, 'money_points': None,
          'money_amount': None, 'maximum_share_bp': None, 'expiry': 'none', 'expiry_days': None,
          'expiry_months': None, 'expiry_day': None, 'refund_policy': 'owe',
          'write_off_maximum': 0, 'tiers': [], 'tier_metric': 'points_earned',
          'tier_window': 'calendar_year'}
HAPPY = {'name': 'Happy hour', 'multiplier_bp': 20000, 'weekdays': [5, 6], 'from': '22:00',
         'to': '02:00', 'starts_on': '2026-01-01', 'ends_on': '2026-12-31', 'store_ids': []}


@test('a new program is a draft with the defaults of its kind')
def defaults(db):
    manager = db.merchant().manager
    for kind, least, wanted in (
            ('stamps', {'names': NAMES, 'reward': REWARD}, COMMON | STAMPS),
            ('points', {'names': NAMES}, COMMON | POINTS),
            ('hybrid', {'names': NAMES, 'reward': REWARD}, COMMON | STAMPS | POINTS)):
        program = manager.call('program_save', kind=kind, draft=least)
        assert program['kind'] == kind and program['state'] == 'draft'
        assert program['version'] is None and program['published'] is None
        assert program['name'] == 'Coffee card'
        assert program['draft'] == wanted, program['draft']
        # Asked for in so many words it is the same.
        again = manager.call('program_save', kind=kind, draft=wanted)
        assert again['draft'] == wanted
        published = manager.call('program_publish', id=program['id'])
        assert published['published'] == wanted and published['draft'] is None, published
        saved = manager.call('program_save', id=program['id'], revision=published['revision'],
                             draft=least)
        assert saved['draft'] is None, saved['draft']


@test('all mistakes of the rules are named at once')
def rule_errors(db):
    manager = db.merchant(language='de').manager
    with refused('invalid') as refusal:
        manager.call('program_save', kind='stamps', draft={
            'names': {'en': 'Coffee card'}, 'stamps_target': 101, 'max_stamps_per_visit': 0,
            'cooldown_minutes': 10081, 'daily_limit': 'many', 'reward_value': -1,
            'entitlement_days': 1.5, 'void_minutes': 1441, 'void_days': -1, 'pin_policy': 'maybe',
            'shift_minutes': 14, 'adjust_maximum': -1, 'colour': 'red', 'owner': 'me'})
    assert refusal.fields == {
        'names': 'required', 'reward': 'required',
        'stamps_target': 'out_of_range', 'max_stamps_per_visit': 'out_of_range',
        'cooldown_minutes': 'out_of_range', 'daily_limit': 'wrong_type',
        'reward_value': 'out_of_range', 'entitlement_days': 'wrong_type',
        'void_minutes': 'out_of_range', 'void_days': 'out_of_range',
        'pin_policy': 'unknown_value', 'shift_minutes': 'out_of_range',
        'adjust_maximum': 'out_of_range', 'colour': 'invalid_format',
        'owner': 'unknown_member'}, refusal.problem
    target = next(e for e in refusal.problem['errors'] if e['field'] == 'stamps_target')
    assert target == {'field': 'stamps_target', 'code': 'out_of_range', 'min': 1, 'max': 100}


@test('all mistakes of the rules for points are named at once, those of bonus periods by their place')
def point_errors(db):
    strange_store = db.merchant('Strange').store_id
    manager = db.merchant().manager
    with refused('invalid') as refusal:
        manager.call('program_save', kind='points', draft={
            'names': NAMES, 'points_per_step': 0, 'step_amount': 0, 'rounding': 'up',
            'minimum_amount': -1, 'maximum_points': 0, 'welcome_points': -1,
            'birthday_points': 'cake', 'bonus_mode': 'plus', 'redeem_minimum': 0,
            'redeem_multiple': 0, 'money_points': 0, 'maximum_share_bp': 10001,
            'expiry': 'months', 'expiry_day': '02-30', 'refund_policy': 'forget',
            'write_off_maximum': -1, 'bonus_periods': [
                HAPPY, 7, {'multiplier_bp': 10000, 'weekdays': [1, 8], 'from': '24:00',
                           'starts_on': '2026-02-29', 'store_ids': [strange_store], 'rate': 2},
                HAPPY | {'weekdays': ['Monday'], 'from': '', 'to': '00:00',
                         'ends_on': '2025-12-31', 'store_ids': 'all'}]})
    assert refusal.fields == {
        'points_per_step': 'out_of_range', 'step_amount': 'out_of_range',
        'rounding': 'unknown_value', 'minimum_amount': 'out_of_range',
        'maximum_points': 'out_of_range', 'welcome_points': 'out_of_range',
        'birthday_points': 'wrong_type', 'bonus_mode': 'unknown_value',
        'redeem_minimum': 'out_of_range', 'redeem_multiple': 'out_of_range',
        'money_points': 'out_of_range', 'money_amount': 'required',
        'maximum_share_bp': 'out_of_range', 'expiry_months': 'required',
        'expiry_day': 'invalid_format', 'refund_policy': 'unknown_value',
        'write_off_maximum': 'out_of_range', 'bonus_periods[1]': 'wrong_type',
        'bonus_periods[2].name': 'required', 'bonus_periods[2].multiplier_bp': 'out_of_range',
        'bonus_periods[2].weekdays': 'out_of_range', 'bonus_periods[2].from': 'invalid_format',
        'bonus_periods[2].starts_on': 'invalid_format',
        'bonus_periods[2].store_ids': 'unknown_value', 'bonus_periods[2].rate': 'unknown_member',
        'bonus_periods[3].weekdays': 'wrong_type', 'bonus_periods[3].to': 'not_allowed',
        'bonus_periods[3].ends_on': 'out_of_range',
        'bonus_periods[3].store_ids': 'wrong_type'}, refusal.fields
    found = {e['field']: e for e in refusal.problem['errors']}
    assert len(found) == len(refusal.problem['errors'])
    assert found['bonus_periods[2].weekdays'] == {
        'field': 'bonus_periods[2].weekdays', 'code': 'out_of_range', 'min': 1, 'max': 7}
    assert found['bonus_periods[3].ends_on']['min'] == '2026-01-01'


@test('each limit of the rules for points: the last that is taken, the first that is not')
def point_limits(db):
    manager = db.merchant().manager
    save = lambda **rules: manager.call('program_save', kind='points',
                                        draft={'names': NAMES} | rules)
    for member, least, most in (
            ('points_per_step', 1, 1000000), ('step_amount', 1, 100000000),
            ('minimum_amount', 0, 100000000), ('maximum_points', 1, 1000000000),
            ('welcome_points', 0, 1000000000), ('birthday_points', 0, 1000000000),
            ('redeem_minimum', 1, 1000000000), ('redeem_multiple', 1, 1000000000),
            ('maximum_share_bp', 1, 10000), ('write_off_maximum', 0, 1000000000),
            ('adjust_maximum', 0, 1000000000), ('expiry_days', 1, 3650),
            ('expiry_months', 1, 120), ('money_points', 1, 1000000000),
            ('money_amount', 1, 100000000)):
        beside = {'expiry_days': {'expiry': 'days'}, 'expiry_months': {'expiry': 'months'},
                  'money_points': {'money_amount': 1},
                  'money_amount': {'money_points': 1}}.get(member, {})
        for value in (least, most):
            draft = save(**beside, **{member: value})
            assert draft['draft'][member] == value
            manager.call('program_publish', id=draft['id'])
        for value in (least - 1, most + 1):
            with refused('invalid') as refusal:
                save(**beside, **{member: value})
            assert refusal.problem['errors'] == [{'field': member, 'code': 'out_of_range',
                                                  'min': least, 'max': most}], refusal.problem
    for value, taken in ((10000, False), (10001, True), (1000000, True), (1000001, False)):
        try:
            save(bonus_periods=[{'name': 'X', 'multiplier_bp': value}])
            assert taken, value
        except Refused as refusal:
            assert not taken and refusal.fields == {
                'bonus_periods[0].multiplier_bp': 'out_of_range'}, (value, refusal)
    assert len(save(bonus_periods=[HAPPY] * 50)['draft']['bonus_periods']) == 50
    with refused('invalid') as refusal:
        save(bonus_periods=[HAPPY] * 51)
    assert refusal.problem['errors'] == [{'field': 'bonus_periods', 'code': 'too_long', 'max': 50}]


@test('members of the other kind are unknown members; a hybrid knows all')
def other_kind(db):
    manager = db.merchant().manager
    for kind, strange in (('stamps', POINTS), ('points', STAMPS)):
        own = COMMON | (STAMPS if kind == 'stamps' else POINTS)
        with refused('invalid') as refusal:
            manager.call('program_save', kind=kind, draft=own | strange)
        assert refusal.fields == dict.fromkeys(strange, 'unknown_member'), refusal.fields
        program = manager.call('program_save', kind=kind, draft=own)
        # The kind of what exists is known without being named.
        with refused('invalid') as refusal:
            manager.call('program_save', id=program['id'], revision=1, draft=own | strange)
        assert refusal.fields == dict.fromkeys(strange, 'unknown_member'), refusal.fields
    manager.call('program_save', kind='hybrid', draft=COMMON | STAMPS | POINTS)
    with refused('invalid') as refusal:
        manager.call('program_save', kind='hybrid', draft=COMMON)
    assert refusal.fields == {'reward': 'required'}


@test('what an expiry needs beside it must be there; what it does not use is not kept')
def expiry(db):
    manager = db.merchant().manager
    save = lambda **rules: manager.call('program_save', kind='points',
                                        draft={'names': NAMES} | rules)['draft']
    beside = {'expiry_days': 90, 'expiry_months': 12, 'expiry_day': '12-31'}
    for kind, needed in (('none', None), ('days', 'expiry_days'), ('months', 'expiry_months'),
                         ('yearly', 'expiry_day'), ('inactivity', 'expiry_days')):
        draft = save(expiry=kind, **beside)
        assert {m: draft[m] for m in beside} == {
            m: value if m == needed else None for m, value in beside.items()}, (kind, draft)
        if needed:
            with refused('invalid') as refusal:
                save(expiry=kind, **(beside | {needed: None}))
            assert refusal.fields == {needed: 'required'}
    for day, code in (('02-29', None), ('01-01', None), ('12-31', None), ('02-30', 'invalid_format'),
                      ('13-01', 'invalid_format'), ('00-10', 'invalid_format'),
                      ('04-31', 'invalid_format'), ('4-30', 'invalid_format'),
                      ('30.04.', 'invalid_format')):
        if code is None:
            assert save(expiry='yearly', expiry_day=day)['expiry_day'] == day
        else:
            with refused('invalid') as refusal:
                save(expiry='yearly', expiry_day=day)
            assert refusal.fields == {'expiry_day': code}, day


@test('points are worth money by a pair of numbers')
def money(db):
    manager = db.merchant().manager
    for given, missing in (('money_points', 'money_amount'), ('money_amount', 'money_points')):
        with refused('invalid') as refusal:
            manager.call('program_save', kind='points', draft={'names': NAMES, given: 100})
        assert refusal.fields == {missing: 'required'}
    manager.call('program_save', kind='points',
                 draft={'names': NAMES, 'money_points': 100, 'money_amount': 100})


@test('bonus periods are kept in one way of writing, whichever they came in')
def plain_bonus(db):
    bakery = db.merchant()
    second = bakery.manager.call('store_save', name='Gare')['id']
    program = bakery.points_program(bonus_periods=[
        {'name': ' Happy hour ', 'multiplier_bp': 20000, 'weekdays': [6, 5, 6], 'from': '22:00',
         'to': '02:00', 'starts_on': '', 'store_ids': [second, bakery.store_id]},
        {'name': 'Always', 'multiplier_bp': 11000}])
    assert program['published']['bonus_periods'] == [
        {'name': 'Happy hour', 'multiplier_bp': 20000, 'weekdays': [5, 6], 'from': '22:00',
         'to': '02:00', 'starts_on': None, 'ends_on': None,
         'store_ids': [bakery.store_id, second]},
        {'name': 'Always', 'multiplier_bp': 11000, 'weekdays': [], 'from': None, 'to': None,
         'starts_on': None, 'ends_on': None, 'store_ids': []}]
    saved = bakery.manager.call('program_save', id=program['id'], revision=program['revision'],
                                draft=program['published'])
    assert saved['draft'] is None, saved['draft']


@test('each version of the rules for points stays as it was published')
def point_versions(db):
    bakery = db.merchant()
    rules = {'points_per_step': 3, 'step_amount': 200, 'expiry': 'yearly', 'expiry_day': '02-29',
             'money_points': 100, 'money_amount': 50, 'bonus_periods': [HAPPY]}
    program = bakery.points_program(kind='hybrid', **rules)
    assert program['published'] | rules == program['published']
    changed = bakery.manager.call('program_save', id=program['id'], revision=program['revision'],
                                  draft=program['published'] | {'points_per_step': 4,
                                                                'expiry': 'none'})
    assert changed['published'] == program['published']
    second = bakery.manager.call('program_publish', id=program['id'])
    assert second['published']['points_per_step'] == 4 and second['published']['expiry_day'] is None
    assert db.rows("select number, points_per_step, expiry, expiry_day, "
                   "bonus_periods->0->>'name', stamps_target from stempel.program_version "
                   'order by number') == [(1, 3, 'yearly', '02-29', 'Happy hour', 10),
                                          (2, 4, 'none', None, 'Happy hour', 10)]


@test('localised texts: the own language is a must, keys are languages, values are short')
def texts(db):
    manager = db.merchant(language='de').manager
    for names, code, language in (({'de': '  ', 'fr': 'Carte'}, 'required', 'de'),
                                  ({'de': 5}, 'required', 'de'),
                                  ({'de': 'K', 'Deutsch': 'K'}, 'unknown_member', 'Deutsch'),
                                  ({'de': 'K', 'fr': 'x' * 81}, 'too_long', 'fr')):
        with refused('invalid') as refusal:
            manager.call('program_save', kind='stamps', draft={'names': names,
                                                               'reward': {'de': 'Kaffee'}})
        errors = refusal.problem['errors']
        assert any(e['field'] == 'names' and e['code'] == code and e['language'] == language
                   for e in errors), errors
    program = manager.call('program_save', kind='stamps', draft={
        'names': {'de': ' Karte ', 'fr': ''}, 'reward': {'de': 'Kaffee'}})
    assert program['draft']['names'] == {'de': 'Karte'} and program['name'] == 'Karte'


@test('kind is for new programs only')
def kind(db):
    manager = db.merchant().manager
    draft = {'names': NAMES, 'reward': REWARD}
    with refused('invalid') as refusal:
        manager.call('program_save', draft=draft)
    assert refusal.fields == {'kind': 'required'}
    # Which members there are cannot be told then, but what is in them can.
    with refused('invalid') as refusal:
        manager.call('program_save', kind='coupons',
                     draft=COMMON | {'stamps_target': 0, 'step_amount': 0, 'reward': {'de': 'Tee'}})
    assert refusal.fields == {'kind': 'unknown_value', 'stamps_target': 'out_of_range',
                              'step_amount': 'out_of_range', 'reward': 'required'}
    program = manager.call('program_save', kind='stamps', draft=draft)
    with refused('invalid') as refusal:
        manager.call('program_save', id=program['id'], revision=1, kind='stamps', draft=draft)
    assert refusal.fields == {'kind': 'not_allowed'}


@test('publishing makes version after version; the members meet the published one')
def versions(db):
    bakery = db.merchant()
    manager = bakery.manager
    program = bakery.program(publish=False)
    first = manager.call('program_publish', id=program['id'], revision=1)
    assert first['state'] == 'active' and first['version'] == 1 and first['draft'] is None
    assert first['published']['stamps_target'] == 10 and first['published_at']
    account = bakery.member()['accounts'][0]
    changed = manager.call('program_save', id=program['id'], revision=first['revision'],
                           draft=first['published'] | {'stamps_target': 8})
    assert changed['draft']['stamps_target'] == 8 and changed['published']['stamps_target'] == 10
    assert manager.call('account_get', id=account['id'])['stamps_target'] == 10
    second = manager.call('program_publish', id=program['id'], revision=changed['revision'])
    assert second['version'] == 2 and second['members'] == 1 and not second['members_capped']
    assert manager.call('account_get', id=account['id'])['stamps_target'] == 8
    assert db.rows('select number, stamps_target from stempel.program_version '
                   'order by number') == [(1, 10), (2, 8)]


@test('a draft equal to what is published is no draft')
def no_draft(db):
    bakery = db.merchant()
    program = bakery.program(stamps_target=7, colour='#ABCDEF')
    assert program['published']['colour'] == '#abcdef'
    saved = bakery.manager.call('program_save', id=program['id'], revision=program['revision'],
                                draft=program['published'] | {'colour': '#ABCDEF'})
    assert saved['draft'] is None
    with refused('conflict', reason='has_no_draft'):
        bakery.manager.call('program_publish', id=program['id'])


@test('a version can be changed or deleted by nobody')
def immutable(db):
    db.merchant().program()
    for statement in ('update stempel.program_version set stamps_target = 5',
                      'delete from stempel.program_version',
                      'truncate stempel.program_version cascade'):
        with sqlstate('23001'):
            db.rows(statement)


@test('active, paused, closed: only the ways that are')
def states(db):
    bakery = db.merchant()
    manager = bakery.manager
    draft = bakery.program(publish=False)['id']
    for operation in ('program_pause', 'program_resume', 'program_close'):
        with refused('conflict', reason='draft'):
            manager.call(operation, id=draft)
    program = bakery.program()['id']
    with refused('conflict', reason='active'):
        manager.call('program_resume', id=program)
    assert manager.call('program_pause', id=program)['state'] == 'paused'
    with refused('conflict', reason='paused'):
        manager.call('program_pause', id=program)
    assert manager.call('program_resume', id=program)['state'] == 'active'
    closed = manager.call('program_close', id=program)
    assert closed['state'] == 'closed'
    for operation in ('program_pause', 'program_resume', 'program_close', 'program_publish'):
        with refused('conflict', reason='closed'):
            manager.call(operation, id=program)
    with refused('conflict', reason='closed'):
        manager.call('program_save', id=program, revision=closed['revision'],
                     draft=closed['published'])


@test('a paused program stays paused when rules are published')
def publish_paused(db):
    bakery = db.merchant()
    program = bakery.program()
    paused = bakery.manager.call('program_pause', id=program['id'])
    bakery.manager.call('program_save', id=program['id'], revision=paused['revision'],
                        draft=program['published'] | {'daily_limit': 9})
    assert bakery.manager.call('program_publish', id=program['id'])['state'] == 'paused'


@test('an old revision is refused with the program as it is')
def stale(db):
    bakery = db.merchant()
    program = bakery.program()
    for operation in ('program_publish', 'program_pause', 'program_close'):
        with refused('stale') as refusal:
            bakery.manager.call(operation, id=program['id'], revision=1)
        assert refusal.problem['current']['revision'] == program['revision']


@test('lists: active first, by state')
def lists(db):
    bakery = db.merchant()
    draft, active = bakery.program(publish=False), bakery.program()
    items = bakery.auditor.call('program_list')['items']
    assert [p['id'] for p in items] == [active['id'], draft['id']]
    items = bakery.staff.call('program_list', state='draft')['items']
    assert [p['id'] for p in items] == [draft['id']]


@test('each change is audited with before and after')
def audit(db):
    bakery = db.merchant()
    program = bakery.program()
    bakery.manager.call('program_pause', id=program['id'])
    rows = db.rows("select action, before->>'state', after->>'state', subject_name, login_id "
                   "from stempel.audit_event where subject_kind = 'program' order by id")
    me = bakery.manager.id
    assert rows == [('program.draft', None, 'draft', 'Coffee card', me),
                    ('program.publish', 'draft', 'active', 'Coffee card', me),
                    ('program.pause', 'active', 'paused', 'Coffee card', me)], rows


@test('the count of members stops at 10,000')
def capped(db):
    bakery = db.merchant()
    program = bakery.program()['id']
    db.rows("""with made as (
        insert into stempel.customer (merchant_id, given_name, family_name, language, enrolled_at)
        select %s, 'A', 'B' || n, 'en', now() from generate_series(1, 10001) n returning id)
        insert into stempel.account (merchant_id, customer_id, program_id)
        select %s, id, %s from made""", bakery.id, bakery.id, program)
    record = bakery.manager.call('program_get', id=program)
    assert record['members'] == 10000 and record['members_capped'] is True


run()
