# walk.py: a way through every window of the program, by keyboard
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both walks are generators: they stop at each place with its name, so that a test can look around,
and go on from there. What they press is what a person would press."""

import time

import a11y

PAGES = ("programs", "members", "staff", "access", "transactions", "audit")


def settle(app, seconds=0.5):
    """Waits until nothing has happened on the screen for a while."""
    quiet = time.monotonic() + seconds
    end = time.monotonic() + 8
    while time.monotonic() < min(quiet, end):
        seen = len(app.events)
        app.pump()
        if len(app.events) != seen:
            quiet = time.monotonic() + seconds
        time.sleep(0.01)


def go(app, *keys):
    app.press(*keys)
    settle(app)


def dialog(app, name, *keys):
    """Opens a dialog, stops there, and closes it with Escape."""
    before = len(app.windows())
    app.press(*keys)
    app.wait_until(lambda: len(app.windows()) > before, 10, f"the dialog {name}")
    settle(app)
    yield name
    app.press("Escape")
    app.wait_until(lambda: len(app.windows()) == before, 10, f"the end of the dialog {name}")
    settle(app)


def is_row(accessible):
    """A row of the page, not of the sidebar."""
    return (accessible is not None and a11y.is_showing(accessible)
            and a11y.role(accessible) == "list item"
            and "Pages" not in a11y.name(accessible.get_parent()))


def is_entry(accessible):
    return a11y.role(accessible) in ("entry", "text") and a11y.has_state(accessible, "editable")


def open_first_row(app):
    """Tab leads into the list; Enter opens the row."""
    seen = []
    for _ in range(30):
        if is_row(app.focus):
            go(app, "Return")
            return
        seen.append(a11y.describe(app.press_and_follow("Tab", timeout=0.6)))
    raise a11y.NotSeen(f"Tab never came to a row, but to: {', '.join(seen)}")


def back_office(app):
    """Every page of the window with its first row opened, every dialog that a key opens."""
    app.wait_for(where=is_row, timeout=30)
    settle(app)
    for number, page in enumerate(PAGES, 1):
        go(app, f"ctrl+{number}")
        app.wait_for(where=is_row)
        settle(app)
        yield page
        if page in ("programs", "members", "staff", "access"):
            yield from dialog(app, f"{page}: new", "ctrl+n")
        open_first_row(app)
        yield f"{page}: detail"
    yield from dialog(app, "preferences", "ctrl+comma")
    yield from dialog(app, "help", "F1")
    yield from dialog(app, "shortcuts", "ctrl+question")
    go(app, "F10")
    yield "menu"
    yield from security(app)


def security(app):
    """Sign-In and Security, from the open menu."""
    for _ in range(8):
        if "Security" in app.focus_name():
            break
        app.press_and_follow("Down", timeout=0.6)
    yield from dialog(app, "security", "Return")


def terminal(app):
    """The window at the counter: store, search, enrolment, member, employee, PIN."""
    app.wait_for(where=is_row, timeout=30)
    settle(app)
    yield "terminal: store"
    open_first_row(app)
    app.wait_for(where=is_entry)
    settle(app)
    yield "terminal: identify"
    go(app, "ctrl+n")
    yield "terminal: enrol"
    go(app, "Escape")
    app.wait_until(lambda: app.focus is not None and is_entry(app.focus))
    app.type("a")
    app.wait_for(where=is_row)
    settle(app)
    yield "terminal: members found"
    open_first_row(app)
    yield "terminal: member"
    go(app, "F2")
    yield "terminal: employee"
    app.type("1")
    go(app, "Return")
    yield "terminal: PIN"
    go(app, "Escape")
    go(app, "F10")
    yield "terminal: menu"
    go(app, "Escape")
    assert len(app.windows()) == 1, "a terminal opens no other window"
