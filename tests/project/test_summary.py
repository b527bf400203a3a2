# test_summary.py: tools/test-summary believes only in what was shown
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import pathlib
import subprocess
import tempfile

import tap

PROGRAM = tap.SOURCE / "tools" / "test-summary"


def summarise(*runs, leave=None):
    """Returns the last line and the exit status for runs of (result, status, output)."""
    with tempfile.TemporaryDirectory() as folder:
        log, mark = pathlib.Path(folder) / "testlog.json", pathlib.Path(folder) / "mark"
        mark.mkdir()
        if leave:
            (mark / leave).touch()
        log.write_text("".join(json.dumps({"name": "x", "result": result, "returncode": status,
                                           "stdout": output}) + "\n"
                               for result, status, output in runs))
        done = subprocess.run([PROGRAM, log], capture_output=True, text=True,
                              env=dict(os.environ, STEMPEL_TEST_RUN=str(mark)))
        return done.stdout.splitlines()[-1], done.returncode


def test_each_line_of_a_program_counts():
    assert summarise(("OK", 0, "1..2\nok 1 - a\nok 2 - b\n")) == ("2 passed, 0 failed", 0)


def test_several_programs_are_added_up():
    assert summarise(("OK", 0, "ok 1 - a\n"), ("OK", 0, "ok 1 - b\nok 2\n")) == ("3 passed, 0 failed", 0)


def test_what_is_not_ok_failed():
    assert summarise(("FAIL", 1, "ok 1 - a\nnot ok 2 - b\n")) == ("1 passed, 1 failed", 1)


def test_a_skipped_test_failed():
    assert summarise(("OK", 0, "ok 1 - a # SKIP no display\n")) == ("0 passed, 1 failed", 1)


def test_a_program_that_broke_off_failed():
    assert summarise(("ERROR", -6, "1..5\nok 1 - a\n")) == ("1 passed, 1 failed", 1)


def test_a_program_out_of_time_failed():
    assert summarise(("TIMEOUT", -15, "ok 1 - a\n")) == ("1 passed, 1 failed", 1)


def test_a_program_without_tap_counts_once():
    assert summarise(("OK", 0, "")) == ("1 passed, 0 failed", 0)


def test_a_file_left_behind_is_a_failure():
    assert summarise(("OK", 0, "ok 1\n"), leave="rest") == ("1 passed, 1 failed", 1)


def test_no_tests_at_all_is_a_failure():
    assert summarise() == ("0 passed, 0 failed", 1)


def test_a_log_that_is_not_there_is_a_failure():
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "others.json"
        log.write_text(json.dumps({"name": "x", "result": "OK", "returncode": 0, "stdout": ""}) + "\n")
        env = {name: value for name, value in os.environ.items() if name != "STEMPEL_TEST_RUN"}
        done = subprocess.run([PROGRAM, log, log, pathlib.Path(folder) / "display.json"],
                              capture_output=True, text=True, env=env)
        assert "display.json" in done.stdout
        assert done.stdout.splitlines()[-1] == "2 passed, 1 failed"


def test_a_process_left_behind_is_a_failure():
    with tempfile.TemporaryDirectory() as folder:
        log, mark = pathlib.Path(folder) / "testlog.json", pathlib.Path(folder) / "mark"
        mark.mkdir()
        log.write_text(json.dumps({"name": "x", "result": "OK", "returncode": 0, "stdout": ""}) + "\n")
        env = dict(os.environ, STEMPEL_TEST_RUN=str(mark))
        left = subprocess.Popen(["sleep", "60"], env=env)
        try:
            done = subprocess.run([PROGRAM, log], capture_output=True, text=True, env=env)
        finally:
            left.kill()
            left.wait()
        assert f"process {left.pid}: sleep" in done.stdout
        assert done.returncode == 1


tap.main()
