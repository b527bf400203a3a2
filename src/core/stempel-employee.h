/* stempel-employee.h: a person who works a terminal and has a PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_EMPLOYEE (stempel_employee_get_type ())

G_DECLARE_FINAL_TYPE (StempelEmployee, stempel_employee, STEMPEL, EMPLOYEE, StempelRecord)

gint64      stempel_employee_get_id            (StempelEmployee *self);
const char *stempel_employee_get_name          (StempelEmployee *self);
const char *stempel_employee_get_number        (StempelEmployee *self);
gint64      stempel_employee_get_login_id      (StempelEmployee *self);
const char *stempel_employee_get_login_name    (StempelEmployee *self);
gint64      stempel_employee_get_customer_id   (StempelEmployee *self);
const char *stempel_employee_get_customer_name (StempelEmployee *self);
GArray     *stempel_employee_get_store_ids     (StempelEmployee *self);
const char *stempel_employee_get_state         (StempelEmployee *self);
gboolean    stempel_employee_get_has_pin       (StempelEmployee *self);
GDateTime  *stempel_employee_get_pin_set_at    (StempelEmployee *self);
gint64      stempel_employee_get_failures      (StempelEmployee *self);
GDateTime  *stempel_employee_get_locked_until  (StempelEmployee *self);
GDateTime  *stempel_employee_get_last_used_at  (StempelEmployee *self);
gint64      stempel_employee_get_revision      (StempelEmployee *self);

G_END_DECLS
