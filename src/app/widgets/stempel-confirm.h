/* stempel-confirm.h: asks before something that cannot be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * StempelConfirmLook:
 * @STEMPEL_CONFIRM_PLAIN: nothing is lost
 * @STEMPEL_CONFIRM_DESTRUCTIVE: it cannot be undone
 */
typedef enum
{
  STEMPEL_CONFIRM_PLAIN,
  STEMPEL_CONFIRM_DESTRUCTIVE,
} StempelConfirmLook;

void     stempel_confirm_async  (GtkWidget            *origin,
                                 const char           *heading,
                                 const char           *body,
                                 const char           *action_label,
                                 StempelConfirmLook    look,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
gboolean stempel_confirm_finish (GtkWidget            *origin,
                                 GAsyncResult         *result,
                                 GError              **error);

G_END_DECLS
