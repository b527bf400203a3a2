# test_whole_day.py: from an empty computer to a handed-out reward, by keyboard alone
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""A manager sets up the business, makes a program, enrols a member and gives an employee a PIN. The
employee scans the card, stamps it to the reward, hands it out and takes that back. Each step is found
again in Transactions and in the audit log, and in the database. The same day goes by a second time through
a server, for a business that is there already.

Runs inside tests/support/headless. The screen is only read through AT-SPI."""

import json
import os

import a11y
import private_server
import server_door
import tap

PIN = "482915"
PROGRAM = "Bread Card"
REWARD = "One loaf of bread"
STAMPS = 3
BUSINESS = {"name": "Boulangerie Weber", "currency": "EUR", "zone": "Europe/Luxembourg",
            "language": "en", "country": "LU", "store": {"name": "Gare"},
            "manager": {"name": "Claire Weber", "database_role": "claire"}}


def fill(app, field, text):
    """Goes to a field with Tab, as what is there is then selected, and types."""
    app.focus_on("text", field)
    app.press("ctrl+a")
    app.type(text)


def fill_number(app, field, number):
    app.focus_on("spin button", field)
    app.press("ctrl+a")
    app.type(str(number))


def press_button(app, name):
    app.focus_on("button", name)
    app.press("space")


def wait_dialog(app, title):
    app.wait_until(lambda: a11y.name(app.active_window()) == title, 15, f"the dialog {title}")


def wait_active(app, title):
    """Not only there: before the keyboard is with it, keys would be lost."""
    app.wait_until(lambda: any(a11y.name(window) == title and a11y.has_state(window, "active")
                               for window in app.windows()), 20, f"the window {title}")


def wait_no_dialog(app):
    wait_active(app, "Stempel")
    app.wait_until(lambda: len(app.windows()) == 1, 20, "the end of the dialog")


def set_up_business(app):
    app.wait_for("list item", "Set Up My Business")
    app.focus_on("list item", "Set Up My Business", key="Down", most=5)
    app.press("Return")
    app.wait_for("text", "Name of your business")
    fill(app, "Name of your business", "Boulangerie Weber")
    fill(app, "Your first store", "Gare")
    fill(app, "Your own name", "Claire Weber")
    press_button(app, "Set Up")
    app.wait_for("list", "Pages", timeout=60)


def sign_in(app):
    app.wait_until(lambda: app.focus_name() == "Password", 20, "the password")
    app.type(server_door.PASSWORD)
    app.press("Return")
    app.wait_for("list item", "Programs", timeout=20)


def make_program(app):
    app.press("ctrl+1")
    app.wait_for("button", "New Program")
    app.press("ctrl+n")
    wait_dialog(app, "New Program")
    fill(app, "Name", PROGRAM)
    fill(app, "Reward", REWARD)
    fill_number(app, "Stamps for a reward", STAMPS)
    fill_number(app, "Pause between two visits", 0)
    press_button(app, "Save Draft")
    wait_no_dialog(app)
    app.wait_for("button", "Publish…")
    press_button(app, "Publish…")
    app.wait_until(lambda: len(app.windows()) == 2, 15, "the question before publishing")
    press_button(app, "Publish")
    wait_no_dialog(app)
    app.wait_for("list item", where=lambda o: a11y.name(o).startswith(PROGRAM)
                 and "Active" in a11y.name(o))


def enrol_member(app):
    app.press("ctrl+2")
    app.wait_for("button", "Enrol a Member")
    app.press("ctrl+n")
    wait_dialog(app, "Enrol Member")
    fill(app, "Given name", "Anna")
    fill(app, "Family name", "Schmit")
    fill(app, "E-mail", "anna@example.lu")
    press_button(app, "Enrol")
    wait_dialog(app, "New Card")
    app.press("Escape")
    wait_no_dialog(app)
    app.wait_text("Anna Schmit")


def type_pin(app):
    app.wait_until(lambda: "no digits entered" in app.focus_name(), 15, "the PIN pad")
    app.type(PIN, delay=60)
    app.wait_until(lambda: f"{len(PIN)} digits entered" in app.focus_name(), 5, "all digits")
    assert PIN not in app.tree(), "the PIN can be read on the accessibility bus"
    app.press("Return")


def add_employee(app):
    app.press("ctrl+3")
    app.wait_for("button", "Add an Employee")
    app.press("ctrl+n")
    wait_dialog(app, "Add Employee")
    fill(app, "Name", "Luc Muller")
    fill(app, "Number", "7")
    press_button(app, "Add")
    wait_dialog(app, "Set PIN")
    type_pin(app)
    type_pin(app)
    wait_no_dialog(app)


def choose_employee(app):
    wait_dialog(app, "Who Are You?")
    app.wait_until(lambda: app.focus_name() == "Your number or name", 15, "the choice of an employee")
    app.type("7")
    app.press("Return")
    type_pin(app)


def book(app, *keys):
    app.press(*keys)
    choose_employee(app)


def work_the_terminal(app, token, n_programs):
    app.press("ctrl+t")
    wait_active(app, "Terminal")
    app.wait_until(lambda: app.focus_name() == "Card number, phone, e-mail or name", 20,
                   "the field for the card")

    app.type(token, delay=4)
    app.press("Return")
    app.wait_text("Anna Schmit")
    if n_programs > 1:
        app.focus_on(None, PROGRAM, key="shift+Tab", most=12)
        app.press("space")
    app.wait_text(f"{STAMPS} more stamps to: {REWARD}")

    book(app, "F4")
    app.wait_text(f"Card full! Reward: {REWARD}")
    app.wait_text("3 stamps for Anna Schmit")

    book(app, "F9")
    app.wait_text(f"Handed out: {REWARD} for Anna Schmit")

    book(app, "F8")
    app.wait_text("Reward taken back: Anna Schmit has it again")
    app.press("ctrl+w")
    wait_active(app, "Stempel")


def wait_row(app, *parts):
    app.wait_for("list item", where=lambda o: all(part in a11y.name(o) for part in parts))


def check_pages(app):
    app.press("ctrl+5")
    wait_row(app, "Anna Schmit", "3 stamps, card full", "Gare", "Luc Muller")
    wait_row(app, "Anna Schmit", f"{REWARD} handed out", "Taken back")
    wait_row(app, "Anna Schmit", f"Handing out of {REWARD} taken back")

    app.press("ctrl+6")
    for subject in ("Luc Muller", "Anna Schmit", PROGRAM):
        wait_row(app, subject, "Claire Weber")


def check_database(server):
    kinds = server.query("select kind, stamps from stempel.entry order by id")
    assert kinds == [("stamp_earn", 3), ("stamp_redeem", -3), ("stamp_void", 3)], kinds

    actions = {row[0] for row in server.query("select action from stempel.audit_event")}
    for action in ("merchant.create", "program.publish", "customer.enroll", "employee.create",
                   "employee.pin_set"):
        assert action in actions, f"{action} is not among {sorted(actions)}"

    states = server.query("select state from stempel.entitlement")
    assert states == [("open",)], states


def environment():
    """GLib gives up its first table of quarks when a program needs more of them, and that looks like a
    leak of ours. The tests of the widgets look for leaks."""
    return private_server.environment(ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")


def go_through_the_day(app, server):
    make_program(app)
    enrol_member(app)
    add_employee(app)
    token = server.query("select token from stempel.card")[0][0]
    work_the_terminal(app, token, server.query("select count(*) from stempel.program")[0][0])
    check_pages(app)
    check_database(server)
    assert server.ctl("check") == "", "the self-check finds something"
    app.press("ctrl+q")
    assert app.wait_end() == 0, "it did not end well"


def test_the_first_real_day():
    server = private_server.PrivateServer()
    with a11y.App([private_server.PROGRAM], env=environment()) as app:
        set_up_business(app)
        server.conninfo = server.ctl("cluster", "start").strip()
        go_through_the_day(app, server)
    server.erase()


def test_the_same_day_through_a_server():
    with private_server.PrivateServer() as server:
        server.execute("create role claire login in role stempel_manager")
        server.execute("select private.merchant_create(%s)", json.dumps(BUSINESS))
        with server_door.ServerDoor(server) as door:
            door.give_password()
            door.save_profile()
            with a11y.App([private_server.PROGRAM], env=environment()) as app:
                sign_in(app)
                go_through_the_day(app, server)


tap.main()
