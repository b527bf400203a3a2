/* stempel-dialog.c: a modal window that asks for something and does it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-confirm.h"
#include "stempel-dialog.h"
#include "stempel-error-text.h"

/* In pixels, as in the template. */
#define USUAL_WIDTH 480

typedef struct
{
  GtkWidget   *cancel_button;
  GtkWidget   *primary_button;
  GtkWidget   *header;
  GtkWidget   *bottom;
  GtkWidget   *spinner;
  GtkWidget   *banner;
  GtkLabel    *banner_label;
  AdwBin      *slot;

  StempelForm *form;         /* (owned) (nullable) */
  GtkWidget   *focus_before; /* (nullable), weak */
  JsonNode    *request;      /* (owned) (nullable): of the last press whose outcome is not known */
  char        *key;          /* (nullable): its idempotency key */
  gboolean     busy;
  gboolean     asking;
  gboolean     destructive;
  gboolean     gone;
} StempelDialogPrivate;

enum
{
  PROP_BODY = 1,
  PROP_PRIMARY_LABEL,
  PROP_PRIMARY_DESTRUCTIVE,
  PROP_PRIMARY_SENSITIVE,
  PROP_CANCEL_LABEL,
  PROP_FORM,
  PROP_BUSY,
  N_PROPS,
};

enum
{
  SIGNAL_APPLY,
  SIGNAL_DONE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE_WITH_PRIVATE (StempelDialog, stempel_dialog, ADW_TYPE_WINDOW)

static void
primary_clicked_cb (StempelDialog *self)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  /* It stays sensitive while busy, so that it keeps the focus. */
  if (!priv->busy)
    g_signal_emit (self, signals[SIGNAL_APPLY], 0);
}

static void
discard_answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelDialog) self = STEMPEL_DIALOG (user_data);
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  priv->asking = FALSE;

  if (stempel_confirm_finish (GTK_WIDGET (object), result, NULL))
    stempel_dialog_close_now (self);
}

static gboolean
stempel_dialog_close_request (GtkWindow *window)
{
  StempelDialog *self = STEMPEL_DIALOG (window);
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  if (priv->busy || priv->asking)
    return TRUE;

  if (priv->form == NULL || !stempel_form_get_changed (priv->form))
    {
      stempel_dialog_close_now (self);
      return TRUE;
    }

  priv->asking = TRUE;
  stempel_confirm_async (GTK_WIDGET (self),
                         _("Discard your changes?"),
                         _("What you have entered has not been saved and will be lost."),
                         _("_Discard"), STEMPEL_CONFIRM_DESTRUCTIVE, NULL,
                         discard_answered_cb, g_object_ref (self));

  return TRUE;
}

static void
set_destructive (StempelDialog *self, gboolean destructive)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  priv->destructive = destructive;
  gtk_widget_remove_css_class (priv->primary_button, destructive ? "suggested-action"
                                                                 : "destructive-action");
  gtk_widget_add_css_class (priv->primary_button, destructive ? "destructive-action"
                                                              : "suggested-action");
}

/* In a narrow window the title gives way, not what the buttons do. */
static void
keep_label_whole (GtkWidget *button)
{
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  if (GTK_IS_LABEL (label))
    gtk_label_set_wrap (GTK_LABEL (label), FALSE);
}

static void
stempel_dialog_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  StempelDialog *self = STEMPEL_DIALOG (object);
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_BODY:
      adw_bin_set_child (priv->slot, g_value_get_object (value));
      break;

    case PROP_PRIMARY_LABEL:
      stempel_button_set_text (STEMPEL_BUTTON (priv->primary_button), g_value_get_string (value));
      keep_label_whole (priv->primary_button);
      gtk_widget_set_visible (priv->primary_button, g_value_get_string (value) != NULL);
      break;

    case PROP_PRIMARY_DESTRUCTIVE:
      set_destructive (self, g_value_get_boolean (value));
      break;

    case PROP_PRIMARY_SENSITIVE:
      gtk_widget_set_sensitive (priv->primary_button, g_value_get_boolean (value));
      break;

    case PROP_CANCEL_LABEL:
      stempel_button_set_text (STEMPEL_BUTTON (priv->cancel_button), g_value_get_string (value));
      keep_label_whole (priv->cancel_button);
      gtk_widget_set_visible (priv->cancel_button, g_value_get_string (value) != NULL);
      break;

    case PROP_FORM:
      stempel_dialog_set_form (self, g_value_get_object (value));
      break;

    case PROP_BUSY:
      stempel_dialog_set_busy (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_dialog_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (STEMPEL_DIALOG (object));
  g_autofree char *text = NULL;

  switch (prop_id)
    {
    case PROP_BODY:
      g_value_set_object (value, adw_bin_get_child (priv->slot));
      break;

    case PROP_PRIMARY_LABEL:
      g_object_get_property (G_OBJECT (priv->primary_button), "text", value);
      break;

    case PROP_PRIMARY_DESTRUCTIVE:
      g_value_set_boolean (value, priv->destructive);
      break;

    case PROP_PRIMARY_SENSITIVE:
      g_value_set_boolean (value, gtk_widget_get_sensitive (priv->primary_button));
      break;

    case PROP_CANCEL_LABEL:
      g_object_get_property (G_OBJECT (priv->cancel_button), "text", value);
      break;

    case PROP_FORM:
      g_value_set_object (value, priv->form);
      break;

    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stempel_dialog_dispose (GObject *object)
{
  StempelDialog *self = STEMPEL_DIALOG (object);
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  g_clear_object (&priv->form);
  g_clear_weak_pointer (&priv->focus_before);
  g_clear_pointer (&priv->request, json_node_unref);
  g_clear_pointer (&priv->key, g_free);

  /* GTK 4.8 looks for the template at the class of the instance; a dialog with one of its own lets
   * go of that. */
  if (!priv->gone && G_OBJECT_TYPE (self) == STEMPEL_TYPE_DIALOG)
    gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_DIALOG);

  priv->gone = TRUE;

  G_OBJECT_CLASS (stempel_dialog_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_BODY] = g_param_spec_object ("body", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_PRIMARY_LABEL] = g_param_spec_string ("primary-label", NULL, NULL, NULL, flags);
  properties[PROP_PRIMARY_DESTRUCTIVE] =
    g_param_spec_boolean ("primary-destructive", NULL, NULL, FALSE, flags);
  properties[PROP_PRIMARY_SENSITIVE] =
    g_param_spec_boolean ("primary-sensitive", NULL, NULL, TRUE, flags);
  properties[PROP_CANCEL_LABEL] = g_param_spec_string ("cancel-label", NULL, NULL, NULL, flags);
  properties[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, STEMPEL_TYPE_FORM, flags);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, cancel_button);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, primary_button);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, header);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, bottom);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, spinner);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, banner);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, banner_label);
  gtk_widget_class_bind_template_child_private (widget_class, StempelDialog, slot);
  gtk_widget_class_bind_template_callback (widget_class, primary_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
}

static void
stempel_dialog_class_init (StempelDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_dialog_dispose;
  object_class->get_property = stempel_dialog_get_property;
  object_class->set_property = stempel_dialog_set_property;
  GTK_WINDOW_CLASS (klass)->close_request = stempel_dialog_close_request;

  install_properties (object_class);

  signals[SIGNAL_APPLY] =
    g_signal_new ("apply", STEMPEL_TYPE_DIALOG, G_SIGNAL_RUN_LAST,
                  G_STRUCT_OFFSET (StempelDialogClass, apply), NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] =
    g_signal_new ("done", STEMPEL_TYPE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, STEMPEL_TYPE_RECORD);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
stempel_dialog_init (StempelDialog *self)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  keep_label_whole (priv->cancel_button);
  keep_label_whole (priv->primary_button);
}

/**
 * stempel_dialog_new:
 * @title: the title
 * @primary_label: the label of the button that does it, with mnemonic
 * @body: the content
 *
 * Returns: (transfer none): a dialog, to be shown by stempel_dialog_present_for()
 */
StempelDialog *
stempel_dialog_new (const char *title, const char *primary_label, GtkWidget *body)
{
  return g_object_new (STEMPEL_TYPE_DIALOG,
                       "title", title,
                       "primary-label", primary_label,
                       "body", body,
                       NULL);
}

/**
 * stempel_dialog_set_form:
 * @self: a dialog
 * @form: (nullable): the form in it: its fields show the errors, and its changes are not thrown
 *   away unasked
 */
void
stempel_dialog_set_form (StempelDialog *self, StempelForm *form)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_DIALOG (self));

  g_set_object (&priv->form, form);
}

/**
 * stempel_dialog_get_form:
 * @self: a dialog
 *
 * Returns: (transfer none) (nullable): the form in it
 */
StempelForm *
stempel_dialog_get_form (StempelDialog *self)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  g_return_val_if_fail (STEMPEL_IS_DIALOG (self), NULL);

  return priv->form;
}

/* Where both buttons do not fit into the header of a narrow window, the one that does it stands
 * below. */
static void
place_primary_button (StempelDialog *self, int width)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  int minimum;

  gtk_widget_measure (priv->header, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  if (minimum <= width || gtk_widget_get_parent (priv->primary_button) == priv->bottom)
    return;

  g_object_ref (priv->primary_button);
  adw_header_bar_remove (ADW_HEADER_BAR (priv->header), priv->primary_button);
  gtk_box_append (GTK_BOX (priv->bottom), priv->primary_button);
  gtk_widget_set_hexpand (priv->primary_button, TRUE);
  gtk_widget_set_visible (priv->bottom, TRUE);
  g_object_unref (priv->primary_button);
}

/**
 * stempel_dialog_present_for:
 * @self: a dialog
 * @origin: a widget of the window that it belongs to
 *
 * Shows the dialog with the focus in its content; when it closes, the focus goes back where it was.
 */
void
stempel_dialog_present_for (StempelDialog *self, GtkWidget *origin)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  GtkRoot *root;

  g_return_if_fail (STEMPEL_IS_DIALOG (self));
  g_return_if_fail (GTK_IS_WIDGET (origin));

  root = gtk_widget_get_root (origin);

  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
      g_set_weak_pointer (&priv->focus_before, gtk_root_get_focus (root));
      if (gtk_widget_get_width (GTK_WIDGET (root)) > 0)
        place_primary_button (self, MIN (gtk_widget_get_width (GTK_WIDGET (root)), USUAL_WIDTH));
    }

  /* A focus set before the window is shown leaves it without a role for screen readers. */
  gtk_window_present (GTK_WINDOW (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), priv->primary_button);
  if (!gtk_widget_child_focus (GTK_WIDGET (priv->slot), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (priv->primary_button);
}

/**
 * stempel_dialog_set_busy:
 * @self: a dialog
 * @busy: whether something is under way; the dialog can then neither be closed nor applied
 */
void
stempel_dialog_set_busy (StempelDialog *self, gboolean busy)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_DIALOG (self));

  if (priv->busy == busy || priv->gone)
    return;

  priv->busy = busy;
  gtk_widget_set_visible (priv->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (priv->spinner), busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/**
 * stempel_dialog_show_message:
 * @self: a dialog
 * @sentence: what is wrong; plain text
 *
 * Shows @sentence above the content and announces it.
 */
void
stempel_dialog_show_message (StempelDialog *self, const char *sentence)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_DIALOG (self));
  g_return_if_fail (sentence != NULL);

  if (priv->gone)
    return;

  gtk_label_set_text (priv->banner_label, sentence);
  gtk_revealer_set_reveal_child (GTK_REVEALER (priv->banner), TRUE);
  stempel_announce (GTK_WIDGET (self), sentence);
}

/**
 * stempel_dialog_show_error:
 * @self: a dialog
 * @error: why it was refused
 *
 * Ends the busy state and shows @error: beside the fields it is about, else above the content.
 */
void
stempel_dialog_show_error (StempelDialog *self, const GError *error)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  g_autofree char *text = NULL;

  g_return_if_fail (STEMPEL_IS_DIALOG (self));
  g_return_if_fail (error != NULL);

  stempel_dialog_set_busy (self, FALSE);

  if (priv->gone || (priv->form != NULL && stempel_form_show_error (priv->form, error)))
    return;

  text = stempel_error_text (error);
  stempel_dialog_show_message (self, text);
}

/**
 * stempel_dialog_clear_error:
 * @self: a dialog
 */
void
stempel_dialog_clear_error (StempelDialog *self)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);

  g_return_if_fail (STEMPEL_IS_DIALOG (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (priv->banner), FALSE);
  if (priv->form != NULL)
    stempel_form_clear_errors (priv->form);
}

/* Whether it may have been done all the same; then the same press is repeated with the same key. */
static gboolean
outcome_is_unknown (const GError *error)
{
  return error->domain != STEMPEL_ERROR || error->code == STEMPEL_ERROR_UNAVAILABLE;
}

static void
tell_refusal (StempelDialog *self, const GError *error)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  StempelDialogClass *klass = STEMPEL_DIALOG_GET_CLASS (self);

  stempel_dialog_set_busy (self, FALSE);
  if (priv->gone || klass->refused == NULL || !klass->refused (self, error))
    stempel_dialog_show_error (self, error);
}

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelDialog) self = STEMPEL_DIALOG (user_data);
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  g_autoptr(StempelRecord) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (error != NULL && !outcome_is_unknown (error))
    g_clear_pointer (&priv->key, g_free);

  if (error != NULL)
    {
      tell_refusal (self, error);
      return;
    }

  stempel_dialog_set_busy (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_DONE], 0, reply);

  if (!priv->gone)
    stempel_dialog_close_now (self);
}

/**
 * stempel_dialog_call:
 * @self: a dialog
 * @client: the client
 * @operation: what to do
 * @request: (transfer none): the request
 *
 * Does it and emits `done` with the reply and closes, or shows why not. When it is not known
 * whether it was done (the line broke), pressing again with the same @request repeats it under the
 * same key, so that it cannot happen twice.
 */
void
stempel_dialog_call (StempelDialog *self, StempelClient *client, StempelOperation operation,
                     JsonNode *request)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  gboolean same;

  g_return_if_fail (STEMPEL_IS_DIALOG (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));
  g_return_if_fail (request != NULL);

  if (priv->busy)
    return;

  same = priv->key != NULL && priv->request != NULL && json_node_equal (priv->request, request);
  if (!same)
    {
      g_free (priv->key);
      priv->key = g_uuid_string_random ();
      g_clear_pointer (&priv->request, json_node_unref);
      priv->request = json_node_copy (request);
    }

  stempel_dialog_clear_error (self);
  stempel_dialog_set_busy (self, TRUE);
  stempel_client_call_async (client, operation, request,
                             stempel_operation_get_info (operation)->writes ? priv->key : NULL,
                             NULL, called_cb, g_object_ref (self));
}

/**
 * stempel_dialog_close_now:
 * @self: a dialog
 *
 * Closes without asking for unsaved changes.
 */
void
stempel_dialog_close_now (StempelDialog *self)
{
  StempelDialogPrivate *priv = stempel_dialog_get_instance_private (self);
  g_autoptr(GtkWidget) focus = NULL;

  g_return_if_fail (STEMPEL_IS_DIALOG (self));

  if (priv->gone)
    return;

  g_set_object (&focus, priv->focus_before);
  gtk_window_destroy (GTK_WINDOW (self));

  if (focus != NULL && gtk_widget_get_root (focus) != NULL)
    gtk_widget_grab_focus (focus);
}
