/* stempel-pairing-dialog.c: the code with which a device becomes a terminal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-access-words.h"
#include "stempel-announce.h"
#include "stempel-error.h"
#include "stempel-format.h"
#include "stempel-pairing-dialog.h"
#include "stempel-secret-box.h"

/* How often to look whether a device took the code. */
#define LOOK_SECONDS 3

struct _StempelPairingDialog
{
  StempelDialog    parent_instance;

  GtkWidget       *code_box;
  GtkWidget       *where_label;
  GtkWidget       *secret_box;
  GtkWidget       *left_label;
  GtkWidget       *until_label;
  GtkWidget       *over_label;
  GtkWidget       *paired_box;
  GtkWidget       *paired_label;

  StempelClient   *client;                /* (owned) (nullable) */
  StempelTerminal *terminal;              /* (owned): as it was last seen, without the code */
  GDateTime       *expires_at;            /* (owned) (nullable): of the code on the screen */
  GCancellable    *cancellable;           /* (owned) */
  JsonNode        *request;               /* (owned) (nullable): of the last press whose outcome is
                                           * not known */
  char            *key;                   /* (owned) (nullable): its idempotency key */
  guint            tick_source;
  guint            look_source;
  gboolean         looking;
};

G_DEFINE_FINAL_TYPE (StempelPairingDialog, stempel_pairing_dialog, STEMPEL_TYPE_DIALOG)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
stop (StempelPairingDialog *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_pointer (&self->expires_at, g_date_time_unref);
}

static void
wipe_code (StempelPairingDialog *self)
{
  stempel_secret_box_set_secret (STEMPEL_SECRET_BOX (self->secret_box), NULL, NULL);
}

/* The code had the focus, and is gone. */
static void
focus_primary_button (StempelPairingDialog *self)
{
  GtkWidget *button = gtk_window_get_default_widget (GTK_WINDOW (self));

  if (button != NULL)
    gtk_widget_grab_focus (button);
}

/* No stack: readers would find what its covered pages still say. */
static void
show_only (StempelPairingDialog *self, GtkWidget *part)
{
  gtk_widget_set_visible (self->code_box, part == self->code_box);
  gtk_widget_set_visible (self->over_label, part == self->over_label);
  gtk_widget_set_visible (self->paired_box, part == self->paired_box);
}

/* There is no code to show (any more); another one can be had. */
static void
show_over (StempelPairingDialog *self, const char *sentence)
{
  stop (self);
  wipe_code (self);
  gtk_label_set_label (GTK_LABEL (self->over_label), sentence);
  show_only (self, self->over_label);
  g_object_set (self, "primary-label", _("New _Code"), "cancel-label", _("_Close"), NULL);
  focus_primary_button (self);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static void
show_paired (StempelPairingDialog *self)
{
  g_autofree char *sentence = NULL;

  stop (self);
  wipe_code (self);
  /* Translators: %1$s is the name of a terminal, %2$s that of a store */
  sentence = g_strdup_printf (_("A device is “%1$s” in %2$s now."),
                              stempel_terminal_get_name (self->terminal),
                              stempel_terminal_get_store_name (self->terminal));
  gtk_label_set_label (GTK_LABEL (self->paired_label), sentence);
  show_only (self, self->paired_box);
  g_object_set (self, "primary-label", _("_Done"), "cancel-label", NULL, NULL);
  focus_primary_button (self);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static gboolean
update_left (StempelPairingDialog *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  gint64 left = (g_date_time_difference (self->expires_at, now) + G_TIME_SPAN_SECOND - 1) /
                G_TIME_SPAN_SECOND;
  g_autofree char *text = NULL;

  left = MAX (left, 0);
  /* Translators: how long a code is still good: minutes, seconds. */
  text = g_strdup_printf (_("%d:%02d left"), (int) (left / 60), (int) (left % 60));
  gtk_label_set_label (GTK_LABEL (self->left_label), text);

  return left > 0;
}

static gboolean
tick_cb (gpointer user_data)
{
  StempelPairingDialog *self = STEMPEL_PAIRING_DIALOG (user_data);

  if (update_left (self))
    return G_SOURCE_CONTINUE;

  self->tick_source = 0;
  show_over (self, _("The code is over. Nobody has typed it in within ten minutes."));

  return G_SOURCE_REMOVE;
}

static StempelTerminal *
find_terminal (GListModel *terminals, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (terminals); i++)
    {
      g_autoptr(StempelTerminal) terminal = g_list_model_get_item (terminals, i);

      if (stempel_terminal_get_id (terminal) == id)
        return g_steal_pointer (&terminal);
    }

  return NULL;
}

static void
take_look (StempelPairingDialog *self, StempelTerminal *terminal)
{
  GDateTime *expires_at = stempel_terminal_get_code_expires_at (terminal);

  g_set_object (&self->terminal, terminal);

  if (self->expires_at == NULL ||
      (expires_at != NULL && g_date_time_equal (expires_at, self->expires_at)))
    return;

  if (stempel_terminal_is_revoked (terminal))
    show_over (self, _("Somebody else has shut this terminal out."));
  else if (expires_at != NULL)
    show_over (self, _("Somebody else has got another code for this terminal since. This one is "
                       "over."));
  else
    show_paired (self);

  g_signal_emit (self, signals[CHANGED], 0, terminal);
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelPairingDialog) self = STEMPEL_PAIRING_DIALOG (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(StempelTerminal) terminal = NULL;
  g_autoptr(GError) error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->client == NULL)
    return;

  self->looking = FALSE;

  /* The code is good all the same; there will be another look. */
  if (error != NULL)
    {
      g_message ("The terminal could not be looked at: %s", error->message);
      return;
    }

  terminal = find_terminal (stempel_page_get_items (page),
                            stempel_terminal_get_id (self->terminal));
  if (terminal != NULL)
    take_look (self, terminal);
}

static gboolean
look_cb (gpointer user_data)
{
  StempelPairingDialog *self = STEMPEL_PAIRING_DIALOG (user_data);
  g_autoptr(JsonNode) request = stempel_request_new (NULL);

  if (self->looking)
    return G_SOURCE_CONTINUE;

  self->looking = TRUE;
  stempel_client_call_async (self->client, STEMPEL_OPERATION_TERMINAL_LIST, request, NULL,
                             self->cancellable, looked_cb, g_object_ref (self));

  return G_SOURCE_CONTINUE;
}

static void
show_code (StempelPairingDialog *self, const char *code, GDateTime *expires_at)
{
  g_autofree char *where = NULL;
  g_autofree char *time = stempel_format_until (expires_at);
  g_autofree char *until = NULL;

  /* Translators: %1$s is the name of a terminal, %2$s that of a store */
  where = g_strdup_printf (_("Type this code in on the device that shall be “%1$s” in %2$s:"),
                           stempel_terminal_get_name (self->terminal),
                           stempel_terminal_get_store_name (self->terminal));
  /* Translators: of a code; %s is a time such as "14:20" */
  until = g_strdup_printf (_("It works once, until %s. This dialog says when a device has taken "
                             "it."), time);
  self->expires_at = g_date_time_ref (expires_at);
  gtk_label_set_label (GTK_LABEL (self->where_label), where);
  gtk_label_set_label (GTK_LABEL (self->until_label), until);
  stempel_secret_box_set_secret (STEMPEL_SECRET_BOX (self->secret_box), code, where);
  show_only (self, self->code_box);
  g_object_set (self, "primary-label", _("_Done"), "cancel-label", NULL, NULL);
  update_left (self);
  self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  self->look_source = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
}

/* A request that was repeated is answered without the code. */
static void
take_terminal (StempelPairingDialog *self, StempelTerminal *terminal)
{
  const char *code = stempel_terminal_get_code (terminal);
  GDateTime *expires_at = stempel_terminal_get_code_expires_at (terminal);

  g_set_object (&self->terminal, terminal);
  stop (self);

  if (code == NULL || code[0] == '\0' || expires_at == NULL)
    {
      show_over (self, _("The connection broke while the code was on its way, and it is told only "
                         "once. Get another one."));
      return;
    }

  show_code (self, code, expires_at);
  /* Lists keep the record; they need not keep the code. */
  explicit_bzero ((char *) code, strlen (code));
}

static void
paired_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelPairingDialog) self = STEMPEL_PAIRING_DIALOG (user_data);
  g_autoptr(StempelRecord) terminal = NULL;
  g_autoptr(GError) error = NULL;

  terminal = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The dialog was closed by force while the database answered. */
  if (self->client == NULL)
    return;

  stempel_dialog_set_busy (STEMPEL_DIALOG (self), FALSE);

  /* Only a refusal is certain; anything else may have been done, and the next press repeats it. */
  if (error == NULL || (error->domain == STEMPEL_ERROR && error->code != STEMPEL_ERROR_UNAVAILABLE))
    {
      g_clear_pointer (&self->key, g_free);
      g_clear_pointer (&self->request, json_node_unref);
    }

  if (error != NULL)
    {
      stempel_dialog_show_error (STEMPEL_DIALOG (self), error);
      return;
    }

  take_terminal (self, STEMPEL_TERMINAL (terminal));
  gtk_widget_grab_focus (self->secret_box);
  g_signal_emit (self, signals[CHANGED], 0, terminal);
}

static void
get_code (StempelPairingDialog *self)
{
  if (self->request == NULL)
    {
      self->key = g_uuid_string_random ();
      self->request =
        stempel_request_new ("id", "x", stempel_terminal_get_id (self->terminal),
                             "revision", "x", stempel_terminal_get_revision (self->terminal),
                             "name", "s", stempel_terminal_get_name (self->terminal),
                             "store_id", "x", stempel_terminal_get_store_id (self->terminal),
                             NULL);
    }

  stempel_dialog_clear_error (STEMPEL_DIALOG (self));
  stempel_dialog_set_busy (STEMPEL_DIALOG (self), TRUE);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_TERMINAL_PAIR, self->request,
                             self->key, NULL, paired_cb, g_object_ref (self));
}

static void
stempel_pairing_dialog_apply (StempelDialog *dialog)
{
  StempelPairingDialog *self = STEMPEL_PAIRING_DIALOG (dialog);

  if (gtk_widget_get_visible (self->over_label))
    get_code (self);
  else
    stempel_dialog_close_now (dialog);
}

static void
stempel_pairing_dialog_dispose (GObject *object)
{
  StempelPairingDialog *self = STEMPEL_PAIRING_DIALOG (object);

  stop (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->terminal);
  g_clear_object (&self->client);
  g_clear_pointer (&self->request, json_node_unref);
  g_clear_pointer (&self->key, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PAIRING_DIALOG);

  G_OBJECT_CLASS (stempel_pairing_dialog_parent_class)->dispose (object);
}

static void
stempel_pairing_dialog_class_init (StempelPairingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_pairing_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_pairing_dialog_apply;

  signals[CHANGED] =
    g_signal_new ("changed", STEMPEL_TYPE_PAIRING_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, STEMPEL_TYPE_TERMINAL);

  g_type_ensure (STEMPEL_TYPE_SECRET_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-pairing-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, code_box);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, where_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, secret_box);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, left_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, until_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, over_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, paired_box);
  gtk_widget_class_bind_template_child (widget_class, StempelPairingDialog, paired_label);
}

static void
stempel_pairing_dialog_init (StempelPairingDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_pairing_dialog_new:
 * @client: a client
 * @terminal: a terminal that has just got a code, which is taken from it
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelPairingDialog *
stempel_pairing_dialog_new (StempelClient *client, StempelTerminal *terminal)
{
  StempelPairingDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_TERMINAL (terminal), NULL);

  self = g_object_new (STEMPEL_TYPE_PAIRING_DIALOG, NULL);
  self->client = g_object_ref (client);
  take_terminal (self, terminal);

  return self;
}
