/* stempel-pairing-code.h: the eight characters with which a device becomes a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-text-field.h"

G_BEGIN_DECLS

void  stempel_pairing_code_attach (StempelTextField *field);
char *stempel_pairing_code_read   (StempelTextField *field);
void  stempel_pairing_code_wipe   (char             *code);

G_END_DECLS
