#!/usr/bin/python3
# test_plans.py: nothing that can be listed, searched or looked up reads a big table as a whole
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test_plans.py [--members N --entries N]

Calls every operation that reads, with each of its filters, and has auto_explain tell the plan of
every statement inside.

With few rows PostgreSQL is right to read a table from its beginning to its end, and does so whatever
indexes there are. So the small database of a test run has that forbidden (enable_seqscan): what is
read as a whole nevertheless has no index that fits, or one that row-level security keeps from being
used. With --members and --entries a demo of that size is made and the planner does as it likes;
610000 and 10000000 are a million accounts and ten million entries. (`--on DATABASE` takes one that
is there, of the cluster that STEMPEL_TEST_DATABASE names.)"""

import argparse
import json
import os
import re
import sys

import stempel_test
from stempel_reads import BIG, NOT_READ, Samples, reads
from stempel_test import connection_string, run, stempelctl, test

# PL/pgSQL makes a plan for any values only when it has seen five.
CALLS = 7
# Rows that a page may look at and leave out. A limit ends no search for what is not there.
PASSED_OVER = 2000


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument('--members', type=int)
    parser.add_argument('--entries', type=int)
    parser.add_argument('--on')
    return parser.parse_args()


OPTIONS = parse()
AT_SIZE = bool(OPTIONS.members or OPTIONS.on)


class Notices(list):
    """psycopg2 keeps the last 50 notices only, unless it is given a list of one's own."""


class Explained:
    """A manager whose statements tell their plans."""

    def __init__(self, ask, database, role):
        for setting in ("session_preload_libraries = 'auto_explain'",
                        'auto_explain.log_min_duration = 0', 'auto_explain.log_level = notice',
                        'auto_explain.log_nested_statements = on', "auto_explain.log_format = 'json'",
                        'auto_explain.log_analyze = on', 'auto_explain.log_timing = off',
                        'jit = off', f'enable_seqscan = {"on" if AT_SIZE else "off"}'):
            ask(f'alter role {role} in database {database} set {setting}')
        self.connection = stempel_test.connect(database, role)
        self.connection.notices = Notices()

    def plans(self, operation, request):
        for _ in range(CALLS):
            self.connection.notices.clear()
            stempel_test.call(self.connection, operation, request)
        for notice in self.connection.notices:
            if 'plan:\n' in notice:
                yield json.loads(notice.split('plan:\n', 1)[1])


def nodes(plan, limited=False):
    """(node, whether no more of it is read than a page): a sort needs all its rows."""
    kind = plan['Node Type']
    limited = kind == 'Limit' or limited and 'Sort' not in kind and kind not in ('Hash', 'Aggregate')
    yield plan, limited
    for inner in plan.get('Plans', ()):
        yield from nodes(inner, limited)


def says_more_than_whose(node, indexes):
    """Every row is of the one merchant: what is asked for must come right behind that in the index.
    A condition on a later column is looked at in every entry of the index. (GIN has no order.)"""
    if 'Index Name' in node:
        method, columns = indexes[node['Index Name']]
        behind = [c for c in columns if c != 'merchant_id']
        asked = re.findall(r'\w+', node.get('Index Cond', ''))
        return any(c in asked for c in (behind if method == 'gin' else behind[:1]))
    inner = [says_more_than_whose(plan, indexes) for plan in node.get('Plans', ())]
    return all(inner) if node['Node Type'] == 'BitmapOr' else any(inner)


def read_as_a_whole(plan, indexes):
    for node, limited in nodes(plan['Plan']):
        if node.get('Relation Name') not in BIG:
            continue
        if node['Node Type'] == 'Seq Scan':
            yield node
        elif not limited and not says_more_than_whose(node, indexes):
            yield node
        elif node.get('Rows Removed by Filter', 0) * node.get('Actual Loops', 0) > PASSED_OVER:
            yield node


def indexes_there(ask):
    """{name: (method, columns)}"""
    return {name: (method, columns) for name, method, columns in ask("""
        select c.relname, m.amname,
               array(select a.attname::text from pg_attribute a where a.attrelid = c.oid
                      and a.attnum <= i.indnkeyatts order by a.attnum)
          from pg_index i
          join pg_class c on c.oid = i.indexrelid
          join pg_am m on m.oid = c.relam
         where c.relnamespace = 'stempel'::regnamespace""")}


def database(db):
    """(ask, name, role of a manager, merchant) of the demo."""
    if OPTIONS.on:
        admin = stempel_test.connect(OPTIONS.on)

        def ask(sql, *parameters):
            with admin.cursor() as cursor:
                cursor.execute(sql, parameters or None)
                return cursor.fetchall() if cursor.description else []
        role = ask("select database_role from stempel.login where role = 'manager'")[0][0]
        return ask, OPTIONS.on, role
    role = db.role('manager')
    db.rows('select private.demo(%s::jsonb)', json.dumps({
        'members': OPTIONS.members or 12000, 'entries': OPTIONS.entries or 60000,
        'originals': 1000 if AT_SIZE else 60, 'roles': {'manager': role}}))
    db.rows('vacuum analyze')
    return db.rows, db.name, role


@test('no list, search or lookup reads a big table as a whole')
def plans(db):
    ask, name, role = database(db)
    merchant = ask('select min(merchant_id) from stempel.merchant')[0][0]
    manager = Explained(ask, name, role)
    indexes = indexes_there(ask)
    wrong, told, called = [], 0, set()
    for what, operation, request in reads(Samples(ask, merchant)):
        called.add(operation)
        for plan in manager.plans(operation, request):
            told += 1
            for node in read_as_a_whole(plan, indexes):
                wrong.append((operation, what, request, node['Relation Name'],
                              node['Node Type'], node.get('Index Name'), plan['Query Text'][:200]))
    assert told > 1000, told
    for each in wrong:
        print('#', *each)
    assert not wrong, f'{len(wrong)} scans'
    readers = {o for o, in ask('select name from private.operation where not writes')}
    assert readers - called == NOT_READ, (readers - called) ^ NOT_READ
    manager.connection.close()
    ask(f'alter role {role} in database {name} reset all')


@test('bookings are planned once in a connection, those of members with full cards as well')
def planned_once(db):
    bakery = db.merchant()
    program = bakery.points_program(kind='hybrid', stamps_target=2, cooldown_minutes=0,
                                    daily_limit=100, max_stamps_per_visit=2,
                                    points_per_step=1, step_amount=100)['id']
    account = bakery.manager.call('account_open', customer_id=bakery.member()['id'],
                                  program_id=program)['id']
    reward = bakery.reward(program, cost_points=3)['id']
    for setting in ('log_planner_stats = on', 'client_min_messages = log'):
        db.rows(f'alter role {bakery.manager.database_role} in database {db.name} set {setting}')
    bakery.manager.connection.close()  # The settings are for the next one.
    notices = Notices()
    bakery.manager.connection.notices = notices
    planned = []

    def book(operation, **request):
        notices.clear()  # Nothing else is logged, so each is a statement that was planned.
        reply = bakery.manager.call(operation, **request)
        planned[-1][operation] = planned[-1].get(operation, 0) + len(notices) - 1  # The call itself.
        return reply
    for _ in range(3 * CALLS):
        planned.append({})
        at = {'account_id': account, 'store_id': bakery.store_id}
        book('stamp_earn', **at, stamps=2)
        book('points_earn', **at, amount=2499)
        book('stamp_redeem', **at)
        book('points_redeem', **at, reward_id=reward)
        held = book('redemption_reserve', **at, reward_id=reward)
        book('redemption_cancel', id=held['reservation']['id'])
    assert planned[0]['stamp_earn'] > 10, planned[0]
    assert not any(any(each.values()) for each in planned[-CALLS:]), planned[-CALLS:]


@test('the tables that grow are known')
def tables(db):
    # By the number of their indexes' columns nobody can tell: whoever adds a table says it here.
    few = {'merchant', 'store', 'login', 'login_password', 'login_totp', 'pairing', 'session',
           'program', 'program_version', 'reward', 'employee', 'employee_pin', 'pin_grant',
           'reservation', 'closed_month', 'job', 'merge', 'import',
           # There are few different names however many members; test_members.py tries more.
           'name_in_use'}
    there = {t for t, in db.rows("select relname from pg_class where relkind = 'r' "
                                 "and relnamespace = 'stempel'::regnamespace")}
    assert there - few == set(BIG), (there - few) ^ set(BIG)


sys.argv[1:] = []
run()
