/* stempel-rate-limits.c: how many requests a session and an address may make
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The generic cell rate algorithm: of each who asks there is one moment, at which all they took
 * will be paid for. Each request moves it on by what one costs; whose moment lies further ahead
 * than a burst waits. What was refused costs nothing.
 *
 * Servers tell each other through the database what was taken, but only of those who are a tenth of
 * a burst ahead: of everybody else there is nothing to tell.
 */

#include "config.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>

#include "stempel-error.h"
#include "stempel-metric-text.h"
#include "stempel-rate-limits.h"

#define LIMITED "stempel_rate_limited_total"
#define KEY_BYTES 16
/* At the beginning of a key, or of what one is made of: the class, and whether it is an address. */
#define KIND_BYTES 2
/* Whoever comes from more addresses than that pushes out those who were here longest ago. */
#define MOST_METERS 65536
#define MOST_SHARED 1000
/* More than a request can bring along. */
#define FORGOTTEN_WITH_EACH 4
#define FORGOTTEN_AT_ONCE 10000
/* Behind one address there are all devices of a shop. */
#define SESSIONS_OF_AN_ADDRESS 10
#define LEAST_BURST 10
#define SHARED_PART 10
#define MINUTE (60 * G_USEC_PER_SEC)
#define IPV6_NETWORK_BYTES 8

/* One who asks for one class of operations. */
typedef struct
{
  guint8    key[KEY_BYTES];
  gint64    paid_at;  /* monotonic, in µs */
  gint64    untold;   /* what it took since the others were told, in µs */
  gint64    telling;  /* what they are being told */
  gint64    share;    /* how far ahead one is of whom they are told, in µs */
  gboolean  listed;   /* among those to be told of */
  gboolean  told;     /* among those who are being told of */
  GList     link;
  GList     tell_link;
} Meter;

struct _StempelRateLimits
{
  StempelRates  rates;
  GHashTable   *meters;                          /* Meter (owned), by its key */
  GQueue        used;                            /* the same, the one used last at the end */
  GQueue        to_tell;                         /* those of whom the others are told next */
  GPtrArray    *telling;                         /* (owned): those of whom they are being told */
  guint64       refused[STEMPEL_N_RATE_CLASSES];
};

static const char *const class_names[STEMPEL_N_RATE_CLASSES] = {
  [STEMPEL_RATE_CLASS_READ] = "read",
  [STEMPEL_RATE_CLASS_SEARCH] = "search",
  [STEMPEL_RATE_CLASS_WRITE] = "write",
  [STEMPEL_RATE_CLASS_BOOKING] = "booking",
  [STEMPEL_RATE_CLASS_PIN] = "pin",
  [STEMPEL_RATE_CLASS_SIGN_IN] = "sign-in",
  [STEMPEL_RATE_CLASS_HEAVY] = "heavy",
};

static guint
hash_key (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);

  return hash;
}

static gboolean
equal_keys (gconstpointer one, gconstpointer two)
{
  return memcmp (one, two, KEY_BYTES) == 0;
}

/**
 * stempel_rate_limits_new:
 *
 * Returns: (transfer full): limits that let everything pass before stempel_rate_limits_set()
 */
StempelRateLimits *
stempel_rate_limits_new (void)
{
  StempelRateLimits *self = g_new0 (StempelRateLimits, 1);

  self->meters = g_hash_table_new_full (hash_key, equal_keys, NULL, g_free);
  self->telling = g_ptr_array_new ();

  return self;
}

/**
 * stempel_rate_limits_free:
 * @self: (transfer full): limits
 */
void
stempel_rate_limits_free (StempelRateLimits *self)
{
  g_ptr_array_unref (self->telling);
  g_hash_table_unref (self->meters);
  g_free (self);
}

/**
 * stempel_rate_limits_set:
 * @self: limits
 * @rates: what holds from now on
 */
void
stempel_rate_limits_set (StempelRateLimits *self, const StempelRates *rates)
{
  self->rates = *rates;
}

static gint64
get_burst (guint per_minute)
{
  /* What comes in ten seconds may come at once. */
  return MAX (per_minute / 6, LEAST_BURST);
}

/* Of IPv6 a customer has a /64. What is no address is somebody all the same. */
static void
make_address_key (StempelRateClass rate_class, const char *address, guint8 *key)
{
  guint8 what[KIND_BYTES + sizeof (struct in6_addr)] = { (guint8) rate_class, TRUE };
  guint8 digest[crypto_hash_sha256_BYTES];
  gsize length = KIND_BYTES;

  if (inet_pton (AF_INET, address, what + KIND_BYTES) == 1)
    length += sizeof (struct in_addr);
  else if (inet_pton (AF_INET6, address, what + KIND_BYTES) == 1)
    length += IPV6_NETWORK_BYTES;

  crypto_hash_sha256 (digest, what, length);
  memcpy (key, digest, KEY_BYTES);
}

static void
make_session_key (StempelRateClass rate_class, const char *session, guint8 *key)
{
  memset (key, 0, KEY_BYTES);
  key[0] = (guint8) rate_class;
  /* A hash is as good as its beginning. */
  sodium_hex2bin (key + KIND_BYTES, KEY_BYTES - KIND_BYTES, session,
                  2 * (KEY_BYTES - KIND_BYTES), NULL, NULL, NULL);
}

static void
list (StempelRateLimits *self, Meter *meter)
{
  if (!meter->listed)
    g_queue_push_tail_link (&self->to_tell, &meter->tell_link);
  meter->listed = TRUE;
}

static void
unlist (StempelRateLimits *self, Meter *meter)
{
  if (meter->listed)
    g_queue_unlink (&self->to_tell, &meter->tell_link);
  meter->listed = FALSE;
}

/* Those who have paid, among the ones used longest ago, and whoever is too many. */
static void
forget (StempelRateLimits *self, guint most, gint64 now)
{
  GList *oldest = self->used.head;

  for (guint i = 0; i < most && oldest != NULL; i++)
    {
      Meter *meter = oldest->data;

      oldest = oldest->next;
      if (meter->told || (meter->paid_at > now && self->used.length < MOST_METERS))
        continue;
      unlist (self, meter);
      g_queue_unlink (&self->used, &meter->link);
      g_hash_table_remove (self->meters, meter->key);
    }
}

static Meter *
find_meter (StempelRateLimits *self, const guint8 *key)
{
  Meter *meter = g_hash_table_lookup (self->meters, key);

  if (meter == NULL)
    {
      meter = g_new0 (Meter, 1);
      memcpy (meter->key, key, KEY_BYTES);
      meter->link.data = meter;
      meter->tell_link.data = meter;
      g_hash_table_insert (self->meters, meter->key, meter);
    }
  else
    {
      g_queue_unlink (&self->used, &meter->link);
    }
  g_queue_push_tail_link (&self->used, &meter->link);

  return meter;
}

static gint64
get_wait (const Meter *meter, guint per_minute, gint64 now)
{
  gint64 cost = MINUTE / per_minute;

  return MAX (meter->paid_at - now - cost * (get_burst (per_minute) - 1), 0);
}

static void
take (StempelRateLimits *self, Meter *meter, guint per_minute, gint64 now)
{
  gint64 cost = MINUTE / per_minute;

  meter->paid_at = MAX (meter->paid_at, now) + cost;
  meter->untold += cost;
  meter->share = cost * get_burst (per_minute) / SHARED_PART;
  if (meter->untold >= meter->share)
    list (self, meter);
}

/**
 * stempel_rate_limits_take:
 * @self: limits
 * @rate_class: what is asked for
 * @address: (nullable): where from; %NULL is not counted
 * @session: (nullable): what stempel_http_request_read_session() said; %NULL is not counted
 * @now: monotonic time in microseconds
 *
 * Counts a request of both, if both may make it.
 *
 * Returns: 0, or how many microseconds to wait
 */
gint64
stempel_rate_limits_take (StempelRateLimits *self,
                          StempelRateClass   rate_class,
                          const char        *address,
                          const char        *session,
                          gint64             now)
{
  guint of_session = self->rates.per_minute[rate_class];
  guint of_address = rate_class == STEMPEL_RATE_CLASS_SIGN_IN
                       ? of_session
                       : of_session * SESSIONS_OF_AN_ADDRESS;
  Meter *by_address = NULL;
  Meter *by_session = NULL;
  guint8 key[KEY_BYTES];
  gint64 wait = 0;

  if (of_session == 0)
    return 0;

  forget (self, FORGOTTEN_WITH_EACH, now);
  if (address != NULL)
    {
      make_address_key (rate_class, address, key);
      by_address = find_meter (self, key);
      wait = get_wait (by_address, of_address, now);
    }
  /* Who floods with tokens that nobody gave them need not be remembered for each. */
  if (session != NULL && wait == 0)
    {
      make_session_key (rate_class, session, key);
      by_session = find_meter (self, key);
      wait = get_wait (by_session, of_session, now);
    }
  if (wait > 0)
    {
      self->refused[rate_class]++;
      return wait;
    }

  if (by_address != NULL)
    take (self, by_address, of_address, now);
  if (by_session != NULL)
    take (self, by_session, of_session, now);

  return 0;
}

/**
 * stempel_rate_limits_new_error:
 * @wait: what stempel_rate_limits_take() returned, in microseconds
 *
 * Returns: (transfer full): the refusal that says so
 */
GError *
stempel_rate_limits_new_error (gint64 wait)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) then = g_date_time_add (now, wait);
  g_autofree char *available_at = g_date_time_format_iso8601 (then);
  g_autoptr(JsonObject) problem = json_object_new ();

  json_object_set_string_member (problem, "code", "rate_limited");
  json_object_set_string_member (problem, "available_at", available_at);

  return stempel_error_new_for_problem (problem, "too many requests");
}

/**
 * stempel_rate_limits_get_size:
 * @self: limits
 *
 * Returns: of how many it knows
 */
guint
stempel_rate_limits_get_size (StempelRateLimits *self)
{
  return g_hash_table_size (self->meters);
}

static void
write_key (const Meter *meter, char *text)
{
  for (guint i = 0; i < KEY_BYTES; i++)
    g_snprintf (text + 2 * i, 3, "%02x", meter->key[i]);
}

/**
 * stempel_rate_limits_begin_sharing:
 * @self: limits
 * @now: monotonic time in microseconds
 *
 * What the database is to be told, until stempel_rate_limits_end_sharing() says what became of it.
 *
 * Returns: (transfer full) (nullable): as JSON what was taken, in microseconds by keys in
 *   hexadecimal; %NULL if there is nothing to tell
 */
char *
stempel_rate_limits_begin_sharing (StempelRateLimits *self, gint64 now)
{
  g_autoptr(GString) text = g_string_new ("{");

  g_return_val_if_fail (self->telling->len == 0, NULL);

  forget (self, FORGOTTEN_AT_ONCE, now);

  while (self->telling->len < MOST_SHARED && !g_queue_is_empty (&self->to_tell))
    {
      Meter *meter = g_queue_peek_head (&self->to_tell);
      char key[2 * KEY_BYTES + 1];

      write_key (meter, key);
      g_string_append_printf (text, "%s\"%s\":%" G_GINT64_FORMAT, self->telling->len > 0 ? "," : "",
                              key, meter->untold);
      unlist (self, meter);
      meter->told = TRUE;
      meter->telling = meter->untold;
      meter->untold = 0;
      g_ptr_array_add (self->telling, meter);
    }
  g_string_append_c (text, '}');

  return self->telling->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
end_telling (StempelRateLimits *self, Meter *meter, JsonObject *ahead, gint64 now)
{
  char key[2 * KEY_BYTES + 1];

  write_key (meter, key);
  if (ahead != NULL && json_object_has_member (ahead, key))
    {
      /* What was taken meanwhile the others do not know yet. */
      meter->paid_at = now + json_object_get_int_member (ahead, key) + meter->untold;
      /* They may give more, which only asking again tells. */
      if (meter->paid_at - now >= meter->share)
        list (self, meter);
    }
  else
    {
      meter->untold += meter->telling;
      list (self, meter);
    }
  meter->telling = 0;
  meter->told = FALSE;
}

/**
 * stempel_rate_limits_end_sharing:
 * @self: limits that are being shared
 * @ahead: (nullable): by its keys, how far ahead of the database's clock everything is paid for
 *   that all servers together gave, in microseconds; %NULL when the database could not be told
 * @now: monotonic time in microseconds
 */
void
stempel_rate_limits_end_sharing (StempelRateLimits *self, JsonObject *ahead, gint64 now)
{
  for (guint i = 0; i < self->telling->len; i++)
    end_telling (self, g_ptr_array_index (self->telling, i), ahead, now);
  g_ptr_array_set_size (self->telling, 0);
}

/**
 * stempel_rate_limits_write_metrics:
 * @self: limits
 * @text: where it writes how many requests were refused
 */
void
stempel_rate_limits_write_metrics (StempelRateLimits *self, GString *text)
{
  stempel_metric_text_begin (text, LIMITED, "counter",
                             "Requests of those who had made too many.");
  for (guint i = 0; i < STEMPEL_N_RATE_CLASSES; i++)
    stempel_metric_text_add (text, LIMITED, (double) self->refused[i], "class", class_names[i],
                             NULL);
}
