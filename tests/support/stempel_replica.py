# stempel_replica.py: a second PostgreSQL server that follows the one of with-cluster
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For test programs that run under support/with-cluster.

    with Pair() as pair:
        Server(db, environment={'STEMPEL_DATABASE': pair.hosts(db.name, role)})
        pair.kill(pair.primary)
        pair.take_over()
        pair.rebuild()
"""

import os
import pathlib
import re
import shlex
import signal
import subprocess
import time

import psycopg2
import psycopg2.extensions

SECONDS = 30
MANUAL = pathlib.Path(__file__).resolve().parents[2] / 'docs' / 'server.md'


def until(what, holds, seconds=SECONDS):
    """Waits until something holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + seconds, f'not in {seconds} s: {what}'
        time.sleep(.02)


def documented(heading):
    """The commands that the manual gives under a heading."""
    return re.search(rf'^### {heading}$.*?^```sh\n(.*?)^```$', MANUAL.read_text(), re.M | re.S)[1]


class Node:
    """One PostgreSQL server."""

    def __init__(self, folder, port):
        *self.account, pg_ctl = shlex.split(os.environ['STEMPEL_TEST_PG_CTL'].split(' -D ')[0])
        self.programs = pathlib.Path(pg_ctl).parent
        self.folder = pathlib.Path(folder)
        self.top = self.folder.parent
        self.port = port
        self.killed = []

    def run(self, *command, check=True):
        """A command, under the account that may."""
        done = subprocess.run([*self.account, *map(str, command)], cwd='/',
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f'{command}: {done.returncode}\n{done.stderr}')
        return done.returncode == 0

    def follow_manual(self, heading, **connections):
        """What the manual tells somebody to do on this server."""
        self.run('env', f'PATH={self.programs}:{os.environ["PATH"]}', f'DATA={self.folder}',
                 *(f'{name}={node.dsn()}' for name, node in connections.items()),
                 'bash', '-ec', documented(heading))

    def control(self, *arguments, check=True):
        return self.run(self.programs / 'pg_ctl', '-D', self.folder, '-w', '-o', f'-p {self.port}',
                        '-l', self.top / f'log.{self.port}', *arguments, check=check)

    def start(self):
        """What was killed may hold on to its memory for a moment."""
        self.bury()
        until('PostgreSQL starts', lambda: self.control('start', check=False))

    def processes(self):
        """The server's own number, and those of all that belong to it."""
        try:
            first = int((self.folder / 'postmaster.pid').read_text().split()[0])
            children = pathlib.Path(f'/proc/{first}/task/{first}/children').read_text().split()
        except (OSError, IndexError):
            return []
        return [first, *map(int, children)]

    def signal(self, number):
        for process in self.processes():
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """kill -9 of the server and all of its processes."""
        self.signal(signal.SIGSTOP)  # Nobody makes children meanwhile.
        self.killed = self.processes()
        self.signal(signal.SIGKILL)
        until('it is dead', lambda: not any(is_running(each) for each in self.killed))

    def bury(self):
        """Waits until somebody has waited for what was killed; as long it counts as running."""
        until('it is gone', lambda: not any(pathlib.Path(f'/proc/{each}').exists()
                                            for each in self.killed))
        self.killed = []

    def dsn(self, database='postgres', user='postgres'):
        return psycopg2.extensions.make_dsn(os.environ['STEMPEL_TEST_DATABASE'], port=self.port,
                                            dbname=database, user=user)

    def rows(self, statement, database='postgres'):
        connection = psycopg2.connect(self.dsn(database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def value(self, statement, database='postgres'):
        return self.rows(statement, database)[0][0]


def is_running(process):
    try:
        return pathlib.Path(f'/proc/{process}/stat').read_text().rsplit(') ', 1)[1][0] != 'Z'
    except OSError:
        return False


class Pair:
    """The server of with-cluster and a second one; each can take the place of the other."""

    def __init__(self, synchronous=True):
        data = pathlib.Path(os.environ['STEMPEL_TEST_CLUSTER'])
        self.nodes = [Node(data, 5432), Node(data.parent / 'second', 5433)]
        self.primary, self.standby = self.nodes
        self.synchronous = synchronous
        with open(data / 'pg_hba.conf', 'a') as file:
            file.write('local replication all trust\n')
        self.primary.follow_manual('Preparing the primary', PRIMARY=self.primary)
        # No need to wait for 5 s before it tries again.
        self.primary.rows("alter system set wal_retrieve_retry_interval = '100ms'")
        self.primary.control('restart')
        self.copy()

    def hosts(self, database, user):
        """A connection string with both."""
        return psycopg2.extensions.make_dsn(
            self.primary.dsn(database, user), host=f'{self.primary.top},{self.primary.top}',
            port='5432,5433')

    def copy(self):
        """Makes the standby from nothing."""
        self.standby.follow_manual('Making a standby', PRIMARY=self.primary)
        self.follow()

    def rebuild(self):
        """Makes the old primary, which was killed, the standby of the new one."""
        self.standby.bury()
        self.standby.follow_manual('Coming back', PRIMARY=self.primary)
        self.follow()

    def follow(self):
        self.standby.start()
        until('the standby follows', lambda: self.primary.value(
            "select count(*) from pg_stat_replication where state = 'streaming'") == 1)
        if self.synchronous:
            self.primary.follow_manual('Waiting for the standby', PRIMARY=self.primary)
            until('the standby is synchronous', lambda: self.primary.value(
                "select count(*) from pg_stat_replication where sync_state = 'sync'") == 1)

    def take_over(self):
        """Makes the standby the primary, which waits for nobody. The old one must be fenced."""
        self.standby.follow_manual('Taking over', STANDBY=self.standby)
        self.primary, self.standby = self.standby, self.primary

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.signal(signal.SIGCONT)
        if self.nodes[1].processes():
            self.nodes[1].control('stop', '-m', 'immediate', check=False)
