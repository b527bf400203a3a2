/* main.c: stempeld, the server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib-unix.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "stempel-config-source.h"
#include "stempel-listen-address.h"
#include "stempel-server.h"
#include "stempel-service.h"

#define DRAIN_MS 20000
#define EXIT_USAGE 2
/* Descriptors for what is no client: sockets, pipes, files that are read. */
#define DESCRIPTORS_ASIDE 48
/* Clients are written for these: they are part of what the server promises. */
#define HEADER_BYTES (16 * 1024)
#define BODY_BYTES (256 * 1024)

static void
fill_server_settings (StempelServerSettings *to, const StempelConfig *from)
{
  *to = (StempelServerSettings) {
    .conninfo = from->database,
    .reads = from->reads,
    .writes = from->writes,
    .longest_line = from->longest_line,
    .limits = {
      .connections = from->connections,
      .connections_per_address = from->connections_per_address,
      .request_ms = from->request_seconds * 1000,
      .idle_ms = from->idle_seconds * 1000,
      .answer_ms = from->answer_seconds * 1000,
      .header_bytes = HEADER_BYTES,
      .body_bytes = BODY_BYTES,
      .proxies = (const char *const *) from->trusted_proxies,
    },
  };
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

/* On the addresses of the settings, and on what the service manager has opened. */
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

static int
run (const StempelConfig *settings)
{
  g_autoptr(StempelServer) server = NULL;
  g_autoptr(GError) error = NULL;
  StempelServerSettings server_settings;

  fill_server_settings (&server_settings, settings);
  fit_connections (&server_settings);
  server = stempel_server_new (&server_settings, &error);
  if (server == NULL || !listen_everywhere (server, settings->listen, &error))
    {
      g_printerr ("stempeld: %s\n", error->message);
      return EXIT_FAILURE;
    }
  serve (server);

  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_autoptr(StempelConfigSource) source = NULL;
  g_autoptr(StempelConfig) settings = NULL;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  source = stempel_config_source_new (&argc, &argv, &error);
  if (source == NULL)
    {
      g_printerr ("stempeld: %s\n", error->message);
      return EXIT_USAGE;
    }

  settings = stempel_config_source_read (source, problems);
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("stempeld: %s\n", (char *) g_ptr_array_index (problems, i));
  if (settings == NULL)
    return EXIT_FAILURE;

  if (stempel_config_source_is_only_to_check (source))
    {
      g_print ("OK\n");
      return EXIT_SUCCESS;
    }

  return run (settings);
}
