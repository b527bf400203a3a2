# a11y.py: drives a window as a person with a screen reader does
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen is read through AT-SPI alone and the keyboard is the only hand.

    with a11y.App([binary], env) as app:
        app.wait_for("button", "New Program")
        app.press("ctrl+2")
        app.type("Weber")
        app.wait_until(lambda: app.focus_name() == "Search")

Runs inside tests/support/headless. Roles are given by their newer names, so that a test says the
same on every release of AT-SPI."""

import os
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# Older releases name these roles otherwise; the numbers are the same.
NEWER_ROLE = {"push button": "button", "statusbar": "status bar"}

WINDOW_ROLES = ("frame", "dialog", "window")

# A view keeps some two hundred rows alive; what is further down is not on the screen.
MOST_CHILDREN = 260

WATCHED = ("object:state-changed", "object:children-changed", "object:property-change",
           "object:text-changed", "window:activate", "window:create", "window:destroy")


class NotSeen(AssertionError):
    """Something did not appear on the screen in time."""


def role(accessible):
    name = accessible.get_role_name()
    return NEWER_ROLE.get(name, name)


def name(accessible):
    return accessible.get_name() or ""


def description(accessible):
    return accessible.get_description() or ""


def has_state(accessible, state):
    return accessible.get_state_set().contains(getattr(Atspi.StateType, state.upper()))


def is_showing(accessible):
    """GTK 4.8 says "showing" of windows alone: there, what has no size is on a hidden page."""
    states = accessible.get_state_set()
    if states.contains(Atspi.StateType.SHOWING):
        return True
    if not states.contains(Atspi.StateType.VISIBLE):
        return False
    if "Component" in (accessible.get_interfaces() or []):
        extents = Atspi.Component.get_extents(accessible, Atspi.CoordType.WINDOW)
        return extents.width > 0 and extents.height > 0
    return is_page_on_top(accessible)


def page_extents(page):
    content = next(children(page), None)
    if content is None or "Component" not in (content.get_interfaces() or []):
        return None
    extents = Atspi.Component.get_extents(content, Atspi.CoordType.WINDOW)
    return extents if extents.width > 0 and extents.height > 0 else None


def lies_on_top(page, extents):
    """True or False, or None where GTK does not know yet what it has there."""
    window = next((parent for parent in ancestors(page) if role(parent) in WINDOW_ROLES), None)
    unknown = window is None
    for across, down in ((2, 2), (4, 4), (8, 8), (2, 16)):
        hit = None
        if window is not None:
            hit = Atspi.Component.get_accessible_at_point(
                window, extents.x + extents.width // across, extents.y + extents.height // down,
                Atspi.CoordType.WINDOW)
        if hit is None:
            unknown = True
        elif hit == page or page in ancestors(hit):
            return True
    return None if unknown else False


def is_page_on_top(page):
    """A page of a stack keeps its last size when another covers it: ask what lies at its points."""
    extents = page_extents(page)
    if extents is None:
        return False
    rivals = [other for other in children(page.get_parent()) if other != page and page_extents(other)]
    if not rivals:
        return True
    answer = lies_on_top(page, extents)
    if answer is None:
        # What was never asked for has no place in GTK's answers.
        for _ in descendants(page, showing_only=False):
            pass
        answer = lies_on_top(page, extents)
    return bool(answer)


def is_enabled(accessible):
    return has_state(accessible, "sensitive")


def children(accessible):
    for index in range(min(accessible.get_child_count(), MOST_CHILDREN)):
        child = accessible.get_child_at_index(index)
        if child is not None:
            yield child


def descendants(accessible, showing_only=True):
    """Depth first; an object that went away meanwhile is passed over."""
    try:
        if showing_only and not is_showing(accessible) and role(accessible) != "application":
            return
        found = list(children(accessible))
    except GLib.Error:
        return
    yield accessible
    for child in found:
        yield from descendants(child, showing_only)


def ancestors(accessible):
    parent = accessible.get_parent()
    while parent is not None and role(parent) != "application":
        yield parent
        parent = parent.get_parent()


def text(accessible):
    """What a label or an entry holds; the count is needed, as GTK 4.8 has no -1."""
    if "Text" not in (accessible.get_interfaces() or []):
        return ""
    return Atspi.Text.get_text(accessible, 0, Atspi.Text.get_character_count(accessible))


def said(accessible):
    """Everything a screen reader finds on one object."""
    return " ".join(part for part in (name(accessible), text(accessible), description(accessible))
                    if part)


def relations(accessible):
    return {relation.get_relation_type().value_nick:
            [relation.get_target(index) for index in range(relation.get_n_targets())]
            for relation in accessible.get_relation_set() or []}


def describe(accessible):
    if accessible is None:
        return "nothing"
    return f"{role(accessible)} {name(accessible)!r}"


def tree(accessible, showing_only=True, depth=0):
    """A page of text with one line for each object, for logs."""
    try:
        if showing_only and not is_showing(accessible) and role(accessible) != "application":
            return ""
        states = ",".join(state.value_nick for state in accessible.get_state_set().get_states()
                          if state.value_nick not in ("visible", "showing", "sensitive", "enabled"))
        line = f"{'  ' * depth}{describe(accessible)} [{states}]"
        for label, value in (("desc", description(accessible)), ("text", text(accessible))):
            if value:
                line += f" {label}={value!r}"
        found = list(children(accessible))
    except GLib.Error as error:
        return f"{'  ' * depth}(gone: {error.message})\n"
    return line + "\n" + "".join(tree(child, showing_only, depth + 1) for child in found)


class App:
    """A program on the private display and what AT-SPI says of it."""

    def __init__(self, command, env=None, timeout=20, fatal_warnings=True):
        Atspi.set_timeout(5000, 15000)
        self.focus = None
        self.events = []
        self.descriptions = []
        self._context = GLib.MainContext.default()
        self._listener = Atspi.EventListener.new(self._on_event)
        for kind in WATCHED:
            self._listener.register(kind)
        self._log = tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace")
        environment = dict(os.environ if env is None else env)
        if fatal_warnings:
            environment["G_DEBUG"] = "fatal-warnings"
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=self._log, stderr=self._log)
        try:
            self.accessible = self.wait_until(self._find_application, timeout, "the application")
        except BaseException:
            self.end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None and self.process.poll() is None:
            print("# the screen when it failed:\n# " + self.tree().replace("\n", "\n# "), flush=True)
        self.end()
        if kind is not None:
            print(f"# it ended with {self.process.returncode}; its log:\n# "
                  + self.log().replace("\n", "\n# "), flush=True)

    # What happens

    def _on_event(self, event):
        try:
            if event.source.get_process_id() != self.process.pid:
                return
            if event.type == "object:state-changed:focused" and event.detail1 == 1:
                self.focus = event.source
            elif event.type == "object:property-change:accessible-description":
                self.descriptions.append(str(event.any_data))
            self.events.append((event.type, event.detail1, event.source))
        except GLib.Error:
            pass  # it is gone already
        del self.events[:-2000]

    def pump(self):
        while self._context.iteration(False):
            pass

    def wait_until(self, condition, timeout=10, what="what was awaited"):
        """Returns the first true value of condition; objects may come and go meanwhile."""
        end = time.monotonic() + timeout
        while True:
            self.pump()
            try:
                value = condition()
            except GLib.Error:
                value = None
            if value:
                return value
            if self.process.poll() is not None:
                raise NotSeen(f"the program ended with {self.process.returncode} before {what}:\n"
                              + self.log())
            if time.monotonic() > end:
                raise NotSeen(f"not seen within {timeout} s: {what}")
            time.sleep(0.01)

    def _find_application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if (application is not None and application.get_process_id() == self.process.pid
                    and application.get_child_count() > 0):
                return application
        return None

    # What is to be seen

    def windows(self):
        return [window for window in children(self.accessible) if is_showing(window)]

    def active_window(self):
        """The window that has the keyboard, or the newest."""
        windows = self.windows()
        active = [window for window in windows if has_state(window, "active")]
        return (active or windows or [self.accessible])[-1]

    def find_all(self, role_name=None, text_name=None, within=None, where=None, showing_only=True):
        # One window may have gone before the next has come.
        if within is None and not self.windows():
            return
        root = within if within is not None else self.active_window()
        for accessible in descendants(root, showing_only):
            try:
                if ((role_name is None or role(accessible) == role_name)
                        and (text_name is None or name(accessible) == text_name)
                        and (where is None or where(accessible))):
                    yield accessible
            except GLib.Error:
                continue

    def find(self, role_name=None, text_name=None, within=None, where=None):
        return next(self.find_all(role_name, text_name, within, where), None)

    def wait_for(self, role_name=None, text_name=None, within=None, where=None, timeout=10):
        return self.wait_until(lambda: self.find(role_name, text_name, within, where), timeout,
                               f"{role_name or 'anything'} {text_name or ''}".strip())

    def wait_text(self, part, within=None, timeout=10):
        """Waits for an object that says part anywhere in its name, text or description."""
        return self.wait_for(within=within, timeout=timeout, where=lambda o: part in said(o))

    def wait_announced(self, part, timeout=10):
        """Waits for an announcement, which before GTK 4.14 is a description for a moment."""
        self.wait_until(lambda: any(part in sentence for sentence in self.descriptions), timeout,
                        f"the announcement {part}")

    def wait_gone(self, role_name=None, text_name=None, timeout=10):
        self.wait_until(lambda: self.find(role_name, text_name) is None, timeout,
                        f"the end of {role_name} {text_name}")

    def tree(self, within=None, showing_only=True):
        return tree(within if within is not None else self.accessible, showing_only)

    # The keyboard

    def press(self, *keys):
        """Presses keys such as "Tab", "ctrl+f" or "F5", one after the other."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)
        self.pump()

    def type(self, characters, delay=8):
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", str(delay), "--",
                        characters], check=True)
        self.pump()

    def press_and_follow(self, *keys, timeout=2):
        """Presses keys and returns what has the focus afterwards, or None if it did not move."""
        before, self.focus = self.focus, None
        self.press(*keys)
        try:
            return self.wait_until(lambda: self.focus, timeout, "a move of the focus")
        except NotSeen:
            if self.process.poll() is not None:
                raise
            self.focus = before
            return None

    def focus_name(self):
        return name(self.focus) if self.focus is not None else ""

    def focus_on(self, role_name=None, text_name=None, key="Tab", most=80):
        """Presses key until the named control has the focus, as somebody looking for it would."""
        def reached():
            return (self.focus is not None and is_showing(self.focus)
                    and (role_name is None or role(self.focus) == role_name)
                    and (text_name is None or name(self.focus) == text_name))

        seen = []
        for _ in range(most):
            try:
                if reached():
                    return self.focus
            except GLib.Error:
                self.focus = None
            seen.append(describe(self.press_and_follow(key, timeout=0.6)))
        raise NotSeen(f"{key} never came to {role_name} {text_name}, but to: {', '.join(seen)}")

    # The end

    def log(self):
        self._log.seek(0)
        return self._log.read()

    def end(self, timeout=10):
        """Ends the program if it did not end by itself; returns how it ended."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for kind in WATCHED:
            self._listener.deregister(kind)
        return self.process.returncode

    def wait_end(self, timeout=15):
        """Waits until the program ended by itself; a leak report would come only then."""
        code = self.process.wait(timeout)
        if code != 0:
            print(self.log(), file=sys.stderr)
        return code
