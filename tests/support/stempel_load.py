# stempel_load.py: tills that book through servers which are taken away from under them
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""    load = Load(servers, shop)
    with load:
        …
        load.wait()
    load.check(connect)
"""

import http.client
import random
import threading
import time
import uuid

from stempel_http import Session

ANSWER_SECONDS = 15


class Shop:
    """A merchant with members whose points can be booked, and a manager's token."""

    def __init__(self, db, members):
        merchant = db.merchant()
        program = merchant.points_program()['id']
        self.id, self.store = merchant.id, merchant.store_id
        self.accounts = [merchant.manager.call(
            'account_open', customer_id=merchant.member(f'Anna {n}')['id'], program_id=program)['id']
            for n in range(members)]
        self.token = merchant.manager.call('session_open')['token']


class Load:
    """Clients that go on until each booking is acknowledged, with its key, by whichever server."""

    def __init__(self, servers, shop, clients=4):
        self.servers, self.shop = servers, shop
        self.acknowledged, self.sent, self.attempts = {}, set(), 0
        self.newest = 0  # When the last one was sent first that has been acknowledged.
        self.wrong = []
        self.stop, self.hopeless = threading.Event(), False
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.book, args=(n,)) for n in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        self.wait()
        return self

    def __exit__(self, failed, *_):
        """All that were sent are acknowledged before this returns, unless the test has failed."""
        self.hopeless = failed is not None
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def book(self, number):
        place, session = number, None
        while not self.stop.is_set():
            key, began = str(uuid.uuid4()), time.monotonic()
            account = random.choice(self.shop.accounts)
            self.sent.add(key)
            entry = None
            while entry is None and not self.hopeless:
                session = session or self.connect(place)
                entry = self.attempt(session, account, key)
                if entry is None:
                    session.close()
                    session, place = None, place + 1
                    time.sleep(random.uniform(.01, .1))
            with self.lock:
                self.acknowledged[key] = entry
                self.newest = max(self.newest, began)
        if session is not None:
            session.close()

    def connect(self, place):
        session = Session(self.servers[place % len(self.servers)], self.shop.token)
        session.connection.timeout = ANSWER_SECONDS
        return session

    def attempt(self, session, account, key):
        """The number of the entry; None when nobody knows."""
        with self.lock:
            self.attempts += 1
        try:
            status, _, reply = session.send(
                'POST', f'/v1/accounts/{account}/points',
                {'amount': 100, 'store_id': self.shop.store}, Idempotency_Key=key)
        except (OSError, http.client.HTTPException, ValueError):
            return None
        # http.client takes an answer that ends among its headers for a whole one.
        if reply is None:
            return None
        if status == 200:
            return reply['entry']['id']
        # Whatever else it is, it is not an answer to this booking.
        if status not in (503, 500):
            self.wrong.append((status, reply))
        return None

    def wait(self, seconds=60):
        """How long it takes until a booking is acknowledged that was sent after now."""
        began = time.monotonic()
        while self.newest <= began:
            assert time.monotonic() < began + seconds, f'nothing acknowledged for {seconds} s'
            time.sleep(.005)
        return time.monotonic() - began

    def check(self, rows):
        """Holds what was acknowledged against the ledger, which `rows` reads; returns the count."""
        assert not self.wrong, self.wrong[:3]
        booked = {}
        for key, entry in rows("select idempotency_key::text, id from stempel.entry "
                               f"where merchant_id = {self.shop.id} and kind = 'points_earn'"):
            booked.setdefault(key, []).append(entry)
        assert set(booked) == self.sent, len(self.sent ^ set(booked))
        lost = [key for key, entry in self.acknowledged.items() if entry not in booked[key]]
        assert not lost, lost[:3]
        twice = [key for key, entries in booked.items() if len(entries) != 1]
        assert not twice, twice[:3]
        # One point for each euro: the balances are the bookings.
        balances = rows('select sum(points) from stempel.account '
                        f'where merchant_id = {self.shop.id}')[0][0]
        given = rows('select sum(points) from stempel.entry '
                     f"where merchant_id = {self.shop.id} and kind = 'points_earn'")[0][0]
        assert balances == given > 0, (balances, given)
        return len(self.acknowledged)
