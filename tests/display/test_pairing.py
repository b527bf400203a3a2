# test_pairing.py: a device becomes a terminal with a code, stays one, and is none any more
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside tests/support/headless. The screen is only read through AT-SPI."""

import json
import os
import pathlib
import urllib.request

import a11y
import private_server
import server_door
import tap

KEPT = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "kept" / "secrets"
ENDED = "This device is no longer a terminal. Ask a manager for a new code."


def open_program():
    """Sessions are kept by libsecret in a file of the test's own."""
    return a11y.App([private_server.PROGRAM],
                    env=private_server.environment(SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=str(KEPT),
                                                   SECRET_FILE_TEST_PASSWORD="test"))


def ask(door, method, path, body, token, key):
    request = urllib.request.Request(
        door.url + path, method=method, data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}",
                 "Idempotency-Key": f"00000000-0000-4000-8000-{key:012}"})
    with urllib.request.urlopen(request, timeout=20) as reply:
        return json.load(reply)


def wait_code(app):
    app.wait_until(lambda: app.focus_name() == "Code", 20, "the field for the code")


def wait_terminal(app, store):
    app.wait_text(store, timeout=20)
    app.wait_until(lambda: a11y.name(app.active_window()) == "Terminal", 20, "the terminal")
    app.wait_until(lambda: len(app.windows()) == 1, 20, "the terminal alone")
    assert app.find("list", "Pages") is None, "the back office is there"


def type_code(app, code):
    wait_code(app)
    app.press("ctrl+a")
    app.type(code, delay=15)
    app.press("Return")


def open_pairing(app):
    app.wait_until(lambda: app.focus_name() == "Password", 20, "the password")
    app.press("alt+d")
    wait_code(app)
    app.press("Escape")
    app.wait_until(lambda: app.focus_name() == "Password", 20, "the way back")
    app.focus_on("button", "Pair This Device with a Code…")
    app.press("space")
    wait_code(app)


def pair(app, door, manager, stores):
    """Of the second of the stores, so that the right one is no accident."""
    terminal = ask(door, "POST", "/v1/terminals", {"name": "Window seat", "store_id": stores[1][0]}, manager, 1)
    open_pairing(app)
    type_code(app, "abc")
    app.wait_text("The code has eight characters.")
    type_code(app, "AAAA-AAAA")
    app.wait_text("This code is not right, was used before or is over.", timeout=15)
    type_code(app, terminal["code"].lower().replace("-", " "))
    wait_terminal(app, stores[1][1])
    app.wait_until(KEPT.exists, 10, "the kept session")
    assert terminal["code"] not in app.tree(), "the code can still be read"
    return terminal


def find_somebody(app):
    app.type("a")


def pair_again(app, door, manager, terminal, stores):
    """Another device took the place; what was typed is there when this one is the terminal again."""
    again = ask(door, "POST", "/v1/terminals", dict(id=terminal["id"], revision=terminal["revision"],
                                                    name="Window seat", store_id=stores[1][0]), manager, 2)
    urllib.request.urlopen(urllib.request.Request(
        door.url + "/v1/terminals/claim", method="POST", data=json.dumps({"code": again["code"]}).encode(),
        headers={"Content-Type": "application/json"}), timeout=20).close()
    find_somebody(app)
    app.wait_text(ENDED, timeout=15)
    wait_code(app)
    assert app.find(where=lambda o: a11y.name(o) == stores[1][1]) is None, "the terminal can still be seen"
    third = ask(door, "POST", "/v1/terminals", dict(id=again["id"], revision=again["revision"],
                                                    name="Window seat", store_id=stores[1][0]), manager, 3)
    type_code(app, third["code"])
    wait_terminal(app, stores[1][1])
    app.wait_for("list item", timeout=15)


def shut_out(app, door, manager, terminal):
    ask(door, "POST", f"/v1/terminals/{terminal['id']}/revoke", {}, manager, 4)
    find_somebody(app)
    app.wait_text(ENDED, timeout=15)
    wait_code(app)
    app.press("Escape")
    app.wait_until(lambda: app.focus_name() in ("Password", "E-mail address"), 20, "signing in")


def be_shut_out_while_closed(app, door, manager, stores):
    """Asks for a code at once, as it was a terminal before."""
    wait_code(app)
    assert app.find(where=lambda o: a11y.name(o) == ENDED) is None, "it is told again"
    terminal = ask(door, "POST", "/v1/terminals", {"name": "Back door", "store_id": stores[0][0]}, manager, 5)
    type_code(app, terminal["code"])
    wait_terminal(app, stores[0][1])
    app.press("ctrl+q")
    assert app.wait_end() == 0
    ask(door, "POST", f"/v1/terminals/{terminal['id']}/revoke", {}, manager, 6)


def test_a_device_is_a_terminal():
    KEPT.parent.mkdir(parents=True)
    with private_server.PrivateServer() as server:
        server.demo()
        stores = server.query("select id, name from stempel.store where state = 'active' order by id")
        with server_door.ServerDoor(server) as door:
            door.give_password()
            manager = door.open_session()
            door.save_profile()
            with open_program() as app:
                terminal = pair(app, door, manager, stores)
                app.press("ctrl+w")
                assert app.wait_end() == 0
            with open_program() as app:
                wait_terminal(app, stores[1][1])
                pair_again(app, door, manager, terminal, stores)
                app.press("ctrl+q")
                assert app.wait_end() == 0
            with open_program() as app:
                wait_terminal(app, stores[1][1])
                shut_out(app, door, manager, terminal)
                app.press("ctrl+q")
                assert app.wait_end() == 0
            with open_program() as app:
                be_shut_out_while_closed(app, door, manager, stores)
            with open_program() as app:
                app.wait_text(ENDED, timeout=20)
                wait_code(app)


tap.main()
