/* stempel-employee-detail.c: everything about one employee
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-confirm.h"
#include "stempel-day-text.h"
#include "stempel-employee-detail.h"
#include "stempel-employee-dialog.h"
#include "stempel-error-text.h"
#include "stempel-facts.h"
#include "stempel-format.h"
#include "stempel-pin-dialog.h"
#include "stempel-store.h"
#include "stempel-wrap-layout.h"

struct _StempelEmployeeDetail
{
  AdwBin           parent_instance;

  GtkWidget       *stack;
  GtkWidget       *avatar;
  GtkWidget       *name_label;
  GtkWidget       *number_label;
  GtkWidget       *edit_button;
  GtkWidget       *lock_box;
  GtkWidget       *lock_label;
  GtkWidget       *countdown_label;
  GtkWidget       *unlock_button;
  GtkWidget       *no_pin_label;
  GtkWidget       *facts;
  GtkWidget       *buttons;
  GtkWidget       *pin_button;
  GtkWidget       *retire_button;

  StempelClient   *client;                /* (owned) (nullable) */
  StempelEmployee *employee;              /* (owned) (nullable) */
  GListModel      *stores;                /* (owned) (nullable): NULL until loaded */
  GCancellable    *cancellable;           /* (owned) */
  guint            countdown_source;
};

G_DEFINE_FINAL_TYPE (StempelEmployeeDetail, stempel_employee_detail, ADW_TYPE_BIN)

enum { CHANGED, LOCK_ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gint64
seconds_left (StempelEmployee *employee)
{
  GDateTime *until = stempel_employee_get_locked_until (employee);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  if (until == NULL)
    return 0;

  /* Rounded up: "0:00 left" would be said while the lock still holds. */
  return MAX (0,
              (g_date_time_difference (until, now) + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
}

static gboolean
update_countdown (StempelEmployeeDetail *self)
{
  gint64 left = self->employee != NULL ? seconds_left (self->employee) : 0;
  g_autofree char *text = NULL;

  if (left >= 3600)
    /* Translators: how long a lock still holds: hours, minutes, seconds. */
    text = g_strdup_printf (_("%d:%02d:%02d left"), (int) (left / 3600), (int) (left / 60 % 60),
                            (int) (left % 60));
  else
    /* Translators: how long a lock still holds: minutes, seconds. */
    text = g_strdup_printf (_("%d:%02d left"), (int) (left / 60), (int) (left % 60));

  gtk_label_set_label (GTK_LABEL (self->countdown_label), text);

  return left > 0;
}

static gboolean
countdown_cb (gpointer user_data)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (user_data);

  if (update_countdown (self))
    return G_SOURCE_CONTINUE;

  self->countdown_source = 0;
  gtk_widget_set_visible (self->lock_box, FALSE);
  g_signal_emit (self, signals[LOCK_ENDED], 0);

  return G_SOURCE_REMOVE;
}

static void
show_lock (StempelEmployeeDetail *self)
{
  gboolean locked = stempel_employee_is_locked (self->employee);
  int failures = (int) stempel_employee_get_failures (self->employee);
  g_autofree char *until = NULL;
  g_autofree char *sentence = NULL;

  g_clear_handle_id (&self->countdown_source, g_source_remove);
  gtk_widget_set_visible (self->lock_box, locked);

  if (!locked)
    return;

  until = stempel_format_until (stempel_employee_get_locked_until (self->employee));
  /* Translators: %1$d is a number, %2$s a time such as "14:20". */
  sentence = g_strdup_printf (ngettext ("Locked until %2$s after %1$d wrong PIN.",
                                        "Locked until %2$s after %1$d wrong PINs.", (
                                            gulong) failures),
                              failures, until);
  gtk_label_set_label (GTK_LABEL (self->lock_label), sentence);
  update_countdown (self);
  self->countdown_source = g_timeout_add_seconds (1, countdown_cb, self);
}

static const char *
store_name (StempelEmployeeDetail *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->stores); i++)
    {
      g_autoptr(StempelStore) store = g_list_model_get_item (self->stores, i);

      /* The list keeps it. */
      if (stempel_store_get_id (store) == id)
        return stempel_store_get_name (store);
    }

  return NULL;
}

static char *
stores_text (StempelEmployeeDetail *self)
{
  GArray *ids = stempel_employee_get_store_ids (self->employee);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  if (ids->len == 0)
    return g_strdup (_("All stores"));

  if (self->stores == NULL)
    return NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *name = store_name (self, g_array_index (ids, gint64, i));

      if (name != NULL)
        g_ptr_array_add (names, (char *) name);
    }

  g_ptr_array_add (names, NULL);

  /* Translators: between the names of a list such as "Bakery Nord, Bakery Süd". */
  return g_strjoinv (C_("list separator", ", "), (char **) names->pdata);
}

static char *
pin_text (StempelEmployee *employee)
{
  g_autofree char *set_at = stempel_day_text (stempel_employee_get_pin_set_at (employee));

  if (!stempel_employee_get_has_pin (employee))
    return g_strdup (_("None yet"));

  if (set_at == NULL)
    return g_strdup (_("Set"));

  /* Translators: of a PIN; %s is a day. */
  return g_strdup_printf (_("Set %s"), set_at);
}

static void
show_facts (StempelEmployeeDetail *self)
{
  StempelFacts *facts = STEMPEL_FACTS (self->facts);
  int failures = (int) stempel_employee_get_failures (self->employee);
  g_autofree char *pin = pin_text (self->employee);
  g_autofree char *wrong = failures > 0 ? stempel_format_number (failures) : NULL;
  g_autofree char *used = stempel_format_time (stempel_employee_get_last_used_at (self->employee));
  g_autofree char *stores = stores_text (self);

  stempel_facts_clear (facts);
  stempel_facts_add (facts, C_("employee", "PIN"), pin);
  stempel_facts_add (facts, _("Wrong PINs in a row"), wrong);
  stempel_facts_add (facts, _("Last used"), used);
  stempel_facts_add (facts, _("Works in"), stores);
  stempel_facts_add (facts, _("Login"), stempel_employee_get_login_name (self->employee));
  stempel_facts_add (facts, _("Own member card"),
                     stempel_employee_get_customer_name (self->employee));
}

static void
show_head (StempelEmployeeDetail *self)
{
  const char *number = stempel_employee_get_number (self->employee);
  gboolean retired = g_strcmp0 (stempel_employee_get_state (self->employee), "retired") == 0;
  g_autofree char *text = NULL;

  if (retired)
    /* Translators: state of an employee who no longer works here. */
    text = g_strdup (C_("employee", "Retired"));
  else if (number != NULL)
    /* Translators: of an employee; %s is a number. */
    text = g_strdup_printf (_("Number %s"), number);

  adw_avatar_set_text (ADW_AVATAR (self->avatar), stempel_employee_get_name (self->employee));
  gtk_label_set_label (GTK_LABEL (self->name_label), stempel_employee_get_name (self->employee));
  gtk_label_set_label (GTK_LABEL (self->number_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->number_label, text != NULL);
}

static void
show_buttons (StempelEmployeeDetail *self)
{
  gboolean active = g_strcmp0 (stempel_employee_get_state (self->employee), "active") == 0;
  gboolean has_pin = stempel_employee_get_has_pin (self->employee);
  gboolean may_pin = active &&
                     stempel_client_allows (self->client, STEMPEL_OPERATION_EMPLOYEE_SET_PIN);
  gboolean may_retire = active &&
                        stempel_client_allows (self->client, STEMPEL_OPERATION_EMPLOYEE_RETIRE);

  gtk_widget_set_visible (self->edit_button,
                          active &&
                          stempel_client_allows (self->client, STEMPEL_OPERATION_EMPLOYEE_SAVE));
  gtk_widget_set_visible (self->unlock_button,
                          stempel_client_allows (self->client, STEMPEL_OPERATION_EMPLOYEE_UNLOCK));
  gtk_widget_set_visible (self->pin_button, may_pin);
  gtk_widget_set_visible (self->retire_button, may_retire);
  gtk_widget_set_visible (self->buttons, may_pin || may_retire);
  gtk_widget_set_visible (self->no_pin_label, active && !has_pin);
  stempel_button_set_text (STEMPEL_BUTTON (self->pin_button), has_pin ? _("Change _PIN…")
                                                                      : _("Set _PIN…"));
}

static void
stores_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelEmployeeDetail) self = STEMPEL_EMPLOYEE_DETAIL (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Only the names of the stores are missing then. */
  if (error != NULL)
    {
      g_message ("The names of the stores could not be loaded: %s", error->message);
      return;
    }

  g_set_object (&self->stores, stempel_page_get_items (page));

  if (self->employee != NULL)
    show_facts (self);
}

static void
take_saved (StempelEmployeeDetail *self, StempelEmployee *employee)
{
  stempel_employee_detail_show_employee (self, employee);
  g_signal_emit (self, signals[CHANGED], 0, employee);
}

static void
employee_saved_cb (StempelEmployeeDetail *self, StempelEmployee *employee)
{
  take_saved (self, employee);
  stempel_toast (self->stack, _("Employee saved"));
}

static void
pin_saved_cb (StempelEmployeeDetail *self, StempelEmployee *employee)
{
  take_saved (self, employee);
  stempel_toast (self->stack, _("PIN set"));
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (widget);
  StempelEmployeeDialog *dialog = stempel_employee_dialog_new (self->client, self->employee);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (employee_saved_cb), self,
                           G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), widget);
}

static void
set_pin_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (widget);
  StempelPinDialog *dialog = stempel_pin_dialog_new (self->client, self->employee);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (pin_saved_cb), self, G_CONNECT_SWAPPED);
  stempel_dialog_present_for (STEMPEL_DIALOG (dialog), widget);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelEmployeeDetail) self = STEMPEL_EMPLOYEE_DETAIL (user_data);
  g_autoptr(StempelRecord) employee = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  employee = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  /* The page went away while the database answered. */
  if (self->client == NULL)
    return;

  if (error != NULL)
    {
      text = stempel_error_text (error);
      stempel_toast (self->stack, text);
      return;
    }

  take_saved (self, STEMPEL_EMPLOYEE (employee));

  if (g_strcmp0 (stempel_employee_get_state (STEMPEL_EMPLOYEE (employee)), "retired") == 0)
    /* Translators: %s is the name of an employee. */
    text = g_strdup_printf (_("%s retired"),
                            stempel_employee_get_name (STEMPEL_EMPLOYEE (employee)));
  else
    /* Translators: %s is the name of an employee. */
    text = g_strdup_printf (_("%s unlocked"),
                            stempel_employee_get_name (STEMPEL_EMPLOYEE (employee)));

  stempel_toast (self->stack, text);
}

static void
call (StempelEmployeeDetail *self, StempelOperation operation, gint64 id)
{
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr(JsonNode) request = stempel_request_new ("id", "x", id, NULL);

  stempel_client_call_async (self->client, operation, request, key, NULL, changed_cb,
                             g_object_ref (self));
}

static void
unlock_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (widget);

  call (self, STEMPEL_OPERATION_EMPLOYEE_UNLOCK, stempel_employee_get_id (self->employee));
}

static void
retire_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (object);
  g_autofree gint64 *id = user_data;

  if (stempel_confirm_finish (GTK_WIDGET (self), result, NULL) && self->client != NULL)
    call (self, STEMPEL_OPERATION_EMPLOYEE_RETIRE, *id);
}

static void
retire_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (widget);
  g_autofree char *heading = NULL;
  gint64 *id = g_new (gint64, 1);

  *id = stempel_employee_get_id (self->employee);
  /* Translators: %s is the name of an employee. */
  heading = g_strdup_printf (_("Retire %s?"), stempel_employee_get_name (self->employee));
  stempel_confirm_async (widget, heading,
                         _("Their PIN stops working for good. What they booked stays in the books "
                           "under their name."),
                         _("_Retire"), STEMPEL_CONFIRM_DESTRUCTIVE, self->cancellable,
                         retire_confirmed_cb, id);
}

/* Not only in dispose: a call under way holds this widget alive. */
static void
stempel_employee_detail_unroot (GtkWidget *widget)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (widget);

  g_clear_handle_id (&self->countdown_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);

  GTK_WIDGET_CLASS (stempel_employee_detail_parent_class)->unroot (widget);
}

static void
stempel_employee_detail_dispose (GObject *object)
{
  StempelEmployeeDetail *self = STEMPEL_EMPLOYEE_DETAIL (object);

  g_clear_handle_id (&self->countdown_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stores);
  g_clear_object (&self->employee);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_EMPLOYEE_DETAIL);

  G_OBJECT_CLASS (stempel_employee_detail_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-employee-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, avatar);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, name_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, number_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, edit_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, lock_box);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, lock_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, countdown_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, no_pin_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, buttons);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, pin_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEmployeeDetail, retire_button);
}

static void
stempel_employee_detail_class_init (StempelEmployeeDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_employee_detail_dispose;
  widget_class->unroot = stempel_employee_detail_unroot;

  signals[CHANGED] = g_signal_new ("changed", STEMPEL_TYPE_EMPLOYEE_DETAIL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_EMPLOYEE);
  signals[LOCK_ENDED] =
    g_signal_new ("lock-ended", STEMPEL_TYPE_EMPLOYEE_DETAIL, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "employee.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "employee.set-pin", NULL, set_pin_cb);
  gtk_widget_class_install_action (widget_class, "employee.unlock", NULL, unlock_cb);
  gtk_widget_class_install_action (widget_class, "employee.retire", NULL, retire_cb);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_FACTS);
  g_type_ensure (STEMPEL_TYPE_WRAP_LAYOUT);
  bind_template (widget_class);
}

static void
stempel_employee_detail_init (StempelEmployeeDetail *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * stempel_employee_detail_set_client:
 * @self: a detail
 * @client: a client
 */
void
stempel_employee_detail_set_client (StempelEmployeeDetail *self, StempelClient *client)
{
  g_autoptr(JsonNode) request = stempel_request_new (NULL);

  g_return_if_fail (STEMPEL_IS_EMPLOYEE_DETAIL (self));
  g_return_if_fail (STEMPEL_IS_CLIENT (client));

  g_set_object (&self->client, client);
  stempel_client_call_async (client, STEMPEL_OPERATION_STORE_LIST, request, NULL, self->cancellable,
                             stores_loaded_cb, g_object_ref (self));
}

/**
 * stempel_employee_detail_show_employee:
 * @self: a detail that has a client
 * @employee: (nullable): an employee as the database knows them now; %NULL shows nobody
 */
void
stempel_employee_detail_show_employee (StempelEmployeeDetail *self, StempelEmployee *employee)
{
  g_return_if_fail (STEMPEL_IS_EMPLOYEE_DETAIL (self));
  g_return_if_fail (employee == NULL || STEMPEL_IS_EMPLOYEE (employee));

  g_set_object (&self->employee, employee);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), employee != NULL ? "content" : "none");

  if (employee == NULL)
    {
      g_clear_handle_id (&self->countdown_source, g_source_remove);
      return;
    }

  show_head (self);
  show_lock (self);
  show_facts (self);
  show_buttons (self);
}

/**
 * stempel_employee_detail_get_employee:
 * @self: a detail
 *
 * Returns: (transfer none) (nullable): the employee on the screen
 */
StempelEmployee *
stempel_employee_detail_get_employee (StempelEmployeeDetail *self)
{
  g_return_val_if_fail (STEMPEL_IS_EMPLOYEE_DETAIL (self), NULL);

  return self->employee;
}

/**
 * stempel_employee_is_locked:
 * @employee: an employee
 *
 * Returns: whether wrong PINs keep them from working just now
 */
gboolean
stempel_employee_is_locked (StempelEmployee *employee)
{
  g_return_val_if_fail (STEMPEL_IS_EMPLOYEE (employee), FALSE);

  return seconds_left (employee) > 0;
}
