#!/usr/bin/python3
# test_members.py: enrolling, changing and searching members
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import random
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
    # What in a telephone number would stand for +.
    db.rows("update stempel.card set number = '0034567890123' where number = %s", number)
    assert find('00345678') == find('0034 5678 9012 3') == [('Zoé Müller', 'card')]


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


def wanted(db, merchant, typed):
    """Who is to be found by words, in order, asked without any index or any list of names."""
    words = db.value('select array_agg(w) from regexp_split_to_table(private.fold(%s), %s) w', typed,
                     ' ')
    return [row[0] for row in db.rows("""
        select c.id from stempel.customer c
         where c.merchant_id = %s and c.state = 'active'
           and ((select bool_and(case when length(w) < 3
                        then starts_with(c.given_fold, w) or starts_with(c.family_fold, w)
                        else strpos(c.given_fold || ' ' || c.family_fold, w) > 0 end)
                   from unnest(%s) w)
                or cardinality(%s) = 1 and length(%s) >= 3 and starts_with(c.email_norm, %s))
         order by c.sort_name, c.id""", merchant.id, words, words, words[0], words[0])]


@test('search: the same as a look at every member, in pages of any size')
def search_all(db):
    bakery, other = db.merchant(), db.merchant('Other')
    chance = random.Random(7)
    parts = ('an', 'na', 'mar', 'tin', 'ë', 'il', 'l', 'o', 'ß')
    word = lambda: ''.join(chance.choice(parts) for _ in range(chance.randint(1, 4)))
    for merchant in (bakery, other):
        db.rows("""insert into stempel.customer (merchant_id, given_name, family_name, email,
                     language, state, pseudonym, enrolled_at)
            select %s, r.given, r.family, r.email, 'en', 'active', null, now()
              from jsonb_to_recordset(%s) as r (given text, family text, email text)
              on conflict do nothing""", merchant.id, json.dumps(
                [{'given': ' '.join(word() for _ in range(chance.randint(1, 2))), 'family': word(),
                  'email': f'{word()}{n}@x.lu' if n % 3 else None} for n in range(600)]))
    erased = bakery.member('Martin', 'Martin')
    bakery.manager.call('customer_erase', id=erased['id'])
    typed = [word() for _ in range(40)] + [f'{word()} {word()}' for _ in range(40)]
    typed += ['a', 'm t', 'an mar tin', 'tin tin', 'tin10', 'mar1']
    typed += ['m o', 'o m', 'a a', 'ma m o', 'l il o', 'n s a', '_ a', 'a \\', '% m']
    for each in typed:
        whole = wanted(db, bakery, each)
        reply = bakery.staff.call('customer_search', q=each, limit=500)
        assert [m['id'] for m in reply['items']] == whole[:500], each
        assert (reply['total'], reply['total_capped']) == (len(whole), False), each
        for limit in (1, 7) if len(whole) < 60 else (50,):
            found, after = [], None
            while after or not found:
                page = bakery.staff.call('customer_search', q=each, limit=limit, after=after)
                found += [m['id'] for m in page['items']]
                after = page['next']
                if not after:
                    break
            assert found == whole, (each, limit)


@test('search: more than are counted, by name and by number')
def search_many(db):
    bakery = db.merchant()
    db.rows("""alter table stempel.customer disable trigger duplicates_insert;
        insert into stempel.customer (merchant_id, given_name, family_name, email, phone_norm,
                                      language, enrolled_at)
        select %s, (array['Ann', 'Anna', 'Hanna'])[1 + n %% 3], 'Number ' || n, n || '@x.lu',
               '+352621' || 100000 + n, 'en', now() from generate_series(1, 10200) n;
        alter table stempel.customer enable trigger duplicates_insert""", bakery.id)
    for typed, capped, first in (('ann', True, 1), ('number', True, 1), ('an number', False, 1),
                                 ('621', True, 1), ('6211', True, 1), ('62110', False, 1),
                                 ('62110102', False, 1020)):
        reply = bakery.staff.call('customer_search', q=typed, limit=2)
        assert reply['total_capped'] is capped, (typed, reply)
        assert reply['items'][0]['name'].endswith(f' {first}'), (typed, reply)
        again = bakery.staff.call('customer_search', q=typed, limit=2, after=reply['next'])
        assert len(again['items']) == 2 and again['items'] != reply['items'], typed
        assert (again['total'], again['next']) != (reply['total'], reply['next'])
    assert bakery.staff.call('customer_search', q='an number', limit=1)['total'] == 6800
    assert bakery.staff.call('customer_search', q='62110', limit=1)['total'] == 9999


@test('the names that occur are those of active members, whatever becomes of them')
def names_in_use(db):
    bakery, other = db.merchant(), db.merchant('Other')

    def same():
        rows = db.rows("""
            select merchant_id, name from stempel.name_in_use
            except select merchant_id, n from stempel.customer, unnest(array[given_fold, family_fold]) n
             where state = 'active'""") + db.rows("""
            select merchant_id, n from stempel.customer, unnest(array[given_fold, family_fold]) n
             where state = 'active' except select merchant_id, name from stempel.name_in_use""")
        assert rows == [], rows
        return {n for n, in db.rows('select name from stempel.name_in_use where merchant_id = %s',
                                    bakery.id)}
    zoe, twin = bakery.member('Zoé', 'Müller'), bakery.member('Zoe', 'Moeller')
    other.member('Zoé', 'Müller')
    assert same() == {'zoe', 'muller', 'moeller'}
    bakery.manager.call('customer_merge', id=zoe['id'], other_id=twin['id'])
    assert same() == {'zoe', 'muller'}
    bakery.manager.call('customer_unmerge', id=twin['id'])
    assert same() == {'zoe', 'muller', 'moeller'}
    bakery.manager.call('customer_save', id=twin['id'], given_name='Chloé', family_name='Müller',
                        revision=db.value('select revision from stempel.customer where id = %s',
                                          twin['id']))
    assert same() == {'zoe', 'muller', 'chloe'}
    bakery.manager.call('customer_erase', id=twin['id'])
    assert same() == {'zoe', 'muller'}
    db.rows('delete from stempel.card where merchant_id = %s', other.id)
    db.rows('delete from stempel.customer where merchant_id = %s', other.id)
    assert same() == {'zoe', 'muller'}


@test('the longest particulars there can be fit into every index')
def longest(db):
    bakery = db.merchant()
    letters = lambda n: ''.join(chr(0x20000 + random.randrange(40000)) for _ in range(n))
    for given, family in ((letters(100), letters(100)), ('\u33ae' * 100, letters(100))):
        member = bakery.member(given, family, email=letters(249) + '@x.lu')
        reply = bakery.staff.call('customer_search', q=family)
        assert [m['id'] for m in reply['items']] == [member['id']]


@test('search: the indexes are used')
def search_plans(db):
    bakery = db.merchant()
    db.rows("""alter table stempel.customer disable trigger duplicates_insert;
        insert into stempel.customer (merchant_id, given_name, family_name, email, phone_norm,
                                      language, enrolled_at)
        select %s, md5(n::text), md5((n * 7)::text), n || '@example.lu', '+352621' || 100000 + n,
               'en', now() from generate_series(1, 20000) n;
        analyze stempel.customer, stempel.name_in_use""", bakery.id)
    for terms, pattern, indexes in (
            ({'words': ['abcdef']}, None, ('name_in_use_words', 'customer_family', 'customer_given')),
            ({'words': ['abcd', 'b']}, None, ('name_in_use_words', 'customer_family', 'customer_given')),
            ({'words': ['b']}, None, ('on name_in_use_', 'customer_family', 'customer_given')),
            ({'words': ['a', 'b']}, None, ('customer_initials',)),
            ({'words': ['123@example'], 'email': '123@example%'}, '123@example%',
             ('name_in_use_words', 'customer_email')),
            ({'card': '621%', 'phones': ['+352621123%']}, '621%', ('customer_phone', 'card_number'))):
        query = db.value('select private.search_query(%s, false)', json.dumps(terms))
        with db.admin.cursor() as cursor:
            cursor.execute('prepare look (bigint, text[], text, bigint, integer, text) as ' + query)
            cursor.execute('explain execute look (%s, private.search_patterns(%s), null, null, 101, %s)',
                           (bakery.id, json.dumps(terms), pattern))
            plan = '\n'.join(row[0] for row in cursor.fetchall())
            cursor.execute('deallocate look')
        for index in indexes:
            assert index in plan, (index, plan)
        assert 'Seq Scan on customer' not in plan and 'Seq Scan on name_in_use' not in plan, plan


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
