# names.py: whatever can be used has a name
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re

import a11y

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
