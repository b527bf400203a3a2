/* stempel-counter.c: the place a terminal stands at, and who is signed in there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-counter.h"
#include "stempel-settings.h"

#define KEY_STORE "terminal-store"
#define KEY_LOCK_MINUTES "terminal-lock-minutes"

/* A token that ends while the booking travels is of no use. */
#define TOKEN_MARGIN_SECONDS 5

struct _StempelCounter
{
  GObject        parent_instance;

  StempelClient *client;         /* (owned) */
  StempelStore  *store;          /* (owned) (nullable) */

  char          *employee_name;  /* (owned) (nullable): nobody is signed in */
  gint64         employee_id;
  char          *pin_token;      /* (owned) (nullable): chosen without a PIN */
  GDateTime     *until;          /* (owned) (nullable) */
  gint64         last_employee;

  guint          lock_seconds;
  guint          lock_source;
  guint          expiry_source;
};

enum { PROP_0, PROP_CLIENT, PROP_STORE, PROP_SIGNED_IN, PROP_SIGNED_IN_UNTIL, N_PROPS };
enum { SIGNAL_LOCKED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelCounter, stempel_counter, G_TYPE_OBJECT)

static void
notify_signed_in (StempelCounter *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNED_IN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNED_IN_UNTIL]);
}

static gboolean
inactive_cb (gpointer user_data)
{
  StempelCounter *self = STEMPEL_COUNTER (user_data);

  self->lock_source = 0;
  stempel_counter_lock (self);

  return G_SOURCE_REMOVE;
}

static gboolean
expired_cb (gpointer user_data)
{
  StempelCounter *self = STEMPEL_COUNTER (user_data);

  self->expiry_source = 0;
  stempel_counter_lock (self);

  return G_SOURCE_REMOVE;
}

static void
watch_expiry (StempelCounter *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  GTimeSpan left;

  g_clear_handle_id (&self->expiry_source, g_source_remove);

  if (self->until == NULL)
    return;

  left = g_date_time_difference (self->until, now) / G_TIME_SPAN_SECOND;
  self->expiry_source = g_timeout_add_seconds ((guint) CLAMP (left, 1, G_MAXINT), expired_cb, self);
}

/**
 * stempel_counter_touch:
 * @self: a counter
 *
 * Somebody is at the terminal: the time until it locks itself starts again.
 */
void
stempel_counter_touch (StempelCounter *self)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));

  g_clear_handle_id (&self->lock_source, g_source_remove);
  if (self->employee_name != NULL)
    self->lock_source = g_timeout_add_seconds (self->lock_seconds, inactive_cb, self);
}

static void
sign_in (StempelCounter *self,
         gint64          employee_id,
         const char     *name,
         const char     *pin_token,
         GDateTime      *until)
{
  g_free (self->employee_name);
  self->employee_name = g_strdup (name);
  g_free (self->pin_token);
  self->pin_token = g_strdup (pin_token);
  g_clear_pointer (&self->until, g_date_time_unref);
  if (until != NULL)
    self->until = g_date_time_ref (until);

  self->employee_id = employee_id;
  self->last_employee = employee_id;
  watch_expiry (self);
  stempel_counter_touch (self);
  notify_signed_in (self);
}

/**
 * stempel_counter_sign_in:
 * @self: a counter
 * @grant: what employee_verify gave for the PIN, of the scope `shift`
 *
 * The employee books without another PIN until the grant ends or the terminal locks.
 */
void
stempel_counter_sign_in (StempelCounter *self, StempelPinGrant *grant)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));
  g_return_if_fail (STEMPEL_IS_PIN_GRANT (grant));

  sign_in (self,
           stempel_pin_grant_get_employee_id (grant),
           stempel_pin_grant_get_employee_name (grant),
           stempel_pin_grant_get_pin_token (grant),
           stempel_pin_grant_get_expires_at (grant));
}

/**
 * stempel_counter_sign_in_without_pin:
 * @self: a counter
 * @employee_id: who
 * @name: their name
 *
 * For programs that ask for no PIN: the employee is chosen once.
 */
void
stempel_counter_sign_in_without_pin (StempelCounter *self, gint64 employee_id, const char *name)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));

  sign_in (self, employee_id, name, NULL, NULL);
}

static gboolean
token_is_good (StempelCounter *self)
{
  g_autoptr(GDateTime) soon = NULL;
  g_autoptr(GDateTime) now = NULL;

  if (self->pin_token == NULL)
    return FALSE;
  if (self->until == NULL)
    return TRUE;

  now = g_date_time_new_now_utc ();
  soon = g_date_time_add_seconds (now, TOKEN_MARGIN_SECONDS);

  return g_date_time_compare (self->until, soon) > 0;
}

/**
 * stempel_counter_authorise:
 * @self: a counter
 * @press: a press that waits for somebody to stand behind it
 *
 * Lets the person who is signed in stand behind @press if the program's policy allows that.
 *
 * Returns: whether it does; otherwise somebody has to be asked
 */
gboolean
stempel_counter_authorise (StempelCounter *self, StempelPress *press)
{
  const char *scope;

  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), FALSE);
  g_return_val_if_fail (STEMPEL_IS_PRESS (press), FALSE);

  scope = stempel_press_get_pin_scope (press);

  if (self->employee_name == NULL || g_strcmp0 (scope, "operation") == 0)
    return FALSE;
  if (scope != NULL && !token_is_good (self))
    return FALSE;
  if (stempel_press_is_uncertain (press) &&
      stempel_press_get_employee_id (press) != self->employee_id)
    return FALSE;

  stempel_press_set_employee (press, self->employee_id, scope != NULL ? self->pin_token : NULL);

  return TRUE;
}

/**
 * stempel_counter_forget:
 * @self: a counter
 *
 * Signs the employee out because the database no longer accepts what they signed in with. Unlike
 * with stempel_counter_lock() the customer at the counter stays.
 */
void
stempel_counter_forget (StempelCounter *self)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));

  g_clear_pointer (&self->employee_name, g_free);
  g_clear_pointer (&self->pin_token, g_free);
  g_clear_pointer (&self->until, g_date_time_unref);
  g_clear_handle_id (&self->lock_source, g_source_remove);
  g_clear_handle_id (&self->expiry_source, g_source_remove);
  self->employee_id = 0;

  notify_signed_in (self);
}

/**
 * stempel_counter_lock:
 * @self: a counter
 *
 * Signs the employee out. The next booking asks again.
 */
void
stempel_counter_lock (StempelCounter *self)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));

  if (self->employee_name == NULL)
    return;

  stempel_counter_forget (self);
  g_signal_emit (self, signals[SIGNAL_LOCKED], 0);
}

/**
 * stempel_counter_set_store:
 * @self: a counter
 * @store: (nullable): where the terminal stands; %NULL when that is to be asked again
 *
 * A store is remembered for the next start.
 */
void
stempel_counter_set_store (StempelCounter *self, StempelStore *store)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));
  g_return_if_fail (store == NULL || STEMPEL_IS_STORE (store));

  if (!g_set_object (&self->store, store))
    return;

  if (store != NULL)
    g_settings_set_int64 (stempel_settings_get_default (), KEY_STORE, stempel_store_get_id (store));

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORE]);
}

/**
 * stempel_counter_get_remembered_store:
 * @self: a counter
 *
 * Returns: the id of the store of last time, 0 for none
 */
gint64
stempel_counter_get_remembered_store (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), 0);

  return g_settings_get_int64 (stempel_settings_get_default (), KEY_STORE);
}

/**
 * stempel_counter_set_lock_seconds:
 * @self: a counter
 * @seconds: how long nobody may touch the terminal before it locks
 */
void
stempel_counter_set_lock_seconds (StempelCounter *self, guint seconds)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));

  self->lock_seconds = seconds;
  stempel_counter_touch (self);
}

/**
 * stempel_counter_get_client:
 * @self: a counter
 *
 * Returns: (transfer none): the client
 */
StempelClient *
stempel_counter_get_client (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), NULL);

  return self->client;
}

/**
 * stempel_counter_get_store:
 * @self: a counter
 *
 * Returns: (transfer none) (nullable): the store
 */
StempelStore *
stempel_counter_get_store (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), NULL);

  return self->store;
}

/**
 * stempel_counter_get_store_id:
 * @self: a counter
 *
 * Returns: the id of the store, 0 while there is none
 */
gint64
stempel_counter_get_store_id (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), 0);

  return self->store != NULL ? stempel_store_get_id (self->store) : 0;
}

/**
 * stempel_counter_get_signed_in:
 * @self: a counter
 *
 * Returns: (transfer none) (nullable): the name of who is signed in
 */
const char *
stempel_counter_get_signed_in (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), NULL);

  return self->employee_name;
}

/**
 * stempel_counter_get_signed_in_until:
 * @self: a counter
 *
 * Returns: (transfer none) (nullable): when that ends
 */
GDateTime *
stempel_counter_get_signed_in_until (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), NULL);

  return self->until;
}

/**
 * stempel_counter_get_last_employee:
 * @self: a counter
 *
 * Returns: who booked last, to be offered first; 0 for nobody
 */
gint64
stempel_counter_get_last_employee (StempelCounter *self)
{
  g_return_val_if_fail (STEMPEL_IS_COUNTER (self), 0);

  return self->last_employee;
}

/**
 * stempel_counter_set_last_employee:
 * @self: a counter
 * @employee_id: who booked
 */
void
stempel_counter_set_last_employee (StempelCounter *self, gint64 employee_id)
{
  g_return_if_fail (STEMPEL_IS_COUNTER (self));

  self->last_employee = employee_id;
}

static void
stempel_counter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelCounter *self = STEMPEL_COUNTER (object);

  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, self->client);
      break;
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_SIGNED_IN:
      g_value_set_string (value, self->employee_name);
      break;
    case PROP_SIGNED_IN_UNTIL:
      g_value_set_boxed (value, self->until);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_counter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  StempelCounter *self = STEMPEL_COUNTER (object);

  switch (id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_counter_finalize (GObject *object)
{
  StempelCounter *self = STEMPEL_COUNTER (object);

  g_clear_handle_id (&self->lock_source, g_source_remove);
  g_clear_handle_id (&self->expiry_source, g_source_remove);
  g_clear_pointer (&self->until, g_date_time_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->store);
  g_free (self->employee_name);
  g_free (self->pin_token);

  G_OBJECT_CLASS (stempel_counter_parent_class)->finalize (object);
}

static void
stempel_counter_class_init (StempelCounterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = stempel_counter_get_property;
  object_class->set_property = stempel_counter_set_property;
  object_class->finalize = stempel_counter_finalize;

  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STORE] =
    g_param_spec_object ("store", NULL, NULL, STEMPEL_TYPE_STORE, flags);
  properties[PROP_SIGNED_IN] =
    g_param_spec_string ("signed-in", NULL, NULL, NULL, flags);
  properties[PROP_SIGNED_IN_UNTIL] =
    g_param_spec_boxed ("signed-in-until", NULL, NULL, G_TYPE_DATE_TIME, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LOCKED] =
    g_signal_new ("locked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stempel_counter_init (StempelCounter *self)
{
  self->lock_seconds =
    (guint) g_settings_get_int (stempel_settings_get_default (), KEY_LOCK_MINUTES) * 60;
}

/**
 * stempel_counter_new:
 * @client: where to book
 *
 * Returns: (transfer full): a counter without a store, with nobody signed in
 */
StempelCounter *
stempel_counter_new (StempelClient *client)
{
  g_return_val_if_fail (STEMPEL_IS_CLIENT (client), NULL);

  return g_object_new (STEMPEL_TYPE_COUNTER, "client", client, NULL);
}
