#!/usr/bin/python3
# test_merge.py: two members become one, and are parted again exactly as they were
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import datetime
import os
import random
import uuid

from points import MONDAY, earn, redeem, refund, sound, void
from stempel_ledger import run_job
from stempel_test import Refused, call, parallel, refused, run, sqlstate, test

HISTORIES = int(os.environ.get('STEMPEL_MERGE_HISTORIES', '60'))


def merge(bakery, survivor, other, who=None, **more):
    return (who or bakery.manager).call('customer_merge', id=survivor['id'], other_id=other['id'],
                                        **more)


def unmerge(bakery, other, **more):
    return bakery.manager.call('customer_unmerge', id=other['id'], **more)


def stamp(bakery, account, stamps):
    return bakery.manager.call('stamp_earn', account_id=account, stamps=stamps,
                               store_id=bakery.store_id)


def pair(db, kind='hybrid', **rules):
    """A bakery with a hybrid program, and Anna and Ana in it."""
    db.at(MONDAY)
    bakery = db.merchant()
    program = bakery.points_program(kind=kind, **{
        'cooldown_minutes': 0, 'daily_limit': 100, 'max_stamps_per_visit': 20,
        'stamps_target': 10} | rules)
    anna = bakery.member('Anna', 'Weber')
    ana = bakery.member('Ana', 'Weber', email='anna@example.lu', phone='621 123 456',
                        birthday='1990-05-01', note='Likes rye')
    return bakery, program, anna, ana


def account_of(member):
    return member['accounts'][0]['id']


def state(db, merchant, *members):
    """All that a merge moves, as the tables have it."""
    ids = [m['id'] for m in members]
    accounts = """select a.id from stempel.account a where a.customer_id = any (%s)"""
    return {
        'accounts': db.rows("""select id, stamps, owed_stamps, points, owed_points, merged_into,
              last_stamp_entry_id, stamps_today, stamps_day, last_visit_at, last_activity_at, includes
            from stempel.account where customer_id = any (%s) and (exists (
              select from stempel.entry e where e.account_id = account.id
                 and e.reason_code is distinct from 'merge'
                 and e.reason_code is distinct from 'unmerge') or points + stamps > 0)
            order by id""", ids),
        'lots': db.rows(f"""select id, account_id, points, repaid, remaining, expires_on
            from stempel.lot where account_id in ({accounts}) and remaining > 0 order by id""", ids),
        'entitlements': db.rows(f"""select id, account_id, stamps, state, expires_on
            from stempel.entitlement where account_id in ({accounts}) and state = 'open'
            order by id""", ids),
        'cards': db.rows('select id, customer_id, state from stempel.card '
                         'where customer_id = any (%s) order by id', ids),
        'people': db.rows("""select id, given_name, family_name, email, phone, phone_norm,
            birthday, note, state, merged_into from stempel.customer where id = any (%s)
            order by id""", ids),
        'tiers': db.rows(f'select * from stempel.account_tier where account_id in ({accounts}) '
                         'order by account_id', ids),
        'employees': db.rows('select id, customer_id from stempel.employee order by id'),
    }


@test('the survivor has what both had, and the cards of both')
def moves(db):
    bakery, program, anna, ana = pair(db, expiry='days', expiry_days=30)
    earn(bakery, account_of(anna), 1000)
    db.at('2026-03-05 10:00+01')
    earn(bakery, account_of(ana), 2500)
    stamp(bakery, account_of(anna), 4)
    stamp(bakery, account_of(ana), 12)
    merged = merge(bakery, anna, ana)
    account, = merged['accounts']
    assert (account['points'], account['stamps'], len(account['entitlements'])) == (35, 6, 1)
    assert account['expiring'] == {'points': 10, 'expires_on': '2026-04-01'}, account['expiring']
    assert db.rows("""select points, remaining, opened_at, expires_on::text from stempel.lot
                       where account_id = %s order by id""", account_of(anna))[1] == (
        25, 25, datetime.datetime(2026, 3, 5, 9, tzinfo=datetime.timezone.utc), '2026-04-04')
    assert {c['id'] for c in merged['cards']} == {anna['cards'][0]['id'], ana['cards'][0]['id']}
    found = bakery.staff.call('card_lookup', token=ana['cards'][0]['number'])
    assert found['customer']['id'] == anna['id']
    assert [a['points'] for a in found['accounts']] == [35]
    assert bakery.manager.call('account_get', id=account_of(ana))['points'] == 0
    pairs = db.rows("""select e.kind, e.points, e.stamps, o.points, o.stamps, o.pair_id = e.id
        from stempel.entry e join stempel.entry o on o.id = e.pair_id
       where e.account_id = %s""", account_of(ana))
    assert pairs == [('transfer', -25, -12, 25, 12, True)], pairs
    sound(bakery)


@test('what the survivor has wins, what is empty is filled, and nobody is found twice')
def contact(db):
    bakery, program, anna, ana = pair(db)
    bakery.manager.call('customer_save', id=anna['id'], revision=1, given_name='Anna',
                        family_name='Weber', email='own@example.lu')
    merged = merge(bakery, anna, ana)
    shown = {k: merged[k] for k in ('name', 'email', 'phone', 'birthday', 'note', 'state')}
    assert shown == {'name': 'Anna Weber', 'email': 'own@example.lu', 'phone': '621 123 456',
                     'birthday': '1990-05-01', 'note': 'Likes rye', 'state': 'active'}, shown
    gone = bakery.manager.call('customer_get', id=ana['id'])
    assert (gone['state'], gone['merged_into'], gone['cards']) == ('merged', anna['id'], [])
    found = bakery.manager.call('customer_search', q='weber')['items']
    assert [m['id'] for m in found] == [anna['id']]
    # An address of the duplicate that the survivor has another one for leads to the survivor.
    with refused('duplicate_customer', customer_id=anna['id'], field='email'):
        bakery.member('A', 'W', email='ANNA@example.lu')
    saved = bakery.manager.call('customer_save', id=anna['id'], revision=merged['revision'],
                                given_name='Anna', family_name='Weber', email='anna@example.lu')
    assert saved['email'] == 'anna@example.lu'
    with refused('duplicate_customer', customer_id=anna['id']):
        unmerge(bakery, ana)


@test('programs that the survivor is not in: an account is opened and the points go there')
def other_programs(db):
    bakery, program, anna, ana = pair(db)
    second = bakery.points_program(names={'en': 'Second'})
    account = bakery.manager.call('account_open', customer_id=ana['id'],
                                  program_id=second['id'])['id']
    earn(bakery, account, 700)
    merged = merge(bakery, anna, ana)
    assert [(a['program_id'], a['points']) for a in merged['accounts']] == [
        (program['id'], 0), (second['id'], 7)]
    sound(bakery)
    unmerge(bakery, ana)
    assert bakery.manager.call('account_get', id=account)['points'] == 7
    sound(bakery)


@test('debts: those of one are paid by the points of the other, whichever survives')
def debts(db):
    for survivor_owes in (True, False):
        bakery, program, anna, ana = pair(db)
        debtor, holder = (anna, ana) if survivor_owes else (ana, anna)
        booked = earn(bakery, account_of(debtor), 1000)
        bakery.manager.call('points_redeem', account_id=account_of(debtor), store_id=bakery.store_id,
                            reward_id=bakery.reward(program['id'], cost_points=10)['id'])
        void(bakery, booked)
        stamped = stamp(bakery, account_of(debtor), 10)
        bakery.manager.call('stamp_redeem', account_id=account_of(debtor), store_id=bakery.store_id)
        void(bakery, stamped)
        earn(bakery, account_of(holder), 2500)
        stamp(bakery, account_of(holder), 14)
        before = state(db, bakery, anna, ana)
        account, = merge(bakery, anna, ana)['accounts']
        assert (account['points'], account['owed_points'], account['stamps'],
                account['owed_stamps'], account['entitlements']) == (15, 0, 4, 0, []), account
        sound(bakery)
        unmerge(bakery, ana)
        assert state(db, bakery, anna, ana) == before
        sound(bakery)


@test('what nobody can do with a member who was merged, and where they are told to look')
def merged_ones(db):
    bakery, program, anna, ana = pair(db)
    earn(bakery, account_of(ana), 1000)
    merge(bakery, anna, ana)
    with refused('conflict', reason='merged', account_id=account_of(anna), customer_id=anna['id']):
        earn(bakery, account_of(ana), 100)
    with refused('conflict', reason='merged', account_id=account_of(anna)):
        bakery.staff.call('points_preview', account_id=account_of(ana), amount=100,
                          store_id=bakery.store_id)
    for operation, request in (('customer_save', {'revision': 2, 'given_name': 'A',
                                                  'family_name': 'B'}), ('account_open', None)):
        with refused('conflict', reason='merged', customer_id=anna['id']):
            bakery.manager.call(operation, **(
                {'id': ana['id']} | request if request else
                {'customer_id': ana['id'], 'program_id': program['id']}))
    eve = bakery.member('Eve', 'Klein')
    for one, two in ((anna, ana), (ana, eve), (eve, ana)):
        with refused('conflict', reason='merged'):
            merge(bakery, one, two)
    with refused('invalid') as refusal:
        merge(bakery, eve, eve)
    assert refusal.fields == {'other_id': 'not_allowed'}
    with refused('conflict', reason='not_merged'):
        unmerge(bakery, eve)
    other = db.merchant('Other').member()
    for one, two in ((anna, other), (other, anna)):
        with refused('not_found', what='customer'):
            merge(bakery, one, two)


@test('a booking that is repeated after the merge gets the answer of then')
def repeated(db):
    bakery, program, anna, ana = pair(db)
    key = str(uuid.uuid4())
    first = earn(bakery, account_of(ana), 1000, key=key)
    merge(bakery, anna, ana)
    again = earn(bakery, account_of(ana), 1000, key=key)
    assert again == first | {'replayed': True}, again


@test('a till in the middle of a redemption is waited for')
def reserved(db):
    bakery, program, anna, ana = pair(db)
    reward = bakery.reward(program['id'], cost_points=10)
    earn(bakery, account_of(ana), 1000)
    held = bakery.manager.call('redemption_reserve', account_id=account_of(ana),
                               store_id=bakery.store_id, reward_id=reward['id'])['reservation']
    for one, two in ((anna, ana), (ana, anna)):
        with refused('conflict', reason='reserved', available_at=held['expires_at']):
            merge(bakery, one, two)
    db.at('2026-03-02 10:10+01')
    merge(bakery, anna, ana)
    with refused('conflict'):
        bakery.manager.call('redemption_commit', id=held['id'])


@test('once something that moved was used they stay one; what came later does not matter')
def used(db):
    def points(bakery, anna, ana):
        redeem(bakery, account_of(anna), points=1)

    def own_points(bakery, anna, ana):
        redeem(bakery, account_of(anna), points=10)

    def credit(bakery, anna, ana):
        earn(bakery, account_of(anna), 900)

    def full_card(bakery, anna, ana):
        bakery.manager.call('stamp_redeem', account_id=account_of(anna), store_id=bakery.store_id)

    def filled_up(bakery, anna, ana):
        stamp(bakery, account_of(anna), 7)

    def lapsed(bakery, anna, ana):
        db.at('2027-01-01')
        run_job(bakery, 'expiry')

    for later, refusing, wanted in (
            (lambda *_: None, False, ((10, 1), (5, 3))), (own_points, False, ((0, 1), (5, 3))),
            (credit, False, ((19, 1), (5, 3))), (points, True, None),
            (full_card, True, None), (filled_up, True, None), (lapsed, True, None)):
        bakery, program, anna, ana = pair(db, money_points=1, money_amount=1, expiry='days',
                                          expiry_days=60)
        # The survivor's own points lapse first, but for the one case where the moved ones do.
        first, second = (ana, anna) if later is points else (anna, ana)
        earn(bakery, account_of(first), 1000 if first is anna else 500)
        db.at('2026-03-03 10:00+01')
        earn(bakery, account_of(second), 1000 if second is anna else 500)
        stamp(bakery, account_of(anna), 1)
        stamp(bakery, account_of(ana), 13)
        merge(bakery, anna, ana)
        later(bakery, anna, ana)
        if refusing:
            with refused('conflict', reason='moved_points_used'):
                unmerge(bakery, ana)
        else:
            unmerge(bakery, ana)
            shown = [bakery.manager.call('account_get', id=account_of(m)) for m in (anna, ana)]
            assert tuple((a['points'], a['stamps']) for a in shown) == wanted, (later, shown)
            assert len(shown[1]['entitlements']) == 1
        sound(bakery)


@test('three in a row are parted in the opposite order')
def chain(db):
    bakery, program, anna, ana = pair(db)
    anne = bakery.member('Anne', 'Weber')
    earn(bakery, account_of(ana), 1000)
    stamp(bakery, account_of(ana), 13)
    before = state(db, bakery, anna, ana, anne)
    merge(bakery, anna, ana)
    merge(bakery, anne, anna)
    assert {c['id'] for c in bakery.manager.call('customer_get', id=anne['id'])['cards']} == {
        m['cards'][0]['id'] for m in (anna, ana, anne)}
    sound(bakery)
    with refused('conflict', reason='merged', customer_id=anne['id']):
        unmerge(bakery, ana)
    unmerge(bakery, anna)
    sound(bakery)
    unmerge(bakery, ana)
    sound(bakery)
    assert state(db, bakery, anna, ana, anne) == before


@test('a repeated request is answered again; managers only; the log says what it was and became')
def once(db):
    bakery, program, anna, ana = pair(db)
    earn(bakery, account_of(ana), 1000)
    for operation, request in (('customer_merge', {'id': anna['id'], 'other_id': ana['id']}),
                               ('customer_unmerge', {'id': ana['id']})):
        for login in (bakery.staff, bakery.auditor):
            with sqlstate('42501'):
                login.call(operation, **request)
        connections = [db.connect(bakery.manager.database_role) for _ in range(4)]
        envelope = {'idempotency_key': str(uuid.uuid4())}
        answers = parallel([lambda c=c: call(c, operation, request, envelope)
                            for c in connections])
        assert sorted(a.pop('replayed') for a in answers) == [False, True, True, True], answers
        assert all(a == answers[0] for a in answers)
        event = bakery.auditor.call('audit_list', limit=1)['items'][0]
        assert (event['action'], event['subject_id'], event['subject_name']) == (
            operation.replace('_', '.'), anna['id'], 'Anna Weber'), event
        both = ('before', 'after') if operation == 'customer_merge' else ('after', 'before')
        assert event[both[0]]['email'] is None and event[both[0]]['merged']['state'] == 'active'
        assert event[both[1]]['email'] == 'anna@example.lu'
        assert event[both[1]]['merged']['state'] == 'merged'
    assert db.value("select count(*) from stempel.entry where kind = 'transfer'") == 4


@test('bookings, new cards and merges at the same moment: nothing is lost and nothing is torn')
def at_once(db):
    for turn in range(6):
        bakery, program, anna, ana = pair(db)
        earn(bakery, account_of(anna), 1000)
        earn(bakery, account_of(ana), 1000)
        key = lambda: {'idempotency_key': str(uuid.uuid4())}
        where = {'store_id': bakery.store_id, 'amount': 100}
        jobs = [('points_earn', {'account_id': account_of(m)} | where) for m in (anna, ana)] * 2
        jobs += [('card_replace', {'id': m['cards'][0]['id']}) for m in (anna, ana)]
        jobs += [('customer_merge', {'id': a['id'], 'other_id': b['id']})
                 for a, b in ((anna, ana), (ana, anna))]
        lines = [db.connect(bakery.manager.database_role) for _ in jobs]
        answers = parallel([lambda j=j, c=c: call(c, *j, key()) for j, c in zip(jobs, lines)])
        for answer in answers:
            assert isinstance(answer, dict) or isinstance(answer, Refused) and (
                answer.problem['reason'] == 'merged'), answer
        assert sum(isinstance(a, dict) for a in answers[-2:]) == 1, answers[-2:]
        survivor = next(a for a in answers[-2:] if isinstance(a, dict))['id']
        earned = sum(isinstance(a, dict) for a in answers[:4])
        member = bakery.manager.call('customer_get', id=survivor)
        assert member['accounts'][0]['points'] == 20 + earned, (member, answers)
        assert len(member['cards']) == 4, member['cards']
        sound(bakery)


STANDING = """select count(*) from stempel.entry e where e.account_id = %s and e.reward_id = %s
    and e.kind = 'points_redeem'
    and not exists (select from stempel.entry v where v.reverses = e.id)"""


class History:
    """Random bookings on accounts; what is refused is no booking."""

    def __init__(self, db, bakery, program, reward, chance, moment):
        self.db, self.bakery, self.chance, self.moment = db, bakery, chance, moment
        self.program, self.reward = program, reward
        self.booked = []

    def spend_and_void(self, account):
        """Everything is used, and then some of what gave it is taken back: a debt."""
        where = {'account_id': account, 'store_id': self.bakery.store_id}
        record = self.bakery.manager.call('account_get', id=account)
        if record['points']:
            self.bakery.manager.call('points_redeem', points=record['points'], **where)
        for _ in record['entitlements']:
            self.bakery.manager.call('stamp_redeem', **where)
        for booked in self.booked:
            if booked['entry']['account_id'] == account and booked['entry']['kind'].endswith('earn'):
                with contextlib.suppress(Refused):
                    void(self.bakery, booked)
                    return

    def step(self, account):
        where = {'account_id': account, 'store_id': self.bakery.store_id}
        what, call = self.chance.random(), self.bakery.manager.call
        self.moment += datetime.timedelta(hours=self.chance.randint(1, 200))
        self.db.at(self.moment)
        try:
            if what < .3:
                self.booked.append(call('points_earn', amount=self.chance.randint(1, 9000), **where))
            elif what < .35:
                self.booked.append(call('points_redeem', reward_id=self.reward, **where))
            elif what < .45:
                self.booked.append(call('points_redeem', points=self.chance.randint(1, 50), **where))
            elif what < .6:
                self.booked.append(call('stamp_earn', stamps=self.chance.randint(1, 6), **where))
            elif what < .68:
                self.booked.append(call('stamp_redeem', **where))
            elif what < .8 and self.booked:
                void(self.bakery, self.chance.choice(self.booked))
            elif what < .9 and self.booked:
                refund(self.bakery, self.chance.choice(self.booked), self.chance.randint(1, 3000))
            elif what < .95:
                call('account_adjust', points=self.chance.choice((-9, 6)), reason_code='other',
                     reason='r', **where)
            elif what < .97:
                call('account_set_tier', account_id=account, tier=self.chance.choice((1, 2, None)),
                     reason='Regular')
            else:
                run_job(self.bakery, self.chance.choice(('expiry', 'tiers')))
        except Refused as refusal:
            assert refusal.code in ('insufficient_balance', 'already_reversed', 'conflict',
                                    'invalid', 'void_window_closed'), refusal.problem


@test(f'merge, then unmerge, is the identity: {HISTORIES} random histories')
def identity(db):
    chance = random.Random(20260302)
    moment = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.timezone.utc)
    owing = moved = raised = 0
    windows = ('calendar_year', 'rolling_12_months', 'membership_year', 'lifetime')
    for number in range(HISTORIES):
        db.at(moment)
        if number % 10 == 0:
            bakery = db.merchant()
            program = bakery.points_program(
                kind='hybrid', cooldown_minutes=0, daily_limit=100, max_stamps_per_visit=20,
                stamps_target=5, money_points=1, money_amount=1, void_days=365, entitlement_days=90,
                expiry=chance.choice(('days', 'inactivity')), expiry_days=40,
                tier_window=chance.choice(windows), tier_metric=chance.choice(
                    ('points_earned', 'eligible_spend', 'visits')), tiers=[
                        {'key': key, 'names': {'en': f'T{key}'}, 'threshold': threshold}
                        for key, threshold in ((1, 3), (2, 150))])
            reward = bakery.reward(program['id'], cost_points=3, limit_per_member=2)['id']
        one, two = (bakery.member(*chance.choice((('A', 'B'), ('C', 'D')))) for _ in range(2))
        if chance.random() < .5:
            bakery.employee(f'E{number}', customer_id=two['id'])
        if chance.random() < .5:
            two = bakery.manager.call('customer_save', id=two['id'], revision=1, given_name='X',
                                      family_name='Y', email=f'{number}@example.lu', note='N')
        history = History(db, bakery, program, reward, chance, moment)
        for _ in range(chance.randint(0, 16)):
            history.step(account_of(chance.choice((one, two))))
        if chance.random() < .4:
            history.spend_and_void(account_of(chance.choice((one, two))))
        moment = history.moment
        run_job(bakery, 'expiry')  # What has lapsed is booked by a merge as well, for good.
        before = state(db, bakery, one, two)
        shown = [bakery.manager.call('customer_get', id=m['id']) for m in (one, two)]
        owing += any(a[2] or a[4] for a in before['accounts'])
        moved += any(a[1] or a[3] for a in before['accounts'])
        merged = merge(bakery, one, two)
        with_debt = lambda m: m['accounts'][0]['points'] - m['accounts'][0]['owed_points']
        assert with_debt(merged) == sum(map(with_debt, shown)), (number, merged, shown)
        tiers = [(m['accounts'][0]['tier']['key'] or 0) for m in (merged, *shown)]
        assert tiers[0] >= max(tiers[1:]), (number, tiers)
        raised += tiers[0] > max(tiers[1:])
        got = sum(db.value(STANDING, account_of(m), reward) for m in (one, two))
        if got >= 2 and with_debt(merged) > 2:
            with refused('conflict', reason='member_limit'):
                redeem(bakery, account_of(one), reward_id=reward)
        sound(bakery)
        unmerge(bakery, two)
        after = state(db, bakery, one, two)
        assert after == before, (number, before, after)
        again = [bakery.manager.call('customer_get', id=m['id']) for m in (one, two)]
        for first, second in zip(shown, again):
            assert first == second | {'revision': first['revision']}, (number, first, second)
        sound(bakery)
        if number % 3 == 0:
            # And they go on: merged for good, with further bookings on the survivor.
            merge(bakery, two, one)
            for _ in range(6):
                history.step(account_of(two))
            moment = history.moment
            sound(bakery)
    assert owing >= HISTORIES // 12 and moved > HISTORIES // 2 and raised, (owing, moved, raised)


run()
