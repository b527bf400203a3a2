# profile_server.py: a PostgreSQL server that a saved connection leads to, and how to kill it
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside tests/support/with-cluster --durable and tests/support/headless."""

import os
import pathlib
import signal
import subprocess
import time

import private_server

DATABASE = "stempel_recovery"
CONNECTIONS = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "stempel/connections.ini"
PROFILE = "5f0c7a52-3f0e-4d7e-9f4c-2f6a5f1f9b10"


def processes(data):
    """Everything that works in a data directory, the postmaster first."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(data):
                found.append(int(process.name))
        except OSError:
            continue  # gone already, or somebody else's
    try:
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError):
        return found
    return sorted(found, key=lambda pid: pid != postmaster)


def kill(data):
    """As a power cut does it: nobody gets to say goodbye. Returns how many there were."""
    killed = 0
    while True:
        running = processes(data)
        if not running:
            return killed
        for pid in running:
            try:
                os.kill(pid, signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
        time.sleep(0.005)


class ProfileServer(private_server.PrivateServer):
    """A database of the throwaway cluster with demo data, and the profile that leads to it."""

    def __init__(self, role):
        self.role = role
        self.data = pathlib.Path(os.environ["STEMPEL_TEST_CLUSTER"])
        self.conninfo = os.environ["STEMPEL_TEST_DATABASE"].replace("dbname=postgres",
                                                                    f"dbname={DATABASE}")

    def __enter__(self):
        subprocess.run(["createdb", DATABASE], check=True)
        self.ctl("migrate")
        self.demo()
        self.save_profile()
        return self

    def __exit__(self, *_):
        CONNECTIONS.unlink()
        self.start()
        subprocess.run(["dropdb", "--force", DATABASE], check=True)

    def environment(self):
        return private_server.environment(STEMPEL_DATABASE=self.conninfo)

    def save_profile(self):
        CONNECTIONS.parent.mkdir(exist_ok=True)
        CONNECTIONS.write_text(f"[{PROFILE}]\nKind=postgresql\nName=Shop\nHost={os.environ['PGHOST']}\n"
                        f"Database={DATABASE}\nUser={self.role}\nPort={os.environ['PGPORT']}\n"
                        "LastUsed=1700000000\n")

    def kill(self):
        return kill(self.data)

    def start(self):
        if processes(self.data):
            return
        # Nobody may have collected the killed one yet, and then its number still counts as taken.
        for lock in (self.data / "postmaster.pid", self.data.parent / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        subprocess.run([*os.environ["STEMPEL_TEST_PG_CTL"].split(), "-w", "start"], check=True,
                       cwd="/", stdout=subprocess.DEVNULL)
