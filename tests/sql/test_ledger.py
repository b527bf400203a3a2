#!/usr/bin/python3
# test_ledger.py: reading the ledger and the audit log; what the self-check finds
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json

from stempel_tamper import found, tamper
from stempel_test import refused, run, sqlstate, test

FILTERS = ('store_id', 'program_id', 'kind', 'employee_id', 'account_id', 'customer_id')


def busy(db):
    """A bakery with a few dozen entries over three days, stores and employees."""
    bakery = db.merchant()
    bakery.program(cooldown_minutes=0, daily_limit=100, stamps_target=3)
    second = bakery.manager.call('store_save', name='Second')['id']
    luc = bakery.employee('Luc', pin='8265')['id']
    accounts = [bakery.member(f'M{n}', 'Test')['accounts'][0]['id'] for n in range(3)]
    for day in (2, 3, 4):
        for number in range(12):
            db.at(f'2026-03-{day:02} {8 + number // 4:02}:{number % 4 * 15:02}:00+01')
            who = {}
            if number % 3 == 0:
                token = bakery.manager.call('employee_verify', employee_id=luc, pin='8265')
                who = {'employee_id': luc, 'pin_token': token['pin_token']}
            reply = bakery.manager.call('stamp_earn', account_id=accounts[number % 3],
                                        store_id=(bakery.store_id, second)[number % 2], **who)
        bakery.manager.call('entry_void', entry_id=reply['entry']['id'], reason='x')
        bakery.manager.call('stamp_redeem', account_id=accounts[0], store_id=second)
    return bakery


def all_pages(login, operation, limit=None, **request):
    """Every item, page by page."""
    items, after = [], None
    while True:
        more = {'limit': limit} if limit else {}
        if after:
            more['after'] = after
        page = login.call(operation, **request, **more)
        assert limit is None or len(page['items']) <= limit
        items += page['items']
        after = page['next']
        if after is None:
            return items
        assert len(page['items']) == limit


@test('newest first, in pages of any size, without a gap or a double')
def pages(db):
    bakery = busy(db)
    whole = bakery.auditor.call('entry_list', limit=500)
    assert whole['next'] is None and len(whole['items']) == 42
    order = [(e['occurred_at'], e['id']) for e in whole['items']]
    assert order == sorted(order, reverse=True)
    for limit in (1, 5, 14, 41, 42, 43):
        assert all_pages(bakery.auditor, 'entry_list', limit) == whole['items'], limit
    assert len(bakery.auditor.call('entry_list')['items']) == 42


@test('stable while entries are added')
def stable(db):
    bakery = busy(db)
    first = bakery.auditor.call('entry_list', limit=10)
    db.at('2026-03-05 08:00:00+01')
    bakery.manager.call('stamp_earn', account_id=first['items'][0]['account_id'],
                        store_id=bakery.store_id)
    second = bakery.auditor.call('entry_list', limit=10, after=first['next'])
    assert not {e['id'] for e in first['items']} & {e['id'] for e in second['items']}


@test('every filter, alone and with others')
def filters(db):
    bakery = busy(db)
    whole = bakery.auditor.call('entry_list', limit=500)['items']
    for name in FILTERS:
        for value in {e[name] for e in whole} - {None}:
            found = all_pages(bakery.auditor, 'entry_list', 4, **{name: value})
            assert found == [e for e in whole if e[name] == value], (name, value)
            for other in FILTERS:
                wanted = whole[7][other]
                if wanted is None or other == name:
                    continue
                found = all_pages(bakery.auditor, 'entry_list', 5, **{name: value, other: wanted})
                assert found == [e for e in whole if e[name] == value and e[other] == wanted]
    assert bakery.auditor.call('entry_list', store_id=9999)['items'] == []


@test('days from and to are whole days of the merchant')
def days(db):
    bakery = busy(db)
    whole = bakery.auditor.call('entry_list', limit=500)['items']
    for day in ('2026-03-02', '2026-03-03', '2026-03-04'):
        found = bakery.auditor.call('entry_list', **{'from': day, 'to': day})['items']
        assert found == [e for e in whole if e['business_day'] == day] and len(found) == 14
    assert len(bakery.auditor.call('entry_list', **{'from': '2026-03-03'})['items']) == 28
    assert len(bakery.auditor.call('entry_list', to='2026-03-03')['items']) == 28
    account = whole[0]['account_id']
    db.at('2026-03-28 23:59:59.999999+01')
    late = bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id)
    db.at('2026-03-30 00:00:00+02')
    early = bakery.manager.call('stamp_earn', account_id=account, store_id=bakery.store_id)
    for day, ids in (('2026-03-28', [late['entry']['id']]), ('2026-03-29', []),
                     ('2026-03-30', [early['entry']['id']])):
        found = bakery.auditor.call('entry_list', **{'from': day, 'to': day})['items']
        assert [e['id'] for e in found] == ids, (day, found)


@test('requests that make no sense are named')
def mistakes(db):
    bakery = db.merchant()
    for after in ('x', 'WyJ4Il0', 'WzEsMl0', 'W10', 'bnVsbA', '\u00e9'):
        with refused('invalid') as refusal:
            bakery.auditor.call('entry_list', after=after)
        assert refusal.fields == {'after': 'invalid_format'}, after
    with refused('invalid') as refusal:
        bakery.auditor.call('entry_list', kind='gift', limit=501, **{'from': '2026-02-30', 'x': 1})
    assert refusal.fields == {'kind': 'unknown_value', 'limit': 'out_of_range',
                              'from': 'invalid_format', 'x': 'unknown_member'}
    with refused('not_found', what='entry'):
        bakery.auditor.call('entry_get', id=1)


def many(db, entries):
    """A ledger written in bulk, only to look at plans."""
    bakery = db.merchant()
    program = bakery.program()['id']
    stores = [bakery.store_id] + [bakery.manager.call('store_save', name=f'S{n}')['id']
                                  for n in range(9)]
    people = [bakery.employee(f'E{n}')['id'] for n in range(20)]
    bakery.member()
    db.rows('''
        insert into stempel.customer (merchant_id, given_name, family_name, language, enrolled_at)
        select %(m)s, 'G' || n, 'F' || n, 'en', now() from generate_series(1, 2000) n;
        insert into stempel.account (merchant_id, customer_id, program_id)
        select %(m)s, c.id, %(p)s from stempel.customer c on conflict do nothing;
        insert into stempel.entry (merchant_id, kind, account_id, customer_id, program_id,
          program_version, store_id, employee_id, login_id, stamps, stamps_after, owed_after,
          occurred_at, recorded_at, business_day, idempotency_key, request_hash)
        select %(m)s, case when n %% 50 = 0 then 'stamp_redeem' else 'stamp_earn' end, a.id,
               a.customer_id, %(p)s, 1, (%(s)s::bigint[])[1 + n %% 10],
               (%(e)s::bigint[])[1 + n %% 23], %(l)s,
               case when n %% 50 = 0 then -1 else 1 end, 1, 0,
               t, t, t::date, gen_random_uuid(), ''
          from generate_series(1, %(n)s) n
          join lateral (select '2025-03-01'::timestamptz + n * interval '2 minutes' as t) x on true
          join (select row_number() over () as place, * from stempel.account) a
            on a.place = 1 + n %% 2000;
        analyze stempel.entry;
        insert into stempel.audit_event (merchant_id, at, action, subject_kind, subject_id,
          login_id, employee_id)
        select %(m)s, '2025-03-01'::timestamptz + n * interval '5 minutes',
               (array['card.block', 'card.replace', 'customer.update'])[1 + n %% 3],
               (array['card', 'card', 'customer'])[1 + n %% 3], n %% 500, %(l)s,
               (%(e)s::bigint[])[1 + n %% 23]
          from generate_series(1, %(n)s / 4) n;
        analyze stempel.audit_event'''.replace('%(n)s', str(entries))
            .replace('%(m)s', str(bakery.id)).replace('%(p)s', str(program))
            .replace('%(s)s', f"'{{{','.join(map(str, stores))}}}'")
            .replace('%(e)s', f"'{{{','.join(map(str, people))}}}'")
            .replace('%(l)s', str(bakery.manager.id)).replace('%%', '%'))
    return bakery


def plan(db, bakery, table, time_column, filters, request):
    """The plan of a list's query, as its owner runs it under the policies."""
    db.rows('set role stempel_owner')
    db.rows("select set_config('stempel.merchant_id', %s, false)", str(bakery.id))
    query = db.value('select private.list_query(%s, %s, ' + filters + '(), %s::jsonb)', table,
                     time_column, json.dumps(request))
    names = {1: 'jsonb', 2: 'bigint', 3: 'timestamptz', 4: 'timestamptz', 5: 'timestamptz',
             6: 'bigint', 7: 'integer'}
    used = max(n for n in names if f'${n}' in query)
    db.rows(f"prepare page ({', '.join(names[n] for n in range(1, used + 1))}) as {query}")
    values = [json.dumps(request), bakery.id, request.get('from'), request.get('to'),
              '2025-06-01', 1, 101][:used]
    db.rows('set plan_cache_mode = force_custom_plan')
    marks = ', '.join(['%s'] * used)
    text = '\n'.join(r[0] for r in db.rows(f'explain (analyze) execute page ({marks})', *values))
    db.rows('deallocate page')
    db.rows('reset role')
    return text


@test('200,000 entries: every filter reads its own index in order, and little of it')
def plans(db):
    bakery = many(db, 200000)
    account = db.value('select id from stempel.account limit 1 offset 1000')
    customer = db.value('select customer_id from stempel.account where id = %s', account)
    program = db.value('select id from stempel.program')
    cases = [('entry_time', {}), ('entry_account', {'account_id': account}),
             ('entry_time', {'from': '2025-05-01', 'to': '2025-05-02'}),
             ('entry_program', {'program_id': program, 'kind': 'stamp_redeem'})]
    for index, request in cases:
        for more in ({}, {'after': 'x'}):
            text = plan(db, bakery, 'stempel.entry', 'occurred_at', 'private.entry_filters',
                        request | more)
            assert f'using {index} ' in text and 'Sort' not in text, (request, text)
            assert 'Seq Scan' not in text and 'Rows Removed' not in text, (request, text)
    # Put together from parts, a page of each, so few that they are sorted.
    employee = db.value('select min(id) from stempel.employee')
    cases = [('entry_account', {'customer_id': customer}),
             ('entry_store', {'store_id': bakery.store_id}),
             ('entry_store', {'store_id': bakery.store_id, 'from': '2025-05-01'}),
             ('entry_store', {'store_id': bakery.store_id, 'kind': 'import'}),
             ('entry_program', {'kind': 'stamp_redeem'}), ('entry_program', {'kind': 'import'}),
             ('entry_program', {'program_id': program}), ('entry_employee', {'employee_id': employee}),
             ('entry_employee', {'employee_id': employee, 'kind': 'import'}),
             ('entry_employee', {'employee_id': employee, 'store_id': bakery.store_id + 1})]
    for index, request in cases:
        for more in ({}, {'after': 'x'}):
            text = plan(db, bakery, 'stempel.entry', 'occurred_at', 'private.entry_filters',
                        request | more)
            assert f'using {index} ' in text, (request, text)
            assert 'Seq Scan' not in text and 'Rows Removed' not in text, (request, text)

    cases = [('audit_event_time', {}), ('audit_event_action', {'action': 'card.block'}),
             ('audit_event_subject', {'subject_id': 7}),
             ('audit_event_subject_kind', {'subject_kind': 'card'}),
             ('audit_event_employee',
              {'employee_id': db.value('select min(id) from stempel.employee')})]
    for index, request in cases:
        for more in ({}, {'after': 'x'}):
            text = plan(db, bakery, 'stempel.audit_event', 'at', 'private.audit_filters',
                        request | more)
            assert f'using {index} ' in text and 'Sort' not in text, (request, text)


@test('the audit log: filters, pages, times')
def audit(db):
    bakery = busy(db)
    whole = bakery.auditor.call('audit_list', limit=500)['items']
    assert all_pages(bakery.auditor, 'audit_list', 3) == whole
    for name in ('action', 'subject_kind', 'subject_id', 'login_id', 'employee_id'):
        for value in {e[name] for e in whole} - {None}:
            found = all_pages(bakery.manager, 'audit_list', 4, **{name: value})
            assert found == [e for e in whole if e[name] == value], (name, value)
    assert {'program.publish', 'store.create', 'customer.enroll', 'employee.pin_set'} <= \
        {e['action'] for e in whole}
    assert whole[0]['login_name'] and whole[0]['at']
    with sqlstate('42501'):
        bakery.staff.call('audit_list')


@test('another merchant\'s entries are not there')
def tenancy(db):
    bakery = busy(db)
    other = db.merchant('Other')
    entry = bakery.manager.call('entry_list', limit=1)['items'][0]
    assert other.manager.call('entry_list')['items'] == []
    assert other.manager.call('entry_list', account_id=entry['account_id'])['items'] == []
    with refused('not_found', what='entry'):
        other.manager.call('entry_get', id=entry['id'])
    with refused('not_found', what='entry'):
        other.manager.call('entry_void', entry_id=entry['id'], reason='x')
    with refused('not_found', what='account'):
        other.manager.call('stamp_earn', account_id=entry['account_id'],
                           store_id=other.store_id)
    with refused('not_found', what='store'):
        mine = other.program() and other.member()['accounts'][0]['id']
        other.manager.call('stamp_earn', account_id=mine, store_id=bakery.store_id)
    # Nor can a booking's lock be held for an account of somebody else.
    assert db.value("select count(*) from pg_locks where locktype = 'advisory'") == 0


@test('what is only ever added to cannot be changed, by the owner neither')
def append_only(db):
    busy(db)
    tables = db.value('select private.append_only_tables()')
    guarded = {row[0] for row in db.rows("""select distinct relname from pg_trigger
        join pg_class c on c.oid = tgrelid where tgfoid = 'private.refuse_change()'::regprocedure""")}
    assert {'entry', 'allocation', 'audit_event', 'program_version'} <= set(tables) == guarded
    for table in tables:
        columns = [row[0] for row in db.rows("""select attname from pg_attribute
            where attrelid = ('stempel.' || %s)::regclass and attnum > 0 and attgenerated = ''
              and attidentity = '' and not attisdropped""", table)]
        if not db.value(f'select exists (select from stempel.{table})'):
            tamper(db, f'insert into stempel.{table} ({", ".join(columns)}) '
                       f'select {sample_row(db, table, columns)}')
        for role in ('postgres', 'stempel_owner'):
            db.rows(f'set role {role}')
            db.rows("select set_config('stempel.merchant_id', '1', false)")
            for statement in (f'update stempel.{table} set {columns[-1]} = {columns[-1]}',
                              f'delete from stempel.{table}',
                              f'truncate stempel.{table} cascade'):
                with sqlstate('23001'):
                    db.rows(statement)
            db.rows('reset role')


def sample_row(db, table, columns):
    """Values of the right types for a table that has no row yet."""
    types = dict(db.rows("""select attname, format_type(atttypid, null) from pg_attribute
        where attrelid = ('stempel.' || %s)::regclass""", table))
    return ', '.join("'2026-03-01'" if types[c].startswith(('date', 'time')) else '1'
                     if c != 'purpose' else "'terms'" for c in columns)


@test('the self-check finds what was tampered with')
def self_check(db):
    bakery = busy(db)
    bakery.manager.call('stamp_earn', account_id=1, store_id=bakery.store_id)
    assert found(bakery) == set()
    earn = "(select min(id) from stempel.entry where kind = 'stamp_earn')"
    for damage, repair, expected in (
            ('update stempel.account set stamps = stamps + 1 where id = 1',
             'update stempel.account set stamps = stamps - 1 where id = 1', {'balance'}),
            ('update stempel.account set stamps_today = stamps_today + 1 where id = 1',
             'update stempel.account set stamps_today = stamps_today - 1 where id = 1',
             {'last_stamp'}),
            ('update stempel.account set last_stamp_at = last_stamp_at - interval $$1 day$$',
             'update stempel.account set last_stamp_at = last_stamp_at + interval $$1 day$$',
             {'last_stamp'}),
            (f'update stempel.entry set stamps = 2 where id = {earn}',
             f'update stempel.entry set stamps = 1 where id = {earn}',
             {'balance', 'chain', 'ledger_replay'}),
            (f'update stempel.entry set stamps_after = stamps_after + 1 where id = {earn}',
             f'update stempel.entry set stamps_after = stamps_after - 1 where id = {earn}',
             {'chain', 'ledger_replay'}),
            (f'update stempel.entry set store_id = -1 where id = {earn}',
             f'update stempel.entry set store_id = 1 where id = {earn}',
             {'chain', 'reference'}),
            (f'update stempel.entry set business_day = business_day + 9 where id = {earn}',
             f'update stempel.entry set business_day = business_day - 9 where id = {earn}',
             {'business_day', 'chain'}),
            ("update stempel.entitlement set state = 'open', redeemed_at = null, "
             "redeemed_entry_id = null where redeemed_entry_id = (select min(id) "
             "from stempel.entry where kind = 'stamp_redeem')",
             "update stempel.entitlement t set state = 'redeemed', redeemed_at = e.occurred_at, "
             "redeemed_entry_id = e.id from stempel.entry e where e.entitlement_id = t.id",
             {'entitlement', 'balance'}),
            ('insert into stempel.idempotency select merchant_id, idempotency_key, '
             "'store_save', '', '{}', login_id from stempel.entry limit 1",
             'delete from stempel.idempotency i using stempel.entry e '
             'where e.idempotency_key = i.key', {'idempotency_key'}),
            ('alter table stempel.entry disable trigger append_only',
             'alter table stempel.entry enable always trigger append_only', {'append_only'}),
            ('alter table stempel.card no force row level security',
             'alter table stempel.card force row level security', {'row_level_security'}),
            ('grant select on stempel.customer to stempel_staff',
             'revoke select on stempel.customer from stempel_staff', {'table_rights'})):
        if damage.startswith('alter table stempel.entry'):
            db.rows(damage)
        else:
            tamper(db, damage)
        assert found(bakery) == expected, (damage, bakery.auditor.call('self_check'))
        tamper(db, repair)
        assert found(bakery) == set(), (repair, bakery.auditor.call('self_check'))


run()
