/* stempel-sign-in-page.c: signing in to a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-button.h"
#include "stempel-pairing-code.h"
#include "stempel-pairing-form.h"
#include "stempel-sign-in-form.h"
#include "stempel-sign-in-page.h"

struct _StempelSignInPage
{
  AdwBin              parent_instance;

  GtkWidget          *sign_in_box;
  StempelSignInForm  *form;
  GtkWidget          *pairing_box;
  StempelPairingForm *pairing_form;
  GtkSpinner         *spinner;

  StempelConnector   *connector; /* (owned) (nullable) */
  GSignalGroup       *signals;   /* (owned) */
  gboolean            busy;
};

G_DEFINE_FINAL_TYPE (StempelSignInPage, stempel_sign_in_page, ADW_TYPE_BIN)

static void
set_busy (StempelSignInPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

/* No stack: readers would find what its covered page says. */
static void
show_pairing (StempelSignInPage *self, gboolean pairing)
{
  gtk_widget_set_visible (self->pairing_box, pairing);
  gtk_widget_set_visible (self->sign_in_box, !pairing);
}

static gboolean
is_pairing (StempelSignInPage *self)
{
  return gtk_widget_get_visible (self->pairing_box);
}

static void
refused_cb (StempelSignInPage *self, const GError *error)
{
  if (!self->busy)
    return;

  set_busy (self, FALSE);
  if (is_pairing (self))
    stempel_pairing_form_show_error (self->pairing_form, error);
  else
    stempel_sign_in_form_show_error (self->form, error);
}

static void
opened_cb (StempelSignInPage *self)
{
  set_busy (self, FALSE);
  stempel_sign_in_form_forget (self->form);
  stempel_pairing_form_forget (self->pairing_form);
}

/* A code that was taken is of no use any more, whatever becomes of the line. */
static void
opening_cb (StempelSignInPage *self)
{
  stempel_pairing_form_forget (self->pairing_form);
}

/* The button stays sensitive while busy, so that it keeps the focus. */
static void
sign_in_cb (StempelSignInPage *self)
{
  if (self->busy || !stempel_sign_in_form_validate (self->form))
    return;

  set_busy (self, TRUE);
  stempel_connector_sign_in (self->connector,
                             stempel_sign_in_form_get_email (self->form),
                             stempel_sign_in_form_get_password (self->form),
                             stempel_sign_in_form_get_code (self->form),
                             stempel_sign_in_form_get_keep (self->form));
}

static void
pair_cb (StempelSignInPage *self)
{
  char *code;

  if (self->busy)
    return;

  code = stempel_pairing_form_read (self->pairing_form);
  if (code == NULL)
    return;

  set_busy (self, TRUE);
  stempel_connector_pair (self->connector, code);
  stempel_pairing_code_wipe (code);
}

/* A code that is on its way is not left alone: it works once. */
static void
turn (StempelSignInPage *self, gboolean pairing)
{
  if (self->busy || is_pairing (self) == pairing)
    return;

  show_pairing (self, pairing);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
show_pairing_cb (StempelSignInPage *self)
{
  turn (self, TRUE);
}

static void
show_signing_in_cb (StempelSignInPage *self)
{
  turn (self, FALSE);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  StempelSignInPage *self = STEMPEL_SIGN_IN_PAGE (widget);

  if (!is_pairing (self))
    return GDK_EVENT_PROPAGATE;

  turn (self, FALSE);

  return GDK_EVENT_STOP;
}

static gboolean
stempel_sign_in_page_grab_focus (GtkWidget *widget)
{
  StempelSignInPage *self = STEMPEL_SIGN_IN_PAGE (widget);

  return gtk_widget_grab_focus (is_pairing (self) ? GTK_WIDGET (self->pairing_form)
                                                  : GTK_WIDGET (self->form));
}

static void
stempel_sign_in_page_dispose (GObject *object)
{
  StempelSignInPage *self = STEMPEL_SIGN_IN_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->connector);
  /* AdwBin would unparent it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_SIGN_IN_PAGE);

  G_OBJECT_CLASS (stempel_sign_in_page_parent_class)->dispose (object);
}

static void
stempel_sign_in_page_class_init (StempelSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_sign_in_page_dispose;
  widget_class->grab_focus = stempel_sign_in_page_grab_focus;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_PAIRING_FORM);
  g_type_ensure (STEMPEL_TYPE_SIGN_IN_FORM);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, sign_in_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, pairing_box);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, pairing_form);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, pair_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_pairing_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_signing_in_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
stempel_sign_in_page_init (StempelSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (STEMPEL_TYPE_CONNECTOR);
  g_signal_group_connect_swapped (self->signals, "sign-in-refused", G_CALLBACK (refused_cb), self);
  g_signal_group_connect_swapped (self->signals, "opening", G_CALLBACK (opening_cb), self);
  g_signal_group_connect_swapped (self->signals, "opened", G_CALLBACK (opened_cb), self);
  g_signal_group_connect_swapped (self->signals, "renewed", G_CALLBACK (opened_cb), self);
}

/**
 * stempel_sign_in_page_ask:
 * @self: a page
 * @connector: whose profile is a Stempel server, and who signs in to it
 *
 * Begins with an empty password, or with a code where this device was a terminal. The focus goes to
 * what is missing, where it is grabbed.
 */
void
stempel_sign_in_page_ask (StempelSignInPage *self, StempelConnector *connector)
{
  StempelProfile *profile;

  g_return_if_fail (STEMPEL_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (STEMPEL_IS_CONNECTOR (connector));

  profile = stempel_connector_get_profile (connector);
  g_set_object (&self->connector, connector);
  g_signal_group_set_target (self->signals, connector);
  set_busy (self, FALSE);
  stempel_sign_in_form_set_profile (self->form, profile);
  stempel_pairing_form_set_profile (self->pairing_form, profile);
  show_pairing (self, stempel_profile_get_terminal (profile));
  if (stempel_connector_get_terminal_ended (connector))
    stempel_pairing_form_show_ended (self->pairing_form);
}
