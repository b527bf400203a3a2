# test_pin_is_silent.py: a real screen reader counts the digits of a PIN and never says one
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orca runs without a voice and writes down what it would say. As it is installed, it says each key
that is pressed, except where a password is typed. Beside it, the test listens for text on the
accessibility bus.

Runs inside tests/support/headless."""

import os
import re
import subprocess
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

import a11y  # noqa: E402
import private_server  # noqa: E402
import tap  # noqa: E402
import walk  # noqa: E402

PIN = "482915"
COPIED = "77"
SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'")
TOO_SHORT = "A PIN has 4 to 8 digits."
ALLOWED = re.compile(r"\d digits? entered|\d+ results|" + re.escape(TOO_SHORT))
ORCA_STARTS = 40


class Orca:
    """The screen reader with the settings it comes with. Its log goes to a terminal, as it is written
    there line by line; a file would get the last sentences only at the end."""

    def __enter__(self):
        self._text = ""
        self._near, self._far = os.openpty()
        threading.Thread(target=self._read, daemon=True).start()
        self._process = subprocess.Popen(["orca", "-e", "speech", f"--debug-file={os.ttyname(self._far)}"],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._far)

    def _read(self):
        try:
            while True:
                self._text += os.read(self._near, 65536).decode("utf-8", "replace")
        except OSError:
            os.close(self._near)

    def said(self, since=0):
        """Every sentence since it was started."""
        return [sentence.strip() for sentence in SAID.findall(self._text)[since:]]

    def wait_said(self, app, part, since=0, timeout=15):
        try:
            app.wait_until(lambda: any(part in sentence for sentence in self.said(since)), timeout,
                           f"{part!r} from Orca")
        except a11y.NotSeen as error:
            raise a11y.NotSeen(f"{error}; it said {self.said()}") from error


class TextOnBus:
    """All text that comes or goes on the accessibility bus while the block runs."""

    def __enter__(self):
        self.seen = []
        self._listener = Atspi.EventListener.new(self._on_event)
        self._listener.register("object:text-changed")
        return self

    def __exit__(self, *_):
        self._listener.deregister("object:text-changed")

    def _on_event(self, event):
        self.seen.append(f"{event.type} {event.any_data!r}")


def program(*arguments):
    """When the mouse is used, Orca asks for places on the screen, of which GTK only warns."""
    return a11y.App([private_server.PROGRAM, *arguments], fatal_warnings=False)


def count(number):
    return f"{number} digit entered" if number == 1 else f"{number} digits entered"


def text_of(accessible):
    if "Text" not in (accessible.get_interfaces() or []):
        return ""
    return a11y.text(accessible)


def wait_pad(app, orca, since=0):
    app.wait_until(lambda: "no digits entered" in app.focus_name(), 15, "the PIN pad")
    orca.wait_said(app, "no digits entered", since, ORCA_STARTS)


def type_pin(app, orca):
    """As somebody does who listens to the count after each digit."""
    for number, digit in enumerate(PIN, 1):
        since = len(orca.said())
        app.press(digit)
        orca.wait_said(app, count(number), since)
        assert text_of(app.focus) == "", f"{text_of(app.focus)!r} can be read on the accessibility bus"


def click(app, button):
    """Right on the pad."""
    place = Atspi.Component.get_extents(app.focus, Atspi.CoordType.WINDOW)
    window = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True,
                            check=True).stdout.strip()
    subprocess.run(["xdotool", "mousemove", "--window", window, str(place.x + place.width // 2),
                    str(place.y + place.height // 2), "click", str(button)], check=True)


def try_to_leave_text(app):
    """What gets text into other fields leaves none here and opens no menu."""
    windows = len(app.windows())
    named = app.focus_name()
    for keys in ("ctrl+v", "shift+Insert", "ctrl+z", "ctrl+shift+z", "ctrl+period", "Menu", "shift+F10",
                 "ctrl+shift+u", "a", "Left"):
        app.press(keys)
    click(app, 2)
    click(app, 3)
    if "EditableText" in (app.focus.get_interfaces() or []):
        Atspi.EditableText.set_text_contents(app.focus, COPIED)
        Atspi.EditableText.insert_text(app.focus, 0, COPIED, len(COPIED))
    walk.settle(app, 0.3)
    assert text_of(app.focus) == "", f"{text_of(app.focus)!r} got into the pad"
    assert app.focus_name() == named, f"the pad is {app.focus_name()!r}, it was {named!r}"
    assert len(app.windows()) == windows and app.find("menu item") is None, "something was opened"


def assert_silent(orca, bus, since):
    """A figure is said where it tells how many there are of something, and nowhere else."""
    tap.none(f"Orca said {sentence!r}" for sentence in orca.said(since)
             if re.search(r"\d", ALLOWED.sub("", sentence)))
    tap.none(bus.seen)


def fill(app, field, text):
    app.focus_on("text", field)
    app.press("ctrl+a")
    app.type(text)


def open_pin_dialog(app):
    """A new employee gets a PIN; the number is left on the clipboard."""
    app.wait_for(where=walk.is_row, timeout=30)
    app.press("ctrl+3")
    app.wait_for("button", "Add an Employee")
    app.press("ctrl+n")
    app.wait_until(lambda: a11y.name(app.active_window()) == "Add Employee", 15, "the dialog")
    fill(app, "Name", "Luc Muller")
    fill(app, "Number", COPIED)
    app.press("ctrl+a", "ctrl+c", "Return")
    app.wait_until(lambda: a11y.name(app.active_window()) == "Set PIN", 15, "the dialog")


def test_setting_a_pin_is_silent(_server):
    with Orca() as orca, program() as app:
        open_pin_dialog(app)
        wait_pad(app, orca)
        with TextOnBus() as bus:
            since = len(orca.said())
            type_pin(app, orca)
            try_to_leave_text(app)
            app.press("Return")
            wait_pad(app, orca, since)
            orca.wait_said(app, "Now the same PIN once more.", since)
            app.press("1", "2", "Return")
            orca.wait_said(app, TOO_SHORT, since)
            assert_silent(orca, bus, since)


def test_typing_a_pin_at_the_counter_is_silent(_server):
    with Orca() as orca, program("--terminal") as app:
        for place in walk.terminal(app):
            if place == "terminal: PIN":
                break
        wait_pad(app, orca)
        with TextOnBus() as bus:
            since = len(orca.said())
            type_pin(app, orca)
            try_to_leave_text(app)
            assert_silent(orca, bus, since)


with private_server.PrivateServer() as private:
    private.demo()
    tap.main(private)
