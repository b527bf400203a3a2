#!/usr/bin/python3
# test_demo.py: the demo data keeps every rule, is plausible, and the same for the same seed
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json

from stempel_test import call, refused, run, sqlstate, test

NOON = '2026-11-20 12:00:00+01'


def demo_roles(db):
    return {role: db.role(role) for role in ('manager', 'staff', 'auditor')}


def demo(db, **request):
    if 'roles' not in request:
        request['roles'] = demo_roles(db)
    return db.value('select private.demo(%s::jsonb)', json.dumps(request))


def login(db, made, role):
    return db.connect(next(l['database_role'] for l in made['logins'] if l['role'] == role))


def clean(db, made):
    found = call(login(db, made, 'auditor'), 'self_check', {})
    assert found == {'items': []}, found


@test('200 members and 5,000 entries: what is in it, and every invariant holds')
def contents(db):
    db.at(NOON)
    clock = db.value("select pg_get_functiondef('private.now()'::regprocedure)")
    made = demo(db, members=200, entries=5000, seed=1)
    assert db.value("select pg_get_functiondef('private.now()'::regprocedure)") == clock
    assert made['members'] == 200 and made['entries'] == 5000
    assert db.value('select count(*) from stempel.entry') == 5000
    assert db.value('select count(*) from stempel.customer') == 200
    assert db.value('select count(*) from stempel.pin_grant') == 0
    assert {l['role'] for l in made['logins']} == {'manager', 'staff', 'auditor'}
    assert len(made['store_ids']) == 3 and len(made['program_ids']) == 5
    assert len(made['employees']) == 7 and len(made['cards']) == 10
    manager = login(db, made, 'manager')
    programs = call(manager, 'program_list', {})['items']
    assert sorted(p['state'] for p in programs) == ['active', 'active', 'active', 'draft', 'paused']
    assert [p['kind'] for p in programs if p['state'] == 'active'] == ['stamps', 'points', 'hybrid']
    rewards = call(manager, 'reward_list', {})['items']
    assert len(rewards) == 4 and sum(r['stock'] is not None for r in rewards) == 1
    assert all(set(p['published']['names']) == {'en', 'de', 'fr', 'lb'}
               for p in programs if p['published'])
    kinds = dict(db.rows('select kind, count(*) from stempel.entry group by 1'))
    assert kinds['stamp_redeem'] > 150 and kinds['stamp_void'] > 20, kinds
    assert kinds['points_earn'] > 1000 and kinds['points_redeem'] > 100, kinds
    assert all(kinds[k] > 10 for k in ('welcome', 'points_expire', 'points_void', 'points_refund'))
    assert db.value('select count(*) from stempel.lot where open') > 100
    assert db.value("select count(*) from stempel.allocation where points > 0") > 300
    assert db.value("select count(distinct kind) from stempel.notice") >= 1
    tiers = dict(db.rows('select tier, count(*) from stempel.account_tier group by 1'))
    assert tiers[1] > 10 and tiers[2] > 2, tiers
    assert db.value('select count(*) from stempel.account_tier where manual_tier is not null') == 1
    # Who has been served for long has something to look at in each of the programs.
    card = call(manager, 'card_lookup', {'token': made['cards'][2]['token']})
    assert len(card['accounts']) == 3, card
    points = next(a for a in card['accounts'] if a['program_kind'] == 'points')
    assert points['tier']['manual'] and points['tier']['key'] == 2, points
    assert dict(db.rows('select state, count(*) from stempel.card group by 1')) == {
        'active': 199, 'blocked': 1, 'replaced': 1}
    people = call(manager, 'employee_list', {})['items']
    assert sum(p['locked_until'] is not None for p in people) == 1
    assert [p['state'] for p in people].count('retired') == 1
    actions = {a for a, in db.rows('select distinct action from stempel.audit_event')}
    assert {'merchant.create', 'store.create', 'login.create', 'program.publish', 'program.pause',
            'customer.enroll', 'employee.create', 'employee.pin_set', 'employee.pin_failed',
            'employee.pin_locked', 'employee.retire', 'card.replace', 'card.block',
            'reward.create', 'account.set_tier'} <= actions
    assert db.value("select count(distinct language) from stempel.customer") >= 3
    last = db.value("select max(occurred_at) from stempel.entry")
    assert db.value("select %s > %s::timestamptz - interval '3 hours'", last, NOON)
    first = db.value("select min(occurred_at) from stempel.entry")
    assert db.value("select %s < %s::timestamptz - interval '350 days'", first, NOON)
    for table, column in (('entry', 'recorded_at'), ('audit_event', 'at'),
                          ('customer', 'enrolled_at'), ('card', 'issued_at')):
        assert db.value(f'select max({column}) <= %s::timestamptz from stempel.{table}', NOON)
    clean(db, made)


@test('every stamp keeps the limits of the visit, the cooldown and the day')
def rules(db):
    made = demo(db, members=50, entries=2000, seed=7)
    assert db.rows("select 1 from stempel.entry where kind = 'stamp_earn' "
                   'and stamps not between 1 and 3') == []
    assert db.rows("select 1 from stempel.entry where kind = 'stamp_earn' "
                   'group by account_id, business_day having sum(stamps) > 5') == []
    assert db.rows(
        'select 1 from (select occurred_at - lag(occurred_at) over (partition by account_id '
        "order by occurred_at) as gap from stempel.entry where kind = 'stamp_earn') e "
        "where gap < interval '15 minutes'") == []
    assert db.rows("select 1 from stempel.entry where kind = 'points_earn' "
                   'and amount not between 200 and 4000') == []
    assert db.rows('select 1 from stempel.entry e join stempel.customer c '
                   'on c.id = e.customer_id and e.occurred_at < c.enrolled_at') == []
    assert db.rows('select 1 from stempel.entry e join stempel.employee p on p.id = e.employee_id '
                   "where p.store_ids <> '{}' and e.store_id <> all (p.store_ids)") == []
    assert db.rows("select 1 from stempel.card where not private.is_card_number(number)") == []
    clean(db, made)


@test('rush hours: mornings, noon, after five; closed on Sunday afternoons and at night')
def rush_hours(db):
    db.at(NOON)
    demo(db, members=100, entries=2000, seed=3)
    # The jobs have a login as little as they have a shop; they work at night.
    hours = dict(db.rows("select extract(hour from occurred_at at time zone 'Europe/Luxembourg')"
                         '::int, count(*) from stempel.entry where login_id is not null group by 1'))
    assert set(hours) <= set(range(6, 20)), hours
    busy = sum(hours.get(h, 0) for h in (7, 8, 12, 17))
    calm = sum(hours.get(h, 0) for h in (10, 14, 15, 19))
    assert busy > 2 * calm, hours
    assert db.value("select count(*) from stempel.entry where extract(isodow from occurred_at "
                    "at time zone 'Europe/Luxembourg') = 7 and extract(hour from occurred_at "
                    "at time zone 'Europe/Luxembourg') >= 13") == 0


def fingerprint(db):
    """What matters, without what is random by purpose (hashes, salts)."""
    return [db.rows(f'select {columns} from stempel.{table} order by id') for table, columns in (
        ('customer', 'given_name, family_name, email, phone, birthday, enrolled_at'),
        ('card', 'customer_id, state, issued_at'),
        ('entry', 'kind, account_id, card_id, store_id, employee_id, stamps, stamps_after, '
                  'occurred_at, business_day, reverses, reason, entitlement_id, issued, points, '
                  'points_after, receipt, amount, tier_id, lots, '
                  # The jobs press no button: theirs are drawn.
                  'case when login_id is not null then idempotency_key end'),
        ('lot', 'account_id, entry_id, points, remaining, expires_on, noticed'),
        ('entitlement', 'account_id, stamps, state, issued_at, expires_on, redeemed_at'))]


@test('the same seed, the same data; another seed, another')
def seeds(db):
    db.at(NOON)
    prints, replies, roles = [], [], demo_roles(db)
    for seed in (5, 5, 6):
        db.rows('begin')
        replies.append(demo(db, members=40, entries=300, seed=seed, roles=roles) | {'logins': None})
        prints.append(fingerprint(db))
        db.rows('rollback')
        # Sequences are not rolled back: each run starts where a fresh database would.
        for name, in db.rows("select format('%I.%I', schemaname, sequencename) from pg_sequences "
                             "where schemaname = 'stempel'"):
            db.rows(f'alter sequence {name} restart')
    assert prints[0] == prints[1] and replies[0] == replies[1]
    assert prints[0] != prints[2] and replies[0]['cards'] != replies[2]['cards']


@test('it can be used: scan, PIN, stamp')
def usable(db):
    made = demo(db, members=20, entries=100, seed=2)
    till = login(db, made, 'staff')
    for card in made['cards'][:3]:
        looked_up = call(till, 'card_lookup', {'token': card['token']})
        assert looked_up['customer']['name'] == card['customer']
        assert call(till, 'card_lookup', {'token': card['number']})['card'] == looked_up['card']
    tom = made['employees'][0]
    token = call(till, 'employee_verify', {'employee_id': tom['id'], 'pin': tom['pin']})
    account_of = call(till, 'customer_enroll', {
        'given_name': 'Neie', 'family_name': 'Client', 'store_id': made['store_ids'][0],
        'employee_id': tom['id'], 'pin_token': token['pin_token']},
        {'idempotency_key': '00000000-0000-4000-8000-000000000001'})['accounts']
    account = next(a for a in account_of if a['program_kind'] == 'stamps')
    token = call(till, 'employee_verify', {'employee_id': tom['id'], 'pin': tom['pin']})
    booked = call(till, 'stamp_earn', {
        'account_id': account['id'], 'store_id': made['store_ids'][0], 'stamps': 3,
        'employee_id': tom['id'], 'pin_token': token['pin_token']},
        {'idempotency_key': '00000000-0000-4000-8000-000000000002'})
    assert booked['account']['stamps'] == 3
    plus = next(a for a in account_of if a['program_kind'] == 'points')
    token = call(till, 'employee_verify', {'employee_id': tom['id'], 'pin': tom['pin']})
    booked = call(till, 'points_earn', {
        'account_id': plus['id'], 'store_id': made['store_ids'][0], 'amount': 1250,
        'employee_id': tom['id'], 'pin_token': token['pin_token']},
        {'idempotency_key': '00000000-0000-4000-8000-000000000003'})
    assert booked['entry']['points'] >= 24 and booked['account']['points'] >= 44, booked
    claire = next(e for e in made['employees'] if e['name'] == 'Claire Dubois')
    with refused('pin_locked'):
        call(till, 'employee_verify', {'employee_id': claire['id'], 'pin': claire['pin']})
    clean(db, made)


@test('small ones too')
def small(db):
    roles = demo_roles(db)
    for members, entries in ((1, 0), (1, 1), (3, 7), (12, 20), (3, 60)):
        db.rows('begin')
        made = demo(db, members=members, entries=entries, seed=1, roles=roles)
        assert made['members'] == members and made['entries'] <= entries
        assert db.value('select count(*) from stempel.entry') == made['entries']
        db.rows('rollback')


@test('a large one: most members are copies, and keep every rule all the same')
def large(db):
    db.at(NOON)
    tables = ('customer', 'card', 'account', 'entry', 'lot', 'allocation', 'entitlement', 'notice',
              'account_tier', 'audit_event', 'audit_personal')

    def catalogue():
        return (db.rows('select tablename, indexdef from pg_indexes order by 2'),
                db.rows('select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '
                        'convalidated from pg_constraint order by 1, 2'),
                db.rows('select tgrelid::regclass::text, tgname, tgenabled from pg_trigger '
                        'where not tgisinternal order by 1, 2'))
    before = catalogue()
    made = demo(db, members=3030, entries=30000, originals=60, seed=4)
    assert catalogue() == before
    assert made['members'] == db.value('select count(*) from stempel.customer') == 3030
    assert made['entries'] == db.value('select count(*) from stempel.entry')
    assert abs(made['entries'] - 30000) < 300, made['entries']
    clean(db, made)

    # Everything that the originals have is there again, no row without its own account.
    for table in tables:
        assert db.value(f'select count(*) from stempel.{table}') > 0, table
    for table in ('lot', 'entitlement', 'notice', 'account_tier'):
        assert db.value(f'select count(*) from stempel.{table} t left join stempel.account a '
                        'on a.id = t.account_id where a.id is null') == 0
    assert db.value("select count(*) from stempel.entry where kind = 'welcome' and idempotency_key "
                    "<> md5('welcome:' || account_id)::uuid") == 0
    assert db.value('select count(*) from stempel.customer c where not exists '
                    '(select from stempel.card k where k.customer_id = c.id)') == 0
    assert db.value('select count(*) from stempel.entry e join stempel.customer c '
                    'on c.id = e.customer_id where e.occurred_at < c.enrolled_at') == 0
    names = db.value("select count(distinct sort_name) from stempel.customer")
    assert names > 500, names

    # And goes on: somebody who is a copy buys something, and uses points.
    manager = login(db, made, 'manager')
    account = db.value("select a.id from stempel.account a join stempel.program p on p.id = a.program_id "
                       "where p.kind = 'points' order by a.id desc limit 1")
    booked = call(manager, 'points_earn', {'account_id': account, 'store_id': made['store_ids'][0],
                                           'amount': 9000},
                  {'idempotency_key': '00000000-0000-4000-8000-000000000004'})
    explained = call(manager, 'account_explain', {'account_id': account})
    assert explained['points'] == sum(l['remaining'] for l in explained['lots'])
    assert explained['entries'][-1]['id'] == booked['entry']['id']
    clean(db, made)


@test('no person can make one')
def rights(db):
    for role in ('manager', 'staff', 'auditor', 'server'):
        with db.connect(db.role(role)).cursor() as cursor, sqlstate('42501'):
            cursor.execute("select private.demo('{}')")


run()
