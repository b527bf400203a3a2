# test_recovery.py: PostgreSQL is killed while somebody works, and the program goes on by itself
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stamps are given by keyboard while the server is killed again and again: while a booking waits in
it, at the moment of the press, and before it. What the screen acknowledged is in the database, once.

Runs inside tests/support/with-cluster --durable and tests/support/headless."""

import contextlib
import json
import os
import pathlib
import random
import time

import psycopg2

import a11y
import private_server
import profile_server
import tap
import walk

MANAGER = "stempel_demo_manager"
PIN = "482915"
PROGRAM = "Recovery Card"
STAMPS_TARGET = 50
RULES = {"names": {"en": PROGRAM, "de": PROGRAM, "fr": PROGRAM, "lb": PROGRAM},
         "reward": {language: "One coffee" for language in ("en", "de", "fr", "lb")},
         "stamps_target": STAMPS_TARGET, "cooldown_minutes": 0, "daily_limit": 50, "pin_policy": "shift"}

LOST_AT_THE_COUNTER = "The database cannot be reached."
FOUND_AT_THE_COUNTER = "The database can be reached again."
LOST_IN_THE_OFFICE = "The connection was lost."
FOUND_IN_THE_OFFICE = "The connection is there again."
SCAN_FIELD = "Card number, phone, e-mail or name"


class PrivateServer(private_server.PrivateServer):
    """The program itself starts it again."""

    def kill(self):
        return profile_server.kill(pathlib.Path(os.environ["STEMPEL_CLUSTER_DIR"]) / "data")


class Shop:
    """One member of one program, whom one employee stamps."""

    name = "Zita Probst"

    def __init__(self, server):
        self.server = server
        program = self.call("program_save", kind="stamps", draft=RULES)
        self.call("program_publish", id=program["id"])
        employee = self.call("employee_save", name="Nora Klein", number="77")
        self.call("employee_set_pin", id=employee["id"], pin=PIN)
        given_name, family_name = self.name.split()
        member = self.call("customer_enroll", given_name=given_name, family_name=family_name,
                           store_id=1, program_ids=[program["id"]])
        self.account = member["accounts"][0]["id"]
        self.token = member["cards"][0]["token"]
        self.acknowledged = 0

    def call(self, operation, **request):
        return json.loads(self.server.ctl("call", operation, json.dumps(request), "--user", MANAGER))

    def check(self):
        rows = self.server.query(
            "select count(*), count(distinct idempotency_key), coalesce(sum(stamps), 0)"
            " from stempel.entry where account_id = %s", self.account)
        assert rows == [(self.acknowledged,) * 3], f"{rows} after {self.acknowledged} on the screen"
        assert self.server.ctl("check") == "", "the self-check finds something"


def wait_banner(app, sentence):
    app.wait_for("label", timeout=10, where=lambda o: sentence in a11y.text(o) + a11y.name(o))


def wait_no_banner(app, sentence):
    app.wait_until(lambda: app.find("label", where=lambda o: sentence in a11y.text(o) + a11y.name(o))
                   is None, 15, "the end of the banner")


def open_member(app, shop):
    app.wait_until(lambda: app.focus_name() == SCAN_FIELD, 20, "the field for the card")
    app.type(shop.token, delay=4)
    app.press("Return")
    app.wait_text(f"{PROGRAM}: {shop.acknowledged} of {STAMPS_TARGET}", timeout=15)


def wait_stamped(app, shop):
    """The number of stamps tells this success from any other."""
    shop.acknowledged += 1
    app.wait_text(f"1 stamp for {shop.name}", timeout=25)
    app.wait_text(f"Now {shop.acknowledged} of {STAMPS_TARGET} in {PROGRAM}")
    assert app.find("button", "Try Again") is None, "both booked and refused"


def check_said_once(app, shop):
    said = [sentence for sentence in app.descriptions if f"1 stamp for {shop.name}" in sentence]
    assert len(said) == 1, f"the success was announced {len(said)} times: {said}"


def next_customer(app):
    app.press("Escape")


def sign_in(app):
    """The first stamp asks for employee and PIN; the shift lasts longer than the test."""
    app.wait_until(lambda: app.focus_name() == "Your number or name", 15, "the choice of an employee")
    app.type("77")
    app.press("Return")
    app.wait_until(lambda: "no digits entered" in app.focus_name(), 15, "the PIN pad")
    app.type(PIN, delay=40)
    app.press("Return")


def choose_store(app):
    app.wait_for("list item", timeout=30)
    app.focus_on("list item")
    app.press("Return")


def first_stamp(app, shop):
    choose_store(app)
    open_member(app, shop)
    app.press("F2")
    sign_in(app)
    wait_stamped(app, shop)
    next_customer(app)


@contextlib.contextmanager
def held_up(server):
    """Bookings get as far as the ledger and wait there."""
    connection = psycopg2.connect(server.conninfo)
    try:
        connection.cursor().execute("lock table stempel.entry in exclusive mode")
        yield lambda: server.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                                   " and query like '%%api.stamp_earn%%' and pid <> pg_backend_pid()")
    finally:
        with contextlib.suppress(psycopg2.Error):
            connection.close()


def wait_lost_and_found(app, server, seconds):
    app.wait_announced(LOST_AT_THE_COUNTER)
    if isinstance(server, profile_server.ProfileServer):
        wait_banner(app, LOST_AT_THE_COUNTER)
        time.sleep(seconds)
        server.start()


def killed_under_a_booking(app, server, shop):
    with held_up(server) as is_waiting:
        app.press("F2")
        app.wait_until(is_waiting, 10, "the booking in the database")
        assert app.focus_name() == "Booking…", "the next Enter would press " + app.focus_name()
        assert server.kill() > 1, "there was no server"
    wait_lost_and_found(app, server, 1.5)
    wait_stamped(app, shop)


def killed_at_the_press(app, server, shop):
    app.press("F2")
    time.sleep(random.uniform(0, 0.03))
    assert server.kill() > 1, "there was no server"
    wait_lost_and_found(app, server, 0.5)
    wait_stamped(app, shop)


def killed_before_the_press(app, server, shop):
    assert server.kill() > 1, "there was no server"
    app.wait_announced(LOST_AT_THE_COUNTER)
    app.press("F2")
    wait_lost_and_found(app, server, 1)
    wait_stamped(app, shop)


def work_on(app, server, shop, rounds):
    for round_ in rounds:
        print("#", round_.__name__.replace("_", " "), flush=True)
        app.descriptions.clear()
        open_member(app, shop)
        round_(app, server, shop)
        wait_no_banner(app, LOST_AT_THE_COUNTER)
        check_said_once(app, shop)
        shop.check()
        next_customer(app)
    app.press("ctrl+w")
    assert app.wait_end() == 0


def test_the_terminal_outlives_the_server():
    with profile_server.ProfileServer(MANAGER) as server:
        shop = Shop(server)
        with a11y.App([private_server.PROGRAM, "--terminal"]) as app:
            first_stamp(app, shop)
            work_on(app, server, shop, (killed_under_a_booking, killed_at_the_press,
                                        killed_before_the_press, killed_at_the_press))


def loads_by_itself(app, server):
    """A page that is turned to meanwhile waits for the server."""
    app.descriptions.clear()
    assert server.kill() > 1, "there was no server"
    app.wait_announced(LOST_IN_THE_OFFICE)
    wait_banner(app, LOST_IN_THE_OFFICE)
    app.press("ctrl+5")
    time.sleep(1)
    server.start()
    app.wait_announced(FOUND_IN_THE_OFFICE, 15)
    wait_no_banner(app, LOST_IN_THE_OFFICE)
    app.wait_for(where=walk.is_row, timeout=15)


def loads_when_asked_again(app, server):
    """Nobody waits for ever: the page says what is missing and offers another try."""
    app.descriptions.clear()
    assert server.kill() > 1, "there was no server"
    app.press("ctrl+6")
    app.wait_for("button", "Try Again", timeout=20)
    app.wait_announced(LOST_IN_THE_OFFICE)
    wait_banner(app, LOST_IN_THE_OFFICE)
    server.start()
    app.focus_on("button", "Try Again")
    app.press("space")
    app.wait_for(where=walk.is_row, timeout=15)
    wait_no_banner(app, LOST_IN_THE_OFFICE)


def test_the_back_office_outlives_the_server():
    with profile_server.ProfileServer(MANAGER) as server, a11y.App([private_server.PROGRAM]) as app:
        app.wait_for("list", "Pages", timeout=30)
        app.press("ctrl+2")
        app.wait_for(where=walk.is_row)
        loads_by_itself(app, server)
        loads_when_asked_again(app, server)
        app.press("ctrl+w")
        assert app.wait_end() == 0


def test_the_terminal_opens_once_the_server_is_there():
    with profile_server.ProfileServer(MANAGER) as server:
        assert server.kill() > 1, "there was no server"
        with a11y.App([private_server.PROGRAM, "--terminal"]) as app:
            app.wait_for("label", "No Connection")
            app.wait_until(lambda: app.focus_name() == "Try Again", 10, "the focus on Try Again")
            app.press("space")
            app.wait_for("label", "No Connection")
            server.start()
            app.wait_until(lambda: app.focus_name() == "Try Again", 10, "the focus on Try Again")
            app.press("space")
            app.wait_until(lambda: a11y.role(app.focus) == "list item", 20, "the choice of a store")
            app.press("Return")
            app.wait_until(lambda: app.focus_name() == SCAN_FIELD, 20, "the field for the card")
            assert len(app.windows()) == 1, "the window that had no connection is still there"
            app.press("ctrl+w")
            assert app.wait_end() == 0


def test_this_computer_starts_its_server_again():
    with PrivateServer() as server:
        server.demo()
        shop = Shop(server)
        with a11y.App([private_server.PROGRAM, "--terminal"]) as app:
            first_stamp(app, shop)
            work_on(app, server, shop, (killed_under_a_booking, killed_at_the_press))


tap.main()
