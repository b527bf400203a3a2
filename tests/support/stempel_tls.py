# stempel_tls.py: certificates for this computer
#
# SPDX-License-Identifier: GPL-3.0-or-later

import pathlib
import ssl
import subprocess


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, capture_output=True)


class Authority:
    """One that signs certificates for this computer."""

    def __init__(self, folder, name='authority'):
        self.folder = pathlib.Path(folder)
        self.key, self.certificate = self.folder / f'{name}.key', self.folder / f'{name}.pem'
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc',
                '-keyout', self.key, '-out', self.certificate, '-subj', f'/CN={name}', '-days', '2')

    def issue(self, name, serial, kind=('ec', '-pkeyopt', 'ec_paramgen_curve:P-256'), days=2):
        """A key and a certificate with that serial number."""
        key, request = self.folder / f'{name}.key', self.folder / f'{name}.csr'
        certificate, extension = self.folder / f'{name}.pem', self.folder / 'extension'
        extension.write_text('subjectAltName=IP:127.0.0.1,DNS:localhost\n')
        openssl('req', '-new', '-newkey', *kind, '-noenc', '-keyout', key, '-out', request,
                '-subj', f'/CN={name}')
        openssl('x509', '-req', '-in', request, '-CA', self.certificate, '-CAkey', self.key,
                '-set_serial', str(serial), '-days', str(days), '-extfile', extension,
                '-out', certificate)
        certificate.write_text(certificate.read_text() + self.certificate.read_text())
        key.chmod(0o600)
        return certificate, key

    def context(self):
        return ssl.create_default_context(cafile=self.certificate)
