/* stempel-press.c: one press of a button that books, with its key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-error.h"
#include "stempel-press.h"

/**
 * StempelPress:
 *
 * The key of a booking is made with the press and stays the same for all attempts of that press, so
 * that no number of attempts can book twice. While an attempt is under way there is no second one.
 */
struct _StempelPress
{
  GObject           parent_instance;

  StempelPressKind  kind;
  gint64            account_id;     /* 0: the member has no account in the program yet */
  gint64            customer_id;
  gint64            program_id;
  gint64            stamps;
  gint64            entitlement_id;
  gint64            entry_id;
  gint64            store_id;
  gint64            card_id;        /* 0: found by search */
  gint64            employee_id;
  JsonNode         *particulars;    /* (owned) (nullable): of the member to enrol */
  char             *pin_policy;     /* (owned) (nullable) */
  char             *pin_token;      /* (owned) (nullable) */
  char             *key;            /* (owned) */
  char             *open_key;       /* (owned): for the account, when it has to be opened first */
  gboolean          authorised;
  gboolean          uncertain;
  gboolean          busy;
};

enum { PROP_0, PROP_BUSY, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StempelPress, stempel_press, G_TYPE_OBJECT)

static void
set_busy (StempelPress *self, gboolean busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
set_optional_int (JsonObject *object, const char *member, gint64 value)
{
  if (value != 0)
    json_object_set_int_member (object, member, value);
}

static void
describe_booking (StempelPress *self, JsonObject *object)
{
  switch (self->kind)
    {
    case STEMPEL_PRESS_EARN:
      json_object_set_int_member (object, "account_id", self->account_id);
      json_object_set_int_member (object, "stamps", self->stamps);
      set_optional_int (object, "card_id", self->card_id);
      break;

    case STEMPEL_PRESS_REDEEM:
      json_object_set_int_member (object, "account_id", self->account_id);
      set_optional_int (object, "entitlement_id", self->entitlement_id);
      set_optional_int (object, "card_id", self->card_id);
      break;

    case STEMPEL_PRESS_VOID:
      json_object_set_int_member (object, "entry_id", self->entry_id);
      json_object_set_string_member (object, "reason", "counter");
      break;

    case STEMPEL_PRESS_ENROL:
      break;
    }
}

static JsonNode *
make_request (StempelPress *self)
{
  JsonNode *request;
  JsonObject *object;

  if (self->particulars != NULL)
    {
      request = json_node_copy (self->particulars);
    }
  else
    {
      request = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (request, json_object_new ());
    }

  object = json_node_get_object (request);
  describe_booking (self, object);
  set_optional_int (object, "store_id", self->store_id);
  set_optional_int (object, "employee_id", self->employee_id);
  if (self->pin_token != NULL)
    json_object_set_string_member (object, "pin_token", self->pin_token);

  return request;
}

static StempelOperation
get_operation (StempelPress *self)
{
  static const StempelOperation operations[] = {
    [STEMPEL_PRESS_EARN] = STEMPEL_OPERATION_STAMP_EARN,
    [STEMPEL_PRESS_REDEEM] = STEMPEL_OPERATION_STAMP_REDEEM,
    [STEMPEL_PRESS_VOID] = STEMPEL_OPERATION_ENTRY_VOID,
    [STEMPEL_PRESS_ENROL] = STEMPEL_OPERATION_CUSTOMER_ENROLL,
  };

  return operations[self->kind];
}

/* What happened is known once there is an answer of the database, whatever it says. */
static void
attempt_ended (StempelPress *self, const GError *error)
{
  self->uncertain = error != NULL && (error->domain != STEMPEL_ERROR ||
                                      error->code == STEMPEL_ERROR_UNAVAILABLE);

  if (error != NULL && error->domain == STEMPEL_ERROR &&
      (error->code == STEMPEL_ERROR_PIN_REQUIRED || error->code == STEMPEL_ERROR_PIN_INVALID))
    self->authorised = FALSE;

  set_busy (self, FALSE);
}

static void
send_booked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelPress *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  StempelRecord *record = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  attempt_ended (self, error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, record, g_object_unref);
}

static void
send_booking (StempelPress *self, StempelClient *client, GTask *task)
{
  g_autoptr(JsonNode) request = make_request (self);

  stempel_client_call_async (client, get_operation (self), request, self->key, NULL,
                             send_booked_cb, g_object_ref (task));
}

static void
send_opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  StempelPress *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelRecord) record = NULL;

  record = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (error != NULL)
    {
      attempt_ended (self, error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->account_id = stempel_account_get_id (STEMPEL_ACCOUNT (record));
  send_booking (self, STEMPEL_CLIENT (object), task);
}

/**
 * stempel_press_send_async:
 * @self: a press
 * @client: where to book
 * @callback: called when the booking or an error is there
 * @user_data: for @callback
 *
 * One attempt; every attempt of a press carries the same key. Fails with %G_IO_ERROR_PENDING while
 * another attempt is under way. It cannot be cancelled: what was sent may have been booked.
 */
void
stempel_press_send_async (StempelPress        *self,
                          StempelClient       *client,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(JsonNode) request = NULL;

  g_return_if_fail (STEMPEL_IS_PRESS (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, stempel_press_send_async);

  if (self->busy)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "this press is being booked already");
      return;
    }

  set_busy (self, TRUE);

  if (self->account_id != 0 || self->program_id == 0)
    {
      send_booking (self, client, task);
      return;
    }

  request = stempel_request_new ("customer_id", "x", self->customer_id,
                                 "program_id", "x", self->program_id,
                                 NULL);
  set_optional_int (json_node_get_object (request), "store_id", self->store_id);
  stempel_client_call_async (client, STEMPEL_OPERATION_ACCOUNT_OPEN, request, self->open_key, NULL,
                             send_opened_cb, g_steal_pointer (&task));
}

/**
 * stempel_press_send_finish:
 * @self: a press
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): what was booked, a #StempelBooking, or the new member, a
 * #StempelCustomer; %NULL on error
 */
StempelRecord *
stempel_press_send_finish (StempelPress *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * stempel_press_set_place:
 * @self: a press
 * @store_id: where it is booked
 * @card_id: the card that was presented, 0 when the member was found by search
 */
void
stempel_press_set_place (StempelPress *self, gint64 store_id, gint64 card_id)
{
  g_return_if_fail (STEMPEL_IS_PRESS (self));

  self->store_id = store_id;
  self->card_id = card_id;
}

/**
 * stempel_press_set_employee:
 * @self: a press
 * @employee_id: who books
 * @pin_token: (nullable): what employee_verify gave for the PIN, %NULL where no PIN is asked
 *
 * The employee must not change while the press is uncertain: the same key with another employee is
 * another request.
 */
void
stempel_press_set_employee (StempelPress *self, gint64 employee_id, const char *pin_token)
{
  g_return_if_fail (STEMPEL_IS_PRESS (self));
  g_return_if_fail (!self->uncertain || self->employee_id == employee_id);

  self->employee_id = employee_id;
  g_free (self->pin_token);
  self->pin_token = g_strdup (pin_token);
  self->authorised = TRUE;
}

/**
 * stempel_press_inherit:
 * @self: a press that nobody stands behind yet
 * @previous: a press that was refused before
 *
 * Lets the same employee stand behind @self, so that a mistyped name does not ask for another PIN.
 */
void
stempel_press_inherit (StempelPress *self, StempelPress *previous)
{
  g_return_if_fail (STEMPEL_IS_PRESS (self));
  g_return_if_fail (STEMPEL_IS_PRESS (previous));

  if (previous->authorised && !previous->uncertain)
    stempel_press_set_employee (self, previous->employee_id, previous->pin_token);
}

/**
 * stempel_press_get_kind:
 * @self: a press
 *
 * Returns: what is booked
 */
StempelPressKind
stempel_press_get_kind (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), STEMPEL_PRESS_EARN);

  return self->kind;
}

/**
 * stempel_press_get_stamps:
 * @self: a press
 *
 * Returns: how many stamps are booked; 0 when it is no earning
 */
gint64
stempel_press_get_stamps (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), 0);

  return self->stamps;
}

/**
 * stempel_press_get_employee_id:
 * @self: a press
 *
 * Returns: who books, 0 when nobody was chosen yet
 */
gint64
stempel_press_get_employee_id (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), 0);

  return self->employee_id;
}

/**
 * stempel_press_get_pin_scope:
 * @self: a press
 *
 * Handing out and taking back ask for a PIN each time, earning and enrolling do what the program
 * says.
 *
 * Returns: (nullable): the scope of the PIN that is needed, `operation` or `shift`; %NULL for none
 */
const char *
stempel_press_get_pin_scope (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), "operation");

  if (self->kind == STEMPEL_PRESS_REDEEM || self->kind == STEMPEL_PRESS_VOID)
    return "operation";
  if (g_strcmp0 (self->pin_policy, "none") == 0)
    return NULL;
  if (g_strcmp0 (self->pin_policy, "shift") == 0)
    return "shift";

  return "operation";
}

/**
 * stempel_press_get_busy:
 * @self: a press
 *
 * Returns: whether an attempt is under way
 */
gboolean
stempel_press_get_busy (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), FALSE);

  return self->busy;
}

/**
 * stempel_press_is_authorised:
 * @self: a press
 *
 * Returns: whether an employee stands behind it whom the database has not turned down
 */
gboolean
stempel_press_is_authorised (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), FALSE);

  return self->authorised;
}

/**
 * stempel_press_is_uncertain:
 * @self: a press
 *
 * Returns: whether it was sent and nobody knows whether it was booked; only another attempt will
 * tell
 */
gboolean
stempel_press_is_uncertain (StempelPress *self)
{
  g_return_val_if_fail (STEMPEL_IS_PRESS (self), FALSE);

  return self->uncertain;
}

static void
stempel_press_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, STEMPEL_PRESS (object)->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_press_finalize (GObject *object)
{
  StempelPress *self = STEMPEL_PRESS (object);

  g_clear_pointer (&self->particulars, json_node_unref);
  g_free (self->pin_policy);
  g_free (self->pin_token);
  g_free (self->key);
  g_free (self->open_key);

  G_OBJECT_CLASS (stempel_press_parent_class)->finalize (object);
}

static void
stempel_press_class_init (StempelPressClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stempel_press_get_property;
  object_class->finalize = stempel_press_finalize;

  /**
   * StempelPress:busy:
   *
   * Whether an attempt is under way.
   */
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stempel_press_init (StempelPress *self)
{
  self->key = g_uuid_string_random ();
  self->open_key = g_uuid_string_random ();
}

static StempelPress *
press_new (StempelPressKind kind, StempelAccount *account)
{
  StempelPress *self = g_object_new (STEMPEL_TYPE_PRESS, NULL);

  self->kind = kind;
  if (account != NULL)
    {
      self->account_id = stempel_account_get_id (account);
      self->pin_policy = g_strdup (stempel_account_get_pin_policy (account));
    }

  return self;
}

/**
 * stempel_press_new_earn:
 * @account: the account
 * @stamps: how many
 *
 * Returns: (transfer full): a press that books stamps
 */
StempelPress *
stempel_press_new_earn (StempelAccount *account, gint64 stamps)
{
  StempelPress *self = press_new (STEMPEL_PRESS_EARN, account);

  self->stamps = stamps;

  return self;
}

/**
 * stempel_press_new_first_earn:
 * @customer_id: a member
 * @program_id: a program the member has no account in
 * @pin_policy: (nullable): the program's
 * @stamps: how many
 *
 * Returns: (transfer full): a press that opens the account and books stamps
 */
StempelPress *
stempel_press_new_first_earn (gint64      customer_id,
                              gint64      program_id,
                              const char *pin_policy,
                              gint64      stamps)
{
  StempelPress *self = press_new (STEMPEL_PRESS_EARN, NULL);

  self->customer_id = customer_id;
  self->program_id = program_id;
  self->pin_policy = g_strdup (pin_policy);
  self->stamps = stamps;

  return self;
}

/**
 * stempel_press_new_redeem:
 * @account: the account
 * @entitlement_id: the reward to hand out, 0 for the one that expires first
 *
 * Returns: (transfer full): a press that hands out a reward
 */
StempelPress *
stempel_press_new_redeem (StempelAccount *account, gint64 entitlement_id)
{
  StempelPress *self = press_new (STEMPEL_PRESS_REDEEM, account);

  self->entitlement_id = entitlement_id;

  return self;
}

/**
 * stempel_press_new_void:
 * @account: the account
 * @entry_id: what to take back
 *
 * Returns: (transfer full): a press that takes an entry back
 */
StempelPress *
stempel_press_new_void (StempelAccount *account, gint64 entry_id)
{
  StempelPress *self = press_new (STEMPEL_PRESS_VOID, account);

  self->entry_id = entry_id;

  return self;
}

/**
 * stempel_press_new_enrol:
 * @particulars: the request without store and employee
 * @pin_policy: (nullable): the strictest of the programs that the member will take part in
 *
 * Returns: (transfer full): a press that enrols a member
 */
StempelPress *
stempel_press_new_enrol (JsonNode *particulars, const char *pin_policy)
{
  StempelPress *self = press_new (STEMPEL_PRESS_ENROL, NULL);

  self->particulars = json_node_copy (particulars);
  self->pin_policy = g_strdup (pin_policy);

  return self;
}
