#!/usr/bin/python3
# test_erase.py: what is known about a person is handed to them, and is gone when it is erased
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from points import MONDAY, earn, sound
from stempel_test import call, parallel, refused, run, sqlstate, test

# Words that are in this database because of this one person and for no other reason.
PERSON = {'given_name': 'Wilhelmina', 'family_name': 'Przybylski', 'email': 'willi@przybyl.example',
          'phone': '+352 691 777 888', 'birthday': '1961-11-09', 'note': 'Allergic to hazelnuts',
          'language': 'lb'}
GIVEN = 'Wilhelmina bakes with us'
NEVER = ('bakes with us', 'wilhelmina', 'przybyl', '691777888', '691 777 888', '1961-11-09', 'hazelnuts', 'stolen bag')


def everything(db):
    """Each row of each table of the database as text, bytes decoded where they can be."""
    for schema, table in db.rows("""select nspname, relname from pg_class c
            join pg_namespace n on n.oid = relnamespace
            where relkind in ('r', 'p', 'm') and nspname !~ '^pg_'
              and nspname <> 'information_schema'"""):
        for row, in db.rows(f'select t::text from {schema}.{table} t'):
            yield f'{schema}.{table}', row


def found(db, words):
    return sorted({(table, word) for table, row in everything(db) for word in words
                   if word.lower() in row.lower()})


def lived(db):
    """Somebody who has done everything that leaves a trace, and somebody else who stays."""
    db.at(MONDAY)
    bakery = db.merchant()
    program = bakery.points_program(kind='hybrid', cooldown_minutes=0, daily_limit=100,
                                    max_stamps_per_visit=20, stamps_target=10, tiers=[
                                        {'key': 1, 'names': {'en': 'Gold'}, 'threshold': 5000}])
    reward = bakery.reward(program['id'], cost_points=10)
    printed, _ = bakery.manager.call('card_print_batch', count=2)['items']
    request = PERSON | {'store_id': bakery.store_id, 'card_number': printed['number']}
    key = str(uuid.uuid4())
    person = bakery.manager.call('customer_enroll', key=key, **request)
    stays = bakery.member('Anna', 'Weber', email='anna@example.lu')
    bakery.manager.call('customer_save', id=person['id'], revision=1,
                        **PERSON | {'note': 'Allergic to hazelnuts and rye'})
    card = person['cards'][0]
    bakery.staff.call('card_block', id=card['id'], reason='Stolen bag of Wilhelmina')
    new = bakery.staff.call('card_replace', id=card['id'], reason='stolen bag')
    bakery.employee('Luc', customer_id=person['id'])
    second = bakery.points_program()
    bakery.manager.call('account_open', customer_id=person['id'], program_id=second['id'])
    for member in (person, stays):
        account = member['accounts'][0]['id']
        earn(bakery, account, 5000)
        bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id, stamps=13)
    account = person['accounts'][0]['id']
    bakery.manager.call('account_set_tier', account_id=account, tier=1, reason=GIVEN)
    held = bakery.manager.call('redemption_reserve', account_id=account, reward_id=reward['id'],
                               store_id=bakery.store_id)['reservation']
    double = bakery.member('Willi', 'Przybylski', email='other@przybyl.example', note='Hazelnuts!')
    return bakery, person, stays, double, held, (card, new), (key, request)


def erase(bakery, person, **more):
    return bakery.manager.call('customer_erase', id=person['id'], **more)


@test('afterwards no table has a word of them, and all sums add up')
def gone(db):
    bakery, person, stays, double, held, cards, _ = lived(db)
    db.at('2026-03-02 11:00+01')
    bakery.manager.call('customer_merge', id=person['id'], other_id=double['id'])
    tokens = [card[k] for card in (*cards, double['cards'][0]) for k in ('token', 'number')]
    words = [*NEVER, *tokens]
    before = found(db, words)
    assert {w for _, w in before} == set(words), before
    assert {t for t, _ in before} >= {'stempel.customer', 'stempel.card', 'stempel.idempotency',
                                      'stempel.audit_personal'}, before
    log = db.rows('select t::text from stempel.audit_event t order by id')
    ledger = db.rows('select t::text from stempel.entry t order by id')

    left = erase(bakery, person)
    assert found(db, words) == []
    assert db.rows('select t::text from stempel.audit_event t order by id')[:len(log)] == log
    assert db.rows('select t::text from stempel.entry t order by id')[:len(ledger)] == ledger
    assert (left['state'], left['cards']) == ('erased', []) and left['name'].startswith('M-'), left
    assert [left[k] for k in ('given_name', 'family_name', 'email', 'phone', 'birthday', 'note')] == [
        None] * 6, left
    sound(bakery)
    # Whoever stays has what they had.
    shown = bakery.manager.call('customer_get', id=stays['id'])
    assert (shown['name'], shown['accounts'][0]['points']) == ('Anna Weber', 50), shown


@test('points, stamps and full cards are given up, reservations let go, debts stay')
def forfeited(db):
    bakery, person, stays, _, held, _, _ = lived(db)
    account = erase(bakery, person)['accounts'][0]
    assert (account['points'], account['stamps'], account['entitlements'],
            account['reserved_points']) == (0, 0, [], 0), account
    entries = bakery.manager.call('entry_list', account_id=account['id'])['items']
    assert [(e['kind'], e['points'], e['stamps'], e['reason_code']) for e in entries
            if e['kind'] == 'forfeit'] == [('forfeit', -50, -13, 'erase')], entries
    with refused('conflict', reason='erased'):
        bakery.manager.call('redemption_commit', id=held['id'])
    assert db.value('select state from stempel.reservation') == 'cancelled'
    assert {e['customer_name'] for e in entries} == {
        bakery.manager.call('customer_get', id=person['id'])['name']}
    sound(bakery)


@test('nobody finds them any more, and their cards lead nowhere')
def not_found(db):
    bakery, person, stays, _, _, (old, new), (key, request) = lived(db)
    erase(bakery, person)
    for typed in ('wilhelmina', 'przybylski', 'willi@przybyl.example', '691777888', new['number'],
                  old['number'], bakery.manager.call('customer_get', id=person['id'])['name']):
        found_ones = bakery.manager.call('customer_search', q=typed)['items']
        assert person['id'] not in [m['id'] for m in found_ones], typed
    for typed in (new['number'], new['token'], old['number'], old['token']):
        with refused('not_found', what='card'):
            bakery.staff.call('card_lookup', token=typed)
    for operation, more in (('card_block', {'reason': 'x'}), ('card_unblock', {}),
                            ('card_replace', {})):
        with refused('conflict', reason='revoked'):
            bakery.manager.call(operation, id=new['id'], **more)
    with refused('not_found', what='card'):
        earn(bakery, stays['accounts'][0]['id'], 100, card_id=new['id'])
    # They can come back as somebody new, and find another card.
    again = bakery.manager.call('customer_enroll', **PERSON, store_id=bakery.store_id)
    assert again['id'] != person['id']
    # And an answer that was kept for them is nobody's.
    with refused('idempotency_key_reused'):
        bakery.manager.call('customer_enroll', key=key, **request)


@test('what cannot be done with somebody who was erased')
def over(db):
    bakery, person, stays, _, _, _, _ = lived(db)
    left = erase(bakery, person)
    with refused('conflict', reason='erased'):
        erase(bakery, person)
    with refused('conflict', reason='erased'):
        bakery.manager.call('customer_save', id=person['id'], revision=left['revision'],
                            given_name='A', family_name='B')
    with refused('conflict', reason='erased'):
        bakery.manager.call('account_open', customer_id=person['id'],
                            program_id=left['accounts'][0]['program_id'])
    with refused('conflict', reason='erased', customer_id=person['id']):
        earn(bakery, left['accounts'][0]['id'], 100)
    bought = bakery.manager.call('entry_list', kind='points_earn', customer_id=person['id'])
    with refused('conflict', reason='erased'):
        bakery.manager.call('entry_void', entry_id=bought['items'][0]['id'], reason='x')
    for one, two in ((person, stays), (stays, person)):
        with refused('conflict', reason='erased'):
            bakery.manager.call('customer_merge', id=one['id'], other_id=two['id'])
    with refused('stale'):
        erase(bakery, stays, revision=7)
    with refused('not_found', what='customer'):
        erase(bakery, {'id': 999})


@test('who was parted again is erased without the other; who was merged goes with the survivor')
def with_duplicates(db):
    bakery, person, stays, double, _, _, _ = lived(db)
    db.at('2026-03-02 11:00+01')
    merge = lambda: bakery.manager.call('customer_merge', id=stays['id'], other_id=double['id'])
    merge()
    with refused('conflict', reason='merged', customer_id=stays['id']):
        erase(bakery, double)
    bakery.manager.call('customer_save', id=stays['id'], revision=2, given_name='Anna',
                        family_name='Weber', email='anna@example.lu', note='Hazelnuts! And rye')
    bakery.manager.call('customer_unmerge', id=double['id'])
    erase(bakery, double)
    assert found(db, ['other@przybyl.example']) == []
    left = [(t, w) for t, w in found(db, ['hazelnuts!'])]
    assert left == [], left
    assert bakery.manager.call('customer_get', id=stays['id'])['name'] == 'Anna Weber'
    sound(bakery)


@test('the export has the fields that erasing takes away, no more and no fewer, and the ledger')
def exported(db):
    bakery, person, stays, double, _, cards, _ = lived(db)
    db.at('2026-03-02 11:00+01')
    bakery.manager.call('customer_merge', id=person['id'], other_id=double['id'])
    export = bakery.manager.call('customer_export', id=person['id'])
    before = {table: db.rows(f'select to_jsonb(t) from stempel.{table} t order by id')
              for table in ('customer', 'card')}
    me, duplicate = export['identities']
    assert me['personal'] == PERSON | {'note': 'Allergic to hazelnuts and rye'}, me
    assert duplicate['personal']['family_name'] == 'Przybylski'
    assert [c['token'] for c in me['cards']] == [
        *(c['token'] for c in cards), double['cards'][0]['token']], me['cards']
    assert [a['points'] for a in export['accounts']] == [50, 0], export['accounts']
    assert [a['manual_reason'] for a in export['accounts']] == [GIVEN, None], export['accounts']
    assert 'by' not in export['accounts'][0]['last_stamp']
    assert [(e['kind'], e['points'], e['stamps']) for e in export['entries']] == [
        ('points_earn', 50, 0), ('stamp_earn', 0, 13)], export['entries']
    assert all('login_name' not in e and 'employee_name' not in e for e in export['entries'])
    erase(bakery, person)
    ids = [i['id'] for i in export['identities']]
    derived = {'phone_norm', 'email_norm', 'given_fold', 'family_fold', 'name_fold', 'sort_name',
               'birthday_on', 'mailbox', 'phone_tail'}
    changes = {'customer': set(), 'card': set()}
    for table, rows in before.items():
        after = dict(db.rows(f'select id, to_jsonb(t) from stempel.{table} t'))
        for row, in rows:
            changes[table] |= {k for k in row if after[row['id']][k] != row[k]}
            about = row['id'] if table == 'customer' else row['customer_id']
            assert about in ids or after[row['id']] == row, row
    fields = set(me['personal'])
    assert changes['customer'] - derived - {'state', 'pseudonym', 'revision'} == fields, changes
    shown = set(me['cards'][0]) - {'id', 'state', 'issued_at'}
    assert changes['card'] - {'state', 'blocked_at', 'replaced_at', 'replaced_by'} == shown, changes
    empty = bakery.manager.call('customer_export', id=person['id'])
    for identity in empty['identities']:
        assert identity['personal'] == dict.fromkeys(fields) | {'language': 'en'}, identity
        assert all(c[k] is None for c in identity['cards'] for k in shown), identity
    assert len(empty['entries']) == 3


@test('managers only; an export and an erasure are logged, without what they said')
def logged(db):
    bakery, person, _, _, _, _, _ = lived(db)
    for operation in ('customer_export', 'customer_erase'):
        for login in (bakery.staff, bakery.auditor):
            with sqlstate('42501'):
                login.call(operation, id=person['id'])
    bakery.manager.call('customer_export', id=person['id'])
    export = bakery.auditor.call('audit_list', action='customer.export')['items'][0]
    assert (export['subject_name'], export['before'], export['after']) == (
        'Wilhelmina Przybylski', None, None), export
    name = erase(bakery, person)['name']
    events = bakery.auditor.call('audit_list', subject_kind='customer', subject_id=person['id'])
    shown = [(e['action'], e['subject_name'], e['before']) for e in events['items']]
    assert shown == [(a, name, None) for a in ('customer.erase', 'customer.export',
                                               'customer.update', 'customer.enroll')], shown
    assert events['items'][0]['after']['state'] == 'erased'


@test('nobody who works here gets the card of somebody who was erased or merged, not even meanwhile')
def employees(db):
    bakery, person, stays, double, _, _, _ = lived(db)
    luc = bakery.manager.call('employee_list')['items'][0]
    bakery.manager.call('customer_merge', id=stays['id'], other_id=double['id'])
    with refused('conflict', reason='merged', customer_id=stays['id']):
        bakery.employee('Eve', customer_id=double['id'])
    linked = []
    for turn in range(6):
        twin = bakery.member('Anna', f'Klein {turn}')
        jobs = [('customer_erase', {'id': twin['id']}),
                ('employee_save', {'name': f'E{turn}', 'customer_id': twin['id']}),
                ('employee_save', {'id': luc['id'], 'revision': 1, 'name': 'Luc',
                                   'customer_id': twin['id']})]
        lines = [db.connect(bakery.manager.database_role) for _ in jobs]
        answers = parallel([lambda j=j, c=c: call(c, *j, {'idempotency_key': str(uuid.uuid4())})
                            for j, c in zip(jobs, lines)])
        assert isinstance(answers[0], dict), answers
        for answer in answers[1:]:
            assert isinstance(answer, dict) or answer.code == 'stale' or (
                answer.problem['reason'] == 'erased'), answer
        linked += db.rows('select name from stempel.employee where customer_id = %s', twin['id'])
    assert linked == []
    with refused('conflict', reason='erased'):
        bakery.employee('Eve', customer_id=twin['id'])


@test('an event that was tampered with beside the log is found, and so is an account')
def tampered(db):
    bakery, person, _, _, _, _, _ = lived(db)
    sound(bakery)
    event = db.value("""update stempel.audit_personal set subject_name = 'Somebody else'
                         where before is null returning event_id""")
    account = person['accounts'][0]['id']
    db.rows("update stempel.account set closed_as = 'erased' where id = %s", account)
    problems = bakery.manager.call('self_check')['items']
    assert {'check': 'closed_account', 'table': 'account', 'id': account, 'closed_as': 'erased',
            'customer_state': 'active', 'points': 50, 'stamps': 3} in problems, problems
    assert {'check': 'audit_personal', 'table': 'audit_event', 'id': event} in problems, problems


@test('a repeated request erases once; a booking at the same moment is before or after it')
def once(db):
    bakery, person, _, _, _, _, _ = lived(db)
    account = person['accounts'][0]['id']
    envelope = {'idempotency_key': str(uuid.uuid4())}
    jobs = [('customer_erase', {'id': person['id']}, envelope) for _ in range(3)]
    jobs += [('points_earn', {'account_id': account, 'amount': 100, 'store_id': bakery.store_id},
              {'idempotency_key': str(uuid.uuid4())}) for _ in range(3)]
    lines = [db.connect(bakery.manager.database_role) for _ in jobs]
    answers = parallel([lambda j=j, c=c: call(c, *j) for j, c in zip(jobs, lines)])
    assert sorted(a.pop('replayed') for a in answers[:3]) == [False, True, True], answers
    assert all(a == answers[0] for a in answers[:3])
    for answer in answers[3:]:
        assert isinstance(answer, dict) or answer.problem['reason'] == 'erased', answer
    assert bakery.manager.call('account_get', id=account)['points'] == 0
    assert db.value("select count(*) from stempel.entry where kind = 'forfeit'") == 1
    sound(bakery)


run()
