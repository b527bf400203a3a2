# ledger_page.py: reads the examples of docs/ledger.md, and what its sentences about rules mean
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import re

PAGE = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'docs', 'ledger.md').read_text()
NOTHING = '–'


def examples():
    """Yields (title, sentence with the rules, header, rows) for each example of the page."""
    for title, body in re.findall(r'^### Example: (.*?)\n(.*?)(?=^#)', PAGE, re.M | re.S):
        rules = re.search(r'^Rules: (.*)\.$', body, re.M)
        table = [[cell.strip() for cell in line.strip('|').split('|')]
                 for line in body.splitlines() if line.startswith('|')]
        assert table[1][-1].strip('- ') == '' and len(table) > 2, title
        assert all(len(row) == len(table[0]) for row in table), title
        yield title, rules.group(1) if rules else '', tuple(table[0]), table[2:]


def cents(text):
    euros, hundredths = text.split('.')
    return int(euros) * 100 + int(hundredths)


def euros(amount):
    return f'{amount // 100}.{amount % 100:02}'


def signed(number):
    return f'+{number}' if number > 0 else f'−{-number}' if number < 0 else '0'


def basis_points(times):
    return round(float(times.strip('×')) * 10000)


WEEKDAYS = ('Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays')
TIER_KEYS = {'Silver': 1, 'Gold': 2}

# What a sentence about rules means. Each part of it has to be one of these.
LIFETIMES = [
    (r'never', lambda m: {'expiry': 'none'}),
    (r'after (\d+) days?', lambda m: {'expiry': 'days', 'expiry_days': int(m[1])}),
    (r'after (\d+) months?', lambda m: {'expiry': 'months', 'expiry_months': int(m[1])}),
    (r'every (\d\d-\d\d)', lambda m: {'expiry': 'yearly', 'expiry_day': m[1]}),
    (r'after (\d+) idle days', lambda m: {'expiry': 'inactivity', 'expiry_days': int(m[1])}),
]
PERIODS = [
    (r'(\w+days)', lambda m: {'weekdays': [WEEKDAYS.index(m[1]) + 1]}),
    (r'(?:(\w+days) )?(\d\d:\d\d)–(\d\d:\d\d)', lambda m: {
        'weekdays': [WEEKDAYS.index(m[1]) + 1] if m[1] else [], 'from': m[2], 'to': m[3]}),
    (r'(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)',
     lambda m: {'starts_on': m[1], 'ends_on': m[2]}),
]
WINDOWS = [
    (r'in the calendar year', lambda m: 'calendar_year'),
    (r'over 12 months', lambda m: 'rolling_12_months'),
    (r'in the year of membership', lambda m: 'membership_year'),
    (r'for ever', lambda m: 'lifetime'),
]
METRICS = {'points': 'points_earned', 'spent': 'eligible_spend', 'visits': 'visits'}
RULES = [
    (r'(\d+) points? for every ([\d.]+)',
     lambda m: {'points_per_step': int(m[1]), 'step_amount': cents(m[2])}),
    (r'nothing below ([\d.]+)', lambda m: {'minimum_amount': cents(m[1])}),
    (r'at most (\d+) points with one purchase', lambda m: {'maximum_points': int(m[1])}),
    (r'(\d+) points as a welcome', lambda m: {'welcome_points': int(m[1])}),
    (r'(\d+) points for a birthday', lambda m: {'birthday_points': int(m[1])}),
    (r'(\d+) points? (?:is|are) worth ([\d.]+)',
     lambda m: {'money_points': int(m[1]), 'money_amount': cents(m[2])}),
    (r'(\d+) points or more at once', lambda m: {'redeem_minimum': int(m[1])}),
    (r'only multiples of (\d+)', lambda m: {'redeem_multiple': int(m[1])}),
    (r'at most (\d+) % of a ticket', lambda m: {'maximum_share_bp': int(m[1]) * 100}),
    (r'spent points are owed', lambda m: {'refund_policy': 'owe'}),
    (r'spent points are written off up to (\d+)',
     lambda m: {'refund_policy': 'write_off', 'write_off_maximum': int(m[1])}),
    (r'spent points block a refund', lambda m: {'refund_policy': 'block'}),
    (r'employees can undo for (\d+) minutes', lambda m: {'void_minutes': int(m[1])}),
    (r'managers can undo for (\d+) days', lambda m: {'void_days': int(m[1])}),
    (r'one person may adjust (\d+)', lambda m: {'adjust_maximum': int(m[1])}),
    (r'(\d+) stamps', lambda m: {'stamps_target': int(m[1]), 'max_stamps_per_visit': 9,
                                 'daily_limit': 100, 'cooldown_minutes': 0}),
    (r'at most (\d+) at once', lambda m: {'max_stamps_per_visit': int(m[1])}),
    (r'(\d+) minutes apart', lambda m: {'cooldown_minutes': int(m[1])}),
    (r'at most (\d+) a day', lambda m: {'daily_limit': int(m[1])}),
    (r'full cards lapse after (\d+) days', lambda m: {'entitlement_days': int(m[1])}),
    (r'(\w+) from ([\d.]+) (points|spent|visits)(?: at (×[\d.]+))?'
     r'(?:, with (\d+) days of grace)?', lambda m: {
         'tier_metric': METRICS[m[3]],
         'tiers': [{'key': TIER_KEYS[m[1]], 'names': {'en': m[1]},
                    'threshold': cents(m[2]) if '.' in m[2] else int(m[2]),
                    'multiplier_bp': basis_points(m[4] or '×1'),
                    'grace_days': int(m[5] or 0)}]}),
    (r'a mug for (\d+) points(?:, (\d+) in stock)?(?:, (\d+) for each member)?'
     r'(?:, from (\S+) to (\S+))?', lambda m: {'reward': {
         name: value for name, value in (
             ('cost_points', int(m[1])), ('stock', m[2] and int(m[2])),
             ('limit_per_member', m[3] and int(m[3])), ('starts_on', m[4]),
             ('ends_on', m[5])) if value is not None}}),
] + [('lapse ' + sentence, meaning) for sentence, meaning in LIFETIMES] + [
    ('counted ' + sentence, lambda m, meaning=meaning: {'tier_window': meaning(m)})
    for sentence, meaning in WINDOWS]


def understand(sentence, meanings):
    for pattern, meaning in meanings:
        match = re.fullmatch(pattern, sentence)
        if match:
            return meaning(match)
    raise AssertionError(f'the page says "{sentence}"')


def rules_of(sentence):
    rules = {}
    for part in sentence.split('; '):
        said = understand(part, RULES)
        rules |= said | ({'tiers': rules.get('tiers', []) + said['tiers']}
                         if 'tiers' in said else {})
    return rules
