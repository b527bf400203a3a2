/* stempel-program-words.h: states and rules of programs in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-list-row.h"
#include "stempel-program.h"
#include "stempel-session.h"

G_BEGIN_DECLS

/**
 * StempelRuleFunc:
 * @caption: what the rule is about
 * @before: (nullable): the rule of the one version
 * @after: (nullable): the rule of the other version
 * @user_data: data
 */
typedef void (*StempelRuleFunc) (const char *caption,
                                 const char *before,
                                 const char *after,
                                 gpointer    user_data);

const char *stempel_program_state_word  (const char      *state);
StempelTone stempel_program_state_tone  (const char      *state);
const char *stempel_program_kind_word   (const char      *kind);
const char *stempel_program_get_colour  (guint            position);
const char *stempel_program_colour_word (const char      *colour);
char       *stempel_program_members     (StempelProgram  *program);
void        stempel_program_rules_each  (StempelRules    *before,
                                         StempelRules    *after,
                                         StempelMerchant *merchant,
                                         StempelRuleFunc  func,
                                         gpointer         user_data);

G_END_DECLS
