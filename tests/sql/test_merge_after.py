#!/usr/bin/python3
# test_merge_after.py: what a duplicate had booked, had and was limited by counts for the survivor
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from points import MONDAY, balance, earn, redeem, refund, sound, void
from stempel_ledger import run_job
from stempel_test import call, parallel, refused, run, test

GOLD = {'key': 1, 'names': {'en': 'Gold'}, 'threshold': 100, 'multiplier_bp': 20000}
PLATINUM = {'key': 2, 'names': {'en': 'Platinum'}, 'threshold': 500}


def pair(db, kind='hybrid', **rules):
    """A bakery, Anna, and Ana who is to become Anna; with their accounts."""
    db.at(MONDAY)
    bakery = db.merchant()
    bakery.points_program(kind=kind, **({
        'cooldown_minutes': 0, 'daily_limit': 100, 'max_stamps_per_visit': 20, 'stamps_target': 10}
        if kind == 'hybrid' else {}) | {'money_points': 1, 'money_amount': 1} | rules)
    anna, ana = bakery.member('Anna', 'Weber'), bakery.member('Ana', 'Weber')
    return bakery, anna, ana, anna['accounts'][0]['id'], ana['accounts'][0]['id']


def merge(bakery, survivor, other):
    return bakery.manager.call('customer_merge', id=survivor['id'], other_id=other['id'])


def unmerge(bakery, other):
    return bakery.manager.call('customer_unmerge', id=other['id'])


def stamp(bakery, account, stamps=1, **more):
    return bakery.manager.call('stamp_earn', account_id=account, stamps=stamps,
                               **{'store_id': bakery.store_id} | more)


def shown(bakery, account):
    return bakery.manager.call('account_get', id=account)


# (what Anna does, what Ana does, minor units of Ana's 1000 that go back; null: void,
#  points and owed points of Anna then) – Ana's purchase of 10.00 earned 10 points.
PURCHASES = [
    ((), (), None, (0, 0)),
    ((), (), 999, (0, 0)),
    ((), (), 300, (7, 0)),
    ((('earn', 500),), (), None, (5, 0)),
    ((('earn', 500),), (('redeem', 10),), None, (0, 5)),
    ((('earn', 2000),), (('redeem', 10),), None, (10, 0)),
    ((('earn', 2000),), (('redeem', 4),), 500, (21, 0)),
    ((), (('redeem', 10),), None, (0, 10)),
    ((('earn', 300), ('redeem', 3)), (('refund', 300),), None, (0, 0)),
    ((('earn', 300), ('redeem', 3)), (('refund', 300),), 300, (4, 0)),
]


def do(bakery, account, deeds, bought=None):
    for what, much in deeds:
        if what == 'earn':
            earn(bakery, account, much)
        elif what == 'redeem':
            redeem(bakery, account, points=much)
        else:
            refund(bakery, bought, much)


@test('a purchase of the duplicate is taken back from the survivor, whole or in part')
def purchases(db):
    for anna_does, ana_does, goes_back, wanted in PURCHASES:
        bakery, anna, ana, hers, others = pair(db)
        do(bakery, hers, anna_does)
        bought = earn(bakery, others, 1000, receipt='R1')
        do(bakery, others, ana_does, bought)
        merge(bakery, anna, ana)
        booked = (void(bakery, bought) if goes_back is None
                  else refund(bakery, bought, goes_back))
        entry = booked['entry']
        assert (entry['account_id'], entry['customer_id'],
                entry['reverses' if goes_back is None else 'refunds']) == (
            hers, anna['id'], bought['entry']['id']), entry
        assert balance(bakery, hers) == wanted, (anna_does, ana_does, goes_back, balance(bakery, hers))
        sound(bakery)
        if goes_back is None:
            assert bakery.manager.call('entry_get', id=bought['entry']['id'])['reversed_by'] == (
                entry['id'])
            with refused('already_reversed'):
                void(bakery, bought)
            earn(bakery, hers, 100, receipt='R1')
        with refused('conflict', reason='taken_back_since', entry_id=entry['id']):
            unmerge(bakery, ana)


@test('many small refunds before and after the merge take what one big one takes')
def stepwise(db):
    bakery, anna, ana, hers, others = pair(db, points_per_step=3, step_amount=200)
    bought = earn(bakery, others, 1499)
    for step in range(14):
        if step == 6:
            merge(bakery, anna, ana)
        refund(bakery, bought, 100)
        assert balance(bakery, others if step < 6 else hers) == ((1399 - 100 * step) // 200 * 3, 0)
        sound(bakery)
    with refused('invalid'):
        refund(bakery, bought, 100)
    void(bakery, bought)
    assert balance(bakery, hers) == (0, 0)
    sound(bakery)


@test('points that lapsed, before the merge or after it, are not taken a second time')
def lapsed(db):
    for when in ('before', 'after', 'job'):
        bakery, anna, ana, hers, others = pair(db, expiry='days', expiry_days=10, void_days=365)
        bought = earn(bakery, others, 1000)
        if when == 'before':
            db.at('2026-04-01 10:00+02')
        merge(bakery, anna, ana)
        db.at('2026-04-02 10:00+02')
        if when == 'job':
            run_job(bakery, 'expiry')
        earn(bakery, hers, 5000)
        void(bakery, bought)
        assert balance(bakery, hers) == (50, 0), when
        run_job(bakery, 'expiry')
        assert balance(bakery, hers) == (50, 0), when
        sound(bakery)


@test('what the duplicate had redeemed comes back to the survivor, with its dates')
def redemptions(db):
    bakery, anna, ana, hers, others = pair(db, expiry='days', expiry_days=20)
    reward = bakery.reward(bakery.manager.call('program_list')['items'][0]['id'], cost_points=4,
                           stock=1)
    earn(bakery, others, 1000)
    used = redeem(bakery, others, reward_id=reward['id'])
    merge(bakery, anna, ana)
    void(bakery, used)
    assert balance(bakery, hers) == (10, 0)
    assert shown(bakery, hers)['expiring'] == {'points': 10, 'expires_on': '2026-03-22'}
    assert bakery.manager.call('reward_list')['items'][0]['stock'] == 1
    sound(bakery)

    bakery, anna, ana, hers, others = pair(db, expiry='days', expiry_days=20)
    earn(bakery, others, 1000)
    used = redeem(bakery, others, points=8, ticket_amount=100)
    merge(bakery, anna, ana)
    refund(bakery, used, 50)
    assert balance(bakery, hers) == (6, 0)
    db.at('2026-03-28 10:00+01')
    refund(bakery, used, 50)
    # A fortnight for what had lapsed meanwhile.
    assert shown(bakery, hers)['expiring'] == {'points': 4, 'expires_on': '2026-04-11'}
    sound(bakery)


@test('stamps and full cards of the duplicate are taken back from the survivor, and put back')
def stamps(db):
    # Loose ones; those that filled a card, which goes before the survivor's own; owed ones.
    for given, others_given, redeemed, wanted in (
            (0, 4, False, (0, 0, 0)), (3, 4, False, (3, 0, 0)), (12, 10, False, (2, 1, 0)),
            (0, 10, True, (0, 0, 10)), (4, 10, True, (0, 0, 6))):
        bakery, anna, ana, hers, others = pair(db)
        if given:
            stamp(bakery, hers, given)
        first = stamp(bakery, others, others_given)
        if redeemed:
            bakery.manager.call('stamp_redeem', account_id=others, store_id=bakery.store_id)
        merge(bakery, anna, ana)
        own = {e['id'] for e in shown(bakery, hers)['entitlements']}
        booked = void(bakery, first)
        account = shown(bakery, hers)
        assert (account['stamps'], len(account['entitlements']), account['owed_stamps']) == wanted, (
            given, others_given, account)
        assert {e['id'] for e in account['entitlements']} <= own
        assert booked['entry']['reverses'] == first['entry']['id']
        sound(bakery)

    # The card that those stamps had filled goes, not a newer one.
    bakery, anna, ana, hers, others = pair(db)
    first = stamp(bakery, others, 10)
    merge(bakery, anna, ana)
    newer = stamp(bakery, hers, 10)['entitlements'][0]['id']
    void(bakery, first)
    assert [e['id'] for e in shown(bakery, hers)['entitlements']] == [newer]
    sound(bakery)

    for owing in (False, True):
        bakery, anna, ana, hers, others = pair(db, entitlement_days=20)
        stamp(bakery, others, 10)
        collected = bakery.manager.call('stamp_redeem', account_id=others, store_id=bakery.store_id)
        if owing:
            bad = stamp(bakery, hers, 10)
            bakery.manager.call('stamp_redeem', account_id=hers, store_id=bakery.store_id)
            void(bakery, bad)
        merge(bakery, anna, ana)
        db.at('2026-03-28 10:00+01')
        void(bakery, collected)
        account = shown(bakery, hers)
        assert [e['expires_on'] for e in account['entitlements']] == (
            [] if owing else ['2026-04-11']), account
        assert (account['stamps'], account['owed_stamps']) == (0, 0), account
        sound(bakery)
        if not owing:
            bakery.manager.call('stamp_redeem', account_id=hers, store_id=bakery.store_id)
            sound(bakery)


@test('through several merges the entries are found, and nobody else may take them back')
def through(db):
    bakery, anna, ana, hers, others = pair(db)
    anne = bakery.member('Anne', 'Weber')
    bought, kept = earn(bakery, others, 1000), earn(bakery, others, 100)
    merge(bakery, anna, ana)
    merge(bakery, anne, anna)
    last = anne['accounts'][0]['id']
    assert balance(bakery, last) == (11, 0)
    booked = void(bakery, bought)
    assert (booked['entry']['account_id'], balance(bakery, last)) == (last, (1, 0))
    sound(bakery)
    for one in (anna, ana):
        with refused('conflict'):
            unmerge(bakery, one)
    stranger = db.merchant('Other')
    with refused('not_found', what='entry'):
        void(stranger, kept)
    employee = bakery.employee('Luc', pin='5938')
    token = bakery.staff.call('employee_verify', employee_id=employee['id'], pin='5938')['pin_token']
    with refused('void_window_closed'):
        void(bakery, kept, bakery.staff, employee_id=employee['id'], pin_token=token)
    bakery.manager.call('customer_erase', id=anne['id'])
    with refused('conflict', reason='erased'):
        void(bakery, kept)


@test('cooldown, daily limit and visits of both count, until they are parted')
def limits(db):
    bakery, anna, ana, hers, others = pair(db, cooldown_minutes=15, daily_limit=5)
    stamp(bakery, hers, 2)
    db.at('2026-03-02 10:10+01')
    later = stamp(bakery, others, 1)
    before = [bakery.manager.call('customer_get', id=m['id']) for m in (anna, ana)]
    rows = db.rows('select * from stempel.account order by id')
    merge(bakery, anna, ana)
    with refused('cooldown_active', available_at='2026-03-02T09:25:00+00:00'):
        stamp(bakery, hers)
    assert shown(bakery, hers)['stamps_today'] == 3
    db.at('2026-03-02 10:26+01')
    with refused('daily_limit_reached', given=3, limit=5):
        stamp(bakery, hers, 3)
    found = bakery.manager.call('customer_search', q='weber')['items'][0]
    assert found['last_visit_at'] == '2026-03-02T09:10:00+00:00', found
    sound(bakery)
    unmerge(bakery, ana)
    sound(bakery)
    after = [bakery.manager.call('customer_get', id=m['id']) for m in (anna, ana)]
    for one, other in zip(before, after):
        for account in (*one['accounts'], *other['accounts']):
            del account['available_at'] # Another time than before.
        assert one == other | {'revision': one['revision']}, (one, other)
    assert [[c for c in r if not isinstance(c, memoryview)] for r in db.rows(
        'select * from stempel.account order by id')] == [
            [c for c in r if not isinstance(c, memoryview)] for r in rows]
    # A void of the last stamp, wherever it was given, is as if it had never been given.
    merge(bakery, anna, ana)
    void(bakery, later)
    assert shown(bakery, hers)['stamps_today'] == 2 and (
        shown(bakery, hers)['last_stamp']['at'] == '2026-03-02T09:00:00+00:00')
    stamp(bakery, hers, 3)
    sound(bakery)


@test('the limit of a reward counts what the duplicate got')
def rewards(db):
    bakery, anna, ana, hers, others = pair(db)
    reward = bakery.reward(bakery.manager.call('program_list')['items'][0]['id'], cost_points=1,
                           limit_per_member=2)['id']
    for account in (hers, others):
        earn(bakery, account, 1000)
    redeem(bakery, hers, reward_id=reward)
    got = redeem(bakery, others, reward_id=reward)
    merge(bakery, anna, ana)
    with refused('conflict', reason='member_limit', limit=2):
        redeem(bakery, hers, reward_id=reward)
    void(bakery, got)
    redeem(bakery, hers, reward_id=reward)
    with refused('conflict', reason='member_limit'):
        redeem(bakery, hers, reward_id=reward)
    sound(bakery)


def tier(bakery, account):
    return shown(bakery, account)['tier']['key']


@test('a tier counts what both bought, and nobody loses one by a merge')
def tiers(db):
    for mine, theirs, together, apart in (
            (0, 0, None, (None, None)), (60, 60, 1, (None, None)), (0, 100, 1, (None, 1)),
            (100, 0, 1, (1, None)), (300, 250, 2, (1, 1)), (100, 500, 2, (1, 2))):
        for window in ('calendar_year', 'rolling_12_months', 'membership_year', 'lifetime'):
            bakery, anna, ana, hers, others = pair(db, tiers=[GOLD, PLATINUM],
                                                   tier_metric='eligible_spend', tier_window=window)
            for account, amount in ((hers, mine), (others, theirs)):
                if amount:
                    earn(bakery, account, amount)
            assert (tier(bakery, hers), tier(bakery, others)) == apart
            before = db.rows('select * from stempel.account_tier order by account_id')
            merge(bakery, anna, ana)
            assert tier(bakery, hers) == together, (mine, theirs, window, tier(bakery, hers))
            sound(bakery)
            run_job(bakery, 'tiers')
            assert tier(bakery, hers) == together
            unmerge(bakery, ana)
            assert (tier(bakery, hers), tier(bakery, others)) == apart
            assert db.rows('select * from stempel.account_tier order by account_id') == before
            sound(bakery)


@test('the next purchase earns at the tier of both; a tier that only both had falls with notice')
def tiers_later(db):
    bakery, anna, ana, hers, others = pair(db, tiers=[GOLD, PLATINUM], tier_window='lifetime',
                                           tier_metric='eligible_spend')
    earn(bakery, hers, 60)
    bought = earn(bakery, others, 60)
    merge(bakery, anna, ana)
    assert earn(bakery, hers, 1000)['entry']['points'] == 20
    assert tier(bakery, hers) == 2
    sound(bakery)
    void(bakery, bought)
    sound(bakery)

    bakery, anna, ana, hers, others = pair(db, tiers=[GOLD, PLATINUM], tier_window='lifetime',
                                           tier_metric='eligible_spend')
    earn(bakery, hers, 60)
    earn(bakery, others, 400)
    merge(bakery, anna, ana)
    db.at('2026-03-03 10:00+01')
    earn(bakery, hers, 100)
    assert tier(bakery, hers) == 2
    unmerge(bakery, ana)
    sound(bakery)
    # What it was is not taken from one day to the next.
    assert (tier(bakery, hers), tier(bakery, others)) == (2, 1)
    run_job(bakery, 'tiers')
    sound(bakery)
    db.at('2026-03-17 10:00+01')
    run_job(bakery, 'tiers')
    assert (tier(bakery, hers), tier(bakery, others)) == (1, 1)
    sound(bakery)


@test('a tier that is higher than both together entitle to is carried over, and falls with notice')
def tiers_carried(db):
    # Ana's years begin in March, Anna's in January: what Ana bought is in two of Anna's.
    db.at('2026-01-10 10:00+01')
    bakery = db.merchant()
    bakery.points_program(tiers=[GOLD], tier_metric='eligible_spend', tier_window='membership_year')
    anna = bakery.member('Anna', 'Weber')
    db.at('2026-06-10 10:00+02')
    ana = bakery.member('Ana', 'Weber')
    hers, others = (m['accounts'][0]['id'] for m in (anna, ana))
    earn(bakery, others, 60)
    db.at('2027-02-10 10:00+01')
    earn(bakery, others, 60)
    assert (tier(bakery, hers), tier(bakery, others)) == (None, 1)
    before = db.rows('select * from stempel.account_tier order by account_id')
    merge(bakery, anna, ana)
    assert tier(bakery, hers) == 1
    sound(bakery)
    unmerge(bakery, ana)
    assert db.rows('select * from stempel.account_tier order by account_id') == before
    sound(bakery)
    merge(bakery, anna, ana)
    run_job(bakery, 'tiers')
    assert tier(bakery, hers) == 1
    sound(bakery)
    db.at('2027-02-25 10:00+01')
    run_job(bakery, 'tiers')
    assert tier(bakery, hers) is None
    sound(bakery)


@test('a tier given by hand moves as well, unless the survivor has a higher one')
def tiers_by_hand(db):
    for mine, theirs, wanted in ((None, 2, 2), (1, 2, 2), (2, 1, 2), (2, None, 2)):
        bakery, anna, ana, hers, others = pair(db, tiers=[GOLD, PLATINUM])
        for account, key in ((hers, mine), (others, theirs)):
            if key:
                bakery.manager.call('account_set_tier', account_id=account, tier=key,
                                    reason=f'Because of {key}')
        merge(bakery, anna, ana)
        shown_tier = shown(bakery, hers)['tier']
        assert (shown_tier['key'], shown_tier['manual']) == (wanted, True), shown_tier
        sound(bakery)
        unmerge(bakery, ana)
        assert [tier(bakery, a) for a in (hers, others)] == [mine, theirs]
        sound(bakery)


@test('a welcome and a birthday are given once to who turned out to be one person')
def once(db):
    bakery, anna, ana, hers, others = pair(db, welcome_points=7)
    second = bakery.points_program(names={'en': 'Second'}, welcome_points=9)
    bakery.manager.call('account_open', customer_id=ana['id'], program_id=second['id'])
    merged = merge(bakery, anna, ana)
    assert [a['points'] for a in merged['accounts']] == [14, 9], merged['accounts']
    again = bakery.manager.call('account_open', customer_id=anna['id'], program_id=second['id'])
    assert again['points'] == 9
    sound(bakery)


@test('a program counts each member once, and nobody who was erased')
def counted(db):
    bakery, anna, ana, hers, others = pair(db)
    eve = bakery.member('Eve', 'Klein')
    members = lambda: bakery.manager.call('program_list')['items'][0]['members']
    assert members() == 3
    merge(bakery, anna, ana)
    assert members() == 2
    bakery.manager.call('customer_erase', id=eve['id'])
    assert members() == 1
    unmerge(bakery, ana)
    assert members() == 2


@test('a void, and a merge, an unmerge or a booking at the same moment')
def at_once(db):
    for turn in range(4):
        bakery, anna, ana, hers, others = pair(db)
        bought = earn(bakery, others, 1000)
        earn(bakery, hers, 1000)
        if turn % 2:
            merge(bakery, anna, ana)
        jobs = [('entry_void', {'entry_id': bought['entry']['id'], 'reason': 'r'}),
                ('points_earn', {'account_id': hers, 'amount': 100, 'store_id': bakery.store_id}),
                ('customer_unmerge', {'id': ana['id']}) if turn % 2 else
                ('customer_merge', {'id': anna['id'], 'other_id': ana['id']})]
        lines = [db.connect(bakery.manager.database_role) for _ in jobs]
        answers = parallel([lambda j=j, c=c: call(c, *j, {'idempotency_key': str(uuid.uuid4())})
                            for j, c in zip(jobs, lines)])
        assert isinstance(answers[1], dict), answers
        # Whoever comes second either works, or is told why not.
        for answer in answers:
            assert isinstance(answer, dict) or answer.code == 'conflict' and (
                answer.problem['reason'] in ('merged', 'taken_back_since')), answer
        assert isinstance(answers[0], dict) or isinstance(answers[2], dict), answers
        taken = 10 if isinstance(answers[0], dict) else 0
        assert sum(balance(bakery, a)[0] for a in (hers, others)) == 21 - taken, answers
        sound(bakery)


@test('what is not what was merged is found')
def tampered(db):
    bakery, anna, ana, hers, others = pair(db)
    earn(bakery, others, 1000)
    merge(bakery, anna, ana)
    sound(bakery)
    db.rows('update stempel.account set includes = null where id = %s', hers)
    lot = db.value('update stempel.lot set continues = null where account_id = %s returning id', hers)
    problems = {(p['check'], p['id']) for p in bakery.manager.call('self_check')['items']}
    assert {('merged_account', hers), ('moved_lot', lot)} <= problems, problems


run()
