/* stempel-publish-dialog.h: publishes a draft after showing what changes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"
#include "stempel-program.h"

G_BEGIN_DECLS

StempelDialog *stempel_publish_dialog_new (StempelClient  *client,
                                           StempelProgram *program);

G_END_DECLS
