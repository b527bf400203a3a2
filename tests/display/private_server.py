# private_server.py: "This computer" for a test: a private cluster with what the test puts into it
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import shutil
import subprocess

import psycopg2

import tap

CTL = tap.BUILD / "src/ctl/stempelctl"
PROGRAM = str(tap.BUILD / "src/app/stempel")


class PrivateServer:
    """Runs as long as the block; tests/support/headless says where its folder is."""

    def __enter__(self):
        self.conninfo = self.ctl("cluster", "start").strip()
        self.ctl("migrate")
        return self

    def __exit__(self, *_):
        self.ctl("cluster", "stop")

    def environment(self):
        return dict(os.environ)

    def erase(self):
        """Stops it and takes away all that was in it, as on a new computer."""
        self.ctl("cluster", "stop")
        shutil.rmtree(self.ctl("cluster", "path").strip())

    def ctl(self, *arguments):
        done = subprocess.run([CTL, *arguments], capture_output=True, text=True,
                              env=self.environment())
        assert done.returncode == 0, f"stempelctl {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def demo(self, members=20, entries=200):
        return json.loads(self.ctl("demo", "--members", str(members), "--entries", str(entries),
                                   "--seed", "1"))

    def call(self, operation, **request):
        return json.loads(self.ctl("call", operation, json.dumps(request)))

    def query(self, sql, *parameters):
        """Reads as the owner of everything; what the screens show is checked against it."""
        connection = psycopg2.connect(self.conninfo)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchall()
        finally:
            connection.close()

    def execute(self, sql, *parameters):
        """Changes what no operation may."""
        connection = psycopg2.connect(self.conninfo)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, parameters)
        finally:
            connection.close()


def environment(**changes):
    return dict(os.environ, **changes)
