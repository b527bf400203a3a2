# points.py: a points program, a member in it, and what is done with them
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For the tests of points: a clock that stands, and bookings in one line."""

MONDAY = '2026-03-02 10:00+01'


def club(db, kind='points', **rules):
    """A bakery with a points program (1 point per 100), a member in it and a clock that stands."""
    db.at(MONDAY)
    bakery = db.merchant()
    program = bakery.points_program(kind=kind, **rules)
    member = bakery.member()
    return bakery, program, member['accounts'][0]['id']


def earn(bakery, account, amount, who=None, **more):
    return (who or bakery.manager).call('points_earn', account_id=account, amount=amount,
                                        **{'store_id': bakery.store_id} | more)


def redeem(bakery, account, who=None, **what):
    return (who or bakery.manager).call('points_redeem', account_id=account,
                                        **{'store_id': bakery.store_id} | what)


def refund(bakery, booked, amount, **more):
    return bakery.manager.call('entry_refund', entry_id=booked['entry']['id'], amount=amount,
                               reason='brought back', **more)


def void(bakery, booked, who=None, **more):
    return (who or bakery.manager).call('entry_void', entry_id=booked['entry']['id'],
                                        reason='mistyped', **more)


def adjust(bakery, account, **what):
    return bakery.manager.call('account_adjust', account_id=account,
                               **{'reason_code': 'goodwill', 'reason': 'waited long'} | what)


def change_expiry(bakery, program_id, rules):
    """Publishes a version whose points lapse otherwise, unless they do so already."""
    program = bakery.manager.call('program_get', id=program_id)
    others = {'expiry_days': None, 'expiry_months': None, 'expiry_day': None}
    saved = bakery.manager.call('program_save', id=program_id, revision=program['revision'],
                                draft=program['published'] | others | rules)
    if saved['draft'] is not None:
        bakery.manager.call('program_publish', id=program_id)


def balance(bakery, account):
    record = bakery.manager.call('account_get', id=account)
    return record['points'], record['owed_points']


def sound(bakery):
    problems = bakery.manager.call('self_check')['items']
    assert problems == [], problems[:3]
