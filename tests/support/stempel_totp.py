# stempel_totp.py: one-time codes
#
# SPDX-License-Identifier: GPL-3.0-or-later

import hmac
import struct


def code(secret, seconds):
    """RFC 6238, as an app works it out."""
    mac = hmac.digest(secret, struct.pack('>q', seconds // 30), 'sha1')
    place = mac[-1] & 15
    return f'{(struct.unpack(">I", mac[place:place + 4])[0] & 0x7fffffff) % 1000000:06}'
