# test_access.py: who gets in: a device with the code on the screen, a program with its token, a person
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside tests/support/headless. The screen is only read through AT-SPI; what is read there is then
used at a real server."""

import json
import re
import urllib.error
import urllib.request

import a11y
import private_server
import server_door
import tap

CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")
MADE_UP = re.compile(r"^[a-z2-9]{4}(-[a-z2-9]{4}){3}$")
TOKEN = re.compile(r"^[A-Za-z0-9_-]{40,}$")
TYPED = "plums and butter 31"


def ask(door, method, path, body=None, token=None):
    """Returns the status and the reply, as another program gets them."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(door.url + path, method=method, headers=headers,
                                     data=json.dumps(body).encode() if body is not None else None)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, json.loads(reply.read())
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read() or b"{}")


def fill(app, name, text):
    app.focus_on("text", name)
    app.press("ctrl+a")
    app.type(text)


def press_button(app, name):
    app.focus_on("button", name)
    app.press("space")


def wait_dialog(app, title):
    app.wait_until(lambda: a11y.name(app.active_window()) == title, 15, f"the dialog {title}")


def wait_no_dialog(app):
    app.wait_until(lambda: len(app.windows()) == 1 and a11y.name(app.active_window()) == "Stempel",
                   15, "the end of the dialog")


def show_kind(app, name):
    app.focus_on(None, name)
    app.press("space")
    app.wait_for("list", name)


def read_secret(app, pattern):
    """What stands big on the screen, as somebody reads it."""
    def secret():
        return next((a11y.text(o) or a11y.name(o) for o in app.find_all("label")
                     if pattern.match(a11y.text(o) or a11y.name(o))), None)

    return app.wait_until(secret, 15, f"something like {pattern.pattern}")


def wait_row(app, name, part=""):
    return app.wait_for("list item", where=lambda o: a11y.name(o).startswith(name) and part in a11y.name(o))


def pair_terminal(app, door):
    """The code is typed in on a device; the dialog and the page notice."""
    show_kind(app, "Terminals")
    wait_row(app, "Comptoir")
    app.press("ctrl+n")
    wait_dialog(app, "Add Terminal")
    fill(app, "Name", "Window seat")
    press_button(app, "Get a Code")
    wait_dialog(app, "Pair a Device")
    code = read_secret(app, CODE)
    status, reply = ask(door, "POST", "/v1/terminals/claim", {"code": code.lower().replace("-", " ")})
    assert status == 200 and reply["kind"] == "terminal" and reply["name"] == "Window seat", reply
    app.wait_text("A device is “Window seat” in", timeout=15)
    assert code not in app.tree(), "the code is still on the accessibility bus"
    press_button(app, "Done")
    wait_no_dialog(app)
    wait_row(app, "Window seat", "In use")
    status, again = ask(door, "POST", "/v1/terminals/claim", {"code": code})
    assert status == 404, again
    status, whoami = ask(door, "GET", "/v1/session", token=reply["token"])
    assert status == 200 and whoami["role"] == "staff", whoami
    return reply["token"]


def shut_out_terminal(app, door, token):
    press_button(app, "Shut Out…")
    wait_dialog(app, "Shut Out Terminal")
    app.wait_text("Shut out “Window seat”?")
    press_button(app, "Shut Out")
    wait_no_dialog(app)
    wait_row(app, "Window seat", "Shut out")
    status, refusal = ask(door, "GET", "/v1/session", token=token)
    assert status == 401, refusal


def add_key(app, door, server):
    """A program uses the token of a new key, for what the key may and no more."""
    show_kind(app, "Keys")
    wait_row(app, "Newsletter")
    app.press("ctrl+n")
    wait_dialog(app, "Add Key")
    fill(app, "Name", "Web shop")
    press_button(app, "Add")
    wait_dialog(app, "New Key")
    token = read_secret(app, TOKEN)
    app.press("Escape")
    wait_no_dialog(app)
    assert token not in app.tree(), "the token is still on the accessibility bus"
    status, members = ask(door, "GET", "/v1/customers?q=a", token=token)
    assert status == 200 and members["items"], members
    status, refusal = ask(door, "GET", "/v1/audit-events", token=token)
    assert status in (403, 404), (status, refusal)
    chosen, = server.query("select operations from stempel.login where name = 'Web shop'")[0]
    assert "stamp_earn" in chosen and "customer_enroll" not in chosen, chosen
    return token


def shut_out_key(app, door, token):
    press_button(app, "Shut Out…")
    wait_dialog(app, "Shut Out Key")
    press_button(app, "Shut Out")
    wait_no_dialog(app)
    wait_row(app, "Web shop", "Shut out")
    status, refusal = ask(door, "GET", "/v1/customers?q=a", token=token)
    assert status == 401, refusal


def sign_in(door, password):
    return ask(door, "POST", "/v1/session", {"email": "sven@example.org", "password": password})


def add_person(app, door):
    """A made-up password is read from the screen; a typed one replaces it and ends the session."""
    show_kind(app, "People")
    wait_row(app, "Fiduciaire")
    app.press("ctrl+n")
    wait_dialog(app, "Add Person")
    fill(app, "Name", "Sven Berg")
    fill(app, "E-mail address", "sven@example.org")
    press_button(app, "Add")
    wait_dialog(app, "Set Password")
    press_button(app, "Make One Up and Show It")
    made_up = read_secret(app, MADE_UP)
    press_button(app, "Done")
    wait_no_dialog(app)
    assert made_up not in app.tree(), "the password is still on the accessibility bus"
    status, session = sign_in(door, made_up)
    assert status == 200 and session["name"] == "Sven Berg", session

    app.press("F5")
    app.wait_for("heading", "Sven Berg")
    press_button(app, "Set Password…")
    wait_dialog(app, "Set Password")
    app.focus_on("password text", "New password")
    app.type(TYPED, delay=15)
    app.focus_on("password text", "The same once more")
    app.type(TYPED, delay=15)
    assert TYPED not in app.tree(), "the password can be read on the accessibility bus"
    app.press("Return")
    wait_no_dialog(app)
    assert ask(door, "GET", "/v1/session", token=session["token"])[0] == 401
    assert sign_in(door, made_up)[0] == 401
    status, session = sign_in(door, TYPED)
    assert status == 200, session
    return session["token"]


def end_session(app, door, token):
    app.press("F5")
    button = app.wait_for("button", where=lambda o: a11y.name(o).startswith("End the session"))
    press_button(app, a11y.name(button))
    app.wait_text("Nowhere through a server.")
    assert ask(door, "GET", "/v1/session", token=token)[0] == 401


def disable_person(app, door):
    press_button(app, "Disable…")
    wait_dialog(app, "Disable Person")
    app.wait_text("Disable Sven Berg?")
    press_button(app, "Disable")
    wait_no_dialog(app)
    wait_row(app, "Sven Berg", "Disabled")
    assert sign_in(door, TYPED)[0] == 401


def test_who_gets_in():
    with private_server.PrivateServer() as server:
        server.demo()
        with server_door.ServerDoor(server) as door:
            with a11y.App([private_server.PROGRAM], env=private_server.environment()) as app:
                app.wait_for("list", "Pages", timeout=30)
                app.press("ctrl+4")
                app.wait_for("list", "People", timeout=15)
                device = pair_terminal(app, door)
                shut_out_terminal(app, door, device)
                token = add_key(app, door, server)
                shut_out_key(app, door, token)
                session = add_person(app, door)
                end_session(app, door, session)
                disable_person(app, door)
                app.press("ctrl+q")
                assert app.wait_end() == 0
        assert server.ctl("check") == "", "the self-check finds something"


tap.main()
