#!/usr/bin/python3
# test_rewards.py: the catalogue of rewards: what one is, who changes it, and when no longer
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from stempel_test import call, parallel, refused, run, sqlstate, test

MUG = {'names': {'en': 'Mug', 'de': 'Tasse'}, 'cost_points': 250}


@test('a reward has what was said and nothing else')
def saved(db):
    bakery = db.merchant()
    program = bakery.points_program()['id']
    reward = bakery.manager.call('reward_save', program_id=program, **MUG)
    assert reward == {
        'id': reward['id'], 'program_id': program, 'names': MUG['names'], 'name': 'Mug',
        'cost_points': 250, 'value': None, 'stock': None, 'limit_per_member': None,
        'starts_on': None, 'ends_on': None, 'state': 'active', 'revision': 1,
        'replayed': False}, reward
    more = {'value': 0, 'stock': 0, 'limit_per_member': 1, 'starts_on': '2026-02-28',
            'ends_on': '2026-02-28'}
    full = bakery.manager.call('reward_save', program_id=program, cost_points=1,
                               names={'en': ' Mug ', 'fr': ' '}, **more)
    assert full == full | more and full['names'] == {'en': 'Mug'}, full
    listed = bakery.manager.call('reward_list')['items']
    assert {'replayed': False} | listed[1] == reward, listed


@test('all mistakes are named at once')
def errors(db):
    bakery = db.merchant(language='de')
    program = bakery.points_program(names={'de': 'Punkte'})['id']
    with refused('invalid') as refusal:
        bakery.manager.call('reward_save', program_id=program, names={'en': 'Mug'}, cost_points=0,
                            value=-1, stock=-1, limit_per_member=0, starts_on='2026-02-29',
                            ends_on='tomorrow', price=1)
    assert refusal.fields == {
        'names': 'required', 'cost_points': 'out_of_range', 'value': 'out_of_range',
        'stock': 'out_of_range', 'limit_per_member': 'out_of_range', 'starts_on': 'invalid_format',
        'ends_on': 'invalid_format', 'price': 'unknown_member'}, refusal.problem
    with refused('invalid') as refusal:
        bakery.manager.call('reward_save', starts_on='2026-03-02', ends_on='2026-03-01')
    assert refusal.fields == {'program_id': 'required', 'names': 'required',
                              'cost_points': 'required', 'ends_on': 'out_of_range'}
    with refused('invalid') as refusal:
        bakery.manager.call('reward_save', id=1, program_id=program, names={'de': 'Tasse'},
                            cost_points=1)
    assert refusal.fields == {'revision': 'required', 'program_id': 'not_allowed'}


@test('each limit: the last that is taken, the first that is not')
def limits(db):
    bakery = db.merchant()
    program = bakery.points_program()['id']
    for member, least, most in (('cost_points', 1, 1000000000), ('value', 0, 100000000),
                                ('stock', 0, 1000000), ('limit_per_member', 1, 1000000)):
        for value in (least, most):
            assert bakery.reward(program, **{member: value})[member] == value
        for value in (least - 1, most + 1):
            with refused('invalid') as refusal:
                bakery.reward(program, **{member: value})
            assert refusal.problem['errors'] == [{'field': member, 'code': 'out_of_range',
                                                  'min': least, 'max': most}], refusal.problem


@test('only programs with points have rewards, and only while they are not closed')
def programs(db):
    bakery = db.merchant()
    with refused('invalid') as refusal:
        bakery.reward(bakery.program()['id'])
    assert refusal.fields == {'program_id': 'not_allowed'}
    with refused('not_found', what='program'):
        bakery.reward(999)
    assert bakery.reward(bakery.points_program(kind='hybrid')['id'])
    assert bakery.reward(bakery.points_program(publish=False)['id'])
    program = bakery.points_program()['id']
    reward = bakery.reward(program)
    bakery.manager.call('program_pause', id=program)
    assert bakery.reward(program)
    bakery.manager.call('program_close', id=program)
    with refused('conflict', reason='closed'):
        bakery.reward(program)
    with refused('conflict', reason='closed'):
        bakery.manager.call('reward_save', id=reward['id'], revision=1, **MUG)
    # What cannot be had any more can still be taken out of the list.
    assert bakery.manager.call('reward_retire', id=reward['id'])['state'] == 'retired'


@test('a program that is closed at the same moment gets no reward after that')
def parallel_close(db):
    for _ in range(5):
        bakery = db.merchant()
        program = bakery.points_program()['id']
        envelope = lambda: {'idempotency_key': str(uuid.uuid4())}
        one, two = (db.connect(bakery.manager.database_role) for _ in range(2))
        saved, closed = parallel([
            lambda: call(one, 'reward_save', MUG | {'program_id': program}, envelope()),
            lambda: call(two, 'program_close', {'id': program}, envelope())])
        assert closed['state'] == 'closed'
        if isinstance(saved, dict):
            assert db.value("""select (select max(id) from stempel.audit_event
                                        where action = 'reward.create')
                                    < (select max(id) from stempel.audit_event
                                        where action = 'program.close')""")
        else:
            assert saved.problem['reason'] == 'closed', saved


@test('changing needs the revision; what is not sent is no more, but for the stock')
def changing(db):
    bakery = db.merchant()
    reward = bakery.reward(bakery.points_program()['id'], value=500, stock=7, limit_per_member=2,
                           starts_on='2026-03-01', ends_on='2026-03-31')
    save = lambda revision, **facts: bakery.manager.call(
        'reward_save', id=reward['id'], revision=revision, **(MUG | facts))
    changed = save(1)
    assert changed == reward | MUG | {
        'name': 'Mug', 'value': None, 'limit_per_member': None, 'starts_on': None,
        'ends_on': None, 'revision': 2}, changed
    with refused('stale') as refusal:
        save(1, cost_points=1)
    assert refusal.problem['current'] == {k: v for k, v in changed.items() if k != 'replayed'}
    assert save(2, stock=3)['stock'] == 3
    assert save(3, stock=None)['stock'] is None
    with refused('not_found', what='reward'):
        bakery.manager.call('reward_save', id=999, revision=1, **MUG)


@test('a retired reward is over')
def retired(db):
    bakery = db.merchant()
    reward = bakery.reward(bakery.points_program()['id'])
    with refused('stale'):
        bakery.manager.call('reward_retire', id=reward['id'], revision=2)
    assert bakery.manager.call('reward_retire', id=reward['id'], revision=1) == reward | {
        'state': 'retired', 'revision': 2}
    with refused('conflict', reason='retired'):
        bakery.manager.call('reward_retire', id=reward['id'])
    with refused('conflict', reason='retired'):
        bakery.manager.call('reward_save', id=reward['id'], revision=2, **MUG)
    with refused('not_found', what='reward'):
        bakery.manager.call('reward_retire', id=999)


@test('lists: by program, active first, cheapest first, by state')
def lists(db):
    bakery = db.merchant()
    one, two = bakery.points_program()['id'], bakery.points_program()['id']
    dear, cheap = (bakery.reward(one, cost_points=cost)['id'] for cost in (200, 100))
    other = bakery.reward(two, cost_points=50)['id']
    gone = bakery.manager.call('reward_retire', id=bakery.reward(one, cost_points=10)['id'])['id']
    for request, wanted in (({}, [cheap, dear, gone, other]),
                            ({'program_id': one}, [cheap, dear, gone]),
                            ({'program_id': one, 'state': 'active'}, [cheap, dear]),
                            ({'state': 'retired'}, [gone]), ({'program_id': 999}, [])):
        for login in bakery.logins.values():
            reply = login.call('reward_list', **request)
            assert [r['id'] for r in reply['items']] == wanted, (request, reply)
            assert reply['next'] is None


@test('only managers change the catalogue')
def rights(db):
    bakery = db.merchant()
    program = bakery.points_program()['id']
    reward = bakery.reward(program)['id']
    for login in (bakery.staff, bakery.auditor):
        with sqlstate('42501'):
            login.call('reward_save', program_id=program, **MUG)
        with sqlstate('42501'):
            login.call('reward_retire', id=reward)


@test('another merchant\'s program and rewards are not there')
def tenancy(db):
    bakery, strange = db.merchant(), db.merchant('Strange')
    program = strange.points_program()['id']
    reward = strange.reward(program)['id']
    with refused('not_found', what='program'):
        bakery.reward(program)
    with refused('not_found', what='reward'):
        bakery.manager.call('reward_save', id=reward, revision=1, **MUG)
    with refused('not_found', what='reward'):
        bakery.manager.call('reward_retire', id=reward)
    assert bakery.manager.call('reward_list')['items'] == []
    # That a strange program has only stamps is nobody's business either.
    with refused('not_found', what='program'):
        bakery.reward(strange.program()['id'])


@test('each change is audited with before and after')
def audit(db):
    bakery = db.merchant()
    reward = bakery.reward(bakery.points_program()['id'])['id']
    bakery.manager.call('reward_save', id=reward, revision=1, **MUG)
    bakery.manager.call('reward_retire', id=reward)
    rows = db.rows("""select action, before->>'cost_points', after->>'cost_points',
        after->>'state', subject_id, subject_name, login_id
        from stempel.audit_event where subject_kind = 'reward' order by id""")
    who = (reward, 'Mug', bakery.manager.id)
    assert rows == [('reward.create', None, '100', 'active', *who),
                    ('reward.update', '100', '250', 'active', *who),
                    ('reward.retire', '250', '250', 'retired', *who)], rows


@test('once per key, whoever sends it how often; of two who change one reward one is told')
def once(db):
    bakery = db.merchant()
    request = MUG | {'program_id': bakery.points_program()['id']}
    envelope = {'idempotency_key': str(uuid.uuid4())}
    connections = [db.connect(bakery.manager.database_role) for _ in range(10)]
    answers = parallel([lambda c=c: call(c, 'reward_save', request, envelope)
                        for c in connections])
    assert sorted(a.pop('replayed') for a in answers) == [False] + [True] * 9, answers
    assert all(a == answers[0] for a in answers)
    assert db.value('select count(*) from stempel.reward') == 1
    with refused('idempotency_key_reused'):
        call(connections[0], 'reward_save', request | {'cost_points': 1}, envelope)
    change = MUG | {'id': answers[0]['id'], 'revision': 1}
    answers = parallel([lambda c=c: call(c, 'reward_save', change,
                                         {'idempotency_key': str(uuid.uuid4())})
                        for c in connections])
    assert [a.get('revision') for a in answers if isinstance(a, dict)] == [2], answers
    assert {a.code for a in answers if not isinstance(a, dict)} == {'stale'}, answers


run()
