#!/usr/bin/python3
# test_rights.py: who can touch what, read from the catalogue: new tables and functions are covered
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json

from stempel_test import ROLES, call, connection_string, refused, run, sqlstate, stempelctl, test

GROUPS = tuple(f'stempel_{role}' for role in (*ROLES, 'server', 'jobs'))
# The functions that see rows outside of row-level security, and the two indexes that find the
# merchant and so cannot be led by it. Whoever adds to these lists says why in the SQL.
OUTSIDE_POLICIES = {'find_principal', 'find_sign_in', 'find_pairing', 'find_customers',
                    'count_customers', 'every_merchant'}
# What only the superuser of a cluster calls; it acts as the owner, under the policies.
SETTING_UP = {'merchant_create', 'demo'}
# What a server asks for itself.
SERVICE = {'stempel_server': {'schema_version', 'share_rate_limits'},
           'stempel_jobs': {'take_jobs', 'run_job', 'fail_job', 'end_jobs'}}
SEARCHED = {'merchant', 'login', 'login_password', 'session', 'pairing', 'customer', 'name_in_use',
            'card', 'account'}
NOT_LED_BY_MERCHANT = {'login_by_email', 'pairing_code', 'login_database_role', 'session_token'}
APPEND_ONLY = ('entry', 'audit_event', 'program_version')

OWN_SCHEMAS = "nspname !~ '^pg_' and nspname <> 'information_schema'"


def relations(db, kinds="'r', 'p', 'v', 'm', 'f'"):
    return db.rows(f"""select format('%%I.%%I', nspname, relname) from pg_class c
        join pg_namespace n on n.oid = relnamespace
        where {OWN_SCHEMAS} and relkind in ({kinds}) order by 1""".replace('%%', '%'))


@test('no role that a person or the server connects with has a right on any table or sequence')
def no_table_rights(db):
    tables = relations(db)
    assert len(tables) >= 18, tables
    for group in (*GROUPS, 'public'):
        for table, in tables:
            for right in ('select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'):
                assert not db.value('select has_table_privilege(%s, %s, %s)', group, table, right), (
                    group, table, right)
            for right in ('select', 'insert', 'update', 'references'):
                assert not db.value('select has_any_column_privilege(%s, %s, %s)',
                                    group, table, right), (group, table, right)
        for sequence, in relations(db, "'S'"):
            for right in ('usage', 'select', 'update'):
                assert not db.value('select has_sequence_privilege(%s, %s, %s)',
                                    group, sequence, right), (group, sequence, right)


@test('trying it, as each role: nothing can be read, written or made')
def trying(db):
    bakery = db.merchant()
    bakery.employee(pin='5938')
    users = [login.database_role for login in bakery.logins.values()] + [db.role('server'), db.role('jobs')]
    for user in users:
        connection = db.connect(user)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('stempel.merchant_id', %s, false)", (str(bakery.id),))
            for table, in relations(db):
                for statement in (f'select * from {table}', f'delete from {table}',
                                  f'insert into {table} default values', f'truncate {table}',
                                  f'create index on {table} ((1))',
                                  f'alter table {table} disable row level security',
                                  f'copy {table} to stdout'):
                    with sqlstate('42501'):
                        cursor.execute(statement)
            for statement in ('create table public.mine (x int)', 'create schema mine',
                              'create table stempel.mine (x int)', 'set role stempel_owner',
                              'set role stempel_search', 'set session_replication_role = replica',
                              "copy (select 1) to program 'true'", 'create extension dblink'):
                with sqlstate('42501'):
                    cursor.execute(statement)


@test('each role may execute its operations and no other function')
def functions(db):
    operations = dict(db.rows('select name, roles from private.operation'))
    for group in GROUPS:
        usable = {row[0] for row in db.rows(f"""
            select format('%%s.%%s', nspname, proname) from pg_proc p
            join pg_namespace n on n.oid = pronamespace
            where {OWN_SCHEMAS} and has_schema_privilege(%s, n.oid, 'usage')
              and has_function_privilege(%s, p.oid, 'execute')""", group, group)}
        role = group.removeprefix('stempel_')
        wanted = {f'api.{name}' for name, roles in operations.items()
                  if role == 'server' or (role != 'jobs' and {role, 'anyone'} & set(roles))}
        wanted |= {f'service.{name}' for name in SERVICE.get(group, ())}
        assert usable == wanted, (group, usable ^ wanted)
    assert db.rows(f"""select nspname from pg_namespace where {OWN_SCHEMAS}
        and has_schema_privilege('stempel_manager', oid, 'usage') order by 1""") == [
            ('api',), ('public',)]
    for group in GROUPS:
        assert not db.value("select has_schema_privilege(%s, 'public', 'create')", group)


@test('each operation is a function of that shape, owned and pinned; each function an operation')
def shapes(db):
    rows = db.rows("""select p.proname, pg_get_function_arguments(p.oid), prorettype::regtype::text,
               prosecdef, pg_get_userbyid(proowner), proconfig,
               obj_description(p.oid, 'pg_proc') is not null
          from pg_proc p where pronamespace = 'api'::regnamespace""")
    names = [row[0] for row in rows]
    assert len(names) == len(set(names))
    assert set(names) == {row[0] for row in db.rows('select name from private.operation')}
    for name, arguments, result, definer, owner, config, described in rows:
        assert (arguments, result, definer, owner, described) == (
            'request jsonb', 'jsonb', True, 'stempel_owner', True), name
        assert config == ['search_path=stempel, pg_temp'], (name, config)


@test('the table of operations is that of the program')
def operation_table(db):
    program = {o['name']: (sorted(o['roles']), o['writes'])
               for o in json.loads(stempelctl('operations').stdout)}
    database = {name: (sorted(roles), writes) for name, roles, writes in
                db.rows('select name, roles, writes from private.operation')}
    assert program == database, [n for n in program.keys() | database.keys()
                                 if program.get(n) != database.get(n)]


@test('the groups are groups: no login, no superuser, no way around policies, no members but persons')
def groups(db):
    for group in (*GROUPS, 'stempel_owner', 'stempel_search'):
        rights = db.rows("""select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                                   rolreplication from pg_roles where rolname = %s""", group)
        assert rights == [(False,) * 6], (group, rights)
    assert db.rows("""select r.rolname, m.rolname from pg_auth_members a
        join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member
        where r.rolname in ('stempel_owner', 'stempel_search')
           or m.rolname like any (array['stempel_manager', 'stempel_staff', 'stempel_auditor',
                                        'stempel_server', 'stempel_jobs'])""") == []


@test('each table of a merchant is confined, also for its owner, and led by merchant_id')
def confined(db):
    rows = db.rows("""select relname, relrowsecurity, relforcerowsecurity,
             pg_get_userbyid(relowner),
             exists (select from pg_policy where polrelid = c.oid and polname = 'merchant'
                     and polcmd = '*' and polpermissive
                     and polroles = array['stempel_owner'::regrole::oid]
                     and pg_get_expr(polqual, c.oid) = '(merchant_id = private.current_merchant())'),
             obj_description(c.oid, 'pg_class') is not null
        from pg_class c where relnamespace = 'stempel'::regnamespace and relkind in ('r', 'p')""")
    assert len(rows) >= 16
    for name, enabled, forced, owner, policy, described in rows:
        assert enabled and forced and policy and described, name
        assert owner == 'stempel_owner', name
    unled = {row[0] for row in db.rows("""select i.indexrelid::regclass::text from pg_index i
        join pg_class t on t.oid = i.indrelid where t.relnamespace = 'stempel'::regnamespace
        and (select attname from pg_attribute where attrelid = t.oid and attnum = i.indkey[0])
            is distinct from 'merchant_id'""")}
    assert unled == {f'stempel.{name}' for name in NOT_LED_BY_MERCHANT}, unled
    crossing = db.rows("""select conname from pg_constraint
        where contype = 'f' and connamespace = 'stempel'::regnamespace
          and (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1])
              <> 'merchant_id'""")
    assert crossing == [], crossing
    assert db.rows("""select c.relname from pg_class c where relkind in ('r', 'p')
        and relnamespace <> 'stempel'::regnamespace and exists (
          select from pg_attribute where attrelid = c.oid and attname = 'merchant_id')""") == []


@test('without a merchant in force the owner sees nothing, with one only its rows')
def owner_sees(db):
    one, two = db.merchant('One'), db.merchant('Two')
    connection = db.connect('postgres')
    with connection.cursor() as cursor:
        cursor.execute('set role stempel_owner')
        for table, in db.rows("select relname from pg_class where relkind = 'r' "
                              "and relnamespace = 'stempel'::regnamespace"):
            cursor.execute("select set_config('stempel.merchant_id', '', false)")
            cursor.execute(f'select count(*) from stempel.{table}')
            assert cursor.fetchone() == (0,), table
            cursor.execute("select set_config('stempel.merchant_id', %s, false)", (str(two.id),))
            cursor.execute(f'select count(*) from stempel.{table} where merchant_id <> %s', (two.id,))
            assert cursor.fetchone() == (0,), table
        with sqlstate('42501'):
            cursor.execute("insert into stempel.store (merchant_id, name, zone) "
                           "values (%s, 'Foreign', 'UTC')", (one.id,))


@test('what sees rows outside of policies is known by name and can only look')
def outside(db):
    owned = {row[0] for row in db.rows(
        "select proname from pg_proc where proowner = 'stempel_search'::regrole")}
    assert owned == OUTSIDE_POLICIES, owned
    assert set(db.value('select private.outside_policies()')) == OUTSIDE_POLICIES
    definers = {row[0] for row in db.rows(f"""select proname from pg_proc p
        join pg_namespace n on n.oid = pronamespace
        where prosecdef and {OWN_SCHEMAS} and nspname <> 'api'""")}
    assert definers == OUTSIDE_POLICIES | SETTING_UP | set().union(*SERVICE.values()), definers
    rights = db.rows("""select relname, string_agg(distinct privilege_type, ',')
        from pg_class c, aclexplode(relacl) a
        where a.grantee = 'stempel_search'::regrole group by relname""")
    # And what everybody may call, to find the caller and the right with one query.
    assert dict(rights) == {name: 'SELECT' for name in (*SEARCHED, 'operation')}, rights
    policies = {row[0] for row in db.rows("""select polrelid::regclass::text from pg_policy
        where 'stempel_search'::regrole = any (polroles)""")}
    assert policies == {f'stempel.{name}' for name in SEARCHED}


@test('searching functions keep to the merchant of the caller they are given')
def searching(db):
    one, two = db.merchant('One'), db.merchant('Two')
    one.member('Zoé', 'Eins', phone='621 123 456')
    stranger = two.member('Zoé', 'Zwei', email='zoe@example.lu', phone='621 123 457')
    caller = (f"(select (null, false, {one.id}, 1, '', 'staff', null, 'UTC', 'en', 'LU', 'EUR', "
              "null, null, null)::private.caller)")
    for typed in ('', 'z', 'zoe', 'zwei', 'zoe@example.lu', '621', stranger['cards'][0]['number']):
        rows = db.rows(f"""select merchant_id from private.find_customers({caller},
            private.search_terms({caller}, %s), null, null, 100)""", typed)
        assert {row[0] for row in rows} <= {one.id}, typed
        counted = db.value(f'select private.count_customers({caller}, '
                           f'private.search_terms({caller}, %s))', typed)
        assert counted == len(rows), typed


@test('nothing in the ledger, the audit log and the versions can be changed, not by the owner either')
def append_only(db):
    bakery = db.merchant()
    bakery.program()
    account = bakery.member()['accounts'][0]
    bakery.manager.call('stamp_earn', account_id=account['id'], store_id=bakery.store_id)
    before = {t: db.value(f'select md5(string_agg(t::text, chr(10) order by t::text)) '
                          f'from stempel.{t} t') for t in APPEND_ONLY}
    assert all(before.values()), before
    # ALWAYS: a session that plays replica skips ordinary triggers.
    for setting in ('set role stempel_owner', 'reset role', 'set session_replication_role = replica'):
        with db.connect('postgres').cursor() as cursor:
            cursor.execute(setting)
            cursor.execute("select set_config('stempel.merchant_id', %s, false)", (str(bakery.id),))
            for table in APPEND_ONLY:
                for statement in (f'update stempel.{table} set merchant_id = merchant_id',
                                  f'delete from stempel.{table}',
                                  f'truncate stempel.{table} cascade'):
                    with sqlstate('23001'):
                        cursor.execute(statement)
    assert before == {t: db.value(f'select md5(string_agg(t::text, chr(10) order by t::text)) '
                                  f'from stempel.{t} t') for t in APPEND_ONLY}


@test('a setting or a temporary table of the caller changes nothing')
def settings(db):
    one, two = db.merchant('One'), db.merchant('Two')
    with one.manager.connection.cursor() as cursor:
        cursor.execute("select set_config('stempel.merchant_id', %s, false)", (str(two.id),))
        cursor.execute('set search_path = pg_temp, public')
        cursor.execute('create temp table store as select 1 as id')
        cursor.execute('create function pg_temp.lower(text) returns text language sql '
                       "as $$ select 'hijacked' $$")
        cursor.execute('set row_security = off')
    with sqlstate('42501'):
        one.manager.call('store_list')
    with one.manager.connection.cursor() as cursor:
        cursor.execute('set row_security = on')
    stores = one.manager.call('store_list')['items']
    assert [s['id'] for s in stores] == [one.store_id], stores
    assert one.manager.call('session_whoami')['merchant']['id'] == one.id


@test('loading the rules anew gives the same functions and rights, and leaves no old one behind')
def reload(db):
    bakery = db.merchant()
    catalogue = ('select p.oid::regprocedure::text, pg_get_userbyid(proowner), proacl::text from pg_proc p '
                 "where pronamespace::regnamespace::text in ('api', 'private', 'service') order by 1")
    before = db.rows(catalogue)
    db.rows('create function api.given_up(request jsonb) returns jsonb language sql as '
            "'select request'")
    db.rows('grant execute on function api.given_up(jsonb) to stempel_staff')
    db.rows("update stempel_meta.code set sha256 = 'of another release'")
    stempelctl('migrate', database=connection_string(db.name))
    assert db.rows(catalogue) == before
    assert len(bakery.manager.call('store_list')['items']) == 1


@test('what an operation answers a stranger tells nothing')
def strangers(db):
    bakery = db.merchant()
    stranger = db.connect(db.role('manager'))
    # What requests look like is the same for all, and no secret.
    for name, in db.rows("select name from private.operation where name <> 'interface_get'"):
        with refused('invalid' if name == 'terminal_claim' else 'unauthenticated'):
            call(stranger, name, {'id': bakery.store_id})


run()
