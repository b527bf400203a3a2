/* stempel-connection-banner.h: says what happens while the line to the database is down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-backend.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_CONNECTION_BANNER (stempel_connection_banner_get_type ())

G_DECLARE_FINAL_TYPE (StempelConnectionBanner, stempel_connection_banner, STEMPEL,
                      CONNECTION_BANNER, AdwBin)

/* Property: `backend`. Hidden while all is well. Says so aloud when the line breaks and when it is
 * back. */
GtkWidget *stempel_connection_banner_new         (void);
void       stempel_connection_banner_set_backend (StempelConnectionBanner *self,
                                                  StempelBackend          *backend);

G_END_DECLS
