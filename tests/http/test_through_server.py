# test_through_server.py: calls through a real server, its certificates, and lines that break
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import random
import subprocess
import threading
import uuid

from stempel_front import Cutter, Front, free_port
from stempel_http import Server
from stempel_test import build_dir, run, test

CUTS = int(os.environ.get('STEMPEL_TEST_CUTS', 20))


def call(url, front, token, operation, key=None, **request):
    """The exit status and what was printed."""
    authority = front.authority if front else '/etc/ssl/certs/ca-certificates.crt'
    done = subprocess.run(
        [os.path.join(build_dir(), 'tests', 'http', 'call-through'), url, authority, operation,
         json.dumps(request), *([key] if key else [])],
        env=dict(os.environ, STEMPEL_TOKEN=token, G_DEBUG='fatal-warnings'),
        stdout=subprocess.PIPE, check=False)
    return done.returncode, json.loads(done.stdout)


def token_of(login):
    return login.call('session_open')['token']


@test('HTTP/2 through a proxy with a good certificate')
def good_certificate(db):
    anna = db.merchant().manager
    with Server(db) as server, Front(server.port) as front:
        token = token_of(anna)
        status, reply = call(front.url('good'), front, token, 'store_save', key=str(uuid.uuid4()),
                             name='Gare', zone='Europe/Luxembourg', day_start='04:00')
        assert status == 0, reply
        assert reply['name'] == 'Gare'
        status, reply = call(front.url('good'), front, token, 'store_list')
        assert 'Gare' in [store['name'] for store in reply['items']]
        assert front.log() == ['HTTP/2.0 200'] * 2, front.log()


@test('certificates that are not good say what is wrong')
def bad_certificates(db):
    with Server(db) as server, Front(server.port) as front:
        for name, fault in (('expired', 'expired'), ('name', 'wrong_name'),
                            ('unknown', 'unknown_issuer')):
            status, problem = call(front.url(name), front, 'secret', 'store_list')
            assert status == 1
            assert problem == {'code': 'unavailable', 'reason': 'certificate', 'fault': fault}, \
                problem
        assert front.log() == [], 'the token was sent to a stranger'


@test('encryption where there is none')
def no_encryption(db):
    with Server(db) as server, Front(server.port) as front:
        status, problem = call(f'https://127.0.0.1:{server.port}', front, 'secret', 'store_list')
        assert (status, problem['reason']) == (1, 'tls'), problem


@test('a refusal has the facts of the other door, and the id of the request')
def refusals(db):
    bakery = db.merchant()
    with Server(db) as server:
        url = f'http://127.0.0.1:{server.port}'
        status, problem = call(url, None, token_of(bakery.staff), 'login_list')
        assert status == 1
        uuid.UUID(problem.pop('request_id'))
        assert problem == {'code': 'forbidden', 'operation': 'login_list'}, problem
        status, problem = call(url, None, 'wrong', 'store_list')
        assert status == 1 and problem['code'] == 'unauthenticated', problem


@test('wherever an answer breaks off, a write is done once')
def cut_lines(db):
    bakery = db.merchant()
    with Server(db) as server, Cutter(server.port) as cutter:
        token = token_of(bakery.manager)
        random.seed(4)
        for number in range(CUTS):
            cutter.cut_after(random.randrange(600))
            status, reply = call(cutter.url, None, token, 'store_save', key=str(uuid.uuid4()),
                                 name=f'Store {number}', zone='Europe/Luxembourg',
                                 day_start='04:00')
            assert status == 0, reply
            assert reply['name'] == f'Store {number}'
        names = [store['name'] for store in bakery.manager.call('store_list')['items']]
        for number in range(CUTS):
            assert names.count(f'Store {number}') == 1, names


@test('while the server is away behind its proxy, a write waits for it')
def server_comes_back(db):
    bakery = db.merchant()
    port = free_port()
    back = []
    with Front(port) as front:
        token = token_of(bakery.manager)
        timer = threading.Timer(1, lambda: back.append(Server(db, port=port)))
        timer.start()
        status, reply = call(front.url('good'), front, token, 'store_save', key=str(uuid.uuid4()),
                             name='Gare', zone='Europe/Luxembourg', day_start='04:00')
        timer.join()
        with back.pop():
            assert status == 0, reply
            assert reply['name'] == 'Gare'
        log = front.log()
        assert log[0] == 'HTTP/2.0 502' and log[-1] == 'HTTP/2.0 200', log


run()
