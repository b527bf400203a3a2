/* stempel-http-exchange.c: one request that came in, and its answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "stempel-http-daemon-source.h"
#include "stempel-http-exchange-private.h"
#include "stempel-wipe.h"

/**
 * stempel_http_exchange_new: (skip)
 * @mhd: its connection
 * @uri: what the request line asks for
 *
 * Returns: (transfer full): an exchange of which only the request line is known
 */
StempelHttpExchange *
stempel_http_exchange_new (struct MHD_Connection *mhd, const char *uri)
{
  StempelHttpExchange *self = g_new0 (StempelHttpExchange, 1);
  const char *mark = strchr (uri, '?');

  self->references = 1;
  self->operation = STEMPEL_N_OPERATIONS;
  self->mhd = mhd;
  self->since = g_get_monotonic_time ();
  self->id = g_uuid_string_random ();
  self->path = mark != NULL ? g_strndup (uri, (gsize) (mark - uri)) : g_strdup (uri);
  self->query = mark != NULL ? g_strdup (mark + 1) : NULL;
  self->body = g_string_new (NULL);
  self->headers = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * stempel_http_exchange_ref: (skip)
 * @self: an exchange
 *
 * Returns: (transfer full): @self
 */
StempelHttpExchange *
stempel_http_exchange_ref (StempelHttpExchange *self)
{
  self->references++;

  return self;
}

/**
 * stempel_http_exchange_unref:
 * @self: (transfer full): an exchange
 */
void
stempel_http_exchange_unref (StempelHttpExchange *self)
{
  if (--self->references > 0)
    return;

  g_clear_pointer (&self->answer, MHD_destroy_response);
  g_free (self->id);
  g_free (self->path);
  stempel_wipe_text (self->query);
  g_free (self->method);
  g_free (self->reason);
  g_free (self->sqlstate);
  explicit_bzero (self->body->str, self->body->allocated_len);
  g_string_free (self->body, TRUE);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

/**
 * stempel_http_exchange_get_id:
 * @self: an exchange
 *
 * Returns: (transfer none): what the log calls it, a UUID
 */
const char *
stempel_http_exchange_get_id (StempelHttpExchange *self)
{
  return self->id;
}

/**
 * stempel_http_exchange_get_method:
 * @self: an exchange
 *
 * Returns: (transfer none): the method, as it was sent
 */
const char *
stempel_http_exchange_get_method (StempelHttpExchange *self)
{
  return self->method;
}

/**
 * stempel_http_exchange_get_path:
 * @self: an exchange
 *
 * Returns: (transfer none): the path, as it was sent
 */
const char *
stempel_http_exchange_get_path (StempelHttpExchange *self)
{
  return self->path;
}

/**
 * stempel_http_exchange_get_query:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): what stood behind the first `?`, as it was sent
 */
const char *
stempel_http_exchange_get_query (StempelHttpExchange *self)
{
  return self->query;
}

/**
 * stempel_http_exchange_get_header:
 * @self: an exchange
 * @name: the name of a header, in any case
 *
 * Returns: (transfer none) (nullable): its value; %NULL also when the client has gone
 */
const char *
stempel_http_exchange_get_header (StempelHttpExchange *self, const char *name)
{
  return self->mhd != NULL ? MHD_lookup_connection_value (self->mhd, MHD_HEADER_KIND, name) : NULL;
}

typedef struct
{
  const char *name;
  GString    *joined;
} Joining;

static enum MHD_Result
join_header_cb (void *user_data, enum MHD_ValueKind kind, const char *name, const char *value)
{
  Joining *joining = user_data;

  if (g_ascii_strcasecmp (name, joining->name) == 0)
    g_string_append_printf (joining->joined, "%s%s", joining->joined->len > 0 ? "," : "", value);

  return MHD_YES;
}

/**
 * stempel_http_exchange_join_header:
 * @self: an exchange
 * @name: the name of a header that may be there several times, in any case
 *
 * Returns: (transfer full) (nullable): all its values in their order, with commas between
 *   (RFC 9110, 5.3); %NULL when there is none or the client has gone
 */
char *
stempel_http_exchange_join_header (StempelHttpExchange *self, const char *name)
{
  Joining joining = { name, NULL };

  if (stempel_http_exchange_get_header (self, name) == NULL)
    return NULL;

  joining.joined = g_string_new (NULL);
  MHD_get_connection_values (self->mhd, MHD_HEADER_KIND, join_header_cb, &joining);

  return g_string_free (joining.joined, FALSE);
}

/**
 * stempel_http_exchange_get_address:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): where the connection comes from; %NULL for a Unix socket
 */
const char *
stempel_http_exchange_get_address (StempelHttpExchange *self)
{
  return self->connection != NULL ? stempel_http_connection_get_address (self->connection) : NULL;
}

/**
 * stempel_http_exchange_get_body:
 * @self: an exchange
 * @length: (out): its length in bytes
 *
 * Returns: (transfer none): the body
 */
const char *
stempel_http_exchange_get_body (StempelHttpExchange *self, gsize *length)
{
  *length = self->body->len;

  return self->body->str;
}

/**
 * stempel_http_exchange_set_operation:
 * @self: an exchange
 * @operation: what it asks for
 *
 * For who counts and logs.
 */
void
stempel_http_exchange_set_operation (StempelHttpExchange *self, StempelOperation operation)
{
  self->operation = operation;
}

/**
 * stempel_http_exchange_get_operation:
 * @self: an exchange
 *
 * Returns: what it asks for; %STEMPEL_N_OPERATIONS while nobody said
 */
StempelOperation
stempel_http_exchange_get_operation (StempelHttpExchange *self)
{
  return self->operation;
}

/**
 * stempel_http_exchange_set_reason:
 * @self: an exchange
 * @reason: (nullable): a word that says why it is refused
 * @sqlstate: (nullable): the code of an error of PostgreSQL
 *
 * For the log. Nothing here may come from a client.
 */
void
stempel_http_exchange_set_reason (StempelHttpExchange *self, const char *reason,
                                  const char *sqlstate)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
  g_free (self->sqlstate);
  self->sqlstate = g_strdup (sqlstate);
}

/**
 * stempel_http_exchange_get_reason:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): why it was refused
 */
const char *
stempel_http_exchange_get_reason (StempelHttpExchange *self)
{
  return self->reason;
}

/**
 * stempel_http_exchange_get_sqlstate:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the code of the error of PostgreSQL behind its refusal
 */
const char *
stempel_http_exchange_get_sqlstate (StempelHttpExchange *self)
{
  return self->sqlstate;
}

/**
 * stempel_http_exchange_get_status:
 * @self: an exchange
 *
 * Returns: the status of HTTP of its answer, 0: it has none
 */
guint
stempel_http_exchange_get_status (StempelHttpExchange *self)
{
  return self->status;
}

/**
 * stempel_http_exchange_get_answer_size:
 * @self: an exchange
 *
 * Returns: how many bytes the body of its answer has
 */
gsize
stempel_http_exchange_get_answer_size (StempelHttpExchange *self)
{
  return self->answer_size;
}

/**
 * stempel_http_exchange_get_duration:
 * @self: an exchange
 *
 * Returns: how many µs ago its request line was there
 */
gint64
stempel_http_exchange_get_duration (StempelHttpExchange *self)
{
  return g_get_monotonic_time () - self->since;
}

/**
 * stempel_http_exchange_add_header:
 * @self: an exchange without an answer
 * @name: the name of a header
 * @value: its value
 *
 * Adds it to the answer.
 */
void
stempel_http_exchange_add_header (StempelHttpExchange *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

static struct MHD_Response *
new_answer (StempelHttpExchange *self, const char *content_type, GBytes *body)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (body, &length);
  struct MHD_Response *answer;

  answer = MHD_create_response_from_buffer_with_free_callback_cls (
    length, (void *) data, (MHD_ContentReaderFreeCallback) g_bytes_unref, g_bytes_ref (body));

  MHD_add_response_header (answer, "Content-Type", content_type);
  MHD_add_response_header (answer, "Cache-Control", "no-store");
  MHD_add_response_header (answer, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header (answer, "X-Request-Id", self->id);
  for (guint i = 0; i < self->headers->len; i += 2)
    MHD_add_response_header (answer, g_ptr_array_index (self->headers, i),
                             g_ptr_array_index (self->headers, i + 1));

  return answer;
}

/**
 * stempel_http_exchange_answer:
 * @self: an exchange without an answer
 * @status: the status of HTTP
 * @content_type: what @body is
 * @body: the body
 *
 * The only answer there is. It goes nowhere when the client has gone.
 */
void
stempel_http_exchange_answer (StempelHttpExchange *self,
                              guint                status,
                              const char          *content_type,
                              GBytes              *body)
{
  g_return_if_fail (self->status == 0);

  self->status = status;
  self->answer_size = g_bytes_get_size (body);
  self->answer = new_answer (self, content_type, body);
  if (!self->suspended)
    return;

  self->suspended = FALSE;
  MHD_resume_connection (self->mhd);
  /* It sees that only when it runs. */
  stempel_http_daemon_source_run (self->daemon);
}

/**
 * stempel_http_exchange_send: (skip)
 * @self: an exchange with an answer
 *
 * Returns: whether libmicrohttpd took it
 */
enum MHD_Result
stempel_http_exchange_send (StempelHttpExchange *self)
{
  if (self->connection != NULL)
    stempel_http_connection_answer (self->connection);

  return MHD_queue_response (self->mhd, self->status, self->answer);
}
