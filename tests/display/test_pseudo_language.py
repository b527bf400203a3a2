# test_pseudo_language.py: no text reaches the screen without having gone through gettext
#
# SPDX-License-Identifier: GPL-3.0-or-later

import pathlib
import re
import tempfile

import a11y
import private_server
import pseudo
import tap
import walk

CLASS_NAME = re.compile(r"^(Gtk|Adw|Gdk|Stempel)[A-Z]")
# Names of keys, of the program, of languages in their own language, of currencies and zones.
UNTRANSLATED = re.compile(
    r"^(Stempel|stempel|Ctrl|Shift|Alt|Esc|Escape|Tab|Left|F\d+|[A-Z?+]|EUR|€|Europe/\w+|English|Deutsch|"
    r"Français|français|Lëtzebuergesch|PostgreSQL|\W|\d|_)*$")
# Dates follow the conventions of a language, which are not texts to translate.
DATE = re.compile(r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec) \d{4}\b")
# What GTK itself says; it has no catalogue in this language.
OF_GTK = {"Minimize", "Maximize", "Close", "Minimize the window", "Maximize the window",
          "Close the window", "Restore the window", "Restore", "Search Shortcuts", "All Shortcuts",
          "No Results Found", "Try a different search", "Shortcuts", "Search Results"}


def values_of_the_database(server):
    """Every text somebody could have typed; longest first, so that none hides another."""
    columns = server.query("""
        select table_schema, table_name, column_name from information_schema.columns
        where table_schema = 'stempel' and data_type in ('text', 'jsonb', 'uuid', 'character varying')""")
    values = set()
    for schema, table, column in columns:
        for (value,) in server.query(f'select distinct "{column}"::text from "{schema}"."{table}"'):
            if value:
                values.add(value)
                values.update(re.findall(r'"((?:[^"\\]|\\.)*)"', value))
    return sorted((value for value in values if any(c.isalpha() for c in value)), key=len, reverse=True)


def strip(text, values):
    """What is left of a text when all that was translated or typed by somebody is taken away."""
    before = None
    while before != text:
        before = text
        text = re.sub(f"{pseudo.OPEN}[^{pseudo.OPEN}{pseudo.CLOSE}]*{pseudo.CLOSE}", " ", text)
    text = DATE.sub(" ", text)
    if UNTRANSLATED.match(text):
        return ""
    for value in values:
        if value in text:
            text = text.replace(value, " ")
    return "" if UNTRANSLATED.match(text) else text.strip()


def untranslated(app, place, values, seen):
    for window in app.windows():
        for accessible in a11y.descendants(window):
            # What stands in an entry was typed.
            shown = "" if a11y.has_state(accessible, "editable") else a11y.text(accessible)
            for said in (a11y.name(accessible), shown, a11y.description(accessible)):
                if said in seen or said in OF_GTK or CLASS_NAME.match(said):
                    continue
                seen.add(said)
                rest = strip(said, values)
                if rest:
                    yield f"{place}: {rest!r} in {said!r} of {a11y.role(accessible)}"


def untranslated_in(server, route, *arguments):
    offenders, seen = [], set()
    with tempfile.TemporaryDirectory() as folder:
        pseudo.build(pathlib.Path(folder))
        env = private_server.environment(LANGUAGE=pseudo.LANGUAGE, STEMPEL_LOCALE_DIR=folder)
        values = values_of_the_database(server)
        with a11y.App([private_server.PROGRAM, *arguments], env=env) as app:
            for place in route(app):
                offenders += untranslated(app, place, values, seen)
    assert any(pseudo.OPEN in text for text in seen), "the pseudo-language was not used"
    tap.none(offenders)


def test_the_back_office_shows_no_untranslated_text(server):
    untranslated_in(server, walk.back_office)


def test_the_terminal_shows_no_untranslated_text(server):
    untranslated_in(server, walk.terminal, "--terminal")


with private_server.PrivateServer() as private:
    private.demo()
    tap.main(private)
