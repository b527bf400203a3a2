/* stempel-entry-words.h: entries of the ledger in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-choice-field.h"
#include "stempel-entry.h"

G_BEGIN_DECLS

char *stempel_entry_text          (StempelEntry       *entry);
char *stempel_entry_change_text   (StempelEntry       *entry);
char *stempel_entry_subtitle_text (StempelEntry       *entry);
char *stempel_entry_place_text    (StempelEntry       *entry);
void  stempel_entry_add_kinds     (StempelChoiceField *field);

G_END_DECLS
