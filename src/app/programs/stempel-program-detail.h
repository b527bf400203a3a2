/* stempel-program-detail.h: one program: its card, its rules, what can be done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "stempel-client.h"
#include "stempel-program.h"

G_BEGIN_DECLS

#define STEMPEL_TYPE_PROGRAM_DETAIL (stempel_program_detail_get_type ())

G_DECLARE_FINAL_TYPE (StempelProgramDetail, stempel_program_detail, STEMPEL, PROGRAM_DETAIL, AdwBin)

void stempel_program_detail_set_client  (StempelProgramDetail *self,
                                         StempelClient        *client);
void stempel_program_detail_set_program (StempelProgramDetail *self,
                                         StempelProgram       *program);

G_END_DECLS
