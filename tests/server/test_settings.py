#!/usr/bin/python3
# test_settings.py: where stempeld's settings come from, and what it says when they are wrong
#
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import os
import pathlib
import re
import subprocess
import tempfile

from stempel_http import Server, Session
from stempel_test import build_dir, connection_string, run, test

STEMPELD = os.path.join(build_dir(), 'src', 'server', 'stempeld')
SOURCE = pathlib.Path(__file__).parents[2]
EXAMPLE = SOURCE / 'data' / 'stempeld.conf'
KEYS = SOURCE / 'src' / 'server' / 'stempel-config.c'
# The one role that the cluster lets in with a password only.
WITH_PASSWORD = 'stempel_scram'


@contextlib.contextmanager
def files(**drop_ins):
    """A folder with stempeld.conf (`main`) and conf.d; yields the path of the former."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / 'conf.d').mkdir()
        path = folder / 'stempeld.conf'
        path.write_text(drop_ins.pop('main', ''))
        for name, text in drop_ins.items():
            (folder / 'conf.d' / f'{name}.conf').write_text(text)
        yield path


def check(path, *options, **environment):
    """--check-config: what it found, line by line."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(('STEMPEL_', 'PG'))}
    done = subprocess.run([STEMPELD, '--check-config', '--config', path, *options],
                          env=kept | environment, capture_output=True, text=True, timeout=10)
    if done.returncode == 0:
        assert (done.stdout, done.stderr) == ('OK\n', ''), done
        return []
    assert (done.returncode, done.stdout) == (1, ''), done
    return done.stderr.replace(f'{path.parent}/', '').splitlines()


def secret(folder, text, mode=0o600):
    path = folder / 'secret'
    path.write_text(text)
    path.chmod(mode)
    return path


@test('--version says which it is, whatever the settings are')
def version(db):
    with files(main='[sever]\n') as path:
        done = subprocess.run([STEMPELD, '--version', '--config', path], capture_output=True,
                              text=True, timeout=10)
    assert (done.returncode, done.stderr) == (0, ''), done
    assert re.fullmatch(r'stempeld \d+(\.\d+)+\n', done.stdout), done


@test('right settings are OK, and nothing is touched')
def right(db):
    with files(main='# How we run it\n[server]\nlisten=127.0.0.1:8086;unix:/nowhere/http\n'
                    '[database]\ndatabase=host=/nowhere user=stempel_http\nreads=8\n') as path:
        assert check(path) == []
        assert sorted(os.listdir(path.parent)) == ['conf.d', 'stempeld.conf']


@test('everything that is wrong is told at once, with file, key and what is wrong')
def wrong(db):
    with files(main='[server]\nlisten=nowhere\nlistne=x\n[sever]\n[limits]\nconnections=0\n',
               a='[database]\nreads=many\nwrites=\n', b='reads=3\n') as path:
        assert check(path, '--idle-seconds', '-1', STEMPEL_TRUSTED_PROXIES='me; ::1') == [
            'stempeld: stempeld.conf: [server] listen: “nowhere” is no address: unix:/PATH, '
            '127.0.0.1:PORT or [::1]:PORT',
            'stempeld: stempeld.conf: [server] listne: there is no such key',
            'stempeld: stempeld.conf: [sever]: there is no such group',
            'stempeld: stempeld.conf: [limits] connections: “0” is no number from 1 to 1000000',
            'stempeld: conf.d/a.conf: [database] reads: “many” is no number from 1 to 1000',
            'stempeld: conf.d/a.conf: [database] writes: there is no value',
            'stempeld: conf.d/b.conf: it has a line that is neither a [group], a key with its value, '
            'nor a # comment',
            'stempeld: STEMPEL_TRUSTED_PROXIES: me is neither an address nor a network',
            'stempeld: --idle-seconds: “-1” is no number from 1 to 3600',
            'stempeld: database: nobody says which: a line in [database], STEMPEL_DATABASE or '
            '--database does']
        assert check(path.with_name('gone.conf'), '--database', 'dbname=x')[0] == (
            'stempeld: gone.conf: No such file or directory')


@test('file, conf.d, environment, option: what comes later counts')
def layers(db):
    right_one = f"database={connection_string(db.name, db.role('server'))}\n"
    nowhere = '[database]\ndatabase=host=/nowhere\n'

    def connects(path, *options, **environment):
        with Server(db, '--config', path, *options,
                    environment={'STEMPEL_DATABASE': None, **environment}) as server:
            return Session(server).send('GET', '/v1/stores')[0] == 401
    for main, first, second, environment, option, expected in (
            ('[database]\n' + right_one, '', '', None, None, True),
            (nowhere, '[database]\n' + right_one, '', None, None, True),
            ('[database]\n' + right_one, nowhere, '', None, None, False),
            ('', nowhere, '[database]\n' + right_one, None, None, True),
            ('', '', nowhere, right_one, None, True),
            ('', '', '[database]\n' + right_one, nowhere, None, False),
            ('', '', '', nowhere, right_one, True),
            ('[database]\n' + right_one, '', '', None, nowhere, False)):
        with files(main=main, a=first, b=second) as path:
            options = [f"--database={option.split('database=', 1)[1].strip()}"] if option else []
            variables = ({'STEMPEL_DATABASE': environment.split('database=', 1)[1].strip()}
                         if environment else {})
            assert connects(path, *options, **variables) == expected, (main, first, second)


@test('a password stands in no setting, wherever it comes from, and is not repeated')
def no_password(db):
    canary = 'kanari-7'
    for database in (f'dbname=x password={canary}', f'postgresql://me:{canary}@/x',
                     f'dbname=x sslpassword={canary}'):
        with files(main=f'[database]\ndatabase={database}\n') as path:
            said = check(path)
            said += check(path, STEMPEL_DATABASE=database)
            said += check(path, '--database', database)
            assert len([line for line in said if 'must not stand here' in line]) == 5, said
            assert canary not in ''.join(said)
    with files(main='[database]\ndatabase=dbname=x\n') as path:
        assert check(path, PGPASSWORD=canary) == [
            'stempeld: PGPASSWORD must not be in the environment: a password belongs into a file of '
            'its own']
        path.write_text(f'[database]\npassword={canary}\\z\ndatabase={canary}\\z\n{canary}\n')
        assert canary not in ''.join(check(path))


@test('the example names every setting, with what holds where nobody says anything')
def example(db):
    text = EXAMPLE.read_text()
    options = subprocess.run([STEMPELD, '--help'], capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r'^#?([a-z-]+)=', text, re.MULTILINE)) == set(
        re.findall(r'--([a-z-]+)=', options)) - {'config'}
    with files(main=text) as path:
        assert check(path) == []
        path.write_text(re.sub(r'^#([a-z-]+=)', r'\1', re.sub(r'^#([a-z-]+=/)', r'# \1', text,
                                                        flags=re.MULTILINE),
                               flags=re.MULTILINE))
        assert check(path) == []
    for name, value in re.findall(r'^#([a-z-]+)=(\d\S*)$', text, re.MULTILINE):
        assert f'"{value}"' in KEYS.read_text(), name


@test('a secret that others can read is none')
def readable(db):
    with files() as path:
        def said(mode, text='geheim\n'):
            file = secret(path.parent, text, mode)
            return check(path, '--database', 'dbname=x', '--database-password-file', file)
        assert said(0o600) == said(0o400) == []
        for mode in (0o604, 0o644, 0o602, 0o660):
            assert 'can be read by others' in said(mode)[0], oct(mode)
        # As packages leave keys and systemd credentials: root's, and the group may read.
        if os.getuid() == 0:
            assert said(0o440) == []
            os.chown(path.parent / 'secret', 65534, -1)
        assert 'can be read by others' in said(0o640)[0]
        assert 'is empty' in said(0o600, '')[0]
        assert 'is too large' in said(0o600, 'x' * 65537)[0]
        assert 'is no text' in said(0o600, 'a\0b')[0]
        assert 'is no file' in check(path, '--database', 'dbname=x', '--database-password-file',
                                     path.parent / 'conf.d')[0]
        assert 'No such file' in check(path, '--database', 'dbname=x', '--database-password-file',
                                       path.parent / 'gone')[0]


@test('the password comes from its file, or from a credential of the service manager')
def password(db):
    canary = "it's \\ geheim"
    db.rows(f'drop role if exists {WITH_PASSWORD}')
    db.rows(f'create role {WITH_PASSWORD} login in role stempel_server')
    with db.admin.cursor() as cursor:
        cursor.execute(f'alter role {WITH_PASSWORD} password %s', (canary,))
    try:
        database = connection_string(db.name, WITH_PASSWORD)
        with files() as path:
            def status(*options, **environment):
                # That the database does not let it in is a line of its own.
                environment |= {'STEMPEL_LOG_LEVEL': 'warning'}
                with Server(db, '--database', database, *options, environment=environment) as server:
                    for name in ('cmdline', 'environ'):
                        seen = pathlib.Path(f'/proc/{server.process.pid}/{name}').read_text()
                        assert 'geheim' not in seen
                    return Session(server).send('GET', '/v1/stores')[2]
            right_one = secret(path.parent, canary + '\n')
            assert status()['code'] == 'unavailable'
            assert status('--database-password-file', right_one)['code'] == 'unauthenticated'
            assert 'reason' not in status('--database-password-file', right_one)
            right_one.rename(path.parent / 'database-password')
            assert 'reason' not in status(CREDENTIALS_DIRECTORY=str(path.parent))
            # A file that was named counts before one that lies there.
            wrong_one = secret(path.parent, 'wrong')
            assert status('--database-password-file', wrong_one,
                          CREDENTIALS_DIRECTORY=str(path.parent))['code'] == 'unavailable'
    finally:
        db.rows(f'drop role {WITH_PASSWORD}')


run()
