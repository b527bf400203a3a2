/* stempel-operations-field.h: what a key may do, as a field
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-field.h"
#include "stempel-key-groups.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_OPERATIONS_FIELD (stempel_operations_field_get_type ())

G_DECLARE_FINAL_TYPE (StempelOperationsField, stempel_operations_field, STEMPEL, OPERATIONS_FIELD,
                      StempelField)

void             stempel_operations_field_set_role   (StempelOperationsField *self,
                                                      const char             *role);
void             stempel_operations_field_set_preset (StempelOperationsField *self,
                                                      StempelKeyPreset        preset);
StempelKeyPreset stempel_operations_field_get_preset (StempelOperationsField *self);

G_END_DECLS
