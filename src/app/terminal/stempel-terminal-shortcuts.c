/* stempel-terminal-shortcuts.c: the keys at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-shortcuts.h"
#include "stempel-terminal-shortcuts.h"

static const StempelShortcut shortcuts[] = {
  { NC_("shortcut window", "Customer"), NULL },
  { NC_("shortcut window", "Add 1 to 6 stamps"), "F2 … F7" },
  { NC_("shortcut window", "Undo the last booking"), "F8" },
  { NC_("shortcut window", "Hand out the reward"), "F9" },
  { NC_("shortcut window", "Next customer, or back"), "Escape" },
  { NC_("shortcut window", "Enrol a new member"), "<Control>n" },
  { NC_("shortcut window", "Try again after a refusal"), "F5" },
  { NC_("shortcut window", "Terminal"), NULL },
  { NC_("shortcut window", "Lock at once"), "<Control>l" },
  { NC_("shortcut window", "Full screen"), "F11" },
  { NC_("shortcut window", "Show these keys"), "F1" },
};

/**
 * stempel_terminal_shortcuts_present:
 * @parent: the window of the counter
 *
 * Shows its keys.
 */
void
stempel_terminal_shortcuts_present (GtkWindow *parent)
{
  stempel_shortcuts_present (parent, shortcuts, G_N_ELEMENTS (shortcuts));
}
