#!/usr/bin/python3
# test_members.py: enrolling, changing and searching members
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from stempel_test import Refused, call, parallel, refused, run, test


def names(reply):
    return [m['name'] for m in reply['items']]


@test('enrolling makes person, card and an account in each active program')
def enrol(db):
    bakery = db.merchant()
    coffee, bread = bakery.program()['id'], bakery.program()['id']
    bakery.program(publish=False)
    member = bakery.member(' Zoé ', 'Müller', email=' Zoe@Example.lu ', phone='621 123 456',
                           birthday='1990-02-28', note='two\nlines')
    assert member['name'] == 'Zoé Müller' and member['email'] == 'Zoe@Example.lu'
    assert member['birthday'] == '1990-02-28' and member['language'] == 'en'
    assert member['enrolled_store'] == 'Centre' and member['state'] == 'active'
    assert [a['program_id'] for a in member['accounts']] == [coffee, bread]
    account = member['accounts'][0]
    assert (account['stamps'], account['owed_stamps'], account['stamps_today']) == (0, 0, 0)
    assert account['available_at'] is None and account['last_stamp'] is None
    card, = member['cards']
    assert len(card['number']) == 13 and len(card['token']) == 22 and card['state'] == 'active'
    assert db.value('select phone_norm from stempel.customer') == '+352621123456'
    assert bakery.manager.call('customer_get', id=member['id']) == {
        k: v for k, v in member.items() if k != 'replayed'}


@test('particulars are checked, all at once')
def field_errors(db):
    bakery = db.merchant()
    with refused('invalid') as refusal:
        bakery.member('', None, email='no mail', phone='call me', birthday='2023-02-29',
                      language='english', card_number='1234', note='x' * 2001, colour='red')
    assert refusal.fields == {
        'given_name': 'required', 'family_name': 'required', 'email': 'invalid_format',
        'phone': 'invalid_format', 'birthday': 'invalid_format', 'language': 'invalid_format',
        'card_number': 'invalid_format', 'note': 'too_long', 'colour': 'unknown_member'}
    for birthday in ('1899-12-31', '2999-01-01'):
        with refused('invalid') as refusal:
            bakery.member(birthday=birthday)
        assert refusal.fields == {'birthday': 'out_of_range'}, birthday
    with refused('invalid') as refusal:
        bakery.member('A\nB')
    assert refusal.fields == {'given_name': 'invalid_format'}


@test('the same e-mail or telephone number, however written, is the same person')
def duplicates(db):
    bakery, other = db.merchant(), db.merchant('Other')
    anna = bakery.member(email='anna@example.lu', phone='+352 621 123-456')
    for twin, field in (({'email': ' ANNA@EXAMPLE.LU'}, 'email'), ({'phone': '621123456'}, 'phone'),
                        ({'phone': '00352/621.123.456'}, 'phone')):
        with refused('duplicate_customer', customer_id=anna['id'], name='Anna Weber', field=field):
            bakery.member('Ann', **twin)
    assert other.member(email='anna@example.lu')['id'] != anna['id']
    bakery.member()
    bakery.member()


@test('national numbers take the calling code of the merchant\'s country')
def phones(db):
    for country, typed, wanted in (('LU', '26 12 34 56', '+35226123456'),
                                   ('DE', '0170 / 123 45 67', '+491701234567'),
                                   ('FR', '06.12.34.56.78', '+33612345678'),
                                   ('IT', '06 1234567', '+39061234567'),
                                   ('HU', '06 30 123 4567', '+36301234567'),
                                   ('US', '+1 (212) 555-0100', '+12125550100')):
        assert db.value('select private.phone_norm(%s, %s)', typed, country) == wanted, typed
    for typed, country in (('12', 'LU'), ('0170 1234567', 'US'), ('+352abc', 'LU'), ('+0123456', 'LU')):
        assert db.value('select private.phone_norm(%s, %s)', typed, country) is None, typed


@test('of many who enrol one person at once, one does')
def parallel_enrol(db):
    bakery = db.merchant()
    logins = [db.connect(bakery.manager.database_role) for _ in range(8)]
    answers = parallel([lambda c=c: call(c, 'customer_enroll', {
        'given_name': 'Anna', 'family_name': 'Weber', 'email': 'anna@example.lu',
        'store_id': bakery.store_id}, {'idempotency_key': str(uuid.uuid4())}) for c in logins])
    made = [a for a in answers if isinstance(a, dict)]
    others = [a for a in answers if isinstance(a, Refused)]
    assert len(made) == 1 and len(others) == 7, answers
    assert {r.code for r in others} == {'duplicate_customer'}
    assert {r.problem['customer_id'] for r in others} == {made[0]['id']}


@test('programs of an enrolment: only active ones, only own ones')
def programs(db):
    bakery, other = db.merchant(), db.merchant('Other')
    coffee = bakery.program()['id']
    paused = bakery.program()['id']
    bakery.manager.call('program_pause', id=paused)
    assert bakery.member(program_ids=[])['accounts'] == []
    assert [a['program_id'] for a in bakery.member(program_ids=[coffee, coffee])['accounts']] == [coffee]
    with refused('program_not_active', program_id=paused, state='paused'):
        bakery.member(program_ids=[coffee, paused])
    with refused('not_found', what='program'):
        bakery.member(program_ids=[coffee, other.program()['id']])
    with refused('invalid') as refusal:
        bakery.member(program_ids=['1'])
    assert refusal.fields == {'program_ids': 'wrong_type'}


@test('a pre-printed card is taken once')
def printed_card(db):
    bakery = db.merchant()
    number = '123456789012' + db.value("select private.luhn_digit('123456789012')")
    spaced = f'{number[:4]} {number[4:8]}-{number[8:]}'
    assert bakery.member(card_number=spaced)['cards'][0]['number'] == number
    with refused('invalid') as refusal:
        bakery.member(card_number=number)
    assert refusal.fields == {'card_number': 'taken'}
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with refused('invalid') as refusal:
        bakery.member(card_number=wrong)
    assert refusal.fields == {'card_number': 'invalid_format'}


@test('a closed store enrols nobody')
def closed_store(db):
    bakery = db.merchant()
    second = bakery.manager.call('store_save', name='Gare')
    bakery.manager.call('store_save', id=second['id'], revision=1, name='Gare', state='closed')
    with refused('conflict', reason='closed'):
        bakery.member(store_id=second['id'])


@test('staff enrol with an employee and the PIN that the program asks for')
def staff_enrol(db):
    bakery = db.merchant()
    bakery.program(pin_policy='operation')
    luc = bakery.employee(pin='5938')
    person = {'given_name': 'Anna', 'family_name': 'Weber', 'store_id': bakery.store_id}
    with refused('invalid') as refusal:
        bakery.staff.call('customer_enroll', **person)
    assert refusal.fields == {'employee_id': 'required'}
    with refused('pin_required'):
        bakery.staff.call('customer_enroll', employee_id=luc['id'], **person)
    token = bakery.staff.call('employee_verify', employee_id=luc['id'], pin='5938')['pin_token']
    bakery.staff.call('customer_enroll', employee_id=luc['id'], pin_token=token, **person)
    with refused('pin_required'):
        bakery.staff.call('customer_enroll', employee_id=luc['id'], pin_token=token, **person)
    assert db.rows("select employee_id from stempel.audit_event "
                   "where action = 'customer.enroll'") == [(luc['id'],)]


@test('saving changes particulars; duplicates and old revisions are refused')
def save(db):
    bakery = db.merchant()
    anna = bakery.member(email='anna@example.lu')
    ben = bakery.member('Ben', 'Klein', email='ben@example.lu')
    saved = bakery.staff.call('customer_save', id=anna['id'], revision=1, given_name='Anna',
                              family_name='Klein', email='anna@example.lu')
    assert saved['name'] == 'Anna Klein' and saved['revision'] == 2 and saved['cards']
    with refused('stale') as refusal:
        bakery.staff.call('customer_save', id=anna['id'], revision=1, given_name='A',
                          family_name='B')
    assert refusal.problem['current']['family_name'] == 'Klein'
    with refused('duplicate_customer', customer_id=ben['id']):
        bakery.staff.call('customer_save', id=anna['id'], revision=2, given_name='A',
                          family_name='B', email='BEN@example.lu')
    event, = bakery.auditor.call('audit_list', action='customer.update')['items']
    assert [event[k]['family_name'] for k in ('before', 'after')] == ['Weber', 'Klein']


@test('search: words anywhere in the name, case and accents ignored')
def search_names(db):
    bakery = db.merchant()
    for given, family in (('Zoé', 'Müller'), ('Jean-Claude', 'Juncker'), ('Élise', 'de la Tour'),
                          ('Anna', 'Muller-Weiß'), ('Łukasz', 'Çelik')):
        bakery.member(given, family)
    find = lambda q: names(bakery.staff.call('customer_search', q=q))
    assert set(find('MULLER')) == {'Zoé Müller', 'Anna Muller-Weiß'}
    assert find('zoe') == ['Zoé Müller']
    assert find('elise tour') == find('tour élise') == ['Élise de la Tour']
    assert find('claude junck') == ['Jean-Claude Juncker']
    assert find('weiss') == ['Anna Muller-Weiß']
    assert find('lukasz') == find('celik') == ['Łukasz Çelik']
    assert find('zoe juncker') == []
    assert find('100%') == find('_') == find('\\') == find("'; drop") == []


@test('search: one or two letters begin a given or family name')
def search_short(db):
    bakery = db.merchant()
    for given, family in (('Zoé', 'Müller'), ('Émile', 'Zimmer'), ('Anna', 'Weber')):
        bakery.member(given, family)
    find = lambda q: names(bakery.staff.call('customer_search', q=q))
    assert find('z') == ['Zoé Müller', 'Émile Zimmer'], find('z')
    assert find('é') == ['Émile Zimmer'] and find('mu') == ['Zoé Müller']
    assert find('er') == [] and find('an weber') == ['Anna Weber']


@test('search: e-mail, telephone number and card number by their beginning')
def search_numbers(db):
    bakery = db.merchant()
    zoe = bakery.member('Zoé', 'Müller', email='sunny@example.lu', phone='621 123 456')
    bakery.member('Anna', 'Weber', email='weber@example.lu', phone='+49 170 1234567')
    number = zoe['cards'][0]['number']

    def find(q):
        return [(m['name'], m['matched']) for m in
                bakery.staff.call('customer_search', q=q)['items']]
    assert find('sunny@ex') == find('SUNNY') == [('Zoé Müller', 'email')], find('sunny')
    assert find('sun') == [('Zoé Müller', 'email')]
    assert find('weber') == [('Anna Weber', 'name')]
    for typed in ('621 12', '+352621', '00352 621 123', '352621123456'):
        assert find(typed) == [('Zoé Müller', 'phone')], typed
    assert find(number) == find(f'{number[:4]} {number[4:]}') == [('Zoé Müller', 'card')]
    assert find('nobody@example.lu') == []


@test('search: a row shows the usable card, or the one looked for')
def search_cards(db):
    bakery = db.merchant()
    zoe = bakery.member('Zoé', 'Müller')
    old = zoe['cards'][0]
    new = bakery.manager.call('card_replace', id=old['id'])
    row, = bakery.staff.call('customer_search', q='zoe')['items']
    assert (row['card_number'], row['card_state']) == (new['number'], 'active')
    row, = bakery.staff.call('customer_search', q=old['number'])['items']
    assert (row['card_number'], row['card_state'], row['matched']) == (
        old['number'], 'replaced', 'card')


@test('search: pages by name, stable while members come')
def pages(db):
    bakery = db.merchant()
    db.rows("insert into stempel.customer (merchant_id, given_name, family_name, language, enrolled_at) "
            "select %s, 'Guest', 'Number ' || n, 'en', now() from generate_series(25, 1, -1) n", bakery.id)
    seen, after = [], None
    while True:
        page = bakery.staff.call('customer_search', limit=10, after=after)
        assert len(page['items']) <= 10
        seen += names(page)
        # New ones before and behind the place where we are.
        bakery.member('Guest', 'Number 0')
        after = page['next']
        if after is None:
            break
    assert seen == [f'Guest Number {n}' for n in range(1, 26)], seen
    for cursor in ('nonsense', 'W10', 'WyJhIl0', 'WzEsMl0', 'x' * 2001):
        with refused('invalid') as refusal:
            bakery.staff.call('customer_search', after=cursor)
        assert set(refusal.fields) == {'after'}, cursor
    for limit in (0, 501, 'ten'):
        with refused('invalid') as refusal:
            bakery.staff.call('customer_search', limit=limit)
        assert set(refusal.fields) == {'limit'}


@test('search: the total is exact up to 10,000')
def total(db):
    bakery = db.merchant()
    fill = ("insert into stempel.customer (merchant_id, given_name, family_name, language, enrolled_at) "
            "select %s, 'Guest', 'Number ' || n, 'en', now() from generate_series(1, %s) n")
    db.rows(fill, bakery.id, 10000)
    reply = bakery.staff.call('customer_search', q='guest', limit=1)
    assert reply['total'] == 10000 and reply['total_capped'] is False
    db.rows(fill, bakery.id, 1)
    reply = bakery.staff.call('customer_search', limit=1)
    assert reply['total'] == 10000 and reply['total_capped'] is True
    assert set(bakery.staff.call('customer_search', count=False)) == {'items', 'next'}


@test('search: the indexes are used')
def search_plans(db):
    bakery = db.merchant()
    db.rows("insert into stempel.customer (merchant_id, given_name, family_name, email, language, enrolled_at) "
            "select %s, md5(n::text), md5((n * 7)::text), n || '@example.lu', 'en', now() "
            "from generate_series(1, 20000) n", bakery.id)
    db.rows('analyze stempel.customer')
    for terms, index in (('{"words": ["abcdef", "b"]}', 'customer_words'),
                         ('{"words": ["123@example"], "email": "123@example%%"}', 'customer_email'),
                         ('{"card": "621%%", "phones": ["+352621%%"]}', 'customer_phone')):
        condition = db.value('select private.search_condition(%s::jsonb)', terms.replace('%%', '%'))
        with db.admin.cursor() as cursor:
            cursor.execute('prepare look (bigint, jsonb) as select * from stempel.customer c '
                           "where c.merchant_id = $1 and c.state = 'active' and " + condition)
            cursor.execute('explain execute look (%s, %s)', (bakery.id, terms.replace('%%', '%')))
            plan = '\n'.join(row[0] for row in cursor.fetchall())
            cursor.execute('deallocate look')
        assert index in plan, plan


@test('an account is opened once')
def open_account(db):
    bakery = db.merchant()
    member = bakery.member()
    program = bakery.program()['id']
    first = bakery.staff.call('account_open', customer_id=member['id'], program_id=program)
    again = bakery.staff.call('account_open', customer_id=member['id'], program_id=program)
    assert first['id'] == again['id'] and not again['replayed']
    assert db.value("select count(*) from stempel.audit_event where action = 'account.open'") == 1
    bakery.manager.call('program_pause', id=program)
    with refused('program_not_active'):
        bakery.staff.call('account_open', customer_id=bakery.member()['id'], program_id=program)


run()
