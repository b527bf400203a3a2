# test_sign_in.py: through a server: signing in, a session that ends over open work, signing out
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside tests/support/headless. The screen is only read through AT-SPI."""

import os
import pathlib

import a11y
import private_server
import server_door
import tap

KEPT = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "kept" / "secrets"


def environment():
    """Sessions are kept by libsecret in a file of the test's own."""
    return private_server.environment(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=str(KEPT),
                                      SECRET_FILE_TEST_PASSWORD="test")


def open_program():
    return a11y.App([private_server.PROGRAM], env=environment())


def wait_password(app):
    app.wait_until(lambda: app.focus_name() == "Password", 20, "the password")


def give_password(app, password=server_door.PASSWORD):
    wait_password(app)
    app.press("ctrl+a")
    app.type(password, delay=15)
    app.press("Return")


def wait_open(app):
    app.wait_for("list", "Pages", timeout=20)
    app.wait_for("list item", timeout=20)


def end_sessions(server):
    server.execute("update stempel.session set closed_at = now() where closed_at is null")


def open_sessions(server):
    """Of persons: the terminals and keys of the demo have theirs."""
    return server.query("select count(*) from stempel.session s"
                        "  join stempel.login l on (l.merchant_id, l.id) = (s.merchant_id, s.login_id)"
                        " where s.closed_at is null and l.kind = 'person'")[0][0]


def sign_in(app, server):
    give_password(app, "not this one")
    app.wait_text("The e-mail address or the password is not right.", timeout=15)
    app.press("ctrl+a")
    app.type(server_door.PASSWORD, delay=15)
    assert server_door.PASSWORD not in app.tree(), "the password can be read on the accessibility bus"
    app.press("Return")
    wait_open(app)
    app.wait_text("at 127.0.0.1")
    assert open_sessions(server) == 1
    assert not KEPT.exists(), "a session was kept that nobody wanted kept"


def go_on_after_the_end(app, server):
    """The session ends while somebody fills in a form: nothing of it is lost, and it is done once."""
    app.press("ctrl+2")
    app.wait_for("button", "Enrol a Member")
    app.press("ctrl+n")
    app.wait_until(lambda: app.focus_name() == "Given name", 15, "the form")
    app.type("Zita")
    app.press("Tab")
    app.type("Probst")
    end_sessions(server)
    app.press("Return")
    wait_password(app)
    app.wait_text("Your session at 127.0.0.1 has ended.")
    give_password(app, "not this one")
    app.wait_text("The e-mail address or the password is not right.", timeout=15)
    give_password(app)
    app.wait_until(lambda: a11y.name(app.active_window()) == "New Card", 20, "the new card")
    app.press("Escape")
    found = server.query("select given_name, family_name from stempel.customer order by id desc limit 2")
    assert found[0] == ("Zita", "Probst") and found[1] != found[0], found


def give_up_and_come_back(app, server):
    """Who does not want to sign in now is told so, and asked again the next time."""
    end_sessions(server)
    app.press("ctrl+1")
    app.press("F5")
    wait_password(app)
    app.press("Escape")
    app.wait_text("You are no longer signed in.", timeout=15)
    app.press("F5")
    give_password(app)
    app.wait_for("list item", where=lambda o: "Active" in a11y.name(o), timeout=20)


def sign_out(app, server):
    app.press("F10")
    app.wait_for("menu item", "Sign Out")
    app.focus_on("menu item", "Sign Out", key="Down", most=8)
    app.press("Return")
    wait_password(app)
    app.wait_until(lambda: open_sessions(server) == 0, 15, "the end of the session")
    assert app.find("list item") is None, "pages of who was signed in can still be seen"


def set_up_second_factor(server):
    server.execute("insert into stempel.login_totp (merchant_id, login_id, secret, begun_at, confirmed_at)"
                   " select merchant_id, id, '12345678901234567890', now(), now()"
                   "   from stempel.login where id = 1")


def give_code(app, server):
    app.wait_until(lambda: app.focus_name() == "Six-digit code", 15, "the code")
    app.type("000 000")
    app.press("Return")
    app.wait_text("This code is not right, or it is over.", timeout=15)
    app.press("ctrl+a")
    app.type(server.query("select private.totp_code(secret, private.totp_step(now()))"
                          "  from stempel.login_totp")[0][0])
    app.press("Return")


def keep(app, server):
    """With a second factor. Opened again, nobody is asked; after signing out somebody is."""
    set_up_second_factor(server)
    wait_password(app)
    app.type(server_door.PASSWORD, delay=15)
    app.focus_on(None, "Stay signed in")
    app.press("space")
    app.focus_on("password text")
    app.press("Return")
    give_code(app, server)
    wait_open(app)
    app.wait_until(KEPT.exists, 10, "the kept session")


def test_a_day_through_a_server():
    KEPT.parent.mkdir(parents=True)
    with private_server.PrivateServer() as server:
        server.demo()
        with server_door.ServerDoor(server) as door:
            door.give_password()
            door.save_profile()
            with open_program() as app:
                sign_in(app, server)
                go_on_after_the_end(app, server)
                give_up_and_come_back(app, server)
                sign_out(app, server)
                keep(app, server)
                app.press("ctrl+q")
                assert app.wait_end() == 0
            with open_program() as app:
                wait_open(app)
                assert open_sessions(server) == 1
                door.stop()
                app.press("ctrl+2")
                app.press("F5")
                app.wait_text("The connection to the database was lost.", timeout=15)
                door.start()
                app.wait_announced("The database is connected again.", timeout=15)
                sign_out(app, server)
                app.press("ctrl+q")
                assert app.wait_end() == 0
            with open_program() as app:
                wait_password(app)
    found = [str(path) for path in pathlib.Path(KEPT.parent).iterdir()
             if server_door.PASSWORD.encode() in path.read_bytes()]
    assert not found, found
    texts = server_door.CONNECTIONS.read_text()
    assert "Kind=server" in texts and "Token" not in texts


def test_a_server_that_is_away():
    with private_server.PrivateServer() as server:
        with server_door.ServerDoor(server) as door:
            door.save_profile(email=None)
            door.stop()
            with open_program() as app:
                app.wait_until(lambda: app.focus_name() == "E-mail address", 20, "the address")
                app.type(server_door.EMAIL)
                app.press("Tab")
                give_password(app)
                app.wait_text("127.0.0.1 does not answer.", timeout=15)


tap.main()
