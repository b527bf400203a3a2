#!/usr/bin/python3
# test_survive.py: servers are killed and lines cut while tills book
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""STEMPEL_TEST_ROUNDS=full: 50 kills of each server, 1,000 cuts. Else some of each."""

import contextlib
import os
import random
import socket
import time

import psycopg2.extensions
from stempel_http import Server, Session
from stempel_load import Load, Shop
from stempel_proxy import Proxy
from stempel_replica import Node, until
from stempel_test import connection_string, run, test

FULL = os.environ.get('STEMPEL_TEST_ROUNDS') == 'full'
READY_SECONDS = 5
MEMBERS = 40


class Through:
    """A server as it is reached through a proxy."""

    def __init__(self, proxy):
        self.port = proxy.port


def report(db, load, taken=()):
    rows = Node(os.environ['STEMPEL_TEST_CLUSTER'], 5432).rows
    count = load.check(lambda statement: rows(statement, db.name))
    longest = f', ready in {max(taken):.2f} s at the most' if taken else ''
    print(f'# {count} bookings acknowledged, {load.attempts} attempts{longest}', flush=True)
    assert max(taken, default=0) <= READY_SECONDS, taken


def check_all(server, shop):
    status, _, reply = Session(server, shop.token).send('POST', '/v1/self-check', {})
    assert (status, reply['items']) == (200, []), reply


@test('kill -9 of a server that opens the operations')
def server_killed(db):
    shop, taken = Shop(db, MEMBERS), []
    with Server(db) as one, Server(db) as two, Load([one, two], shop) as load:
        for turn in range(50 if FULL else 4):
            server = (one, two)[turn % 2]
            time.sleep(random.uniform(.05, .3))
            server.kill()
            began = time.monotonic()
            server.start()
            assert Session(server, shop.token).send('GET', '/v1/stores')[0] == 200
            load.wait()
            taken.append(time.monotonic() - began)
    with Server(db) as server:
        check_all(server, shop)
    report(db, load, taken)


@test('kill -9 of PostgreSQL')
def database_killed(db):
    shop, taken = Shop(db, MEMBERS), []
    node = Node(os.environ['STEMPEL_TEST_CLUSTER'], 5432)
    with Server(db) as one, Server(db) as two:
        with Load([one, two], shop) as load:
            for _ in range(50 if FULL else 3):
                time.sleep(random.uniform(.05, .5))
                node.kill()
                # How long that takes is a matter of its log and of the disk.
                node.start()
                taken.append(load.wait())
        check_all(one, shop)
    report(db, load, taken)


@test('lines that are cut at any byte, on either side of the server')
def cut(db):
    shop, wanted = Shop(db, MEMBERS), 500 if FULL else 40
    settings = psycopg2.extensions.parse_dsn(connection_string(db.name, db.role('server')))

    def to_database():
        line = socket.socket(socket.AF_UNIX)
        line.connect(f'{settings["host"]}/.s.PGSQL.{settings["port"]}')
        return line
    with contextlib.ExitStack() as all_of_it:
        database = all_of_it.enter_context(Proxy(to_database, 100000))
        dsn = psycopg2.extensions.make_dsn(**settings | {
            'host': '127.0.0.1', 'port': database.port, 'sslmode': 'disable'})
        server = all_of_it.enter_context(Server(db, environment={'STEMPEL_DATABASE': dsn}))
        front = all_of_it.enter_context(Proxy(server.connect, 8000))
        with Load([Through(front)], shop) as load:
            database.cutting = front.cutting = True
            until('enough lines were cut',
                  lambda: min(front.cuts, database.cuts) >= wanted, 600)
            database.cutting = front.cutting = False
            taken = [load.wait()]
        check_all(server, shop)
        print(f'# {front.cuts} lines of clients and {database.cuts} of the database cut')
    report(db, load, taken)


run()
