/* stempel-staff-dialog.h: who stands behind a booking: the employee, then the PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-counter.h"
#include "stempel-press.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_STAFF_DIALOG (stempel_staff_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelStaffDialog, stempel_staff_dialog, STEMPEL, STAFF_DIALOG, AdwWindow)

/* Signals: authorised, when somebody stands behind the press; scanned (const char *text), when a
 * card was scanned instead. */
StempelStaffDialog *stempel_staff_dialog_new         (StempelCounter     *counter,
                                                      StempelPress       *press,
                                                      const char         *purpose);
void                stempel_staff_dialog_present_for (StempelStaffDialog *self,
                                                      GtkWindow          *parent);

G_END_DECLS
