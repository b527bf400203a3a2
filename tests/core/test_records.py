# test_records.py: the records of the program are those of docs/operations.md, member by member
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re

import tap

DOCUMENT = (tap.SOURCE / "docs" / "operations.md").read_text()

# Where the document has no line of its own for a record: what stands before its braces.
STARTS = {
    "rules": ["*rules* of every program ", "Kinds `stamps` and `hybrid` add ",
              "Kinds `points` and `hybrid` add "],
    "bonus": ["\n*bonus* "],
    "expiring-points": ["expiring? "],
    "tier": ["\n*tier* "],
    "account-tier": ["\ntier? "],
    "next-tier": ["metric (of the running window), next? "],
    "last-stamp": ["last_stamp? "],
    "merchant": ["language, merchant "],
    "session": ["| session_open | ", "| session_whoami | "],
    "open-session": ["\n`session` "],
    "terminal": ["\n`terminal` ", "| terminal_pair | "],
    "api-key": ["\n`api_key` ", "| api_key_save | "],
    "totp-secret": ["| totp_begin | "],
    "pin-grant": ["| employee_verify | "],
    "card-lookup": ["| card_lookup | "],
    "booking": ["| points_earn | ", "| stamp_earn | ", "| stamp_redeem | "],
    "hold": ["| redemption_cancel | "],
    "month": ["| month_close | "],
    "points-preview": ["| points_preview | "],
    "violation": ["| self_check | – | {items ["],
}
# What the document says in words only.
MORE = {"entry": {"voidable", "voidable_until"}, "booking": {"replayed"}, "hold": {"replayed"},
        "violation": {"facts"}}
NO_RECORDS = {"record"}


def braced(start):
    """What stands between the first brace after a text and the brace that closes it."""
    begin = DOCUMENT.index("{", DOCUMENT.index(start) + len(start)) + 1
    depth, end = 1, begin
    while depth:
        depth += (DOCUMENT[end] == "{") - (DOCUMENT[end] == "}")
        end += 1
    return DOCUMENT[begin:end - 1]


def members(text):
    depth, part, parts = 0, "", []
    for letter in text:
        depth += (letter in "{([") - (letter in "})]")
        if letter == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += letter
    found = (re.match(r"\s*(\w+)", p) for p in parts + [part])
    return {match.group(1) for match in found if match}


def promised(record):
    name = record.replace("-", "_")
    names = set()
    for start in STARTS.get(record, [f"\n`{name}` "]):
        names |= members(braced(start))
    return names | MORE.get(record, set())


def classes():
    for path in sorted((tap.SOURCE / "src" / "core").glob("stempel-*.c")):
        text = path.read_text()
        record = path.stem.removeprefix("stempel-")
        if "stempel_record_class_set_fields (" in text and record not in NO_RECORDS:
            yield record, text


def test_each_class_has_the_members_of_the_document():
    tap.none(f"{record}: {sorted(promised(record) ^ fields)}"
             for record, text in classes()
             for fields in [set(re.findall(r'\{ "(\w+)",\s+STEMPEL_FIELD_', text))]
             if fields != promised(record))


def test_each_member_has_a_getter():
    tap.none(f"{record}: {name}"
             for record, text in classes()
             for name in re.findall(r'\{ "(\w+)",\s+STEMPEL_FIELD_', text)
             if not re.search(r"STEMPEL_GETTER_\w+ \([\w\s,]*\b%s,\s" % name, text))


def test_each_record_of_the_document_has_a_class():
    records = set(re.findall(r"^`(\w+)` (?:\([^)]*\) )?\{", DOCUMENT, re.MULTILINE))
    assert len(records) > 12
    assert records <= {record.replace("-", "_") for record, text in classes()}


tap.main()
