/* stempel-profile.c: a way to a database that somebody saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-client-enums.h"
#include "stempel-http-address.h"
#include "stempel-profile.h"

/**
 * StempelProfile:
 *
 * What is needed to find a database, without the password.
 */
struct _StempelProfile
{
  GObject parent_instance;

  char               *id;        /* (owned) a UUID */
  StempelProfileKind  kind;
  char               *name;      /* (owned) (nullable) */
  char               *host;      /* (owned) (nullable) a name, an address or a socket's folder */
  guint               port;      /* 0: the usual one */
  char               *database;  /* (owned) (nullable) */
  char               *user;      /* (owned) (nullable) a role, or somebody's e-mail address */
  char               *sslmode;   /* (owned) (nullable) */
  char               *url;       /* (owned) (nullable) of a Stempel server */
  gint64              merchant_id;
  gboolean            terminal;  /* this device is one there, or was until now */
  GDateTime          *last_used; /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_NAME,
  PROP_HOST,
  PROP_PORT,
  PROP_DATABASE,
  PROP_USER,
  PROP_SSLMODE,
  PROP_URL,
  PROP_MERCHANT_ID,
  PROP_TERMINAL,
  PROP_LAST_USED,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (StempelProfile, stempel_profile, G_TYPE_OBJECT)

static void
stempel_profile_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  StempelProfile *self = STEMPEL_PROFILE (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;

    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    case PROP_DATABASE:
      g_value_set_string (value, self->database);
      break;

    case PROP_USER:
      g_value_set_string (value, self->user);
      break;

    case PROP_SSLMODE:
      g_value_set_string (value, self->sslmode);
      break;

    case PROP_URL:
      g_value_set_string (value, self->url);
      break;

    case PROP_MERCHANT_ID:
      g_value_set_int64 (value, self->merchant_id);
      break;

    case PROP_TERMINAL:
      g_value_set_boolean (value, self->terminal);
      break;

    case PROP_LAST_USED:
      g_value_set_boxed (value, self->last_used);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
set_text (StempelProfile *self, char **field, const GValue *value, GParamSpec *pspec)
{
  if (g_strcmp0 (*field, g_value_get_string (value)) == 0)
    return;

  g_free (*field);
  *field = g_value_dup_string (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_kind (StempelProfile *self, StempelProfileKind kind)
{
  if (self->kind == kind)
    return;

  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

static void
set_port (StempelProfile *self, guint port)
{
  if (self->port == port)
    return;

  self->port = port;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

static void
set_merchant_id (StempelProfile *self, gint64 merchant_id)
{
  if (self->merchant_id == merchant_id)
    return;

  self->merchant_id = merchant_id;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MERCHANT_ID]);
}

static void
set_terminal (StempelProfile *self, gboolean terminal)
{
  if (self->terminal == terminal)
    return;

  self->terminal = terminal;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TERMINAL]);
}

static void
set_last_used (StempelProfile *self, GDateTime *time)
{
  g_clear_pointer (&self->last_used, g_date_time_unref);
  self->last_used = time != NULL ? g_date_time_ref (time) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_USED]);
}

static void
stempel_profile_set_property (GObject *object, guint property_id, const GValue *value,
                              GParamSpec *pspec)
{
  StempelProfile *self = STEMPEL_PROFILE (object);

  switch (property_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;

    case PROP_KIND:
      set_kind (self, g_value_get_enum (value));
      break;

    case PROP_NAME:
      set_text (self, &self->name, value, pspec);
      break;

    case PROP_HOST:
      set_text (self, &self->host, value, pspec);
      break;

    case PROP_PORT:
      set_port (self, g_value_get_uint (value));
      break;

    case PROP_DATABASE:
      set_text (self, &self->database, value, pspec);
      break;

    case PROP_USER:
      set_text (self, &self->user, value, pspec);
      break;

    case PROP_SSLMODE:
      set_text (self, &self->sslmode, value, pspec);
      break;

    case PROP_URL:
      set_text (self, &self->url, value, pspec);
      break;

    case PROP_MERCHANT_ID:
      set_merchant_id (self, g_value_get_int64 (value));
      break;

    case PROP_TERMINAL:
      set_terminal (self, g_value_get_boolean (value));
      break;

    case PROP_LAST_USED:
      set_last_used (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
stempel_profile_finalize (GObject *object)
{
  StempelProfile *self = STEMPEL_PROFILE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->host);
  g_free (self->database);
  g_free (self->user);
  g_free (self->sslmode);
  g_free (self->url);
  g_clear_pointer (&self->last_used, g_date_time_unref);

  G_OBJECT_CLASS (stempel_profile_parent_class)->finalize (object);
}

static void
stempel_profile_class_init (StempelProfileClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_profile_get_property;
  object_class->set_property = stempel_profile_set_property;
  object_class->finalize = stempel_profile_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, STEMPEL_TYPE_PROFILE_KIND,
                                             STEMPEL_PROFILE_KIND_LOCAL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_HOST] = g_param_spec_string ("host", NULL, NULL, NULL, flags);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_DATABASE] = g_param_spec_string ("database", NULL, NULL, NULL, flags);
  properties[PROP_USER] = g_param_spec_string ("user", NULL, NULL, NULL, flags);
  properties[PROP_SSLMODE] = g_param_spec_string ("sslmode", NULL, NULL, NULL, flags);
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  properties[PROP_MERCHANT_ID] =
    g_param_spec_int64 ("merchant-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TERMINAL] = g_param_spec_boolean ("terminal", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_USED] =
    g_param_spec_boxed ("last-used", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
stempel_profile_init (StempelProfile *self)
{
}

/**
 * stempel_profile_new:
 * @kind: what it leads to
 *
 * Returns: (transfer full): a profile with an id of its own
 */
StempelProfile *
stempel_profile_new (StempelProfileKind kind)
{
  g_autofree char *id = g_uuid_string_random ();

  return stempel_profile_new_with_id (id, kind);
}

/**
 * stempel_profile_new_with_id:
 * @id: a UUID
 * @kind: what it leads to
 *
 * Returns: (transfer full): a profile that was saved before
 */
StempelProfile *
stempel_profile_new_with_id (const char *id, StempelProfileKind kind)
{
  g_return_val_if_fail (g_uuid_string_is_valid (id), NULL);

  return g_object_new (STEMPEL_TYPE_PROFILE, "id", id, "kind", kind, NULL);
}

/**
 * stempel_profile_get_id:
 * @self: a profile
 *
 * Returns: (transfer none): its UUID
 */
const char *
stempel_profile_get_id (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->id;
}

/**
 * stempel_profile_get_kind:
 * @self: a profile
 *
 * Returns: what it leads to
 */
StempelProfileKind
stempel_profile_get_kind (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), STEMPEL_PROFILE_KIND_LOCAL);

  return self->kind;
}

/**
 * stempel_profile_get_name:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): what its owner calls it
 */
const char *
stempel_profile_get_name (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->name;
}

/**
 * stempel_profile_get_host:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): a host name, an address, or the folder of a Unix socket
 */
const char *
stempel_profile_get_host (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->host;
}

/**
 * stempel_profile_get_port:
 * @self: a profile
 *
 * Returns: the port, 0 for the usual one
 */
guint
stempel_profile_get_port (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), 0);

  return self->port;
}

/**
 * stempel_profile_get_database:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the name of the database
 */
const char *
stempel_profile_get_database (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->database;
}

/**
 * stempel_profile_get_user:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the PostgreSQL role to sign in with; at a Stempel server an
 *   e-mail address
 */
const char *
stempel_profile_get_user (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->user;
}

/**
 * stempel_profile_get_sslmode:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): libpq's word for how the line is encrypted; %NULL for
 * `verify-full`
 */
const char *
stempel_profile_get_sslmode (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->sslmode;
}

/**
 * stempel_profile_get_url:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the address of a Stempel server, see
 *   stempel_profile_check_url()
 */
const char *
stempel_profile_get_url (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->url;
}

/**
 * stempel_profile_get_merchant_id:
 * @self: a profile
 *
 * Returns: which merchant, for who has logins with several; 0: the one used last
 */
gint64
stempel_profile_get_merchant_id (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), 0);

  return self->merchant_id;
}

/**
 * stempel_profile_get_terminal:
 * @self: a profile
 *
 * Returns: whether this device is a terminal there: its session was made with a code
 */
gboolean
stempel_profile_get_terminal (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), FALSE);

  return self->terminal;
}

/**
 * stempel_profile_dup_place:
 * @self: a profile
 *
 * Returns: (transfer full) (nullable): the name of the computer that it leads to, as people know
 *   it; %NULL: this one
 */
char *
stempel_profile_dup_place (StempelProfile *self)
{
  g_autoptr(GUri) address = NULL;

  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  if (self->kind != STEMPEL_PROFILE_KIND_SERVER)
    return g_strdup (self->host);

  address = self->url != NULL ? stempel_http_address_parse (self->url, NULL) : NULL;

  return address != NULL ? g_hostname_to_unicode (g_uri_get_host (address)) : NULL;
}

/**
 * stempel_profile_check_url:
 * @text: what somebody typed
 * @error: return location for an %STEMPEL_ERROR_INVALID with an error of the field `url`:
 *   `invalid_format`, or `not_allowed` where a password would travel in the clear
 *
 * Returns: (transfer full): the whole address of a Stempel server, or %NULL on error
 */
char *
stempel_profile_check_url (const char *text, GError **error)
{
  g_autoptr(GUri) address = stempel_http_address_parse (text, error);

  return address != NULL ? g_uri_to_string (address) : NULL;
}

/**
 * stempel_profile_get_last_used:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): when it was last connected with
 */
GDateTime *
stempel_profile_get_last_used (StempelProfile *self)
{
  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);

  return self->last_used;
}

/**
 * stempel_profile_touch:
 * @self: a profile
 *
 * Notes that it was used now.
 */
void
stempel_profile_touch (StempelProfile *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  g_return_if_fail (STEMPEL_IS_PROFILE (self));

  set_last_used (self, now);
}

/* libpq's rules: quoted, with a backslash before quote and backslash. */
static void
append_option (GString *conninfo, const char *keyword, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  g_string_append_printf (conninfo, "%s%s='", conninfo->len > 0 ? " " : "", keyword);

  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '\'' || *p == '\\')
        g_string_append_c (conninfo, '\\');

      g_string_append_c (conninfo, *p);
    }

  g_string_append_c (conninfo, '\'');
}

/**
 * stempel_profile_build_conninfo:
 * @self: a profile of a PostgreSQL server
 * @password: (nullable): the password
 *
 * The line is verified (`verify-full`) unless the profile says otherwise; on a Unix socket libpq
 * does not encrypt at all.
 *
 * Returns: (transfer full): a libpq connection string; keep it out of logs
 */
char *
stempel_profile_build_conninfo (StempelProfile *self, const char *password)
{
  GString *conninfo;
  char port[16] = "";

  g_return_val_if_fail (STEMPEL_IS_PROFILE (self), NULL);
  g_return_val_if_fail (self->kind == STEMPEL_PROFILE_KIND_POSTGRESQL, NULL);

  if (self->port != 0)
    g_snprintf (port, sizeof port, "%u", self->port);

  conninfo = g_string_new (NULL);
  append_option (conninfo, "host", self->host);
  append_option (conninfo, "port", port);
  append_option (conninfo, "dbname", self->database);
  append_option (conninfo, "user", self->user);
  append_option (conninfo, "password", password);
  append_option (conninfo, "sslmode", self->sslmode != NULL ? self->sslmode : "verify-full");

  return g_string_free (conninfo, FALSE);
}
