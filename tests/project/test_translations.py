# test_translations.py: every string can be translated, and is
#
# SPDX-License-Identifier: GPL-3.0-or-later

import pathlib
import re
import subprocess
import tempfile

import pseudo
import tap

PO = tap.SOURCE / "po"
LANGUAGES = ("de", "fr", "lb")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)


def template():
    """All strings of the source as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "stempel.pot"
        done = run(tap.SOURCE / "tools" / "update-translations", "--template", path)
        assert done.returncode == 0, done.stderr
        return path.read_text()


def messages(text):
    """Yields comments, context, id, plural and translations of each message of a catalogue."""
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        comments = [line for line in lines if line.startswith("#")]
        fields, current = {}, None
        for line in lines:
            match = re.match(r'(msg\w+(?:\[\d\])?) "(.*)"$', line)
            if match:
                current = match.group(1)
                fields[current] = match.group(2)
            elif current and line.startswith('"'):
                fields[current] += line[1:-1]
        if fields.get("msgid"):
            yield comments, fields


def test_potfiles_are_complete_and_sorted():
    listed = (PO / "POTFILES.in").read_text().splitlines()
    expected = run(tap.SOURCE / "tools" / "update-translations", "--list").stdout.splitlines()
    assert listed == sorted(listed), "not sorted"
    tap.none([f"missing: {name}" for name in expected if name not in listed]
             + [f"too much: {name}" for name in listed if name not in expected])


def test_languages_are_listed():
    assert tuple((PO / "LINGUAS").read_text().split()) == LANGUAGES


def test_catalogues_are_well_formed():
    for language in LANGUAGES:
        done = run("msgfmt", "--check", "--output-file=/dev/null", PO / f"{language}.po")
        assert done.returncode == 0, done.stderr


def test_every_string_is_translated():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "stempel.pot"
        path.write_text(template())
        offenders = []
        for language in LANGUAGES:
            done = run("msgcmp", PO / f"{language}.po", path, env={"LC_ALL": "C", "PATH": "/usr/bin"})
            offenders += done.stderr.splitlines()
    tap.none(offenders)


def test_translations_keep_mnemonics_and_ends():
    """A lost underline takes a key away; a colon or dots too many change what a label says."""
    offenders = []
    for language in LANGUAGES:
        for _, fields in messages((PO / f"{language}.po").read_text()):
            source = fields["msgid"]
            for key, text in fields.items():
                if not key.startswith("msgstr") or not text:
                    continue
                if bool(re.search(r"_\w", source)) != bool(re.search(r"_\w", text)):
                    offenders.append(f"{language}: underline: {source!r}")
                if source.endswith("…") != text.endswith("…"):
                    offenders.append(f"{language}: …: {source!r}")
                if source.endswith("\\n") != text.endswith("\\n"):
                    offenders.append(f"{language}: line end: {source!r}")
    tap.none(offenders)


def test_placeholders_are_explained():
    """But for the number in a plural, which explains itself."""
    placeholder = re.compile(r"%(?:\d\$)?[-+ 0]*\d*(?:\.\d+)?(?:l+|z)?[sdiufxc]")
    offenders = []
    for comments, fields in messages(template()):
        source = fields["msgid"]
        found = placeholder.findall(source)
        if found and not ("msgid_plural" in fields and found == ["%d"]):
            if not any("ranslators:" in comment for comment in comments):
                offenders.append(f"{' '.join(c for c in comments if c.startswith('#:'))} {source!r}")
    tap.none(offenders)


def test_strings_are_not_sentences_in_pieces():
    """A string that starts or ends with a blank waits for another to be glued to it."""
    tap.none(repr(fields["msgid"]) for _, fields in messages(template())
             if fields["msgid"] != fields["msgid"].strip()
             and not fields.get("msgctxt", "").endswith("separator"))


def test_strings_use_real_characters():
    tap.none(repr(fields["msgid"]) for _, fields in messages(template())
             if "..." in fields["msgid"] or "'" in fields["msgid"] or '\\"' in fields["msgid"])


def test_mnemonics_of_a_template_are_unique():
    """Two equal ones on a page only move the focus between them."""
    offenders = []
    for path in tap.source_files("*.ui", under=("ui",)):
        letters = re.findall(r"<property name=\"(?:label|text|title)\"[^>]*>[^<]*_(\w)[^<]*</property>",
                             path.read_text())
        seen = [letter.lower() for letter in letters]
        offenders += [f"{tap.relative(path)}: {letter}" for letter in sorted(set(seen))
                      if seen.count(letter) > 1]
    tap.none(offenders)


def test_pseudo_language_marks_every_string():
    with tempfile.TemporaryDirectory() as folder:
        catalogue = pseudo.build(pathlib.Path(folder))
        text = run("msgunfmt", catalogue).stdout
    found = list(messages(text))
    assert len(found) == len(list(messages(template())))
    for _, fields in found:
        for key, value in fields.items():
            if key.startswith("msgstr"):
                assert value.startswith(pseudo.OPEN) and value.endswith(pseudo.CLOSE), value


tap.main()
