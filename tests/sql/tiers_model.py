# tiers_model.py: tiers that are reached, kept and lost, as a model of the rules
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a member counts and which tier that gives, on any day, written apart from the SQL, from
docs/ledger.md. The model counts everything anew for each question. test_model_tiers.py feeds the
same histories to it and to the real operations."""

import collections
import dataclasses
import datetime
import random

from ledger_model import Earn, Redemption
from stamps_model import Refusal, Stamps, Store, local_day
from stamps_model import Rules as StampRules
from till_model import Rules as PointRules
from till_model import Till, number_of

DAY = datetime.timedelta(1)
NOTICE, LEAST_NOTICE = 30 * DAY, 14 * DAY
FOR_EVER = datetime.date.max
MIDNIGHT = Store()  # Days by hand begin then, in the merchant's zone.
STAMPS = StampRules(target=100, visit=20, cooldown=0, daily=100, void_days=365)


@dataclasses.dataclass
class Tier:
    key: int
    threshold: int
    multiplier_bp: int = 10000
    grace_days: int = 0


@dataclasses.dataclass
class Rules:
    metric: str
    window: str
    tiers: list  # From the lowest on.
    points: PointRules = dataclasses.field(default_factory=lambda: PointRules(void_days=365))

    def published(self):
        return self.points.published() | STAMPS.published() | {
            'tier_metric': self.metric, 'tier_window': self.window,
            'tiers': [dataclasses.asdict(tier) | {'names': {'en': f'Tier {tier.key}'}}
                      for tier in self.tiers]}

    def tier(self, key):
        return next((tier for tier in self.tiers if tier.key == key), None)


def years_on(day, years):
    """The anniversary; that of 29 February is the 28th where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class Member:
    def __init__(self, joined, rules):
        self.joined = joined
        self.rules = rules
        self.till = Till([])
        self.stamps = Stamps()
        self.bookings = []  # (entry, store) of what counts
        self.days = None  # What counted() found, until something is booked.
        self.tier = None
        self.since = self.kept_until = self.falls_on = None
        self.by_hand = None  # (tier, since, last day)
        self.taken_back = False  # Something, since the tier was last looked at.
        self.notices = []

    # What is counted

    def counted(self):
        """What stands of each day of the merchant's."""
        if self.days is None:
            self.days = self.count()
        return self.days

    def count(self):
        days = collections.Counter()
        if self.rules.metric == 'visits':
            visits = {}
            for entry, store in self.bookings:
                if not entry.void:
                    visits.setdefault((store, store.day(entry.at)), local_day(entry.at))
            days.update(visits.values())
            return days
        for entry, _ in self.bookings:
            if isinstance(entry, Earn):
                days[local_day(entry.at)] += (
                    entry.points - entry.reversed if self.rules.metric == 'points_earned'
                    else entry.spend - entry.refunded)
        return days

    def period(self, day, number=0):
        """The first day of the period that a day is in, or of one so many after it."""
        if self.rules.window == 'calendar_year':
            return datetime.date(day.year + number, 1, 1)
        years = day.year - self.joined.year
        if years_on(self.joined, years) > day:
            years -= 1
        return years_on(self.joined, years + number)

    def metric(self, day):
        days = self.counted()
        if self.rules.window == 'lifetime':
            return sum(days.values())
        if self.rules.window == 'rolling_12_months':
            return sum(count for on, count in days.items() if years_on(day, -1) < on <= day)
        return sum(count for on, count in days.items() if on >= self.period(day))

    def entitled_until(self, tier, day):
        """The last day that the member is entitled to a tier, seen from a day; None: is not."""
        days = self.counted()
        if self.rules.window == 'lifetime':
            return FOR_EVER if sum(days.values()) >= tier.threshold else None
        if self.rules.window == 'rolling_12_months':
            # With each purchase that reaches it, for 12 months.
            reached = [on for on, count in days.items() if count > 0 and tier.threshold <= sum(
                other for when, other in days.items() if years_on(on, -1) < when <= on)]
            ends = [years_on(on, 1) for on in reached]
        else:
            # To the end of the period after the one that reached it.
            ends = [self.period(day, number + 2) - DAY for number in (-1, 0)
                    if tier.threshold <= sum(
                        count for on, count in days.items()
                        if self.period(day, number) <= on < self.period(day, number + 1))]
        return max((end for end in ends if end >= day), default=None)

    def best(self, day):
        return next((tier for tier in reversed(self.rules.tiers)
                     if self.entitled_until(tier, day)), None)

    # Which one there is

    def rank(self, tier):
        return -1 if tier is None else self.rules.tiers.index(tier)

    def runs_by_hand(self, at):
        return self.by_hand is not None and self.by_hand[1] <= at and (
            self.by_hand[2] is None or self.by_hand[2] >= local_day(at))

    def in_force(self, at):
        return self.by_hand[0] if self.runs_by_hand(at) else self.tier

    def take_tier(self, tier, day, at):
        if tier is not self.tier:
            self.tier = tier
            self.since = at if tier else None
        self.kept_until = self.entitled_until(tier, day) if tier else None
        self.falls_on = None
        self.taken_back = False

    def raise_tier(self, at):
        """After an earning: at once, or kept for longer; nobody falls here."""
        day = local_day(at)
        best = self.best(day)
        if best is None or self.rank(best) < self.rank(self.tier):
            return
        # One that is announced for the end of its time stays so; one because of what was taken back
        # does not.
        if best is not self.tier or self.kept_until != self.entitled_until(best, day) or (
                self.falls_on and self.falls_on <= self.kept_until):
            self.take_tier(best, day, at)

    def announce(self, last_day, day):
        self.falls_on = max(last_day + DAY * (1 + self.tier.grace_days), day + LEAST_NOTICE)
        told = [self.tier.key, (self.falls_on - day).days, str(self.falls_on - DAY)]
        # Who has one by hand then does not feel it.
        hidden = self.by_hand is not None and (self.by_hand[2] is None
                                               or self.by_hand[2] >= self.falls_on)
        if not hidden and told not in self.notices:
            self.notices.append(told)

    def evaluate(self, at):
        """What the nightly job does."""
        day = local_day(at)
        if self.tier is None:
            return
        best = self.best(day)
        if best is self.tier:
            announced = self.falls_on
            self.take_tier(best, day, at)
            if announced and announced > self.kept_until and self.to_be_told(day):
                self.falls_on = announced
            elif self.to_be_told(day):
                self.announce(self.kept_until, day)
        elif self.falls_on is None:
            # What was taken back is told of at the first look.
            if self.taken_back or self.to_be_told(day):
                self.announce(min(self.kept_until, day - DAY), day)
        elif self.falls_on <= day:
            self.take_tier(best, day, at)

    def to_be_told(self, day):
        return self.kept_until != FOR_EVER and (
            day >= self.kept_until + DAY * (1 + self.tier.grace_days) - NOTICE)

    # What is booked

    def buy(self, spend, at, store):
        tier = self.in_force(at)
        entry = self.till.buy(spend, at, self.rules.points, tier.multiplier_bp if tier else 10000)
        self.bookings.append((entry, store))
        self.days = None
        self.raise_tier(at)
        return entry

    def stamp(self, at, store):
        entry = self.stamps.earn(1, at, STAMPS, store)
        self.bookings.append((entry, store))
        self.days = None
        self.raise_tier(at)
        return entry

    def shown(self, at):
        day = local_day(at)
        tier = self.in_force(at)
        by_hand = self.runs_by_hand(at)
        metric = self.metric(day)
        until, since = self.kept_until, self.since
        if by_hand:
            since, until = self.by_hand[1:]
        elif self.falls_on:
            until = self.falls_on - DAY
        above = self.rules.tiers[self.rank(tier) + 1:]
        return {'key': tier and tier.key, 'manual': by_hand,
                'since': tier and int(since.timestamp()),
                'kept_until': str(until) if tier and until not in (None, FOR_EVER) else None,
                'metric': metric, 'notices': list(self.notices),
                'next': [above[0].key, max(above[0].threshold - metric, 0)] if above else None}


def history(seed, versions, stores, joined, steps=60):
    """A random history as [(step for the database, what is shown after it)]."""
    draw = random.Random(seed)
    version = draw.randrange(len(versions))
    at = joined
    member = Member(local_day(joined), versions[version])
    entries = {}
    told = []
    for number in range(steps):
        at += datetime.timedelta(minutes=draw.randint(1, draw.choice((600, 30000, 80000, 80000, 300000))))
        step = {'at': at.isoformat()}
        if number == 0:
            step['version'] = version + 1
        if draw.random() < .6:
            step['tiers'] = True
            member.evaluate(at)
        try:
            entries[number] = choose(draw, member, at, stores, entries, step)
        except Refusal as refusal:
            step['refused'] = str(refusal)
        member.days = None
        told.append((step, member.shown(at)))
    return told


def choose(draw, member, at, stores, entries, step):
    """Books something at random, and says in `step` what."""
    here = {'account': 0, 'store': draw.randrange(len(stores))}
    store = stores[here['store']]
    standing = [number for number, entry in entries.items()
                if entry is not None and not entry.void]
    kind = draw.random()
    if kind < .38:
        spend = draw.choice((draw.randint(1, 3000), draw.randint(1, 9000)))
        step |= {'do': 'points_earn', **here, 'with': {'amount': spend}}
        return member.buy(spend, at, store)
    if kind < .50:
        step |= {'do': 'stamp_earn', **here}
        return member.stamp(at, store)
    if kind < .56 and member.till.usable(number_of(at)):
        points = draw.randint(1, member.till.usable(number_of(at)))
        step |= {'do': 'points_redeem', **here, 'with': {'points': points}}
        return member.till.use(points, None, at, member.rules.points)
    if kind < .59:
        step |= {'do': 'account_adjust', 'account': 0,
                 'with': {'points': 500, 'reason_code': 'other', 'reason': 'r'}}
        member.till.adjust(500, at, member.rules.points)
        return None
    if kind < .64:
        return choose_by_hand(draw, member, at, step)
    if kind < .80 and standing:
        number = draw.choice(standing[-3:])
        entry = entries[number]
        step['of'] = ['entry_id', number]
        if kind < .71 and isinstance(entry, Earn):
            amount = draw.randint(1, 4000)
            step |= {'do': 'entry_refund', 'with': {'amount': amount, 'reason': 'r'}}
            member.till.bring_back(entry, amount, at)
            member.taken_back = True
            return None
        step |= {'do': 'entry_void', 'with': {'reason': 'r'}}
        if isinstance(entry, (Earn, Redemption)):
            member.till.undo(entry, at)
        else:
            member.stamps.void(entry, at, STAMPS)
        member.taken_back = True
    return None


def choose_by_hand(draw, member, at, step):
    step |= {'do': 'account_set_tier', 'account': 0, 'with': {'reason': 'r'}}
    if draw.random() < .3:
        member.by_hand = None
        return None
    tier = draw.choice(member.rules.tiers)
    since, until = at, None
    request = {'tier': tier.key}
    if draw.random() < .4:
        first = local_day(at) + DAY * draw.randint(0, 40)
        request['from'] = str(first)
        since = max(at, MIDNIGHT.begins(first))
    if draw.random() < .7:
        until = local_day(since) + DAY * draw.randint(0, 90)
        request['until'] = str(until)
    step['with'] |= request
    member.by_hand = (tier, since, until)
    return None
