/* stempel-daemon.c: a server with its settings, from its start to its end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SIGHUP reads the settings again. A server that answers goes on with what it has rather than stop
 * because somebody mistyped a number.
 */

#include "config.h"

#include <glib-unix.h>
#include <sys/resource.h>

#include "stempel-daemon.h"
#include "stempel-job-runner.h"
#include "stempel-listen-address.h"
#include "stempel-log.h"
#include "stempel-server.h"
#include "stempel-service.h"
#include "stempel-status.h"

#define DRAIN_MS 20000
/* Descriptors for what is no client: sockets, pipes, files that are read, who asks how it is. */
#define DESCRIPTORS_ASIDE 64
/* Clients are written for these: they are part of what the server promises. */
#define HEADER_BYTES (16 * 1024)
#define BODY_BYTES (256 * 1024)
#define N_SIGNALS 3

typedef struct
{
  StempelConfigSource *source;
  StempelConfig       *started; /* what it was started with */
  StempelConfig       *config;  /* (owned) (nullable): what holds since it was reloaded */
  StempelServer       *server;  /* (owned) */
  StempelStatus       *status;  /* (owned) */
  StempelJobRunner    *jobs;    /* (owned) */
  guint                signal_ids[N_SIGNALS];
  gboolean             ended;
} Daemon;

static void
daemon_clear (Daemon *self)
{
  for (guint i = 0; i < N_SIGNALS; i++)
    g_clear_handle_id (&self->signal_ids[i], g_source_remove);
  g_clear_object (&self->status);
  g_clear_object (&self->jobs);
  g_clear_object (&self->server);
  g_clear_pointer (&self->config, stempel_config_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Daemon, daemon_clear)

/* As many connections as there are descriptors: beyond, somebody has to go before another comes. */
static guint
count_connections (const StempelConfig *config)
{
  struct rlimit limit;
  rlim_t kept = DESCRIPTORS_ASIDE + 2 * config->reads + config->writes;
  guint doors = config->tls != NULL ? 2 : 1;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return config->connections;

  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= doors * config->connections + kept)
    return config->connections;

  return (guint) (limit.rlim_cur > kept + doors ? (limit.rlim_cur - kept) / doors : 1);
}

static void
fill_server_settings (StempelServerSettings *to, const StempelConfig *from)
{
  *to = (StempelServerSettings) {
    .conninfo = from->database,
    .reads = from->reads,
    .writes = from->writes,
    .longest_line = from->longest_line,
    .standby = from->standby,
    .standby_ms = from->standby_seconds * 1000,
    .tls = from->tls != NULL,
    .rates.per_minute = {
      [STEMPEL_RATE_CLASS_READ] = from->rate_read,
      [STEMPEL_RATE_CLASS_SEARCH] = from->rate_search,
      [STEMPEL_RATE_CLASS_WRITE] = from->rate_write,
      [STEMPEL_RATE_CLASS_BOOKING] = from->rate_booking,
      [STEMPEL_RATE_CLASS_PIN] = from->rate_pin,
      [STEMPEL_RATE_CLASS_SIGN_IN] = from->rate_sign_in,
      [STEMPEL_RATE_CLASS_HEAVY] = from->rate_heavy,
    },
    .limits = {
      .connections = count_connections (from),
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

/* On those addresses of the settings, and what the service manager has opened. */
static GPtrArray *
open_sockets (StempelServiceDoor door, char **addresses, GError **error)
{
  g_autoptr(GPtrArray) sockets = stempel_service_take_sockets (door, error);

  if (sockets == NULL)
    return NULL;

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      GSocket *socket;

      if (stempel_listen_address_has_tls (addresses[i]) != (door == STEMPEL_SERVICE_DOOR_TLS))
        continue;

      socket = stempel_listen_address_open (addresses[i], error);
      if (socket == NULL)
        return NULL;
      g_ptr_array_add (sockets, socket);
    }

  return g_steal_pointer (&sockets);
}

static gboolean
listen_for_status (Daemon *self, const StempelConfig *config, GError **error)
{
  g_autoptr(GPtrArray) sockets =
    open_sockets (STEMPEL_SERVICE_DOOR_STATUS, config->status_listen, error);

  for (guint i = 0; sockets != NULL && i < sockets->len; i++)
    stempel_status_listen (self->status, g_ptr_array_index (sockets, i));

  return sockets != NULL;
}

static gboolean
listen_for_clients (Daemon *self, const StempelConfig *config, GError **error)
{
  g_autoptr(GPtrArray) plain =
    open_sockets (STEMPEL_SERVICE_DOOR_OPERATIONS, config->listen, error);
  g_autoptr(GPtrArray) tls =
    plain != NULL ? open_sockets (STEMPEL_SERVICE_DOOR_TLS, config->listen, error) : NULL;

  if (tls == NULL)
    return FALSE;
  if (plain->len + tls->len == 0 || (tls->len > 0 && config->tls == NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   tls->len == 0 ? "nowhere to answer: --listen says where"
                                 : "a socket with TLS takes tls-certificate and tls-key");
      return FALSE;
    }

  for (guint i = 0; i < plain->len; i++)
    stempel_server_listen (self->server, g_ptr_array_index (plain, i), FALSE);
  for (guint i = 0; i < tls->len; i++)
    stempel_server_listen (self->server, g_ptr_array_index (tls, i), TRUE);

  return TRUE;
}

/* What has no way to be wrong any more. */
static void
use (Daemon *self, StempelConfig *config)
{
  if (config->tls != NULL)
    stempel_tls_use (g_steal_pointer (&config->tls));
  stempel_log_set (config->log_format, config->log_level);
  stempel_status_set (self->status, config->database);
  stempel_job_runner_set (self->jobs, config->jobs ? config->jobs_database : NULL,
                          config->jobs_seconds);
}

static void
take_over (Daemon *self, StempelConfig *config)
{
  StempelServerSettings settings;
  g_autofree char *restart = stempel_config_needs_restart (self->started, config);
  g_autoptr(GError) error = NULL;

  fill_server_settings (&settings, config);
  if (!stempel_server_set (self->server, &settings, &error))
    {
      g_message ("the settings stay as they are: %s", error->message);
      stempel_config_free (config);
      return;
    }

  g_clear_pointer (&self->config, stempel_config_free);
  self->config = config;
  use (self, config);
  g_message ("the settings were read again");
  if (restart != NULL)
    g_message ("what was changed here takes a restart: %s", restart);
}

static gboolean
reload_cb (gpointer user_data)
{
  Daemon *self = user_data;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  StempelConfig *config;

  if (self->ended)
    return G_SOURCE_CONTINUE;

  stempel_service_notify_reloading ();
  config = stempel_config_source_read (self->source, problems);
  if (config != NULL)
    take_over (self, config);
  for (guint i = 0; i < problems->len; i++)
    g_message ("the settings stay as they are: %s", (char *) g_ptr_array_index (problems, i));
  stempel_service_notify ("READY=1");

  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  ((Daemon *) user_data)->ended = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
drained_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = stempel_server_drain_finish (STEMPEL_SERVER (object), result, NULL);
}

static void
serve (Daemon *self)
{
  gboolean drained = FALSE;
  guint watch = stempel_service_watch ();

  stempel_service_notify ("READY=1");
  while (!self->ended)
    g_main_context_iteration (NULL, TRUE);

  stempel_service_notify ("STOPPING=1");
  stempel_job_runner_stop (self->jobs);
  stempel_server_drain_async (self->server, DRAIN_MS, drained_cb, &drained);
  while (!drained || !stempel_status_is_quiet (self->status) ||
         !stempel_job_runner_is_quiet (self->jobs))
    g_main_context_iteration (NULL, TRUE);

  g_clear_handle_id (&watch, g_source_remove);
}

static void
watch_signals (Daemon *self)
{
  static const int signals[N_SIGNALS] = { SIGTERM, SIGINT, SIGHUP };

  for (guint i = 0; i < N_SIGNALS; i++)
    self->signal_ids[i] =
      g_unix_signal_add (signals[i], signals[i] == SIGHUP ? reload_cb : quit_cb, self);
}

/**
 * stempel_daemon_run:
 * @source: where its settings come from
 * @config: its settings
 * @error: return location for an error
 *
 * Answers until SIGTERM or SIGINT.
 *
 * Returns: %FALSE if it could not begin
 */
gboolean
stempel_daemon_run (StempelConfigSource *source, StempelConfig *config, GError **error)
{
  g_auto(Daemon) self = { .source = source, .started = config };
  StempelServerSettings settings;

  /* Before anybody can connect: who does may end it at once. */
  watch_signals (&self);
  stempel_log_start ();
  stempel_log_set (config->log_format, config->log_level);
  fill_server_settings (&settings, config);
  self.server = stempel_server_new (&settings, error);
  if (self.server == NULL)
    return FALSE;
  self.jobs = stempel_job_runner_new ();
  self.status = stempel_status_new (self.server, self.jobs, config->database, error);
  if (self.status == NULL || !listen_for_status (&self, config, error) ||
      !listen_for_clients (&self, config, error))
    return FALSE;
  use (&self, config);
  serve (&self);

  return TRUE;
}
