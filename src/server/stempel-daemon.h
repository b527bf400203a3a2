/* stempel-daemon.h: a server with its settings, from its start to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "stempel-config-source.h"

G_BEGIN_DECLS

gboolean stempel_daemon_run (StempelConfigSource  *source,
                             StempelConfig        *config,
                             GError              **error);

G_END_DECLS
