/* stempel-terminal-window.c: the window at the counter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-confirm.h"
#include "stempel-format.h"
#include "stempel-settings.h"
#include "stempel-terminal-shortcuts.h"
#include "stempel-terminal-window-private.h"

/* The shortest code on a card; names and numbers typed by hand are left alone. */
#define SCAN_MIN_LENGTH 10

#define KEY_FULLSCREEN "terminal-fullscreen"

/* F5 adds four stamps. */
#define RETRY_KEY_STAMPS 4

/* Below this the type is smaller, so that nothing is cut off; above the other it is larger, to be
 * read from afar. */
#define NARROW_WIDTH 560
#define WIDE_WIDTH 1500
#define WIDE_HEIGHT 900

/**
 * StempelTerminalWindow:
 *
 * One thing at a time: identify, show, act, done. Its actions are `terminal.stamp` (int),
 * `terminal.redeem` (int64), `terminal.undo`, `terminal.next`, `terminal.back`, `terminal.retry`,
 * `terminal.enrol`, `terminal.lock`, `terminal.store` and `terminal.fullscreen`.
 */
G_DEFINE_FINAL_TYPE (StempelTerminalWindow, stempel_terminal_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_0, PROP_CLIENT, N_PROPS };

static GParamSpec *properties[N_PROPS];

/**
 * stempel_terminal_window_is_on:
 * @self: a window
 * @name: the name of a page
 *
 * Returns: whether that page is shown
 */
gboolean
stempel_terminal_window_is_on (StempelTerminalWindow *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), name) == 0;
}

/**
 * stempel_terminal_window_update_actions:
 * @self: a window
 *
 * While a booking is under way nothing else can be pressed.
 */
void
stempel_terminal_window_update_actions (StempelTerminalWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean free = !stempel_terminal_window_is_booking (self);
  gboolean with_member = free && (stempel_terminal_window_is_on (self, "visit") ||
                                  stempel_terminal_window_is_on (self, "outcome"));
  gboolean has_store = stempel_counter_get_store (self->counter) != NULL;

  gtk_widget_action_set_enabled (widget, "terminal.stamp",
                                 free && stempel_terminal_window_is_on (self, "visit"));
  gtk_widget_action_set_enabled (widget, "terminal.redeem", with_member);
  gtk_widget_action_set_enabled (widget, "terminal.undo", with_member);
  gtk_widget_action_set_enabled (widget, "terminal.next", free && has_store);
  gtk_widget_action_set_enabled (widget, "terminal.back", free);
  gtk_widget_action_set_enabled (widget, "terminal.retry",
                                 free && stempel_terminal_window_is_on (self, "refusal"));
  gtk_widget_action_set_enabled (widget, "terminal.enrol",
                                 stempel_terminal_window_is_on (self, "identify"));
  /* Where a paired device stands, a manager says. */
  gtk_widget_action_set_enabled (widget, "terminal.store",
                                 free && self->stores != NULL &&
                                 !stempel_client_is_terminal (self->client));
  gtk_widget_action_set_enabled (widget, "terminal.lock",
                                 stempel_counter_get_signed_in (self->counter) != NULL);
}

/**
 * stempel_terminal_window_show_page:
 * @self: a window
 * @name: the name of a page
 */
void
stempel_terminal_window_show_page (StempelTerminalWindow *self, const char *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
  stempel_terminal_window_update_actions (self);
}

/**
 * stempel_terminal_window_refuse:
 * @self: a window
 * @headline: what did not happen
 * @error: why
 * @uncertain: whether nobody knows if it happened
 *
 * Says so until somebody has read it.
 */
void
stempel_terminal_window_refuse (StempelTerminalWindow *self,
                                const char            *headline,
                                const GError          *error,
                                gboolean               uncertain)
{
  stempel_refusal_page_show (self->refusal_page, headline, error, uncertain);
  stempel_terminal_window_show_page (self, "refusal");
  gtk_widget_grab_focus (GTK_WIDGET (self->refusal_page));
  gtk_widget_error_bell (GTK_WIDGET (self));
}

/**
 * stempel_terminal_window_next:
 * @self: a window
 *
 * Makes room for the next customer.
 */
void
stempel_terminal_window_next (StempelTerminalWindow *self)
{
  g_clear_handle_id (&self->return_source, g_source_remove);
  g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  g_clear_object (&self->visit);
  g_clear_object (&self->press);
  self->undo_entry = 0;
  self->undo_account = 0;

  stempel_terminal_window_show_page (self, "identify");
  stempel_identify_page_reset (self->identify_page);
}

static void
discard_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(StempelTerminalWindow) self = STEMPEL_TERMINAL_WINDOW (user_data);

  if (stempel_confirm_finish (GTK_WIDGET (object), result, NULL))
    stempel_terminal_window_next (self);
}

static void
leave_enrolment (StempelTerminalWindow *self)
{
  if (!stempel_enrol_page_get_changed (self->enrol_page))
    {
      stempel_terminal_window_next (self);
      return;
    }

  stempel_confirm_async (GTK_WIDGET (self->enrol_page), _("Discard the New Member?"),
                         _("What was typed is not saved yet."), _("_Discard"),
                         STEMPEL_CONFIRM_DESTRUCTIVE, self->lifetime, discard_confirmed_cb,
                         g_object_ref (self));
}

static void
leave_refusal (StempelTerminalWindow *self)
{
  gboolean uncertain = self->press != NULL && stempel_press_is_uncertain (self->press);

  if (self->visit == NULL && self->stores == NULL)
    return;

  if (self->visit == NULL)
    {
      stempel_terminal_window_next (self);
      return;
    }

  stempel_terminal_window_show_page (self, "visit");
  gtk_widget_grab_focus (GTK_WIDGET (self->visit_page));
  if (uncertain)
    stempel_terminal_window_refresh (self);
}

static void
back_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (widget);

  if (stempel_terminal_window_is_on (self, "enrol"))
    leave_enrolment (self);
  else if (stempel_terminal_window_is_on (self, "refusal"))
    leave_refusal (self);
  else if (stempel_terminal_window_is_on (self, "identify"))
    stempel_identify_page_clear (self->identify_page);
  else if (stempel_counter_get_store (self->counter) != NULL)
    stempel_terminal_window_next (self);
}

static void
next_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_terminal_window_next (STEMPEL_TERMINAL_WINDOW (widget));
}

static void
stamp_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_terminal_window_stamp (STEMPEL_TERMINAL_WINDOW (widget), g_variant_get_int32 (target));
}

static void
redeem_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_terminal_window_redeem (STEMPEL_TERMINAL_WINDOW (widget), g_variant_get_int64 (target));
}

static void
undo_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_terminal_window_undo (STEMPEL_TERMINAL_WINDOW (widget));
}

static void
retry_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (widget);

  if (self->stores == NULL)
    stempel_terminal_window_load (self);
  else if (self->press != NULL)
    stempel_terminal_window_repeat_booking (self);
  else
    stempel_terminal_window_repeat_look_up (self);
}

static void
enrol_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (widget);

  g_clear_object (&self->visit);
  g_clear_object (&self->press);
  stempel_enrol_page_reset (self->enrol_page, stempel_terminal_window_get_enrol_policy (self));
  stempel_terminal_window_show_page (self, "enrol");
  gtk_widget_grab_focus (GTK_WIDGET (self->enrol_page));
}

static void
lock_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_counter_lock (STEMPEL_TERMINAL_WINDOW (widget)->counter);
}

static void
store_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_terminal_window_choose_store (STEMPEL_TERMINAL_WINDOW (widget));
}

static void
fullscreen_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  gboolean fills = !gtk_window_is_fullscreen (GTK_WINDOW (widget));

  if (fills)
    gtk_window_fullscreen (GTK_WINDOW (widget));
  else
    gtk_window_unfullscreen (GTK_WINDOW (widget));

  g_settings_set_boolean (stempel_settings_get_default (), KEY_FULLSCREEN, fills);
}

static void
store_chosen_cb (StempelTerminalWindow *self, StempelStore *store)
{
  stempel_counter_set_store (self->counter, store);
  stempel_terminal_window_next (self);
}

static void
identify_entered_cb (StempelTerminalWindow *self, const char *text)
{
  stempel_terminal_window_look_up (self, text);
}

static void
member_chosen_cb (StempelTerminalWindow *self, gint64 customer_id)
{
  stempel_terminal_window_open_member (self, customer_id);
}

static void
enrol_submitted_cb (StempelTerminalWindow *self, StempelPress *press)
{
  stempel_terminal_window_enrol (self, press);
}

static void
locked_cb (StempelTerminalWindow *self)
{
  if (self->staff_dialog != NULL)
    gtk_window_close (self->staff_dialog);

  /* Nobody's card stays open for the next comer; what is typed, under way or in doubt is not taken
   * away. */
  if (!stempel_terminal_window_is_booking (self) &&
      (stempel_terminal_window_is_on (self, "visit") ||
       stempel_terminal_window_is_on (self, "outcome")))
    stempel_terminal_window_next (self);

  stempel_announce (GTK_WIDGET (self), _("The terminal is locked."));
}

static void
signed_in_cb (StempelTerminalWindow *self)
{
  const char *name = stempel_counter_get_signed_in (self->counter);
  GDateTime *until = stempel_counter_get_signed_in_until (self->counter);
  g_autofree char *time = until != NULL ? stempel_format_until (until) : NULL;
  g_autofree char *text = NULL;

  if (name != NULL && time != NULL)
    /* Translators: %1$s is the name of an employee, %2$s a time. */
    text = g_strdup_printf (_("%1$s is signed in until %2$s"), name, time);
  else if (name != NULL)
    /* Translators: %s is the name of an employee. */
    text = g_strdup_printf (_("%s is signed in"), name);

  gtk_label_set_text (GTK_LABEL (self->signed_in_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->signed_in_label, name != NULL);
  gtk_widget_set_visible (self->lock_button, name != NULL);
  stempel_terminal_window_update_actions (self);
}

static void
place_changed_cb (StempelTerminalWindow *self)
{
  StempelStore *store = stempel_counter_get_store (self->counter);
  StempelSession *session = stempel_client_get_session (self->client);
  StempelMerchant *merchant = session != NULL ? stempel_session_get_merchant (session) : NULL;

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title),
                              store != NULL ? stempel_store_get_name (store) : _("Terminal"));
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title),
                                 merchant != NULL ? stempel_merchant_get_name (merchant) : "");
}

static gboolean
any_event_cb (StempelTerminalWindow *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    {
      stempel_counter_touch (self->counter);
      stempel_terminal_window_stay (self);
    }

  return GDK_EVENT_PROPAGATE;
}

static void
watch_activity (StempelTerminalWindow *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (any_event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
shortcuts_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_terminal_shortcuts_present (GTK_WINDOW (widget));
}

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean is_on)
{
  if (gtk_widget_has_css_class (widget, css_class) == is_on)
    return;

  if (is_on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
stempel_terminal_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  /* The type's size follows the window's; the class is taken up with the next style update. */
  set_css_class (widget, "narrow", width < NARROW_WIDTH);
  set_css_class (widget, "wide", width >= WIDE_WIDTH && height >= WIDE_HEIGHT);

  GTK_WIDGET_CLASS (stempel_terminal_window_parent_class)->size_allocate (widget, width, height,
                                                                          baseline);
}

static void
stempel_terminal_window_constructed (GObject *object)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (object);

  G_OBJECT_CLASS (stempel_terminal_window_parent_class)->constructed (object);

  g_return_if_fail (self->client != NULL);

  if (g_settings_get_boolean (stempel_settings_get_default (), KEY_FULLSCREEN))
    gtk_window_fullscreen (GTK_WINDOW (self));

  self->counter = stempel_counter_new (self->client);
  g_signal_connect_object (self->counter, "locked", G_CALLBACK (locked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->counter, "notify::signed-in", G_CALLBACK (signed_in_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->counter, "notify::store", G_CALLBACK (place_changed_cb), self,
                           G_CONNECT_SWAPPED);
  stempel_identify_page_set_client (self->identify_page, self->client);

  place_changed_cb (self);
  signed_in_cb (self);
  stempel_terminal_window_watch_line (self);
  stempel_terminal_window_load (self);
  g_signal_connect (self, "map", G_CALLBACK (stempel_terminal_window_focus_page), NULL);
}

static void
stempel_terminal_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      g_value_set_object (value, STEMPEL_TERMINAL_WINDOW (object)->client);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_terminal_window_set_property (GObject *object, guint id, const GValue *value,
                                      GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLIENT:
      STEMPEL_TERMINAL_WINDOW (object)->client = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_terminal_window_dispose (GObject *object)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (object);

  g_cancellable_cancel (self->lifetime);
  g_cancellable_cancel (self->lookup);
  g_clear_handle_id (&self->return_source, g_source_remove);
  g_clear_handle_id (&self->line_source, g_source_remove);
  g_clear_weak_pointer (&self->staff_dialog);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_TERMINAL_WINDOW);

  G_OBJECT_CLASS (stempel_terminal_window_parent_class)->dispose (object);
}

static void
stempel_terminal_window_finalize (GObject *object)
{
  StempelTerminalWindow *self = STEMPEL_TERMINAL_WINDOW (object);

  g_clear_object (&self->client);
  g_clear_object (&self->counter);
  g_clear_object (&self->gatherer);
  g_clear_object (&self->stores);
  g_clear_object (&self->programs);
  g_clear_object (&self->visit);
  g_clear_object (&self->press);
  g_clear_object (&self->lifetime);
  g_clear_object (&self->lookup);
  g_free (self->looked_up);

  G_OBJECT_CLASS (stempel_terminal_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-terminal-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, title);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, lock_button);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, line_revealer);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, line_label);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, signed_in_label);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, store_page);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, identify_page);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, enrol_page);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, visit_page);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, outcome_page);
  gtk_widget_class_bind_template_child (widget_class, StempelTerminalWindow, refusal_page);
  gtk_widget_class_bind_template_callback (widget_class, store_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, identify_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, member_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, enrol_submitted_cb);
}

static gboolean
stamp_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  int stamps = g_variant_get_int32 (args);

  /* Where something was refused, F5 means what it means everywhere: again. */
  if (stamps == RETRY_KEY_STAMPS &&
      stempel_terminal_window_is_on (STEMPEL_TERMINAL_WINDOW (widget), "refusal"))
    return gtk_widget_activate_action (widget, "terminal.retry", NULL);

  return gtk_widget_activate_action (widget, "terminal.stamp", "i", stamps);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "terminal.stamp", "i", stamp_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.redeem", "x", redeem_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.undo", NULL, undo_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.next", NULL, next_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.back", NULL, back_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.retry", NULL, retry_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.enrol", NULL, enrol_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.lock", NULL, lock_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.store", NULL, store_action_cb);
  gtk_widget_class_install_action (widget_class, "terminal.fullscreen", NULL, fullscreen_action_cb);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL,
                                   shortcuts_action_cb);

  for (guint i = 0; i < 6; i++)
    gtk_widget_class_add_binding (widget_class, GDK_KEY_F2 + i, 0, stamp_key_cb, "i", (int) i + 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F8, 0, "terminal.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "terminal.redeem", "x",
                                       (gint64) 0);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "terminal.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "terminal.fullscreen", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "win.show-help-overlay", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "terminal.enrol",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "terminal.lock",
                                       NULL);
}

static void
stempel_terminal_window_class_init (StempelTerminalWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = stempel_terminal_window_constructed;
  object_class->get_property = stempel_terminal_window_get_property;
  object_class->set_property = stempel_terminal_window_set_property;
  object_class->dispose = stempel_terminal_window_dispose;
  object_class->finalize = stempel_terminal_window_finalize;
  widget_class->size_allocate = stempel_terminal_window_size_allocate;

  properties[PROP_CLIENT] =
    g_param_spec_object ("client", NULL, NULL, STEMPEL_TYPE_CLIENT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_ENROL_PAGE);
  g_type_ensure (STEMPEL_TYPE_IDENTIFY_PAGE);
  g_type_ensure (STEMPEL_TYPE_OUTCOME_PAGE);
  g_type_ensure (STEMPEL_TYPE_REFUSAL_PAGE);
  g_type_ensure (STEMPEL_TYPE_STORE_PAGE);
  g_type_ensure (STEMPEL_TYPE_VISIT_PAGE);

  bind_template (widget_class);
  install_actions (widget_class);
}

static void
stempel_terminal_window_init (StempelTerminalWindow *self)
{
  self->lifetime = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  stempel_accessible_name (self->menu_button, _("Main Menu"));
  watch_activity (self);

  self->gatherer = stempel_scan_gatherer_new (SCAN_MIN_LENGTH);
  stempel_scan_gatherer_attach (self->gatherer, GTK_WIDGET (self));
  g_signal_connect_object (self->gatherer, "scanned", G_CALLBACK (stempel_terminal_window_scanned),
                           self, G_CONNECT_SWAPPED);
}

/**
 * stempel_terminal_window_new:
 * @application: the program
 * @client: where to book
 *
 * Returns: (transfer none): a terminal, to be presented
 */
GtkWidget *
stempel_terminal_window_new (GtkApplication *application, StempelClient *client)
{
  return g_object_new (STEMPEL_TYPE_TERMINAL_WINDOW,
                       "application", application,
                       "client", client,
                       NULL);
}
