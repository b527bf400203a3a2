#!/usr/bin/python3
# test_refusals.py: each code and each reason is provoked, and says what the document promises
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables are in refusals_*.py. Here each of their rows is run, and they are held against what
the database can say and what docs/operations.md promises: none of the three may know more."""

import os
import pathlib
import re

import refusals_counter
import refusals_office
import refusals_points
from refusals import ROWS, check
from stempel_test import run, test

DOCUMENT = pathlib.Path(os.environ['STEMPEL_SOURCE_DIR'], 'docs', 'operations.md').read_text()
LISTED = {  # Reasons that are the state of something: its column, and what is no reason to refuse.
    'before.state': ('stempel.program', 'state', {'closed'}),  # Refused before that, for all.
    'reservation.state': ('stempel.reservation', 'state', {'open'}),
    'found_one.state': ('stempel.entitlement', 'state', {'open'}),
    'c.state': ('stempel.customer', 'state', {'active'}),
    'account.closed_as': ('stempel.account', 'closed_as', set()),
}


def checked_values(db, table, column):
    constraints = ' '.join(row[0] for row in db.rows(
        """select pg_get_constraintdef(c.oid) from pg_constraint c
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
            where c.contype = 'c' and c.conrelid = %s::regclass and a.attname = %s""",
        table, column))
    return set(re.findall(r"'(\w+)'::text", constraints))


def sources(db):
    return [row[0] for row in db.rows("""select prosrc from pg_proc
        where pronamespace in ('api'::regnamespace, 'private'::regnamespace)
          and proname not in ('refuse', 'refuse_conflict', 'refuse_missing',
                              'refuse_invalid')""")]


def said_reasons(db):
    """Each reason of a conflict that a function of the database can give."""
    reasons = set()
    for source in sources(db):
        for given in re.findall(r'refuse_conflict\(\s*([^,)]+)', source):
            if given in LISTED:
                table, column, harmless = LISTED[given]
                reasons |= checked_values(db, table, column) - harmless
            else:
                assert re.fullmatch(r"'\w+'", given), f'what can {given} be?'
                reasons.add(given.strip("'"))
        for given in re.findall(r"problem\('conflict', (.*?)\);", source, re.S):
            found = re.findall(r'"reason": "(\w+)"', given)
            assert found, given
            reasons |= set(found)
    return reasons


def table_below(heading):
    """The rows of the first table of the document below a line, as lists of cells."""
    rest = DOCUMENT[DOCUMENT.index(heading):]
    lines = re.search(r'((?:^\|.*\n)+)', rest, re.M).group(1).splitlines()
    return [[cell.strip() for cell in line.strip('|').split('|')] for line in lines[2:]]


def promised(rows, facts_cell):
    """{word: (facts that are always there, facts that may be)} of a table of the document."""
    found = {}
    for cells in rows:
        facts = re.findall(r'(\w+)(\??)', re.sub(r'\(.*?\)', '', cells[facts_cell]))
        for word in cells[0].split(', '):
            found[word.strip('`')] = ({name for name, mark in facts if not mark},
                                      {name for name, mark in facts if mark})
    return found


def agree(entry, promises, word, names):
    always, sometimes = promises[word]
    assert always <= names <= always | sometimes, (
        entry.title, 'promised', always, sometimes, 'said', names)


@test('every code of the document and of the database has a row, and no other has')
def codes(db):
    coded = {entry.code for entry in ROWS}
    documented = set(promised(table_below('## Refusals'), 3))
    known = set(re.findall(r"'(\w+)'", re.search(r'array\[(.*?)\]', db.value(
        "select prosrc from pg_proc where proname = 'refusal_state'"), re.S).group(1)))
    used = {code for source in sources(db)
            for code in re.findall(r"private\.(?:refuse|problem)\('(\w+)'", source)}
    assert coded == documented == known, (coded ^ documented, documented ^ known)
    assert used <= known
    # One is no answer at all, and the other has a function of its own.
    assert known - used == {'unavailable', 'invalid'}, known - used
    states = [db.value('select private.refusal_state(%s)', cells[0].strip('`'))
              for cells in table_below('## Refusals')]
    assert states == [cells[1] for cells in table_below('## Refusals')], states


@test('every reason that the database can give has a row and is in the document')
def reasons(db):
    rows = {entry.facts['reason'] for entry in ROWS if entry.code == 'conflict'}
    said = said_reasons(db)
    documented = set(promised(table_below('### Conflicts'), 2))
    assert rows == said, ('without a row, or never given', rows ^ said)
    assert documented == said, ('not in the document, or never given', documented ^ said)


@test('everything that is looked for, and every code of a field, has a row')
def missing_things(db):
    looked_for = {what for source in sources(db)
                  for what in re.findall(r"(?:refuse_missing\('|'not_found', '{\"what\": \")(\w+)",
                                         source)}
    rows = {entry.facts['what'] for entry in ROWS if entry.code == 'not_found'}
    assert rows == looked_for, rows ^ looked_for
    given = {code for source in sources(db)
             for code in re.findall(r"field_error\([^,]+, '(\w+)'", source)
             + re.findall(r"'field', \w+, 'code', '(\w+)'", source)}
    fields = {entry.facts['errors'][0]['code'] for entry in ROWS if entry.code == 'invalid'}
    documented = set(re.findall(r'`(\w+)`', re.search(
        r'^Field codes: (.*?)\n', DOCUMENT, re.M).group(1)))
    assert fields == given == documented, (fields ^ given, given ^ documented)


def run_rows(db, table):
    """Runs the rows of a table, each with a merchant of its own, and tells of all that are wrong."""
    db.rows('create or replace function private.pin_cost() returns integer '
            'language sql immutable as $$ select 4 $$')
    conflicts = promised(table_below('### Conflicts'), 2)
    codes = promised(table_below('## Refusals'), 3)
    wrong = []
    rows = [entry for entry in ROWS if entry.provoke.__module__ == table.__name__]
    assert len(rows) > 30, len(rows)
    for entry in rows:
        try:
            names = check(entry, db)
            if entry.code == 'conflict':  # Its facts are those of the reason.
                agree(entry, conflicts, entry.facts['reason'], names - {'reason'})
            else:
                agree(entry, codes, entry.code, names)
        except Exception as error:
            wrong.append(f'{entry.code}: {entry.title}: {error!r}')
    assert not wrong, '\n'.join(wrong)


@test('at the counter: each row is refused, with exactly its facts')
def counter(db):
    run_rows(db, refusals_counter)


@test('with points: each row is refused, with exactly its facts')
def points(db):
    run_rows(db, refusals_points)


@test('in the office: each row is refused, with exactly its facts')
def office(db):
    run_rows(db, refusals_office)


run()
