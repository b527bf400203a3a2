/* stempel-own-sessions.c: where one is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-button.h"
#include "stempel-confirm.h"
#include "stempel-error-text.h"
#include "stempel-own-session-row.h"
#include "stempel-own-sessions.h"
#include "stempel-record-list.h"

/* In place of the id of a session: the focus is on the button that ends them all. */
#define END_ALL -1

struct _StempelOwnSessions
{
  AdwBin             parent_instance;

  GtkStack          *stack;
  GtkListBox        *list_box;
  GtkLabel          *error_label;
  GtkSpinner        *spinner;
  StempelButton     *end_all_button;

  StempelClient     *client;      /* (owned) (nullable) until it is loaded */
  StempelRecordList *sessions;    /* (owned) (nullable) likewise */
  GtkSortListModel  *sorted;      /* (owned) (nullable): the same, the one in use first */
  GCancellable      *cancellable; /* (owned): closes a question */
  GArray            *ending;      /* (owned) (element-type gint64): ids, the next one last */
  guint              ended;       /* how many of them are done */
  gboolean           lost_focus;  /* with a page that is hidden now: it is for the next one */
  gint64             focused;     /* the session whose row has the focus while rows change */
};

enum
{
  SIGNAL_ENDED,
  SIGNAL_FAILED,
  SIGNAL_SIGN_OUT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelOwnSessions, stempel_own_sessions, ADW_TYPE_BIN)

static void end_next (StempelOwnSessions *self);

static void
set_busy (StempelOwnSessions *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
stop_ending (StempelOwnSessions *self)
{
  g_array_set_size (self->ending, 0);
  set_busy (self, FALSE);
  stempel_own_sessions_reload (self);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelOwnSessions) self = STEMPEL_OWN_SESSIONS (user_data);
  g_autoptr(StempelRecord) session = NULL;
  g_autoptr(GError) error = NULL;

  session = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The window was closed meanwhile. */
  if (self->client == NULL)
    return;

  if (error != NULL)
    {
      stop_ending (self);
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
      return;
    }

  self->ended++;
  g_array_set_size (self->ending, self->ending->len - 1);
  end_next (self);
}

/* One after the other: how many may be asked for at once is limited. */
static void
end_next (StempelOwnSessions *self)
{
  g_autofree char *sentence = NULL;
  g_autoptr(JsonNode) request = NULL;

  if (self->ending->len == 0)
    {
      stop_ending (self);
      sentence = g_strdup_printf (ngettext ("%d session was ended.", "%d sessions were ended.",
                                            self->ended), (int) self->ended);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0, sentence);
      return;
    }

  set_busy (self, TRUE);
  request = stempel_request_new ("id", "x", g_array_index (self->ending, gint64,
                                                           self->ending->len - 1), NULL);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_SESSION_REVOKE, request, NULL, NULL,
                             ended_cb, g_object_ref (self));
}

static void
confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelOwnSessions) self = STEMPEL_OWN_SESSIONS (object);
  g_autoptr(GArray) ids = user_data;

  if (!stempel_confirm_finish (GTK_WIDGET (self), result, NULL) || self->client == NULL ||
      self->ending->len > 0)
    return;

  g_array_append_vals (self->ending, ids->data, ids->len);
  self->ended = 0;
  end_next (self);
}

static void
row_end_cb (StempelOwnSessions *self, StempelOwnSessionRow *row)
{
  StempelOpenSession *session = stempel_own_session_row_get_session (row);
  gint64 id = stempel_open_session_get_id (session);
  g_autofree char *place = stempel_own_session_row_dup_place (row);
  g_autofree char *heading = NULL;
  GArray *ids;

  if (stempel_open_session_get_current (session))
    {
      g_signal_emit (self, signals[SIGNAL_SIGN_OUT], 0);
      return;
    }

  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (ids, id);
  /* Translators: %s is a program and where it runs, such as "Stempel 1.2 at 192.0.2.7" */
  heading = g_strdup_printf (_("End the session of %s?"), place);
  stempel_confirm_async (GTK_WIDGET (g_object_ref (self)), heading,
                         _("You are signed out there at once. What was entered there and not saved "
                           "is lost."),
                         _("_End Session"), STEMPEL_CONFIRM_DESTRUCTIVE, self->cancellable,
                         confirmed_cb, ids);
}

/* Returns the ids of all but the one in use; in reverse, as the last one is ended first. */
static GArray *
find_others (StempelOwnSessions *self, gboolean *has_current)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  *has_current = FALSE;
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->sessions)); i > 0; i--)
    {
      g_autoptr(StempelOpenSession) session =
        g_list_model_get_item (G_LIST_MODEL (self->sessions), i - 1);
      gint64 id = stempel_open_session_get_id (session);

      if (stempel_open_session_get_current (session))
        *has_current = TRUE;
      else
        g_array_append_val (ids, id);
    }

  return ids;
}

static void
end_all_clicked_cb (StempelOwnSessions *self)
{
  gboolean has_current;
  GArray *ids = find_others (self, &has_current);
  g_autofree char *heading =
    g_strdup_printf (has_current ? ngettext ("End %d other session?", "End %d other sessions?",
                                             ids->len)
                                 : ngettext ("End %d session?", "End %d sessions?", ids->len),
                     (int) ids->len);

  stempel_confirm_async (GTK_WIDGET (g_object_ref (self)), heading,
                         _("You are signed out there at once. What was entered there and not saved "
                           "is lost."),
                         _("_End Sessions"), STEMPEL_CONFIRM_DESTRUCTIVE, self->cancellable,
                         confirmed_cb, ids);
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  GtkWidget *row = stempel_own_session_row_new (STEMPEL_OPEN_SESSION (item));

  g_signal_connect_object (row, "end", G_CALLBACK (row_end_cb), user_data, G_CONNECT_SWAPPED);

  return row;
}

static void
update_end_all (StempelOwnSessions *self)
{
  gboolean has_current;
  g_autoptr(GArray) others = find_others (self, &has_current);

  stempel_button_set_text (self->end_all_button, has_current ? _("End _All Others")
                                                             : _("End _All"));
  gtk_widget_set_visible (GTK_WIDGET (self->end_all_button), others->len > 0);
}

/* Each call is a use of the session in use: its row changes whenever the list is loaded. */
static void
before_change_cb (StempelOwnSessions *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, STEMPEL_TYPE_OWN_SESSION_ROW)
                                 : NULL;

  if (row != NULL)
    self->focused =
      stempel_open_session_get_id (stempel_own_session_row_get_session (
                                     STEMPEL_OWN_SESSION_ROW (row)));
  else
    self->focused = focus == GTK_WIDGET (self->end_all_button) ? END_ALL : 0;
}

static StempelOwnSessionRow *
find_row (StempelOwnSessions *self, gint64 id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    {
      StempelOwnSessionRow *own = STEMPEL_OWN_SESSION_ROW (row);

      if (stempel_open_session_get_id (stempel_own_session_row_get_session (own)) == id)
        return own;
    }

  return NULL;
}

/* Where what had it is gone it goes to a row, not to a button that would do something. */
static void
restore_focus (StempelOwnSessions *self)
{
  StempelOwnSessionRow *found = self->focused > 0 ? find_row (self, self->focused) : NULL;
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list_box, 0);

  if (self->focused == 0 ||
      (self->focused == END_ALL && gtk_widget_get_visible (GTK_WIDGET (self->end_all_button))))
    return;

  if (found != NULL)
    stempel_own_session_row_focus_button (found);
  else if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
}

static void
after_change_cb (StempelOwnSessions *self)
{
  update_end_all (self);
  restore_focus (self);
  self->focused = 0;
}

static const char *
page_for_state (StempelRecordListState state)
{
  switch (state)
    {
    case STEMPEL_RECORD_LIST_STATE_READY:
      return "list";

    case STEMPEL_RECORD_LIST_STATE_EMPTY:
    case STEMPEL_RECORD_LIST_STATE_NOTHING_FOUND:
      return "empty";

    case STEMPEL_RECORD_LIST_STATE_ERROR:
      return "error";

    case STEMPEL_RECORD_LIST_STATE_IDLE:
    case STEMPEL_RECORD_LIST_STATE_LOADING:
      return "loading";
    }

  g_return_val_if_reached ("loading");
}

static void
state_changed_cb (StempelOwnSessions *self)
{
  StempelRecordListState state = stempel_record_list_get_state (self->sessions);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack));

  gtk_stack_set_visible_child_name (self->stack, page_for_state (state));

  /* What had the focus is hidden now; while something is on its way there is nothing to go to,
   * unless somebody went elsewhere meanwhile. */
  if (had_focus || (self->lost_focus && (focus == NULL || !gtk_widget_get_mapped (focus) ||
                                         gtk_widget_is_ancestor (GTK_WIDGET (self), focus))))
    self->lost_focus = !gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  else
    self->lost_focus = FALSE;
}

static int
compare_sessions (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return stempel_open_session_get_current ((StempelOpenSession *) b) -
         stempel_open_session_get_current ((StempelOpenSession *) a);
}

/* Where a list is shown already it stays, and the window tells why there is no newer one. */
static void
error_changed_cb (StempelOwnSessions *self)
{
  const GError *error = stempel_record_list_get_error (self->sessions);
  g_autofree char *text = error != NULL ? stempel_error_text (error) : NULL;

  gtk_label_set_text (self->error_label, text != NULL ? text : "");
  if (error != NULL &&
      stempel_record_list_get_state (self->sessions) != STEMPEL_RECORD_LIST_STATE_ERROR)
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
stempel_own_sessions_dispose (GObject *object)
{
  StempelOwnSessions *self = STEMPEL_OWN_SESSIONS (object);

  g_cancellable_cancel (self->cancellable);
  if (self->sessions != NULL)
    g_signal_handlers_disconnect_by_data (self->sessions, self);
  if (self->sorted != NULL)
    g_signal_handlers_disconnect_by_data (self->sorted, self);
  if (self->list_box != NULL)
    gtk_list_box_bind_model (self->list_box, NULL, NULL, NULL, NULL);
  g_clear_object (&self->sorted);
  g_clear_object (&self->sessions);
  g_clear_object (&self->client);
  /* First, because the template lets go of the child behind the back of the bin. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_OWN_SESSIONS);

  G_OBJECT_CLASS (stempel_own_sessions_parent_class)->dispose (object);
}

static void
stempel_own_sessions_finalize (GObject *object)
{
  StempelOwnSessions *self = STEMPEL_OWN_SESSIONS (object);

  g_object_unref (self->cancellable);
  g_array_unref (self->ending);

  G_OBJECT_CLASS (stempel_own_sessions_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, STEMPEL_TYPE_OWN_SESSIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
stempel_own_sessions_class_init (StempelOwnSessionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_own_sessions_dispose;
  G_OBJECT_CLASS (klass)->finalize = stempel_own_sessions_finalize;

  signals[SIGNAL_ENDED] = new_signal ("ended", G_TYPE_STRING);
  signals[SIGNAL_FAILED] = new_signal ("failed", G_TYPE_ERROR);
  signals[SIGNAL_SIGN_OUT] = new_signal ("sign-out", G_TYPE_NONE);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-own-sessions.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessions, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessions, list_box);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessions, error_label);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessions, spinner);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessions, end_all_button);
  gtk_widget_class_bind_template_callback (widget_class, end_all_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, stempel_own_sessions_reload);
}

static void
stempel_own_sessions_init (StempelOwnSessions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->ending = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * stempel_own_sessions_load:
 * @self: an empty list
 * @client: whose sessions to show
 */
void
stempel_own_sessions_load (StempelOwnSessions *self, StempelClient *client)
{
  g_return_if_fail (STEMPEL_IS_OWN_SESSIONS (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->sessions = stempel_record_list_new (client, STEMPEL_OPERATION_SESSION_LIST);
  self->sorted =
    gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->sessions)),
                             GTK_SORTER (gtk_custom_sorter_new (compare_sessions, NULL, NULL)));
  g_signal_connect_swapped (self->sessions, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect_swapped (self->sessions, "notify::error", G_CALLBACK (error_changed_cb), self);

  /* Before and after the list box makes its rows anew. */
  g_signal_connect_swapped (self->sorted, "items-changed", G_CALLBACK (before_change_cb), self);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (self->sorted), make_row_cb, self, NULL);
  g_signal_connect_swapped (self->sorted, "items-changed", G_CALLBACK (after_change_cb), self);
  stempel_record_list_reload (self->sessions);
}

/**
 * stempel_own_sessions_reload:
 * @self: a list
 *
 * Loads it again; what is shown stays until the answer is there.
 */
void
stempel_own_sessions_reload (StempelOwnSessions *self)
{
  g_return_if_fail (STEMPEL_IS_OWN_SESSIONS (self));

  if (self->sessions != NULL)
    stempel_record_list_reload (self->sessions);
}
