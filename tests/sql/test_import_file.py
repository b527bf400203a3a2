#!/usr/bin/python3
# test_import_file.py: files through stempelctl: read, killed and gone on with, and exported
#
# SPDX-License-Identifier: GPL-3.0-or-later

import csv
import io
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time

from points import MONDAY, earn, sound
from stempel_test import build_dir, connection_string, run, stempelctl, test

DONE, REFUSED, USAGE = 0, 1, 2
KILLS = int(os.environ.get('STEMPEL_IMPORT_KILLS', '15'))
STEMPELCTL = os.path.join(build_dir(), 'src', 'ctl', 'stempelctl')


class Shop:
    def __init__(self, db, folder):
        self.db = db
        self.bakery = db.merchant()
        self.program = self.bakery.points_program(kind='hybrid', stamps_target=5)
        self.folder = folder
        self.door = connection_string(db.name, self.bakery.manager.database_role)
        self.place = ['--program', str(self.program['id']), '--store', str(self.bakery.store_id)]

    def write(self, content, name='members.csv'):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def ctl(self, *arguments, status=DONE):
        ended = stempelctl(*arguments, database=self.door, check=False)
        assert ended.returncode == status, (arguments, ended)
        return ended

    def rows(self, *arguments, status=DONE):
        """What is on stdout, one JSON object for each line."""
        printed = self.ctl(*arguments, status=status).stdout
        return [json.loads(line) for line in printed.splitlines()]

    def problem(self, *arguments):
        ended = self.ctl(*arguments, status=REFUSED)
        assert ended.stdout == '', ended
        return json.loads(ended.stderr.splitlines()[-1])

    def bring(self, path, *more, status=DONE):
        return self.rows('import', 'run', path, *self.place, *more, status=status)[-1]


def in_shop(title):
    def mark(function):
        @test(title)
        def with_folder(db):
            with tempfile.TemporaryDirectory(prefix='stempel-import-') as folder:
                function(db, Shop(db, folder))
        return with_folder
    return mark


def members_file(many):
    rows = [('given_name', 'family_name', 'email', 'points', 'stamps')]
    rows += [(f'Ana{n}', f'Silva{n % 7}', f'm{n}@example.lu', str(n % 100), str(n % 9))
             for n in range(many)]
    lines = [','.join(row) for row in rows]
    return '\r\n'.join(lines) + '\r\n'


def expected(many):
    return {'members': many, 'points': sum(n % 100 for n in range(many)),
            'stamps': sum(n % 9 for n in range(many))}


@in_shop('a file is checked, imported once, found again, and undone')
def round_trip(db, shop):
    path = shop.write(members_file(1203))
    checked = shop.rows('import', 'check', path, *shop.place)
    assert len(checked) == 1 and checked[0]['state'] == 'checked', checked
    assert {k: checked[0]['totals'][k] for k in ('members', 'points', 'stamps')} == expected(1203)
    assert db.value('select count(*) from stempel.customer') == 0
    for _ in range(2):
        job = shop.bring(path, '--expect', json.dumps(expected(1203)))
        assert job['state'] == 'done' and job['imported']['members'] == 1203, job
        assert db.value('select count(*) from stempel.customer') == 1203
    sound(shop.bakery)
    undone, = shop.rows('import', 'undo', str(job['id']))
    assert undone['state'] == 'undone'
    assert db.value("select count(*) from stempel.customer where state = 'active'") == 0
    sound(shop.bakery)


@in_shop('headings of another program, semicolons, a byte order mark and days the other way round')
def foreign_file(db, shop):
    path = shop.write('\ufeffVorname;Nachname;E-Mail;Punkte;verdient;Schuhe\r\n'
                      'Zoé;"Weber; Zoé";zoe@example.lu;12;5.1.2026;39\r\n')
    columns = [part for pair in ('given_name=Vorname', 'family_name=Nachname', 'email=E-Mail',
                                 'points=Punkte', 'earned_on=verdient')
               for part in ('--column', pair)]
    ended = shop.ctl('import', 'run', path, *shop.place, *columns, '--dates', 'dmy')
    assert '“Schuhe”' in ended.stderr, ended
    assert db.rows('select given_name, family_name from stempel.customer') == [
        ('Zoé', 'Weber; Zoé')]
    assert db.value("""select (opened_at at time zone 'Europe/Luxembourg')::date::text
                         from stempel.lot""") == '2026-01-05'
    assert shop.problem('import', 'check', path, *shop.place, '--column', 'email=Mail')[
        'errors'] == [{'field': 'column', 'code': 'unknown_value', 'value': 'Mail'}]


@in_shop('bad rows are told with their line and column; without them the rest is imported')
def bad_rows(db, shop):
    path = shop.write('given_name,family_name,email\n'
                      'A,B,aaaa@example.lu\n"C\nD",E,cccc\nF,G,AAAA@example.lu\n,,\nH,I,\n')
    *bad, job = shop.rows('import', 'check', path, *shop.place, status=REFUSED)
    assert [(e['line'], e['column'], e['code'], e['facts']) for e in bad] == [
        (3, 'given_name', 'invalid_format', {}), (3, 'email', 'invalid_format', {}),
        (5, 'email', 'duplicate', {'other_line': 2})], bad
    assert (job['rows'], job['bad']['rows'], job['totals']['members']) == (4, 2, 2)
    assert shop.problem('import', 'run', path, *shop.place)['reason'] == 'bad_rows'
    assert shop.problem('import', 'run', path, *shop.place, '--skip-bad', '--expect',
                        '{"members": 4}')['reason'] == 'totals_differ'
    assert shop.bring(path, '--skip-bad')['imported']['members'] == 2


HOSTILE = [
    (b'given_name,family_name\nJos\xe9,Weber\n', 'encoding', 2, 1),
    ('given_name,family_name\nJosé,Weber\n'.encode('utf-16'), 'encoding', 1, 1),
    (b'given_name,family_name\nA,B\nC\0,D\n', 'nul', 3, 1),
    (b'given_name,family_name\nA,B\n"C,D\nE,F\n', 'unterminated', 3, 1),
    (b'given_name,family_name\nA,B\n"C"x,D\n', 'quote', 3, 1),
    (b'given_name,family_name\nA,B\nC\n', 'cells_missing', 3, 2),
    (b'given_name,family_name\nA,B\nC,D,E\n', 'too_many_cells', 3, 3),
    (b'given_name,family_name\nA,' + b'x' * 10_000_000 + b'\n', 'too_long', 2, 2),
    (b'', 'empty', 1, 1),
]


@in_shop('what is no CSV is refused with its line and column, and leaves nothing in the database')
def hostile(db, shop):
    for content, reason, line, column in HOSTILE:
        fault, = shop.problem('import', 'run', shop.write(content), *shop.place)['errors']
        assert (fault['field'], fault['reason'], fault['line'], fault['column']) == (
            'file', reason, line, column), (content[:60], fault)
    fault, = shop.problem('import', 'run', shop.write('given_name,family_name\n'),
                          *shop.place)['errors']
    assert (fault['field'], fault['code']) == ('file', 'required'), fault
    # It is CSV, but nothing that could be a name is in it.
    problem = shop.problem('import', 'run', shop.write('a,b\n1,2\n'), *shop.place)
    assert {e['field'] for e in problem['errors']} == {'given_name', 'family_name'}, problem
    assert db.value('select count(*) from stempel.import') == 0
    assert 'No such file' in shop.ctl('import', 'run', '/nonexistent.csv', *shop.place,
                                      status=REFUSED).stderr


@in_shop('command lines that are wrong')
def usage(db, shop):
    path = shop.write(members_file(1))
    for arguments in (['import'], ['import', 'check'], ['import', 'dance', path],
                      ['import', 'run', path], ['import', 'run', path, '--program', '1'],
                      ['import', 'undo', 'x'], ['import', 'undo', '0'],
                      ['import', 'run', path, *shop.place, '--column', 'email'],
                      ['import', 'run', path, *shop.place, '--expect', '5'],
                      ['export'], ['export', 'shoes'], ['export', 'stores', '[]']):
        shop.ctl(*arguments, status=USAGE)
    assert shop.problem('import', 'undo', '999')['code'] == 'not_found'


def start(shop, *arguments):
    return subprocess.Popen([STEMPELCTL, 'import', *arguments], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL,
                            env=dict(os.environ, STEMPEL_DATABASE=shop.door))


def kill_at_random(chance, shop, *arguments, longest):
    process = start(shop, *arguments)
    try:
        process.wait(chance.uniform(0, longest))
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    finally:
        process.stdout.close()


def wait_for_server(db):
    """Whom nobody waits for any more may still be at its last chunk."""
    while db.value("""select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
              and state <> 'idle' and backend_type = 'client backend'"""):
        time.sleep(.02)


@in_shop('killed anywhere, again and again, each row is imported exactly once; and so undone')
def killed(db, shop):
    chance = random.Random(int(os.environ.get('STEMPEL_SEED', '1')))
    many = 4000
    path = shop.write(members_file(many))
    kills = 0
    for n in range(KILLS):
        # Soon at first, so that a quick machine is not done before it was killed often enough.
        kills += kill_at_random(chance, shop, 'run', path, *shop.place, longest=0.2 + n / KILLS)
    job = shop.bring(path)
    assert kills > 3, kills
    assert {k: job['imported'][k] for k in ('members', 'points', 'stamps')} == expected(many), job
    wait_for_server(db)
    counted = db.rows("""select count(*), count(distinct email_norm), sum(a.points)
        from stempel.customer c join stempel.account a on a.customer_id = c.id""")[0]
    assert counted == (many, many, expected(many)['points']), counted
    assert db.value('select count(*) from stempel.import') == 1
    assert db.value("select sum(stamps) from stempel.entry where kind = 'import'") == expected(
        many)['stamps']
    sound(shop.bakery)
    for _ in range(5):
        kill_at_random(chance, shop, 'undo', str(job['id']), longest=2)
    undone, = shop.rows('import', 'undo', str(job['id']))
    wait_for_server(db)
    assert undone['state'] == 'undone'
    assert db.rows("select sum(points), sum(stamps) from stempel.entry") == [(0, 0)]
    assert db.value("select count(*) from stempel.customer where state <> 'erased'") == 0
    sound(shop.bakery)


@in_shop('two who import the same file at once import it once')
def two_at_once(db, shop):
    path = shop.write(members_file(2500))
    processes = [start(shop, 'run', path, *shop.place) for _ in range(2)]
    replies = [json.loads(p.communicate()[0]) for p in processes]
    assert all(p.returncode == DONE for p in processes)
    assert all(r['imported']['members'] == 2500 for r in replies), replies
    assert db.value('select count(*) from stempel.customer') == 2500
    sound(shop.bakery)


@in_shop('a file that is changed while it is read is refused')
def changed(db, shop):
    path = shop.write(members_file(30000))
    process = start(shop, 'check', path, *shop.place)
    while not db.value('select count(*) from stempel.import where received > 0'):
        assert process.poll() is None
        time.sleep(.02)
    shop.write(members_file(29999))
    process.communicate()
    assert process.returncode == REFUSED
    assert db.value('select state from stempel.import') == 'checking'


@in_shop('memory is flat however long the file is')
def memory(db, shop):
    peaks = []
    for many in (2000, 20000):
        path = shop.write(members_file(many), f'{many}.csv')
        process = start(shop, 'check', path, *shop.place)
        peak = [0]

        def watch():
            while process.poll() is None:
                try:
                    with open(f'/proc/{process.pid}/status', encoding='ascii') as status:
                        text = status.read()
                    if 'VmHWM' in text:
                        peak[0] = int(text.split('VmHWM:')[1].split()[0])
                except (FileNotFoundError, ProcessLookupError):
                    pass
                time.sleep(.01)

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.communicate()
        watcher.join()
        assert process.returncode == DONE
        peaks.append(peak[0])
    assert peaks[1] < peaks[0] * 1.3 + 4096, peaks  # In KiB.


@in_shop('every list can be exported: a heading, then what the operation lists, to its last row')
def exports(db, shop):
    db.at(MONDAY)
    shop.bring(shop.write(members_file(1100)))
    member = shop.bakery.member('=cmd', '+1', email='x@example.lu', phone='+352 621 123 456')
    earn(shop.bakery, member['accounts'][0]['id'], 1250, receipt='-7')
    shop.bakery.reward(shop.program['id'])
    shop.bakery.employee('Luc')
    lists = {'members': 'customer_search', 'entries': 'entry_list', 'programs': 'program_list',
             'rewards': 'reward_list', 'stores': 'store_list', 'logins': 'login_list',
             'sessions': 'session_list', 'terminals': 'terminal_list',
             'api-keys': 'api_key_list',
             'employees': 'employee_list', 'duplicates': 'customer_duplicates',
             'audit': 'audit_list', 'imports': 'import_list', 'jobs': 'job_list'}
    operations = {row[0] for row in db.rows("""select name from private.operation
        where name ~ '_(list|search|duplicates)$'""")}
    assert operations == set(lists.values()), operations ^ set(lists.values())
    for name, operation in lists.items():
        text = shop.ctl('export', name).stdout
        heading, *rows = list(csv.reader(io.StringIO(text, newline='')))
        items, after = [], {}
        while True:
            page = shop.bakery.manager.call(operation, **after)
            items += page['items']
            if not page['next']:
                break
            after = {'after': page['next']}
        assert len(rows) == len(items), (name, len(rows), len(items))
        for row, item in list(zip(rows, items))[:50] + list(zip(rows, items))[-50:]:
            for column, cell in zip(heading, row):
                value = item[column]
                if isinstance(value, str):
                    assert cell.removeprefix("'") == value, (name, column, cell, value)
                    assert cell[:1] not in tuple('=+-@'), (name, column, cell)
                elif value is None:
                    assert cell == '', (name, column, cell)
                else:
                    assert json.loads(cell) == value, (name, column, cell, value)
    money = [row for row in csv.DictReader(io.StringIO(shop.ctl(
        'export', 'entries', '{"kind": "points_earn"}').stdout))]
    assert [(e['amount'], e['receipt'], e['customer_name']) for e in money] == [
        ('1250', "'-7", "'=cmd +1")], money


@in_shop('an export goes to a file, with a mark where it is wanted, and keeps to what one may see')
def export_places(db, shop):
    path = os.path.join(shop.folder, 'out.csv')
    shop.ctl('export', 'stores', '--output', path, '--bom')
    with open(path, 'rb') as file:
        content = file.read()
    assert content.startswith(b'\xef\xbb\xbfid,name,zone') and content.count(b'\r\n') == 2, content
    assert os.stat(path).st_mode & 0o077 == 0
    assert shop.problem('export', 'entries', '{"from": "never"}')['code'] == 'invalid'
    staff = stempelctl('export', 'logins', check=False, database=connection_string(
        db.name, shop.bakery.staff.database_role))
    assert staff.returncode == REFUSED and json.loads(staff.stderr)['code'] == 'forbidden', staff
    with open('/dev/full', 'w', encoding='ascii') as full:
        ended = subprocess.run([STEMPELCTL, 'export', 'stores'], stdout=full,
                               stderr=subprocess.PIPE, text=True, check=False,
                               env=dict(os.environ, STEMPEL_DATABASE=shop.door))
    assert ended.returncode == REFUSED and ended.stderr, ended


run()
