/* stempel-json-check.h: whether bytes are a JSON object that PostgreSQL will take
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean stempel_json_check_object (const char *text,
                                    gsize       length,
                                    guint       deepest);

G_END_DECLS
