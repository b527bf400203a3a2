# server_door.py: the database of a test behind stempeld, and a person who signs in there
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside tests/support/headless, beside a private_server.PrivateServer."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.request

import psycopg2.extensions

import tap

EMAIL = "claire@example.lu"
PASSWORD = "apples and bread 27"
PROFILE = "5f0c7a52-3f0e-4d7e-9f4c-2f6a5f1f9b11"
CONNECTIONS = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "stempel/connections.ini"
PASSFILE = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "stempeld.pgpass"
START_SECONDS = 10


class ServerDoor:
    """stempeld on a port of this computer, as long as the block."""

    def __init__(self, server):
        self.server = server
        place = psycopg2.extensions.parse_dsn(server.conninfo)
        place.pop("password", None)
        self.conninfo = psycopg2.extensions.make_dsn(
            **dict(place, user="stempel_door", passfile=str(PASSFILE)))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        PASSFILE.touch(0o600)
        PASSFILE.write_text("*:*:*:stempel_door:door\n")
        self.server.execute("create role stempel_door login password 'door' in role stempel_server")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.server.execute("drop role stempel_door")

    def start(self):
        self.process = subprocess.Popen(
            [tap.BUILD / "src/server/stempeld", "--listen", f"127.0.0.1:{self.port}"],
            env=dict(os.environ, STEMPEL_DATABASE=self.conninfo))
        for _ in range(START_SECONDS * 100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(.01)
        raise AssertionError("stempeld does not answer")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0, "stempeld did not end well"

    def give_password(self, login=1, email=EMAIL, password=PASSWORD):
        self.server.execute("update stempel.login set email = %s where id = %s", email, login)
        self.server.execute("select private.set_password(l, %s) from stempel.login l where id = %s",
                            password, login)

    def save_profile(self, email=EMAIL):
        CONNECTIONS.parent.mkdir(exist_ok=True)
        user = f"User={email}\n" if email else ""
        CONNECTIONS.write_text(f"[{PROFILE}]\nKind=server\nName=Shop\nUrl={self.url}\n{user}"
                               "LastUsed=1700000000\n")

    def ask(self, method="GET", body=None, token=None, application="Kitchen/1"):
        """Asks /v1/session as a program of another name."""
        headers = {"User-Agent": application, "Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(f"{self.url}/v1/session", json.dumps(body).encode() if body else None,
                                         headers, method=method)
        with urllib.request.urlopen(request, timeout=15) as reply:
            return json.load(reply)

    def open_session(self, password=PASSWORD, application="Kitchen/1"):
        return self.ask("POST", {"email": EMAIL, "password": password}, application=application)["token"]
