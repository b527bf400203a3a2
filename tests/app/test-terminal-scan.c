/* test-terminal-scan.c: what is a scan, and what is typing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "stempel-scan-gatherer.h"

#define MIN_LENGTH 10
#define CARD "4711000012345"

typedef struct
{
  StempelScanGatherer *gatherer;
  GString             *scans;    /* what was scanned, each followed by a space */
  guint32              time;
} Fixture;

static void
scanned_cb (Fixture *fixture, const char *text)
{
  g_string_append_printf (fixture->scans, "%s ", text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->gatherer = stempel_scan_gatherer_new (MIN_LENGTH);
  fixture->scans = g_string_new (NULL);
  fixture->time = 1000;
  g_signal_connect_swapped (fixture->gatherer, "scanned", G_CALLBACK (scanned_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->gatherer);
  g_string_free (fixture->scans, TRUE);
}

static gboolean
press (Fixture *fixture, guint keyval, GdkModifierType modifiers, guint32 gap)
{
  fixture->time += gap;

  return stempel_scan_gatherer_feed (fixture->gatherer, keyval, modifiers, fixture->time);
}

static void
type (Fixture *fixture, const char *text, guint32 gap)
{
  for (const char *p = text; *p != '\0'; p++)
    g_assert_false (press (fixture, gdk_unicode_to_keyval ((guint32) *p), 0, gap));
}

static void
test_fast_keys_and_enter_are_a_scan (Fixture *fixture, gconstpointer data)
{
  type (fixture, CARD, 8);

  g_assert_true (press (fixture, GDK_KEY_Return, 0, 8));
  g_assert_cmpstr (fixture->scans->str, ==, CARD " ");
}

static void
test_enter_may_come_later_than_the_rest (Fixture *fixture, gconstpointer data)
{
  type (fixture, CARD, 8);

  g_assert_true (press (fixture, GDK_KEY_KP_Enter, 0, 90));
  g_assert_cmpstr (fixture->scans->str, ==, CARD " ");
}

static void
test_typing_is_no_scan (Fixture *fixture, gconstpointer data)
{
  type (fixture, CARD, 60);

  g_assert_false (press (fixture, GDK_KEY_Return, 0, 60));
  g_assert_cmpstr (fixture->scans->str, ==, "");
}

static void
test_a_short_series_is_no_scan (Fixture *fixture, gconstpointer data)
{
  type (fixture, "471100001", 8);

  g_assert_false (press (fixture, GDK_KEY_Return, 0, 8));
  g_assert_cmpstr (fixture->scans->str, ==, "");
}

static void
test_what_was_typed_before_is_not_part_of_it (Fixture *fixture, gconstpointer data)
{
  type (fixture, "anna", 150);
  press (fixture, GDK_KEY_4, 0, 500);
  type (fixture, "711000012345", 8);

  g_assert_true (press (fixture, GDK_KEY_Return, 0, 8));
  g_assert_cmpstr (fixture->scans->str, ==, CARD " ");
}

static void
test_two_cards_are_two_scans (Fixture *fixture, gconstpointer data)
{
  type (fixture, CARD, 8);
  press (fixture, GDK_KEY_Return, 0, 8);
  type (fixture, "9900000000017", 8);
  press (fixture, GDK_KEY_Return, 0, 8);

  g_assert_cmpstr (fixture->scans->str, ==, CARD " 9900000000017 ");
}

static void
test_capital_letters_come_with_shift (Fixture *fixture, gconstpointer data)
{
  type (fixture, "aZ-_09aZ-_09bbccdd", 8);
  press (fixture, GDK_KEY_Shift_L, 0, 8);
  press (fixture, GDK_KEY_X, GDK_SHIFT_MASK, 8);

  g_assert_true (press (fixture, GDK_KEY_Return, 0, 8));
  g_assert_cmpstr (fixture->scans->str, ==, "aZ-_09aZ-_09bbccddX ");
}

static void
test_a_shortcut_ends_the_series (Fixture *fixture, gconstpointer data)
{
  type (fixture, CARD, 8);
  press (fixture, GDK_KEY_l, GDK_CONTROL_MASK, 8);

  g_assert_false (press (fixture, GDK_KEY_Return, 0, 8));
}

static void
test_enter_alone_stays_enter (Fixture *fixture, gconstpointer data)
{
  g_assert_false (press (fixture, GDK_KEY_Return, 0, 500));
}

/* The window has to be shown for its entry to have the focus. */
static void
test_the_focused_entry_is_left_as_it_was (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *entry = gtk_entry_new ();

  gtk_window_set_child (GTK_WINDOW (window), entry);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (entry);
  stempel_scan_gatherer_attach (fixture->gatherer, window);

  gtk_editable_set_text (GTK_EDITABLE (entry), "Anna " CARD);
  gtk_editable_set_position (GTK_EDITABLE (entry), -1);
  type (fixture, CARD, 8);
  g_assert_true (press (fixture, GDK_KEY_Return, 0, 8));

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Anna ");
  g_assert_cmpstr (fixture->scans->str, ==, CARD " ");

  gtk_window_destroy (GTK_WINDOW (window));
}

#define ADD(path, function) \
  g_test_add ("/terminal/scan/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("fast-keys-and-enter", test_fast_keys_and_enter_are_a_scan);
  ADD ("enter-later", test_enter_may_come_later_than_the_rest);
  ADD ("typing", test_typing_is_no_scan);
  ADD ("short", test_a_short_series_is_no_scan);
  ADD ("typed-before", test_what_was_typed_before_is_not_part_of_it);
  ADD ("two-cards", test_two_cards_are_two_scans);
  ADD ("capitals", test_capital_letters_come_with_shift);
  ADD ("shortcut", test_a_shortcut_ends_the_series);
  ADD ("enter-alone", test_enter_alone_stays_enter);
  ADD ("focused-entry", test_the_focused_entry_is_left_as_it_was);

  return g_test_run ();
}
