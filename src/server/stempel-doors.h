/* stempel-doors.h: the listeners of a server, without and with TLS
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-http-listener.h"

G_BEGIN_DECLS

typedef struct _StempelDoors StempelDoors;

StempelDoors *stempel_doors_new           (const StempelHttpLimits  *limits,
                                           gboolean                  tls,
                                           StempelHttpHandler        handler,
                                           StempelHttpHandler        observer,
                                           gpointer                  user_data,
                                           GError                  **error);
void          stempel_doors_free          (StempelDoors             *self);
void          stempel_doors_set_limits    (StempelDoors             *self,
                                           const StempelHttpLimits  *limits);
void          stempel_doors_listen        (StempelDoors             *self,
                                           GSocket                  *socket,
                                           gboolean                  tls);
void          stempel_doors_stop          (StempelDoors             *self);
void          stempel_doors_end_idle      (StempelDoors             *self);
gboolean      stempel_doors_are_empty     (StempelDoors             *self);
void          stempel_doors_write_metrics (StempelDoors             *self,
                                           GString                  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelDoors, stempel_doors_free)

G_END_DECLS
