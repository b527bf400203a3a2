#!/usr/bin/python3
# test_chain.py: the hash chain, recomputed from docs/ledger.md without PostgreSQL
#
# SPDX-License-Identifier: GPL-3.0-or-later

import datetime
import hashlib
import os
import pathlib
import re
import struct
import uuid

from stempel_ledger import busy_points, csv_export
from stempel_tamper import found, tamper
from stempel_test import run, test

PAGE = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'docs', 'ledger.md').read_text()
GENESIS = bytes(32)
MISSING = -2 ** 63
EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)


# From here to the mark: a program that knows the page and a CSV file, and nothing of Stempel.

def described_fields():
    """The table of the page: (field, form, example, bytes) in order."""
    return [(field.strip('`'), form, example, bytes.fromhex(hexed)) for field, form, example, hexed
            in re.findall(r'^\| \d+ \| (\S+) \| (\S+) \| (.*?) \| ([0-9a-f]+) \|$', PAGE, re.M)]


FIELDS = [(field, form) for field, form, _, _ in described_fields()]


def number(value):
    return struct.pack('>q', MISSING if value is None else int(value))


def text(value):
    if value is None:
        return struct.pack('>i', -1)
    return struct.pack('>i', len(value.encode())) + value.encode()


def moment(value):
    since = datetime.datetime.fromisoformat(value) - EPOCH
    return number((since.days * 86400 + since.seconds) * 1000000 + since.microseconds)


def day(value):
    return number((datetime.date.fromisoformat(value) - EPOCH.date()).days)


def numbers(value):
    members = [n for n in value.strip('{}').split(',') if n]
    return struct.pack('>i', len(members)) + b''.join(number(n) for n in members)


def raw(value):
    return bytes.fromhex(value.removeprefix('\\x'))


ENCODERS = {
    'hash': raw, 'byte': lambda value: b'\x01', 'number': number, 'number?': number,
    'time': moment, 'day': day, 'uuid': lambda value: uuid.UUID(value).bytes, 'text': text,
    'text?': text, 'list': numbers,
    'bytes': lambda value: struct.pack('>i', len(raw(value))) + raw(value),
}


def encode(row):
    return b''.join(ENCODERS[form](row.get(field)) for field, form in FIELDS)


def read_csv(data):
    """Rows as {column: text or None}; unlike the csv module this tells "" from nothing."""
    rows, row = [], []
    for quoted, plain, end in re.findall(r'(?:"((?:[^"]|"")*)"|([^",\n]+))?(,|\n)', data):
        row.append(plain or (quoted.replace('""', '"') if quoted else None))
        if end == '\n':
            rows.append(row)
            row = []
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def broken(data):
    """The ids of the rows that are not what their hash or the row after them says."""
    wrong, heads = [], {}
    for row in sorted(read_csv(data), key=lambda r: (int(r['account_id']), int(r['id']))):
        digest = hashlib.sha256(encode(row)).digest()
        before = heads.get(row['account_id'], GENESIS)
        if raw(row['previous']) != before or raw(row['hash']) != digest:
            wrong.append(int(row['id']))
        heads[row['account_id']] = raw(row['hash'])
    return wrong, heads


# The mark. From here on the tests.

@test('the page names every column of the ledger, hashed or with the reason why not')
def complete(db):
    columns = {row[0] for row in db.rows(
        """select attname from pg_attribute where attrelid = 'stempel.entry'::regclass
              and attnum > 0 and not attisdropped""")}
    hashed = [field for field, _ in FIELDS if field != '(version)']
    assert len(hashed) == len(set(hashed)) and len(FIELDS) == 42
    left_out = PAGE[PAGE.index('Two columns are not hashed'):PAGE.index('### Checking it')]
    named = set(re.findall(r'^\| `(\w+)` \| .{10}', left_out, re.M))
    assert named == {'hash', 'snapshot'} and set(hashed) | named == columns, \
        (set(hashed) | named) ^ columns
    # And the table's own trigger hashes just these.
    body = db.value("select prosrc from pg_proc where oid = 'private.seal_entry()'::regprocedure")
    call = re.search(r'new\.hash := private\.entry_hash\((.*?)\);', body, re.S).group(1)
    assert re.findall(r'new\.(\w+)', call) == hashed, call


@test('the worked example of the page is right, field by field, and for the database too')
def worked_example(db):
    example = {}
    for field, form, shown, encoded in described_fields():
        value = {'–': None, 'the hash of entry 1042': encoded.hex(),
                 '32 bytes': encoded[4:].hex()}.get(shown, shown)
        assert ENCODERS[form](value) == encoded, (field, shown, encoded.hex())
        example[field] = value
    written = encode(example)
    size, digest = re.search(r'Together (\d+) bytes\. .*:\n\n    ([0-9a-f]{64})\n', PAGE).groups()
    assert len(written) == int(size) and hashlib.sha256(written).hexdigest() == digest
    marks = {'hash': "'\\x{}'::bytea", 'bytes': "'\\x{}'::bytea", 'time': "'{}'::timestamptz",
             'day': "'{}'::date", 'uuid': "'{}'::uuid", 'list': "'{}'::bigint[]"}
    arguments = ', '.join(
        f'{field} => ' + ('null' if example[field] is None
                          else marks.get(form, "'{}'").format(example[field]))
        for field, form in FIELDS if field != '(version)')
    assert db.value(f"select encode(private.entry_hash({arguments}), 'hex')") == digest


@test('a program without PostgreSQL finds every hash of stamps and points in a CSV export')
def recomputed(db):
    bakery = busy_points(db)
    data = csv_export(db)
    wrong, heads = broken(data)
    assert wrong == []
    kinds = {row['kind'] for row in read_csv(data)}
    assert {'stamp_earn', 'stamp_redeem', 'stamp_void', 'points_earn', 'points_redeem',
            'points_void', 'points_refund', 'points_adjust'} <= kinds, kinds
    stored = dict(db.rows("select id::text, head from stempel.account where head <> %s", GENESIS))
    assert {account: bytes(head) for account, head in stored.items()} == heads
    assert found(bakery) == set()
    # It would notice: one letter of a reason, one digit of an amount, nothing for an empty text.
    for old, new in (('Lait tourné', 'Lait tournè'), (',1499,', ',1498,'),
                     (',2026-0', ',2025-0')):
        assert old in data and broken(data.replace(old, new, 1))[0], old


@test('what remains in each lot, and every balance, follows from the chained rows alone')
def lots_from_rows(db):
    busy_points(db)
    remaining, owner = {}, {}
    for row in sorted(read_csv(csv_export(db)), key=lambda r: int(r['id'])):
        changes = [int(n) for n in row['lots'].strip('{}').split(',') if n]
        for lot, change, _ in zip(*[iter(changes)] * 3):
            remaining[lot] = remaining.get(lot, 0) + change
            owner[lot] = row['account_id']
        assert all(points >= 0 for points in remaining.values())
        assert sum(points for lot, points in remaining.items()
                   if owner[lot] == row['account_id']) == int(row['points_after'])
    assert len(remaining) > 10
    assert dict(db.rows('select id, remaining::bigint from stempel.lot')) == remaining


@test('settings of a session do not change a hash')
def settings(db):
    busy_points(db)
    for setting in ("timezone = 'Asia/Kolkata'", "datestyle = 'SQL, DMY'", 'bytea_output = escape',
                    'standard_conforming_strings = off', "search_path = ''",
                    "client_encoding = 'LATIN1'", "intervalstyle = 'postgres_verbose'"):
        db.rows(f'set {setting}')
        db.rows("select set_config('stempel.merchant_id', '1', false)")
        assert db.rows('select private.check_hashes()') == [], setting
        db.rows('reset all')


COLUMNS = """select string_agg(quote_ident(attname), ', ') from pg_attribute
    where attrelid = 'stempel.entry'::regclass and attnum > 0 and not attisdropped
      and attgenerated = ''"""


@test('every kind of tampering with rows and heads is found')
def tampering(db):
    bakery = busy_points(db)
    account = db.value('select account_id from stempel.entry '
                       'group by 1 order by count(*) desc limit 1')
    ids = [row[0] for row in db.rows(
        'select id from stempel.entry where account_id = %s order by id', account)]
    first, middle, newest = ids[0], ids[len(ids) // 2], ids[-1]
    columns = db.value(COLUMNS)
    copied = columns.replace('idempotency_key', 'gen_random_uuid()')
    cases = {
        'a field of the newest': [f'update stempel.entry set reason = $$x$$ where id = {newest}'],
        'a field of the first': [f"update stempel.entry set receipt = 'x' where id = {first}"],
        'a field in the middle':
            [f'update stempel.entry set login_id = login_id + 1 where id = {middle}'],
        'the newest is gone': [f'delete from stempel.entry where id = {newest}'],
        'the first is gone': [f'delete from stempel.entry where id = {first}'],
        'one in the middle is gone': [f'delete from stempel.entry where id = {middle}'],
        'all are gone': [f'delete from stempel.entry where account_id = {account}'],
        'two have changed places': [
            'alter table stempel.entry alter column id drop identity',
            f'update stempel.entry set id = -1 where id = {middle}',
            f'update stempel.entry set id = {middle} where id = {ids[1]}',
            f'update stempel.entry set id = {ids[1]} where id = -1'],
        'one was added at the end': [
            f'insert into stempel.entry ({columns}) overriding system value '
            'select ' + copied.replace(', id,', ', id + 1000000,')
            + f' from stempel.entry where id = {newest}'],
        'one was added at the end that fits': [
            f'insert into stempel.entry ({columns}) overriding system value select '
            + copied.replace(', id,', ', id + 1000000,').replace(', previous', ', hash')
            + f' from stempel.entry where id = {newest}'],
        'another head': [f'update stempel.account set head = sha256(head) where id = {account}'],
        'no head': [f"update stempel.account set head = decode(repeat('00', 32), 'hex') "
                    f'where id = {account}'],
        'another previous':
            [f'update stempel.entry set previous = sha256(previous) where id = {middle}'],
        'the hash is no longer computed': [
            'alter table stempel.entry disable trigger seal',
            f"update stempel.entry set reason_code = 'x' where id = {middle}"],
    }
    assert found(bakery) == set()
    for name, statements in cases.items():
        db.rows('begin')
        tamper(db, *statements)
        items = [v for v in items_of(db, bakery) if v['check'] == 'chain']
        db.rows('rollback')
        assert items, name
        if 'in the middle' in name:
            # Itself, or the row after it, which holds the hash of what was there before.
            place = ids.index(middle) + ('gone' in name)
            assert [v['id'] for v in items] == [ids[place]], (name, items)
    assert found(bakery) == set()


def items_of(db, merchant):
    """What the self-check finds inside the transaction of the superuser."""
    db.rows("select set_config('stempel.merchant_id', %s, true)", str(merchant.id))
    return [row[0] for row in db.rows('select private.violations()')]


@test('an account written anew as a whole is found by a hash that somebody kept')
def rewritten(db):
    bakery = busy_points(db, steps=40)
    kept = bakery.auditor.call('entry_list', limit=1)['items'][0]
    victim = db.value('select min(id) from stempel.entry where account_id = %s', kept['account_id'])
    tamper(db, f"update stempel.entry set reason = 'another' where id = {victim}", f"""do $$
        declare e stempel.entry; last bytea := decode(repeat('00', 32), 'hex'); begin
          for e in select * from stempel.entry where account_id = {kept['account_id']} order by id
          loop
            delete from stempel.entry where id = e.id;
            e.previous := last;
            insert into stempel.entry overriding system value values (e.*) returning hash into last;
          end loop;
          update stempel.account set head = last where id = {kept['account_id']};
        end $$""")
    assert broken(csv_export(db))[0] == [] and found(bakery) == set()
    now = bakery.auditor.call('entry_get', id=kept['id'])
    assert now['hash'] != kept['hash'] and {k: v for k, v in now.items() if k in kept} == \
        kept | {'hash': now['hash']}


WITHOUT_CHECKS = """do $$ declare name text; begin
  for name in select conname from pg_constraint
               where conrelid = 'stempel.entry'::regclass and contype = 'c' loop
    execute format('alter table stempel.entry drop constraint %I', name);
  end loop; end $$"""


@test('every single field is in the chain')
def every_field(db):
    bakery = busy_points(db)
    entry = db.value("select max(id) from stempel.entry where kind = 'points_refund'")
    values = {'number': '{0} + 1', 'number?': 'coalesce({0}, 0) + 1', 'text': "{0} || '.'",
              'text?': "coalesce({0}, '') || '.'", 'time': "{0} + interval '1 microsecond'",
              'day': '{0} + 1', 'uuid': 'gen_random_uuid()',
              'list': '{0} || array[1, 2, 3]::bigint[]', 'bytes': 'sha256({0})', 'hash': 'sha256({0})'}
    for field, form in FIELDS:
        if field in ('(version)', 'merchant_id', 'id', 'account_id'):
            continue
        db.rows('begin')
        changed = values[form].format(field)
        tamper(db, WITHOUT_CHECKS,
               f'update stempel.entry set {field} = {changed} where id = {entry}')
        checks = {v['check'] for v in items_of(db, bakery)}
        db.rows('rollback')
        assert 'chain' in checks, field
    # And what is missing is not the same as nothing.
    for field, form in FIELDS:
        if form == 'number?' or form == 'text?':
            empty = '0' if form == 'number?' else "''"
            db.rows('begin')
            db.rows("select set_config('stempel.merchant_id', %s, true)", str(bakery.id))
            tamper(db, WITHOUT_CHECKS,
                   f'update stempel.entry set {field} = {empty} '
                   f'where id = {entry} and {field} is null')
            changed = db.value(f"select {field} is not distinct from {empty} from stempel.entry "
                               f'where id = {entry}')
            checks = {v['check'] for v in items_of(db, bakery)}
            db.rows('rollback')
            assert 'chain' in checks or not changed, field


run()
