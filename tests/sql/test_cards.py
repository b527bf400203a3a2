#!/usr/bin/python3
# test_cards.py: card numbers, looking up, replacing, blocking
#
# SPDX-License-Identifier: GPL-3.0-or-later

from stempel_test import refused, run, test


def luhn_holds(number):
    digits = [int(d) for d in number]
    doubled = [d * 2 // 10 + d * 2 % 10 for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


@test('numbers are 13 digits with a Luhn check digit, tokens 128 random bits')
def numbers(db):
    drawn = db.rows('select private.new_card_number(), private.new_token(16) '
                    'from generate_series(1, 2000)')
    assert all(len(n) == 13 and luhn_holds(n) for n, _ in drawn)
    assert len({n for n, _ in drawn}) == len({t for _, t in drawn}) == 2000
    assert all(len(t) == 22 and not set(t) & set('+/=') for _, t in drawn)
    assert luhn_holds('79927398713') and db.value("select private.luhn_digit('7992739871')") == '3'


@test('a number that is taken is drawn again')
def drawn_again(db):
    bakery = db.merchant()
    taken = bakery.member()['cards'][0]['number']
    db.rows('create sequence public.draws')
    db.rows(f"""create or replace function private.new_card_number() returns text
        language sql volatile as $$
          select case when nextval('public.draws') < 3 then '{taken}' else '1234567890128' end $$""")
    db.rows('grant usage on sequence public.draws to stempel_owner')
    assert bakery.member()['cards'][0]['number'] == '1234567890128'


@test('a card is found by its token and by its number in any spacing')
def lookup(db):
    bakery = db.merchant()
    bakery.program()
    member = bakery.member('Zoé', 'Müller', email='zoe@example.lu')
    card = member['cards'][0]
    number = card['number']
    for typed in (card['token'], f' {card["token"]} ', number,
                  f'{number[:3]} {number[3:7]}-{number[7:]}'):
        reply = bakery.staff.call('card_lookup', token=typed)
        assert reply['card'] == card and reply['accounts'] == member['accounts']
        assert reply['customer']['name'] == 'Zoé Müller'
        assert 'cards' not in reply['customer'] and 'accounts' not in reply['customer']
    for typed in ('0000000000000', card['token'].swapcase(), number[:-1], '%', card['token'][:-1]):
        with refused('not_found', what='card'):
            bakery.staff.call('card_lookup', token=typed)
    with refused('invalid') as refusal:
        bakery.staff.call('card_lookup')
    assert refusal.fields == {'token': 'required'}
    assert bakery.auditor.call('card_get', id=card['id']) == card


@test('a replaced card says so for ever, and the balance is on the new one')
def replace(db):
    bakery = db.merchant()
    bakery.program()
    member = bakery.member()
    bakery.manager.call('stamp_earn', account_id=member['accounts'][0]['id'], stamps=2,
                        store_id=bakery.store_id)
    old = member['cards'][0]
    new = bakery.staff.call('card_replace', id=old['id'], reason='lost')
    assert new['state'] == 'active' and new['number'] != old['number'] and new['token'] != old['token']
    for typed in (old['number'], old['token']):
        with refused('card_replaced', card_id=old['id'], customer_name='Anna Weber') as refusal:
            bakery.staff.call('card_lookup', token=typed)
        assert refusal.problem['replaced_at'] and refusal.sqlstate == (None if db.door else 'ST013')
    for operation in ('card_replace', 'card_unblock'):
        with refused('card_replaced'):
            bakery.manager.call(operation, id=old['id'])
    with refused('card_replaced'):
        bakery.manager.call('card_block', id=old['id'], reason='x')
    assert bakery.staff.call('card_lookup', token=new['number'])['accounts'][0]['stamps'] == 2
    shown = bakery.staff.call('customer_get', id=member['id'])['cards']
    assert [(c['id'], c['state'], c['replaced_by']) for c in shown] == [
        (new['id'], 'active', None), (old['id'], 'replaced', new['id'])]


@test('a blocked card says why and since when, until the manager lifts it')
def block(db):
    bakery = db.merchant()
    card = bakery.member()['cards'][0]
    with refused('invalid') as refusal:
        bakery.staff.call('card_block', id=card['id'])
    assert refusal.fields == {'reason': 'required'}
    blocked = bakery.staff.call('card_block', id=card['id'], reason='stolen')
    assert blocked['state'] == 'blocked' and blocked['block_reason'] == 'stolen'
    with refused('card_blocked', card_id=card['id'], customer_name='Anna Weber',
                 reason='stolen', blocked_at=blocked['blocked_at']):
        bakery.staff.call('card_lookup', token=card['number'])
    with refused('card_blocked'):
        bakery.staff.call('card_block', id=card['id'], reason='again')
    free = bakery.manager.call('card_unblock', id=card['id'])
    assert free['state'] == 'active' and free['blocked_at'] is None and free['block_reason'] is None
    with refused('conflict', reason='not_blocked'):
        bakery.manager.call('card_unblock', id=card['id'])
    assert bakery.staff.call('card_lookup', token=card['number'])['card']['state'] == 'active'


@test('a blocked card can be replaced')
def replace_blocked(db):
    bakery = db.merchant()
    card = bakery.member()['cards'][0]
    bakery.staff.call('card_block', id=card['id'], reason='stolen')
    assert bakery.staff.call('card_replace', id=card['id'])['state'] == 'active'
    with refused('card_replaced'):
        bakery.staff.call('card_lookup', token=card['number'])


@test('what happens to cards is audited, without their tokens')
def audit(db):
    bakery = db.merchant()
    card = bakery.member()['cards'][0]
    bakery.staff.call('card_block', id=card['id'], reason='stolen')
    bakery.manager.call('card_unblock', id=card['id'])
    new = bakery.staff.call('card_replace', id=card['id'], reason='worn')
    rows = [(e['action'], e['before']['state'], e['after']['state'], e['after'].get('reason'),
             e['after'].get('new_number'))
            for e in bakery.auditor.call('audit_list', subject_kind='card')['items'][::-1]]
    assert rows == [('card.block', 'active', 'blocked', None, None),
                    ('card.unblock', 'blocked', 'active', None, None),
                    ('card.replace', 'active', 'replaced', 'worn', new['number'])], rows
    everything = db.value("select string_agg(concat(e, p), ' ') from stempel.audit_event e "
                          "left join stempel.audit_personal p on p.event_id = e.id")
    assert card['token'] not in everything and new['token'] not in everything


run()
