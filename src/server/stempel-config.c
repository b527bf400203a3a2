/* stempel-config.c: what whoever runs a server can choose
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One table says what there is, what it may be and what it is when nobody says. Problems never
 * quote a connection string: somebody may have put a password in.
 */

#include "config.h"

#include <gio/gio.h>

#include "stempel-config.h"
#include "stempel-http-origin.h"
#include "stempel-listen-address.h"
#include "stempel-pg-conninfo.h"
#include "stempel-secret.h"

typedef enum
{
  KIND_TEXT,
  KIND_LIST,
  KIND_NUMBER,
  KIND_CHOICE,
} Kind;

/* What is wrong with a value, (transfer full), or %NULL. */
typedef char *(*Check) (const char *text);

typedef struct
{
  StempelConfigKey  key;
  Kind                kind;
  gsize               offset;
  const char         *initial;  /* (nullable) */
  guint               least;    /* of a number */
  guint               most;
  const char         *choices;  /* with `|` between; what is chosen is its number, from 0 */
  Check               check;    /* (nullable) */
  gboolean            restart;  /* it is looked at when the server starts only */
} Row;

static char *
check_address (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketAddress) address = stempel_listen_address_parse (text, &error);

  return address != NULL ? NULL : g_strdup (error->message);
}

static char *
check_status_address (const char *text)
{
  return stempel_listen_address_has_tls (text) ? g_strdup ("there is no TLS here")
                                               : check_address (text);
}

static char *
check_proxy (const char *text)
{
  const char *const proxies[] = { text, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) masks = stempel_http_origin_parse_proxies (proxies, &error);

  return masks != NULL ? NULL : g_strdup (error->message);
}

static char *
check_conninfo (const char *text)
{
  static const char *const secrets[] = { "password", "sslpassword" };
  g_autoptr(GError) error = NULL;
  g_autofree char *same = stempel_pg_conninfo_with (text, "application_name", "", &error);

  if (same == NULL)
    return g_strdup (error->message);

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *secret = stempel_pg_conninfo_get (text, secrets[i]);

      if (secret != NULL)
        return g_strdup_printf ("%s must not stand here, where others can read it: "
                                "a password belongs into a file of its own", secrets[i]);
    }

  return NULL;
}

static char *
check_path (const char *text)
{
  return g_path_is_absolute (text) ? NULL : g_strdup_printf ("“%s” is no absolute path", text);
}

#define OF(member) G_STRUCT_OFFSET (StempelConfig, member)

static const Row rows[] = {
  { { "server", "listen", TRUE,
      "Where to answer: unix:/PATH, 127.0.0.1:PORT, tls:0.0.0.0:PORT; again for more", "ADDRESS" },
    KIND_LIST, OF (listen), .check = check_address, .restart = TRUE },
  { { "server", "status-listen", TRUE,
      "Where to say how the server is; as --listen", "ADDRESS" },
    KIND_LIST, OF (status_listen), .check = check_status_address, .restart = TRUE },
  { { "server", "trusted-proxies", TRUE,
      "Proxies that are believed and not counted as clients; again for more", "IP" },
    KIND_LIST, OF (trusted_proxies), "127.0.0.1;::1", .check = check_proxy },
  { { "tls", "tls-certificate", FALSE,
      "Where the chain of certificates stands; default: the credential tls-certificate", "FILE" },
    KIND_TEXT, OF (tls_certificate), .check = check_path },
  { { "tls", "tls-key", FALSE, "Where its key stands; default: the credential tls-key", "FILE" },
    KIND_TEXT, OF (tls_key), .check = check_path },
  { { "limits", "connections", FALSE, "How many connections there may be", "N" },
    KIND_NUMBER, OF (connections), "2000", 1, 1000000 },
  { { "limits", "connections-per-address", FALSE,
      "How many of them from one address, 0 for any number", "N" },
    KIND_NUMBER, OF (connections_per_address), "64", 0, 1000000 },
  { { "limits", "request-seconds", FALSE, "How long a request may take to come in", "N" },
    KIND_NUMBER, OF (request_seconds), "10", 1, 3600 },
  { { "limits", "idle-seconds", FALSE, "How long a connection may be without a request", "N" },
    KIND_NUMBER, OF (idle_seconds), "30", 1, 3600 },
  { { "limits", "answer-seconds", FALSE, "How long an answer may take to be fetched", "N" },
    KIND_NUMBER, OF (answer_seconds), "30", 1, 3600 },
  { { "database", "database", FALSE, "A libpq connection string without a password", "CONNINFO" },
    KIND_TEXT, OF (database), .check = check_conninfo },
  { { "database", "database-password-file", FALSE,
      "Where its password stands; default: the credential database-password", "FILE" },
    KIND_TEXT, OF (database_password_file), .check = check_path },
  { { "database", "standby", FALSE, "Where lists may be read, without a password", "CONNINFO" },
    KIND_TEXT, OF (standby), .check = check_conninfo },
  { { "database", "standby-seconds", FALSE, "How old a list of it may be", "N" },
    KIND_NUMBER, OF (standby_seconds), "5", 1, 3600 },
  { { "database", "reads", FALSE, "How many reads may be under way at once", "N" },
    KIND_NUMBER, OF (reads), "4", 1, 1000 },
  { { "database", "writes", FALSE, "How many writes may be under way at once", "N" },
    KIND_NUMBER, OF (writes), "16", 1, 1000 },
  { { "database", "longest-line", FALSE, "How many of each may wait", "N" },
    KIND_NUMBER, OF (longest_line), "512", 0, 100000 },
  { { "rates", "rate-read", FALSE,
      "How many reads of one session a minute, 0 for any number; of an address ten times that",
      "N" },
    KIND_NUMBER, OF (rate_read), "1200", 0, 1000000 },
  { { "rates", "rate-search", FALSE, "How many searches, in the same way", "N" },
    KIND_NUMBER, OF (rate_search), "300", 0, 1000000 },
  { { "rates", "rate-write", FALSE, "How many changes by managers", "N" },
    KIND_NUMBER, OF (rate_write), "300", 0, 1000000 },
  { { "rates", "rate-booking", FALSE, "How many bookings", "N" },
    KIND_NUMBER, OF (rate_booking), "600", 0, 1000000 },
  { { "rates", "rate-pin", FALSE, "How many checks of PINs", "N" },
    KIND_NUMBER, OF (rate_pin), "60", 0, 1000000 },
  { { "rates", "rate-sign-in", FALSE, "How many sign-ins, of an address no more", "N" },
    KIND_NUMBER, OF (rate_sign_in), "30", 0, 1000000 },
  { { "rates", "rate-heavy", FALSE, "How many reports and proofs", "N" },
    KIND_NUMBER, OF (rate_heavy), "12", 0, 1000000 },
  { { "jobs", "jobs", FALSE, "Whether this server does what is due", "off|on" },
    KIND_CHOICE, OF (jobs), "off", .choices = "off|on" },
  { { "jobs", "jobs-database", FALSE, "A connection string for that; default: --database",
      "CONNINFO" },
    KIND_TEXT, OF (jobs_database), .check = check_conninfo },
  { { "jobs", "jobs-password-file", FALSE,
      "Where its password stands; default: the credential jobs-password", "FILE" },
    KIND_TEXT, OF (jobs_password_file), .check = check_path },
  { { "jobs", "jobs-seconds", FALSE, "After how many seconds to look again, at most", "N" },
    KIND_NUMBER, OF (jobs_seconds), "60", 1, 86400 },
  { { "log", "log-format", FALSE, "How the log is written", "auto|journal|json" },
    KIND_CHOICE, OF (log_format), "auto", .choices = "auto|journal|json" },
  { { "log", "log-level", FALSE, "How much is written", "warning|notice|info|debug" },
    KIND_CHOICE, OF (log_level), "notice", .choices = "warning|notice|info|debug" },
};

/**
 * stempel_config_get_n_keys:
 *
 * Returns: how many things can be chosen
 */
guint
stempel_config_get_n_keys (void)
{
  return G_N_ELEMENTS (rows);
}

/**
 * stempel_config_get_key:
 * @key: its number, from 0
 *
 * Returns: (transfer none): what can be chosen
 */
const StempelConfigKey *
stempel_config_get_key (guint key)
{
  g_return_val_if_fail (key < G_N_ELEMENTS (rows), NULL);

  return &rows[key].key;
}

static char *
set_number (const Row *row, guint *field, const char *text)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, row->least, row->most, &number, NULL))
    return g_strdup_printf ("“%s” is no number from %u to %u", text, row->least, row->most);
  *field = (guint) number;

  return NULL;
}

static char *
set_choice (const Row *row, guint *field, const char *text)
{
  g_auto(GStrv) choices = g_strsplit (row->choices, "|", -1);

  for (guint i = 0; choices[i] != NULL; i++)
    {
      if (g_str_equal (choices[i], text))
        {
          *field = i;
          return NULL;
        }
    }

  return g_strdup_printf ("“%s” is none of %s", text, row->choices);
}

static char *
set_list (const Row *row, char ***field, const char *const *values)
{
  g_auto(GStrv) copy = g_strdupv ((char **) values);

  for (guint i = 0; copy[i] != NULL; i++)
    {
      char *problem = row->check (g_strstrip (copy[i]));

      if (problem != NULL)
        return problem;
    }
  g_strfreev (*field);
  *field = g_steal_pointer (&copy);

  return NULL;
}

static char *
set_text (const Row *row, char **field, const char *text)
{
  char *problem = row->check (text);

  if (problem != NULL)
    return problem;
  g_free (*field);
  *field = g_strdup (text);

  return NULL;
}

/**
 * stempel_config_set:
 * @self: settings
 * @key: the number of a key
 * @values: its values; of what is no list the last one counts
 *
 * Returns: (transfer full) (nullable): why these are no values of @key, which then stays as it is;
 *   %NULL when they are
 */
char *
stempel_config_set (StempelConfig *self, guint key, const char * const *values)
{
  const Row *row = &rows[key];
  gpointer field = G_STRUCT_MEMBER_P (self, row->offset);
  guint n = g_strv_length ((char **) values);

  g_return_val_if_fail (key < G_N_ELEMENTS (rows), NULL);

  if (row->kind == KIND_LIST)
    return set_list (row, field, values);
  if (n == 0 || *values[n - 1] == '\0')
    return g_strdup ("there is no value");

  switch (row->kind)
    {
    case KIND_TEXT:
      return set_text (row, field, values[n - 1]);
    case KIND_NUMBER:
      return set_number (row, field, values[n - 1]);
    case KIND_CHOICE:
      return set_choice (row, field, values[n - 1]);
    case KIND_LIST:
      break;
    }

  g_assert_not_reached ();
}

/**
 * stempel_config_new:
 *
 * Returns: (transfer full): what holds where nobody says anything
 */
StempelConfig *
stempel_config_new (void)
{
  StempelConfig *self = g_new0 (StempelConfig, 1);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *initial = rows[i].initial;
      g_auto(GStrv) values = NULL;

      if (initial == NULL && rows[i].kind != KIND_LIST)
        continue;

      values = g_strsplit (initial != NULL ? initial : "", ";", -1);
      stempel_config_set (self, i, (const char *const *) values);
    }

  return self;
}

/**
 * stempel_config_free:
 * @self: (transfer full): settings
 */
void
stempel_config_free (StempelConfig *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (self, rows[i].offset);

      switch (rows[i].kind)
        {
        case KIND_TEXT:
          g_free (*(char **) field);
          break;
        case KIND_LIST:
          g_strfreev (*(char ***) field);
          break;
        case KIND_NUMBER:
        case KIND_CHOICE:
          break;
        }
    }
  g_clear_pointer (&self->tls, stempel_tls_free);
  g_free (self);
}

static gboolean
is_same (const Row *row, StempelConfig *self, StempelConfig *other)
{
  gpointer one = G_STRUCT_MEMBER_P (self, row->offset);
  gpointer two = G_STRUCT_MEMBER_P (other, row->offset);

  switch (row->kind)
    {
    case KIND_TEXT:
      return g_strcmp0 (*(char **) one, *(char **) two) == 0;
    case KIND_LIST:
      return g_strv_equal (*(const char *const **) one, *(const char *const **) two);
    case KIND_NUMBER:
    case KIND_CHOICE:
      return *(guint *) one == *(guint *) two;
    }

  g_assert_not_reached ();
}

/**
 * stempel_config_needs_restart:
 * @self: settings a server was started with
 * @other: those it has now
 *
 * Returns: (transfer full) (nullable): the names of the keys that differ and that a server looks at
 *   only when it starts; %NULL if there are none
 */
char *
stempel_config_needs_restart (StempelConfig *self, StempelConfig *other)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].restart && !is_same (&rows[i], self, other))
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", rows[i].key.name);
    }

  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

/* The file that was named, or else what the service manager hands over. */
static char *
find_file (const char *file, const char *credential)
{
  return file != NULL ? g_strdup (file) : stempel_secret_find_credential (credential);
}

static void
add_password (char **conninfo, const char *key, const char *file, const char *credential,
              GPtrArray *problems)
{
  g_autofree char *path = find_file (file, credential);
  g_autofree char *password = NULL;
  g_autofree char *whole = NULL;
  g_autoptr(GError) error = NULL;

  if (*conninfo == NULL || path == NULL)
    return;

  password = stempel_secret_read (path, &error);
  if (password == NULL)
    {
      g_ptr_array_add (problems, g_strdup_printf ("%s: %s", key, error->message));
      return;
    }
  whole = stempel_pg_conninfo_with (*conninfo, "password", password, NULL);
  g_free (*conninfo);
  *conninfo = g_steal_pointer (&whole);
}

static void
load_tls (StempelConfig *self, GPtrArray *problems)
{
  g_autofree char *certificate = find_file (self->tls_certificate, "tls-certificate");
  g_autofree char *key = find_file (self->tls_key, "tls-key");
  g_autofree char *chain = NULL;
  g_autofree char *secret = NULL;
  g_autoptr(GError) error = NULL;

  if (certificate == NULL && key == NULL)
    return;
  if (certificate == NULL || key == NULL)
    {
      g_ptr_array_add (problems, g_strdup ("tls-certificate, tls-key: it takes both"));
      return;
    }

  if (g_file_get_contents (certificate, &chain, NULL, &error) &&
      (secret = stempel_secret_read (key, &error)) != NULL)
    self->tls = stempel_tls_new (chain, secret, &error);
  if (self->tls == NULL)
    g_ptr_array_add (problems, g_strdup_printf ("tls-certificate, tls-key: %s", error->message));
}

static void
check_tls (StempelConfig *self, GPtrArray *problems)
{
  guint before = problems->len;

  load_tls (self, problems);
  for (guint i = 0; self->tls == NULL && problems->len == before && self->listen[i] != NULL; i++)
    {
      if (stempel_listen_address_has_tls (self->listen[i]))
        g_ptr_array_add (problems,
                         g_strdup_printf ("listen: “%s” takes tls-certificate and tls-key",
                                          self->listen[i]));
    }
}

/**
 * stempel_config_check:
 * @self: settings that are set
 * @problems: (element-type utf8): where what is wrong with them is added, key first
 *
 * Looks at what no key can know by itself, and fetches password and certificate from their files.
 */
void
stempel_config_check (StempelConfig *self, GPtrArray *problems)
{
  if (self->database == NULL)
    g_ptr_array_add (problems, g_strdup ("database: nobody says which: a line in [database], "
                                         "STEMPEL_DATABASE or --database does"));
  if (g_getenv ("PGPASSWORD") != NULL)
    g_ptr_array_add (problems, g_strdup ("PGPASSWORD must not be in the environment: "
                                         "a password belongs into a file of its own"));

  add_password (&self->database, "database-password-file", self->database_password_file,
                "database-password", problems);
  add_password (&self->standby, "database-password-file", self->database_password_file,
                "database-password", problems);
  add_password (&self->jobs_database, "jobs-password-file", self->jobs_password_file,
                "jobs-password", problems);
  if (self->jobs_database == NULL)
    self->jobs_database = g_strdup (self->database);
  check_tls (self, problems);
}
