#!/usr/bin/python3
# test_tenancy.py: no operation reaches another merchant's rows, whatever ids it is given
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each id member of each operation is given every id of another merchant. An operation without a
sample request in support/stempel_world.py makes the first test fail."""

import uuid

import psycopg2

from stempel_test import Refused, call, run, test
from stempel_world import BOOKINGS, STRANGE, World, known_members

def attempt(connection, operation, request, envelope):
    """The answer, or the problem, or None where PostgreSQL itself says no."""
    try:
        return call(connection, operation, request,
                    envelope | {'idempotency_key': str(uuid.uuid4())}), None
    except Refused as refusal:
        return None, refusal
    except psycopg2.errors.InsufficientPrivilege:
        return None, None


def refuses(member, operation, reply, refusal):
    if reply is not None:
        # The own log holds the guesses that were just made at PINs.
        return [i for i in reply.get('items', [reply])
                if i.get('action') != 'employee.pin_failed' or i['subject_name']] == []
    if refusal is None:
        return True
    field = {e['field'] for e in refusal.problem.get('errors', [])}
    return (refusal.code in ('not_found', 'forbidden')
            or refusal.code == 'invalid' and field == {member}
            # An employee who is not there must look like a wrong PIN.
            or operation == 'employee_verify' and refusal.code in ('pin_invalid', 'pin_locked')
            or operation == 'employee_verify' and refusal.code == 'rate_limited')


@test('each operation has a sample request that its own merchant is answered for')
def samples(db):
    world = World(db)
    samples = world.samples()
    assert set(samples) == {row[0] for row in db.rows('select name from private.operation')}
    # What needs a state of things that is not there is refused for that, and so was understood;
    # what takes something away comes last.
    states = {'program_publish': 'has_no_draft', 'program_resume': 'active',
              'card_unblock': 'not_blocked', 'redemption_cancel': 'committed',
              'password_change': 'no_session', 'totp_confirm': 'code_invalid'}
    last = ('stamp_redeem', 'entry_void', 'employee_set_pin', 'employee_retire', 'login_disable',
            'card_block', 'card_replace', 'reward_retire', 'program_pause', 'program_close',
            'session_close')
    order = [o for o in samples if o not in last] + list(last)
    for operation in order:
        reply, refusal = attempt(world.own.manager.connection, operation, samples[operation], {})
        if operation in states:
            assert refusal.problem.get('reason') == states[operation], (operation, refusal)
        else:
            assert refusal is None and reply is not None, (operation, refusal)


@test('every id member of every operation, given every id of another merchant, by every door')
def foreign_ids(db):
    world = World(db)
    before = world.state()
    known = dict(known_members(db, world.own.manager.connection, 'ids?'))
    assert sum(map(len, known.values())) > 40, known
    staff = world.as_staff()
    tried = 0
    for door, connection, envelope in world.doors():
        for operation, members in known.items():
            for member in members:
                for strange in world.strange_ids:
                    request = dict(world.samples()[operation])
                    if door == 'staff' and operation in BOOKINGS:
                        request |= staff
                    request[member] = [strange] if member.endswith('_ids') else strange
                    if member == 'id' and (operation.endswith('_save')
                                             or operation == 'terminal_pair'):
                        request['revision'] = 1
                        for only_new in ('kind', 'program_id'):
                            request.pop(only_new, None)
                    reply, refusal = attempt(connection, operation, request, envelope)
                    what = f'{door}: {operation} {member}={strange}: {reply} {refusal}'
                    assert STRANGE not in what, what
                    assert refuses(member, operation, reply, refusal), what
                    tried += 1
    assert tried > 2000, tried
    assert world.state() == before


@test('no list and no text reaches another merchant')
def lists(db):
    world = World(db)
    before = world.state()
    strange_card = db.rows('select number, token from stempel.card where merchant_id = %s',
                           world.strange.id)[0]
    texts = (STRANGE, f'{STRANGE}@example.lu', *strange_card)
    for door, connection, envelope in world.doors():
        for operation, sample in world.samples().items():
            if operation in db.writes or operation.startswith('session'):
                continue
            reply, _ = attempt(connection, operation, sample, envelope)
            assert STRANGE not in str(reply), (door, operation)
        for text in texts:
            reply, _ = attempt(connection, 'customer_search', {'q': text}, envelope)
            assert reply['items'] == [] and reply['total'] == 0, (door, text)
            reply, refusal = attempt(connection, 'card_lookup', {'token': text}, envelope)
            assert refusal.code == 'not_found', (door, text)
    assert world.state() == before


@test('a cursor, a PIN token or a key of another merchant is worth nothing')
def borrowed(db):
    world = World(db)
    page = world.strange.manager.call('entry_list', kind='stamp_earn', limit=1)
    world.strange.manager.call('stamp_earn', account_id=page['items'][0]['account_id'],
                               store_id=world.strange.store_id)
    page = world.strange.manager.call('entry_list', limit=1)
    reply = world.own.manager.call('entry_list', after=page['next'])
    assert STRANGE not in str(reply)
    strange_employee = db.value('select id from stempel.employee where merchant_id = %s',
                                world.strange.id)
    token = world.token(world.strange, strange_employee)
    _, refusal = attempt(world.own.staff.connection, 'stamp_earn', {
        'account_id': world.own_ids['account'], 'store_id': world.own.store_id,
        'employee_id': world.own_ids['employee'], 'pin_token': token}, {})
    assert refusal.code == 'pin_required', refusal


run()
