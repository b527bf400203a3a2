/* test-staff-pin-pad.c: digits go in, and nothing tells them but the signal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "stempel-pin-pad.h"
#include "test-members-support.h"

#define PIN "482915"

typedef struct
{
  GtkWidget *window;
  GtkWidget *pad;
  char      *submitted;
  guint      n_submitted;
} PadFixture;

static void
submitted_cb (PadFixture *fixture, const char *pin)
{
  /* The pad is ready for the next PIN already. */
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (fixture->pad)), ==, 0);
  g_free (fixture->submitted);
  fixture->submitted = g_strdup (pin);
  fixture->n_submitted++;
}

static void
pad_set_up (PadFixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->pad = stempel_pin_pad_new ();
  g_signal_connect_swapped (fixture->pad, "submitted", G_CALLBACK (submitted_cb), fixture);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->pad);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_ms (50);
  gtk_widget_grab_focus (fixture->pad);
}

static void
pad_tear_down (PadFixture *fixture, gconstpointer data)
{
  g_free (fixture->submitted);
  g_object_add_weak_pointer (G_OBJECT (fixture->pad), (gpointer *) &fixture->pad);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  assert_goes ((gpointer *) &fixture->pad);
}

static GtkEventController *
key_controller (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        return controller;
    }

  g_assert_not_reached ();
}

static gboolean
press (GtkWidget *widget, guint keyval)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (key_controller (widget), "key-pressed", keyval, 0, 0, &handled);

  return handled;
}

static void
type (PadFixture *fixture, const char *digits)
{
  for (const char *digit = digits; *digit != '\0'; digit++)
    g_assert_true (press (fixture->pad, (guint) *digit));
}

static void
test_keyboard_and_keypad_alike (PadFixture *fixture, gconstpointer data)
{
  type (fixture, "48");
  gtk_widget_activate_action (fixture->pad, "pin-pad.digit", "i", 2);
  g_assert_true (press (fixture->pad, GDK_KEY_KP_9));
  gtk_widget_activate_action (fixture->pad, "pin-pad.digit", "i", 7);
  g_assert_true (press (fixture->pad, GDK_KEY_BackSpace));
  type (fixture, "15");
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (fixture->pad)), ==, 6);

  g_assert_true (press (fixture->pad, GDK_KEY_Return));
  g_assert_cmpstr (fixture->submitted, ==, PIN);
}

static void
test_eight_digits_at_most (PadFixture *fixture, gconstpointer data)
{
  type (fixture, "482915736");
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (fixture->pad)), ==, 8);
}

static void
test_three_digits_are_too_few (PadFixture *fixture, gconstpointer data)
{
  GtkAccessible *display = child (fixture->pad, "display");

  type (fixture, "482");
  stempel_pin_pad_submit (STEMPEL_PIN_PAD (fixture->pad));

  g_assert_cmpuint (fixture->n_submitted, ==, 0);
  gtk_test_accessible_assert_property (display, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "A PIN has 4 to 8 digits.");
  gtk_test_accessible_assert_state (display, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  /* The next digit takes the refusal away. */
  type (fixture, "9");
  g_assert_false (gtk_test_accessible_has_property (display, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

static gboolean
tells_digits (GtkWidget *widget, gconstpointer data)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;

  /* An entry gives its text away whatever it shows. */
  if (GTK_IS_EDITABLE (widget))
    return gtk_editable_get_text (GTK_EDITABLE (widget))[0] != '\0';

  return text != NULL && strlen (text) > 1 && strpbrk (text, PIN) != NULL;
}

static void
test_nothing_tells_the_digits (PadFixture *fixture, gconstpointer data)
{
  GtkWidget *display = child (fixture->pad, "display");

  /* Screen readers echo the keys that are typed everywhere but in a password entry. */
  g_assert_true (GTK_IS_PASSWORD_ENTRY (display));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (display), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "PIN, no digits entered");

  for (guint i = 0; i < strlen (PIN); i++)
    {
      g_autofree char *name = g_strdup_printf (i == 0 ? "PIN, %u digit entered"
                                                      : "PIN, %u digits entered", i + 1);

      type (fixture, (char[]) { PIN[i], '\0' });
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (display), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           name);
      g_assert_null (find (fixture->pad, tells_digits, NULL));
    }
}

static void
test_the_entry_stays_empty (PadFixture *fixture, gconstpointer data)
{
  GtkEditable *display = GTK_EDITABLE (child (fixture->pad, "display"));
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (display));
  int position = 0;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (text), PIN);
  g_signal_emit_by_name (text, "paste-clipboard");
  wait_ms (50);
  g_assert_cmpstr (gtk_editable_get_text (display), ==, "");

  /* What an input method or a program on the accessibility bus would do. */
  gtk_editable_insert_text (display, PIN, -1, &position);
  g_assert_cmpstr (gtk_editable_get_text (display), ==, "");
  gtk_editable_set_text (display, PIN);
  g_assert_cmpstr (gtk_editable_get_text (display), ==, "");

  /* Nor is there an eye that would show it. */
  g_assert_false (gtk_password_entry_get_show_peek_icon (GTK_PASSWORD_ENTRY (display)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (display), GTK_ACCESSIBLE_PROPERTY_READ_ONLY,
                                       FALSE);
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (fixture->pad)), ==, 0);
}

/* The entry must never see a digit, so the pad takes the keys on their way down. */
static void
test_keys_are_taken_before_the_entry (PadFixture *fixture, gconstpointer data)
{
  GtkWidget *display = child (fixture->pad, "display");
  GtkEventController *keys = key_controller (display);

  g_assert_cmpint (gtk_event_controller_get_propagation_phase (keys), ==, GTK_PHASE_CAPTURE);
  g_assert_true (press (display, GDK_KEY_4));
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (fixture->pad)), ==, 1);
}

static gboolean
is_digit_key (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_focusable (widget);
}

static void
test_focus_never_goes_to_a_digit (PadFixture *fixture, gconstpointer data)
{
  g_assert_null (find (fixture->pad, is_digit_key, NULL));
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (has_focus_within (fixture->window, child (fixture->pad, "display")));
}

static void
test_other_keys_go_on (PadFixture *fixture, gconstpointer data)
{
  g_assert_false (press (fixture->pad, GDK_KEY_Escape));
  g_assert_false (press (fixture->pad, GDK_KEY_Tab));
  g_assert_false (press (fixture->pad, GDK_KEY_a));
}

static void
test_takes_keys_of_the_dialog (PadFixture *fixture, gconstpointer data)
{
  stempel_pin_pad_set_key_capture_widget (STEMPEL_PIN_PAD (fixture->pad), fixture->window);
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);

  g_assert_true (press (fixture->window, GDK_KEY_4));
  g_assert_cmpuint (stempel_pin_pad_get_length (STEMPEL_PIN_PAD (fixture->pad)), ==, 1);
  g_assert_true (has_focus_within (fixture->window, child (fixture->pad, "display")));
}

#define ADD(path, function) g_test_add (path, PadFixture, NULL, pad_set_up, function, pad_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

  ADD ("/pin-pad/keyboard-and-keypad-alike", test_keyboard_and_keypad_alike);
  ADD ("/pin-pad/eight-digits-at-most", test_eight_digits_at_most);
  ADD ("/pin-pad/three-digits-are-too-few", test_three_digits_are_too_few);
  ADD ("/pin-pad/nothing-tells-the-digits", test_nothing_tells_the_digits);
  ADD ("/pin-pad/the-entry-stays-empty", test_the_entry_stays_empty);
  ADD ("/pin-pad/keys-are-taken-before-the-entry", test_keys_are_taken_before_the_entry);
  ADD ("/pin-pad/focus-never-goes-to-a-digit", test_focus_never_goes_to_a_digit);
  ADD ("/pin-pad/other-keys-go-on", test_other_keys_go_on);
  ADD ("/pin-pad/takes-keys-of-the-dialog", test_takes_keys_of_the_dialog);

  return g_test_run ();
}
