/* stempel-secret.h: secrets in files that only their owner can read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *stempel_secret_find_credential (const char  *name);
char *stempel_secret_read            (const char  *path,
                                      GError     **error);

G_END_DECLS
