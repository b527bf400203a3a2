/* test-members-support.h: replies and helpers for the tests of members and staff
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "fake-backend.h"
#include "stempel-client.h"
#include "stempel-error.h"
#include "stempel-form.h"

#define SESSION(role, operations) \
  "{\"login_id\": 1, \"name\": \"Léa\", \"role\": \"" role "\", \"language\": \"en\", " \
  "\"merchant\": {\"id\": 1, \"name\": \"Bakery\", \"currency\": \"EUR\", \"language\": \"de\", " \
  "\"languages\": [\"de\", \"fr\"], \"country\": \"LU\", \"zone\": \"Europe/Luxembourg\"}, " \
  "\"operations\": [" operations "]}"

#define STORES "{\"items\": [{\"id\": 3, \"name\": \"Gare\", \"state\": \"active\", " \
  "\"revision\": 1}, " \
  "{\"id\": 4, \"name\": \"Kirchberg\", \"state\": \"active\", \"revision\": 1}]}"

#define PROGRAMS "{\"items\": [{\"id\": 5, \"kind\": \"stamps\", \"name\": \"Coffee card\", " \
  "\"state\": \"active\", " \
  "\"members\": 0, \"revision\": 1}, {\"id\": 6, \"kind\": \"stamps\", \"name\": \"Bread card\", " \
  "\"state\": \"active\", \"members\": 0, \"revision\": 1}]}"

#define CARD(id, state) "{\"id\": " id ", \"number\": \"4711000012345\", \"token\": " \
  "\"AbCdEfGhIjKlMnOpQrStUv\", " \
  "\"state\": \"" state "\", \"customer_id\": 9, \"customer_name\": \"Anna Schmit\", " \
  "\"issued_at\": \"2026-01-02T09:00:00+01:00\", \"blocked_at\": \"2026-01-03T09:00:00+01:00\", " \
  "\"block_reason\": \"lost\"}"

#define ACCOUNT(stamps, owed) "{\"id\": 50, \"customer_id\": 9, \"program_id\": 5, " \
  "\"program_name\": \"Coffee card\", \"program_kind\": \"stamps\"," \
  " \"program_state\": \"active\", " \
  "\"stamps\": " stamps ", \"stamps_target\": 10, \"owed_stamps\": " owed \
  ", \"stamps_today\": 0, " \
  "\"daily_limit\": 5, \"max_stamps_per_visit\": 3, \"pin_policy\": \"operation\", " \
  "\"reward_name\": \"Free coffee\", \"colour\": \"#8b5a2b\", \"entitlements\": [{\"id\": 61, " \
  "\"account_id\": 50, \"reward_name\": \"Free coffee\", \"stamps\": 10, \"state\": \"open\", " \
  "\"issued_at\": \"2026-02-02T09:00:00+01:00\", \"expires_on\": \"2027-02-21\"}]}"

#define CUSTOMER(more, cards, accounts) "{\"id\": 9, \"name\": \"Anna Schmit\", \"given_name\": " \
  "\"Anna\", " \
  "\"family_name\": \"Schmit\", \"language\": \"fr\", \"state\": \"active\", " \
  "\"enrolled_at\": \"2026-01-02T09:00:00+01:00\", \"enrolled_store\": \"Gare\"," \
  " \"revision\": 4, " more \
  "\"cards\": [" cards "], \"accounts\": [" accounts "]}"

#define EMPLOYEE(id, name, more) "{\"id\": " id ", \"name\": \"" name "\", \"number\": \"7\", " \
  "\"store_ids\": [], " \
  "\"state\": \"active\", \"has_pin\": true, \"failures\": 0, \"revision\": 2" more "}"

typedef struct
{
  FakeBackend   *backend;
  StempelClient *client;
  GtkWidget     *window;
} Fixture;

static inline void
wait_ms (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  do
    {
      while (g_main_context_iteration (NULL, FALSE));
      g_usleep (500);
    }
  while (g_get_monotonic_time () < end);
}

/* The number of the oldest call of that operation that waits for a reply. */
static inline guint
waiting_call (Fixture *fixture, StempelOperation operation)
{
  int call;

  for (guint i = 0; (call = fake_backend_find (fixture->backend, operation)) < 0 && i < 200; i++)
    wait_ms (10);

  g_assert_cmpint (call, >=, 0);

  return (guint) call;
}

static inline void
reply (Fixture *fixture, StempelOperation operation, const char *json)
{
  fake_backend_reply (fixture->backend, waiting_call (fixture, operation), json);
  wait_ms (20);
}

static inline void
refuse (Fixture *fixture, StempelOperation operation, const char *problem)
{
  g_autoptr(JsonNode) node = json_from_string (problem, NULL);
  guint call = waiting_call (fixture, operation);

  g_assert_nonnull (node);
  fake_backend_fail (fixture->backend, call,
                     stempel_error_new_for_problem (json_node_get_object (node), "refused"));
  wait_ms (20);
}

static inline void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (stempel_client_open_finish (STEMPEL_CLIENT (object), result, NULL));
}

static inline void
sign_in (Fixture *fixture, const char *session)
{
  stempel_client_open_async (fixture->client, NULL, opened_cb, NULL);
  reply (fixture, STEMPEL_OPERATION_SESSION_WHOAMI, session);
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->backend = fake_backend_new ();
  fixture->client = stempel_client_new (STEMPEL_BACKEND (fixture->backend));
  fixture->window = adw_application_window_new (NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
}

static inline void
show_page (Fixture *fixture, GtkWidget *page)
{
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (fixture->window), page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_ms (50);
}

/* An announcement holds what has the focus for a moment. */
static inline void
assert_goes (gpointer *pointer)
{
  for (int i = 0; i < 60 && *pointer != NULL; i++)
    wait_ms (50);

  g_assert_null (*pointer);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  assert_goes ((gpointer *) &fixture->window);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->backend);
}

static inline gpointer
child (gpointer widget, const char *name)
{
  GObject *found =
    gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (found);

  return found;
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

/* The first widget below @widget, in the order of the page, that @match takes. */
static inline GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer data)
{
  if (match (widget, data))
    return widget;

  for (GtkWidget *below = gtk_widget_get_first_child (widget);
       below != NULL;
       below = gtk_widget_get_next_sibling (below))
    {
      GtkWidget *found = find (below, match, data);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static inline gboolean
is_label_with (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
         g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static inline gboolean
shows (gpointer widget, const char *text)
{
  return find (GTK_WIDGET (widget), is_label_with, text) != NULL;
}

static inline gboolean
has_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) type);
}

static inline StempelField *
field (StempelForm *form, const char *name)
{
  StempelField *found = stempel_form_get_field (form, name);

  g_assert_nonnull (found);

  return found;
}

static inline void
enter (StempelForm *form, const char *name, const char *text)
{
  g_autoptr(JsonNode) value = json_node_init_string (json_node_alloc (), text);

  stempel_field_set_value (field (form, name), value);
}

static inline gboolean
has_focus_within (gpointer window, gpointer widget)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, GTK_WIDGET (widget)));
}
