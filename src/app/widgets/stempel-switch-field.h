/* stempel-switch-field.h: a field for yes or no
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_SWITCH_FIELD (stempel_switch_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelSwitchField, stempel_switch_field, STEMPEL, SWITCH_FIELD, StempelField)

/* Property: `active`. The value is a JSON boolean. */
GtkWidget *stempel_switch_field_new        (const char         *wire_name,
                                            const char         *title);
gboolean   stempel_switch_field_get_active (StempelSwitchField *self);
void       stempel_switch_field_set_active (StempelSwitchField *self,
                                            gboolean            active);

G_END_DECLS
