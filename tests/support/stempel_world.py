# stempel_world.py: two merchants with one thing of each kind, and a sample request per operation
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests that go through all operations, whichever there are. Which members a request may have
is found out from the operations themselves: each is offered all names that any of them has, and
tells which it does not know."""

import hashlib
import re
import uuid

from stempel_test import Refused, call

STRANGE = 'Zebra'  # Is in every name of the other merchant and nowhere else.

BOOKINGS = ('customer_enroll', 'stamp_earn', 'stamp_redeem', 'points_earn', 'points_redeem',
            'redemption_reserve', 'entry_void', 'entry_refund')


class World:
    """Two merchants with one thing of each kind; the ids of the second are found nowhere else."""

    def __init__(self, db):
        self.db = db
        # These tests are about who reaches what: secrets may be cheap to check.
        for cost in ('pin_cost', 'password_cost'):
            db.rows(f'create or replace function private.{cost}() returns integer '
                    'language sql immutable as $$ select 4 $$')
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
        points = merchant.points_program(names={'en': f'{name} points'}, tiers=[
            {'key': 1, 'names': {'en': f'{name} tier'}, 'threshold': 500}])
        reward = merchant.reward(points['id'], names={'en': f'{name} mug'},
                                 starts_on='2020-01-01')
        member = merchant.member(name, name, email=f'{name}@example.lu', note=name)
        employee = merchant.employee(name, pin='5938')
        booking = {'account_id': member['accounts'][0]['id'], 'store_id': merchant.store_id}
        for _ in range(2):
            merchant.manager.call('stamp_earn', stamps=3, **booking)
        earned = merchant.manager.call('stamp_earn', stamps=3, employee_id=employee['id'],
                                       pin_token=self.token(merchant, employee['id']), **booking)
        club = {'account_id': member['accounts'][1]['id'], 'store_id': merchant.store_id}
        bought = merchant.manager.call('points_earn', amount=100000, receipt=name, **club)
        held = merchant.manager.call('redemption_reserve', reward_id=reward['id'], **club)
        people = {role: merchant.member(name, role)['id']
                  for role in ('twin', 'double', 'keeper', 'merged', 'leaver')}
        merchant.manager.call('customer_merge', id=people['keeper'], other_id=people['merged'])
        moved = merchant.manager.call('import_open', **self.file(merchant, points['id'], name))
        merchant.manager.call('import_check', id=moved['id'], first=1, rows=[[2, name, name, '5']])
        till = merchant.manager.call('terminal_pair', name=f'{name} till',
                                     store_id=merchant.store_id)
        return people | {
                'import': moved['id'], 'store': merchant.store_id, 'program': program['id'], 'member': member['id'],
                'points_entry': bought['entry']['id'], 'lot': bought['lot']['id'],
                'reservation': held['reservation']['id'],
                'card': member['cards'][0]['id'], 'account': booking['account_id'],
                'employee': employee['id'], 'entry': earned['entry']['id'],
                'entitlement': earned['entitlements'][0]['id'], 'login': merchant.auditor.id,
                'program_revision': program['revision'], 'token': member['cards'][0]['token'],
                'rules': program['published'], 'points_program': points['id'],
                'session': self.session(merchant),
                'terminal': till['id'], 'code': till['code'],
                'key': merchant.manager.call('api_key_save', name=f'{name} key', role='staff',
                                             operations=['card_lookup'])['id'],
                'mailed': merchant.manager.call(
                    'login_save', name=f'{name} mailed', email=f'{name}@example.lu',
                    role='staff')['id'],
                'points_account': member['accounts'][1]['id'], 'reward': reward['id']}

    def session(self, merchant):
        merchant.manager.call('session_open')
        return merchant.manager.call('session_list')['items'][0]['id']

    def file(self, merchant, program_id, name):
        return {'name': name, 'sha256': hashlib.sha256(name.encode()).hexdigest(), 'rows': 1,
                'program_id': program_id, 'store_id': merchant.store_id, 'columns': [
                    {'column': field, 'field': field}
                    for field in ('given_name', 'family_name', 'points')]}

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
        one = {kind: {'id': ids[kind]} for kind in ids if kind not in ('rules', 'token', 'code')}
        booking = {'account_id': ids['account'], 'store_id': ids['store']}
        club = booking | {'account_id': ids['points_account']}
        redemption = club | {'reward_id': ids['reward']}
        return {
            'session_open': {}, 'session_close': {}, 'session_whoami': {}, 'session_list': {},
            'session_revoke': one['session'], 'store_list': {},
            'store_save': {'name': uuid.uuid4().hex}, 'login_list': {},
            'login_save': {'name': 'N', 'role': 'staff'}, 'login_disable': one['login'],
            'login_set_password': one['mailed'] | {'password': uuid.uuid4().hex},
            'totp_begin': {}, 'totp_confirm': {'one_time_code': '000000'}, 'totp_remove': {},
            'terminal_list': {}, 'terminal_pair': {'name': 'T', 'store_id': ids['store']},
            'terminal_claim': {'code': ids['code']}, 'terminal_revoke': one['terminal'],
            'api_key_list': {}, 'api_key_save': {'name': 'K', 'role': 'auditor',
                                                 'operations': ['entry_list']},
            'api_key_revoke': one['key'],
            'password_change': {'current_password': 'x', 'password': uuid.uuid4().hex},
            'program_list': {}, 'program_get': one['program'],
            'program_save': {'kind': 'stamps', 'draft': ids['rules']},
            'program_publish': one['program'], 'program_pause': one['program'],
            'program_resume': one['program'], 'program_close': one['program'],
            'program_simulate': {'id': ids['points_program']},
            'customer_search': {'q': ''}, 'customer_get': one['member'],
            'customer_enroll': person | {'store_id': ids['store']},
            'customer_save': person | one['member'] | {'revision': 1},
            'customer_merge': {'id': ids['twin'], 'other_id': ids['double']},
            'customer_unmerge': {'id': ids['merged']},
            'customer_erase': {'id': ids['leaver']}, 'customer_export': one['member'],
            'customer_duplicates': {},
            'customer_keep_apart': {'id': ids['member'], 'other_id': ids['keeper']},
            'card_lookup': {'token': ids['token']}, 'card_get': one['card'],
            'card_replace': one['card'], 'card_block': one['card'] | {'reason': 'r'},
            'card_unblock': one['card'], 'card_print_batch': {'count': 2}, 'account_get': one['account'],
            'account_explain': {'account_id': ids['points_account']},
            'account_open': {'customer_id': ids['member'], 'program_id': ids['program']},
            'stamp_earn': booking, 'stamp_redeem': booking, 'reward_list': {},
            'reward_save': {'program_id': ids['points_program'], 'names': {'en': 'R'},
                            'cost_points': 1},
            'reward_retire': one['reward'], 'points_earn': club | {'amount': 100},
            'points_preview': club | {'amount': 100}, 'points_redeem': redemption,
            'redemption_reserve': redemption, 'redemption_commit': one['reservation'],
            'redemption_cancel': one['reservation'],
            'entry_refund': {'entry_id': ids['points_entry'], 'amount': 1, 'reason': 'r'},
            'account_adjust': {'account_id': ids['points_account'], 'points': 1,
                               'reason_code': 'other', 'reason': 'r'},
            'account_set_tier': {'account_id': ids['points_account'], 'tier': 1, 'reason': 'r'},
            'month_close': {'month': '2020-01'},
            'entry_void': {'entry_id': ids['entry'], 'reason': 'r'}, 'entry_list': {},
            'entry_get': one['entry'], 'employee_list': {}, 'employee_save': {'name': 'E'},
            'employee_set_pin': one['employee'] | {'pin': '5938'},
            'employee_unlock': one['employee'], 'employee_retire': one['employee'],
            'employee_verify': {'employee_id': ids['employee'], 'pin': '5938'},
            'import_open': self.file(self.own, ids['points_program'], 'Next'),
            'import_check': one['import'] | {'first': 1, 'rows': [[2, 'A', 'B', '5']]},
            'import_run': one['import'], 'import_undo': one['import'], 'import_list': {},
            'import_errors': one['import'], 'job_list': {}, 'job_run': {'name': 'expiry'},
            'audit_list': {}, 'interface_get': {}, 'self_check': {},
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


def known_members(db, connection, types=r'\w+'):
    """Yields (operation, members of such types) for each operation."""
    described = dict(db.rows('select name, private.members_of(name) from private.operation'))
    names = {name for members in described.values() for name, rule in members.items()
             if re.fullmatch(types, rule['type'])}
    assert {'id', 'store_id', 'account_id', 'store_ids', 'program_ids'} <= names, names
    for operation, in db.rows('select name from private.operation order by 1'):
        try:
            call(connection, operation, dict.fromkeys(names, 1.5) | {'unknown': 1})
        except Refused as refusal:
            fields = refusal.fields
        assert fields['unknown'] == 'unknown_member', operation
        yield operation, sorted(n for n in names if fields.get(n) != 'unknown_member')
