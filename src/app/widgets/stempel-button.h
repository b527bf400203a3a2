/* stempel-button.h: a button whose name screen readers get right
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_BUTTON (stempel_button_get_type ())

G_DECLARE_FINAL_TYPE (StempelButton, stempel_button, STEMPEL, BUTTON, GtkButton)

/* Use it in .ui wherever a plain GtkButton would do. Properties: `text` (translatable, mnemonic
 * underlined), `icon` (icon name), `icon-only` (the text is then tooltip and accessible name). */
GtkWidget *stempel_button_new      (const char    *text);
GtkWidget *stempel_button_new_icon (const char    *icon,
                                    const char    *text);
void       stempel_button_set_text (StempelButton *self,
                                    const char    *text);

G_END_DECLS
