/* stempel-welcome-window.c: the first run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-connection-dialog.h"
#include "stempel-error-text.h"
#include "stempel-focus.h"
#include "stempel-local-setup.h"
#include "stempel-settings.h"
#include "stempel-setup-form.h"
#include "stempel-sign-in-page.h"
#include "stempel-welcome-window.h"

struct _StempelWelcomeWindow
{
  AdwApplicationWindow  parent_instance;

  GtkStack             *stack;
  GtkWidget            *back_button;
  GtkWidget            *start_button;
  GtkWidget            *demo_row;
  StempelSetupForm     *setup_form;
  GtkLabel             *stage_label;
  AdwStatusPage        *error_page;
  StempelSignInPage    *sign_in_page;

  StempelConnector     *connector;   /* (owned) */
  GCancellable         *cancellable; /* (owned) (nullable) */
  JsonNode             *merchant;    /* (
      owned) (nullable): what is being set up; demo data when NULL */
};

G_DEFINE_FINAL_TYPE (StempelWelcomeWindow, stempel_welcome_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_page (StempelWelcomeWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->back_button, !g_str_equal (name, "choice") &&
                          !g_str_equal (name, "progress"));
  gtk_widget_set_visible (self->start_button, g_str_equal (name, "setup"));
  stempel_focus_within (gtk_stack_get_visible_child (self->stack));
}

static void
progress_cb (StempelLocalStage stage, gpointer user_data)
{
  StempelWelcomeWindow *self = user_data;
  const char *sentence = NULL;

  switch (stage)
    {
    case STEMPEL_LOCAL_STAGE_DATABASE:
      sentence = _("Making the database on this computer…");
      break;

    case STEMPEL_LOCAL_STAGE_MERCHANT:
      sentence = _("Entering your business…");
      break;

    case STEMPEL_LOCAL_STAGE_DEMO:
      sentence = _("Making a bakery with members and a year of visits…");
      break;

    default:
      g_return_if_reached ();
    }

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  gtk_label_set_text (self->stage_label, sentence);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static void
set_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelWelcomeWindow) self = STEMPEL_WELCOME_WINDOW (user_data);
  g_autoptr(StempelProfile) profile = NULL;
  g_autoptr(GError) error = NULL;

  profile = stempel_local_setup_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Somebody set this computer up in the meantime: that is as good. */
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_CONFLICT))
    {
      g_clear_error (&error);
      profile = stempel_profile_new (STEMPEL_PROFILE_KIND_LOCAL);
    }

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_INVALID) && self->merchant != NULL)
    {
      show_page (self, "setup");
      if (stempel_form_show_error (stempel_setup_form_get_form (self->setup_form), error))
        return;
    }

  if (error != NULL)
    {
      stempel_welcome_window_show_error (self, error);
      return;
    }

  /* There the work of a new business begins. */
  g_settings_set_string (stempel_settings_get_default (), "page", "programs");
  gtk_label_set_text (self->stage_label, _("Connecting…"));
  stempel_connector_set_first_program (self->connector, self->merchant != NULL
                                         ? stempel_setup_form_get_template (self->setup_form)
                                         : -1);
  stempel_connector_open (self->connector, profile, NULL, FALSE);
}

static void
set_up (StempelWelcomeWindow *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  show_page (self, "progress");
  stempel_local_setup_async (self->merchant, progress_cb, g_object_ref (self), g_object_unref,
                             self->cancellable, set_up_cb, g_object_ref (self));
}

static void
demo_cb (StempelWelcomeWindow *self)
{
  g_clear_pointer (&self->merchant, json_node_unref);
  set_up (self);
}

static void
own_cb (StempelWelcomeWindow *self)
{
  show_page (self, "setup");
}

static void
server_cb (StempelWelcomeWindow *self)
{
  stempel_connection_dialog_present (GTK_WIDGET (self), self->connector,
                                     STEMPEL_PROFILE_KIND_SERVER);
}

static void
postgresql_cb (StempelWelcomeWindow *self)
{
  stempel_connection_dialog_present (GTK_WIDGET (self), self->connector,
                                     STEMPEL_PROFILE_KIND_POSTGRESQL);
}

static void
start_cb (StempelWelcomeWindow *self)
{
  if (!stempel_form_validate (stempel_setup_form_get_form (self->setup_form)))
    return;

  g_clear_pointer (&self->merchant, json_node_unref);
  self->merchant = stempel_setup_form_get_merchant (self->setup_form);
  set_up (self);
}

static void
back_cb (StempelWelcomeWindow *self)
{
  show_page (self, "choice");
}

static void
retry_cb (StempelWelcomeWindow *self)
{
  if (stempel_connector_get_profile (self->connector) != NULL && self->cancellable == NULL)
    stempel_connector_reopen (self->connector);
  else
    set_up (self);
}

static void
stempel_welcome_window_dispose (GObject *object)
{
  StempelWelcomeWindow *self = STEMPEL_WELCOME_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connector);
  g_clear_pointer (&self->merchant, json_node_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_WELCOME_WINDOW);

  G_OBJECT_CLASS (stempel_welcome_window_parent_class)->dispose (object);
}

static void
stempel_welcome_window_class_init (StempelWelcomeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_welcome_window_dispose;

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_SETUP_FORM);
  g_type_ensure (STEMPEL_TYPE_SIGN_IN_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-welcome-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, demo_row);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, setup_form);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, stage_label);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, StempelWelcomeWindow, sign_in_page);
  gtk_widget_class_bind_template_callback (widget_class, demo_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_cb);
  gtk_widget_class_bind_template_callback (widget_class, postgresql_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
stempel_welcome_window_init (StempelWelcomeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_welcome_window_new:
 * @application: the program
 * @connector: opens what is set up or chosen
 *
 * Returns: (transfer none): a window
 */
StempelWelcomeWindow *
stempel_welcome_window_new (GtkApplication *application, StempelConnector *connector)
{
  StempelWelcomeWindow *self =
    g_object_new (STEMPEL_TYPE_WELCOME_WINDOW, "application", application, NULL);

  self->connector = g_object_ref (connector);

  return self;
}

/**
 * stempel_welcome_window_show_error:
 * @self: a window
 * @error: why it did not work
 */
void
stempel_welcome_window_show_error (StempelWelcomeWindow *self, const GError *error)
{
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (STEMPEL_IS_WELCOME_WINDOW (self));
  g_return_if_fail (error != NULL);

  text = stempel_error_text (error);
  escaped = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->error_page, escaped);
  show_page (self, "error");
  stempel_announce (GTK_WIDGET (self), text);
}

/**
 * stempel_welcome_window_show_sign_in:
 * @self: a window whose connector leads to a Stempel server
 */
void
stempel_welcome_window_show_sign_in (StempelWelcomeWindow *self)
{
  g_return_if_fail (STEMPEL_IS_WELCOME_WINDOW (self));

  stempel_sign_in_page_ask (self->sign_in_page, self->connector);
  show_page (self, "sign-in");
  gtk_widget_grab_focus (GTK_WIDGET (self->sign_in_page));
}
