#!/usr/bin/python3
# test_tenancy.py: no operation reaches another merchant's rows, whatever ids it is given
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which members of a request are ids is found out from the operations themselves: each is offered
all names of id members that occur in the functions' sources, and tells which it does not know. Each
one that it knows is then given every id of another merchant. An operation without a sample request
below makes the first test fail."""

import hashlib
import re
import uuid

import psycopg2

from stempel_test import Refused, call, run, test

STRANGE = 'Zebra'  # Is in every name of the other merchant and nowhere else.

BOOKINGS = ('customer_enroll', 'stamp_earn', 'stamp_redeem', 'entry_void')


class World:
    """Two merchants with one thing of each kind; the ids of the second are found nowhere else."""

    def __init__(self, db):
        self.db = db
        self.own = db.merchant('Own')
        self.own_ids = self.fill(self.own, 'Own')
        for number, (table, column) in enumerate(db.rows(
                """select attrelid::regclass::text, attname from pg_attribute
                    where attidentity <> '' and attrelid::regclass::text like 'stempel.%'
                    order by 1"""), 1):
            db.rows(f'alter table {table} alter column {column} restart with {number * 1000000}')
        self.strange = db.merchant(STRANGE)
        self.fill(self.strange, STRANGE)
        self.strange_ids = [row[0] for row in db.rows(' union '.join(
            f'select id from {table} where merchant_id = {self.strange.id}'
            for table, in db.rows("""select attrelid::regclass::text from pg_attribute
                where attidentity <> '' and attname = 'id'
                  and attrelid::regclass::text like 'stempel.%'""")))] + [self.strange.id]
        assert min(self.strange_ids) >= 1000000 and len(self.strange_ids) > 12

    def fill(self, merchant, name):
        program = merchant.program(names={'en': f'{name} card'}, stamps_target=2, cooldown_minutes=0,
                                   max_stamps_per_visit=3, daily_limit=100)
        member = merchant.member(name, name, email=f'{name}@example.lu', note=name)
        employee = merchant.employee(name, pin='5938')
        booking = {'account_id': member['accounts'][0]['id'], 'store_id': merchant.store_id}
        for _ in range(2):
            merchant.manager.call('stamp_earn', stamps=3, **booking)
        earned = merchant.manager.call('stamp_earn', stamps=3, employee_id=employee['id'],
                                       pin_token=self.token(merchant, employee['id']), **booking)
        return {'store': merchant.store_id, 'program': program['id'], 'member': member['id'],
                'card': member['cards'][0]['id'], 'account': booking['account_id'],
                'employee': employee['id'], 'entry': earned['entry']['id'],
                'entitlement': earned['entitlements'][0]['id'], 'login': merchant.auditor.id,
                'program_revision': program['revision'], 'token': member['cards'][0]['token'],
                'rules': program['published']}

    def token(self, merchant, employee_id, role='manager'):
        return merchant.logins[role].call('employee_verify', employee_id=employee_id,
                                          pin='5938')['pin_token']

    def as_staff(self):
        """What staff add to a booking. What is refused does not use the token up."""
        employee = self.own_ids['employee']
        return {'employee_id': employee, 'pin_token': self.token(self.own, employee, 'staff')}

    def samples(self):
        """For each operation a request that the own manager's call would be answered for."""
        ids = self.own_ids
        person = {'given_name': 'A', 'family_name': 'B'}
        one = {kind: {'id': ids[kind]} for kind in ids if kind not in ('rules', 'token')}
        booking = {'account_id': ids['account'], 'store_id': ids['store']}
        return {
            'session_open': {}, 'session_close': {}, 'session_whoami': {}, 'store_list': {},
            'store_save': {'name': uuid.uuid4().hex}, 'login_list': {},
            'login_save': {'name': 'N', 'role': 'staff'}, 'login_disable': one['login'],
            'program_list': {}, 'program_get': one['program'],
            'program_save': {'kind': 'stamps', 'draft': ids['rules']},
            'program_publish': one['program'], 'program_pause': one['program'],
            'program_resume': one['program'], 'program_close': one['program'],
            'customer_search': {'q': ''}, 'customer_get': one['member'],
            'customer_enroll': person | {'store_id': ids['store']},
            'customer_save': person | one['member'] | {'revision': 1},
            'card_lookup': {'token': ids['token']}, 'card_get': one['card'],
            'card_replace': one['card'], 'card_block': one['card'] | {'reason': 'r'},
            'card_unblock': one['card'], 'account_get': one['account'],
            'account_open': {'customer_id': ids['member'], 'program_id': ids['program']},
            'stamp_earn': booking, 'stamp_redeem': booking,
            'entry_void': {'entry_id': ids['entry'], 'reason': 'r'}, 'entry_list': {},
            'entry_get': one['entry'], 'employee_list': {}, 'employee_save': {'name': 'E'},
            'employee_set_pin': one['employee'] | {'pin': '5938'},
            'employee_unlock': one['employee'], 'employee_retire': one['employee'],
            'employee_verify': {'employee_id': ids['employee'], 'pin': '5938'},
            'audit_list': {}, 'self_check': {},
        }

    def state(self):
        """A checksum of all that the other merchant has."""
        total = hashlib.sha256()
        for table, in self.db.rows("""select relname from pg_class where relkind = 'r'
                and relnamespace = 'stempel'::regnamespace order by 1"""):
            total.update(repr(self.db.rows(
                f'select t::text from stempel.{table} t where merchant_id = %s order by 1',
                self.strange.id)).encode())
        return total.hexdigest()

    def doors(self):
        """(name, connection, envelope) for each way in: the three roles and the server."""
        session = hashlib.sha256(
            self.own.manager.call('session_open')['token'].encode()).hexdigest()
        for role, login in self.own.logins.items():
            yield role, login.connection, {}
        yield 'server', self.db.connect(self.db.role('server')), {'session': session}


def id_members(db, connection):
    """Which id members each operation knows."""
    sources = db.rows("""select prosrc from pg_proc
        where pronamespace in ('api'::regnamespace, 'private'::regnamespace)""")
    names = {name for source, in sources
             for name in re.findall(r'"(\w+)": *\{"type": "ids?"', source)} | {'id'}
    assert {'id', 'store_id', 'account_id', 'store_ids', 'program_ids'} <= names, names
    known = {}
    for operation, in db.rows('select name from private.operation order by 1'):
        try:
            call(connection, operation, dict.fromkeys(names, 'no id') | {'unknown': 1})
        except Refused as refusal:
            fields = refusal.fields
        assert fields['unknown'] == 'unknown_member', operation
        known[operation] = sorted(n for n in names if fields.get(n) != 'unknown_member')
    return known


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
              'card_unblock': 'not_blocked'}
    last = ('stamp_redeem', 'entry_void', 'employee_set_pin', 'employee_retire', 'login_disable',
            'card_block', 'card_replace', 'program_pause', 'program_close', 'session_close')
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
    known = id_members(db, world.own.manager.connection)
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
                    if member == 'id' and operation.endswith('_save'):
                        request['revision'] = 1
                        request.pop('kind', None)
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
    page = world.strange.manager.call('entry_list', limit=1)
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
