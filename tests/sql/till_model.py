# till_model.py: points at a till, with all that the rules say of them, as a model of the rules
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ledger_model.py leaves out: rounding, the least and the most that a purchase earns, all
kinds of expiry, limits of redemptions, rewards per member, reservations, tickets that points paid
in part, adjustments, windows, and refusals. Written apart from the SQL, from docs/ledger.md;
test_model_till.py feeds the same histories to it and to the real operations."""

import dataclasses
import datetime
import random

from ledger_model import FIRST_DAY, Account, Earn, Redemption
from stamps_model import UTC, Refusal, local_day

HELD_FOR = datetime.timedelta(minutes=10)


@dataclasses.dataclass
class Rules:
    points_per_step: int = 1
    step_amount: int = 100
    rounding: str = 'per_step'
    minimum_amount: int = 0
    maximum_points: int = None
    expiry: str = 'none'
    expiry_days: int = None
    expiry_months: int = None
    expiry_day: str = None
    redeem_minimum: int = 1
    redeem_multiple: int = 1
    maximum_share_bp: int = None
    money_points: int = 1
    money_amount: int = 1
    refund_policy: str = 'owe'
    write_off_maximum: int = 0
    void_days: int = 30

    def published(self):
        """As a program has them."""
        return {name: value for name, value in dataclasses.asdict(self).items()
                if value is not None}

    def points(self, amount, multiplier_bp=10000):
        """What a purchase of that amount earns."""
        if amount < self.minimum_amount:
            return 0
        if self.rounding == 'per_step':
            points = amount // self.step_amount * self.points_per_step * multiplier_bp // 10000
        else:
            points = (amount * self.points_per_step * multiplier_bp
                      // (self.step_amount * 10000))
        return points if self.maximum_points is None else min(points, self.maximum_points)

    def last_day(self, day):
        """Of points that are credited that day, both as days since the first."""
        date = FIRST_DAY + datetime.timedelta(day)
        if self.expiry in ('days', 'inactivity'):
            return day + self.expiry_days
        if self.expiry == 'months':
            month = date.year * 12 + date.month + self.expiry_months  # The one after the last.
            date = datetime.date(month // 12, month % 12 + 1, 1) - datetime.timedelta(1)
        elif self.expiry == 'yearly':
            ends = [fixed_day(self.expiry_day, year) for year in (date.year, date.year + 1)]
            date = next(end for end in ends if end > date)
        else:
            return None
        return (date - FIRST_DAY).days


def fixed_day(month_and_day, year):
    month, day = map(int, month_and_day.split('-'))
    if (month, day) == (2, 29):
        return datetime.date(year, 3, 1) - datetime.timedelta(1)
    return datetime.date(year, month, day)


class Reservation:
    def __init__(self, points, ticket, at, reward):
        self.points = points
        self.ticket = ticket
        self.until = at + HELD_FOR
        self.reward = reward
        self.state = 'open'

    def held(self, at):
        return self.state == 'open' and self.until > at


class Adjustment:
    """By hand: no Earn, so nothing of it is taken back."""

    reversed = 0


class Void:
    pass


def number_of(at):
    return (local_day(at) - FIRST_DAY).days


class Till(Account):
    """`limits`: how often a member can have each reward (None: any number), by its place."""

    def __init__(self, rewards):
        super().__init__(None)
        self.rewards = rewards  # [(points, limit)]
        self.reservations = []
        self.redemptions = []

    def held(self, at):
        return sum(r.points for r in self.reservations if r.held(at))

    def visit(self, day):
        """Points that lapse by inactivity have their whole time again, by the rules of then."""
        for lot in self.usable_lots(day):
            rules = lot.source.rules
            if rules.expiry == 'inactivity':
                lot.last_day = max(lot.last_day, rules.last_day(day))

    def buy(self, spend, at, rules, multiplier_bp=10000):
        day = number_of(at)
        entry = self.earn(rules.points(spend, multiplier_bp), spend, day, rules.last_day(day))
        entry.at, entry.rules, entry.multiplier_bp = at, rules, multiplier_bp
        self.visit(day)
        return entry

    def price(self, wanted, ticket, at, rules):
        """The points of a redemption: `wanted` is a number of points, or ['reward', place]."""
        reward = None
        if isinstance(wanted, list):
            reward = wanted[1]
            wanted, limit = self.rewards[reward]
            had = sum(not r.void and r.reward == reward for r in self.redemptions)
            had += sum(r.held(at) and r.reward == reward for r in self.reservations)
            if limit is not None and had >= limit:
                raise Refusal('conflict')
        elif wanted < rules.redeem_minimum:
            raise Refusal('below_minimum')
        elif wanted % rules.redeem_multiple or rules.maximum_share_bp and ticket is None:
            raise Refusal('invalid')
        elif ticket is not None and (wanted * rules.money_amount // rules.money_points
                                     > ticket * (rules.maximum_share_bp or 10000) // 10000):
            raise Refusal('invalid')
        if wanted > self.usable(number_of(at)) - self.held(at):
            raise Refusal('insufficient_balance')
        return wanted, reward

    def book(self, points, ticket, reward, at, rules):
        entry = self.redeem(points, number_of(at))
        entry.at, entry.rules, entry.ticket, entry.reward = at, rules, ticket, reward
        entry.restored = entry.refunded = 0
        self.redemptions.append(entry)
        self.visit(number_of(at))
        return entry

    def use(self, wanted, ticket, at, rules):
        points, reward = self.price(wanted, ticket, at, rules)
        return self.book(points, ticket, reward, at, rules)

    def reserve(self, wanted, ticket, at, rules):
        points, reward = self.price(wanted, ticket, at, rules)
        self.reservations.append(Reservation(points, ticket, at, reward))
        return self.reservations[-1]

    def commit(self, reservation, at, rules):
        if not reservation.held(at):
            raise Refusal('conflict')
        if reservation.points > self.usable(number_of(at)):
            raise Refusal('insufficient_balance')
        reservation.state = 'committed'
        return self.book(reservation.points, reservation.ticket, reservation.reward, at, rules)

    def cancel(self, reservation):
        if reservation.state == 'committed':
            raise Refusal('conflict')
        reservation.state = 'cancelled'

    def adjust(self, change, at, rules):
        day = number_of(at)
        entry = Adjustment()
        entry.at, entry.rules = at, rules
        if change > 0:
            repaid = min(self.owed, change)
            self.owed -= repaid
            self.open_lot(entry, change, change - repaid, rules.last_day(day))
        else:
            change = -min(-change, max(0, self.usable(day) - self.held(at)))
            if change == 0:
                raise Refusal('insufficient_balance')
            self.take(self.usable_lots(day), -change)
        self.booked += change
        return entry

    def lacking(self, entry, points, day):
        """What nobody would have any more if so many points of a purchase were taken back."""
        own = self.own_lot(entry)
        here = min(own.remaining, points)
        short = (entry.reversed + points - entry.here - here - self.lapsed_of(entry)
                 - entry.elsewhere)
        others = sum(lot.remaining for lot in self.usable_lots(day) if lot is not own)
        return max(0, max(0, short) - others)

    def take_earned(self, entry, points, day):
        lacking = self.lacking(entry, points, day)
        rules = entry.rules
        if lacking and rules.refund_policy == 'block':
            raise Refusal('insufficient_balance')
        # What is written off is at most so much of each refund; the rest is owed after all.
        self.policy = 'owe'
        self.reverse(entry, points, day)
        if rules.refund_policy == 'write_off':
            forgiven = min(lacking, rules.write_off_maximum)
            self.owed -= forgiven
            self.booked += forgiven
            self.written_off += forgiven

    def give_back(self, entry, points, day):
        """Of what is still used, in the order of use; a part comes from its end."""
        rest = entry.points - entry.restored
        still, before = [], 0
        for lot, used in entry.used:
            if before < rest:
                still.append((lot, min(used, rest - before)))
            before += used
        if points < rest:
            still.reverse()
        part = Redemption(points, [], day)
        left = points
        for lot, used in still:
            part.used.append((lot, min(used, left)))
            left -= min(used, left)
        entry.restored += points
        self.void_redemption(part, day)

    def bring_back(self, entry, amount, at):
        day = number_of(at)
        if isinstance(entry, Earn):
            most = entry.spend - entry.refunded
        elif isinstance(entry, Redemption) and entry.ticket:
            most = entry.ticket - entry.refunded
        else:
            raise Refusal('conflict')
        if entry.void:
            raise Refusal('already_reversed')
        if amount > most:
            raise Refusal('invalid')
        if isinstance(entry, Earn):
            stays = entry.rules.points(most - amount, entry.multiplier_bp)
            self.take_earned(entry, entry.points - stays - entry.reversed, day)
            entry.refunded += amount
        else:
            entry.refunded += amount
            self.give_back(entry, entry.points * entry.refunded // entry.ticket - entry.restored,
                           day)
        return Void()

    def undo(self, entry, at):
        if not isinstance(entry, (Earn, Redemption)):
            raise Refusal('conflict')
        if entry.void:
            raise Refusal('already_reversed')
        if at >= entry.at + datetime.timedelta(entry.rules.void_days):
            raise Refusal('void_window_closed')
        if isinstance(entry, Earn):
            self.take_earned(entry, entry.points - entry.reversed, number_of(at))
            entry.refunded = entry.spend
        else:
            self.give_back(entry, entry.points - entry.restored, number_of(at))
        entry.void = True
        return Void()

    def shown(self, at):
        """What a person at the counter sees beside the lots."""
        day = number_of(at)
        dated = [lot for lot in self.usable_lots(day) if lot.last_day is not None]
        held = self.held(at)
        return self.state() | {
            'usable': max(0, self.usable(day) - held), 'held': held,
            'expiring': [sum(lot.remaining for lot in dated
                             if lot.last_day == dated[0].last_day),
                         dated[0].last_day] if dated else None,
            'reservations': [[r.points, r.state] for r in self.reservations]}


def pass_time(draw, at, hurry):
    if hurry and draw.random() < .7:
        return at + datetime.timedelta(minutes=draw.randint(0, 6))
    return at + draw.choice((
        lambda: datetime.timedelta(minutes=draw.randint(0, 9)),
        lambda: datetime.timedelta(seconds=draw.choice((1, 599, 600))),
        lambda: datetime.timedelta(hours=draw.randint(1, 30)),
        lambda: datetime.timedelta(days=draw.randint(0, 25)),
        lambda: datetime.timedelta(days=draw.randint(1, 10))))()


def history(seed, versions, rewards, jobs, steps=60):
    """A random history as [(step for the database, state after it)]; booked and written_off are
    those of the step. `jobs`: what has lapsed is written down before every step, or at times."""
    draw = random.Random(seed)
    account = Till(rewards)
    at = datetime.datetime(2020, 1, 1, 12, tzinfo=UTC)
    in_force = None
    entries = {}
    before = {'booked': 0, 'written_off': 0}
    told = []
    for number in range(steps):
        at = pass_time(draw, at, account.held(at) > 0)
        step = {'at': at.isoformat()}
        if (jobs or draw.random() < .1) and account.expire(number_of(at)):
            step['expire'] = True
        if in_force is None or draw.random() < .06:
            in_force = draw.randrange(len(versions))
            step['version'] = in_force + 1
        try:
            entries[number] = choose(draw, account, at, versions[in_force], entries, step)
        except Refusal as refusal:
            step['refused'] = str(refusal)
        state = account.shown(at)
        told.append((step, state | {name: state[name] - before[name] for name in before}))
        before = {name: state[name] for name in before}
    return told


def choose(draw, account, at, rules, entries, step):
    """Books something at random, and says in `step` what."""
    here = {'account': 0, 'store': 0}
    held = [n for n, e in entries.items() if isinstance(e, Reservation)]
    done = [n for n, e in entries.items() if e is not None and n not in held]
    if draw.random() < .6:
        done = [n for n in done if isinstance(entries[n], (Earn, Redemption))
                and not entries[n].void]
    kind = draw.random()
    if account.held(at) and draw.random() < .4:
        kind = .6  # Most of what is held is committed after all.
    if kind < .34:
        spend, less = draw.choice((draw.randint(0, 9000), 2000)), draw.choice((0, 0, 150))
        step |= {'do': 'points_earn', **here, 'with': {'amount': spend, 'discount': less}}
        return account.buy(max(0, spend - less), at, rules)
    if kind < .60:
        return choose_redemption(draw, account, at, rules, here | {
            'do': 'points_redeem' if kind < .48 else 'redemption_reserve'}, step)
    if kind < .72 and held:
        number = draw.choice(held[-2:])
        step['of'] = ['id', number]
        if draw.random() < .75:
            step['do'] = 'redemption_commit'
            return account.commit(entries[number], at, rules)
        step['do'] = 'redemption_cancel'
        return account.cancel(entries[number])
    if kind < .76:
        change = draw.choice((-40, -1, 25, 60))
        step |= {'do': 'account_adjust', 'account': 0,
                 'with': {'points': change, 'reason_code': 'other', 'reason': 'r'}}
        return account.adjust(change, at, rules)
    if done:
        number = draw.choice(done[-4:] if draw.random() < .6 else done)
        step['of'] = ['entry_id', number]
        if kind < .88:
            amount = draw.choice((draw.randint(1, 3000), 333))
            step |= {'do': 'entry_refund', 'with': {'amount': amount, 'reason': 'r'}}
            return account.bring_back(entries[number], amount, at)
        step |= {'do': 'entry_void', 'with': {'reason': 'r'}}
        return account.undo(entries[number], at)
    return None


def choose_redemption(draw, account, at, rules, here, step):
    usable = max(0, account.usable(number_of(at)) - account.held(at))
    request = {}
    if draw.random() < .4:
        wanted = ['reward', draw.randrange(len(account.rewards))]
        step['reward'] = wanted[1]
    else:
        wanted = request['points'] = draw.choice((
            draw.randint(1, usable + 1), usable + 1, usable or 1, max(usable // 10 * 10, 1)))
    ticket = draw.choice((None, draw.randint(1, 500), 1000))
    if ticket is not None:
        request['ticket_amount'] = ticket
    step |= here | {'with': request}
    book = account.use if here['do'] == 'points_redeem' else account.reserve
    return book(wanted, ticket, at, rules)
