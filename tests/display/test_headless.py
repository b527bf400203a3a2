# test_headless.py: the private display leaves nothing behind, and what is on it can be read
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import pathlib
import signal
import subprocess
import time

import tap

HEADLESS = str(tap.SOURCE / "tests/support/headless")
WINDOW = str(tap.BUILD / "tests/bench/empty-window")


def run(*command, **options):
    return subprocess.run([HEADLESS, *command], capture_output=True, text=True, **options)


def is_running(pid):
    return pathlib.Path(f"/proc/{pid}").exists()


def test_the_status_of_the_command_is_handed_on():
    assert run("sh", "-c", "exit 7").returncode == 7


def test_a_missing_command_is_said():
    done = run("no-such-command")
    assert done.returncode == 125
    assert "no-such-command" in done.stderr


def test_home_is_empty_and_goes_away():
    home = run("sh", "-c", "ls $HOME; echo $HOME").stdout.splitlines()
    assert len(home) == 1
    assert home[0] != os.environ.get("HOME")
    assert not pathlib.Path(home[0]).exists()


def test_orphans_are_ended():
    done = run("sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!")
    assert not is_running(int(done.stdout))


def test_everything_ends_when_it_is_stopped():
    runner = subprocess.Popen([HEADLESS, "sh", "-c", "echo $$ $HOME; exec sleep 300"], text=True,
                              stdout=subprocess.PIPE)
    pid, home = runner.stdout.readline().split()
    assert is_running(int(pid))
    runner.send_signal(signal.SIGTERM)
    assert runner.wait(20) == 128 + signal.SIGTERM
    assert not is_running(int(pid))
    assert not pathlib.Path(home).exists()


def test_the_size_is_what_was_asked_for():
    done = run("--size", "360x720", "xwininfo", "-root")
    assert "Width: 360" in done.stdout and "Height: 720" in done.stdout


def test_a_locale_need_not_be_installed():
    done = run("--locale", "lb_LU", "date", "--date=2026-03-02", "+%A")
    assert done.stdout.strip() == "Méindeg", done.stdout
    assert run("--locale", "lb_LU", "sh", "-c", "echo $LANGUAGE").stdout.strip() == "lb:de:fr"


def test_a_window_can_be_read():
    begin = time.monotonic()
    done = run("/usr/bin/python3", "-c",
               f"import a11y\nwith a11y.App([{WINDOW!r}]) as app: print(app.wait_for('label').get_name())")
    assert done.stdout.strip() == "Ready", done.stdout + done.stderr
    assert time.monotonic() - begin < 30


tap.main()
