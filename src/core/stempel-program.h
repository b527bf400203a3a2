/* stempel-program.h: what a merchant offers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-record.h"
#include "stempel-rules.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PROGRAM (stempel_program_get_type ())

G_DECLARE_FINAL_TYPE (StempelProgram, stempel_program, STEMPEL, PROGRAM, StempelRecord)

gint64        stempel_program_get_id             (StempelProgram *self);
const char   *stempel_program_get_kind           (StempelProgram *self);
const char   *stempel_program_get_state          (StempelProgram *self);
const char   *stempel_program_get_name           (StempelProgram *self);
gint64        stempel_program_get_version        (StempelProgram *self);
StempelRules *stempel_program_get_draft          (StempelProgram *self);
StempelRules *stempel_program_get_published      (StempelProgram *self);
GDateTime    *stempel_program_get_published_at   (StempelProgram *self);
gint64        stempel_program_get_members        (StempelProgram *self);
gboolean      stempel_program_get_members_capped (StempelProgram *self);
gint64        stempel_program_get_revision       (StempelProgram *self);

G_END_DECLS
