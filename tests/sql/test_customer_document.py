#!/usr/bin/python3
# test_customer_document.py: what is known about a person as a page: complete, readable, harmless
#
# SPDX-License-Identifier: GPL-3.0-or-later

import datetime
import html.parser
import json
import re
import zoneinfo

from points import MONDAY, earn, redeem, refund, void
from stempel_test import connection_string, run, stempelctl, test

LANGUAGES = {'en': ('Points for a purchase', 'Data of'), 'de': ('Punkte für einen Einkauf', 'Daten von'),
             'fr': ('Points pour un achat', 'Données de'), 'lb': ('Punkte fir en Akaf', 'Donnéeë vun')}
MONEY = ('ticket_amount', 'amount')
HOSTILE = {'given_name': '<script>alert(1)</script>', 'family_name': '"Q" & \'A\' \u202eolleH',
           'note': '</td><img src=x onerror=alert(2)>\nsecond line & <b>', 'phone': '+352 621 123 456',
           'email': "o'hara&co@example.lu", 'birthday': '1961-11-09', 'language': 'fr'}
VOID = ('meta', 'br', 'img', 'link', 'input')


class Page(html.parser.HTMLParser):
    """The elements of a page with what stands in them, and whether each is closed where it should."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.values, self.texts = [], [], set(), []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.append([tag, attributes, ''])
        if tag not in VOID:
            self.open.append(self.elements[-1])
        for name in ('value', 'datetime'):
            if name in attributes:
                self.values.add(attributes[name])

    def handle_endtag(self, tag):
        element = self.open.pop()
        assert element[0] == tag, (element, tag)

    def handle_data(self, data):
        for element in self.open:
            element[2] += data
        if self.open and self.open[-1][0] == 'bdi':
            self.values.add(data)

    def all(self, tag):
        return [e for e in self.elements if e[0] == tag]


def lived(db, **rules):
    """Somebody with something in every member of the export."""
    db.at(MONDAY)
    bakery = db.merchant('Bäckerei <Müller> & Söhne', language='en')
    program = bakery.points_program(kind='hybrid', names={'en': 'Club <&>'}, cooldown_minutes=9000,
                                    daily_limit=100, max_stamps_per_visit=20, stamps_target=10,
                                    welcome_points=3, expiry='days', expiry_days=30,
                                    money_points=1, money_amount=1, entitlement_days=30, tiers=[
        {'key': 1, 'names': {'en': 'Gold & more'}, 'threshold': 10},
        {'key': 2, 'names': {'en': 'Platinum'}, 'threshold': 500000}], **rules)
    reward = bakery.reward(program['id'], names={'en': 'Mug <3'}, cost_points=10)
    person = bakery.member(HOSTILE['given_name'], HOSTILE['family_name'],
                           **{k: v for k, v in HOSTILE.items() if 'name' not in k})
    double = bakery.member('Anna', 'Weber')
    bakery.manager.call('card_block', id=person['cards'][0]['id'], reason='<lost> & found')
    account = person['accounts'][0]['id']
    bakery.manager.call('account_set_tier', account_id=double['accounts'][0]['id'], tier=1,
                        reason='<b>regular</b>')
    card = bakery.manager.call('card_replace', id=person['cards'][0]['id'])
    booked = earn(bakery, account, 1234567, receipt='R<1>', card_id=card['id'])
    refund(bakery, booked, 100)
    void(bakery, earn(bakery, account, 999))
    redeem(bakery, account, reward_id=reward['id'])
    redeem(bakery, account, points=5, ticket_amount=2000)
    bakery.manager.call('account_adjust', account_id=account, points=-2, reason_code='correction',
                        reason='typed <twice>')
    bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id, stamps=13)
    bakery.manager.call('stamp_redeem', account_id=account, store_id=bakery.store_id)
    db.at('2026-03-29 01:30+01')
    bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id, stamps=8)
    db.at('2026-03-29 03:30+02')
    bakery.manager.call('customer_merge', id=person['id'], other_id=double['id'])
    return bakery, person


def export(db, bakery, person, language=None):
    door = connection_string(db.name, bakery.manager.database_role)
    plain = json.loads(stempelctl('customer-export', str(person['id']), database=door).stdout)
    page = stempelctl('customer-export', str(person['id']), 'html',
                      *([language] if language else []), database=door).stdout
    return plain, page


def scalars(value, name=''):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner, name)
    elif value is not None:
        yield name, value


def plain(value):
    return json.dumps(value) if isinstance(value, (bool, int)) else value


@test('each value of the JSON stands in the page, in each language')
def complete(db):
    bakery, person = lived(db)
    names = set()
    for language in LANGUAGES:
        data, text = export(db, bakery, person, language)
        page = Page(text)
        for name, value in scalars(data):
            names.add(name)
            assert plain(value) in page.values, (language, name, value)
        assert page.elements[0][:2] == ['html', {'lang': language}], page.elements[0]
        assert LANGUAGES[language][0] in text and LANGUAGES[language][1] in page.all('h1')[0][2]
        # Each member has a word in people's language, and each word has a translation.
        headers = [e[2] for e in page.all('th')]
        assert not [h for h in headers if re.match(r'[a-z_]+$', h) and '_' in h], headers
        if language != 'en':
            english = Page(export(db, bakery, person, 'en')[1])
            same = {e[2] for e in english.all('th')} & set(headers) - page.values
            assert same <= {'Points', 'Version', 'Stamps', 'E-mail', 'Note', 'Name', 'Reward'}, same
    assert {'tier_key', 'reverses', 'refunds', 'receipt', 'block_reason', 'ticket_amount',
            'expires_on', 'available_at', 'manual_reason', 'missing', 'store'} <= names, names
    assert 'by' not in names and bakery.manager.call('session_whoami')['name'] not in text


@test('money and times are those of the merchant, as people of that language write them')
def formatted(db):
    bakery, person = lived(db)
    zone = zoneinfo.ZoneInfo('Europe/Luxembourg')
    months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()

    def euros(cents, thousands, point):
        whole = f'{cents // 100:,}'.replace(',', thousands)
        return f'{whole}{point}{cents % 100:02}'

    writes = {
        'en': (lambda t: f'{t.day} {months[t.month - 1]} {t.year}, {t:%H:%M}',
               lambda c: '€' + euros(c, ',', '.')),
        'de': (lambda t: f'{t:%d.%m.%Y, %H:%M}', lambda c: euros(c, '.', ',') + '\u00a0€'),
        'fr': (lambda t: f'{t:%d/%m/%Y %H:%M}', lambda c: euros(c, '\u202f', ',') + '\u00a0€'),
        'lb': (lambda t: f'{t:%d.%m.%Y, %H:%M}', lambda c: euros(c, '.', ',') + '\u00a0€')}
    for language, (time, money) in writes.items():
        data, text = export(db, bakery, person, language)
        page = Page(text)
        shown = {}
        for tag, attributes, inner in page.all('time') + page.all('data'):
            shown.setdefault(attributes.get('datetime', attributes.get('value')), set()).add(inner)
        for name, value in scalars(data['entries']):
            if name in MONEY:
                assert money(value) in shown[str(value)], (language, value, shown[str(value)])
            elif name.endswith('_at') and value != '':
                local = datetime.datetime.fromisoformat(value).astimezone(zone)
                assert shown[value] == {time(local)}, (language, value, shown[value])
    # The hour that summer time takes away.
    assert '29 Mar 2026, 01:30' in export(db, bakery, person, 'en')[1]
    assert '29 Mar 2026, 03:30' in export(db, bakery, person, 'en')[1]


@test('whatever people typed stays text')
def harmless(db):
    bakery, person = lived(db)
    _, text = export(db, bakery, person, 'en')
    page = Page(text)
    assert {e[0] for e in page.elements} <= {
        'html', 'head', 'meta', 'style', 'title', 'body', 'main', 'h1', 'h2', 'h3', 'h4', 'p', 'bdi',
        'div', 'table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'time', 'data'}
    for _, attributes, _ in page.elements:
        assert set(attributes) <= {'lang', 'charset', 'http-equiv', 'content', 'name', 'class', 'role',
                                   'tabindex', 'aria-labelledby', 'id', 'scope', 'datetime',
                                   'value'}, attributes
    assert HOSTILE['note'] in page.values and HOSTILE['family_name'] in page.values
    assert '<script' not in text and '<img' not in text and 'http://' not in text
    policy, = (e[1]['content'] for e in page.all('meta') if 'http-equiv' in e[1])
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@test('headings follow each other, and every table says what it and its cells are about')
def accessible(db):
    bakery, person = lived(db)
    _, text = export(db, bakery, person, 'de')
    page = Page(text)
    levels = [int(e[0][1]) for e in page.elements if re.fullmatch('h[1-6]', e[0])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels
    tables = page.all('table')
    captions = page.all('caption')
    assert len(tables) == len(captions) > 6 and all(c[2].strip() for c in captions)
    ids = [c[1]['id'] for c in captions]
    assert len(set(ids)) == len(ids)
    assert [d[1]['aria-labelledby'] for d in page.all('div')] == ids
    assert all(e[1].get('scope') in ('row', 'col') for e in page.all('th'))
    rows = re.findall(r'<tr>(.*?)</tr>', text, re.S)
    assert all('<th scope="row">' in r or '<th scope="col">' in r for r in rows)
    assert page.all('title')[0][2] and len(page.all('main')) == 1


@test('it is written in the language of the person, else of the business, else in English')
def languages(db):
    bakery, person = lived(db)
    lang = lambda *arguments: re.search('<html lang="(.*?)">', export(db, *arguments)[1])[1]
    assert lang(bakery, person) == 'fr'
    assert lang(bakery, person, 'pt') == 'en'
    bakery.manager.call('customer_erase', id=person['id'])
    text = export(db, bakery, person)[1]
    assert '<html lang="en">' in text and 'Number ' in Page(text).all('h1')[0][2]


@test('what is wrong with the command line, and what is refused')
def wrong(db):
    bakery, person = lived(db)
    door = connection_string(db.name, bakery.manager.database_role)
    number = str(person['id'])
    for arguments in ((), ('x',), ('0',), (number, 'pdf'), (number, 'json', 'de'),
                      (number, 'html', '../de'), (number, 'html', ''), (number, 'html', 'de', 'x')):
        done = stempelctl('customer-export', *arguments, database=door, check=False)
        assert (done.returncode, done.stdout) == (2, ''), (arguments, done)
    done = stempelctl('customer-export', '999999', 'html', database=door, check=False)
    assert (done.returncode, json.loads(done.stderr)['code']) == (1, 'not_found'), done


run()
