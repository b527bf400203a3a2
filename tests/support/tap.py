# tap.py: lets plain functions be tests that meson understands
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""    import tap

    def test_what_holds():
        assert …

    tap.main()
"""

import os
import pathlib
import sys
import traceback

SOURCE = pathlib.Path(os.environ.get("STEMPEL_SOURCE_DIR",
                                     pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("STEMPEL_BUILD_DIR", SOURCE / "build"))


def source_files(*patterns, under=("src", "ui", "tests", "data", "po", "tools", "docs", ".ci")):
    """The project's files that match, without what a build or a cache put there."""
    for folder in under:
        for pattern in patterns:
            for path in sorted((SOURCE / folder).rglob(pattern)):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path


def relative(path):
    return str(path.relative_to(SOURCE))


def none(offenders):
    """Asserts that a list of complaints is empty and shows all of them."""
    offenders = list(offenders)
    assert not offenders, "\n" + "\n".join(str(offender) for offender in offenders)


def main(*arguments):
    """Runs each function of the program whose name starts with test_, in order."""
    tests = [(name, function) for name, function in vars(sys.modules["__main__"]).items()
             if name.startswith("test_") and callable(function)]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        words = name.removeprefix("test_").replace("_", " ")
        try:
            function(*arguments)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("#", line)
            print(f"not ok {number} - {words}", flush=True)
        else:
            print(f"ok {number} - {words}", flush=True)
    sys.exit(1 if failed else 0)
