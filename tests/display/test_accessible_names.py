# test_accessible_names.py: whatever can be used has a name, in every window
#
# SPDX-License-Identifier: GPL-3.0-or-later

import a11y
import names
import private_server
import tap
import walk


def unnamed_in(route, *arguments):
    offenders, places = [], []
    with a11y.App([private_server.PROGRAM, *arguments]) as app:
        for place in route(app):
            places.append(place)
            offenders += names.nameless(app, place)
    print("# walked through:", ", ".join(places))
    tap.none(offenders)


def test_every_control_of_the_back_office_has_a_name(_server):
    unnamed_in(walk.back_office)


def test_every_control_of_the_terminal_has_a_name(_server):
    unnamed_in(walk.terminal, "--terminal")


with private_server.PrivateServer() as private:
    private.demo()
    tap.main(private)
