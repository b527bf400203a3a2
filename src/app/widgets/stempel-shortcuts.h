/* stempel-shortcuts.h: the keys of a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * StempelShortcut:
 * @title: what the keys do, or the heading of those that follow; to be translated with the context
 *   "shortcut window"
 * @keys: (nullable): accelerators such as "<Control>f", several with " / " or " … " between them;
 *   none for a heading
 */
typedef struct
{
  const char *title;
  const char *keys;
} StempelShortcut;

void stempel_shortcuts_present (GtkWindow             *parent,
                                const StempelShortcut *shortcuts,
                                guint                  n_shortcuts);

G_END_DECLS
