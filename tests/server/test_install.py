#!/usr/bin/python3
# test_install.py: what the documentation of the server says is to be typed
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import pathlib
import re
import subprocess
import tempfile

from stempel_test import build_dir, run, test

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = SOURCE / 'docs' / 'server.md'
# Run by test_failover.py, with a primary and a standby, and by test_canaries.py, which reads the log.
ELSEWHERE = {'High availability', 'Secrets'}
# Whoever runs this has built it, where they wanted.
BUILD, INSTALL = 'tools/build\n', 'meson install -C build\n'


def script():
    """All that is to be typed, in its order, for one shell."""
    text = DOCUMENT.read_text()
    section, typed = '', []
    for heading, block in re.findall(r'^## ([^\n]*)$|^```sh\n(.*?)^```$', text, re.M | re.S):
        section = heading or section
        if block and section not in ELSEWHERE:
            typed.append(block)
    typed = '\n'.join(typed)
    assert BUILD in typed and INSTALL in typed
    return typed.replace(BUILD, '').replace(INSTALL, f'meson install -C {build_dir()} --no-rebuild\n')


@test('who types what the documentation says has a server that somebody can sign in to')
def install(db):
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        admin = os.environ['STEMPEL_TEST_DATABASE']
        environment = os.environ | {
            'ADMIN': admin, 'DATABASE_HOST': re.search(r'host=(\S+)', admin)[1],
            'ROOT': root, 'DESTDIR': root, 'PATH': f"{root}/usr/local/bin:{os.environ['PATH']}"}
        try:
            ended = subprocess.run(['bash', '-euo', 'pipefail', '-c', f'{script()}\nwait $SERVER'],
                                   env=environment, cwd=SOURCE, capture_output=True, text=True,
                                   timeout=120, check=False)
            assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
            assert 'stempel_build_info' in ended.stdout, ended.stdout[-2000:]
            session = json.JSONDecoder().raw_decode(ended.stdout.split('\nready')[1].lstrip())[0]
            assert (session['name'], session['role']) == ('Anna Muller', 'manager'), session
            assert session['merchant']['name'] == 'Café Muller', session
            assert (pathlib.Path(root) / 'stempel.dump').stat().st_size > 100000
        finally:
            db.rows('drop database if exists stempel with (force)')


run()
