/* stempel-key-detail.c: everything about a key of another program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-access-ask.h"
#include "stempel-access-words.h"
#include "stempel-format.h"
#include "stempel-key-detail.h"
#include "stempel-key-dialog.h"
#include "stempel-key-groups.h"
#include "stempel-key-token.h"
#include "stempel-role-text.h"

struct _StempelKeyDetail
{
  StempelAccessDetail parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelKeyDetail, stempel_key_detail, STEMPEL_TYPE_ACCESS_DETAIL)

static StempelApiKey *
shown_key (gpointer self)
{
  return STEMPEL_API_KEY (stempel_access_detail_get_record (STEMPEL_ACCESS_DETAIL (self)));
}

static void
show_facts (StempelAccessDetail *detail, StempelApiKey *key)
{
  StempelFacts *facts = stempel_access_detail_get_facts (detail);
  const char * const *operations = stempel_api_key_get_operations (key);
  g_autofree char *may = stempel_key_groups_describe (operations, stempel_api_key_get_role (key));
  g_autofree char *created = stempel_format_time (stempel_api_key_get_created_at (key));
  g_autofree char *used = stempel_format_time (stempel_api_key_get_used_at (key));

  stempel_facts_add (facts, C_("key", "Role"),
                     stempel_role_text (stempel_api_key_get_role (key)));
  stempel_facts_add (facts, C_("key", "What it may do"), may);
  /* Translators: of a key; followed by when it was made */
  stempel_facts_add (facts, C_("key", "Added"), created);

  /* One that was shut out does not tell any more. */
  if (used == NULL && stempel_api_key_is_active (key))
    used = g_strdup (C_("key", "Never"));
  /* Translators: of a key; followed by when it was last used */
  stempel_facts_add (facts, C_("key", "Last used"), used);
}

static void
stempel_key_detail_show (StempelAccessDetail *detail, StempelRecord *record)
{
  StempelApiKey *key = STEMPEL_API_KEY (record);
  StempelClient *client = stempel_access_detail_get_client (detail);
  gboolean active = stempel_api_key_is_active (key);

  show_facts (detail, key);
  stempel_access_detail_allow (detail, "key.edit",
                               active &&
                               stempel_client_allows (client, STEMPEL_OPERATION_API_KEY_SAVE));
  stempel_access_detail_allow (detail, "key.shut-out",
                               active &&
                               stempel_client_allows (client, STEMPEL_OPERATION_API_KEY_REVOKE));
}

static void
saved_cb (StempelAccessDetail *detail, StempelRecord *key)
{
  stempel_access_detail_take (detail, key);
  stempel_access_detail_tell (detail, _("Key saved"));
}

static void
added_cb (StempelAccessDetail *detail, StempelRecord *record)
{
  StempelDialog *dialog = stempel_key_token_dialog_new (STEMPEL_API_KEY (record));

  stempel_access_detail_take (detail, record);
  stempel_dialog_present_for (dialog, GTK_WIDGET (detail));
}

static void
present_dialog (StempelAccessDetail *detail, StempelApiKey *key, GCallback done)
{
  StempelKeyDialog *dialog =
    stempel_key_dialog_new (stempel_access_detail_get_client (detail), key);

  g_signal_connect_object (dialog, "done", done, detail, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (detail));
}

static void
stempel_key_detail_add (StempelAccessDetail *detail)
{
  present_dialog (detail, NULL, G_CALLBACK (added_cb));
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  present_dialog (STEMPEL_ACCESS_DETAIL (widget), shown_key (widget), G_CALLBACK (saved_cb));
}

static void
shut_out_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelApiKey *key = shown_key (widget);
  StempelAccessQuestion question = { .operation = STEMPEL_OPERATION_API_KEY_REVOKE };
  g_autofree char *heading = NULL;
  g_autofree char *done = NULL;

  /* Translators: %s is the name of a key. */
  heading = g_strdup_printf (_("Shut out the key “%s”?"), stempel_api_key_get_name (key));
  /* Translators: %s is the name of a terminal or of a key. */
  done = g_strdup_printf (_("“%s” shut out"), stempel_api_key_get_name (key));
  question.title = _("Shut Out Key");
  question.heading = heading;
  question.sentence = _("The program that uses it can do nothing any more from this moment on. "
                        "This cannot be undone: it needs a new key.");
  question.button = _("_Shut Out");
  question.destructive = TRUE;
  question.done = done;
  stempel_access_ask (STEMPEL_ACCESS_DETAIL (widget), &question,
                      stempel_request_new ("id", "x", stempel_api_key_get_id (key), NULL));
}

static void
stempel_key_detail_class_init (StempelKeyDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  STEMPEL_ACCESS_DETAIL_CLASS (klass)->add = stempel_key_detail_add;
  STEMPEL_ACCESS_DETAIL_CLASS (klass)->show = stempel_key_detail_show;

  gtk_widget_class_install_action (widget_class, "key.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "key.shut-out", NULL, shut_out_cb);
}

static void
stempel_key_detail_init (StempelKeyDetail *self)
{
  StempelAccessDetail *detail = STEMPEL_ACCESS_DETAIL (self);

  stempel_access_detail_set_none (detail, "dialog-password-symbolic", _("No Key Chosen"),
                                  _("Choose a key from the list to see what the program that has "
                                    "it may do, and when it last did something."));
  stempel_access_detail_set_edit (detail, "key.edit");
  stempel_access_detail_add_button (detail, _("_Shut Out…"), "key.shut-out", TRUE);
}
