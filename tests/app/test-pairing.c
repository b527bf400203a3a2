/* test-pairing.c: a code is typed in, sent once, and gives a session that is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "http-script.h"
#include "stempel-connector.h"
#include "stempel-pairing-code.h"
#include "stempel-pairing-form.h"
#include "stempel-secrets.h"
#include "stempel-sign-in-page.h"
#include "stempel-text-field.h"
#include "test-members-support.h"

#define ENDED "{\"code\": \"unauthenticated\", \"request_id\": \"r1\"}"
#define PROBLEM "Content-Type: application/problem+json\r\n"
#define MERCHANT "\"merchant\": {\"id\": 1, \"name\": \"Bakery\", \"currency\": \"EUR\"," \
  " \"language\": \"de\", \"languages\": [\"de\"], \"country\": \"LU\"," \
  " \"zone\": \"Europe/Luxembourg\"}"

static gpointer
find_child (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c))
    {
      gpointer found = find_child (c, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static StempelPairingForm *
show_form (Fixture *fixture)
{
  g_autoptr(StempelProfile) profile = stempel_profile_new (STEMPEL_PROFILE_KIND_SERVER);
  GtkWidget *form = stempel_pairing_form_new ();

  g_object_set (profile, "url", "https://stempel.example.org", NULL);
  stempel_pairing_form_set_profile (STEMPEL_PAIRING_FORM (form), profile);
  show_page (fixture, form);

  return STEMPEL_PAIRING_FORM (form);
}

static StempelTextField *
code_field (gpointer form)
{
  return find_child (form, STEMPEL_TYPE_TEXT_FIELD);
}

static const char *
message_of (StempelPairingForm *form)
{
  GtkWidget *box = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (form),
                                                              STEMPEL_TYPE_PAIRING_FORM,
                                                              "message_box"));
  GtkLabel *label = GTK_LABEL (gtk_widget_get_template_child (GTK_WIDGET (form),
                                                              STEMPEL_TYPE_PAIRING_FORM,
                                                              "message_label"));

  return gtk_widget_get_visible (box) ? gtk_label_get_text (label) : NULL;
}

static void
test_what_is_typed_is_shown_in_groups (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *typed, *shown; } texts[] = {
    { "kgyt", "KGYT" }, { "kgytd", "KGYT-D" }, { "kgyt-d63j", "KGYT-D63J" },
    { " k g y t – d 6 3 j\n", "KGYT-D63J" }, { "kgytd63jx", "KGYT-D63J-X" }, { "é€", "" },
  };
  GtkEditable *entry =
    GTK_EDITABLE (stempel_text_field_get_entry (code_field (show_form (fixture))));
  int position;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gtk_editable_set_text (entry, texts[i].typed);
      g_assert_cmpstr (gtk_editable_get_text (entry), ==, texts[i].shown);
    }

  /* Key by key, the cursor stays behind what was typed. */
  gtk_editable_set_text (entry, "kgytd63j");
  position = 2;
  gtk_editable_insert_text (entry, "a", 1, &position);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "KGAY-TD63-J");
  g_assert_cmpint (position, ==, 3);
  gtk_editable_delete_text (entry, 2, 3);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "KGYT-D63J");
  g_assert_cmpint (gtk_editable_get_position (entry), ==, 2);
  gtk_editable_delete_text (entry, 0, -1);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

static void
test_the_length_is_told_beside_the_field (Fixture *fixture, gconstpointer data)
{
  StempelPairingForm *form = show_form (fixture);
  char *code;

  g_assert_null (stempel_pairing_form_read (form));
  g_assert_nonnull (stempel_field_get_error (STEMPEL_FIELD (code_field (form))));
  stempel_text_field_set_text (code_field (form), "kgyt-d63");
  g_assert_null (stempel_pairing_form_read (form));
  g_assert_cmpstr (stempel_field_get_error (STEMPEL_FIELD (code_field (form))), ==,
                   "The code has eight characters.");
  stempel_text_field_set_text (code_field (form), "kgyt d63j");
  code = stempel_pairing_form_read (form);
  g_assert_cmpstr (code, ==, "KGYTD63J");
  stempel_pairing_code_wipe (code);
  stempel_pairing_form_forget (form);
  g_assert_cmpstr (stempel_text_field_get_text (code_field (form)), ==, "");
}

static void
test_refusals_stand_where_they_belong (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *problem; gboolean beside; const char *sentence; } refusals[] = {
    { "{\"code\": \"not_found\", \"what\": \"code\"}", TRUE, "This code is not right, was used" },
    { "{\"code\": \"unauthenticated\", \"reason\": \"credentials\"}", TRUE,
      "This code is not right, was used" },
    { "{\"code\": \"rate_limited\", \"available_at\": \"2020-01-02T14:20:00+01:00\"}", TRUE,
      "Too many attempts in a short time. Try again from" },
    { "{\"code\": \"invalid\", \"errors\": [{\"field\": \"code\", \"code\": \"invalid_format\"}]}",
      TRUE, "" },
    { "{\"code\": \"unavailable\", \"reason\": \"connection\"}", FALSE,
      "stempel.example.org does not answer." },
    { "{\"code\": \"unavailable\", \"reason\": \"connection\", \"outcome\": \"unknown\"}", FALSE,
      "The line to stempel.example.org broke after the code was sent" },
    { "{\"code\": \"unavailable\", \"reason\": \"tls\"}", FALSE, "No encrypted connection" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      StempelPairingForm *form = show_form (fixture);
      g_autoptr(JsonNode) node = json_from_string (refusals[i].problem, NULL);
      g_autoptr(GError) error = stempel_error_new_for_problem (json_node_get_object (node), "no");
      const char *said;

      stempel_text_field_set_text (code_field (form), "KGYTD63J");
      stempel_pairing_form_show_error (form, error);
      said = refusals[i].beside ? stempel_field_get_error (STEMPEL_FIELD (code_field (form)))
                                : message_of (form);
      g_test_message ("%s: %s", refusals[i].problem, said);
      g_assert_nonnull (said);
      g_assert_true (g_str_has_prefix (said, refusals[i].sentence));
      g_assert_true ((message_of (form) == NULL) == refusals[i].beside);
      g_assert_cmpstr (stempel_text_field_get_text (code_field (form)), ==, "KGYT-D63J");
    }
}

/* The page before a server that answers what the test says. */
typedef struct
{
  HttpScript       *script;
  StempelConnector *connector;
  StempelProfile   *profile;
  GtkWidget        *page;
  guint             n_asked, n_opened, n_renewed, n_refused, n_failed;
} Device;

static void
count_cb (gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
watch (Device *device, const char *signal, guint *count)
{
  g_signal_connect_swapped (device->connector, signal, G_CALLBACK (count_cb), count);
}

static void
wait_count (guint *count, guint expected)
{
  for (guint i = 0; *count < expected && i < 500; i++)
    wait_ms (10);
  g_assert_cmpuint (*count, ==, expected);
}

static void
device_open (Device *device, Fixture *fixture)
{
  g_autofree char *url = NULL;

  device->script = http_script_new ();
  url = http_script_get_url (device->script);
  device->connector = stempel_connector_new ();
  device->profile = stempel_profile_new (STEMPEL_PROFILE_KIND_SERVER);
  g_object_set (device->profile, "name", "Shop", "url", url, NULL);
  watch (device, "sign-in-needed", &device->n_asked);
  watch (device, "opened", &device->n_opened);
  watch (device, "renewed", &device->n_renewed);
  watch (device, "sign-in-refused", &device->n_refused);
  watch (device, "failed", &device->n_failed);
  device->page = g_object_new (STEMPEL_TYPE_SIGN_IN_PAGE, NULL);
  show_page (fixture, device->page);
  stempel_connector_open (device->connector, device->profile, NULL, FALSE);
  wait_count (&device->n_asked, 1);
}

static void
device_close (Device *device, Fixture *fixture)
{
  stempel_connector_close (device->connector);
  wait_ms (50);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (fixture->window), gtk_button_new ());
  g_object_unref (device->connector);
  g_object_unref (device->profile);
  http_script_free (device->script);
}

static void
answer_claim (Device *device, const char *login, const char *token)
{
  g_autofree char *reply = g_strdup_printf ("{\"token\": \"%s\", \"login_id\": %s}", token, login);

  http_script_reply (device->script, 200, "", reply);
}

static void
answer_whoami (Device *device, const char *login)
{
  g_autofree char *reply = g_strdup_printf (
    "{\"login_id\": %s, \"kind\": \"terminal\", \"store_id\": 4, \"name\": \"Seat\","
    " \"role\": \"staff\", \"language\": \"en\", \"operations\": [], " MERCHANT "}", login);

  http_script_reply (device->script, 200, "", reply);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  char **secret = user_data;
  char *found = stempel_secrets_lookup_finish (STEMPEL_PROFILE (object), result);

  *secret = found != NULL ? found : g_strdup ("");
}

static char *
kept_session (Device *device)
{
  char *secret = NULL;

  /* What was asked of the service before comes first. */
  wait_ms (200);
  stempel_secrets_lookup_async (device->profile, NULL, looked_up_cb, &secret);
  for (guint i = 0; secret == NULL && i < 500; i++)
    wait_ms (10);

  return secret;
}

static gboolean
shows_pairing (Device *device)
{
  return gtk_widget_is_visible (find_child (device->page, STEMPEL_TYPE_PAIRING_FORM)) &&
         gtk_widget_get_mapped (find_child (device->page, STEMPEL_TYPE_PAIRING_FORM));
}

static void
type_code (Device *device, const char *code)
{
  StempelPairingForm *form = find_child (device->page, STEMPEL_TYPE_PAIRING_FORM);

  stempel_text_field_set_text (code_field (form), code);
  g_signal_emit_by_name (form, "submit");
}

static void
test_a_code_makes_a_terminal_that_is_kept (Fixture *fixture, gconstpointer data)
{
  Device device = { NULL, };
  g_autofree char *kept = NULL;

  device_open (&device, fixture);
  stempel_sign_in_page_ask (STEMPEL_SIGN_IN_PAGE (device.page), device.connector);
  g_assert_false (shows_pairing (&device));
  answer_claim (&device, "7", "one");
  answer_whoami (&device, "7");
  type_code (&device, "kgytd63j");
  wait_count (&device.n_opened, 1);
  g_assert_true (stempel_client_is_terminal (stempel_connector_get_client (device.connector)));
  g_assert_true (stempel_profile_get_terminal (device.profile));
  g_assert_cmpstr (stempel_text_field_get_text (
                     code_field (find_child (device.page, STEMPEL_TYPE_PAIRING_FORM))), ==, "");
  kept = kept_session (&device);
  g_assert_cmpstr (kept, ==, "one");
  device_close (&device, fixture);
}

/* The code is used up by then: what it gave must not be lost. */
static void
test_a_line_that_breaks_after_the_code_loses_nothing (Fixture *fixture, gconstpointer data)
{
  Device device = { NULL, };

  device_open (&device, fixture);
  stempel_sign_in_page_ask (STEMPEL_SIGN_IN_PAGE (device.page), device.connector);
  answer_claim (&device, "7", "one");
  http_script_reply (device.script, 500, PROBLEM, "{\"code\": \"unavailable\","
                     " \"reason\": \"server\", \"request_id\": \"r1\"}");
  type_code (&device, "kgytd63j");
  wait_count (&device.n_failed, 1);
  g_assert_cmpuint (device.n_refused, ==, 0);
  answer_whoami (&device, "7");
  stempel_connector_reopen (device.connector);
  wait_count (&device.n_opened, 1);
  device_close (&device, fixture);
}

static void
test_a_refused_code_stays_to_be_corrected (Fixture *fixture, gconstpointer data)
{
  Device device = { NULL, };
  StempelTextField *field;

  device_open (&device, fixture);
  g_object_set (device.profile, "terminal", TRUE, NULL);
  stempel_sign_in_page_ask (STEMPEL_SIGN_IN_PAGE (device.page), device.connector);
  field = code_field (find_child (device.page, STEMPEL_TYPE_PAIRING_FORM));
  http_script_reply (device.script, 404, PROBLEM, "{\"code\": \"not_found\", \"what\": \"code\"}");
  type_code (&device, "kgytd63j");
  wait_count (&device.n_refused, 1);
  g_assert_nonnull (stempel_field_get_error (STEMPEL_FIELD (field)));
  g_assert_cmpstr (stempel_text_field_get_text (field), ==, "KGYT-D63J");
  device_close (&device, fixture);
}

/* At the start of the program, with a session that was kept. */
static void
test_a_terminal_that_was_shut_out_is_told (Fixture *fixture, gconstpointer data)
{
  Device device = { NULL, };
  g_autofree char *kept = NULL;

  device_open (&device, fixture);
  g_object_set (device.profile, "terminal", TRUE, NULL);
  http_script_reply (device.script, 401, PROBLEM, ENDED);
  stempel_connector_open (device.connector, device.profile, "old", FALSE);
  wait_count (&device.n_asked, 2);
  g_assert_true (stempel_connector_get_terminal_ended (device.connector));
  stempel_sign_in_page_ask (STEMPEL_SIGN_IN_PAGE (device.page), device.connector);
  wait_ms (50);
  g_assert_true (shows_pairing (&device));
  g_assert_cmpstr (message_of (find_child (device.page, STEMPEL_TYPE_PAIRING_FORM)), ==,
                   "This device is no longer a terminal. Ask a manager for a new code.");
  kept = kept_session (&device);
  g_assert_cmpstr (kept, ==, "");
  device_close (&device, fixture);
}

static void
held_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(StempelPage) page =
    stempel_client_list_finish (STEMPEL_CLIENT (object), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* While somebody works with it: what was asked for is done once it is the same terminal again. */
static void
test_the_same_terminal_goes_on_where_it_was (Fixture *fixture, gconstpointer data)
{
  Device device = { NULL, };
  g_autoptr(JsonNode) request = stempel_request_new (NULL);
  g_autofree char *kept = NULL;
  StempelClient *client;
  gboolean is_done = FALSE;

  device_open (&device, fixture);
  answer_whoami (&device, "7");
  stempel_connector_open (device.connector, device.profile, "one", FALSE);
  wait_count (&device.n_opened, 1);
  client = stempel_connector_get_client (device.connector);
  http_script_reply (device.script, 401, PROBLEM, ENDED);
  stempel_client_call_async (client, STEMPEL_OPERATION_STORE_LIST, request, NULL, NULL, held_cb,
                             &is_done);
  wait_count (&device.n_asked, 2);
  g_assert_true (stempel_connector_get_terminal_ended (device.connector));
  stempel_sign_in_page_ask (STEMPEL_SIGN_IN_PAGE (device.page), device.connector);
  answer_claim (&device, "7", "two");
  http_script_reply (device.script, 200, "", STORES);
  type_code (&device, "kgytd63j");
  wait_count (&device.n_renewed, 1);
  for (guint i = 0; !is_done && i < 500; i++)
    wait_ms (10);
  g_assert_true (is_done);
  g_assert_true (client == stempel_connector_get_client (device.connector));
  g_assert_false (stempel_connector_get_terminal_ended (device.connector));
  kept = kept_session (&device);
  g_assert_cmpstr (kept, ==, "two");
  device_close (&device, fixture);
}

#define ADD(name) g_test_add ("/pairing/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *config = g_dir_make_tmp ("stempel-pairing.XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (config, "stempel", NULL);
  g_autofree char *connections = g_build_filename (folder, "connections.ini", NULL);
  g_autofree char *secrets = g_build_filename (config, "secrets", NULL);
  g_autofree char *older_secrets = g_strconcat (secrets, "~", NULL);
  int result;

  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", secrets, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "x", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD (what_is_typed_is_shown_in_groups);
  ADD (the_length_is_told_beside_the_field);
  ADD (refusals_stand_where_they_belong);
  ADD (a_code_makes_a_terminal_that_is_kept);
  ADD (a_line_that_breaks_after_the_code_loses_nothing);
  ADD (a_refused_code_stays_to_be_corrected);
  ADD (a_terminal_that_was_shut_out_is_told);
  ADD (the_same_terminal_goes_on_where_it_was);

  result = g_test_run ();
  g_unlink (secrets);
  g_unlink (older_secrets);
  g_unlink (connections);
  g_rmdir (folder);
  g_rmdir (config);

  return result;
}
