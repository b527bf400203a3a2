/* stempel-factor-set-up-dialog.c: sets up a second factor
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-factor-set-up-dialog.h"
#include "stempel-one-time-code.h"
#include "stempel-qr-code.h"
#include "stempel-wipe.h"

/* In characters: short enough to be kept in mind while they are typed elsewhere. */
#define GROUP 4

struct _StempelFactorSetUpDialog
{
  StempelDialog       parent_instance;

  StempelQrCode      *qr_code;
  GtkLabel           *secret_label;
  StempelButton      *copy_button;
  StempelTextField   *code_field;

  StempelClient      *client; /* (owned) */
  StempelTotpSecret  *secret; /* (owned) */
  GdkContentProvider *copied; /* (owned) (nullable): what the clipboard was given */
};

G_DEFINE_FINAL_TYPE (StempelFactorSetUpDialog, stempel_factor_set_up_dialog, STEMPEL_TYPE_DIALOG)

static void
copy_clicked_cb (StempelFactorSetUpDialog *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  gdk_clipboard_set_text (clipboard, stempel_totp_secret_get_secret (self->secret));
  g_set_object (&self->copied, gdk_clipboard_get_content (clipboard));
  stempel_button_set_text (self->copy_button, _("_Secret Copied"));
  stempel_announce (GTK_WIDGET (self), _("Secret copied"));
}

static void
stempel_factor_set_up_dialog_apply (StempelDialog *dialog)
{
  StempelFactorSetUpDialog *self = STEMPEL_FACTOR_SET_UP_DIALOG (dialog);
  g_autofree char *code = NULL;
  g_autoptr(JsonNode) request = NULL;

  stempel_dialog_clear_error (dialog);
  if (!stempel_form_validate (stempel_dialog_get_form (dialog)))
    return;

  code = stempel_one_time_code_read (self->code_field);
  if (code == NULL)
    return;

  request = stempel_request_new ("one_time_code", "s", code, NULL);
  stempel_dialog_call (dialog, self->client, STEMPEL_OPERATION_TOTP_CONFIRM, request);
}

static void
show_secret (StempelFactorSetUpDialog *self)
{
  GString *groups = g_string_new (NULL);
  const char *secret = stempel_totp_secret_get_secret (self->secret);

  for (guint i = 0; secret[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (groups, ' ');
      g_string_append_c (groups, secret[i]);
    }

  gtk_label_set_text (self->secret_label, groups->str);
  /* A label takes no focus, so screen readers find it here. */
  stempel_accessible_describe (GTK_WIDGET (self->copy_button), groups->str);
  stempel_qr_code_set_text (self->qr_code, stempel_totp_secret_get_uri (self->secret));
  stempel_wipe_text (g_string_free (groups, FALSE));
}

/* Whoever has the secret can make codes for ever. */
static void
forget_secret (StempelFactorSetUpDialog *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  char *texts[] = { (char *) stempel_totp_secret_get_secret (self->secret),
                    (char *) stempel_totp_secret_get_uri (self->secret) };

  if (self->copied != NULL && gdk_clipboard_get_content (clipboard) == self->copied)
    gdk_clipboard_set_content (clipboard, NULL);
  g_clear_object (&self->copied);

  gtk_label_set_text (self->secret_label, "");
  stempel_accessible_describe (GTK_WIDGET (self->copy_button), NULL);
  stempel_qr_code_set_text (self->qr_code, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    explicit_bzero (texts[i], strlen (texts[i]));
  g_clear_object (&self->secret);
}

/* Who can scan goes on with the code. */
static gboolean
stempel_factor_set_up_dialog_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (STEMPEL_FACTOR_SET_UP_DIALOG (widget)->code_field));
}

static void
stempel_factor_set_up_dialog_dispose (GObject *object)
{
  StempelFactorSetUpDialog *self = STEMPEL_FACTOR_SET_UP_DIALOG (object);

  if (self->secret != NULL)
    forget_secret (self);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_FACTOR_SET_UP_DIALOG);

  G_OBJECT_CLASS (stempel_factor_set_up_dialog_parent_class)->dispose (object);
}

static void
stempel_factor_set_up_dialog_class_init (StempelFactorSetUpDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_factor_set_up_dialog_dispose;
  STEMPEL_DIALOG_CLASS (klass)->apply = stempel_factor_set_up_dialog_apply;
  widget_class->grab_focus = stempel_factor_set_up_dialog_grab_focus;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_QR_CODE);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-factor-set-up-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelFactorSetUpDialog, qr_code);
  gtk_widget_class_bind_template_child (widget_class, StempelFactorSetUpDialog, secret_label);
  gtk_widget_class_bind_template_child (widget_class, StempelFactorSetUpDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, StempelFactorSetUpDialog, code_field);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
stempel_factor_set_up_dialog_init (StempelFactorSetUpDialog *self)
{
  g_autoptr(StempelForm) form = stempel_form_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Not the changes of a form: a code that was typed is over in a minute anyway. */
  stempel_form_add (form, STEMPEL_FIELD (self->code_field));
  stempel_dialog_set_form (STEMPEL_DIALOG (self), form);
}

/**
 * stempel_factor_set_up_dialog_new:
 * @client: a client that is signed in through a server
 * @secret: what `totp_begin` answered; it is wiped when the dialog closes
 *
 * Emits `done` with the #StempelLogin when signing in asks for a code from now on.
 *
 * Returns: (transfer floating): a dialog, to be shown with stempel_dialog_present_for()
 */
StempelFactorSetUpDialog *
stempel_factor_set_up_dialog_new (StempelClient *client, StempelTotpSecret *secret)
{
  StempelFactorSetUpDialog *self;

  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STEMPEL_IS_TOTP_SECRET (secret), NULL);

  self = g_object_new (STEMPEL_TYPE_FACTOR_SET_UP_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->secret = g_object_ref (secret);
  show_secret (self);

  return self;
}
