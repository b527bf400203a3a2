# stamps_model.py: stamps, full cards and debts of stamps, as a model of the rules
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""An executable model of what stamps do to an account, written apart from the SQL, from
docs/ledger.md: moments are those of a calendar, entries are objects, nothing is stored.
test_model_stamps.py feeds the same histories to it and to the real operations."""

import datetime
import random
import zoneinfo

UTC = datetime.timezone.utc
GRACE = datetime.timedelta(14)  # For a reward that was not handed out after all and has lapsed.
ZONE = zoneinfo.ZoneInfo('Europe/Luxembourg')


class Store:
    def __init__(self, zone='Europe/Luxembourg', day_start=0):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.day_start = datetime.timedelta(hours=day_start)

    def day(self, at):
        return (at.astimezone(self.zone).replace(tzinfo=None) - self.day_start).date()

    def begins(self, day):
        midnight = datetime.datetime.combine(day, datetime.time())
        return (midnight + self.day_start).replace(tzinfo=self.zone)


class Rules:
    def __init__(self, target=10, visit=3, cooldown=15, daily=5, card_days=None, void_days=30):
        self.target = target
        self.visit = visit
        self.cooldown = datetime.timedelta(minutes=cooldown)
        self.daily = daily
        self.card_days = card_days
        self.void_days = void_days

    def published(self):
        """As a program has them."""
        return {'stamps_target': self.target, 'max_stamps_per_visit': self.visit,
                'cooldown_minutes': self.cooldown.seconds // 60, 'daily_limit': self.daily,
                'entitlement_days': self.card_days, 'void_days': self.void_days}


class Card:
    """A full one: a reward that is not collected yet."""

    def __init__(self, stamps, last_day, completed_by):
        self.stamps = stamps
        self.last_day = last_day
        self.completed_by = completed_by
        self.state = 'open'
        self.origin = None  # The card that it continues, if it moved.

    def of(self, entry):
        return entry in (self.completed_by, self.origin and self.origin.completed_by)

    def usable(self, day):
        return self.state == 'open' and (self.last_day is None or self.last_day >= day)

    def lapsed(self, day):
        return self.state == 'expired' or self.state == 'open' and not self.usable(day)


class Entry:
    def __init__(self, kind, stamps, at, rules, store=None, card=None):
        self.kind = kind
        self.stamps = stamps
        self.at = at
        self.rules = rules
        self.store = store
        self.day = store.day(at) if store else None
        self.card = card
        self.void = False


class Refusal(Exception):
    pass


def local_day(at):
    return at.astimezone(ZONE).date()


class Stamps:
    def __init__(self):
        self.loose = self.owed = self.booked = self.spared = 0
        self.cards = []
        self.earned = []
        self.merged = []  # Those who became this one: their stamps count for limits.

    def usable(self, day):
        """In the order in which they are handed out."""
        return sorted((card for card in self.cards if card.usable(day)),
                      key=lambda card: (card.last_day is None, card.last_day or 0))

    def standing(self):
        earned = self.earned if not self.merged else sorted(
            (entry for one in (self, *self.merged) for entry in one.earned),
            key=lambda entry: entry.at)
        return [entry for entry in earned if not entry.void]

    def given(self, day):
        return sum(entry.stamps for entry in self.standing() if entry.day == day)

    def today(self, at):
        """Of the running day of the store that stamped last."""
        last = self.standing()[-1:]
        return self.given(last[0].day) if last and last[0].store.day(at) == last[0].day else 0

    def available_at(self, at, rules):
        last = self.standing()[-1:]
        moments = [at]
        if last:
            moments.append(last[0].at + rules.cooldown)
            if self.today(at) >= rules.daily:
                moments.append(last[0].store.begins(last[0].day + datetime.timedelta(1)))
        return max(moments) if max(moments) > at else None

    def settle(self, entry, rules):
        """What is owed first, then full cards; the rest is loose."""
        repaid = min(self.owed, self.loose)
        self.owed -= repaid
        self.loose -= repaid
        last_day = None if rules.card_days is None else (
            local_day(entry.at) + datetime.timedelta(rules.card_days))
        while self.loose >= rules.target:
            self.loose -= rules.target
            self.cards.append(Card(rules.target, last_day, entry))

    def earn(self, stamps, at, rules, store):
        if not 1 <= stamps <= rules.visit:
            raise Refusal('invalid')
        last = self.standing()[-1:]
        if last and at < last[0].at + rules.cooldown:
            raise Refusal('cooldown_active')
        entry = Entry('earn', stamps, at, rules, store)
        if self.given(entry.day) + stamps > rules.daily:
            raise Refusal('daily_limit_reached')
        self.earned.append(entry)
        self.loose += stamps
        self.booked += stamps
        self.settle(entry, rules)
        return entry

    def redeem(self, at, rules):
        cards = self.usable(local_day(at))
        if not cards:
            raise Refusal('insufficient_balance')
        cards[0].state = 'redeemed'
        self.booked -= cards[0].stamps
        return Entry('redeem', -cards[0].stamps, at, rules, card=cards[0])

    def adjust(self, change, at, rules):
        change = max(change, -self.loose)
        if change == 0:
            raise Refusal('insufficient_balance')
        entry = Entry('adjust', change, at, rules)
        self.loose += change
        self.booked += change
        self.settle(entry, rules)
        return entry

    def void(self, entry, at, rules):
        if entry.kind in ('void', 'adjust'):
            raise Refusal('conflict')
        if entry.void:
            raise Refusal('already_reversed')
        if at >= entry.at + datetime.timedelta(entry.rules.void_days):
            raise Refusal('void_window_closed')
        undone = Entry('void', -entry.stamps, at, rules)
        entry.void = True
        if entry.kind == 'earn':
            undone.stamps = -self.take_back(entry, undone, rules)
        else:
            self.give_back(entry, undone, rules)
        self.booked += undone.stamps
        return undone

    def lapsed(self, day):
        """What lapsed with full cards, and no void was spared for it."""
        return sum(card.stamps for card in self.cards if card.lapsed(day)) - self.spared

    def spare(self, entry, stamps, day):
        lapsed = self.lapsed(day)
        if entry not in self.earned:
            lapsed += sum(one.lapsed(day) for one in self.merged)
        return max(0, min(stamps, lapsed))

    def take_back(self, entry, undone, rules):
        day = local_day(undone.at)
        usable = sum(card.stamps for card in self.cards if card.usable(day))
        spared = self.spare(entry, entry.stamps - self.loose - usable, day)
        self.spared += spared
        self.take(entry.stamps - spared, entry, undone, rules)
        return entry.stamps - spared

    def take(self, wanted, entry, undone, rules):
        """Loose ones, then full cards: those of the entry itself, then the newest."""
        usable = [card for card in self.cards if card.usable(local_day(undone.at))]
        for card in sorted(usable[::-1], key=lambda card: not card.of(entry)):
            if self.loose < wanted:
                card.state = 'withdrawn'
                self.loose += card.stamps
        taken = min(self.loose, wanted)
        self.loose -= taken
        self.owed += wanted - taken
        self.settle(undone, rules)

    def give_back(self, entry, undone, rules):
        day = local_day(undone.at)
        card = entry.card
        last_day = card.last_day
        if last_day is not None and last_day < day:
            last_day = day + GRACE
        if self.owed > 0:
            card.state = 'withdrawn'
            self.loose += card.stamps
            self.settle(undone, rules)
        elif card in self.cards:
            card.state, card.last_day = 'open', last_day
        else:
            # The one of who became this one; here it is another one.
            card.state = 'withdrawn'
            self.cards.append(Card(card.stamps, last_day, undone))
            self.cards[-1].origin = card.origin or card

    def expire(self, at):
        """Writes down what has lapsed; says whether there was anything."""
        lapsed = [card for card in self.cards
                  if card.state == 'open' and card.lapsed(local_day(at))]
        for card in lapsed:
            card.state = 'expired'
            self.booked -= card.stamps
        return lapsed != []

    def state(self, at, rules):
        open_cards = sum(card.stamps for card in self.cards if card.state == 'open')
        assert self.booked == self.loose + open_cards - self.owed
        assert self.owed == 0 or self.loose == 0 and not self.usable(local_day(at))
        available_at = self.available_at(at, rules)
        return {'stamps': self.loose, 'owed': self.owed, 'booked': self.booked,
                'cards': [[card.stamps, card.last_day and str(card.last_day), card.state]
                          for card in self.cards],
                'usable': [[card.stamps, card.last_day and str(card.last_day)]
                           for card in self.usable(local_day(at))],
                'today': self.today(at),
                'available_at': available_at and int(available_at.timestamp())}


def pass_time(draw, at):
    """From one second to a season: moments near limits matter as much as days."""
    return at + draw.choice((
        lambda: datetime.timedelta(seconds=draw.choice((1, 899, 900, 901))),
        lambda: datetime.timedelta(minutes=draw.randint(5, 90)),
        lambda: datetime.timedelta(minutes=draw.randint(60, 1500)),
        lambda: datetime.timedelta(days=1),
        lambda: datetime.timedelta(minutes=draw.randint(60, 1500)),
        lambda: datetime.timedelta(minutes=draw.randint(0, 12000))))()


def history(seed, versions, stores, jobs, steps=60):
    """A random history as [(step for the database, state after it)]; booked is that of the step.
    `jobs`: what has lapsed is written down before every step, or now and then."""
    draw = random.Random(seed)
    account = Stamps()
    at = datetime.datetime(2020, 1, 1, 12, tzinfo=UTC)
    in_force = None
    entries = {}
    booked = 0
    told = []
    for number in range(steps):
        at = pass_time(draw, at)
        step = {'at': at.isoformat()}
        if (jobs or draw.random() < .1) and account.expire(at):
            step['expire'] = True
        if in_force is None or draw.random() < .04:
            in_force = draw.randrange(len(versions))
            step['version'] = in_force + 1
        rules = versions[in_force]
        try:
            entries[number] = choose(draw, account, at, rules, stores, entries, step)
        except Refusal as refusal:
            step['refused'] = str(refusal)
        state = account.state(at, rules)
        told.append((step, state | {'booked': state['booked'] - booked}))
        booked = state['booked']
    return told


def choose(draw, account, at, rules, stores, entries, step):
    """Books something at random, and says in `step` what."""
    here = {'account': 0, 'store': draw.randrange(len(stores))}
    done = [number for number, entry in entries.items() if entry is not None]
    if draw.random() < .7:
        done = [number for number in done if not entries[number].void
                and entries[number].kind in ('earn', 'redeem')]
    kind = draw.random()
    if kind < .43:
        stamps = draw.randint(1, rules.visit) if draw.random() < .97 else rules.visit + 1
        step |= {'do': 'stamp_earn', **here, 'with': {'stamps': stamps}}
        return account.earn(stamps, at, rules, stores[here['store']])
    if kind < .62 and account.usable(local_day(at)) or kind < .45:
        step |= {'do': 'stamp_redeem', **here}
        return account.redeem(at, rules)
    if kind < .66:
        change = draw.choice((-7, -2, -1, 1, 2, 12))
        step |= {'do': 'account_adjust', 'account': 0,
                 'with': {'stamps': change, 'reason_code': 'other', 'reason': 'r'}}
        return account.adjust(change, at, rules)
    if done:
        # One of the last as a rule: it is still in its window.
        number = draw.choice(done[-8:] if draw.random() < .8 else done)
        step |= {'do': 'entry_void', 'of': ['entry_id', number], 'with': {'reason': 'r'}}
        return account.void(entries[number], at, rules)
    return None
