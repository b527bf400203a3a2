/* stempel-facts.h: names and values of one thing, for reading
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define STEMPEL_TYPE_FACTS (stempel_facts_get_type ())

G_DECLARE_FINAL_TYPE (StempelFacts, stempel_facts, STEMPEL, FACTS, GtkWidget)

/* Rows with a caption and a selectable text. A fact without value is left out. */
GtkWidget *stempel_facts_new   (void);
void       stempel_facts_clear (StempelFacts *self);
void       stempel_facts_add   (StempelFacts *self,
                                const char   *caption,
                                const char   *value);

G_END_DECLS
