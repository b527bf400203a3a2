# test_accessible_names.py: whatever can be used has a name, in every window
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re

import a11y
import private_server
import tap
import walk

CONTROLS = {"button", "toggle button", "check box", "radio button", "entry", "text", "password text",
            "combo box", "spin button", "slider", "switch", "link", "menu item", "check menu item",
            "radio menu item", "list", "list box", "list item", "table", "table row", "tree table",
            "page tab", "dialog", "frame", "alert", "progress bar", "calendar"}
# GTK falls back to the name of the class.
CLASS_NAME = re.compile(r"^(Gtk|Adw|Gdk|Stempel)[A-Z]")


def nameless(app, place):
    for window in app.windows():
        for accessible in a11y.descendants(window):
            kind, name = a11y.role(accessible), a11y.name(accessible)
            if kind == "invalid" or kind == "unknown":
                yield f"{place}: {a11y.describe(accessible)} has no role"
            elif kind in CONTROLS and (not name.strip() or CLASS_NAME.match(name)):
                above = next(a11y.ancestors(accessible), None)
                yield f"{place}: {a11y.describe(accessible)} in {a11y.describe(above)}"


def unnamed_in(route, *arguments):
    offenders, places = [], []
    with a11y.App([private_server.PROGRAM, *arguments]) as app:
        for place in route(app):
            places.append(place)
            offenders += nameless(app, place)
    print("# walked through:", ", ".join(places))
    tap.none(offenders)


def test_every_control_of_the_back_office_has_a_name(_server):
    unnamed_in(walk.back_office)


def test_every_control_of_the_terminal_has_a_name(_server):
    unnamed_in(walk.terminal, "--terminal")


with private_server.PrivateServer() as private:
    private.demo()
    tap.main(private)
