/* stempel-standby.h: lists, read from a server that follows the one that is written to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-operations.h"

G_BEGIN_DECLS

typedef struct _StempelStandby StempelStandby;

gboolean        stempel_standby_set         (StempelStandby             **self,
                                             const char                  *primary,
                                             const char                  *standby,
                                             guint                        at_once,
                                             guint                        oldest_ms,
                                             GError                     **error);
void            stempel_standby_free        (StempelStandby              *self);
gboolean        stempel_standby_takes       (StempelStandby              *self,
                                             const StempelOperationInfo  *info,
                                             const char                  *key);
void            stempel_standby_note_call   (StempelStandby              *self,
                                             const StempelOperationInfo  *info,
                                             const char                  *key,
                                             gboolean                     accepted);
void            stempel_standby_call_async  (StempelStandby              *self,
                                             const StempelOperationInfo  *info,
                                             const char                  *request,
                                             const char                  *envelope,
                                             GAsyncReadyCallback          callback,
                                             gpointer                     user_data);
GBytes         *stempel_standby_call_finish (GAsyncResult                *result,
                                             char                       **age,
                                             GError                     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StempelStandby, stempel_standby_free)

G_END_DECLS
