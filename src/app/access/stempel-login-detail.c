/* stempel-login-detail.c: everything about a person who may sign in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-ask.h"
#include "stempel-access-words.h"
#include "stempel-format.h"
#include "stempel-login-detail.h"
#include "stempel-login-dialog.h"
#include "stempel-login-password-dialog.h"
#include "stempel-role-text.h"
#include "stempel-session-list.h"

struct _StempelLoginDetail
{
  StempelAccessDetail  parent_instance;

  GtkWidget           *sessions;
};

G_DEFINE_FINAL_TYPE (StempelLoginDetail, stempel_login_detail, STEMPEL_TYPE_ACCESS_DETAIL)

static StempelLogin *
shown_login (StempelLoginDetail *self)
{
  return STEMPEL_LOGIN (stempel_access_detail_get_record (STEMPEL_ACCESS_DETAIL (self)));
}

static gboolean
is_self (StempelLoginDetail *self)
{
  StempelClient *client = stempel_access_detail_get_client (STEMPEL_ACCESS_DETAIL (self));
  StempelSession *session = stempel_client_get_session (client);

  return session != NULL &&
         stempel_session_get_login_id (session) == stempel_login_get_id (shown_login (self));
}

static void
show_facts (StempelLoginDetail *self, StempelLogin *login)
{
  StempelFacts *facts = stempel_access_detail_get_facts (STEMPEL_ACCESS_DETAIL (self));
  const char *language = stempel_login_get_language (login);
  g_autofree char *password = stempel_format_time (stempel_login_get_password_set_at (login));
  g_autofree char *factor = stempel_format_time (stempel_login_get_totp_confirmed_at (login));

  stempel_facts_add (facts, _("E-mail"), stempel_login_get_email (login));
  stempel_facts_add (facts, C_("login", "Role"),
                     stempel_role_text (stempel_login_get_role (login)));
  stempel_facts_add (facts, _("Language"),
                     language != NULL ? stempel_format_language_name (language) : NULL);
  /* Translators: of a person; followed by when their password was set */
  stempel_facts_add (facts, _("Password set"), password != NULL ? password : _("Not yet"));
  /* Translators: of a person; followed by when they set up a second factor */
  stempel_facts_add (facts, _("Second factor since"), factor);
  /* Translators: of a person; followed by the role of PostgreSQL with which they connect */
  stempel_facts_add (facts, _("Role in the database"), stempel_login_get_database_role (login));
}

static void
show_notice (StempelLoginDetail *self, StempelLogin *login)
{
  StempelAccessDetail *detail = STEMPEL_ACCESS_DETAIL (self);

  if (!stempel_login_is_active (login))
    stempel_access_detail_set_notice (detail, _("This person cannot sign in any more. What they "
                                                "did stays in the books under their name."));
  else if (stempel_login_get_email (login) == NULL)
    stempel_access_detail_set_notice (detail, _("Without an e-mail address nobody can sign in at "
                                                "the server under this name."));
}

static void
show_buttons (StempelLoginDetail *self, StempelLogin *login)
{
  StempelAccessDetail *detail = STEMPEL_ACCESS_DETAIL (self);
  StempelClient *client = stempel_access_detail_get_client (detail);
  gboolean active = stempel_login_is_active (login);
  /* Nobody is made an administrator here, nor anything else of one. */
  gboolean ours = active && g_strcmp0 (stempel_login_get_role (login), "admin") != 0;

  stempel_access_detail_allow (detail, "person.edit",
                               ours && stempel_client_allows (client,
                                                              STEMPEL_OPERATION_LOGIN_SAVE));
  stempel_access_detail_allow (detail, "person.set-password",
                               active && stempel_login_get_email (login) != NULL &&
                               stempel_client_allows (client,
                                                      STEMPEL_OPERATION_LOGIN_SET_PASSWORD));
  /* One's own needs a code, and one does not throw oneself out. */
  stempel_access_detail_allow (detail, "person.remove-second-factor",
                               !is_self (self) &&
                               stempel_login_get_totp_confirmed_at (login) != NULL &&
                               stempel_client_allows (client, STEMPEL_OPERATION_TOTP_REMOVE));
  stempel_access_detail_allow (detail, "person.disable",
                               ours && !is_self (self) &&
                               stempel_client_allows (client, STEMPEL_OPERATION_LOGIN_DISABLE));
}

static void
stempel_login_detail_show (StempelAccessDetail *detail, StempelRecord *record)
{
  StempelLoginDetail *self = STEMPEL_LOGIN_DETAIL (detail);
  StempelClient *client = stempel_access_detail_get_client (detail);
  StempelLogin *login = STEMPEL_LOGIN (record);
  gboolean sessions = stempel_login_is_active (login) &&
                      stempel_client_allows (client, STEMPEL_OPERATION_SESSION_LIST);

  show_facts (self, login);
  show_notice (self, login);
  show_buttons (self, login);
  gtk_widget_set_visible (self->sessions, sessions);
  if (sessions)
    stempel_session_list_show (STEMPEL_SESSION_LIST (self->sessions), client,
                               stempel_login_get_id (login));
}

static void
password_set_cb (StempelAccessDetail *detail, StempelRecord *login)
{
  stempel_access_detail_take (detail, login);
  stempel_access_detail_tell (detail, _("Password set"));
}

static void
ask_password (StempelAccessDetail *detail, StempelLogin *login)
{
  StempelLoginPasswordDialog *dialog =
    stempel_login_password_dialog_new (stempel_access_detail_get_client (detail), login);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (password_set_cb), detail,
                           G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (detail));
}

static void
saved_cb (StempelAccessDetail *detail, StempelRecord *login)
{
  stempel_access_detail_take (detail, login);
  stempel_access_detail_tell (detail, _("Person saved"));
}

/* Without a password a new person cannot sign in at a server, so it is asked for at once; Escape
 * leaves it for later. */
static void
added_cb (StempelAccessDetail *detail, StempelRecord *record)
{
  StempelLogin *login = STEMPEL_LOGIN (record);

  stempel_access_detail_take (detail, record);
  if (stempel_login_get_email (login) != NULL &&
      stempel_client_allows (stempel_access_detail_get_client (detail),
                             STEMPEL_OPERATION_LOGIN_SET_PASSWORD))
    ask_password (detail, login);
  else
    stempel_access_detail_tell (detail, _("Person saved"));
}

static void
present_dialog (StempelAccessDetail *detail, StempelLogin *login, GCallback done)
{
  StempelLoginDialog *dialog =
    stempel_login_dialog_new (stempel_access_detail_get_client (detail), login);

  g_signal_connect_object (dialog, "done", done, detail, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (detail));
}

static void
stempel_login_detail_add (StempelAccessDetail *detail)
{
  present_dialog (detail, NULL, G_CALLBACK (added_cb));
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  present_dialog (STEMPEL_ACCESS_DETAIL (widget), shown_login (STEMPEL_LOGIN_DETAIL (widget)),
                  G_CALLBACK (saved_cb));
}

static void
set_password_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  ask_password (STEMPEL_ACCESS_DETAIL (widget), shown_login (STEMPEL_LOGIN_DETAIL (widget)));
}

static void
remove_factor_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelLogin *login = shown_login (STEMPEL_LOGIN_DETAIL (widget));
  StempelAccessQuestion question = { .operation = STEMPEL_OPERATION_TOTP_REMOVE };
  g_autofree char *heading = NULL;

  /* Translators: %s is the name of a person. */
  heading = g_strdup_printf (_("Turn off the second factor of %s?"),
                             stempel_login_get_name (login));
  question.title = _("Second Factor");
  question.heading = heading;
  question.sentence = _("Then their password alone is enough to sign in, until they set up another "
                        "one. This is for who has lost the phone with the codes.");
  question.button = _("_Turn Off");
  question.destructive = TRUE;
  question.done = _("Second factor turned off");
  stempel_access_ask (STEMPEL_ACCESS_DETAIL (widget), &question,
                      stempel_request_new ("login_id", "x", stempel_login_get_id (login), NULL));
}

static void
disable_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelLogin *login = shown_login (STEMPEL_LOGIN_DETAIL (widget));
  StempelAccessQuestion question = { .operation = STEMPEL_OPERATION_LOGIN_DISABLE };
  g_autofree char *heading = NULL;
  g_autofree char *done = NULL;

  /* Translators: %s is the name of a person who shall not sign in any more. */
  heading = g_strdup_printf (_("Disable %s?"), stempel_login_get_name (login));
  /* Translators: %s is the name of a person who cannot sign in any more. */
  done = g_strdup_printf (_("%s disabled"), stempel_login_get_name (login));
  question.title = _("Disable Person");
  question.heading = heading;
  question.sentence = _("They are signed out everywhere and cannot sign in again. This cannot be "
                        "undone; what they did stays in the books under their name.");
  question.button = _("_Disable");
  question.destructive = TRUE;
  question.done = done;
  stempel_access_ask (STEMPEL_ACCESS_DETAIL (widget), &question,
                      stempel_request_new ("id", "x", stempel_login_get_id (login), "revision", "x",
                                           stempel_login_get_revision (login), NULL));
}

static void
stempel_login_detail_class_init (StempelLoginDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  STEMPEL_ACCESS_DETAIL_CLASS (klass)->add = stempel_login_detail_add;
  STEMPEL_ACCESS_DETAIL_CLASS (klass)->show = stempel_login_detail_show;

  gtk_widget_class_install_action (widget_class, "person.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "person.set-password", NULL, set_password_cb);
  gtk_widget_class_install_action (widget_class, "person.remove-second-factor", NULL,
                                   remove_factor_cb);
  gtk_widget_class_install_action (widget_class, "person.disable", NULL, disable_cb);
}

static void
stempel_login_detail_init (StempelLoginDetail *self)
{
  StempelAccessDetail *detail = STEMPEL_ACCESS_DETAIL (self);

  stempel_access_detail_set_none (detail, "avatar-default-symbolic", _("Nobody Chosen"),
                                  _("Choose a person from the list to see how they sign in, and "
                                    "where they are signed in now."));
  stempel_access_detail_set_edit (detail, "person.edit");
  stempel_access_detail_add_button (detail, _("Set _Password…"), "person.set-password", FALSE);
  stempel_access_detail_add_button (detail, _("Turn Off Second _Factor…"),
                                    "person.remove-second-factor", TRUE);
  stempel_access_detail_add_button (detail, _("_Disable…"), "person.disable", TRUE);
  self->sessions = stempel_session_list_new ();
  stempel_access_detail_add_widget (detail, self->sessions);
}
