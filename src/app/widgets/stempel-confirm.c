/* stempel-confirm.c: asks before something that cannot be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-confirm-window.h"
#include "stempel-confirm.h"

static void
answered_cb (GTask *task, gboolean confirmed)
{
  if (!g_task_get_completed (task))
    g_task_return_boolean (task, confirmed);
}

static void
cancelled_cb (GCancellable *cancellable, StempelConfirmWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
}

/**
 * stempel_confirm_async:
 * @origin: a widget of the window that asks
 * @heading: the question, which names the thing: "Close the program “Coffee”?"
 * @body: what happens then
 * @action_label: the label of the button that does it, with mnemonic
 * @look: whether something is lost
 * @cancellable: (nullable): to close the question
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
stempel_confirm_async (GtkWidget           *origin,
                       const char          *heading,
                       const char          *body,
                       const char          *action_label,
                       StempelConfirmLook   look,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  StempelConfirmWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (origin));
  g_return_if_fail (heading != NULL && body != NULL && action_label != NULL);

  task = g_task_new (origin, cancellable, callback, user_data);
  g_task_set_source_tag (task, stempel_confirm_async);

  window = stempel_confirm_window_new (heading, body, action_label, look);
  g_signal_connect_data (window, "answered", G_CALLBACK (answered_cb), g_object_ref (task),
                         (GClosureNotify) (GCallback) g_object_unref, G_CONNECT_SWAPPED);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), window, 0);

  stempel_confirm_window_present_for (window, origin);
}

/**
 * stempel_confirm_finish:
 * @origin: the widget given to stempel_confirm_async()
 * @result: the result
 * @error: the return location for an error
 *
 * Returns: whether the person agreed
 */
gboolean
stempel_confirm_finish (GtkWidget *origin, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, origin), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
