# test_two_doors.py: stempelctl does the same through a server and directly
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import re
import subprocess
import tempfile
import uuid

from stempel_http import Server
from stempel_test import build_dir, connection_string, run, test

DONE, REFUSED, USAGE, UNAVAILABLE = range(4)
STEMPELCTL = os.path.join(build_dir(), 'src', 'ctl', 'stempelctl')


class Doors:
    """A manager with both doors open."""

    def __init__(self, db, server):
        self.bakery = db.merchant()
        self.manager = self.bakery.manager
        self.token = self.manager.call('session_open')['token']
        self.direct = {'STEMPEL_DATABASE': connection_string(db.name, self.manager.database_role)}
        self.through = {'STEMPEL_SERVER': f'http://127.0.0.1:{server.port}',
                        'STEMPEL_TOKEN': self.token}

    def run(self, door, *arguments, status=DONE, stdin=''):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith('STEMPEL_DATABASE')}
        done = subprocess.run([STEMPELCTL, *arguments], env={**clean, **door}, input=stdin,
                              capture_output=True, text=True, check=False)
        assert done.returncode == status, (arguments, door, done)
        return done

    def same(self, *arguments, status=DONE, sent=True):
        """Both answer with the same bytes, but for the clock and what names the one request."""
        said = []
        for door in (self.direct, self.through):
            done = self.run(door, *arguments, status=status)
            text = re.sub(r'"server_time":"[^"]*"', '"server_time":""', done.stdout + done.stderr)
            if status != DONE:
                problem = json.loads(text)
                del problem['title']
                known = problem.pop('request_id', None) is not None
                assert known == (sent and door is self.through)
                text = json.dumps(problem)
            said.append(text)
        assert said[0] == said[1], said
        return said[0]


def with_doors(title):
    def mark(function):
        def with_server(db):
            with Server(db) as server:
                function(db, Doors(db, server))
        test(title)(with_server)
        return function
    return mark


@with_doors('a call is answered with the same bytes')
def calls(db, doors):
    anna = doors.bakery.member(email='anna@example.org', birthday='1990-02-28')
    program = doors.bakery.program()
    assert 'Bakery' in doors.same('call', 'session_whoami')
    doors.same('call', 'store_list')
    doors.same('call', 'login_list', '{}')
    doors.same('call', 'program_get', json.dumps({'id': program['id']}))
    doors.same('call', 'customer_get', json.dumps({'id': anna['id']}))
    assert 'Anna' in doors.same('call', 'customer_search',
                                json.dumps({'q': 'Anna', 'limit': 3, 'count': True}))
    doors.same('call', 'entry_list', '{"after": null, "limit": 2}')
    key = str(uuid.uuid4())
    store = json.dumps({'name': 'Zürich & “Gare”', 'zone': 'Europe/Zurich', 'day_start': '04:00'})
    doors.run(doors.through, 'call', 'store_save', store, '--key', key)
    assert '"replayed":true' in doors.same('call', 'store_save', store, '--key', key)


@with_doors('a refusal has the same facts and the same status')
def refusals(db, doors):
    anna = doors.bakery.member()
    doors.same('call', 'store_save', '{"name": "", "dance": 1}', status=REFUSED)
    doors.same('call', 'program_get', '{"id": 99}', status=REFUSED)
    doors.same('call', 'program_get', '{}', status=REFUSED, sent=False)
    doors.same('call', 'program_get', '{"id": "one"}', status=REFUSED)
    doors.same('call', 'customer_save', json.dumps({'id': anna['id'], 'revision': 7,
                                                    'given_name': 'A'}), status=REFUSED)
    doors.same('call', 'entry_list', '{"limit": 501}', status=REFUSED)


@with_doors('lists and files')
def lists(db, doors):
    program = doors.bakery.points_program(kind='hybrid', stamps_target=5)
    for name in ('Anna', 'Luc', 'Zoé'):
        doors.bakery.member(given=name)
    assert 'Zoé' in doors.same('export', 'members')
    doors.same('export', 'logins', '--bom')
    doors.same('check')
    with tempfile.TemporaryDirectory(prefix='stempel-doors.') as folder:
        path = os.path.join(folder, 'members.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('given_name,family_name,points\nMia,Weber,12\nTom,,x\n')
        place = ['--program', str(program['id']), '--store', str(doors.bakery.store_id)]
        done = doors.run(doors.through, 'import', 'check', path, *place, status=REFUSED)
        bad, *_, checked = [json.loads(line) for line in done.stdout.splitlines()]
        assert bad['line'] == 3 and checked['totals']['members'] == 1, done
        done = doors.run(doors.through, 'import', 'run', path, *place, '--skip-bad')
        assert json.loads(done.stdout.splitlines()[-1])['state'] == 'done'
    assert 'Mia' in doors.same('export', 'members')
    done = doors.run(doors.through, 'jobs', 'run', 'expiry')
    assert json.loads(done.stdout)['name'] == 'expiry'
    member = doors.bakery.member(given='Eva')
    done = doors.run(doors.through, 'customer-export', str(member['id']), 'html')
    assert 'Eva' in done.stdout


@with_doors('which door, and with what token')
def door_and_token(db, doors):
    bare = {'STEMPEL_SERVER': doors.through['STEMPEL_SERVER']}
    done = doors.run(bare, 'call', 'store_list', status=REFUSED)
    assert json.loads(done.stderr)['code'] == 'unauthenticated'
    doors.run(bare, 'call', 'store_list', '--token-file', '-', stdin=doors.token + '\n')
    doors.run(bare, 'call', 'store_list', '--token-file', '/dev/null', status=REFUSED)
    doors.run(bare, 'call', 'store_list', '--token-file', '/nowhere', status=REFUSED)
    # These name the database itself.
    doors.run({**bare, **doors.direct}, 'call', 'store_list', '--user',
              doors.manager.database_role)
    for verb in (['migrate'], ['demo'], ['merchant', 'add', '{}'], ['login', 'disable', 'x']):
        done = doors.run(bare, *verb, status=USAGE)
        assert 'STEMPEL_SERVER' in done.stderr
    done = doors.run({'STEMPEL_SERVER': 'http://example.org'}, 'call', 'store_list',
                     status=REFUSED)
    assert json.loads(done.stderr)['errors'] == [{'field': 'url', 'code': 'not_allowed'}]
    for server in ('http://127.0.0.1:1', bare['STEMPEL_SERVER'].replace('http', 'https')):
        done = doors.run({'STEMPEL_SERVER': server}, 'call', 'store_list', status=UNAVAILABLE)
        assert json.loads(done.stderr)['code'] == 'unavailable'


run()
