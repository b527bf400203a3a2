/* stempel-sign-in-page.c: signing in to a Stempel server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-button.h"
#include "stempel-sign-in-form.h"
#include "stempel-sign-in-page.h"

struct _StempelSignInPage
{
  AdwBin             parent_instance;

  StempelSignInForm *form;
  GtkWidget         *sign_in_button;
  GtkSpinner        *spinner;

  StempelConnector  *connector; /* (owned) (nullable) */
  GSignalGroup      *signals;   /* (owned) */
  gboolean           busy;
};

G_DEFINE_FINAL_TYPE (StempelSignInPage, stempel_sign_in_page, ADW_TYPE_BIN)

static void
set_busy (StempelSignInPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
refused_cb (StempelSignInPage *self, const GError *error)
{
  if (!self->busy)
    return;

  set_busy (self, FALSE);
  stempel_sign_in_form_show_error (self->form, error);
}

static void
opened_cb (StempelSignInPage *self)
{
  set_busy (self, FALSE);
  stempel_sign_in_form_forget (self->form);
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

static gboolean
stempel_sign_in_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (STEMPEL_SIGN_IN_PAGE (widget)->form));
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
  g_type_ensure (STEMPEL_TYPE_SIGN_IN_FORM);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, StempelSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
}

static void
stempel_sign_in_page_init (StempelSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (STEMPEL_TYPE_CONNECTOR);
  g_signal_group_connect_swapped (self->signals, "sign-in-refused", G_CALLBACK (refused_cb), self);
  g_signal_group_connect_swapped (self->signals, "opened", G_CALLBACK (opened_cb), self);
}

/**
 * stempel_sign_in_page_ask:
 * @self: a page
 * @connector: whose profile is a Stempel server, and who signs in to it
 *
 * Begins with an empty password. The focus goes to what is missing, where it is grabbed.
 */
void
stempel_sign_in_page_ask (StempelSignInPage *self, StempelConnector *connector)
{
  g_return_if_fail (STEMPEL_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (STEMPEL_IS_CONNECTOR (connector));

  g_set_object (&self->connector, connector);
  g_signal_group_set_target (self->signals, connector);
  set_busy (self, FALSE);
  stempel_sign_in_form_set_profile (self->form, stempel_connector_get_profile (connector));
}
