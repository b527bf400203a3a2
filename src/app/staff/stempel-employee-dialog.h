/* stempel-employee-dialog.h: adds an employee or changes one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-employee.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_EMPLOYEE_DIALOG (stempel_employee_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelEmployeeDialog, stempel_employee_dialog, STEMPEL, EMPLOYEE_DIALOG,
                      StempelDialog)

/* Signal: `saved` (StempelEmployee). */
StempelEmployeeDialog *stempel_employee_dialog_new (StempelClient   *client,
                                                    StempelEmployee *employee);

G_END_DECLS
