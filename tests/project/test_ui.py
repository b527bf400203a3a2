# test_ui.py: what the templates promise to people who do not see icons or do not read English
#
# SPDX-License-Identifier: GPL-3.0-or-later

import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import tap

ICON_ONLY = ("GtkButton", "GtkToggleButton", "GtkMenuButton")
UNNAMED = ("GtkEntry", "GtkSearchEntry", "GtkText", "GtkPasswordEntry", "GtkListView", "GtkColumnView",
           "GtkGridView", "GtkListBox", "GtkSpinButton", "GtkSwitch", "GtkDropDown", "GtkScale",
           "GtkTextView", "GtkProgressBar", "GtkLevelBar", "GtkCalendar")
TEXTS = {"label", "title", "subtitle", "tooltip-text", "placeholder-text", "description",
         "menu-label", "heading", "body", "secondary-text", "text"}
# These wait for a newer GTK or libadwaita, or leave with the next one.
NOT_OURS = re.compile(r"^(AdwLeaflet|AdwFlap|AdwSqueezer|AdwMessageDialog|AdwAboutWindow|"
                      r"AdwPreferencesWindow|GtkDialog|GtkMessageDialog|GtkFileChooser\w+|GtkTreeView|"
                      r"GtkComboBox\w*|GtkInfoBar|GtkStatusbar|AdwToolbarView|AdwNavigation\w+|"
                      r"AdwBreakpoint|AdwDialog|AdwAlertDialog|AdwBanner|AdwSpinRow|AdwSwitchRow)$")
TRUE = ("yes", "true", "1")


def templates():
    for path in tap.source_files("*.ui", under=("ui",)):
        yield path, ElementTree.parse(path).getroot()


def parents(root):
    return {child: parent for parent in root.iter() for child in parent}


def own_properties(element):
    return {child.get("name").replace("_", "-"): child for child in element.findall("property")}


def is_named(element, root, path):
    """By a label of its own, by another that points at it, or in the code that goes with it."""
    accessibility = element.find("accessibility")
    if accessibility is not None:
        for child in accessibility:
            if child.get("name") in ("label", "labelled-by"):
                return True
    identity = element.get("id")
    if identity and re.search(rf"stempel_accessible_name \((?:self->)?{identity},", code_of(path)):
        return True
    for widget in root.iter("property"):
        if widget.get("name") == "mnemonic-widget" and identity and (widget.text or "").strip() == identity:
            return True
    return False


def code_of(path):
    code = tap.SOURCE / "src" / "app" / path.parent.name / (path.stem + ".c")
    return code.read_text() if code.exists() else ""


def test_templates_parse():
    for path in tap.source_files("*.ui", under=("ui",)):
        ElementTree.parse(path)


def test_template_names_are_file_names():
    offenders = []
    for path, root in templates():
        for template in root.findall("template"):
            name = re.sub(r"(?<!^)([A-Z][a-z0-9]+)", r"-\1", template.get("class")).lower()
            if template.get("class").startswith("Stempel") and path.stem != name:
                offenders.append(f"{tap.relative(path)}: {template.get('class')}")
    tap.none(offenders)


def test_templates_are_in_a_resource():
    listed = set()
    for path in tap.source_files("*.gresource.xml", under=("ui", "src")):
        for entry in ElementTree.parse(path).getroot().iter("file"):
            listed.add(pathlib.Path(path.parent / entry.text.strip()))
    tap.none(tap.relative(path) for path, _ in templates() if path not in listed)


def test_buttons_with_an_icon_alone_have_a_name():
    offenders = []
    for path, root in templates():
        for element in root.iter("object"):
            properties = own_properties(element)
            if (element.get("class") in ICON_ONLY and "icon-name" in properties
                    and "label" not in properties and not is_named(element, root, path)):
                offenders.append(f"{tap.relative(path)}: {element.get('class')} "
                                 f"{element.get('id') or properties['icon-name'].text}")
    tap.none(offenders)


def test_own_buttons_have_a_text():
    """The text of a StempelButton is its name, also where only the icon shows."""
    tap.none(f"{tap.relative(path)}: {element.get('id') or ''}" for path, root in templates()
             for element in root.iter("object")
             if element.get("class") == "StempelButton" and "text" not in own_properties(element)
             and f"stempel_button_set_text (self->{element.get('id')}" not in code_of(path))


def test_fields_and_lists_have_a_name():
    offenders = []
    for path, root in templates():
        for element in root.iter("object"):
            if element.get("class") in UNNAMED and not is_named(element, root, path):
                offenders.append(f"{tap.relative(path)}: {element.get('class')} {element.get('id') or ''}")
    tap.none(offenders)


def test_texts_are_translatable():
    offenders = []
    for path, root in templates():
        above = parents(root)
        for element in root.iter("property"):
            text = (element.text or "").strip()
            bound = element.get("bind-source") or len(element)
            if (element.get("name") in TEXTS and not bound and any(c.isalpha() for c in text)
                    and element.get("translatable") not in (*TRUE, "no")
                    and above[element].tag in ("object", "template", "accessibility", "item")
                    and above[element].get("class") not in ("GtkStackPage", "GtkStringFilter")):
                offenders.append(f"{tap.relative(path)}: {element.get('name')} {text!r}")
        for element in root.iter("attribute"):
            text = (element.text or "").strip()
            if (element.get("name") == "label" and any(c.isalpha() for c in text)
                    and element.get("translatable") not in TRUE):
                offenders.append(f"{tap.relative(path)}: menu {text!r}")
    tap.none(offenders)


def resource_icons(library):
    for path in pathlib.Path("/usr/lib").glob(f"*/{library}"):
        listed = subprocess.run(["gresource", "list", path], capture_output=True, text=True).stdout
        yield from re.findall(r"/([\w-]+)\.(?:svg|symbolic\.png|png)$", listed, re.MULTILINE)


def known_icons():
    names = set(resource_icons("libgtk-4.so.1")) | set(resource_icons("libadwaita-1.so.0"))
    folders = [tap.SOURCE / "data" / "icons", tap.SOURCE / "ui", pathlib.Path("/usr/share/icons/Adwaita"),
               pathlib.Path("/usr/share/icons/hicolor")]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in (".svg", ".png"):
                names.add(path.name.removesuffix(path.suffix).removesuffix(".symbolic"))
    return names


def test_icons_exist():
    known, offenders = known_icons(), []
    for path, root in templates():
        for element in root.iter("property"):
            name = (element.text or "").strip()
            if (element.get("name", "").split("-")[-1] in ("icon", "name") and "icon" in element.get("name")
                    and name and name not in known):
                offenders.append(f"{tap.relative(path)}: {name}")
    for path in tap.source_files("*.c", under=("src",)):
        for name in re.findall(r'"([a-z0-9-]+-symbolic)"', path.read_text()):
            if name not in known:
                offenders.append(f"{tap.relative(path)}: {name}")
    tap.none(offenders)


def test_classes_are_of_all_supported_releases():
    tap.none(f"{tap.relative(path)}: {element.get('class')}" for path, root in templates()
             for element in root.iter("object") if NOT_OURS.match(element.get("class", "")))


def test_list_rows_are_files_of_their_own():
    """xgettext finds nothing in a template inside a template."""
    tap.none(tap.relative(path) for path, _ in templates() if "<![CDATA[" in path.read_text())


tap.main()
