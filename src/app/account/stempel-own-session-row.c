/* stempel-own-session-row.c: one place where one is signed in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-button.h"
#include "stempel-format.h"
#include "stempel-own-session-row.h"
#include "stempel-wrap-layout.h"

struct _StempelOwnSessionRow
{
  GtkListBoxRow       parent_instance;

  GtkWidget          *badge;
  GtkWidget          *application_label;
  GtkWidget          *address_label;
  GtkWidget          *opened_label;
  GtkWidget          *seen_label;
  StempelButton      *end_button;

  StempelOpenSession *session; /* (owned) */
};

enum
{
  SIGNAL_END,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelOwnSessionRow, stempel_own_session_row, GTK_TYPE_LIST_BOX_ROW)

static void
end_clicked_cb (StempelOwnSessionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_END], 0);
}

static void
stempel_own_session_row_dispose (GObject *object)
{
  StempelOwnSessionRow *self = STEMPEL_OWN_SESSION_ROW (object);

  g_clear_object (&self->session);
  /* First, because the template lets go of the child behind the back of the row. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_OWN_SESSION_ROW);

  G_OBJECT_CLASS (stempel_own_session_row_parent_class)->dispose (object);
}

static void
stempel_own_session_row_class_init (StempelOwnSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_own_session_row_dispose;

  signals[SIGNAL_END] = g_signal_new ("end", STEMPEL_TYPE_OWN_SESSION_ROW, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
      "/lu/stempel/Stempel/ui/stempel-own-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessionRow, badge);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessionRow, application_label);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessionRow, address_label);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessionRow, opened_label);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessionRow, seen_label);
  gtk_widget_class_bind_template_child (widget_class, StempelOwnSessionRow, end_button);
  gtk_widget_class_bind_template_callback (widget_class, end_clicked_cb);
}

static void
stempel_own_session_row_init (StempelOwnSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A program gives its name as HTTP has it, such as "Stempel/1.2". */
static char *
dup_application (StempelOpenSession *session)
{
  const char *application = stempel_open_session_get_application (session);
  char *text;

  if (application == NULL || application[0] == '\0')
    return g_strdup (_("Unknown program"));

  text = g_strdup (application);
  if (g_str_has_prefix (text, "Stempel/"))
    text[strlen ("Stempel")] = ' ';

  return text;
}

static void
show_text (GtkWidget *label, GString *name, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
  if (text != NULL)
    g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", text);
}

static void
show_times (StempelOwnSessionRow *self, GString *name)
{
  g_autofree char *opened =
    stempel_format_time (stempel_open_session_get_opened_at (self->session));
  g_autofree char *seen = stempel_format_ago (stempel_open_session_get_seen_at (self->session));
  /* Translators: of a session; %s is a time such as "Today, 14:05" */
  g_autofree char *since = opened != NULL ? g_strdup_printf (_("Signed in: %s"), opened) : NULL;
  /* Translators: of a session; %s is a time such as "5 minutes ago" or a day */
  g_autofree char *used = seen != NULL ? g_strdup_printf (_("Last used: %s"), seen) : NULL;

  show_text (self->opened_label, name, since);
  show_text (self->seen_label, name, used);
}

static void
name_button (StempelOwnSessionRow *self)
{
  g_autofree char *place = stempel_own_session_row_dup_place (self);
  g_autofree char *name = NULL;

  if (stempel_open_session_get_current (self->session))
    {
      /* Translators: button: ends the session in use */
      stempel_button_set_text (self->end_button, C_("session", "Sign Out"));
      return;
    }

  /* Translators: button, for screen readers: %s is a program and where it runs, such as "Stempel
   * 1.2 at 192.0.2.7"; begins with what is written on the button, "End" */
  name = g_strdup_printf (_("End the session of %s"), place);
  stempel_accessible_name (GTK_WIDGET (self->end_button), name);
}

static void
show (StempelOwnSessionRow *self)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *application = dup_application (self->session);

  show_text (self->application_label, name, application);
  show_text (self->address_label, name, stempel_open_session_get_address (self->session));
  show_times (self, name);

  if (stempel_open_session_get_current (self->session))
    g_string_append_printf (name, ", %s", gtk_label_get_text (GTK_LABEL (self->badge)));
  gtk_widget_set_visible (self->badge, stempel_open_session_get_current (self->session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  name_button (self);
}

/**
 * stempel_own_session_row_new:
 * @session: a session of who is signed in
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
stempel_own_session_row_new (StempelOpenSession *session)
{
  StempelOwnSessionRow *self;

  g_return_val_if_fail (STEMPEL_IS_OPEN_SESSION (session), NULL);

  self = g_object_new (STEMPEL_TYPE_OWN_SESSION_ROW, NULL);
  self->session = g_object_ref (session);
  show (self);

  return GTK_WIDGET (self);
}

/**
 * stempel_own_session_row_get_session:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
StempelOpenSession *
stempel_own_session_row_get_session (StempelOwnSessionRow *self)
{
  g_return_val_if_fail (STEMPEL_IS_OWN_SESSION_ROW (self), NULL);

  return self->session;
}

/**
 * stempel_own_session_row_dup_place:
 * @self: a row
 *
 * Returns: (transfer full): which program it is and where, for a sentence
 */
char *
stempel_own_session_row_dup_place (StempelOwnSessionRow *self)
{
  g_autofree char *application = NULL;
  const char *address;

  g_return_val_if_fail (STEMPEL_IS_OWN_SESSION_ROW (self), NULL);

  application = dup_application (self->session);
  address = stempel_open_session_get_address (self->session);
  if (address == NULL)
    return g_steal_pointer (&application);

  /* Translators: where somebody is signed in: %1$s is a program, %2$s the address of a computer */
  return g_strdup_printf (_("%1$s at %2$s"), application, address);
}

/**
 * stempel_own_session_row_focus_button:
 * @self: a row
 *
 * Puts the focus on the button, not on the row around it.
 */
void
stempel_own_session_row_focus_button (StempelOwnSessionRow *self)
{
  g_return_if_fail (STEMPEL_IS_OWN_SESSION_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->end_button));
}
