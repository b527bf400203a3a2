/* stempel-pin-grant.h: the right to book that a PIN gave
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PIN_GRANT (stempel_pin_grant_get_type ())

G_DECLARE_FINAL_TYPE (StempelPinGrant, stempel_pin_grant, STEMPEL, PIN_GRANT, StempelRecord)

const char *stempel_pin_grant_get_pin_token     (StempelPinGrant *self);
const char *stempel_pin_grant_get_scope         (StempelPinGrant *self);
GDateTime  *stempel_pin_grant_get_expires_at    (StempelPinGrant *self);
gint64      stempel_pin_grant_get_employee_id   (StempelPinGrant *self);
const char *stempel_pin_grant_get_employee_name (StempelPinGrant *self);

G_END_DECLS
