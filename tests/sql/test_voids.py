#!/usr/bin/python3
# test_voids.py: taking entries back: windows, order, debts, and back to nothing
#
# SPDX-License-Identifier: GPL-3.0-or-later

import random
import uuid

from stempel_test import Refused, refused, run, test

NOON = '2026-03-02 12:00:00+01'


def setup(db, **rules):
    bakery = db.merchant()
    bakery.program(**{'cooldown_minutes': 0, 'daily_limit': 100, 'max_stamps_per_visit': 20,
                      'stamps_target': 10} | rules)
    return bakery, bakery.member()['accounts'][0]['id']


def earn(bakery, account, stamps=1):
    return bakery.manager.call('stamp_earn', account_id=account, stamps=stamps,
                               store_id=bakery.store_id)


def redeem(bakery, account):
    return bakery.manager.call('stamp_redeem', account_id=account, store_id=bakery.store_id)


def void(bakery, reply, who=None, **more):
    return (who or bakery.manager).call('entry_void', entry_id=reply['entry']['id'],
                                        reason='mistake', **more)


def balance(reply):
    """(loose, owed, open) of an answer's account."""
    account = reply['account']
    return account['stamps'], account['owed_stamps'], len(account['entitlements'])


def clean(bakery):
    found = bakery.auditor.call('self_check')
    assert found == {'items': []}, found


@test('a void takes loose stamps, is an entry of its own and leaves the old one')
def plain(db):
    bakery, account = setup(db)
    earn(bakery, account, 4)
    wrong = earn(bakery, account, 3)
    reply = void(bakery, wrong)
    assert balance(reply) == (4, 0, 0)
    entry = reply['entry']
    assert entry['kind'] == 'stamp_void' and entry['stamps'] == -3
    assert entry['reverses'] == wrong['entry']['id'] and entry['reason'] == 'mistake'
    old = bakery.manager.call('entry_get', id=wrong['entry']['id'])
    assert old['reversed_by'] == entry['id'] and old['voidable'] is False
    assert old['stamps'] == 3 and old['voidable_until'] is None
    assert reply['account']['last_stamp']['entry_id'] < wrong['entry']['id']
    clean(bakery)


@test('a reason is required')
def reason(db):
    bakery, account = setup(db)
    entry = earn(bakery, account)['entry']['id']
    for nothing in ({}, {'reason': '  '}, {'reason': None}):
        with refused('invalid') as refusal:
            bakery.manager.call('entry_void', entry_id=entry, **nothing)
        assert refusal.fields == {'reason': 'required'}


@test('once only, and a void is not voided')
def once(db):
    bakery, account = setup(db)
    wrong = earn(bakery, account)
    key = str(uuid.uuid4())
    first = void(bakery, wrong, key=key)
    assert void(bakery, wrong, key=key) == first | {'replayed': True}
    with refused('already_reversed', entry_id=first['entry']['id']):
        void(bakery, wrong)
    with refused('conflict', reason='is_a_void'):
        void(bakery, first)
    with refused('not_found', what='entry'):
        bakery.manager.call('entry_void', entry_id=9999, reason='x')
    clean(bakery)


@test('the reward that the void stamp completed is withdrawn')
def withdrawn(db):
    bakery, account = setup(db)
    earn(bakery, account, 9)
    last = earn(bakery, account, 3)
    assert balance(last) == (2, 0, 1)
    assert balance(void(bakery, last)) == (9, 0, 0)
    assert db.value('select state from stempel.entitlement') == 'withdrawn'
    assert balance(earn(bakery, account, 1)) == (0, 0, 1)
    clean(bakery)


@test('its own reward goes before a newer one')
def own_reward_first(db):
    bakery, account = setup(db)
    older = earn(bakery, account, 10)
    earn(bakery, account, 10)
    void(bakery, older)
    states = db.rows('select id, state from stempel.entitlement order by id')
    assert [state for _, state in states] == ['withdrawn', 'open'], states
    clean(bakery)


@test('stamps that were handed in already are owed, and repaid first')
def owed(db):
    bakery, account = setup(db)
    first = earn(bakery, account, 8)
    earn(bakery, account, 4)
    redeem(bakery, account)
    reply = void(bakery, first)
    assert balance(reply) == (0, 6, 0)
    assert balance(earn(bakery, account, 5)) == (0, 1, 0)
    assert balance(earn(bakery, account, 5)) == (4, 0, 0)
    clean(bakery)


@test('a void redemption: the reward is open again')
def unredeemed(db):
    db.at(NOON)
    bakery, account = setup(db, entitlement_days=5)
    earn(bakery, account, 10)
    given = redeem(bakery, account)
    reply = void(bakery, given)
    assert balance(reply) == (0, 0, 1)
    assert reply['account']['entitlements'][0]['expires_on'] == '2026-03-07'
    assert reply['entry']['stamps'] == 10 and reply['entry']['reward_name'] == 'One coffee'
    assert redeem(bakery, account)['entry']['id']
    clean(bakery)


@test('a void redemption of a lapsed reward: a fortnight from today')
def lapsed_meanwhile(db):
    for day, expires in (('07', '2026-03-07'), ('08', '2026-03-22')):
        db.at(NOON)
        bakery, account = setup(db, entitlement_days=5)
        earn(bakery, account, 10)
        given = redeem(bakery, account)
        db.at(f'2026-03-{day} 12:00:00+01')
        entitlements = void(bakery, given)['account']['entitlements']
        assert [e['expires_on'] for e in entitlements] == [expires], entitlements
        clean(bakery)


@test('a void redemption pays what is owed, the rest is loose')
def repays(db):
    bakery, account = setup(db)
    first = earn(bakery, account, 8)
    earn(bakery, account, 4)
    given = redeem(bakery, account)
    assert balance(void(bakery, first)) == (0, 6, 0)
    assert balance(void(bakery, given)) == (4, 0, 0)
    clean(bakery)


@test('a usable reward is withdrawn, a lapsed one stays where it is')
def lapsed_stays(db):
    db.at(NOON)
    bakery, account = setup(db, entitlement_days=5, stamps_target=5)
    earn(bakery, account, 5)
    db.at('2026-03-20 12:00:00+01')
    wrong = earn(bakery, account, 1)
    usable = earn(bakery, account, 4)
    assert balance(usable) == (0, 0, 1)
    void(bakery, wrong)
    states = [s for s, in db.rows('select state from stempel.entitlement order by id')]
    assert states == ['open', 'withdrawn'], states
    assert balance(void(bakery, usable)) == (0, 0, 0)
    clean(bakery)


@test('staff: own entries, to the minute; then the manager; then nobody')
def windows(db):
    db.at(NOON)
    bakery, account = setup(db, void_minutes=15, void_days=30)
    luc = bakery.employee('Luc', pin='8265')['id']
    ana = bakery.employee('Ana', pin='9173')['id']

    def token(employee, pin):
        return bakery.staff.call('employee_verify', employee_id=employee, pin=pin)['pin_token']

    def book():
        db.at(NOON)
        return bakery.staff.call('stamp_earn', account_id=account, store_id=bakery.store_id,
                                 employee_id=luc, pin_token=token(luc, '8265'))

    def as_luc(reply):
        return void(bakery, reply, bakery.staff, employee_id=luc, pin_token=token(luc, '8265'))

    shown = bakery.staff.call('entry_get', id=book()['entry']['id'])
    assert shown['voidable'] and shown['voidable_until'] == '2026-03-02T11:15:00+00:00'
    first, second, third = book(), book(), book()
    db.at('2026-03-02 12:14:59.999999+01')
    as_luc(first)
    with refused('void_window_closed', allowed_to='employee'):
        void(bakery, second, bakery.staff, employee_id=ana, pin_token=token(ana, '9173'))
    for moment in ('2026-03-02 12:15:00+01', '2026-03-02 12:15:01+01'):
        db.at(moment)
        assert bakery.staff.call('entry_get', id=second['entry']['id'])['voidable'] is False
        with refused('void_window_closed', closed_at='2026-03-02T11:15:00+00:00',
                     allowed_to='manager'):
            as_luc(second)
    # With an employee the rules are the same for a manager's login.
    with refused('void_window_closed', allowed_to='manager'):
        void(bakery, second, employee_id=luc, pin_token='x')
    db.at('2026-04-01 12:59:59+02')
    assert bakery.manager.call('entry_get', id=second['entry']['id'])['voidable'] is True
    void(bakery, second)
    for moment in ('2026-04-01 13:00:00+02', '2026-04-01 13:00:01+02'):
        db.at(moment)
        with refused('void_window_closed', closed_at='2026-04-01T11:00:00+00:00', allowed_to=None):
            void(bakery, third)
    clean(bakery)


@test('a manager\'s own entry is not for staff')
def managers_entry(db):
    db.at(NOON)
    bakery, account = setup(db)
    luc = bakery.employee('Luc', pin='8265')['id']
    reply = earn(bakery, account)
    token = bakery.staff.call('employee_verify', employee_id=luc, pin='8265')['pin_token']
    with refused('void_window_closed', allowed_to='manager'):
        void(bakery, reply, bakery.staff, employee_id=luc, pin_token=token)
    assert bakery.staff.call('entry_get', id=reply['entry']['id'])['voidable'] is False


@test('the window is that of the rules the entry was made under')
def old_rules(db):
    db.at(NOON)
    bakery, account = setup(db, void_days=1)
    reply = earn(bakery, account)
    program = bakery.manager.call('program_list')['items'][0]
    bakery.manager.call('program_save', id=program['id'], revision=program['revision'],
                        draft=program['published'] | {'void_days': 90})
    bakery.manager.call('program_publish', id=program['id'])
    db.at('2026-03-03 12:00:00+01')
    with refused('void_window_closed'):
        void(bakery, reply)


@test('corrections are possible in a paused program and a closed store')
def after_the_end(db):
    bakery, account = setup(db)
    second = bakery.manager.call('store_save', name='Second')
    reply = bakery.manager.call('stamp_earn', account_id=account, store_id=second['id'])
    bakery.manager.call('store_save', id=second['id'], revision=1, name='Second', state='closed')
    bakery.manager.call('program_pause', id=bakery.manager.call('program_list')['items'][0]['id'])
    assert void(bakery, reply)['entry']['store_id'] == second['id']
    clean(bakery)


def random_day(bakery, account, dice):
    """Books at random; returns the answers that can still be voided."""
    made = []
    for _ in range(dice.randint(5, 25)):
        if dice.random() < 0.1:
            bakery.manager.call('job_run', name='expiry')
        try:
            if dice.random() < 0.3:
                made.append(redeem(bakery, account))
            elif made and dice.random() < 0.2:
                void(bakery, made.pop(dice.randrange(len(made))))
            else:
                made.append(earn(bakery, account, dice.randint(1, 7)))
        except Refused as refusal:
            assert refusal.code == 'insufficient_balance', refusal
    return made


@test('whatever was booked, and lapsed meanwhile: voided in any order, nothing is left or owed')
def back_to_nothing(db):
    seed = random.randrange(1 << 32)
    print(f'# seed {seed}')
    dice = random.Random(seed)
    for round_number in range(12):
        bakery, account = setup(db, stamps_target=dice.randint(1, 10),
                                entitlement_days=dice.choice([None, 2]))
        made = []
        for day in range(1, 4):
            db.at(f'2026-03-{day * 3:02} 12:00:00+01')
            made += random_day(bakery, account, dice)
            clean(bakery)
        dice.shuffle(made)
        for reply in made:
            last = void(bakery, reply)
            assert 0 <= last['account']['stamps'] < last['account']['stamps_target']
            if dice.random() < 0.1:
                bakery.manager.call('job_run', name='expiry')
        while bakery.manager.call('job_run', name='expiry')['state'] == 'running':
            pass
        assert db.rows('select a.stamps, a.owed_stamps, a.stamps_today, a.last_stamp_entry_id, '
                       "(select count(*) from stempel.entitlement e where e.account_id = a.id "
                       "and e.state in ('open', 'redeemed')), (select sum(e.stamps) "
                       'from stempel.entry e where e.account_id = a.id) '
                       'from stempel.account a where a.id = %s', account) == \
            [(0, 0, 0, None, 0, 0)], round_number
        clean(bakery)


run()
