/* stempel-violation.h: an invariant that does not hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_VIOLATION (stempel_violation_get_type ())

G_DECLARE_FINAL_TYPE (StempelViolation, stempel_violation, STEMPEL, VIOLATION, StempelRecord)

const char *stempel_violation_get_check (StempelViolation *self);
const char *stempel_violation_get_table (StempelViolation *self);
gint64      stempel_violation_get_id    (StempelViolation *self);
JsonNode   *stempel_violation_get_facts (StempelViolation *self);

G_END_DECLS
