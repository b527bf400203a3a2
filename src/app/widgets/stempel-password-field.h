/* stempel-password-field.h: a field for a password, which nothing else can read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PASSWORD_FIELD (stempel_password_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelPasswordField, stempel_password_field, STEMPEL, PASSWORD_FIELD,
                      StempelField)

/* Signal: `activate` (Enter). */
GtkWidget  *stempel_password_field_new          (const char           *wire_name,
                                                 const char           *title);
const char *stempel_password_field_get_password (StempelPasswordField *self);
void        stempel_password_field_clear        (StempelPasswordField *self);

G_END_DECLS
