# stempel_tamper.py: going behind the guards, to see that the self-check notices
#
# SPDX-License-Identifier: GPL-3.0-or-later

GUARDS = ('append_only', 'append_only_truncate')


def found(merchant):
    """The names of the checks that find something wrong."""
    return {v['check'] for v in merchant.auditor.call('self_check')['items']}


def tamper(db, *statements):
    """What a superuser could do who switches guards and foreign keys off first."""
    tables = db.value('select private.append_only_tables()')
    db.rows('set session_replication_role = replica')
    for table in tables:
        for guard in GUARDS:
            db.rows(f'alter table stempel.{table} disable trigger {guard}')
    for statement in statements:
        db.rows(statement)
    for table in tables:
        for guard in GUARDS:
            db.rows(f'alter table stempel.{table} enable always trigger {guard}')
    db.rows('reset session_replication_role')
