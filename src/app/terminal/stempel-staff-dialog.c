/* stempel-staff-dialog.c: who stands behind a booking: the employee, then the PIN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-employee-tile.h"
#include "stempel-error-text.h"
#include "stempel-page.h"
#include "stempel-pin-pad.h"
#include "stempel-scan-gatherer.h"
#include "stempel-staff-dialog.h"

/* Longer than any PIN, so that one typed fast is not taken for a card. */
#define SCAN_MIN_LENGTH (STEMPEL_PIN_MAX_LENGTH + 1)

struct _StempelStaffDialog
{
  AdwWindow            parent_instance;

  GtkWidget           *title_widget;
  GtkWidget           *other_button;
  GtkWidget           *stack;
  GtkWidget           *problem;
  GtkWidget           *filter_entry;
  GtkWidget           *tiles;
  GtkWidget           *name_label;
  GtkWidget           *pin_pad;
  GtkWidget           *spinner;

  StempelCounter      *counter;      /* (owned) */
  StempelPress        *press;        /* (owned) */
  StempelScanGatherer *gatherer;     /* (owned) */
  GListStore          *employees;    /* (owned): those who can book here */
  GtkCustomFilter     *filter;       /* (owned): by what is typed */
  StempelEmployee     *employee;     /* (owned) (nullable): who was chosen */
  GCancellable        *cancellable;  /* (owned) */
};

enum { SIGNAL_AUTHORISED, SIGNAL_SCANNED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelStaffDialog, stempel_staff_dialog, ADW_TYPE_WINDOW)

static void
show_step (StempelStaffDialog *self, const char *step, const char *title)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), step);
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title_widget), title);
}

static gboolean
is_locked (StempelEmployee *employee)
{
  GDateTime *until = stempel_employee_get_locked_until (employee);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return until != NULL && g_date_time_compare (until, now) > 0;
}

static void
finish (StempelStaffDialog *self)
{
  g_autoptr(StempelStaffDialog) keep = g_object_ref (self);

  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[SIGNAL_AUTHORISED], 0);
}

static void
ask_pin (StempelStaffDialog *self)
{
  g_autofree char *title = NULL;
  const char *name = stempel_employee_get_name (self->employee);

  /* Translators: %s is the name of an employee. */
  title = g_strdup_printf (_("PIN of %s"), name);
  gtk_label_set_text (GTK_LABEL (self->name_label), name);
  stempel_pin_pad_set_prompt (STEMPEL_PIN_PAD (self->pin_pad), title);
  stempel_pin_pad_set_message (STEMPEL_PIN_PAD (self->pin_pad), NULL);
  stempel_pin_pad_clear (STEMPEL_PIN_PAD (self->pin_pad));
  gtk_widget_set_visible (self->other_button, !stempel_press_is_uncertain (self->press)
                                              && g_list_model_get_n_items (
                                                  G_LIST_MODEL (self->employees)) > 1);
  show_step (self, "pin", title);
  gtk_widget_grab_focus (self->pin_pad);
}

static void
choose (StempelStaffDialog *self, StempelEmployee *employee)
{
  g_set_object (&self->employee, employee);

  if (stempel_press_get_pin_scope (self->press) != NULL)
    {
      ask_pin (self);
      return;
    }

  stempel_counter_sign_in_without_pin (self->counter, stempel_employee_get_id (employee),
                                       stempel_employee_get_name (employee));
  stempel_press_set_employee (self->press, stempel_employee_get_id (employee), NULL);
  finish (self);
}

static void
show_choice (StempelStaffDialog *self)
{
  g_clear_object (&self->employee);
  gtk_widget_set_visible (self->other_button, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
  show_step (self, "choose", _("Who Are You?"));
  gtk_widget_grab_focus (self->filter_entry);
}

static void
choose_other_cb (StempelStaffDialog *self)
{
  show_choice (self);
}

static StempelEmployee *
get_tile_employee (GtkFlowBoxChild *child)
{
  return stempel_employee_tile_get_employee (
      STEMPEL_EMPLOYEE_TILE (gtk_flow_box_child_get_child (child)));
}

static void
tile_activated_cb (StempelStaffDialog *self, GtkFlowBoxChild *child)
{
  choose (self, get_tile_employee (child));
}

static gboolean
matches (StempelEmployee *employee, const char *text)
{
  const char *number = stempel_employee_get_number (employee);

  if (*text == '\0')
    return TRUE;
  if (number != NULL && g_str_has_prefix (number, text))
    return TRUE;

  return g_str_match_string (text, stempel_employee_get_name (employee), TRUE);
}

static char *
get_filter_text (StempelStaffDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->filter_entry))));
}

static gboolean
filter_cb (gpointer item, gpointer user_data)
{
  g_autofree char *text = get_filter_text (STEMPEL_STAFF_DIALOG (user_data));

  return matches (STEMPEL_EMPLOYEE (item), text);
}

/* Enter takes the employee with exactly this number, else the only one or the selected one that
 * fits. */
static StempelEmployee *
find_meant (StempelStaffDialog *self, const char *text)
{
  g_autoptr(GList) selected = gtk_flow_box_get_selected_children (GTK_FLOW_BOX (self->tiles));
  StempelEmployee *only = NULL;
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->employees)); i++)
    {
      g_autoptr(StempelEmployee) employee =
        g_list_model_get_item (G_LIST_MODEL (self->employees), i);

      if (*text != '\0' && g_strcmp0 (stempel_employee_get_number (employee), text) == 0)
        return employee;
      if (matches (employee, text))
        {
          only = employee;
          n++;
        }
    }

  if (n == 1)
    return only;
  if (selected != NULL && matches (get_tile_employee (selected->data), text))
    return get_tile_employee (selected->data);

  return NULL;
}

static void
filter_activate_cb (StempelStaffDialog *self)
{
  g_autofree char *text = get_filter_text (self);
  StempelEmployee *employee = find_meant (self, text);

  if (employee != NULL)
    choose (self, employee);
  else
    stempel_announce (self->filter_entry, _("Nobody with this number or name works here."));
}

static void
filter_changed_cb (StempelStaffDialog *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static gboolean
works_here (StempelStaffDialog *self, StempelEmployee *employee)
{
  GArray *store_ids = stempel_employee_get_store_ids (employee);
  gint64 here = stempel_counter_get_store_id (self->counter);

  if (g_strcmp0 (stempel_employee_get_state (employee), "active") != 0)
    return FALSE;
  if (!stempel_employee_get_has_pin (employee) && stempel_press_get_pin_scope (self->press) != NULL)
    return FALSE;
  if (store_ids->len == 0)
    return TRUE;

  for (guint i = 0; i < store_ids->len; i++)
    {
      if (g_array_index (store_ids, gint64, i) == here)
        return TRUE;
    }

  return FALSE;
}

static GtkWidget *
create_tile_cb (gpointer item, gpointer user_data)
{
  StempelEmployee *employee = STEMPEL_EMPLOYEE (item);
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *tile = stempel_employee_tile_new (employee, is_locked (employee));

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), tile);
  gtk_widget_add_css_class (child, "stempel-employee-tile");
  stempel_accessible_name (child, stempel_employee_tile_get_name (STEMPEL_EMPLOYEE_TILE (tile)));

  return child;
}

static void
show_problem (StempelStaffDialog *self, const char *title, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_title (ADW_STATUS_PAGE (self->problem), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->problem), escaped);
  show_step (self, "problem", _("Who Are You?"));
  gtk_widget_child_focus (self->problem, GTK_DIR_TAB_FORWARD);
  stempel_announce (GTK_WIDGET (self), sentence);
}

static void
select_last (StempelStaffDialog *self, gint64 employee_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->employees)); i++)
    {
      g_autoptr(StempelEmployee) employee =
        g_list_model_get_item (G_LIST_MODEL (self->employees), i);

      if (stempel_employee_get_id (employee) == employee_id)
        gtk_flow_box_select_child (GTK_FLOW_BOX (self->tiles),
                                   gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (self->tiles),
                                                                    (int) i));
    }
}

/* An attempt whose outcome is unknown can only be repeated by the same person. */
static gboolean
choose_bound (StempelStaffDialog *self)
{
  gint64 bound = stempel_press_get_employee_id (self->press);

  if (!stempel_press_is_uncertain (self->press) || bound == 0)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->employees)); i++)
    {
      g_autoptr(StempelEmployee) employee =
        g_list_model_get_item (G_LIST_MODEL (self->employees), i);

      if (stempel_employee_get_id (employee) == bound)
        {
          choose (self, employee);
          return TRUE;
        }
    }

  return FALSE;
}

static void
take_employees (StempelStaffDialog *self, GListModel *items)
{
  g_list_store_remove_all (self->employees);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(StempelEmployee) employee = g_list_model_get_item (items, i);

      if (works_here (self, employee))
        g_list_store_append (self->employees, employee);
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (self->employees)) == 0)
    {
      show_problem (self, _("Nobody Can Book Here Yet"),
                    _("No employee of this store has a PIN. A manager sets one under Staff and "
                      "PINs."));
      return;
    }

  if (choose_bound (self))
    return;

  show_choice (self);
  select_last (self, stempel_counter_get_last_employee (self->counter));
}

static void
load_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelStaffDialog) self = STEMPEL_STAFF_DIALOG (user_data);
  g_autoptr(StempelPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      g_autofree char *sentence = stempel_error_text (error);

      show_problem (self, _("Employees Cannot Be Loaded"), sentence);
      return;
    }

  take_employees (self, stempel_page_get_items (page));
}

static void
load (StempelStaffDialog *self)
{
  g_autoptr(JsonNode) request = stempel_request_new ("state", "s", "active", NULL);

  show_step (self, "wait", _("Who Are You?"));
  stempel_client_call_async (stempel_counter_get_client (self->counter),
                             STEMPEL_OPERATION_EMPLOYEE_LIST, request, NULL, self->cancellable,
                             load_listed_cb, g_object_ref (self));
}

static void
reload_cb (StempelStaffDialog *self)
{
  load (self);
}

static void
set_checking (StempelStaffDialog *self, gboolean checking)
{
  gtk_widget_set_sensitive (self->pin_pad, !checking);
  gtk_widget_set_sensitive (self->other_button, !checking);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), checking);
  if (!checking)
    gtk_widget_grab_focus (self->pin_pad);
}

static void
verified_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelStaffDialog) self = STEMPEL_STAFF_DIALOG (user_data);
  g_autoptr(StempelRecord) grant = NULL;
  g_autoptr(GError) error = NULL;

  grant = stempel_client_call_finish (STEMPEL_CLIENT (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      g_autofree char *sentence = stempel_error_text (error);

      set_checking (self, FALSE);
      stempel_pin_pad_set_message (STEMPEL_PIN_PAD (self->pin_pad), sentence);
      return;
    }

  if (g_strcmp0 (stempel_press_get_pin_scope (self->press), "shift") == 0)
    stempel_counter_sign_in (self->counter, STEMPEL_PIN_GRANT (grant));
  else
    stempel_counter_set_last_employee (self->counter, stempel_employee_get_id (self->employee));

  stempel_press_set_employee (self->press, stempel_employee_get_id (self->employee),
                              stempel_pin_grant_get_pin_token (STEMPEL_PIN_GRANT (grant)));
  finish (self);
}

static void
submitted_cb (StempelStaffDialog *self, const char *pin)
{
  g_autoptr(JsonNode) request = NULL;

  request = stempel_request_new ("employee_id", "x", stempel_employee_get_id (self->employee),
                                 "pin", "s", pin,
                                 "scope", "s", stempel_press_get_pin_scope (self->press),
                                 "store_id", "x", stempel_counter_get_store_id (self->counter),
                                 NULL);
  set_checking (self, TRUE);
  stempel_client_call_async (stempel_counter_get_client (self->counter),
                             STEMPEL_OPERATION_EMPLOYEE_VERIFY, request, NULL, self->cancellable,
                             verified_cb, g_object_ref (self));
}

/* A badge holds the number of an employee; everything else that is scanned is a card. */
static void
scanned_cb (StempelStaffDialog *self, const char *text)
{
  g_autoptr(StempelStaffDialog) keep = g_object_ref (self);

  stempel_pin_pad_clear (STEMPEL_PIN_PAD (self->pin_pad));
  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[SIGNAL_SCANNED], 0, text);
}

static gboolean
close_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));

  return GDK_EVENT_STOP;
}

/* An answer under way keeps the dialog alive beyond its closing, but not the window it belongs
 * to. */
static void
stempel_staff_dialog_unmap (GtkWidget *widget)
{
  g_cancellable_cancel (STEMPEL_STAFF_DIALOG (widget)->cancellable);

  GTK_WIDGET_CLASS (stempel_staff_dialog_parent_class)->unmap (widget);

  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
stempel_staff_dialog_dispose (GObject *object)
{
  StempelStaffDialog *self = STEMPEL_STAFF_DIALOG (object);

  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_STAFF_DIALOG);

  G_OBJECT_CLASS (stempel_staff_dialog_parent_class)->dispose (object);
}

static void
stempel_staff_dialog_finalize (GObject *object)
{
  StempelStaffDialog *self = STEMPEL_STAFF_DIALOG (object);

  g_clear_object (&self->counter);
  g_clear_object (&self->press);
  g_clear_object (&self->gatherer);
  g_clear_object (&self->employees);
  g_clear_object (&self->filter);
  g_clear_object (&self->employee);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (stempel_staff_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, title_widget);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, other_button);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, tiles);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, pin_pad);
  gtk_widget_class_bind_template_child (widget_class, StempelStaffDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, choose_other_cb);
  gtk_widget_class_bind_template_callback (widget_class, tile_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reload_cb);
  gtk_widget_class_bind_template_callback (widget_class, submitted_cb);
}

static void
stempel_staff_dialog_class_init (StempelStaffDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_staff_dialog_dispose;
  object_class->finalize = stempel_staff_dialog_finalize;
  widget_class->unmap = stempel_staff_dialog_unmap;

  /**
   * StempelStaffDialog::authorised:
   *
   * Somebody stands behind the press; the dialog is closed.
   */
  signals[SIGNAL_AUTHORISED] =
    g_signal_new ("authorised", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * StempelStaffDialog::scanned:
   * @self: the dialog, which is closed
   * @text: the card that was scanned
   */
  signals[SIGNAL_SCANNED] =
    g_signal_new ("scanned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_PIN_PAD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-staff-dialog.ui");
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, close_shortcut_cb, NULL);
}

static void
stempel_staff_dialog_init (StempelStaffDialog *self)
{
  g_autoptr(GtkFilterListModel) shown = NULL;

  self->cancellable = g_cancellable_new ();
  self->employees = g_list_store_new (STEMPEL_TYPE_EMPLOYEE);

  gtk_widget_init_template (GTK_WIDGET (self));

  self->filter = gtk_custom_filter_new (filter_cb, self, NULL);
  shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->employees)),
                                     g_object_ref (GTK_FILTER (self->filter)));
  gtk_flow_box_bind_model (GTK_FLOW_BOX (self->tiles), G_LIST_MODEL (shown), create_tile_cb, self,
                           NULL);
  stempel_pin_pad_set_key_capture_widget (STEMPEL_PIN_PAD (self->pin_pad), GTK_WIDGET (self));

  self->gatherer = stempel_scan_gatherer_new (SCAN_MIN_LENGTH);
  stempel_scan_gatherer_attach (self->gatherer, GTK_WIDGET (self));
  g_signal_connect_object (self->gatherer, "scanned", G_CALLBACK (scanned_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * stempel_staff_dialog_new:
 * @counter: where it is booked
 * @press: what needs somebody to stand behind it
 * @purpose: what it is about, translated, such as "3 stamps for Anna Schmit"
 *
 * Returns: (transfer none): a dialog, to be presented
 */
StempelStaffDialog *
stempel_staff_dialog_new (StempelCounter *counter, StempelPress *press, const char *purpose)
{
  StempelStaffDialog *self;

  g_return_val_if_fail (STEMPEL_IS_COUNTER (counter), NULL);
  g_return_val_if_fail (STEMPEL_IS_PRESS (press), NULL);

  self = g_object_new (STEMPEL_TYPE_STAFF_DIALOG, NULL);
  self->counter = g_object_ref (counter);
  self->press = g_object_ref (press);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title_widget), purpose);

  return self;
}

/**
 * stempel_staff_dialog_present_for:
 * @self: a dialog
 * @parent: the terminal window
 *
 * Shows the dialog and asks for the employees.
 */
void
stempel_staff_dialog_present_for (StempelStaffDialog *self, GtkWindow *parent)
{
  g_return_if_fail (STEMPEL_IS_STAFF_DIALOG (self));

  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_present (GTK_WINDOW (self));

  /* Not before it is presented: the focus would be set in a window that is not there yet. */
  load (self);
}
