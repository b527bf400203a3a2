/* stempel-log.c: what the server writes down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything goes through GLib's log. Whatever happens, and however often, so many lines come in a
 * second and no more: a flood must not fill the disk. Lines about requests have a measure of their
 * own, so that they do not crowd out the rest.
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stempel-log.h"

#define LINES_PER_SECOND 10
/* That many at once, after a while without any. */
#define LINES_IN_STORE 200
#define OWN_PREFIX "STEMPEL_"
#define REQUEST_FIELD OWN_PREFIX "REQUEST_ID"

/* What may still be written. */
typedef struct
{
  double lines;
  gint64 at;
  guint  left_out;
} Measure;

static struct
{
  GMutex           lock;   /* connections are made in threads, which may have something to say */
  StempelLogFormat format;
  StempelLogLevel  level;
  GLogLevelFlags   fatal;
  Measure          requests;
  Measure          rest;
} the_log = {
  .format = STEMPEL_LOG_FORMAT_AUTO,
  .level = STEMPEL_LOG_LEVEL_NOTICE,
  .requests = { .lines = LINES_IN_STORE },
  .rest = { .lines = LINES_IN_STORE },
};

static const struct
{
  GLogLevelFlags   glib;
  StempelLogLevel  level;
  const char      *name;
} levels[] = {
  { G_LOG_LEVEL_ERROR, STEMPEL_LOG_LEVEL_WARNING, "error" },
  { G_LOG_LEVEL_CRITICAL, STEMPEL_LOG_LEVEL_WARNING, "critical" },
  { G_LOG_LEVEL_WARNING, STEMPEL_LOG_LEVEL_WARNING, "warning" },
  { G_LOG_LEVEL_MESSAGE, STEMPEL_LOG_LEVEL_NOTICE, "notice" },
  { G_LOG_LEVEL_INFO, STEMPEL_LOG_LEVEL_INFO, "info" },
  { G_LOG_LEVEL_DEBUG, STEMPEL_LOG_LEVEL_DEBUG, "debug" },
};

/* Those are numbers for whoever reads the lines by program. */
static const char *const numbers[] = { "status", "duration_us", "bytes", "left_out", NULL };

static guint
find_level (GLogLevelFlags flags)
{
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      if ((flags & levels[i].glib) != 0)
        return i;
    }

  return G_N_ELEMENTS (levels) - 1;
}

static const GLogField *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, key))
        return &fields[i];
    }

  return NULL;
}

static gboolean
take_one (Measure *measure)
{
  gint64 now = g_get_monotonic_time ();
  double more = (double) (now - measure->at) * LINES_PER_SECOND / G_USEC_PER_SEC;

  measure->lines = MIN (measure->lines + more, LINES_IN_STORE);
  measure->at = now;
  if (measure->lines < 1)
    {
      measure->left_out++;
      return FALSE;
    }
  measure->lines--;

  return TRUE;
}

static char *
get_text (const GLogField *field)
{
  return field->length < 0 ? g_strdup (field->value)
                           : g_strndup (field->value, (gsize) field->length);
}

static void
add_field (JsonObject *line, const GLogField *field)
{
  g_autofree char *text = get_text (field);
  g_autofree char *name = NULL;

  if (g_str_equal (field->key, "MESSAGE"))
    {
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      json_object_set_string_member (line, "message", valid);
      return;
    }
  if (!g_str_has_prefix (field->key, OWN_PREFIX))
    return;

  name = g_ascii_strdown (field->key + strlen (OWN_PREFIX), -1);
  if (g_strv_contains (numbers, name))
    json_object_set_int_member (line, name, g_ascii_strtoll (text, NULL, 10));
  else
    json_object_set_string_member (line, name, text);
}

static void
write_json (GLogLevelFlags flags, const GLogField *fields, gsize n_fields)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *line = json_object_new ();
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");
  g_autofree char *text = NULL;

  json_node_take_object (node, line);
  json_object_set_string_member (line, "time", time);
  json_object_set_string_member (line, "level", levels[find_level (flags)].name);
  for (gsize i = 0; i < n_fields; i++)
    add_field (line, &fields[i]);

  text = json_to_string (node, FALSE);
  fprintf (stderr, "%s\n", text);
}

static void
write_line (GLogLevelFlags flags, const GLogField *fields, gsize n_fields)
{
  gboolean to_journal = the_log.format == STEMPEL_LOG_FORMAT_JOURNAL ||
                        (the_log.format == STEMPEL_LOG_FORMAT_AUTO &&
                         g_log_writer_is_journald (fileno (stderr)));

  if (!to_journal ||
      g_log_writer_journald (flags, fields, n_fields, NULL) != G_LOG_WRITER_HANDLED)
    write_json (flags, fields, n_fields);
}

/* Before the first line that is written again. */
static void
tell_left_out (Measure *measure)
{
  g_autofree char *number = g_strdup_printf ("%u", measure->left_out);
  g_autofree char *text = g_strdup_printf ("%u lines were left out", measure->left_out);
  const GLogField fields[] = {
    { "MESSAGE", text, -1 },
    { "PRIORITY", "5", -1 },
    { OWN_PREFIX "LEFT_OUT", number, -1 },
  };

  if (measure->left_out == 0)
    return;

  measure->left_out = 0;
  write_line (G_LOG_LEVEL_MESSAGE, fields, G_N_ELEMENTS (fields));
}

static gboolean
is_written (GLogLevelFlags flags)
{
  return levels[find_level (flags)].level <= the_log.level;
}

static GLogWriterOutput
write_cb (GLogLevelFlags flags, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  Measure *measure = find_field (fields, n_fields, REQUEST_FIELD) != NULL ? &the_log.requests
                                                                          : &the_log.rest;

  g_mutex_lock (&the_log.lock);
  if (is_written (flags) && take_one (measure))
    {
      tell_left_out (measure);
      write_line (flags, fields, n_fields);
    }
  g_mutex_unlock (&the_log.lock);

  /* G_DEBUG=fatal-warnings is looked at by GLib's own writer only. */
  if ((flags & the_log.fatal) != 0)
    abort ();

  return G_LOG_WRITER_HANDLED;
}

/**
 * stempel_log_start:
 *
 * From now on what is logged is written as stempel_log_set() says.
 */
void
stempel_log_start (void)
{
  the_log.fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_always_fatal (the_log.fatal);
  g_log_set_writer_func (write_cb, NULL, NULL);
}

/**
 * stempel_log_set:
 * @format: how it is written
 * @level: how much
 *
 * Counts at once.
 */
void
stempel_log_set (StempelLogFormat format, StempelLogLevel level)
{
  g_mutex_lock (&the_log.lock);
  the_log.format = format;
  the_log.level = level;
  g_mutex_unlock (&the_log.lock);
}

/**
 * stempel_log_has:
 * @flags: the level of a line
 *
 * For who would write many.
 *
 * Returns: whether it is written, as far as levels say
 */
gboolean
stempel_log_has (GLogLevelFlags flags)
{
  gboolean has;

  g_mutex_lock (&the_log.lock);
  has = is_written (flags);
  g_mutex_unlock (&the_log.lock);

  return has;
}
