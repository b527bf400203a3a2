/* stempel-server.c: the operations over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Here nothing is decided but where a request goes. Who may do what, and what follows from it, the
 * functions of the database say, as they do to a desktop that calls them directly.
 */

#include "config.h"

#include <stdio.h>

#include "stempel-access-log.h"
#include "stempel-error.h"
#include "stempel-http-problem.h"
#include "stempel-http-reply.h"
#include "stempel-http-request.h"
#include "stempel-http-route.h"
#include "stempel-lane.h"
#include "stempel-pg-conninfo.h"
#include "stempel-request-metrics.h"
#include "stempel-server-metrics.h"
#include "stempel-server.h"

#define JSON_TYPE "application/json"
#define TIMEOUT_MS 10000
/* The database compares two at once, whoever asks; more would only hold connections. */
#define SECRETS_AT_ONCE 2
#define DRAIN_TICK_MS 20
/* Rather come back soon than hold a connection while another server books on the account. */
#define CONNECTION_OPTIONS "-c lock_timeout=1s"

typedef enum
{
  LANE_READS,
  LANE_WRITES,
  LANE_SECRETS,
  N_LANES
} Lane;

typedef enum
{
  DOOR_HTTP,
  DOOR_HTTPS,
  N_DOORS
} Door;

struct _StempelServer
{
  GObject                parent_instance;

  StempelHttpListener   *doors[N_DOORS]; /* (owned), that of HTTPS (nullable) */
  StempelLane           *lanes[N_LANES]; /* (owned) */
  StempelLaneCounts      past[N_LANES];  /* of lanes that were replaced */
  char                  *conninfo;       /* (owned): that of the lanes */
  GQueue                 flight;         /* StempelHttpExchange (owned), those without an answer */
  StempelRequestMetrics *requests;       /* (owned) */

  gboolean               draining;
  GTask                 *drain;          /* (owned) (nullable) */
  gint64                 drain_ends;
  guint                  drain_id;
};

G_DEFINE_FINAL_TYPE (StempelServer, stempel_server, G_TYPE_OBJECT)

/* A call of an operation for an exchange. */
typedef struct
{
  StempelServer              *server;   /* (owned) */
  StempelHttpExchange        *exchange; /* (owned) */
  const StempelOperationInfo *info;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->server);
  stempel_http_exchange_unref (call->exchange);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
stempel_server_dispose (GObject *object)
{
  StempelServer *self = STEMPEL_SERVER (object);

  g_clear_handle_id (&self->drain_id, g_source_remove);
  for (Door door = 0; door < N_DOORS; door++)
    g_clear_object (&self->doors[door]);
  for (Lane lane = 0; lane < N_LANES; lane++)
    g_clear_pointer (&self->lanes[lane], stempel_lane_free);

  G_OBJECT_CLASS (stempel_server_parent_class)->dispose (object);
}

static void
stempel_server_finalize (GObject *object)
{
  StempelServer *self = STEMPEL_SERVER (object);

  g_free (self->conninfo);
  stempel_request_metrics_free (self->requests);

  G_OBJECT_CLASS (stempel_server_parent_class)->finalize (object);
}

static void
stempel_server_class_init (StempelServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stempel_server_dispose;
  object_class->finalize = stempel_server_finalize;
}

static void
stempel_server_init (StempelServer *self)
{
  self->requests = stempel_request_metrics_new ();
}

static void
answer (StempelServer *self, StempelHttpExchange *exchange, guint status, const char *content_type,
        GBytes *body)
{
  if (self->draining)
    stempel_http_exchange_add_header (exchange, "Connection", "close");

  stempel_http_exchange_answer (exchange, status, content_type, body);
}

/* Our own text; facts can be anything, but a reason is a word that a rule has chosen. */
static void
note_reason (StempelHttpExchange *exchange, const GError *error)
{
  const char *reason = stempel_error_get_fact_string (error, "reason");
  char sqlstate[6] = "";

  sscanf (error->message, "PostgreSQL says %5[0-9A-Z]", sqlstate);
  if (reason == NULL && error->domain == STEMPEL_ERROR)
    reason = stempel_error_code_to_wire ((StempelError) error->code);
  stempel_http_exchange_set_reason (exchange, reason, *sqlstate != '\0' ? sqlstate : NULL);
}

static void
answer_status (StempelServer *self, StempelHttpExchange *exchange, guint status, const char *code)
{
  g_autoptr(GBytes) body =
    stempel_http_problem_for_status (status, code, stempel_http_exchange_get_id (exchange));

  stempel_http_exchange_set_reason (exchange, code, NULL);
  answer (self, exchange, status, STEMPEL_HTTP_PROBLEM_TYPE, body);
}

static void
answer_error (StempelServer *self, StempelHttpExchange *exchange, const GError *error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  guint status = stempel_http_problem_status (error);
  guint seconds = stempel_http_problem_retry_after (error, now);
  g_autoptr(GBytes) body =
    stempel_http_problem_to_bytes (error, stempel_http_exchange_get_id (exchange));

  if (seconds > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", seconds);

      stempel_http_exchange_add_header (exchange, "Retry-After", text);
    }
  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_UNAUTHENTICATED))
    stempel_http_exchange_add_header (exchange, "WWW-Authenticate", "Bearer");

  note_reason (exchange, error);
  answer (self, exchange, status, STEMPEL_HTTP_PROBLEM_TYPE, body);
}

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GBytes) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *tag = NULL;

  reply = stempel_lane_call_finish (result, &error);
  /* Whoever drains has answered already, when there was no more time. */
  if (!g_queue_remove (&call->server->flight, call->exchange))
    return;

  if (reply == NULL)
    {
      answer_error (call->server, call->exchange, error);
    }
  else
    {
      tag = stempel_http_reply_get_tag (call->info, reply);
      if (tag != NULL)
        stempel_http_exchange_add_header (call->exchange, "ETag", tag);
      answer (call->server, call->exchange, 200, JSON_TYPE, reply);
    }
  stempel_http_exchange_unref (call->exchange);
}

static Lane
choose_lane (const StempelOperationInfo *info)
{
  switch (info->rate_class)
    {
    case STEMPEL_RATE_CLASS_READ:
    case STEMPEL_RATE_CLASS_SEARCH:
    case STEMPEL_RATE_CLASS_HEAVY:
      return LANE_READS;
    case STEMPEL_RATE_CLASS_WRITE:
    case STEMPEL_RATE_CLASS_BOOKING:
      return LANE_WRITES;
    case STEMPEL_RATE_CLASS_PIN:
    case STEMPEL_RATE_CLASS_SIGN_IN:
      return LANE_SECRETS;
    }

  g_assert_not_reached ();
}

static gint64
get_account (const StempelOperationInfo *info, JsonObject *members)
{
  JsonNode *node = json_object_get_member (members, "account_id");

  if (!info->writes || node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;

  return json_node_get_int (node);
}

static void
call_operation (StempelServer *self, StempelHttpExchange *exchange, StempelOperation operation,
                gint64 account, char *request, char *envelope)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  Call *call = g_new0 (Call, 1);

  call->server = g_object_ref (self);
  call->exchange = stempel_http_exchange_ref (exchange);
  call->info = info;
  stempel_http_exchange_set_operation (exchange, info->name);

  g_queue_push_tail (&self->flight, stempel_http_exchange_ref (exchange));
  stempel_lane_call_async (self->lanes[choose_lane (info)], operation, account, request, envelope,
                           called_cb, call);
}

static void
read_and_call (StempelServer *self, StempelHttpExchange *exchange, StempelOperation operation,
               JsonObject *members)
{
  const StempelOperationInfo *info = stempel_operation_get_info (operation);
  gint64 account = get_account (info, members);
  char *request = NULL;
  char *envelope = NULL;
  gsize length;
  const char *body = stempel_http_exchange_get_body (exchange, &length);
  StempelHttpHead head = {
    .query = stempel_http_exchange_get_query (exchange),
    .content_type = stempel_http_exchange_get_header (exchange, "Content-Type"),
    .authorization = stempel_http_exchange_get_header (exchange, "Authorization"),
    .idempotency_key = stempel_http_exchange_get_header (exchange, "Idempotency-Key"),
    .if_match = stempel_http_exchange_get_header (exchange, "If-Match"),
  };

  switch (stempel_http_request_read (info, members, &head, body, length, &request, &envelope))
    {
    case STEMPEL_HTTP_FAULT_NONE:
      call_operation (self, exchange, operation, account, request, envelope);
      break;
    case STEMPEL_HTTP_FAULT_MALFORMED:
      answer_status (self, exchange, 400, "malformed");
      break;
    case STEMPEL_HTTP_FAULT_MEDIA_TYPE:
      answer_status (self, exchange, 415, "media_type");
      break;
    }
}

static void
handle_cb (StempelHttpExchange *exchange, gpointer user_data)
{
  StempelServer *self = user_data;
  g_autoptr(JsonObject) members = json_object_new ();
  g_autofree char *allowed = NULL;
  const char *path = stempel_http_exchange_get_path (exchange);
  StempelOperation operation;

  switch (stempel_http_route_find (stempel_http_exchange_get_method (exchange), path, &operation,
                                   members))
    {
    case STEMPEL_HTTP_MATCH_OPERATION:
      read_and_call (self, exchange, operation, members);
      break;
    case STEMPEL_HTTP_MATCH_METHOD:
      allowed = stempel_http_route_get_allowed (path);
      stempel_http_exchange_add_header (exchange, "Allow", allowed);
      answer_status (self, exchange, 405, "method_not_allowed");
      break;
    case STEMPEL_HTTP_MATCH_NONE:
      answer_status (self, exchange, 404, "not_found");
      break;
    }
}

static void
over_cb (StempelHttpExchange *exchange, gpointer user_data)
{
  StempelServer *self = user_data;

  stempel_access_log (exchange);
  stempel_request_metrics_count (self->requests, exchange);
}

/* Those that are under way in a lane stay there. */
static void
set_lane (StempelServer *self, Lane lane, guint at_once, guint longest, gboolean elsewhere)
{
  StempelLane *old = self->lanes[lane];

  if (old != NULL && !elsewhere && stempel_lane_get_size (old) == at_once &&
      stempel_lane_get_longest (old) == longest)
    return;

  self->lanes[lane] = stempel_lane_new (self->conninfo, at_once, longest, TIMEOUT_MS);
  if (old == NULL)
    return;

  self->past[lane].refused += stempel_lane_get_counts (old)->refused;
  self->past[lane].lost += stempel_lane_get_counts (old)->lost;
  stempel_lane_retire (old);
}

static gboolean
set_lanes (StempelServer *self, const StempelServerSettings *settings, GError **error)
{
  g_autofree char *conninfo =
    stempel_pg_conninfo_with (settings->conninfo, "options", CONNECTION_OPTIONS, error);
  gboolean elsewhere = g_strcmp0 (conninfo, self->conninfo) != 0;
  guint longest = settings->longest_line;

  if (conninfo == NULL)
    return FALSE;

  g_free (self->conninfo);
  self->conninfo = g_steal_pointer (&conninfo);
  set_lane (self, LANE_READS, settings->reads, longest, elsewhere);
  set_lane (self, LANE_WRITES, settings->writes, longest, elsewhere);
  set_lane (self, LANE_SECRETS, SECRETS_AT_ONCE, longest, elsewhere);

  return TRUE;
}

/**
 * stempel_server_new:
 * @settings: what it needs to know; what its limits point to stays there
 * @error: return location for an error
 *
 * Returns: (transfer full): a server that does not listen yet, or %NULL on error
 */
StempelServer *
stempel_server_new (const StempelServerSettings *settings, GError **error)
{
  g_autoptr(StempelServer) self = g_object_new (STEMPEL_TYPE_SERVER, NULL);

  if (!set_lanes (self, settings, error))
    return NULL;

  for (Door door = 0; door < (settings->tls ? N_DOORS : DOOR_HTTPS); door++)
    {
      self->doors[door] = stempel_http_listener_new (&settings->limits, door == DOOR_HTTPS,
                                                     handle_cb, over_cb, self, error);
      if (self->doors[door] == NULL)
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * stempel_server_set:
 * @self: a server
 * @settings: what holds from now on; what its limits point to stays there
 * @error: return location for an error
 *
 * What is under way goes on as it began.
 *
 * Returns: %FALSE if nothing was changed
 */
gboolean
stempel_server_set (StempelServer *self, const StempelServerSettings *settings, GError **error)
{
  g_return_val_if_fail (STEMPEL_IS_SERVER (self), FALSE);

  if (!set_lanes (self, settings, error))
    return FALSE;

  for (Door door = 0; door < N_DOORS; door++)
    {
      if (self->doors[door] != NULL)
        stempel_http_listener_set_limits (self->doors[door], &settings->limits);
    }

  return TRUE;
}

/**
 * stempel_server_listen:
 * @self: a server
 * @socket: a socket that listens
 * @tls: whether TLS is spoken there; only if the settings of @self said so
 *
 * Answers on @socket as well.
 */
void
stempel_server_listen (StempelServer *self, GSocket *socket, gboolean tls)
{
  g_return_if_fail (STEMPEL_IS_SERVER (self));

  stempel_http_listener_listen (self->doors[tls ? DOOR_HTTPS : DOOR_HTTP], socket);
}

static void
write_doors (StempelServer *self, GString *text)
{
  static const char *const names[N_DOORS] = { "http", "https" };
  StempelDoorMetrics metrics[N_DOORS];
  guint n = 0;

  for (Door door = 0; door < N_DOORS; door++)
    {
      if (self->doors[door] == NULL)
        continue;
      metrics[n].name = names[door];
      stempel_http_listener_get_counts (self->doors[door], &metrics[n++].counts);
    }
  stempel_server_metrics_write_doors (text, metrics, n);
}

static void
write_lanes (StempelServer *self, GString *text)
{
  static const char *const names[N_LANES] = { "reads", "writes", "secrets" };
  StempelLaneMetrics metrics[N_LANES];

  for (Lane lane = 0; lane < N_LANES; lane++)
    {
      const StempelLaneCounts *counts = stempel_lane_get_counts (self->lanes[lane]);

      metrics[lane] = (StempelLaneMetrics) {
        .name = names[lane],
        .running = stempel_lane_get_running (self->lanes[lane]),
        .waiting = stempel_lane_get_waiting (self->lanes[lane]),
        .counts.refused = self->past[lane].refused + counts->refused,
        .counts.lost = self->past[lane].lost + counts->lost,
      };
    }
  stempel_server_metrics_write_lanes (text, metrics, N_LANES);
}

/**
 * stempel_server_write_metrics:
 * @self: a server
 * @text: where it writes how much it has to do, and had
 */
void
stempel_server_write_metrics (StempelServer *self, GString *text)
{
  g_return_if_fail (STEMPEL_IS_SERVER (self));

  stempel_request_metrics_write (self->requests, text);
  write_doors (self, text);
  write_lanes (self, text);
}

/**
 * stempel_server_is_draining:
 * @self: a server
 *
 * Returns: whether it takes no new connections
 */
gboolean
stempel_server_is_draining (StempelServer *self)
{
  g_return_val_if_fail (STEMPEL_IS_SERVER (self), TRUE);

  return self->draining;
}

/* What was sent to the database goes on there; its key tells later what became of it. */
static void
give_up_flight (StempelServer *self)
{
  StempelHttpExchange *exchange;

  while ((exchange = g_queue_pop_head (&self->flight)) != NULL)
    {
      answer_status (self, exchange, 503, "unavailable");
      stempel_http_exchange_unref (exchange);
    }
}

static gboolean
is_quiet (StempelServer *self)
{
  for (Lane lane = 0; lane < N_LANES; lane++)
    {
      if (stempel_lane_get_running (self->lanes[lane]) > 0 ||
          stempel_lane_get_waiting (self->lanes[lane]) > 0)
        return FALSE;
    }

  for (Door door = 0; door < N_DOORS; door++)
    {
      if (self->doors[door] != NULL && stempel_http_listener_get_count (self->doors[door]) > 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
drain_tick_cb (gpointer user_data)
{
  StempelServer *self = user_data;
  g_autoptr(GTask) task = NULL;

  for (Door door = 0; door < N_DOORS; door++)
    {
      if (self->doors[door] != NULL)
        stempel_http_listener_end_idle (self->doors[door]);
    }
  if (g_get_monotonic_time () >= self->drain_ends)
    give_up_flight (self);
  if (!is_quiet (self))
    return G_SOURCE_CONTINUE;

  self->drain_id = 0;
  task = g_steal_pointer (&self->drain);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/**
 * stempel_server_drain_async:
 * @self: a server
 * @longest_ms: how long requests that are there may take
 * @callback: called when nothing is under way any more
 * @user_data: for @callback
 *
 * Takes no new connections, answers what is there, and says with each answer that the connection
 * ends. Who has no answer by then gets 503.
 */
void
stempel_server_drain_async (StempelServer       *self,
                            guint                longest_ms,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (STEMPEL_IS_SERVER (self));
  g_return_if_fail (self->drain == NULL);

  self->draining = TRUE;
  self->drain = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->drain, stempel_server_drain_async);
  self->drain_ends = g_get_monotonic_time () + (gint64) longest_ms * 1000;
  for (Door door = 0; door < N_DOORS; door++)
    {
      if (self->doors[door] != NULL)
        stempel_http_listener_stop (self->doors[door]);
    }
  self->drain_id = g_timeout_add (DRAIN_TICK_MS, drain_tick_cb, self);
}

/**
 * stempel_server_drain_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
stempel_server_drain_finish (StempelServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
