/* pg-proxy.h: a line to PostgreSQL that can be cut at the worst moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PgProxy PgProxy;

PgProxy    *pg_proxy_new          (const char *conninfo);
char       *pg_proxy_get_conninfo (PgProxy    *self);
guint16     pg_proxy_get_port     (PgProxy    *self);
void        pg_proxy_cut_answers  (PgProxy    *self,
                                   guint       count);
void        pg_proxy_stop         (PgProxy    *self);
void        pg_proxy_go_on        (PgProxy    *self);
void        pg_proxy_free         (PgProxy    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PgProxy, pg_proxy_free)

G_END_DECLS
