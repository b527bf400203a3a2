#!/usr/bin/python3
# test_duplicates.py: members who may be one person are found, listed by strength, and left alone
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import random
import uuid

from stempel_test import Refused, call, parallel, refused, run, sqlstate, test

WEIGHTS = {'email': 60, 'phone': 50, 'birthday': 25, 'name': 20, 'similar_name': 5}


def listed(merchant, who=None, **request):
    return (who or merchant.manager).call('customer_duplicates', **request)['items']


def pairs(merchant, **request):
    return {(d['id'], d['other_id']): tuple(d['reasons']) for d in listed(merchant, **request)}


# (one, the other, what speaks for them to be one person)
EXAMPLES = [
    ({'email': 'anna@example.lu'}, {'email': 'Anna+stempel@example.lu'}, ('email', 'name')),
    ({'email': 'anna@example.lu'}, {'email': 'anna@example.de'}, ('name',)),
    ({'email': 'an.na@gmail.com'}, {'email': 'ann.a+x@googlemail.com'}, ('email', 'name')),
    ({'email': 'an.na@example.lu', 'birthday': '1990-05-01'},
     {'email': 'anna@example.lu', 'birthday': '1990-05-02'}, None),
    ({'phone': '0176 12345678', 'given_name': 'X'}, {'phone': '+49 176 12345678'}, ('phone',)),
    ({'phone': '+33 6 12 34 56 78', 'given_name': 'X'}, {'phone': '0612345678'}, ('phone',)),
    ({'phone': '621 123 456', 'given_name': 'X'}, {'phone': '661 123 456'}, None),
    ({'phone': '44 55 66', 'given_name': 'X'}, {'phone': '+49 44 55 66'}, None),
    ({'birthday': '1990-05-01'}, {'birthday': '1990-05-01'}, ('name', 'birthday')),
    ({'birthday': '1990-05-01'}, {'birthday': '1990-05-02'}, None),
    ({'birthday': '1990-05-01'}, {}, ('name',)),
    ({}, {}, ('name',)),
    ({'given_name': 'Éric', 'birthday': '1990-05-01'},
     {'given_name': 'eric', 'birthday': '1990-05-01'}, ('name', 'birthday')),
    ({'given_name': 'Weber', 'family_name': 'Anna', 'birthday': '1990-05-01'},
     {'birthday': '1990-05-01'}, ('name', 'birthday')),
    ({'given_name': 'Weber', 'family_name': 'Anna'}, {}, None),
    ({'given_name': 'Ana', 'birthday': '1990-05-01'}, {'birthday': '1990-05-01'},
     ('similar_name', 'birthday')),
    ({'family_name': 'Webber', 'birthday': '1990-05-01'}, {'birthday': '1990-05-01'},
     ('similar_name', 'birthday')),
    ({'given_name': 'Ana'}, {}, None),
    ({'given_name': 'Luc', 'birthday': '1990-05-01'}, {'birthday': '1990-05-01'}, None),
    ({'family_name': 'Müller', 'birthday': '1990-05-01'}, {'birthday': '1990-05-01'}, None),
]


@test('what speaks for two to be one person, and what does not')
def examples(db):
    for number, (one, other, wanted) in enumerate(EXAMPLES):
        shop = db.merchant(f'Shop {number}')
        ids = [shop.manager.call('customer_enroll', store_id=shop.store_id, **{
            'given_name': 'Anna', 'family_name': 'Weber'} | person)['id'] for person in (one, other)]
        found = pairs(shop)
        assert found == ({tuple(ids): wanted} if wanted else {}), (one, other, found)
        if wanted:
            pair, = listed(shop)
            assert pair['strength'] == sum(WEIGHTS[r] for r in wanted), pair
            assert (pair['customer']['id'], pair['other']['id']) == tuple(ids), pair
            assert set(pair['customer']) == set(shop.manager.call(
                'customer_get', id=ids[0])) - {'cards', 'accounts'}


@test('a name by itself counts only as long as few have it')
def frequent_names(db):
    shop = db.merchant()
    ids = [shop.member()['id'] for _ in range(4)]
    assert len(pairs(shop)) == 6
    fifth = shop.member()
    assert listed(shop, customer_id=fifth['id']) == []
    twin = shop.member(birthday='1990-05-01')
    assert listed(shop, customer_id=twin['id']) == []
    last = shop.member(birthday='1990-05-01')
    assert pairs(shop, customer_id=last['id']) == {(last['id'], twin['id']): ('name', 'birthday')}


@test('every change of a member is followed')
def changes(db):
    shop = db.merchant()
    one = shop.member(birthday='1990-05-01')
    other = shop.member(birthday='1991-05-01', email='anna@example.lu')
    assert pairs(shop) == {}

    def save(member, **particulars):
        revision = shop.manager.call('customer_get', id=member['id'])['revision']
        return shop.manager.call('customer_save', id=member['id'], revision=revision, **{
            'given_name': 'Anna', 'family_name': 'Weber'} | particulars)

    both = (one['id'], other['id'])
    save(one, birthday='1991-05-01')
    assert pairs(shop) == {both: ('name', 'birthday')}
    save(one, birthday='1991-05-01', email='anna+2@example.lu', given_name='Luc')
    assert pairs(shop) == {both: ('email', 'birthday')}
    save(one, given_name='Luc')
    assert pairs(shop) == {}
    save(one, birthday='1991-05-01')
    shop.manager.call('customer_merge', id=one['id'], other_id=other['id'])
    assert pairs(shop) == {}
    shop.manager.call('customer_unmerge', id=other['id'])
    assert pairs(shop) == {both: ('name', 'birthday')}
    shop.manager.call('customer_erase', id=other['id'])
    assert pairs(shop) == {} and db.value('select count(*) from stempel.duplicate') == 0


@test('who was said to be two stays two, until that is taken back')
def apart(db):
    shop = db.merchant()
    one, other, third = (shop.member(birthday='1990-05-01') for _ in range(3))
    both = (one['id'], other['id'])
    shown = shop.manager.call('customer_keep_apart', id=other['id'], other_id=one['id'])
    assert (shown['id'], shown['other_id'], shown['state'], shown['reasons']) == (
        other['id'], one['id'], 'apart', ['name', 'birthday']), shown
    assert shown['customer']['id'] == other['id'] and shown['other']['id'] == one['id']
    assert set(pairs(shop)) == {(m['id'], third['id']) for m in (one, other)}
    assert set(pairs(shop, state='apart')) == {both}
    # Whatever becomes of them.
    shop.manager.call('customer_save', id=one['id'], revision=1, given_name='Anna',
                      family_name='Weber', birthday='1990-05-01', email='anna@example.lu')
    shop.manager.call('customer_save', id=other['id'], revision=1, given_name='Anna',
                      family_name='Weber', birthday='1990-05-01', email='anna+1@example.lu')
    assert both not in pairs(shop)
    assert pairs(shop, state='apart') == {both: ('email', 'name', 'birthday')}
    shop.manager.call('customer_merge', id=third['id'], other_id=other['id'])
    assert pairs(shop, state='apart') == {}
    shop.manager.call('customer_unmerge', id=other['id'])
    assert set(pairs(shop, state='apart')) == {both} and both not in pairs(shop)

    again = shop.manager.call('customer_keep_apart', id=one['id'], other_id=other['id'], apart=False)
    assert (again['state'], again['strength']) == ('open', 105), again
    assert pairs(shop)[both] == ('email', 'name', 'birthday') and pairs(shop, state='apart') == {}

    # It can be said of any two, in advance, and taken back.
    eve = shop.member('Eve', 'Klein')
    for said in (True, False):
        pair = shop.manager.call('customer_keep_apart', id=one['id'], other_id=eve['id'], apart=said)
        assert (pair['state'], pair['reasons'], pair['strength']) == (
            'apart' if said else 'open', [], 0), pair
        assert len(listed(shop, customer_id=eve['id'], state='apart')) == said
    assert listed(shop, customer_id=eve['id']) == []


@test('who may do what, and what is refused')
def rights(db):
    shop, elsewhere = db.merchant(), db.merchant('Elsewhere')
    one, other = shop.member(), shop.member()
    strange = [elsewhere.member()['id'] for _ in range(2)]
    assert len(listed(shop)) == len(listed(elsewhere)) == len(listed(shop, shop.auditor)) == 1
    assert set(pairs(shop)) == {(one['id'], other['id'])}
    for operation, login in (('customer_duplicates', shop.staff),
                             ('customer_keep_apart', shop.staff),
                             ('customer_keep_apart', shop.auditor)):
        with sqlstate('42501'):
            login.call(operation, id=one['id'])
    with refused('not_found', what='customer'):
        listed(shop, customer_id=strange[0])
    for ids in (strange, (one['id'], strange[0]), (strange[0], one['id'])):
        with refused('not_found', what='customer'):
            shop.manager.call('customer_keep_apart', id=ids[0], other_id=ids[1])
    with refused('invalid') as refusal:
        shop.manager.call('customer_keep_apart', id=one['id'], other_id=one['id'])
    assert refusal.fields == {'other_id': 'not_allowed'}
    for after in ('x', 'WzFd', 'WyJhIiwxLDJd', 'WzFlOTksMSwyXQ'):
        with refused('invalid') as refusal:
            listed(shop, after=after)
        assert refusal.fields == {'after': 'invalid_format'}
    shop.manager.call('customer_merge', id=one['id'], other_id=other['id'])
    with refused('conflict', reason='merged'):
        shop.manager.call('customer_keep_apart', id=one['id'], other_id=other['id'])


@test('it is done once, and logged; neither outlives the member')
def logged(db):
    shop = db.merchant()
    one, other = shop.member('Wilhelmina', 'Przybylski'), shop.member('Wilhelmina', 'Przybylska')
    key = str(uuid.uuid4())
    first = shop.manager.call('customer_keep_apart', key=key, id=one['id'], other_id=other['id'])
    again = shop.manager.call('customer_keep_apart', key=key, id=one['id'], other_id=other['id'])
    assert again == first | {'replayed': True}
    event = shop.auditor.call('audit_list', limit=1)['items'][0]
    assert (event['action'], event['subject_id'], event['after']) == (
        'customer.keep_apart', one['id'], {'apart': True, 'other_id': other['id'],
                                           'other_name': 'Wilhelmina Przybylska'}), event
    shop.manager.call('customer_erase', id=other['id'])
    with refused('idempotency_key_reused'):
        shop.manager.call('customer_keep_apart', key=key, id=one['id'], other_id=other['id'])
    event = shop.auditor.call('audit_list', action='customer.keep_apart')['items'][0]
    assert event['after'] is None
    assert db.value('select count(*) from stempel.duplicate') == 0


@test('pages: every pair once, the likeliest first, also while pairs come and go')
def paging(db):
    chance = random.Random(7)
    shop = db.merchant()
    days = [f'19{year}-05-0{day}' for year in (70, 80) for day in range(1, 6)]
    for number in range(60):
        shop.member(chance.choice(('Anna', 'Luc', 'Eve')), chance.choice(('Weber', 'Klein')),
                    birthday=chance.choice(days),
                    **({'email': f'{number // 4}+{number}@example.lu'} if number % 3 else {}))
    everything = listed(shop, limit=500)
    order = [(-d['strength'], -d['other_id'], -d['id']) for d in everything]
    assert order == sorted(order) and len(set(order)) == len(order) > 60, len(order)
    assert len({d['strength'] for d in everything}) >= 4
    seen, after = [], None
    while True:
        page = shop.manager.call('customer_duplicates', limit=7,
                                 **({'after': after} if after else {}))
        seen += page['items']
        after = page['next']
        if not after:
            break
        # Nothing of what comes later moves when something before it goes.
        first = seen[-1]
        shop.manager.call('customer_keep_apart', id=first['id'], other_id=first['other_id'])
    assert seen == everything
    about = everything[0]['id']
    mine = {frozenset((d['id'], d['other_id'])) for d in everything if about in (
        d['id'], d['other_id'])}
    kept = {frozenset(p) for p in pairs(shop, state='apart')}
    assert {frozenset(p) for p in pairs(shop, customer_id=about)} == mine - kept
    page = shop.manager.call('customer_duplicates', customer_id=about, limit=1)
    assert len(mine - kept) == 1 or page['next']


@test('what is kept of many who came in at once is what one by one gives')
def in_bulk(db):
    shop = db.merchant()
    chance = random.Random(3)
    people = [{'given_name': chance.choice(('Anna', 'Ana', 'Luc', 'Weber')),
               'family_name': chance.choice(('Weber', 'Webber', 'Anna', 'Klein')),
               'email': f'{chance.randint(1, 25)}+{n}@x.lu' if chance.random() < .5 else None,
               'phone': f'+{chance.choice((49, 33))} 6 00 00 00 {chance.randint(10, 99)}'
                        if chance.random() < .4 else None,
               'birthday': f'1990-05-{chance.randint(1, 9):02}' if chance.random() < .9 else
                           f'1991-05-{n % 28 + 1:02}'} for n in range(80)]
    for person in people:
        try:
            shop.manager.call('customer_enroll', store_id=shop.store_id, **person)
        except Refused as refusal:
            assert refusal.code == 'duplicate_customer'
    by_one = pairs(shop, limit=500)
    assert len(by_one) > 50, len(by_one)
    db.rows('delete from stempel.duplicate')
    db.rows("""create temp table person as select * from stempel.customer;
        update stempel.customer set birthday = null, email = null, phone_norm = null;
        delete from stempel.duplicate;
        update stempel.customer c set birthday = p.birthday, email = p.email,
          phone_norm = p.phone_norm from person p where p.id = c.id""")
    at_once = pairs(shop, limit=500)
    assert at_once == by_one, set(at_once.items()) ^ set(by_one.items())


@test('two who enrol at the same moment see each other')
def at_once(db):
    for turn in range(5):
        shop = db.merchant()
        lines = [db.connect(shop.manager.database_role) for _ in range(6)]
        person = {'given_name': 'Anna', 'family_name': 'Weber', 'birthday': '1990-05-01',
                  'store_id': shop.store_id}
        answers = parallel([lambda c=c: call(c, 'customer_enroll', person, {
            'idempotency_key': str(uuid.uuid4())}) for c in lines])
        assert all(isinstance(a, dict) for a in answers), answers
        assert len(listed(shop)) == 15


def plan_lines(db, shop, statement, *parameters):
    """The plan of a statement as the operation runs it: as the owner, with policies in force."""
    connection = db.connect('postgres', autocommit=False)
    with connection.cursor() as cursor:
        cursor.execute('set local role stempel_owner')
        cursor.execute("select set_config('stempel.merchant_id', %s, true)", (str(shop.id),))
        cursor.execute('explain (format json) ' + statement, parameters)
        return json.dumps(cursor.fetchone()[0])


@test('among many the list and the search for duplicates go by indexes')
def plans(db):
    shop = db.merchant()
    db.rows("""select set_config('stempel.merchant_id', %s::text, false)""", shop.id)
    db.rows("""insert into stempel.customer (merchant_id, given_name, family_name, email,
                 phone_norm, birthday, language, enrolled_at)
        select %s, 'G' || n %% 170, 'F' || n %% 180, n || '@x.lu', '+3526' || 10000000 + n,
               date '1950-01-01' + n %% 20000, 'en', now() from generate_series(1, 30000) n""",
            shop.id)
    db.rows("""insert into stempel.duplicate (merchant_id, one_id, other_id, reasons, strength)
        select c.merchant_id, c.id, c.id + 1, '{name}', 20 + c.id %% 50
          from stempel.customer c where c.id < 29000 on conflict do nothing""".replace('%%', '%'))
    db.rows('analyze stempel.customer, stempel.duplicate')
    source = db.value("""select prosrc from pg_proc where proname = 'duplicates_after'""")
    query = source[source.index('select d.*'):source.index('limit how_many') + 14]
    for name, value in (('caller.merchant_id', str(shop.id)), ('wanted', "'open'"),
                        ('key->>0', "'40'"), ('key->>1', "'20000'"), ('key->>2', "'19999'"),
                        ('how_many', '101')):
        query = query.replace(name, value)
    plan = plan_lines(db, shop, query)
    assert 'Seq Scan' not in plan and 'duplicate_order' in plan and '"Sort"' not in plan, plan
    for column, value, index in (
            ('mailbox', "'7@x.lu'", 'customer_mailbox'),
            ('phone_tail', "'610000007'", 'customer_phone_tail'),
            ('family_fold', "'f7' and x.given_fold = 'g7'", 'customer_name'),
            ('birthday', "date '1950-01-08' and x.family_fold = 'f7'", 'customer_born_family'),
            ('birthday', "date '1950-01-08' and x.given_fold = 'g7'", 'customer_born_given')):
        plan = plan_lines(db, shop, f"""select x.id from stempel.customer x
            where x.merchant_id = {shop.id} and x.state = 'active' and x.{column} = {value}""")
        assert index in plan, (index, plan)


run()
