# stempel_reads.py: everything that can be asked of a merchant, with each filter, for any demo
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests and benches of what reading costs, on a database that `stempelctl demo` filled.

    for name, operation, request in reads(admin, Samples(admin, merchant_id)): ...
"""

import base64
import json
import random

# Tables that grow with members or with bookings. The others have a few rows for each merchant.
BIG = ('entry', 'customer', 'card', 'account', 'lot', 'allocation', 'entitlement', 'notice',
       'account_tier', 'audit_event', 'audit_personal', 'duplicate', 'consent', 'import_row',
       'idempotency')

# What reads whole tables because it must, or answers about one account like a booking.
NOT_READ = {'session_open', 'session_close', 'session_whoami', 'session_revoke',
            'password_change', 'totp_begin', 'totp_confirm', 'totp_remove', 'terminal_claim',
            'employee_verify', 'points_preview', 'program_simulate', 'customer_export', 'self_check',
            'import_errors', 'interface_get'}


def cursor_of(*key):
    text = json.dumps(list(key), default=str).encode()
    return base64.urlsafe_b64encode(text).rstrip(b'=').decode()


class Samples:
    """Rows to ask for, the same ones for the same seed."""

    def __init__(self, ask, merchant_id, seed=1):
        """ask(sql, *parameters) returns rows; it sees everything."""
        self.ask = ask
        self.merchant_id = merchant_id
        self.random = random.Random(seed)

    def value(self, sql, *parameters):
        rows = self.ask(sql, *parameters)
        return rows[0][0] if rows else None

    def some(self, table, condition='true'):
        """A random id, found without reading the table."""
        low, high = self.ask(f'select min(id), max(id) from stempel.{table} where merchant_id = %s',
                             self.merchant_id)[0]
        while True:
            found = self.value(f'select t.id from stempel.{table} t where t.merchant_id = %s '
                               f'and t.id >= %s and {condition} order by t.id limit 1',
                               self.merchant_id, self.random.randint(low, high))
            if found is not None:
                return found

    def account(self, entries=(12, 16)):
        """One with a history of usual length."""
        return self.some('account', '(select count(*) from (select from stempel.entry e where '
                         'e.merchant_id = t.merchant_id and e.account_id = t.id limit '
                         f'{entries[1] + 1}) few) between {entries[0]} and {entries[1]}')

    def card(self):
        return self.ask('select token, number from stempel.card where merchant_id = %s and id = %s',
                        self.merchant_id, self.some('card', "t.state = 'active'"))[0]

    def person(self):
        return self.ask(
            'select id, given_name, family_name, email, phone from stempel.customer '
            'where merchant_id = %s and id = %s', self.merchant_id,
            self.some('customer', 't.email is not null and t.phone is not null'))[0]

    def page(self, table, time, depth):
        """The cursor behind the first `depth` rows of a list."""
        rows = self.ask(f'select {time}, id from stempel.{table} where merchant_id = %s '
                        f'order by {time} desc, id desc offset %s limit 1', self.merchant_id,
                        depth - 1)
        return cursor_of(rows[0][0].isoformat(), rows[0][1])

    def count(self, table):
        return self.value(f'select count(*) from stempel.{table} where merchant_id = %s',
                          self.merchant_id)


def timed_list(samples, operation, table, time, filters):
    """A list that is ordered by time: each filter alone, with days, and from a deep page on."""
    entry = samples.some(table)
    row = samples.ask(f'select to_jsonb(t) from stempel.{table} t where merchant_id = %s and id = %s',
                      samples.merchant_id, entry)[0][0]
    day = row[time][:10]
    deep = samples.page(table, time, samples.value(
        f'select least(1000000, reltuples / 2)::int from pg_class where oid = %s::regclass',
        f'stempel.{table}'))
    yield '', operation, {}
    yield 'first days', operation, {'from': day, 'to': day}
    yield 'deep', operation, {'after': deep}
    for name in filters:
        value = row.get(name)
        if value is None:
            value = samples.value(f'select {name} from stempel.{table} where merchant_id = %s '
                                  f'and {name} is not null order by {name} limit 1',
                                  samples.merchant_id)
        for also in ({}, {'from': day}, {'to': day}, {'after': deep}):
            yield f'{name} {" ".join(also)}'.strip(), operation, {name: value} | also


def entry_pairs(samples):
    """Two filters at once, and kinds that are rare, or never happened."""
    store, program, employee = (samples.value(
        f'select min(id) from stempel.{table} where merchant_id = %s', samples.merchant_id)
        for table in ('store', 'program', 'employee'))
    account = samples.account()
    customer = samples.value('select customer_id from stempel.account where merchant_id = %s and '
                             'id = %s', samples.merchant_id, account)
    for kind in ('stamp_earn', 'points_void', 'import'):
        yield f'kind {kind}', 'entry_list', {'kind': kind}
        for name, value in (('store_id', store), ('program_id', program),
                            ('employee_id', employee), ('account_id', account),
                            ('customer_id', customer)):
            yield f'kind {kind} {name}', 'entry_list', {'kind': kind, name: value}
    yield 'store and employee', 'entry_list', {'store_id': store, 'employee_id': employee}


def searches(samples):
    _, given, family, email, phone = samples.person()
    _, number = samples.card()
    yield 'everybody', {}
    yield 'nobody', {'q': 'Xyzzy'}
    yield 'one letter', {'q': family[:1]}
    yield 'two letters', {'q': family[:2]}
    yield 'family name', {'q': family}
    yield 'given name', {'q': given}
    # Few enough for any demo, so that the same number of rows is shown.
    yield 'both names', {'q': f'{given} {family}', 'limit': 3}
    yield 'initial and family name', {'q': f'{given[:1]} {family}', 'limit': 10}
    yield 'two initials', {'q': f'{given[:1]} {family[:1]}'}
    yield 'given name and middle of a name', {'q': f'{given} {family[1:4]}', 'limit': 3}
    yield 'middle of a name', {'q': family[1:4]}
    yield 'e-mail', {'q': email}
    yield 'telephone', {'q': phone}
    yield 'beginning of a telephone', {'q': phone[:10]}
    yield 'network of a telephone', {'q': phone[:8]}
    yield 'beginning of an e-mail', {'q': email[:email.index('.') + 2], 'limit': 10}
    yield 'card', {'q': number}
    yield 'beginning of a card', {'q': number[:6]}
    last = samples.ask('select sort_name, id from stempel.customer where merchant_id = %s '
                       "and state = 'active' order by sort_name, id offset %s limit 1",
                       samples.merchant_id, samples.count('customer') // 2)[0]
    yield 'deep', {'after': cursor_of(*last)}
    yield 'deep family name', {'q': family, 'after': cursor_of(*last)}


def single(samples):
    token, number = samples.card()
    account, entry = samples.account(), samples.some('entry')
    past = samples.value('select occurred_at from stempel.entry where merchant_id = %s and '
                         'account_id = %s order by id offset 5 limit 1', samples.merchant_id,
                         account)
    customer = samples.some('customer')
    yield 'token', 'card_lookup', {'token': token}
    yield 'number', 'card_lookup', {'token': number}
    yield 'now', 'account_explain', {'account_id': account}
    yield 'then', 'account_explain', {'account_id': account, 'at': past.isoformat()}
    yield '', 'account_get', {'id': account}
    yield '', 'card_get', {'id': samples.some('card')}
    yield '', 'customer_get', {'id': customer}
    yield '', 'entry_get', {'id': entry}
    yield '', 'customer_duplicates', {}
    yield 'apart', 'customer_duplicates', {'state': 'apart'}
    yield 'of one', 'customer_duplicates', {'customer_id': customer}


def short_lists(samples):
    for operation in ('store_list', 'session_list', 'login_list', 'terminal_list', 'api_key_list',
                      'program_list', 'reward_list', 'employee_list', 'import_list', 'job_list'):
        yield '', operation, {}
    program = samples.value('select max(id) from stempel.program where merchant_id = %s',
                            samples.merchant_id)
    yield '', 'program_get', {'id': program}
    yield 'state', 'program_list', {'state': 'active'}
    yield 'program_id', 'reward_list', {'program_id': program}
    yield 'state', 'reward_list', {'state': 'retired'}
    yield 'state', 'store_list', {'state': 'closed'}
    yield 'state', 'employee_list', {'state': 'retired'}


def reads(samples):
    """(what is special, operation, request) for everything there is to read."""
    entry_filters, audit_filters = samples.ask(
        'select private.entry_filters(), private.audit_filters()')[0]
    yield from timed_list(samples, 'entry_list', 'entry', 'occurred_at', entry_filters)
    yield from entry_pairs(samples)
    yield from timed_list(samples, 'audit_list', 'audit_event', 'at', audit_filters)
    for name, request in searches(samples):
        yield name, 'customer_search', request
    yield from single(samples)
    yield from short_lists(samples)
