# pseudo.py: a language in which every translated string is seen to be translated
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Its words are the English ones between brackets; what shows without them was never given to
gettext. It is made from the source when a test needs it and stands in no list of languages."""

import subprocess

import tap

LANGUAGE = "xx"
OPEN, CLOSE = "⟦", "⟧"


def build(folder):
    """Makes FOLDER/xx/LC_MESSAGES/stempel.mo and returns its path."""
    template, catalogue = folder / "stempel.pot", folder / "pseudo.po"
    target = folder / LANGUAGE / "LC_MESSAGES" / "stempel.mo"
    target.parent.mkdir(parents=True)
    subprocess.run([tap.SOURCE / "tools" / "update-translations", "--template", template], check=True)
    text = template.read_text().replace("charset=CHARSET", "charset=UTF-8")
    text = text.replace('"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"',
                        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"')
    template.write_text(text)
    subprocess.run(["msgen", "--output-file", catalogue, template], check=True)
    marked = subprocess.run(["msgfilter", "--keep-header", "--input", catalogue, "sed", "--null-data",
                             f"s/^.*$/{OPEN}&{CLOSE}/"],
                            capture_output=True, text=True, check=True)
    subprocess.run(["msgfmt", "--output-file", target, "-"], input=marked.stdout, text=True,
                   check=True)
    return target
