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
import shlex
import signal
import subprocess
import time

import psycopg2
import psycopg2.extensions

SECONDS = 30


def until(what, holds, seconds=SECONDS):
    """Waits until something holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + seconds, f'not in {seconds} s: {what}'
        time.sleep(.02)


class Node:
    """One PostgreSQL server."""

    def __init__(self, folder, port):
        *self.account, pg_ctl = shlex.split(os.environ['STEMPEL_TEST_PG_CTL'].split(' -D ')[0])
        self.programs = pathlib.Path(pg_ctl).parent
        self.folder = pathlib.Path(folder)
        self.top = self.folder.parent
        self.port = port

    def run(self, program, *arguments, check=True):
        """A program of PostgreSQL, under the account that may."""
        done = subprocess.run([*self.account, self.programs / program, *map(str, arguments)],
                              cwd='/', stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if check and done.returncode != 0:
            raise RuntimeError(f'{program}: {done.returncode}\n{done.stderr}')
        return done.returncode == 0

    def control(self, *arguments, check=True):
        return self.run('pg_ctl', '-D', self.folder, '-l', self.top / f'log.{self.port}', '-w',
                        '-o', f'-p {self.port}', *arguments, check=check)

    def start(self):
        """What was killed may hold on to its memory for a moment."""
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
        processes = self.processes()
        self.signal(signal.SIGSTOP)  # Nobody makes children meanwhile.
        self.signal(signal.SIGKILL)
        until('it is gone', lambda: not any(is_running(each) for each in processes))

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
        # pg_rewind needs the hints in the log, and the log since the last checkpoint before.
        self.primary.rows("alter system set wal_log_hints = on")
        self.primary.rows("alter system set wal_keep_size = '512MB'")
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
        self.standby.run('pg_basebackup', '-d', self.primary.dsn(), '-D', self.standby.folder,
                         '-R', '-X', 'stream', '-c', 'fast')
        self.follow()

    def rebuild(self):
        """Makes the old primary, which was killed, the standby of the new one."""
        # A killed process counts as running until somebody has waited for it.
        (self.standby.folder / 'postmaster.pid').unlink(missing_ok=True)
        # Before its first one, a new primary does not say on which branch of the log it is.
        self.primary.rows('checkpoint')
        self.standby.run('pg_rewind', '-D', self.standby.folder,
                         f'--source-server={self.primary.dsn()}', '-R')
        self.follow()

    def follow(self):
        self.standby.start()
        until('the standby follows', lambda: self.primary.value(
            "select count(*) from pg_stat_replication where state = 'streaming'") == 1)
        if self.synchronous:
            self.set_synchronous('*')
            until('the standby is synchronous', lambda: self.primary.value(
                "select count(*) from pg_stat_replication where sync_state = 'sync'") == 1)

    def set_synchronous(self, names):
        self.primary.rows(f"alter system set synchronous_standby_names = '{names}'")
        self.primary.rows('select pg_reload_conf()')

    def take_over(self):
        """Makes the standby the primary, which waits for nobody. The old one must be fenced."""
        self.primary, self.standby = self.standby, self.primary
        self.primary.control('promote')
        self.set_synchronous('')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.signal(signal.SIGCONT)
        if self.nodes[1].processes():
            self.nodes[1].control('stop', '-m', 'immediate', check=False)
