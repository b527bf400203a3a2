# test_account.py: Sign-In and Security through a server: password, second factor, sessions elsewhere
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside tests/support/headless. The screen is only read through AT-SPI."""

import base64
import re
import time
import urllib.error

import a11y
import names
import private_server
import server_door
import stempel_totp
import tap
import walk

NEW_PASSWORD = "pears and butter 31"
SECRET = re.compile(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}")


def is_in(door, token):
    try:
        return bool(door.ask(token=token))
    except urllib.error.HTTPError as error:
        assert error.code == 401, error.code
        return False


def wait_password(app):
    app.wait_until(lambda: app.focus_name() == "Password", 20, "the password")


def wait_open(app):
    app.wait_for("list", "Pages", timeout=20)
    app.wait_for("list item", timeout=20)


def sign_in(app, password):
    wait_password(app)
    app.type(password, delay=15)
    app.press("Return")


def wait_window(app, title):
    app.wait_until(lambda: a11y.name(app.active_window()) == title, 15, f"the window {title}")
    walk.settle(app)
    tap.none(names.nameless(app, title))


def open_security(app):
    walk.go(app, "F10")
    app.focus_on("menu item", "Sign-In and Security…", key="Down", most=8)
    app.press("Return")
    wait_window(app, "Sign-In and Security")
    app.wait_text("Last changed: ")


def press_button(app, name):
    app.focus_on("button", name)
    app.press("Return")


def wait_focus(app, name):
    """Also where it was set while the window was still unknown."""
    app.wait_for(text_name=name, where=lambda o: a11y.has_state(o, "focused"))


def enter_passwords(app, current, new, repeated):
    """Enter sends from the last field; Tab leads through them."""
    wait_focus(app, "Current password")
    for number, text in enumerate((current, new, repeated)):
        if number:
            app.press("Tab")
        app.press("ctrl+a")
        app.type(text, delay=15)
    app.press("Return")


def change_password(app):
    wait_focus(app, "Change Password…")
    app.press("Return")
    wait_window(app, "Change Password")
    enter_passwords(app, "not this one at all", NEW_PASSWORD, NEW_PASSWORD + "!")
    app.wait_text("The two passwords are not the same.")
    app.press("End", "BackSpace", "Return")
    app.wait_text("This is not your current password.", timeout=15)
    wait_focus(app, "Current password")
    app.press("ctrl+a")
    app.type(server_door.PASSWORD, delay=15)
    assert server_door.PASSWORD not in app.tree() and NEW_PASSWORD not in app.tree(), (
        "a password can be read on the accessibility bus")
    app.press("Return")
    app.wait_text("Your password was changed. You are signed out everywhere but here.", timeout=15)
    app.wait_text("Last changed: just now")
    wait_focus(app, "Change Password…")


def set_up_second_factor(app, server):
    """Returns the secret, as somebody reads it who cannot scan."""
    press_button(app, "Set Up…")
    wait_window(app, "Set Up Second Factor")
    app.wait_for("image", "QR code of the second factor, with the secret that is written below")
    shown = app.wait_for(where=lambda o: SECRET.fullmatch(a11y.text(o) or a11y.name(o)))
    secret = base64.b32decode((a11y.text(shown) or a11y.name(shown)).replace(" ", ""))
    wait_focus(app, "Six-digit code")
    app.type("000 000")
    app.press("Return")
    app.wait_text("This code is not right, or it is over.", timeout=15)
    app.press("ctrl+a")
    app.type(stempel_totp.code(secret, int(time.time())))
    app.press("Return")
    app.wait_text("The second factor is on", timeout=15)
    assert server.query("select confirmed_at is not null from stempel.login_totp") == [(True,)]
    app.wait_for("button", "Turn Off…")
    return secret


def end_other_session(app, door, token):
    assert is_in(door, token)
    app.press("F5")
    app.wait_text("Kitchen/1")
    press_button(app, "End the session of Kitchen/1 at 127.0.0.1")
    wait_window(app, "End the session of Kitchen/1 at 127.0.0.1?")
    press_button(app, "End Session")
    app.wait_text("1 session was ended.", timeout=15)
    app.wait_until(lambda: app.find(where=lambda o: "Kitchen/1" in a11y.said(o)) is None, 10,
                   "the end of the row")
    assert not is_in(door, token)


def sign_out_and_in(app, secret):
    press_button(app, "Sign Out")
    sign_in(app, server_door.PASSWORD)
    app.wait_text("The e-mail address or the password is not right.", timeout=15)
    app.press("ctrl+a")
    sign_in(app, NEW_PASSWORD)
    app.wait_until(lambda: app.focus_name() == "Six-digit code", 15, "the code")
    # The one of now was used, and none is good twice.
    app.type(stempel_totp.code(secret, int(time.time()) + 30))
    app.press("Return")
    wait_open(app)


def test_security_of_ones_own():
    with private_server.PrivateServer() as server:
        server.demo()
        with server_door.ServerDoor(server) as door:
            door.give_password()
            door.save_profile()
            before = door.open_session()
            with a11y.App([private_server.PROGRAM]) as app:
                sign_in(app, server_door.PASSWORD)
                wait_open(app)
                open_security(app)
                app.wait_text("This one")
                change_password(app)
                assert not is_in(door, before), "an old session is still open"
                token = door.open_session(NEW_PASSWORD)
                secret = set_up_second_factor(app, server)
                end_other_session(app, door, token)
                sign_out_and_in(app, secret)
                open_security(app)
                app.press("Escape")
                app.wait_until(lambda: len(app.windows()) == 1, 10, "the end of the window")
                app.press("ctrl+q")
                assert app.wait_end() == 0


def test_a_direct_connection_says_so():
    """With the data that is there already; the same person is signed in nowhere else."""
    server_door.CONNECTIONS.unlink()
    with private_server.PrivateServer() as server:
        server.execute("update stempel.session set closed_at = now() where closed_at is null")
        with a11y.App([private_server.PROGRAM]) as app:
            wait_open(app)
            walk.go(app, "F10")
            app.focus_on("menu item", "Sign-In and Security…", key="Down", most=8)
            app.press("Return")
            wait_window(app, "Sign-In and Security")
            app.wait_text("You are connected to the database directly")
            app.wait_text("You are not signed in through a server anywhere.")
            assert app.find("button", "Change Password…") is None
            app.press("Escape")
            app.wait_until(lambda: len(app.windows()) == 1, 10, "the end of the window")


tap.main()
