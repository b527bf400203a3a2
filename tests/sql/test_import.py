#!/usr/bin/python3
# test_import.py: members from a file: what is good, what is bad and why, what it becomes, undone
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hashlib
import json
import random
import uuid

from points import MONDAY, earn, sound
from stempel_ledger import run_job
from stempel_test import call, parallel, refused, run, sqlstate, test

CARD = '1234567890128'
NAMES = ['given_name', 'family_name']


def shop(db, kind='hybrid', **rules):
    db.at(MONDAY)
    bakery = db.merchant()
    program = bakery.points_program(kind=kind, **{'cooldown_minutes': 0, 'daily_limit': 100}
                                    | rules)
    return bakery, program


def opened(bakery, program, file, fields, **more):
    return bakery.manager.call('import_open', **{
        'name': 'members.csv', 'rows': len(file), 'program_id': program['id'],
        'store_id': bakery.store_id,
        'sha256': hashlib.sha256(json.dumps(file).encode()).hexdigest(),
        'columns': [{'column': f'Column {field}', 'field': field} for field in fields]} | more)


def bring(bakery, program, rows, **more):
    """A file of dicts, checked; its columns are all that occur."""
    fields = NAMES + sorted({field for row in rows for field in row} - set(NAMES))
    job = opened(bakery, program, rows, fields, **more)
    for first in range(0, len(rows), 500):
        job = bakery.manager.call('import_check', id=job['id'], first=first + 1, rows=[
            [place + 2] + [row.get(field, f'Given{place}' if field == 'given_name' else
                                   'Family' if field == 'family_name' else None)
                           for field in fields]
            for place, row in enumerate(rows[first:first + 500], first)])
    return job


def run_all(bakery, job, operation='import_run', **more):
    while True:
        job = bakery.manager.call(operation, id=job['id'], **more)
        if job['state'] not in ('running', 'undoing'):
            return job


def imported(bakery, program, rows, **more):
    return run_all(bakery, bring(bakery, program, rows, **more))


def undone(bakery, job):
    return run_all(bakery, job, 'import_undo')


def errors(bakery, job):
    return bakery.manager.call('import_errors', id=job['id'])['items']


def found(bakery, text):
    member, = bakery.manager.call('customer_search', q=text)['items']
    return bakery.manager.call('customer_get', id=member['id'])


# field, what is bad, its code, and what it says beside; below: what is still good
BAD = [
    ('given_name', '', 'required', {}),
    ('given_name', ' ', 'required', {}),
    ('family_name', 'x' * 101, 'too_long', {'max': 100}),
    ('given_name', 'A\tB', 'invalid_format', {}),
    ('email', 'anna', 'invalid_format', {}),
    ('email', 'a' * 250 + '@b.lu', 'too_long', {'max': 254}),
    ('phone', '12', 'invalid_format', {}),
    ('birthday', '2026-02-29', 'invalid_format', {}),
    ('birthday', '1899-12-31', 'out_of_range', {'min': '1900-01-01', 'max': '2026-03-02'}),
    ('birthday', '2026-03-03', 'out_of_range', {'min': '1900-01-01', 'max': '2026-03-02'}),
    ('language', 'german', 'invalid_format', {}),
    ('note', 'x' * 2001, 'too_long', {'max': 2000}),
    ('card_number', '1234567890123', 'invalid_format', {}),
    ('enrolled_on', '2026-03-03', 'out_of_range', {'min': '1900-01-01', 'max': '2026-03-02'}),
    ('enrolled_on', '02.03.2026', 'invalid_format', {}),
    ('points', 'many', 'wrong_type', {}),
    ('points', '1.5', 'wrong_type', {}),
    ('points', '-1', 'out_of_range', {'min': 0, 'max': 1000000000}),
    ('points', '1000000001', 'out_of_range', {'min': 0, 'max': 1000000000}),
    ('points_9', '-1', 'out_of_range', {'min': 0, 'max': 1000000000}),
    ('earned_on', '2026-03-03', 'out_of_range', {'min': '1900-01-01', 'max': '2026-03-02'}),
    ('expires_on', '2026-03-01', 'out_of_range', {'min': '2026-03-02'}),
    ('expires_on_2', '2026-03-01', 'out_of_range', {'min': '2026-03-02'}),
    ('stamps', '-1', 'out_of_range', {'min': 0, 'max': 10000}),
    ('stamps', '10001', 'out_of_range', {'min': 0, 'max': 10000}),
    ('rewards_expire_on', '2026-03-01', 'out_of_range', {'min': '2026-03-02'}),
    ('terms_accepted_on', '2026-03-03', 'out_of_range',
     {'min': '1900-01-01', 'max': '2026-03-02'}),
    ('email_consent_on', 'yes', 'invalid_format', {}),
    ('phone_consent_on', '1899-12-31', 'out_of_range',
     {'min': '1900-01-01', 'max': '2026-03-02'}),
    ('terms_version', 'x' * 101, 'too_long', {'max': 100}),
    ('consent_source', 'x' * 201, 'too_long', {'max': 200}),
]
GOOD = {
    'given_name': ['x' * 100, ' Zoé '], 'family_name': ["'Abd"], 'email': ['A@b.lu', ''],
    'phone': ['621 123 456', "'+352 621 123 457"],
    'birthday': ['1900-01-01', '2026-03-02', ''],
    'language': ['fr'], 'note': ['x' * 2000],
    'card_number': [CARD], 'points_2': ['0'], 'points_9': ['0'],
    'enrolled_on': ['1900-01-01', '2026-03-02'], 'points': ['0', '1000000000', ''],
    'earned_on': ['2026-03-02'], 'expires_on': ['2026-03-02'], 'expires_on_2': ['9999-12-31'],
    'stamps': ['0', '10000'], 'rewards_expire_on': ['2026-03-02'], 'terms_version': ['2024'],
    'terms_accepted_on': ['2026-03-02'], 'email_consent_on': ['1900-01-01'],
    'phone_consent_on': ['2020-02-29'], 'consent_source': ['paper'],
}


@test('every bad cell is told by its line, its column and its reason; what is at the edge is good')
def bad_cells(db):
    bakery, program = shop(db)
    points = {'points': '5', 'points_2': '5', 'points_9': '5'}
    rows = [points | {field: value} for field, value, _, _ in BAD]
    job = bring(bakery, program, rows)
    told = errors(bakery, job)
    wanted = [{'line': place + 2, 'column': f'Column {field}', 'field': field, 'code': code,
               'facts': facts} for place, (field, _, code, facts) in enumerate(BAD)]
    assert told == wanted, [pair for pair in zip(told, wanted) if pair[0] != pair[1]]
    assert (job['state'], job['bad']['rows'], job['totals']['members']) == ('checked', len(BAD), 0)
    fields = set(db.value('select array(select jsonb_object_keys(private.import_fields()))'))
    assert {field.removesuffix('_2').removesuffix('_9') for field, *_ in BAD} == fields
    good = [{field: value} for field, values in GOOD.items() for value in values]
    job = bring(bakery, program, good)
    assert errors(bakery, job) == [] and job['totals']['members'] == len(good)
    assert run_all(bakery, job)['imported']['members'] == len(good)
    assert found(bakery, "'abd")['phone'] is None and found(bakery, 'zoe')['name'] == 'Zoé Family'
    sound(bakery)


@test('all that is wrong in a row is told at once, and rows are found page by page')
def all_errors(db):
    bakery, program = shop(db)
    job = bring(bakery, program, [{'email': 'x', 'points': 'x', 'birthday': 'x'}] * 7)
    pages, after = [], {}
    while True:
        page = bakery.auditor.call('import_errors', id=job['id'], limit=3, **after)
        pages.append([(e['line'], e['field']) for e in page['items']])
        if not page['next']:
            break
        after = {'after': page['next']}
    assert [len(p) for p in pages] == [9, 9, 3], pages
    assert sum(pages, []) == [(line, field) for line in range(2, 9)
                              for field in ('birthday', 'email', 'points')], pages


@test('days in the order that the file has, and as ISO in any')
def day_formats(db):
    bakery, program = shop(db)
    for order, day in (('dmy', '5.11.2025'), ('dmy', '05/11/2025'), ('mdy', '11/5/2025'),
                       ('mdy', '11-05-2025'), ('dmy', '2025-11-05'), ('iso', '2025-11-05')):
        job = bring(bakery, program, [{'enrolled_on': day, 'family_name': order + day}],
                    date_format=order)
        assert errors(bakery, job) == [], (order, day)
        run_all(bakery, job)
    enrolled = {row[0] for row in db.rows('select enrolled_at::text from stempel.customer')}
    assert enrolled == {'2025-11-04 23:00:00+00'}, enrolled  # Midnight in Luxembourg.
    job = bring(bakery, program, [{'enrolled_on': '13/13/2025'}], date_format='dmy')
    assert [e['code'] for e in errors(bakery, job)] == ['invalid_format']


@test('who is in the file twice, or a member already, is told with where to look')
def duplicates(db):
    bakery, program = shop(db)
    anna = bakery.member('Anna', 'Weber', email='anna@example.lu', phone='621 111 111',
                         card_number=CARD)
    old = bakery.member('Ana', 'Weber', email='ana@example.lu')
    bakery.manager.call('customer_merge', id=anna['id'], other_id=old['id'])
    bakery.manager.call('customer_save', id=anna['id'], revision=found(
        bakery, 'anna@')['revision'], given_name='Anna', family_name='Weber',
        email='anna@example.lu', phone='621 111 111')
    taken = {'code': 'taken', 'facts': {'customer_id': anna['id']}}
    job = bring(bakery, program, [
        {'email': 'bbbb@example.lu', 'phone': '621 222 222'},
        {'email': ' BBBB@EXAMPLE.lu'}, {'phone': '+352 621222222'}, {'phone': '00352-621-222-222'},
        {'email': 'Anna@example.lu'}, {'phone': '621111111'}, {'card_number': CARD},
        {'email': 'ana@example.lu'}, {'email': 'c@example.lu', 'birthday': 'never'},
        {'email': 'c@example.lu'}])
    told = [{k: e[k] for k in ('line', 'field', 'code', 'facts')} for e in errors(bakery, job)]
    twice = {'code': 'duplicate', 'facts': {'other_line': 2}}
    assert told == [
        {'line': 3, 'field': 'email'} | twice, {'line': 4, 'field': 'phone'} | twice,
        {'line': 5, 'field': 'phone'} | twice, {'line': 6, 'field': 'email'} | taken,
        {'line': 7, 'field': 'phone'} | taken, {'line': 8, 'field': 'card_number'} | taken,
        {'line': 9, 'field': 'email'} | taken,
        {'line': 10, 'field': 'birthday', 'code': 'invalid_format', 'facts': {}},
        {'line': 11, 'field': 'email', 'code': 'duplicate', 'facts': {'other_line': 10}}], told


@test('who becomes a member between the check and the import is left out and counted as bad')
def late_duplicates(db):
    bakery, program = shop(db)
    job = bring(bakery, program, [{'email': 'aaaa@example.lu', 'points': '7'},
                                  {'email': 'bbbb@example.lu', 'points': '5'}])
    bakery.member('Somebody', 'Else', email='AAAA@example.lu')
    job = run_all(bakery, job, expected={'members': 2, 'points': 12, 'stamps': 0})
    assert (job['imported']['members'], job['imported']['points']) == (1, 5), job
    assert job['totals'] == job['imported'] and job['bad'] == {'rows': 1, 'points': 7, 'stamps': 0}
    assert [(e['line'], e['code']) for e in errors(bakery, job)] == [(2, 'taken')]
    sound(bakery)


@test('one who is enrolled at a counter while their row is imported becomes one member, not two')
def at_the_same_time(db):
    bakery, program = shop(db)
    db.running_clock()
    for n in range(12):
        mail = f'm{n}@example.lu'
        job = bring(bakery, program, [{'email': f'x{n}.{i}@example.lu'} for i in range(30)]
                    + [{'email': mail, 'points': '3'}])
        key = str(uuid.uuid4())
        answers = parallel([
            lambda: call(db.connect(bakery.manager.database_role), 'import_run',
                         {'id': job['id']}, {'idempotency_key': key}),
            lambda: bakery.manager.call('customer_enroll', given_name='A', family_name='B',
                                        email=mail, store_id=bakery.store_id)])
        assert not isinstance(answers[0], Exception), answers
        assert not isinstance(answers[1], Exception) or answers[1].code == 'duplicate_customer'
        assert db.value('select count(*) from stempel.customer where email_norm = %s', mail) == 1
        run_all(bakery, job)
    sound(bakery)


@test('a member who was brought along has everything the row said, and the ledger explains it')
def becomes(db):
    bakery, program = shop(db, stamps_target=10, entitlement_days=90, expiry='days',
                           expiry_days=400, welcome_points=50)
    second = bakery.points_program(names={'en': 'Second'})
    job = imported(bakery, program, [{
        'given_name': 'Zoé', 'family_name': 'Weber', 'email': 'Zoe@example.lu',
        'phone': '621 123 456', 'birthday': '1990-05-01', 'language': 'fr', 'note': 'rye',
        'card_number': CARD, 'enrolled_on': '2020-02-29', 'points': '300',
        'earned_on': '2026-01-05', 'expires_on': '2026-12-31', 'points_2': '20',
        'earned_on_2': '2025-06-01', 'points_3': '7', 'stamps': '23',
        'rewards_expire_on': '2026-06-30', 'terms_accepted_on': '2020-02-29',
        'terms_version': '2019', 'email_consent_on': '2021-01-01', 'consent_source': 'paper'}])
    assert job['imported'] == {'members': 1, 'points': 327, 'stamps': 23, 'full_cards': 2,
                               'lots': 3, 'consents': 2} == job['totals'], job
    zoe = found(bakery, 'zoe')
    assert {k: zoe[k] for k in ('name', 'email', 'phone', 'birthday', 'language', 'note')} == {
        'name': 'Zoé Weber', 'email': 'Zoe@example.lu', 'phone': '621 123 456',
        'birthday': '1990-05-01', 'language': 'fr', 'note': 'rye'}
    assert zoe['enrolled_at'] == '2020-02-28T23:00:00+00:00' and zoe['enrolled_store'] == 'Centre'
    assert [c['number'] for c in zoe['cards']] == [CARD]
    account, other = zoe['accounts']
    assert (account['program_id'], other['program_id']) == (program['id'], second['id'])
    assert (account['points'], account['stamps'], other['points']) == (327, 3, 0)
    assert [e['expires_on'] for e in account['entitlements']] == ['2026-06-30'] * 2
    assert account['expiring'] == {'points': 20, 'expires_on': '2026-07-06'}, account['expiring']
    entry, = bakery.manager.call('entry_list', account_id=account['id'])['items']
    assert (entry['kind'], entry['reason_code'], entry['reason'], entry['points'], entry['stamps'],
            entry['entitlements_issued']) == ('import', 'import', 'members.csv', 327, 23, 2), entry
    why = bakery.manager.call('account_explain', account_id=account['id'])
    assert (why['points'], why['usable_points'], why['stamps']) == (327, 327, 3)
    assert [(l['points'], l['remaining'], l['expires_on']) for l in why['lots']] == [
        (300, 300, '2026-12-31'), (20, 20, '2026-07-06'), (7, 7, '2027-04-06')], why['lots']
    assert db.rows("""select points, (opened_at at time zone 'Europe/Luxembourg')::text
                        from stempel.lot order by id""") == [
        (300, '2026-01-05 00:00:00'), (20, '2025-06-01 00:00:00'), (7, '2026-03-02 10:00:00')]
    consents = bakery.manager.call('customer_export', id=zoe['id'])['consents']
    assert [(c['purpose'], c['given_on'], c['source'], c['version']) for c in consents] == [
        ('terms', '2020-02-29', 'paper', '2019'), ('email', '2021-01-01', 'paper', None)]
    # What there is can be used as if it had been earned here, the soonest to lapse first.
    bakery.manager.call('points_redeem', account_id=account['id'], store_id=bakery.store_id,
                        reward_id=bakery.reward(program['id'], cost_points=21)['id'])
    bakery.manager.call('stamp_redeem', account_id=account['id'], store_id=bakery.store_id)
    why = bakery.manager.call('account_explain', account_id=account['id'])
    assert [l['remaining'] for l in why['lots']] == [299, 0, 7], why['lots']
    sound(bakery)


@test('a balance of 0 is no entry; what has lapsed by the rules is told, not brought along')
def empty_and_lapsed(db):
    bakery, program = shop(db, expiry='days', expiry_days=30)
    job = bring(bakery, program, [{'points': '0', 'email': 'aaaa@example.lu'},
                                  {'points': '5', 'earned_on': '2026-01-30'},
                                  {'points': '5', 'earned_on': '2026-01-31'}])
    assert [(e['line'], e['field'], e['column'], e['code'], e['facts']) for e in
            errors(bakery, job)] == [(3, 'expires_on', None, 'out_of_range', {
                'min': '2026-03-02', 'value': '2026-03-01'})], errors(bakery, job)
    run_all(bakery, job, skip_bad=True)
    assert found(bakery, 'aaaa@')['accounts'][0]['points'] == 0
    assert db.value('select count(*) from stempel.entry') == 1
    db.at('2026-03-03 00:00+01')  # Its last day is over.
    run_job(bakery, 'expiry')
    assert db.value('select sum(points) from stempel.entry') == 0
    sound(bakery)


@test('cards that were printed ahead are handed out; others are made, no two alike')
def cards(db):
    bakery, program = shop(db)
    printed = bakery.manager.call('card_print_batch', count=2)['items']
    job = imported(bakery, program, [{'card_number': printed[0]['number'],
                                      'email': 'aaaa@example.lu'},
                                     {'email': 'bbbb@example.lu'}, {'card_number': CARD}])
    card, = found(bakery, 'aaaa@')['cards']
    assert (card['id'], card['token'], card['state']) == (printed[0]['id'], printed[0]['token'],
                                                          'active')
    assert db.value("select count(distinct number) from stempel.card where state = 'active'") == 3
    undone(bakery, job)
    assert db.rows('select id, state, customer_id from stempel.card order by id') == [
        (p['id'], 'unassigned', None) for p in printed]


@test('columns: each field once, the names are there, days only beside points; the program fits')
def columns(db):
    bakery, program = shop(db)
    for fields, wanted in ((NAMES + ['shoe'], {'columns[2].field': 'unknown_value'}),
                           (NAMES + ['email', 'email'], {'columns[3].field': 'taken'}),
                           (['given_name'], {'family_name': 'required'}),
                           (NAMES + ['expires_on'], {'points': 'required'}),
                           (NAMES + ['points', 'earned_on_2'], {'points_2': 'required'}),
                           (NAMES + ['points_1'], {'columns[2].field': 'unknown_value'})):
        with refused('invalid') as refusal:
            opened(bakery, program, [{}], fields)
        assert refusal.fields == wanted, (fields, refusal.fields)
    for field, reason in (('points', 'no_points'), ('stamps', 'no_stamps')):
        other = bakery.program() if field == 'points' else bakery.points_program()
        with refused('conflict', reason=reason):
            opened(bakery, other, [{}], NAMES + [field])
    bakery.manager.call('program_pause', id=program['id'])
    with refused('program_not_active'):
        opened(bakery, program, [{}], NAMES)
    for bad in ({'rows': 0}, {'sha256': 'x' * 64}, {'date_format': 'ymd'}, {'columns': [5]},
                {'columns': [{'column': 'A', 'field': 'given_name', 'more': 1}]}):
        with refused('invalid'):
            opened(bakery, program, [{}], NAMES, **bad)


@test('rows come in order, once, as the columns say; the same file is the same import')
def in_order(db):
    bakery, program = shop(db)
    rows = [{'email': f'm{n}@example.lu', 'points': str(n)} for n in range(1, 7)]
    job = opened(bakery, program, rows, NAMES + ['points'])

    def send(first, count, **more):
        return bakery.manager.call('import_check', **{'id': job['id'], 'first': first, 'rows': [
            [n + 1, 'A', f'B{n}', str(n)] for n in range(first, first + count)]} | more)

    with refused('conflict', reason='rows_missing', received=0):
        send(2, 1)
    assert send(1, 3)['received'] == 3
    again = send(2, 3)  # Two of them are here already.
    assert (again['received'], again['totals']['points']) == (4, 10), again
    with refused('invalid'):
        send(5, 3)
    for bad in ([5], [[1, 'A', 'B']], [['1', 'A', 'B', '5']], [[0, 'A', 'B', '5']],
                [[1.5, 'A', 'B', '5']], [[1, 'A', 'B', 5]], [{}], [[1, 'A', 'B', '5', '6']]):
        with refused('invalid') as refusal:
            send(5, 1, rows=bad)
        assert refusal.fields == {'rows[0]': 'wrong_type'}, (bad, refusal.fields)
    done = send(5, 2)
    assert (done['state'], done['totals']['points']) == ('checked', 21)
    assert send(1, 6) == done | {'replayed': False}
    same = opened(bakery, program, rows, NAMES + ['points'], name='renamed.csv')
    assert same['id'] == job['id'] and same['received'] == 6
    assert opened(bakery, program, rows, NAMES)['id'] != job['id']


@test('nothing is imported before all is checked, with bad rows, or to other totals')
def totals(db):
    bakery, program = shop(db)
    job = bring(bakery, program, [{'points': '100', 'stamps': '3'}, {'points': '11'},
                                  {'points': '7', 'stamps': '2', 'email': 'x'}])
    assert job['totals'] == {'members': 2, 'points': 111, 'stamps': 3, 'full_cards': 0, 'lots': 2,
                             'consents': 0}, job
    assert job['bad'] == {'rows': 1, 'points': 7, 'stamps': 2}
    with refused('conflict', reason='bad_rows', rows=1):
        bakery.manager.call('import_run', id=job['id'])
    for wrong in ({'members': 3}, {'points': 110}, {'points': 111, 'stamps': 4}):
        with refused('conflict', reason='totals_differ', totals=job['totals']):
            bakery.manager.call('import_run', id=job['id'], skip_bad=True, expected=wrong)
    assert db.value('select count(*) from stempel.customer') == 0
    done = run_all(bakery, job, skip_bad=True, expected={'members': 2, 'points': 111, 'stamps': 3})
    assert done['state'] == 'done' and done['imported'] == job['totals']
    assert run_all(bakery, job)['imported'] == job['totals']  # Again: it is done.
    assert db.value('select count(*) from stempel.customer') == 2
    with sqlstate('42501'):
        bakery.staff.call('import_list')
    assert [i['id'] for i in bakery.auditor.call('import_list')['items']] == [job['id']]
    sound(bakery)


def everything(db):
    """All rows of the merchant, but for what is only ever added to and the imports themselves."""
    skipped = {'audit_event', 'audit_personal', 'import', 'import_row', 'idempotency', 'entry',
               'allocation', 'consent'}
    state = {}
    for table, in db.rows("""select relname from pg_class where relkind = 'r'
            and relnamespace = 'stempel'::regnamespace order by 1"""):
        if table not in skipped:
            state[table] = [row[0] for row in db.rows(
                f'select t::text from stempel.{table} t order by 1')]
    return state


def seen(bakery):
    """What people can see of members and balances."""
    m = bakery.manager
    return {'members': m.call('customer_search'),
            'people': [m.call('customer_get', id=c['id'])
                       for c in m.call('customer_search')['items']],
            'programs': m.call('program_list'), 'duplicates': m.call('customer_duplicates')}


def nobody(db, first):
    """How many there are from a number on, of whom nothing is left but a pseudonym."""
    rows = db.rows("""select c.state, num_nonnulls(c.given_name, c.family_name, c.email,
                c.phone, c.phone_norm, c.birthday, c.note), (
              select count(*) from stempel.card k where k.customer_id = c.id), (
              select sum(a.points + a.stamps + a.owed_points + a.owed_stamps)
                from stempel.account a where a.customer_id = c.id and a.closed_as = 'erased')
         from stempel.customer c where c.id >= %s""", first)
    assert all(row == ('erased', 0, 0, 0) for row in rows), rows[:3]
    return len(rows)


@test('undone, nothing is left: members, cards, balances, lists are as before the import')
def undo_is_the_identity(db):
    chance = random.Random(5)
    bakery, program = shop(db, stamps_target=4, expiry='days', expiry_days=500)
    for n in range(3):
        guest = bakery.member(f'G{n}', 'Weber', email=f'guest{n}@example.lu')
        earn(bakery, guest['accounts'][0]['id'], 1000 * n)
    printed = [c['number'] for c in bakery.manager.call('card_print_batch', count=20)['items']]
    for _ in range(15):
        before, shown = everything(db), seen(bakery)
        first = db.value('select max(id) + 1 from stempel.customer')
        rows = []
        for n in range(chance.choice((1, 3, 40, 230))):
            row = {'email': f'm{n}@example.lu'} if chance.random() < .7 else {}
            row |= {'phone': f'621 {n:06}'} if chance.random() < .5 else {}
            row |= {'points': str(chance.randint(0, 99))} if chance.random() < .6 else {}
            row |= {'points_2': '5', 'expires_on_2': '2026-03-05'} if chance.random() < .3 else {}
            row |= {'stamps': str(chance.randint(0, 9))} if chance.random() < .4 else {}
            row |= {'email_consent_on': '2024-01-01'} if chance.random() < .3 else {}
            row |= {'card_number': chance.choice(printed)} if chance.random() < .05 else {}
            row |= {'birthday': '1990-01-01', 'family_name': 'Weber'} if n % 3 else {}
            rows.append(row)
        job = bring(bakery, program, rows)
        if chance.random() < .8:
            job = bakery.manager.call('import_run', id=job['id'], skip_bad=True)
        if chance.random() < .7:
            job = run_all(bakery, job, skip_bad=True)
        assert bakery.manager.call('self_check')['items'] == []
        job = undone(bakery, job)
        assert job['state'] in ('undone', 'discarded')
        after = everything(db)
        for table in before:
            left = [row for row in after[table] if row not in set(before[table])]
            gone = [row for row in before[table] if row not in set(after[table])]
            assert table in ('customer', 'account', 'lot', 'entitlement') or not left, (
                table, left[:2])
            assert not gone, (table, gone[:2])
        assert len(after['customer']) - len(before['customer']) == nobody(db, first)
        assert db.value("""select coalesce(sum(points), 0) = 0 and coalesce(sum(stamps), 0) = 0
                             from stempel.entry where batch_id = %s""", job['id'])
        assert db.value('select count(*) from stempel.import_row') == 0
        now = seen(bakery)
        assert now == shown, [(k, now[k], shown[k]) for k in now if now[k] != shown[k]]
        sound(bakery)


def use_booking(bakery, member, account):
    earn(bakery, account, 100)


def use_adjusted(bakery, member, account):
    bakery.manager.call('account_adjust', account_id=account, points=1, reason_code='other',
                        reason='r')


def use_reserved(bakery, member, account):
    reward = bakery.reward(bakery.manager.call('account_get', id=account)['program_id'],
                           cost_points=5)
    bakery.manager.call('redemption_reserve', account_id=account, store_id=bakery.store_id,
                        reward_id=reward['id'])


def use_changed(bakery, member, account):
    bakery.manager.call('customer_save', id=member['id'], revision=1, given_name='A',
                        family_name='B')


def use_merged(bakery, member, account):
    bakery.manager.call('customer_merge', id=bakery.member()['id'], other_id=member['id'])


def use_survivor(bakery, member, account):
    bakery.manager.call('customer_merge', id=member['id'], other_id=bakery.member()['id'])


def use_erased(bakery, member, account):
    bakery.manager.call('customer_erase', id=member['id'])


def use_card(bakery, member, account):
    bakery.manager.call('card_block', id=member['cards'][0]['id'], reason='lost')


def use_new_card(bakery, member, account):
    bakery.manager.call('card_replace', id=member['cards'][0]['id'])


def use_employee(bakery, member, account):
    bakery.employee('Luc', customer_id=member['id'])


def use_account(bakery, member, account):
    other = bakery.points_program(names={'en': 'Later'})
    bakery.manager.call('account_open', customer_id=member['id'], program_id=other['id'])


def use_tier(bakery, member, account):
    bakery.manager.call('account_set_tier', account_id=account, tier=1, reason='r')


@test('from the first use on an undo is refused, and says who used what; nothing was undone')
def undo_after_use(db):
    uses = [(use_booking, 'booked'), (use_adjusted, 'booked'), (use_reserved, 'reserved'),
            (use_changed, 'changed'), (use_merged, None), (use_survivor, 'changed'),
            (use_erased, None), (use_card, 'card'), (use_new_card, 'card'),
            (use_employee, 'employee'), (use_account, 'account'), (use_tier, 'tier')]
    for number, (use, used_as) in enumerate(uses):
        bakery, program = shop(db, tiers=[{'key': 1, 'names': {'en': 'Gold'}, 'threshold': 9999}])
        job = imported(bakery, program, [{'email': 'aaaa@example.lu', 'points': '9'},
                                         {'email': 'bbbb@example.lu', 'points': '9'}])
        member = found(bakery, 'bbbb@')
        before = seen(bakery)
        assert before == seen(bakery)
        use(bakery, member, member['accounts'][0]['id'])
        before = seen(bakery)
        with refused('conflict', reason='import_used', customer_id=member['id'], used=1) as box:
            undone(bakery, job)
        assert used_as is None or box.problem['used_as'] == used_as, (use, box.problem)
        assert seen(bakery) == before, use
        assert bakery.manager.call('import_list')['items'][0]['state'] == 'done'
        sound(bakery)


@test('looking is no use: searched, opened, exported, explained, told of, and undone all the same')
def looking(db):
    bakery, program = shop(db)
    job = imported(bakery, program, [{'email': 'aaaa@example.lu', 'points': '9', 'stamps': '3',
                                      'earned_on': '2026-01-01', 'expires_on': '2026-03-20'}])
    member = found(bakery, 'aaaa@')
    bakery.manager.call('card_lookup', token=member['cards'][0]['number'])
    bakery.manager.call('customer_export', id=member['id'])
    bakery.manager.call('account_explain', account_id=member['accounts'][0]['id'])
    bakery.manager.call('points_preview', account_id=member['accounts'][0]['id'], amount=100,
                        store_id=bakery.store_id)
    run_job(bakery, 'notices')
    assert db.rows('select kind, days from stempel.notice') == [('points_expire', 30)], db.rows(
        'select * from stempel.notice')
    assert undone(bakery, job)['state'] == 'undone'
    assert db.value('select count(*) from stempel.notice') == 0
    assert b'aaaa@example.lu' not in dump(db)
    sound(bakery)


def dump(db):
    """All that the tables hold, as text."""
    return '\n'.join(row[0] for table, in db.rows("""select relname from pg_class
        where relkind = 'r' and relnamespace = 'stempel'::regnamespace""")
        for row in db.rows(f'select t::text from stempel.{table} t')).encode()


@test('an undo closes all accounts before the first member goes: nobody can slip through')
def closed_at_once(db):
    bakery, program = shop(db)
    job = imported(bakery, program, [{'email': f'm{n}@example.lu', 'points': '9'}
                                     for n in range(450)])
    last = found(bakery, 'm449@')
    assert bakery.manager.call('import_undo', id=job['id'])['state'] == 'undoing'
    with refused('conflict', reason='erased'):
        earn(bakery, last['accounts'][0]['id'], 100)
    sound(bakery)
    assert bakery.manager.call('import_undo', id=job['id'])['state'] == 'undoing'
    sound(bakery)
    with refused('conflict', reason='undone'):
        bakery.manager.call('import_run', id=job['id'])
    assert undone(bakery, job)['state'] == 'undone'
    assert undone(bakery, job)['state'] == 'undone'
    # The same file can be brought again.
    again = imported(bakery, program, [{'email': f'm{n}@example.lu', 'points': '9'}
                                       for n in range(450)])
    assert (again['id'] != job['id'], again['imported']['members']) == (True, 450)
    sound(bakery)


@test('what a file says of people is kept until it is imported or given up, and no longer')
def no_copies(db):
    bakery, program = shop(db)
    rows = [{'email': 'secret1@example.lu', 'points': '1'},
            {'email': 'secret2@example.lu', 'birthday': 'x'}]
    job = bring(bakery, program, rows)
    assert b'secret1' in dump(db)
    run_all(bakery, job, skip_bad=True)
    assert b'secret2' not in dump(db)
    bakery.manager.call('customer_erase', id=found(bakery, 'secret1')['id'])
    assert b'secret1' not in dump(db)
    job = bring(bakery, program, [{'email': 'secret3@example.lu'}])
    assert undone(bakery, job)['state'] == 'discarded'
    assert b'secret3' not in dump(db)


@test('what was done is logged: who opened, imported, undid which file, to what figures')
def logged(db):
    bakery, program = shop(db)
    job = imported(bakery, program, [{'points': '5', 'stamps': '2'}])
    undone(bakery, job)
    events = bakery.auditor.call('audit_list', subject_kind='import')['items']
    assert [e['action'] for e in events] == ['import.undo', 'import.finish', 'import.run',
                                             'import.open'], events
    assert {e['subject_name'] for e in events} == {'members.csv'}
    assert events[1]['after'] == {'rows': 1, 'bad_rows': 0, 'members': 1, 'points': 5,
                                  'stamps': 2} == events[0]['before'], events[:2]


@test('the self-check compares an import with what it brought')
def checked(db):
    bakery, program = shop(db)
    job = imported(bakery, program, [{'points': '5', 'stamps': '2'}])
    sound(bakery)
    db.rows("""update stempel.import set imported = imported || '{"points": 6}'""")
    violation, = bakery.manager.call('self_check')['items']
    assert (violation['check'], violation['id']) == ('import', job['id']), violation


run()
