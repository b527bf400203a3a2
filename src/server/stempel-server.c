/* stempel-server.c: the operations over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Here nothing is decided but where a request goes. Who may do what, and what follows from it, the
 * functions of the database say, as they do to a desktop that calls them directly.
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-http-origin.h"
#include "stempel-http-problem.h"
#include "stempel-http-reply.h"
#include "stempel-http-request.h"
#include "stempel-http-route.h"
#include "stempel-lane.h"
#include "stempel-pg-conninfo.h"
#include "stempel-server.h"

#define JSON_TYPE "application/json"
#define TIMEOUT_MS 10000
/* The database compares two PINs and one password at once, whoever asks; more would only hold
 * connections. */
#define PINS_AT_ONCE 2
#define PASSWORDS_AT_ONCE 2
#define DRAIN_TICK_MS 20
/* Rather come back soon than hold a connection while another server books on the account. */
#define CONNECTION_OPTIONS "-c lock_timeout=1s"

typedef enum
{
  LANE_READS,
  LANE_WRITES,
  LANE_PINS,
  LANE_PASSWORDS,
  N_LANES
} Lane;

struct _StempelServer
{
  GObject              parent_instance;

  StempelHttpListener *listener;      /* (owned) */
  GPtrArray           *proxies;       /* (owned): GInetAddressMask */
  StempelLane         *lanes[N_LANES]; /* (owned) */
  GQueue               flight;        /* StempelHttpExchange (owned), those without an answer */

  gboolean             draining;
  GTask               *drain;         /* (owned) (nullable) */
  gint64               drain_ends;
  guint                drain_id;
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
  g_clear_object (&self->listener);
  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  for (Lane lane = 0; lane < N_LANES; lane++)
    g_clear_pointer (&self->lanes[lane], stempel_lane_free);

  G_OBJECT_CLASS (stempel_server_parent_class)->dispose (object);
}

static void
stempel_server_class_init (StempelServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stempel_server_dispose;
}

static void
stempel_server_init (StempelServer *self)
{
}

static void
answer (StempelServer *self, StempelHttpExchange *exchange, guint status, const char *content_type,
        GBytes *body)
{
  if (self->draining)
    stempel_http_exchange_add_header (exchange, "Connection", "close");

  stempel_http_exchange_answer (exchange, status, content_type, body);
}

static void
answer_status (StempelServer *self, StempelHttpExchange *exchange, guint status, const char *code)
{
  g_autoptr(GBytes) body =
    stempel_http_problem_for_status (status, code, stempel_http_exchange_get_id (exchange));

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
      return LANE_PINS;
    case STEMPEL_RATE_CLASS_SIGN_IN:
      return LANE_PASSWORDS;
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

  g_queue_push_tail (&self->flight, stempel_http_exchange_ref (exchange));
  stempel_lane_call_async (self->lanes[choose_lane (info)], operation, account, request, envelope,
                           called_cb, call);
}

static char *
find_origin (StempelServer *self, StempelHttpExchange *exchange)
{
  g_autofree char *forwarded = stempel_http_exchange_join_header (exchange, "X-Forwarded-For");

  return stempel_http_origin_find (self->proxies, stempel_http_exchange_get_address (exchange),
                                   forwarded);
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
  g_autofree char *address = find_origin (self, exchange);
  StempelHttpHead head = {
    .query = stempel_http_exchange_get_query (exchange),
    .content_type = stempel_http_exchange_get_header (exchange, "Content-Type"),
    .authorization = stempel_http_exchange_get_header (exchange, "Authorization"),
    .idempotency_key = stempel_http_exchange_get_header (exchange, "Idempotency-Key"),
    .if_match = stempel_http_exchange_get_header (exchange, "If-Match"),
    .user_agent = stempel_http_exchange_get_header (exchange, "User-Agent"),
    .address = address,
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

/**
 * stempel_server_new:
 * @settings: what it needs to know
 * @error: return location for an error
 *
 * Returns: (transfer full): a server that does not listen yet, or %NULL on error
 */
StempelServer *
stempel_server_new (const StempelServerSettings *settings, GError **error)
{
  g_autoptr(StempelServer) self = g_object_new (STEMPEL_TYPE_SERVER, NULL);
  g_autofree char *conninfo = NULL;

  conninfo = stempel_pg_conninfo_with (settings->conninfo, "options", CONNECTION_OPTIONS, error);
  if (conninfo == NULL)
    return NULL;

  self->proxies = stempel_http_origin_parse_proxies (settings->limits.proxies, error);
  if (self->proxies == NULL)
    return NULL;

  self->listener = stempel_http_listener_new (&settings->limits, handle_cb, self, error);
  if (self->listener == NULL)
    return NULL;

  self->lanes[LANE_READS] =
    stempel_lane_new (conninfo, settings->reads, settings->longest_line, TIMEOUT_MS);
  self->lanes[LANE_WRITES] =
    stempel_lane_new (conninfo, settings->writes, settings->longest_line, TIMEOUT_MS);
  self->lanes[LANE_PINS] =
    stempel_lane_new (conninfo, PINS_AT_ONCE, settings->longest_line, TIMEOUT_MS);
  self->lanes[LANE_PASSWORDS] =
    stempel_lane_new (conninfo, PASSWORDS_AT_ONCE, settings->longest_line, TIMEOUT_MS);

  return g_steal_pointer (&self);
}

/**
 * stempel_server_listen:
 * @self: a server
 * @socket: a socket that listens
 *
 * Answers on @socket as well.
 */
void
stempel_server_listen (StempelServer *self, GSocket *socket)
{
  g_return_if_fail (STEMPEL_IS_SERVER (self));

  stempel_http_listener_listen (self->listener, socket);
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

  return stempel_http_listener_get_count (self->listener) == 0;
}

static gboolean
drain_tick_cb (gpointer user_data)
{
  StempelServer *self = user_data;
  g_autoptr(GTask) task = NULL;

  stempel_http_listener_end_idle (self->listener);
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
  stempel_http_listener_stop (self->listener);
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
