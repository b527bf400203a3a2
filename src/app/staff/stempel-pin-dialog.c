/* stempel-pin-dialog.c: sets the PIN of an employee
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-error-text.h"
#include "stempel-error.h"
#include "stempel-pin-dialog.h"
#include "stempel-pin-pad.h"

#define MADE_UP_LENGTH 6

struct _StempelPinDialog
{
  StempelDialog  parent_instance;

  GtkWidget     *stack;
  GtkWidget     *step_label;
  GtkWidget     *pad;
  GtkWidget     *shown_label;
  GtkWidget     *shown_pin;

  StempelClient *client;                  /* (owned) */
  gint64         employee_id;
  char          *name;                    /* (owned) */
  JsonNode      *request;                 /* (owned) (nullable): under way; holds the PIN */
  gboolean       repeating;
  gboolean       showing;                 /* a made-up PIN was set and is on the screen */
  char           first[STEMPEL_PIN_MAX_LENGTH + 1];
  char           made_up[STEMPEL_PIN_MAX_LENGTH + 1];
};

G_DEFINE_FINAL_TYPE (StempelPinDialog, stempel_pin_dialog, STEMPEL_TYPE_DIALOG)

enum { SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* The bytes of a request are only free to be wiped once the answer is there. */
static void
forget_request (StempelPinDialog *self)
{
  const char *pin;

  if (self->request == NULL)
    return;

  pin = json_object_get_string_member (json_node_get_object (self->request), "pin");
  explicit_bzero ((char *) pin, strlen (pin));
  g_clear_pointer (&self->request, json_node_unref);
}

static void
set_step (StempelPinDialog *self, gboolean repeating)
{
  g_autofree char *sentence = NULL;

  self->repeating = repeating;

  if (repeating)
    {
      sentence = g_strdup (_("Now the same PIN once more."));
      stempel_pin_pad_set_prompt (STEMPEL_PIN_PAD (self->pad), _("Repeat the PIN"));
      g_object_set (self, "primary-label", _("_Set PIN"), NULL);
    }
  else
    {
      explicit_bzero (self->first, sizeof self->first);
      sentence =
        /* Translators: %s is the name of an employee. */
        g_strdup_printf (_("%s types a new PIN of 4 to 8 digits. Six are usual."), self->name);
      stempel_pin_pad_set_prompt (STEMPEL_PIN_PAD (self->pad), _("New PIN"));
      /* Translators: goes on to the next step of a dialog. */
      g_object_set (self, "primary-label", C_("dialog", "_Next"), NULL);
    }

  gtk_label_set_label (GTK_LABEL (self->step_label), sentence);
}

/* The PIN was refused: say so in the pad and begin again. */
static void
start_again (StempelPinDialog *self, const char *message)
{
  set_step (self, FALSE);
  stempel_pin_pad_clear (STEMPEL_PIN_PAD (self->pad));
  stempel_pin_pad_set_message (STEMPEL_PIN_PAD (self->pad), message);
  gtk_widget_grab_focus (self->pad);
}

static void
show_made_up (StempelPinDialog *self)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  /* Apart, so that they are read one by one. */
  for (const char *digit = self->made_up; *digit != '\0'; digit++)
    g_string_append_printf (digits, "%s%c", digits->len > 0 ? " " : "", *digit);

  sentence =
    g_strdup_printf (
        /* Translators: %s is the name of an employee. */
        _("This is the new PIN of %s. It is shown only this once: let them read it now."),
        self->name);
  gtk_label_set_label (GTK_LABEL (self->shown_label), sentence);
  gtk_label_set_label (GTK_LABEL (self->shown_pin), digits->str);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "shown");
  self->showing = TRUE;

  /* Nothing is left to be cancelled. */
  g_object_set (self, "primary-label", _("_Done"), "cancel-label", NULL, NULL);
  gtk_widget_grab_focus (self->shown_pin);
  stempel_announce (GTK_WIDGET (self), sentence);
  explicit_bzero (self->made_up, sizeof self->made_up);
  explicit_bzero (digits->str, digits->len);
}

static char *
refusal_text (const GError *error)
{
  JsonObject *problem = stempel_error_get_problem (error);
  JsonArray *errors = NULL;

  if (problem != NULL && json_object_has_member (problem, "errors"))
    errors = json_object_get_array_member (problem, "errors");

  if (errors != NULL && json_array_get_length (errors) > 0)
    return stempel_field_error_text (json_array_get_object_element (errors, 0));

  return stempel_error_text (error);
}

static void
pin_set_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelPinDialog) self = STEMPEL_PIN_DIALOG (user_data);
  g_autoptr(StempelRecord) employee = NULL;
  g_autoptr(GError) error = NULL;

  employee = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);
  forget_request (self);

  /* The dialog was closed by force while the database answered. */
  if (self->client == NULL)
    return;

  stempel_dialog_set_busy (STEMPEL_DIALOG (self), FALSE);

  if (error != NULL)
    {
      g_autofree char *text = refusal_text (error);

      explicit_bzero (self->made_up, sizeof self->made_up);
      start_again (self, text);
      return;
    }

  g_signal_emit (self, signals[SAVED], 0, employee);

  if (self->made_up[0] != '\0')
    show_made_up (self);
  else
    stempel_dialog_close_now (STEMPEL_DIALOG (self));
}

static void
send_pin (StempelPinDialog *self, const char *pin)
{
  g_autofree char *key = g_uuid_string_random ();

  self->request = stempel_request_new ("id", "x", self->employee_id, "pin", "s", pin, NULL);
  stempel_dialog_set_busy (STEMPEL_DIALOG (self), TRUE);
  stempel_client_call_async (self->client, STEMPEL_OPERATION_EMPLOYEE_SET_PIN, self->request, key,
                             NULL, pin_set_cb, g_object_ref (self));
}

static void
pad_submitted_cb (StempelPinDialog *self, const char *pin)
{
  gboolean same;

  /* One PIN is under way already. */
  if (self->request != NULL)
    return;

  if (!self->repeating)
    {
      g_strlcpy (self->first, pin, sizeof self->first);
      set_step (self, TRUE);
      stempel_announce (GTK_WIDGET (self), gtk_label_get_label (GTK_LABEL (self->step_label)));
      return;
    }

  same = strcmp (self->first, pin) == 0;
  explicit_bzero (self->first, sizeof self->first);

  if (same)
    send_pin (self, pin);
  else
    start_again (self, _("The two PINs were not the same. Please start again."));
}

static void
make_up_clicked_cb (StempelPinDialog *self)
{
  if (self->request != NULL)
    return;

  stempel_pin_pad_clear (STEMPEL_PIN_PAD (self->pad));
  stempel_pin_make_up (self->made_up, MADE_UP_LENGTH);
  send_pin (self, self->made_up);
}

static void
stempel_pin_dialog_apply (StempelDialog *dialog)
{
  StempelPinDialog *self = STEMPEL_PIN_DIALOG (dialog);

  if (self->showing)
    stempel_dialog_close_now (dialog);
  else
    stempel_pin_pad_submit (STEMPEL_PIN_PAD (self->pad));
}

static void
stempel_pin_dialog_dispose (GObject *object)
{
  StempelPinDialog *self = STEMPEL_PIN_DIALOG (object);

  explicit_bzero (self->first, sizeof self->first);
  explicit_bzero (self->made_up, sizeof self->made_up);

  if (self->client != NULL)
    stempel_pin_pad_set_key_capture_widget (STEMPEL_PIN_PAD (self->pad), NULL);

  g_clear_object (&self->client);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PIN_DIALOG);

  G_OBJECT_CLASS (stempel_pin_dialog_parent_class)->dispose (object);
}

static void
stempel_pin_dialog_class_init (StempelPinDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_pin_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_pin_dialog_apply;

  signals[SAVED] = g_signal_new ("saved", STEMPEL_TYPE_PIN_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_EMPLOYEE);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_PIN_PAD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-pin-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelPinDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelPinDialog, step_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPinDialog, pad);
  gtk_widget_class_bind_template_child (widget_class, StempelPinDialog, shown_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPinDialog, shown_pin);
  gtk_widget_class_bind_template_callback (widget_class, make_up_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, pad_submitted_cb);
}

static void
stempel_pin_dialog_init (StempelPinDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  stempel_pin_pad_set_key_capture_widget (STEMPEL_PIN_PAD (self->pad), GTK_WIDGET (self));
}

/**
 * stempel_pin_dialog_new:
 * @client: a client
 * @employee: whose PIN to set
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelPinDialog *
stempel_pin_dialog_new (StempelClient *client, StempelEmployee *employee)
{
  StempelPinDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_EMPLOYEE (employee), NULL);

  self = g_object_new (STEMPEL_TYPE_PIN_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->employee_id = stempel_employee_get_id (employee);
  self->name = g_strdup (stempel_employee_get_name (employee));
  set_step (self, FALSE);

  return self;
}
