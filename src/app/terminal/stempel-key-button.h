/* stempel-key-button.h: a large button that shows its key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_KEY_BUTTON (stempel_key_button_get_type ())

G_DECLARE_FINAL_TYPE (StempelKeyButton, stempel_key_button, STEMPEL, KEY_BUTTON, GtkButton)

/* Properties: `text` (translatable, with mnemonic) and `keycap` (the key as it stands on the
 * keyboard). */
GtkWidget *stempel_key_button_new      (const char       *text,
                                        const char       *keycap);
void       stempel_key_button_set_text (StempelKeyButton *self,
                                        const char       *text);
void       stempel_key_button_set_face (StempelKeyButton *self,
                                        const char       *face);

G_END_DECLS
