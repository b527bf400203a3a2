# test_data.py: desktop entry, metainfo, settings and icons
#
# SPDX-License-Identifier: GPL-3.0-or-later

import configparser
import pathlib
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

import tap

ID = "lu.stempel.Stempel"
DATA = tap.SOURCE / "data"
SVG = "{http://www.w3.org/2000/svg}"


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_desktop_entry_is_valid():
    assert run("desktop-file-validate", tap.BUILD / "data" / f"{ID}.desktop") == ""


def test_desktop_entry_opens_the_terminal():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(tap.BUILD / "data" / f"{ID}.desktop")
    assert entry["Desktop Entry"]["Icon"] == ID
    assert entry["Desktop Action terminal"]["Exec"] == "stempel --terminal"


def test_desktop_entry_is_translated():
    text = (tap.BUILD / "data" / f"{ID}.desktop").read_text()
    for language in (tap.SOURCE / "po" / "LINGUAS").read_text().split():
        assert f"Comment[{language}]=" in text, language


def test_metainfo_is_valid():
    run("appstreamcli", "validate", "--no-net", tap.BUILD / "data" / f"{ID}.metainfo.xml")


def test_metainfo_knows_the_version():
    version = re.search(r"version: '([^']+)'", (tap.SOURCE / "meson.build").read_text()).group(1)
    root = ElementTree.parse(DATA / f"{ID}.metainfo.xml.in").getroot()
    assert root.find("releases/release").get("version") == version


def units(folder):
    """The service and its sockets as they are installed, but for the program, which is built here."""
    text = (tap.BUILD / "data" / "stempeld.service").read_text()
    program = tap.BUILD / "src" / "server" / "stempeld"
    service = pathlib.Path(folder, "stempeld.service")
    service.write_text(re.sub(r"ExecStart=.*", f"ExecStart={program}", text))
    for name in ("stempeld.socket", "stempeld-status.socket"):
        pathlib.Path(folder, name).write_text((DATA / name).read_text())
    return service


def test_the_service_is_valid():
    with tempfile.TemporaryDirectory() as folder:
        assert run("systemd-analyze", "verify", "--man=no", units(folder)) == ""


def test_the_service_may_do_little():
    with tempfile.TemporaryDirectory() as folder:
        run("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15",
            units(folder))


def test_the_service_leaves_no_core():
    assert "\nLimitCORE=0\n" in (tap.BUILD / "data" / "stempeld.service").read_text()


def test_settings_are_valid():
    run("glib-compile-schemas", "--strict", "--dry-run", DATA)


def test_settings_have_a_summary():
    for key in ElementTree.parse(DATA / f"{ID}.gschema.xml").getroot().iter("key"):
        assert key.findtext("summary"), key.get("name")


def test_settings_that_are_used_exist():
    """A wrong key ends the program."""
    keys = {key.get("name")
            for key in ElementTree.parse(DATA / f"{ID}.gschema.xml").getroot().iter("key")}
    call = re.compile(r'g_settings_(?:get|set|bind|reset|get_user_value)\w* \([^,]+, "([a-z-]+)"')
    tap.none(f"{tap.relative(path)}: {name}" for path in tap.source_files("*.c", under=("src",))
             for name in call.findall(path.read_text()) if name not in keys)


def test_icons_are_drawings_of_their_size():
    for name, size in ((f"{ID}.svg", "128"), (f"{ID}-symbolic.svg", "16")):
        root = ElementTree.parse(DATA / "icons" / name).getroot()
        assert (root.get("width"), root.get("height")) == (size, size), name
        assert next(root.iter(SVG + "path"), None) is not None, name
        assert next(root.iter(SVG + "image"), None) is None, name


def test_symbolic_icon_has_one_colour():
    """GTK replaces it by the colour of the text."""
    text = (DATA / "icons" / f"{ID}-symbolic.svg").read_text()
    assert set(re.findall(r'fill="([^"]+)"', text)) == {"#2e3436"}


def test_installation_puts_everything_in_its_place():
    with tempfile.TemporaryDirectory() as folder:
        run("meson", "install", "-C", tap.BUILD, "--no-rebuild", "--quiet", "--destdir", folder)
        installed = {str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*")
                     if path.is_file()}
    for name in (f"applications/{ID}.desktop", f"metainfo/{ID}.metainfo.xml",
                 f"glib-2.0/schemas/{ID}.gschema.xml", f"icons/hicolor/scalable/apps/{ID}.svg",
                 f"icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
                 "locale/de/LC_MESSAGES/stempel.mo", "locale/fr/LC_MESSAGES/stempel.mo",
                 "locale/lb/LC_MESSAGES/stempel.mo"):
        assert any(path.endswith("share/" + name) for path in installed), name
    for name in ("stempel", "stempelctl"):
        assert any(path.endswith("bin/" + name) for path in installed), name


tap.main()
