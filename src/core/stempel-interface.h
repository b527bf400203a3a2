/* stempel-interface.h: what the requests of all operations may hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_INTERFACE (stempel_interface_get_type ())

G_DECLARE_FINAL_TYPE (StempelInterface, stempel_interface, STEMPEL, INTERFACE, StempelRecord)

JsonNode *stempel_interface_get_operations (StempelInterface *self);
JsonNode *stempel_interface_get_formats    (StempelInterface *self);
JsonNode *stempel_interface_get_texts      (StempelInterface *self);

G_END_DECLS
