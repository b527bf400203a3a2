# merge_model.py: members who become one and are parted again, as a model of the rules
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each member holds and owes of points and stamps, and what of it moves, written apart from
the SQL, from docs/ledger.md and docs/operations.md; test_model_merge.py feeds the same histories to
it and to the real operations."""

import dataclasses
import datetime
import random

from ledger_model import GRACE, Earn, Lot, Redemption
from stamps_model import UTC, Entry, Refusal, Stamps, Store, local_day
from stamps_model import Rules as StampRules
from till_model import Reservation, Till, number_of
from till_model import Rules as PointRules


@dataclasses.dataclass
class Rules:
    points: PointRules
    stamps: StampRules


class Purse(Till):
    """Points of which some came from another member: older lots may come later."""

    at = None

    def open_lot(self, source, points, remaining, last_day):
        lot = super().open_lot(source, points, remaining, last_day)
        lot.opened = self.at
        return lot

    def usable_lots(self, day):
        return sorted((lot for lot in self.lots if lot.remaining > 0 and not lot.lapsed(day)),
                      key=lambda lot: (lot.last_day is None, lot.last_day or 0, lot.opened))

    def moved(self, lot):
        """The lot in which the points of one are that was somebody else's."""
        origin = lot.origin or lot
        return next((other for other in reversed(self.lots) if other.origin is origin), None)

    def own_lot(self, entry):
        if entry.lot in self.lots:
            return entry.lot
        return self.moved(entry.lot) or Lot(entry, 0, 0, None)

    def lapsed_of(self, entry):
        # Before it moved, or after.
        return entry.lot.expired + sum(lot.expired for lot in entry.lot.copies)

    def put_back(self, lot, points, day):
        if lot in self.lots:
            super().put_back(lot, points, day)
            return
        last_day = (self.moved(lot) or lot).last_day
        if last_day is not None and last_day < day:
            last_day = day + GRACE
        self.open_lot(lot.source, points, points, last_day)


class Member:
    def __init__(self):
        self.points = Purse([])
        self.stamps = Stamps()
        self.merge = None  # The one that made somebody else of them.

    def expire(self, at):
        points = self.points.expire(number_of(at))
        return self.stamps.expire(at) or points

    def state(self):
        points, stamps = self.points.state(), self.stamps
        open_cards = sum(card.stamps for card in stamps.cards if card.state == 'open')
        assert stamps.booked == stamps.loose + open_cards - stamps.owed
        return {'lots': points['lots'], 'owed': points['owed'], 'points': points['booked'],
                'loose': stamps.loose, 'owed_stamps': stamps.owed, 'stamps': stamps.booked,
                'cards': [[card.stamps, card.last_day and str(card.last_day), card.state]
                          for card in stamps.cards],
                'merged': self.merge is not None}


def whose(member):
    """Who they have become, through as many merges as there were."""
    while member.merge:
        member = member.merge.survivor
    return member


class Move:
    """What a pair of transfers did to the stamps of who took something over."""

    def __init__(self, taker, at):
        self.entry = Entry('transfer', 0, at, None)
        self.stamps = 0
        self.before = [card for card in taker.stamps.cards if card.state == 'open']
        self.loose, self.owed = -taker.stamps.loose, -taker.stamps.owed

    def done(self, taker):
        after = [card for card in taker.stamps.cards if card.state == 'open']
        self.issued = [card for card in after if card not in self.before]
        self.withdrawn = [card for card in self.before if card not in after]
        self.loose += taker.stamps.loose
        self.owed += taker.stamps.owed
        return self


class Merge:
    def __init__(self, survivor, other):
        self.survivor = survivor
        self.other = other
        self.holdings = self.debts = None
        self.taken_back = False  # Something that the other one had booked.
        self.taken_back = False  # Something that the other one had booked.


def settle_debt(stamps, entry, rules):
    """Owed stamps are taken from whatever is there."""
    debt, stamps.owed = stamps.owed, 0
    stamps.take(debt, None, entry, rules.stamps)


def move_holdings(giver, taker, at, rules):
    move = Move(taker, at)
    move.lots = []
    for lot in giver.points.usable_lots(number_of(at)):
        repaid = min(taker.points.owed, lot.remaining)
        moved = Lot(lot.source, lot.remaining, lot.remaining - repaid, lot.last_day)
        moved.opened, moved.repaid, moved.origin = lot.opened, repaid, lot.origin or lot
        moved.origin.copies.append(moved)
        taker.points.lots.append(moved)
        taker.points.owed -= repaid
        taker.points.booked += lot.remaining
        giver.points.booked -= lot.remaining
        move.lots.append((lot, moved))
        lot.remaining = 0
    move.cards = [card for card in giver.stamps.cards if card.state == 'open']
    move.given = giver.stamps.loose
    move.stamps = move.given + sum(card.stamps for card in move.cards)
    if not move.lots and move.stamps == 0:
        return None
    for card in move.cards:
        copy = type(card)(card.stamps, card.last_day, move.entry)
        copy.origin = card.origin or card
        taker.stamps.cards.append(copy)
        card.state = 'withdrawn'
    taker.stamps.loose += move.given
    taker.stamps.booked += move.stamps
    giver.stamps.loose = 0
    giver.stamps.booked -= move.stamps
    if move.stamps:
        settle_debt(taker.stamps, move.entry, rules)
    return move.done(taker)


def move_debts(giver, taker, at, rules):
    move = Move(taker, at)
    move.points, move.stamps = giver.points.owed, giver.stamps.owed
    if move.points == move.stamps == 0:
        return None
    giver.points.owed = giver.stamps.owed = 0
    giver.points.booked += move.points
    giver.stamps.booked += move.stamps
    move.used, missing = taker.points.take(taker.points.usable_lots(number_of(at)), move.points)
    taker.points.owed += missing
    taker.points.booked -= move.points
    taker.stamps.owed += move.stamps
    taker.stamps.booked -= move.stamps
    if move.stamps:
        settle_debt(taker.stamps, move.entry, rules)
    return move.done(taker)


def merge(survivor, other, at, rules):
    for member in survivor, other:
        if member.merge or member.points.held(at):
            raise Refusal('conflict')
    for member in survivor, other:
        member.expire(at)
    other.merge = Merge(survivor, other)
    other.merge.holdings = move_holdings(other, survivor, at, rules)
    other.merge.debts = move_debts(other, survivor, at, rules)
    survivor.stamps.merged += [other.stamps, *other.stamps.merged]


def unmove_stamps(move, stamps, entry, rules):
    """As they were before, whatever came since; but for what was used."""
    if move.stamps == 0:
        return
    if any(card.state != 'open' for card in move.issued):
        raise Refusal('conflict')
    for card in move.issued:
        card.state = 'withdrawn'
    for card in move.withdrawn:
        card.state = 'open'
    if stamps.loose < move.loose or stamps.owed < move.owed:
        raise Refusal('conflict')
    stamps.loose -= move.loose
    stamps.owed -= move.owed
    settle_debt(stamps, entry, rules)


def unmove_debts(move, giver, taker, at, rules):
    day = number_of(at)
    repaid = min(taker.points.owed, move.points)
    missing = move.points - repaid
    for lot, used in reversed(move.used):
        back = min(used, missing)
        missing -= back
        if back and lot.lapsed(day):
            taker.points.open_lot(lot.source, back, back, day + GRACE)
        else:
            lot.remaining += back
    if missing:
        raise Refusal('conflict')
    taker.points.owed -= repaid
    taker.points.booked += move.points
    taker.stamps.booked += move.stamps
    unmove_stamps(move, taker.stamps, Entry('transfer', 0, at, None), rules)
    giver.points.owed += move.points
    giver.points.booked -= move.points
    giver.stamps.owed += move.stamps
    giver.stamps.booked -= move.stamps


def unmove_holdings(move, giver, taker, at, rules):
    if any(moved.remaining != moved.points - moved.repaid for _, moved in move.lots):
        raise Refusal('conflict')
    for lot, moved in move.lots:
        moved.remaining = 0
        lot.remaining += moved.points
        taker.points.booked -= moved.points
        giver.points.booked += moved.points
    # What had repaid a debt is taken from other lots, or owed again.
    _, missing = taker.points.take(taker.points.usable_lots(number_of(at)),
                                   sum(moved.repaid for _, moved in move.lots))
    taker.points.owed += missing
    taker.stamps.booked -= move.stamps
    unmove_stamps(move, taker.stamps, Entry('transfer', 0, at, None), rules)
    for card in move.cards:
        card.state = 'open'
    giver.stamps.loose += move.given
    giver.stamps.booked += move.stamps


def unmerge(other, at, rules):
    merged = other.merge
    if (merged is None or merged.survivor.merge or merged.survivor.points.held(at)
            or merged.taken_back):
        raise Refusal('conflict')
    survivor = merged.survivor
    before = [(thing, {name: list(value) if isinstance(value, list) else value
                       for name, value in vars(thing).items()})
              for member in (survivor, other)
              for thing in (member, member.points, member.stamps, *member.points.lots,
                            *member.stamps.cards)]
    try:
        survivor.expire(at)
        if merged.debts:
            unmove_debts(merged.debts, other, survivor, at, rules)
        if merged.holdings:
            unmove_holdings(merged.holdings, other, survivor, at, rules)
        other.merge = None
        for one in (other.stamps, *other.stamps.merged):
            survivor.stamps.merged.remove(one)
    except Refusal:
        for thing, was in before:
            vars(thing).clear()
            vars(thing).update(was)
        raise


STORE = Store()
MEMBERS = 3


def pass_time(draw, at):
    return at + draw.choice((
        lambda: datetime.timedelta(minutes=draw.randint(1, 15)),
        lambda: datetime.timedelta(hours=draw.randint(1, 60)),
        lambda: datetime.timedelta(days=draw.randint(0, 15))))()


def history(seed, versions, jobs, steps=60):
    """A random history of three members, as [(step for the database, state after it)]; points and
    stamps are those booked by the step."""
    draw = random.Random(seed)
    members = [Member() for _ in range(MEMBERS)]
    at = datetime.datetime(2020, 1, 1, 12, tzinfo=UTC)
    in_force = None
    entries = {}
    before = [{'points': 0, 'stamps': 0}] * MEMBERS
    told = []
    for number in range(steps):
        at = pass_time(draw, at)
        step = {'at': at.isoformat()}
        for member in members:
            member.points.at = at
            if jobs or draw.random() < .1:
                step.setdefault('expire', True)
        if 'expire' in step and not any([member.expire(at) for member in members]):
            del step['expire']
        if in_force is None or draw.random() < .03:
            in_force = draw.randrange(len(versions))
            step['version'] = in_force + 1
        try:
            entries[number] = choose(draw, members, at, versions[in_force], entries, step)
        except Refusal as refusal:
            step['refused'] = str(refusal)
        states = [member.state() for member in members]
        told.append((step, {str(who): state | {name: state[name] - before[who][name]
                                               for name in before[who]}
                            for who, state in enumerate(states)}))
        before = [{name: state[name] for name in ('points', 'stamps')} for state in states]
    return told


def choose(draw, members, at, rules, entries, step):
    """Books something at random, and says in `step` what."""
    kind = draw.random()
    gone = [place for place, member in enumerate(members) if member.merge]
    left = [place for place in range(MEMBERS) if place not in gone]
    owing = [place for place in left if members[place].points.owed]
    who, other = draw.sample(left if len(left) > 1 and draw.random() < .95 else range(MEMBERS), 2)
    if owing and owing[0] != who and draw.random() < .2:
        kind, other = 0, owing[0]  # Who takes over a debt.
    if kind < .15 / (1 + 2 * len(gone)):
        step |= {'do': 'customer_merge', 'customers': {'id': who, 'other_id': other}}
        return merge(members[who], members[other], at, rules)
    if kind < .16 + .05 * len(gone):
        who = draw.choice(gone) if gone and draw.random() < .95 else who
        step |= {'do': 'customer_unmerge', 'customers': {'id': who}}
        return unmerge(members[who], at, rules)
    if draw.random() < .95:
        who = draw.choice(left)
    member = members[who]
    booked = choose_booking(draw, member, who, at, rules, entries, step)
    return None if booked is None else (member, booked)


def open_one(member):
    if member.merge:
        raise Refusal('conflict')


def choose_booking(draw, member, who, at, rules, entries, step):
    here = {'account': who, 'store': 0}
    day = number_of(at)
    kind = draw.random()
    own = [number for number, entry in entries.items() if entry is not None
           and member in (entry[0], whose(entry[0]))]
    held = [number for number in own if isinstance(entries[number][1], Reservation)]
    done = [number for number in own if number not in held and not entries[number][1].void]
    if kind < .22 or kind > .88:
        spend = draw.randint(1, 9000)
        step |= {'do': 'points_earn', **here, 'with': {'amount': spend}}
        open_one(member)
        return member.points.buy(spend, at, rules.points)
    if kind < .38 and member.points.usable(day):
        usable = member.points.usable(day)
        points = draw.choice((draw.randint(1, usable), usable))
        step |= {'do': 'points_redeem' if kind < .36 else 'redemption_reserve', **here,
                 'with': {'points': points}}
        open_one(member)
        return (member.points.use if kind < .36 else member.points.reserve)(
            points, None, at, rules.points)
    if kind < .42 and held:
        step |= {'do': 'redemption_commit', 'of': ['id', held[-1]]}
        open_one(member)
        return member.points.commit(entries[held[-1]][1], at, rules.points)
    if kind < .60:
        stamps = draw.randint(1, rules.stamps.visit)
        step |= {'do': 'stamp_earn', **here, 'with': {'stamps': stamps}}
        open_one(member)
        entry = member.stamps.earn(stamps, at, rules.stamps, STORE)
        member.points.visit(day)
        return entry
    if kind < .68 and member.stamps.usable(local_day(at)):
        step |= {'do': 'stamp_redeem', **here}
        open_one(member)
        entry = member.stamps.redeem(at, rules.stamps)
        member.points.visit(day)
        return entry
    if done:
        number = draw.choice(done[-6:] if draw.random() < .7 else done)
        entry = entries[number][1]
        step['of'] = ['entry_id', number]
        booked_on = entries[number][0]
        member = whose(booked_on)
        if kind < .80 and isinstance(entry, Earn):
            amount = draw.randint(1, 5000)
            step |= {'do': 'entry_refund', 'with': {'amount': amount, 'reason': 'r'}}
            member.points.bring_back(entry, amount, at)
        else:
            step |= {'do': 'entry_void', 'with': {'reason': 'r'}}
            if isinstance(entry, (Earn, Redemption)):
                member.points.undo(entry, at)
            else:
                member.stamps.void(entry, at, rules.stamps)
        while booked_on.merge:
            booked_on.merge.taken_back = True
            booked_on = booked_on.merge.survivor
    # What takes something back is not taken back itself; the models of one account try that.
    return None
