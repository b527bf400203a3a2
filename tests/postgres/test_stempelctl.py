#!/usr/bin/python3
# test_stempelctl.py: what the verbs of stempelctl print and how they end
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import shutil
import subprocess
import tempfile
import uuid

import tap

STEMPELCTL = tap.BUILD / 'src' / 'ctl' / 'stempelctl'
TOP = tempfile.mkdtemp(prefix='stempel-ctl-')
FOLDER = os.path.join(TOP, 'cluster')
DONE, REFUSED, USAGE, UNAVAILABLE = range(4)
MERCHANT = {'name': 'Bakery', 'currency': 'EUR', 'zone': 'Europe/Luxembourg', 'language': 'en',
            'country': 'LU', 'store': {'name': 'Gare'},
            'manager': {'name': 'Anna', 'database_role': 'boss'}}


def ctl(*arguments, status=DONE, stdin=None, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith('PG')}
    clean.pop('STEMPEL_DATABASE', None)
    ended = subprocess.run([STEMPELCTL, *arguments], env=clean | {'STEMPEL_CLUSTER_DIR': FOLDER} | environment,
                           input=stdin, capture_output=True, text=True, check=False)
    assert ended.returncode == status, (arguments, ended)
    return ended.stdout or ended.stderr


def problem(*arguments, status=REFUSED, **environment):
    return json.loads(ctl(*arguments, status=status, **environment))


def sql(statement, *arguments):
    return subprocess.run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', *arguments, '-c', statement,
                           ctl('cluster', 'start').strip()], check=True, capture_output=True,
                          text=True).stdout.strip()


def test_help_and_version_need_nothing():
    assert 'cluster start|stop|status|path' in ctl('--help')
    assert ctl('--version').startswith('stempelctl ')


def test_wrong_command_lines():
    for arguments in ([], ['dance'], ['cluster'], ['cluster', 'dance'], ['migrate', 'x'], ['call'],
                      ['call', 'dance'], ['call', 'store_list', '[]'], ['call', 'store_list', '{'],
                      ['call', 'store_list', '-'], ['merchant', 'add'], ['merchant', 'dance', '{}'],
                      ['merchant', 'add', '[]'],
                      ['call', 'store_list', '{}', '--key', 'x'], ['login', 'add', 'x'], ['jobs'],
                      ['jobs', 'dance'], ['jobs', 'run', 'x', 'y'],
                      ['login', 'add', 'x', 'king'], ['login', 'password', 'x', 'staff'],
                      ['demo', '--members', '0'], ['--dance']):
        assert 'stempelctl: ' in ctl(*arguments, status=USAGE)


def test_operations_are_a_table():
    rows = json.loads(ctl('operations'))
    stamp = next(row for row in rows if row['name'] == 'stamp_earn')
    assert stamp['writes'] and stamp['roles'] == ['manager', 'staff'] and stamp['rate_class'] == 'booking'
    assert next(row for row in rows if row['name'] == 'session_open')['rate_class'] == 'sign_in'


def test_cluster_starts_and_says_how_to_connect():
    assert ctl('cluster', 'path').strip() == FOLDER
    assert ctl('cluster', 'status', status=UNAVAILABLE) == 'stopped\n'
    conninfo = ctl('cluster', 'start').strip()
    assert f"passfile='{FOLDER}/pgpass'" in conninfo and "password=''" in conninfo
    assert ctl('cluster', 'status') == 'running until stopped\n'
    assert sql('select 6 * 7') == '42'
    # What a person has set for other servers does not matter here.
    ctl('migrate', PGPASSWORD='other', PGHOST='/nonexistent', PGPORT='1', PGUSER='other')


def test_data_chooses_another_cluster():
    other = os.path.join(TOP, 'other')
    assert ctl('cluster', 'path', '--data', other).strip() == other
    ctl('cluster', 'status', '--data', other, status=UNAVAILABLE)


def test_login_keeps_the_password():
    ctl('login', 'add', 'boss', 'manager')
    assert problem('login', 'add', 'boss', 'staff')['code'] == 'conflict'
    sql(f"select private.merchant_create('{json.dumps(MERCHANT)}')")
    assert json.loads(ctl('call', 'session_whoami', '--user', 'boss'))['name'] == 'Anna'
    ctl('login', 'password', 'boss', '--password-file', '-', stdin='secret\n')
    with open(os.path.join(FOLDER, 'pgpass'), encoding='utf-8') as file:
        assert '*:*:*:boss:secret\n' in file.read()
    assert json.loads(ctl('call', 'session_whoami', '--user', 'boss'))['name'] == 'Anna'


def test_password_is_stored_as_a_verifier():
    assert sql("select rolpassword from pg_authid where rolname = 'boss'").startswith('SCRAM-SHA-256$')
    with open(os.path.join(FOLDER, 'run', 'server.log'), encoding='utf-8') as file:
        assert 'secret' not in file.read()


def test_key_is_applied_once():
    key = str(uuid.uuid4())
    request = '{"name": "Kirchberg", "zone": "Europe/Luxembourg"}'
    first = json.loads(ctl('call', 'store_save', request, '--key', key, '--user', 'boss'))
    again = json.loads(ctl('call', 'store_save', '-', '--key', key, '--user', 'boss',
                           stdin=request))
    assert not first['replayed'] and again['replayed'] and first['id'] == again['id']


def test_refusal_is_a_problem():
    refusal = problem('call', 'store_save', '{"name": "", "zone": "Nowhere"}', '--user', 'boss')
    assert refusal['code'] == 'invalid'
    assert {error['field'] for error in refusal['errors']} == {'name', 'zone'}
    assert problem('call', 'session_whoami')['code'] == 'unauthenticated'


def test_log_names_nobody():
    """A refusal may name a member to the person at the counter; the server's log must not."""
    store = json.loads(ctl('call', 'store_list', '--user', 'boss'))['items'][0]['id']
    request = json.dumps({'given_name': 'Anna', 'family_name': 'Zwiebelmann', 'store_id': store,
                          'email': 'zwiebel@example.lu'})
    ctl('call', 'customer_enroll', request, '--user', 'boss')
    refusal = problem('call', 'customer_enroll', request, '--user', 'boss')
    assert (refusal['code'], refusal['name']) == ('duplicate_customer', 'Anna Zwiebelmann')
    with open(os.path.join(FOLDER, 'run', 'server.log'), encoding='utf-8') as file:
        log = file.read()
    assert 'duplicate_customer' in log and 'zwiebel' not in log.lower(), log


def test_check_finds_what_is_wrong():
    assert ctl('check') == '' and ctl('check', '--user', 'boss') == ''
    sql('alter table stempel.entry no force row level security')
    rows = [json.loads(line) for line in ctl('check', status=REFUSED).splitlines()]
    sql('alter table stempel.entry force row level security')
    assert rows and all(row['table'] == 'entry' and row['merchant_id'] == 1 for row in rows), rows
    assert ctl('check') == ''


def test_jobs_of_all_merchants_or_of_the_own():
    for user in ([], ['--user', 'boss']):
        rows = [json.loads(line) for line in ctl('jobs', 'run', *user).splitlines()]
        assert [(row['name'], row['state']) for row in rows] == [
            ('expiry', 'idle'), ('notices', 'idle'), ('tiers', 'idle'), ('birthdays', 'idle')]
        assert problem('jobs', 'run', 'dance', *user)['code'] == ('invalid' if user else 'not_found')


def test_disabled_login_is_out():
    ctl('login', 'disable', 'boss')
    assert problem('call', 'session_whoami', '--user', 'boss')['code'] == 'unauthenticated'
    assert problem('login', 'disable', 'postgres')['code'] == 'not_found'


def test_merchant_has_a_manager():
    made = json.loads(ctl('merchant', 'add', '-', stdin=json.dumps(
        MERCHANT | {'manager': {'name': 'Ben', 'email': 'ben@example.lu', 'database_role': 'ben'}})))
    assert made['database_role'] == 'ben' and 'password' not in made
    shown = json.loads(ctl('call', 'session_whoami', '--user', 'ben'))
    assert (shown['login_id'], shown['name']) == (made['login_id'], 'Ben')
    assert problem('merchant', 'add', '{"name": "Bakery"}')['code'] == 'invalid'


def test_no_database_is_exit_three():
    assert problem('call', 'session_whoami', status=UNAVAILABLE,
                   STEMPEL_DATABASE='host=/nonexistent')['code'] == 'unavailable'
    missing = problem('cluster', 'start', '--data', os.path.join(TOP, 'third'), status=UNAVAILABLE,
                      STEMPEL_POSTGRESQL_BINDIR='/nonexistent')
    assert missing['package'] == 'postgresql'


def test_cluster_stops():
    ctl('cluster', 'stop')
    ctl('cluster', 'status', status=UNAVAILABLE)


# The account of the server passes through it.
os.chmod(TOP, 0o755)
try:
    tap.main()
finally:
    subprocess.run([STEMPELCTL, 'cluster', 'stop', '--data', FOLDER], check=False)
    shutil.rmtree(TOP)
