/* stempel-text-field.h: a field for a line of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_TEXT_FIELD (stempel_text_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelTextField, stempel_text_field, STEMPEL, TEXT_FIELD, StempelField)

/* Properties: `text`, `placeholder`, `max-length`, `input-purpose`, `input-hints`. The value is a
 * JSON string without spaces at its ends; it is left out of the request when empty. Signal:
 * `activate` (Enter). */
GtkWidget  *stempel_text_field_new      (const char       *wire_name,
                                         const char       *title);
const char *stempel_text_field_get_text (StempelTextField *self);
void        stempel_text_field_set_text (StempelTextField *self,
                                         const char       *text);
GtkEntry   *stempel_text_field_get_entry (StempelTextField *self);

G_END_DECLS
