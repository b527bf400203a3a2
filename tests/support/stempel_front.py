# stempel_front.py: what stands between a client and stempeld: nginx with TLS, and lines that break
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""    with Front(server.port) as front:
        front.url('good'), front.authority
        front.url('expired'), front.url('name'), front.url('unknown')
    with Cutter(server.port) as cutter:
        cutter.url, cutter.cut_after(100)
"""

import pathlib
import socket
import subprocess
import tempfile
import threading
import time

START_SECONDS = 10
LONG_AGO = ('20200101000000Z', '20200201000000Z')
NOW_ON = ('20200101000000Z', '20991231000000Z')

CA_CONFIGURATION = """
[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""

NGINX_CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error;
events {{ }}
http {{
  log_format short '$server_protocol $status';
  access_log {folder}/access short;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {servers}
}}
"""

NGINX_SERVER = """
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {folder}/{name}.pem;
    ssl_certificate_key {folder}/{name}.key;
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1; }}
  }}
"""


def free_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


def wait_for(port):
    for _ in range(START_SECONDS * 100):
        try:
            socket.create_connection(('127.0.0.1', port)).close()
            return
        except OSError:
            time.sleep(.01)
    raise RuntimeError(f'nobody listens on {port}')


class Front:
    """nginx with HTTP/2, one port for each certificate that may be shown."""

    def __init__(self, behind):
        self.temporary = tempfile.TemporaryDirectory(prefix='stempel-front.')
        self.folder = pathlib.Path(self.temporary.name)
        self.authority = self.make_authority('authority')
        self.make_authority('stranger')
        self.make('good', 'authority', NOW_ON, 'IP:127.0.0.1')
        self.make('expired', 'authority', LONG_AGO, 'IP:127.0.0.1')
        self.make('name', 'authority', NOW_ON, 'DNS:elsewhere.example.org')
        self.make('unknown', 'stranger', NOW_ON, 'IP:127.0.0.1')
        self.ports = {name: free_port() for name in ('good', 'expired', 'name', 'unknown')}
        servers = [NGINX_SERVER.format(folder=self.folder, name=name, port=port, behind=behind)
                   for name, port in self.ports.items()]
        (self.folder / 'nginx.conf').write_text(NGINX_CONFIGURATION.format(
            folder=self.folder, servers=''.join(servers)))
        self.process = subprocess.Popen(
            ['/usr/sbin/nginx', '-p', self.folder, '-c', self.folder / 'nginx.conf',
             '-e', self.folder / 'error'])
        wait_for(self.ports['good'])

    def openssl(self, *arguments):
        subprocess.run(['openssl', *arguments], cwd=self.folder, check=True, capture_output=True)

    def make_authority(self, name):
        self.openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
                     '-nodes', '-subj', f'/CN={name}', '-days', '2', '-keyout', f'{name}.key',
                     '-out', f'{name}.pem')
        return self.folder / f'{name}.pem'

    def make(self, name, authority, days, who):
        (self.folder / 'ca').write_text(CA_CONFIGURATION)
        (self.folder / 'index').write_text('')
        (self.folder / 'serial').write_text(f'{abs(hash(name)) % 10 ** 8:08d}')
        self.openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                     '-subj', f'/CN={name}', '-addext', f'subjectAltName={who}',
                     '-keyout', f'{name}.key', '-out', f'{name}.csr')
        self.openssl('ca', '-batch', '-config', 'ca', '-notext', '-in', f'{name}.csr',
                     '-cert', f'{authority}.pem', '-keyfile', f'{authority}.key',
                     '-startdate', days[0], '-enddate', days[1], '-out', f'{name}.pem')

    def url(self, name):
        return f'https://127.0.0.1:{self.ports[name]}'

    def log(self):
        """Version and status of each request that came through."""
        return (self.folder / 'access').read_text().splitlines()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.temporary.cleanup()


class Cutter:
    """Forwards to a server, and breaks a line after so many bytes of an answer."""

    def __init__(self, behind):
        self.behind = behind
        self.left = None
        self.lines = []
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.listener.getsockname()[1]}'
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def cut_after(self, count):
        """The next answer stops behind its first `count` bytes: what it says was done by then."""
        self.left = count

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(('127.0.0.1', self.behind))
            except OSError:
                return
            self.lines += [client, server]
            for source, target, answers in ((client, server, False), (server, client, True)):
                threading.Thread(target=self.forward, args=(source, target, answers),
                                 daemon=True).start()

    def forward(self, source, target, answers):
        try:
            while part := source.recv(65536):
                if answers and self.left is not None:
                    part, self.left = part[:self.left], None
                    target.sendall(part)
                    break
                target.sendall(part)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)
        for line in self.lines:
            line.close()
