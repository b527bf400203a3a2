/* stempel-employee-detail.h: everything about one employee
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"
#include "stempel-employee.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_EMPLOYEE_DETAIL (stempel_employee_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelEmployeeDetail, stempel_employee_detail, STEMPEL, EMPLOYEE_DETAIL,
                      AdwBin)

/* Signals: `changed` (StempelEmployee, as saved), `lock-ended` (a lock ran out by itself).
 * Actions: `employee.edit`, `employee.set-pin`, `employee.unlock`, `employee.retire`. */
void             stempel_employee_detail_set_client    (StempelEmployeeDetail *self,
                                                        StempelClient         *client);
void             stempel_employee_detail_show_employee (StempelEmployeeDetail *self,
                                                        StempelEmployee       *employee);
StempelEmployee *stempel_employee_detail_get_employee  (StempelEmployeeDetail *self);
gboolean         stempel_employee_is_locked            (StempelEmployee       *employee);

G_END_DECLS
