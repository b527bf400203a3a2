/* stempel-status.c: how a server is, for those who look after it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On a door of its own, so that no client of the operations finds it, and none of them keeps it
 * from answering.
 */

#include "config.h"

#include <string.h>

#include "stempel-error.h"
#include "stempel-metric-text.h"
#include "stempel-pg-ask.h"
#include "stempel-pg-migrator.h"
#include "stempel-process-metrics.h"
#include "stempel-status.h"
#include "stempel-tls.h"

#define PLAIN_TYPE "text/plain; charset=utf-8"
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define CERTIFICATE "stempel_certificate_expires_timestamp_seconds"
#define PROBE_MS 2000
#define SCHEMA_VERSION "select service.schema_version ()"
#define UNAVAILABLE 503

struct _StempelStatus
{
  GObject              parent_instance;

  StempelHttpListener *listener;   /* (owned) */
  StempelServer       *server;     /* (owned) */
  StempelJobRunner    *jobs;       /* (owned) */
  StempelPgPool       *pool;       /* (owned): one connection, to see whether it is there */
  char                *conninfo;   /* (owned): that of the pool */
  guint                probes;     /* under way */
  gint64               started_at;
};

G_DEFINE_FINAL_TYPE (StempelStatus, stempel_status, G_TYPE_OBJECT)

/* Few ask, and they are trusted; what they send is small. */
static const StempelHttpLimits limits = {
  .connections = 16,
  .request_ms = 5000,
  .idle_ms = 60000,
  .answer_ms = 5000,
  .header_bytes = 8 * 1024,
  .body_bytes = 1024,
};

typedef struct
{
  StempelStatus       *status;   /* (owned) */
  StempelHttpExchange *exchange; /* (owned) */
  StempelPgPool       *pool;     /* (owned) */
} Probe;

static void
probe_free (Probe *probe)
{
  g_object_unref (probe->status);
  g_object_unref (probe->pool);
  stempel_http_exchange_unref (probe->exchange);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_free)

static void
clear_pool (StempelStatus *self)
{
  if (self->pool != NULL)
    stempel_pg_pool_close (self->pool);
  g_clear_object (&self->pool);
}

static void
stempel_status_dispose (GObject *object)
{
  StempelStatus *self = STEMPEL_STATUS (object);

  g_clear_object (&self->listener);
  clear_pool (self);
  g_clear_object (&self->server);
  g_clear_object (&self->jobs);

  G_OBJECT_CLASS (stempel_status_parent_class)->dispose (object);
}

static void
stempel_status_finalize (GObject *object)
{
  g_free (STEMPEL_STATUS (object)->conninfo);

  G_OBJECT_CLASS (stempel_status_parent_class)->finalize (object);
}

static void
stempel_status_class_init (StempelStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stempel_status_dispose;
  object_class->finalize = stempel_status_finalize;
}

static void
stempel_status_init (StempelStatus *self)
{
  self->started_at = g_get_real_time ();
}

static void
answer (StempelHttpExchange *exchange, guint status, const char *type, const char *text)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

  stempel_http_exchange_answer (exchange, status, type, body);
}

static void
answer_not_ready (StempelHttpExchange *exchange, const char *why)
{
  g_autofree char *text = g_strdup_printf ("%s\n", why);

  answer (exchange, UNAVAILABLE, PLAIN_TYPE, text);
}

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Probe) probe = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *version = NULL;
  g_autofree char *why = NULL;
  guint wanted = stempel_pg_migrator_get_newest ();

  probe->status->probes--;
  version = stempel_pg_ask_finish (result, &error);
  if (version == NULL)
    {
      const char *reason = stempel_error_get_fact_string (error, "reason");

      why = g_strdup_printf ("database: %s", reason != NULL ? reason : "refused");
      answer_not_ready (probe->exchange, why);
    }
  else if (g_ascii_strtoull (version, NULL, 10) < wanted)
    {
      why = g_strdup_printf ("database: its schema is %s, this server needs %u", version, wanted);
      answer_not_ready (probe->exchange, why);
    }
  else
    {
      answer (probe->exchange, 200, PLAIN_TYPE, "ready\n");
    }
}

static void
answer_readyz (StempelStatus *self, StempelHttpExchange *exchange)
{
  Probe *probe;

  if (stempel_server_is_draining (self->server))
    {
      answer_not_ready (exchange, "draining");
      return;
    }

  probe = g_new0 (Probe, 1);
  probe->status = g_object_ref (self);
  probe->exchange = stempel_http_exchange_ref (exchange);
  probe->pool = g_object_ref (self->pool);
  self->probes++;
  stempel_pg_ask_async (probe->pool, STEMPEL_PG_QUERY_READ, SCHEMA_VERSION, NULL, PROBE_MS,
                        probed_cb, probe);
}

static void
answer_metrics (StempelStatus *self, StempelHttpExchange *exchange)
{
  g_autoptr(GString) text = g_string_new (NULL);

  stempel_metric_text_begin (text, "stempel_build_info", "gauge", "Which program this is.");
  stempel_metric_text_add (text, "stempel_build_info", 1, "version", STEMPEL_VERSION, NULL);
  if (stempel_tls_get_expires () != 0)
    {
      stempel_metric_text_begin (text, CERTIFICATE, "gauge", "When the certificate expires.");
      stempel_metric_text_add (text, CERTIFICATE, (double) stempel_tls_get_expires (), NULL);
    }
  stempel_server_write_metrics (self->server, text);
  stempel_job_runner_write_metrics (self->jobs, text);
  stempel_process_metrics_write (text, self->started_at);

  answer (exchange, 200, METRICS_TYPE, text->str);
}

static void
handle_cb (StempelHttpExchange *exchange, gpointer user_data)
{
  StempelStatus *self = user_data;
  const char *path = stempel_http_exchange_get_path (exchange);

  if (!g_str_equal (stempel_http_exchange_get_method (exchange), "GET"))
    answer (exchange, 405, PLAIN_TYPE, "there is only GET\n");
  else if (g_str_equal (path, "/livez"))
    answer (exchange, 200, PLAIN_TYPE, "live\n");
  else if (g_str_equal (path, "/readyz"))
    answer_readyz (self, exchange);
  else if (g_str_equal (path, "/metrics"))
    answer_metrics (self, exchange);
  else
    answer (exchange, 404, PLAIN_TYPE, "there are /livez, /readyz and /metrics\n");
}

/**
 * stempel_status_new:
 * @server: the server it is about
 * @jobs: its jobs
 * @conninfo: a libpq connection string; its role must be a member of `stempel_server`
 * @error: return location for an error
 *
 * Returns: (transfer full): a status that does not listen yet, or %NULL on error
 */
StempelStatus *
stempel_status_new (StempelServer *server, StempelJobRunner *jobs, const char *conninfo,
                    GError **error)
{
  g_autoptr(StempelStatus) self = g_object_new (STEMPEL_TYPE_STATUS, NULL);

  self->server = g_object_ref (server);
  self->jobs = g_object_ref (jobs);
  stempel_status_set (self, conninfo);
  self->listener = stempel_http_listener_new (&limits, FALSE, handle_cb, NULL, self, error);

  return self->listener != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * stempel_status_set:
 * @self: a status
 * @conninfo: the connection string from now on
 */
void
stempel_status_set (StempelStatus *self, const char *conninfo)
{
  g_return_if_fail (STEMPEL_IS_STATUS (self));

  if (g_strcmp0 (self->conninfo, conninfo) == 0)
    return;

  clear_pool (self);
  self->pool = stempel_pg_pool_new (conninfo, NULL, 1);
  g_free (self->conninfo);
  self->conninfo = g_strdup (conninfo);
}

/**
 * stempel_status_listen:
 * @self: a status
 * @socket: a socket that listens
 *
 * Answers on @socket as well.
 */
void
stempel_status_listen (StempelStatus *self, GSocket *socket)
{
  g_return_if_fail (STEMPEL_IS_STATUS (self));

  stempel_http_listener_listen (self->listener, socket);
}

/**
 * stempel_status_is_quiet:
 * @self: a status
 *
 * Returns: whether everybody who asked has an answer; only then may @self end
 */
gboolean
stempel_status_is_quiet (StempelStatus *self)
{
  g_return_val_if_fail (STEMPEL_IS_STATUS (self), TRUE);

  return self->probes == 0;
}
