/* test-terminal-support.h: a terminal whose replies the test gives, and hands to work it with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "fake-backend.h"
#include "stempel-error.h"
#include "stempel-pin-pad.h"
#include "stempel-settings.h"
#include "stempel-staff-dialog.h"
#include "stempel-terminal-window-private.h"
#include "test-terminal-samples.h"

#define CARD "4711000012345"
#define PIN "482915"

typedef struct
{
  FakeBackend           *backend;
  StempelClient         *client;
  StempelTerminalWindow *window;
  guint                  n_seen;   /* calls the test has dealt with */
  int                    given_up; /* a call that nobody waits for any more, -1 for none */
} Fixture;

static inline void
dispatch (void)
{
  while (g_main_context_iteration (NULL, FALSE));
}

static inline gboolean
wake_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static inline void
wait_ms (guint ms)
{
  gboolean is_over = FALSE;

  g_timeout_add (ms, wake_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

/* The number of the next call, which must be of this operation. */
static inline guint
expect_call (Fixture *fixture, StempelOperation operation)
{
  dispatch ();
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend), >, fixture->n_seen);
  g_assert_cmpint (fake_backend_get_operation (fixture->backend, fixture->n_seen), ==, operation);

  return fixture->n_seen++;
}

static inline void
expect_silence (Fixture *fixture)
{
  dispatch ();
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend), ==, fixture->n_seen);
}

static inline void
fail (Fixture *fixture, guint call, const char *problem)
{
  g_autoptr(JsonNode) node = json_from_string (problem, NULL);

  fake_backend_fail (fixture->backend, call,
                     stempel_error_new_for_problem (json_node_get_object (node), "refused"));
}

static inline void
assert_page (Fixture *fixture, const char *name)
{
  dispatch ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (fixture->window->stack)), ==, name);
}

static inline void
act (Fixture *fixture, const char *action)
{
  g_autofree char *name = NULL;
  GVariant *target = NULL;

  g_assert_true (g_action_parse_detailed_name (action, &name, &target, NULL));
  gtk_widget_activate_action_variant (GTK_WIDGET (fixture->window), name, target);
  g_clear_pointer (&target, g_variant_unref);
  dispatch ();
}

static inline void
start (Fixture *fixture)
{
  fixture->given_up = -1;
  g_settings_reset (stempel_settings_get_default (), "terminal-store");
  fixture->backend = fake_backend_new ();
  fixture->client = stempel_client_new (STEMPEL_BACKEND (fixture->backend));
}

static inline void
open_window (Fixture *fixture, const char *stores)
{
  fixture->window = STEMPEL_TERMINAL_WINDOW (stempel_terminal_window_new (NULL, fixture->client));
  gtk_window_present (GTK_WINDOW (fixture->window));

  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_STORE_LIST),
                      stores);
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_PROGRAM_LIST),
                      "{\"items\": []}");
}

static inline void
set_up_with_stores (Fixture *fixture, const char *stores)
{
  start (fixture);
  open_window (fixture, stores);
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_with_stores (fixture, "{\"items\": [" SAMPLE_STORE "]}");
  assert_page (fixture, "identify");
}

static inline void
set_up_two_stores (Fixture *fixture, gconstpointer data)
{
  set_up_with_stores (fixture, "{\"items\": [" SAMPLE_STORE ", " SAMPLE_STORE_2 "]}");
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  if (fixture->given_up >= 0)
    fake_backend_fail (fixture->backend, (guint) fixture->given_up,
                       g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, ""));
  dispatch ();

  /* An announcement holds what has the focus for a moment. */
  for (int i = 0; i < 40 && fixture->window != NULL; i++)
    wait_ms (50);
  g_assert_null (fixture->window);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->backend);
}

static inline void
scan (Fixture *fixture, const char *text)
{
  static guint32 time = 100000;

  time += 1000;
  for (const char *p = text; *p != '\0'; p++)
    stempel_scan_gatherer_feed (fixture->window->gatherer, gdk_unicode_to_keyval ((guint32) *p), 0,
                                time += 8);
  g_assert_true (stempel_scan_gatherer_feed (fixture->window->gatherer, GDK_KEY_Return, 0,
                                             time += 8));
}

static inline void
show_member (Fixture *fixture, const char *lookup)
{
  scan (fixture, CARD);
  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_CARD_LOOKUP),
                      lookup);
  assert_page (fixture, "visit");
}

static inline GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static inline void
type_pin (Fixture *fixture)
{
  GtkWidget *pad = find_child (GTK_WIDGET (fixture->window->staff_dialog), STEMPEL_TYPE_PIN_PAD);

  g_assert_nonnull (pad);
  for (const char *p = PIN; *p != '\0'; p++)
    gtk_widget_activate_action (pad, "pin-pad.digit", "i", *p - '0');
  stempel_pin_pad_submit (STEMPEL_PIN_PAD (pad));
}

/* Chooses Luc Weber by his number, as on the keyboard. */
static inline void
choose_employee (Fixture *fixture)
{
  GtkWidget *entry;

  fake_backend_reply (fixture->backend, expect_call (fixture, STEMPEL_OPERATION_EMPLOYEE_LIST),
                      SAMPLE_EMPLOYEES);
  entry = find_child (GTK_WIDGET (fixture->window->staff_dialog), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "1");
  g_signal_emit_by_name (entry, "activate");
  dispatch ();
}

static inline void
authorise (Fixture *fixture, const char *scope)
{
  g_autofree char *grant = NULL;
  guint call;

  g_assert_nonnull (fixture->window->staff_dialog);
  choose_employee (fixture);
  type_pin (fixture);
  call = expect_call (fixture, STEMPEL_OPERATION_EMPLOYEE_VERIFY);
  g_assert_cmpstr (json_object_get_string_member (fake_backend_get_request (fixture->backend, call),
                                                  "scope"), ==, scope);
  grant = g_strdup_printf ("{\"pin_token\": \"token-%u\", \"scope\": \"%s\", "
                           "\"expires_at\": \"2099-01-01T00:00:00Z\", \"employee_id\": 21, "
                           "\"employee_name\": \"Luc Weber\"}", call, scope);
  fake_backend_reply (fixture->backend, call, grant);
  g_assert_null (fixture->window->staff_dialog);
}
