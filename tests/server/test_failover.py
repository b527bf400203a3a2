#!/usr/bin/python3
# test_failover.py: a standby takes the place of the primary while tills book
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""STEMPEL_TEST_ROUNDS=full: 20 times. Else each way once. Two servers are never started again."""

import os
import random
import signal
import time

import tap
from stempel_http import Server, Session
from stempel_load import Load, Shop
from stempel_replica import Pair
from stempel_test import Database

FULL = os.environ.get('STEMPEL_TEST_ROUNDS') == 'full'
WRITABLE_SECONDS = 10
MEMBERS = 40


def killed(pair):
    """The primary is killed, and with it every process that could still write."""
    pair.primary.kill()
    pair.take_over()


def handed_over(pair):
    """The primary is told to stop, which sends the rest of its log, and does."""
    pair.primary.control('stop', '-m', 'fast')
    pair.take_over()


def frozen(pair):
    """The primary stands still and keeps its lines; it is killed before it goes on."""
    pair.primary.signal(signal.SIGSTOP)
    pair.take_over()


def told_to_wait(pair):
    """The primary takes no writes any more, keeps its lines, and stops a little later."""
    pair.primary.rows('alter system set default_transaction_read_only = on')
    pair.primary.rows('select pg_reload_conf()')
    time.sleep(.5)
    pair.primary.rows('alter system reset default_transaction_read_only')
    handed_over(pair)


def test_nothing_acknowledged_is_lost_when_another_server_takes_over():
    ways = (frozen, killed, handed_over, told_to_wait)
    with Pair() as pair:
        db = Database()
        shop = Shop(db, MEMBERS)
        hosts = {'STEMPEL_DATABASE': pair.hosts(db.name, db.role('server'))}
        taken = []
        with Server(db, environment=hosts) as one, Server(db, environment=hosts) as two:
            with Load([one, two], shop) as load:
                for turn in range(20 if FULL else len(ways)):
                    # The servers take turns, and each way has its turn with each of them.
                    way = ways[(turn + turn // len(ways)) % len(ways)]
                    time.sleep(random.uniform(.2, 1))
                    began = time.monotonic()
                    way(pair)
                    load.wait()
                    taken.append(time.monotonic() - began)
                    pair.standby.kill()
                    print(f'# {way.__name__}: {taken[-1]:.2f} s', flush=True)
                    pair.rebuild()
            status, _, reply = Session(one, shop.token).send('POST', '/v1/self-check', {})
            assert (status, reply['items']) == (200, []), reply
        for node in pair.nodes:
            count = load.check(lambda statement: node.rows(statement, db.name))
        print(f'# {count} bookings acknowledged, {load.attempts} attempts, '
              f'writable in {max(taken):.2f} s at the most', flush=True)
        assert max(taken) < WRITABLE_SECONDS, taken


tap.main()
