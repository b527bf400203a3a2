/* stempel-audit-words.h: events, members of records and their values in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "stempel-choice-field.h"

G_BEGIN_DECLS

const char *stempel_audit_action_text        (const char         *action);
gboolean    stempel_audit_action_is_alarming (const char         *action);
void        stempel_audit_add_actions        (StempelChoiceField *field);
char       *stempel_audit_member_text        (const char         *path);
char       *stempel_audit_value_text         (const char         *path,
                                              JsonNode           *value);

G_END_DECLS
