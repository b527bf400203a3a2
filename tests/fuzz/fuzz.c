/* fuzz.c: what the programs of libFuzzer share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fuzz.h"

/* A warning of GLib is a find as well. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_ERROR);

  return 0;
}

/* So many texts, the first of which are the lines of an input and the last what is left. */
char **
fuzz_split_lines (const guint8 *data, gsize size, guint many)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char **lines = g_strsplit (text, "\n", (int) many);
  guint found = g_strv_length (lines);

  lines = g_renew (char *, lines, many + 1);
  for (; found < many; found++)
    lines[found] = g_strdup ("");
  lines[many] = NULL;

  return lines;
}
