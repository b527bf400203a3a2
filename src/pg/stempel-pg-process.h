/* stempel-pg-process.h: who works in a data directory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean stempel_pg_process_uses_folder (const char *folder);
gboolean stempel_pg_process_is_named_in (const char *pid_file);

G_END_DECLS
