/* stempel-access-save.h: saves what a form of somebody or something that gets in holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-dialog.h"

G_BEGIN_DECLS

void     stempel_access_save         (StempelDialog      *dialog,
                                      StempelClient      *client,
                                      StempelOperation    operation,
                                      gint64              id,
                                      gint64              revision);
gboolean stempel_access_save_refused (StempelDialog      *dialog,
                                      const GError       *error,
                                      const char * const *wire_names,
                                      gint64             *revision,
                                      const char         *sentence);

G_END_DECLS
