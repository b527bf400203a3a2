# stempel_proxy.py: a line that breaks after some bytes
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""    with Proxy(lambda: connect(target), longest=5000) as proxy:
        proxy.port
        proxy.cutting = True
"""

import contextlib
import random
import select
import socket
import struct
import threading

SMALLEST = 20
# Nothing is said any more, as by a computer that was switched off.
RESET = struct.pack('ii', 1, 0)


class Proxy:
    """Listens on the loopback device. While it cuts, each line gets a number of bytes, counted in
    both directions, after which it breaks: in the middle of whatever it is that passes."""

    def __init__(self, connect, longest):
        self.connect, self.longest = connect, longest
        self.cutting = False
        self.cuts = 0
        self.lock = threading.Lock()
        self.listening = socket.create_server(('127.0.0.1', 0), backlog=200)
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.accept)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listening.close()

    def accept(self):
        while True:
            try:
                client = self.listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.forward, args=(client,), daemon=True).start()

    def budget(self):
        """As many short ones as long ones, whatever is long."""
        return int(SMALLEST * (self.longest / SMALLEST) ** random.random())

    def forward(self, client):
        left = None
        try:
            server = self.connect()
        except OSError:
            client.close()
            return
        with client, server:
            other = {client: server, server: client}
            with contextlib.suppress(OSError):
                while True:
                    for ready in select.select(list(other), [], [])[0]:
                        data = ready.recv(65536)
                        if not data:
                            return
                        if left is None and self.cutting:
                            left = self.budget()
                        if left is not None and len(data) > left:
                            other[ready].sendall(data[:left])
                            self.cut(client, server)
                            return
                        left = left - len(data) if left is not None else None
                        other[ready].sendall(data)

    def cut(self, *ends):
        with self.lock:
            self.cuts += 1
        if random.random() < .5:
            for end in ends:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
