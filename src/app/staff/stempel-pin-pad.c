/* stempel-pin-pad.c: a PIN is typed or tapped here, and never shown, spoken or exported
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stempel-accessible.h"
#include "stempel-announce.h"
#include "stempel-pin-pad.h"

/* As many places as a usual PIN has; a longer one adds places as it is typed. */
#define PLACES_SHOWN 6

/**
 * StempelPinPad:
 *
 * Takes a PIN from the keyboard and from its own keypad.
 *
 * The text of an entry can be read by any program on the accessibility bus, hidden or not, so the
 * digits are never the text of anything. What has the focus is a password entry that stays empty:
 * screen readers do not echo keys where a password is typed, and GTK gives that role to no other
 * widget. The pad takes the keys before the entry sees them, and the name of the entry only says
 * how many digits there are. The keys of the keypad do not take the focus, because following the
 * focus would tell the digits as well; on the keyboard, digits are typed.
 *
 * Properties: `length` (digits entered), `prompt` (what is asked for). Signal: `submitted`
 * (const char *pin), whose argument is only valid during the emission and wiped afterwards.
 */
struct _StempelPinPad
{
  AdwBin              parent_instance;

  GtkWidget          *display;            /* a password entry that stays empty */
  GtkWidget          *dots;
  GtkWidget          *message_label;
  GtkWidget          *delete_key;
  GtkWidget          *confirm_key;

  GtkEventController *keys;               /* owned by capture_widget; the display has its own */
  GtkWidget          *capture_widget;     /* (unowned) (nullable): weak pointer */
  char               *prompt;             /* (owned) */
  char               *message;            /* (owned) (nullable) */
  guint               length;
  char                digits[STEMPEL_PIN_MAX_LENGTH + 1];
};

G_DEFINE_FINAL_TYPE (StempelPinPad, stempel_pin_pad, ADW_TYPE_BIN)

enum { PROP_0, PROP_LENGTH, PROP_PROMPT, N_PROPS };
enum { SUBMITTED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
update_name (StempelPinPad *self)
{
  g_autofree char *name = NULL;

  if (self->length == 0)
    /* Translators: spoken by screen readers. %s is what is asked for, such as "PIN" or "Repeat the
     * PIN". */
    name = g_strdup_printf (_("%s, no digits entered"), self->prompt);
  else
    /* Translators: spoken by screen readers. %s is what is asked for, such as "PIN"; %u is a
     * number. */
    name = g_strdup_printf (ngettext ("%s, %u digit entered", "%s, %u digits entered",
                                      self->length),
                            self->prompt, self->length);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->display),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_dots (StempelPinPad *self)
{
  GtkWidget *dot = gtk_widget_get_first_child (self->dots);

  for (guint i = 0; i < STEMPEL_PIN_MAX_LENGTH; i++)
    {
      if (i < self->length)
        gtk_widget_add_css_class (dot, "filled");
      else
        gtk_widget_remove_css_class (dot, "filled");

      gtk_widget_set_visible (dot, i < MAX (self->length, PLACES_SHOWN));
      dot = gtk_widget_get_next_sibling (dot);
    }
}

static void
set_length (StempelPinPad *self, guint length)
{
  /* What is cut off must not stay in memory. */
  explicit_bzero (self->digits + length, sizeof self->digits - length);

  if (self->length == length)
    return;

  self->length = length;
  update_dots (self);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LENGTH]);
}

static void
append_digit (StempelPinPad *self, int digit)
{
  if (self->length == STEMPEL_PIN_MAX_LENGTH)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  stempel_pin_pad_set_message (self, NULL);
  self->digits[self->length] = (char) ('0' + digit);
  set_length (self, self->length + 1);
}

static void
remove_digit (StempelPinPad *self)
{
  if (self->length > 0)
    set_length (self, self->length - 1);
}

/* The focus goes to the text inside the entry. */
static gboolean
has_focus (StempelPinPad *self)
{
  return gtk_widget_has_focus (
      GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->display))));
}

static void
type_digit (StempelPinPad *self, int digit)
{
  append_digit (self, digit);

  /* A screen reader keeps the next digits to itself only where the entry has the focus. */
  if (!has_focus (self))
    gtk_widget_grab_focus (self->display);
}

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        modifiers,
                StempelPinPad         *self)
{
  /* Not only GDK_KEY_0…9: a keypad has keys of its own, a French keyboard gives digits with
   * Shift. */
  int digit = g_unichar_digit_value (gdk_keyval_to_unicode (keyval));

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  if (!gtk_widget_is_sensitive (GTK_WIDGET (self)) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return GDK_EVENT_PROPAGATE;

  if (digit >= 0)
    type_digit (self, digit);
  else if (keyval == GDK_KEY_BackSpace)
    remove_digit (self);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete)
    stempel_pin_pad_clear (self);
  else if (is_enter (keyval) && has_focus (self))
    stempel_pin_pad_submit (self);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
stop_insert_text_cb (GtkEditable *text, const char *inserted, int length, int *position)
{
  g_signal_stop_emission_by_name (text, "insert-text");
}

static void
stop_insert_emoji_cb (GtkEditable *text)
{
  g_signal_stop_emission_by_name (text, "insert-emoji");
}

static void
digit_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  append_digit (STEMPEL_PIN_PAD (widget), g_variant_get_int32 (target));
}

static void
delete_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  remove_digit (STEMPEL_PIN_PAD (widget));
}

static void
submit_action_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  stempel_pin_pad_submit (STEMPEL_PIN_PAD (widget));
}

static gboolean
stempel_pin_pad_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (STEMPEL_PIN_PAD (widget)->display);
}

static void
stempel_pin_pad_dispose (GObject *object)
{
  StempelPinPad *self = STEMPEL_PIN_PAD (object);

  stempel_pin_pad_set_key_capture_widget (self, NULL);
  explicit_bzero (self->digits, sizeof self->digits);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_PIN_PAD);

  G_OBJECT_CLASS (stempel_pin_pad_parent_class)->dispose (object);
}

static void
stempel_pin_pad_finalize (GObject *object)
{
  StempelPinPad *self = STEMPEL_PIN_PAD (object);

  g_free (self->prompt);
  g_free (self->message);

  G_OBJECT_CLASS (stempel_pin_pad_parent_class)->finalize (object);
}

static void
stempel_pin_pad_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  StempelPinPad *self = STEMPEL_PIN_PAD (object);

  switch (id)
    {
    case PROP_LENGTH:
      g_value_set_uint (value, self->length);
      break;
    case PROP_PROMPT:
      g_value_set_string (value, self->prompt);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_pin_pad_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  StempelPinPad *self = STEMPEL_PIN_PAD (object);

  switch (id)
    {
    case PROP_PROMPT:
      stempel_pin_pad_set_prompt (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
stempel_pin_pad_class_init (StempelPinPadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stempel_pin_pad_dispose;
  object_class->finalize = stempel_pin_pad_finalize;
  object_class->get_property = stempel_pin_pad_get_property;
  object_class->set_property = stempel_pin_pad_set_property;
  widget_class->grab_focus = stempel_pin_pad_grab_focus;

  properties[PROP_LENGTH] = g_param_spec_uint ("length", NULL, NULL, 0, STEMPEL_PIN_MAX_LENGTH, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROMPT] = g_param_spec_string ("prompt", NULL, NULL, NULL,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                 G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* STATIC_SCOPE: the emission makes no copy of the digits that nobody would wipe. */
  signals[SUBMITTED] = g_signal_new ("submitted", STEMPEL_TYPE_PIN_PAD, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_install_action (widget_class, "pin-pad.digit", "i", digit_action_cb);
  gtk_widget_class_install_action (widget_class, "pin-pad.delete", NULL, delete_action_cb);
  gtk_widget_class_install_action (widget_class, "pin-pad.submit", NULL, submit_action_cb);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "stempelpinpad");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-pin-pad.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelPinPad, display);
  gtk_widget_class_bind_template_child (widget_class, StempelPinPad, dots);
  gtk_widget_class_bind_template_child (widget_class, StempelPinPad, message_label);
  gtk_widget_class_bind_template_child (widget_class, StempelPinPad, delete_key);
  gtk_widget_class_bind_template_child (widget_class, StempelPinPad, confirm_key);
}

static void
add_key_controller (StempelPinPad *self, GtkWidget *widget, GtkEventController *keys)
{
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (widget, keys);
}

/* Nothing that is pasted, dropped, composed or set from the accessibility bus becomes text of the
 * entry. */
static void
keep_empty (StempelPinPad *self)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (self->display));
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_editable_set_editable (GTK_EDITABLE (self->display), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (text), "menu.popup", FALSE);
  g_signal_connect (text, "insert-text", G_CALLBACK (stop_insert_text_cb), NULL);
  g_signal_connect (text, "insert-emoji", G_CALLBACK (stop_insert_emoji_cb), NULL);

  /* Digits can be entered all the same; else the pad is called read-only. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->display),
                                  GTK_ACCESSIBLE_PROPERTY_READ_ONLY, FALSE, -1);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key_controller (self, self->display, keys);
}

static void
stempel_pin_pad_init (StempelPinPad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  keep_empty (self);

  for (guint i = 0; i < STEMPEL_PIN_MAX_LENGTH; i++)
    {
      GtkWidget *dot = g_object_new (GTK_TYPE_BOX,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                     "valign", GTK_ALIGN_CENTER,
                                     "css-name", "dot",
                                     NULL);

      gtk_box_append (GTK_BOX (self->dots), dot);
    }

  /* Translators: key of the keypad that removes the last digit of the PIN. */
  stempel_accessible_name (self->delete_key, C_("PIN pad", "Delete"));
  /* Translators: key of the keypad that sends the PIN. */
  stempel_accessible_name (self->confirm_key, C_("PIN pad", "Confirm"));

  /* Translators: the personal number that an employee types at the terminal. */
  self->prompt = g_strdup (C_("employee", "PIN"));
  update_dots (self);
  update_name (self);
  stempel_pin_pad_set_key_capture_widget (self, GTK_WIDGET (self));
}

/**
 * stempel_pin_pad_new:
 *
 * Returns: (transfer floating): a pad without digits
 */
GtkWidget *
stempel_pin_pad_new (void)
{
  return g_object_new (STEMPEL_TYPE_PIN_PAD, NULL);
}

/**
 * stempel_pin_pad_get_length:
 * @self: a pad
 *
 * Returns: how many digits were entered
 */
guint
stempel_pin_pad_get_length (StempelPinPad *self)
{
  g_return_val_if_fail (STEMPEL_IS_PIN_PAD (self), 0);

  return self->length;
}

/**
 * stempel_pin_pad_get_prompt:
 * @self: a pad
 *
 * Returns: (transfer none): what is asked for
 */
const char *
stempel_pin_pad_get_prompt (StempelPinPad *self)
{
  g_return_val_if_fail (STEMPEL_IS_PIN_PAD (self), NULL);

  return self->prompt;
}

/**
 * stempel_pin_pad_set_prompt:
 * @self: a pad
 * @prompt: what is asked for, translated, such as "New PIN"
 *
 * The prompt is only spoken; a caption for the eye belongs to the dialog.
 */
void
stempel_pin_pad_set_prompt (StempelPinPad *self, const char *prompt)
{
  g_return_if_fail (STEMPEL_IS_PIN_PAD (self));
  g_return_if_fail (prompt != NULL);

  if (g_strcmp0 (self->prompt, prompt) == 0)
    return;

  g_free (self->prompt);
  self->prompt = g_strdup (prompt);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROMPT]);
}

/**
 * stempel_pin_pad_set_message:
 * @self: a pad
 * @message: (nullable): why the last PIN was refused, translated; %NULL takes the message away
 *
 * Shows a refusal below the digits, describes the pad by it and announces it. The next digit
 * takes it away.
 */
void
stempel_pin_pad_set_message (StempelPinPad *self, const char *message)
{
  g_return_if_fail (STEMPEL_IS_PIN_PAD (self));

  if (g_strcmp0 (self->message, message) == 0)
    return;

  g_free (self->message);
  self->message = g_strdup (message);
  gtk_label_set_label (GTK_LABEL (self->message_label), message != NULL ? message : "");
  gtk_widget_set_visible (self->message_label, message != NULL);

  /* What stempel_announce() puts back when an announcement is over. */
  g_object_set_data_full (G_OBJECT (self->display), "stempel-description", g_strdup (message),
                          g_free);

  if (message != NULL)
    {
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->display), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->display),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
      gtk_widget_add_css_class (self->display, "error");
      stempel_announce (GTK_WIDGET (self), message);
    }
  else
    {
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->display), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->display),
                                     GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      gtk_widget_remove_css_class (self->display, "error");
    }
}

static void
forget_capture_widget (StempelPinPad *self)
{
  if (self->capture_widget != NULL)
    gtk_widget_remove_controller (self->capture_widget, self->keys);

  g_clear_weak_pointer (&self->capture_widget);
  self->keys = NULL;
}

/**
 * stempel_pin_pad_set_key_capture_widget:
 * @self: a pad
 * @widget: (nullable): the widget, usually the dialog, in which digits go to the pad wherever the
 *   focus is; the first one brings the focus to the pad
 *
 * A new pad takes the keys that are pressed inside itself.
 */
void
stempel_pin_pad_set_key_capture_widget (StempelPinPad *self, GtkWidget *widget)
{
  g_return_if_fail (STEMPEL_IS_PIN_PAD (self));
  g_return_if_fail (widget == NULL || GTK_IS_WIDGET (widget));

  forget_capture_widget (self);

  if (widget == NULL)
    return;

  self->keys = gtk_event_controller_key_new ();
  g_set_weak_pointer (&self->capture_widget, widget);
  add_key_controller (self, widget, self->keys);
}

/**
 * stempel_pin_pad_clear:
 * @self: a pad
 *
 * Wipes the digits.
 */
void
stempel_pin_pad_clear (StempelPinPad *self)
{
  g_return_if_fail (STEMPEL_IS_PIN_PAD (self));

  set_length (self, 0);
}

/**
 * stempel_pin_pad_submit:
 * @self: a pad
 *
 * Emits `submitted` with the digits and wipes them; with too few digits it says so instead.
 */
void
stempel_pin_pad_submit (StempelPinPad *self)
{
  char pin[STEMPEL_PIN_MAX_LENGTH + 1];

  g_return_if_fail (STEMPEL_IS_PIN_PAD (self));

  if (self->length < STEMPEL_PIN_MIN_LENGTH)
    {
      stempel_pin_pad_set_message (self, _("A PIN has 4 to 8 digits."));
      return;
    }

  /* Wiped before the handlers run: one of them may ask for the next PIN in the same pad. */
  memcpy (pin, self->digits, sizeof pin);
  stempel_pin_pad_clear (self);
  g_signal_emit (self, signals[SUBMITTED], 0, pin);
  explicit_bzero (pin, sizeof pin);
}
