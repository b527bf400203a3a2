# ledger_shop.py: the shop in which the examples of docs/ledger.md happen
#
# SPDX-License-Identifier: GPL-3.0-or-later

import uuid

from ledger_page import (NOTHING, TIER_KEYS, basis_points, cents, euros, rules_of, signed,
                         understand)
from stempel_ledger import run_job

PINS = {'Luc': '5938', 'Eva': '7351'}


class Shop:
    """A member at a till, on the days of an example."""

    def __init__(self, db, sentence):
        self.db = db
        db.rows('create or replace function private.pin_cost() returns integer '
                'language sql immutable as $$ select 4 $$')
        self.clock('2026-01-01', 0)
        self.bakery = db.merchant()
        rules = {'void_days': 365, 'money_points': 1, 'money_amount': 1} | rules_of(sentence)
        self.mug = rules.pop('reward', None)
        self.rules = rules
        self.stamps = 'stamps_target' in rules
        if self.stamps:
            del rules['money_points'], rules['money_amount']
            self.program = self.bakery.program(**rules)
        else:
            self.program = self.bakery.points_program(**rules)
        if self.mug:
            self.mug = self.bakery.reward(self.program['id'], **self.mug)
        self.people, self.replies = {}, {}
        # Who is welcomed joins in the example itself.
        if not {'welcome_points', 'birthday_points'} & set(rules):
            self.join()

    def join(self, **more):
        self.member = self.bakery.member(**more)
        self.account = self.member['accounts'][0]['id']

    @property
    def where(self):
        return {'account_id': self.account, 'store_id': self.bakery.store_id}

    def clock(self, when, minute):
        """A day, on which the rows of an example follow each other, or a day with its time."""
        self.db.at(f'{when} 11:{minute:02}:00+00' if len(when) == 10
                   else f'{when} Europe/Luxembourg')

    def call(self, operation, key=None, **request):
        return self.bakery.manager.call(operation, key, **request)

    def by(self, name, role=''):
        """What an employee adds to a booking, with a PIN just typed."""
        if name is None:
            return {}
        if name not in self.people:
            self.people[name] = self.bakery.employee(name, pin=PINS[name])['id']
        token = self.call('employee_verify', employee_id=self.people[name], pin=PINS[name])
        return {f'{role or "employee"}_id': self.people[name],
                f'{role and role + "_"}pin_token': token['pin_token']}

    def entry(self, row):
        return self.replies[row]['entry']['id']

    def reservation(self, row):
        return self.replies[row]['reservation']['id']

    def step(self, sentence):
        return understand(sentence, [(pattern, lambda m, do=do: do(self, m))
                                     for pattern, do in STEPS])

    def holdings(self, account_id):
        """Points or stamps, as the tables have them."""
        if self.stamps:
            cells = self.db.rows("""select a.stamps, (select count(*) from stempel.entitlement t
                where t.account_id = a.id and t.state = 'open'), a.owed_stamps
                from stempel.account a where a.id = %s""", account_id)[0]
            return [str(cell) for cell in cells]
        points, owed = self.db.rows('select points, owed_points from stempel.account '
                                    'where id = %s', account_id)[0]
        return [str(points), str(owed), self.lots(account_id)]

    def lots(self, account_id):
        rows = self.db.rows("""select remaining::text, expires_on::text from stempel.lot
            where account_id = %s and remaining > 0 order by expires_on, opened_at, id""",
                            account_id)
        return ', '.join(points + (f' until {day}' if day else '')
                         for points, day in rows) or NOTHING

    def state(self):
        """The cells after the one of the entry."""
        account = self.call('account_get', id=self.account)
        if self.stamps:
            return [str(account['stamps']), str(len(account['entitlements'])),
                    str(account['owed_stamps'])]
        return [str(account['points']), str(account['owed_points']), self.lots(self.account)]

    def tier(self):
        """The cells of a tier: what counts, its name, until when."""
        tier = self.call('account_get', id=self.account)['tier']
        spent = self.rules.get('tier_metric') == 'eligible_spend'
        return [euros(tier['metric']) if spent else str(tier['metric']),
                (tier['name'] or NOTHING) + (' by hand' if tier['manual'] else ''),
                tier['kept_until'] or NOTHING]


class Pair(Shop):
    """Two members who may be one person."""

    def __init__(self, db, sentence):
        super().__init__(db, sentence)
        self.pair = {'Anna': self.member, 'Ben': self.bakery.member('Ben')}

    def step(self, sentence):
        name, rest = sentence.split(' ', 1)
        if name in self.pair:
            self.account = self.pair[name]['accounts'][0]['id']
            sentence = rest
        if sentence == 'becomes Anna':
            return self.call('customer_merge', id=self.pair['Anna']['id'],
                             other_id=self.pair[name]['id'])
        if sentence == 'is parted again':
            return self.call('customer_unmerge', id=self.pair[name]['id'])
        if sentence == 'is erased':
            return self.call('customer_erase', id=self.pair[name]['id'])
        return super().step(sentence)

    def state(self):
        return [cell for member in self.pair.values()
                for cell in self.holdings(member['accounts'][0]['id'])]


def nightly(shop, job):
    """Runs a job; what it booked as if it were one entry."""
    last = shop.db.value('select coalesce(max(id), 0) from stempel.entry')
    run_job(shop.bakery, job)
    points, stamps = shop.db.rows("""select coalesce(sum(points), 0), coalesce(sum(stamps), 0)
        from stempel.entry where id > %s""", last)[0]
    return {'entry': {'written_off': 0, 'stamps': int(stamps), 'points': int(points)}}


def look_at_tiers(shop):
    job = {'state': 'running'}
    while job['state'] == 'running':
        job = shop.call('job_run', name='tiers')
    return job


def join(shop, birthday):
    shop.join(**({'birthday': birthday} if birthday else {}))
    return {'entry': entry for entry in
            shop.call('entry_list', account_id=shop.account)['items']}


def bring(shop, points, expires_on, points_2, expires_on_2):
    """A file with one row."""
    fields = {'given_name': 'Eve', 'family_name': 'Klein', 'points': points,
              'expires_on': expires_on, 'points_2': points_2, 'expires_on_2': expires_on_2}
    job = shop.call('import_open', name='members.csv', sha256='0' * 64, rows=1,
                    program_id=shop.program['id'], store_id=shop.bakery.store_id,
                    columns=[{'column': field, 'field': field} for field in fields])
    shop.file = job['id']
    shop.call('import_check', id=shop.file, first=1, rows=[[2, *fields.values()]])
    while shop.call('import_run', id=shop.file)['state'] == 'running':
        pass
    member, = shop.call('customer_search', q='Eve Klein')['items']
    shop.account = shop.call('customer_get', id=member['id'])['accounts'][0]['id']
    return {'entry': shop.call('entry_list', account_id=shop.account)['items'][0]}


def publish(shop, sentence):
    """A new version of the rules; a lifetime takes the place of the one before."""
    program = shop.call('program_get', id=shop.program['id'])
    said = rules_of(sentence)
    others = {'expiry_days': None, 'expiry_months': None, 'expiry_day': None} \
        if 'expiry' in said else {}
    shop.call('program_save', id=program['id'], revision=program['revision'],
              draft=program['published'] | others | said)
    return shop.call('program_publish', id=program['id'])


def adjust(shop, change, approver):
    return shop.call('account_adjust', reason_code='correction', reason='counted again',
                     **{'stamps' if shop.stamps else 'points': change},
                     **shop.where, **shop.by(approver, 'approver'))


def give_tier(shop, name, start, end):
    days = {'from': start, 'until': end}
    return shop.call('account_set_tier', account_id=shop.account, reason='a guest',
                     **({'tier': TIER_KEYS[name]} if name else {}),
                     **{which: day for which, day in days.items() if day})


def void(shop, row, name=None):
    return shop.call('entry_void', entry_id=shop.entry(row), reason='mistyped', **shop.by(name))


def press(letter):
    return letter and str(uuid.uuid5(uuid.NAMESPACE_URL, letter))


STEPS = [
    (r'joins(?:, born on (\S+))?', lambda s, m: join(s, m[1])),
    (r'comes in a file with (\d+) points until (\S+) and (\d+) until (\S+)',
     lambda s, m: bring(s, *m.groups())),
    (r'the file is taken back', lambda s, m: s.call('import_undo', id=s.file)),
    (r'(\d+) stamps?', lambda s, m: s.call('stamp_earn', stamps=int(m[1]), **s.where)),
    (r'hands a full card in', lambda s, m: s.call('stamp_redeem', **s.where)),
    (r'buys for ([\d.]+)(?:, receipt (\d+))?(?:, press (\w))?(?:, (\w+) at the till)?',
     lambda s, m: s.call('points_earn', press(m[3]), amount=cents(m[1]),
                         **s.where | ({'receipt': m[2]} if m[2] else {}), **s.by(m[4]))),
    (r'uses (\d+) points', lambda s, m: s.call('points_redeem', points=int(m[1]), **s.where)),
    (r'uses (\d+) points for a ticket of ([\d.]+)',
     lambda s, m: s.call('points_redeem', points=int(m[1]), ticket_amount=cents(m[2]), **s.where)),
    (r'takes a mug', lambda s, m: s.call('points_redeem', reward_id=s.mug['id'], **s.where)),
    (r'reserves (\d+) points',
     lambda s, m: s.call('redemption_reserve', points=int(m[1]), **s.where)),
    (r'(\d+) is committed', lambda s, m: s.call('redemption_commit', id=s.reservation(m[1]))),
    (r'(\d+) is cancelled', lambda s, m: s.call('redemption_cancel', id=s.reservation(m[1]))),
    (r'(\d+) is taken back', lambda s, m: void(s, m[1])),
    (r'(Luc|Eva) takes (\d+) back', lambda s, m: void(s, m[2], m[1])),
    (r'([\d.]+) of (\d+) go back',
     lambda s, m: s.call('entry_refund', entry_id=s.entry(m[2]), amount=cents(m[1]),
                         reason='brought back')),
    (r'adjusted by ([+−])(\d+)(?:, approved by (\w+))?',
     lambda s, m: adjust(s, int(m[2]) * (1 if m[1] == '+' else -1), m[3])),
    (r'the nightly job', lambda s, m: nightly(s, 'expiry')),
    (r'the nightly job looks at birthdays', lambda s, m: nightly(s, 'birthdays')),
    (r'the nightly job looks at tiers', lambda s, m: look_at_tiers(s)),
    (r'is given (\w+)(?: from (\S+))?(?: until (\S+))?',
     lambda s, m: give_tier(s, m[1], m[2], m[3])),
    (r'what was given by hand ends', lambda s, m: give_tier(s, None, None, None)),
    (r'the rules change: (.*)', lambda s, m: publish(s, m[1])),
    (r'the month (\d{4}-\d\d) is closed', lambda s, m: s.call('month_close', month=m[1])),
]
DONE = {'announced': 'told', 'fallen': 'lost', 'raised': 'raised'}


def booked(reply, unit):
    """The cell of the entry: its points or stamps, what was let go, or that there is none."""
    if 'result' in reply:
        return ', '.join(DONE[what] for what in reply['result'] if what in DONE) or NOTHING
    if 'entry' not in reply:
        return NOTHING
    entry = reply['entry']
    return (signed(entry[unit])
            + (f', written off {entry["written_off"]}' if entry['written_off'] else '')
            + (' again' if reply.get('replayed') else ''))


def preview(merchant, account, **request):
    return merchant.manager.call('points_preview', account_id=account,
                                 **{'store_id': merchant.store_id} | request)


def bonus(times, **period):
    return [{'name': 'Bonus', 'multiplier_bp': basis_points(times)} | period]
