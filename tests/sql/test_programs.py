#!/usr/bin/python3
# test_programs.py: stamp programs: drafts, checks, immutable versions, pausing and closing
#
# SPDX-License-Identifier: GPL-3.0-or-later

from stempel_test import refused, run, sqlstate, test

NAMES = {'en': 'Coffee card', 'de': 'Kaffeekarte'}
REWARD = {'en': 'One coffee', 'de': 'Ein Kaffee'}


@test('a new program is a draft with the defaults')
def defaults(db):
    manager = db.merchant().manager
    program = manager.call('program_save', kind='stamps', draft={'names': NAMES, 'reward': REWARD})
    assert program['state'] == 'draft' and program['version'] is None
    assert program['name'] == 'Coffee card' and program['published'] is None
    assert program['draft'] == {
        'names': NAMES, 'reward': REWARD, 'stamps_target': 10, 'max_stamps_per_visit': 3,
        'cooldown_minutes': 15, 'daily_limit': 5, 'reward_value': None, 'entitlement_days': None,
        'void_minutes': 15, 'void_days': 30, 'pin_policy': 'operation', 'shift_minutes': 480,
        'colour': '#1c71d8'}, program['draft']


@test('all mistakes of the rules are named at once')
def rule_errors(db):
    manager = db.merchant(language='de').manager
    with refused('invalid') as refusal:
        manager.call('program_save', kind='points', draft={
            'names': {'en': 'Coffee card'}, 'stamps_target': 101, 'max_stamps_per_visit': 0,
            'cooldown_minutes': 10081, 'daily_limit': 'many', 'reward_value': -1,
            'entitlement_days': 1.5, 'void_minutes': 1441, 'void_days': -1, 'pin_policy': 'maybe',
            'shift_minutes': 14, 'colour': 'red', 'owner': 'me'})
    assert refusal.fields == {
        'kind': 'unknown_value', 'names': 'required', 'reward': 'required',
        'stamps_target': 'out_of_range', 'max_stamps_per_visit': 'out_of_range',
        'cooldown_minutes': 'out_of_range', 'daily_limit': 'wrong_type',
        'reward_value': 'out_of_range', 'entitlement_days': 'wrong_type',
        'void_minutes': 'out_of_range', 'void_days': 'out_of_range',
        'pin_policy': 'unknown_value', 'shift_minutes': 'out_of_range',
        'colour': 'invalid_format', 'owner': 'unknown_member'}, refusal.problem
    target = next(e for e in refusal.problem['errors'] if e['field'] == 'stamps_target')
    assert target == {'field': 'stamps_target', 'code': 'out_of_range', 'min': 1, 'max': 100}


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
