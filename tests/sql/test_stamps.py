#!/usr/bin/python3
# test_stamps.py: giving stamps and handing out rewards, each rule at its edge
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from stempel_test import refused, run, sqlstate, test

NOON = '2026-03-02 12:00:00+01'


def setup(db, **rules):
    """A bakery whose manager books in their own name; returns it and a member's account."""
    bakery = db.merchant()
    bakery.program(**{'cooldown_minutes': 0, 'daily_limit': 100,
                      'max_stamps_per_visit': 20} | rules)
    return bakery, bakery.member()['accounts'][0]['id']


def earn(bakery, account, stamps=None, who=None, **more):
    if stamps is not None:
        more['stamps'] = stamps
    return (who or bakery.manager).call('stamp_earn', account_id=account,
                                        store_id=more.pop('store_id', bakery.store_id), **more)


def redeem(bakery, account, **more):
    return bakery.manager.call('stamp_redeem', account_id=account, store_id=bakery.store_id, **more)


def new_rules(bakery, **rules):
    program = bakery.manager.call('program_list')['items'][0]
    saved = bakery.manager.call('program_save', id=program['id'], revision=program['revision'],
                                draft=program['published'] | rules)
    bakery.manager.call('program_publish', id=saved['id'])


def clean(bakery):
    assert bakery.auditor.call('self_check') == {'items': []}, bakery.auditor.call('self_check')


@test('one stamp: entry, account and nothing else')
def one_stamp(db):
    db.at(NOON)
    bakery, account = setup(db)
    reply = earn(bakery, account)
    entry, after = reply['entry'], reply['account']
    assert entry['kind'] == 'stamp_earn' and entry['stamps'] == 1 and entry['stamps_after'] == 1
    assert entry['customer_name'] == 'Anna Weber' and entry['store_name'] == 'Centre'
    assert entry['login_name'] == 'Manager of Bakery' and entry['employee_id'] is None
    assert entry['program_name'] == 'Coffee card' and entry['program_version'] == 1
    assert entry['business_day'] == '2026-03-02' and entry['entitlements_issued'] == 0
    assert after['stamps'] == 1 and after['stamps_today'] == 1 and after['entitlements'] == []
    assert after['last_stamp'] == {'entry_id': entry['id'], 'at': entry['occurred_at'],
                                   'by': 'Manager of Bakery', 'store': 'Centre'}
    assert reply['entitlements'] == [] and reply['replayed'] is False
    assert bakery.manager.call('account_get', id=account) == after
    clean(bakery)


@test('stamps per visit: 1 to the limit of the rules')
def per_visit(db):
    bakery, account = setup(db, max_stamps_per_visit=3)
    for stamps, allowed in ((0, False), (1, True), (2, True), (3, True), (4, False)):
        if allowed:
            assert earn(bakery, account, stamps)['entry']['stamps'] == stamps
        else:
            with refused('invalid') as refusal:
                earn(bakery, account, stamps)
            error = refusal.problem['errors'][0]
            assert error['field'] == 'stamps' and error['code'] == 'out_of_range', error
            assert error['min'] == 1
    assert bakery.manager.call('account_get', id=account)['stamps'] == 6
    clean(bakery)


@test('cooldown: refused one second before, possible at the exact instant')
def cooldown(db):
    bakery, account = setup(db, cooldown_minutes=15)
    luc = bakery.employee('Luc', pin='8265')
    db.at(NOON)
    token = bakery.staff.call('employee_verify', employee_id=luc['id'], pin='8265')['pin_token']
    first = earn(bakery, account, who=bakery.staff, employee_id=luc['id'], pin_token=token)
    assert first['account']['available_at'] == '2026-03-02T11:15:00+00:00'
    for moment in ('12:00:00', '12:14:59', '12:14:59.999999'):
        db.at(f'2026-03-02 {moment}+01')
        with refused('cooldown_active', available_at='2026-03-02T11:15:00+00:00', last_by='Luc',
                     last_at='2026-03-02T11:00:00+00:00', last_store='Centre'):
            earn(bakery, account)
    db.at('2026-03-02 12:15:00+01')
    assert bakery.manager.call('account_get', id=account)['available_at'] is None
    second = earn(bakery, account)
    assert second['entry']['stamps_after'] == 2
    assert second['account']['available_at'] == '2026-03-02T11:30:00+00:00'
    db.at('2026-03-02 12:30:01+01')
    earn(bakery, account)
    clean(bakery)


@test('cooldown 0 is none; a void stamp starts none')
def no_cooldown(db):
    db.at(NOON)
    bakery, account = setup(db)
    earn(bakery, account)
    earn(bakery, account)
    strict, other = setup(db, cooldown_minutes=60)
    first = earn(strict, other)['entry']['id']
    db.at('2026-03-02 13:00:00+01')
    wrong = earn(strict, other)['entry']['id']
    db.at('2026-03-02 13:01:00+01')
    strict.manager.call('entry_void', entry_id=wrong, reason='wrong member')
    after = earn(strict, other)['account']
    assert after['stamps'] == 2 and after['last_stamp']['entry_id'] > wrong > first
    clean(strict)


@test('daily limit: up to it, not over it, and what is left of it')
def daily_limit(db):
    db.at(NOON)
    bakery, account = setup(db, daily_limit=5)
    earn(bakery, account, 3)
    with refused('daily_limit_reached', limit=5, given=3,
                 available_at='2026-03-02T23:00:00+00:00', last_by='Manager of Bakery',
                 last_at='2026-03-02T11:00:00+00:00'):
        earn(bakery, account, 3)
    full = earn(bakery, account, 2)['account']
    assert full['stamps_today'] == 5 and full['available_at'] == '2026-03-02T23:00:00+00:00'
    with refused('daily_limit_reached', limit=5, given=5):
        earn(bakery, account)
    db.at('2026-03-02 23:59:59.999999+01')
    with refused('daily_limit_reached'):
        earn(bakery, account)
    db.at('2026-03-03 00:00:00+01')
    fresh = earn(bakery, account)['account']
    assert fresh['stamps_today'] == 1 and fresh['available_at'] is None
    clean(bakery)


@test('daily limit: a void gives the day its stamps back')
def daily_limit_void(db):
    db.at(NOON)
    bakery, account = setup(db, daily_limit=5)
    entry = earn(bakery, account, 4)['entry']['id']
    bakery.manager.call('entry_void', entry_id=entry, reason='mistake')
    assert earn(bakery, account, 5)['account']['stamps_today'] == 5
    clean(bakery)


@test('a business day that begins at 04:00')
def day_start(db):
    bakery = db.merchant(day_start='04:00')
    bakery.program(cooldown_minutes=0, daily_limit=1)
    account = bakery.member()['accounts'][0]['id']
    db.at('2026-03-02 23:30:00+01')
    assert earn(bakery, account)['entry']['business_day'] == '2026-03-02'
    for moment in ('2026-03-03 00:00:00+01', '2026-03-03 03:59:59+01'):
        db.at(moment)
        with refused('daily_limit_reached', available_at='2026-03-03T03:00:00+00:00'):
            earn(bakery, account)
    db.at('2026-03-03 04:00:00+01')
    assert earn(bakery, account)['entry']['business_day'] == '2026-03-03'
    clean(bakery)


@test('business days of 23 and 25 hours, when the clocks change')
def clock_change(db):
    bakery = db.merchant(day_start='04:00')
    bakery.program(cooldown_minutes=0, daily_limit=1)
    account = bakery.member()['accounts'][0]['id']
    # 29 March 2026: 02:00 becomes 03:00. The business day of the 28th has 23 hours.
    db.at('2026-03-28 04:00:00+01')
    earn(bakery, account)
    with refused('daily_limit_reached', available_at='2026-03-29T02:00:00+00:00'):
        earn(bakery, account)
    db.at('2026-03-29 03:59:59+02')
    with refused('daily_limit_reached'):
        earn(bakery, account)
    db.at('2026-03-29 04:00:00+02')
    assert earn(bakery, account)['entry']['business_day'] == '2026-03-29'
    # 25 October 2026: 03:00 becomes 02:00. The business day of the 24th has 25 hours.
    db.at('2026-10-24 04:00:00+02')
    earn(bakery, account)
    for moment in ('2026-10-25 02:30:00+02', '2026-10-25 02:30:00+01', '2026-10-25 03:59:59+01'):
        db.at(moment)
        with refused('daily_limit_reached', available_at='2026-10-25T03:00:00+00:00'):
            earn(bakery, account)
    db.at('2026-10-25 04:00:00+01')
    assert earn(bakery, account)['entry']['business_day'] == '2026-10-25'
    clean(bakery)


@test('going to and fro between stores with different days gets no stamp more')
def two_stores(db):
    bakery, account = setup(db, daily_limit=2)
    bar = bakery.manager.call('store_save', name='Bar', day_start='06:00')['id']
    db.at('2026-03-03 02:00:00+01')
    assert earn(bakery, account, 2, store_id=bar)['entry']['business_day'] == '2026-03-02'
    assert earn(bakery, account, 2)['entry']['business_day'] == '2026-03-03'
    for store in (bar, bakery.store_id, bar):
        with refused('daily_limit_reached', given=2):
            earn(bakery, account, store_id=store)
    clean(bakery)


@test('a full card becomes a reward, surplus stamps carry over')
def target(db):
    bakery, account = setup(db, stamps_target=10)
    assert earn(bakery, account, 9)['entitlements'] == []
    reply = earn(bakery, account, 3)
    assert reply['account']['stamps'] == 2 and len(reply['entitlements']) == 1
    assert reply['entitlements'] == reply['account']['entitlements']
    assert reply['entitlements'][0]['stamps'] == 10
    assert reply['entitlements'][0]['reward_name'] == 'One coffee'
    assert reply['entry']['entitlements_issued'] == 1
    assert reply['entry']['reward_name'] == 'One coffee'
    assert earn(bakery, account, 7)['account']['stamps'] == 9
    exact = earn(bakery, account, 1)['account']
    assert exact['stamps'] == 0 and len(exact['entitlements']) == 2
    two = earn(bakery, account, 20)
    assert len(two['entitlements']) == 2 and two['account']['stamps'] == 0
    clean(bakery)


@test('a target of 1, and a target that was lowered since')
def small_targets(db):
    bakery, account = setup(db, stamps_target=1)
    assert len(earn(bakery, account, 3)['entitlements']) == 3
    clean(bakery)

    bakery, account = setup(db, stamps_target=10)
    earn(bakery, account, 9)
    new_rules(bakery, stamps_target=4)
    reply = earn(bakery, account)
    assert reply['entry']['program_version'] == 2
    assert [e['stamps'] for e in reply['entitlements']] == [4, 4]
    assert reply['account']['stamps'] == 2
    clean(bakery)


@test('handing out: once, the one that lapses first, and only what is there')
def handing_out(db):
    db.at(NOON)
    bakery, account = setup(db, stamps_target=2, entitlement_days=10)
    earn(bakery, account)
    with refused('insufficient_balance', balance=1, required=2):
        redeem(bakery, account)
    db.at('2026-03-05 12:00:00+01')
    late = earn(bakery, account)['entitlements'][0]
    new_rules(bakery, entitlement_days=3)
    soon = earn(bakery, account, 2)['entitlements'][0]
    assert (late['expires_on'], soon['expires_on']) == ('2026-03-15', '2026-03-08')
    reply = redeem(bakery, account)
    assert reply['entitlement']['id'] == soon['id']
    assert reply['entitlement']['state'] == 'redeemed' and reply['entitlement']['redeemed_at']
    assert reply['entry']['stamps'] == -2 and reply['entry']['entitlement_id'] == soon['id']
    assert reply['entry']['reward_name'] == 'One coffee'
    assert [e['id'] for e in reply['account']['entitlements']] == [late['id']]
    with refused('conflict', reason='redeemed'):
        redeem(bakery, account, entitlement_id=soon['id'])
    with refused('not_found', what='entitlement'):
        redeem(bakery, account, entitlement_id=9999)
    assert redeem(bakery, account, entitlement_id=late['id'])['account']['entitlements'] == []
    with refused('insufficient_balance', balance=0, required=2):
        redeem(bakery, account)
    clean(bakery)


@test('another account\'s reward cannot be handed out')
def foreign_reward(db):
    bakery, account = setup(db, stamps_target=1)
    reward = earn(bakery, account)['entitlements'][0]['id']
    other = bakery.member('Bob', 'Other')['accounts'][0]['id']
    with refused('not_found', what='entitlement'):
        redeem(bakery, other, entitlement_id=reward)


@test('a reward lapses at midnight after its last day, in the merchant\'s zone')
def lapsing(db):
    bakery, account = setup(db, stamps_target=1, entitlement_days=1)
    db.at('2026-03-02 23:59:00+01')
    reward = earn(bakery, account)['entitlements'][0]
    assert reward['expires_on'] == '2026-03-03'
    db.at('2026-03-03 23:59:59.999999+01')
    assert len(bakery.manager.call('account_get', id=account)['entitlements']) == 1
    db.at('2026-03-04 00:00:00+01')
    assert bakery.manager.call('account_get', id=account)['entitlements'] == []
    with refused('insufficient_balance'):
        redeem(bakery, account)
    with refused('conflict', reason='expired', expires_on='2026-03-03'):
        redeem(bakery, account, entitlement_id=reward['id'])
    db.at('2026-03-03 23:59:59.999999+01')
    assert redeem(bakery, account)['entitlement']['id'] == reward['id']
    clean(bakery)


@test('without a lifetime a reward stays')
def for_ever(db):
    bakery, account = setup(db, stamps_target=1)
    db.at('2026-03-02 12:00:00+01')
    assert earn(bakery, account)['entitlements'][0]['expires_on'] is None
    db.at('2056-03-02 12:00:00+01')
    redeem(bakery, account)
    clean(bakery)


@test('the card that was shown must be good and the member\'s own')
def cards(db):
    bakery, account = setup(db)
    member = bakery.manager.call('account_get', id=account)['customer_id']
    card = bakery.manager.call('customer_get', id=member)['cards'][0]['id']
    entry = earn(bakery, account, card_id=card)['entry']
    assert entry['card_id'] == card and entry['card_number']
    bakery.manager.call('card_block', id=card, reason='found in the street')
    with refused('card_blocked', card_id=card, customer_name='Anna Weber',
                 reason='found in the street') as refusal:
        earn(bakery, account, card_id=card)
    assert refusal.problem['blocked_at']
    earn(bakery, account)
    bakery.manager.call('card_unblock', id=card)
    earn(bakery, account, card_id=card)
    new = bakery.manager.call('card_replace', id=card, reason='lost')['id']
    for operation in ('stamp_earn', 'stamp_redeem'):
        with refused('card_replaced', card_id=card, customer_name='Anna Weber') as refusal:
            bakery.manager.call(operation, account_id=account, store_id=bakery.store_id,
                                card_id=card)
        assert refusal.problem['replaced_at']
    after = earn(bakery, account, card_id=new)['account']
    assert after['stamps'] == 4, 'losing a card never touches a balance'
    stranger = bakery.member('Bob', 'Other')['cards'][0]['id']
    for unknown in (stranger, 9999):
        with refused('not_found', what='card'):
            earn(bakery, account, card_id=unknown)
    clean(bakery)


@test('only an active program books')
def program_states(db):
    bakery, account = setup(db, stamps_target=1)
    program = bakery.manager.call('program_list')['items'][0]['id']
    earn(bakery, account)
    bakery.manager.call('program_pause', id=program)
    for operation in ('stamp_earn', 'stamp_redeem'):
        with refused('program_not_active', program_id=program, state='paused'):
            bakery.manager.call(operation, account_id=account, store_id=bakery.store_id)
    bakery.manager.call('program_resume', id=program)
    earn(bakery, account)
    bakery.manager.call('program_close', id=program)
    with refused('program_not_active', program_id=program, state='closed'):
        earn(bakery, account)


@test('stores: unknown, closed; members: unknown')
def places(db):
    bakery, account = setup(db)
    with refused('not_found', what='store'):
        earn(bakery, account, store_id=9999)
    with refused('not_found', what='account'):
        earn(bakery, 9999)
    shop = bakery.manager.call('store_save', name='Shut')
    bakery.manager.call('store_save', id=shop['id'], revision=shop['revision'], name='Shut',
                        state='closed')
    with refused('conflict', reason='closed'):
        earn(bakery, account, store_id=shop['id'])


@test('staff book as an employee: active, of that store, with a PIN')
def employees(db):
    bakery, account = setup(db)
    shop = bakery.manager.call('store_save', name='Second')['id']
    luc = bakery.employee('Luc', pin='8265', store_ids=[shop])['id']
    with refused('invalid') as refusal:
        earn(bakery, account, who=bakery.staff)
    assert refusal.fields == {'employee_id': 'required'}
    with refused('pin_required'):
        earn(bakery, account, who=bakery.staff, employee_id=luc, store_id=shop)
    with refused('pin_required'):
        earn(bakery, account, who=bakery.staff, employee_id=luc, store_id=shop, pin_token='guess')
    with refused('conflict', reason='other_store'):
        earn(bakery, account, who=bakery.staff, employee_id=luc)
    with refused('not_found', what='employee'):
        earn(bakery, account, who=bakery.staff, employee_id=9999)
    with refused('pin_required'):
        earn(bakery, account, employee_id=luc, store_id=shop)
    token = bakery.staff.call('employee_verify', employee_id=luc, pin='8265')['pin_token']
    entry = earn(bakery, account, who=bakery.staff, employee_id=luc, store_id=shop,
                 pin_token=token)['entry']
    assert entry['employee_name'] == 'Luc' and entry['login_id'] == bakery.staff.id
    bakery.manager.call('employee_retire', id=luc)
    with refused('conflict', reason='retired'):
        earn(bakery, account, who=bakery.staff, employee_id=luc, store_id=shop)
    clean(bakery)


@test('the auditor books nothing')
def auditor(db):
    bakery, account = setup(db)
    for operation in ('stamp_earn', 'stamp_redeem', 'entry_void'):
        with sqlstate('42501'):
            bakery.auditor.call(operation, account_id=account, entry_id=1, store_id=bakery.store_id)


@test('the same key: the same answer, whatever happened since')
def replay(db):
    bakery, account = setup(db, stamps_target=2)
    key, other = str(uuid.uuid4()), str(uuid.uuid4())
    db.at(NOON)
    first = earn(bakery, account, 3, key=key)
    assert first['replayed'] is False
    given = redeem(bakery, account, key=other)
    db.at('2026-03-04 12:00:00+01')
    earn(bakery, account, 2)
    void = bakery.manager.call('entry_void', entry_id=given['entry']['id'], reason='not taken')
    bakery.manager.call('entry_void', entry_id=first['entry']['id'], reason='mistake')
    again = earn(bakery, account, 3, key=key)
    assert again == first | {'replayed': True}, (first, again)
    assert redeem(bakery, account, key=other) == given | {'replayed': True}
    same = bakery.manager.call('entry_void', entry_id=given['entry']['id'], reason='not taken',
                               key=void['entry']['idempotency_key'])
    assert same == void | {'replayed': True}
    clean(bakery)


@test('the same key with another request is refused, across operations too')
def key_reused(db):
    bakery, account = setup(db, stamps_target=1)
    other = bakery.member('Bob', 'Other')['accounts'][0]['id']
    key = str(uuid.uuid4())
    earn(bakery, account, 1, key=key)
    for attempt in (lambda: earn(bakery, account, 2, key=key),
                    lambda: earn(bakery, other, 1, key=key),
                    lambda: redeem(bakery, account, key=key),
                    lambda: bakery.manager.call('store_save', key=key, name='New')):
        with refused('idempotency_key_reused'):
            attempt()
    managed = str(uuid.uuid4())
    bakery.manager.call('store_save', key=managed, name='New')
    with refused('idempotency_key_reused'):
        earn(bakery, account, 1, key=managed)
    assert db.value('select count(*) from stempel.entry') == 1
    clean(bakery)


@test('a repeated key needs no new PIN')
def replay_with_used_token(db):
    bakery, account = setup(db)
    luc = bakery.employee('Luc', pin='8265')['id']
    token = bakery.staff.call('employee_verify', employee_id=luc, pin='8265')['pin_token']
    key = str(uuid.uuid4())
    first = earn(bakery, account, who=bakery.staff, employee_id=luc, pin_token=token, key=key)
    again = earn(bakery, account, who=bakery.staff, employee_id=luc, pin_token=token, key=key)
    assert again == first | {'replayed': True}
    with refused('pin_required'):
        earn(bakery, account, who=bakery.staff, employee_id=luc, pin_token=token)


@test('a request with mistakes names all of them')
def field_errors(db):
    bakery, account = setup(db)
    with refused('invalid') as refusal:
        bakery.manager.call('stamp_earn', account_id='x', stamps='3', stamp=1, store_id=None)
    assert refusal.fields == {'account_id': 'wrong_type', 'stamps': 'wrong_type',
                              'stamp': 'unknown_member', 'store_id': 'required'}, refusal.fields
    with refused('invalid') as refusal:
        earn(bakery, account, key='no-uuid')
    assert refusal.fields == {'idempotency_key': 'invalid_format'}


run()
