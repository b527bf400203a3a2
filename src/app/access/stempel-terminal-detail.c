/* stempel-terminal-detail.c: everything about a device at a counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-access-ask.h"
#include "stempel-access-words.h"
#include "stempel-format.h"
#include "stempel-pairing-dialog.h"
#include "stempel-terminal-detail.h"
#include "stempel-terminal-dialog.h"

struct _StempelTerminalDetail
{
  StempelAccessDetail parent_instance;
};

G_DEFINE_FINAL_TYPE (StempelTerminalDetail, stempel_terminal_detail, STEMPEL_TYPE_ACCESS_DETAIL)

static StempelTerminal *
shown_terminal (gpointer self)
{
  return STEMPEL_TERMINAL (stempel_access_detail_get_record (STEMPEL_ACCESS_DETAIL (self)));
}

static void
show_facts (StempelAccessDetail *detail, StempelTerminal *terminal)
{
  StempelFacts *facts = stempel_access_detail_get_facts (detail);
  g_autofree char *state = stempel_terminal_state_text (terminal);
  g_autofree char *paired = stempel_format_time (stempel_terminal_get_paired_at (terminal));
  g_autofree char *seen = stempel_format_time (stempel_terminal_get_seen_at (terminal));

  stempel_facts_add (facts, C_("terminal", "Store"), stempel_terminal_get_store_name (terminal));
  stempel_facts_add (facts, C_("terminal", "State"), state);
  /* Translators: of a terminal; followed by when a device became it */
  stempel_facts_add (facts, _("Device since"), paired);
  /* Translators: of a terminal; followed by when it last did something */
  stempel_facts_add (facts, C_("terminal", "Last seen"), seen);
  stempel_facts_add (facts, C_("terminal", "Address"), stempel_terminal_get_address (terminal));
}

static void
stempel_terminal_detail_show (StempelAccessDetail *detail, StempelRecord *record)
{
  StempelTerminal *terminal = STEMPEL_TERMINAL (record);
  StempelClient *client = stempel_access_detail_get_client (detail);
  gboolean alive = !stempel_terminal_is_revoked (terminal);
  gboolean may_pair = alive && stempel_client_allows (client, STEMPEL_OPERATION_TERMINAL_PAIR);

  show_facts (detail, terminal);
  stempel_access_detail_allow (detail, "terminal.edit", may_pair);
  stempel_access_detail_allow (detail, "terminal.new-code", may_pair);
  stempel_access_detail_allow (detail, "terminal.shut-out",
                               alive &&
                               stempel_client_allows (client, STEMPEL_OPERATION_TERMINAL_REVOKE));

  if (alive && !stempel_terminal_is_paired (terminal) && !stempel_terminal_code_is_good (terminal))
    stempel_access_detail_set_notice (detail, _("No device has become this terminal yet. Get a "
                                                "code and type it in there."));
}

static void
changed_cb (StempelAccessDetail *detail, StempelRecord *terminal)
{
  /* The page went away while the dialog was open. */
  if (stempel_access_detail_get_client (detail) != NULL)
    stempel_access_detail_take (detail, terminal);
}

static void
show_code (StempelAccessDetail *detail, StempelRecord *terminal)
{
  StempelPairingDialog *dialog =
    stempel_pairing_dialog_new (stempel_access_detail_get_client (detail),
                                STEMPEL_TERMINAL (terminal));

  stempel_access_detail_take (detail, terminal);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (changed_cb), detail, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (detail));
}

/* A change comes with a code too; nobody has asked for it. */
static void
saved_cb (StempelAccessDetail *detail, StempelRecord *record)
{
  const char *code = stempel_terminal_get_code (STEMPEL_TERMINAL (record));

  if (code != NULL)
    explicit_bzero ((char *) code, strlen (code));

  stempel_access_detail_take (detail, record);
  stempel_access_detail_tell (detail, _("Terminal saved"));
}

static void
present_dialog (StempelAccessDetail *detail, StempelTerminal *terminal, GCallback done)
{
  StempelTerminalDialog *dialog =
    stempel_terminal_dialog_new (stempel_access_detail_get_client (detail), terminal);

  g_signal_connect_object (dialog, "done", done, detail, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), GTK_WIDGET (detail));
}

static void
stempel_terminal_detail_add (StempelAccessDetail *detail)
{
  present_dialog (detail, NULL, G_CALLBACK (show_code));
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  present_dialog (STEMPEL_ACCESS_DETAIL (widget), shown_terminal (widget), G_CALLBACK (saved_cb));
}

static void
new_code_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTerminal *terminal = shown_terminal (widget);
  StempelAccessQuestion question = { .operation = STEMPEL_OPERATION_TERMINAL_PAIR };
  g_autofree char *heading = NULL;

  /* Translators: %s is the name of a terminal. */
  heading = g_strdup_printf (_("Get a code for “%s”?"), stempel_terminal_get_name (terminal));
  question.title = _("New Code");
  question.heading = heading;
  question.sentence =
    stempel_terminal_is_paired (terminal)
    ? _("Another device can then become this terminal. The one that works as it now goes on until "
        "the code is typed in, and is out from then on.")
    : _("A device becomes this terminal with it. A code that was given out before is over.");
  question.button = _("Get a _Code");
  question.then = show_code;
  stempel_access_ask (STEMPEL_ACCESS_DETAIL (widget), &question,
                      stempel_request_new (
                          "id", "x", stempel_terminal_get_id (terminal),
                          "revision", "x", stempel_terminal_get_revision (terminal),
                          "name", "s", stempel_terminal_get_name (terminal),
                          "store_id", "x", stempel_terminal_get_store_id (terminal), NULL));
}

static void
shut_out_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTerminal *terminal = shown_terminal (widget);
  StempelAccessQuestion question = { .operation = STEMPEL_OPERATION_TERMINAL_REVOKE };
  g_autofree char *heading = NULL;
  g_autofree char *done = NULL;

  /* Translators: %s is the name of a terminal. */
  heading = g_strdup_printf (_("Shut out “%s”?"), stempel_terminal_get_name (terminal));
  /* Translators: %s is the name of a terminal or of a key. */
  done = g_strdup_printf (_("“%s” shut out"), stempel_terminal_get_name (terminal));
  question.title = _("Shut Out Terminal");
  question.heading = heading;
  question.sentence = _("The device can do nothing any more from this moment on. This cannot be "
                        "undone: it has to be added anew.");
  question.button = _("_Shut Out");
  question.destructive = TRUE;
  question.done = done;
  stempel_access_ask (STEMPEL_ACCESS_DETAIL (widget), &question,
                      stempel_request_new ("id", "x", stempel_terminal_get_id (terminal), NULL));
}

static void
stempel_terminal_detail_class_init (StempelTerminalDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  STEMPEL_ACCESS_DETAIL_CLASS (klass)->add = stempel_terminal_detail_add;
  STEMPEL_ACCESS_DETAIL_CLASS (klass)->show = stempel_terminal_detail_show;

  gtk_widget_class_install_action (widget_class, "terminal.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "terminal.new-code", NULL, new_code_cb);
  gtk_widget_class_install_action (widget_class, "terminal.shut-out", NULL, shut_out_cb);
}

static void
stempel_terminal_detail_init (StempelTerminalDetail *self)
{
  StempelAccessDetail *detail = STEMPEL_ACCESS_DETAIL (self);

  stempel_access_detail_set_none (detail, "computer-symbolic", _("No Terminal Chosen"),
                                  _("Choose a terminal from the list to see whether it is in use, "
                                    "and when it was last seen."));
  stempel_access_detail_set_edit (detail, "terminal.edit");
  stempel_access_detail_add_button (detail, _("New _Code…"), "terminal.new-code", FALSE);
  stempel_access_detail_add_button (detail, _("_Shut Out…"), "terminal.shut-out", TRUE);
}
