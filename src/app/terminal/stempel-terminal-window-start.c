/* stempel-terminal-window-start.c: the store, the programs, and the line to the database
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-error.h"
#include "stempel-program.h"
#include "stempel-terminal-window-private.h"

static void
programs_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Members are then only offered the programs they take part in already. */
  if (error != NULL)
    g_message ("The programs could not be listed: %s", error->message);
  else
    g_set_object (&self->programs, stempel_page_get_items (page));
}

static void
load_programs (StempelTerminalWindow *self)
{
  g_autoptr(JsonNode) request = stempel_request_new ("state", "s", "active", NULL);

  stempel_client_call_async (self->client, STEMPEL_OPERATION_PROGRAM_LIST, request, NULL,
                             self->lifetime, programs_listed_cb, g_object_ref (self));
}

/**
 * stempel_terminal_window_get_enrol_policy:
 * @self: a window
 *
 * Returns: what the strictest of the programs asks of an employee who enrols a member
 */
const char *
stempel_terminal_window_get_enrol_policy (StempelTerminalWindow *self)
{
  const char *strictest = "none";

  /* Without the programs the safe side is to ask. */
  if (self->programs == NULL)
    return "operation";

  for (guint i = 0; i < g_list_model_get_n_items (self->programs); i++)
    {
      g_autoptr(StempelProgram) program = g_list_model_get_item (self->programs, i);
      StempelRules *rules = stempel_program_get_published (program);
      const char *policy = rules != NULL ? stempel_rules_get_pin_policy (rules) : NULL;

      if (g_strcmp0 (policy, "operation") == 0)
        return "operation";
      if (g_strcmp0 (policy, "shift") == 0)
        strictest = "shift";
    }

  return strictest;
}

static StempelStore *
find_store (GListModel *stores, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (stores); i++)
    {
      g_autoptr(StempelStore) store = g_list_model_get_item (stores, i);

      if (stempel_store_get_id (store) == id)
        return g_steal_pointer (&store);
    }

  return NULL;
}

/* A paired device books for one store; which, a manager says. */
static void
settle_paired_store (StempelTerminalWindow *self)
{
  StempelSession *session = stempel_client_get_session (self->client);
  g_autoptr(StempelStore) store = find_store (self->stores,
                                              stempel_session_get_store_id (session));
  g_autoptr(JsonNode) problem = NULL;
  g_autoptr(GError) error = NULL;

  if (store != NULL)
    {
      stempel_counter_set_store (self->counter, store);
      stempel_terminal_window_next (self);
      return;
    }

  problem = json_from_string ("{\"code\": \"not_found\", \"what\": \"store\"}", NULL);
  error = stempel_error_new_for_problem (json_node_get_object (problem),
                                         "the store of this terminal is not open");
  stempel_terminal_window_refuse (self, _("The Terminal Cannot Start"), error, FALSE);
}

static void
settle_store (StempelTerminalWindow *self)
{
  g_autoptr(StempelStore) store = NULL;

  if (stempel_client_is_terminal (self->client))
    {
      settle_paired_store (self);
      return;
    }

  if (g_list_model_get_n_items (self->stores) == 1)
    store = g_list_model_get_item (self->stores, 0);
  else
    store = find_store (self->stores, stempel_counter_get_remembered_store (self->counter));

  if (store == NULL)
    {
      stempel_terminal_window_choose_store (self);
      return;
    }

  stempel_counter_set_store (self->counter, store);
  stempel_terminal_window_next (self);
}

static void
stores_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      stempel_terminal_window_refuse (self, _("The Terminal Cannot Start"), error, FALSE);
      return;
    }

  g_set_object (&self->stores, stempel_page_get_items (page));
  settle_store (self);
}

/**
 * stempel_terminal_window_focus_page:
 * @self: a window
 *
 * Moves the focus to the page that is shown, once the window is on the screen: GTK 4.8 tells screen
 * readers of a window whose focus was set before that it is none.
 */
void
stempel_terminal_window_focus_page (StempelTerminalWindow *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (gtk_stack_get_visible_child (GTK_STACK (self->stack)));
}

/**
 * stempel_terminal_window_show_wait:
 * @self: a window
 *
 * Says that something is being asked for. The focus waits there too: left to itself it would go to
 * the button that locks the terminal, and the next Enter would press it.
 */
void
stempel_terminal_window_show_wait (StempelTerminalWindow *self)
{
  stempel_terminal_window_show_page (self, "wait");
  stempel_terminal_window_focus_page (self);
}

/**
 * stempel_terminal_window_load:
 * @self: a window
 *
 * Asks for the stores and the programs.
 */
void
stempel_terminal_window_load (StempelTerminalWindow *self)
{
  g_autoptr(JsonNode) request = stempel_request_new ("state", "s", "active", NULL);

  stempel_terminal_window_show_wait (self);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_STORE_LIST, request, NULL,
                             self->lifetime, stores_listed_cb, g_object_ref (self));
  load_programs (self);
}

/**
 * stempel_terminal_window_choose_store:
 * @self: a window
 *
 * Asks where the terminal stands.
 */
void
stempel_terminal_window_choose_store (StempelTerminalWindow *self)
{
  if (self->stores == NULL)
    return;

  stempel_store_page_set_stores (self->store_page, self->stores,
                                 stempel_counter_get_store_id (self->counter));
  stempel_terminal_window_show_page (self, "store");
  gtk_widget_grab_focus (GTK_WIDGET (self->store_page));
}

static char *
describe_line (StempelTerminalWindow *self)
{
  gint64 retry_at = stempel_backend_get_retry_at (stempel_client_get_backend (self->client));
  gint64 left = (retry_at - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  const char *what = _("The database cannot be reached. A booking under way is sent again with the "
                       "same key: nothing is lost, and nothing is counted twice.");
  g_autofree char *next = NULL;

  if (left <= 0)
    return g_strjoin (" ", what, _("Connecting…"), NULL);

  /* Translators: %d is a number of seconds. */
  next = g_strdup_printf (ngettext ("Next attempt in %d second.", "Next attempt in %d seconds.",
                                    (gulong) left), (int) left);

  return g_strjoin (" ", what, next, NULL);
}

static gboolean
line_tick_cb (gpointer user_data)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (user_data);
  g_autofree char *text = describe_line (self);

  gtk_label_set_text (GTK_LABEL (self->line_label), text);

  return G_SOURCE_CONTINUE;
}

static void
line_changed_cb (StempelTerminalWindow *self)
{
  StempelBackend *backend = stempel_client_get_backend (self->client);
  gboolean is_down = stempel_backend_get_state (backend) == STEMPEL_BACKEND_STATE_RECONNECTING;
  gboolean was_down = gtk_revealer_get_reveal_child (GTK_REVEALER (self->line_revealer));

  g_clear_handle_id (&self->line_source, g_source_remove);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->line_revealer), is_down);

  if (is_down)
    {
      line_tick_cb (self);
      self->line_source = g_timeout_add_seconds (1, line_tick_cb, self);
    }

  if (is_down && !was_down)
    stempel_announce (GTK_WIDGET (self), gtk_label_get_text (GTK_LABEL (self->line_label)));
  else if (was_down && stempel_backend_get_state (backend) == STEMPEL_BACKEND_STATE_ONLINE)
    stempel_announce (GTK_WIDGET (self), _("The database can be reached again."));
}

/**
 * stempel_terminal_window_watch_line:
 * @self: a window
 *
 * Says so as long as the database cannot be reached.
 */
void
stempel_terminal_window_watch_line (StempelTerminalWindow *self)
{
  StempelBackend *backend = stempel_client_get_backend (self->client);

  g_signal_connect_object (backend, "notify::state", G_CALLBACK (line_changed_cb), self,
                           G_CONNECT_SWAPPED);
  line_changed_cb (self);
}
