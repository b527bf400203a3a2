#!/usr/bin/python3
# test_card_batch.py: cards are printed ahead and handed out later
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re
import uuid

from stempel_test import call, parallel, refused, run, sqlstate, test


def luhn(number):
    digits = [int(d) for d in reversed(number)]
    return sum(d if n % 2 == 0 else d * 2 // 10 + d * 2 % 10 for n, d in enumerate(digits)) % 10


@test('numbers with a check digit, tokens, no owner; the same answer when the request comes again')
def printed(db):
    bakery = db.merchant()
    key = str(uuid.uuid4())
    batch = bakery.manager.call('card_print_batch', count=1000, key=key)
    cards = batch['items']
    assert len(cards) == 1000 and batch['next'] is None
    assert len({c['number'] for c in cards}) == len({c['token'] for c in cards}) == 1000
    for card in cards:
        assert re.fullmatch('[0-9]{13}', card['number']) and luhn(card['number']) == 0, card
        assert re.fullmatch('[A-Za-z0-9_-]{22}', card['token']), card
        assert (card['state'], card['customer_id'], card['customer_name']) == (
            'unassigned', None, None)
    again = bakery.manager.call('card_print_batch', count=1000, key=key)
    assert again == batch | {'replayed': True}
    assert db.value('select count(*) from stempel.card') == 1000
    event = bakery.auditor.call('audit_list', action='card.print_batch')['items'][0]
    assert event['after'] == {'count': 1000, 'first_id': cards[0]['id'], 'last_id': cards[-1]['id']}


@test('how many there can be, and who prints them')
def limits(db):
    bakery = db.merchant()
    assert len(bakery.manager.call('card_print_batch', count=1)['items']) == 1
    for count in (0, -1, 1001):
        with refused('invalid') as refusal:
            bakery.manager.call('card_print_batch', count=count)
        assert refusal.problem['errors'] == [
            {'field': 'count', 'code': 'out_of_range', 'min': 1, 'max': 1000}], refusal.problem
    with refused('invalid') as refusal:
        bakery.manager.call('card_print_batch')
    assert refusal.fields == {'count': 'required'}
    for login in (bakery.staff, bakery.auditor):
        with sqlstate('42501'):
            login.call('card_print_batch', count=1)


@test('a card that nobody has yet is said to be one')
def unassigned(db):
    bakery = db.merchant()
    program = bakery.program()
    card, = bakery.manager.call('card_print_batch', count=1)['items']
    for typed in (card['number'], card['token']):
        with refused('not_found', what='card', reason='unassigned', card_id=card['id']):
            bakery.staff.call('card_lookup', token=typed)
    for operation, more in (('card_block', {'reason': 'x'}), ('card_unblock', {}),
                            ('card_replace', {})):
        with refused('not_found', reason='unassigned'):
            bakery.manager.call(operation, id=card['id'], **more)
    account = bakery.member()['accounts'][0]['id']
    with refused('not_found', reason='unassigned'):
        bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id,
                            card_id=card['id'])
    assert bakery.auditor.call('card_get', id=card['id']) == card
    assert bakery.manager.call('customer_search', q=card['number'])['items'] == []
    # Another merchant has no such card.
    with refused('not_found') as refusal:
        db.merchant('Other').staff.call('card_lookup', token=card['number'])
    assert 'reason' not in refusal.problem


@test('enrolling with its number hands it out, once')
def handed_out(db):
    bakery = db.merchant()
    bakery.program()
    card, other = bakery.manager.call('card_print_batch', count=2)['items']
    spaced = ' '.join((card['number'][:4], card['number'][4:]))
    member = bakery.member(card_number=spaced)
    mine, = member['cards']
    assert mine == card | {'state': 'active', 'customer_id': member['id'],
                           'customer_name': 'Anna Weber', 'issued_at': mine['issued_at']}, mine
    assert mine['issued_at'] > card['issued_at']
    found = bakery.staff.call('card_lookup', token=card['token'])
    assert found['customer']['id'] == member['id']
    with refused('invalid') as refusal:
        bakery.member('Ben', card_number=card['number'])
    assert refusal.fields == {'card_number': 'taken'}
    request = {'given_name': 'C', 'family_name': 'D', 'store_id': bakery.store_id,
               'card_number': other['number']}
    lines = [db.connect(bakery.manager.database_role) for _ in range(6)]
    answers = parallel([lambda c=c: call(c, 'customer_enroll', request,
                                         {'idempotency_key': str(uuid.uuid4())}) for c in lines])
    assert sum(isinstance(a, dict) for a in answers) == 1, answers
    assert all(isinstance(a, dict) or a.fields == {'card_number': 'taken'} for a in answers)
    assert db.value('select count(*) from stempel.customer') == 2
    assert bakery.manager.call('self_check')['items'] == []


run()
