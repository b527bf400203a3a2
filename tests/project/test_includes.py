# test_includes.py: a folder of src/ sees only the folders that docs/architecture.md allows it
#
# SPDX-License-Identifier: GPL-3.0-or-later

import re

import tap

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)/` \|.*\| ([^|]*) \|$", re.MULTILINE)
GENERATED = re.compile(r"^stempel-(\w+?)(?:-enums|-resources)?\.h$")

# A library that belongs to one floor of the house, and who may open its headers.
FOREIGN = {
    "libpq-fe.h": {"pg"},
    "libpq/": {"pg"},
    "gtk/": {"app"},
    "gdk/": {"app"},
    "gsk/": {"app"},
    "pango/": {"app"},
    "adwaita.h": {"app"},
    "qrencode.h": {"app"},
    "csv.h": {"exchange"},
    "libsecret/": {"client"},
    "libsoup/": {"http"},
    "microhttpd.h": {"server"},
    "gnutls/": {"server"},
    "systemd/": {"server"},
}


def allowed_edges():
    text = (tap.SOURCE / "docs" / "architecture.md").read_text()
    return {folder: set(re.findall(r"\w+", names)) for folder, names in ROW.findall(text)}


def folder_of(path):
    return path.relative_to(tap.SOURCE / "src").parts[0]


def sources():
    return tap.source_files("*.c", "*.h", under=("src",))


def headers():
    return {path.name: folder_of(path) for path in sources() if path.suffix == ".h"}


def includes():
    for path in sources():
        for kind, name in INCLUDE.findall(path.read_text()):
            yield path, kind, name


def owner(name, owners):
    generated = GENERATED.match(name)
    if name in owners:
        return owners[name]
    return generated.group(1) if generated and generated.group(1) in allowed_edges() else None


def test_every_folder_stands_in_the_table():
    present = {folder_of(path) for path in sources()}
    tap.none(sorted(present - set(allowed_edges())))


def test_the_table_has_no_cycle():
    done = set()
    left = allowed_edges()
    while left:
        free = [folder for folder, needs in left.items() if needs <= done]
        assert free, f"these need each other: {sorted(left)}"
        for folder in free:
            done.add(folder)
            del left[folder]


def test_header_names_are_unique():
    seen = {}
    for path in sources():
        if path.suffix == ".h":
            seen.setdefault(path.name, []).append(tap.relative(path))
    tap.none(paths for paths in seen.values() if len(paths) > 1)


def test_own_headers_are_named_without_a_path():
    tap.none(f"{tap.relative(path)}: {name}" for path, kind, name in includes()
             if kind == '"' and "/" in name)


def test_own_headers_exist():
    owners = headers()
    tap.none(f"{tap.relative(path)}: {name}" for path, kind, name in includes()
             if kind == '"' and name != "config.h" and owner(name, owners) is None)


def test_includes_follow_the_table():
    owners, edges = headers(), allowed_edges()
    offenders = []
    for path, kind, name in includes():
        target = owner(name, owners)
        if kind != '"' or target is None:
            continue
        folder = folder_of(path)
        if target != folder and target not in edges.get(folder, set()):
            offenders.append(f"{tap.relative(path)}: {name} of {target}/")
    tap.none(offenders)


def test_foreign_libraries_stay_on_their_floor():
    offenders = []
    for path, kind, name in includes():
        for prefix, folders in FOREIGN.items():
            if kind == "<" and name.startswith(prefix) and folder_of(path) not in folders:
                offenders.append(f"{tap.relative(path)}: {name}")
    tap.none(offenders)


def test_build_files_name_no_more_than_the_table():
    """A library that depends on more than it includes would let a wrong include compile."""
    edges = allowed_edges()
    offenders = []
    for path in tap.source_files("meson.build", under=("src",)):
        folder = folder_of(path)
        if folder == "meson.build":
            continue
        for name in re.findall(r"\b(\w+)_dep\b", path.read_text()):
            if name in edges and name != folder and name not in edges[folder]:
                offenders.append(f"{tap.relative(path)}: {name}_dep")
    tap.none(offenders)


tap.main()
