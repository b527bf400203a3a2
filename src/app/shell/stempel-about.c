/* stempel-about.c: what this program is and whose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-about.h"

/**
 * stempel_about_present:
 * @parent: (nullable): the window in front of which it is shown
 */
void
stempel_about_present (GtkWindow *parent)
{
  gtk_show_about_dialog (parent,
                         "program-name", "Stempel",
                         "logo-icon-name", STEMPEL_APPLICATION_ID,
                         "version", STEMPEL_VERSION,
                         "comments", _("Stamp cards, members and rewards of your stores"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one in each line */
                         "translator-credits", _("translator-credits"),
                         NULL);
}
