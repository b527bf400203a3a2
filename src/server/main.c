/* main.c: stempeld, the server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <locale.h>
#include <stdlib.h>

#include "stempel-config-source.h"
#include "stempel-daemon.h"

#define EXIT_USAGE 2

static int
fail (int status, const char *what)
{
  g_printerr ("stempeld: %s\n", what);

  return status;
}

int
main (int argc, char **argv)
{
  g_autoptr(StempelConfigSource) source = NULL;
  g_autoptr(StempelConfig) config = NULL;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  source = stempel_config_source_new (&argc, &argv, &error);
  if (source == NULL)
    return fail (EXIT_USAGE, error->message);
  if (stempel_config_source_is_only_for_version (source))
    {
      g_print ("stempeld " STEMPEL_VERSION "\n");
      return EXIT_SUCCESS;
    }

  config = stempel_config_source_read (source, problems);
  for (guint i = 0; i < problems->len; i++)
    fail (EXIT_FAILURE, g_ptr_array_index (problems, i));
  if (config == NULL)
    return EXIT_FAILURE;

  if (stempel_config_source_is_only_to_check (source))
    g_print ("OK\n");
  else if (!stempel_daemon_run (source, config, &error))
    return fail (EXIT_FAILURE, error->message);

  return EXIT_SUCCESS;
}
