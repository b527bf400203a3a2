/* stempel-pin-dialog.h: sets the PIN of an employee
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-employee.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PIN_DIALOG (stempel_pin_dialog_get_type ())

G_DECLARE_FINAL_TYPE (StempelPinDialog, stempel_pin_dialog, STEMPEL, PIN_DIALOG, StempelDialog)

/* Signal: `saved` (StempelEmployee). */
StempelPinDialog *stempel_pin_dialog_new    (StempelClient   *client,
                                             StempelEmployee *employee);
void              stempel_pin_make_up       (char            *pin,
                                             guint            length);
gboolean          stempel_pin_is_trivial    (const char      *pin);

G_END_DECLS
