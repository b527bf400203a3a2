#!/usr/bin/python3
# test_contract.py: replies have the members that docs/operations.md promises, no more and no fewer
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import re

from stempel_test import run, test
from stempel_world import World

# What a direct connection is not answered for.
UNANSWERED = ('password_change', 'totp_confirm')
DOCUMENT = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'docs', 'operations.md').read_text()


def members(text):
    """The names at the outer level of `{a, b? (x, y), c {d}}`."""
    depth, part, parts = 0, '', []
    for letter in text:
        depth += (letter in '{([') - (letter in '})]')
        if letter == ',' and depth == 0:
            parts.append(part)
            part = ''
        else:
            part += letter
    return {re.match(r'\s*(\w+)', p).group(1) for p in parts + [part]}


def braced(start):
    """What stands between the first brace after a text and the brace that closes it."""
    begin = DOCUMENT.index('{', DOCUMENT.index(start)) + 1
    depth, end = 1, begin
    while depth:
        depth += (DOCUMENT[end] == '{') - (DOCUMENT[end] == '}')
        end += 1
    return DOCUMENT[begin:end - 1]


def promised(record):
    return members(braced(f'\n`{record}` '))


def rules_of(*kinds):
    return members(braced('*rules* of every program {')).union(
        *(members(braced(f'Kinds `{kind}` and `hybrid` add {{')) for kind in kinds))


@test('each record has the members of the document')
def records(db):
    world = World(db)
    ids, manager = world.own_ids, world.own.manager
    manager.call('card_block', id=ids['card'], reason='x')
    manager.call('card_unblock', id=ids['card'])
    customer = manager.call('customer_get', id=ids['member'])
    entry = manager.call('entry_list')['items'][0]
    program = manager.call('program_get', id=ids['program'])
    account = customer['accounts'][0]
    shown = {
        'store': manager.call('store_list')['items'][0],
        'login': manager.call('login_list')['items'][0],
        'program': program,
        'customer': customer,
        'member': manager.call('customer_search')['items'][0],
        'card': customer['cards'][0],
        'account': account,
        'entitlement': account['entitlements'][0],
        'entry': entry,
        'reward': manager.call('reward_list')['items'][0],
        'employee': manager.call('employee_list')['items'][0],
        'audit_event': manager.call('audit_list')['items'][0],
        'job': manager.call('job_list')['items'][0],
        'customer_export': manager.call('customer_export', id=ids['member']),
        'duplicate': manager.call('customer_keep_apart', id=ids['member'], other_id=ids['twin']),
    }
    del shown['duplicate']['replayed']
    shown['session'] = manager.call('session_list')['items'][0]
    shown['terminal'] = manager.call('terminal_list')['items'][0]
    shown['api_key'] = manager.call('api_key_list')['items'][0]
    for record, reply in shown.items():
        assert set(reply) == promised(record), (record, set(reply) ^ promised(record))
    assert set(program['published']) == rules_of('stamps')
    points = manager.call('program_get', id=ids['points_program'])
    assert set(points['published']) == rules_of('points')
    hybrid = world.own.points_program(kind='hybrid', bonus_periods=[
        {'name': 'B', 'multiplier_bp': 20000}], tiers=[
        {'key': 1, 'names': {'en': 'T'}, 'threshold': 1}])['published']
    assert set(hybrid) == rules_of('stamps', 'points')
    assert set(hybrid['bonus_periods'][0]) == members(braced('*bonus* {'))
    assert set(hybrid['tiers'][0]) == members(braced('*tier* {'))
    tier = world.own.member('T')['accounts'][-1]['tier']
    assert set(tier) == members(braced('\ntier? {'))
    assert set(tier['next']) == members(braced('metric (of the running window), next? {'))
    assert set(account['last_stamp']) == members(braced('last_stamp? {'))
    assert set(manager.call('entry_get', id=entry['id'])) == set(entry) | {'voidable', 'voidable_until'}
    staff_see = members(re.search(r'Staff get only (.*)\.\n', DOCUMENT).group(1))
    seen = world.own.staff.call('employee_list')['items'][0]
    assert set(seen) == staff_see, set(seen) ^ staff_see


@test('the replies that are no records, and the marks of writes and lists')
def other_replies(db):
    world = World(db)
    ids, manager = world.own_ids, world.own.manager
    me = manager.call('session_whoami')
    assert set(me) == members(braced('| session_whoami | – | {'))
    assert set(me['merchant']) == members(braced('language, merchant {'))
    assert set(manager.call('session_open')) == set(me) | {'token', 'expires_at'}
    found = manager.call('card_lookup', token=ids['token'])
    assert set(found) == {'card', 'customer', 'accounts'}
    till = manager.call('terminal_pair', name='T', store_id=ids['store'])
    assert set(till) == promised('terminal') | {'code', 'replayed'}
    key = manager.call('api_key_save', name='K', role='staff', operations=['card_get'])
    assert set(key) == promised('api_key') | {'token', 'replayed'}
    assert set(manager.call('terminal_claim', code=till['code'])) == set(me) | {'token',
                                                                              'expires_at'}
    assert set(manager.call('totp_begin')) == {'secret', 'uri'}
    assert set(found['customer']) == promised('customer') - {'cards', 'accounts'}
    booked = manager.call('stamp_earn', account_id=ids['account'], store_id=ids['store'])
    assert set(booked) == {'entry', 'account', 'entitlements', 'replayed'}
    redeemed = manager.call('stamp_redeem', account_id=ids['account'], store_id=ids['store'])
    assert set(redeemed) == {'entry', 'account', 'entitlement', 'replayed'}
    voided = manager.call('entry_void', entry_id=booked['entry']['id'], reason='x')
    assert set(voided) == {'entry', 'account', 'replayed'}
    verified = manager.call('employee_verify', employee_id=ids['employee'], pin='5938')
    assert set(verified) == members(braced('| employee_verify | employee_id, pin, scope? '))
    for operation in ('store_list', 'session_list', 'login_list', 'terminal_list', 'api_key_list',
                      'program_list', 'entry_list',
                      'employee_list', 'reward_list', 'audit_list', 'job_list', 'customer_duplicates'):
        assert set(manager.call(operation)) == {'items', 'next'}, operation
    assert set(manager.call('customer_search')) == {'items', 'next', 'total', 'total_capped'}
    assert set(manager.call('job_run', name='notices')) == promised('job') | {'replayed'}
    assert manager.call('self_check') == {'items': []}


@test('times have an offset, days are days, ids are integers')
def formats(db):
    world = World(db)
    time = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$')

    def walk(value, name=''):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)
        elif value is not None:
            if name.endswith('_at') or name in ('at', 'server_time'):
                assert time.match(value), (name, value)
            elif name in ('birthday', 'business_day', 'expires_on', 'starts_on', 'ends_on'):
                assert re.match(r'\d{4}-\d\d-\d\d$', value), (name, value)
            elif name == 'id' or name.endswith('_id'):
                assert isinstance(value, int), (name, value)

    with world.own.manager.connection.cursor() as cursor:
        cursor.execute("set datestyle = 'SQL, DMY'; set timezone = 'Asia/Kolkata'; "
                       "set intervalstyle = 'postgres_verbose'; set extra_float_digits = 0")
    for operation, sample in world.samples().items():
        if operation not in db.writes and operation not in ('session_open', 'session_close',
                                                            *UNANSWERED):
            walk(world.own.manager.call(operation, **sample))


run()
