# test_scripts.py: the shell scripts of the project
#
# SPDX-License-Identifier: GPL-3.0-or-later

import subprocess

import tap


def programs(interpreter):
    for folder in ("tools", "tests", ".ci"):
        for path in sorted((tap.SOURCE / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                first = path.read_bytes().split(b"\n", 1)[0]
                if first.startswith(b"#!") and interpreter in first:
                    yield path


def test_shellcheck_has_nothing_to_say():
    scripts = list(programs(b"bash")) + list(programs(b"/bin/sh"))
    assert scripts
    done = subprocess.run(["shellcheck", "--severity=warning", *scripts], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout


def test_scripts_stop_at_the_first_error():
    tap.none(tap.relative(path) for path in programs(b"bash")
             if "\nset -euo pipefail\n" not in path.read_text())


def test_programs_can_be_executed():
    tap.none(tap.relative(path) for path in (*programs(b"bash"), *programs(b"python"))
             if not path.stat().st_mode & 0o111)


def test_programs_say_what_they_are_for():
    for path in (*programs(b"bash"), *programs(b"python")):
        lines = path.read_text().splitlines()
        assert lines[1].startswith(f"# {path.name}: "), tap.relative(path)
        assert "SPDX-License-Identifier: GPL-3.0-or-later" in "\n".join(lines[:6]), tap.relative(path)


def test_python_programs_use_the_python_of_the_system():
    """Another one on the path has neither PyGObject nor psycopg2."""
    tap.none(tap.relative(path) for path in programs(b"python")
             if path.read_text().splitlines()[0] != "#!/usr/bin/python3")


def test_python_compiles():
    for path in tap.source_files("*.py"):
        compile(path.read_text(), str(path), "exec")


def test_continuous_integration_runs_the_command_of_the_readme():
    commands = [line.strip() for line in (tap.SOURCE / ".ci" / "run").read_text().splitlines()]
    assert "exec tools/test" in commands
    assert "tools/test" in (tap.SOURCE / "README.md").read_text()


tap.main()
