/* fuzz.h: what the programs of libFuzzer share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int    LLVMFuzzerInitialize   (int           *argc,
                               char        ***argv);
int    LLVMFuzzerTestOneInput (const guint8  *data,
                               gsize          size);

char **fuzz_split_lines       (const guint8  *data,
                               gsize          size,
                               guint          many);

G_END_DECLS
