/* stempel-navigation.h: what the window expects of a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* A page is a GtkWidget with the construct property `client` (StempelClient). It brings its own
 * toolbar (search, buttons); the window shows the title. It installs on its class those of these
 * actions it has:
 *
 * - `page.search`: put the focus into the search (Ctrl+F)
 * - `page.new`: make a new thing (Ctrl+N)
 * - `page.reload`: load again (F5)
 *
 * and may activate the window's actions:
 *
 * - `win.show-page` with a string: programs, members, staff, access, transactions,
 *   audit
 * - `win.show-member` with an int64: the member's detail on the page Members, which installs
 * `page.show-member`
 */
