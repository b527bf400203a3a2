# test_style.py: sizes, headers and words of every file
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re

import tap

FILE_LINES = 1000
FUNCTION_LINES = 60
UI_LINES = 250
COLUMNS = 100

CODE = ("*.c", "*.h", "*.py", "*.sql", "*.ui", "*.css", "*.xml")
LICENSED = (*CODE, "meson.build", "*.in")
# Notes to oneself and words of those who did the work, not of the project.
UNWANTED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|lorem ipsum|\bas requested\b|\bissue #?\d+\b|/work/",
                      re.IGNORECASE)


def functions(path):
    """Yields name, first line and length of each C function."""
    name, start, before = None, None, ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("{") and before.rstrip().endswith(")"):
            start = number
        elif line.startswith("}") and start is not None:
            yield name, start, number - start - 1
            start = None
        elif start is None:
            match = re.match(r"(\w+) \(", line)
            name = match.group(1) if match else name
        if line.strip():
            before = line


def count_lines(path):
    return len(path.read_text().splitlines())


def test_files_are_short():
    tap.none(f"{tap.relative(path)}: {count_lines(path)} lines" for path in tap.source_files(*CODE)
             if count_lines(path) > FILE_LINES)


def test_functions_are_short():
    offenders = []
    for path in tap.source_files("*.c"):
        for name, line, length in functions(path):
            if length > FUNCTION_LINES and not name.endswith("_class_init"):
                offenders.append(f"{tap.relative(path)}:{line}: {name} has {length} lines")
    tap.none(offenders)


def test_ui_files_are_short():
    tap.none(f"{tap.relative(path)}: {count_lines(path)} lines" for path in tap.source_files("*.ui")
             if count_lines(path) > UI_LINES)


def test_c_lines_are_narrow():
    offenders = []
    for path in tap.source_files("*.c", "*.h"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if len(line) > COLUMNS:
                offenders.append(f"{tap.relative(path)}:{number}: {len(line)} columns")
    tap.none(offenders)


def test_lines_end_cleanly():
    offenders = []
    for path in tap.source_files(*CODE, "meson.build", "*.md"):
        text = path.read_text()
        if text and not text.endswith("\n"):
            offenders.append(f"{tap.relative(path)}: no newline at the end")
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip() or "\t" in line:
                offenders.append(f"{tap.relative(path)}:{number}: white space")
    tap.none(offenders)


def test_every_file_names_its_licence():
    tap.none(tap.relative(path) for path in tap.source_files(*LICENSED)
             if "SPDX-License-Identifier: GPL-3.0-or-later" not in path.read_text()[:600]
             and path.name != "POTFILES.in" and ".gresource.xml" not in path.name)


def test_c_files_say_what_they_are_for():
    offenders = []
    for path in tap.source_files("*.c", "*.h"):
        if not path.read_text().startswith(f"/* {path.name}: "):
            offenders.append(tap.relative(path))
    tap.none(offenders)


def test_headers_are_read_once():
    tap.none(tap.relative(path) for path in tap.source_files("*.h")
             if "\n#pragma once\n" not in path.read_text())


def test_c_files_include_the_configuration_first():
    offenders = []
    for path in tap.source_files("*.c"):
        first = re.search(r"^#\s*include\s*(.*)$", path.read_text(), re.MULTILINE)
        if first and first.group(1) != '"config.h"':
            offenders.append(f"{tap.relative(path)}: {first.group(1)}")
    tap.none(offenders)


def test_each_file_defines_one_type():
    define = re.compile(r"^G_DEFINE_(?:FINAL_|ABSTRACT_)?TYPE(?:_WITH_\w+)? \((\w+)", re.MULTILINE)
    offenders = []
    for path in tap.source_files("*.c", under=("src",)):
        types = define.findall(path.read_text())
        expected = re.sub(r"(?<!^)([A-Z][a-z0-9]+)", r"-\1", types[0]).lower() if types else None
        if len(types) > 1:
            offenders.append(f"{tap.relative(path)}: {', '.join(types)}")
        elif types and path.stem != expected:
            offenders.append(f"{tap.relative(path)}: {types[0]}")
    tap.none(offenders)


def test_no_goto():
    tap.none(tap.relative(path) for path in tap.source_files("*.c", under=("src",))
             if re.search(r"^\s*goto\b", path.read_text(), re.MULTILINE))


def test_no_unwanted_words():
    offenders = []
    for path in tap.source_files(*CODE, "meson.build", "*.md", "*.po", "*.in"):
        if path.name == "test_style.py":
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = UNWANTED.search(line)
            if match:
                offenders.append(f"{tap.relative(path)}:{number}: {match.group(0)}")
    tap.none(offenders)


tap.main()
