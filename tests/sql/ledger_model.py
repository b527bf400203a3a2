# ledger_model.py: lots, debts, refunds and restores of one account, as a model of the rules
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""An executable model of what points do to an account, written apart from the SQL: days are
numbers, entries are objects, nothing is stored. test_model.py feeds the same histories to it and to
the real operations. The rules are those of docs/ledger.md."""

import datetime
import random

FIRST_DAY = datetime.date(2020, 1, 1)
GRACE = 14  # Days that points put back into a lapsed lot can be used.


class Lot:
    def __init__(self, source, points, remaining, last_day):
        self.source = source
        self.points = points
        self.remaining = remaining
        self.last_day = last_day
        self.expired = 0
        self.origin = None  # The lot that it continues, if it moved.
        self.copies = []  # Those that continue it.

    def lapsed(self, day):
        return self.last_day is not None and self.last_day < day


class Earn:
    def __init__(self, points, spend, day):
        self.points = points
        self.spend = spend
        self.day = day
        self.refunded = self.reversed = self.here = self.elsewhere = 0
        self.void = False
        self.lot = None


class Redemption:
    def __init__(self, points, used, day):
        self.points = points
        self.used = used  # [(lot, points)] in the order of use
        self.day = day
        self.void = False


class Account:
    def __init__(self, policy):
        self.policy = policy
        self.lots = []
        self.owed = 0
        self.booked = 0  # The sum of the ledger.
        self.written_off = 0

    def usable_lots(self, day):
        order = sorted((lot.last_day is None, lot.last_day or 0, place)
                       for place, lot in enumerate(self.lots)
                       if lot.remaining > 0 and not lot.lapsed(day))
        return [self.lots[place] for _, _, place in order]

    def usable(self, day):
        return sum(lot.remaining for lot in self.usable_lots(day))

    def open_lot(self, source, points, remaining, last_day):
        self.lots.append(Lot(source, points, remaining, last_day))
        return self.lots[-1]

    def earn(self, points, spend, day, last_day):
        entry = Earn(points, spend, day)
        repaid = min(self.owed, points)
        self.owed -= repaid
        entry.lot = self.open_lot(entry, points, points - repaid, last_day)
        self.booked += points
        return entry

    def take(self, lots, wanted):
        used = []
        for lot in lots:
            points = min(lot.remaining, wanted)
            if points > 0:
                lot.remaining -= points
                wanted -= points
                used.append((lot, points))
        return used, wanted

    def redeem(self, points, day):
        used, missing = self.take(self.usable_lots(day), points)
        assert missing == 0
        self.booked -= points
        return Redemption(points, used, day)

    def expire(self, day):
        """Writes down what has lapsed; says whether there was anything."""
        lapsed = 0
        for lot in self.lots:
            if lot.lapsed(day) and lot.remaining > 0:
                lapsed += lot.remaining
                lot.expired += lot.remaining
                self.booked -= lot.remaining
                lot.remaining = 0
        return lapsed > 0

    def own_lot(self, entry):
        """Where the points of a purchase are."""
        return entry.lot

    def lapsed_of(self, entry):
        return entry.lot.expired

    def reverse(self, entry, points, day):
        entry.reversed += points
        own = self.own_lot(entry)
        here = min(own.remaining, points)
        own.remaining -= here
        entry.here += here
        short = max(0, entry.reversed - entry.here - self.lapsed_of(entry) - entry.elsewhere)
        entry.elsewhere += short
        others = [lot for lot in self.usable_lots(day) if lot is not own]
        used, rest = self.take(others, short)
        owed = rest if self.policy == 'owe' else 0
        self.owed += owed
        self.written_off += rest - owed
        self.booked -= here + short - rest + owed

    def refund(self, entry, amount, rule, day):
        entry.refunded += amount
        stays = rule(entry.spend - entry.refunded)
        self.reverse(entry, entry.points - stays - entry.reversed, day)

    def void_earn(self, entry, day):
        entry.void = True
        entry.refunded = entry.spend
        self.reverse(entry, entry.points - entry.reversed, day)

    def void_redemption(self, entry, day):
        entry.void = True
        self.booked += entry.points
        for lot, points in entry.used:
            repaid = min(self.owed, points)
            self.owed -= repaid
            points -= repaid
            if points > 0:
                self.put_back(lot, points, day)

    def put_back(self, lot, points, day):
        if lot.lapsed(day):
            self.open_lot(lot.source, points, points, day + GRACE)
        elif lot.source.reversed > 0:
            self.open_lot(lot.source, points, points, lot.last_day)
        else:
            lot.remaining += points

    def state(self):
        """What the database must say as well: each lot, the debt, the sum of the ledger."""
        assert all(0 <= lot.remaining <= lot.points for lot in self.lots)
        assert self.booked == sum(lot.remaining for lot in self.lots) - self.owed
        return {'lots': [[lot.points, lot.remaining, lot.last_day, lot.expired]
                         for lot in self.lots],
                'owed': self.owed, 'booked': self.booked, 'written_off': self.written_off}


def history(seed, policy, lifetimes, rule, steps=60, void_days=365):
    """A random history as [(step for the database, state after it)]; booked and written_off are
    those of the step.

    `lifetimes` are the days that points can be used under the versions of the rules; None: they
    never lapse. Entries are named by the number of their step."""
    draw = random.Random(seed)
    account = Account(policy)
    day = 0
    in_force = None
    earns, redemptions = {}, {}
    before = {'booked': 0, 'written_off': 0}
    told = []
    for number in range(steps):
        day += draw.randint(0, 20)
        step = {'at': f'{FIRST_DAY + datetime.timedelta(day)} 11:00+00'}
        if account.expire(day):
            step['expire'] = True
        kind = draw.random()
        standing = [n for n, e in earns.items() if not e.void]
        if kind < .35:
            version = draw.randrange(len(lifetimes))
            spend = draw.randint(1, 9000)
            lifetime = lifetimes[version]
            earns[number] = account.earn(rule(spend), spend, day,
                                         None if lifetime is None else day + lifetime)
            step |= {'do': 'points_earn', 'account': 0, 'store': 0, 'with': {'amount': spend}}
            if version != in_force:
                step['version'] = version + 1
                in_force = version
        elif kind < .6:
            if account.usable(day) > 0:
                points = draw.randint(1, account.usable(day))
                redemptions[number] = account.redeem(points, day)
                step |= {'do': 'points_redeem', 'account': 0, 'store': 0,
                         'with': {'points': points}}
        elif kind < .75:
            chosen = [n for n in standing if earns[n].refunded < earns[n].spend]
            if chosen:
                n = draw.choice(chosen)
                amount = min(draw.randint(1, 4000), earns[n].spend - earns[n].refunded)
                account.refund(earns[n], amount, rule, day)
                step |= {'do': 'entry_refund', 'of': ['entry_id', n],
                         'with': {'amount': amount, 'reason': 'r'}}
        elif kind < .88:
            chosen = [n for n in standing if day - earns[n].day < void_days]
            if chosen:
                n = draw.choice(chosen)
                account.void_earn(earns[n], day)
                step |= {'do': 'entry_void', 'of': ['entry_id', n], 'with': {'reason': 'r'}}
        else:
            chosen = [n for n, e in redemptions.items() if not e.void and day - e.day < void_days]
            if chosen:
                n = draw.choice(chosen)
                account.void_redemption(redemptions[n], day)
                step |= {'do': 'entry_void', 'of': ['entry_id', n], 'with': {'reason': 'r'}}
        state = account.state()
        told.append((step, state | {name: state[name] - before[name] for name in before}))
        before = {name: state[name] for name in before}
    return told
