# refusals_office.py: the table of refusals: who may what, requests, programs, people
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib
import json
import uuid

from refusals import error, row
from stempel_test import Refused, call, connection_string, stempelctl


@row('unauthenticated')
def a_role_that_is_nobody(shop):
    stranger = shop.db.connect(shop.db.role('manager'))
    yield
    call(stranger, 'session_whoami', {})


@row('unauthenticated')
def a_login_that_was_disabled(shop):
    shop.call('login_disable', id=shop.staff.id)
    yield
    shop.staff.call('session_whoami')


def by_stempelctl(database, *arguments):
    """What stempelctl is told, as it prints it."""
    done = stempelctl(*arguments, check=False, database=database)
    problem = json.loads(done.stderr)
    assert done.returncode == (3 if problem['code'] == 'unavailable' else 1), done
    raise Refused({name: problem[name] for name in problem
                   if name not in ('type', 'title', 'status')})


def through_the_server(shop, login, operation, **request):
    """As the server would send it for a session of this login."""
    token = login.call('session_open')['token']
    server = shop.db.connect(shop.db.role('server'))
    call(server, operation, request,
         {'session': hashlib.sha256(token.encode()).hexdigest()})


@row('forbidden')
def staff_who_open_a_store(shop):
    yield
    # PostgreSQL itself knows that this role may not.
    by_stempelctl(connection_string(shop.db.name, shop.staff.database_role),
                  'call', 'store_save', '{"name": "Gare"}')


@row('forbidden', operation='store_save')
def staff_who_open_a_store_through_the_server(shop):
    yield
    through_the_server(shop, shop.staff, 'store_save', name='Gare')


@row('forbidden', operation='stamp_earn')
def an_auditor_who_books(shop):
    yield
    through_the_server(shop, shop.bakery.auditor, 'stamp_earn', account_id=shop.account)


@row('forbidden', operation='session_open')
def a_session_that_opens_the_next_one(shop):
    yield
    through_the_server(shop, shop.manager, 'session_open')


def with_password(shop, **login):
    saved = shop.call('login_save', name='Nora', role='staff', **login)
    return shop.call('login_set_password', id=saved['id'], password='a horse in the garden')


@row('unauthenticated', reason='credentials')
def a_wrong_password(shop):
    with_password(shop, email='nora@example.lu')
    yield
    call(shop.db.connect(shop.db.role('server')), 'session_open',
         {'email': 'nora@example.lu', 'password': 'x'})


@row('unauthenticated', reason='code_invalid')
def a_wrong_code(shop):
    shop.call('totp_begin')
    yield
    shop.call('totp_confirm', one_time_code='000 000')


@row('unauthenticated', reason='code_required')
def a_sign_in_without_its_code(shop):
    shop.db.rows('update stempel.login set email = %s where id = %s', 'anna@example.lu',
                 shop.manager.id)
    shop.call('login_set_password', id=shop.manager.id, password='a horse in the garden')
    shop.call('totp_begin')
    shop.call('totp_confirm', one_time_code=shop.db.value(
        'select private.totp_code(secret, private.totp_step(private.now()))'
        ' from stempel.login_totp where login_id = %s', shop.manager.id))
    yield
    call(shop.db.connect(shop.db.role('server')), 'session_open',
         {'email': 'anna@example.lu', 'password': 'a horse in the garden'})


@row('conflict', reason='not_begun')
def a_code_before_there_is_a_secret(shop):
    yield
    shop.call('totp_confirm', one_time_code='123456')


@row('conflict', reason='already_set_up')
def a_second_second_factor(shop):
    shop.call('totp_begin')
    shop.db.rows('update stempel.login_totp set confirmed_at = private.now()')
    yield
    shop.call('totp_begin')


@row('conflict', reason='no_email')
def a_password_without_an_address(shop):
    yield
    with_password(shop)


@row('conflict', reason='no_session')
def a_password_changed_without_a_session(shop):
    yield
    call(shop.manager.connection, 'password_change',
         {'current_password': 'x', 'password': 'a horse in the garden'})


@row('invalid', **error('password', 'too_short', min=12))
def a_short_password(shop):
    yield
    shop.call('password_change', current_password='x', password='a horse')


def with_terminal(shop):
    """A terminal, and a call with the session of a device that claimed it."""
    till = shop.call('terminal_pair', name='Till', store_id=shop.store)
    server = shop.db.connect(shop.db.role('server'))
    token = call(server, 'terminal_claim', {'code': till['code']})['token']

    def booked(operation, **request):
        return call(server, operation, request, {
            'session': hashlib.sha256(token.encode()).hexdigest(),
            'idempotency_key': str(uuid.uuid4())})
    return till, booked


@row('conflict', reason='not_this_store')
def a_terminal_that_books_elsewhere(shop):
    _, booked = with_terminal(shop)
    other = shop.call('store_save', name='Gare')['id']
    yield {'store_id': shop.store}
    booked('stamp_earn', account_id=shop.account, store_id=other, employee_id=shop.luc)


@row('conflict', reason='revoked', what='terminal')
def a_terminal_shut_out_twice(shop):
    till, _ = with_terminal(shop)
    shop.call('terminal_revoke', id=till['id'])
    yield
    shop.call('terminal_revoke', id=till['id'])


@row('conflict', reason='revoked', what='api_key')
def a_key_that_was_shut_out(shop):
    key = shop.call('api_key_save', name='Till', role='staff', operations=['card_lookup'])
    shop.call('api_key_revoke', id=key['id'])
    yield
    shop.call('api_key_save', id=key['id'], revision=2, name='Till', role='staff',
              operations=['card_get'])


@row('not_found', what='code')
def a_wrong_pairing_code(shop):
    yield
    shop.call('terminal_claim', code='ABCD-EFGH')


@row('invalid', **error('operations', 'unknown_value'))
def a_key_that_makes_keys(shop):
    yield
    shop.call('api_key_save', name='Till', role='manager', operations=['api_key_save'])


@row('unavailable', reason='connection')
def a_server_that_is_not_there(shop):
    yield
    by_stempelctl('host=/nonexistent dbname=stempel', 'call', 'session_whoami', '{}')


@row('not_found', what='job')
def a_job_that_is_not_there(shop):
    yield
    by_stempelctl(connection_string(shop.db.name), 'jobs', 'run', 'nothing')


# One of each kind of thing that is looked for.
for what, operation, request in (
        ('account', 'account_get', {}), ('card', 'card_get', {}), ('customer', 'customer_get', {}),
        ('employee', 'employee_retire', {}), ('entry', 'entry_get', {}),
        ('login', 'login_disable', {}), ('terminal', 'terminal_revoke', {}),
        ('api_key', 'api_key_revoke', {}), ('program', 'program_get', {}),
        ('reward', 'reward_retire', {}), ('session', 'session_revoke', {}),
        ('store', 'store_save', {'revision': 1, 'name': 'Gare'})):
    def missing(shop, operation=operation, request=request):
        yield
        shop.call(operation, id=10 ** 12, **request)
    missing.__name__ = f'a_{what}_that_is_not_there'
    row('not_found', what=what)(missing)


@row('not_found', what='card')
def a_card_number_that_is_not_there(shop):
    yield
    shop.call('card_lookup', token='0000 0000 0000')


@row('not_found', what='program')
def a_member_of_a_program_that_is_not_there(shop):
    yield
    shop.bakery.member(program_ids=[10 ** 12])


# Requests.

@row('invalid', **error('name', 'required'))
def a_name_that_is_missing(shop):
    yield
    shop.call('store_save', name=' ')


@row('invalid', **error('colour', 'unknown_member'))
def a_member_that_nobody_knows(shop):
    yield
    shop.call('store_save', name='Gare', colour='red')


@row('invalid', **error('id', 'wrong_type'))
def a_word_where_a_number_belongs(shop):
    yield
    shop.call('account_get', id='one')


@row('invalid', **error('request', 'wrong_type'))
def a_request_that_is_no_object(shop):
    yield
    with shop.manager.connection.cursor() as cursor:
        try:
            cursor.execute("select api.store_list('[]')")
        except Exception as refusal:
            raise Refused(json.loads(refusal.diag.message_detail)) from None


@row('invalid', **error('limit', 'out_of_range', min=1, max=500))
def a_page_that_is_too_long(shop):
    yield
    shop.call('customer_search', limit=501)


@row('invalid', **error('name', 'too_long', max=100))
def a_name_that_is_too_long(shop):
    yield
    shop.call('login_save', name='x' * 101, role='staff')


@row('invalid', **error('email', 'invalid_format'))
def an_address_that_is_none(shop):
    yield
    shop.bakery.member(email='anna')


@row('invalid', **error('kind', 'not_allowed'))
def the_kind_of_a_program_that_exists(shop):
    yield
    shop.call('program_save', id=shop.program['id'], revision=shop.program['revision'],
              kind='points', draft=shop.program['published'])


@row('invalid', **error('name', 'taken'))
def a_second_store_of_the_same_name(shop):
    yield
    shop.call('store_save', name='centre')


@row('invalid', **error('database_role', 'taken'))
def the_role_of_another_merchant(shop):
    other = shop.db.merchant('Butcher')
    yield
    shop.call('login_save', name='Ann', role='staff', database_role=other.staff.database_role)


@row('invalid', **error('card_number', 'taken'))
def the_number_of_a_card_that_somebody_has(shop):
    number = shop.anna['cards'][0]['number']
    yield
    shop.bakery.member('Ben', card_number=number)


@row('invalid', **error('role', 'unknown_value'))
def a_role_that_is_not_there(shop):
    yield
    shop.call('login_save', name='Ann', role='king')


@row('invalid', **error('pin', 'trivial'))
def a_PIN_that_everybody_guesses(shop):
    yield
    shop.call('employee_set_pin', id=shop.luc, pin='123456')


@row('idempotency_key_reused')
def a_key_of_another_request(shop):
    key = str(uuid.uuid4())
    shop.call('store_save', name='Gare', key=key)
    yield
    shop.call('store_save', name='Nord', key=key)


@row('idempotency_key_reused')
def a_key_of_another_booking(shop):
    key = str(uuid.uuid4())
    shop.stamp(1, key=key)
    yield
    shop.stamp(2, key=key)


@row('idempotency_key_reused')
def a_key_of_a_booking_for_something_else(shop):
    key = str(uuid.uuid4())
    shop.stamp(1, key=key)
    yield
    shop.call('store_save', name='Gare', key=key)


@row('idempotency_key_reused')
def a_key_of_something_else_for_a_booking(shop):
    key = str(uuid.uuid4())
    shop.call('store_save', name='Gare', key=key)
    yield
    shop.stamp(1, key=key)


@row('stale')
def a_program_that_somebody_else_has_changed(shop):
    rules = shop.program['published']
    shop.call('program_save', id=shop.program['id'], revision=shop.program['revision'],
              draft=rules | {'stamps_target': 8})
    yield {'current': shop.call('program_get', id=shop.program['id'])}
    shop.call('program_save', id=shop.program['id'], revision=shop.program['revision'],
              draft=rules | {'stamps_target': 9})


@row('stale')
def a_member_that_somebody_else_has_changed(shop):
    names = {'given_name': 'Anna', 'family_name': 'Zwiebelmann', 'id': shop.anna['id']}
    shop.call('customer_save', revision=1, **names)
    # The record as it was shown: a member without what belongs to them.
    current = shop.call('customer_get', id=shop.anna['id'])
    yield {'current': current}
    shop.call('customer_save', revision=1, **names)


# Programs, stores, logins.

@row('conflict', reason='has_no_draft')
def nothing_to_publish(shop):
    shop.program
    yield
    shop.call('program_publish', id=shop.program['id'])


@row('conflict', reason='closed', what='program')
def changes_to_a_closed_program(shop):
    closed = shop.call('program_close', id=shop.program['id'])
    yield
    shop.call('program_save', id=closed['id'], revision=closed['revision'],
              draft=closed['published'])


@row('conflict', reason='closed', what='program')
def a_closed_program_that_is_resumed(shop):
    shop.call('program_close', id=shop.program['id'])
    yield
    shop.call('program_resume', id=shop.program['id'])


@row('conflict', reason='active', what='program')
def an_active_program_that_is_resumed(shop):
    shop.program
    yield
    shop.call('program_resume', id=shop.program['id'])


@row('conflict', reason='paused', what='program')
def a_paused_program_that_is_paused(shop):
    shop.call('program_pause', id=shop.program['id'])
    yield
    shop.call('program_pause', id=shop.program['id'])


@row('conflict', reason='draft', what='program')
def a_draft_that_is_closed(shop):
    draft = shop.bakery.program(publish=False)
    yield
    shop.call('program_close', id=draft['id'])


@row('conflict', reason='too_many_entries', limit=1, days=-1)
def a_simulation_of_too_many_days(shop):
    shop.db.rows('create or replace function private.simulation_limit() returns integer '
                 'language sql immutable as $$ select 1 $$')
    shop.stamp()
    shop.stamp()
    yield
    shop.call('program_simulate', id=shop.program['id'], days=1)


@row('conflict', reason='last_store')
def the_last_store_is_closed(shop):
    yield
    shop.call('store_save', id=shop.store, revision=1, name='Centre', state='closed')


@row('conflict', reason='last_manager')
def the_last_manager_is_disabled(shop):
    yield
    shop.call('login_disable', id=shop.manager.id)


@row('conflict', reason='disabled')
def a_login_that_is_disabled_twice(shop):
    shop.call('login_disable', id=shop.staff.id)
    yield
    shop.call('login_disable', id=shop.staff.id)


# Members.

@row('duplicate_customer', name='Anna Zwiebelmann', field='email')
def somebody_with_the_same_address(shop):
    yield {'customer_id': shop.anna['id']}
    shop.bakery.member('Ben', email='ZWIEBELMANN@example.lu')


@row('duplicate_customer', name='Anna Zwiebelmann', field='phone')
def somebody_with_the_same_telephone(shop):
    yield {'customer_id': shop.anna['id']}
    shop.bakery.member('Ben', phone='621777888')


def merged(shop):
    """Somebody who became Anna, and what they were."""
    shop.account
    twin = shop.bakery.member('Ben')
    shop.call('customer_merge', id=shop.anna['id'], other_id=twin['id'])
    return twin


@row('conflict', reason='merged')
def changes_to_somebody_who_was_merged(shop):
    twin = merged(shop)
    yield {'customer_id': shop.anna['id']}
    shop.call('customer_save', id=twin['id'], revision=2, given_name='B', family_name='B')


@row('conflict', reason='merged')
def a_booking_for_somebody_who_was_merged(shop):
    twin = merged(shop)
    yield {'customer_id': shop.anna['id'], 'account_id': shop.account}
    shop.stamp(account_id=twin['accounts'][0]['id'])


@row('conflict', reason='erased')
def a_booking_for_somebody_who_was_erased(shop):
    shop.account
    shop.call('customer_erase', id=shop.anna['id'])
    yield {'customer_id': shop.anna['id'], 'account_id': shop.account}
    shop.stamp()


@row('conflict', reason='erased')
def somebody_who_was_erased_is_erased_again(shop):
    shop.call('customer_erase', id=shop.anna['id'])
    yield {'customer_id': shop.anna['id']}
    shop.call('customer_erase', id=shop.anna['id'])


@row('conflict', reason='erased')
def parting_from_somebody_who_was_erased(shop):
    twin = merged(shop)
    shop.call('customer_erase', id=shop.anna['id'])
    yield {'customer_id': twin['id']}
    shop.call('customer_unmerge', id=twin['id'])


@row('conflict', reason='not_merged')
def parting_what_is_not_one(shop):
    yield
    shop.call('customer_unmerge', id=shop.anna['id'])


@row('conflict', reason='reserved', available_at='2026-03-02T09:10:00+00:00')
def a_merge_in_the_middle_of_a_redemption(shop):
    shop.use('points', money_points=10, money_amount=100)
    shop.buy()
    shop.reserve(points=10)
    twin = shop.bakery.member('Ben')
    yield
    shop.call('customer_merge', id=shop.anna['id'], other_id=twin['id'])


@row('conflict', reason='taken_back_since')
def parting_when_what_was_bought_was_taken_back(shop):
    shop.use('points')
    shop.account
    twin = shop.bakery.member('Ben')
    bought = shop.buy(account_id=twin['accounts'][0]['id'])
    shop.call('customer_merge', id=shop.anna['id'], other_id=twin['id'])
    yield {'entry_id': shop.call('entry_void', entry_id=bought['entry']['id'],
                                 reason='r')['entry']['id']}
    shop.call('customer_unmerge', id=twin['id'])


@row('conflict', reason='moved_points_used')
def parting_when_what_moved_was_used(shop):
    shop.use('points', money_points=10, money_amount=100)
    shop.account
    twin = shop.bakery.member('Ben')
    shop.buy(account_id=twin['accounts'][0]['id'])
    shop.call('customer_merge', id=shop.anna['id'], other_id=twin['id'])
    shop.spend(points=10)
    yield
    shop.call('customer_unmerge', id=twin['id'])


def file(shop, rows=2, **more):
    """A file of two members, opened."""
    return shop.call('import_open', name='members.csv', sha256='0' * 64, rows=rows,
                     program_id=shop.program['id'], store_id=shop.store, columns=[
                         {'column': c, 'field': c} for c in ('given_name', 'family_name', 'email')],
                     **more)['id']


def members(shop, *emails, rows=None):
    job = file(shop, rows=rows or len(emails))
    shop.call('import_check', id=job, first=1, rows=[
        [n + 2, 'Ana', f'Weber{n}', email] for n, email in enumerate(emails)])
    return job


@row('not_found', what='import')
def an_import_that_is_not_there(shop):
    yield
    shop.call('import_run', id=999)


@row('conflict', reason='rows_missing', received=0)
def rows_of_a_file_in_the_wrong_order(shop):
    job = file(shop)
    yield
    shop.call('import_check', id=job, first=2, rows=[[3, 'Ana', 'Weber', None]])


@row('conflict', reason='not_checked', rows=2, received=1)
def half_a_file(shop):
    job = members(shop, 'a@example.lu', rows=2)
    yield
    shop.call('import_run', id=job)


@row('conflict', reason='bad_rows', rows=1)
def a_file_with_the_same_person_twice(shop):
    job = members(shop, 'a@example.lu', 'A@example.lu')
    yield
    shop.call('import_run', id=job)


@row('conflict', reason='totals_differ')
def a_file_that_comes_to_something_else(shop):
    job = members(shop, 'a@example.lu')
    yield {'totals': {'members': 1, 'points': 0, 'stamps': 0, 'full_cards': 0, 'lots': 0,
                      'consents': 0}}
    shop.call('import_run', id=job, expected={'members': 2})


@row('conflict', reason='undone')
def an_import_that_was_taken_back(shop):
    job = members(shop, 'a@example.lu')
    shop.call('import_undo', id=job)
    yield
    shop.call('import_run', id=job)


@row('conflict', reason='import_used', used_as='booked', used=1)
def an_import_whose_member_was_there(shop):
    job = members(shop, 'a@example.lu')
    while shop.call('import_run', id=job)['state'] == 'running':
        pass
    guest = shop.call('customer_search', q='a@example.lu')['items'][0]['id']
    account = shop.call('customer_get', id=guest)['accounts'][0]['id']
    shop.stamp(account_id=account)
    yield {'customer_id': guest, 'account_id': account}
    shop.call('import_undo', id=job)
