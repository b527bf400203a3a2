/* main.c: stempeld, the server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "stempel-listen-address.h"
#include "stempel-server.h"
#include "stempel-service.h"

#define DRAIN_MS 20000
#define EXIT_USAGE 2
/* Descriptors for what is no client: sockets, pipes, files that are read. */
#define DESCRIPTORS_ASIDE 48

typedef struct
{
  char **listen;   /* (owned) (nullable) */
  char  *database; /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->listen);
  g_free (options->database);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Whoever comes from this computer is a proxy, or somebody who could do worse. */
static const char *const proxies[] = { "127.0.0.1", "::1", NULL };

static const StempelServerSettings defaults = {
  .reads = 4,
  .writes = 16,
  .longest_line = 512,
  .limits = {
    .connections = 2000,
    .connections_per_address = 64,
    .request_ms = 10000,
    .idle_ms = 30000,
    .answer_ms = 30000,
    .header_bytes = 16 * 1024,
    .body_bytes = 256 * 1024,
    .proxies = proxies,
  },
};

static gboolean
parse (Options *options, int *argc, char ***argv, GError **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      "Where to answer: unix:/PATH, 127.0.0.1:PORT, [::1]:PORT; again for more", "ADDRESS" },
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database,
      "A libpq connection string; default: STEMPEL_DATABASE", "CONNINFO" },
    { NULL }
  };

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, "Opens the operations of Stempel over HTTP.");
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (options->database == NULL)
    options->database = g_strdup (g_getenv ("STEMPEL_DATABASE"));
  if (options->database == NULL || *argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "it needs --database and no other arguments");
      return FALSE;
    }

  return TRUE;
}

/* As many connections as there are descriptors: beyond, somebody has to go before another comes. */
static void
fit_connections (StempelServerSettings *settings)
{
  struct rlimit limit;
  rlim_t kept = DESCRIPTORS_ASIDE + settings->reads + settings->writes;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;

  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < settings->limits.connections + kept)
    settings->limits.connections = (guint) (limit.rlim_cur > kept ? limit.rlim_cur - kept : 1);
}

/* On the addresses of the command line, and on what the service manager has opened. */
static gboolean
listen_everywhere (StempelServer *server, char **addresses, GError **error)
{
  g_autoptr(GPtrArray) sockets = stempel_service_take_sockets (error);

  if (sockets == NULL)
    return FALSE;

  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    {
      GSocket *socket = stempel_listen_address_open (addresses[i], error);

      if (socket == NULL)
        return FALSE;
      g_ptr_array_add (sockets, socket);
    }

  if (sockets->len == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "nowhere to answer: --listen says where");
      return FALSE;
    }
  for (guint i = 0; i < sockets->len; i++)
    stempel_server_listen (server, g_ptr_array_index (sockets, i));

  return TRUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
drained_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = stempel_server_drain_finish (STEMPEL_SERVER (object), result, NULL);
}

static void
serve (StempelServer *server)
{
  gboolean asked = FALSE;
  gboolean drained = FALSE;
  guint on_term = g_unix_signal_add (SIGTERM, quit_cb, &asked);
  guint on_int = g_unix_signal_add (SIGINT, quit_cb, &asked);
  guint watch = stempel_service_watch ();

  stempel_service_notify ("READY=1");
  while (!asked)
    g_main_context_iteration (NULL, TRUE);

  stempel_service_notify ("STOPPING=1");
  stempel_server_drain_async (server, DRAIN_MS, drained_cb, &drained);
  while (!drained)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (on_term);
  g_source_remove (on_int);
  g_clear_handle_id (&watch, g_source_remove);
}

int
main (int argc, char **argv)
{
  g_auto(Options) options = { NULL };
  g_autoptr(StempelServer) server = NULL;
  g_autoptr(GError) error = NULL;
  StempelServerSettings settings = defaults;

  setlocale (LC_ALL, "");
  if (!parse (&options, &argc, &argv, &error))
    {
      g_printerr ("stempeld: %s\n", error->message);
      return EXIT_USAGE;
    }

  settings.conninfo = options.database;
  fit_connections (&settings);
  server = stempel_server_new (&settings, &error);
  if (server == NULL || !listen_everywhere (server, options.listen, &error))
    {
      g_printerr ("stempeld: %s\n", error->message);
      return EXIT_FAILURE;
    }
  serve (server);

  return EXIT_SUCCESS;
}
