# stempel_pgbench.py: bookings by pgbench, counted
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import subprocess
import tempfile

from stempel_test import connection_string

BOOKING = ("select api.{}(jsonb_build_object('account_id', :account::bigint, 'store_id',"
           " :store::bigint, 'idempotency_key', gen_random_uuid(){}));")
BOOKINGS = {"stamps": BOOKING.format("stamp_earn", ""),
            "points": BOOKING.format("points_earn", ", 'amount', 1499")}
ANY_ACCOUNT = "\\set account random(:first, :last)\n"


def rate(options, database, user, script, **variables):
    """Transactions a second with so many clients for so many seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        os.chmod(file.name, 0o644)
        defines = [f"--define={name}={value}" for name, value in variables.items()]
        told = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-c", str(options.clients), "-j", "2",
             "-T", str(options.seconds), "-f", file.name, *defines,
             connection_string(database, user)], capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise SystemExit(f"pgbench: {told.stderr}")
    return float(re.search(r"tps = ([\d.]+)", told.stdout).group(1))
