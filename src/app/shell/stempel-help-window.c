/* stempel-help-window.c: help in the program: what each page is for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-dialog.h"
#include "stempel-help-window.h"
#include "stempel-page-info.h"

static const struct { const char *page, *text; } texts[] = {
  { "programs",
    N_("A program is what your business offers: so many stamps, then a reward. Change its rules "
       "as a draft; nothing "
       "happens at the counter until you publish. Stamps that were given keep the rules they were "
       "given under. "
       "Pause a program to stop bookings for a while, close it to end it for good.") },
  { "members",
    N_("A member has one card, and on it one account for each program. Type a name, an e-mail "
       "address, a phone number "
       "or a card number to find somebody. A lost card can be blocked and replaced; the stamps "
       "stay.") },
  { "staff",
    N_("Everybody who books at the counter has a PIN. After five wrong tries it is locked for a "
       "while; a manager can "
       "unlock it at once. Nobody can read a PIN, not even a manager: set a new one when it is "
       "forgotten.") },
  { "access",
    N_("Who and what gets in: people with their passwords, terminals at the counters, and the keys "
       "of other programs such as tills. A terminal is paired by typing its code in on the device. "
       "What is shut out here is out at once, and for good.") },
  { "transactions",
    N_("Every stamp, reward and undo that was ever booked, newest first. Nothing is ever changed "
       "or deleted here: an "
       "undo is an entry of its own.") },
  { "audit",
    N_("Who changed what and when, and every PIN that was wrong, locked or unlocked. The log can "
       "only grow.") },
};

static const char *
find_text (const char *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (g_strcmp0 (texts[i].page, page) == 0)
        return _(texts[i].text);
    }

  return _("Stempel keeps the stamp cards of your customers. Choose a page on the left to begin.");
}

static GtkWidget *
create_paragraph (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);

  return label;
}

/**
 * stempel_help_window_present:
 * @parent: the window in front of which it is shown
 * @page: (nullable): the page that is shown there
 */
void
stempel_help_window_present (GtkWindow *parent, const char *page)
{
  const StempelPageInfo *info = stempel_page_info_find (page);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  StempelDialog *dialog;

  gtk_box_append (GTK_BOX (box), create_paragraph (find_text (page)));
  gtk_box_append (GTK_BOX (box),
                  create_paragraph (
                      _("Everything can be done with the keyboard: Ctrl+? shows the shortcuts.")));

  dialog = stempel_dialog_new (info != NULL ? stempel_page_info_get_title (info)
                                            : _("Help"), NULL, box);
  g_object_set (dialog, "cancel-label", _("_Close"), NULL);
  stempel_dialog_present_for (dialog, GTK_WIDGET (parent));
}
