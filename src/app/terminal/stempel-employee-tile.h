/* stempel-employee-tile.h: an employee to be chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-employee.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_EMPLOYEE_TILE (stempel_employee_tile_get_type ())

G_DECLARE_FINAL_TYPE (StempelEmployeeTile, stempel_employee_tile, STEMPEL, EMPLOYEE_TILE, AdwBin)

GtkWidget       *stempel_employee_tile_new          (StempelEmployee     *employee,
                                                     gboolean             is_locked);
StempelEmployee *stempel_employee_tile_get_employee (StempelEmployeeTile *self);
const char      *stempel_employee_tile_get_name     (StempelEmployeeTile *self);

G_END_DECLS
