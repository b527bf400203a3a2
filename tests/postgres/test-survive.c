/* test-survive.c: the server is killed again and again while stamps are booked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>

#include "pg-fixture.h"
#include "stempel-error.h"
#include "stempel-pg-backend.h"
#include "stempel-pg-check.h"
#include "stempel-pg-setup.h"

#define KILLS 20
#define MEMBERS 20
#define CLIENTS 4
#define STAMPS_BETWEEN 5

typedef struct
{
  char             *folder;    /* (owned) */
  StempelBackend   *backend;   /* (owned) */
  gint64            store_id;
  gint64            accounts[MEMBERS];
  GHashTable       *acknowledged; /* (owned): key → number of the entry */
  guint             sent;
  guint             kills;
  guint             since_kill;
  guint             clients;
  gboolean          lost_line;
} Shop;

typedef struct
{
  Shop *shop;
  char *key; /* (owned) */
} Stamp;

static JsonNode *
call (Shop *shop, StempelOperation operation, const char *request)
{
  g_autoptr(JsonNode) node = json_from_string (request, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = g_uuid_string_random ();
  JsonNode *reply;

  stempel_backend_call_async (shop->backend, operation, node, key, NULL, pg_fixture_take_result,
                              &result);
  pg_fixture_wait ((gpointer *) &result);
  reply = stempel_backend_call_finish (shop->backend, result, &error);
  g_assert_no_error (error);

  return reply;
}

static gint64
get_int (JsonNode *reply, const char *member)
{
  return json_object_get_int_member (json_node_get_object (reply), member);
}

static void
open_shop (Shop *shop, StempelPgCluster *cluster)
{
  g_autoptr(JsonNode) request = json_from_string (
    "{\"name\": \"Bakery\", \"currency\": \"EUR\", \"zone\": \"Europe/Luxembourg\", \"language\": "
    "\"en\","
    " \"country\": \"LU\", \"store\": {\"name\": \"Gare\"}, \"manager\": {\"name\": \"Anna\"}}",
    NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) made = NULL;

  stempel_pg_setup_merchant_async (cluster, request, NULL, pg_fixture_take_result, &result);
  pg_fixture_wait ((gpointer *) &result);
  made = stempel_pg_setup_merchant_finish (cluster, result, &error);
  g_assert_no_error (error);

  shop->store_id = get_int (made, "store_id");
  shop->backend = STEMPEL_BACKEND (stempel_pg_backend_new_for_cluster (cluster,
    json_object_get_string_member (json_node_get_object (made), "database_role")));
}

static void
stock_shop (Shop *shop)
{
  g_autoptr(JsonNode) program = NULL;
  g_autoptr(JsonNode) published = NULL;
  g_autofree char *publish = NULL;

  program = call (shop, STEMPEL_OPERATION_PROGRAM_SAVE,
    "{\"kind\": \"stamps\", \"draft\": {\"names\": {\"en\": \"Coffee\"}, \"reward\": {\"en\": "
    "\"One\"},"
    " \"cooldown_minutes\": 0, \"daily_limit\": 100}}");
  publish = g_strdup_printf ("{\"id\": %" G_GINT64_FORMAT "}", get_int (program, "id"));
  published = call (shop, STEMPEL_OPERATION_PROGRAM_PUBLISH, publish);

  for (guint i = 0; i < MEMBERS; i++)
    {
      g_autofree char *enroll = NULL;
      g_autoptr(JsonNode) customer = NULL;
      JsonArray *accounts;

      enroll = g_strdup_printf ("{\"given_name\": \"Member\", \"family_name\": \"Number %u\","
                                " \"store_id\": %" G_GINT64_FORMAT "}", i, shop->store_id);
      customer = call (shop, STEMPEL_OPERATION_CUSTOMER_ENROLL, enroll);
      accounts = json_object_get_array_member (json_node_get_object (customer), "accounts");
      shop->accounts[i] =
        json_object_get_int_member (json_array_get_object_element (accounts, 0), "id");
    }
}

static void send_stamp (Shop *shop);

static gboolean
kill_cb (gpointer user_data)
{
  Shop *shop = user_data;
  g_autofree char *path = g_build_filename (shop->folder, "data", "postmaster.pid", NULL);
  g_autofree char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL) &&
      kill ((pid_t) g_ascii_strtoll (text, NULL, 10), SIGKILL) == 0)
    shop->kills++;

  /* More than there are clients, so that some of them come after the next start. */
  shop->since_kill = 0;

  return G_SOURCE_REMOVE;
}

static void
stamped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Stamp *stamp = user_data;
  Shop *shop = stamp->shop;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) reply = NULL;
  JsonObject *entry;

  /* Recovers by itself: not one press of the button ends with an error. */
  reply = stempel_backend_call_finish (STEMPEL_BACKEND (object), result, &error);
  g_assert_no_error (error);
  entry = json_object_get_object_member (json_node_get_object (reply), "entry");
  g_hash_table_insert (shop->acknowledged, g_steal_pointer (&stamp->key),
                       g_strdup_printf ("%" G_GINT64_FORMAT,
                                        json_object_get_int_member (entry, "id")));
  g_free (stamp);
  shop->clients--;
  shop->since_kill++;

  if (shop->kills < KILLS && shop->since_kill == STAMPS_BETWEEN)
    g_timeout_add ((guint) g_random_int_range (0, 25), kill_cb, shop);

  if (shop->kills < KILLS || shop->since_kill < STAMPS_BETWEEN)
    send_stamp (shop);
}

static void
send_stamp (Shop *shop)
{
  Stamp *stamp = g_new0 (Stamp, 1);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) request = NULL;

  stamp->shop = shop;
  stamp->key = g_uuid_string_random ();
  text = g_strdup_printf (
      "{\"account_id\": %" G_GINT64_FORMAT ", \"store_id\": %" G_GINT64_FORMAT "}",
                          shop->accounts[shop->sent++ % MEMBERS], shop->store_id);
  request = json_from_string (text, NULL);
  shop->clients++;
  stempel_backend_call_async (shop->backend, STEMPEL_OPERATION_STAMP_EARN, request, stamp->key,
                              NULL, stamped_cb, stamp);
}

static void
state_changed_cb (GObject *backend, GParamSpec *pspec, gpointer user_data)
{
  Shop *shop = user_data;

  if (stempel_backend_get_state (STEMPEL_BACKEND (backend)) != STEMPEL_BACKEND_STATE_RECONNECTING)
    return;

  /* What a window goes by to say so. */
  shop->lost_line = TRUE;
}

static void
check_ledger (Shop *shop, const char *conninfo)
{
  g_autofree char *doubled = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) violations = NULL;
  GHashTableIter iter;
  gpointer key, entry;

  doubled = pg_fixture_ask (conninfo,
    "select count(*) - count(distinct idempotency_key) from stempel.entry");
  g_assert_cmpstr (doubled, ==, "0");

  g_hash_table_iter_init (&iter, shop->acknowledged);
  while (g_hash_table_iter_next (&iter, &key, &entry))
    {
      g_autofree char *sql = NULL;
      g_autofree char *id = NULL;

      sql = g_strdup_printf ("select string_agg(id::text, ' ') from stempel.entry"
                             " where idempotency_key = '%s'", (char *) key);
      id = pg_fixture_ask (conninfo, sql);
      g_assert_cmpstr (id, ==, entry);
    }

  violations = stempel_pg_check_all (conninfo, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (
    json_object_get_array_member (json_node_get_object (violations), "items")), ==, 0);
}

/* Also when a connection was being opened as the backend closed: it gets no hold any more. */
static void
stop_cluster (StempelPgCluster *cluster)
{
  g_autoptr(GError) error = NULL;
  gboolean stopped = FALSE;

  stempel_pg_cluster_stop (cluster, &stopped, &error);
  g_assert_no_error (error);
  g_assert_true (stopped);
}

static void
test_killed_while_stamping (void)
{
  g_autofree char *top = g_dir_make_tmp ("stempel-survive-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf -- '%s'", top);
  g_autoptr(StempelPgCluster) cluster = NULL;
  g_autofree char *conninfo = NULL;
  g_autoptr(GError) error = NULL;
  Shop shop = { .folder = g_build_filename (top, "cluster", NULL) };

  g_chmod (top, 0755);
  shop.acknowledged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  cluster = stempel_pg_cluster_new (shop.folder);
  open_shop (&shop, cluster);
  stock_shop (&shop);
  g_signal_connect (shop.backend, "notify::state", G_CALLBACK (state_changed_cb), &shop);

  for (guint i = 0; i < CLIENTS; i++)
    send_stamp (&shop);
  while (shop.clients > 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (shop.lost_line);
  g_assert_cmpuint (shop.kills, ==, KILLS);
  g_assert_cmpint (stempel_backend_get_state (shop.backend), ==, STEMPEL_BACKEND_STATE_ONLINE);
  g_test_message ("%u stamps acknowledged over %u kills", g_hash_table_size (shop.acknowledged),
                  shop.kills);
  /* Those who were served last may have been served by what the last kill had left running. */
  conninfo = stempel_pg_cluster_open (cluster, NULL, NULL, &error);
  g_assert_no_error (error);
  check_ledger (&shop, conninfo);

  stempel_backend_close (shop.backend);
  g_object_unref (shop.backend);
  stop_cluster (cluster);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
  g_hash_table_unref (shop.acknowledged);
  g_free (shop.folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/survive/killed-while-stamping", test_killed_while_stamping);

  return g_test_run ();
}
