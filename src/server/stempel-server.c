/* stempel-server.c: the operations over HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Here nothing is decided but where a request goes. Who may do what, and what follows from it, the
 * functions of the database say, as they do to a desktop that calls them directly.
 */

#include "config.h"

#include "stempel-access-log.h"
#include "stempel-doors.h"
#include "stempel-flight.h"
#include "stempel-http-origin.h"
#include "stempel-http-reply.h"
#include "stempel-http-request.h"
#include "stempel-http-route.h"
#include "stempel-lanes.h"
#include "stempel-openapi-page.h"
#include "stempel-openapi.h"
#include "stempel-rate-sharing.h"
#include "stempel-request-metrics.h"
#include "stempel-server.h"
#include "stempel-standby.h"
#include "stempel-wipe.h"

#define JSON_TYPE "application/json"
#define DRAIN_TICK_MS 20
/* Who does not wait by themselves is made to: a flood that is answered at once is the faster. */
#define REFUSAL_MS 100

struct _StempelServer
{
  GObject                parent_instance;

  StempelDoors          *doors;          /* (owned) */
  GPtrArray             *proxies;        /* (owned): GInetAddressMask */
  StempelLanes          *lanes;          /* (owned) */
  StempelRateLimits     *limits;         /* (owned) */
  StempelRateSharing    *sharing;        /* (owned) */
  StempelStandby        *standby;        /* (owned) (nullable) */
  StempelFlight         *flight;         /* (owned) */
  StempelRequestMetrics *requests;       /* (owned) */
  StempelOpenapiPage    *page;           /* (owned) (nullable): once somebody asked for it */

  GTask                 *drain;          /* (owned) (nullable) */
  gint64                 drain_ends;     /* 0 unless it drains */
  guint                  drain_id;
};

G_DEFINE_FINAL_TYPE (StempelServer, stempel_server, G_TYPE_OBJECT)

/* A call of an operation for an exchange. */
typedef struct
{
  StempelServer              *server;   /* (owned) */
  StempelHttpExchange        *exchange; /* (owned) */
  const StempelOperationInfo *info;
  StempelOperation            operation;
  gint64                      account;
  GAsyncReadyCallback         callback;
  char                       *request;  /* (owned) */
  char                       *envelope; /* (owned) */
  char                       *session;  /* (owned) (nullable): what its session is known by */
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->server);
  stempel_http_exchange_unref (call->exchange);
  stempel_wipe_text (call->request);
  stempel_wipe_text (call->envelope);
  g_free (call->session);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
stempel_server_dispose (GObject *object)
{
  StempelServer *self = STEMPEL_SERVER (object);

  g_clear_handle_id (&self->drain_id, g_source_remove);
  g_clear_pointer (&self->doors, stempel_doors_free);
  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  g_clear_pointer (&self->lanes, stempel_lanes_free);
  g_clear_pointer (&self->page, stempel_openapi_page_free);
  g_clear_pointer (&self->sharing, stempel_rate_sharing_free);
  g_clear_pointer (&self->limits, stempel_rate_limits_free);
  g_clear_pointer (&self->standby, stempel_standby_free);

  G_OBJECT_CLASS (stempel_server_parent_class)->dispose (object);
}

static void
stempel_server_finalize (GObject *object)
{
  StempelServer *self = STEMPEL_SERVER (object);

  stempel_flight_unref (self->flight);
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
  self->flight = stempel_flight_new ();
  self->lanes = stempel_lanes_new ();
  self->limits = stempel_rate_limits_new ();
  self->sharing = stempel_rate_sharing_new (self->limits);
  self->requests = stempel_request_metrics_new ();
}

static void
answer_reply (Call *call, GBytes *reply)
{
  g_autofree char *tag = stempel_http_reply_get_tag (call->info, reply);

  if (tag != NULL)
    stempel_http_exchange_add_header (call->exchange, "ETag", tag);
  stempel_flight_answer (call->server->flight, call->exchange, 200, JSON_TYPE, reply);
}

static void
called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GBytes) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = stempel_lane_call_finish (result, &error);
  stempel_standby_note_call (call->server->standby, call->info, call->session, reply != NULL);
  /* Whoever drains has answered already, when there was no more time. */
  if (!stempel_flight_remove (call->server->flight, call->exchange))
    return;

  if (reply == NULL)
    stempel_flight_answer_error (call->server->flight, call->exchange, error);
  else
    answer_reply (call, reply);
}

static void
answer_page (StempelServer *self, StempelHttpExchange *exchange)
{
  const char *known = stempel_http_exchange_get_header (exchange, "If-None-Match");
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  stempel_http_exchange_add_header (exchange, "ETag", stempel_openapi_page_get_tag (self->page));
  if (stempel_openapi_page_is_known (self->page, known))
    stempel_flight_answer (self->flight, exchange, 304, JSON_TYPE, nothing);
  else
    stempel_flight_answer (self->flight, exchange, 200, JSON_TYPE,
                           stempel_openapi_page_get_body (self->page));
}

static void
described_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Call) call = user_data;
  StempelServer *self = call->server;
  g_autoptr(GBytes) reply = NULL;
  g_autoptr(GError) error = NULL;

  reply = stempel_lane_call_finish (result, &error);
  if (!stempel_flight_remove (self->flight, call->exchange))
    return;

  if (reply != NULL && self->page == NULL)
    self->page = stempel_openapi_page_new (reply, &error);
  if (error != NULL)
    stempel_flight_answer_error (self->flight, call->exchange, error);
  else
    answer_page (self, call->exchange);
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
call_primary (Call *call)
{
  StempelServer *self = call->server;

  stempel_standby_note_call (self->standby, call->info, call->session, FALSE);
  stempel_lane_call_async (stempel_lanes_choose (self->lanes, call->info), call->operation,
                           call->account, g_steal_pointer (&call->request),
                           g_steal_pointer (&call->envelope), call->callback, call);
}

static void
standby_called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Call) call = user_data;
  g_autoptr(GBytes) reply = NULL;
  g_autofree char *age = NULL;

  /* Whatever it said instead, the primary knows better. */
  reply = stempel_standby_call_finish (result, &age, NULL);
  if (!stempel_flight_has (call->server->flight, call->exchange))
    return;

  if (reply == NULL)
    {
      call_primary (g_steal_pointer (&call));
      return;
    }

  stempel_flight_remove (call->server->flight, call->exchange);
  stempel_http_exchange_add_header (call->exchange, "Stempel-Staleness", age);
  answer_reply (call, reply);
}

static Call *
new_call (StempelServer *self, StempelHttpExchange *exchange, StempelOperation operation,
          GAsyncReadyCallback callback)
{
  Call *call = g_new0 (Call, 1);

  call->server = g_object_ref (self);
  call->exchange = stempel_http_exchange_ref (exchange);
  call->info = stempel_operation_get_info (operation);
  call->operation = operation;
  call->callback = callback;

  return call;
}

/* Takes @call, whose request and envelope are there. */
static void
start_call (Call *call)
{
  StempelStandby *standby = call->server->standby;

  stempel_http_exchange_set_operation (call->exchange, call->operation);
  stempel_flight_add (call->server->flight, call->exchange);

  if (stempel_standby_takes (standby, call->info, call->session))
    stempel_standby_call_async (standby, call->info, call->request, call->envelope,
                                standby_called_cb, call);
  else
    call_primary (call);
}

static gboolean
is_proxy (StempelServer *self, const char *text)
{
  g_autoptr(GInetAddress) address = NULL;

  if (self->proxies->len > 0)
    address = g_inet_address_new_from_string (text);

  return address != NULL && stempel_http_origin_is_proxy (self->proxies, address);
}

static char *
find_origin (StempelServer *self, StempelHttpExchange *exchange)
{
  g_autofree char *forwarded = stempel_http_exchange_join_header (exchange, "X-Forwarded-For");

  return stempel_http_origin_find (self->proxies, stempel_http_exchange_get_address (exchange),
                                   forwarded);
}

/* A proxy that names nobody is everybody, and so counted as nobody. */
static gboolean
is_within_rate (StempelServer *self, StempelHttpExchange *exchange,
                StempelOperation operation, const StempelHttpHead *head)
{
  gboolean counted = head->address != NULL && !is_proxy (self, head->address);
  gint64 wait = stempel_rate_limits_take (self->limits,
                                          stempel_operation_get_info (operation)->rate_class,
                                          counted ? head->address : NULL, head->session,
                                          g_get_monotonic_time ());

  if (wait == 0)
    return TRUE;

  stempel_http_exchange_set_operation (exchange, operation);
  stempel_flight_refuse_later (self->flight, exchange, stempel_rate_limits_new_error (wait),
                               REFUSAL_MS);

  return FALSE;
}

static void
read_and_call (StempelServer *self, StempelHttpExchange *exchange, StempelOperation operation,
               JsonObject *members)
{
  g_autoptr(Call) call = NULL;
  gsize length;
  const char *body = stempel_http_exchange_get_body (exchange, &length);
  g_autofree char *address = find_origin (self, exchange);
  g_autofree char *session = stempel_http_request_read_session (
    stempel_http_exchange_get_header (exchange, "Authorization"));
  StempelHttpHead head = {
    .query = stempel_http_exchange_get_query (exchange),
    .content_type = stempel_http_exchange_get_header (exchange, "Content-Type"),
    .session = session,
    .idempotency_key = stempel_http_exchange_get_header (exchange, "Idempotency-Key"),
    .if_match = stempel_http_exchange_get_header (exchange, "If-Match"),
    .user_agent = stempel_http_exchange_get_header (exchange, "User-Agent"),
    .address = address,
  };

  if (!is_within_rate (self, exchange, operation, &head))
    return;

  call = new_call (self, exchange, operation, called_cb);
  call->account = get_account (call->info, members);
  switch (stempel_http_request_read (call->info, members, &head, body, length, &call->request,
                                     &call->envelope))
    {
    case STEMPEL_HTTP_FAULT_NONE:
      call->session = g_steal_pointer (&session);
      start_call (g_steal_pointer (&call));
      break;
    case STEMPEL_HTTP_FAULT_MALFORMED:
      stempel_flight_answer_status (self->flight, exchange, 400, "malformed");
      break;
    case STEMPEL_HTTP_FAULT_MEDIA_TYPE:
      stempel_flight_answer_status (self->flight, exchange, 415, "media_type");
      break;
    }
}

/* Made when it is asked for first: the database says what requests may hold. */
static void
describe (StempelServer *self, StempelHttpExchange *exchange)
{
  Call *call;

  if (!g_str_equal (stempel_http_exchange_get_method (exchange), "GET"))
    {
      stempel_http_exchange_add_header (exchange, "Allow", "GET");
      stempel_flight_answer_status (self->flight, exchange, 405, "method_not_allowed");
    }
  else if (self->page != NULL)
    {
      answer_page (self, exchange);
    }
  else
    {
      call = new_call (self, exchange, STEMPEL_OPERATION_INTERFACE_GET, described_cb);
      call->request = g_strdup ("{}");
      call->envelope = g_strdup ("{}");
      start_call (call);
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

  if (g_str_equal (path, STEMPEL_OPENAPI_PATH))
    {
      describe (self, exchange);
      return;
    }

  switch (stempel_http_route_find (stempel_http_exchange_get_method (exchange), path, &operation,
                                   members))
    {
    case STEMPEL_HTTP_MATCH_OPERATION:
      read_and_call (self, exchange, operation, members);
      break;
    case STEMPEL_HTTP_MATCH_METHOD:
      allowed = stempel_http_route_get_allowed (path);
      stempel_http_exchange_add_header (exchange, "Allow", allowed);
      stempel_flight_answer_status (self->flight, exchange, 405, "method_not_allowed");
      break;
    case STEMPEL_HTTP_MATCH_NONE:
      stempel_flight_answer_status (self->flight, exchange, 404, "not_found");
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

static gboolean
set_proxies (StempelServer *self, const StempelServerSettings *settings, GError **error)
{
  GPtrArray *proxies = stempel_http_origin_parse_proxies (settings->limits.proxies, error);

  if (proxies == NULL)
    return FALSE;

  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  self->proxies = proxies;

  return TRUE;
}

static gboolean
set_lanes (StempelServer *self, const StempelServerSettings *settings, GError **error)
{
  if (!stempel_lanes_set (self->lanes, settings->conninfo, settings->reads, settings->writes,
                          settings->longest_line, error))
    return FALSE;

  stempel_rate_limits_set (self->limits, &settings->rates);
  stempel_rate_sharing_set (self->sharing, settings->conninfo);

  return TRUE;
}

static gboolean
set_standby (StempelServer *self, const StempelServerSettings *settings, GError **error)
{
  return stempel_standby_set (&self->standby, settings->conninfo, settings->standby,
                              settings->reads, settings->standby_ms, error);
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

  if (!set_proxies (self, settings, error) || !set_standby (self, settings, error) ||
      !set_lanes (self, settings, error))
    return NULL;

  self->doors = stempel_doors_new (&settings->limits, settings->tls, handle_cb, over_cb, self,
                                   error);

  return self->doors != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * stempel_server_set:
 * @self: a server
 * @settings: what holds from now on
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

  if (!set_proxies (self, settings, error) || !set_standby (self, settings, error) ||
      !set_lanes (self, settings, error))
    return FALSE;

  stempel_doors_set_limits (self->doors, &settings->limits);

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

  stempel_doors_listen (self->doors, socket, tls);
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
  stempel_doors_write_metrics (self->doors, text);
  stempel_lanes_write_metrics (self->lanes, text);
  stempel_rate_limits_write_metrics (self->limits, text);
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

  return self->drain_ends > 0;
}

static gboolean
is_quiet (StempelServer *self)
{
  return stempel_lanes_are_quiet (self->lanes) && stempel_rate_sharing_is_quiet (self->sharing) &&
         stempel_doors_are_empty (self->doors);
}

static gboolean
drain_tick_cb (gpointer user_data)
{
  StempelServer *self = user_data;
  g_autoptr(GTask) task = NULL;

  stempel_doors_end_idle (self->doors);
  if (g_get_monotonic_time () >= self->drain_ends)
    stempel_flight_give_up (self->flight);
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

  stempel_flight_set_last (self->flight);
  self->drain = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->drain, stempel_server_drain_async);
  self->drain_ends = g_get_monotonic_time () + (gint64) longest_ms * 1000;
  stempel_doors_stop (self->doors);
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
